"""The floor: the least a three-pane Textual program can do, with stock widgets and constant data."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Input, OptionList, Static

_CUSTOMERS = [f"Customer {number:03d} {number * 137:>10,}.00" for number in range(50)]
_PAST = "\n".join(f"2026-05-{day:02d}  no answer" for day in range(10, 20))


def detail(number: int) -> str:
    """Twenty lines about one customer, the first naming it as the benchmark waits for it."""
    lines = [f"2026-{number:05d}-{line:02d}   2026-05-31   {line * 10}.00" for line in range(19)]
    return "\n".join([f"READY customer {number}", *lines])


class FloorApp(App[None]):
    """A list, a detail and a note; `j` shows the next customer."""

    CSS = """
    OptionList { width: 34; }
    #detail { width: 1fr; border: round $primary; }
    #side { width: 36; border: round $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "next", "Next"),
        ("k", "back", "Back"),
        ("n", "note", "Note"),
        ("q", "quit", "Quit"),
    ]
    number = 0

    def compose(self) -> ComposeResult:
        """Put the three panes side by side over a footer."""
        with Horizontal():
            yield OptionList(*_CUSTOMERS)
            yield Static(detail(0), id="detail")
            with Vertical(id="side"):
                yield Static(_PAST)
                yield Input(placeholder="note")
        yield Footer()

    def action_next(self) -> None:
        """Show the next customer."""
        self._show(self.number + 1)

    def action_back(self) -> None:
        """Show the one before."""
        self._show(self.number - 1)

    def action_note(self) -> None:
        """Go into the note."""
        self.query_one(Input).focus()

    def _show(self, number: int) -> None:
        self.number = number
        self.query_one(OptionList).highlighted = number
        self.query_one("#detail", Static).update(detail(number))


if __name__ == "__main__":
    FloorApp().run()
