"""The panes, the header and the footer as they are built for a width, however they are painted: the first frame and the widgets share them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from arcall_tui.domain.text import many_lines
from arcall_tui.render import card as cards
from arcall_tui.render.on_record import history_column
from arcall_tui.render.pieces import Line, length, rule, wrap
from arcall_tui.workday.desk.desk import Card

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


Built = tuple[Line, Line, Sequence[Line]]  # the two ends of the heading, and the lines


class Row(NamedTuple):
    """A row of a board; `key` is what the cursor can stand on, None for headings."""

    line: Line
    key: int | None = None


_INVITATION: Line = ((" i or enter to write; what is written goes with the next outcome", "dim"),)


def rows(built: Built, first: int, width: int, height: int, key: str = "J") -> list[Line]:
    """Return the rows of a pane scrolled to line `first`: its heading, its lines, how many are below, and by which key."""
    left, right, lines = built
    shown = [rule(left, right, width), *lines[first : first + height - 1]]
    if 1 < height <= len(lines) - first:
        shown[-1] = ((f" ↓ {len(lines) - first - height + 2} more lines ({key})", "dim"),)
    return shown[:height] + [()] * (height - len(shown))


def note(text: str, width: int, height: int) -> list[Line]:
    """Return the rows below the heading of the notes, at most `height`; the end of a long note is announced."""
    if not text:
        return [_INVITATION]
    rows = broken(many_lines(text).split("\n"), width)
    if len(rows) > height:
        rest = len(rows) - height + 1
        rows = [*rows[: height - 1], ((f" … {rest} more lines", "dim"),)]
    return rows


# How to fill a book in which nothing is.
_EMPTY: tuple[Line, ...] = (
    (),
    (("  This book has no open items yet.", "strong"),),
    (),
    (("  ", ""), ("f4", "key"), (" takes in a ledger (CSV, XLSX, XLS or ODS). From the shell:", "")),
    (("      arcall import LEDGER", "accent"),),
    (),
    (("  Or look around in a sample book first: ", ""), ("q", "key"), (" leaves, then", "")),
    (("      arcall demo", "accent"),),
)


def account(
    card: Card | None,
    now: datetime,
    here: ZoneInfo,
    layout: ScreenLayout,
    width: int,
    marks: frozenset[int] = frozenset(),
    *,
    whole: bool = False,
) -> Built:
    """Return the account's pane, or how to fill an empty book. `marks`: the invoices that are marked.

    `whole`: with every open item.
    """
    if card is None:
        return ((" Nobody to call", "title"),), (), _EMPTY
    left, right = cards.heading(card, now, here)
    if length((*left, *right)) + 3 >= width:  # who it is comes before how an unknown time is judged
        right = tuple((text.partition(": ")[0], ink) for text, ink in right)
    height = layout.detail_height - 1
    lines = cards.lines(card, width - 1, here, height, history=not layout.history, marks=marks, whole=whole)
    return left, right, lines


def history(card: Card | None, here: ZoneInfo, width: int) -> Built:
    """Return the history's own column."""
    lines = list(history_column(card, width - 1, here)) if card is not None else []
    return ((" History", "title"),), (), lines


def told(title: str, rows: Sequence[str], width: int) -> Built:
    """Return rows of words under a title, each broken where it is longer than the pane."""
    return ((title, "title"),), (), broken(rows, width)


def broken(rows: Sequence[str], width: int) -> list[Line]:
    """Return rows of words in lines of the pane."""
    return [line for row in rows for line in wrap(((" ", ""), (row, "")), width - 1, 1)]


def notes_heading(card: Card | None, here: ZoneInfo) -> tuple[Line, Line]:
    """Return the two ends of the notes' heading: what they are, and when the draft was kept."""
    at = card.draft_at if card is not None and card.draft else None
    kept: Line = ((f"draft kept {at.astimezone(here):%a %H:%M:%S}", "dim"),) if at else ()
    return ((" Call notes", "title"),), kept
