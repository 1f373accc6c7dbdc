"""Copies of the book that are whole, and how much stands in one: for telling two of them apart."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from arcall_tui import private_files
from arcall_tui.errors import BookError
from arcall_tui.store.book import cipher, held_open


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
            if connection.execute("SELECT 1 FROM sqlite_schema WHERE type = 'view'").fetchone():
                raise BookError(f"{path} has views, as no book of arcall's has.", "Name another file.")
            row = connection.execute(
                """SELECT (SELECT count(*) FROM activity), (SELECT count(*) FROM promise),
                          (SELECT count(*) FROM ledger_import), (SELECT coalesce(max(at), '') FROM activity)"""
            ).fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise BookError(f"{path} cannot be read: {error}.", "Name another file.") from None
    return Counted(*row)
