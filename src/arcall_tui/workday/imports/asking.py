"""What each answer to a question about a file would make of the totals; and what the user said of files of a kind, taken up again."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from arcall_tui.domain.calendar import utc_text
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import number_of
from arcall_tui.errors import ArcallError, InputRefusedError
from arcall_tui.ledger.due_questions import when_due
from arcall_tui.ledger.opened import REMEMBERED, open_ledger, still_said
from arcall_tui.ledger.questions import Answer, AskError, Question
from arcall_tui.ledger.reader import KeptFile, line_keys
from arcall_tui.ledger.shapes import Holds
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.store.book.opening import open_book
from arcall_tui.store.imports.ledger_head import open_totals
from arcall_tui.workday.imports.countries import keep_codes
from arcall_tui.workday.imports.import_report import ImportOptions
from arcall_tui.workday.imports.said import changed

# A file larger than this takes too long to be read once for each answer.
_LARGEST = 8 << 20
_MOST_CHOICES = 8
# Further questions on the way to the totals, answered by their best choice.
_MOST_STEPS = 6
_NO, _BAD = "no: ", "cannot be read so"
_LONGEST = 80
_CODE = re.compile(r"\b[A-Z]{3} (?=-?[0-9])")
_NOTHING = re.compile(r"(?:(?:[A-Z]{3} )?[0.]+(?: and )?)+ open|nothing open")


Remembered = Mapping[str, Mapping[str, Any]]


def all_open(
    file: KeptFile, options: ImportOptions, first: Question, today: date, remembered: Remembered
) -> tuple[Question, ...]:
    """Return what a file leaves open: `first`, and what is asked after the best answer to each, with their effects."""
    reading = _Reading(file, today, remembered)
    found = [reading.with_effects(options, first)]
    while len(found) < _MOST_STEPS and found[-1].choices and reading.small:
        options = changed(options, found[-1].choices[0].option)
        try:
            reading.totals(options)
        except AskError as further:
            if further.question.text in {one.text for one in found}:
                break
            found.append(reading.with_effects(options, further.question))
        except ArcallError:
            break
        else:
            break
    return tuple(found)


def in_the_way(
    file: KeptFile, options: ImportOptions, question: Question, today: date, remembered: Remembered
) -> InputRefusedError | None:
    """Return what keeps a file from being read, the same whatever is answered; None where an answer may lead on."""
    effects = {one.effect for one in question.choices}
    if len(effects) != 1 or not effects.pop().startswith(_NO) or question.free not in ("", "--currency "):
        return None
    try:
        _Reading(file, today, remembered).totals(changed(options, question.choices[0].option))
    except InputRefusedError as error:
        return None if isinstance(error, AskError) else error
    return None


def told(questions: Sequence[Question]) -> tuple[str, str]:
    """Return what several questions ask, and the options that answer them, those of the best answers in one line."""
    beside = " ".join(dict.fromkeys(one.beside for one in questions if one.beside))
    if len(questions) == 1:
        return " ".join(filter(None, (questions[0].text, beside))), questions[0].hint()
    best = " ".join(one.choices[0].option for one in questions if one.choices)
    lines = [f"\n{number}. {one.text} {one.hint()}" for number, one in enumerate(questions, start=1)]
    first = " ".join(filter(None, (f"{len(questions)} things must be known first.", beside)))
    return f"{first}{''.join(lines)}", f"\nThe first answers in one: {best}"


class _Reading(NamedTuple):
    """A file as it would be read on a day, with what was said of files before."""

    file: KeptFile
    today: date
    remembered: Remembered

    @property
    def small(self) -> bool:
        return self.file.path.stat().st_size <= _LARGEST

    def with_effects(self, options: ImportOptions, question: Question) -> Question:
        """Return the question with what each choice would make of the open items, by currency; what leads nowhere comes last, or is left out."""
        if not self.small:
            return question
        effects = [self._effect(changed(options, one.option)) for one in question.choices[:_MOST_CHOICES]]
        effects += [""] * (len(question.choices) - len(effects))
        asked = question.with_effects(effects)
        kept = [one for one in asked.choices if not one.effect.startswith(_NO)] or asked.choices
        # Where rows are wrong whatever is said, the best answer is still the best.
        good = any(one.effect and not _leads_nowhere(one) for one in kept)
        return replace(asked, choices=tuple(sorted(kept, key=_leads_nowhere) if good else kept))

    def _effect(self, options: ImportOptions) -> str:
        told = r"\g<0>"
        for _ in range(_MOST_STEPS):
            try:
                return _CODE.sub(told, self.totals(options))
            except AskError as further:
                if not further.question.choices:
                    return ""
                # Which currency it is, is still to be said.
                told = "" if further.question.free == "--currency " else told
                options = changed(options, further.question.choices[0].option)
            except ArcallError as error:
                return f"{_NO}{error.message}"[:_LONGEST]
        return ""

    def totals(self, options: ImportOptions) -> str:
        """Return in words what is open; empty for a file that is no ledger."""
        ledger = open_ledger(self.file, options, self.today, remembered=self.remembered)
        if ledger.shape.holds is not Holds.ITEMS:
            return ""
        rows = {
            row
            for each in ledger.reader.batches()
            for row in zip(
                each.account, each.number, each.kind, each.due_date, each.currency, each.balance, strict=True
            )
        }
        sums: Counter[str] = Counter()
        for *_, code, minor in rows:  # one that only repeats another counts once
            sums[code] += minor
        if question := when_due(ledger.source.name, ledger.reader.errors):
            raise AskError(question)
        if bad := len({error.row for error in ledger.reader.errors}):
            return f"{number_of(bad, 'row')} {_BAD}"
        return (" and ".join(str(Money(sums[code], code)) for code in sorted(sums)) or "nothing") + " open"


def _leads_nowhere(one: Answer) -> bool:
    """Whether with an answer the file cannot be read on, customers are owed more than they owe, or nobody owes anything."""
    odd = (" -" in f" {one.effect}" or _NOTHING.fullmatch(one.effect)) and not one.option.startswith(
        "--ignore"
    )
    return one.effect.startswith(_NO) or one.effect.endswith(_BAD) or bool(odd)


def remembered(book: Path, creditor: str = "") -> tuple[dict[str, int], Remembered]:
    """Return what is open in a book, and how the user read files before: choices by the header's key. Nothing without one.

    A currency was said for the files of one creditor only.
    """
    if not book.exists() or not book.stat().st_size:
        return {}, {}
    with closing(open_book(book)) as connection:
        rows = connection.execute("SELECT header, choices FROM shape_mapping").fetchall()
        found = {header: json.loads(choices) for header, choices in rows}
        return open_totals(connection), {
            header: {**said, "currency": dict(said.get("currencies") or {}).get(creditor)}
            for header, said in found.items()
        }


def keep_said(connection: OpenBook, options: ImportOptions, header: str, now: datetime) -> None:
    """Keep what the user had to say about files with this header (its key)."""
    said: dict[str, Any] = {
        name: getattr(options, name) for name in ("mapping", *REMEMBERED) if getattr(options, name)
    }
    if options.countries:
        keep_codes(connection, options.countries)
    if options.currency:
        said["currencies"] = {options.creditor: options.currency}
    row = connection.execute("SELECT choices FROM shape_mapping WHERE header = ?", (header,)).fetchone()
    before = json.loads(row[0]) if row else {}
    kept = json.loads(json.dumps(_joined(before, said))) if said else before
    if kept != before:
        _keep(connection, header, kept, now)


def keep_encoding(connection: OpenBook, encoding: str, file: Path, first_line: int, now: datetime) -> None:
    """Keep the encoding by the heading's bytes: it has to be known before the heading can be read."""
    keys = line_keys(file)
    if 0 <= first_line - 2 < len(keys):
        _keep(connection, keys[first_line - 2], {"raw": encoding}, now)


def _keep(connection: OpenBook, header: str, said: Mapping[str, Any], now: datetime) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO shape_mapping VALUES (?, ?, ?)", (header, json.dumps(said), utc_text(now))
    )


def _joined(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said of files of a kind, now and before; what is said now outranks it."""
    before = still_said(before, said.get("mapping", {}), said.get("ignored", ()))
    both = {**before, **said}
    for name in ("mapping", "currencies", "currency_words", "statuses"):
        if before.get(name) and said.get(name):
            both[name] = {**before[name], **said[name]}
    if before.get("ignored") and said.get("ignored"):
        both["ignored"] = list(dict.fromkeys([*before["ignored"], *said["ignored"]]))
    return both
