"""What the screen says while the book is empty."""

from __future__ import annotations

from arcall_tui.tui.render.pieces import Line

_LINES: tuple[Line, ...] = (
    (),
    (("  This book has no open items yet.", "strong"),),
    (),
    (("  ", ""), ("f4", "key"), (" takes in a ledger (CSV, XLSX, XLS or ODS). From the shell:", "")),
    (("      arcall import LEDGER", "accent"),),
    (),
    (("  Or look around in a sample book first: ", ""), ("q", "key"), (" leaves, then", "")),
    (("      arcall demo", "accent"),),
)


def empty_book(_width: int) -> tuple[Line, Line, tuple[Line, ...]]:
    """Return the heading and the lines of an empty book: how to fill it."""
    return ((" Nobody to call", "title"),), (), _LINES
