"""A pane that draws its own lines: nothing is measured or laid out when its contents change."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from arcall_tui.tui import hidden, inks
from arcall_tui.tui.render.pieces import Line, clip


class Drawn(Widget):
    """Base of the panes: `line(y)` gives what stands in row y, `ground(y)` what it stands on."""

    # Whether names and amounts are hidden; one screen, one answer for all panes.
    hidden: ClassVar[bool] = False
    _measured: Size | None = None
    _room = Size(0, 0)

    @property
    def room(self) -> Size:
        """The size inside the border: as `size`, which walks through the whole screen each time it is asked."""
        if self._measured is not self._size:
            self._measured, self._room = self._size, self.size
        return self._room

    def line(self, y: int) -> Line:
        """Return row `y` of the pane."""
        raise NotImplementedError

    def ground(self, y: int) -> str:  # noqa: ARG002 - for those that have more than one
        """Return the ground of row `y`: paper, shade or cursor."""
        return "paper"

    def render_line(self, y: int) -> Strip:
        """Draw row `y`."""
        return self.strip(self.line(y), self.ground(y))

    def strip(self, line: Line, ground: str) -> Strip:
        """Turn a line into what Textual paints, as wide as the pane."""
        theme, width = self.app.theme, self.room.width
        table = theme if theme in inks.THEMES else inks.DEFAULT_THEME
        if Drawn.hidden:
            line = hidden.line(line)
        segments = [
            Segment(text, inks.caret(table) if ink == "caret" else inks.style(table, ink, ground))
            for text, ink in clip(line, width)
        ]
        return Strip(segments, width)

    def redraw(self, *rows: int) -> None:
        """Paint some rows again, or all of them."""
        self.refresh(*(Region(0, row, self.room.width, 1) for row in rows))
