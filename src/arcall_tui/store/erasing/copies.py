"""Taking words out of a copy of the book."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.errors import BookError
from arcall_tui.store.book.engine import OpenBook, attend, connect, is_current, writing
from arcall_tui.store.erasing import customer


def erase_in_copy(path: Path, account: int, ledger_id: str, now: datetime) -> bool:
    """Erase the customer from the copy at `path`, whole or not at all; return whether it is free of them.

    A copy of another version, or in which the account's number is another customer's, is left as it is.
    """
    try:
        with closing(connect(path)) as copy:
            row = copy.execute("SELECT ledger_id FROM account WHERE id = ?", (account,)).fetchone()
            if row is None or row[0].startswith("erased-"):
                return True
            if row[0] != ledger_id:
                return False
    except BookError:
        return False
    return changed_in_copy(path, lambda copy: customer.erase(copy, account, now))


def changed_in_copy(path: Path, change: Callable[[OpenBook], None]) -> bool:
    """Change the copy at `path` so that nothing of before is left in it, whole or not at all; return whether it could be.

    A copy of another version is left as it is.
    """
    try:
        with closing(connect(path)) as copy:
            if not is_current(copy):
                return False
        with private_files.unfinished(path) as beside:
            shutil.copyfile(path, beside)
            with closing(connect(beside)) as copy:
                attend(copy)
                with writing(copy):
                    change(copy)
                customer.wipe(copy)
            beside.with_name(f"{beside.name}-journal").unlink(missing_ok=True)
    except (BookError, OSError):
        return False
    return True
