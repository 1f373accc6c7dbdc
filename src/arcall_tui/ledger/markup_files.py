"""Tables in files of tags: XML, OpenDocument, HTML, QuickBooks IIF, vCard. Runs within the limits of the child that reads spreadsheets."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from arcall_tui.domain.text import characters
from arcall_tui.ledger.xml_files import Rows, open_document, parsed, records, workbook

_WIDEST, _DEEPEST = 1_000, 100
_HEAD = 4096
_KINDS = {
    b"urn:schemas-microsoft-com:office:spreadsheet": workbook,
    b"urn:oasis:names:tc:opendocument:xmlns:table": open_document,
}
_HTML = re.compile(rb"<(?:!doctype html|html|table|head|body|meta|style|tr)\b", re.IGNORECASE)
_IIF_ITEMS = {
    "NAME": "Customer", "TRNSTYPE": "Type", "DOCNUM": "Number", "DATE": "Date", "DUEDATE": "Due Date", "TERMS": "Terms", "AMOUNT": "Amount",
    "PONUM": "PO Number", "PAID": "Is Paid",
}  # fmt: skip
_IIF_PEOPLE = {
    "NAME": "Customer Name", "CONT1": "Contact", "PHONE1": "Phone", "EMAIL": "Email", "TERMS": "Terms",
}  # fmt: skip


def is_tagged(head: bytes) -> bool:
    """Whether a file's first bytes are those of such a file."""
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return bare.startswith((b"<", b"!TRNS", b"!CUST", b"!HDR")) or bare[:11].upper() == b"BEGIN:VCARD"


def tables(path: Path) -> dict[str, Rows]:
    """Return the tables in a file by their names. Raises InputRefusedError for one that cannot be read."""
    content = path.read_bytes()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(path) as packed:
            content = packed.open("content.xml").read()
    bare = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"!"):
        return {"IIF": _iif(characters(content))}
    if bare[:11].upper() == b"BEGIN:VCARD":
        return {"vCard": _vcard(characters(content))}
    if kind := next((kind for mark, kind in _KINDS.items() if mark in content[:_HEAD]), None):
        return kind(parsed(content))
    if _HTML.search(bare):
        page = _Page()
        page.feed(characters(content))
        page.close()
        return {f"table {number}": rows for number, rows in enumerate(page.tables, start=1)}
    return {"XML": records(parsed(content))}


class _Page(HTMLParser):
    """The tables of a web page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Rows] = []
        self._open: list[Rows] = []
        self._cell: list[str] | None = None
        self._span = self._deep = 1
        # By column: from which row to which a cell reaches down, and what it says.
        self._down: dict[int, tuple[int, int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        if tag == "table" and len(self._open) < _DEEPEST:
            rows: Rows = []
            self.tables.append(rows)
            self._open.append(rows)
        elif tag == "tr" and self._open:
            self._close_cell()
            self._open[-1].append([])
            self._fill_down()
        elif tag in ("td", "th") and self._open:
            self._close_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            self._span, self._deep = (
                min(int(span), _WIDEST) if (span := dict(attrs).get(name) or "1").isdecimal() else 1
                for name in ("colspan", "rowspan")
            )
            self._cell = []
        elif tag in ("br", "p", "div") and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "table" and self._open:
            self._open.pop()
            self._down.clear()

    def handle_data(self, data: str) -> None:
        """Text stands there."""
        if self._cell is not None:
            self._cell.append(data)

    def _close_cell(self) -> None:
        if self._cell is not None and self._open and self._open[-1]:
            row, said = self._open[-1][-1], " ".join("".join(self._cell).split())
            if self._deep > 1:
                below = len(self._open[-1])
                self._down |= {
                    len(row) + more: (below, below + self._deep - 2, "" if more else said)
                    for more in range(self._span)
                }
            row += [said, *[""] * (self._span - 1)][: max(0, _WIDEST - len(row))]
            self._fill_down()
        self._cell = None

    def _fill_down(self) -> None:
        """Fill in cells of rows above that reach down into this one."""
        row, here = self._open[-1][-1], len(self._open[-1]) - 1
        while (reach := self._down.get(len(row))) and reach[0] <= here <= reach[1]:
            row.append(reach[2])


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
