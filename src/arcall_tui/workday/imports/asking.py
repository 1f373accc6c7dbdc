"""What each answer to a file's question would make of the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from arcall_tui.domain.money import Money
from arcall_tui.domain.text import number_of
from arcall_tui.errors import ArcallError
from arcall_tui.ledger.opened import open_ledger
from arcall_tui.ledger.questions import AskError, Question
from arcall_tui.ledger.shapes import Holds
from arcall_tui.workday.imports.import_report import ImportOptions
from arcall_tui.workday.imports.said import changed

# A file larger than this takes too long to be read once for each answer.
_LARGEST = 8 << 20
_MOST_CHOICES = 8
# Further questions on the way to the totals, answered by their best choice.
_MOST_STEPS = 6


def with_effects(
    file: Path,
    options: ImportOptions,
    question: Question,
    today: date,
    remembered: Mapping[str, Mapping[str, Any]],
) -> Question:
    """Return the question with what each choice would make of the open items, by currency."""
    try:
        if file.stat().st_size > _LARGEST:
            return question
    except OSError:
        return question
    effects = [
        _effect(file, changed(options, one.option), today, remembered)
        for one in question.choices[:_MOST_CHOICES]
    ]
    return question.with_effects([*effects, *[""] * (len(question.choices) - len(effects))])


def _effect(
    file: Path, options: ImportOptions, today: date, remembered: Mapping[str, Mapping[str, Any]]
) -> str:
    for _ in range(_MOST_STEPS):
        try:
            return _totals(file, options, today, remembered)
        except AskError as further:
            if not further.question.choices:
                return ""
            options = changed(options, further.question.choices[0].option)
        except ArcallError as error:
            return f"no: {error.message}"
    return ""


def _totals(
    file: Path, options: ImportOptions, today: date, remembered: Mapping[str, Mapping[str, Any]]
) -> str:
    ledger = open_ledger(
        file, options.choices, options.mapping or {}, today, options.sheet, remembered=remembered
    )
    try:
        if ledger.shape.holds is not Holds.ITEMS:
            return ""
        sums: Counter[str] = Counter()
        for batch in ledger.reader.batches():
            for code, minor in zip(batch.currency, batch.balance, strict=True):
                sums[code] += minor
        if bad := len({error.row for error in ledger.reader.errors}):
            return f"{number_of(bad, 'row')} cannot be read so"
    finally:
        ledger.source.close()
    return " and ".join(str(Money(minor, code)) for code, minor in sorted(sums.items())) + " open"
