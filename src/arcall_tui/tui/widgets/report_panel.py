"""The reports, over the whole page: names on top, lines below, a cursor on one of them."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from arcall_tui.tui.render.pieces import Line, ends, length, wrap
from arcall_tui.tui.render.report_lines import View, tabs
from arcall_tui.tui.widgets.drawn import Drawn

_WHEEL = 3


class ReportPanel(Drawn):
    """Shows one report; `cursor` is the line the caller is on."""

    DEFAULT_CSS = "ReportPanel { layer: above; dock: bottom; display: none; width: 100%; margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__(id="report")
        self.names: Sequence[str] = ()
        self.chosen = 0
        self.view: View | None = None
        self.cursor = 0
        self.first = 0
        self._waiting = self._day = ""
        self._prompt: Line = ()
        self._below: Line = ()

    def open(self, names: Sequence[str], chosen: int, waiting: str, day: str = "") -> None:
        """Show that a report is being worked out; `day` says of when, where that is not today."""
        self.names, self.chosen, self._waiting, self._day = names, chosen, waiting, day
        self.view = None
        self.styles.height = max(4, self.screen.size.height - 2)
        self.display = True
        self.refresh()

    def wait(self, text: str) -> None:
        """Show how far the report is."""
        self._waiting = text
        if self.view is None:
            self.redraw(1)

    def ask(self, prompt: Line, below: Line = ()) -> None:
        """Show a line being typed in place of the names, and how it is read `below`; nothing: the names."""
        self._prompt, self._below = prompt, below
        self.refresh()

    def show(self, view: View, cursor: int = 0) -> None:
        """Show a report, from the top or with the cursor where it was."""
        self.view = view
        self.cursor = self.first = 0
        self.move(cursor)
        self.refresh()

    def move(self, count: int) -> None:
        """Move the cursor by so many lines."""
        if self.view is None:
            return
        last = max(0, len(self.view.entries) - 1)
        self.cursor = max(0, min(self.cursor + count, last))
        room = self.page_size
        self.first = max(0, min(max(min(self.first, self.cursor), self.cursor - room + 1), last))
        self.refresh()

    @property
    def page_size(self) -> int:
        """How many lines of a report fit."""
        return max(1, self.size.height - 1)

    def line(self, y: int) -> Line:
        """Return the names of the reports, or a line of this one."""
        if y == 0:
            return self._prompt or self._top()
        if y <= len(below := self._read()):
            return below[y - 1]
        if self.view is None:
            return ((f" {self._waiting}", "dim"),) if y == 1 else ()
        index = self.first + y - 1
        self.view.hidden = Drawn.hidden
        return self.view.line(index) if index < len(self.view.entries) else ()

    def _read(self) -> Sequence[Line]:
        """Return the lines that say how what is typed is read."""
        return tuple(wrap(((" ", ""), *self._below), self.room.width - 1, 1)) if self._below else ()

    def _top(self) -> Line:
        """Return the names, and the day where there is room beside them: the report says it, too."""
        day: Line = ((f" {self._day} ", "strong"),) if self._day else ()
        if length(tabs(self.names)) + length(day) > self.size.width:
            day = ()
        return ends(tabs(self.names, self.chosen, self.size.width - length(day)), day, self.size.width)

    def ground(self, y: int) -> str:
        """Return the ground: the cursor's line has its own."""
        if y <= len(self._read()):
            return "shade"
        return "cursor" if self.view is not None and self.first + y - 1 == self.cursor else "paper"

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down."""
        event.stop()
        self.move(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up."""
        event.stop()
        self.move(-_WHEEL)
