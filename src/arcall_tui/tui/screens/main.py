"""The main screen: header, accounts, the account, its notes, footer. It paints; it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.screen import Screen

from arcall_tui.tui import hidden
from arcall_tui.tui.layout import ScreenLayout
from arcall_tui.tui.render import account_rows, bars, main_panes
from arcall_tui.tui.render import card as cards
from arcall_tui.tui.render.pane import Built
from arcall_tui.tui.render.pieces import Line
from arcall_tui.tui.widgets.account_list import AccountList
from arcall_tui.tui.widgets.detail import Detail
from arcall_tui.tui.widgets.lines import OneLine
from arcall_tui.tui.widgets.notes import Notes

if TYPE_CHECKING:
    from arcall_tui.domain.activity import RootCause
    from arcall_tui.rules.dayplan import DayPlan, Waiting
    from arcall_tui.rules.queue import Placing
    from arcall_tui.tui.session import Session
    from arcall_tui.workday.desk.views import Card


class MainScreen(Screen[None]):
    """One screen for the whole day; forms and help open in place above it."""

    AUTO_FOCUS = None

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.veil = hidden.Veil()
        self.header = OneLine("header", self.veil)
        self.accounts = AccountList(session.desk.clock.now, session.here, self.veil)
        self.detail = Detail("detail", self.veil)
        self.history = Detail("history", self.veil)
        self.notes = Notes(self.veil)
        self.footer = OneLine("footer", self.veil)
        self.layout_ = ScreenLayout.of(80, 24)
        self.banner: Line | None = None
        self.timer = ""
        self._ready: tuple[tuple[object, ...], Built] | None = None
        self.marks: dict[int, frozenset[int]] = {}  # account -> its invoices that are marked
        self.causes: dict[int, RootCause] = {}  # account -> why they are late, for the outcome to come

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
        """Give every pane its place. Not by Textual's breakpoints: those paint a first frame without it."""
        layout = self.layout_ = ScreenLayout.of(size.width, size.height)
        self.set_class(layout.beside, "-beside")
        self.accounts.styles.width, self.accounts.styles.height = layout.list_width, layout.list_height
        self.history.display = bool(layout.history)
        self.history.styles.width = layout.history
        self.notes.styles.height = layout.notes

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout anew."""
        self._fit(event.size)

    def paint_header(self) -> None:
        """Show the time and the day's count."""
        session = self.session
        now, ranked = session.desk.clock.now(), session.ranked.is_set()
        if (banner := self.banner) is not None:
            self.header.show(lambda width: bars.announced(banner, now, session.here, width))
            return
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
        name = label or ("Reachable now" if work.reachable_only else account_rows.CALL_NEXT)
        self.accounts.show(shown, cursor, len(work.rows) if rows is None else len(shown), name)

    def paint_card(self, *, keep: bool = False, at: int | None = None) -> None:
        """Show the account, its history and its note; `at`: the invoice that the cursor is on."""
        card = self.as_shown(self.session.card)
        marked = frozenset({self.first_item(card) + at} if card and at is not None else ())
        self.detail.show(partial(self._account, card), marked, keep=keep)
        self.history.show(partial(self._history, card), keep=keep)
        if not self.notes.writing:
            self.notes.show(card.draft if card else "", self.notes_heading(card))

    def notes_heading(self, card: Card | None, label: str = "") -> tuple[Line, Line]:
        """Return the heading of the notes: what they are, and when the draft was kept.

        `label`: what is written instead, which is no draft.
        """
        if label or card is None:
            return ((f" {label or 'Call notes'}", "title"),), ()
        cause = self.causes.get(card.account.id)
        left, right = main_panes.notes_heading(card, self.session.here)
        left = (*left, (f" · why late: {cause}", "strong")) if cause else left
        if not self.timer:
            return left, right
        return left, ((self.timer, "strong"), *((" · ", "dim"), *right)) if right else (
            (self.timer, "strong"),
        )

    def as_shown(self, card: Card | None) -> Any:  # noqa: ANN401 - a card where there is one
        """Return the account as it may be shown: without its details while they are hidden."""
        return hidden.card(card) if card is not None and self.veil.on else card

    def people(self, card: Card, width: int) -> tuple[list[Line], tuple[Line, Line]]:
        """Return whom to ask for, and the two ends of the account's heading."""
        now, here = self.session.desk.clock.now(), self.session.here
        return cards.people(card, width), cards.heading(card, now, here)

    def get_ready(self, card: Card) -> None:
        """Build and draw the account that comes next, so that a key need not wait for it."""
        width = self.detail.room.width
        if self.veil.on or (self._ready is not None and self._ready[0] == self._made_of(card, width)):
            return
        self._ready = None
        built = self._account(card, width)
        self._ready = self._made_of(card, width), built
        self.detail.draw_ahead(self.detail.rows_of(built))
        if self.history.display:
            past = self._history(card, self.history.room.width)
            self.history.draw_ahead(self.history.rows_of(past))

    def _made_of(self, card: Card, width: int) -> tuple[object, ...]:
        """Return all that the account's pane is made of."""
        minute = self.session.desk.clock.now().replace(second=0, microsecond=0)
        return card, minute, self.marks.get(card.account.id), self.layout_, width

    def _account(self, card: Card | None, width: int) -> Built:
        if card is not None and self._ready is not None and self._ready[0] == self._made_of(card, width):
            return self._ready[1]
        now, marks = self.session.desk.clock.now(), self.marks.get(card.account.id) if card else None
        return main_panes.account(card, now, self.session.here, self.layout_, width, marks or frozenset())

    def first_item(self, card: Card) -> int:
        """Return which line of the account's pane is its first open item, from 0."""
        width = self.detail.room.width - 1
        return cards.first_item(card, width, self.session.here, dense=self.layout_.dense)

    def _history(self, card: Card | None, width: int) -> Built:
        return main_panes.history(card, self.session.here, width)

    def paint_plan(self, plan: DayPlan, waits: Sequence[Waiting], at: int) -> None:
        """Show the day plan in the account's place, with the cursor on entry `at`."""
        from arcall_tui.tui.render import day_plan_rows  # noqa: PLC0415 - not before the first paint

        here = self.session.here
        _, marked = day_plan_rows.lines(plan, waits, here, self.detail.size.width, at)
        self.detail.show(
            lambda width: day_plan_rows.lines(plan, waits, here, width, at)[0], frozenset({marked}), keep=True
        )

    def paint_entries(self, card: Card, entry: int) -> None:
        """Show the history in full in the account's place, with the cursor on `entry`."""
        card = self.as_shown(card)
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
