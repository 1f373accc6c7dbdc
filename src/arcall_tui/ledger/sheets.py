"""Spreadsheets and files of tags, read in a child process: a hostile one may eat memory or crash, but not arcall."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import currency_words, markup_files
from arcall_tui.ledger.columns import HEADER_WITHIN, match
from arcall_tui.ledger.questions import Answer, AskError, Question, option
from arcall_tui.ledger.shapes import TABLE
from arcall_tui.ledger.words import NOT_OPEN
from arcall_tui.ledger.xml_files import number

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


def convert(path: Path, sheet: str | None) -> tuple[IO[bytes], list[str], str]:
    """Return a sheet as CSV (UTF-8, dates in ISO, one line a row), what to tell the user about it, and its amounts' currency.

    Without `sheet` it is the one that looks most like a ledger. Raises InputRefusedError, AskError where several do.
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
    return table, told.get("notes", []), told.get("currency", "")


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
    except (*_NOT_SO_PACKED, ValueError):
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


def _choose(tables: Mapping[str, Callable[[], Iterator[list[str]]]], wanted: str) -> tuple[str, list[str]]:
    """Return the name of the sheet that is wanted, else of the one that looks most like a ledger, and what to say."""
    names = list(tables)
    if wanted:
        if wanted not in tables:
            raise InputRefusedError(f"has no sheet {wanted!r}", f"Its sheets are: {', '.join(names)}.")
        return wanted, []
    found = {name: fields for name, rows in tables.items() if (fields := _fit(rows())) is not None}
    fits = {name: max(1, len(fields)) for name, fields in found.items()}
    best = max(fits.values(), default=0)
    likely = [name for name, fit in fits.items() if fit == best]
    if not best:
        raise InputRefusedError("has no sheet with a table in it", "Export the ledger again.")
    ledgers = [name for name, fields in found.items() if not TABLE.missing(fields)]
    likely = [name for name in ledgers if name not in likely] + likely if len(ledgers) > 1 else likely
    if len(likely) > 1 and best >= _LEDGER_LIKE:
        # What is paid stands on a sheet of its own more often than what is open.
        bills = {name: bool({"due_date", "balance"} & {*found[name]}) for name in likely}
        likely.sort(
            key=lambda name: (bool(NOT_OPEN.search(name)), not bills[name], "settled_on" in found[name])
        )
        raise AskError(
            Question(
                f"has several sheets that could be the ledger: {', '.join(likely)}",
                tuple(Answer(option("sheet", name), name) for name in likely),
            )
        )
    others = [name for name in names if name != likely[0] and name in fits]
    notes = [f"Sheet {likely[0]!r} was read; there are also {', '.join(others)} (--sheet)."] if others else []
    return likely[0], notes


def _fit(rows: Iterator[list[str]]) -> Collection[str] | None:
    """Return the fields of a ledger that the best row near the top names; None where there is no table."""
    top = list(islice(rows, HEADER_WITHIN))
    return max((match(row, {}, strict=False) for row in top), key=len) if len(top) > 1 else None


_CHUNK, _OVERLAP = 1 << 22, 1 << 13
# The first bytes of a file say what it is.
_ENOUGH = 128


def _spreadsheet(path: str, wanted: str) -> dict[str, Callable[[], Iterator[list[str]]]]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - after the limits are set

    _refuse_unworked(path)
    book = CalamineWorkbook.from_path(path)

    def rows_of(name: str) -> Iterator[list[str]]:
        sheet, wrong = book.get_sheet_by_name(name), _errors(path, name)
        # Empty rows above a table are given, empty columns beside it are not.
        _, left = sheet.start or (0, 0)
        rows = ([_cell(value) for value in row] for row in sheet.iter_rows())
        if not wrong:
            return rows
        return (
            [wrong.get((line, place), cell) for place, cell in enumerate(row, left)]
            for line, row in enumerate(rows)
        )

    shown = [
        one.name
        for one in book.sheets_metadata
        if one.visible == SheetVisibleEnum.Visible or one.name == wanted
    ]
    return {name: partial(rows_of, name) for name in shown or book.sheet_names}


def _refuse_unworked(path: str) -> None:
    """Refuse a workbook of which a column holds formulas without results: a program wrote it, and nobody opened it."""
    columns: Counter[bytes] = Counter()
    with contextlib.suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/sheet"):
                columns.update(column for column, _ in _UNWORKED.findall(packed.open(name).read(_CHUNK)))
    if columns and columns.most_common(1)[0][1] > 1:
        column = columns.most_common(1)[0][0].decode()
        raise InputRefusedError(
            f"holds formulas in column {column} that were never worked out",
            "Open it in a spreadsheet program, save it there, and import it then.",
        )


_UNWORKED = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def _part_of(packed: zipfile.ZipFile, sheet: str) -> str:
    """Return the path of a sheet within its workbook. Raises LookupError."""
    book, rels = (
        packed.open(f"xl/{name}").read(_CHUNK).decode("utf-8", "replace")
        for name in ("workbook.xml", "_rels/workbook.xml.rels")
    )
    targets = {_attribute(one, "Id"): _attribute(one, "Target") for one in _RELATED.findall(rels)}
    parts = [
        targets[_attribute(one, "r:id")] for one in _SHEETS.findall(book) if _attribute(one, "name") == sheet
    ]
    return f"xl/{parts[0].removeprefix('/xl/').removeprefix('xl/')}"


def _shown_currencies(path: str, sheet: str) -> set[str]:
    """Return the currencies' signs or codes in the formats of a sheet's cells."""
    try:
        with zipfile.ZipFile(path) as packed:
            styles = packed.open("xl/styles.xml").read(_CHUNK).decode("utf-8", "replace")
            used = {
                int(number) for number in _USED.findall(packed.open(_part_of(packed, sheet)).read(_CHUNK))
            }
    except _NOT_SO_PACKED:
        return set()
    codes = {_attribute(one, "numFmtId"): _attribute(one, "formatCode") for one in _FORMATS.findall(styles)}
    cells = _CELL_STYLES.search(styles)
    formats = [_attribute(one, "numFmtId") for one in _XF.findall(cells[0])] if cells else []
    shown = {codes.get(formats[number], "") for number in used if number < len(formats)}
    return currency_words.of_formats(shown)


def _errors(path: str, sheet: str) -> dict[tuple[int, int], str]:
    """Return what stands in the cells of a sheet whose formulas went wrong, by row and column from 0."""
    found: dict[tuple[int, int], str] = {}
    with (
        contextlib.suppress(*_NOT_SO_PACKED),
        zipfile.ZipFile(path) as packed,
        packed.open(_part_of(packed, sheet)) as content,
    ):
        before = b""
        while chunk := content.read(_CHUNK):
            text = before + chunk
            found |= {
                (int(row) - 1, _column(letters)): "#FORMULA!" for letters, row in _UNWORKED.findall(text)
            }
            if b't="e"' in text:
                found |= {
                    (int(row) - 1, _column(letters)): said.decode()
                    for letters, row, said in _ERROR.findall(text)
                }
            before = chunk[-_OVERLAP:]
    return found


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


_NOT_SO_PACKED = (zipfile.BadZipFile, LookupError, OSError, RuntimeError, zlib.error)
_ERROR = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(#[^<]{1,12})</v>'
)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


_RELATED, _SHEETS = re.compile(r"<Relationship [^>]*>"), re.compile(r"<sheet [^>]*>")
_USED = re.compile(rb'<c [^>]*?\bs="(\d{1,6})"')
_FORMATS = re.compile(r"<numFmt [^>]*>")
_CELL_STYLES = re.compile(r"<cellXfs.*?</cellXfs>", re.DOTALL)
_XF = re.compile(r"<xf [^>]*>")


def _tagged(path: str) -> dict[str, Callable[[], Iterator[list[str]]]]:
    return {name: partial(iter, rows) for name, rows in markup_files.tables(Path(path)).items()}


def _run(path: str, wanted: str, out: IO[bytes]) -> dict[str, Any]:
    try:
        with Path(path).open("rb") as file:
            head = file.read(_ENOUGH)
        tagged = markup_files.is_tagged(head) or b"opendocument" in head
        tables = _tagged(path) if tagged else _spreadsheet(path, wanted)
        name, notes = _choose(tables, wanted)
        text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="")
        csv.writer(text, lineterminator="\n").writerows(tables[name]())
        text.flush()
        text.detach()
    except InputRefusedError as error:
        choices = error.question.choices if isinstance(error, AskError) else ()
        sheets = [(choice.option, choice.says) for choice in choices]
        return {"problem": error.message, "hint": error.hint, "sheets": sheets}
    except Exception as error:  # noqa: BLE001 - whatever is found wrong, it is the file
        return {"problem": f"cannot be read as a spreadsheet ({type(error).__name__}: {error})"}
    signs = set() if tagged else _shown_currencies(path, name)
    if len(signs) > 1:
        many = ", ".join(sorted(signs))
        notes.append(
            f"Its cells show amounts in {many}, and are read as one currency: it takes a column that says each row's."
        )
    return {"notes": notes, "currency": "".join(signs) if len(signs) == 1 else ""}


if __name__ == "__main__":
    _limit(Path(sys.argv[1]))
    sys.stderr.write(json.dumps(_run(sys.argv[1], sys.argv[2], sys.stdout.buffer)) + "\n")
