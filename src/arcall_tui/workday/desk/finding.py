"""Full text of everything on record, as it is typed."""

from __future__ import annotations

from arcall_tui.store.accounts import full_text
from arcall_tui.store.accounts.full_text import Hit
from arcall_tui.workday.desk.desk import Desk

__all__ = ["Hit", "said"]


def said(desk: Desk, typed: str, limit: int = 100) -> list[Hit]:
    """Return what has every word of `typed` (its beginning is enough) in a note, promise or dispute, newest first."""
    return full_text.find(desk.connection, typed, limit)
