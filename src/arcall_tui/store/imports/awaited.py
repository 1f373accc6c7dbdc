"""Credits agreed and money seen by hand that an import brings: from then on the balances tell them, once."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.activity import AWAITED, DisputeReason, DisputeState
from arcall_tui.domain.money import Money

# As what each comes where it is not taken off its invoice; and how it has ended then.
_COMES_AS = {DisputeReason.CREDIT_DUE: ItemKind.CREDIT, DisputeReason.MONEY_SEEN: ItemKind.UNAPPLIED}
_ENDS = {DisputeReason.CREDIT_DUE: DisputeState.CREDITED, DisputeReason.MONEY_SEEN: DisputeState.CLOSED}


# What bills were corrected by, and are open less: nobody paid that.
_BILLED_AT_LESS = """SELECT invoice_id, old_amount - amount FROM balance_change AS was JOIN invoice ON invoice.id = invoice_id
    WHERE import_id = ? AND currency = old_currency AND old_amount > amount AND amount > 0
    AND old_amount - amount = old_balance - balance - (SELECT coalesce(sum(payment.amount), 0) FROM payment
        WHERE payment.import_id = was.import_id AND payment.invoice_id = invoice.id)"""


class Guessed(NamedTuple):
    """So much less on that invoice of a customer (ids of the ledger) that was taken for a credit agreed.

    `disputed`: so much came as an open credit instead, and was taken for what ends a dispute for that reason; `money`: it
    came off the invoice, was taken for money, and the dispute goes on.
    """

    account: str
    number: str
    amount: Money
    disputed: str = ""
    money: bool = False


class Arrived(NamedTuple):
    """A dispute that ended, with its account."""

    dispute: int
    account: int
    guessed: tuple[Guessed, ...] = ()


@dataclass(slots=True)
class _Came:
    """So much (minor units) that the import brought to an invoice, or to an account as an open credit."""

    left: int
    kind: ItemKind | None = None

    def give(self, wanted: int, *, any_amount: bool) -> int:
        """Take what is wanted of it; all of it and nothing else where not `any_amount`."""
        taken = min(wanted, self.left) if any_amount or self.left == wanted else 0
        self.left -= taken
        return taken


def arrived(connection: sqlite3.Connection, creditor: int, import_id: int, as_of: date) -> Iterator[Arrived]:
    """End what the import shows to have come; yield what has ended.

    Of what came in part the rest goes on as a row of its own. Money off the invoice is the money that was seen; it
    is taken for the credit only where it is that amount and no list of payments says that it is money, and
    otherwise they have paid. A ledger of before the day on which it was noted tells it by the exact amount alone.
    """
    rows = connection.execute(
        """SELECT dispute.id, account_id, ledger_id, reason, opened_on FROM dispute JOIN account ON account.id = account_id
           WHERE creditor_id = ? AND state = 'open' ORDER BY dispute.id""",
        (creditor,),
    ).fetchall()
    if not rows:
        return
    awaited = [row for row in rows if row[3] in AWAITED]
    disputed = [row for row in rows if row[3] not in AWAITED]
    as_credits = _credits(connection, import_id)
    less = {bill: _Came(minor) for bill, minor in connection.execute(_BILLED_AT_LESS, (import_id,))}
    yield from _as_agreed(connection, awaited, as_credits, less, import_id, as_of)
    yield from _answered(connection, disputed, as_credits, less, as_of)


def as_disputed(connection: sqlite3.Connection, creditor: int, import_id: int) -> Iterator[Guessed]:
    """Yield what came off a bill, no list of payments saying as what, and is just what is still disputed of it."""
    if connection.execute("SELECT 1 FROM receipt WHERE import_id = ? LIMIT 1", (import_id,)).fetchone():
        return
    rows = connection.execute(
        """SELECT ledger_id, number, dispute_line.amount, invoice.currency, reason FROM dispute
           JOIN account ON account.id = dispute.account_id JOIN dispute_line ON dispute_id = dispute.id
           JOIN invoice ON invoice.id = dispute_line.invoice_id JOIN payment ON payment.invoice_id = invoice.id
           WHERE creditor_id = ? AND state = 'open' AND import_id = ?
           GROUP BY dispute.id, invoice.id HAVING sum(payment.amount) = dispute_line.amount ORDER BY dispute.id""",
        (creditor, import_id),
    )
    for account, number, minor, currency, reason in rows:
        if reason not in (*AWAITED, DisputeReason.SAYS_PAID):
            yield Guessed(account, number, Money(minor, currency), reason, money=True)


# Of disputes: their key, account, its id in the ledger, reason, and the day on which they were opened.
_Open = Sequence[tuple[int, int, str, str, str]]


def _answered(
    connection: sqlite3.Connection,
    disputes: _Open,
    as_credits: Mapping[tuple[int, str], list[_Came]],
    less: Mapping[int, _Came],
    as_of: date,
) -> Iterator[Arrived]:
    """End disputes of just whose amount a new credit has come, or the bills are lower: it and what it was given for are taken off once."""
    for dispute, account, ledger_id, reason, opened_on in disputes:
        lines = _lines(connection, dispute)
        currencies = {currency for _, _, currency, _ in lines}
        if reason == DisputeReason.SAYS_PAID or len(currencies) != 1 or as_of < date.fromisoformat(opened_on):
            continue
        (currency,), whole = currencies, sum(amount for _, amount, *_ in lines)
        came = as_credits.get((account, currency), ())
        lower = all(bill in less and less[bill].left == amount for bill, amount, *_ in lines)
        if lower or any(
            each.kind in (None, ItemKind.CREDIT) and each.give(whole, any_amount=False) for each in came
        ):
            end(connection, dispute, DisputeState.CREDITED, as_of)
            yield Arrived(
                dispute, account, (Guessed(ledger_id, lines[0][3], Money(whole, currency), reason),)
            )


def _as_agreed(
    connection: sqlite3.Connection,
    awaited: _Open,
    as_credits: Mapping[tuple[int, str], list[_Came]],
    lower: Mapping[int, _Came],
    import_id: int,
    as_of: date,
) -> Iterator[Arrived]:
    paid = _paid(connection, import_id)
    listed = connection.execute("SELECT 1 FROM receipt WHERE import_id = ? LIMIT 1", (import_id,)).fetchone()
    for dispute, account, ledger_id, word, opened_on in awaited:
        reason, opened = DisputeReason(word), date.fromisoformat(opened_on)
        lines = _lines(connection, dispute)
        later = as_of >= opened
        rest: dict[int, int] = {}
        guessed: list[Guessed] = []
        seen = reason is DisputeReason.MONEY_SEEN
        for invoice, amount, currency, number in lines:
            less = paid[invoice].give(amount, any_amount=later and seen) if seen or not listed else 0
            guessed += [Guessed(ledger_id, number, Money(less, currency))] if less and not seen else []
            left = amount - less
            if not seen and invoice in lower:
                left -= lower[invoice].give(left, any_amount=later)
            for came in as_credits.get((account, currency), ()):
                if came.kind in (None, _COMES_AS[reason]):
                    left -= came.give(left, any_amount=later)
            rest[invoice] = left
        if sum(rest.values()) == sum(amount for _, amount, *_ in lines):
            continue
        day = end(connection, dispute, _ENDS[reason], max(as_of, opened))
        if any(rest.values()):
            _go_on(connection, dispute, day, rest)
        yield Arrived(dispute, account, tuple(guessed))


def _lines(connection: sqlite3.Connection, dispute: int) -> list[tuple[int, int, str, str]]:
    """Return what a dispute is about: each invoice's key, amount, currency and number."""
    return connection.execute(
        """SELECT invoice_id, dispute_line.amount, currency, number FROM dispute_line JOIN invoice ON invoice.id = invoice_id
           WHERE dispute_id = ? ORDER BY invoice_id""",
        (dispute,),
    ).fetchall()


def end(connection: sqlite3.Connection, dispute: int, state: DisputeState, on: date) -> str:
    """End a dispute; return the day."""
    facts = (state.value, day := on.isoformat(), dispute)
    connection.execute("UPDATE dispute SET state = ?, resolved_on = ? WHERE id = ?", facts)
    return day


def _go_on(connection: sqlite3.Connection, dispute: int, day: str, rest: dict[int, int]) -> None:
    """Keep what has not come yet, with the steps about it."""
    key = connection.execute(
        """INSERT INTO dispute (account_id, activity_id, opened_on, reason, owner, next_on, state)
           SELECT account_id, activity_id, ?, reason, owner, next_on, 'open' FROM dispute WHERE id = ?""",
        (day, dispute),
    ).lastrowid
    connection.executemany(
        "INSERT INTO dispute_line (dispute_id, invoice_id, amount) VALUES (?, ?, ?)",
        ((key, invoice, amount) for invoice, amount in rest.items() if amount),
    )
    connection.execute(
        """UPDATE follow_up SET dispute_id = ?1 WHERE dispute_id = ?2 AND done_at IS NULL
           AND account_id = (SELECT account_id FROM dispute WHERE id = ?1)""",
        (key, dispute),
    )


def _paid(connection: sqlite3.Connection, import_id: int) -> defaultdict[int, _Came]:
    paid = "SELECT invoice_id, sum(amount) FROM payment WHERE import_id = ? AND invoice_id IS NOT NULL GROUP BY 1"
    rows = connection.execute(paid, (import_id,))
    return defaultdict(lambda: _Came(0), ((invoice, _Came(max(0, amount))) for invoice, amount in rows))


def _credits(connection: sqlite3.Connection, import_id: int) -> defaultdict[tuple[int, str], list[_Came]]:
    """Return the open credits that the import brought, by account and currency; of no kind where its file has none."""
    came: defaultdict[tuple[int, str], list[_Came]] = defaultdict(list)
    for account, currency, amount, kind, told in connection.execute(
        """SELECT account_id, currency, -balance, kind, json_extract(mapping, '$.kind') FROM invoice
           JOIN ledger_import ON ledger_import.id = first_import_id
           WHERE first_import_id = ? AND balance < 0 AND settled_on IS NULL ORDER BY invoice.id""",
        (import_id,),
    ):
        came[account, currency].append(
            _Came(amount, None if told is None and kind != ItemKind.UNAPPLIED else ItemKind(kind))
        )
    return came
