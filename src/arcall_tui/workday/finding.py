"""Full text of everything on record, as it is typed."""

from __future__ import annotations

from arcall_tui.store import search
from arcall_tui.store.search import Hit
from arcall_tui.workday.desk import Desk

__all__ = ["Hit", "said"]


def said(desk: Desk, typed: str, limit: int = 100) -> list[Hit]:
    """Return what has every word of `typed` (its beginning is enough) in a note, promise or dispute, newest first."""
    return search.find(desk.connection, typed, limit)
