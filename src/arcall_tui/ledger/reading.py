"""A ledger file, opened: its shape, header and as-of day found, ready to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from arcall_tui.domain.money import CURRENCIES
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import columns, dates
from arcall_tui.ledger.layout import Choices, Layout, Progress
from arcall_tui.ledger.reader import Chunk, Source, open_source
from arcall_tui.ledger.shapes import SHAPES, Shape, lookalike
from arcall_tui.ledger.survey import survey
from arcall_tui.ledger.table import TableReader

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
            told.append(
                f"{reader.nothing_open} rows have nothing open and no settlement date; they were left out."
            )
        if reader.due_guessed:
            told.append(f"{reader.due_guessed} due dates were worked out from the payment terms.")
        if reader.after_as_of:
            told.append(f"{reader.after_as_of} items are dated after the list's own day, {day}.")
        return told


def open_ledger(
    path: Path,
    choices: Choices,
    mapping: Mapping[str, str],
    today: date,
    sheet: str | None = None,
    progress: Progress | None = None,
    *,
    hurry: bool = False,
) -> Ledger:
    """Open a ledger and find out how it is written. Raises InputRefusedError, saying what to do.

    `today`: the as-of day where neither the file nor `choices` names one. `hurry`: look no further than it
    takes to know how the file is written; errors while reading then mean to open it again without.
    """
    source = open_source(path, sheet)
    try:
        shape, layout, titles = _find_layout(source, mapping)
        _check_currency(layout, choices)
        found = survey(source, layout, choices, progress, hurry=hurry)
        as_of = _as_of(titles, layout, choices, today)
        return Ledger(shape, source, layout, TableReader(source, layout, choices, found, as_of))
    except BaseException:
        source.close()
        raise


def _find_layout(source: Source, mapping: Mapping[str, str]) -> tuple[Shape, Layout, list[list[str]]]:
    top = next(source.chunks(columns.HEADER_WITHIN), None)
    if top is None:
        raise InputRefusedError(f"{source.name} has no rows.", "Export the ledger again.")
    lines = top.line_numbers()
    best: tuple[int, Mapping[str, int], Shape] | None = None
    for place, row in enumerate(top.rows):
        found = columns.match(row, mapping) if len(row) > 1 else {}
        for shape in SHAPES:
            if not shape.missing(found):
                _refuse_lookalike(source.name, row)
                _check_mapping(mapping, found, row)
                return shape, Layout(tuple(row), found, _below(top, lines, place)), top.rows[:place]
            if best is None or len(found) > len(best[1]):
                best = (place, found, shape)
    assert best is not None
    row = top.rows[best[0]]
    _refuse_lookalike(source.name, row)
    _check_mapping(mapping, best[1], row)
    raise _no_ledger(source.name, lines[best[0]], row, best[1], best[2])


def _below(top: Chunk, lines: object, place: int) -> int:
    numbers = [*lines, top.first_line + top.lines]  # type: ignore[misc]
    return int(numbers[place + 1])


def _refuse_lookalike(name: str, row: list[str]) -> None:
    if other := lookalike(row):
        raise InputRefusedError(f"{name} {other.what}.", other.instead)


def _check_mapping(mapping: Mapping[str, str], found: Mapping[str, int], row: list[str]) -> None:
    for name, column in mapping.items():
        if name not in found:
            there = ", ".join(one_line(cell) for cell in row if cell.strip())
            raise InputRefusedError(
                f"There is no column {column!r} for --map {name}.", f"The columns are: {there}."
            )


def _no_ledger(
    name: str, line: int, row: list[str], found: Mapping[str, int], shape: Shape
) -> InputRefusedError:
    there = ", ".join(one_line(cell) for cell in row if cell.strip())[:400]
    if not found:
        return InputRefusedError(
            f"{name} is no ledger that arcall knows: no row of its first {columns.HEADER_WITHIN} names columns such as"
            " customer, invoice number, due date and balance.",
            f"Export a table with one row per invoice, or map its columns with --map FIELD=COLUMN. Its first columns: {there}.",
        )
    return InputRefusedError(
        f"{name}: the header in row {line} has no column for {', '.join(shape.missing(found))}.",
        f"Map it with --map FIELD=COLUMN, or export it too. The columns are: {there}.",
    )


def _check_currency(layout: Layout, choices: Choices) -> None:
    if choices.currency and choices.currency not in CURRENCIES:
        raise InputRefusedError(
            f"{choices.currency!r} is not an ISO 4217 currency code.", "Write it like --currency USD."
        )
    if "currency" not in layout.columns and not choices.currency:
        raise InputRefusedError(
            "The file does not say in which currency its amounts are.",
            "Say it with --currency, such as --currency USD, or name the column with --map currency=COLUMN.",
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
    return choices.as_of or today


def _stated_day(titles: list[list[str]], order: str | None) -> date | None:
    """Return the day that a title line above the header gives the balances for."""
    for row in titles:
        said = _AS_OF.search(" ".join(cell for cell in row if cell))
        if not said:
            continue
        readings = {
            fmt.read(said["day"].strip(" ."))
            for fmt in dates.FORMATS
            if not order or fmt.order in (order, "ymd")
        }
        readings.discard(None)
        if len(readings) == 1:
            return date.fromisoformat(str(readings.pop()))
    return None
