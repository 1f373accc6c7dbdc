"""What is on record: found by its words, and as it was before corrections."""

from __future__ import annotations

from datetime import datetime

from arcall_tui.store.accounts import full_text, kept, read
from arcall_tui.store.accounts.full_text import Hit
from arcall_tui.workday.desk.desk import Desk

__all__ = ["Hit", "said"]


def said(desk: Desk, typed: str, limit: int = 100) -> list[Hit]:
    """Return what has every word of `typed` (its beginning is enough) in a note, promise or dispute, newest first."""
    return full_text.find(desk.book, typed, limit)


def revisions(desk: Desk, call: int) -> tuple[tuple[datetime, str], ...]:
    """Return what a call's note said before it was corrected: (until when, text), newest first."""
    return read.revisions(desk.book, call)


def spared(desk: Desk) -> frozenset[str]:
    """Return the digits that are no card number by the caller's word."""
    return kept.spared(desk.book)
