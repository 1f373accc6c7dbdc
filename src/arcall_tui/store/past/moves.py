"""What the ledgers tell of the receivables: balances on known days, and what moved them in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.figures import BalanceShift, LedgerDay, What
from arcall_tui.store.accounts.read import NO_BALANCES
from arcall_tui.store.past.view import Past

# A file of payments tells what came in, not how everything stands.
_WHOLE = f"shape NOT IN {NO_BALANCES} AND shape <> 'payments'"
# A ledger (SQL: l) that says when items were settled: it has such a column, and something in it.
SAYS_WHEN = """(json_extract(mapping, '$.settled_on') IS NOT NULL AND (
    EXISTS (SELECT 1 FROM payment WHERE import_id = l.id AND paid_on < l.as_of)
    OR EXISTS (SELECT 1 FROM invoice WHERE first_import_id = l.id AND settled_on <= l.as_of)))"""


def ledger_days(past: Past) -> list[LedgerDay]:
    """Return the days at whose close balances were known, by creditor and day."""
    rows = past.connection.execute(
        f"""SELECT creditor.name, as_of, max({SAYS_WHEN})
            FROM ledger_import AS l JOIN creditor ON creditor.id = creditor_id JOIN {past.seen} ON import_id = l.id
            WHERE undone_at IS NULL AND {_WHOLE} GROUP BY creditor.name, as_of ORDER BY creditor.name, as_of"""
    )
    return [LedgerDay(name, date.fromisoformat(day), bool(dated)) for name, day, dated in rows]


def totals(past: Past) -> dict[tuple[str, str], int]:
    """Return what was receivable by creditor and currency, in minor units."""
    rows = past.connection.execute(
        f"""SELECT creditor.name, item.currency, sum(balance) FROM ({past.items}) AS item
            JOIN account ON account.id = account_id JOIN creditor ON creditor.id = creditor_id
            GROUP BY creditor.id, item.currency""",
        past.values,
    )
    return {(name, currency): total for name, currency, total in rows}


def moves(past: Past, after: date) -> list[BalanceShift]:
    """Return what moved the receivables, as told by the ledgers of the days after `after` and by the view's day."""
    return [*_entered(past, after), *_changed(past, after)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _entered(past: Past, after: date) -> Iterator[BalanceShift]:
    """Items that those ledgers told of first: raised, at the amount known now, and what was paid of them by then."""
    rows = past.connection.execute(
        f"""SELECT creditor.name, coalesce(w.currency, i.currency), i.kind, coalesce(w.amount, i.amount),
                   coalesce(b.old_amount, i.amount), coalesce(b.old_balance, i.balance),
                   coalesce(w.invoice_date, i.invoice_date), i.settled_on, l.as_of, b.invoice_id IS NOT NULL
            FROM invoice AS i JOIN ledger_import AS l ON l.id = i.first_import_id
            JOIN creditor ON creditor.id = creditor_id LEFT JOIN {past.was} AS w ON w.invoice_id = i.id
            LEFT JOIN balance_change AS b ON b.invoice_id = i.id
                AND b.import_id = (SELECT min(import_id) FROM balance_change WHERE invoice_id = i.id)
            WHERE l.as_of > :after AND l.id IN (SELECT import_id FROM {past.seen})""",
        {"after": after.isoformat()},
    )
    for creditor, currency, kind, amount, first, balance, dated, settled, seen, changed in rows:
        day, shown = _day(dated), date.fromisoformat(seen)
        payment = kind == ItemKind.UNAPPLIED.value
        yield BalanceShift(creditor, currency, amount, What.UNAPPLIED if payment else What.SALE, day, shown)
        if first != amount:
            yield BalanceShift(creditor, currency, first - amount, What.CORRECTION, day, shown)
        if balance != first:
            paid = _day(settled) if balance == 0 and not changed else None
            lowered = What.USED if payment else What.PAYMENT
            yield BalanceShift(creditor, currency, balance - first, lowered, paid, shown)


def _changed(past: Past, after: date) -> Iterator[BalanceShift]:
    """Items that those ledgers showed otherwise than the ledger before."""
    rows = past.connection.execute(
        f"""SELECT creditor.name, i.currency, i.kind, b.old_balance, b.new_balance, b.as_of,
                   {SAYS_WHEN} OR NOT ({_WHOLE}),
                   sum(p.amount), max(p.paid_on)
            FROM balance_change AS b JOIN invoice AS i ON i.id = b.invoice_id
            JOIN ledger_import AS l ON l.id = b.import_id JOIN creditor ON creditor.id = creditor_id
            LEFT JOIN payment AS p ON p.invoice_id = b.invoice_id AND p.import_id = b.import_id
            WHERE b.as_of > :after AND b.import_id IN (SELECT import_id FROM {past.seen})
            GROUP BY b.invoice_id, b.import_id""",
        {"after": after.isoformat()},
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
