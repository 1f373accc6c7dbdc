"""Panes that draw their own lines, one line alone, what scrolls: nothing is measured or laid out when they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Self

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from arcall_tui.render import hidden
from arcall_tui.render.hidden import Veil
from arcall_tui.render.pieces import CARET, Line, caret_in_view, clip, length
from arcall_tui.tui import inks
from arcall_tui.tui.inks import THEMES


@cache
def style(theme: str, ink: str, ground: str = "paper") -> Style:
    """Return the style of `ink` on `ground` (paper, shade, cursor) in `theme`."""
    table = THEMES[theme]
    role, bold, turned = inks.drawn(theme, ink, ground)
    return Style(
        color=getattr(table, role), bgcolor=getattr(table, ground), bold=bold or None, reverse=turned or None
    )


@cache
def caret(theme: str) -> Style:
    """Return the style of the caret in a line being typed, and of what is selected there."""
    return Style(color=THEMES[theme].ink, bgcolor=THEMES[theme].paper, reverse=True)


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
        theme, room = self.app.theme, self.room
        if self.app.no_color or not inks.exact(theme):
            return super().render_lines(crop)
        self._drop_outdated(theme)
        rows = [self._row(y, theme) for y in crop.line_range]
        if crop.column_span == (0, room.width + self._edge):
            return rows
        return [row.crop(*crop.column_span) for row in rows]

    def draw_ahead(self, lines: Iterable[Line]) -> None:
        """Draw what will be shown next on paper, so that it is there when it is wanted."""
        theme = self.app.theme
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
        return Strip.join([Strip([Segment(_EDGE, style(theme, "rule"))], 1), row])

    def render_line(self, y: int) -> Strip:
        """Draw row `y`. Where it is typed in, input methods show there what is being composed."""
        line = self.line(y)
        if any(ink == CARET for _, ink in line):
            line = caret_in_view(line, self.room.width)
            at = next(at for at, (_, ink) in enumerate(line) if ink == CARET)
            self.app.cursor_position = self.content_region.offset + Offset(length(line[:at]), y)
        return self.strip(line, self.ground(y))

    def strip(self, line: Line, ground: str) -> Strip:
        """Turn a line into what Textual paints, as wide as the pane."""
        theme, width = self.app.theme, self.room.width
        if self.veil.on:
            line = hidden.line(line)
        segments = [
            Segment(text, caret(theme) if ink == CARET else style(theme, ink, ground))
            for text, ink in clip(line, width)
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
