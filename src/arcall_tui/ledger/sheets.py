"""Spreadsheets and files of tags, read in a child process: a hostile one may eat memory or crash, but not arcall."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from arcall_tui.domain.text import joined
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import markup_files
from arcall_tui.ledger.questions import Answer, AskError, Question
from arcall_tui.ledger.sheet_marks import NOT_SO_PACKED, Marks, marks_of, unworked_columns
from arcall_tui.ledger.sheet_tables import SheetTable, by_name, chosen, unread
from arcall_tui.ledger.xml_files import number

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

# Of the processor's time and of memory: so much for any file, more for a large one, never above the last.
_SECONDS, _SECONDS_PER_MB, _MOST_SECONDS = 8, 2, 120
_MEMORY, _MEMORY_PER_MB, _MOST_MEMORY = 512 << 20, 24 << 20, 1 << 30
_BUSY = 3  # a computer that does other things takes so much longer
_LARGEST_OUTPUT = 2 << 30
# No table packs this well; what is small may.
_MOST_PACKED = 50  # times; tables of people reach 15
_SMALL = 64 << 20
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
        return joined(value) if "\n" in value or "\r" in value else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, datetime):
        value = value.date()
    return "" if value is None else str(value)


# The first bytes of a file say what it is.
_ENOUGH = 128


def _spreadsheet(path: str, wanted: str) -> dict[str, SheetTable]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - after the limits are set

    columns = unworked_columns(path)
    if columns and columns.most_common(1)[0][1] > 1:
        raise InputRefusedError(
            f"holds formulas in column {columns.most_common(1)[0][0].decode()} that were never worked out",
            "Open it in a spreadsheet program, save it there, and import it then.",
        )
    book = CalamineWorkbook.from_path(path)

    def sheet_of(name: str) -> SheetTable:
        marks, sheet = marks_of(path, name), book.get_sheet_by_name(name)
        rows = partial(_rows, sheet, marks)
        # Empty columns beside a table are not given.
        _, left = sheet.start or (0, 0)
        struck = {(line, place - left) for line, place in marks.struck}
        return SheetTable(name, rows, replace(marks, struck=struck))

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


def _run(path: str, wanted: str, out: IO[bytes]) -> dict[str, Any]:
    try:
        with Path(path).open("rb") as file:
            head = file.read(_ENOUGH)
        tagged = markup_files.is_tagged(head) or b"opendocument" in head
        found = markup_files.tables(Path(path)) if tagged else {}
        sheets = {name: SheetTable(name, partial(iter, rows)) for name, rows in found.items()}
        sheets = sheets if tagged else _spreadsheet(path, wanted)
        sheet = chosen(by_name(sheets), wanted)
        text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="")
        text.write("\n" * sheet.skipped)
        csv.writer(text, lineterminator="\n").writerows(sheet.shown())
        text.flush()
        text.detach()
        return {
            "notes": [*sheet.notes, *unread(sheet)],
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
