"""Where the header of a ledger file stands and which kind of file it is, found by what is in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from itertools import chain, islice, zip_longest
from typing import Any

from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import columns, datev
from arcall_tui.ledger.arrange import (
    RULE,
    Made,
    Plan,
    filled_down,
    labelled,
    named_above,
    own_column,
    shares_numbers,
)
from arcall_tui.ledger.cell_meanings import is_net
from arcall_tui.ledger.column_layout import DATES, PARTY, SIFTED, Choices, Layout
from arcall_tui.ledger.column_work import AMOUNTS, is_harmless
from arcall_tui.ledger.further_down import watch_of
from arcall_tui.ledger.headings import POST
from arcall_tui.ledger.inference import infer
from arcall_tui.ledger.made_columns import AGE_COLUMN, ages_of, made_of, titles_with
from arcall_tui.ledger.missing_columns import missing
from arcall_tui.ledger.profiles import profiles
from arcall_tui.ledger.questions import AskError
from arcall_tui.ledger.reader import Chunk, Source, is_blank
from arcall_tui.ledger.shapes import (
    CONTACTS,
    PAYMENTS,
    SHAPES,
    TABLE,
    Holds,
    Lookalike,
    Shape,
    is_payments,
    lookalike,
)
from arcall_tui.ledger.survey import body
from arcall_tui.ledger.words import Status, status_of

_OWN_COLUMN = "customer (on a row of its own)"
_STATED_COLUMNS = ("customer's id (stated above)", "customer (stated above)")
_FACTS = tuple(
    "number due_date amount balance paid settled_on kind debit credit credited written_off days_late".split()
)
# Rows that are looked at to judge what the columns are.
_SAMPLE = 1_200
_ABOUT_CUSTOMERS = frozenset((*PARTY, "first_name", "last_name", *POST))
_PARTS_OF_A_HEADER = re.compile(r"\D*")
# A row of so many words may be the upper half of a header, one with so many less one the lower.
_FEW_WORDS = 3
_MOST_SHOWN = 400


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row that may be the header, over `height` rows; `fields` as `shape` reads them."""

    place: int
    height: int
    header: tuple[str, ...]
    shape: Shape
    fields: Mapping[str, int]
    own: int | None = None
    made: tuple[Made, ...] = ()
    fills: bool = False
    who: tuple[str, ...] = ()

    @property
    def ages(self) -> bool:
        return any(one.title == AGE_COLUMN for one in self.made)

    def lacks(self, said: Mapping[str, str]) -> list[str]:
        given = set(self.fields) | ({"number"} if said.get("number") == columns.NO_COLUMN else set())
        given |= {"name"} if self.own is not None or self.who else set()
        given |= {"balance"} if self.ages else set()
        return self.shape.missing(given)


def top_of(source: Source) -> Chunk:
    """Return the rows among which the header stands. Raises InputRefusedError where there is none."""
    top = next(source.chunks(columns.HEADER_WITHIN * 2), None)
    if top is None:
        raise InputRefusedError(f"{source.name} has no rows.", "Export the ledger again.")
    return top


def said_before(top: Chunk, remembered: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what the user said before of files with such a header; `remembered` is by the header's key."""
    rows = top.rows[: columns.HEADER_WITHIN]
    keys = chain.from_iterable((header_key(row), header_key(row, in_order=True)) for row in rows)
    return next((remembered[key] for key in keys if key in remembered), {})


def find_layout(source: Source, top: Chunk, choices: Choices) -> tuple[Layout, list[list[str]]]:
    """Find the header, and what stands above it. Raises AskError where a column could be it, InputRefusedError for what is no ledger."""
    best: _Candidate | None = None
    other = None
    for place in range(min(len(top.rows), columns.HEADER_WITHIN)):
        for height in (1, 2):
            candidate = _candidate(top, place, height, choices)
            if candidate is None:
                continue
            other = other or _lookalike(candidate)
            if not candidate.lacks(choices.mapping) and not _better_below(top, candidate, choices.mapping):
                if candidate.shape is TABLE and (seems := _lookalike(candidate)):
                    raise InputRefusedError(f"{source.name} {seems.what}.", seems.instead)
                _check(choices, candidate)
                return _found(top, candidate)
            if best is None or len(candidate.fields) > len(best.fields):
                best = candidate
    if other:
        raise InputRefusedError(f"{source.name} {other.what}.", other.instead)
    if best is not None:
        _check(choices, best)
    raise _no_ledger(source.name, top, best, choices)


def judged(source: Source, layout: Layout, choices: Choices, today: date, *, whole: bool) -> Layout:
    """Return the layout with each column judged by what it holds. Raises AskError for what stays open.

    The first rows are looked at, and what the layout's `watch` finds further down; `whole`: it is found here and now.
    """
    rows = chain.from_iterable(chunk.rows for chunk in body(source, layout))
    sample = list(islice(rows, _SAMPLE))
    found = _by_rows(layout, sample, choices, today)
    if len(sample) < _SAMPLE or found.watch is None:
        return replace(found, watch=None)
    if not whole:
        return found
    news: list[Sequence[str]] = []
    while len(news) < _SAMPLE and (more := list(islice(rows, _SAMPLE))):
        news += found.watch.news([row for row in more if layout.is_item(row)])
    return replace(_by_rows(layout, [*sample, *news], choices, today) if news else found, watch=None)


def _by_rows(layout: Layout, rows: Sequence[Sequence[str]], choices: Choices, today: date) -> Layout:
    items = [row for row in rows if layout.is_item(row)] or rows
    known = profiles(layout.header, items, choices.decimal)
    nothing = {part: f"part of {one.title}" for one in layout.plan.made for part in one.places}
    nothing |= {
        place: "you said that it means nothing"
        for column in choices.ignored
        for place in columns.places_of(layout.header, column)
    }
    # Who says of which day the balances are cuts what the file knows by it.
    day, dues = date.max if choices.as_of else today, bool(choices.terms)
    found = infer(
        layout.header, known, layout.columns, choices.mapping, nothing, layout.shape, choices.blank, today=day, dues=dues, statuses=choices.statuses
    )  # fmt: skip
    harmless = {place for place, heading in enumerate(layout.header) if is_harmless(heading)}
    fields = dict.fromkeys(nothing.keys() | harmless, "") | {
        place: name for name, place in found.fields.items()
    }
    fields |= {place: "" for name, place in found.fields.items() if name in choices.mapping}
    watch = watch_of(known, fields) if layout.shape is TABLE else None
    layout = _refitted(layout, found.fields)
    idle = frozenset(
        column
        for column in choices.ignored
        if not any(known[place].says for place in columns.places_of(layout.header, column))
    )
    return replace(layout, verdicts=found.verdicts, minus=found.minus, day=found.day, watch=watch, idle=idle)


def header_key(header: Sequence[str], *, in_order: bool = False) -> str:
    """Return what tells one header from another, however it is spaced and cased, and wherever its columns stand.

    `in_order`: as books of earlier versions have it.
    """
    words = map(columns.squeeze, header)
    return hashlib.sha256("|".join(words if in_order else sorted(words)).encode()).hexdigest()[:32]


def _lookalike(candidate: _Candidate) -> Lookalike | None:
    return None if candidate.who else lookalike(candidate.header, candidate.fields)


def _better_below(top: Chunk, candidate: _Candidate, mapping: Mapping[str, str]) -> bool:
    """Whether the header goes on in the next row, which says what its columns lack."""
    if candidate.height > 1:
        return False
    wider = _candidate(top, candidate.place, 2, Choices(mapping=mapping))
    return wider is not None and not wider.lacks(mapping) and len(wider.fields) >= len(candidate.fields)


def _candidate(top: Chunk, place: int, height: int, choices: Choices) -> _Candidate | None:
    rows = top.rows[place : place + height]
    if len(rows) < height or len(rows[0]) < 2:
        return None
    header = _joined(rows)
    if header is None or labelled(rows[0]):
        return None
    squeezed = frozenset(map(columns.squeeze, header))
    shape = next((shape for shape in SHAPES if shape.shows(squeezed)), TABLE)
    if shape.datev:
        items = shape.holds is Holds.ITEMS
        return _Candidate(
            place, height, header, shape, datev.POSTING_FIELDS if items else datev.CONTACT_FIELDS
        )
    below = top.rows[place + height :]
    made = made_of(header, choices.mapping, below) if shape is TABLE else ()
    titles = titles_with(header, made)
    fields: Mapping[str, int] = columns.match(
        titles, choices.mapping, shape.columns, shape.silent, choices.ignored, strict=shape is TABLE
    )
    header = (*header, *titles[len(header) :])
    if shape is TABLE:
        fields = _instead(header, fields)
    if shape is TABLE:
        shape, fields = _plain((top.rows[:place], below), header, fields, choices)
    fields, own, fills, stated = _customers((top.rows[:place], below), shape, fields)
    ages = () if {"amount", "balance"} & set(fields) or "number" not in fields else ages_of(header, below)
    if ages:
        fields = {name: spot for name, spot in fields.items() if spot not in ages} | {"balance": len(header)}
        header, made = (*header, AGE_COLUMN), (*made, Made(AGE_COLUMN, ages))
    return _Candidate(place, height, header, shape, fields, own, made, fills, stated)


def _customers(
    around: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]], shape: Shape, fields: Mapping[str, int]
) -> tuple[Mapping[str, int], int | None, bool, tuple[str, ...]]:
    """Return the fields, where customers stand on rows of their own, whether items may name theirs, too, and whom labels state above."""
    titles, below = around
    stated: tuple[str, ...] = ()
    own, who = None, [fields[name] for name in ("name", "account") if name in fields]
    if shape.holds is Holds.ITEMS:
        dates = [fields[name] for name in DATES if name in fields]
        facts = [spot for name, spot in fields.items() if (name in _FACTS or spot in dates) and spot]
        if who and "number" not in fields and shares_numbers(below, who[0], dates):
            own, who = who[0], []
            fields = {name: spot for name, spot in fields.items() if name not in ("name", "account")} | {
                "number": own
            }
        elif who:
            keys = [*dates, *(fields[name] for name in ("number",) if name in fields)]
            persons = ("first_name", "last_name", "contact", "email")
            own = filled_down(below, who, keys, [fields[name] for name in persons if name in fields])
        elif not (stated := _stated(titles)):
            own = own_column(below, facts)
            if own is not None and any(len(labelled(row)) > 1 for row in below):
                own, stated = None, ("", "")
    return fields, own, bool(who), stated


def _instead(header: Sequence[str], fields: Mapping[str, int]) -> Mapping[str, int]:
    """Take the contact for the customer where nobody else is named, and what was billed before tax for the amount where no other is."""
    found = dict(fields)
    if not {"account", "name"} & set(found) and "contact" in found:
        found["name"] = found.pop("contact")
    # A state beside an address is a part of it.
    if {"country", "town", "postcode", "region"} & set(found) and columns.squeeze(
        header[found.get("status", 0)]
    ) == "state":
        found["region"] = found.pop("status")
    # A charge is billed then, where something falls due; in lists of payments it comes in.
    if "due_date" in found and columns.squeeze(header[found.get("settled_on", 0)]) == "chargedate":
        charged = found.pop("settled_on", 0)
        found.setdefault("invoice_date", charged)
    net = [spot for spot, cell in enumerate(header) if is_net(cell)]
    if net and "tax" in found and not {"amount", "balance", "debit"} & set(found):
        found["amount"] = net[0]
    return found


def _stated(above: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the id and name of the customer that labels above a header state, nothing where none do."""
    said: dict[str, str] = {}
    for row in above:
        said |= labelled(row)
    return (said.get("account", ""), said.get("name", "")) if said else ()


def _joined(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """Return one header for rows that hold its words above one another; None where they hold data."""
    if len(rows) == 1:
        return tuple(rows[0])
    above, below = rows
    words = [cell for cell in below if cell.strip() and not RULE.fullmatch(cell)]
    if min(len(words) + 1, sum(bool(cell.strip()) for cell in above)) < _FEW_WORDS or not all(
        _PARTS_OF_A_HEADER.fullmatch(cell) for cell in words
    ):
        return None
    width = max(len(above), len(below))
    pairs = zip([*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))], strict=True)
    return tuple(_headings_of(list(pairs)))


def _headings_of(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Give each column's heading of two rows; one that stands above several columns counts for all of them.

    Where both together name nothing that is known, and the lower alone does, it is that one.
    """
    group, worded = "", all(_PARTS_OF_A_HEADER.fullmatch(above) for above, _ in pairs)
    for above, below in pairs:
        if above.strip():
            group = above.strip() if below.strip() else ""
        # What is written over both rows is said once.
        both = above.strip() if above == below else f"{above} {below}".strip()
        spread = f"{group} {below}".strip() if below.strip() else both
        said = next(
            (
                text
                for text in (spread, both, below.strip() if worded else "")
                if text and columns.squeeze(text) in columns.KNOWN
            ),
            both,
        )
        code = columns.currency_in(group)
        yield f"{said} ({code})" if code and below.strip() and not columns.currency_in(said) else said


def _plain(
    around: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]],
    header: tuple[str, ...],
    fields: Mapping[str, int],
    choices: Choices,
) -> tuple[Shape, Mapping[str, int]]:
    """Tell a plain table of items from one of payments and from a list of customers; `around`: rows above and below."""
    titles, below = around
    if choices.payments or is_payments(titles, header, below, fields):
        paid = columns.match(
            header, choices.mapping, PAYMENTS.columns, PAYMENTS.silent, choices.ignored, strict=False
        )
        if not {"account", "name"} & set(paid) and "name" in fields:
            paid["name"] = fields["name"]
        if "settled_on" not in paid and "invoice_date" in fields:
            paid["settled_on"] = fields["invoice_date"]
        if "number" not in paid and "po" in paid:
            paid["number"] = paid["po"]
        if choices.payments or not PAYMENTS.missing(paid) or ("settled_on" in paid and TABLE.missing(fields)):
            return PAYMENTS, paid
    if (
        not {"number", "due_date", "invoice_date"} & set(fields)
        and not CONTACTS.missing(fields)
        and not _says_paid(below)
    ):
        about = {name: place for name, place in fields.items() if name in _ABOUT_CUSTOMERS}
        return CONTACTS, _where_filled(header, below, about, choices.mapping)
    return TABLE, fields


def _says_paid(rows: Sequence[Sequence[str]]) -> bool:
    """Whether some column says what is paid and what is not: no list of customers does."""
    for column in zip_longest(*rows, fillvalue=""):
        said = {status_of(cell) for cell in set(column) if cell.strip()}
        if None not in said and Status.PAID in said:
            return True
    return False


def _where_filled(
    header: Sequence[str], below: Sequence[Sequence[str]], fields: Mapping[str, int], said: Mapping[str, str]
) -> dict[str, int]:
    """Return the fields, each in the column of its name that most rows fill: address books have several of a kind."""

    def filled(place: int) -> int:
        return sum(place < len(row) and bool(row[place].strip()) for row in below)

    found = dict(fields)
    for name in {"phone", "email", "account"} & set(fields) - set(said):
        same = (place for place, cell in enumerate(header) if columns.squeeze(cell) in columns.SYNONYMS[name])
        found[name] = max((fields[name], *same), key=filled)
    if "account" in found and "account" not in said and not filled(found["account"]):
        empty = found.pop("account")
        if "name" not in found:
            found["name"] = found.pop("contact", empty)
    return found


def _found(top: Chunk, candidate: _Candidate) -> tuple[Layout, list[list[str]]]:
    lines = [*top.line_numbers(), top.first_line + top.lines]
    first_line = lines[candidate.place + candidate.height]
    titles = top.rows[: candidate.place]
    shape, header = candidate.shape, candidate.header
    if shape.datev:
        items = shape.holds is Holds.ITEMS
        recast = datev.Datev.of(titles[0] if titles else (), header, postings=items)
        header = datev.POSTINGS if items else datev.CONTACTS
        plan = Plan(len(header), header)
        key = header_key(candidate.header)
        return Layout(header, candidate.fields, first_line, plan, shape, recast, (), key), titles
    fields, added, width = dict(candidate.fields), list(header), len(header) - len(candidate.made)
    if candidate.own is not None:
        fields = {name: spot for name, spot in fields.items() if not candidate.fills or spot != candidate.own}
        fields["name"] = len(added)
        added.append(_OWN_COLUMN)
    if candidate.who:
        fields |= {"account": len(added), "name": len(added) + 1}
        added += _STATED_COLUMNS
    own, made, who = candidate.own, candidate.made, candidate.who
    above = named_above(titles, top.rows[candidate.place + candidate.height :]) if own is not None else ""
    plan = Plan(width, header[:width], own=own, made=made, fills=candidate.fills, who=who, above=above)
    key = header_key(top.rows[candidate.place])
    layout = Layout(tuple(added), fields, first_line, plan, shape, None, (), key)
    return _refitted(layout, fields), titles


def _refitted(layout: Layout, fields: Mapping[str, int]) -> Layout:
    """Return the layout with these columns, and with all that hangs on them."""
    if layout.datev:
        return replace(layout, columns=fields)
    header, own, made = layout.plan.header, layout.plan.own, layout.plan.made
    parts = {part: bool(one.codes) for one in made if one.money for part in one.places}
    names = (
        _FACTS
        if own is not None or parts or layout.plan.who
        else (*_FACTS, "invoice_date", *_ABOUT_CUSTOMERS)
    )
    facts = tuple(fields[name] for name in names if name in fields and fields[name] < len(header))
    figure = fields.get("balance", fields.get("amount"))
    money = (*(fields[name] for name in AMOUNTS if name in fields), *parts)
    plan = Plan(
        len(header), header, (*facts, *parts), fields.get("number"), figure, money, own, made,
        tuple(fields[name] for name in DATES if name in fields), layout.plan.fills, layout.plan.who, layout.plan.above,
    )  # fmt: skip
    sifted = tuple((name, fields[name]) for name in SIFTED if name in fields)
    return replace(
        layout,
        columns=fields,
        plan=plan,
        sifted=sifted,
        currency=_currency(header, [place for place in money if not parts.get(place)]),
    )


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


def _check(choices: Choices, candidate: _Candidate) -> None:
    """See to it that every column that is said is there. Raises InputRefusedError."""
    for name, column in choices.mapping.items():
        if name not in candidate.fields and column != columns.NO_COLUMN:
            raise _no_column(column, f"--map {name}", candidate.header)
    for column in choices.ignored:
        if not columns.places_of(candidate.header, column):
            raise _no_column(column, "--ignore", candidate.header)


def _no_column(column: str, what: str, header: Sequence[str]) -> InputRefusedError:
    there = {one_line(cell): cell for cell in header if cell.strip()}
    by_fold = {name.casefold(): name for name in there}
    close = [by_fold[one] for one in get_close_matches(column.casefold(), by_fold, n=3, cutoff=0.5)]
    hint = f"Did you mean {' or '.join(map(repr, close))}? " if close else ""
    return InputRefusedError(
        f"There is no column {column!r} for {what}.", f"{hint}The columns are: {', '.join(there)}."
    )


def _no_ledger(name: str, top: Chunk, best: _Candidate | None, choices: Choices) -> InputRefusedError:
    if best is None or not best.fields:
        row = top.rows[best.place] if best else top.rows[0]
        there = ", ".join(one_line(cell) for cell in row if cell.strip())[:_MOST_SHOWN]
        return InputRefusedError(
            f"{name} is no ledger that arcall knows: no row of its first {columns.HEADER_WITHIN} names columns such as"
            " customer, invoice number, due date and balance.",
            f"Export a table with one row per invoice, or map its columns with --map FIELD=COLUMN. Its first columns: {there}.",
        )
    if question := _missing(top, best, choices):
        return question
    there = ", ".join(one_line(cell) for cell in best.header if cell.strip())[:_MOST_SHOWN]
    line = top.line_numbers()[best.place]
    return InputRefusedError(
        f"{name}: the header in row {line} has no column for {', '.join(best.lacks(choices.mapping))}.",
        f"Map it with --map FIELD=COLUMN, or export it too. The columns are: {there}.",
    )


def _missing(top: Chunk, best: _Candidate, choices: Choices) -> AskError | None:
    """Return the question that finds what a header lacks, where its other columns leave no doubt that it is a ledger's."""
    if (
        best.shape not in (TABLE, PAYMENTS)
        or len(best.fields) < _FEW_WORDS - 1
        or best.own is not None
        or best.ages
    ):
        return None
    rows = [row for row in top.rows[best.place + best.height :] if not is_blank(row)]
    known = profiles(best.header, rows, choices.decimal)
    # Consumer may be the heading of whoever owes as well as of what they are.
    fields = {name: place for name, place in best.fields.items() if name != "consumer"}
    return missing(best.header, known, fields, best.shape, choices.mapping)
