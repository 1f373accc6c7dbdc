"""From bytes to rows: encodings, delimiters and spreadsheets; a file that is damaged is refused with the row."""

import codecs
import csv
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain, islice, repeat
from pathlib import Path
from typing import IO
from unicodedata import is_normalized, normalize

from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError, refused
from arcall_tui.ledger import encodings
from arcall_tui.ledger.columns import HEADER_WITHIN
from arcall_tui.ledger.line_dress import DELIMITERS, Undress, mended, undressing
from arcall_tui.ledger.markup_files import is_tagged

# Rows that are looked at together: enough to work at C speed, few enough to go over one by one.
CHUNK = 400
# A cell this long is a quote that was never closed, or no ledger.
_LONGEST_CELL = 131_072
_MOST_CELLS = 16_384  # of a row, as in a spreadsheet
_BLOCK = 1 << 20
_HEAD = 400
_SAMPLE, _LARGEST_SAMPLE, _LAST = 1 << 16, 8 << 20, 12
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NOT_TABLES = (
    (b"%PDF", "a PDF"), (b"\x1f\x8b", "compressed"), (b"{\\rtf", "a text document"), (b"[{", "JSON"),
    (b'{"', "JSON"),
)  # fmt: skip
# What bank statements that are no tables have near their beginning.
_STATEMENTS = (b"\n:20:", b"OFXHEADER", b"<OFX", b"!Type:Bank", b"urn:iso:std:iso:20022:tech:xsd:camt.05")


@dataclass(slots=True)
class Chunk:
    """Some rows of a file; `first_line` is the physical line of the first one, `lines` how many they span.

    `numbers`: each row's physical line, where rows between them are missing or the order is another.
    """

    rows: list[list[str]]
    first_line: int
    lines: int
    numbers: Sequence[int] | None = None

    def line_numbers(self) -> Sequence[int]:
        """Return each row's physical line, the one it begins on."""
        if self.numbers is not None:
            return self.numbers
        if self.lines == len(self.rows):
            return range(self.first_line, self.first_line + self.lines)
        numbers, line = [], self.first_line
        for row in self.rows:
            numbers.append(line)
            line += 1 + sum((cell.count("\n") + cell.count("\r") - cell.count("\r\n")) for cell in row)
        return numbers


@dataclass(slots=True)
class Source:
    """An opened ledger file: its text can be gone through more than once.

    `digest`: SHA-256 of the file. `skip`: lines before the first row (a `sep=;` line, what is far above
    a sheet's table). `notes`: what the user should know about how it was read. `marked`: it ends with the end mark of DOS.
    `typed`: numbers are marked as such (`amounts.MACHINE`). `loose`: accents may stand apart from their letters.
    `undress`: what takes off a line what it is dressed in. `currency`: the sign or code that a spreadsheet shows with its amounts, empty where none or several.
    """

    name: str
    stream: IO[bytes]
    digest: str
    size: int
    encoding: str
    delimiter: str = ","
    skip: int = 0
    notes: list[str] = field(default_factory=list)
    marked: bool = False
    typed: bool = False
    loose: bool = False
    currency: str = ""
    undress: tuple[Undress, ...] = ()

    def close(self) -> None:
        """Let go of the file."""
        self.stream.close()

    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]:
        """Go through all rows from the first. Raises InputRefusedError for a damaged file, with the row."""
        self.stream.seek(0)
        text = io.TextIOWrapper(self.stream, encoding=self.encoding, newline="")
        lines = self._lines(islice(text, self.skip, None))
        try:
            line = 1
            while ahead := list(islice(lines, size)):
                reader = csv.reader(chain(ahead, lines), delimiter=self.delimiter, strict=True)
                rows: list[list[str]] = []
                try:
                    rows.extend(self._parted(ahead) or islice(reader, size))
                except csv.Error as error:
                    raise self._damaged(error, rows, line) from None
                self._refuse_endless(rows, line)
                spanned = reader.line_num or len(ahead)
                yield Chunk(rows, line + self.skip, spanned)
                line += spanned
        except UnicodeDecodeError:
            raise InputRefusedError(
                f"{self.name} is not written in {self.encoding} throughout.", "Export it again as UTF-8."
            ) from None
        finally:
            if not self.stream.closed:
                text.detach()

    def last_rows(self) -> list[list[str]]:
        """Return the rows with which the file ends, as far as they can be read without those before."""
        self.stream.seek(-min(self.size, _SAMPLE), os.SEEK_END)
        lines = self.stream.read().decode(self.encoding, "ignore").rstrip("\x1a\0").splitlines()
        return list(csv.reader(self._lines(lines[-_LAST:]), delimiter=self.delimiter))

    def _parted(self, lines: list[str]) -> list[list[str]]:
        """Return the cells of lines that have no quotes, in half the time that `csv` takes; nothing where one has."""
        if '"' in "".join(lines) or max(map(len, lines)) > _LONGEST_CELL:
            return []
        bare = map(str.rstrip, lines, repeat("\r\n"))
        return [line.split(self.delimiter) if line else [] for line in bare]

    def _lines(self, lines: Iterable[str]) -> Iterator[str]:
        """Return the lines that count; DOS programs write a mark of their own at a text's end."""
        if self.loose:
            lines = map(partial(normalize, "NFC"), lines)
        for way in self.undress:
            lines = map(way, lines)
        return (line.rstrip("\x1a\0") for line in lines) if self.marked else iter(lines)

    def _refuse_endless(self, rows: list[list[str]], line: int) -> None:
        widths = list(map(len, rows))
        if max(widths) > _MOST_CELLS:
            at = next(at for at, width in enumerate(widths) if width > _MOST_CELLS)
            row = Chunk([*rows[:at], []], line + self.skip, -1).line_numbers()[at]
            raise InputRefusedError(
                f"{self.name}, row {row}: it has {widths[at]:,} cells, which no ledger has.",
                "Export the file again, with a line for each row.",
            )

    def _damaged(self, error: csv.Error, rows: list[list[str]], line: int) -> InputRefusedError:
        chunk = Chunk([*rows, []], line + self.skip, -1)
        row = chunk.line_numbers()[-1]
        if "field limit" in str(error) or "unexpected end" in str(error):
            what = "a quote opens here that is never closed, or a cell is longer than 128 KiB"
        else:
            what = f"the quotes do not pair up ({error})"
        return InputRefusedError(
            f"{self.name}, row {row}: {what}.",
            "Mend that row, or export the file again; nothing was read in.",
        )

    def position(self) -> int:
        """How many bytes have been read, of `size`."""
        return self.stream.tell()


def open_source(path: Path, sheet: str | None = None, encoding: str = "") -> Source:
    """Open a ledger file: text in any common encoding and delimiter, or a spreadsheet (through a child).

    Raises InputRefusedError where there is nothing to read in it.
    """
    csv.field_size_limit(_LONGEST_CELL)
    with refused(InputRefusedError, f"{path} cannot be read", "Check the path and its permissions."):
        stream: IO[bytes] = path.open("rb")
        size = os.fstat(stream.fileno()).st_size
        head = stream.read(_HEAD)
    try:
        return _open(path, stream, size, head, sheet, encoding)
    except BaseException:
        stream.close()
        raise


class KeptFile(ExitStack):
    """A file of which each reading, of a sheet or in an encoding, is made once, and gone through as often as is needed within `with`."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.source = cache(lambda *how: self.enter_context(closing(open_source(path, *how))))


def _open(path: Path, stream: IO[bytes], size: int, head: bytes, sheet: str | None, wanted: str) -> Source:
    if not size:
        raise InputRefusedError(f"{path.name} is empty.", "Export the ledger again.")
    for magic, what in _NOT_TABLES:
        if b"".join(head.split()).startswith(magic):
            raise InputRefusedError(
                f"{path.name} is {what}, not a table.", "Export the ledger as CSV or XLSX."
            )
    if any(mark in b"\n" + head for mark in _STATEMENTS):
        raise InputRefusedError(
            f"{path.name} is a bank statement, not a table.",
            "Export the payments that came in as CSV, and import them with --payments.",
        )
    if head.startswith(_SPREADSHEETS) or is_tagged(head):
        from arcall_tui.ledger.sheets import convert  # noqa: PLC0415 - only spreadsheets need it

        table, notes, currency, skip = convert(path, sheet)
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        stream.close()
        size = os.fstat(table.fileno()).st_size
        return Source(
            name_of(path), table, digest, size, "utf-8", skip=skip, notes=notes, typed=True, loose=True, currency=currency,
        )  # fmt: skip
    name = name_of(path)
    if sheet:
        raise InputRefusedError(f"{name} is no spreadsheet, and has no sheets.", "Leave --sheet out.")
    # What DOS wrote behind its end mark fills the last record.
    stream.seek(-min(size, _BLOCK), os.SEEK_END)
    tail = stream.read()
    marked = tail.rstrip(b"\0").endswith(b"\x1a")
    end = size - (len(tail) - len(tail.rstrip(b"\0")) if marked else 0)
    encoding, digest, notes, loose = _survey_bytes(name, stream, end, wanted)
    source = Source(name, stream, digest, size, encoding, notes=notes, marked=marked, loose=loose)
    _find_delimiter(source)
    return source


def _survey_bytes(name: str, stream: IO[bytes], end: int, wanted: str) -> tuple[str, str, list[str], bool]:
    """Go through the bytes up to `end` once: hash, encoding (or the one that is `wanted`), NUL bytes, accents that stand apart."""
    stream.seek(0)
    sample = stream.read(_SAMPLE)
    wide = next((encoding for bom, encoding in _BOMS if sample.startswith(bom)), None) or _wide(sample)
    decoder = codecs.getincrementaldecoder(wide or "utf-8")()
    digest, line, bad, loose = hashlib.sha256(), 1, b"", False
    stream.seek(0)
    while block := stream.read(min(_BLOCK, end - stream.tell())):
        digest.update(block)
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError as error:
            bad = block[max(0, error.start - _SAMPLE // 2) : error.start + _SAMPLE // 2]
            decoder = codecs.getincrementaldecoder("latin_1")()
            text = decoder.decode(block)
        loose = loose or not (bad or is_normalized("NFC", text))
        before, nul, _ = text.partition("\0")
        line += before.count("\n")
        if nul:
            raise InputRefusedError(
                f"{name}, row {line}: there is a NUL byte, so the file is damaged or no text.",
                "Export the ledger again as CSV or XLSX.",
            )
    if wanted or not bad:
        return encodings.check(name, wanted) if wanted else wide or "utf-8", digest.hexdigest(), [], loose
    if wide:
        raise InputRefusedError(f"{name} is damaged: it begins as {wide} and goes on as something else.")
    encoding = encodings.find(name, bad)
    told = (
        f"The file is not UTF-8; it was read as {encoding}. Where names look wrong, --encoding says another."
    )
    return encoding, digest.hexdigest(), [told], loose


def _wide(sample: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zeros, which fall on every other byte."""
    head = sample[: len(sample) // 2 * 2]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) * 0.4 and min(even, odd) * 10 < max(even, odd):
        return "utf-16-be" if even > odd else "utf-16-le"
    return None


def _find_delimiter(source: Source) -> None:
    """Choose the delimiter that cuts the first rows into the most cells that are alike in number."""
    source.stream.seek(0)
    text = io.TextIOWrapper(source.stream, encoding=source.encoding, newline="", errors="replace")
    whole = source.size <= _LARGEST_SAMPLE
    lines = [line[:_LONGEST_CELL] for line in islice(text, None if whole else HEADER_WITHIN + 5)]
    text.detach()
    if word := encodings.was_read_wrongly(lines):
        lines = list(map(encodings.read_again, lines))
        source.notes.append(
            f"Letters came in twice written, such as {one_line(word)[:40]!r}; they were read as they were meant."
        )
    source.undress = undressing(lines)
    for way in source.undress:
        lines = list(map(way, lines))
    source.undress = (*([encodings.read_again] if word else []), *source.undress)
    first = lines[: HEADER_WITHIN + 5]
    if first and first[0].lower().startswith("sep=") and len(first[0].strip()) == len("sep=,"):
        source.delimiter, source.skip = first[0].strip()[-1], 1
    else:
        source.delimiter = max(DELIMITERS, key=lambda delimiter: _cut(first, delimiter))
    if whole and (mend := mended(lines[source.skip :], source.delimiter)):
        source.undress = (*source.undress, mend)
        source.notes.append(
            "Some texts hold quotes that are not doubled; they were read as they seem to be meant."
        )


def _cut(lines: list[str], delimiter: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return (0, 0)
    most = max(widths, default=0)
    return (most * widths.count(most) if most > 1 else 0, most)


def line_keys(path: Path) -> list[str]:
    """Return what tells the lines among which the header stands from others, whatever they are written in."""
    with suppress(OSError), path.open("rb") as file:
        return [hashlib.sha256(line.strip()).hexdigest()[:32] for line in islice(file, HEADER_WITHIN)]
    return []


def name_of(path: Path) -> str:
    """Return a file's name as text, whatever bytes it is made of."""
    return one_line(os.fsencode(path.name).decode("utf-8", "replace"))


def is_blank(row: list[str]) -> bool:
    """Whether nothing stands in a row."""
    return not any(cell and not cell.isspace() for cell in row)
