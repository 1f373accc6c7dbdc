"""A copy of the book to try things on: the book itself stays free, and nothing is left of the copy."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from arcall_tui.errors import BookError
from arcall_tui.store.book import held_open
from arcall_tui.store.book.engine import OpenBook, connect
from arcall_tui.store.book.opening import open_book

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
