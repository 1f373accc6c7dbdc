"""Digits that are no card number, by the caller's word."""

from __future__ import annotations

import sqlite3


def spared(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the digits that are not masked."""
    return frozenset(digits for (digits,) in connection.execute("SELECT digits FROM spared_number"))
