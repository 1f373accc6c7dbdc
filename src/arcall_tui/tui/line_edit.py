"""A line being typed: text and caret, without a widget, so that keys can never overtake one another."""

from __future__ import annotations

from arcall_tui.domain.text import one_line
from arcall_tui.tui.render.pieces import Line

_LIMIT = 500


class LineEdit:
    """Editable text of one line. `caret` counts characters from the left."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.caret = len(text)
        self.fresh = bool(text)  # the first character typed replaces a value that was filled in

    def key(self, key: str, character: str | None) -> bool:
        """Take a key; return whether it meant something here."""
        if character is not None and character.isprintable():
            self._insert(character)
            return True
        move = _MOVES.get(key)
        if move is None:
            return False
        move(self)
        self.fresh = False
        return True

    def paste(self, text: str) -> None:
        """Insert text from the clipboard, on one line."""
        self._insert(one_line(text))

    def _insert(self, text: str) -> None:
        if self.fresh:
            self.text, self.caret, self.fresh = "", 0, False
        self.text = (self.text[: self.caret] + text + self.text[self.caret :])[:_LIMIT]
        self.caret = min(self.caret + len(text), len(self.text))

    def _left(self) -> None:
        self.caret = max(0, self.caret - 1)

    def _right(self) -> None:
        self.caret = min(len(self.text), self.caret + 1)

    def _home(self) -> None:
        self.caret = 0

    def _end(self) -> None:
        self.caret = len(self.text)

    def _rub_out(self) -> None:
        if self.caret:
            self.text = self.text[: self.caret - 1] + self.text[self.caret :]
            self.caret -= 1

    def _delete(self) -> None:
        self.text = self.text[: self.caret] + self.text[self.caret + 1 :]

    def _clear(self) -> None:
        self.text, self.caret = self.text[self.caret :], 0

    def _word(self) -> None:
        head = self.text[: self.caret].rstrip()
        cut = head.rfind(" ") + 1
        self.text, self.caret = self.text[:cut] + self.text[self.caret :], cut

    def pieces(self, *, active: bool) -> Line:
        """Return the text with its caret in ink `caret` where it is being typed in."""
        if not active:
            return ((one_line(self.text), "strong"),)
        before, at, after = (
            self.text[: self.caret],
            self.text[self.caret : self.caret + 1],
            self.text[self.caret + 1 :],
        )
        return ((before, "strong"), (at or " ", "caret"), (after, "strong"))


_MOVES = {
    "left": LineEdit._left,  # noqa: SLF001 - a table of its own methods
    "right": LineEdit._right,  # noqa: SLF001
    "home": LineEdit._home,  # noqa: SLF001
    "end": LineEdit._end,  # noqa: SLF001
    "ctrl+a": LineEdit._home,  # noqa: SLF001
    "ctrl+e": LineEdit._end,  # noqa: SLF001
    "backspace": LineEdit._rub_out,  # noqa: SLF001
    "delete": LineEdit._delete,  # noqa: SLF001
    "ctrl+u": LineEdit._clear,  # noqa: SLF001
    "ctrl+w": LineEdit._word,  # noqa: SLF001
}
