"""A ledger file, opened: its shape, header and as-of day found, ready to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from arcall_tui.domain.money import CURRENCIES
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import date_columns
from arcall_tui.ledger.column_layout import AMOUNTS, Choices, Layout, Progress
from arcall_tui.ledger.columns import currency_in
from arcall_tui.ledger.reader import Source, open_source
from arcall_tui.ledger.recognising import find_layout
from arcall_tui.ledger.shapes import Holds, Shape
from arcall_tui.ledger.survey import survey
from arcall_tui.ledger.typed_items import TableReader

_AS_OF = re.compile(
    r"(?:as (?:of|at|on)|balances? (?:of|at|on)|stichtag|per)\b[:\s]*(?P<day>.+)", re.IGNORECASE
)


@dataclass(slots=True)
class Ledger:
    """A surveyed ledger file: close it when done. `as_of`: the day at whose close its balances stood."""

    shape: Shape
    source: Source
    layout: Layout
    reader: TableReader
    warnings: list[str] = field(default_factory=list)

    @property
    def as_of(self) -> date:
        """The day at whose close the balances stood."""
        return self.reader.as_of

    def closing_warnings(self) -> list[str]:
        """Return what the user should know once the file has been read whole."""
        reader, told = self.reader, [*self.source.notes, *self.warnings]
        day = f"{self.as_of:%d %b %Y}"
        if reader.not_yet:
            told.append(f"{reader.not_yet} rows are dated after {day} and were left out: not there yet.")
        if reader.nothing_open:
            told.append(f"{reader.nothing_open} rows have nothing open: settled by {day}.")
        if reader.cells.due_guessed and self.shape.terms and not reader.choices.terms:
            told.append(
                f"{reader.cells.due_guessed} due dates: the file never says when an invoice falls due, so they count as"
                f" {self.shape.terms}; say other terms with --terms 'Net 30'."
            )
        elif reader.cells.due_guessed:
            told.append(f"{reader.cells.due_guessed} due dates were worked out from the payment terms.")
        if reader.after_as_of:
            told.append(f"{reader.after_as_of} items are dated after the list's own day, {day}.")
        return [*told, *reader.closing_warnings()]


def open_ledger(
    path: Path,
    choices: Choices,
    mapping: Mapping[str, str],
    today: date,
    sheet: str | None = None,
    progress: Progress | None = None,
    *,
    hurry: bool = False,
    remembered: Mapping[str, Mapping[str, Any]] | None = None,
) -> Ledger:
    """Open a ledger and find out how it is written. Raises InputRefusedError, saying what to do.

    `today`: the as-of day where neither the file nor `choices` names one. `hurry`: look no further than it
    takes to know how the file is written; errors while reading then mean to open it again without. `remembered`:
    what the user said of such files before, by their headers' keys.
    """
    source = open_source(path, sheet)
    try:
        found = find_layout(source, mapping, remembered or {})
        layout, titles = found.layout, found.titles
        notes = []
        if found.said:
            choices = _as_before(choices, found.said)
            notes.append("Read as you said before: " + _words(found.said) + ".")
        choices, told = _in_currency(layout, choices)
        notes += told
        _check_currency(layout, choices)
        _check_terms(layout, choices)
        surveyed = survey(source, layout, choices, progress, hurry=hurry)
        as_of = _as_of(titles, layout, choices, today)
        reader = TableReader(source, layout, choices, surveyed, as_of)
        return Ledger(layout.shape, source, layout, reader, notes)
    except BaseException:
        source.close()
        raise


def _as_before(choices: Choices, said: Mapping[str, Any]) -> Choices:
    """Fill in what the user does not say now."""
    more = {name: said[name] for name in ("date_order", "decimal", "terms") if said.get(name)}
    return replace(choices, **{name: value for name, value in more.items() if not getattr(choices, name)})


def _words(said: Mapping[str, Any]) -> str:
    pairs = [f"{name} in {column!r}" for name, column in (said.get("mapping") or {}).items()]
    pairs += [
        f"{name.replace('_', ' ')} {said[name]}"
        for name in ("date_order", "decimal", "terms")
        if said.get(name)
    ]
    return ", ".join(pairs)


def _in_currency(layout: Layout, choices: Choices) -> tuple[Choices, list[str]]:
    """Take the currency of the amounts from their headings, and say so: the file outranks what is said beside it."""
    code = layout.currency
    if not code:
        return choices, []
    heading = next(
        layout.title(name) for name in AMOUNTS if name in layout.columns and currency_in(layout.title(name))
    )
    told = f"Amounts are in {code}, as the heading {one_line(heading)!r} says"
    if choices.currency not in (None, code):
        told += f"; {choices.currency} is for files that do not say"
    return replace(choices, currency=code), [f"{told}."]


def _check_currency(layout: Layout, choices: Choices) -> None:
    if choices.currency and choices.currency not in CURRENCIES:
        raise InputRefusedError(
            f"{choices.currency!r} is not an ISO 4217 currency code.", "Write it like --currency USD."
        )
    if layout.shape.holds is not Holds.CONTACTS and "currency" not in layout.columns and not choices.currency:
        raise InputRefusedError(
            "The file does not say in which currency its amounts are.",
            "Say it with --currency, such as --currency USD, or name the column with --map currency=COLUMN.",
        )


def _check_terms(layout: Layout, choices: Choices) -> None:
    known = {"due_date", "terms"} & set(layout.columns) or choices.terms or layout.shape.terms
    if layout.shape.holds is Holds.ITEMS and not known:
        raise InputRefusedError(
            "The file does not say when its invoices fall due.",
            "Export the due date, too, or say the terms, such as --terms 'Net 30' or --terms 'due on receipt'.",
        )


def _as_of(titles: list[list[str]], layout: Layout, choices: Choices, today: date) -> date:
    own = _stated_day(titles, choices.date_order)
    if own and "settled_on" not in layout.columns:
        if choices.as_of and choices.as_of != own:
            raise InputRefusedError(
                f"The file says that its balances are of {own:%d %b %Y}, and --as-of says {choices.as_of:%d %b %Y}.",
                "Leave --as-of out, or import the list of that day.",
            )
        return own
    if choices.as_of and choices.as_of > today:
        raise InputRefusedError(
            f"Balances cannot be of {choices.as_of:%d %b %Y}: that day is still to come.",
            f"Say --as-of with the list's own day, {today:%Y-%m-%d} at the latest.",
        )
    return choices.as_of or today


def _stated_day(titles: list[list[str]], order: str | None) -> date | None:
    """Return the day that a title line above the header gives the balances for."""
    for row in titles:
        said = _AS_OF.search(" ".join(cell for cell in row if cell))
        if not said:
            continue
        readings = {
            fmt.read(said["day"].strip(" ."))
            for fmt in date_columns.FORMATS
            if not order or fmt.order in (order, "ymd")
        }
        readings.discard(None)
        if len(readings) == 1:
            return date.fromisoformat(str(readings.pop()))
    return None
