"""Base of the panes that are longer than they are high: the wheel scrolls them."""

from __future__ import annotations

from textual import events

from arcall_tui.tui.widgets.drawn import Drawn

_WHEEL = 3  # rows


class Scrolled(Drawn):
    """A heading of `above` lines and rows below it, of which `first` stands on top; `below` them may stand more."""

    first = 0
    above = 1
    below = 0

    @property
    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    @property
    def page(self) -> int:
        """How many rows are in view."""
        return max(1, self.room.height - self.above - self.below)

    def bounded(self, first: int) -> int:
        """Return the row nearest to `first` that can stand on top."""
        return max(0, min(first, self.count - self.page))

    def scroll_rows(self, count: int) -> None:
        """Look further down, or up."""
        first = self.bounded(self.first + count)
        if first != self.first:
            self.first = first
            self.refresh()

    def row_at(self, y: int) -> int | None:
        """Return the row in line `y` of the pane; None above and below the rows."""
        row = self.first + y - self.above
        return row if self.above <= y < self.above + self.page and row < self.count else None

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down."""
        event.stop()
        self.scroll_rows(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up."""
        event.stop()
        self.scroll_rows(-_WHEEL)
