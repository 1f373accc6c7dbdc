"""The fields of a form: what is typed, how it was understood, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.workday.calls.reading import Understood

Reader = Callable[[str], Understood]


@dataclass
class Field:
    """A fact to be typed. `read` turns the text into (value, echo) or raises ArcallError.

    `ghost`: what is meant when nothing is typed, `empty` its value. `ghost_echo`: its reason.
    """

    id: str
    label: str
    read: Reader
    edit: LineEdit = field(default_factory=LineEdit)
    required: bool = False
    ghost: str = ""
    ghost_echo: str = ""
    needs: str = ""
    empty: Any = None

    def value(self) -> Any:  # noqa: ANN401 - each field has a type of its own
        """Return what was typed, understood. Raises ArcallError."""
        text = self.edit.text.strip()
        if text:
            return self.read(text)[0]
        if self.required:
            raise UsageError(self.needs or f"{self.label}: this is needed.")
        return self.empty

    def echo(self) -> tuple[str, bool]:
        """Say how the text is understood, or what is wrong with it (and whether it is wrong)."""
        text = self.edit.text.strip()
        if not text:
            return self.ghost_echo or self.needs, False
        try:
            return self.read(text)[1], False
        except ArcallError as error:
            return str(error), True

    def key(self, key: str, character: str | None) -> bool:
        """Take a key; return whether it meant something here."""
        return self.edit.key(key, character)

    @property
    def choices(self) -> Sequence[str]:
        """The words to choose from; none where anything may be typed."""
        return ()

    def others(self) -> str:
        """Name the other words to choose from, the next one first."""
        words = list(self.choices)
        at = words.index(self.edit.text) if self.edit.text in words else 0
        others = ", ".join(word for word in words[at + 1 :] + words[:at] if word)
        return f"← → or a letter: {others}" if others else ""


@dataclass
class Choice(Field):
    """One of a few words: left and right go through them, letters find the word that begins with them.

    The same letter again goes on to the next word that begins with it.

    `changed` is told of every change.
    """

    options: tuple[str, ...] = ()
    changed: Reader | None = None
    typed: str = ""

    def key(self, key: str, character: str | None) -> bool:
        """Take a key; return whether it meant something here."""
        at = self.options.index(self.edit.text) if self.edit.text in self.options else 0
        count = len(self.options)
        if key in {"left", "right"} or (character == " " and not self._begins(self.typed + " ")):
            at = (at + (-1 if key == "left" else 1)) % count
            self.typed = ""
        elif character is not None and character.isprintable():
            at = self._found(character.lower(), at)
        else:
            return False
        self.edit = LineEdit(self.options[at])
        if self.changed is not None:
            self.changed(self.edit.text)
        return True

    def _found(self, letter: str, at: int) -> int:
        """Return the place of the word that begins with what was typed so far, or else with this letter.

        Raises UsageError where none does: what is typed is never left out unsaid.
        """
        count = len(self.options)
        for typed, first in ((self.typed + letter, at), (letter, at + 1)):
            turn = ((first + index) % count for index in range(count))
            found = next((i for i in turn if self.options[i].lower().startswith(typed)), None)
            if found is not None:
                self.typed = typed
                return found
        raise UsageError(f"Nothing to choose begins with “{self.typed}{letter}”.", "← → go through it.")

    def _begins(self, typed: str) -> bool:
        return any(option.lower().startswith(typed) for option in self.options)

    @property
    def choices(self) -> Sequence[str]:
        """The words to choose from."""
        return self.options


def free_text(text: str) -> Understood:
    """Take any text."""
    return text, ""


def pick(id_: str, label: str, options: dict[str, Any], start: str | None = None) -> Choice:
    """Return a choice among `options`, the first one chosen unless another is named."""
    chosen = LineEdit(next(iter(options)) if start is None else str(start))
    return Choice(id_, label, lambda text: (options[text], ""), chosen, options=tuple(options))
