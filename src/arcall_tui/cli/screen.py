"""Opening the screen on a book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arcall_tui.cli.failures import told_plainly

if TYPE_CHECKING:
    from arcall_tui.cli.run import Run


def open_screen(book: str = "", now: str = "") -> int:
    """Open the screen and stay until the caller leaves it; return the exit code. Raises SystemExit."""
    with told_plainly():
        from arcall_tui.cli.run import open_run

        return show(open_run(book, now, screen=True))


def show(opened: Run) -> int:
    """Open the screen on that session's book. Raises BookError."""
    from arcall_tui.tui.app import run

    run(opened.desk(), opened.settings)
    return 0
