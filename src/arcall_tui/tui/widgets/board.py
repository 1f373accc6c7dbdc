"""A board over the panes: rows to go through (the agenda, what was found) or to read (the sheet)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from arcall_tui.domain.text import number_of
from arcall_tui.tui.hidden import Veil
from arcall_tui.tui.render.pane import Row
from arcall_tui.tui.render.pieces import Line, rule
from arcall_tui.tui.widgets.list_pane import ListPane


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
