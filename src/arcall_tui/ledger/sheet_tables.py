"""Which tables a workbook or a file of tags holds, and which of them is the ledger."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, count, islice, pairwise

from arcall_tui.domain.money import CURRENCIES
from arcall_tui.domain.text import number_of
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.columns import HEADER_WITHIN, WORDS, match, squeeze
from arcall_tui.ledger.own_rows import stated_above
from arcall_tui.ledger.questions import Answer, AskError, Question, option
from arcall_tui.ledger.shapes import TABLE
from arcall_tui.ledger.sheet_marks import Marks
from arcall_tui.ledger.words import NOT_OPEN, STRUCK, TOTAL

# A row that names so many fields is most likely a ledger's header.
_LEDGER_LIKE = 3
# A sheet of all that look alike, one below the other.
_ALL = "*"
_LABELLED = {"account": "Customer ID", "name": "Customer", "contact": "Contact", "phone": "Phone"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(slots=True)
class SheetTable:
    """A sheet, of which `rows` gives the rows anew each time; where its heading stands, and the field of each of its columns.

    `skipped`: rows of the sheet that stand above the first of these.
    """

    name: str
    rows: Callable[[], Iterator[list[str]]]
    marks: Marks = field(default_factory=Marks)
    notes: list[str] = field(default_factory=list)
    place: int = 0
    fields: Mapping[str, int] = field(default_factory=dict)
    heading: tuple[str, ...] = ()
    skipped: int = 0

    def __post_init__(self) -> None:
        top = list(islice(self.rows(), HEADER_WITHIN))
        found = [match(row, {}, strict=False) for row in top]
        self.place = max(range(len(found)), key=lambda spot: len(found[spot]), default=0)
        if len(top) > 1:
            self.fields, self.heading = found[self.place], tuple(map(squeeze, top[self.place]))

    def shown(self) -> Iterator[list[str]]:
        """Give the rows, with a column that says which ones are struck out where some are."""
        struck = self.most(Counter(line for line, _ in self.marks.struck))
        return _with_struck(self, struck) if struck else self.rows()

    def most(self, cells: Mapping[int, int]) -> set[int]:
        """Return the rows below the heading, from 0, of which more than half of the cells are among so many of each row."""
        if not cells:
            return set()
        filled = ((line, sum(map(bool, row))) for line, row in enumerate(self.rows()) if line > self.place)
        return {line for line, many in filled if many > 1 and cells.get(line, 0) * 2 > many}

    def below(self) -> Iterator[list[str]]:
        """Give the rows below the heading."""
        return islice(self.rows(), self.place + 1, None)

    def cells(self, name: str) -> list[str]:
        """Return what stands in a field's column."""
        place = self.fields.get(name)
        return [] if place is None else [row[place] for row in self.below() if row[place:] and row[place]]

    def stated(self) -> dict[str, str]:
        """Return the customer that labels above the heading name, and what they say beside."""
        return stated_above([*islice(self.rows(), self.place)])

    def odds(self) -> tuple[bool, bool, bool, int]:
        """What makes it less likely the ledger than others, the weightiest first; of those alike the newest counts."""
        # What is paid stands on a sheet of its own more often than what is open.
        open_ones = {"due_date", "balance", "days_late"} & set(self.fields)
        days = [day for name in ("invoice_date", "due_date") for day in self.cells(name) if _DAY.match(day)]
        newest = int(max(days, default="0")[:10].replace("-", ""))
        return bool(NOT_OPEN.search(self.name)), not open_ones, "settled_on" in self.fields, -newest


def _tables_of(sheet: SheetTable) -> list[SheetTable]:
    """Return the tables that stand on a sheet below or beside one another; the sheet itself where it is one."""
    if len(sheet.fields) < _LEDGER_LIKE:
        return [sheet]
    starts = [sheet.place, *_other_headings(sheet)]
    sides = _sides(next(islice(sheet.rows(), sheet.place, None)))
    if len(starts) + len(sides) == 2:
        return [sheet]
    rows, tables = list(sheet.rows()), []
    notes = [*unread(sheet)]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        title, top, skipped = sheet.name, rows[:start], 0
        if start > sheet.place:
            title = "".join(top[-1]) if _is_title(top[-1]) else f"{sheet.name} (row {start + 1})"
            # A row's number is that of the sheet, and the heading is among the first rows.
            top = [[""]] * min(start, HEADER_WITHIN - 1)
            skipped = start - len(top)
        # What stands above the next table's heading is its title.
        last = end - 1 if end < len(rows) and _is_title(rows[end - 1]) else end
        for left, right in _sides(rows[start]):
            name = f"{title} (column {left + 1})" if left else title
            part = [*top, *(row[left:right] for row in rows[start:last])]
            struck = {
                (line - skipped, place - left)
                for line, place in sheet.marks.struck
                if start <= line < last and left <= place < right
            }
            marks = Marks(sheet.marks.currency, struck=struck)
            tables.append(SheetTable(name, partial(iter, part), marks, [*notes], skipped=skipped))
    return tables


def by_name(sheets: Mapping[str, SheetTable]) -> dict[str, SheetTable]:
    """Return all tables by name: a sheet's is its own, a table of that name or of another's gets a number."""
    tables: dict[str, SheetTable] = {}
    for sheet in sheets.values():
        for table in _tables_of(sheet):
            names = chain([table.name], (f"{table.name} ({number})" for number in count(2)))
            others = tables.keys() | (sheets.keys() - {sheet.name})
            table.name = next(name for name in names if name not in others)
            tables[table.name] = table
    return tables


def _other_headings(sheet: SheetTable) -> Iterator[int]:
    """Give the rows, from 0, that are headings of another table: of other columns, or under a title that says what is open no more."""
    before: list[str] = []
    above: list[str] = []
    for line, row in enumerate(sheet.rows()):
        titled = _is_title(above)
        apart = line > sheet.place + 1 and not any(before if titled else above)
        if (
            apart
            and not any(map(str.isdigit, "".join(row)))
            and len(match(row, {}, strict=False)) >= _LEDGER_LIKE
        ):
            closed = titled and NOT_OPEN.search("".join(above))
            if closed or tuple(map(squeeze, row)) != sheet.heading:
                yield line
        before, above = above, row


def _is_title(row: list[str]) -> bool:
    return sum(map(bool, row)) == 1


def _sides(heading: list[str]) -> list[tuple[int, int]]:
    """Return from where to where tables beside one another reach: each under headings of a ledger, with no heading between."""
    edges = [-1, *(place for place, cell in enumerate(heading) if not cell.strip()), len(heading)]
    sides = [(left + 1, right) for left, right in pairwise(edges)]
    ledgers = [side for side in sides if not TABLE.missing(match(heading[slice(*side)], {}, strict=False))]
    return ledgers if len(ledgers) > 1 else [(0, len(heading))]


def chosen(sheets: Mapping[str, SheetTable], wanted: str) -> SheetTable:
    """Return the sheet that is wanted, else the one that looks most like a ledger. Raises InputRefusedError, AskError."""
    tables = [sheet for sheet in sheets.values() if sheet.heading]
    if wanted == _ALL:
        return _stacked(_alike(tables))
    if wanted:
        if wanted not in sheets:
            raise InputRefusedError(f"has no sheet {wanted!r}", f"Its sheets are: {', '.join(sheets)}.")
        return sheets[wanted]
    if not tables:
        raise InputRefusedError("has no sheet with a table in it", "Export the ledger again.")
    best = max(len(sheet.fields) for sheet in tables)
    ledgers = [sheet for sheet in tables if not TABLE.missing(sheet.fields)]
    likely = [sheet for sheet in tables if len(sheet.fields) == best]
    likely = [sheet for sheet in ledgers if sheet not in likely] + likely if len(ledgers) > 1 else likely
    likely = ledgers if len(ledgers) == 1 and ledgers[0] in likely else likely
    if len(likely) > 1 and best >= _LEDGER_LIKE:
        if _are_customers(likely):
            return _stacked(likely)
        raise _which(sorted(likely, key=SheetTable.odds))
    if others := ", ".join(sheet.name for sheet in tables if sheet is not likely[0]):
        likely[0].notes.append(f"Sheet {likely[0].name!r} was read; there are also {others} (--sheet).")
    return likely[0]


def _are_customers(sheets: Sequence[SheetTable]) -> bool:
    """Whether sheets that are parts of one table name a customer each above it, all of them others."""
    told = [sheet.stated() for sheet in sheets if {"account", "name"}.isdisjoint(sheet.fields)]
    names = {each.get("account") or each.get("name", "") for each in told} - {""}
    return len(_alike(sheets)) == len(sheets) == len(names)


def _which(likely: list[SheetTable]) -> AskError:
    """Ask which sheet it is; what are parts of one ledger comes first together."""
    parts = _alike(likely)
    answers = [Answer(option("sheet", sheet.name), sheet.name) for sheet in likely]
    answers[:0] = [Answer(option("sheet", _ALL), f"all {len(parts)}, one below the other")] * bool(parts)
    names = ", ".join(sheet.name for sheet in likely)
    return AskError(Question(f"has several sheets that could be the ledger: {names}", tuple(answers)))


def _alike(sheets: Sequence[SheetTable]) -> list[SheetTable]:
    """Return the sheets of open items that are parts of one table: with one heading, and no number twice; none where they are not."""
    parts = [sheet for sheet in sheets if not NOT_OPEN.search(sheet.name)]
    numbers = [{cell for cell in sheet.cells("number") if not TOTAL.match(cell)} for sheet in parts]
    apart = sum(map(len, numbers)) == len({*chain(*numbers)}) > 0
    headings = {_filled(sheet.heading) for sheet in parts}
    return parts if len(parts) > 1 and apart and len(headings) == 1 else []


def _filled(row: Sequence[str]) -> tuple[str, ...]:
    """Return a row up to its last cell that is filled: a note beside a table makes all rows of its sheet longer."""
    return tuple(row[: max((many for many, cell in enumerate(row, 1) if cell), default=0)])


def _with_struck(sheet: SheetTable, struck: Collection[int]) -> Iterator[list[str]]:
    """Give a sheet's rows with a column that says which ones are struck out; a heading that is there again stays as it is."""
    for line, row in enumerate(sheet.rows()):
        said = STRUCK if line == sheet.place else "yes" if line in struck else ""
        again = not said and all(squeeze(cell) == one for cell, one in zip(row, sheet.heading, strict=False))
        yield row if again else [*row, *[""] * (len(sheet.heading) - len(row)), said]


def unread(sheet: SheetTable) -> Iterator[str]:
    """Say what a sheet shows that changes nothing here."""
    marks = sheet.marks
    if hidden := sum(line > sheet.place for line in marks.hidden):
        yield f"{number_of(hidden, 'row is', 'rows are')} hidden in the sheet; they count, too."
    coloured, below = len(sheet.most(marks.coloured)), sum(map(any, sheet.below())) if marks.coloured else 0
    if 0 < coloured * 3 <= below:
        yield f"{number_of(coloured, 'row is', 'rows are')} coloured in the sheet; colours say nothing here."
    if marks.comments:
        many = number_of(
            len(marks.comments), "comment stands on cells and changes", "comments stand on cells and change"
        )
        yield f"{many} nothing here, such as {marks.comments[0][:60]!r}."


def _stacked(parts: list[SheetTable]) -> SheetTable:
    """Return sheets one below the other, with their names where no column says who owes, or in which currency. Raises InputRefusedError."""
    if not parts:
        raise InputRefusedError(
            "has no sheets that are parts of one ledger", "Say which one with --sheet NAME."
        )
    fields = set(parts[0].fields)
    coded = "currency" not in fields and {sheet.name.strip() for sheet in parts} <= CURRENCIES - WORDS
    # What labels above a heading say of a customer outranks the sheet's name.
    whose = [{"name": sheet.name, **sheet.stated()} for sheet in parts]
    facts = {name: title for name, title in _LABELLED.items() if any(name in each for each in whose)}
    if {"account", "name"} & fields:
        whose, facts = [{"name": sheet.name} for sheet in parts], {"name": "Currency"} if coded else {}
    tops = [list(map(_filled, islice(sheet.rows(), sheet.place))) for sheet in parts]
    wide = max(len(sheet.heading) for sheet in parts)

    def leveled(sheet: SheetTable) -> Iterator[list[str]]:
        # What says which rows are struck out stands in one column, however far a sheet's notes reach.
        own = len(sheet.heading)
        for row in islice(sheet.shown(), sheet.place, None):
            yield [*row[:own], *[""] * (wide - own), *row[own:]]

    def below() -> Iterator[tuple[list[str], list[str]]]:
        for sheet, said in zip(parts, whose, strict=True):
            told = [said.get(name, "") for name in facts]
            yield from ((told, row) for row in islice(leveled(sheet), 1, None))

    # One that has struck rows has a column more.
    heading = max((next(leveled(sheet)) for sheet in parts), key=lambda row: sum(map(bool, row)))
    width = 0 if not facts else max(len(heading), *(len(row) for _, row in below()))

    def rows() -> Iterator[list[str]]:
        # What stands above all of them counts for all.
        yield from map(list, tops[0] if all(top == tops[0] for top in tops) else ())
        for told, row in chain([([*facts.values()], heading)], below()):
            yield [*row, *[""] * (width - len(row)), *told] if facts and any(row) else row

    shown = {sheet.marks.currency for sheet in parts}
    names = ", ".join(sheet.name for sheet in parts)
    notes = [f"{len(parts)} sheets were read, one below the other: {names}."]
    # What is said of a sheet with several tables is said once.
    notes += dict.fromkeys(note for sheet in parts for note in (*sheet.notes, *unread(sheet)))
    return SheetTable(_ALL, rows, Marks(shown.pop() if len(shown) == 1 else ""), notes)
