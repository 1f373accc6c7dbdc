"""Putting a copy in the book's place, the present file kept aside; and reading what can be read of a damaged one."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.errors import BookError
from arcall_tui.store.accounts import full_text
from arcall_tui.store.book import cipher, health, held_open
from arcall_tui.store.book.engine import connect

_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'said%'"
_MOST_ROWS = 50_000_000  # row numbers beyond this are of a damaged page


def put_in_place(book: Path, copy: Path, aside: Path) -> None:
    """Make `copy` the book; what stood there is kept as `aside`, its journal with it. Raises BookError.

    The copy is whole on the disk before the book is touched, and no journal of the old file is left that would be
    played into the new one.
    """
    if found := health.fault(copy):
        raise BookError(f"The backup {copy} is damaged: {found}.", "Name an earlier one: arcall backups")
    try:
        with _closed_for_others(book), private_files.unfinished(book) as beside:
            shutil.copyfile(copy, beside)
            _set_aside(book, aside)
    except OSError as error:
        raise BookError(f"{book} cannot be restored: {error.strerror}.", "Make room on the disk.") from None
    health.unmark(book)


@contextmanager
def _closed_for_others(book: Path) -> Iterator[None]:
    """Let SQLite finish or undo what a kill left half done, and let nobody else write until the end of the block."""
    with ExitStack() as until_then:
        try:
            if book.exists():
                connection = cipher.opened(book, "rw", timeout=2, isolation_level=None)
                until_then.enter_context(closing(connection))
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
    journal = book.with_name(f"{book.name}-journal")
    if journal.exists():
        journal.rename(aside.with_name(f"{aside.name}-journal"))


def salvage(book: Path, target: Path) -> dict[str, tuple[int, int]]:
    """Read what can be read of a damaged book into a new one; return (rows that came through, rows that did not).

    Rows that cannot stand alone (a line of an invoice that was lost) count as lost. Raises BookError.
    """
    from arcall_tui.store.book import migrate  # noqa: PLC0415 - the last way; loads SQLModel

    told: dict[str, tuple[int, int]] = {}
    try:
        with private_files.unfinished(target, over=False) as beside, _readable(book) as damaged:
            migrate.create(beside, like=book)
            with (
                closing(cipher.opened(damaged, "ro&immutable=1")) as old,
                closing(connect(beside, like=book)) as new,
            ):
                old.text_factory = _as_it_reads
                old.execute("PRAGMA writable_schema = ON")  # what is left of a schema that has lost a page
                new.execute("PRAGMA foreign_keys = OFF")
                new.execute("BEGIN")
                for (table,) in new.execute(_TABLES).fetchall():
                    told[table] = _copied(old, new, table)
                for table, lost in _drop_orphans(new).items():
                    came, missing = told[table]
                    told[table] = (came - lost, missing + lost)
                _refuse_nothing(told)
                full_text.fill(new)
                new.execute("COMMIT")
    except (OSError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise BookError(
            f"Nothing can be read of {book}: {error}.", "Restore a backup: arcall backups"
        ) from None
    return told


@contextmanager
def _readable(book: Path) -> Iterator[Path]:
    """Yield a file of which all pages can be read: the book, of an encrypted one a copy."""
    if not cipher.is_encrypted(book):
        yield book
        return
    copy = private_files.file_beside(book)
    try:
        shutil.copyfile(book, copy)
        cipher.reseal(copy)
        yield copy
    finally:
        copy.unlink()


def _as_it_reads(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _refuse_nothing(told: Mapping[str, tuple[int, int]]) -> None:
    if not any(came for came, _ in told.values()):
        raise sqlite3.DatabaseError("no row of an arcall book is in it")


def _copied(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> tuple[int, int]:
    came = lost = 0
    wanted = [name for (name,) in new.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    for row in _rows(old, table):
        if row is None:
            lost += 1
            continue
        known = {name: value for name, value in row.items() if name in wanted}
        names, marks = ", ".join(f'"{name}"' for name in known), ", ".join("?" * len(known))
        try:
            new.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(known.values()))
            came += 1
        except sqlite3.IntegrityError:
            lost += 1
    return came, lost


def _rows(old: sqlite3.Connection, table: str) -> Iterator[dict[str, object] | None]:
    """Yield a table's rows by their numbers, None for each that cannot be read."""
    highest = 0
    with contextlib.suppress(sqlite3.DatabaseError):
        cursor = old.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid")
        columns = [name for name, *_ in cursor.description][1:]
        for number, *values in cursor:
            highest = number
            yield dict(zip(columns, values, strict=True))
        return
    last = _last(old, table)
    for number in range(highest + 1, last + 1):
        try:
            cursor = old.execute(f"SELECT * FROM {table} WHERE rowid = ?", (number,))
            columns = [name for name, *_ in cursor.description]
            found = cursor.fetchone()
        except sqlite3.DatabaseError:
            yield None
            continue
        if found is not None:
            yield dict(zip(columns, found, strict=True))


def _last(old: sqlite3.Connection, table: str) -> int:
    """Return the highest row number that can be found from the far end."""
    with contextlib.suppress(sqlite3.DatabaseError, TypeError):
        (last,) = old.execute(f"SELECT max(rowid) FROM {table}").fetchone()
        return min(int(last), _MOST_ROWS)
    return 0


def _drop_orphans(new: sqlite3.Connection) -> dict[str, int]:
    """Remove rows that belong to one that was lost, until none is left; return how many by table."""
    gone: dict[str, int] = {}
    while faults := {(table, row) for table, row, *_ in new.execute("PRAGMA foreign_key_check").fetchall()}:
        for table, row in faults:
            new.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
            gone[table] = gone.get(table, 0) + 1
    return gone
