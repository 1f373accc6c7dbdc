"""Tables in files of tags: XML, OpenDocument, HTML, QuickBooks IIF, vCard. Runs within the limits of the child that reads spreadsheets."""

import csv
import quopri
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

from arcall_tui.domain.text import WIDE, characters, joined
from arcall_tui.ledger.xml_files import Rows, open_document, parsed, records, workbook

_WIDEST, _DEEPEST = 1_000, 100
# A table of so few rows in a cell may be what the cell says.
_SMALL = 4
_HEAD = 4096
_KINDS = {
    b"urn:schemas-microsoft-com:office:spreadsheet": workbook,
    b"urn:oasis:names:tc:opendocument:xmlns:table": open_document,
}
_HTML = re.compile(rb"<(?:!doctype html|html|table|head|body|meta|style|tr)\b", re.IGNORECASE)
_CHARSET = re.compile(r"CHARSET=[\"']?([\w-]+)", re.IGNORECASE)
# What counts of QuickBooks' postings and of its customers; headings know these names.
_IIF = (
    "NAME TRNSTYPE DOCNUM DATE DUEDATE TERMS AMOUNT PONUM PAID".split(),
    "NAME CONT1 PHONE1 EMAIL TERMS".split(),
)


def is_tagged(head: bytes) -> bool:
    """Whether a file's first bytes are those of such a file."""
    bare = _bare(head)
    return bare.startswith((b"<", b"!TRNS", b"!CUST", b"!HDR")) or bare[:11].upper() == b"BEGIN:VCARD"


def _bare(head: bytes) -> bytes:
    """Return a file's first bytes without marks of its encoding, where it is UTF-16 as UTF-8."""
    text = head.decode("utf-16", "ignore").encode() if head[:2] in WIDE else head
    return text.removeprefix(b"\xef\xbb\xbf").lstrip()


def tables(path: Path) -> dict[str, Rows]:
    """Return the tables in a file by their names. Raises InputRefusedError for one that cannot be read."""
    content = path.read_bytes()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(path) as packed:
            content = packed.open("content.xml").read()
    bare = _bare(content[:_HEAD])
    if bare.startswith(b"!"):
        return {"IIF": _iif(characters(content))}
    if bare[:11].upper() == b"BEGIN:VCARD":
        return {"vCard": _vcard(characters(content))}
    if kind := next((kind for mark, kind in _KINDS.items() if mark in content[:_HEAD]), None):
        return kind(parsed(content))
    if _HTML.search(bare):
        page = _Page()
        said = _CHARSET.search(bare.decode("latin-1"))
        page.feed(characters(content, said[1] if said else ""))
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
        # Of each open table: the cell in which it stands, its spans, and what reaches down around it.
        self._around: list[tuple[list[str] | None, int, int, dict[int, tuple[int, int, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        if tag == "table" and len(self._open) < _DEEPEST:
            rows: Rows = []
            self.tables.append(rows)
            self._open.append(rows)
            self._around.append((self._cell, self._span, self._deep, self._down))
            self._cell, self._down = None, {}
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
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "table" and self._open:
            inner = self._open.pop()
            self._cell, self._span, self._deep, self._down = self._around.pop()
            if self._cell is not None and len(inner) <= _SMALL:
                self._cell += [f" {cell} " for row in inner for cell in row]

    def handle_data(self, data: str) -> None:
        """Text stands there."""
        if self._cell is not None:
            self._cell.append(data.replace("\n", " ").replace("\r", " "))

    def _close_cell(self) -> None:
        if self._cell is not None and self._open and self._open[-1]:
            row, said = self._open[-1][-1], joined("".join(self._cell))
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
    whole: dict[str, str] = {}
    for row in csv.reader(text.splitlines(), delimiter="\t"):
        kind = row[0].strip().upper() if row else ""
        if kind.startswith("!"):
            heads[kind[1:]] = [cell.strip().upper() for cell in row[1:]]
        elif (
            kind == "SPL"
        ):  # what goes from or to another account, such as a payment, comes off a customer's here
            said = zip(heads.get(kind, ()), row[1:], strict=False)
            found["TRNS"].append(whole | {name: cell for name, cell in said if cell})
        elif kind in found:
            found[kind].append(whole := dict(zip(heads.get(kind, ()), row[1:], strict=False)))
    items = [row for row in found["TRNS"] if "receivable" in row.get("ACCNT", "").lower()]
    # Who has payments here owes the sum of all: what is marked as paid was by them, or by earlier ones where each is that of one bill.
    each = [(row.get("NAME"), row.get("AMOUNT", "").lstrip("-")) for row in items]
    came = {one for one, row in zip(each, items, strict=True) if row.get("TRNSTYPE", "").upper() == "PAYMENT"}
    marked = {one for one, row in zip(each, items, strict=True) if row.get("PAID", "").upper() == "Y"}
    unsure = {who for who, _ in came - marked}
    for one, item in zip(each, items, strict=True):
        item.update({"PAID": ""} if one in came or one[0] in unsure else {})
    told, names = (items, _IIF[0]) if items else (found["CUST"], _IIF[1])
    there = [name for name in names if any(one.get(name, "").strip() for one in told)]
    return [there, *([one.get(name, "") for name in there] for one in told)]


# A value in quoted-printable, whose lines end with an equals sign where it goes on.
_QUOTED = re.compile(r"^([^:\n]*QUOTED-PRINTABLE[^:\n]*:)((?:.*=\r?\n)*.*)$", re.IGNORECASE | re.MULTILINE)
_PROPERTY = re.compile(r"(?:\w[\w-]*\.)?([\w-]+)((?:[^:\"]|\"[^\"]*\")*):(?:tel:|mailto:)?(.*)")


def _vcard(text: str) -> Rows:
    """Return the people of a vCard file (2.1, 3.0, 4.0): whom they are at, how they are called, and how they are reached."""
    from icalendar.parser import Contentlines  # noqa: PLC0415 - only for vCards

    rows: Rows = [["Customer Name", "Contact", "Phone", "Email"]]
    card: dict[str, list[str]] = {}
    lines: list[str] = Contentlines.from_ical(_QUOTED.sub(_unquoted, text))  # type: ignore[no-untyped-call]
    for name, about, value in (found.groups() for found in map(_PROPERTY.match, lines) if found):
        if name.upper() == "BEGIN":
            card = {}
        elif name.upper() == "END":
            who = card.get("ORG", [""])[0].partition(";")[0]
            family, _, given = card.get("N", [""])[0].partition(";")
            person = card.get("FN", [f"{given.partition(';')[0]} {family}".strip()])[0]
            reached = ("; ".join(card.get(one, ())) for one in ("TEL", "EMAIL"))
            rows.append([who or person, person if who not in ("", person) else "", *reached])
        elif name.upper() == "X-ABLABEL" and "FAX" in value.upper():  # of what stands before it
            card["TEL"] = card.get("TEL", [])[:-1]
        elif "FAX" not in about.upper():
            plain = re.sub(r"\\([,;\\])", r"\1", value.replace("\\n", " ")).replace(";ext=", " ext. ")
            card.setdefault(name.upper(), []).append(plain.strip())
    return rows


def _unquoted(found: re.Match[str]) -> str:
    said = _CHARSET.search(found[1])
    value = quopri.decodestring(found[2].encode()).decode(said[1] if said else "utf-8", "replace")
    return found[1] + " ".join(value.split())
