"""Whether the book's file is whole, and the mark that one was found damaged: nothing is written into it from then on."""

from __future__ import annotations

import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.errors import BookError
from arcall_tui.store.book import cipher

_WAY_OUT = "Close arcall, then bring a backup back: arcall restore"


def fault(path: Path, *, quick: bool = False) -> str:
    """Return the first thing that is wrong with the file; empty where it is whole. `quick` leaves indexes out.

    It is only read; one that somebody is writing to is waited for.
    """
    look = "quick_check" if quick else "integrity_check"
    try:
        with closing(cipher.opened(path, timeout=10)) as connection:
            (verdict,) = connection.execute(f"PRAGMA {look}(1)").fetchone()
            lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    except BookError as error:
        return error.message
    except sqlite3.DatabaseError as error:
        return "" if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY else str(error)
    if verdict != "ok":
        return str(verdict).replace("\n", " ")
    return f"a row of {lost[0]} belongs to one of {lost[2]} that is not there" if lost else ""


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


def told(found: str) -> tuple[str, str]:
    """Return what to say of a damaged book, and the way out."""
    return f"The book is damaged: {found}.", _WAY_OUT


def _note(path: Path) -> Path:
    return path.parent / f"{path.name}.damaged"
