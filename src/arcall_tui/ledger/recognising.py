"""Where the header of a ledger file stands and which kind of file it is, found by what is in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import columns, datev
from arcall_tui.ledger.arrange import Plan, own_column
from arcall_tui.ledger.column_layout import AMOUNTS, PARTY, SIFTED, Layout
from arcall_tui.ledger.reader import Chunk, Source
from arcall_tui.ledger.shapes import (
    CONTACTS,
    PAYMENTS,
    SHAPES,
    TABLE,
    Holds,
    Lookalike,
    Shape,
    buckets,
    is_payments,
    lookalike,
)

_OWN_COLUMN = "customer (on a row of its own)"
_AGE_COLUMN = "aging columns"
_FACTS = tuple("number due_date amount balance paid settled_on kind".split())
_ABOUT_CUSTOMERS = frozenset((*PARTY, "first_name", "last_name"))
_PARTS_OF_A_HEADER = re.compile(r"\D*")
# A row of so many words may be the upper half of a header, one with so many less one the lower.
_FEW_WORDS = 3
_MOST_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Found:
    """A header: of which shape, and what stands above it."""

    layout: Layout
    titles: list[list[str]]
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row that may be the header, over `height` rows; `fields` as `shape` reads them."""

    place: int
    height: int
    header: tuple[str, ...]
    shape: Shape
    fields: Mapping[str, int]
    own: int | None = None
    ages: tuple[int, ...] = ()

    def lacks(self) -> list[str]:
        given = set(self.fields)
        given |= {"name"} if self.own is not None else set()
        given |= {"balance"} if self.ages else set()
        return self.shape.missing(given)


def find_layout(
    source: Source, mapping: Mapping[str, str], remembered: Mapping[str, Mapping[str, Any]]
) -> Found:
    """Find the header. Raises InputRefusedError for what is no ledger, saying what it looks like.

    `remembered`: what the user said before, by the header's key; what is said now in `mapping` wins.
    """
    top = next(source.chunks(columns.HEADER_WITHIN * 2), None)
    if top is None:
        raise InputRefusedError(f"{source.name} has no rows.", "Export the ledger again.")
    said = next(
        (
            remembered[key]
            for row in top.rows[: columns.HEADER_WITHIN]
            if (key := header_key(row)) in remembered
        ),
        {},
    )
    mapping = {**(said.get("mapping") or {}), **mapping}
    best: _Candidate | None = None
    other = None
    for place in range(min(len(top.rows), columns.HEADER_WITHIN)):
        for height in (1, 2):
            candidate = _candidate(top, place, height, mapping)
            if candidate is None:
                continue
            other = other or _lookalike(candidate)
            if not candidate.lacks() and not _better_below(top, candidate, mapping):
                if candidate.shape is TABLE and (seems := _lookalike(candidate)):
                    raise InputRefusedError(f"{source.name} {seems.what}.", seems.instead)
                _check_mapping(mapping, candidate)
                return replace(_found(top, candidate), said=said)
            if best is None or len(candidate.fields) > len(best.fields):
                best = candidate
    if other:
        raise InputRefusedError(f"{source.name} {other.what}.", other.instead)
    if best is not None:
        _check_mapping(mapping, best)
    raise _no_ledger(source.name, top, best)


def header_key(header: Sequence[str]) -> str:
    """Return what tells one header from another, however it is spaced and cased."""
    return hashlib.sha256("|".join(map(columns.squeeze, header)).encode()).hexdigest()[:32]


def _lookalike(candidate: _Candidate) -> Lookalike | None:
    return lookalike(candidate.header, candidate.fields)


def _better_below(top: Chunk, candidate: _Candidate, mapping: Mapping[str, str]) -> bool:
    """Whether the header goes on in the next row, which says what its columns lack."""
    if candidate.height > 1:
        return False
    wider = _candidate(top, candidate.place, 2, mapping)
    return wider is not None and not wider.lacks() and len(wider.fields) >= len(candidate.fields)


def _candidate(top: Chunk, place: int, height: int, mapping: Mapping[str, str]) -> _Candidate | None:
    rows = top.rows[place : place + height]
    if len(rows) < height or len(rows[0]) < 2:
        return None
    header = _joined(rows)
    if header is None:
        return None
    squeezed = frozenset(map(columns.squeeze, header))
    shape = next((shape for shape in SHAPES if shape.shows(squeezed)), TABLE)
    if shape.datev:
        return _Candidate(place, height, header, shape, _datev_fields(shape))
    fields: Mapping[str, int] = columns.match(
        header, mapping, shape.columns, shape.silent, strict=shape is TABLE
    )
    below = top.rows[place + height :]
    if shape is TABLE:
        shape, fields = _plain(top.rows[:place], header, mapping, fields)
    own = None
    if "name" not in fields and "account" not in fields and shape.holds is Holds.ITEMS:
        own = own_column(below, [spot for name, spot in fields.items() if name in _FACTS and spot])
    ages = buckets(header) if not {"amount", "balance"} & set(fields) and "number" in fields else ()
    return _Candidate(place, height, header, shape, fields, own, ages)


def _joined(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """Return one header for rows that hold its words above one another; None where they hold data."""
    if len(rows) == 1:
        return tuple(rows[0])
    above, below = rows
    words = [cell for cell in below if cell.strip()]
    if min(len(words) + 1, sum(bool(cell.strip()) for cell in above)) < _FEW_WORDS or not all(
        _PARTS_OF_A_HEADER.fullmatch(cell) for cell in words
    ):
        return None
    width = max(len(above), len(below))
    pairs = zip([*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))], strict=True)
    return tuple(f"{one} {other}".strip() for one, other in pairs)


def _plain(
    titles: Sequence[Sequence[str]],
    header: tuple[str, ...],
    mapping: Mapping[str, str],
    fields: Mapping[str, int],
) -> tuple[Shape, Mapping[str, int]]:
    """Tell a plain table of items from one of payments and from a list of customers."""
    if is_payments(titles, header, fields):
        paid = columns.match(header, mapping, PAYMENTS.columns, PAYMENTS.silent, strict=False)
        if not PAYMENTS.missing(paid):
            return PAYMENTS, paid
    if not {"number", "due_date", "invoice_date"} & set(fields) and not CONTACTS.missing(fields):
        return CONTACTS, {name: place for name, place in fields.items() if name in _ABOUT_CUSTOMERS}
    return TABLE, fields


def _datev_fields(shape: Shape) -> Mapping[str, int]:
    return datev.POSTING_FIELDS if shape.holds is Holds.ITEMS else datev.CONTACT_FIELDS


def _found(top: Chunk, candidate: _Candidate) -> Found:
    lines = [*top.line_numbers(), top.first_line + top.lines]
    first_line = lines[candidate.place + candidate.height]
    titles = top.rows[: candidate.place]
    shape, header = candidate.shape, candidate.header
    if shape.datev:
        items = shape.holds is Holds.ITEMS
        recast = datev.Datev.of(titles[0] if titles else (), header, postings=items)
        header = datev.POSTINGS if items else datev.CONTACTS
        plan = Plan(len(header), header, (), None, None, ())
        key = header_key(candidate.header)
        return Found(Layout(header, candidate.fields, first_line, plan, shape, recast, (), key), titles)
    fields, added = dict(candidate.fields), list(header)
    if candidate.own is not None:
        fields["name"] = len(added)
        added.append(_OWN_COLUMN)
    if candidate.ages:
        fields["balance"] = len(added)
        added.append(_AGE_COLUMN)
    names = (
        _FACTS
        if candidate.own is not None or candidate.ages
        else (*_FACTS, "invoice_date", *_ABOUT_CUSTOMERS)
    )
    facts = tuple(fields[name] for name in names if name in fields and fields[name] < len(header))
    figure = fields.get("balance", fields.get("amount"))
    money = tuple(fields[name] for name in AMOUNTS if name in fields)
    plan = Plan(
        len(header),
        header,
        (*facts, *candidate.ages),
        fields.get("number"),
        figure,
        (*money, *candidate.ages),
        candidate.own,
        candidate.ages,
    )
    sifted = tuple((name, fields[name]) for name in SIFTED if name in fields)
    key = header_key(top.rows[candidate.place])
    currency = _currency(header, (*money, *candidate.ages))
    return Found(Layout(tuple(added), fields, first_line, plan, shape, None, sifted, key, currency), titles)


def _currency(header: Sequence[str], money: Sequence[int]) -> str:
    """Return the currency that the headings of the amounts give. Raises InputRefusedError where they differ."""
    said = {
        code: header[place]
        for place in money
        if place < len(header) and (code := columns.currency_in(header[place]))
    }
    if len(said) > 1:
        pair = " and ".join(repr(one_line(title)) for title in said.values())
        raise InputRefusedError(
            f"The columns {pair} are in different currencies.",
            "Say which columns belong together, such as --map amount=COLUMN --map balance=COLUMN.",
        )
    return next(iter(said), "")


def _check_mapping(mapping: Mapping[str, str], candidate: _Candidate) -> None:
    for name, column in mapping.items():
        if name not in candidate.fields:
            there = ", ".join(one_line(cell) for cell in candidate.header if cell.strip())
            raise InputRefusedError(
                f"There is no column {column!r} for --map {name}.", f"The columns are: {there}."
            )


def _no_ledger(name: str, top: Chunk, best: _Candidate | None) -> InputRefusedError:
    if best is None or not best.fields:
        row = top.rows[best.place] if best else top.rows[0]
        there = ", ".join(one_line(cell) for cell in row if cell.strip())[:_MOST_SHOWN]
        return InputRefusedError(
            f"{name} is no ledger that arcall knows: no row of its first {columns.HEADER_WITHIN} names columns such as"
            " customer, invoice number, due date and balance.",
            f"Export a table with one row per invoice, or map its columns with --map FIELD=COLUMN. Its first columns: {there}.",
        )
    there = ", ".join(one_line(cell) for cell in best.header if cell.strip())[:_MOST_SHOWN]
    line = top.line_numbers()[best.place]
    return InputRefusedError(
        f"{name}: the header in row {line} has no column for {', '.join(best.lacks())}.",
        f"Map it with --map FIELD=COLUMN, or export it too. The columns are: {there}.",
    )
