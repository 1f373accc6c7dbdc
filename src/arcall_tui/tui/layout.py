"""Where everything stands, for every size of terminal."""

from __future__ import annotations

from typing import NamedTuple

WIDE, BROAD = 100, 200  # columns
MIDDLING, TALL = 30, 38  # rows
_HISTORY = 60
_LEAST, _MOST = 46, 72


class ScreenLayout(NamedTuple):
    """Sizes in cells. `beside`: the account stands beside the list, else below it. `history` 0: no column of its own.

    Columns to the right of the list have a rule of one cell at their left, counted in their width.
    """

    width: int
    height: int
    beside: bool
    list_width: int
    list_height: int
    detail_width: int
    detail_height: int
    history: int
    notes: int

    @classmethod
    def of(cls, width: int, height: int) -> ScreenLayout:
        """Lay out a terminal of that size."""
        notes = 8 if height >= TALL else 6 if height >= MIDDLING else 3
        body = max(2, height - 2 - notes)
        history = _HISTORY if width >= BROAD else 0
        if width >= WIDE:
            list_width = max(_LEAST, min(_MOST, width * 42 // 100))
            return cls(
                width, height, True, list_width, body, width - list_width - history, body, history, notes
            )
        list_height = min(body - 1, 8 if height >= MIDDLING else 5)
        return cls(width, height, False, width, list_height, width, body - list_height, 0, notes)
