"""What is due when, across accounts: next steps that are still to be done."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import date, datetime
from typing import Any

# The rules' own calls are the queue; everything else is an appointment, a check, or owed by someone.
_OWN = "follow_up.kind = 'call' AND follow_up.set_by = 'rule'"
_STEPS = """
    SELECT follow_up.account_id, account.name, ledger_id, coalesce(dispute.owner, ''), promise.amount, promise.currency,
           follow_up.kind, follow_up.due_on, follow_up.reason, follow_up.set_by, follow_up.at, follow_up.zone,
           follow_up.id
    FROM follow_up JOIN account ON account.id = follow_up.account_id
         LEFT JOIN dispute ON dispute.id = follow_up.dispute_id
         LEFT JOIN promise ON promise.id = follow_up.promise_id
    WHERE follow_up.done_at IS NULL AND {where}
    ORDER BY follow_up.due_on, follow_up.at IS NULL, follow_up.at, account.name, follow_up.id LIMIT :limit
"""


def steps(
    connection: sqlite3.Connection, last: date, *, everything: bool, limit: int
) -> list[tuple[Any, ...]]:
    """Return the rows of the steps due until `last`, earliest first; without `everything` not the rules' own calls."""
    where = "follow_up.due_on <= :last" + ("" if everything else f" AND NOT ({_OWN})")
    return connection.execute(
        _STEPS.format(where=where), {"last": last.isoformat(), "limit": limit}
    ).fetchall()


def own_calls(connection: sqlite3.Connection, last: date) -> set[int]:
    """Return the accounts with a call of the rules' own that is due until `last`."""
    rows = connection.execute(
        f"SELECT account_id FROM follow_up WHERE done_at IS NULL AND due_on <= ? AND {_OWN}",
        (last.isoformat(),),
    )
    return {account for (account,) in rows}


def appointments(connection: sqlite3.Connection, first: datetime, last: datetime) -> list[tuple[Any, ...]]:
    """Return the rows of the appointments between two instants (UTC): call backs, and times that the caller set."""
    where = f"follow_up.at BETWEEN :first AND :last_at AND NOT ({_OWN})"
    bounds = {"first": first.isoformat(timespec="seconds"), "last_at": last.isoformat(timespec="seconds")}
    return connection.execute(_STEPS.format(where=where), {**bounds, "limit": 20}).fetchall()


def book_mark(connection: sqlite3.Connection) -> str:
    """Return what tells this book's steps from another's: it stays as long as the book does."""
    row = connection.execute("SELECT file_hash, at FROM ledger_import ORDER BY id LIMIT 1").fetchone()
    return hashlib.sha256(repr(row).encode()).hexdigest()[:12]
