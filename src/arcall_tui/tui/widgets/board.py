"""A board over the panes: rows to go through (the agenda, what was found) or to read (the sheet)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.message import Message

from arcall_tui.tui.render.pieces import Line, rule
from arcall_tui.tui.widgets.drawn import Drawn

_WHEEL = 3


class Row(NamedTuple):
    """A row of the board; `key` is what the cursor can stand on, None for headings."""

    line: Line
    key: int | None = None


class Board(Drawn):
    """A heading, a prompt where something is typed, and rows; the cursor is always in view."""

    class Picked(Message):
        """A row was clicked: its key."""

        def __init__(self, key: int) -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        super().__init__(id="board")
        self._title: tuple[Line, Line] = ((), ())
        self._prompt: Line | None = None
        self.rows: Sequence[Row] = ()
        self._keyed: list[int] = []
        self.cursor = 0
        self._first = 0

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
        self._keyed = [index for index, row in enumerate(rows) if row.key is not None]
        self.cursor = max(0, min(cursor, len(self._keyed) - 1))
        if not keep:
            self._first = 0
        self._reveal()
        self.display = True
        self.refresh()

    def close(self) -> None:
        """Hide it."""
        self.display = False

    @property
    def _head(self) -> int:
        return 1 if self._prompt is None else 2

    @property
    def page(self) -> int:
        """How many rows are in view."""
        return max(1, self.room.height - self._head)

    @property
    def key_here(self) -> int | None:
        """The key of the row under the cursor."""
        return self.rows[self._keyed[self.cursor]].key if self._keyed else None

    def move(self, count: int) -> None:
        """Move the cursor; where there is none, scroll."""
        if self._keyed:
            self.cursor = max(0, min(self.cursor + count, len(self._keyed) - 1))
            self._reveal()
        else:
            self._scroll(count)
        self.refresh()

    def _reveal(self) -> None:
        if not self.room.height:  # not laid out yet
            return
        if self._keyed:
            at = self._keyed[self.cursor]
            top = at - 1 if at and self.rows[at - 1].key is None else at  # its heading, too
            self._first = max(min(self._first, top), at - self.page + 1)
        self._first = max(0, min(self._first, len(self.rows) - self.page))

    def _scroll(self, count: int) -> None:
        self._first = max(0, min(self._first + count, len(self.rows) - self.page))
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._reveal()

    def line(self, y: int) -> Line:
        """Return the heading, the prompt, or a row."""
        if y == 0:
            return rule(*self._title, self.room.width)
        if y == 1 and self._prompt is not None:
            return self._prompt
        index = self._first + y - self._head
        below = len(self.rows) - index
        if y == self.room.height - 1 and below > 1:
            return ((f" ↓ {below} more lines", "dim"),)
        return self.rows[index].line if index < len(self.rows) else ()

    def ground(self, y: int) -> str:
        """Return the ground; the cursor's row has its own."""
        index = self._first + y - self._head
        here = y >= self._head and self._keyed and index == self._keyed[self.cursor]
        return "cursor" if here else "paper"

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down."""
        event.stop()
        self._scroll(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up."""
        event.stop()
        self._scroll(-_WHEEL)

    def on_click(self, event: events.Click) -> None:
        """Tell which row was clicked."""
        index = self._first + event.y - self._head
        if event.y >= self._head and index < len(self.rows):
            key = self.rows[index].key
            if key is not None:
                self.cursor = self._keyed.index(index)
                self.refresh()
                self.post_message(self.Picked(key))
