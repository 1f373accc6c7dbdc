"""The rows below the header as table rows, each an item: what the survey, the second pass and other files go through."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import compress, islice, repeat

from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import amounts, words
from arcall_tui.ledger.arrange import Arranger
from arcall_tui.ledger.column_layout import PARTY, SIFTED, Layout
from arcall_tui.ledger.column_work import AMOUNTS
from arcall_tui.ledger.headings import POST
from arcall_tui.ledger.questions import option
from arcall_tui.ledger.reader import CHUNK, Chunk, Source

_NOISE = 1e-6  # what is left behind the mark where a spreadsheet sums up
_FEW_WORDS = 3  # more of them are a note
# Takes note of a row that is left out, or turned: the field that says so, its word, the row.
Leave = Callable[[str, str, list[str]], None]


def body(
    source: Source, layout: Layout, arranger: Arranger | None = None, left: Leave = lambda *_: None
) -> Iterator[Chunk]:
    """Go through the rows below the header, as table rows; those of nothing that a customer owes are left out.

    `arranger` takes note of a report's totals, `left` of what is left out.
    """
    chunks = _of_customers(layout, left, _below(source, layout))
    if source.typed:
        figures = {layout.columns[name] for name in (*AMOUNTS, "credit_limit") if name in layout.columns}
        chunks = map(partial(_unmarked, sorted(set(layout.columns.values()) - figures)), chunks)
    if layout.datev:
        chunks = _regrouped(layout.datev.recast(_numbered(chunks)))
    elif layout.plan.is_report:
        chunks = map(partial(_arranged, arranger or Arranger(layout.plan)), chunks)
    if layout.among(SIFTED):
        chunks = map(partial(_sifted, layout, left), chunks)
    if "on_account" in layout.columns:
        chunks = map(partial(_with_money_on_account, layout, {}), chunks)
    if {"applies_to", "number"} <= set(layout.columns) and "dc" not in layout.columns:
        chunks = _regrouped(_set_against(layout, _numbered(chunks)))
    if layout.adds_up and not layout.datev:
        chunks = _regrouped(_added_up(layout, _numbered(chunks)))
    return (chunk for chunk in chunks if chunk.rows)


def _unmarked(places: Sequence[int], chunk: Chunk) -> Chunk:
    """Take the mark of a spreadsheet's numbers off what is no amount, such as an id of 12.5."""
    for row in chunk.rows:
        for place in places:
            if place < len(row) and row[place].endswith(amounts.MACHINE) and row[place][:1] in "-0123456789":
                row[place] = row[place].removesuffix(amounts.MACHINE)
    return chunk


def _numbered(chunks: Iterable[Chunk]) -> Iterator[tuple[list[str], int]]:
    for chunk in chunks:
        yield from zip(chunk.rows, chunk.line_numbers(), strict=True)


def _regrouped(rows: Iterator[tuple[list[str], int]]) -> Iterator[Chunk]:
    while some := list(islice(rows, CHUNK)):
        numbers = [line for _, line in some]
        yield Chunk([row for row, _ in some], numbers[0], len(some), numbers)


def _arranged(arranger: Arranger, chunk: Chunk) -> Chunk:
    items = (arranger.item(row, line) for row, line in zip(chunk.rows, chunk.line_numbers(), strict=True))
    kept = [(item, line) for item, line in zip(items, chunk.line_numbers(), strict=True) if item is not None]
    return Chunk([item for item, _ in kept], chunk.first_line, chunk.lines, [line for _, line in kept])


def _sifted(layout: Layout, left: Leave, chunk: Chunk) -> Chunk:
    """Leave out rows of which a word says that they are not, not yet or no more a receivable."""
    for name in layout.among(SIFTED):
        place = layout.columns[name]
        strange = {row[place] for row in chunk.rows if place < len(row)}
        own = words.fold(layout.header[place]) in words.PAYABLE  # codes under another title are no amounts
        strange = {
            value
            for value in strange
            if words.is_payable(name, value) or (own and words.SOME.fullmatch(words.fold(value)))
        }
        strange = {value for value in strange if value.strip() not in layout.owed}
        if not strange:
            continue
        keep = [place >= len(row) or row[place] not in strange for row in chunk.rows]
        for row in chunk.rows if not all(keep) else ():
            if row[place : place + 1] and row[place] in strange:
                left(name, row[place], row)
        chunk = _kept(chunk, keep)
    return chunk


def _kept(chunk: Chunk, keep: Sequence[bool]) -> Chunk:
    numbers = list(compress(chunk.line_numbers(), keep))
    return Chunk(list(compress(chunk.rows, keep)), chunk.first_line, chunk.lines, numbers)


def _of_customers(layout: Layout, left: Leave, chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Leave out what stands under a title such as Creditors or Paid, until one such as Debtors or Open, and take off what stands under one such as Credits."""
    owing, other, off, whom, header = "", "", False, "", list(layout.header)
    for chunk in chunks:
        titled = owing or off or any(_side(layout, row) for row in chunk.rows if len(row) < 2 or not row[-1])
        if not titled:
            yield chunk
            continue
        keep = []
        for row in chunk.rows:
            side, total = _side(layout, row), bool(row) and bool(words.TOTAL.match(row[0].strip()))
            titled = any(row[:1]) and not any(row[1:]) and not total
            if titled and (
                row[0].strip() in layout.owed or (owing and words.status_of(row[0]) is words.Status.OPEN)
            ):
                side = "receivable"
            # Where names stand on rows of their own, such a row may be a name.
            credits_ = side == "credit" and layout.plan.own is None
            off = (off and not titled) or credits_
            if side and side != "credit":
                owing, other = row[0].strip() if side != "receivable" else "", ""
            elif owing and titled:
                other = row[0].strip()
            keep.append(not (owing or credits_ or side not in ("", "credit")))
            item = not titled and layout.is_item(row) and row != header[: len(row)]
            if off and (item or total):
                _turn(layout, row)
                # The total of one customer does not end the section.
                off = not total or bool(whom and whom in row[0])
                whom = row[0].strip() if item else whom
                if item:
                    left("credits", "", row)
            if item and owing:
                left("side", owing if layout.plan.own is not None else other or owing, row)
        yield _kept(chunk, keep)


def _side(layout: Layout, row: list[str]) -> str:
    """Return of what a row is the title, `paid` for what is open no more; that is no sentence, and no name on a row of its own."""
    over = (
        layout.plan.own is None and any(row[:1]) and not any(row[1:]) and words.is_over(row[0].rstrip(" :"))
    )
    return words.side_of(row) or ("paid" if over and len(row[0].split()) <= _FEW_WORDS else "")


def _turn(layout: Layout, row: list[str]) -> None:
    """Give what is open or was billed in a row of credits its minus."""
    made = {layout.plan.width + spot: one.places for spot, one in enumerate(layout.plan.made)}
    own = [layout.columns[name] for name in layout.among(("balance", "amount"))]
    for place in {part for spot in own for part in made.get(spot, (spot,))}:
        if place < len(row) and any(map(str.isdigit, row[place])):
            row[place] = _off(row[place].strip())


def _off(money: str) -> str:
    """Return an amount that takes off, whether it has its minus or not."""
    marked = money.startswith(("(", "<")) or money.upper().endswith(("-", "CR", ")"))
    return money if marked else f"-{money.lstrip(amounts.MINUS)}"


# What the row of a customer's money on account has of the row that it stands in.
_OF_CUSTOMERS = (*PARTY, "first_name", "last_name", *POST, "currency")


def _with_money_on_account(layout: Layout, seen: dict[tuple[str, ...], str], chunk: Chunk) -> Chunk:
    """Make of a customer's money on account, which each of their rows has, an item of its own, once. Raises InputRefusedError where rows differ."""
    columns, rows, numbers = layout.columns, list[list[str]](), list[int]()
    place, figure = columns["on_account"], columns.get("balance", columns.get("amount", 0))
    same = [columns[name] for name in layout.among(_OF_CUSTOMERS)]
    key = [columns[name] for name in ("account", "name", "currency") if name in columns]
    for row, line in zip(chunk.rows, chunk.line_numbers(), strict=True):
        rows.append(row)
        numbers.append(line)
        if not layout.is_item(row) or len(row) <= max(place, *key):
            continue
        who, money = tuple(row[spot] for spot in key), row[place].strip()
        fresh = who not in seen
        if not _is_same(seen.setdefault(who, money), money):
            title = layout.title("on_account")
            raise InputRefusedError(
                f"Row {line} has {one_line(money)!r} in {title!r}, and an earlier row of {one_line(who[0])} {one_line(seen[who])!r}: so it stands there for each row.",
                f"If it comes off what is open in its row: {option('map', 'balance', f'{layout.header[figure]} - {title}')}.",
            )
        if fresh and any(map(str.isdigit, money.replace("0", ""))):
            own = [cell if spot in same else "" for spot, cell in enumerate(row)]
            own[columns.get("number", figure)] = layout.header[place]
            own[figure] = _off(money)
            rows.append(own)
            numbers.append(line)
    return Chunk(rows, chunk.first_line, chunk.lines, numbers)


def _is_same(one: str, other: str) -> bool:
    with suppress(ValueError):
        return one == other or abs(float(one) - float(other)) < _NOISE
    return False


def _set_against(layout: Layout, rows: Iterable[tuple[list[str], int]]) -> Iterator[tuple[list[str], int]]:
    """Take rows that say which of their customer's bills they come off, by its number, off that bill."""
    columns, width = layout.columns, len(layout.header)
    who = [columns[name] for name in layout.among(("account", "name", "currency"))]
    figures = [columns[name] for name in layout.among(AMOUNTS)]
    items = [([*row, *repeat("", width - len(row))], line) for row, line in rows]
    bills = {
        (*(row[place] for place in who), row[columns["number"]]): row
        for row, _ in reversed(items)
        if row[columns["number"]].strip() and not row[columns["applies_to"]].strip()
    }
    kept = []
    for row, line in items:
        bill = bills.get((*(row[place] for place in who), row[columns["applies_to"]].strip()))
        if bill is None or bill is row:
            kept.append((row, line))
            continue
        for place in figures:
            # Where types say what it is, a payment need not carry a minus.
            bare = (
                "kind" in columns and bool(words.kind_of(row[columns["kind"]])) and row[place][:1].isdigit()
            )
            bill[place] = f"{bill[place] or 0} + {'-' * bare}{row[place] or 0}"
    yield from kept


def _added_up(layout: Layout, rows: Iterable[tuple[list[str], int]]) -> Iterator[tuple[list[str], int]]:
    """Make one row of an invoice's lines, its amounts put together; the reader adds them up."""
    key = [layout.columns[name] for name in layout.among(("account", "name", "number", "due_date"))]
    figures = [layout.columns[name] for name in layout.among(AMOUNTS)]
    figures += [place for place in layout.plan.money if place not in figures]
    items: dict[tuple[str, ...], tuple[list[str], int]] = {}
    width = len(layout.header)
    for row, line in rows:
        if not any(cell.strip() for cell in row):
            continue
        whole = [*row, *repeat("", width - len(row))]
        item, _ = items.setdefault(tuple(whole[place] for place in key), (whole, line))
        if item is not whole:
            for place in figures:
                item[place] = f"{item[place]} + {whole[place]}"
    yield from items.values()


def _below(source: Source, layout: Layout) -> Iterator[Chunk]:
    first = layout.first_line
    for chunk in source.chunks():
        above = chunk.first_line < first
        yield _kept(chunk, [line >= first for line in chunk.line_numbers()]) if above else chunk


def columns_of(chunk: Chunk, width: int) -> list[tuple[str, ...]]:
    """Turn rows into columns, ragged rows filled up or cut; what that hides is found when reading."""
    if {*map(len, chunk.rows)} == {width}:
        return list(zip(*chunk.rows, strict=True))
    return list(zip(*([*row[:width], *repeat("", width - len(row))] for row in chunk.rows), strict=True))
