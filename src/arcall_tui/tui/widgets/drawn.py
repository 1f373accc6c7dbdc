"""A pane that draws its own lines: nothing is measured or laid out when its contents change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from arcall_tui.tui import hidden, ink_styles, inks
from arcall_tui.tui.render.pieces import CARET, Line, caret_in_view, clip

_EDGE = "│"


class Drawn(Widget):
    """Base of the panes: `line(y)` gives what stands in row y, `ground(y)` what it stands on.

    `veil`: whether names and amounts are hidden; every pane of a screen has the same one.
    """

    class Picked(Message):
        """Something in a pane was clicked: `index` from 0, as the pane counts."""

        def __init__(self, pane: Drawn, index: int) -> None:
            super().__init__()
            self.pane, self.index = pane, index

    _measured: Size | None = None
    _room = Size(0, 0)
    _edge = 0

    def __init__(self, name: str, veil: hidden.Veil) -> None:
        self.veil = veil
        self._drawn: dict[int, Strip] = {}
        self._ahead: dict[Line, Strip] = {}
        self._drawn_for: tuple[object, ...] = ()
        super().__init__(id=name)

    @property
    def room(self) -> Size:
        """The size inside the border: as `size`, which walks through the whole screen each time it is asked."""
        if self._measured is not self._size:
            self._measured, self._room, self._edge = self._size, self.size, self.gutter.left
        return self._room

    def line(self, y: int, /) -> Line:
        """Return row `y` of the pane."""
        raise NotImplementedError

    def ground(self, _y: int, /) -> str:
        """Return the ground of a row: paper, shade or cursor."""
        return "paper"

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows, each once until it is painted again.

        Textual's own way looks in every row for effects that no pane has; it is left to translate our colours
        where the terminal's own are used, or none.
        """
        theme, room = inks.known(self.app.theme), self.room
        if self.app.no_color or not inks.exact(theme):
            return super().render_lines(crop)
        self._drop_outdated(theme)
        rows = [self._row(y, theme) for y in crop.line_range]
        if crop.column_span == (0, room.width + self._edge):
            return rows
        return [row.crop(*crop.column_span) for row in rows]

    def draw_ahead(self, lines: Iterable[Line]) -> None:
        """Draw what will be shown next on paper, so that it is there when it is wanted."""
        theme = inks.known(self.app.theme)
        self._drop_outdated(theme)
        self._ahead = {line: self._edged(self.strip(line, "paper"), theme) for line in lines}
        for row in self._ahead.values():
            row.render(self.app.console)

    def _drop_outdated(self, theme: str) -> None:
        """Let go of all that was drawn for another theme or size, or with other details hidden."""
        drawn_for = (theme, self.room, self.veil.on)
        if self._drawn_for != drawn_for:
            self._drawn.clear()
            self._ahead.clear()
            self._drawn_for = drawn_for

    def _row(self, y: int, theme: str) -> Strip:
        row = self._drawn.get(y)
        if row is None and self._ahead and self.ground(y) == "paper":
            row = self._ahead.get(self.line(y))
        if row is None:
            row = self._edged(self.render_line(y), theme)
        self._drawn[y] = row
        return row

    def _edged(self, row: Strip, theme: str) -> Strip:
        if not self._edge:
            return row
        return Strip.join([Strip([Segment(_EDGE, ink_styles.style(theme, "rule"))], 1), row])

    def render_line(self, y: int) -> Strip:
        """Draw row `y`."""
        return self.strip(self.line(y), self.ground(y))

    def strip(self, line: Line, ground: str) -> Strip:
        """Turn a line into what Textual paints, as wide as the pane."""
        theme, width = inks.known(self.app.theme), self.room.width
        if self.veil.on:
            line = hidden.line(line)
        segments = [
            Segment(text, ink_styles.caret(theme) if ink == CARET else ink_styles.style(theme, ink, ground))
            for text, ink in clip(caret_in_view(line, width), width)
        ]
        return Strip(segments, width)

    def redraw(self, *rows: int) -> None:
        """Paint some rows again, or all of them."""
        self.refresh(*(Region(0, row, self.room.width, 1) for row in rows))

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Paint some rows again, or all of them."""
        for y in (y for region in regions for y in region.line_range):
            self._drawn.pop(y, None)
        if not regions:
            self._drawn.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
