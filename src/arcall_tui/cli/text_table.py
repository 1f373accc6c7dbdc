"""Plain tables for the shell: columns that line up, hostile text made harmless, no escape codes."""

from collections.abc import Sequence

from rich.cells import cell_len

from arcall_tui.domain.text import one_line
from arcall_tui.render.pieces import cut
from arcall_tui.workday.letters.text_tables import padded

_GAP = "  "
_LEAST = 12  # letters that a text keeps where the others have no room


def lined_up(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), width: int = 0) -> list[str]:
    """Lay `rows` out in columns; those in `right` are aligned right. `width` (cells, 0 = any) clips each line."""
    clean = [[one_line(cell) for cell in row] for row in rows]
    lines = padded(clean, right)
    return [cut(line, width) for line in lines] if width else lines


def fitting(rows: Sequence[Sequence[str]], right: frozenset[int], width: int) -> list[list[str]]:
    """Return as many columns as fit into `width` cells: texts are cut down to some letters first, figures never."""
    widths = [max(cell_len(one_line(cell)) for cell in column) for column in zip(*rows, strict=True)]
    texts = [place for place in range(len(widths)) if place not in right]
    while _long(widths) > width and (wide := [place for place in texts if widths[place] > _LEAST]):
        widths[max(wide, key=widths.__getitem__)] -= 1
    fits = max(1, next((count for count in range(len(widths), 0, -1) if _long(widths[:count]) <= width), 0))
    if fits < len(widths):
        return fitting([row[:fits] for row in rows], right, width)
    return [[cut(one_line(cell), widths[place]) for place, cell in enumerate(row[:fits])] for row in rows]


def _long(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)
