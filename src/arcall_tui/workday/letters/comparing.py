"""A customer's own list of open bills beside ours: what they lack, what differs, what they say is paid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import one_line
from arcall_tui.ledger.amounts import MACHINE
from arcall_tui.ledger.reader import open_source
from arcall_tui.workday.letters.customer_words import words
from arcall_tui.workday.letters.incoming import amounts_in, names
from arcall_tui.workday.letters.messages import Incoming, incoming_of, read_bytes
from arcall_tui.workday.letters.sayings import Saying, saying_of, says_paid

LIST_FILES = (".csv", ".tsv", ".xlsx", ".ods")
_HEADING = re.compile(
    r"(?i)\b(invoice|amount|date|due|betrag|rechnung|facture|montant|factura|importe|fattura|total)\b"
)
_LIKE_A_NUMBER = re.compile(r"(?=\S* ?\S*\d)[A-Z0-9][\w/ -]{2,30}", re.IGNORECASE)
_CELLS = re.compile(r"[,;\t|]|\s{2,}")

_HEADING_WORDS = 8  # most words of a heading, or of a line with a total
_ROW_WORDS = 3  # and of one that does not begin with a number


@dataclass(frozen=True, slots=True)
class ListCompared:
    """`lacking`: ours that they do not have; `differing`: (ours, what they have); `paid`: ours that they call paid.

    `theirs`: numbers that only they have. `agreed`: how many agree to the cent.
    """

    agreed: int
    lacking: tuple[Invoice, ...]
    differing: tuple[tuple[Invoice, Money], ...]
    paid: tuple[Invoice, ...]
    theirs: tuple[str, ...]


def is_list(text: str, invoices: Sequence[Invoice]) -> bool:
    """Whether a text is a list of bills and nothing else: two lines or more, each a number and an amount; headings.

    A remittance advice is none: it says that they are paid; nor are sentences, and rows that say what will become of them.
    """
    currency = next((item.balance.currency for item in invoices), "EUR")
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [
        line
        for line in lines
        if _number_in(line, invoices)
        or (
            len(_words(line)) <= _ROW_WORDS
            and any(names(line, item.number) for item in invoices)
            and any(amounts_in(line, currency))
        )
    ]
    told = {saying_of(line) for line in rows} - {Saying.PAID, None}
    return (
        not told
        and len(rows) > 1
        and all(
            line in rows or (len(_words(line)) <= _HEADING_WORDS and saying_of(line) is None)
            for line in lines
        )
    )


def _words(line: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", line)


def file_in(path: Path) -> Incoming:
    """Return a message, or a list with a bill a line and its cells at tabs. Raises InputRefusedError."""
    if path.suffix.lower() not in LIST_FILES:
        return incoming_of(read_bytes(path), path.name)
    source = open_source(path)
    try:
        # A spreadsheet's numbers are marked as such.
        rows = (
            "\t".join(one_line(cell).removesuffix(MACHINE) for cell in row)
            for chunk in source.chunks()
            for row in chunk.rows
        )
        return Incoming("", "", "\n".join(rows))
    finally:
        source.close()


def compared(text: str, invoices: Sequence[Invoice]) -> ListCompared:
    """Compare a list, a bill a line (CSV, or pasted), with the account's open items."""
    open_items = [item for item in invoices if item.balance.minor > 0]
    found: dict[int, str] = {}
    theirs: dict[str, str] = {}
    lines = list(filter(str.strip, text.splitlines()))
    # A column headed so says of each row when it was paid.
    columns = _cells(lines[0]) if lines and not _item_of(lines[0], open_items) else []
    paid_at = next((place for place, cell in enumerate(columns) if words("paid_word").search(cell)), None)
    paid = set()
    for line in lines:
        cells = _cells(line)
        said = says_paid(line) or (
            paid_at is not None and line is not lines[0] and any(map(str.strip, cells[paid_at : paid_at + 1]))
        )
        item = _item_of(line, open_items)
        if item is not None:
            found.setdefault(item.id, line)
            paid |= {item.id} if said else set()
        elif (number := _number_in(line, invoices)) and not _HEADING.search(number):
            theirs.setdefault(number, " (paid)" if said else "")
    said_of_ours = {
        item.id: _amount(found[item.id], item)
        for item in open_items
        if item.id in found and item.id not in paid
    }
    differing = [
        (item, other) for item in open_items if (other := said_of_ours.get(item.id)) and other != item.balance
    ]
    return ListCompared(
        agreed=sum(1 for item in open_items if said_of_ours.get(item.id) == item.balance),
        lacking=tuple(item for item in open_items if item.id not in found),
        differing=tuple(differing),
        paid=tuple(item for item in open_items if item.id in paid),
        theirs=tuple(f"{number}{said}" for number, said in theirs.items()),
    )


def _item_of(line: str, items: Sequence[Invoice]) -> Invoice | None:
    """Return the item that a line is about: by its number, or by a cell that differs in blanks and signs alone."""
    plain = {_squeezed(cell) for cell in _cells(line)}
    named = (each for each in items if names(line, each.number) or _squeezed(each.number) in plain)
    return next(named, None)


def _cells(line: str) -> list[str]:
    return line.split("\t") if "\t" in line else _CELLS.split(line)


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _amount(line: str, item: Invoice) -> Money | None:
    """Return the amount that their line has: ours where it stands there, else the last one."""
    amounts = list(amounts_in(line.replace(item.number, " "), item.balance.currency))
    return item.balance if item.balance in amounts else amounts[-1] if amounts else None


def _number_in(line: str, invoices: Iterable[Invoice]) -> str:
    """Return what looks like an invoice's number on a line with an amount; empty where nothing does."""
    currency = next((item.balance.currency for item in invoices), "EUR")
    first = next((cell for cell in _cells(line) if cell.strip()), "")
    found = _LIKE_A_NUMBER.fullmatch(one_line(first).strip('"'))
    return found[0] if found and list(amounts_in(line.replace(first, " ", 1), currency)) else ""


def numbers_of(items: Iterable[Invoice]) -> str:
    """Return the numbers of invoices, in words."""
    return ", ".join(one_line(item.number) for item in items)


def said_of(ledger_id: str, beside: ListCompared) -> Iterator[str]:
    """Yield in words how their list compares with ours, with the way to what they lack."""
    yield f"{beside.agreed} of our open items agree."
    if beside.lacking:
        yield f"They lack: {numbers_of(beside.lacking)}"
        numbers = " ".join(f"--invoice {item.number}" for item in beside.lacking)
        yield f"  Copies: arcall letter {ledger_id} copy {numbers}"
    for item, other in beside.differing:
        yield f"Differs: {one_line(item.number)}, ours {item.balance}, theirs {other}"
    if beside.paid:
        yield f"They say paid: {numbers_of(beside.paid)}"
    if beside.theirs:
        yield f"Only theirs: {', '.join(beside.theirs)}"
