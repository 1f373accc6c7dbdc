"""A customer's own list of open bills beside ours: what they lack, what differs, what they say is paid."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import one_line
from arcall_tui.ledger.amounts import MACHINE
from arcall_tui.ledger.columns import match
from arcall_tui.ledger.reader import open_source
from arcall_tui.ledger.words import NO, YES
from arcall_tui.workday.letters.customer_words import says
from arcall_tui.workday.letters.messages import Incoming, incoming_of, read_bytes
from arcall_tui.workday.letters.said_numbers import amounts_in, as_booked, named_in
from arcall_tui.workday.letters.sayings import Saying, saying_of, says_paid

LIST_FILES = (".csv", ".tsv", ".xlsx", ".ods")
_LIKE_A_NUMBER = re.compile(r"(?=\S* ?\S*\d)[A-Z0-9][\w/ -]{2,30}", re.IGNORECASE)

_HEADING_WORDS = 8  # most words of a heading, or of a line with a total
_TOP = 10  # lines within which the heading is
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
    item_of = named_in(invoices)
    lines = dict.fromkeys(line for line in text.splitlines() if line.strip())
    tops = ((line, _cells(line)) for line in [*lines][:_TOP] if not item_of(line))
    headings = {line for line, cells in tops if len(cells) > 1 and [*_paid_at(cells)]}
    rows = headings | {  # below one that says paid, rows need no amount
        line
        for line in lines
        if _number_in(line, invoices)
        or (
            len(_words(line)) <= _ROW_WORDS
            and item_of(line)
            and (headings or any(amounts_in(line, currency)))
        )
    }
    # Rows alike but for their figures say the same.
    told = {saying_of(each) for each in {re.sub(r"\d", "0", line) for line in rows}} - {Saying.PAID, None}
    return (
        not told
        and len(rows - headings) > 1
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
    lines, item_of = filter(str.strip, as_booked(text, open_items)[0].splitlines()), named_in(open_items)
    rows = [(line, _cells(line), item_of(line)) for line in lines]
    tops = [(cells, match(cells, {}, strict=False)) for _, cells, item in rows[:_TOP] if not item]
    heading, columns = max(tops, key=lambda top: len(top[1]), default=([], {}))
    for place in _paid_at(heading):
        columns.setdefault("paid", place)
    # Where our numbers stand, theirs do, too.
    places = [at for _, cells, _ in rows for at, cell in enumerate(cells) if item_of(cell)]
    number_at = max(set(places), key=places.count, default=0)
    found: dict[int, _Row] = {}
    theirs: dict[str, str] = {}
    for line, cells, item in rows:
        row = _Row(line, {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}, item)
        if item is not None:
            found.setdefault(item.id, row)
        elif number := _number_in(line, invoices, number_at):
            theirs.setdefault(number, " (paid)" if row.paid() else "")
    paid = {item.id: item for item in open_items if item.id in found and found[item.id].paid()}
    said = [
        (item, its.amount(item)) for item in open_items if (its := found.get(item.id)) and item.id not in paid
    ]
    return ListCompared(
        agreed=sum(other == item.balance for item, other in said),
        lacking=tuple(item for item in open_items if item.id not in found),
        differing=tuple((item, other) for item, other in said if other and other != item.balance),
        paid=tuple(paid.values()),
        theirs=tuple(f"{number}{state}" for number, state in theirs.items()),
    )


def _paid_at(heading: Sequence[str]) -> Iterator[int]:
    """Yield where cells of a heading say that what stands below is paid."""
    return (at for at, cell in enumerate(heading) if says("paid_word", cell) and not says("denied", cell))


class _Row(NamedTuple):
    """A line of a list. `said`: what stands in the columns that are known by their headings; `item`: which of ours it is."""

    line: str
    said: Mapping[str, str]
    item: Invoice | None

    def left(self) -> Money | None:
        """Return what is open, by its own column or by what is paid of the whole; None where neither says it.

        The whole is ours where the list has no amounts but of what is paid.
        """
        currency = self.item.balance.currency if self.item else "EUR"
        said = (self.said.get(name, "") for name in ("balance", "paid", "amount"))
        left, given, whole = (next(amounts_in(each, currency), None) for each in said)
        if self.said.get("paid", "").casefold() in NO:
            given = Money(0, currency)
        if self.item and not {"amount", "balance"} & self.said.keys():
            whole = self.item.balance
        return left or (whole - given if whole and given else None)

    def paid(self) -> bool:
        """Whether it says that the bill is paid: by what is left, a word, or figures or a yes, where no status is told."""
        left = self.left()
        if left is not None:
            return left.minor <= 0
        cells = (self.said.get(name, "").casefold() for name in ("settled_on", "paid", "paid_flag"))
        marked = any(each in YES or re.search("[1-9]", each) for each in cells)
        return (marked and not self.said.get("status")) or says_paid(self.line)

    def amount(self, item: Invoice) -> Money | None:
        """Return what is open by it; where no column says that, ours where it stands there, else the last amount."""
        amounts = list(amounts_in(self.line.replace(item.number, " "), item.balance.currency))
        listed = item.balance if item.balance in amounts else amounts[-1] if amounts else None
        return self.left() or listed


def _cells(line: str) -> list[str]:
    mark = next((mark for mark in ("\t", ";", "|") if mark in line), "")
    return line.split(mark) if mark else re.split(r"\s{2,}|,(?!\d{3}\b)", line)


def _number_in(line: str, invoices: Iterable[Invoice], place: int = 0) -> str:
    """Return what looks like an invoice's number on a line with an amount, where they stand; empty where nothing does."""
    currency = next((item.balance.currency for item in invoices), "EUR")
    cells = list(filter(str.strip, _cells(line)[place:]))
    first = cells[0] if cells else ""
    found = _LIKE_A_NUMBER.fullmatch(one_line(first).strip('"'))
    rest = re.sub(r"(?<![\w-])-(?=\d)", "", line.replace(first, " ", 1))  # a credit's, too
    return found[0] if found and any(amounts_in(rest, currency)) else ""


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
