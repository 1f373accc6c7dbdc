"""Questions on the terminal: about a file, as choices with what each would make of the totals; for a passphrase."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import TYPE_CHECKING

from arcall_tui.cli.failures import can_ask, narrate
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.workday.book.locking import NEW, given_new, one_form

if TYPE_CHECKING:
    from arcall_tui.ledger.questions import Question


def new_passphrase(warning: str) -> str:
    """Return a new passphrase, after the warning. Raises UsageError where there is none, or the second is another."""
    first = _said_or_asked("There is no new passphrase.", "New passphrase: ", f"arcall: {warning}")
    if not given_new() and first != one_form(getpass("Once more: ")):
        raise UsageError("The two are not the same.", "Nothing was changed; try again.")
    return first


def passphrase_of(what: str) -> str:
    """Return the passphrase of a file that somebody else has encrypted. Raises UsageError where nobody says it."""
    return _said_or_asked(f"{what} is encrypted.", f"Passphrase of {one_line(what)}: ")


def _said_or_asked(missing: str, prompt: str, warning: str = "") -> str:
    if said := given_new():
        return said
    if not can_ask():
        raise UsageError(missing, f"Give the passphrase on a terminal, or in {NEW}.")
    narrate(warning, mark="")
    return one_form(getpass(prompt))


def ask(question: Question) -> str:
    """Return the option that the user chose, enter taking the first; empty where they would rather stop."""
    narrate(one_line(question.text))
    for number, one in enumerate(question.choices, start=1):
        narrate(one_line(f"{number} {one.told()} [{one.option}]"), mark="")
    while True:
        first = ", enter takes 1" if question.choices else ""
        free = f", or another answer ({question.free.strip()} ...)" if question.free else ""
        sys.stderr.write(f"Number{free}{first} (q stops): ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        answer = line.strip()
        if not line or answer.lower() == "q":
            return ""
        if option := question.numbered(answer) or answer * answer.startswith("--"):
            return option
        if answer and question.free and not answer.isdecimal():
            return question.answer(answer)
