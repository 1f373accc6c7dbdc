"""What each answer to a file's question would make of the totals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from arcall_tui.domain.money import Money
from arcall_tui.domain.text import number_of
from arcall_tui.errors import ArcallError
from arcall_tui.ledger.opened import open_ledger
from arcall_tui.ledger.questions import Answer, AskError, Question
from arcall_tui.ledger.reader import KeptFile
from arcall_tui.ledger.shapes import Holds
from arcall_tui.workday.imports.import_report import ImportOptions
from arcall_tui.workday.imports.said import changed

# A file larger than this takes too long to be read once for each answer.
_LARGEST = 8 << 20
_MOST_CHOICES = 8
# Further questions on the way to the totals, answered by their best choice.
_MOST_STEPS = 6
_NO, _BAD = "no: ", "cannot be read so"
_LONGEST = 80
_NOTHING = re.compile(r"(?:[A-Z]{3} [0.]+(?: and )?)+ open")


def all_open(
    file: KeptFile,
    options: ImportOptions,
    first: Question,
    today: date,
    remembered: Mapping[str, Mapping[str, Any]],
) -> tuple[Question, ...]:
    """Return what a file leaves open: `first`, and what is asked after the best answer to each, with their effects."""
    found = [_with_effects(file, options, first, today, remembered)]
    while len(found) < _MOST_STEPS and found[-1].choices and file.path.stat().st_size <= _LARGEST:
        options = changed(options, found[-1].choices[0].option)
        try:
            _totals(file, options, today, remembered)
        except AskError as further:
            if further.question.text in {one.text for one in found}:
                break
            found.append(_with_effects(file, options, further.question, today, remembered))
        except ArcallError:
            break
        else:
            break
    return tuple(found)


def told(questions: Sequence[Question]) -> tuple[str, str]:
    """Return what several questions ask, and the options that answer them, those of the best answers in one line."""
    beside = " ".join(dict.fromkeys(one.beside for one in questions if one.beside))
    if len(questions) == 1:
        return " ".join(filter(None, (questions[0].text, beside))), questions[0].hint()
    best = " ".join(one.choices[0].option for one in questions if one.choices)
    lines = [f"\n{number}. {one.text} {one.hint()}" for number, one in enumerate(questions, start=1)]
    first = " ".join(filter(None, (f"{len(questions)} things must be known first.", beside)))
    return f"{first}{''.join(lines)}", f"\nThe first answers in one: {best}"


def _with_effects(
    file: KeptFile,
    options: ImportOptions,
    question: Question,
    today: date,
    remembered: Mapping[str, Mapping[str, Any]],
) -> Question:
    """Return the question with what each choice would make of the open items, by currency; what leads nowhere comes last."""
    if file.path.stat().st_size > _LARGEST:
        return question
    effects = [
        _effect(file, changed(options, one.option), today, remembered)
        for one in question.choices[:_MOST_CHOICES]
    ]
    effects += [""] * (len(question.choices) - len(effects))
    asked = question.with_effects(effects)
    choices = sorted(asked.choices, key=_leads_nowhere)
    return replace(asked, choices=tuple(choices))


def _leads_nowhere(one: Answer) -> bool:
    """Whether with an answer the file cannot be read on, customers are owed more than they owe, or nobody owes anything."""
    odd = (" -" in one.effect or _NOTHING.fullmatch(one.effect)) and not one.option.startswith("--ignore")
    return one.effect.startswith(_NO) or one.effect.endswith(_BAD) or bool(odd)


def _effect(
    file: KeptFile, options: ImportOptions, today: date, remembered: Mapping[str, Mapping[str, Any]]
) -> str:
    for _ in range(_MOST_STEPS):
        try:
            return _totals(file, options, today, remembered)
        except AskError as further:
            if not further.question.choices:
                return ""
            options = changed(options, further.question.choices[0].option)
        except ArcallError as error:
            return f"{_NO}{error.message}"[:_LONGEST]
    return ""


def _totals(
    file: KeptFile, options: ImportOptions, today: date, remembered: Mapping[str, Mapping[str, Any]]
) -> str:
    ledger = open_ledger(file, options, today, remembered=remembered)
    if ledger.shape.holds is not Holds.ITEMS:
        return ""
    sums: Counter[str] = Counter()
    for batch in ledger.reader.batches():
        for code, minor in zip(batch.currency, batch.balance, strict=True):
            sums[code] += minor
    if bad := len({error.row for error in ledger.reader.errors}):
        return f"{number_of(bad, 'row')} {_BAD}"
    return " and ".join(str(Money(minor, code)) for code, minor in sorted(sums.items())) + " open"
