"""Plain tables for the shell: columns that line up, hostile text made harmless, no escape codes."""

from collections.abc import Sequence

from arcall_tui.domain.text import one_line
from arcall_tui.render.pieces import cut
from arcall_tui.workday.letters.text_tables import padded


def lined_up(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), width: int = 0) -> list[str]:
    """Lay `rows` out in columns; those in `right` are aligned right. `width` (cells, 0 = any) clips each line."""
    clean = [[one_line(cell) for cell in row] for row in rows]
    lines = padded(clean, right)
    return [cut(line, width) for line in lines] if width else lines
