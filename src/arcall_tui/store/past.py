"""The book as it stood at the close of a day: what was known then, rolled back from what is known now.

Known at the close of D are the ledgers as of D or before, so a later ledger never changes what is said of D.
Before a creditor's first ledger there is only what that one tells by its dates: an item exists from its
invoice date and is open until it was settled, with its whole amount.
"""

# ruff: noqa: S608 - the SQL is our own throughout; values are parameters

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import NamedTuple

from arcall_tui.domain.figures import Ledgers

_numbers = count(1)
_ITEM = "i.id, i.account_id, i.number, i.kind"


class Past(NamedTuple):
    """A view of the book at the close of `day`. `exact`: nothing later is known, so nothing is rolled back.

    `items`: SQL of the open items: id, account_id, number, kind, currency, invoice_date, due_date, amount,
    balance. `known`: SQL condition on `invoice AS i` that it was known; `was`, `seen`: temporary tables.
    """

    connection: sqlite3.Connection
    day: date
    ledgers: tuple[Ledgers, ...]
    exact: bool
    items: str
    known: str
    was: str
    seen: str

    @property
    def values(self) -> dict[str, object]:
        """The parameters that `items` and `known` want."""
        return {"day": self.day.isoformat()}

    @property
    def balances_of(self) -> date | None:
        """The day whose balances these are: the oldest of the creditors' newest ledgers; None: told by dates."""
        days = [ledger.as_of for ledger in self.ledgers]
        return min(day for day in days if day) if days and all(days) else None


@contextmanager
def at_close_of(connection: sqlite3.Connection, day: date) -> Iterator[Past]:
    """Look at the book as it stood at the close of `day`."""
    number = next(_numbers)
    seen, was = f"temp.seen_{number}", f"temp.was_{number}"
    try:
        ledgers, exact = _look(connection, day, seen, was)
        by_dates = any(ledger.as_of is None for ledger in ledgers)
        yield Past(
            connection, day, ledgers, exact, _items(seen, was, exact=exact, by_dates=by_dates),
            _known(seen, exact=exact), was, seen,
        )  # fmt: skip
    finally:
        connection.execute(f"DROP TABLE IF EXISTS {seen}")
        connection.execute(f"DROP TABLE IF EXISTS {was}")


def _look(connection: sqlite3.Connection, day: date, seen: str, was: str) -> tuple[tuple[Ledgers, ...], bool]:
    imports: dict[tuple[int, str], list[tuple[int, date]]] = {}
    for creditor, name, key, as_of in connection.execute(
        """SELECT creditor_id, creditor.name, ledger_import.id, as_of FROM ledger_import
           JOIN creditor ON creditor.id = creditor_id ORDER BY ledger_import.id"""
    ):
        imports.setdefault((creditor, name), []).append((key, date.fromisoformat(as_of)))
    connection.execute(
        f"CREATE TABLE {seen} (import_id INTEGER PRIMARY KEY, first INTEGER, by_dates INTEGER)"
    )
    ledgers, exact = [], True
    for (_, name), taken in imports.items():
        last = max((key for key, as_of in taken if as_of <= day), default=None)
        upto = [entry for entry in taken if entry[0] <= (last or taken[0][0])]
        connection.executemany(
            f"INSERT INTO {seen} VALUES (?, ?, ?)",
            [(key, key == taken[0][0], last is None) for key, _ in upto],
        )
        as_of = None if last is None else upto[-1][1]
        ledgers.append(
            Ledgers(name, upto[-1][0], as_of, taken[0][1], len(upto), _settled_from(connection, taken[0][0]))
        )
        exact = exact and last == taken[-1][0]
    _roll_back(connection, seen, was, exact=exact)
    return tuple(ledgers), exact


def _settled_from(connection: sqlite3.Connection, first_import: int) -> date | None:
    """Return the first invoice date of a ledger that also tells of settled invoices; None where it does not."""
    row = connection.execute(
        """SELECT 1 FROM invoice WHERE first_import_id = ? AND settled_on IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM balance_change WHERE invoice_id = invoice.id) LIMIT 1""",
        (first_import,),
    ).fetchone()
    if row is None:
        return None
    (day,) = connection.execute(
        "SELECT min(invoice_date) FROM invoice WHERE first_import_id = ?", (first_import,)
    ).fetchone()
    return date.fromisoformat(day) if day else None


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


def _items(seen: str, was: str, *, exact: bool, by_dates: bool) -> str:
    now = f"SELECT {_ITEM}, i.currency, i.invoice_date, i.due_date, i.amount, i.balance FROM invoice AS i"
    if exact:
        return f"{now} WHERE i.settled_on IS NULL"
    then = f"""SELECT {_ITEM}, coalesce(w.currency, i.currency) AS currency,
        coalesce(w.invoice_date, i.invoice_date) AS invoice_date, coalesce(w.due_date, i.due_date) AS due_date,
        coalesce(w.amount, i.amount) AS amount"""
    known = _known(seen, exact=False)
    dated = f"""(i.first_import_id IS NULL OR NOT (SELECT by_dates FROM {seen} WHERE import_id = i.first_import_id)
        OR i.invoice_date <= :day)"""
    parts = [
        f"{now} WHERE i.settled_on IS NULL AND {known} AND {dated} AND i.id NOT IN (SELECT invoice_id FROM {was})",
        f"""{then}, w.balance FROM {was} AS w JOIN invoice AS i ON i.id = w.invoice_id
            WHERE w.balance <> 0 AND {known} AND {dated}""",
    ]
    if by_dates:
        parts.append(
            f"""{then}, coalesce(w.amount, i.amount) FROM invoice AS i LEFT JOIN {was} AS w ON w.invoice_id = i.id
                WHERE i.first_import_id IN (SELECT import_id FROM {seen} WHERE by_dates)
                AND coalesce(w.invoice_date, i.invoice_date) <= :day AND coalesce(w.balance, i.balance) = 0
                AND coalesce(w.settled_on, i.settled_on) > :day"""
        )
    return " UNION ALL ".join(parts)
