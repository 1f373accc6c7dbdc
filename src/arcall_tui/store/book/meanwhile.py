"""Notes in the book of what is written while an import works on a copy of it: who takes them, and when they go."""

import contextlib
import os
import sqlite3
from pathlib import Path

from arcall_tui.errors import BookError
from arcall_tui.store.book.engine import OpenBook, writing

_OURS = "SELECT 1 FROM meanwhile WHERE place = '' AND key = ?"
_WHOSE = "SELECT key FROM meanwhile WHERE place = ''"
_TABLES = """SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'said%'
    AND name NOT IN ('meanwhile', 'standing', 'import_before')"""


def token_of(copy: Path) -> str:
    """Return by what this process knows the notes that it takes for that copy."""
    return f"{os.getpid()} {copy.name}"


def take(book: OpenBook, token: str) -> None:
    """Note in the book from now on which rows are written, by whatever program. An import that was doing so begins anew."""
    with writing(book):
        drop(book)
        book.execute("CREATE TABLE meanwhile (place TEXT, key TEXT)")
        book.execute("INSERT INTO meanwhile VALUES ('', ?)", (token,))
        for (table,) in book.execute(_TABLES).fetchall():
            keys = book.execute(
                "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,)
            ).fetchall()
            for event, side in (("insert", "new"), ("update", "new"), ("delete", "old")):
                key = ", ".join(f'{side}."{name}"' for (name,) in keys)
                book.execute(
                    f"""CREATE TRIGGER meanwhile_{table}_{event} AFTER {event} ON {table}
                        BEGIN INSERT INTO meanwhile VALUES ('{table}', json_array({key})); END"""
                )


def are_taken(book: sqlite3.Connection, token: str = "") -> bool:
    """Whether notes are taken; with a token: for that one."""
    there = book.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meanwhile'").fetchone() is not None
    return there and (not token or book.execute(_OURS, (token,)).fetchone() is not None)


def end(book: OpenBook, token: str) -> None:
    """Take no more notes, unless another import does by now."""
    with writing(book):
        if are_taken(book, token):
            drop(book)


def drop(book: sqlite3.Connection) -> None:
    """Take the notes away, within the transaction under way."""
    triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'meanwhile%'"
    for (name,) in book.execute(triggers).fetchall():
        book.execute(f"DROP TRIGGER {name}")
    book.execute("DROP TABLE IF EXISTS meanwhile")


def clear_up(book: OpenBook, path: Path) -> None:
    """Take away what an import left that was killed: its notes, and its copy beside the book."""
    if not are_taken(book) or book.damaged:
        return
    (token,) = book.execute(_WHOSE).fetchone() or ("",)
    process, _, copy = str(token).partition(" ")
    if not _has_ended(process):
        return
    with contextlib.suppress(BookError, OSError):
        end(book, token)
        if copy.startswith(f".{path.name[:60]}.") and copy.endswith(".unfinished"):
            (path.parent / Path(copy).name).unlink(missing_ok=True)


def _has_ended(process: str) -> bool:
    if os.name != "posix" or not process.isdecimal():
        return False  # where that cannot be asked, the next large import clears up
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
