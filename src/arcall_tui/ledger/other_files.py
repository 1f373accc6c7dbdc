"""Files beside the ledger: payments that came in, and customers with whom to ask for."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.ledger_rows import Batch, Party, PaymentRow, RowError
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import words
from arcall_tui.ledger.amounts import MACHINE
from arcall_tui.ledger.cell_figures import CellError, Cells
from arcall_tui.ledger.cells import NAMELESS
from arcall_tui.ledger.column_layout import Progress
from arcall_tui.ledger.columns import NO_COLUMN, squeeze
from arcall_tui.ledger.own_rows import WHO
from arcall_tui.ledger.reader import is_blank
from arcall_tui.ledger.shapes import PAYMENTS
from arcall_tui.ledger.table_rows import body
from arcall_tui.ledger.typed_items import TableReader
from arcall_tui.ledger.words import GOES_BACK, INVOICES, WENT_OUT, Status, fold, kind_of, takes_off

_MINUS = re.compile(r"[-\u2212(]")
_NOTHING = Batch(*((),) * 14)


def _rows(reader: TableReader, progress: Progress | None) -> Iterator[tuple[list[str], int]]:
    source, plan = reader.source, reader.layout.plan
    for chunk in body(source, reader.layout, reader.arranger, reader.left.leave):
        for row, line in zip(chunk.rows, chunk.line_numbers(), strict=True):
            said = any(row[place].strip() for place in plan.facts if place < len(row)) or reader.layout.datev
            if not is_blank(row) and reader.arranger.item(row, line) is not None and said:
                yield row, line
        if progress and not progress((source.size + source.position()) // 2, source.size):
            raise InputRefusedError("The import was stopped.", "Nothing was written.")


def contacts(reader: TableReader, progress: Progress | None = None) -> Iterator[Batch]:
    """Read customers: nothing but parties, and all at once, for who a name is meant for shows by the others."""
    parties = list[Party]()
    # Who has both halves of a name beside an id is whom to ask for there, and the customer where it has no other name.
    person = "account" in reader.layout.columns and any(
        one.title == reader.layout.title("name") and len(one.places) > 1 for one in reader.layout.plan.made
    )
    for row, _ in _rows(reader, progress):
        try:
            cells = reader.cells_of(row)
        except CellError:
            # Somebody's own acquaintances stand in an address book, too.
            reader.left.counts["unnamed"] += 1
            continue
        # Nothing in such a file says how it writes amounts, or in which currency.
        cells.pop("credit_limit", None)
        if person:
            cells.setdefault("contact", cells["name"])
        parties += reader.customers.meet(cells, None)[1]
    yield _NOTHING._replace(parties=tuple(parties))


def payments(reader: TableReader, progress: Progress | None = None) -> Iterator[PaymentRow]:
    """Read payments: amounts in minor units, positive for money that came in, negative where it was taken back.

    What a payment leaves over, beside what its rows give to invoices, comes last, without a number. Bad rows go to the reader's `errors`.
    """
    over = defaultdict[PaymentRow, list[tuple[str, int, int]]](list)
    spread = reader.choices.mapping.get("paid") == NO_COLUMN
    above, billed = list[str](), INVOICES - (words.SALES if "kind" in reader.layout.minus else {*()})
    for own, line in _rows(reader, progress):
        above = row = _whole(reader, own, above)
        try:
            # A bill says whose it is where nobody is named.
            bill = reader.layout.columns.get("number", len(row))
            cells = reader.cells_of(row, nameless=any(map(str.strip, row[bill : bill + 1])))
            if reader.cells.figures.not_owed(cells) or fold((cells.get("kind") or ("",))[0]) in billed:
                reader.left.counts["not come"] += 1
                with suppress(CellError):
                    yield _payment(reader, cells, line)[0]._replace(came=False)
                continue
            payment, parts = _payment(reader, cells, line)
        except CellError as error:
            name, value, problem = error.args
            if name in WHO and problem in NAMELESS and (left := _left_as(reader, row)):
                reader.left.counts[left] += 1
            else:
                shown = one_line(value)[:80]
                reader.errors.append(RowError(line, reader.layout.title(name), shown, problem))
            continue
        if any(parts):
            # Without a reference each row is a payment of its own.
            one = payment._replace(line=0 if payment.reference else line, number="", amount=0, credit=0)
            over[one].append((payment.number, *parts))
        if payment.amount or payment.credit or (payment.number and not spread) or not any(parts):
            yield from _gone_back(reader, payment._replace(words=_words(reader, row)))
    # One payment may be for bills of several customers.
    paid = defaultdict[PaymentRow, list[list[int]]](list)
    for whole, each in over.items():
        paid[whole._replace(account="")] += [parts for _, *parts in each]
    for whole, each in over.items():
        rest = _left_over([parts for _, *parts in each])
        if rest and _left_over(paid[whole._replace(account="")]):
            yield whole._replace(amount=rest, number=each[0][0] if spread and len(each) == 1 else "")


def _whole(reader: TableReader, row: list[str], above: list[str]) -> list[str]:
    """Give the row of another bill of the payment above its day, number and payer, which stand in the first one alone; a bill that comes before the day, or says again who owes it, may be unpaid."""
    spots = {name: place for name, place in reader.layout.columns.items() if place < len(row)}
    whose = [spots[name] for name in ("settled_on", "po", "account", "name") if name in spots]
    day, bill = (spots.get(name, -1) for name in ("settled_on", "number"))
    same = all(row[place].strip() in ("", *above[place : place + 1]) for place in whose)
    # Who owes it stands there again, and of which payment nowhere.
    apart = all(row[spots[name]].strip() for name in ("account", "name") if name in spots)
    apart &= not row[spots.get("po", day)].strip()
    if apart or not (above and same) or day > bill or row[day].strip() or not re.search(r"\d", row[bill]):
        return row
    reader.left.counts["day above"] += 1
    return [above[place] if place in whose else cell for place, cell in enumerate(row)]


def _gone_back(reader: TableReader, payment: PaymentRow) -> Iterator[PaymentRow]:
    """Yield a payment, and what went back of it since where its row says so: nothing was credited then."""
    said = GOES_BACK.search(fold(f"{payment.words} {payment.reference}")) if payment.amount else None
    payment = payment._replace(back=payment.back or bool(said))
    refunds = GOES_BACK.search(fold(reader.layout.title("credited")))
    refunded = refunds and payment.amount > 0 < payment.credit
    yield payment._replace(credit=0) if refunded else payment
    if refunded:
        yield payment._replace(amount=-payment.credit, credit=-payment.credit)


def _left_as(reader: TableReader, row: Sequence[str]) -> str:
    """Return as what a row without a payer is left out: what a bank or a card took has no bill either; empty where it is wrong."""
    places = reader.layout.columns.items()
    cells = {name: (row[place].strip(),) for name, place in places if place < len(row)}
    if reader.cells.figures.not_owed(cells):
        return "not come"
    return "nobody" if "number" in cells or _MINUS.search(*cells.get("amount", ("",))) else ""


def _payment(reader: TableReader, cells: Cells, line: int) -> tuple[PaymentRow, tuple[int, int]]:
    """Return what a row gives to its invoice, and of which payment: all of it, and how much is given here; noughts where that is not said."""
    (currency,) = reader.cells.figures.currencies_of(cells)
    (paid_on,) = reader.cells.dates_of(cells, "settled_on")
    amount, given, rest, *off = (
        (reader.cells.figures.amounts_of(cells, name, (currency,)) or (None,))[0]
        for name in ("amount", "paid", "balance", "credited", "written_off")
    )
    if amount is None or paid_on is None:
        raise CellError("amount" if amount is None else "settled_on", "", "is empty")
    account = "".join(reader.customers.ids(cells))
    number, reference, kind = ((cells.get(name) or ("",))[0] for name in ("number", "po", "kind"))
    kind, said, credit = fold(kind), reader.choices.statuses.get(kind), sum(abs(one or 0) for one in off)
    amount = -abs(amount) if fold((cells.get("dc") or ("",))[0]) in WENT_OUT else amount
    came = -amount if "amount" in reader.layout.minus else amount
    back = GOES_BACK.search(kind) or (came < 0 and kind_of(kind) is not ItemKind.UNAPPLIED)
    sign = -1 if back else 1
    whole, given, rest = (abs(one or 0) for one in (amount, given, rest))
    # What was paid holds what is set against no invoice, unless it is called what was set against them.
    apart = squeeze(reader.layout.title("amount")) in PAYMENTS.columns["paid"]
    told = "paid" in cells or reader.choices.mapping.get("paid") == NO_COLUMN
    mine = given if told else whole if apart else max(whole - rest, 0)
    parts = (whole, given) if told else (rest, 0)
    payment = PaymentRow(line, account, number, sign * mine, currency, paid_on, reference, credit)
    if takes_off(kind) if said is None else said == Status.CREDIT:
        back = bool(words.VOIDS.fullmatch(kind))
        return payment._replace(amount=0, credit=mine + credit, back=back), (0, 0)
    return payment, (sign * parts[0], sign * parts[1])


def _words(reader: TableReader, row: Sequence[str]) -> str:
    """Return what stands in the columns of a row in which an invoice may be named, a line for each, with strokes in it and without."""
    told = {place for name, place in reader.layout.columns.items() if name not in ("number", "po")}
    left = (cell for place, cell in enumerate(row) if place not in told)
    said = "\n".join(one_line(cell) for cell in left if MACHINE not in cell)
    return f"{said}\n{said.replace('/', ' ')}"


def _left_over(parts: Sequence[Sequence[int]]) -> int:
    """Return what a payment leaves over: each of its rows has all of it, or a part; and what an invoice gets of it."""
    wholes, given = [whole for whole, _ in parts], sum(each for _, each in parts)
    once = wholes[0] if len(set(wholes)) == 1 and abs(wholes[0]) >= abs(given) else sum(wholes)
    return once - given
