"""The first pass over a table: how its dates and amounts are written, and which signs its credits carry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import compress, islice, repeat

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.money import exponent
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import amounts, date_columns
from arcall_tui.ledger.arrange import Arranger
from arcall_tui.ledger.column_layout import AMOUNTS, DATES, Choices, Layout, Progress
from arcall_tui.ledger.reader import CHUNK, Chunk, Source
from arcall_tui.ledger.shapes import not_ours

_CREDIT = re.compile(r"credit|gutschrift|avoir|abono|\bc[nm]\b|\bcr\b", re.IGNORECASE)
# Rows after which a file that leaves no doubt is taken to go on as it began.
_ENOUGH = 10_000
_UNAPPLIED = re.compile(
    r"payment|\bpmts?\b|\brcpts?\b|prepay|receipt|unapplied|on account|deposit|zahlung|retainer",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Survey:
    """What the first pass over the file found out: formats, signs, currencies, how much there is."""

    formats: Mapping[str, date_columns.DateFormat | None]
    style: str
    unsigned: frozenset[str]
    whole: bool = True


def survey(
    source: Source, layout: Layout, choices: Choices, progress: Progress | None = None, *, hurry: bool = False
) -> Survey:
    """Decide how the file's dates and amounts are written. Raises InputRefusedError.

    `hurry`: stop as soon as only one way is left; a later cell that cannot be read so means that the whole
    file has to be looked at after all (`whole` is false then).
    """
    months = date_columns.month_names(choices.locale) if choices.locale else {}
    columns = {
        name: date_columns.DateColumn(layout.title(name), months) for name in DATES if name in layout.columns
    }
    places = exponent(choices.currency or "USD")
    figures = {
        name: amounts.AmountColumn(layout.title(name), places) for name in AMOUNTS if name in layout.columns
    }
    signs: dict[str, bool] = {}
    whole, rows = True, 0
    for chunk in body(source, layout):
        if hurry and rows >= _ENOUGH and "kind" not in layout.columns and _no_doubt(columns, figures):
            whole = False
            break
        table = columns_of(chunk, len(layout.header))
        rows += len(chunk.rows)
        if "currency" in layout.columns:
            places = _most_places(places, table[layout.columns["currency"]])
        for name, column in columns.items():
            column.feed(set(table[layout.columns[name]]))
        for name, figure in figures.items():
            figure.places = places
            figure.feed(table[layout.columns[name]])
        if "kind" in layout.columns:
            _note_signs(table, layout, signs)
        if progress and not progress(source.position() // 2, source.size):
            raise InputRefusedError("The import was stopped.", "Nothing was written.")
    formats = date_columns.decide(columns.values(), choices.date_order)
    style = amounts.decide(figures.values(), choices.decimal)
    by_field = {name: formats[column.name] for name, column in columns.items()}
    unsigned = frozenset(kind for kind, signed in signs.items() if not signed)
    return Survey(by_field, style, unsigned, whole)


def _no_doubt(
    columns: Mapping[str, date_columns.DateColumn], figures: Mapping[str, amounts.AmountColumn]
) -> bool:
    """Whether one way is left to read every column, and nothing yet that it does not read."""
    return all(map(date_columns.DateColumn.certain, columns.values())) and amounts.certain(figures.values())


def _most_places(places: int, codes: tuple[str, ...]) -> int:
    found = {exponent(code.strip().upper()) for code in set(codes) if code.strip()}
    return max({places} | found) if found else places


def _note_signs(table: list[tuple[str, ...]], layout: Layout, signs: dict[str, bool]) -> None:
    """Note of each document type that is a credit whether any of its figures has a sign."""
    columns, own = layout.columns, layout.shape.kinds
    kinds = tuple(map(str.strip, table[columns["kind"]]))
    credits_ = {kind for kind in set(kinds) if own.get(kind.upper()) or kind_of(kind)}
    if not credits_:
        return
    for name in ("balance", "amount"):
        for kind, value in zip(kinds, table[columns[name]] if name in columns else (), strict=False):
            if kind in credits_ and value.strip(" 0.,"):
                text = value.strip().upper()
                signed = "-" in text or "\u2212" in text or text.startswith("(") or text.endswith("CR")
                signs[kind] = signs.get(kind, False) or signed


@lru_cache(maxsize=256)
def kind_of(text: str) -> ItemKind | None:
    """Return which kind of credit a document type names, None for an invoice."""
    if _CREDIT.search(text):
        return ItemKind.CREDIT
    return ItemKind.UNAPPLIED if _UNAPPLIED.search(text) else None


def body(
    source: Source, layout: Layout, arranger: Arranger | None = None, left: Counter[str] | None = None
) -> Iterator[Chunk]:
    """Go through the rows below the header, as table rows; those of nothing that a customer owes are left out.

    `arranger` takes note of a report's totals, `left` of what is left out, counted by the field that says so.
    """
    chunks = _below(source, layout)
    if layout.datev:
        chunks = _regrouped(layout.datev.recast(_numbered(chunks)))
    elif layout.plan.is_report:
        chunks = map(partial(_arranged, arranger or Arranger(layout.plan)), chunks)
    if layout.sifted:
        chunks = map(partial(_sifted, layout, Counter() if left is None else left), chunks)
    if layout.shape.adds_up and not layout.datev:
        chunks = _regrouped(_added_up(layout, _numbered(chunks)))
    return (chunk for chunk in chunks if chunk.rows)


def _numbered(chunks: Iterable[Chunk]) -> Iterator[tuple[list[str], int]]:
    for chunk in chunks:
        yield from zip(chunk.rows, chunk.line_numbers(), strict=True)


def _regrouped(rows: Iterator[tuple[list[str], int]]) -> Iterator[Chunk]:
    while some := list(islice(rows, CHUNK)):
        numbers = [line for _, line in some]
        yield Chunk([row for row, _ in some], numbers[0], len(some), numbers)


def _arranged(arranger: Arranger, chunk: Chunk) -> Chunk:
    rows, numbers = [], []
    for row, line in zip(chunk.rows, chunk.line_numbers(), strict=True):
        item = arranger.item(row, line)
        if item is not None:
            rows.append(item)
            numbers.append(line)
    return Chunk(rows, chunk.first_line, chunk.lines, numbers)


def _sifted(layout: Layout, left: Counter[str], chunk: Chunk) -> Chunk:
    """Leave out rows of which a word says that they are not, not yet or no more a receivable."""
    for name, place in layout.sifted:
        strange = {row[place] for row in chunk.rows if place < len(row)}
        strange = {value for value in strange if not_ours(name, value)}
        if not strange:
            continue
        keep = [place >= len(row) or row[place] not in strange for row in chunk.rows]
        left[name] += keep.count(False)
        numbers = list(compress(chunk.line_numbers(), keep))
        chunk = Chunk(list(compress(chunk.rows, keep)), chunk.first_line, chunk.lines, numbers)
    return chunk


def _added_up(layout: Layout, rows: Iterable[tuple[list[str], int]]) -> Iterator[tuple[list[str], int]]:
    """Make one row of an invoice's lines, its amounts put together; the reader adds them up."""
    key = [layout.columns[name] for name in ("account", "name", "number") if name in layout.columns]
    figures = [layout.columns[name] for name in AMOUNTS if name in layout.columns]
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
    for chunk in source.chunks():
        skipped = chunk
        if chunk.first_line < layout.first_line:
            lines = chunk.line_numbers()
            keep = [place for place, line in enumerate(lines) if line >= layout.first_line]
            if not keep:
                continue
            skipped = Chunk(
                [chunk.rows[place] for place in keep],
                lines[keep[0]],
                chunk.lines - (lines[keep[0]] - chunk.first_line),
                None if chunk.numbers is None else [lines[place] for place in keep],
            )
        yield skipped


def columns_of(chunk: Chunk, width: int) -> list[tuple[str, ...]]:
    """Turn rows into columns, ragged rows filled up or cut; what that hides is found when reading."""
    try:
        table = list(zip(*chunk.rows, strict=True))
    except ValueError:
        table = []
    if len(table) == width:
        return table
    return list(zip(*([*row[:width], *repeat("", width - len(row))] for row in chunk.rows), strict=True))
