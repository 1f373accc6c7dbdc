"""Which ledgers the book has taken in: of whom, of which day, from which file."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import NamedTuple


class Head(NamedTuple):
    """Where a ledger comes from: `as_of` is the day at whose close it stood; `mapping` is JSON; `at` is UTC.

    `silent_on`: facts about items that the file has no column for, so that the book's own stay. `settles`: the
    file says when items were settled; else all that is known is: by the as-of day. `by_name`: what it has for ids may be names.
    `bills`: it tells what was billed apart from what is open.
    """

    creditor: str
    file_name: str
    file_hash: str
    shape: str
    mapping: str
    as_of: date
    at: datetime
    silent_on: frozenset[str] = frozenset()
    settles: bool = True
    by_name: bool = False
    bills: bool = True


class Earlier(NamedTuple):
    """An import that the book has taken in before."""

    as_of: date
    file_hash: str
    file_name: str


def creditors(connection: sqlite3.Connection) -> list[str]:
    """Return the names of those whose customers are in the book; empty for who has none."""
    return [name for (name,) in connection.execute("SELECT name FROM creditor ORDER BY id")]


def newest_import(
    connection: sqlite3.Connection, creditor: str, *, payments: bool = True, file_hash: str = ""
) -> Earlier | None:
    """Return the creditor's import with the latest as-of day, None before the first.

    `payments`: files of payments count, too, not only ledgers. `file_hash`: only imports of that very file.
    """
    row = connection.execute(
        """SELECT as_of, file_hash, file_name FROM ledger_import JOIN creditor ON creditor.id = creditor_id
           WHERE creditor.name = ? AND undone_at IS NULL AND shape NOT IN ('contacts', 'datev-contacts')
           AND (shape <> 'payments' OR ?) AND file_hash LIKE ? ORDER BY as_of DESC, ledger_import.id DESC LIMIT 1""",
        (creditor, payments, file_hash or "%"),
    ).fetchone()
    return Earlier(date.fromisoformat(row[0]), row[1], row[2]) if row else None


def open_totals(connection: sqlite3.Connection) -> dict[str, int]:
    """Return what is open in the whole book, in minor units by currency, credits taken off."""
    return dict(
        connection.execute(
            "SELECT currency, sum(balance) FROM invoice WHERE settled_on IS NULL GROUP BY currency ORDER BY currency"
        )
    )


def record(connection: sqlite3.Connection, head: Head) -> tuple[int, int]:
    """Note that a file is taken in; return the creditor's key and the import's."""
    connection.execute("INSERT INTO creditor (name) VALUES (?) ON CONFLICT DO NOTHING", (head.creditor,))
    (creditor,) = connection.execute("SELECT id FROM creditor WHERE name = ?", (head.creditor,)).fetchone()
    facts = head.file_name, head.file_hash, head.shape, head.mapping, head.as_of.isoformat()
    cursor = connection.execute(
        """INSERT INTO ledger_import (creditor_id, file_name, file_hash, shape, mapping, as_of, at, summary)
           VALUES (?, ?, ?, ?, ?, ?, ?, '{}')""",
        (creditor, *facts, head.at.isoformat(timespec="seconds")),
    )
    return creditor, cursor.lastrowid or 0
