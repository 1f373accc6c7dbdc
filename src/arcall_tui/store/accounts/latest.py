"""What was agreed, settled and paid last on an account: what confirmations and thanks are about."""

import re
import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from arcall_tui.domain.account import addresses_of
from arcall_tui.domain.activity import DisputeReason, DisputeState
from arcall_tui.domain.money import Money
from arcall_tui.store.accounts.read import told_of
from arcall_tui.store.actions.action_rows import Row, rows_of


class PaymentSeen(NamedTuple):
    """Money that came in: `invoice` is the number it was for, empty where that is not known.

    `dated`: False where a ledger's day stands for that on which it came, which is not known.
    """

    paid_on: date
    amount: Money
    invoice: str
    reference: str
    dated: bool = True


def agreed(connection: sqlite3.Connection, account: int) -> frozenset[int]:
    """Return the numbers of the promises that the account's newest call with a promise has agreed, in all its results."""
    rows = connection.execute(
        """SELECT promise.id FROM promise JOIN activity ON activity.id = activity_id
           WHERE promise.account_id = ?1 AND at = (
               SELECT max(at) FROM activity JOIN promise ON promise.activity_id = activity.id
               WHERE promise.account_id = ?1)""",
        (account,),
    )
    return frozenset(key for (key,) in rows)


def resolved(connection: sqlite3.Connection, account: int, since: date) -> frozenset[int]:
    """Return the numbers of the account's disputes that were settled on or after `since`."""
    rows = connection.execute(
        "SELECT id FROM dispute WHERE account_id = ? AND resolved_on >= ?", (account, since.isoformat())
    )
    return frozenset(key for (key,) in rows)


def payments(connection: sqlite3.Connection, account: int, since: date) -> tuple[PaymentSeen, ...]:
    """Return the money that came in on the account on or after `since`, oldest first."""
    rows = connection.execute(
        """SELECT paid_on, payment.amount, payment.currency, coalesce(number, ''), reference,
                  reference <> '' OR paid_on IS NOT as_of
           FROM payment LEFT JOIN invoice ON invoice.id = invoice_id LEFT JOIN ledger_import ON ledger_import.id = import_id
           WHERE payment.account_id = ? AND paid_on >= ? AND payment.amount > 0
           ORDER BY paid_on, payment.id""",
        (account, since.isoformat()),
    )
    return tuple(
        PaymentSeen(date.fromisoformat(day), Money(amount, currency), invoice, reference, bool(dated))
        for day, amount, currency, invoice, reference, dated in rows
    )


def paid_on_invoice(
    connection: sqlite3.Connection, account: int
) -> dict[int, tuple[tuple[date, Money], ...]]:
    """Return what came in on each invoice of the account, oldest first, by the invoice's number in the book.

    What was seen by hand counts from the day that was typed, else from that on which it was seen.
    """
    paid: dict[int, tuple[tuple[date, Money], ...]] = {}
    seen = _seen_by_hand(connection, account)
    for invoice, day, amount, currency in connection.execute(
        """SELECT invoice_id, paid_on, amount, currency FROM payment
           WHERE account_id = ? AND invoice_id IS NOT NULL AND amount > 0 ORDER BY paid_on, id""",
        (account,),
    ):
        on = min(date.fromisoformat(day), seen.get((invoice, amount), date.max))
        paid[invoice] = (*paid.get(invoice, ()), (on, Money(amount, currency)))
    return paid


_TYPED = re.compile(r"\bpaid\b.*?\bon \w{3} (\d{2} \w{3} \d{4})")  # as a record says it


def _seen_by_hand(connection: sqlite3.Connection, account: int) -> dict[tuple[int, int], date]:
    """Return since when money that has come by now was seen by hand, by (invoice, amount in minor units)."""
    rows = connection.execute(
        """SELECT invoice_id, amount, opened_on, coalesce(detail, '') FROM dispute_line
           JOIN dispute ON dispute.id = dispute_id LEFT JOIN activity ON activity.id = activity_id
           WHERE dispute.account_id = ? AND reason = ? AND dispute.state = ?""",
        (account, DisputeReason.MONEY_SEEN, DisputeState.CLOSED),
    )
    seen = {}
    for invoice, amount, opened_on, detail in rows:
        found = _TYPED.search(detail)
        typed = datetime.strptime(found[1], "%d %b %Y").replace(tzinfo=UTC).date() if found else None
        seen[invoice, amount] = typed or date.fromisoformat(opened_on)
    return seen


class SettledLate(NamedTuple):
    """An invoice that was paid after it was due."""

    id: int
    number: str
    due: date
    invoice_date: date | None
    currency: str


def settled_late(connection: sqlite3.Connection, account: int, since: date) -> list[SettledLate]:
    """Return the invoices settled on or after `since`, later than they were due, the oldest due first."""
    rows = connection.execute(
        """SELECT id, number, due_date AS due, invoice_date, currency FROM invoice
           WHERE account_id = ? AND kind = 'invoice' AND settled_on >= ? AND settled_on > due_date
           ORDER BY due_date, id""",
        (account, since.isoformat()),
    )
    return [SettledLate(**told) for told in told_of(SettledLate, rows)]


def numbers(connection: sqlite3.Connection, account: int) -> dict[int, str]:
    """Return what the account's invoices are called, settled ones included, by their number in the book."""
    return dict(connection.execute("SELECT id, number FROM invoice WHERE account_id = ?", (account,)))


def mail_says(connection: sqlite3.Connection, text: str) -> bool:
    """Whether a letter on record has that text in its own."""
    query = "SELECT 1 FROM activity WHERE code = 'MAIL' AND instr(note, ?) LIMIT 1"
    return connection.execute(query, (text,)).fetchone() is not None


def written_from(connection: sqlite3.Connection, address: str) -> list[int]:
    """Return the accounts that have a contact with that e-mail address (in small letters)."""
    query = "SELECT account_id, email FROM contact WHERE email LIKE '%@%'"
    hits = (key for key, text in connection.execute(query) if address in addresses_of(text.lower()))
    return list(dict.fromkeys(hits))


def open_numbers(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return (account, number) of every open item in the book."""
    return connection.execute("SELECT account_id, number FROM invoice WHERE settled_on IS NULL").fetchall()


def calls(
    connection: sqlite3.Connection, *, ids: Sequence[int] = (), since: date | None = None, from_id: int = 0
) -> list[Row]:
    """Return activities in order of time: those with `ids`, else those of the workdays from `since` on, else by number.

    `invoices`: the numbers of what it promises or disputes, with blanks; `promised`: a line `amount currency day` each.
    """
    where, given = "activity.id >= ?", [str(from_id)]
    if ids:
        where, given = f"activity.id IN ({', '.join('?' * len(ids))})", [str(each) for each in ids]
    elif since is not None:
        where, given = "workday >= ?", [since.isoformat()]
    rows = connection.execute(
        f"""SELECT activity.id AS id, at, creditor.name AS creditor, ledger_id AS account, account.name AS name, code,
                   coalesce(contact.name, '') AS contact, detail, note, coalesce(root_cause, '') AS root_cause,
                   CAST(coalesce(seconds, '') AS TEXT) AS seconds,
                   (SELECT coalesce(group_concat(number, ' '), '') FROM invoice WHERE id IN (
                       SELECT invoice_id FROM promise_line JOIN promise ON promise.id = promise_id
                       WHERE activity_id = activity.id UNION
                       SELECT invoice_id FROM dispute_line JOIN dispute ON dispute.id = dispute_id
                       WHERE activity_id = activity.id)) AS invoices,
                   (SELECT coalesce(group_concat(said, char(10)), '') FROM (
                       SELECT amount || ' ' || currency || ' ' || due_on AS said FROM promise
                       WHERE activity_id = activity.id ORDER BY due_on, id)) AS promised
            FROM activity JOIN account ON account.id = activity.account_id
                 JOIN creditor ON creditor.id = creditor_id LEFT JOIN contact ON contact.id = contact_id
            WHERE {where} ORDER BY at, activity.id""",
        given,
    )
    return rows_of(rows)
