"""The reports, over the whole page: names on top, lines below, a cursor on one of them."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events

from arcall_tui.domain.text import fold
from arcall_tui.render.hidden import Veil
from arcall_tui.render.pieces import Laid, Line, ends, length, wrap
from arcall_tui.render.report_lines import PaintedReport, tabs
from arcall_tui.tui.widgets.list_pane import HEADING, ListPane

TABS = HEADING - 1  # what is picked where the first name is clicked; the next is one less


class ReportPanel(ListPane):
    """Shows one report; `cursor` is the line the caller is on."""

    DEFAULT_CSS = (
        "ReportPanel { layer: above; dock: top; display: none; width: 100%; height: 100%; margin: 1 0; }"
    )

    def __init__(self, veil: Veil) -> None:
        super().__init__("report", veil)
        self.names: Sequence[str] = ()
        self.chosen = 0
        self.view: PaintedReport | None = None
        self._waiting = self._day = ""
        self._prompt: Line = ()
        self._below: Line = ()

    def open(self, names: Sequence[str], chosen: int, waiting: str, day: str = "") -> None:
        """Show that a report is being worked out; `day` says of when, where that is not today."""
        self.names, self.chosen, self._waiting, self._day = names, chosen, waiting, day
        self.view = None
        self.display = True
        self.refresh()

    def wait(self, text: str) -> None:
        """Show how far the report is."""
        self._waiting = text
        self.redraw(1)

    def ask(self, prompt: Line, below: Line = ()) -> None:
        """Show a line being typed in place of the names, and how it is read `below`; nothing: the names."""
        self._prompt, self._below = prompt, below
        self.refresh()

    def show(self, view: PaintedReport, cursor: int = 0) -> None:
        """Show a report, from the top or with the cursor where it was."""
        self.view = view
        self.first = 0
        self.go(cursor)
        self.refresh()

    def find(self, words: str, start: int, way: int) -> bool:
        """Put the cursor on the line with these words that is next from `start`, down (1) or up (-1); round the ends, too."""
        wanted, view = fold(words), self.view
        for step in range(self.count if view is not None else 0):
            row = (start + way * step) % self.count
            pieces = view.line(row, masked=self.veil.on) if view is not None else ()
            if wanted in fold("".join(text for text, _ in pieces)):
                self.go(row)
                return True
        return False

    def on_resize(self) -> None:
        """Lay the report out anew for another width, the cursor as far down as it was."""
        if (old := self.view) is not None and old.width != self.room.width:
            self.view = PaintedReport(old.report, old.writer, self.room.width, explain=old.explain)
            self.cursor = self.cursor * len(self.view.entries) // max(1, len(old.entries))
        super().on_resize()

    @property
    def count(self) -> int:
        """How many lines the report has."""
        return len(self.view.entries) if self.view is not None else 0

    def painted(self) -> list[Laid]:
        """Return the names of the reports or what is typed, how that is read, and the lines of this one below."""
        read = wrap(((" ", ""), *self._below), self.room.width - 1, 1) if self._below else ()
        above: list[Laid] = [(line, "shade") for line in (self._prompt or self._top(), *read)]
        if (view := self.view) is None:
            rows: list[Laid] = [(((f" {self._waiting}", "dim"),), self.ground)]
        else:
            rows = self.laid(lambda row: view.line(row, masked=self.veil.on))
        return [*above, *rows[len(above) - 1 :]]

    def _top(self) -> Line:
        """Return the names, and the day where there is room beside them: the report says it, too."""
        day: Line = ((f" {self._day} ", "strong"),) if self._day else ()
        if length(tabs(self.names)) + length(day) > self.size.width:
            day = ()
        return ends(tabs(self.names, self.chosen, self.size.width - length(day)), day, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Tell which report's name was clicked, or which line."""
        end = 0
        for text, _ in self._top() if event.y == 0 and not self._prompt else ():
            end += cell_len(text)
            if event.x < end:
                if (name := text.strip(" []")) in self.names:
                    self.post_message(self.Picked(self, TABS - self.names.index(name)))
                return
        super().on_click(event)
