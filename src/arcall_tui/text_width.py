"""How wide text is on a terminal, and how it is cut: the same for shell and screen."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from arcall_tui.domain.text import one_line

ELLIPSIS = "…"


def cut(text: str, width: int) -> str:
    """Return `text`, which is clean already, in at most `width` cells; its blanks stay."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS if width > 0 else ""


def short(text: str, width: int) -> str:
    """Return `text`, cleaned, in at most `width` cells."""
    return cut(text if text.isprintable() and "  " not in text else one_line(text), width)


def fit(text: str, width: int, align: str = "left") -> str:
    """Return `text`, cleaned, in exactly `width` cells: padded, or cut with an ellipsis.

    `align`: left or right.
    """
    clean = short(text, width)
    pad = " " * (width - cell_len(clean))
    return pad + clean if align == "right" else clean + pad
