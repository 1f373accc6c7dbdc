"""What a workbook (XLSX) shows besides the values of its cells: currencies, errors, rows struck out or hidden, comments."""

import html
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from arcall_tui.ledger.currency_words import of_formats
from arcall_tui.ledger.xml_files import priced

UNWORKED = "#FORMULA!"
_CHUNK, _OVERLAP = 1 << 22, 1 << 13
NOT_SO_PACKED = (zipfile.BadZipFile, LookupError, OSError, RuntimeError, zlib.error)
_WHITE = re.compile(
    r"<fgColor [^>]*(?:rgb=\"(?:FF|00)?FFFFFF\"|theme=\"0\"(?! tint)|indexed=\"(?:9|64|65)\")"
)


@dataclass(slots=True)
class Marks:
    """What is shown in a sheet: `currency` its one currency's sign or code, `currencies` that of each cell that shows one.

    Places are rows and columns from 0. `instead`: what stands in cells of which a formula went wrong, or was never worked
    out. `struck`: which cells are, `coloured`: how many of a row.
    """

    currency: str = ""
    currencies: dict[tuple[int, int], str] = field(default_factory=dict)
    instead: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    coloured: Counter[int] = field(default_factory=Counter)
    hidden: set[int] = field(default_factory=set)
    comments: tuple[str, ...] = ()

    def shown(self, line: int, place: int, cell: str) -> str:
        """Return a cell as the sheet shows it: an amount with its own currency, what went wrong by its name."""
        if said := self.instead.get((line, place)):
            return said
        mark = self.currencies.get((line, place))
        return priced(cell, mark) if mark else cell


@dataclass(frozen=True, slots=True)
class _Styles:
    """By the number of a cell's style: its currency, and which are struck or coloured."""

    currencies: Mapping[int, str]
    struck: frozenset[int]
    coloured: frozenset[int]


def marks_of(path: str, sheet: str) -> Marks:
    """Return what a sheet shows; nothing where the file is no such workbook."""
    marks = Marks()
    with suppress(*NOT_SO_PACKED), zipfile.ZipFile(path) as packed:
        styled = "xl/styles.xml" in packed.namelist()
        styles = _styles_of(
            packed.open("xl/styles.xml").read(_CHUNK).decode("utf-8", "replace") if styled else ""
        )
        part = _part_of(packed, sheet)
        used = Counter[int]()
        with packed.open(part) as content:
            for text in _pieces(content):
                used.update(int(number) for number in _USED.findall(text))
                _note_wrong(marks, text)
                marks.hidden.update(int(row) - 1 for row in _HIDDEN.findall(text))
        shown = {styles.currencies.get(number, "") for number in used} - {""}
        marks.currency = shown.pop() if len(shown) == 1 else ""
        telling = {number for number in used if shown and number in styles.currencies}
        telling |= set(used) & (styles.struck | styles.coloured)
        if telling:
            with packed.open(part) as content:
                _note_styled(marks, styles, _pieces(content), telling)
        marks.comments = tuple(_comments(packed, part))
    return marks


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    """Give a part in pieces that overlap, so that no cell is cut in all of them."""
    before = b""
    while chunk := content.read(_CHUNK):
        yield before + chunk
        before = chunk[-_OVERLAP:]


def _note_wrong(marks: Marks, text: bytes) -> None:
    if b't="e"' in text:
        marks.instead |= {
            (int(row) - 1, _column(letters)): said.decode() for letters, row, said in _ERROR.findall(text)
        }
    empty = (cell for *cell, nought in _UNWORKED.findall(text) if not nought)
    marks.instead |= {(int(row) - 1, _column(letters)): UNWORKED for letters, row in empty}


def _note_styled(marks: Marks, styles: _Styles, pieces: Iterator[bytes], telling: Collection[int]) -> None:
    numbers = "|".join(map(str, sorted(telling)))
    cell = re.compile(rf'<c [^>]*?\br="([A-Z]{{1,3}})([0-9]{{1,7}})"[^>]*?\bs="({numbers})"[^>]*>'.encode())
    seen: set[tuple[int, int]] = set()
    for text in pieces:
        for letters, row, number in cell.findall(text):
            place, style = (int(row) - 1, _column(letters)), int(number)
            if place in seen:
                continue
            seen.add(place)
            if mark := styles.currencies.get(style):
                marks.currencies[place] = mark
            marks.struck |= {place} if style in styles.struck else set()
            marks.coloured[place[0]] += style in styles.coloured


def _styles_of(styles: str) -> _Styles:
    codes = {_attribute(one, "numFmtId"): _attribute(one, "formatCode") for one in _FORMATS.findall(styles)}
    fonts, fills, cells = (
        found[0] if (found := re.search(rf"<{part}\b.*?</{part}>", styles, re.DOTALL)) else ""
        for part in ("fonts", "fills", "cellXfs")
    )
    struck = {str(number) for number, one in enumerate(_FONT.findall(fonts)) if _STRIKE.search(one)}
    solid = {
        str(number)
        for number, one in enumerate(_FILL.findall(fills))
        if 'patternType="solid"' in one and not _WHITE.search(one)
    }
    formats = [*enumerate(_XF.findall(cells))]
    return _Styles(
        {
            number: mark
            for number, one in formats
            for mark in of_formats({codes.get(_attribute(one, "numFmtId"), "")})
        },
        frozenset(number for number, one in formats if _attribute(one, "fontId") in struck),
        frozenset(number for number, one in formats if _attribute(one, "fillId") in solid),
    )


def _comments(packed: zipfile.ZipFile, part: str) -> Iterator[str]:
    """Give the comments on a sheet's cells, each with its cell."""
    folder, _, name = part.rpartition("/")
    rels = packed.open(f"{folder}/_rels/{name}.rels").read(_CHUNK).decode("utf-8", "replace")
    for target in re.findall(r'Target="([^"]*comments?[^"/]*\.xml)"', rels):
        text = (
            packed.open(f"xl/{target.rpartition('xl/')[2].removeprefix('../').lstrip('/')}")
            .read(_CHUNK)
            .decode()
        )
        for cell, said in re.findall(
            r'<comment [^>]*\bref="([A-Z0-9]+)".*?</?text>(.*?)</text>', text, re.DOTALL
        ):
            yield f"{cell}: {' '.join(html.unescape(re.sub('<[^>]*>', '', said)).split())}"


def unworked_columns(path: str) -> Counter[bytes]:
    """Return in how many cells of each column formulas stand that were never worked out."""
    found, formulas, told = list[tuple[bytes, ...]](), 0, False
    with suppress(zipfile.BadZipFile, KeyError, OSError), zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = packed.open(name).read(_CHUNK)
                found += _UNWORKED.findall(text)
                formulas += text.count(b"<f>") + text.count(b"<f ")
        # Writers that work nothing out put noughts for all, and have the program that opens the file do it.
        told = b'fullCalcOnLoad="1"' in packed.read("xl/workbook.xml") and formulas == len(found)
    return Counter(letters for letters, _, nought in found if told or not nought)


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


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


_ERROR = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(#[^<]{1,12})</v>'
)
_UNWORKED = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>(0?)</v>)?\s*</c>'
)
_RELATED, _SHEETS = re.compile(r"<Relationship [^>]*>"), re.compile(r"<sheet [^>]*>")
_USED = re.compile(rb'<c [^>]*?\bs="(\d{1,6})"')
_HIDDEN = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
_FORMATS, _XF = re.compile(r"<numFmt [^>]*>"), re.compile(r"<xf [^>]*>")
_FONT, _FILL = (
    re.compile(r"<font>.*?</font>|<font\s*/>", re.DOTALL),
    re.compile(r"<fill>.*?</fill>", re.DOTALL),
)
_STRIKE = re.compile(r"<strike(?:\s*/>| val=\"(?:1|true)\"| */?>)")
