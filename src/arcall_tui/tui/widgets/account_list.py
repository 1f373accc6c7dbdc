"""The list of accounts: draws only the rows in view, so its length does not matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.strip import Strip

from arcall_tui.rules.queue import Placing
from arcall_tui.tui import hidden
from arcall_tui.tui.render import account_rows
from arcall_tui.tui.render.pieces import Line, rule
from arcall_tui.tui.widgets.list_pane import NOWHERE, ListPane

_KEPT = 2000


class AccountList(ListPane):
    """A heading and the rows below it."""

    def __init__(self, now: Callable[[], datetime], zone: ZoneInfo, veil: hidden.Veil) -> None:
        super().__init__("accounts", veil)
        self.rows: Sequence[Placing] = ()
        self.total = 0
        self.label = ""
        self.prompt: tuple[Line, Line] | None = None  # what is typed, and what can be
        self.marked: set[int] = set()
        self._now, self._zone = now, zone
        self._sections = account_rows.Sections()
        self._made: dict[tuple[object, ...], Strip] = {}

    @property
    def count(self) -> int:
        """How many rows there are: the accounts, and the headings between them."""
        return len(self.rows) + len(self._sections.starts)

    def show(
        self, rows: Sequence[Placing], cursor: int | None, total: int, label: str = "", *, parted: bool = True
    ) -> None:
        """Show other rows, or the same ones anew; `parted`: they stand in the queue's order, with headings.

        `cursor`: None where the account on screen is not among them; one down is the first of them then.
        """
        if len(self._made) > _KEPT:
            self.forget()
        self.rows, self.total, self.label = rows, total, label
        self._sections = account_rows.Sections.of(rows) if parted else account_rows.Sections()
        self.go(cursor or 0)
        self.cursor = NOWHERE if cursor is None else self.cursor
        self.refresh()

    @property
    def choices(self) -> int:
        """How many accounts there are."""
        return len(self.rows)

    def row_of(self, choice: int) -> int:
        """Return the row in which an account stands."""
        return self._sections.row_of(choice)

    def choice_at(self, row: int) -> int | None:
        """Return which account stands in a row; None for a heading."""
        return self._sections.account_at(row)

    def bounded(self, first: int) -> int:
        """Return the row nearest to `first` that can stand on top: below a heading, which the pane's own says then."""
        found = super().bounded(first)
        return found + (self.choice_at(found) is None)

    def on_resize(self) -> None:
        """Make every row anew for its width."""
        self.forget()
        super().on_resize()

    def go(self, cursor: int) -> None:
        """Put the cursor on a row; the heading counts it."""
        super().go(cursor)
        self.redraw(0)

    def line(self, y: int, /) -> Line:
        """Return the heading, or a row."""
        width = self.room.width
        if y == 0:
            section = self._sections.section(self.first)
            left, right = account_rows.title(len(self.rows), self.total, self.cursor + 1, self.label, section)
            if self.prompt:
                return rule((*self.prompt[0], *left[1:]), self.prompt[1], width)
            return rule(left, right, width)
        if (row := self.row_at(y)) is None:
            return ()
        if (index := self.choice_at(row)) is None:
            return self._sections.heading(row, width)
        placing, here = self.rows[index], index == self.cursor
        shown = hidden.placing(placing) if self.veil.on else placing
        made = account_rows.row(shown, width, self._now(), self._zone, here=here)
        if placing.standing.account in self.marked:
            return (("▸•" if here else " •", "accent"), *made[1:])
        return made

    def render_line(self, y: int) -> Strip:
        """Draw row `y`; rows that only move up or down are not made anew."""
        row = self.row_at(y)
        index = None if row is None else self.choice_at(row)
        if index is None or index == self.cursor:
            return super().render_line(y)
        shown = account_rows.shown_of(self.rows[index])
        made = self._made.get(shown)
        if made is None:
            made = self._made[shown] = super().render_line(y)
        return made

    def forget(self) -> None:
        """Make every row anew: the hour, the width or the colours have changed."""
        self._made.clear()
