"""One creditor's part of the book: while it is looked at, what is of others is out of sight of the whole connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from arcall_tui.domain.text import fold
from arcall_tui.errors import UsageError

_OWN = "creditor_id = {0}"
_BY_ACCOUNT = "account_id IN (SELECT id FROM main.account WHERE creditor_id = {0})"
_PROMISES = f"promise_id IN (SELECT id FROM main.promise WHERE {_BY_ACCOUNT})"
# A table that belongs to an account, and which of its rows are whose.
_TABLES = {
    "creditor": "id = {0}",
    "account": _OWN,
    "ledger_import": _OWN,
    "balance_change": "import_id IN (SELECT id FROM main.ledger_import WHERE creditor_id = {0})",
    "promise_line": _PROMISES,
    "promise_reopened": _PROMISES,
    "dispute_line": f"dispute_id IN (SELECT id FROM main.dispute WHERE {_BY_ACCOUNT})",
    **dict.fromkeys(
        "contact guide activity promise dispute follow_up feedback invoice payment payer_history".split(),
        _BY_ACCOUNT,
    ),
}


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
    known = {fold(own): (key, own) for key, own in rows}
    if fold(name) not in known:
        there = ", ".join(own for _, own in known.values())
        raise UsageError(
            f"There is no creditor {name!r} in the book.",
            f"There are: {there}." if there else "It has one alone, without a name: leave --creditor out.",
        )
    key, own = known[fold(name)]
    try:
        for table, whose in _TABLES.items():
            connection.execute(
                f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {whose.format(int(key))}"
            )
        yield own
    finally:
        for table in _TABLES:
            connection.execute(f"DROP VIEW IF EXISTS temp.{table}")
