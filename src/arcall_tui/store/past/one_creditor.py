"""One creditor's part of the book: while it is looked at, what is of others is out of sight of the whole connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from arcall_tui.domain.text import fold
from arcall_tui.errors import UsageError

_ACCOUNTS = "account_id IN (SELECT id FROM main.account WHERE creditor_id = {0})"
# By which of its columns a table's rows are whose: the first of these that it has.
_BY = {
    "creditor_id": "creditor_id = {0}",
    "account_id": _ACCOUNTS,
    "import_id": "import_id IN (SELECT id FROM main.ledger_import WHERE creditor_id = {0})",
    **{
        f"{table}_id": f"{table}_id IN (SELECT id FROM main.{table} WHERE {_ACCOUNTS})"
        for table in ("promise", "dispute", "activity", "invoice")
    },
}


def _tables(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the tables of the book that hold anything of a creditor, and which of their rows are whose."""
    columns: dict[str, set[str]] = {}
    for table, column in connection.execute(
        """SELECT t.name, c.name FROM main.sqlite_schema AS t JOIN pragma_table_info(t.name, 'main') AS c
           WHERE t.type = 'table' AND t.sql LIKE 'CREATE TABLE%'"""
    ):
        columns.setdefault(table, set()).add(column)
    whose = {table: next((_BY[each] for each in _BY if each in own), "") for table, own in columns.items()}
    return {table: condition for table, condition in whose.items() if condition} | {"creditor": "id = {0}"}


@contextmanager
def only(connection: sqlite3.Connection, name: str) -> Iterator[str]:
    """Look at the book as if it held nothing but this creditor's, and yield the name as the book writes it.

    Where none is given, at all of it. SQLite takes a temporary view for the table of the same name, whichever
    statement asks. Raises UsageError for a name that the book does not have.
    """
    if not name:
        yield ""
        return
    rows = connection.execute("SELECT id, name FROM creditor WHERE name <> '' ORDER BY name")
    known = {own: key for key, own in rows}
    own = name if name in known else next((each for each in known if fold(each) == fold(name)), "")
    if not own:
        there = ", ".join(known)
        raise UsageError(
            f"There is no creditor {name!r} in the book.",
            f"There are: {there}." if there else "It has one alone, without a name: leave --creditor out.",
        )
    tables = _tables(connection)
    try:
        for table, whose in tables.items():
            connection.execute(
                f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {whose.format(int(known[own]))}"
            )
        yield own
    finally:
        for table in tables:
            connection.execute(f"DROP VIEW IF EXISTS temp.{table}")
