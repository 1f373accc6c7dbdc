"""The main screen: header, accounts, the account, its notes, footer. It paints; it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.screen import Screen

from arcall_tui.tui.render import bars
from arcall_tui.tui.render import card as cards
from arcall_tui.tui.render.empty import empty_book
from arcall_tui.tui.render.pieces import Line
from arcall_tui.tui.widgets.account_list import AccountList
from arcall_tui.tui.widgets.detail import Built, Detail
from arcall_tui.tui.widgets.lines import OneLine
from arcall_tui.tui.widgets.notes import Notes

if TYPE_CHECKING:
    from arcall_tui.rules.queue import Placing
    from arcall_tui.tui.session import Session
    from arcall_tui.workday.views import Card

WIDE, BROAD = 100, 200  # columns
MIDDLING, TALL = 30, 38  # rows


class MainScreen(Screen[None]):
    """One screen for the whole day; forms and help open in place above it."""

    AUTO_FOCUS = None

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.header = OneLine("header")
        self.accounts = AccountList(session.desk.clock.now, session.here)
        self.detail = Detail("detail")
        self.history = Detail("history")
        self.notes = Notes()
        self.footer = OneLine("footer")

    def compose(self) -> ComposeResult:
        """Lay out the panes, with the next account already in them."""
        self._fit(self.app.size)
        self.paint_header()
        self.paint_list(0)
        self.paint_card()
        yield self.header
        yield Container(self.accounts, self.detail, self.history, id="body")
        yield self.notes
        yield self.footer

    def _fit(self, size: Size) -> None:
        """Choose the layout for this size. Not by Textual's breakpoints: those paint a first frame without it."""
        self.set_class(size.width >= WIDE, "-wide")
        self.set_class(size.width >= BROAD, "-broad")
        self.set_class(MIDDLING <= size.height < TALL, "-middling")
        self.set_class(size.height >= TALL, "-tall")

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout anew."""
        self._fit(event.size)

    def paint_header(self) -> None:
        """Show the time and the day's count."""
        session = self.session
        now, ranked = session.desk.clock.now(), session.ranked.is_set()
        self.header.show(lambda width: bars.header(now, session.here, session.tally, width, ranked=ranked))

    def tick(self) -> None:
        """Let the clock move on."""
        self.accounts.forget()
        self.paint_header()

    def paint_footer(self, said: str, tone: str, hints: Sequence[tuple[str, str]]) -> None:
        """Show what was just done, and the keys."""
        self.footer.show(partial(bars.footer, said, tone, hints))

    def paint_list(self, cursor: int, rows: Sequence[Placing] | None = None, label: str = "") -> None:
        """Show the queue, or other rows (what was found)."""
        work = self.session.worklist
        shown = work.shown if rows is None else rows
        name = label or ("Reachable now" if work.reachable_only else "Call next")
        self.accounts.show(shown, cursor, len(work.rows) if rows is None else len(shown), name)

    def paint_card(self, *, keep: bool = False) -> None:
        """Show the account, its history and its note."""
        card = self.session.card
        if card is None:
            self.detail.show(empty_book)
            return
        self.detail.show(partial(self._account, card), keep=keep)
        self.history.show(partial(self._history, card), keep=keep)
        if not self.notes.writing:
            self.notes.show(card.draft, self.notes_heading(card))

    def notes_heading(self, card: Card, label: str = "Call notes") -> tuple[Line, Line]:
        """Return the heading of the notes: whose they are, and when they were kept."""
        at = card.draft_at
        kept = f"draft kept {at.astimezone(self.session.here):%H:%M:%S}" if at and card.draft else ""
        return ((f" {label}", "title"),), ((kept, "dim"),) if kept else ()

    def _account(self, card: Card, width: int) -> Built:
        now, here = self.session.desk.clock.now(), self.session.here
        left, right = cards.heading(card, now, here)
        size = self.app.size
        history, dense = size.width < BROAD, size.height < MIDDLING
        return left, right, cards.lines(card, width, here, history=history, dense=dense)

    def _history(self, card: Card, width: int) -> Built:
        lines = list(cards.history_lines(card, width, self.session.here))
        return ((" History", "title"),), (), lines[1:] or lines

    def paint_entries(self, card: Card, entry: int) -> None:
        """Show the history in full in the account's place, with the cursor on `entry`."""
        rows = list(cards.history_full(card, self.detail.size.width, self.session.here))
        marked = frozenset(y for y, (index, _) in enumerate(rows) if index == entry)
        left, _ = cards.heading(card, self.session.desk.clock.now(), self.session.here)
        title: Line = (*left, (" · history", "title"))
        nothing: list[Line] = [((" Nothing on record yet", "dim"),)]
        self.detail.show(
            lambda _: (
                title,
                ((f"{len(card.history)} entries", "dim"),),
                [line for _, line in rows] or nothing,
            ),
            marked,
            keep=True,
        )
