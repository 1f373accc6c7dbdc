"""What was owed: by account and bucket, item by item, and in all; and what a forecast of it rests on."""

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.figures import BalanceMove, Cover, Customer, Life, OpenItemFact, Owed
from arcall_tui.domain.standing import EDGES
from arcall_tui.store.accounts.read import day as read_day
from arcall_tui.store.past import allotted
from arcall_tui.store.past.allotted import MADE, SETTLED_ON
from arcall_tui.store.past.view import Past

# A credit does not fall due: it is off what is overdue from its own day on, an unapplied payment at once.
_DUE = f"""iif(kind = '{ItemKind.UNAPPLIED.value}' OR (balance < 0 AND due_date = :day),
                min(due_date, date(:day, '-1 day')), due_date)"""


def customers(connection: sqlite3.Connection) -> dict[int, Customer]:
    """Return every account by its number; an id that several creditors use is told with the creditor's name."""
    rows = connection.execute(
        """SELECT account.id, iif(count(*) OVER (PARTITION BY ledger_id) > 1, creditor.name || '/', '') || ledger_id, account.name, country, credit_limit, credit_currency
           FROM account JOIN creditor ON creditor.id = creditor_id"""
    )
    return {row[0]: Customer._make(row) for row in rows}


def owed(past: Past) -> list[Owed]:
    """Return what was open, by account, currency and aging bucket."""
    edges = {
        f"edge{place}": (past.day - timedelta(days=edge)).isoformat() for place, edge in enumerate(EDGES)
    }
    bucket = " ".join(f"WHEN {_DUE} >= :edge{place} THEN {place}" for place in range(len(EDGES)))
    rows = past.rows(
        f"""SELECT account_id, currency, CASE {bucket} ELSE {len(EDGES)} END AS bucket, sum(balance), count(*),
                   coalesce(sum(min(disputed, max(balance, 0))), 0), coalesce(sum(min(promised, max(balance, 0))), 0),
                   sum(min(balance, 0))
            FROM ({past.items}) AS item LEFT JOIN {allotted.cover(past)} AS cover ON cover.invoice_id = item.id
            GROUP BY account_id, currency, bucket""",
        **edges,
    )
    return list(map(Owed._make, rows))


def overdue(past: Past) -> dict[int, dict[str, int]]:
    """Return what is past due by account and currency, in minor units, credits that are due taken off."""
    rows = past.rows(
        f"""SELECT account_id, currency, sum(balance) FROM ({past.items}) WHERE {_DUE} < :day
            GROUP BY account_id, currency"""
    )
    found: dict[int, dict[str, int]] = {}
    for account, currency, minor in rows:
        found.setdefault(account, {})[currency] = minor
    return found


def open_items(past: Past, accounts: Sequence[int] | None = None) -> list[OpenItemFact]:
    """Return the open items one by one, oldest due first; of some accounts, or all."""
    chosen = "1" if accounts is None else f"account_id IN ({', '.join(str(int(key)) for key in accounts)})"
    rows = past.rows(
        f"""SELECT account_id, number, kind, currency, invoice_date, due_date, balance,
                   coalesce(disputed, 0), coalesce(promised, 0)
            FROM ({past.items}) AS item LEFT JOIN {allotted.cover(past)} AS cover ON cover.invoice_id = item.id
            WHERE {chosen} ORDER BY due_date, number"""
    )
    return [
        OpenItemFact._make((*row[:4], read_day(row[4]), date.fromisoformat(row[5]), *row[6:])) for row in rows
    ]


def totals(past: Past) -> dict[str, tuple[int, int]]:
    """Return what was receivable, and of it what was not overdue, in minor units by currency."""
    rows = past.rows(
        f"""SELECT currency, sum(balance), sum(CASE WHEN {_DUE} >= :day THEN balance ELSE 0 END)
            FROM ({past.items}) GROUP BY currency ORDER BY currency"""
    )
    return {currency: (total, current) for currency, total, current in rows}


def changes(past: Past, since: date) -> list[BalanceMove]:
    """Return the balances that changed after `since` and by the day, in order of time."""
    rows = past.rows(
        f"""SELECT invoice_id, as_of, old_balance FROM balance_change
            WHERE as_of > :since AND import_id IN (SELECT import_id FROM {past.seen})
            AND old_balance <> new_balance ORDER BY import_id""",
        since=since,
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
    rows = past.rows(
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
        since=since,
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
