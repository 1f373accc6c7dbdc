"""Copies of the book: whole ones to keep, what stands in one, and one to try things on, of which nothing is left."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from arcall_tui import private_files
from arcall_tui.errors import BookError
from arcall_tui.store.book import cipher, held_open
from arcall_tui.store.book.engine import OpenBook, connect
from arcall_tui.store.book.opening import open_book


def back_up(path: Path, target: Path) -> None:
    """Write a private, checked copy of the book at `path` to `target`, which must not exist yet.

    Under its own name it is whole or not there at all. Raises BookError.
    """
    try:
        with private_files.unfinished(target, over=False) as beside:
            _copy(path, beside)
    except OSError as error:
        raise BookError(
            f"The backup {target} cannot be written: {error.strerror}.", "Name another file."
        ) from None


def _copy(path: Path, target: Path) -> None:
    try:
        with closing(cipher.opened(path, "rw", isolation_level=None)) as source:
            held_open.copy(source, path, target)
        with closing(cipher.opened(target)) as copy:
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise BookError(
            f"The book {path} cannot be copied: {error}.", "Check the disk, then try again."
        ) from None
    if verdict != "ok":
        raise BookError(f"The book {path} is damaged: {verdict}.", "Restore an earlier backup.")


class Counted(NamedTuple):
    """Calls, promises and imports on record; `last`: the instant of the newest call (UTC), empty where none is."""

    calls: int
    promises: int
    imports: int
    last: str


def counted(path: Path, mode: str = "ro") -> Counted:
    """Count what stands in the book at `path`; `rw` undoes first what a kill left half done. Raises BookError."""
    try:
        with closing(cipher.opened(path, mode, timeout=10)) as connection:
            row = connection.execute(
                """SELECT (SELECT count(*) FROM activity), (SELECT count(*) FROM promise),
                          (SELECT count(*) FROM ledger_import), (SELECT coalesce(max(at), '') FROM activity)"""
            ).fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise BookError(f"{path} cannot be read: {error}.", "Name another file.") from None
    return Counted(*row)


_NO_TRACES = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF"


@contextmanager
def copied(book: Path) -> Iterator[OpenBook]:
    """Connect to a private copy of `book`, an empty one where there is none; it goes with the block.

    The book is read while it is copied, and not locked after that. Raises BookError.
    """
    copy = _empty_file(book)
    try:
        with closing(_opened(book, copy)) as connection:
            # Where a file can do without its name, it goes now: it is gone even after a kill.
            with contextlib.suppress(OSError):
                copy.unlink()
            yield connection
    finally:
        with contextlib.suppress(OSError):
            copy.unlink(missing_ok=True)


def _empty_file(book: Path) -> Path:
    """Make a file that only its owner can read: beside the book, else where the system keeps such files."""
    for folder in (book.parent, None):
        with contextlib.suppress(OSError):
            handle, name = tempfile.mkstemp(prefix=f".{book.name}.", suffix=".look", dir=folder)
            os.close(handle)
            return Path(name)
    raise BookError("There is no place for a copy of the book to look at.", "Make room on the disk.")


def _opened(book: Path, copy: Path) -> OpenBook:
    if book.exists() and book.stat().st_size:
        with closing(connect(book)) as source:
            held_open.copy(source, book, copy)
    connection = open_book(copy)
    connection.executescript(_NO_TRACES)
    connection.place = None  # no book, and soon without a name
    return connection
