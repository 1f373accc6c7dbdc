"""Whether every row that an import wrote belongs to something: checked once, at its end."""

from __future__ import annotations

import sqlite3

from arcall_tui.errors import BookError

# Written by imports, and small beside the items.
_SMALL = tuple(
    """account contact follow_up payment balance_change promise promise_line payer_history""".split()
)
_ITEMS = """
    SELECT 1 FROM invoice WHERE last_import_id = ? AND (account_id NOT IN (SELECT id FROM account)
    OR coalesce(came_from, account_id) NOT IN (SELECT id FROM account)) LIMIT 1
"""


def trust_keys(connection: sqlite3.Connection) -> None:
    """Leave the check of each row's keys to `check_keys`; before the transaction begins."""
    connection.execute("PRAGMA foreign_keys = OFF")


def check_keys(connection: sqlite3.Connection, import_id: int) -> None:
    """Refuse an import that would leave a row without what it belongs to: a mistake of ours. Raises BookError."""
    lost = [table for table in _SMALL if connection.execute(f"PRAGMA foreign_key_check({table})").fetchone()]
    if connection.execute(_ITEMS, (import_id,)).fetchone():
        lost.append("invoice")
    if lost:
        raise BookError(
            f"Rows would be left without what they belong to: {', '.join(lost)}.",
            "Nothing was taken in; please report it.",
        )
