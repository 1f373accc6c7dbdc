"""Plain tables for the shell: columns that line up, hostile text made harmless, no escape codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from arcall_tui.domain.text import one_line

_GAP = "  "


def cells(text: str) -> int:
    """How many terminal cells `text` takes: two for wide East Asian characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clip(text: str, width: int) -> str:
    """Cut `text` to `width` cells, the last one an ellipsis where something was cut."""
    if cells(text) <= width:
        return text
    kept = 0
    for index, character in enumerate(text):
        kept += _cell(character)
        if kept > width - 1:
            return text[:index] + "…"
    return text


def lined_up(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), width: int = 0) -> list[str]:
    """Lay `rows` out in columns; those in `right` are aligned right. `width` (cells, 0 = any) clips each line."""
    clean = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(cells, column)) for column in zip(*clean, strict=True)]
    lines = [_GAP.join(_fitted(row, widths, right)).rstrip() for row in clean]
    return [clip(line, width) for line in lines] if width else lines


def _fitted(row: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> list[str]:
    padding = [" " * (width - cells(text)) for text, width in zip(row, widths, strict=True)]
    return [
        pad + text if i in right else text + pad
        for i, (text, pad) in enumerate(zip(row, padding, strict=True))
    ]
