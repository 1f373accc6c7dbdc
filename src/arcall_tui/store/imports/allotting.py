"""Money that came in since promises were made, given to their lines: each unit of it to one line only."""

import sqlite3
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Self

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.activity import LIVE_PROMISES, PromiseState
from arcall_tui.domain.grouping import by_key
from arcall_tui.store.imports.set_off import CREDIT_NUMBER

_Tolerance = Callable[[str], int]


class MoneyIn(NamedTuple):
    """Money seen by an import (None: not known by which), paid on an ISO date; minor units.

    `dated`: on just that day; else on it at the latest. `stood`: on account first, under a day that may be that of its booking.
    """

    amount: int
    currency: str
    seen: int | None
    on: str
    dated: bool
    stood: bool


@dataclass(slots=True)
class PromisedLine:
    """So much of an invoice, promised for an ISO date; `cap` is what it can take, `given` what it got, and `came` on which days, empty for one that is not known.

    `anywhere`: no invoice was named, so that money on any other one of the account is as good. Only money counts that came `since` then, seen by an import after the one that was newest (`after`);
    what stood on account, and in no ledger before, since the invoice was `billed`.
    """

    promise: int
    account: int
    invoice: int
    state: PromiseState
    currency: str
    due: str
    since: str
    after: int | None
    paid: int
    cap: int
    anywhere: bool
    billed: str
    given: int = 0
    came: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, row: Sequence[Any]) -> Self:
        """Make one of the columns of `LINE`: as long as it is open, it takes all that was promised."""
        line = cls(*row)
        line.state, line.anywhere = PromiseState(line.state), bool(line.anywhere)
        return line

    def takes(self, money: MoneyIn) -> bool:
        """Whether the money came since the promise was made, and in its currency."""
        fresh = self.after is None or money.seen is None or money.seen > self.after
        news = money.stood and None not in (self.after, money.seen)
        since = self.billed if news else self.since
        return fresh and money.on >= since and money.currency == self.currency

    @property
    def turn(self) -> tuple[bool, str, int]:
        """Money that settled a promise stays with it; of the others the one due first is served first."""
        return self.state in LIVE_PROMISES, self.due, self.promise


class Allotted(NamedTuple):
    """What changed: the `accounts` concerned, and the promises that lost money on which a verdict rested.

    `came`: on which days each promise got money, as its lines have them.
    """

    accounts: set[int]
    lost: list[int]
    came: dict[int, list[str]]


def allot(connection: sqlite3.Connection, creditor: int, as_of: date, tolerance: _Tolerance) -> Allotted:
    """Work out anew what has been paid of each of a creditor's promised lines, and write what differs.

    Payments on a promised invoice go to the promises of that invoice, oldest due first; what is over, and payments
    on other invoices, to the account's promises that named none. Money that stands on an account as an unapplied credit is as good: the customer has paid, only the creditor has yet to say
    which invoice. It goes to the account's promises, oldest due first, while it stands there; once it is
    applied, it is a payment on an invoice instead; what is dated later than `as_of` has not come. `tolerance`: minor units by currency that may be missing.
    """
    lines = _lines(connection, creditor, tolerance)
    if not lines:
        return Allotted(set(), [], {})
    share_out(lines, _payments(connection, creditor), _credits(connection, creditor, as_of))
    return _write(connection, lines)


def share_out(
    lines: Iterable[PromisedLine],
    paid: Mapping[tuple[int, int], Iterable[MoneyIn]],
    unapplied: Mapping[int, Iterable[MoneyIn]],
) -> None:
    """Give the lines what was paid, by account and invoice, then what stands as a credit, by account: see `allot`."""
    by_invoice, by_account, anywhere = (defaultdict[int, list[PromisedLine]](list) for _ in range(3))
    for line in sorted(lines, key=lambda each: each.turn):
        by_invoice[line.invoice].append(line)
        by_account[line.account].append(line)
        if line.anywhere:
            anywhere[line.account].append(line)
    over = [
        (account, list(_give(moneys, by_invoice[invoice]))) for (account, invoice), moneys in paid.items()
    ]
    for account, moneys in over:
        deque(_give(moneys, anywhere[account]), 0)
    for account, standing_there in unapplied.items():
        deque(_give(standing_there, by_account[account]), 0)


def _give(moneys: Iterable[MoneyIn], lines: Sequence[PromisedLine]) -> Iterator[MoneyIn]:
    """Give the lines money in their order; yield what is over."""
    for money in moneys:
        left = money.amount
        for line in lines:
            if left and line.given < line.cap and line.takes(money):
                part = min(left, line.cap - line.given)
                line.given += part
                line.came.append(money.on if money.dated else "")
                left -= part
        if left:
            yield money._replace(amount=left)


def _lines(connection: sqlite3.Connection, creditor: int, tolerance: _Tolerance) -> list[PromisedLine]:
    rows = connection.execute(
        f"""SELECT {LINE.format("state")},
                  promise.amount - (SELECT sum(paid) FROM promise_line AS own WHERE promise_id = promise.id)
           FROM {PROMISED} JOIN account ON account.id = promise.account_id
           WHERE creditor_id = ? AND state <> 'withdrawn'""",
        (creditor,),
    )
    lines = []
    for *told, missing in rows:
        line = PromisedLine.of(told)
        # Someone saw the money of a promise that is kept by their word: the ledger has yet to show it.
        seen_by_hand = line.state is PromiseState.KEPT and missing > tolerance(line.currency)
        if line.state not in LIVE_PROMISES and not seen_by_hand:
            line.cap = line.paid
        lines.append(line)
    return lines


# The columns of which `PromisedLine.of` makes one, its state as that of the day ({}), and where they are (SQL).
LINE = """promise.id, promise.account_id, invoice_id, {}, currency, due_on, min(made_on, coalesce(workday, made_on)),
    after_import_id, paid, line.amount, any_invoice,
    (SELECT coalesce(invoice_date, due_date) FROM invoice WHERE invoice.id = invoice_id)"""
PROMISED = """promise JOIN promise_line AS line ON promise_id = promise.id
    LEFT JOIN activity ON activity.id = promise.activity_id"""


# What is paid with money that stood on account came when that did, and was seen then.
ON_ACCOUNT = "on account since "
_STOOD = f"reference LIKE '{ON_ACCOUNT}____-__-__'"
_CAME_ON = f"iif({_STOOD}, substr(reference, -10), paid_on)"
_FIRST = f"""(SELECT min(first_import_id) FROM invoice AS own WHERE own.account_id = {{}}.account_id
    AND own.kind = '{ItemKind.UNAPPLIED}' AND coalesce(own.invoice_date, own.due_date) = {{}})""".format
_SEEN_BY = f"iif({_STOOD}, {_FIRST('payment', 'substr(reference, -10)')}, import_id)"
# What is left of money may stand under a number of its own.
_SINCE = "coalesce(item.invoice_date, item.due_date)"
# The columns of a payment of which `MoneyIn` is made, and of a credit that a ledger has, its number first where it is not sure to be money.
TOLD = "LEFT JOIN ledger_import AS told ON told.id"
MONEY = f"amount, currency, {_SEEN_BY}, {_CAME_ON}, coalesce(told.shape = 'payments' OR {_CAME_ON} < told.as_of, 0), {_STOOD}"
CREDIT = f"""iif(kind = '{ItemKind.UNAPPLIED}', '', number), -balance, item.currency, coalesce({_FIRST("item", _SINCE)}, first_import_id), {_SINCE},
    {_SINCE} < told.as_of, kind = '{ItemKind.UNAPPLIED}'"""
MAY_BE_MONEY = f"""(kind = '{ItemKind.UNAPPLIED}' OR json_extract(mapping, '$.kind') IS NULL)
    AND coalesce(invoice_date <= :day, 1)"""
# Money on bills that were promised, and all of the accounts that promised without naming any.
COUNTS = """(invoice_id IN (SELECT invoice_id FROM promise_line)
    OR invoice_id IS NOT NULL AND payment.account_id IN (SELECT account_id FROM promise WHERE any_invoice))"""


def _payments(connection: sqlite3.Connection, creditor: int) -> dict[tuple[int, int], list[MoneyIn]]:
    """Return what was paid and not taken back since, by account and invoice, in order."""
    rows = connection.execute(
        f"""SELECT payment.account_id, invoice_id, {MONEY} FROM payment {TOLD} = import_id
            JOIN account ON account.id = payment.account_id WHERE account.creditor_id = ? AND {COUNTS}
            ORDER BY invoice_id, import_id, payment.id""",
        (creditor,),
    )
    return standing(rows)


def standing(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[int, int], list[MoneyIn]]:
    """Put (account, invoice, *money) in order together by both; a reversal, negative, takes back what came last."""
    paid: dict[tuple[int, int], list[MoneyIn]] = defaultdict(list)
    for account, invoice, *facts in rows:
        money = MoneyIn(*facts)
        if money.amount > 0:
            paid[account, invoice].append(money)
        else:
            _take_back(paid[account, invoice], -money.amount)
    return paid


def _take_back(paid: list[MoneyIn], amount: int) -> None:
    """A reversal takes the money that came last."""
    while amount and paid:
        last = paid.pop()
        if last.amount > amount:
            paid.append(last._replace(amount=last.amount - amount))
        amount -= min(amount, last.amount)


def _credits(connection: sqlite3.Connection, creditor: int, as_of: date) -> dict[int, list[MoneyIn]]:
    """Return the money that stands unapplied on accounts with promises.

    A credit note is none; but where a ledger does not say what its items are, any credit may be money.
    """
    rows = connection.execute(
        f"""SELECT account_id, {CREDIT} FROM invoice AS item {TOLD} = first_import_id
            WHERE settled_on IS NULL AND balance < 0 AND account_id IN (
                SELECT account_id FROM promise JOIN account ON account.id = account_id
                WHERE account.creditor_id = :creditor AND state <> 'withdrawn')
            AND {MAY_BE_MONEY} ORDER BY account_id, first_import_id, item.id""",
        {"creditor": creditor, "day": as_of.isoformat()},
    )
    return by_account(rows)


def by_account(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[MoneyIn]]:
    """Put (account, *credit) together by account; what its number calls a note is no money."""
    money = (row for row in rows if not CREDIT_NUMBER.match(row[1]))
    return by_key((account, MoneyIn(*facts)) for account, _, *facts in money)


def _write(connection: sqlite3.Connection, lines: Sequence[PromisedLine]) -> Allotted:
    differ = [line for line in lines if line.given != line.paid]
    given = ((line.given, line.promise, line.invoice) for line in differ)
    connection.executemany("UPDATE promise_line SET paid = ? WHERE promise_id = ? AND invoice_id = ?", given)
    gained, came = defaultdict[int, int](int), defaultdict[int, list[str]](list)
    for line in lines:
        came[line.promise] += line.came
    for line in differ:
        if line.state in (PromiseState.KEPT, PromiseState.PARTLY_KEPT):
            gained[line.promise] += line.given - line.paid
    lost = [promise for promise, more in gained.items() if more < 0]
    return Allotted({line.account for line in differ}, lost, came)
