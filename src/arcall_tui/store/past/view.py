"""The book as it stood at the close of a day: what was known then, rolled back from what is known now.

Known at the close of D are the ledgers as of D or before, so a later ledger never changes what is said of D.
Before a creditor's first ledger there is only what that one tells by its dates: an item exists from its
invoice date and is open until it was settled, with its whole amount. An import that was taken back counts for
nothing but the accounts that stayed as it left them.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from itertools import count
from typing import NamedTuple

from arcall_tui.domain.figures import Ledgers
from arcall_tui.domain.grouping import by_key
from arcall_tui.domain.text import fold
from arcall_tui.errors import BookError, UsageError
from arcall_tui.store.accounts.read import NO_BALANCES
from arcall_tui.store.actions.action_rows import bound

_numbers = count(1)
_ITEM = "i.id, i.account_id, i.number, i.kind"


class _TakenLedger(NamedTuple):
    """A ledger or payments that were taken in; `stands`: and not taken back."""

    key: int
    as_of: date
    stands: bool


class Past(NamedTuple):
    """A view of the book at the close of `day`. `exact`: nothing later is known, so nothing is rolled back.

    `items`: SQL of the open items: id, account_id, number, kind, currency, invoice_date, due_date, amount,
    balance, first_import_id. `known`: SQL condition on `invoice AS i` that it was known. `was`, `seen`, `cover`, `telling`:
    temporary tables, the last two made when they are wanted. `taken`: by creditor, oldest first.
    """

    connection: sqlite3.Connection
    day: date
    ledgers: tuple[Ledgers, ...]
    exact: bool
    items: str
    known: str
    was: str
    seen: str
    cover: str
    telling: str
    taken: dict[str, list[_TakenLedger]]

    def lacks(self, table: str) -> bool:
        """Whether a temporary table is still to be made."""
        named = "SELECT 1 FROM sqlite_temp_schema WHERE 'temp.' || name = ?"
        return self.connection.execute(named, (table,)).fetchone() is None

    def rows(self, query: str, **given: object) -> sqlite3.Cursor:
        """Run a query; `:day` is the view's unless another is `given`, as `items` and `known` want it."""
        return self.connection.execute(
            query, {name: bound(of) for name, of in ({"day": self.day} | given).items()}
        )


@contextmanager
def at_close_of(connection: sqlite3.Connection, day: date, beside: Past | None = None) -> Iterator[Past]:
    """Look at the book as it stood at the close of `day`; `beside` a view of the same book is quicker."""
    number = next(_numbers)
    tables = [f"temp.{name}_{number}" for name in ("seen", "was", "cover", "telling")]
    seen, was, cover, telling = tables
    try:
        taken = beside.taken if beside is not None else _taken(connection)
        ledgers, exact = _look(connection, day, seen, taken)
        _roll_back(connection, seen, was, exact=exact)
        by_dates = [ledger.first_import for ledger in ledgers if ledger.as_of is None]
        yield Past(
            connection, day, ledgers, exact, _items(seen, was, by_dates, exact=exact),
            _known(seen, exact=exact), was, seen, cover, telling, taken,
        )  # fmt: skip
    finally:
        # What failed may be reading it still; no view has it again.
        with suppress(sqlite3.DatabaseError, BookError):
            for table in tables:
                connection.execute(f"DROP TABLE IF EXISTS {table}")


def _look(
    connection: sqlite3.Connection, day: date, seen: str, by_creditor: dict[str, list[_TakenLedger]]
) -> tuple[tuple[Ledgers, ...], bool]:
    """Note which imports were seen by the close of `day`; return each creditor's ledgers, and whether that is all."""
    connection.execute(f"CREATE TABLE {seen} (import_id INTEGER PRIMARY KEY, first INTEGER)")
    ledgers, exact = [], True
    for name, taken in by_creditor.items():
        standing = [entry for entry in taken if entry.stands]
        first = standing[0].key if standing else None
        last = max((entry.key for entry in standing if entry.as_of <= day), default=first or 0)
        known = [entry for entry in taken if entry.key <= last or (not entry.stands and entry.as_of <= day)]
        connection.executemany(
            f"INSERT INTO {seen} VALUES (?, ?)", [(entry.key, entry.key == first) for entry in known]
        )
        exact = exact and len(known) == len(taken)
        if first is not None:
            ledgers.append(_ledgers(name, standing, last, day))
            exact = exact and ledgers[-1].as_of is not None
    return tuple(ledgers), exact


def _taken(connection: sqlite3.Connection) -> dict[str, list[_TakenLedger]]:
    """Return what was taken in for each creditor; contacts tell no balances."""
    rows = connection.execute(
        f"""SELECT creditor.name, ledger_import.id, as_of, undone_at IS NULL FROM ledger_import
            JOIN creditor ON creditor.id = creditor_id WHERE shape NOT IN {NO_BALANCES} ORDER BY ledger_import.id"""
    )
    return by_key(
        (name, _TakenLedger(key, date.fromisoformat(as_of), bool(stands)))
        for name, key, as_of, stands in rows
    )


def taken_days(past: Past) -> list[list[date]]:
    """Return by creditor the days of the ledgers and lists of payments that stand, earliest first."""
    return [sorted({entry.as_of for entry in own if entry.stands}) for own in past.taken.values()]


def _ledgers(creditor: str, standing: Sequence[_TakenLedger], last: int, day: date) -> Ledgers:
    newest = next(entry for entry in standing if entry.key == last)
    known = newest.as_of if newest.as_of <= day else None
    return Ledgers(creditor, standing[0].key, known, standing[0].as_of)


def kept_of_undone(past: Past) -> int:
    """Return how many accounts still stand as an import left them that has been taken back since."""
    undone = [
        key for (key,) in past.connection.execute("SELECT id FROM ledger_import WHERE undone_at IS NOT NULL")
    ]
    if not undone:
        return 0
    (accounts,) = past.connection.execute(
        f"SELECT count(DISTINCT account_id) FROM invoice WHERE last_import_id IN ({', '.join(map(str, undone))})"
    ).fetchone()
    return int(accounts)


def _roll_back(connection: sqlite3.Connection, seen: str, was: str, *, exact: bool) -> None:
    """Keep what each item was before the first import that was not known yet changed it."""
    connection.execute(
        f"""CREATE TABLE {was} (invoice_id INTEGER PRIMARY KEY, balance INTEGER, amount INTEGER, currency TEXT,
                                invoice_date TEXT, due_date TEXT, settled_on TEXT)"""
    )
    if exact:
        return
    connection.execute(
        f"""INSERT INTO {was}
            SELECT invoice_id, old_balance, old_amount, old_currency, old_invoice_date, old_due_date, old_settled_on
            FROM balance_change AS b
            WHERE import_id NOT IN (SELECT import_id FROM {seen}) AND NOT EXISTS (
                SELECT 1 FROM balance_change AS earlier WHERE earlier.invoice_id = b.invoice_id
                AND earlier.import_id < b.import_id AND earlier.import_id NOT IN (SELECT import_id FROM {seen}))"""
    )


def _known(seen: str, *, exact: bool) -> str:
    if exact:
        return "1"
    return f"(i.first_import_id IS NULL OR i.first_import_id IN (SELECT import_id FROM {seen}))"


def _items(seen: str, was: str, by_dates: Sequence[int], *, exact: bool) -> str:
    """Return the SQL of what was open; `by_dates`: first imports that only tell of the day by their dates."""
    facts = "i.currency, i.invoice_date, i.due_date, i.amount"
    if exact:
        return f"SELECT {_ITEM}, {facts}, i.balance, i.first_import_id FROM invoice AS i WHERE i.settled_on IS NULL"
    then = ", ".join(
        f"coalesce(w.{name}, i.{name}) AS {name}"
        for name in ("currency", "invoice_date", "due_date", "amount")
    )
    known, told = _known(seen, exact=False), f"i.first_import_id IN ({', '.join(map(str, by_dates))})"
    dated = f"NOT ({told} AND coalesce(i.invoice_date > :day, 1))" if by_dates else "1"
    open_then, rolled = "0", "0"
    if by_dates:
        open_then = f"(i.settled_on > :day AND i.invoice_date <= :day AND {told})"
        rolled = f"""(w.balance = 0 AND coalesce(w.settled_on, i.settled_on) > :day
                      AND coalesce(w.invoice_date, i.invoice_date) <= :day AND {told})"""
    # Most of the book is looked at anyway: through the index each open item would be fetched one by one.
    return f"""SELECT {_ITEM}, {facts}, iif(i.settled_on IS NULL, i.balance, i.amount) AS balance, i.first_import_id
            FROM invoice AS i NOT INDEXED
            WHERE ((i.settled_on IS NULL AND {dated}) OR {open_then}) AND {known}
            AND i.id NOT IN (SELECT invoice_id FROM {was})
        UNION ALL
        SELECT {_ITEM}, {then}, iif(w.balance <> 0, w.balance, coalesce(w.amount, i.amount)), i.first_import_id
            FROM {was} AS w CROSS JOIN invoice AS i ON i.id = w.invoice_id
            WHERE ((w.balance <> 0 AND {dated}) OR {rolled}) AND {known}"""


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
