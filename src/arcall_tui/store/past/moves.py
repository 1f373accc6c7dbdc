"""What the ledgers tell of the receivables: balances on known days, and what moved them in between."""

from collections.abc import Iterator
from datetime import date

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.figures import BalanceShift, LedgerDay, What
from arcall_tui.store.accounts.read import NO_BALANCES
from arcall_tui.store.accounts.read import day as read_day
from arcall_tui.store.past.view import Past

# A file of payments tells what came in, not how everything stands.
WHOLE = f"shape NOT IN {NO_BALANCES} AND shape <> 'payments'"


def telling(past: Past) -> str:
    """Return the name of a table of the ledgers that say when items were settled: with such a column, and something in it.

    All that do are found in one pass: payments and items have no index by ledger.
    """
    if past.lacks(past.telling):
        past.connection.execute(
            f"""CREATE TABLE {past.telling} AS SELECT l.id AS import_id FROM ledger_import AS l
                WHERE json_extract(mapping, '$.settled_on') IS NOT NULL AND +l.id IN (
                    SELECT import_id FROM payment JOIN ledger_import AS told ON told.id = import_id WHERE paid_on < told.as_of
                    UNION ALL SELECT first_import_id FROM invoice JOIN ledger_import AS told ON told.id = first_import_id
                    WHERE settled_on <= told.as_of)"""
        )
    return past.telling


def tells_when(past: Past, ledger: int) -> bool:
    """Whether a ledger says when items were settled."""
    named = f"SELECT 1 FROM {telling(past)} WHERE import_id = ?"
    return past.connection.execute(named, (ledger,)).fetchone() is not None


def used_notes(when: str) -> str:
    """Return the SQL of credit notes used up, by account and ledger: `used`, and `set_off` against bills, for which no money came.

    `when`: which balance changes (SQL: b), by their day.
    """
    return f"""SELECT account_id, key, currency, as_of, import_id, used, min(used, coalesce((
        SELECT sum(max(0, b.old_balance - b.new_balance - coalesce((
            SELECT sum(amount) FROM payment AS p WHERE p.invoice_id = b.invoice_id AND p.import_id = b.import_id), 0)))
        FROM invoice AS i JOIN balance_change AS b ON b.invoice_id = i.id AND b.import_id = notes.import_id
        WHERE i.account_id = notes.account_id AND i.currency = notes.currency AND i.kind = '{ItemKind.INVOICE.value}'
        AND b.old_amount IS coalesce((SELECT old_amount FROM balance_change AS later WHERE later.invoice_id = i.id
            AND later.import_id > b.import_id ORDER BY later.import_id LIMIT 1), i.amount)), 0)) AS set_off
    FROM (SELECT i.account_id, min(i.id) AS key, i.currency, b.as_of, b.import_id, sum(b.new_balance - b.old_balance) AS used
          FROM balance_change AS b CROSS JOIN invoice AS i ON i.id = b.invoice_id
          WHERE {when} AND i.kind = '{ItemKind.CREDIT.value}' GROUP BY b.import_id, i.account_id, i.currency) AS notes"""


def ledger_days(past: Past) -> list[LedgerDay]:
    """Return the days at whose close balances were known, by creditor and day."""
    rows = past.connection.execute(
        f"""SELECT creditor.name, as_of, max(l.id IN (SELECT import_id FROM {telling(past)}))
            FROM ledger_import AS l JOIN creditor ON creditor.id = creditor_id JOIN {past.seen} ON import_id = l.id
            WHERE undone_at IS NULL AND {WHOLE} GROUP BY creditor.name, as_of ORDER BY creditor.name, as_of"""
    )
    return [LedgerDay(name, date.fromisoformat(day), bool(dated)) for name, day, dated in rows]


def totals(past: Past) -> dict[tuple[str, str], int]:
    """Return what was receivable by creditor and currency, in minor units."""
    rows = past.rows(
        f"""SELECT creditor.name, item.currency, sum(balance) FROM ({past.items}) AS item
            JOIN account ON account.id = account_id JOIN creditor ON creditor.id = creditor_id
            GROUP BY creditor.id, item.currency"""
    )
    return {(name, currency): total for name, currency, total in rows}


def moves(past: Past, after: date) -> list[BalanceShift]:
    """Return what moved the receivables, as told by the ledgers of the days after `after` and by the view's day."""
    return [*_entered(past, after), *_changed(past, after), *_set_off(past, after)]


def _set_off(past: Past, after: date) -> Iterator[BalanceShift]:
    """What fell off bills by credit notes corrects nothing: it is what was used of the notes."""
    rows = past.rows(
        f"""SELECT creditor.name, currency, sum(set_off), as_of FROM ({used_notes("b.as_of > :after")}) AS u
            JOIN account ON account.id = account_id JOIN creditor ON creditor.id = creditor_id
            WHERE import_id IN (SELECT import_id FROM {past.seen}) AND set_off > 0
            GROUP BY creditor.id, currency, as_of""",
        after=after,
    )
    for creditor, currency, amount, seen in rows:
        shown = date.fromisoformat(seen)
        yield BalanceShift(creditor, currency, -amount, What.USED, None, shown)
        yield BalanceShift(creditor, currency, amount, What.CORRECTION, None, shown)


def _entered(past: Past, after: date) -> Iterator[BalanceShift]:
    """Items that those ledgers told of first: raised, at the amount known now, and what was paid of them by then.

    Added up by day: there may be a million items on few days. What is dated by `after` moved nothing since.
    All items are looked at one after another: SQLite would make an index of them for each scan. Most go at the first
    look: what no ledger has changed and none of its dates is later.
    """
    entered = f"""SELECT i.first_import_id AS ledger, coalesce(w.currency, i.currency) AS currency,
            i.kind = '{ItemKind.UNAPPLIED.value}' AS credit, coalesce(w.amount, i.amount) AS amount,
            coalesce(b.old_amount, i.amount) AS first, coalesce(b.old_balance, i.balance) AS balance,
            coalesce(w.invoice_date, i.invoice_date) AS dated,
            iif(b.invoice_id IS NULL AND i.balance = 0, i.settled_on, NULL) AS paid
        FROM invoice AS i NOT INDEXED LEFT JOIN {past.was} AS w ON w.invoice_id = i.id
        LEFT JOIN (SELECT invoice_id, min(import_id), old_amount, old_balance FROM balance_change
                   GROUP BY invoice_id) AS b ON b.invoice_id = i.id
        WHERE i.first_import_id IN (SELECT id FROM ledger_import JOIN {past.seen} ON import_id = id WHERE as_of > :after)
        AND (i.invoice_date > :after OR i.invoice_date IS NULL OR (i.balance <> i.amount AND coalesce(i.settled_on > :after, 1))
             OR i.id IN (SELECT invoice_id FROM balance_change))"""
    by_day = f"""SELECT ledger, currency, credit, iif(dated <= :after, '', dated) AS day,
                   iif(balance = first OR paid <= :after, '', paid) AS settled,
                   sum(amount) AS amount, sum(first - amount) AS corrected, sum(balance - first) AS lowered FROM ({entered})
            WHERE day IS NULL OR settled IS NULL OR day <> '' OR settled <> ''
            GROUP BY ledger, day, settled, currency, credit"""
    rows = past.rows(
        f"""SELECT creditor.name, currency, credit, as_of, day, settled, amount, corrected, lowered FROM ({by_day})
            JOIN ledger_import AS l ON l.id = ledger JOIN creditor ON creditor.id = creditor_id ORDER BY 1, 2, 3, 4, 5, 6""",
        after=after,
    )
    for creditor, currency, credit, seen, raised, settled, amount, corrected, lowered in rows:
        shown = date.fromisoformat(seen)
        if raised != "":
            on = read_day(raised)
            yield BalanceShift(creditor, currency, amount, What.UNAPPLIED if credit else What.SALE, on, shown)
            if corrected:
                yield BalanceShift(creditor, currency, corrected, What.CORRECTION, on, shown)
        if settled != "":
            what = What.USED if credit else What.PAYMENT
            yield BalanceShift(creditor, currency, lowered, what, read_day(settled), shown)


def _changed(past: Past, after: date) -> Iterator[BalanceShift]:
    """Items that those ledgers showed otherwise than the ledger before."""
    rows = past.rows(
        f"""SELECT creditor.name, i.currency, i.kind, b.old_balance, b.new_balance, b.as_of,
                   l.id IN (SELECT import_id FROM {telling(past)}) OR NOT ({WHOLE}),
                   sum(p.amount), max(p.paid_on)
            FROM balance_change AS b JOIN invoice AS i ON i.id = b.invoice_id
            JOIN ledger_import AS l ON l.id = b.import_id JOIN creditor ON creditor.id = creditor_id
            LEFT JOIN payment AS p ON p.invoice_id = b.invoice_id AND p.import_id = b.import_id
            WHERE b.as_of > :after AND b.import_id IN (SELECT import_id FROM {past.seen})
            GROUP BY b.invoice_id, b.import_id""",
        after=after,
    )
    for creditor, currency, kind, old, new, seen, told, money, paid_on in rows:
        shown = date.fromisoformat(seen)
        if kind != ItemKind.INVOICE.value:
            if new != old:
                yield BalanceShift(creditor, currency, new - old, What.USED, None, shown)
            continue
        paid = money or 0
        if paid:
            dated = told and (new == 0 or paid_on != seen)
            yield BalanceShift(
                creditor, currency, -paid, What.PAYMENT, date.fromisoformat(paid_on) if dated else None, shown
            )
        if new - old + paid:
            yield BalanceShift(creditor, currency, new - old + paid, What.CORRECTION, None, shown)
