"""A line being typed: text, caret and selection, without a widget, so that keys can never overtake one another."""

from __future__ import annotations

from collections.abc import Callable

from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.render.pieces import CARET, Line

_SHOWN = 30  # characters on either side of the caret, of a text in lines


class LineEdit:
    """Editable text of one line. `caret` counts characters from the left; what lies between it and `anchor` is selected.

    `fresh`: nobody has touched a value that was filled in; the first character typed replaces it.
    """

    limit = 500  # characters

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.caret = self.anchor = len(text)
        self.fresh = bool(text)

    def key(self, key: str, character: str | None) -> bool:
        """Take a key; return whether it meant something here."""
        plain = key.replace("shift+", "")
        if character is not None and character.isprintable():
            self._insert(character)
            return True
        if key in _CUTS:
            self._cut(_CUTS[key])
        elif plain in _MOVES:
            self._move(_MOVES[plain], select=plain != key)
        elif key == "ctrl+shift+a":
            self.anchor, self.caret = 0, len(self.text)
        else:
            return False
        self.fresh = False
        return True

    def paste(self, text: str) -> None:
        """Insert text from the clipboard, on one line, in the place of what is selected."""
        self._insert(one_line(text))

    @property
    def selected(self) -> tuple[int, int]:
        """Where the selection begins and ends; both the same where nothing is selected."""
        return min(self.caret, self.anchor), max(self.caret, self.anchor)

    def _insert(self, text: str) -> None:
        start, end = (0, len(self.text)) if self.fresh else self.selected
        self.fresh = False
        text = text[: max(0, self.limit - len(self.text) + end - start)]
        self._replace(start, end, text)

    def _replace(self, start: int, end: int, text: str) -> None:
        self.text = self.text[:start] + text + self.text[end:]
        self.caret = self.anchor = start + len(text)

    def _cut(self, to: _Target) -> None:
        """Delete what is selected, else from the caret as far as `to` says."""
        start, end = self.selected
        if start == end:
            start, end = sorted((self.caret, to(self.text, self.caret)))
        self._replace(start, end, "")

    def _move(self, to: _Target, *, select: bool) -> None:
        start, end = self.selected
        if not select and start != end and to in {_left, _right}:
            self.caret = start if to is _left else end  # one step out of a selection leads to its end
        else:
            self.caret = to(self.text, self.caret)
        if not select:
            self.anchor = self.caret

    def pieces(self, *, active: bool) -> Line:
        """Return the text; where it is being typed in, its caret or what is selected is in ink `caret`."""
        if not active:
            return ((one_line(self.text), "strong"),)
        start, end = self.selected
        end = max(end, start + 1)
        before, at, after = self.text[:start], self.text[start:end], self.text[end:]
        return ((before, "strong"), (at or " ", CARET), (after, "strong"))


class PastedText(LineEdit):
    """Text that keeps the lines it is pasted in: the one with the caret is shown, as far as there is room."""

    limit = 200_000

    def paste(self, text: str) -> None:
        """Insert text from the clipboard in the place of what is selected."""
        self._insert(many_lines(text))

    def pieces(self, *, active: bool) -> Line:
        """Return the line with the caret, and which of how many it is."""
        above, below = (text.split("\n") for text in (self.text[: self.caret], self.text[self.caret :]))
        shown = LineEdit(above[-1][-_SHOWN:])
        shown.text += below[0][:_SHOWN]
        lines = len(above) + len(below) - 1
        which = f"{len(above)}/{lines} " if lines > 1 else ""
        return ((which, "dim"), *shown.pieces(active=active))


_Target = Callable[[str, int], int]  # where a key leads to from the caret


def _left(_text: str, caret: int) -> int:
    return max(0, caret - 1)


def _right(text: str, caret: int) -> int:
    return min(len(text), caret + 1)


def _home(_text: str, _caret: int) -> int:
    return 0


def _end(text: str, _caret: int) -> int:
    return len(text)


def _word_left(text: str, caret: int) -> int:
    return text[:caret].rstrip().rfind(" ") + 1


def _word_right(text: str, caret: int) -> int:
    rest = text[caret:]
    word = rest.lstrip(" ")
    return caret + len(rest) - len(word) + len(word.split(" ", 1)[0])


# Not alt with a letter: over a slow line esc and the letter after it arrive so.
_MOVES: dict[str, _Target] = {
    key: to
    for keys, to in {
        "left ctrl+b": _left, "right ctrl+f": _right, "home ctrl+a": _home, "end ctrl+e": _end,
        "ctrl+left alt+left": _word_left, "ctrl+right alt+right": _word_right,
    }.items()
    for key in keys.split()
}  # fmt: skip
_CUTS: dict[str, _Target] = {
    "backspace": _left, "delete": _right, "ctrl+d": _right, "ctrl+w": _word_left, "ctrl+backspace": _word_left,
    "ctrl+delete": _word_right, "ctrl+u": _home, "ctrl+k": _end,
}  # fmt: skip
