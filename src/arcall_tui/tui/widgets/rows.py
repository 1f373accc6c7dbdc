"""Base of the panes with rows to go through: the cursor stays in view, the wheel scrolls, a click picks."""

from __future__ import annotations

from textual import events

from arcall_tui.tui.widgets.drawn import Drawn

_WHEEL = 3  # rows


class ListPane(Drawn):
    """Some rows may be headings, which the cursor passes over.

    A row counts from 0 among all; what the cursor counts are those that can be chosen. `first`: the row on top.
    """

    cursor = 0
    first = 0

    @property
    def above(self) -> int:
        """How many lines of the pane stand above the rows."""
        return 1

    @property
    def page(self) -> int:
        """How many rows are in view."""
        return max(1, self.room.height - self.above)

    @property
    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    @property
    def choices(self) -> int:
        """How many of the rows can be chosen."""
        return self.count

    def row_of(self, choice: int) -> int:
        """Return the row in which what can be chosen stands."""
        return choice

    def choice_at(self, row: int) -> int | None:
        """Return what can be chosen in a row; None for a heading."""
        return row

    @property
    def row_here(self) -> int | None:
        """The row under the cursor; None where nothing can be chosen."""
        return self.row_of(self.cursor) if self.choices else None

    def go(self, cursor: int) -> None:
        """Put the cursor on what can be chosen, at most to the ends; only the rows that change are painted."""
        before, first = self.row_here, self.first
        self.cursor = max(0, min(cursor, self.choices - 1))
        self.reveal()
        here = self.row_here
        if self.first != first or before is None or here is None:
            self.refresh()
        elif here != before:
            self.redraw(*(row - first + self.above for row in (before, here)))

    def move(self, count: int) -> None:
        """Move the cursor; where nothing can be chosen, scroll."""
        if self.choices:
            self.go(self.cursor + count)
        else:
            self.scroll_rows(count)

    def scroll_rows(self, count: int) -> None:
        """Look further down, or up; the cursor stays."""
        self.first = self._bounded(self.first + count)
        self.refresh()

    def reveal(self) -> None:
        """Bring the cursor into view, and with the first below a heading that, too."""
        if not self.room.height:  # not laid out yet
            return
        if (here := self.row_here) is not None:
            top = here - 1 if here and self.choice_at(here - 1) is None else here
            self.first = max(min(self.first, top), here - self.page + 1)
        self.first = self._bounded(self.first)

    def _bounded(self, first: int) -> int:
        return max(0, min(first, self.count - self.page))

    def row_at(self, y: int) -> int | None:
        """Return the row in line `y` of the pane; None above and below the rows."""
        row = self.first + y - self.above
        return row if y >= self.above and row < self.count else None

    def is_here(self, y: int) -> bool:
        """Whether the cursor stands in line `y` of the pane."""
        return (row := self.row_at(y)) is not None and row == self.row_here

    def ground(self, y: int, /) -> str:
        """Return the ground; the cursor's row has its own."""
        return "cursor" if self.is_here(y) else "paper"

    def on_resize(self) -> None:
        """Keep the cursor in view when the page gets smaller."""
        self.reveal()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down."""
        event.stop()
        self.scroll_rows(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up."""
        event.stop()
        self.scroll_rows(-_WHEEL)

    def on_click(self, event: events.Click) -> None:
        """Tell what was clicked; the cursor follows where that is allowed."""
        row = self.row_at(event.y)
        if row is not None and (choice := self.choice_at(row)) is not None:
            self.post_message(self.Picked(self, choice))
