"""The account's pane, and the history beside it: prepared lines, scrolled in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events

from arcall_tui.tui.hidden import Veil
from arcall_tui.tui.render import pane
from arcall_tui.tui.render.pane import Built
from arcall_tui.tui.render.pieces import Line
from arcall_tui.tui.widgets.drawn import Drawn

_WHEEL = 3

Build = Callable[[int], Built]


def _nothing(_width: int) -> Built:
    return (), (), ()


class Detail(Drawn):
    """A heading (its two ends) and lines, built for the width at hand. What is still below is announced."""

    def __init__(self, name: str, veil: Veil) -> None:
        super().__init__(name, veil)
        self._build: Build = _nothing
        self._built: Built = _nothing(0)
        self._width = -1
        self._first = 0
        self._marked: frozenset[int] = frozenset()

    def show(self, build: Build, marked: frozenset[int] = frozenset(), *, keep: bool = False) -> None:
        """Show what `build(width)` gives, from the top or, with `keep`, from where it stands.

        Only rows that have changed are painted.
        """
        old = [(self.line(y), self.ground(y)) for y in range(self.room.height)]
        self._build, self._width, self._marked = build, -1, marked
        self._first = self._clamped(self._first) if keep else 0
        if marked:
            self._reveal()
        rows = [y for y, was in enumerate(old) if was != (self.line(y), self.ground(y))]
        if rows:
            self.redraw(*rows)

    def _current(self) -> Built:
        if self._width != self.room.width:
            self._width = self.room.width
            self._built = self._build(self._width)
            self._first = self._clamped(self._first)
        return self._built

    @property
    def _lines(self) -> Sequence[Line]:
        return self._current()[2]

    def _reveal(self) -> None:
        low, high = min(self._marked), max(self._marked)
        room = max(1, self.room.height - 2)
        self._first = self._clamped(min(low, max(self._first, high - room + 1)))

    def _clamped(self, first: int) -> int:
        return max(0, min(first, len(self._lines) - max(1, self.room.height - 1)))

    def scroll_lines(self, count: int) -> None:
        """Scroll by so many lines."""
        first = self._clamped(self._first + count)
        if first != self._first:
            self._first = first
            self.refresh()

    def page(self, built: Built) -> list[Line]:
        """Return the rows that the pane has when it shows `built` from its top."""
        width, height = self.room
        return [pane.row(built, y, 0, width, height) for y in range(height)]

    def line(self, y: int, /) -> Line:
        """Return the heading, a line, or what is still below."""
        return pane.row(self._current(), y, self._first, self.room.width, self.room.height)

    def ground(self, y: int, /) -> str:
        """Return the ground; marked lines stand out."""
        return "cursor" if y and self._first + y - 1 in self._marked else "paper"

    def on_click(self, event: events.Click) -> None:
        """Tell which line was clicked."""
        if event.y:
            self.post_message(self.Picked(self, self._first + event.y - 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.scroll_lines(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.scroll_lines(-_WHEEL)
