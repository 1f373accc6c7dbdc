"""The account's pane and the history beside it: what they show, and what they will show next, built ahead."""

from __future__ import annotations

from functools import partial

from arcall_tui.tui.layout import ScreenLayout
from arcall_tui.tui.render import card as cards
from arcall_tui.tui.render import main_panes
from arcall_tui.tui.render.pane import Built
from arcall_tui.tui.session import Session
from arcall_tui.tui.widgets.detail import Detail
from arcall_tui.workday.desk.views import Card


class AccountPane:
    """`marks`: account -> its invoices that are marked. `layout`: how large the terminal is now."""

    def __init__(self, session: Session, detail: Detail, history: Detail) -> None:
        self.session = session
        self.detail = detail
        self.history = history
        self.layout = ScreenLayout.of(80, 24)
        self.marks: dict[int, frozenset[int]] = {}
        self._ready: tuple[tuple[object, ...], Built] | None = None

    def show(self, card: Card | None, *, keep: bool, at: int | None) -> None:
        """Show an account and its history; `at`: the invoice that the cursor is on."""
        marked = frozenset({self.first_item(card) + at} if card is not None and at is not None else ())
        self.detail.show(partial(self._account, card, whole=at is not None), marked, keep=keep)
        self.history.show(partial(self._history, card), keep=keep)

    def get_ready(self, card: Card) -> None:
        """Build and draw the account that comes next, so that a key need not wait for it."""
        width = self.detail.room.width
        if self.detail.veil.on or (self._ready is not None and self._ready[0] == self._made_of(card, width)):
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
        return card, minute, self.marks.get(card.account.id), self.layout, width

    def _account(self, card: Card | None, width: int, *, whole: bool = False) -> Built:
        ready = self._ready
        if card is not None and not whole and ready is not None and ready[0] == self._made_of(card, width):
            return ready[1]
        now, marks = self.session.desk.clock.now(), self.marks.get(card.account.id) if card else None
        return main_panes.account(
            card, now, self.session.here, self.layout, width, marks or frozenset(), whole=whole
        )

    def first_item(self, card: Card) -> int:
        """Return which line of the account's pane is its first open item, from 0."""
        width = self.detail.room.width - 1
        return cards.first_item(card, width, self.session.here, self.layout.detail_height - 1)

    def _history(self, card: Card | None, width: int) -> Built:
        return main_panes.history(card, self.session.here, width)
