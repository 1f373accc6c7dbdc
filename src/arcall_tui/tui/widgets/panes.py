"""The panes of one account: what is known of it, its history, and the call notes, which are a text editor only while someone writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from arcall_tui.domain.text import many_lines
from arcall_tui.render import pane
from arcall_tui.render.hidden import Veil
from arcall_tui.render.pane import Built
from arcall_tui.render.pieces import Line, rule
from arcall_tui.tui.widgets.drawn import Drawn, Scrolled

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from arcall_tui.tui.widgets.editor import Editor


Build = Callable[[int], Built]


def _nothing(_width: int) -> Built:
    return (), (), ()


class Detail(Scrolled):
    """A heading (its two ends) and lines, built for the width at hand. What is still below is announced."""

    def __init__(self, name: str, veil: Veil) -> None:
        super().__init__(name, veil)
        self._build: Build = _nothing
        self._built: Built = _nothing(0)
        self._width = -1
        self._marked: frozenset[int] = frozenset()
        self._made: list[Line] = []  # the rows, of what they were made, and where that stood
        self._made_of: Built | None = None
        self._made_at: tuple[object, ...] = ()

    def show(self, build: Build, marked: frozenset[int] = frozenset(), *, keep: bool = False) -> None:
        """Show what `build(width)` gives, from the top or, with `keep`, from where it stands.

        Only rows that have changed are painted.
        """
        old = self._shown()
        self._build, self._width, self._marked = build, -1, marked
        self.first = self.bounded(self.first) if keep else 0
        if marked:
            low, high, room = min(marked), max(marked), max(1, self.page - 1)
            self.first = self.bounded(min(low, max(self.first, high - room + 1)))
        self._paint(old)

    def again(self) -> None:
        """Show the same as it is by now, from where it stands."""
        old, self._width = self._shown(), -1
        self._paint(old)

    def _shown(self) -> list[tuple[Line, str]]:
        return [(line, self.ground(y)) for y, line in enumerate(self._rows())]

    def _rows(self) -> list[Line]:
        """Return what stands in each row: asked row by row, and made anew only where it can have changed.

        A pane that is not shown is not built: a long history is wrapped for nobody.
        """
        if not self.room.height:
            return []
        built = self._current()
        made_at = self.first, self.room, self.below
        if built is not self._made_of or made_at != self._made_at:
            width, height = self.room
            self._made = pane.rows(built, self.first, width, height - self.below) + [()] * self.below
            self._made_of, self._made_at = built, made_at
        return self._made

    def _paint(self, old: Sequence[tuple[Line, str]]) -> None:
        rows = [y for y, (was, now) in enumerate(zip(old, self._shown(), strict=True)) if was != now]
        if rows:
            self.redraw(*rows)

    def _current(self) -> Built:
        if self._width != self.room.width:
            self._width = self.room.width
            self._built = self._build(self._width)
            self.first = self.bounded(self.first)
        return self._built

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._current()[2])

    def rows_of(self, built: Built) -> list[Line]:
        """Return the rows that the pane has when it shows `built` from its top."""
        width, height = self.room
        return pane.rows(built, 0, width, height)

    def line(self, y: int, /) -> Line:
        """Return the heading, a line, or what is still below."""
        return self._rows()[y]

    def ground(self, y: int, /) -> str:
        """Return the ground; marked lines stand out."""
        return "cursor" if y and self.first + y - 1 in self._marked else "paper"

    def on_click(self, event: events.Click) -> None:
        """Tell which line was clicked."""
        if (row := self.row_at(event.y)) is not None:
            self.post_message(self.Picked(self, row))


class Notes(Drawn):
    """A heading, and the note below it."""

    class Typed(Message):
        """The text has changed."""

    def __init__(self, veil: Veil) -> None:
        super().__init__("notes", veil)
        self.text = ""
        self._heading: tuple[Line, Line] = ((), ())
        self._editor: Editor | None = None
        self.writing = False

    def show(self, text: str, heading: tuple[Line, Line]) -> None:
        """Show another note."""
        if (text, heading) == (self.text, self._heading):
            return
        self.text, self._heading = text, heading
        self.refresh()

    def head(self, heading: tuple[Line, Line]) -> None:
        """Show another heading."""
        if heading != self._heading:
            self._heading = heading
            self.redraw(0)

    async def write(self) -> None:
        """Open the editor on the note, at its end."""
        if self._editor is None:
            from arcall_tui.tui.widgets.editor import Editor  # noqa: PLC0415 - too dear before the first paint

            self._editor = Editor(show_line_numbers=False, highlight_cursor_line=False, tab_behavior="focus")
            await self.mount(self._editor)
        if self._editor.text != self.text:
            self._editor.load_text(self.text)
        self._editor.move_cursor(self._editor.document.end)
        self._editor.display = True
        self.writing = True
        # Not focus(): that takes effect later, and the next key may be here before.
        self.screen.set_focus(self._editor, scroll_visible=False)

    def take_up(self) -> None:
        """Let the editor have the text as it is now, the cursor where it was."""
        if self.writing and self._editor is not None and self._editor.text != self.text:
            place = self._editor.cursor_location
            self._editor.load_text(self.text)
            self._editor.move_cursor(place)

    def read(self) -> bool:
        """Take over the editor's text; return whether it has changed."""
        if not self.writing or self._editor is None:
            return False
        before, self.text = self.text, many_lines(self._editor.text)
        return self.text != before

    def leave(self) -> None:
        """Close the editor; the text stays."""
        self.writing = False
        if self._editor is not None:
            self._editor.display = False
        self.screen.set_focus(None)
        self.refresh()

    @property
    def editor(self) -> Editor | None:
        """The editor, once it has been opened."""
        return self._editor

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell of changes that no key made, such as pasted text."""
        event.stop()
        self.post_message(self.Typed())

    def on_click(self) -> None:
        """Ask to be opened."""
        if not self.writing:
            self.post_message(self.Picked(self, 0))

    def line(self, y: int, /) -> Line:
        """Return the heading, or a line of the note."""
        if y == 0:
            return rule(*self._heading, self.room.width)
        rows = pane.note(self.text, self.room.width, self.room.height - 1)
        return rows[y - 1] if y <= len(rows) else ()
