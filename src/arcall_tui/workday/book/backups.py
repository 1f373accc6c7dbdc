"""Care of the book: copies of it that are whole."""

from __future__ import annotations

from pathlib import Path

from arcall_tui.errors import BookError
from arcall_tui.store.book import backup
from arcall_tui.store.book.engine import connect


def back_up(book: Path, target: Path) -> None:
    """Write a private, checked copy of `book` to `target`. The folder must be there: a stick that is not plugged in is no backup.

    Raises BookError where there is no such book, where `target` exists already, or where the disk fails.
    """
    if not book.exists():
        raise BookError(f"There is no book at {book} to back up.", "Name it with --book.")
    connect(book).close()  # an arcall book, and not a newer one
    if not target.parent.is_dir():
        raise BookError(
            f"There is no folder {target.parent}.", "Plug the disk in, make the folder, or name another file."
        )
    backup.back_up(book, target)
