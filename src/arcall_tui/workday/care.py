"""Care of the book: copies of it that are whole."""

from __future__ import annotations

from pathlib import Path

from arcall_tui.errors import BookError
from arcall_tui.store import backup
from arcall_tui.store.engine import connect


def back_up(book: Path, target: Path) -> None:
    """Write a private, checked copy of `book` to `target`; folders on the way are made.

    Raises BookError where there is no such book, where `target` exists already, or where the disk fails.
    """
    if not book.exists():
        raise BookError(f"There is no book at {book} to back up.", "Name it with --book.")
    connect(book).close()  # an arcall book, and not a newer one
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BookError(
            f"The folder {target.parent} cannot be made: {error.strerror}.", "Name another file."
        ) from None
    backup.back_up(book, target)
