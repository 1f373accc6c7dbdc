"""Copies of the book that are whole: SQLite's backup API, never a file copy."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from arcall_tui.errors import BookError


def back_up(path: Path, target: Path) -> None:
    """Write a private, checked copy of the book at `path` to `target`, which must not exist yet.

    Raises BookError; a copy that did not come out whole is removed again.
    """
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise BookError(
            f"The backup {target} cannot be written: {error.strerror}.", "Name another file."
        ) from None
    try:
        _copy(path, target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _copy(path: Path, target: Path) -> None:
    try:
        source, copy = sqlite3.connect(path), sqlite3.connect(target)
        try:
            source.backup(copy)
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        finally:
            source.close()
            copy.close()
    except sqlite3.Error as error:
        raise BookError(
            f"The book {path} cannot be copied: {error}.", "Check the disk, then try again."
        ) from None
    if verdict != "ok":
        raise BookError(f"The book {path} is damaged: {verdict}.", "Restore an earlier backup.")
    with target.open("rb") as written:
        os.fsync(written.fileno())
