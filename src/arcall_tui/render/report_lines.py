"""Reports in the terminal: tables fitted to the width, with bars where they help; drawn row by row as needed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from rich.cells import cell_len

from arcall_tui.domain.money import Money
from arcall_tui.render.hidden import digits, dots
from arcall_tui.render.pieces import Line, Piece, clip, fit, length, rule, wrap
from arcall_tui.reports.table import Cell, Kind, Report, Row, Table, currency_of, number, sums
from arcall_tui.reports.writing import NA, Writer, few, headline, in_plain_words, right, unavailable
from arcall_tui.workday.letters.text_tables import padded

_GAP = 2
_SAMPLE = 300  # rows that are measured where few are looked at; a longer text further down is cut
_TIGHT_TEXT, _EASY_TEXT = 12, 34
_BAR = 16
_LEAST_COLUMNS = 2  # what a row is about, and a figure
_LEVELS = " ▏▎▍▌▋▊▉█"
# Columns that say who it is, and what was said: hidden with the details.
_PRIVATE = frozenset(
    {"account", "customer", "item", "said by", "who", "why", "what", "text", "what became of it"}
)


class ReportLine(NamedTuple):
    """A line of a report: `kind` is text, title, head, row, sum or blank; `key`: what a text's figure leads to."""

    kind: str
    table: Table | None = None
    place: int = 0
    text: str = ""
    key: str = ""


@dataclass(slots=True)
class PaintedReport:
    """A report laid out for a width in cells (0: any), with `most` rows of a table (None: all).

    Lines are made when they are looked at: there may be 20,000. `measured`: how many of a table's rows its columns are
    fitted to (None: all that are shown).
    """

    report: Report
    writer: Writer
    width: int
    explain: bool = False
    most: int | None = None
    measured: int | None = _SAMPLE
    entries: list[ReportLine] = field(init=False)
    _fitted: dict[int, _Fitted] = field(init=False, default_factory=dict)
    _worded: set[str] = field(
        init=False, default_factory=set
    )  # words of the trade that a table above explains

    def __post_init__(self) -> None:
        heads = self.report.headlines
        told = padded([headline(each, self.writer) for each in heads], {1}) if heads else []
        self.entries = [*self._lines(self.report.about)]
        for each, text in zip(heads, told, strict=True):
            self.entries += self._lines((text,), each.of)
        self.entries += self._lines(each.basis for each in heads if self.explain)
        for table in self.report.tables:
            self.entries += self._of(table)
        self.entries += self._lines(self.report.notes)

    def _of(self, table: Table) -> list[ReportLine]:
        entries = [ReportLine("blank"), ReportLine("title", table)]
        if table.rows:
            count, more = few(table, self.most)
            entries.append(ReportLine("head", table))
            entries += [ReportLine("row", table, place) for place in range(count)]
            entries += [ReportLine("sum", table, place) for place in range(len(sums(table)))]
            entries += self._lines([more.replace(" more", " more: --all", 1)] if more else ())
        else:
            entries += self._lines((table.empty,))
        notes = []
        if table.rows and (names := ", ".join(self._fit(table).cut)):
            how = f"a wider window shows them, or arcall report {self.report.name} --html FILE"
            notes = [f"No room for {names}: {how}"]
        words = [] if self.explain else [each for each in in_plain_words(table) if each not in self._worded]
        self._worded.update(words)
        notes += [*words, *unavailable(table), *(table.basis if self.explain else ())]
        return [*entries, *self._lines(notes)]

    def _lines(self, texts: Iterable[str], key: str = "") -> Iterator[ReportLine]:
        for text in texts:
            for line in wrap(((text, ""),), self.width - 2) if self.width else [((text, ""),)]:
                yield ReportLine("text", text="".join(part for part, _ in line), key=key)

    def key(self, index: int) -> str:
        """Return what the line leads to; empty where there is nothing behind it."""
        if not 0 <= index < len(self.entries):
            return ""
        kind, table, place, _, key = self.entries[index]
        return table.keys[place] if kind == "row" and table is not None and table.keys else key

    def line(self, index: int, *, masked: bool = False) -> Line:
        """Return one line; `masked`: with names and amounts hidden."""
        kind, table, place, text, key = self.entries[index]
        if table is None:
            return ((f" {text}", "" if key else "dim"),) if text else ()
        if kind == "title":
            told = ["amounts rounded to units"] if table.rows and self._fit(table).whole else []
            told += [f"{len(table.rows):,}"] if table.rows else []
            right = ((" · ".join(told), "dim"),) if told else ()
            title = ((f" {table.title}", "title"),)
            return rule(title, right, self.width) if self.width else title
        fitted = self._fit(table)
        if kind == "head":
            return fitted.head()
        if kind == "row":
            return fitted.row(table.rows[place], masked=masked)
        return fitted.row(fitted.sums[place], ink="strong", masked=masked)

    def _fit(self, table: Table) -> _Fitted:
        if id(table) not in self._fitted:
            rows = table.rows[: few(table, self.most)[0]][: self.measured]
            self._fitted[id(table)] = _Fitted(table, self.writer, max(0, self.width - 1), rows)
        return self._fitted[id(table)]


class _Gives(IntEnum):
    """What a table gives up where it is too wide, each with those before it."""

    NOTHING = 0
    LENGTH = 1  # of texts and headings
    DECIMALS = 2
    BLANKS = 3  # columns in which nothing stands
    WORDS = 4  # of headings


class _Fitted:
    """A table's columns fitted to a width (0: any).

    All that can be given up goes before the bars, but for what stands in texts, and as little of it as is needed
    without them; the last columns go where that is not enough.
    """

    def __init__(self, table: Table, writer: Writer, width: int, rows: Sequence[Row]) -> None:
        self.table, self.writer, self.sums = table, writer, sums(table)
        self.figures = right(table)
        self.bare = table.columns[0].name == "currency"
        self.measured = (*rows, *self.sums)
        self._lengths: dict[tuple[int, bool], int] = {}
        self.room: float = width or math.inf
        self.scale = _Scale(table) if table.charts and width else None
        if not (self.scale and any(map(self._fits, _Gives))):
            self.scale = None
            any(map(self._fits, _Gives))  # up to the first that does
        while self._too_wide(self._spare(_TIGHT_TEXT)) and len(self.places) > _LEAST_COLUMNS:
            self.places.pop()
        # The widest text gives way, again and again, until all stand side by side.
        while self._too_wide() and (texts := self._texts(_TIGHT_TEXT)):
            self.widths[max(texts, key=self.widths.__getitem__)] -= 1
        left = (place for place in range(len(table.columns)) if place not in self.places)
        self.cut = tuple(
            table.columns[place].name for place in left if not all(_idle(row[place]) for row in table.rows)
        )

    def _fits(self, gives: _Gives) -> bool:
        """Lay the columns out, and say whether they have room."""
        self.gives = gives
        self.places = list(range(len(self.table.columns)))
        self.widths = list(map(self._width, self.places))
        # Nothing but zeros and blanks stands in these; the first column stays.
        rest = self.places[1:] if gives >= _Gives.BLANKS else []
        idle = [place for place in rest if all(_idle(row[place]) for row in self.table.rows)]
        spare = self._spare(_EASY_TEXT) if gives and not self.scale else 0
        while self._too_wide(spare) and idle:
            self.places.remove(idle.pop())
        return not self._too_wide(spare)

    @property
    def whole(self) -> bool:
        """Whether there are amounts, without their decimals."""
        kinds = {self.table.columns[place].kind for place in self.places}
        return self.gives >= _Gives.DECIMALS and Kind.MONEY in kinds

    def _too_wide(self, spare: int = 0) -> bool:
        bars = _BAR + _GAP if self.scale else 0
        return sum(self.widths[place] + _GAP for place in self.places) + bars - spare > self.room

    def _texts(self, least: int) -> list[int]:
        """Return the places of the texts that have more than `least` cells; half a telephone number is none."""
        texts = {
            p for p, one in enumerate(self.table.columns) if one.kind is Kind.TEXT and one.name != "phone"
        }
        return [p for p in self.places if p in texts and self.widths[p] > least]

    def _spare(self, least: int) -> int:
        """Return by how much the texts can be narrowed."""
        return sum(self.widths[place] - least for place in self._texts(least))

    def _width(self, place: int) -> int:
        key = place, self.whole
        if key not in self._lengths:
            self._lengths[key] = max(cell_len(self._text(row, place)) for row in self.measured)
        return max(len(self._heading(self.table.columns[place].name)), self._lengths[key])

    def _text(self, row: Row, place: int) -> str:
        cell, column = row[place], self.table.columns[place]
        if isinstance(cell, Money) and self.whole:
            units = self.writer.bare(cell, whole=True)
            return units if self.bare else f"{cell.currency} {units}"
        return self.writer.cell(cell, column, bare=self.bare)

    def head(self) -> Line:
        """Return the heading."""
        pieces: list[Piece] = [(" ", "")]
        for place in self.places:
            name = self._heading(self.table.columns[place].name)
            pieces.append((fit(name, self.widths[place], self._align(place)) + " " * _GAP, "dim"))
        if self.cut:  # in the gap: behind it there may be no room
            pieces[-1] = (f"{pieces[-1][0][:-1]}…", "dim")
        return tuple(pieces)

    def _heading(self, name: str) -> str:
        """Return a heading, as short as it must be."""
        if self.gives >= _Gives.WORDS and name in _TIGHT:
            return _TIGHT[name]
        return _SHORT.get(name, name) if self.gives else name

    def _masked(self, text: str, cell: Cell, place: int) -> str:
        """Hide a cell by what it holds, however it is written: who and what in full, of an amount its figures."""
        column = self.table.columns[place]
        if column.name in _PRIVATE:
            return dots(text)
        return digits(text) if isinstance(cell, Money) or column.kind is Kind.MONEY else text

    def _align(self, place: int) -> str:
        return "right" if place in self.figures else "left"

    def row(self, row: Row, ink: str = "", *, masked: bool) -> Line:
        """Return a row of figures, with its bar where the table has a chart."""
        pieces: list[Piece] = [(" ", "")]
        for place in self.places:
            text = self._text(row, place)
            if masked:
                text = self._masked(text, row[place], place)
            tone = ink or ("dim" if text == NA or _idle(row[place]) else "")
            pieces.append((fit(text, self.widths[place], self._align(place)) + " " * _GAP, tone))
        if self.scale and not ink:
            pieces.append((_bar(self.scale.of(row)), "accent"))
        return tuple(pieces)


_SHORT = {
    "right-party contacts": "right-party",
    "right-party-contact rate": "RPC rate",
    "promises per contact": "per contact",
    "average days delinquent": "delinquent",
    "best possible DSO": "best DSO",
    "countback DSO": "countback",
    "kept rate by amount": "by amount",
    "partly kept rate": "partly",
    "minutes per call": "min/call",
    "calls per hour": "calls/hour",
    "what became of it": "became of it",
    "overdue in base": "in base",
    "concentration": "concentr.",
    "came of forecast": "of forecast",
    "mean days open": "mean days",
    "past their date": "past date",
}

# Where even those leave no room. RPC: right-party contact.
_TIGHT = {"right-party contacts": "RPC", "promises per contact": "prom/RPC", "calls per hour": "calls/h"}


def _idle(cell: Cell) -> bool:
    if isinstance(cell, Money):
        return cell.minor == 0
    return cell is None or cell == "" or (isinstance(cell, int) and cell == 0)


class _Scale:
    """How long a row's bar is: by its first share, else by its last amount against the largest of its currency."""

    def __init__(self, table: Table) -> None:
        kinds = [column.kind for column in table.columns]
        self._share = kinds.index(Kind.PERCENT) if Kind.PERCENT in kinds else None
        amounts = [place for place, kind in enumerate(kinds) if kind in {Kind.MONEY, Kind.DECIMAL}]
        self._amount = amounts[-1] if amounts else 0
        self._most: dict[str, float] = {}
        for row in table.rows:
            code = currency_of(row)
            self._most[code] = max(self._most.get(code, 0.0), _size(row[self._amount]))

    def of(self, row: Row) -> float:
        """Return the bar's length from 0 to 1."""
        if self._share is not None:
            return _size(row[self._share])
        most = self._most.get(currency_of(row), 0.0)
        return _size(row[self._amount]) / most if most else 0.0


def _size(cell: Cell) -> float:
    return max(0.0, float(number(cell) or 0))


def _bar(length: float) -> str:
    eighths = round(max(0.0, min(1.0, length)) * _BAR * 8)
    return ("█" * (eighths // 8) + _LEVELS[eighths % 8]).rstrip()


def tabs(names: Sequence[str], chosen: int = 0, width: int = 0) -> Line:
    """Return the names of the reports with the one on screen marked, as many around it as fit; no width: all."""
    pieces: list[Piece] = [(" ", "")]
    for place, name in enumerate(names):
        pieces.append((f"[{name}]", "title") if place == chosen else (f" {name} ", "dim"))
    if not width or length(pieces) <= width:
        return tuple(pieces)
    # Names one blank apart, the brackets in their place; then the ones farthest from the one on screen go.
    first, last = 0, len(names)
    while sum(len(name) + 1 for name in names[first:last]) + 1 > width and last - first > 1:
        first, last = (first, last - 1) if last - 1 - chosen >= chosen - first else (first + 1, last)
    pieces = []
    for place, name in enumerate(names[first:last], start=first):
        mark = {chosen: "[", chosen + 1: "]"}.get(place, " ") if place > first or place == chosen else " "
        pieces += [(mark, "title"), (name, "title" if place == chosen else "dim")]
    return clip((*pieces, ("]" if chosen == last - 1 else " ", "title")), width)
