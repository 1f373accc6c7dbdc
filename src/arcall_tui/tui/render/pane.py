"""The parts of a pane that do not depend on how it is painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from arcall_tui.domain.text import many_lines
from arcall_tui.tui.render.pieces import Line, rule, wrap

Built = tuple[Line, Line, Sequence[Line]]  # the two ends of the heading, and the lines


class Row(NamedTuple):
    """A row of a board; `key` is what the cursor can stand on, None for headings."""

    line: Line
    key: int | None = None


_INVITATION: Line = ((" i or enter to write; what is written goes with the next outcome", "dim"),)


def row(built: Built, y: int, first: int, width: int, height: int) -> Line:
    """Return row `y` of a pane scrolled to line `first`: its heading, a line, or how many are below."""
    left, right, lines = built
    if y == 0:
        return rule(left, right, width)
    index = first + y - 1
    below = len(lines) - index
    if y == height - 1 and below > 1:
        return ((f" ↓ {below} more lines (J)", "dim"),)
    return lines[index] if index < len(lines) else ()


def note(text: str, width: int, height: int) -> list[Line]:
    """Return the rows below the heading of the notes, at most `height`; the end of a long note is announced."""
    if not text:
        return [_INVITATION]
    rows: list[Line] = []
    for paragraph in many_lines(text).split("\n"):
        rows += list(wrap(((" ", ""), (paragraph, "")), width - 1, 1)) or [()]
    if len(rows) > height:
        rest = len(rows) - height + 1
        rows = [*rows[: height - 1], ((f" … {rest} more lines", "dim"),)]
    return rows
