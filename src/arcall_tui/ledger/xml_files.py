"""Tables in XML: Excel 2003, OpenDocument, and records of any kind. Runs within the limits of the child that reads spreadsheets."""

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from arcall_tui.domain.money import exponent
from arcall_tui.domain.text import joined
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.columns import KNOWN, SYNONYMS, match, squeeze
from arcall_tui.ledger.currency_words import meant
from arcall_tui.ledger.shapes import TABLE

Rows = list[list[str]]
Record = dict[str, str]
# Rows and cells that a file only claims to skip, and rows that it says of one that it stands for.
_WIDEST, _LONGEST_GAP, _MOST_REPEATED = 1_000, 10_000, 5_000
# Tally's tags for what is open on a bill, and the headings that they stand for. Its debits are negative.
_TALLY = {
    "BILLDATE": "Bill Date", "BILLREF": "Bill Ref", "BILLPARTY": "Party Name", "BILLCL": "Pending Amount", "BILLOP": "Opening Amount",
    "BILLDUE": "Due on", "BILLOVERDUE": "Overdue days",
}  # fmt: skip
_TALLY_AMOUNTS = ("BILLCL", "BILLOP")
_MONEY = frozenset().union(*(SYNONYMS[name] for name in ("amount", "balance", "paid", "debit", "credit")))
_PAID = frozenset(SYNONYMS["paid"])


def parsed(content: bytes) -> ET.Element:
    """Return an XML file's root. Raises InputRefusedError for damaged ones, and for any that declares entities."""
    if b"<!ENTITY" in content or b"<\0!\0E\0N\0T\0I\0T\0Y" in content:
        raise InputRefusedError("declares entities of its own, which no ledger needs")
    try:
        return ET.fromstring(content)  # noqa: S314 - see above
    except ET.ParseError as error:
        raise InputRefusedError(f"is damaged XML ({error})") from None


def _bare(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]


def _attribute(tag: ET.Element, name: str) -> str:
    return next((value for key, value in tag.attrib.items() if _bare(key) == name), "")


def _count(said: str, most: int) -> int:
    return min(int(said), most) if said.isdecimal() and len(said) < len("1000000000") else 1


def _text(tag: ET.Element) -> str:
    return joined("".join(tag.itertext()))


def workbook(root: ET.Element) -> dict[str, Rows]:
    """Return the sheets of an Excel 2003 XML file."""
    sheets: dict[str, Rows] = {}
    for sheet in root.iterfind(".//{*}Worksheet"):
        rows = sheets.setdefault(_attribute(sheet, "Name") or f"Sheet{len(sheets) + 1}", [])
        for row in sheet.iterfind(".//{*}Row"):
            rows += (
                []
                for _ in range(min(_count(_attribute(row, "Index"), 1 << 30) - len(rows) - 1, _LONGEST_GAP))
            )
            cells: list[str] = []
            for cell in row.iterfind("{*}Cell"):
                cells += [""] * (_count(_attribute(cell, "Index"), _WIDEST) - len(cells) - 1)
                cells += [
                    _typed(_attribute(data, "Type"), _text(data)) for data in cell.iterfind("{*}Data")
                ] or [""]
            rows.append(cells)
    return sheets


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


def priced(cell: str, mark: str) -> str:
    """Return a number of a spreadsheet with its currency's sign or code; what is no number, as it is."""
    try:
        value = float(cell.removesuffix("E0"))
    except ValueError:
        return cell
    codes = meant(mark, {})
    return f"{value:.{exponent(codes[0]) if codes else 2}f} {mark}"


def open_document(root: ET.Element) -> dict[str, Rows]:
    """Return the sheets of an OpenDocument spreadsheet that are not hidden; an amount stands with the currency of its cell."""
    hidden = {
        _attribute(style, "name")
        for style in root.iterfind(".//{*}style")
        if any(_attribute(one, "display") == "false" for one in style.iterfind("{*}table-properties"))
    }
    sheets: dict[str, Rows] = {}
    for table in root.iterfind(".//{*}spreadsheet/{*}table"):
        if _attribute(table, "style-name") not in hidden:
            sheets[_attribute(table, "name")] = list(_rows_of(table))
    return sheets


def _rows_of(table: ET.Element) -> Iterator[list[str]]:
    """Give the rows as often as they say; empty ones down to the sheet's end do not stand there. Raises InputRefusedError."""
    empty = 0
    for row in table.iterfind(".//{*}table-row"):
        times = _count(_attribute(row, "number-rows-repeated"), 1 << 30)
        cells: list[str] = []
        for cell in row:
            again, value = _count(_attribute(cell, "number-columns-repeated"), 1 << 30), _value(cell)
            if value and again > _WIDEST:
                raise InputRefusedError(f"repeats one cell {again:,} times, which no ledger does")
            cells += [value] * min(again, _WIDEST - len(cells))
        if not any(cells):
            empty += times
            continue
        if times > _MOST_REPEATED:
            raise InputRefusedError(f"repeats one row {times:,} times, which no ledger does")
        yield from ([] for _ in range(min(empty, _LONGEST_GAP)))
        yield from ([*cells] for _ in range(times))
        empty = 0


def _value(cell: ET.Element) -> str:
    said = {_bare(name): value for name, value in cell.attrib.items()}
    kind = said.get("value-type", "")
    if kind in ("float", "percentage", "currency") and "value" in said:
        value = _typed("Number", said["value"])
        return priced(value, said["currency"]) if said.get("currency") else value
    if kind == "date":
        return said.get("date-value", "").partition("T")[0]
    if kind == "boolean":
        return "yes" if said.get("boolean-value") == "true" else "no"
    return " ".join(filter(None, map(_text, cell.iterfind("{*}p"))))


def records(root: ET.Element) -> Rows:
    """Return any other XML as a table: the outermost tags that stand there again and again and make a ledger, else those that come nearest."""
    again: set[tuple[str, ...]] = {(_bare(root.tag),)}
    flat: list[Record] = []
    _survey(root, (_bare(root.tag),), again, flat)
    tables = [list(_told(root, path, again)) for path in sorted(again, key=lambda path: (len(path), path))]
    best: list[Record] = []
    lacks, fits = len(TABLE.needs) + 1, 0
    for table in [*tables, flat]:
        fields = match(_tags(table), {}, strict=False)
        if (here := len(TABLE.missing(fields))) < lacks or (here == lacks > 0 and len(fields) > fits):
            best, lacks, fits = table, here, len(fields)
    tags = _tags(best)
    return [tags, *([record.get(tag, "") for tag in tags] for record in best)]


def _survey(node: ET.Element, path: tuple[str, ...], again: set[tuple[str, ...]], flat: list[Record]) -> None:
    """Note which tags stand more than once within another; `flat`: where no tag is around a record, one that it has already begins the next."""
    seen: set[str] = set()
    for name, value in [*_own(node), *([(_bare(node.tag), _text(node))] if not len(node) else [])]:
        title, said = _TALLY.get(name, name), value.strip()
        if name in _TALLY_AMOUNTS and said:
            said = said[1:] if said.startswith("-") else f"-{said}"
        if not flat or title in flat[-1]:
            flat.append({})
        flat[-1][title] = said
    for one in node:
        tag = _bare(one.tag)
        if tag in seen and not _is_leaf(one):
            again.add((*path, tag))
        seen.add(tag)
        _survey(one, (*path, tag), again, flat)


def _own(node: ET.Element) -> list[tuple[str, str]]:
    return [(_bare(name), value) for name, value in node.attrib.items()]


def _is_leaf(node: ET.Element) -> bool:
    return not len(node) and (not node.attrib or bool(_text(node)))


def _leaves(node: ET.Element) -> list[tuple[str, str]]:
    """Return what a tag says itself: its attributes, and the tags within it that hold but text."""
    found = _own(node)
    for one in filter(_is_leaf, node):
        tag = _bare(one.tag)
        found += [*((_heading(tag, name), value) for name, value in _own(one)), (tag, _text(one))]
    return found


def _told(
    node: ET.Element,
    path: tuple[str, ...],
    again: set[tuple[str, ...]],
    depth: int = 1,
    said: Record | None = None,
) -> Iterator[Record]:
    """Give what the tags at the end of a path say, each with what is said once around it."""
    said = said or {}
    if depth == len(path):
        yield {**said, **_within(node, path, again, said)}
        return
    leaves = _leaves(node)
    once = Counter(name for name, _ in leaves)
    around = {
        _heading(_bare(node.tag), name, apart=squeeze(name) in _MONEY): value
        for name, value in leaves
        if once[name] == 1
    }
    for one in node:
        if _bare(one.tag) == path[depth] and not _is_leaf(one):
            yield from _told(one, path, again, depth + 1, {**said, **around})


def _within(node: ET.Element, path: tuple[str, ...], again: set[tuple[str, ...]], taken: Record) -> Record:
    """Return what a record says: its own, and what tags that it has but once hold; of payments, all."""
    found: Record = {}
    for name, value in _leaves(node):
        found.setdefault(name, value)
    for name in found.keys() & taken.keys():
        found[f"{_bare(node.tag)} {name}"] = found.pop(name)
    for one in node:
        tag = _bare(one.tag)
        for name, value in () if _is_leaf(one) else _within(one, (*path, tag), again, {}).items():
            heading = _heading(tag, name, apart=name in found)
            if squeeze(heading) in _PAID and heading in found:
                found[heading] += f" + {value}"
            elif heading not in found and ((*path, tag) not in again or squeeze(heading) in _PAID):
                found[heading] = value
    return found


def _tags(table: list[Record]) -> list[str]:
    return list(dict.fromkeys(tag for record in table for tag, said in record.items() if said))[:_WIDEST]


def _heading(tag: str, name: str, *, apart: bool = False) -> str:
    """Return a column's heading: the tag around it belongs to it where both together are known, or it must stand `apart`."""
    both = f"{tag} {name}"
    return both if apart or squeeze(both) in KNOWN else name
