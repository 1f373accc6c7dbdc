"""A table's rows into typed items: one row an item, read as it stood on the as-of day."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, compress, repeat
from typing import Any

from arcall_tui.domain.ledger_rows import Batch, RowError
from arcall_tui.domain.text import listed, number_of, one_line, some
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.arrange import Arranger
from arcall_tui.ledger.cell_figures import CellError, ItemFigures
from arcall_tui.ledger.cells import CellReader
from arcall_tui.ledger.column_layout import ABOUT_CUSTOMERS, Layout, Progress
from arcall_tui.ledger.customer_ids import Customers
from arcall_tui.ledger.further_down import LookAgainError
from arcall_tui.ledger.left_out import Forgiven, LeftOut
from arcall_tui.ledger.own_rows import is_note
from arcall_tui.ledger.questions import Choices, option
from arcall_tui.ledger.reader import Chunk, Source, is_blank
from arcall_tui.ledger.stated_day import means_balances
from arcall_tui.ledger.survey import Survey
from arcall_tui.ledger.table_rows import body
from arcall_tui.ledger.totals import TotalCheck
from arcall_tui.ledger.words import MAY_BE_DRAFTS, WENT_BACK, Status, fold
from arcall_tui.packaged import table_of

# Columns by which what is open is less than the column that a file's totals are of.
_LESS = frozenset("paid credited written_off on_account status paid_flag open_flag debit credit dc".split())
# What a row of which nothing is open need not have.
_WHOSE_AND_WHEN = frozenset({"account", "name", "number", "invoice_date", "due_date", "terms"})
# A row with fewer, and no amount, may be the title of a page.
_FEW_CELLS = 6
_PAGE = re.compile(
    r"(?:page|pagina|página|seite|blatt|strona|sida|side|sivu|pg?)[.:]?\s*\d{1,4}(?:\s*\W\s*\d{1,4}|\s+[a-z]{1,3}\s+\d{1,4})?",
    re.IGNORECASE,
)
# Status words that are not known, told one by one.
_MOST_WORDS = 5
_MOST_YEARS = 20  # past due


@dataclass(slots=True)
class TableReader:
    """Reads a surveyed table batch by batch, as it stood at the close of `as_of`.

    `settled`: the file has settlement dates, so `as_of` cuts it: later rows are not there yet, items settled
    later are open. Without them the file is an open-item list and its balances count as they are.
    `errors` grows while batches are taken: whatever is in it when they end, the file is not to be imported.
    `forgiven`: items that are owed no more, though nobody paid: void, or written off.
    `credited`: by the same, what of an item was credited or written off and what was paid, in all (minor units). `returned`: what is owed as money went back.
    """

    source: Source
    layout: Layout
    choices: Choices
    found: Survey
    as_of: date
    errors: list[RowError] = field(default_factory=list)
    headings: int = 0
    forgiven: dict[Forgiven, None] = field(default_factory=dict)
    credited: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    returned: set[tuple[str, str]] = field(default_factory=set)
    customers: Customers = field(init=False)
    arranger: Arranger = field(init=False)
    cells: CellReader = field(init=False)
    left: LeftOut = field(init=False)
    totals: TotalCheck = field(init=False)
    _held: list[RowError] = field(default_factory=list)
    _titles: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.arranger = Arranger(self.layout.plan)
        self.cells = CellReader(self.layout, self.choices, self.found, as_of=self.as_of.isoformat())
        self.left = LeftOut(ItemFigures(self.layout, self.choices, self.found))
        self.totals = TotalCheck(self.arranger, self.found.style, self.settled)
        self.customers = Customers(
            by_name="account" not in self.layout.columns and "name" in self.layout.columns
        )
        self.cells.told = self.customers.told

    @property
    def settled(self) -> bool:
        """Whether the file says when items were settled."""
        return "settled_on" in self.layout.columns

    def batches(self, progress: Progress | None = None) -> Iterator[Batch]:
        """Read the file. Bad rows are left out and noted in `errors`. Raises LookAgainError, and AskError where too much is left out otherwise."""
        watch = self.layout.watch
        for chunk in body(self.source, self.layout, self.arranger, self.left.leave):
            if watch and any(self.layout.is_item(row) for row in watch.news(chunk.rows)):
                raise LookAgainError
            batch = self._batch(chunk)
            self._follow(batch)
            if batch:
                self.left.keep(batch)
                yield batch
            if progress and not progress((self.source.size + self.source.position()) // 2, self.source.size):
                raise InputRefusedError("The import was stopped.", "Nothing was written.")
        self._follow(None)
        self.errors += self.totals.unmet()
        # Rows with but one cell at the end of a file are a footer, not customers without invoices.
        self.headings += len(self._held) + self.arranger.headings
        if not self.errors and (question := self.left.question()):
            raise question

    def _follow(self, batch: Batch | None) -> None:
        """Check the totals that stood among the rows; a row that is no total after all is an error."""
        columns = self.layout.columns
        less = "balance" not in columns and bool(_LESS & set(columns))
        self.totals.cut = self.settled or less or bool(self.left.found)
        self.errors += self.totals.follow(batch)

    def _batch(self, chunk: Chunk) -> Batch | None:
        if set(map(len, chunk.rows)) == {len(self.layout.header)}:
            with suppress(CellError):
                return self._convert(chunk.rows, tuple(chunk.line_numbers()))
        return self._one_by_one(chunk)

    def _one_by_one(self, chunk: Chunk) -> Batch | None:
        """Read rows singly, so that each bad one is found and each good one kept."""
        good = []
        report = self.layout.plan.is_report or self.layout.adds_up
        for row, line in zip(chunk.rows, chunk.line_numbers(), strict=True):
            if is_blank(row):
                continue
            if self._titles and self.arranger.is_heading(row):
                self._pass_over({*self._titles})
            if not report and (self.arranger.item(row, line) is None or self._says_nothing(row)):
                continue
            try:
                good.append(self._convert([_fitted(row, len(self.layout.header))], (line,)))
                self.cells.figures.odd["short"] += len(row) <= max(self.layout.plan.money, default=0)
            except CellError as error:
                self._note(line, row, *error.args)
        parts = [batch for batch in good if batch]
        return _batch_of(map(chain.from_iterable, zip(*parts, strict=True))) if parts else None

    def _says_nothing(self, row: list[str]) -> bool:
        """Whether no column that counts is filled, or one with a label: a heading within the table, such as an age."""
        filled = not is_note(row) and any(
            row[place].strip() for place in self.layout.plan.facts if place < len(row)
        )
        self.headings += not filled
        if not filled:
            self.arranger.openings.append(self.totals.last)
        return not filled

    def _note(self, line: int, row: list[str], name: str, value: str, problem: str) -> None:
        error = RowError(line, self.layout.title(name), one_line(value)[:80], problem)
        money = any(
            row[spot] and not _PAGE.fullmatch(row[spot]) for spot in self.layout.plan.money if spot < len(row)
        )
        place = self.layout.columns.get("balance", self.layout.columns.get("amount", len(row)))
        left = row[place] if place < len(row) else ""
        bare = "0" in left and not left.strip(" 0.,-\u20ac$\u00a3")
        titled = sum(map(bool, row)) < _FEW_CELLS and not money and not _names_an_item(self.layout, row)
        if titled:
            self._titles[line] = row
        if not titled and (total := self.arranger.perhaps_total(row, line, error)):
            self.arranger.totals.append(total)
        elif _is_footer(self.layout, row):
            self._held.append(error)
        elif bare and not value.strip() and name in _WHOSE_AND_WHEN:
            self.cells.figures.odd["bare"] += 1
        else:
            self._release()
            self.errors.append(error)

    def _pass_over(self, lines: set[int]) -> None:
        """Pass over titles: above a heading that is repeated, or of whom alone the row below is that says so, too."""
        self.errors = [error for error in self.errors if error.row not in lines]
        self._held = [error for error in self._held if error.row not in lines]
        self.headings += len(lines)
        self._titles.clear()

    def _release(self) -> None:
        if self._held:
            self.errors += self._held
            self._held.clear()

    def closing_warnings(self) -> list[str]:
        """Return what is odd about the rows once all have been read."""
        told = [*self.totals.warnings(), *_odd_rows(self)]
        self.customers.spoiled["credit_limit"] = sorted(self.cells.strange_limits)
        told += _odd_cells(self.cells, self.found, self.as_of)
        return [*told, *self.customers.warnings()]

    def _convert(self, rows: list[list[str]], lines: tuple[int, ...]) -> Batch | None:
        figures, odd = self.cells.figures, self.cells.figures.odd.copy()
        try:
            batch = self._cut(*self.cells.batch(self.cells.columns_of(rows), lines))
        except CellError:
            figures.odd = odd  # rows that are read again, or are none, count nothing
            raise
        if self._titles:
            above = {line for line, row in self._titles.items() if _is_whose(self.layout, row, rows[0])}
            self._pass_over(above)
        self._release()
        return batch

    def cells_of(self, row: list[str], *, nameless: bool = False) -> dict[str, tuple[str, ...]]:
        """Return one row's columns that count. Raises CellError where it names no customer, unless it may be `nameless`."""
        return self.cells.columns_of([_fitted(row, len(self.layout.header))], nameless=nameless)

    def _cut(self, batch: Batch, cells: Mapping[str, tuple[str, ...]]) -> Batch | None:
        """Leave the batch as things stood at the close of the as-of day."""
        day = self.as_of.isoformat()
        later = _after(day, batch.invoice_date)
        keep = self._owed(batch, cells)
        if not self.settled:
            self.cells.figures.odd["after_as_of"] += later
        else:
            self.cells.figures.odd["not_yet"] += later
            if later:
                there = [not invoiced or invoiced <= day for invoiced in batch.invoice_date]
                keep = [one and two for one, two in zip(there, keep or there, strict=True)]
            closed = batch.settled_on
            if _after(day, closed):
                closed = tuple([end if end and end <= day else None for end in closed])
            left = tuple([0 if end else rest for end, rest in zip(closed, batch.balance, strict=True)])
            batch = batch._replace(settled_on=closed, balance=left)
        if batch.balance.count(0) > len(batch.lines) - batch.settled_on.count(None):
            batch = _settled_by_now(batch, keep, self.as_of.isoformat(), self.cells.figures.odd)
        if taken := self.cells.figures.credited(cells, batch.currency):
            keys = zip(self.customers.ids(cells), batch.number, strict=True)
            self.credited.update((key, each) for key, each in zip(keys, taken, strict=True) if each[0])
        if any(map(WENT_BACK.search, {*cells.get("kind", ())})):
            keys = zip(self.customers.ids(cells), batch.number, strict=True)
            self.returned.update(compress(keys, map(WENT_BACK.search, cells["kind"])))
        # What is noted as said must not be lost with rows that turn out bad.
        accounts, parties = self.customers.meet(cells, keep)
        if keep is None:
            return batch._replace(account=accounts, parties=parties)
        columns = (compress(column, keep) for column in batch[3:])
        kept = _batch_of([parties, compress(batch.lines, keep), accounts, *columns])
        return kept if kept.lines else None

    def _owed(self, batch: Batch, cells: Mapping[str, tuple[str, ...]]) -> list[bool] | None:
        """Return which rows are owed, None where all are; the others are taken note of."""
        not_owed = self.cells.figures.not_owed(cells)
        for name in cells.keys() & {"kind", "side"}:
            self.left.beside[name].update(map(fold, {*cells[name]}))
        if not not_owed:
            return None
        for spot, name in enumerate(not_owed):
            if name:
                self.left.counts["status"] += 1
                billed = {"": 1, batch.currency[spot]: abs(batch.amount[spot])}
                self.left.found[name, cells[name][spot].strip()].update(billed)
        facts = batch.number, batch.invoice_date, batch.due_date, batch.currency, batch.amount
        self.forgiven |= dict.fromkeys(
            compress(zip(self.customers.ids(cells), *facts, strict=True), not_owed)
        )
        return [not gone for gone in not_owed]


def _names_an_item(layout: Layout, row: list[str]) -> bool:
    """Whether a row says both whose item it is and which; a title's number is of its page."""
    said = {
        name: row[place] for name, place in layout.columns.items() if place < len(row) and row[place].strip()
    }
    number = said.get("number", "")
    return (
        any(map(str.isdigit, number))
        and not _PAGE.fullmatch(number.strip())
        and bool(said.keys() & {"account", "name"})
    )


def _is_whose(layout: Layout, row: list[str], below: list[str]) -> bool:
    """Whether a row holds nothing but whose the row below it is, as that one says itself, too."""
    whose = {layout.columns[name] for name in layout.among(ABOUT_CUSTOMERS)}
    return all(place in whose and cell == below[place] for place, cell in enumerate(row) if cell.strip())


def _is_footer(layout: Layout, row: list[str]) -> bool:
    """Whether a row at the end of a file is a note: one cell, words without a figure or an amount, or the day of the balances."""
    filled = {place for place, cell in enumerate(row) if cell.strip()}
    telling = filled & {*layout.plan.money}
    words = not telling and not any(
        any(map(str.isdigit, row[place])) for place in filled - {*layout.plan.dates}
    )
    label = row[min(filled, default=0)].strip() if len(filled) == len(("label", "day")) else ""
    day = label and not telling and means_balances(label, len(label)) is not None
    return len(layout.header) > 1 and (len(filled) == 1 or words or bool(day))


def _odd_rows(reader: TableReader) -> list[str]:
    """Return how many rows and cells were odd, and how they were read."""
    counts, day = reader.cells.figures.odd + reader.left.counts, f"{reader.as_of:%d %b %Y}"
    counts["headings"] = reader.headings
    counts["datev"] = reader.layout.datev.skipped if reader.layout.datev else 0
    words = some([repr(one_line(word)) for name, word in reader.left.found if name == "status"])
    return [
        f"{number_of(counts[each], one, several)} {text.format(day=day, words=words)}."
        for each, (one, several, text) in ODD.items()
        if counts[each]
    ]


def _settled_by_now(batch: Batch, keep: list[bool] | None, day: str, odd: Counter[str]) -> Batch:
    """An item with nothing left and no date of settlement was settled some time up to the as-of day."""
    counts = keep or [True] * len(batch.lines)
    nothing = [not rest and not end for rest, end in zip(batch.balance, batch.settled_on, strict=True)]
    odd["nothing_open"] += sum(compress(nothing, counts))
    ends = [day if empty else end for empty, end in zip(nothing, batch.settled_on, strict=True)]
    return batch._replace(settled_on=tuple(ends))


def _batch_of(columns: Iterable[Iterable[Any]]) -> Batch:
    return Batch(*map(tuple, columns))


def _after(day: str, dates_: tuple[str | None, ...]) -> int:
    """Count the dates after `day`; nearly always there is none, and then one look is enough."""
    given = list(filter(None, dates_))
    return sum(date_ > day for date_ in given) if given and max(given) > day else 0


# What is odd about rows and cells, and how they were read: of one, of several, and what.
ODD: dict[str, list[str]] = table_of("ledger/odd_rows")["odd"]


def _odd_cells(cells: CellReader, found: Survey, as_of: date) -> list[str]:
    """Return what is odd about single cells, with the cells."""
    words = []
    if cells.oldest < as_of.replace(year=as_of.year - _MOST_YEARS, day=1).isoformat():
        words.append(
            f"The oldest due date is {date.fromisoformat(cells.oldest):%d %b %Y}: look whether its year is right."
        )
    words += [
        f"The date {value} in {number_of(count, 'cell')} stands for none, and was read so."
        for value, count in cells.stand_ins.items()
    ]
    if wrong := cells.contradicted:
        words.append(
            f"{number_of(len(wrong), 'date does', 'dates do')} not fall on the day of the week beside it, such as {wrong[0]!r}: the date counts."
        )
    if cells.notes:
        title, example = cells.layout.title("disputed"), one_line(next(iter(cells.notes)))[:40]
        words.append(
            f"{number_of(cells.notes.total(), 'item is', 'items are')} taken as disputed, as {title!r} says, such as {example!r};"
            f" if that means nothing: {option('ignore', title)}."
        )
    words += [
        f"The type {one_line(word)[:40]!r} ({number_of(count, 'row')}) is not known: counted as what is owed, but for a minus."
        f" If it takes off: {option('status', word, Status.CREDIT)}."
        for word, count in cells.strange_types.most_common(_MOST_WORDS)
    ]
    words += [f"Read without its note: {one_line(each)!r}." for each in cells.figures.noted][:_MOST_WORDS]
    states = [*found.strange.items()]
    words += [
        f"The status {one_line(word)[:40]!r} ({number_of(count, 'row')}) {'may be of drafts' if fold(word) in MAY_BE_DRAFTS else 'is not known'}: counted as open."
        f" If they are not: {option('status', word, Status.PAID)}, or {option('status', word, Status.VOID)}."
        for word, count in states[:_MOST_WORDS]
    ]
    if others := states[_MOST_WORDS:]:
        named = listed([f"{one_line(word)[:40]!r} ({number_of(count, 'row')})" for word, count in others])
        words.append(f"Not known either, and counted as open: {named}.")
    return words


def _fitted(row: list[str], width: int) -> list[str]:
    """Return a row as wide as the header. Raises CellError."""
    if len(row) > width and not is_blank(row[width:]):
        problem = f"has {len(row)} cells, the header {width}: a delimiter inside a text without quotes?"
        raise CellError("row", " | ".join(row[width - 1 :]), problem)
    return [*row[:width], *repeat("", width - len(row))]
