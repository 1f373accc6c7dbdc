"""The header and the footer."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from textual import events

from arcall_tui.tui.hidden import Veil
from arcall_tui.tui.render.pieces import Line
from arcall_tui.tui.widgets.drawn import Drawn


class OneLine(Drawn):
    """A single line that is set from outside and painted only when it has changed."""

    def __init__(self, name: str, veil: Veil) -> None:
        super().__init__(name, veil)
        self._make: Callable[[int], Line] = lambda _: ()
        self._line: Line = ()

    def show(self, make: Callable[[int], Line]) -> None:
        """Show what `make(width)` gives."""
        self._make = make
        line = make(self.room.width)
        if line != self._line:
            self._line = line
            self.refresh()

    def line(self, _y: int, /) -> Line:
        """Return the line."""
        self._line = self._make(self.room.width)
        return self._line

    def key_at(self, x: int) -> str:
        """Return the key that is named in column `x`, or that the word there belongs to; empty where there is none."""
        key, end = "", 0
        for text, ink in self._line:
            key = text if ink == "key" else key if ink == "dim" else ""
            end += cell_len(text)
            if x < end:
                return key.strip()
        return ""

    def on_click(self, event: events.Click) -> None:
        """Tell which column was clicked."""
        self.post_message(self.Picked(self, event.x))

    def ground(self, _y: int, /) -> str:
        """Return the ground that sets the two bars off from the page."""
        return "shade"
