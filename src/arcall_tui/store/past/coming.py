"""What a forecast rests on: items that were open at some time of late, and what covered them."""

from __future__ import annotations

import sqlite3
from datetime import date

from arcall_tui.domain.figures import BalanceMove, Cover, Life
from arcall_tui.store.accounts.read import day as read_day
from arcall_tui.store.past.allotted import MADE, SETTLED_ON
from arcall_tui.store.past.view import Past


def changes(past: Past, since: date) -> list[BalanceMove]:
    """Return the balances that changed after `since` and by the day, in order of time."""
    rows = past.connection.execute(
        f"""SELECT invoice_id, as_of, old_balance FROM balance_change
            WHERE as_of > :since AND import_id IN (SELECT import_id FROM {past.seen})
            AND old_balance <> new_balance ORDER BY import_id""",
        {"since": since.isoformat()},
    )
    return [BalanceMove(key, date.fromisoformat(seen), balance) for key, seen, balance in rows]


def lives(past: Past, since: date) -> list[Life]:
    """Return the items that were open at the close of some day from `since` to the view's day."""
    entered = """CASE WHEN s.first AND coalesce({0}.invoice_date, l.as_of) < l.as_of
                  THEN coalesce({0}.invoice_date, l.as_of) ELSE coalesce(l.as_of, {0}.invoice_date, :since) END"""
    source = f"""LEFT JOIN {past.seen} AS s ON s.import_id = {{0}}.first_import_id
                 LEFT JOIN ledger_import AS l ON l.id = {{0}}.first_import_id"""
    gone = f"""i.id IN (SELECT invoice_id FROM balance_change WHERE as_of > :since AND old_balance <> 0
               AND import_id IN (SELECT import_id FROM {past.seen}))"""
    rows = past.connection.execute(
        f"""SELECT item.id, item.account_id, item.currency, item.due_date, {entered.format("item")}, NULL, item.balance
            FROM ({past.items}) AS item {source.format("item")}
            UNION ALL
            SELECT i.id, i.account_id, coalesce(w.currency, i.currency), coalesce(w.due_date, i.due_date),
                   {entered.format("i")}, NULL, 0
            FROM invoice AS i LEFT JOIN {past.was} AS w ON w.invoice_id = i.id {source.format("i")}
            WHERE {gone} AND i.id NOT IN (SELECT id FROM ({past.items}))
            UNION ALL
            SELECT i.id, i.account_id, i.currency, i.due_date, i.invoice_date, i.settled_on, i.amount
            FROM invoice AS i JOIN {past.seen} AS s ON s.import_id = i.first_import_id AND s.first
            WHERE i.settled_on > :since AND i.settled_on <= :day AND i.invoice_date IS NOT NULL
            AND i.id NOT IN (SELECT invoice_id FROM balance_change)""",
        {**past.values, "since": since.isoformat()},
    )
    return list(map(Life._make, rows))


def covers(connection: sqlite3.Connection, day: date) -> list[Cover]:
    """Return what promises and disputes of by the close of `day` covered of which invoices, and how long."""
    rows = connection.execute(
        f"""SELECT invoice_id, line.amount, {MADE} AS made, {SETTLED_ON}, promise.id FROM promise_line AS line
            JOIN promise ON promise.id = promise_id WHERE made <= :day
            UNION ALL
            SELECT invoice_id, line.amount, opened_on, resolved_on, NULL FROM dispute_line AS line
            JOIN dispute ON dispute.id = dispute_id WHERE opened_on <= :day""",
        {"day": day.isoformat()},
    )
    return [
        Cover(key, amount, date.fromisoformat(since), read_day(until), promise)
        for key, amount, since, until, promise in rows
    ]
