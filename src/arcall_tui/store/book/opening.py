"""Opening the book: made where there is none, brought up where it is older or lacks something."""

from __future__ import annotations

import os
from pathlib import Path

from arcall_tui.errors import BookError
from arcall_tui.store.book.engine import OpenBook, connect, is_current


def open_book(path: Path) -> OpenBook:
    """Open the book at `path`; a new, empty one where there is none. Raises BookError."""
    if not path.exists() or path.stat().st_size == 0:
        _create(path)
    connection = connect(path)
    if not is_current(connection):
        connection.close()
        # Rarely needed, and it loads SQLModel, which takes longer than the rest of a start.
        from arcall_tui.store.book import migrate  # noqa: PLC0415

        migrate.bring_up(path)
        connection = connect(path)
    return connection


def _create(path: Path) -> None:
    from arcall_tui.store.book import migrate  # noqa: PLC0415 - as above

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A private file first, so that no moment exists in which others can read it.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)  # an empty file may have been there
        migrate.create(path)
    except OSError as error:
        raise BookError(
            f"The book {path} cannot be created: {error.strerror}.", "Pick another place with --book."
        ) from None
