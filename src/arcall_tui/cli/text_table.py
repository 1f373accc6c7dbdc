"""Plain tables for the shell: columns that line up, hostile text made harmless, no escape codes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from arcall_tui.domain.text import one_line
from arcall_tui.text_width import cut, fit

_GAP = "  "


def lined_up(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), width: int = 0) -> list[str]:
    """Lay `rows` out in columns; those in `right` are aligned right. `width` (cells, 0 = any) clips each line."""
    clean = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*clean, strict=True)]
    lines = [
        _GAP.join(
            fit(text, size, "right" if place in right else "left")
            for place, (text, size) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in clean
    ]
    return [cut(line, width) for line in lines] if width else lines
