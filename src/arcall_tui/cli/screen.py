"""Opening the screen on a book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arcall_tui.cli.failures import told_plainly
from arcall_tui.errors import BookError

if TYPE_CHECKING:
    from arcall_tui.cli.run import Run


def open_screen(book: str = "", now: str = "") -> int:
    """Open the screen and stay until the caller leaves it; return the exit code. Raises SystemExit."""
    with told_plainly():
        from arcall_tui.cli.run import open_run

        return show(open_run(book, now, screen=True))


def show(opened: Run) -> int:
    """Open the screen on that session's book; of a damaged one, offer the newest whole copy first. Raises BookError."""
    from arcall_tui.tui.app import run

    try:
        desk = opened.desk()
        if not desk.book.damaged:
            run(desk, opened.settings)
            return 0
        desk.close()
        _offer_copy(opened)
    except BookError:
        if not _offer_copy(opened):
            raise
    run(opened.desk(), opened.settings)
    return 0


def _offer_copy(opened: Run) -> bool:
    from arcall_tui.cli.bringing_back import brought_back  # loads Typer, which a screen does without

    return brought_back(opened)
