"""The list of accounts: draws only the rows in view, so its length does not matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import events
from textual.message import Message
from textual.strip import Strip

from arcall_tui.tui import hidden
from arcall_tui.tui.render import account_rows
from arcall_tui.tui.render.pieces import Line, rule
from arcall_tui.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from arcall_tui.rules.queue import Placing

_WHEEL = 3
_KEPT = 2000


class AccountList(Drawn):
    """A heading and the rows below it. The cursor is always in view."""

    class Picked(Message):
        """A row was clicked: `index` from 0."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, now: Callable[[], datetime], zone: ZoneInfo) -> None:
        super().__init__(id="accounts")
        self.rows: Sequence[Placing] = ()
        self.total = 0
        self.cursor = 0
        self.label = "Call next"
        self.prompt: Line | None = None
        self.first = 0
        self.marked: set[int] = set()
        self._now, self._zone = now, zone
        self._made: dict[int, tuple[Placing, Strip]] = {}

    @property
    def page(self) -> int:
        """How many rows are in view."""
        return max(1, self.room.height - 1)

    def show(self, rows: Sequence[Placing], cursor: int, total: int, label: str) -> None:
        """Show other rows, or the same ones anew."""
        if len(self._made) > _KEPT:
            self.forget()
        self.rows, self.total, self.label = rows, total, label
        self.cursor = max(0, min(cursor, len(rows) - 1))
        self._keep_in_view()
        self.refresh()

    def move(self, cursor: int) -> None:
        """Move the cursor; only the rows that change are painted."""
        before, first = self.cursor, self.first
        self.cursor = max(0, min(cursor, len(self.rows) - 1))
        self._keep_in_view()
        if self.first != first:
            self.refresh()
        elif self.cursor != before:
            self.redraw(0, before - first + 1, self.cursor - first + 1)

    def _keep_in_view(self) -> None:
        self.first = max(0, min(self.first, self.cursor, max(0, len(self.rows) - self.page)))
        if self.cursor >= self.first + self.page:
            self.first = self.cursor - self.page + 1

    def on_resize(self) -> None:
        """Keep the cursor in view when the page gets smaller."""
        self.forget()
        self._keep_in_view()

    def line(self, y: int) -> Line:
        """Return the heading, or a row."""
        width = self.room.width
        if y == 0:
            left, right = account_rows.title(len(self.rows), self.total, self.cursor + 1, self.label)
            return rule(self.prompt or left, right, width)
        index = self.first + y - 1
        if index >= len(self.rows):
            return ()
        placing, here = self.rows[index], index == self.cursor
        shown = hidden.placing(placing) if Drawn.hidden else placing
        made = account_rows.row(shown, width, self._now(), self._zone, here=here)
        if placing.standing.account in self.marked:
            return (("▸•" if here else " •", "accent"), *made[1:])
        return made

    def render_line(self, y: int) -> Strip:
        """Draw row `y`; rows that only move up or down are not made anew."""
        index = self.first + y - 1
        if y == 0 or index >= len(self.rows) or index == self.cursor:
            return super().render_line(y)
        placing = self.rows[index]
        made = self._made.get(id(placing))
        if made is None or made[0] is not placing:
            made = self._made[id(placing)] = (placing, super().render_line(y))
        return made[1]

    def forget(self) -> None:
        """Make every row anew: the hour, the width or the colours have changed."""
        self._made.clear()

    def ground(self, y: int) -> str:
        """Return the ground; the cursor's row has its own."""
        return "cursor" if y and self.rows and self.first + y - 1 == self.cursor else "paper"

    def _scroll(self, rows: int) -> None:
        self.first = max(0, min(self.first + rows, len(self.rows) - self.page))
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down; the cursor stays."""
        event.stop()
        self._scroll(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up."""
        event.stop()
        self._scroll(-_WHEEL)

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked."""
        index = self.first + event.y - 1
        if event.y and index < len(self.rows):
            self.post_message(self.Picked(index))
