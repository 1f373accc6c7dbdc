"""The header and the footer."""

from __future__ import annotations

from collections.abc import Callable

from arcall_tui.tui.hidden import Veil
from arcall_tui.tui.render.pieces import Line
from arcall_tui.tui.widgets.drawn import Drawn


class OneLine(Drawn):
    """A single line that is set from outside and painted only when it has changed."""

    def __init__(self, name: str, veil: Veil) -> None:
        super().__init__(name, veil)
        self._make: Callable[[int], Line] = _blank
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

    def ground(self, _y: int, /) -> str:
        """Return the ground that sets the two bars off from the page."""
        return "shade"


def _blank(_width: int) -> Line:
    return ()
