"""What a file leaves open, and what the user says of it, as values: each answer is the very option that gives it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from arcall_tui.errors import InputRefusedError

_FEW = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the `option` of the shell that gives it, what it `says`, and the `effect` on the totals."""

    option: str
    says: str
    effect: str = ""

    def told(self) -> str:
        """Return the answer in words, with what it makes of the totals."""
        return f"{self.says}: {self.effect}" if self.effect else self.says


@dataclass(frozen=True, slots=True)
class Question:
    """Something that has to be known before a file is taken in; the best choice comes first.

    `free`: the option that takes any other answer, with a blank or `=` at its end; empty where the choices are all.
    `beside`: what else there is to know, which need be said but once.
    """

    text: str
    choices: tuple[Answer, ...]
    free: str = ""
    beside: str = ""

    def hint(self) -> str:
        """Name the exact options that answer it."""
        named = "; ".join(f"{choice.option} ({choice.told()})" for choice in self.choices[:_FEW])
        free = f"{self.free.strip()}{' takes any other' if named else '...'}" if self.free else ""
        return f"Say it with {'; '.join(filter(None, (named, free)))}."

    def numbered(self, text: str) -> str:
        """Return the option of the choice with that number, nothing being the first; empty where there is none."""
        place = int(text or 1) if not text or text.isdecimal() else 0
        return self.choices[place - 1].option if 0 < place <= len(self.choices) else ""

    def answer(self, text: str) -> str:
        """Return the option for an answer that is none of the choices; `free` says where it goes."""
        if self.free.endswith("COLUMN"):
            return option("map", text)
        return f"{self.free}{shlex.quote(text)}" if self.free.endswith((" ", "=")) else text

    def with_effects(self, effects: Iterable[str]) -> Question:
        """Return the question with what each choice would make of the totals."""
        pairs = zip(self.choices, effects, strict=True)
        return replace(self, choices=tuple(replace(choice, effect=effect) for choice, effect in pairs))


class AskError(InputRefusedError):
    """A file that can be taken in once a question is answered."""

    def __init__(self, question: Question) -> None:
        super().__init__(" ".join(filter(None, (question.text, question.beside))), question.hint())
        self.question = question


def asking(text: str, *choices: tuple[str, str], free: str = "", beside: str = "") -> AskError:
    """Return what asks a question: `choices` are options with what each says, the best one first; each once."""
    answers = {chosen: Answer(chosen, says) for chosen, says in reversed(choices)}
    order = dict.fromkeys(chosen for chosen, _ in choices)
    return AskError(Question(text, tuple(answers[chosen] for chosen in order), free, beside))


def option(name: str, value: str, column: str = "") -> str:
    """Write an option as the shell takes it: `option("map", "paid", "Amount Received")`."""
    return f"--{name} {shlex.quote(f'{value}={column}' if column else value)}"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user says about a file; None where the file must speak for itself.

    `ignored`: columns that mean nothing. `currency_words`: what the file's own words for currencies are in ISO 4217.
    `statuses`: which `words.Status` its own status words are. `rounded`: too many decimals are rounded. `add_up`: rows with
    one number are lines of one invoice. `payments`: it is a list of money that came in.
    `blank`: what an empty cell of what is open means, `open` (all of the amount) or `paid`. `mapping`: field -> column. `home`: the user's own
    currency and country, which say nothing of the file but what is proposed first. `paid_in`: the one currency of all that
    payments can be of, empty where there are several; other files are asked about it first.
    """

    as_of: date | None = None
    currency: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    terms: str = ""
    locale: str = ""
    encoding: str = ""
    ignored: tuple[str, ...] = ()
    currency_words: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    rounded: bool = False
    add_up: bool = False
    payments: bool = False
    blank: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    home: tuple[str, str] = ("", "")
    paid_in: str = ""
