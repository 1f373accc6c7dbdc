"""Panes that draw their own lines, one line alone, what scrolls: nothing is measured or laid out when they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Self

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget

from arcall_tui.render import hidden
from arcall_tui.render.hidden import Veil
from arcall_tui.render.pieces import CARET, Laid, Line, caret_in_view, clipped, length
from arcall_tui.tui import inks
from arcall_tui.tui.inks import THEMES


@cache
def styles(theme: str) -> dict[tuple[str, str], Style]:
    """Return the style of every ink on every ground (paper, shade, cursor) in `theme`; the caret is the same on all."""
    table, found = THEMES[theme], {}
    for ground in ("paper", "shade", "cursor"):
        for ink in inks.ROLES:
            role, bold, turned = inks.drawn(theme, ink, ground)
            on = getattr(table, ground)
            found[ink, ground] = Style(
                color=getattr(table, role), bgcolor=on, bold=bold or None, reverse=turned or None
            )
        found[CARET, ground] = Style(color=table.ink, bgcolor=table.paper, reverse=True)
    return found


_EDGE = "│"
_KEPT = 2000  # rows drawn


class Drawn(Widget):
    """Base of the panes: `painted` gives what stands in each row, and on what ground.

    A row is drawn once, wherever it comes again, until size, theme or what is hidden changes.
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
    _exact = False
    ground = "paper"
    virtual_size = Reactive(Size(0, 0))  # none scrolls: no other layout for it after each

    def __init__(self, name: str, veil: hidden.Veil) -> None:
        self.veil = veil
        self._drawn: dict[Laid, Strip] = {}
        self._drawn_for: tuple[object, ...] = ()
        self._seen: tuple[Size, Sequence[Laid]] | None = None
        super().__init__(id=name)

    @property
    def room(self) -> Size:
        """The size inside the border: as `size`, which walks through the whole screen each time it is asked."""
        if self._measured is not self._size:
            self._measured, self._room, self._edge = self._size, self.size, self.gutter.left
        return self._room

    def painted(self) -> Sequence[Laid]:
        """Return what stands in the rows from the top; those below are empty."""
        raise NotImplementedError

    def seen(self) -> Sequence[Laid]:
        """Return what stands in the rows, made once until the pane is painted again."""
        if self._seen is None or self._seen[0] != self.room:
            self._seen = self.room, self.painted()
        return self._seen[1]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows.

        Textual's own way looks in every row for effects that no pane has; it is left to translate our colours
        where the terminal's own are used, or none.
        """
        self._drop_outdated()
        if self.app.no_color or not self._exact:
            return super().render_lines(crop)
        wanted = [self._row(y) for y in crop.line_range]
        self.draw_ahead(wanted)
        rows = [self._drawn[row] for row in wanted]
        if crop.column_span == (0, self.room.width + self._edge):
            return rows
        return [row.crop(*crop.column_span) for row in rows]

    def draw_ahead(self, rows: Iterable[Laid]) -> None:
        """Draw what will be shown, so that it is there when it is wanted."""
        self._drop_outdated()
        wanted = [row for row in dict.fromkeys(rows) if row not in self._drawn]
        edge = [Strip([Segment(_EDGE, styles(self.app.theme)["rule", "paper"])], 1)] if self._edge else []
        for row, strip in zip(wanted, self.strips(wanted), strict=True):
            self._drawn[row] = Strip.join([*edge, strip]) if edge else strip
            self._drawn[row].render(self.app.console)

    def _drop_outdated(self) -> None:
        """Let go of all that was drawn for another theme or size, or with other details hidden; and of very much."""
        drawn_for = (self.app.theme, self.room, self.veil.on)
        if self._drawn_for != drawn_for or len(self._drawn) > _KEPT:
            self._drawn.clear()
            self._drawn_for, self._exact = drawn_for, inks.exact(self.app.theme)

    def _row(self, y: int) -> Laid:
        """Return what stands in a row. Where it is typed in, input methods show there what is being composed."""
        line, ground = self.seen()[y] if y < len(self.seen()) else ((), self.ground)
        if any(ink == CARET for _, ink in line):
            line = caret_in_view(line, self.room.width)
            at = next(at for at, (_, ink) in enumerate(line) if ink == CARET)
            self.app.cursor_position = self.content_region.offset + Offset(length(line[:at]), y)
        return line, ground

    def render_line(self, y: int) -> Strip:
        """Draw row `y` for Textual's own way."""
        return self.strips([self._row(y)])[0]

    def strips(self, rows: Sequence[Laid]) -> list[Strip]:
        """Turn rows into what Textual paints, as wide as the pane."""
        inked, width = styles(self.app.theme), self.room.width
        lines = [line for line, _ in rows]
        drawn = clipped(hidden.lines(lines) if self.veil.on else lines, width) if lines else []
        return [
            Strip([Segment(text, inked[ink, ground]) for text, ink in line], width)
            for line, (_, ground) in zip(drawn, rows, strict=True)
        ]

    def redraw(self, *rows: int) -> None:
        """Paint some rows again."""
        self.refresh(*(Region(0, row, self.room.width, 1) for row in rows))

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Paint some rows again, or all of them."""
        self._seen = None
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

    @property
    def in_view(self) -> range:
        """The rows in view."""
        return range(self.first, min(self.first + self.page, self.count))

    def row_at(self, y: int) -> int | None:
        """Return the row in line `y` of the pane; None above and below the rows."""
        row = self.first + y - self.above
        return row if row in self.in_view else None

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

    ground = "shade"

    def __init__(self, name: str, veil: Veil) -> None:
        super().__init__(name, veil)
        self._make: Callable[[int], Line] = lambda _: ()
        self._line: Line = ()
        self._width = 0

    def show(self, make: Callable[[int], Line]) -> None:
        """Show what `make(width)` gives."""
        self._make, self._width = make, self.room.width
        line = make(self._width)
        if line != self._line:
            self._line = line
            self.refresh()

    def painted(self) -> Sequence[Laid]:
        """Return the line."""
        if self._width != self.room.width:
            self._width = self.room.width
            self._line = self._make(self._width)
        return [(self._line, self.ground)]

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
