"""The header and the footer."""

from __future__ import annotations

from collections.abc import Callable

from arcall_tui.tui.render.pieces import Line
from arcall_tui.tui.widgets.drawn import Drawn


class OneLine(Drawn):
    """A single line that is set from outside and painted only when it has changed."""

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._make: Callable[[int], Line] = _blank
        self._line: Line = ()

    def show(self, make: Callable[[int], Line]) -> None:
        """Show what `make(width)` gives."""
        self._make = make
        line = make(self.room.width)
        if line != self._line:
            self._line = line
            self.refresh()

    def line(self, y: int) -> Line:  # noqa: ARG002 - there is only one
        """Return the line."""
        self._line = self._make(self.room.width)
        return self._line

    def ground(self, y: int) -> str:  # noqa: ARG002
        """Return the ground that sets the two bars off from the page."""
        return "shade"


def _blank(width: int) -> Line:  # noqa: ARG001 - as every maker
    return ()
