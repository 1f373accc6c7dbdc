"""All that the book holds about one customer: found by its foreign keys, so that no table can be forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

Rows = dict[str, list[dict[str, Any]]]

# Worked out of the rest, in forms of their own.
_CACHES = ("standing", "payer_history")
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'said%'"


def about(connection: sqlite3.Connection, account: int) -> Rows:
    """Return every row about an account and those merged into it, by table: the account's own, then what hangs on them.

    Amounts are minor units, instants UTC.
    """
    tables = [name for (name,) in connection.execute(_TABLES) if name not in _CACHES]
    parents = {name: _references(connection, name) for name in tables}
    merged = connection.execute(
        "SELECT rowid FROM account WHERE id = ? OR merged_into = ?", (account, account)
    )
    found: dict[str, set[int]] = {"account": {number for (number,) in merged}}
    ahead = ["account"]
    while ahead:
        parent = ahead.pop(0)
        for table, references in parents.items():
            for column, of, key in references:
                if of == parent and table != "account":
                    more = _hanging(connection, table, column, parent, key, found[parent]) - found.get(
                        table, set()
                    )
                    if more:
                        found[table] = found.get(table, set()) | more
                        ahead.append(table)
    found["import_before"] = _before_import(connection, found)
    return {table: _read(connection, table, sorted(rows)) for table, rows in found.items() if rows}


def _references(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, str]]:
    """Return (column, table it refers to, that one's key) of each foreign key."""
    rows = connection.execute("""SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)""", (table,))
    return [(column, of, key or "id") for column, of, key in rows]


def _hanging(
    connection: sqlite3.Connection, table: str, column: str, parent: str, key: str, rows: Iterable[int]
) -> set[int]:
    marks = ",".join(map(str, rows))
    found = connection.execute(
        f'SELECT rowid FROM {table} WHERE "{column}" IN (SELECT "{key}" FROM {parent} WHERE rowid IN ({marks}))'
    )
    return {number for (number,) in found}


def _before_import(connection: sqlite3.Connection, found: dict[str, set[int]]) -> set[int]:
    """Return the rows that remember what the newest import changed of them: they name their row, not by a foreign key."""
    rows = connection.execute("SELECT rowid, place, key FROM import_before").fetchall()
    return {number for number, place, key in rows if key in found.get(place, ())}


def _read(connection: sqlite3.Connection, table: str, rows: Iterable[int]) -> list[dict[str, Any]]:
    cursor = connection.execute(f"SELECT * FROM {table} WHERE rowid IN ({','.join(map(str, rows))})")
    names = [name for name, *_ in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]
