"""Offering a damaged book's newest whole copy to who opens the screen."""

from __future__ import annotations

from datetime import datetime

from typer import confirm

from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.workday.book import backups


def brought_back(opened: Run) -> bool:
    """Ask whether to bring the newest whole copy of a damaged book back, where there is one; return whether that was done."""
    newest = backups.newest_good(opened.book, opened.backups) if backups.is_damaged(opened.book) else None
    if newest is None:
        return False
    narrate("arcall: The book is damaged: nothing can be written into it.")
    if not confirm(backups.preview(opened.book, newest.path).question(), err=True):
        return False
    aside = backups.bring_back(opened.book, newest.path, datetime.now(opened.clock.zone))
    narrate(f"arcall: Restored. The book of before is kept as {aside}.")
    return True
