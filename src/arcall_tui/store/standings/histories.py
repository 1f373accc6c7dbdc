"""How late bills were paid, by account and in the whole book, as far as imports told."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from arcall_tui.store.accounts.read import chosen, keys
from arcall_tui.store.standings import payer_history

_BOOK_HISTORY = "days late in the book"


def days_late(connection: sqlite3.Connection, accounts: Sequence[int] | None = None) -> dict[int, array[int]]:
    """Return the days late of each account's settled invoices, sorted, by account."""
    rows = connection.execute(
        f"SELECT account_id, days_late FROM payer_history WHERE {chosen(accounts, 'account_id')}",  # noqa: S608
        keys(accounts),
    )
    return {key: payer_history.unpack(blob) for key, blob in rows}


def packed(connection: sqlite3.Connection) -> dict[int, bytes]:
    """Return the same of every account that has any, packed: 16-bit little-endian integers."""
    return dict(connection.execute("SELECT account_id, days_late FROM payer_history").fetchall())


class History(NamedTuple):
    """How many of the book's settled invoices were so many days late; how many open ones fell due on a day."""

    late: dict[int, int]
    open_due: dict[date, int]


def book_history(connection: sqlite3.Connection) -> tuple[History, bool]:
    """Return the whole book's history, and whether it is kept; where it is not, it is counted now."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (_BOOK_HISTORY,)).fetchone()
    late, open_due = _counted(connection) if row is None else json.loads(row[0])
    history = History(
        {int(days): count for days, count in late.items()},
        {date.fromisoformat(due): count for due, count in open_due.items()},
    )
    return history, row is not None


def _counted(connection: sqlite3.Connection) -> tuple[dict[int, int], dict[str, int]]:
    everyone = array("h")
    for history in days_late(connection).values():
        everyone.extend(history)
    rows = connection.execute(
        "SELECT due_date, count(*) FROM invoice WHERE settled_on IS NULL AND balance > 0 GROUP BY due_date"
    )
    return Counter(everyone), dict(rows.fetchall())


def keep_book_history(connection: sqlite3.Connection, history: History) -> None:
    """Keep it until `forget_book_history`."""
    open_due = {due.isoformat(): count for due, count in history.open_due.items()}
    connection.execute(
        "INSERT OR REPLACE INTO setting VALUES (?, ?)", (_BOOK_HISTORY, json.dumps([history.late, open_due]))
    )


def forget_book_history(connection: sqlite3.Connection) -> None:
    """Drop what was counted: something was settled, opened or joined."""
    connection.execute("DELETE FROM setting WHERE key = ?", (_BOOK_HISTORY,))
