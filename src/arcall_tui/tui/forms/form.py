"""A form being filled in: its fields, each as it is typed, understood or wrong; and what it is read against."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.rules.queue import Placing
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.workday.calls import intake
from arcall_tui.workday.calls.reading import Doubt, Reading, Understood
from arcall_tui.workday.desk.desk import Desk

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
    typed: str = ""  # of a word to choose, since the caller came to it
    choices: Sequence[str] = ()  # the words to choose from; none where anything may be typed

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

    changed: Reader | None = None

    def key(self, key: str, character: str | None) -> bool:
        """Take a key; return whether it meant something here."""
        at = self.choices.index(self.edit.text) if self.edit.text in self.choices else 0
        count = len(self.choices)
        begun = (each.lower().startswith(self.typed + " ") for each in self.choices)
        within = len(self.typed) > 1 or any(begun)  # a word to choose
        if key in {"left", "right"} or (character == " " and not within):
            at = (at + (-1 if key == "left" else 1)) % count
            self.typed = ""
        elif character is not None and character.isprintable():
            at = self._found(character.lower(), at)
        elif key == "backspace":
            self.typed = ""
        else:
            return False
        self.edit = LineEdit(self.choices[at])
        if self.changed is not None:
            self.changed(self.edit.text)
        return True

    def _found(self, letter: str, at: int) -> int:
        """Return the place of the word that begins with what was typed so far, or else with this letter.

        Raises UsageError where none does: what is typed is never left out unsaid.
        """
        count = len(self.choices)
        # After two letters of a word the next is of no other: “price agreed” is not “goods not received”.
        alone = [] if len(self.typed) > 1 else [(letter, at + 1)]
        for typed, first in ((self.typed + letter, at), *alone):
            turn = ((first + index) % count for index in range(count))
            found = next((i for i in turn if self.choices[i].lower().startswith(typed)), None)
            if found is not None:
                self.typed = typed
                return found
        asked = self.typed + letter
        self.typed = self.typed if alone else asked
        raise UsageError(f"Nothing to choose begins with “{asked}”.", "← → go through it.")


def free_text(text: str) -> Understood:
    """Take any text."""
    return text, ""


def pick(id_: str, label: str, options: dict[str, Any], start: str | None = None) -> Choice:
    """Return a choice among `options`, the first one chosen unless another is named."""
    chosen = LineEdit(next(iter(options)) if start is None else str(start))
    return Choice(id_, label, lambda text: (options[text], ""), chosen, choices=tuple(options))


# What puts the values on record: a function of the desk, which returns the account's new place where it has one.
Write = Callable[[dict[str, Any]], Callable[["Desk"], "Placing | None"]]
# The same for several accounts at once.
Together = Callable[[dict[str, Any], Sequence[int]], Callable[["Desk"], "list[Placing]"]]
# What the screen itself does with the form.
Send = Callable[["Form"], Awaitable[None]]


MANY = 10  # accounts at once that are no slip of the finger


@dataclass
class Form:
    """A form being filled in. What was told in the form of an outcome becomes that outcome.

    A form without a code logs no call: `write` says what it records instead, `together` how that is recorded
    for several accounts, or `send` what the screen does with it.
    """

    code: Code | None
    title: str
    fields: list[Field]
    reading: Reading
    at: int = 0
    problem: str = ""
    warning: str = ""
    write: Write | None = None
    together: Together | None = None
    send: Send | None = None
    insisted: tuple[str, ...] = ()
    who: str = ""
    whole: Callable[[], str] = str  # what all of it comes to, where that is more than its fields

    @property
    def field(self) -> Field:
        """The field being typed in."""
        return self.fields[self.at]

    def move(self, count: int) -> None:
        """Go to another field."""
        self.field.typed = ""
        self.at = (self.at + count) % len(self.fields)
        self.problem = ""

    def doubt(self, accounts: int = 1) -> str | None:
        """Return what is unwise in the form, once: the caller may insist by sending it again as it is.

        `accounts`: how many it is about.
        """
        doubts = tuple(words for each in self.fields if isinstance(words := each.echo()[0], Doubt))
        if accounts > MANY:
            doubts = (Doubt(f"{accounts} accounts at once"), *doubts)
        if not doubts or doubts == self.insisted:
            return None
        self.insisted = doubts
        return f"{doubts[0]} · enter again insists"

    def values(self) -> dict[str, Any]:
        """Return every value by its field. Raises UsageError and goes to the field where something is wrong."""
        found: dict[str, Any] = {}
        for index, each in enumerate(self.fields):
            try:
                found[each.id] = each.value()
            except UsageError:
                self.at = index
                raise
        return found

    def outcome(self, note: str) -> Outcome:
        """Return the outcome that the form stands for. Raises UsageError."""
        if self.code is None:
            raise UsageError("This is not a call.")
        return intake.outcome(self.code, self.values(), self.reading, note)

    def preview(self) -> Outcome | None:
        """Return the outcome so far, to ask what would follow; None while something is missing or wrong."""
        at = self.at
        try:
            return self.outcome("")
        except UsageError:
            return None
        finally:
            self.at = at
