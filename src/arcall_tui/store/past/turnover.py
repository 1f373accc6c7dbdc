"""What went through the receivables: sales, and the money that was seen."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.figures import ReceiptFact, SaleFact
from arcall_tui.store.past.moves import telling, used_notes
from arcall_tui.store.past.view import Past


def sales_by_day(past: Past, since: date) -> dict[str, dict[date, int]]:
    """Return invoices less credit notes by currency and invoice date, from `since` to the day."""
    sales: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    first, last = since.isoformat(), past.day.isoformat()
    for code, dated, minor in _sales(past, first):
        if dated and first <= dated <= last:
            sales[code][date.fromisoformat(dated)] += minor
    return {code: dict(days) for code, days in sales.items()}


def _sales(past: Past, since: str) -> Iterator[tuple[str, str | None, int]]:
    """Return (currency, invoice date, amount) as they are now, then what takes later corrections back."""
    of_sales = f"{past.known} AND i.kind <> '{ItemKind.UNAPPLIED.value}'"
    yield from past.connection.execute(
        f"""SELECT i.currency, i.invoice_date, sum(i.amount) FROM invoice AS i
            WHERE i.invoice_date >= ? AND {of_sales} GROUP BY i.currency, i.invoice_date""",
        (since,),
    )
    if past.exact:
        return
    corrected = f"""FROM {past.was} AS w CROSS JOIN invoice AS i ON i.id = w.invoice_id WHERE {of_sales}
        AND (w.amount <> i.amount OR w.currency <> i.currency OR w.invoice_date <> i.invoice_date)"""
    yield from past.connection.execute(
        f"""SELECT i.currency, i.invoice_date, -i.amount {corrected} UNION ALL
            SELECT coalesce(w.currency, i.currency), coalesce(w.invoice_date, i.invoice_date),
                   coalesce(w.amount, i.amount) {corrected}"""
    )


def sales(past: Past, since: date) -> list[SaleFact]:
    """Return the invoices and credit notes dated from `since` to the day, as they were known."""
    dated = "coalesce(w.invoice_date, i.invoice_date)"
    rows = past.rows(
        f"""SELECT i.account_id, i.number, i.kind, coalesce(w.currency, i.currency), {dated}, coalesce(w.amount, i.amount)
            FROM invoice AS i LEFT JOIN {past.was} AS w ON w.invoice_id = i.id
            WHERE {past.known} AND i.kind <> '{ItemKind.UNAPPLIED.value}' AND {dated} BETWEEN :since AND :day
            ORDER BY {dated}, i.id""",
        since=since,
    )
    return [SaleFact._make((*row[:4], date.fromisoformat(row[4]), row[5])) for row in rows]


def numbers(connection: sqlite3.Connection, items: Iterable[int]) -> dict[int, str]:
    """Return the numbers of some items."""
    chosen = "SELECT id, number FROM invoice WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(chosen, (json.dumps(list(items)),)))


def collected(past: Past, since: date) -> list[ReceiptFact]:
    """Return the money seen from `since` to the day: lower balances less credits used up; reversals negative.

    What a creditor's first ledger tells as settled was seen on its own settlement date.
    """
    seen = f"IN (SELECT import_id FROM {past.seen})"
    told = "i.id NOT IN (SELECT invoice_id FROM balance_change)"
    parts = [
        f"""SELECT p.account_id, p.invoice_id, p.currency, p.amount, p.paid_on, l.as_of AS seen_on
            FROM ledger_import AS l JOIN payment AS p ON p.import_id = l.id
            WHERE l.id {seen} AND l.as_of BETWEEN :since AND :day""",
        f"""SELECT i.account_id, i.id, i.currency, b.old_balance - b.new_balance, b.as_of, b.as_of
            FROM balance_change AS b CROSS JOIN invoice AS i ON i.id = b.invoice_id
            WHERE i.kind = '{ItemKind.UNAPPLIED.value}' AND b.import_id {seen}
            AND b.as_of BETWEEN :since AND :day AND b.old_balance <> b.new_balance""",
        f"""SELECT account_id, key, currency, set_off - used, as_of, as_of
            FROM ({used_notes("b.as_of BETWEEN :since AND :day")}) WHERE import_id {seen} AND used <> set_off""",
        # Bills that a ledger told as settled when it first told of them: of the first one only where it says on which days.
        f"""SELECT i.account_id, i.id, i.currency, i.amount, i.settled_on, i.settled_on FROM invoice AS i
            WHERE i.settled_on BETWEEN :since AND :day AND {told} AND i.first_import_id IN (
                SELECT import_id FROM {past.seen} WHERE first AND import_id IN (SELECT import_id FROM {telling(past)}))""",
    ]
    later = f"SELECT id FROM ledger_import WHERE as_of BETWEEN :since AND :day AND id IN (SELECT import_id FROM {past.seen} WHERE NOT first)"
    if past.rows(later, since=since).fetchone():
        parts += _told_first(later, told)
    rows = past.rows(" UNION ALL ".join(parts), since=since)
    return [
        ReceiptFact._make((*row[:4], date.fromisoformat(row[4]), date.fromisoformat(row[5]))) for row in rows
    ]


def _told_first(later: str, told: str) -> list[str]:
    """Return the queries for what had come of items, or was used of them, when a `later` ledger first told of them."""
    first = """SELECT old_amount, old_balance FROM balance_change WHERE invoice_id = i.id ORDER BY import_id LIMIT 1"""
    return [
        f"""SELECT i.account_id, i.id, i.currency, i.amount, i.settled_on, l.as_of FROM invoice AS i
            CROSS JOIN ledger_import AS l ON l.id = i.first_import_id
            WHERE i.settled_on IS NOT NULL AND i.first_import_id IN ({later}) AND {told}""",
        f"""SELECT i.account_id, NULL, i.currency, -i.amount, coalesce(i.invoice_date, l.as_of), l.as_of
            FROM invoice AS i CROSS JOIN ledger_import AS l ON l.id = i.first_import_id
            WHERE i.kind = '{ItemKind.UNAPPLIED.value}' AND i.first_import_id IN ({later})""",
        f"""SELECT account_id, key, currency, had - has, as_of, as_of FROM (
            SELECT i.account_id, i.id AS key, i.currency, l.as_of,
                   coalesce((SELECT old_amount FROM ({first})), i.amount) AS had,
                   coalesce((SELECT old_balance FROM ({first})), i.balance) AS has
            FROM invoice AS i CROSS JOIN ledger_import AS l ON l.id = i.first_import_id
            WHERE i.first_import_id IN ({later}) AND (i.settled_on IS NULL OR NOT ({told})))
            WHERE had <> has""",
    ]
