"""Writing a whole sample book at once, and telling a sample book from any other."""

import contextlib
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from arcall_tui import private_files
from arcall_tui.errors import BookError, refused
from arcall_tui.store.actions.action_rows import bound
from arcall_tui.store.book.engine import connect, writing
from arcall_tui.store.book.opening import open_book

_MARK = "sample made for"


class SampleState(NamedTuple):
    """A sample book: for which workday it was made, and whether someone has recorded anything in it since."""

    made_for: date
    used: bool


def sample_state(path: Path) -> SampleState | None:
    """Look at the file at `path`: None where there is none. Raises BookError where it is no sample book."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    with contextlib.closing(connect(path)) as connection:
        row = connection.execute("SELECT value FROM setting WHERE key = ?", (_MARK,)).fetchone()
        (used,) = connection.execute("SELECT count(*) FROM undo_step").fetchone()
    if row is None:
        raise BookError(
            f"{path} is a book of your own, not a sample book.", "It was not changed; name another file."
        )
    return SampleState(date.fromisoformat(row[0]), bool(used))


def make_book(path: Path, tables: Mapping[str, Sequence[Mapping[str, object]]], today: date) -> None:
    """Write a new book of these rows to `path`, in place of a sample book that is there.

    It is made beside it and put in its place whole. Raises BookError.
    """
    sample_state(path)
    with refused(
        BookError, f"The sample book {path} cannot be written", "Pick another place.", sqlite3.Error
    ):
        private_files.make_folder(path.parent)
        with private_files.unfinished(path) as beside:
            _fill(beside, tables, today)


def _fill(path: Path, tables: Mapping[str, Sequence[Mapping[str, object]]], today: date) -> None:
    with contextlib.closing(open_book(path)) as connection, writing(connection):
        # Rows may name rows of tables that are filled after them.
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for table, rows in tables.items():
            _insert(connection, table, rows)
        connection.execute("INSERT INTO setting VALUES (?, ?)", (_MARK, today.isoformat()))


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows of one table, whose columns are our own; what a row does not name has the table's default."""
    by_columns = groupby(sorted(rows, key=tuple), tuple)
    for columns, alike in by_columns:
        values = ", ".join(f":{column}" for column in columns)
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"
        connection.executemany(
            statement, ({name: bound(value) for name, value in row.items()} for row in alike)
        )
