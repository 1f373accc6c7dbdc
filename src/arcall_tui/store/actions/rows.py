"""Writing single rows by plain statements; each row is remembered as it was, for undo."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from arcall_tui.domain.dates import utc_text

Row = dict[str, Any]  # a row's columns in the database's own values, so that it can stand in JSON
Key = tuple[Any, ...]


class Change(NamedTuple):
    """One row as it was before and after; None where there was no row."""

    table: str
    before: Row | None
    after: Row | None


def bound(value: object) -> object:
    """Return a value as the book keeps it: dates in ISO 8601, instants in UTC to the second.

    They are written here and not by SQLAlchemy, whose loading takes longer than logging a call.
    """
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, datetime):
        assert value.tzinfo is not None, "instants carry their zone"
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value


class Rows:
    """Writes rows of the book's tables within a transaction that `write.Book` opened.

    Tables are named as in the book, whose own schema has their columns, keys and defaults. `changes`: every row
    that was inserted, updated or deleted, in order.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._keys: dict[str, tuple[str, ...]] = {}
        self.changes: list[Change] = []

    def add(self, table: str, **values: object) -> int:
        """Insert a row; what is not named gets the table's default. Return the row's number."""
        names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING *"
        cursor = self._connection.execute(statement, tuple(map(bound, values.values())))
        (row,) = _rows(cursor)
        self.changes.append(Change(table, None, row))
        assert cursor.lastrowid is not None, "something was inserted"
        return cursor.lastrowid

    def get(self, table: str, *key: object) -> Row | None:
        """Return the row with that key, or None."""
        return next(iter(self.where(table, self._by_key(table), *key)), None)

    def among(self, table: str, keys: str) -> dict[Key, Row]:
        """Return the rows with those keys (a list of lists, as JSON), by key."""
        names = [f'"{key}"' for key in self._keys_of(table)]
        parts = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(names)))
        listed = f"({', '.join(names)}) IN (SELECT {parts} FROM json_each(?))"
        return {self._key_of(table, row): row for row in self.where(table, listed, keys)}

    def where(self, table: str, condition: str, *parameters: object) -> list[Row]:
        """Return the rows for which an SQL condition (our own words, `?` for each parameter) holds."""
        return _rows(self._connection.execute(f"SELECT * FROM {table} WHERE {condition}", parameters))

    def change(self, table: str, before: Row, **values: object) -> None:
        """Set columns of a row, as it was read; one that has them already is left alone."""
        own = {name: bound(value) for name, value in values.items()}
        after = {**before, **own}
        if after == before:
            return
        to_set = ", ".join(f'"{name}" = ?' for name in own)
        statement = f"UPDATE {table} SET {to_set} WHERE {self._by_key(table)}"
        self._connection.execute(statement, (*own.values(), *self._key_of(table, before)))
        self.changes.append(Change(table, before, after))

    def put(self, table: str, key: Mapping[str, object], values: Mapping[str, object]) -> None:
        """Let the row of that key say `values`, a new one where there is none; without values it goes."""
        row = self.get(table, *key.values())
        if row is None and values:
            self.add(table, **key, **values)
        elif row is not None and values:
            self.change(table, row, **values)
        elif row is not None:
            self.remove(table, row)

    def remove(self, table: str, before: Row) -> None:
        """Delete a row, as it was read."""
        self._connection.execute(
            f"DELETE FROM {table} WHERE {self._by_key(table)}", self._key_of(table, before)
        )
        self.changes.append(Change(table, before, None))

    def _keys_of(self, table: str) -> tuple[str, ...]:
        if table not in self._keys:
            found = self._connection.execute(
                "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,)
            )
            self._keys[table] = tuple(name for (name,) in found)
        return self._keys[table]

    def _by_key(self, table: str) -> str:
        return " AND ".join(f'"{key}" = ?' for key in self._keys_of(table))

    def _key_of(self, table: str, row: Row) -> Key:
        return tuple(row[key] for key in self._keys_of(table))


def _rows(cursor: sqlite3.Cursor) -> list[Row]:
    columns = [name for name, *_ in cursor.description]
    return [dict(zip(columns, values, strict=True)) for values in cursor]
