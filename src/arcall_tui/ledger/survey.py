"""The first pass over a table: how its dates and amounts are written, and which signs its credits carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.money import exponent
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import amounts, dates
from arcall_tui.ledger.layout import AMOUNTS, DATES, Choices, Layout, Progress
from arcall_tui.ledger.reader import Chunk, Source

_CREDIT = re.compile(r"credit|gutschrift|avoir|abono|\bc[nm]\b|\bcr\b", re.IGNORECASE)
# Rows after which a file that leaves no doubt is taken to go on as it began.
_ENOUGH = 10_000
_UNAPPLIED = re.compile(r"payment|prepay|receipt|unapplied|on account|deposit|zahlung", re.IGNORECASE)


@dataclass(slots=True)
class Survey:
    """What the first pass over the file found out: formats, signs, currencies, how much there is."""

    formats: Mapping[str, dates.DateFormat | None]
    style: str
    unsigned_credits: bool
    whole: bool = True


def survey(
    source: Source, layout: Layout, choices: Choices, progress: Progress | None = None, *, hurry: bool = False
) -> Survey:
    """Decide how the file's dates and amounts are written. Raises InputRefusedError.

    `hurry`: stop as soon as only one way is left; a later cell that cannot be read so means that the whole
    file has to be looked at after all (`whole` is false then).
    """
    columns = {name: dates.DateColumn(layout.title(name)) for name in DATES if name in layout.columns}
    places = exponent(choices.currency or "USD")
    figures = {
        name: amounts.AmountColumn(layout.title(name), places) for name in AMOUNTS if name in layout.columns
    }
    signs: set[bool] = set()
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
            signs |= _credit_signs(table, layout.columns)
        if progress and not progress(source.position() // 2, source.size):
            raise InputRefusedError("The import was stopped.", "Nothing was written.")
    formats = dates.decide(columns.values(), choices.date_order)
    style = amounts.decide(figures.values(), choices.decimal)
    by_field = {name: formats[column.name] for name, column in columns.items()}
    return Survey(by_field, style, signs == {False}, whole)


def _no_doubt(columns: Mapping[str, dates.DateColumn], figures: Mapping[str, amounts.AmountColumn]) -> bool:
    """Whether one way is left to read every column, and nothing yet that it does not read."""
    return all(map(dates.DateColumn.certain, columns.values())) and amounts.certain(figures.values())


def _most_places(places: int, codes: tuple[str, ...]) -> int:
    found = {exponent(code.strip().upper()) for code in set(codes) if code.strip()}
    return max({places} | found) if found else places


def _credit_signs(table: list[tuple[str, ...]], columns: Mapping[str, int]) -> set[bool]:
    """Whether the credits in these rows are written with a sign."""
    kinds = table[columns["kind"]]
    if not any(map(kind_of, set(kinds))):
        return set()
    figure = table[columns.get("balance", columns.get("amount", 0))]
    return {
        value.strip().startswith(("-", "(", "\u2212")) or value.strip().endswith(("-", "CR", ")"))
        for kind, value in zip(kinds, figure, strict=True)
        if kind_of(kind) and value.strip(" 0.,")
    }


@lru_cache(maxsize=256)
def kind_of(text: str) -> ItemKind | None:
    """Return which kind of credit a document type names, None for an invoice."""
    if _CREDIT.search(text):
        return ItemKind.CREDIT
    return ItemKind.UNAPPLIED if _UNAPPLIED.search(text) else None


def body(source: Source, layout: Layout) -> Iterator[Chunk]:
    """Go through the rows below the header; rows on which nothing stands are left out."""
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
