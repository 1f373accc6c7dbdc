"""A question about a file, asked on the terminal: choices with what each would make of the totals."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from arcall_tui.cli.failures import narrate

if TYPE_CHECKING:
    from arcall_tui.ledger.questions import Question


def can_ask() -> bool:
    """Whether somebody sits there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: Question) -> str:
    """Return the option that the user chose, enter taking the first; empty where they would rather stop."""
    narrate(f"arcall: {question.text}")
    for number, choice in enumerate(question.choices, start=1):
        narrate(f"  {number}  {choice.told()}  [{choice.option}]")
    while True:
        first = ", enter takes 1" if question.choices else ""
        free = f", or what comes after {question.free.strip()}" if question.free else ""
        sys.stderr.write(f"Number{free}{first} (q stops): ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        answer = line.strip()
        if not line or answer.lower() == "q":
            return ""
        if not answer and question.choices:
            return question.choices[0].option
        if answer.isdecimal() and 0 < int(answer) <= len(question.choices):
            return question.choices[int(answer) - 1].option
        if answer.startswith("--"):
            return answer
        if answer and question.free and not answer.isdecimal():
            return question.answer(answer)
