"""What became of bills while they were overdue, and when their accounts were spoken to: what calls are judged by."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from arcall_tui.store.accounts.caller_days import ATTEMPT, CONTACT, SPOKEN
from arcall_tui.store.accounts.read import NO_BALANCES

# The ordinal of a day in SQL, as date.toordinal() has it.
_ORDINAL = "CAST(julianday({}) - 1721424.5 AS INTEGER)"
_LEDGERS = f"FROM ledger_import WHERE undone_at IS NULL AND shape NOT IN {NO_BALANCES}"


def watched(connection: sqlite3.Connection) -> Iterator[tuple[int, int, int, int, bool]]:
    """Yield every bill that was overdue while calls were on record and ledgers told of it, as ordinal days.

    Account, due date, first and last day watched, and whether it was paid on the last.
    """
    rows = connection.execute(
        f"""WITH known AS (SELECT creditor_id, max(as_of) AS as_of {_LEDGERS} GROUP BY creditor_id),
                 began AS (SELECT min(workday) AS day FROM activity)
            SELECT account_id, {_ORDINAL.format("due_date")} AS due,
                   max({_ORDINAL.format("due_date")}, {_ORDINAL.format("coalesce(came.as_of, began.day)")},
                       {_ORDINAL.format("began.day")}) + 1 AS first,
                   {_ORDINAL.format("coalesce(settled_on, known.as_of)")} AS last, settled_on IS NOT NULL
            FROM began, invoice JOIN account ON account.id = account_id
                 JOIN known ON known.creditor_id = account.creditor_id
                 LEFT JOIN ledger_import AS came ON came.id = first_import_id
            WHERE kind = 'invoice' AND began.day IS NOT NULL AND last >= first"""
    )
    return ((account, due, first, last, bool(paid)) for account, due, first, last, paid in rows)


def reached(connection: sqlite3.Connection) -> dict[int, tuple[list[int], list[int], list[int]]]:
    """Return by account the ordinal workdays of its talks, of its attempts in vain, and of all contacts."""
    found: dict[int, tuple[list[int], list[int], list[int]]] = {}
    rows = connection.execute(
        f"""SELECT account_id, {_ORDINAL.format("workday")}, {ATTEMPT}, {CONTACT}, {SPOKEN} FROM activity
            WHERE {ATTEMPT} OR {CONTACT} ORDER BY account_id, workday"""
    )
    for account, day, attempt, contact, spoken in rows:
        talks, misses, contacts = found.setdefault(account, ([], [], []))
        if attempt and spoken:
            talks.append(day)
        elif attempt and not contact:
            misses.append(day)
        if contact:
            contacts.append(day)
    return found


def mark(connection: sqlite3.Connection) -> str:
    """Return what tells whether anything that this rests on has changed: ledgers, and calls before their day."""
    row = connection.execute(
        f"""SELECT (SELECT value FROM setting WHERE key = 'standings forgotten'), as_of, count(activity.id), max(activity.id)
            FROM (SELECT max(as_of) AS as_of {_LEDGERS}) LEFT JOIN activity ON workday < as_of"""
    ).fetchone()
    return " ".join(map(str, row))
