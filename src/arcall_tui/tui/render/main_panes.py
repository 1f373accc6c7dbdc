"""The panes of the main screen as they are built for a width; the first frame and the widgets share them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from arcall_tui.tui.layout import ScreenLayout
from arcall_tui.tui.render import card as cards
from arcall_tui.tui.render.pane import Built
from arcall_tui.tui.render.pieces import Line
from arcall_tui.workday.desk.views import Card

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
    height = layout.detail_height - 1
    lines = cards.lines(card, width - 1, here, height, history=not layout.history, marks=marks, whole=whole)
    return left, right, lines


def history(card: Card | None, here: ZoneInfo, width: int) -> Built:
    """Return the history's own column."""
    lines = list(cards.history_column(card, width - 1, here)) if card is not None else []
    return ((" History", "title"),), (), lines


def notes_heading(card: Card | None, here: ZoneInfo) -> tuple[Line, Line]:
    """Return the two ends of the notes' heading: what they are, and when the draft was kept."""
    at = card.draft_at if card is not None and card.draft else None
    kept: Line = ((f"draft kept {at.astimezone(here):%H:%M:%S}", "dim"),) if at else ()
    return ((" Call notes", "title"),), kept
