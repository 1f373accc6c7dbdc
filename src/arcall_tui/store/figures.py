"""What reports rest on, read in bulk: one SQL scan each, plain rows out."""

# ruff: noqa: S608 - the SQL is our own throughout; values are parameters

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.activity import Code, DisputeState, PromiseState
from arcall_tui.domain.figures import (
    Call,
    Change,
    Cover,
    Customer,
    DisputeFact,
    Life,
    OpenItem,
    Owed,
    Paid,
    PromiseFact,
    Receipt,
    Remark,
    Step,
)
from arcall_tui.store import standings
from arcall_tui.store.past import Past
from arcall_tui.store.read import day as read_day

# The last day past due of each aging bucket but the last (design: domain.md; domain/aging.py names them).
_EDGES = (0, 30, 60, 90, 120)


def customers(connection: sqlite3.Connection) -> dict[int, Customer]:
    """Return every account by its number."""
    rows = connection.execute(
        """SELECT account.id, creditor.name, ledger_id, account.name, country, zone, credit_limit, credit_currency
           FROM account JOIN creditor ON creditor.id = creditor_id"""
    )
    return {row[0]: Customer._make(row) for row in rows}


# What open disputes and promises covered of each invoice at the close of the day.
_COVERED = """SELECT invoice_id, sum(disputed) AS disputed, sum(promised) AS promised FROM (
            SELECT invoice_id, line.amount AS disputed, 0 AS promised FROM dispute_line AS line
            JOIN dispute ON dispute.id = dispute_id
            WHERE opened_on <= :day AND (resolved_on IS NULL OR resolved_on > :day)
            UNION ALL
            SELECT invoice_id, 0, line.amount FROM promise_line AS line JOIN promise ON promise.id = promise_id
            WHERE made_on <= :day AND (settled_on IS NULL OR settled_on > :day) AND NOT EXISTS (
                SELECT 1 FROM promise_reopened AS r WHERE r.promise_id = promise.id AND r."on" > :day
                AND r.old_settled_on <= :day)
        ) GROUP BY invoice_id"""


def owed(past: Past) -> list[Owed]:
    """Return what was open, by account, currency and aging bucket."""
    edges = {
        f"edge{place}": (past.day - timedelta(days=edge)).isoformat() for place, edge in enumerate(_EDGES)
    }
    bucket = " ".join(f"WHEN due_date >= :edge{place} THEN {place}" for place in range(len(_EDGES)))
    rows = past.connection.execute(
        f"""SELECT account_id, currency, CASE {bucket} ELSE {len(_EDGES)} END AS bucket, sum(balance), count(*),
                   coalesce(sum(min(disputed, max(balance, 0))), 0), coalesce(sum(min(promised, max(balance, 0))), 0),
                   sum(min(balance, 0))
            FROM ({past.items}) AS item LEFT JOIN ({_COVERED}) AS cover ON cover.invoice_id = item.id
            GROUP BY account_id, currency, bucket""",
        {**past.values, **edges},
    )
    return list(map(Owed._make, rows))


def open_items(past: Past, accounts: Sequence[int] | None = None, *, overdue: bool = False) -> list[OpenItem]:
    """Return the open items one by one, oldest due first; of some accounts, or all."""
    chosen = "1" if accounts is None else f"account_id IN ({', '.join(str(int(key)) for key in accounts)})"
    late = "due_date < :day" if overdue else "1"
    rows = past.connection.execute(
        f"""SELECT id, account_id, number, kind, currency, invoice_date, due_date, amount, balance,
                   coalesce(disputed, 0), coalesce(promised, 0)
            FROM ({past.items}) AS item LEFT JOIN ({_COVERED}) AS cover ON cover.invoice_id = item.id
            WHERE {chosen} AND {late} ORDER BY due_date, number""",
        past.values,
    )
    return [
        OpenItem._make((*row[:5], read_day(row[5]), date.fromisoformat(row[6]), *row[7:])) for row in rows
    ]


def totals(past: Past) -> dict[str, tuple[int, int]]:
    """Return what was receivable, and of it what was not overdue, in minor units by currency."""
    rows = past.connection.execute(
        f"""SELECT currency, sum(balance), sum(CASE WHEN due_date >= :day THEN balance ELSE 0 END)
            FROM ({past.items}) GROUP BY currency ORDER BY currency""",
        past.values,
    )
    return {currency: (total, current) for currency, total, current in rows}


def sales_by_day(past: Past) -> tuple[dict[str, dict[date, int]], int]:
    """Return invoices less credit notes by currency and invoice date, and how many items have no date."""
    sales: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    undated = 0
    last = past.day.isoformat()
    for code, dated, minor, items in _sales(past):
        if dated is None:
            undated += items
        elif dated <= last:
            sales[code][date.fromisoformat(dated)] += minor
    return {code: dict(days) for code, days in sales.items()}, undated


def _sales(past: Past) -> Iterator[tuple[str, str | None, int, int]]:
    """Return (currency, invoice date, amount, items) as they are now, then what takes later corrections back."""
    of_sales = f"{past.known} AND i.kind <> '{ItemKind.UNAPPLIED.value}'"
    yield from past.connection.execute(
        f"""SELECT i.currency, i.invoice_date, sum(i.amount), count(*) FROM invoice AS i
            WHERE {of_sales} GROUP BY i.currency, i.invoice_date"""
    )
    if past.exact:
        return
    corrected = f"""FROM {past.was} AS w JOIN invoice AS i ON i.id = w.invoice_id WHERE {of_sales}
        AND (w.amount <> i.amount OR w.currency <> i.currency OR w.invoice_date <> i.invoice_date)"""
    yield from past.connection.execute(
        f"""SELECT i.currency, i.invoice_date, -i.amount, -1 {corrected} UNION ALL
            SELECT coalesce(w.currency, i.currency), coalesce(w.invoice_date, i.invoice_date),
                   coalesce(w.amount, i.amount), 1 {corrected}"""
    )


def collected(past: Past, since: date) -> list[Receipt]:
    """Return the money seen from `since` to the day: lower balances less credits used up; reversals negative.

    What a creditor's first ledger tells as settled was seen on its own settlement date.
    """
    values = {**past.values, "since": since.isoformat()}
    rows = past.connection.execute(
        f"""SELECT p.account_id, p.invoice_id, p.currency, p.amount, p.paid_on, l.as_of AS seen_on FROM payment AS p
            JOIN ledger_import AS l ON l.id = p.import_id
            WHERE p.import_id IN (SELECT import_id FROM {past.seen}) AND l.as_of BETWEEN :since AND :day
            UNION ALL
            SELECT i.account_id, i.id, i.currency, b.old_balance - b.new_balance, b.as_of, b.as_of
            FROM balance_change AS b JOIN invoice AS i ON i.id = b.invoice_id
            WHERE i.kind <> 'invoice' AND b.import_id IN (SELECT import_id FROM {past.seen})
            AND b.as_of BETWEEN :since AND :day AND b.old_balance <> b.new_balance
            UNION ALL
            SELECT i.account_id, i.id, i.currency, i.amount, i.settled_on, i.settled_on
            FROM invoice AS i JOIN {past.seen} AS s ON s.import_id = i.first_import_id AND s.first
            WHERE i.settled_on BETWEEN :since AND :day AND i.id NOT IN (SELECT invoice_id FROM balance_change)
            UNION ALL
            SELECT i.account_id, i.id, i.currency, i.amount, i.settled_on, l.as_of
            FROM invoice AS i JOIN {past.seen} AS s ON s.import_id = i.first_import_id AND NOT s.first
            JOIN ledger_import AS l ON l.id = s.import_id
            WHERE i.settled_on IS NOT NULL AND l.as_of BETWEEN :since AND :day
            AND i.id NOT IN (SELECT invoice_id FROM balance_change)""",
        values,
    )
    return [Receipt._make((*row[:4], date.fromisoformat(row[4]), date.fromisoformat(row[5]))) for row in rows]


def calls(connection: sqlite3.Connection, since: date, until: date) -> list[Call]:
    """Return what was recorded on the workdays from `since` to `until`, in order of time."""
    rows = connection.execute(
        """SELECT id, account_id, code, at, workday, seconds, root_cause, note FROM activity
           WHERE workday BETWEEN ? AND ? ORDER BY at, id""",
        (since.isoformat(), until.isoformat()),
    )
    return [
        Call(key, account, Code(code), datetime.fromisoformat(at), date.fromisoformat(workday), *rest)
        for key, account, code, at, workday, *rest in rows
    ]


def promises(connection: sqlite3.Connection, day: date) -> list[PromiseFact]:
    """Return every promise made by the close of `day`, with the verdict known by then."""
    rows = connection.execute(
        """SELECT promise.id, account_id, made_on, due_on, amount, currency, state, settled_on, country, said_by,
                  (SELECT old_state || '|' || old_settled_on FROM promise_reopened AS r
                   WHERE r.promise_id = promise.id AND r."on" > :day AND r.old_settled_on <= :day
                   ORDER BY r."on" LIMIT 1)
           FROM promise JOIN account ON account.id = account_id WHERE made_on <= :day ORDER BY due_on, promise.id""",
        {"day": day.isoformat()},
    )
    return [_promise(row, day) for row in rows]


def _promise(row: tuple[object, ...], day: date) -> PromiseFact:
    key, account, made, due, amount, currency, state, settled, country, said_by, earlier = row
    if earlier:
        state, _, settled = str(earlier).partition("|")
    settled_on = read_day(settled)
    if settled_on is None or settled_on > day:
        state, settled_on = PromiseState.OPEN, None
    return PromiseFact(
        int(str(key)), int(str(account)), date.fromisoformat(str(made)), date.fromisoformat(str(due)),
        int(str(amount)), str(currency), PromiseState(str(state)), settled_on, str(country), str(said_by),
    )  # fmt: skip


def disputes(connection: sqlite3.Connection, day: date) -> list[DisputeFact]:
    """Return every dispute opened by the close of `day`, one row per currency, as it stood then."""
    rows = connection.execute(
        """SELECT dispute.id, dispute.account_id, opened_on, reason, owner, next_on, state, resolved_on,
                  sum(line.amount), invoice.currency
           FROM dispute JOIN dispute_line AS line ON line.dispute_id = dispute.id
           JOIN invoice ON invoice.id = line.invoice_id
           WHERE opened_on <= ? GROUP BY dispute.id, invoice.currency ORDER BY opened_on, dispute.id""",
        (day.isoformat(),),
    )
    result = []
    for key, account, opened, reason, owner, next_on, state, resolved, amount, currency in rows:
        ended = read_day(resolved)
        if ended is not None and ended > day:
            ended = None
        known = DisputeState(state) if ended else DisputeState.OPEN
        result.append(
            DisputeFact(
                key,
                account,
                date.fromisoformat(opened),
                reason,
                owner,
                date.fromisoformat(next_on),
                known,
                ended,
                amount,
                currency,
            )
        )
    return result


def steps(connection: sqlite3.Connection, since: date, until: date) -> list[Step]:
    """Return the next steps still to be done that fall due from `since` to `until`, earliest first."""
    rows = connection.execute(
        """SELECT account_id, kind, due_on, at, zone, reason, set_by FROM follow_up
           WHERE done_at IS NULL AND due_on BETWEEN ? AND ? ORDER BY due_on, at IS NULL, at, account_id, id""",
        (since.isoformat(), until.isoformat()),
    )
    return [
        Step(account, kind, date.fromisoformat(due), datetime.fromisoformat(at) if at else None, *rest)
        for account, kind, due, at, *rest in rows
    ]


def payment_habits(past: Past, length: int, stretches: int) -> list[Paid]:
    """Return how accounts paid in each of so many stretches of `length` days before and with the day."""
    edges = {
        f"edge{place}": (past.day - timedelta(days=length * (place + 1))).isoformat()
        for place in range(stretches)
    }
    stretch = " ".join(f"WHEN settled > :edge{place} THEN {place}" for place in range(stretches))
    rows = past.connection.execute(
        f"""SELECT account_id, CASE {stretch} END AS stretch, count(*), sum(julianday(settled) - julianday(due)),
                   sum(settled <= due)
            FROM ({_settled(past)}) WHERE settled > :edge{stretches - 1} GROUP BY account_id, stretch""",
        {**past.values, **edges},
    )
    return list(map(Paid._make, rows))


def lateness(past: Past, since: date = date.min) -> Iterator[tuple[int, str, str]]:
    """Return (account, due, settled) of every invoice settled after `since`, dates as ISO texts."""
    yield from past.connection.execute(
        f"SELECT account_id, due, settled FROM ({_settled(past)}) WHERE settled > :since",
        {**past.values, "since": since.isoformat()},
    )


def days_late(past: Past) -> dict[int, Sequence[int]]:
    """Return the days late of each account's settled invoices: kept by the imports, or worked out for a past day."""
    if past.exact:
        return dict(standings.days_late(past.connection))
    ordinal = _Ordinals()
    late: dict[int, list[int]] = defaultdict(list)
    for account, due, settled in lateness(past):
        late[account].append(ordinal[settled] - ordinal[due])
    return dict(late)


class _Ordinals(dict[str, int]):
    """The day numbers of ISO dates, worked out once each."""

    def __missing__(self, text: str) -> int:
        self[text] = number = date.fromisoformat(text).toordinal()
        return number


def _settled(past: Past) -> str:
    if past.exact:
        return f"""SELECT account_id, due_date AS due, settled_on AS settled FROM invoice
            WHERE settled_on <= :day AND kind = '{ItemKind.INVOICE.value}'"""
    return f"""SELECT i.account_id, coalesce(w.due_date, i.due_date) AS due,
            CASE WHEN w.invoice_id IS NULL THEN i.settled_on WHEN w.balance = 0
                 THEN coalesce(w.settled_on, i.settled_on) END AS settled
        FROM invoice AS i LEFT JOIN {past.was} AS w ON w.invoice_id = i.id
        WHERE {past.known} AND i.kind = '{ItemKind.INVOICE.value}' AND settled <= :day"""


def changes(past: Past, since: date) -> list[Change]:
    """Return the balances that changed after `since` and by the day, in order of time."""
    rows = past.connection.execute(
        f"""SELECT invoice_id, as_of, old_balance FROM balance_change
            WHERE as_of > :since AND import_id IN (SELECT import_id FROM {past.seen})
            AND old_balance <> new_balance ORDER BY import_id""",
        {"since": since.isoformat()},
    )
    return [Change(key, date.fromisoformat(seen), balance) for key, seen, balance in rows]


def lives(past: Past, since: date) -> list[Life]:
    """Return the items that were open at the close of some day from `since` to the view's day."""
    entered = """CASE WHEN s.first AND coalesce(i.invoice_date, l.as_of) < l.as_of THEN coalesce(i.invoice_date, l.as_of)
                  ELSE coalesce(l.as_of, i.invoice_date, :since) END"""
    source = f"""invoice AS i LEFT JOIN {past.seen} AS s ON s.import_id = i.first_import_id
                 LEFT JOIN ledger_import AS l ON l.id = i.first_import_id"""
    rows = past.connection.execute(
        f"""SELECT item.id, item.account_id, item.currency, item.due_date, {entered}, NULL, item.balance
            FROM ({past.items}) AS item JOIN {source} WHERE i.id = item.id
            UNION ALL
            SELECT i.id, i.account_id, i.currency, i.due_date, {entered}, NULL, 0 FROM {source}
            WHERE i.id IN (SELECT invoice_id FROM balance_change WHERE as_of > :since AND old_balance <> 0
                           AND import_id IN (SELECT import_id FROM {past.seen}))
            AND i.id NOT IN (SELECT id FROM ({past.items}))
            UNION ALL
            SELECT i.id, i.account_id, i.currency, i.due_date, i.invoice_date, i.settled_on, i.amount FROM {source}
            WHERE s.first AND i.settled_on > :since AND i.settled_on <= :day AND i.invoice_date IS NOT NULL
            AND i.id NOT IN (SELECT invoice_id FROM balance_change)""",
        {**past.values, "since": since.isoformat()},
    )
    return [
        Life(
            key,
            account,
            currency,
            date.fromisoformat(due),
            date.fromisoformat(start),
            read_day(left),
            balance,
        )
        for key, account, currency, due, start, left, balance in rows
    ]


def covers(connection: sqlite3.Connection, day: date) -> list[Cover]:
    """Return what promises and disputes of by the close of `day` covered of which invoices, and how long."""
    rows = connection.execute(
        """SELECT invoice_id, line.amount, made_on, settled_on FROM promise_line AS line
           JOIN promise ON promise.id = promise_id WHERE made_on <= :day
           UNION ALL
           SELECT invoice_id, line.amount, opened_on, resolved_on FROM dispute_line AS line
           JOIN dispute ON dispute.id = dispute_id WHERE opened_on <= :day""",
        {"day": day.isoformat()},
    )
    return [
        Cover(key, amount, date.fromisoformat(since), read_day(until)) for key, amount, since, until in rows
    ]


def remarks(connection: sqlite3.Connection, since: date, until: date) -> list[Remark]:
    """Return the feedback of some workdays, and what is older and still open."""
    rows = connection.execute(
        """SELECT id, workday, rating, said_by, account_id, activity_id, text, result, done_on FROM feedback
           WHERE workday BETWEEN :since AND :until OR (kind = 'remark' AND done_on IS NULL AND workday < :since)
           ORDER BY workday, id""",
        {"since": since.isoformat(), "until": until.isoformat()},
    )
    return [
        Remark._make((key, date.fromisoformat(workday), *rest[:-1], read_day(rest[-1])))
        for key, workday, *rest in rows
    ]
