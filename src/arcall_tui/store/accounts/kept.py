"""What the book itself remembers, by key; and the places it speaks of."""

from __future__ import annotations

import sqlite3


def get(connection: sqlite3.Connection, key: str) -> str | None:
    """Return what is remembered under `key`."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def put(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Remember `value` under `key`: one statement, within the transaction under way or by itself."""
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))


def places(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return every (country, region) in which there is a customer."""
    rows = connection.execute("SELECT DISTINCT country, region FROM account WHERE length(country) = 2")
    return [(country, region) for country, region in rows]
