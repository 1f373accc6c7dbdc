"""Tables in files of tags: Excel 2003 XML, HTML, other XML (Tally), QuickBooks IIF, vCard. Runs within the child's limits."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeVar
from xml.parsers import expat

from arcall_tui.errors import InputRefusedError

Rows = list[list[str]]
# Rows and cells that a file only claims to skip.
_WIDEST, _LONGEST_GAP, _DEEPEST = 1_000, 10_000, 100
_HEAD = 4096
_EXCEL = b"urn:schemas-microsoft-com:office:spreadsheet"
_HTML = re.compile(rb"<(?:!doctype html|html|table|head|body|meta|style|tr)\b", re.IGNORECASE)
# Tally's tags for what is open on a bill, and the headings that they stand for. Its debits are negative.
_TALLY = {
    "BILLDATE": "Bill Date", "BILLREF": "Bill Ref", "BILLPARTY": "Party Name", "BILLCL": "Pending Amount", "BILLOP": "Opening Amount",
    "BILLDUE": "Due on", "BILLOVERDUE": "Overdue days",
}  # fmt: skip
_TALLY_AMOUNTS = ("BILLCL", "BILLOP")
_IIF_ITEMS = {
    "NAME": "Customer", "TRNSTYPE": "Type", "DOCNUM": "Number", "DATE": "Date", "DUEDATE": "Due Date", "TERMS": "Terms", "AMOUNT": "Amount",
    "PONUM": "PO Number", "PAID": "Is Paid",
}  # fmt: skip
_IIF_PEOPLE = {
    "NAME": "Customer Name",
    "CONT1": "Contact",
    "PHONE1": "Phone",
    "EMAIL": "Email",
    "TERMS": "Terms",
}


def is_tagged(head: bytes) -> bool:
    """Whether a file's first bytes are those of such a file."""
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return bare.startswith((b"<", b"!TRNS", b"!CUST", b"!HDR")) or bare[:11].upper() == b"BEGIN:VCARD"


def tables(path: Path) -> dict[str, Rows]:
    """Return the tables in a file by their names. Raises InputRefusedError for one that cannot be read."""
    content = path.read_bytes()
    bare = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"!"):
        return {"IIF": _iif(_text(content))}
    if bare[:11].upper() == b"BEGIN:VCARD":
        return {"vCard": _vcard(_text(content))}
    if _EXCEL in content[:_HEAD]:
        return _parsed(_Workbook(), content).sheets
    if _HTML.search(bare):
        page = _Page()
        page.feed(_text(content))
        page.close()
        return {f"table {number}": rows for number, rows in enumerate(page.tables, start=1)}
    return {"XML": _parsed(_Records(), content).rows()}


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


@dataclass(slots=True)
class _Tags:
    """What is heard of an XML file: tags without their namespaces, and the text within."""

    depth: int = 0
    text: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag opens."""

    def end(self, tag: str) -> None:
        """A tag closes; its text is in `text`."""

    def said(self) -> str:
        return " ".join("".join(self.text).split())


Heard = TypeVar("Heard", bound=_Tags)


def _parsed(heard: Heard, content: bytes) -> Heard:
    """Let a listener hear an XML file. Raises InputRefusedError for damaged ones, and for any that declares entities."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(tag: str, attributes: dict[str, str]) -> None:
        heard.depth += 1
        if heard.depth > _DEEPEST:
            raise InputRefusedError("is nested too deeply for a table")
        heard.text.clear()
        heard.start(_bare(tag), {_bare(name): value for name, value in attributes.items()})

    def end(tag: str) -> None:
        heard.depth -= 1
        heard.end(_bare(tag))
        heard.text.clear()

    def forbidden(*_: object) -> int:
        raise InputRefusedError("declares entities of its own, which no ledger needs")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = heard.text.append
    parser.EntityDeclHandler = forbidden
    parser.ExternalEntityRefHandler = forbidden
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InputRefusedError(f"is damaged XML ({error})") from None
    return heard


def _bare(tag: str) -> str:
    return tag.rpartition(" ")[2].rpartition(":")[2]


@dataclass(slots=True)
class _Workbook(_Tags):
    """The sheets of an Excel 2003 XML file."""

    sheets: dict[str, Rows] = field(default_factory=dict)
    _rows: Rows = field(default_factory=list)
    _kind: str = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        index = attributes.get("Index", "")
        if tag == "Worksheet":
            self._rows = self.sheets.setdefault(attributes.get("Name") or f"Sheet{len(self.sheets) + 1}", [])
        elif tag == "Row":
            stands = int(index) if index.isdecimal() else 0
            gap = min(max(0, stands - len(self._rows) - 1), _LONGEST_GAP)
            self._rows += ([] for _ in range(gap + 1))
        elif tag == "Cell" and self._rows:
            row = self._rows[-1]
            wanted = min(int(index), _WIDEST) if index.isdecimal() else len(row) + 1
            row += [""] * (wanted - len(row))
        elif tag == "Data":
            self._kind = attributes.get("Type", "")

    def end(self, tag: str) -> None:
        if tag == "Data" and self._rows and self._rows[-1]:
            self._rows[-1][-1] = _typed(self._kind, self.said())


def _typed(kind: str, text: str) -> str:
    if kind == "Number":
        try:
            return number(float(text))
        except ValueError:
            return text
    if kind == "Boolean":
        return "yes" if text == "1" else "no"
    return text.partition("T")[0] if kind == "DateTime" else text


def number(value: float) -> str:
    """Write a spreadsheet's number as its 15 significant digits say: 0.1 + 0.2 is 0.3 there, too.

    One with decimals carries the mark of numbers (`amounts.MACHINE`), so that nobody takes it for text.
    """
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN
        return str(value)
    text = f"{value:.15g}"
    if "e" in text:
        text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}E0" if "." in text else text


@dataclass(slots=True)
class _Records(_Tags):
    """Any other XML: each record a row, a column for each tag that holds text."""

    records: list[dict[str, str]] = field(default_factory=list)
    _leaf: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._leaf = bool(tag)
        for name, value in attributes.items():
            self._take(name, value)

    def end(self, tag: str) -> None:
        if self._leaf:
            self._take(tag, self.said())
        self._leaf = False

    def _take(self, tag: str, text: str) -> None:
        """A tag that the record has already begins the next one."""
        if not self.records or tag in self.records[-1]:
            self.records.append({})
        self.records[-1][tag] = _flipped(text) if tag in _TALLY_AMOUNTS else text

    def rows(self) -> Rows:
        """Return the records as a table with its heading."""
        tags = list(dict.fromkeys(tag for record in self.records for tag in record))[:_WIDEST]
        return [
            [_TALLY.get(tag, tag) for tag in tags],
            *([record.get(tag, "") for tag in tags] for record in self.records),
        ]


def _flipped(text: str) -> str:
    if not text.strip():
        return text
    return text.strip()[1:] if text.strip().startswith("-") else f"-{text.strip()}"


class _Page(HTMLParser):
    """The tables of a web page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Rows] = []
        self._open: list[Rows] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        if tag == "table" and len(self._open) < _DEEPEST:
            rows: Rows = []
            self.tables.append(rows)
            self._open.append(rows)
        elif tag == "tr" and self._open:
            self._close_cell()
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            self._close_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), _WIDEST) if span.isdecimal() else 1
            self._cell = []
        elif tag in ("br", "p", "div") and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Text stands there."""
        if self._cell is not None:
            self._cell.append(data)

    def _close_cell(self) -> None:
        if self._cell is not None and self._open and self._open[-1]:
            row = self._open[-1][-1]
            row.append(" ".join("".join(self._cell).split()))
            row += [""] * min(self._span - 1, _WIDEST - len(row))
        self._cell = None


def _iif(text: str) -> Rows:
    """Return QuickBooks' postings to receivables, or its customers where there are none."""
    heads: dict[str, list[str]] = {}
    found: dict[str, list[dict[str, str]]] = {"TRNS": [], "CUST": []}
    for row in csv.reader(text.splitlines(), delimiter="\t"):
        kind = row[0].strip().upper() if row else ""
        if kind.startswith("!"):
            heads[kind[1:]] = [cell.strip().upper() for cell in row[1:]]
        elif kind in found:
            found[kind].append(dict(zip(heads.get(kind, ()), row[1:], strict=False)))
    items = [row for row in found["TRNS"] if "receivable" in row.get("ACCNT", "").lower()]
    return _named(items, _IIF_ITEMS) if items else _named(found["CUST"], _IIF_PEOPLE)


def _named(records: list[dict[str, str]], headings: dict[str, str]) -> Rows:
    there = [name for name in headings if any(record.get(name, "").strip() for record in records)]
    return [
        [headings[name] for name in there],
        *([record.get(name, "") for name in there] for record in records),
    ]


def _vcard(text: str) -> Rows:
    """Return the people of a vCard file: whom they are at, how they are called, and how they are reached."""
    from icalendar.parser import Contentlines  # noqa: PLC0415 - only for vCards

    rows: Rows = [["Customer Name", "Contact", "Phone", "Email"]]
    card: dict[str, list[str]] = {}
    lines: list[str] = Contentlines.from_ical(text)  # type: ignore[no-untyped-call]
    for name, value in _lines(lines):
        if name == "BEGIN":
            card = {}
        elif name == "END":
            who = (card.get("ORG") or [""])[0].partition(";")[0]
            person = (card.get("FN") or [""])[0]
            rows.append(
                [
                    who or person,
                    person if who else "",
                    "; ".join(card.get("TEL", [])),
                    "; ".join(card.get("EMAIL", [])),
                ]
            )
        else:
            card.setdefault(name, []).append(value)
    return rows


def _lines(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        head, mark, value = line.partition(":")
        if mark:
            plain = re.sub(r"\\([,;\\])", r"\1", value.replace("\\n", " "))
            yield (
                head.partition(";")[0].rpartition(".")[2].upper(),
                plain.removeprefix("tel:").removeprefix("mailto:").strip(),
            )
