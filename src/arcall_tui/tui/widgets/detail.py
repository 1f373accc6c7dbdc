"""The account's pane, and the history beside it: prepared lines, scrolled in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events

from arcall_tui.tui.hidden import Veil
from arcall_tui.tui.render import pane
from arcall_tui.tui.render.pane import Built
from arcall_tui.tui.render.pieces import Line
from arcall_tui.tui.widgets.drawn import Scrolled

Build = Callable[[int], Built]


def _nothing(_width: int) -> Built:
    return (), (), ()


class Detail(Scrolled):
    """A heading (its two ends) and lines, built for the width at hand. What is still below is announced."""

    def __init__(self, name: str, veil: Veil) -> None:
        super().__init__(name, veil)
        self._build: Build = _nothing
        self._built: Built = _nothing(0)
        self._width = -1
        self._marked: frozenset[int] = frozenset()

    def show(self, build: Build, marked: frozenset[int] = frozenset(), *, keep: bool = False) -> None:
        """Show what `build(width)` gives, from the top or, with `keep`, from where it stands.

        Only rows that have changed are painted.
        """
        old = self._shown()
        self._build, self._width, self._marked = build, -1, marked
        self.first = self.bounded(self.first) if keep else 0
        if marked:
            low, high, room = min(marked), max(marked), max(1, self.page - 1)
            self.first = self.bounded(min(low, max(self.first, high - room + 1)))
        self._paint(old)

    def again(self) -> None:
        """Show the same as it is by now, from where it stands."""
        old, self._width = self._shown(), -1
        self._paint(old)

    def _shown(self) -> list[tuple[Line, str]]:
        return [(self.line(y), self.ground(y)) for y in range(self.room.height)]

    def _paint(self, old: Sequence[tuple[Line, str]]) -> None:
        rows = [y for y, (was, now) in enumerate(zip(old, self._shown(), strict=True)) if was != now]
        if rows:
            self.redraw(*rows)

    def _current(self) -> Built:
        if self._width != self.room.width:
            self._width = self.room.width
            self._built = self._build(self._width)
            self.first = self.bounded(self.first)
        return self._built

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._current()[2])

    def rows_of(self, built: Built) -> list[Line]:
        """Return the rows that the pane has when it shows `built` from its top."""
        width, height = self.room
        return [pane.row(built, y, 0, width, height) for y in range(height)]

    def line(self, y: int, /) -> Line:
        """Return the heading, a line, or what is still below."""
        return pane.row(self._current(), y, self.first, self.room.width, self.room.height - self.below)

    def ground(self, y: int, /) -> str:
        """Return the ground; marked lines stand out."""
        return "cursor" if y and self.first + y - 1 in self._marked else "paper"

    def on_click(self, event: events.Click) -> None:
        """Tell which line was clicked."""
        if (row := self.row_at(event.y)) is not None:
            self.post_message(self.Picked(self, row))
