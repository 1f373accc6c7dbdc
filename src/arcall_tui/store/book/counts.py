"""How much stands in a book: for telling two copies of it apart."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from arcall_tui.errors import BookError
from arcall_tui.store.book import cipher


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
