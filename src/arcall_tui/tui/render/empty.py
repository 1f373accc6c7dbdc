"""What the screen says while the book is empty."""

from __future__ import annotations

from arcall_tui.tui.render.pieces import Line

_LINES: tuple[Line, ...] = (
    (),
    (("  This book has no open items yet.", "strong"),),
    (),
    (("  Leave with ", ""), ("q", "key"), (" and bring in a ledger (CSV or XLSX):", "")),
    (("      arcall import LEDGER", "accent"),),
    (),
    (("  Or look around in a sample book first:", ""),),
    (("      arcall demo", "accent"),),
)


def empty_book(_width: int) -> tuple[Line, Line, tuple[Line, ...]]:
    """Return the heading and the lines of an empty book: how to fill it."""
    return ((" Nobody to call", "title"),), (), _LINES
