"""Reading a book's file past SQLite: closing a file takes away every lock that this process has on it, so it stays open."""

import os
import shutil
import sqlite3
from pathlib import Path
from threading import Lock
from typing import BinaryIO

_MOST = 100
_LUMP = 1 << 20
_open: dict[tuple[int, int], BinaryIO] = {}
_one = Lock()


def first_bytes(path: Path, count: int) -> bytes:
    """Return how a file begins. Raises OSError."""
    with _one:
        return _held(path).read(count)


def copy_aside(path: Path, target: Path) -> None:
    """Copy a file that this process has locked, for its owner alone; the locks stay. Raises OSError."""
    with _one, os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as written:
        shutil.copyfileobj(_held(path), written, _LUMP)


def copy(connection: sqlite3.Connection, path: Path, target: Path) -> None:
    """Copy the file at `path` that is open on `connection`, as it stands; who writes waits meanwhile.

    That is a hundredth of what SQLite's own copying takes, which begins anew whenever somebody writes. Raises OSError,
    sqlite3.Error.
    """
    with _one, target.open("r+b") as written:
        connection.execute("SAVEPOINT copying")
        try:
            # From here on nobody changes the file.
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            shutil.copyfileobj(_held(path), written, _LUMP)
        finally:
            connection.execute("RELEASE copying")


def _held(path: Path) -> BinaryIO:
    found = path.stat()
    key = found.st_dev, found.st_ino
    if key not in _open:
        # Elsewhere locks stay, and an open file cannot be replaced.
        if len(_open) >= _MOST or os.name != "posix":
            _open.clear()
        _open[key] = path.open("rb", buffering=0)
    _open[key].seek(0)
    return _open[key]
