"""Spreadsheets and files of tags, read in a child process: a hostile one may eat memory or crash, but not arcall."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain, count, islice, pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from arcall_tui.domain.text import number_of
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import markup_files
from arcall_tui.ledger.columns import HEADER_WITHIN, match, squeeze
from arcall_tui.ledger.questions import Answer, AskError, Question, option
from arcall_tui.ledger.shapes import TABLE
from arcall_tui.ledger.sheet_marks import NOT_SO_PACKED, Marks, marks_of, unworked_columns
from arcall_tui.ledger.words import NOT_OPEN, STRUCK, TOTAL
from arcall_tui.ledger.xml_files import number

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

# Of the processor's time and of memory: so much for any file, more for a large one, never above the last.
_SECONDS, _SECONDS_PER_MB, _MOST_SECONDS = 10, 2, 120
_MEMORY, _MEMORY_PER_MB, _MOST_MEMORY = 512 << 20, 24 << 20, 1 << 30
_BUSY = 3  # a computer that does other things takes so much longer
_LARGEST_OUTPUT = 2 << 30
# No table packs this well; what is small may.
_MOST_PACKED = 50  # times; tables of people reach 15
_SMALL = 64 << 20
# A row that names so many fields is most likely a ledger's header.
_LEDGER_LIKE = 3
_WAY_OUT = "Save the sheet as CSV and import that."


def convert(path: Path, sheet: str | None) -> tuple[IO[bytes], list[str], str, int]:
    """Return a sheet as CSV (UTF-8, dates in ISO, one line a row), what to tell the user about it, and its amounts' currency.

    Last comes how many empty lines stand for rows of the sheet far above the table. Without `sheet` it is the one that
    looks most like a ledger. Raises InputRefusedError, AskError where several do.
    """
    _refuse_bomb(path)
    seconds, _ = _limits(path)
    table = tempfile.TemporaryFile()  # noqa: SIM115 - handed on; private, and gone when closed
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "arcall_tui.ledger.sheets", str(path.absolute()), sheet or ""],
            stdout=table,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            timeout=seconds * _BUSY,
            check=False,
        )
    except subprocess.TimeoutExpired:
        table.close()
        raise InputRefusedError(
            f"{path.name} took longer than {seconds * _BUSY} s to read.", _WAY_OUT
        ) from None
    told = _told(done.stderr)
    if done.returncode or "problem" in told:
        table.close()
        if told.get("sheets"):
            choices = tuple(Answer(*choice) for choice in told["sheets"])
            raise AskError(Question(f"{path.name} {told['problem']}. Which is it?", choices))
        what = told.get("problem") or "cannot be read: it is damaged, locked, or needs too much memory"
        raise InputRefusedError(f"{path.name} {what}.", told.get("hint") or _WAY_OUT)
    return table, told.get("notes", []), told.get("currency", ""), told.get("skip", 0)


def _limits(path: Path) -> tuple[int, int]:
    """Return how many seconds and bytes reading a file may take."""
    size = path.stat().st_size >> 20
    return (
        min(_MOST_SECONDS, max(_SECONDS, size * _SECONDS_PER_MB)),
        min(_MOST_MEMORY, max(_MEMORY, size * _MEMORY_PER_MB)),
    )


def _refuse_bomb(path: Path) -> None:
    """Refuse a packed file that says itself that it unpacks to far too much."""
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (*NOT_SO_PACKED, ValueError):
        return
    if size > _LARGEST_OUTPUT or size > max(_SMALL, _MOST_PACKED * path.stat().st_size):
        raise InputRefusedError(
            f"{path.name} unpacks to {size >> 20:,} MB, which no ledger does: it is damaged or made to do harm.",
            _WAY_OUT,
        )


def _told(stderr: bytes) -> dict[str, Any]:
    """Read the child's last words, JSON on one line; a child that crashed leaves none."""
    for line in reversed(stderr.decode("utf-8", "replace").splitlines()):
        with contextlib.suppress(ValueError):
            words = json.loads(line)
            if isinstance(words, dict):
                return words
    return {}


# From here on: the child.


def _limit(path: Path) -> None:
    """Bound memory, time and output, where the system can (not on Windows: there the timeout has to do)."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    seconds, memory = _limits(path)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _LARGEST_OUTPUT),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _cell(value: object) -> str:
    """Return a cell as CSV text: dates in ISO, numbers without an exponent, everything on one line."""
    if isinstance(value, str):
        return value.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, datetime):
        value = value.date()
    return "" if value is None else str(value)


# A sheet of all that look alike, one below the other.
_ALL = "*"
_WHOSE = "Customer"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(slots=True)
class _Sheet:
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
        struck = self.most(self.marks.struck)
        if struck:
            self.rows = partial(_with_struck, self, self.rows, struck)

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

    def odds(self) -> tuple[bool, bool, bool, int]:
        """What makes it less likely the ledger than others, the weightiest first; of those alike the newest counts."""
        # What is paid stands on a sheet of its own more often than what is open.
        open_ones = {"due_date", "balance", "days_late"} & set(self.fields)
        days = [day for name in ("invoice_date", "due_date") for day in self.cells(name) if _DAY.match(day)]
        newest = int(max(days, default="0")[:10].replace("-", ""))
        return bool(NOT_OPEN.search(self.name)), not open_ones, "settled_on" in self.fields, -newest


def _tables_of(sheet: _Sheet) -> list[_Sheet]:
    """Return the tables that stand on a sheet below or beside one another; the sheet itself where it is one."""
    if len(sheet.fields) < _LEDGER_LIKE:
        return [sheet]
    starts = [sheet.place, *_other_headings(sheet)]
    sides = _sides(next(islice(sheet.rows(), sheet.place, None)))
    if len(starts) + len(sides) == 2:
        return [sheet]
    rows, tables = list(sheet.rows()), []
    struck, width, unread = rows[sheet.place][-1] == STRUCK, len(sheet.heading), [*_unread(sheet)]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        title, top, skipped = sheet.name, rows[:start], 0
        if start > sheet.place:
            title = "".join(top[-1]) if _is_title(top[-1]) else f"{sheet.name} (row {start + 1})"
            # A row's number is that of the sheet, and the heading is among the first rows.
            top = [[""]] * min(start, HEADER_WITHIN - 1)
            skipped = start - len(top)
            rows[start] = [*rows[start][:width], STRUCK] if struck else rows[start]
        # What stands above the next table's heading is its title.
        last = end - 1 if end < len(rows) and _is_title(rows[end - 1]) else end
        for left, right in _sides(rows[start]):
            name = f"{title} (column {left + 1})" if left else title
            # Which rows are struck out is said of each table.
            said = slice(max(width, right), None) if struck else slice(0)
            part = [*top, *([*row[left:right], *row[said]] for row in rows[start:last])]
            marks = Marks(sheet.marks.currency)
            tables.append(_Sheet(name, partial(iter, part), marks, [*unread], skipped=skipped))
    return tables


def _by_name(sheets: Mapping[str, _Sheet]) -> dict[str, _Sheet]:
    """Return all tables by name: a sheet's is its own, a table of that name or of another's gets a number."""
    tables: dict[str, _Sheet] = {}
    for sheet in sheets.values():
        for table in _tables_of(sheet):
            names = chain([table.name], (f"{table.name} ({number})" for number in count(2)))
            others = tables.keys() | (sheets.keys() - {sheet.name})
            table.name = next(name for name in names if name not in others)
            tables[table.name] = table
    return tables


def _other_headings(sheet: _Sheet) -> Iterator[int]:
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


def _chosen(sheets: Mapping[str, _Sheet], wanted: str) -> _Sheet:
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
        raise _which(sorted(likely, key=_Sheet.odds))
    if others := ", ".join(sheet.name for sheet in tables if sheet is not likely[0]):
        likely[0].notes.append(f"Sheet {likely[0].name!r} was read; there are also {others} (--sheet).")
    return likely[0]


def _which(likely: list[_Sheet]) -> AskError:
    """Ask which sheet it is; what are parts of one ledger comes first together."""
    parts = _alike(likely)
    answers = [Answer(option("sheet", sheet.name), sheet.name) for sheet in likely]
    answers[:0] = [Answer(option("sheet", _ALL), f"all {len(parts)}, one below the other")] * bool(parts)
    names = ", ".join(sheet.name for sheet in likely)
    return AskError(Question(f"has several sheets that could be the ledger: {names}", tuple(answers)))


def _alike(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """Return the sheets of open items that are parts of one table: with one heading, and no number twice; none where they are not."""
    parts = [sheet for sheet in sheets if not NOT_OPEN.search(sheet.name)]
    numbers = [{cell for cell in sheet.cells("number") if not TOTAL.match(cell)} for sheet in parts]
    apart = sum(map(len, numbers)) == len({*chain(*numbers)}) > 0
    headings = {_filled(sheet.heading) for sheet in parts}
    return parts if len(parts) > 1 and apart and len(headings) == 1 else []


def _filled(row: Sequence[str]) -> tuple[str, ...]:
    """Return a row up to its last cell that is filled: a note beside a table makes all rows of its sheet longer."""
    return tuple(row[: max((many for many, cell in enumerate(row, 1) if cell), default=0)])


def _with_struck(
    sheet: _Sheet, rows: Callable[[], Iterator[list[str]]], struck: Collection[int]
) -> Iterator[list[str]]:
    """Give a sheet's rows with a column that says which ones are struck out; a heading that is there again stays as it is."""
    for line, row in enumerate(rows()):
        said = STRUCK if line == sheet.place else "yes" if line in struck else ""
        again = not said and all(squeeze(cell) == one for cell, one in zip(row, sheet.heading, strict=False))
        yield row if again else [*row, *[""] * (len(sheet.heading) - len(row)), said]


def _unread(sheet: _Sheet) -> Iterator[str]:
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


def _stacked(parts: list[_Sheet]) -> _Sheet:
    """Return sheets one below the other, with their names where no column says who owes. Raises InputRefusedError."""
    if not parts:
        raise InputRefusedError(
            "has no sheets that are parts of one ledger", "Say which one with --sheet NAME."
        )
    named = bool({"account", "name"} & set(parts[0].fields))
    tops = [list(map(_filled, islice(sheet.rows(), sheet.place))) for sheet in parts]
    wide = max(len(sheet.heading) for sheet in parts)

    def leveled(sheet: _Sheet) -> Iterator[list[str]]:
        # What says which rows are struck out stands in one column, however far a sheet's notes reach.
        own = len(sheet.heading)
        for row in islice(sheet.rows(), sheet.place, None):
            yield [*row[:own], *[""] * (wide - own), *row[own:]]

    def below() -> Iterator[tuple[str, list[str]]]:
        return ((sheet.name, row) for sheet in parts for row in islice(leveled(sheet), 1, None))

    # One that has struck rows has a column more.
    heading = max((next(leveled(sheet)) for sheet in parts), key=lambda row: sum(map(bool, row)))
    width = 0 if named else max(len(heading), *(len(row) for _, row in below()))

    def rows() -> Iterator[list[str]]:
        # What stands above all of them counts for all.
        yield from map(list, tops[0] if all(top == tops[0] for top in tops) else ())
        for whose, row in chain([(_WHOSE, heading)], below()):
            yield row if named or not any(row) else [*row, *[""] * (width - len(row)), whose]

    shown = {sheet.marks.currency for sheet in parts}
    names = ", ".join(sheet.name for sheet in parts)
    notes = [f"{len(parts)} sheets were read, one below the other: {names}."]
    notes += [note for sheet in parts for note in _unread(sheet)]
    return _Sheet(_ALL, rows, Marks(shown.pop() if len(shown) == 1 else ""), notes)


# The first bytes of a file say what it is.
_ENOUGH = 128


def _spreadsheet(path: str, wanted: str) -> dict[str, _Sheet]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - after the limits are set

    columns = unworked_columns(path)
    if columns and columns.most_common(1)[0][1] > 1:
        raise InputRefusedError(
            f"holds formulas in column {columns.most_common(1)[0][0].decode()} that were never worked out",
            "Open it in a spreadsheet program, save it there, and import it then.",
        )
    book = CalamineWorkbook.from_path(path)

    def sheet_of(name: str) -> _Sheet:
        marks = marks_of(path, name)
        return _Sheet(name, partial(_rows, book.get_sheet_by_name(name), marks), marks)

    shown = [
        one.name
        for one in book.sheets_metadata
        if one.visible == SheetVisibleEnum.Visible or one.name == wanted
    ]
    return {name: sheet_of(name) for name in shown or book.sheet_names}


def _rows(sheet: CalamineSheet, marks: Marks) -> Iterator[list[str]]:
    """Give a sheet's rows as it shows them."""
    # Empty rows above a table are given, empty columns beside it are not.
    _, left = sheet.start or (0, 0)
    plain = ([_cell(value) for value in row] for row in sheet.iter_rows())
    if not (marks.instead or marks.currencies):
        return plain
    return (
        [marks.shown(line, place, cell) for place, cell in enumerate(row, left)]
        for line, row in enumerate(plain)
    )


def _tagged(path: str) -> dict[str, _Sheet]:
    return {name: _Sheet(name, partial(iter, rows)) for name, rows in markup_files.tables(Path(path)).items()}


def _run(path: str, wanted: str, out: IO[bytes]) -> dict[str, Any]:
    try:
        with Path(path).open("rb") as file:
            head = file.read(_ENOUGH)
        tagged = markup_files.is_tagged(head) or b"opendocument" in head
        sheets = _tagged(path) if tagged else _spreadsheet(path, wanted)
        sheet = _chosen(_by_name(sheets), wanted)
        text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="")
        text.write("\n" * sheet.skipped)
        csv.writer(text, lineterminator="\n").writerows(sheet.rows())
        text.flush()
        text.detach()
        return {
            "notes": [*sheet.notes, *_unread(sheet)],
            "currency": sheet.marks.currency,
            "skip": sheet.skipped,
        }
    except InputRefusedError as error:
        choices = error.question.choices if isinstance(error, AskError) else ()
        answers = [(choice.option, choice.says) for choice in choices]
        return {"problem": error.message, "hint": error.hint, "sheets": answers}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever is found wrong, it is the file; a reader that panics raises no Exception
        return {"problem": f"cannot be read as a spreadsheet ({type(error).__name__}: {error})"}


if __name__ == "__main__":
    _limit(Path(sys.argv[1]))
    sys.stderr.write(json.dumps(_run(sys.argv[1], sys.argv[2], sys.stdout.buffer)) + "\n")
