"""Trouble with the book's file, wherever it shows: told as any other problem, not taken for a bug."""

from __future__ import annotations

from arcall_tui.errors import BookError
from arcall_tui.store.book import engine


def of_the_book(error: Exception) -> BookError | None:
    """Return what is to be told where the file, the disk or another program is the trouble; None: `error` is a bug."""
    return error if isinstance(error, BookError) else engine.told_as(error)
