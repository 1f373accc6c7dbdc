"""Base of the panes with rows to choose from: the cursor stays in view, a click picks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from textual import events

from arcall_tui.domain.text import number_of
from arcall_tui.tui.hidden import Veil
from arcall_tui.tui.render.pane import Row
from arcall_tui.tui.render.pieces import Line, rule
from arcall_tui.tui.widgets.drawn import Scrolled

NOWHERE = -1  # the cursor, where what is on screen is not in the list
HEADING = -1  # what is picked where the pane's own heading is clicked


class ListPane(Scrolled):
    """Some rows may be headings, which the cursor passes over.

    A row counts from 0 among all; what the cursor counts are those that can be chosen.
    """

    cursor = 0
    quiet = "paper"  # the ground of all rows but the cursor's

    @property
    def choices(self) -> int:
        """How many of the rows can be chosen."""
        return self.count

    def row_of(self, choice: int) -> int:
        """Return the row in which what can be chosen stands."""
        return choice

    def choice_at(self, row: int) -> int | None:
        """Return what can be chosen in a row; None for a heading."""
        return row

    @property
    def row_here(self) -> int | None:
        """The row under the cursor; None where nothing can be chosen, or it stands on none of them."""
        return self.row_of(self.cursor) if self.choices and self.cursor > NOWHERE else None

    def go(self, cursor: int) -> None:
        """Put the cursor on what can be chosen, at most to the ends; only the rows that change are painted."""
        before, first = self.row_here, self.first
        self.cursor = max(0, min(cursor, self.choices - 1))
        self.reveal()
        here = self.row_here
        if self.first != first or before is None or here is None:
            self.refresh()
        elif here != before:
            self.redraw(0, *(row - first + self.above for row in (before, here)))  # the heading may count

    def move(self, count: int) -> None:
        """Move the cursor; where nothing can be chosen, scroll."""
        if self.choices:
            self.go(self.cursor + count)
        else:
            self.scroll_rows(count)

    def reveal(self) -> None:
        """Bring the cursor into view, and with the first below a heading that, too."""
        if not self.room.height:  # not laid out yet
            return
        if (here := self.row_here) is not None:
            top = here - 1 if here and self.choice_at(here - 1) is None else here
            self.first = max(min(self.first, top), here - self.page + 1)
        self.first = self.bounded(self.first)

    def ground(self, y: int, /) -> str:
        """Return the ground; the cursor's row has its own."""
        row = self.row_at(y)
        return "cursor" if row is not None and row == self.row_here else self.quiet

    def on_resize(self) -> None:
        """Keep the cursor in view when the page gets smaller."""
        self.reveal()

    def on_click(self, event: events.Click) -> None:
        """Tell what was clicked; the cursor follows where that is allowed."""
        row = self.row_at(event.y)
        if event.y == 0:
            self.post_message(self.Picked(self, HEADING))
        elif row is not None and (choice := self.choice_at(row)) is not None:
            self.post_message(self.Picked(self, choice))


class Board(ListPane):
    """A heading, a prompt where something is typed, and rows; the cursor is always in view."""

    below = 1  # line: how many rows more there are

    def __init__(self, veil: Veil) -> None:
        super().__init__("board", veil)
        self._title: tuple[Line, Line] = ((), ())
        self._prompt: Line | None = None
        self.rows: Sequence[Row] = ()
        self._keyed: list[int] = []

    def open(
        self,
        title: tuple[Line, Line],
        rows: Sequence[Row],
        *,
        prompt: Line | None = None,
        cursor: int = 0,
        keep: bool = False,
    ) -> None:
        """Show rows under a title, the cursor on the `cursor`th of those that have a key."""
        self._title, self.rows, self._prompt = title, rows, prompt
        self.above = 1 if prompt is None else 2
        self._keyed = [index for index, row in enumerate(rows) if row.key is not None]
        self.cursor = max(0, min(cursor, len(self._keyed) - 1))
        if not keep:
            self.first = 0
        self.reveal()
        self.display = True
        self.refresh()

    def close(self) -> None:
        """Hide it."""
        self.display = False

    def turn(self, count: int) -> None:
        """Go so many pages on, the cursor to the first that has a key there, and from the last page to the last."""
        before = self.first
        self.scroll_rows(count * max(1, self.page - 1))
        if self._keyed:
            self.go(bisect_left(self._keyed, self.first) if self.first != before else count * self.count)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    @property
    def choices(self) -> int:
        """How many of the rows have a key."""
        return len(self._keyed)

    def row_of(self, choice: int) -> int:
        """Return the row of the `choice`th that has a key."""
        return self._keyed[choice]

    def choice_at(self, row: int) -> int | None:
        """Return which one of those with a key stands in a row."""
        return None if self.rows[row].key is None else bisect_left(self._keyed, row)

    @property
    def key_here(self) -> int | None:
        """The key of the row under the cursor."""
        return None if self.row_here is None else self.rows[self.row_here].key

    def line(self, y: int, /) -> Line:
        """Return the heading, the prompt, or a row."""
        if y == 0:
            return rule(*self._title, self.room.width)
        if y == 1 and self._prompt is not None:
            return self._prompt
        if (index := self.row_at(y)) is not None:
            return self.rows[index].line
        more = self.count - self.first - self.page
        return (
            ((f" ↓ {number_of(more, 'more line')}", "dim"),) if more > 0 and y == self.room.height - 1 else ()
        )
