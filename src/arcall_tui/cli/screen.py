"""Opening the screen on a book."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from arcall_tui.cli.failures import narrate, told_plainly
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
            opened.copy_of_the_work()
            return 0
        desk.close()
        _offer_copy(opened)
    except BookError:
        if not _offer_copy(opened):
            raise
    run(opened.desk(), opened.settings)
    return 0


def _offer_copy(opened: Run) -> bool:
    """Ask whether to bring the newest whole copy of a damaged book back, where there is one; return whether that was done."""
    from typer import confirm  # a screen does without both

    from arcall_tui.workday.book import backups

    newest = backups.newest_good(opened.book, opened.backups) if backups.is_damaged(opened.book) else None
    if newest is None:
        return False
    narrate("arcall: The book is damaged: nothing can be written into it.")
    if not confirm(backups.preview(opened.book, newest.path).question(), err=True):
        return False
    aside = backups.bring_back(opened.book, newest.path, datetime.now(opened.clock.zone))
    narrate(f"arcall: Restored. The book of before is kept as {aside}.")
    return True
