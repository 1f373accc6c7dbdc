"""Putting a copy in the book's place, the present file kept aside; and reading what can be read of a damaged one."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from arcall_tui import private_files
from arcall_tui.errors import BookError, refused
from arcall_tui.store.accounts import full_text
from arcall_tui.store.book import cipher, health, held_open, record_links
from arcall_tui.store.book.engine import connect, writing

_WORKED_OUT = {"standing", "payer_history"}
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' UNION SELECT 'sqlite_schema'"
_COLUMNS = "SELECT name, type, NOT \"notnull\", type = 'INTEGER' AND pk AND max(pk) OVER () = 1 FROM pragma_table_info(?)"
_REFERRING = 'SELECT "from" FROM pragma_foreign_key_list(?) WHERE id = ?'
# All else is text. A float without a fraction is kept as a whole number, and what has no type may be anything.
_KINDS: dict[str, type] = {
    "INTEGER": int,
    "INT": int,
    "BOOLEAN": int,
    "BLOB": bytes,
    "FLOAT": object,
    "": object,
}
_UNKNOWN, _ANOTHER = "no known table", "two of a number"
# What rows of earlier versions lack: version 7 and 6 each, then 3 and 2, then those before 9.
_CAME_LATER = (
    ("account", {"postal"}),
    ("account", {"postal", "credit_limit_by_caller"}),
    ("guide", {"post"}),
    ("guide", {"post", "tags"}),
    ("promise", {"any_invoice"}),
    ("record_link", {"newest"}),
)
# What SQLite keeps beside a book; that of an old file must not be played into a new one.
ALONG = ("-journal", "-wal", "-shm")
_BLOB = 2**29  # bytes: SQLite takes no value of more than 1e9
_NOT_THERE = b"no column"
_MOST_COLUMNS = 40


def assure_restorable(copy: Path) -> None:
    """Finish or undo what a kill left beside a copy, and look whether it is a whole book of ours. Raises BookError."""
    connect(copy).close()
    if found := health.fault(copy):
        raise BookError(f"The backup {copy} is damaged: {found}.", "Name an earlier one: arcall backups")


def put_in_place(book: Path, copy: Path, aside: Path) -> None:
    """Make `copy` the book; what stood there is kept as `aside`, its journal with it. Raises BookError.

    The copy is whole on the disk before the book is touched, and no journal of the old file is left that would be
    played into the new one.
    """
    assure_restorable(copy)
    restored = refused(BookError, f"{book} cannot be restored", "Make room on the disk.")
    with restored, _closed_for_others(book), private_files.unfinished(book) as beside:
        shutil.copyfile(copy, beside)
        _set_aside(book, aside)
    health.unmark(book)


@contextmanager
def _closed_for_others(book: Path) -> Iterator[None]:
    """Let SQLite finish or undo what a kill left half done, and let nobody else write until the end of the block."""
    with ExitStack() as until_then:
        try:
            if book.exists():
                connection = cipher.opened(book, "rw", timeout=2, isolation_level=None)
                until_then.enter_context(closing(connection))
                connection.execute("PRAGMA journal_mode = TRUNCATE")
                connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise BookError(f"{book} is in use.", "Close arcall elsewhere, then try again.") from None
        except (sqlite3.DatabaseError, UnicodeDecodeError, BookError):  # damaged: it is kept aside as it is
            pass
        yield


def _set_aside(book: Path, aside: Path) -> None:
    """Keep the present file under a second name: it has its own until the restored one takes it."""
    if book.exists():
        try:
            os.link(book, aside)
        except OSError:  # a disk without links
            held_open.copy_aside(book, aside)
    for left in ALONG:
        beside = book.with_name(f"{book.name}{left}")
        if beside.exists():
            beside.rename(aside.with_name(f"{aside.name}{left}"))


def salvage(book: Path, target: Path) -> dict[str, tuple[int, int]]:
    """Read what can be read of a damaged book into a new one; return (rows that came through, rows known to be lost).

    Each page is read by itself: one of the schema, or one that leads to others, takes no more with it than it holds.
    Rows that were read and are of none or of several tables are told as lost, under `no known table`, and those whose
    place another row has that was read first, under `two of a number`. Raises BookError.
    """
    from arcall_tui.store.book import migrate  # noqa: PLC0415 - the last way; loads SQLModel

    nothing, way_out = f"Nothing can be read of {book}", "Restore a backup: arcall backups"
    with (
        refused(BookError, nothing, way_out, sqlite3.DatabaseError),
        private_files.unfinished(target, over=False) as beside,
        _laid_open(book) as pages,
    ):
        migrate.create(beside, like=book)
        with closing(connect(beside, like=book)) as new:
            new.execute("PRAGMA foreign_keys = OFF")
            with writing(new):
                tables, passed_over = _shapes(new)
                unknown, others = _take_all(new, tables, passed_over, _rows(pages))
                lost = _close_gaps(new, tables)
                full_text.fill(new)
                record_links.mark_newest(new)
            told = {table: (cipher.count_of(new, table), len(lost.get(table, ()))) for table in tables}
    for table in _MADE_UP:
        told[table] = (told[table][0] - told[table][1], told[table][1])
    return {**told, _UNKNOWN: (0, unknown), _ANOTHER: (0, others)}


@contextmanager
def _laid_open(book: Path) -> Iterator[Path]:
    """Yield a copy of the book's pages under a first page that knows one table, which can be led to any of them.

    SQLite takes the number of pages from the first one: it is made in a file of that size.
    """
    copy, first = private_files.file_beside(book), private_files.file_beside(book)
    columns = ", ".join(f"c{number} DEFAULT x'{_NOT_THERE.hex()}'" for number in range(_MOST_COLUMNS))
    try:
        with _closed_for_others(book):
            copy.unlink()
            held_open.copy_aside(book, copy)
        with closing(cipher.opened(first, "rw", like=book, isolation_level=None)) as made:
            made.executescript(
                f"PRAGMA journal_mode = OFF; CREATE TABLE page ({columns}); CREATE TABLE rest (all_of_it)"
            )
            sizes = [(_BLOB,)] * (copy.stat().st_size // _BLOB) + [(copy.stat().st_size % _BLOB,)]
            made.executemany("INSERT INTO rest VALUES (zeroblob(?))", sizes)
        with copy.open("r+b") as pages, first.open("rb") as begun:
            pages.write(begun.read(cipher.PAGE))
            pages.truncate(first.stat().st_size)
        yield copy
    finally:
        first.unlink()
        copy.unlink(missing_ok=True)


def _rows(pages: Path) -> Iterator[tuple[int, list[object]]]:
    """Yield what stands on each page: the row's number, and its values."""
    connection = _opened(pages)
    try:
        for number in range(2, pages.stat().st_size // cipher.PAGE + 1):
            for order in ("ASC", "DESC"):  # from the other end where one cannot be read
                try:
                    for row, *values in _led_to(connection, number, order):
                        yield row, [value for value in values if value != _NOT_THERE]
                    break
                except (sqlite3.DatabaseError, UnicodeDecodeError):  # SQLite's words may hold what is damaged
                    connection.close()  # SQLCipher reads nothing behind a page that it refuses
                    connection = _opened(pages)
    finally:
        connection.close()


def _opened(pages: Path) -> sqlite3.Connection:
    connection = cipher.opened(pages, "rw", isolation_level=None)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    return connection


def _led_to(connection: sqlite3.Connection, number: int, order: str) -> sqlite3.Cursor:
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = 'page'", (number,))
    connection.execute("PRAGMA writable_schema = RESET")
    return connection.execute(f"SELECT rowid, * FROM page ORDER BY rowid {order}")


class _Column(NamedTuple):
    name: str
    kind: type
    nullable: bool
    is_number: bool  # of the row: it is kept beside it, and empty in it

    def takes(self, kind: type) -> bool:
        if kind is type(None):
            return self.nullable or self.is_number
        return issubclass(kind, self.kind) and not self.is_number

    def made_up(self, number: int) -> object:
        """Return what stands in a row that was lost, and that others need."""
        if self.is_number or self.nullable:
            return number if self.is_number else None
        return f"lost-{number}" if self.name in {"name", "ledger_id"} else self.kind()


_Shapes = Mapping[str, list[_Column]]


_AN_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


def _shapes(new: sqlite3.Connection) -> tuple[_Shapes, _Shapes]:
    """Return the columns of each table; those of what is worked out anew, and SQLite's own, apart."""
    shapes = {
        table: [
            _Column(name, _KINDS.get(kind, str), bool(nullable), bool(number))
            for name, kind, nullable, number in new.execute(_COLUMNS, (table,))
        ]
        for (table,) in new.execute(_TABLES).fetchall()
    }
    apart = {table for table in shapes if table in _WORKED_OUT or table.startswith(("said", "sqlite_"))}
    together = {table: shapes[table] for table in shapes if table not in apart}
    return together, {table: shapes[table] for table in shapes if table in apart}


def _earlier(tables: _Shapes) -> Iterator[tuple[str, list[_Column]]]:
    for table, later in _CAME_LATER:
        yield table, [column for column in tables[table] if column.name not in later]


def _fitting(shapes: Iterable[tuple[str, list[_Column]]], kinds: tuple[type, ...]) -> list[_Place]:
    """Return the tables that can have a row of such values."""
    return [
        _Place(table, columns)
        for table, columns in shapes
        if len(columns) == len(kinds) and all(map(_Column.takes, columns, kinds))
    ]


def _of_time(fitting: list[_Place], values: list[object]) -> list[_Place]:
    """Return those of several tables that have an instant where the row has one; all where none does."""
    instants = [isinstance(value, str) and bool(_AN_INSTANT.fullmatch(value)) for value in values]
    return [
        place for place in fitting if [column.name == "at" for column in place.columns] == instants
    ] or fitting


@dataclass(frozen=True)
class _Place:
    """A table, with the columns of it that a row has."""

    table: str
    columns: list[_Column]

    @cached_property
    def adding(self) -> str:
        """Return the statement that puts a row in, unless its place is taken."""
        names = ", ".join(f'"{column.name}"' for column in self.columns)
        return f"INSERT OR IGNORE INTO {self.table} ({names}) VALUES ({', '.join('?' * len(self.columns))})"

    def take(self, new: sqlite3.Connection, row: list[object]) -> bool:
        """Put a row in, unless its place is taken; return whether another has it."""
        if new.execute(self.adding, row).rowcount:
            return False
        return not new.execute(self.finding, row).fetchone()

    @cached_property
    def finding(self) -> str:
        """Return the query for a row that says the same."""
        same = " AND ".join(f'"{column.name}" IS ?' for column in self.columns)
        return f"SELECT 1 FROM {self.table} WHERE {same}"


def _take_all(
    new: sqlite3.Connection, tables: _Shapes, passed_over: _Shapes, rows: Iterable[tuple[int, list[object]]]
) -> tuple[int, int]:
    """Put each row into the one table that can have it; return how many have no such table, or find another in their place.

    A row of an earlier version goes only where no row of this one is: pages that are free may still hold some.
    """

    @cache
    def places(kinds: tuple[type, ...]) -> tuple[list[_Place], bool]:
        """Return which tables can have such a row, and whether it need not be told where it is not exactly one."""
        found = _fitting(tables.items(), kinds) or _fitting(_earlier(tables), kinds)
        return found, not found and bool(_fitting(passed_over.items(), kinds))

    unknown: set[tuple[object, ...]] = set()  # a row is read again from the page that leads to its own
    earlier: list[tuple[_Place, list[object]]] = []
    others = 0
    for number, values in rows:
        found, is_passed_over = places(tuple(map(type, values)))
        found = _of_time(found, values) if len(found) > 1 else found
        if len(found) == 1:
            columns = zip(found[0].columns, values, strict=True)
            row = [number if column.is_number else value for column, value in columns]
            if len(row) < len(tables[found[0].table]):
                earlier.append((found[0], row))
            else:
                others += found[0].take(new, row)
        elif not is_passed_over:
            unknown.add((number, *values))
    older = {place.table for place, _ in earlier if not cipher.count_of(new, place.table)}
    for place, row in earlier:
        if place.table in older:
            others += place.take(new, row)
    if not cipher.count_of(new, "account"):
        raise sqlite3.DatabaseError("no account of an arcall book of version 2 or later is in it")
    return len(unknown), others


_MADE_UP = ("account", "creditor")
# Of a customer that was lost: whose ledger its items came with; else the only one that there is.
_ITS_CREDITOR = """
    SELECT creditor_id FROM invoice JOIN ledger_import AS taken ON taken.id = last_import_id WHERE account_id = ?
    UNION ALL
    SELECT first FROM (SELECT min(id) AS first, count(*) AS how_many
        FROM (SELECT id FROM creditor UNION SELECT creditor_id FROM account)) WHERE how_many = 1
"""


def _close_gaps(new: sqlite3.Connection, tables: _Shapes) -> dict[str, set[int]]:
    """Let nothing refer to what was lost; return which rows those are, by table.

    A customer or creditor that others need is made up under its number; who only names what was lost names it no
    more, and what cannot be without it goes, too.
    """
    lost: dict[str, set[int]] = {}
    while faults := new.execute("PRAGMA foreign_key_check").fetchall():
        for table, row, parent, key in faults:
            (name,) = new.execute(_REFERRING, (table, key)).fetchone()
            for (number,) in new.execute(f"SELECT {name} FROM {table} WHERE rowid = ?", (row,)).fetchall():
                lost.setdefault(parent, set()).add(number)
                if parent in _MADE_UP:
                    creditor = new.execute(_ITS_CREDITOR, (number,)).fetchone() or (0,)
                    made = [
                        creditor[0] if column.name == "creditor_id" else column.made_up(number)
                        for column in tables[parent]
                    ]
                    new.execute(f"INSERT OR IGNORE INTO {parent} VALUES ({', '.join('?' * len(made))})", made)
                elif next(column.nullable for column in tables[table] if column.name == name):
                    new.execute(f"UPDATE {table} SET {name} = NULL WHERE rowid = ?", (row,))
                else:
                    new.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
                    lost.setdefault(table, set()).add(row)
    return lost
