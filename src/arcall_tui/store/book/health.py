"""Whether the book's file is whole, the mark that one was found damaged, and copies that are whole, told apart by how much stands in them."""

import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from arcall_tui import private_files
from arcall_tui.errors import BookError, refused
from arcall_tui.store.book import cipher, held_open


class DamagedError(BookError):
    """The book's file is damaged: `found` is what is wrong. `backup`: what to say of the copies that there are."""

    def __init__(self, found: str, backup: str = "") -> None:
        way_out = "Close arcall, then bring a backup back: arcall restore"
        super().__init__(f"The book is damaged: {found}.", f"{backup} {way_out}".strip())
        self.found = found


UNREADABLE = "words in it are no text any more"
_TEXTS = """SELECT made.name, group_concat('coalesce("' || col.name || '", '''')', '||'' ''||')
    FROM sqlite_schema AS made, pragma_table_info(made.name) AS col
    WHERE made.type = 'table' AND made.sql NOT LIKE 'CREATE VIRTUAL%' AND col.type LIKE '%CHAR%' GROUP BY made.name"""


def is_unreadable(error: Exception) -> bool:
    """Whether words were read that are no text; what SQLite says of it would show them."""
    return isinstance(error, UnicodeDecodeError) or str(error).startswith("Could not decode to UTF-8")


def fault(path: Path, *, quick: bool = False) -> str:
    """Return the first thing that is wrong with the file; empty where it is whole. `quick` leaves indexes out.

    It is only read, but what a kill left half done is undone first; one that somebody is writing to is waited for.
    """
    if path.is_file() and not path.stat().st_size:  # to SQLite that is a whole one
        return "its file is empty"
    look = "quick_check" if quick else "integrity_check"
    try:
        with closing(cipher.opened(path, "rw" if _half_written(path) else "ro", timeout=10)) as connection:
            (verdict,) = connection.execute(f"PRAGMA {look}(1)").fetchone()
            lost = connection.execute("PRAGMA foreign_key_check").fetchone()
            # All words are read, many at once: SQLite does not look whether they are text.
            for table, texts in [] if quick else connection.execute(_TEXTS).fetchall():
                together = f'SELECT group_concat({texts}, char(10)) FROM "{table}" GROUP BY rowid / 500'
                for _ in connection.execute(together):
                    pass
    except BookError as error:
        return error.message
    except (UnicodeDecodeError, sqlite3.DatabaseError) as error:
        if is_unreadable(error):
            return UNREADABLE
        return "" if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY else str(error)
    if verdict != "ok":
        return str(verdict).replace("\n", " ")
    return f"a row of {lost[0]} belongs to one of {lost[2]} that is not there" if lost else ""


def _half_written(path: Path) -> bool:
    with contextlib.suppress(OSError):  # who is writing takes it away
        return path.with_name(f"{path.name}-journal").stat().st_size > 0
    return False


def mark(path: Path, found: str) -> None:
    """Note beside the book that it is damaged; a folder that cannot be written to takes no calls either."""
    with contextlib.suppress(OSError):
        private_files.write(_note(path), found)


def unmark(path: Path) -> None:
    """Take the note away: the book is whole again."""
    with contextlib.suppress(OSError):
        _note(path).unlink(missing_ok=True)


def marked(path: Path) -> str:
    """Return what was found wrong with the book; empty where nothing was."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return _note(path).read_text(encoding="utf-8")
    return ""


def _note(path: Path) -> Path:
    return path.parent / f"{path.name}.damaged"


def back_up(book: sqlite3.Connection, path: Path, target: Path) -> None:
    """Write a private, checked copy of the `book` that is open at `path` to `target`, which must not exist yet.

    Under its own name it is whole or not there at all. Raises BookError.
    """
    with (
        refused(BookError, f"The backup {target} cannot be written", "Name another file."),
        private_files.unfinished(target, over=False) as beside,
    ):
        _copy(book, path, beside)


def _copy(book: sqlite3.Connection, path: Path, target: Path) -> None:
    what, way_out = f"The book {path} cannot be copied", "Check the disk, then try again."
    with refused(BookError, what, way_out, sqlite3.Error, UnicodeDecodeError):
        held_open.copy(book, path, target)
        with closing(cipher.opened(target)) as copy:
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
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
    what, way_out = f"{path} cannot be read", "Name another file."
    with (
        refused(BookError, what, way_out, sqlite3.DatabaseError, UnicodeDecodeError),
        closing(cipher.opened(path, mode, timeout=10)) as connection,
    ):
        if connection.execute("SELECT 1 FROM sqlite_schema WHERE type = 'view'").fetchone():
            raise BookError(f"{path} has views, as no book of arcall's has.", way_out)
        row = connection.execute(
            """SELECT (SELECT count(*) FROM activity), (SELECT count(*) FROM promise),
                      (SELECT count(*) FROM ledger_import), (SELECT coalesce(max(at), '') FROM activity)"""
        ).fetchone()
    return Counted(*row)
