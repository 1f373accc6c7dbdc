"""Opening the book: made where there is none, brought up where it is older; or a copy of it to try things on."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from arcall_tui import private_files
from arcall_tui.errors import BookError, refused
from arcall_tui.store.book import health, held_open, meanwhile
from arcall_tui.store.book.engine import OpenBook, connect, is_current, read_only_copy
from arcall_tui.store.book.record_links import Touched

_NO_TRACES = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF"
_LONGEST = 220  # bytes of a book's name; file systems take 255


def open_book(path: Path) -> OpenBook:
    """Open the book at `path`; a new, empty one where there is none. Raises BookError."""
    if path.exists() and not path.is_file():
        raise BookError(f"{path} is no file.", "Name a book with --book.")
    if len(os.fsencode(path.name)) > _LONGEST:
        raise BookError(
            f"The name {path.name} is too long: copies of the book have longer ones.",
            "Give it a shorter one.",
        )
    if not path.exists() or path.stat().st_size == 0:
        _create(path)
    if not os.access(path, os.W_OK):
        return _for_reading(path)
    connection = connect(path)
    if not is_current(connection):
        connection.close()
        _by_the_tables().bring_up(path)
        connection = connect(path)
    connection.damaged = health.marked(path)
    connection.touched = Touched(connection)
    meanwhile.clear_up(connection, path)
    private_files.clear_up(path)  # a kill may have left it plain while its encryption was taken off
    with contextlib.suppress(OSError):  # somebody else's file, that we may use
        connection.tightened = private_files.tighten(path)
    return connection


@contextlib.contextmanager
def unmade_if_failed(path: Path) -> Iterator[None]:
    """Where the block fails that would have made the book at `path`, leave none there."""
    fresh = not path.exists() or (path.is_file() and not path.stat().st_size)
    try:
        yield
    except BaseException:
        if fresh and path.is_file():
            with contextlib.suppress(BookError, OSError):
                _remove_empty(path)
        raise


def _remove_empty(path: Path) -> None:
    with contextlib.closing(connect(path)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        if not connection.execute("SELECT 1 FROM ledger_import UNION ALL SELECT 1 FROM account").fetchone():
            path.unlink()
        connection.execute("ROLLBACK")
    if not path.exists():
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)


def _for_reading(path: Path) -> OpenBook:
    connection = read_only_copy(path)
    if not is_current(connection):
        raise BookError(
            f"The book {path} is of another version, and cannot be written to be brought up.",
            "Copy it to a disk that can be written: arcall backup FILE",
        )
    connection.touched = Touched(connection)
    return connection


def _by_the_tables() -> ModuleType:
    # Rarely needed, and it loads SQLModel, which takes longer than the rest of a start.
    from arcall_tui.store.book import migrate  # noqa: PLC0415

    return migrate


def _create(path: Path) -> None:
    with refused(BookError, f"The book {path} cannot be created", "Pick another place with --book."):
        private_files.make_folder(path.parent)
        # A private file first, so that no moment exists in which others can read it.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)  # an empty file may have been there
        _by_the_tables().create(path)


@contextlib.contextmanager
def copied(book: Path) -> Iterator[OpenBook]:
    """Connect to a private copy of `book`, an empty one where there is none; it goes with the block.

    The book is read while it is copied, and not locked after that. Raises BookError.
    """
    copy = _empty_file(book)
    try:
        with contextlib.closing(_opened(book, copy)) as connection:
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
            handle, name = tempfile.mkstemp(prefix=f".{book.name[:40]}.", suffix=".look", dir=folder)
            os.close(handle)
            return Path(name)
    raise BookError("There is no place for a copy of the book to look at.", "Make room on the disk.")


def _opened(book: Path, copy: Path) -> OpenBook:
    if book.exists() and book.stat().st_size:
        with contextlib.closing(connect(book)) as source:
            held_open.copy(source, book, copy)
    connection = open_book(copy)
    connection.executescript(_NO_TRACES)
    connection.place = None  # no book, and soon without a name
    return connection
