"""Where the header of a ledger file stands, and its columns as what is in them says."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from itertools import chain, islice
from typing import Any

from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import columns, datev
from arcall_tui.ledger.candidates import ABOUT_CUSTOMERS, FACTS, FEW_WORDS, Candidate, candidate_of
from arcall_tui.ledger.column_layout import DATES, Layout
from arcall_tui.ledger.column_work import AMOUNTS, ColumnWork, is_harmless
from arcall_tui.ledger.further_down import watch_of
from arcall_tui.ledger.inference import infer
from arcall_tui.ledger.missing_columns import missing
from arcall_tui.ledger.own_rows import are_coded, are_counted, are_heads, named_above
from arcall_tui.ledger.profiles import Cells, profiles
from arcall_tui.ledger.questions import AskError, Choices
from arcall_tui.ledger.reader import Chunk, Source, is_blank
from arcall_tui.ledger.shapes import PAYMENTS, TABLE, Holds, Lookalike, lookalike
from arcall_tui.ledger.table_rows import body
from arcall_tui.ledger.words import NO

_OWN_COLUMN, _OWN_ID = "customer (on a row of its own)", "customer's id (on a row of its own)"
_STATED_COLUMNS = ("customer's id (stated above)", "customer (stated above)")
# Rows that are looked at to judge what the columns are.
_SAMPLE = 1_200
_MOST_SHOWN = 400


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
    best: Candidate | None = None
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
        # Whose rows they are comes first; what else is lacking shows in what they hold, or is asked, and numbers can be made.
        asks = {"account", "name"} & {*best.fields} and _missing(top, best, choices)
        if best.shape is TABLE and (asks or best.lacks(choices.mapping) == ["number"]):
            return _found(top, best)
    raise _no_ledger(source.name, top, best, choices)


def _candidate(top: Chunk, place: int, height: int, choices: Choices) -> Candidate | None:
    """Return what the rows at a place say; None where they are no header, or the first is but the upper half of one. Raises AskError."""
    try:
        return candidate_of(top, place, height, choices)
    except AskError:
        whole = candidate_of(top, place, 2, choices) if height == 1 else None
        if whole is None or whole.lacks(choices.mapping):
            raise
    return None


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
    layout = infer(layout, known, nothing, choices, today)
    harmless = {place for place, heading in enumerate(layout.header) if is_harmless(heading)}
    fields = dict.fromkeys(nothing.keys() | harmless, "") | {
        place: name for name, place in layout.columns.items()
    }
    fields |= {place: "" for name, place in layout.columns.items() if name in choices.mapping}
    watch = watch_of(known, fields) if layout.shape is TABLE else None
    quiet = {
        place for place, one in enumerate(known) if not any(one.figures) and (one.figures or one.words <= NO)
    }
    idle = frozenset(
        column for column in choices.ignored if quiet.issuperset(columns.places_of(layout.header, column))
    )
    return replace(_refitted(layout, layout.columns), watch=watch, idle=idle)


def header_key(header: Sequence[str], *, in_order: bool = False) -> str:
    """Return what tells one header from another, however it is spaced and cased, and wherever its columns stand.

    `in_order`: as books of earlier versions have it.
    """
    words = map(columns.squeeze, header)
    return hashlib.sha256("|".join(words if in_order else sorted(words)).encode()).hexdigest()[:32]


def _lookalike(candidate: Candidate) -> Lookalike | None:
    return None if candidate.plan.who else lookalike(candidate.header, candidate.fields)


def _better_below(top: Chunk, candidate: Candidate, mapping: Mapping[str, str]) -> bool:
    """Whether the header goes on in the next row, which says what its columns lack."""
    if candidate.height > 1:
        return False
    wider = candidate_of(top, candidate.place, 2, Choices(mapping=mapping))
    return wider is not None and not wider.lacks(mapping) and len(wider.fields) >= len(candidate.fields)


def _found(top: Chunk, candidate: Candidate) -> tuple[Layout, list[list[str]]]:
    lines = [*top.line_numbers(), top.first_line + top.lines]
    first_line = lines[candidate.place + candidate.height]
    titles = top.rows[: candidate.place]
    shape, header, plan = candidate.shape, candidate.header, candidate.plan
    if shape.datev:
        postings = shape.holds is Holds.ITEMS
        recast = datev.Datev.of(titles[0] if titles else (), header, postings=postings)
        return Layout(
            plan.header, candidate.fields, first_line, plan, shape, recast, header_key(header)
        ), titles
    fields, added, own = dict(candidate.fields), list(header), plan.own
    if own is not None:
        fields = {name: spot for name, spot in fields.items() if not plan.fills or spot != own}
        dates, said = [fields[name] for name in DATES if name in fields], [*map(columns.squeeze, header)]
        rows = top.rows[candidate.place + candidate.height :]
        below = [row for row in rows if [*map(columns.squeeze, row)] != said[: len(row)]]
        above = named_above(titles, below, coded=True)
        counted = are_counted(below, own)
        coded = (
            not counted and "account" not in fields and are_coded(above, below, own, dates, fills=plan.fills)
        )
        above = above if coded else named_above(titles, below, coded=False)
        heads = plan.fills and are_heads(below, own, dates)
        plan = replace(plan, above=above, coded=coded, heads=heads, counted=counted)
        fields |= {"account": len(added)} if coded else {}
        added += [_OWN_ID] * coded
        fields["name"] = len(added)
        added.append(_OWN_COLUMN)
    if plan.who:
        fields |= {"account": len(added), "name": len(added) + 1}
        added += _STATED_COLUMNS
    if plan.currency is not None:
        fields["currency"] = len(added)
        added.append("currency (stated above)")
    key = header_key(top.rows[candidate.place])
    layout = Layout(tuple(added), fields, first_line, plan, shape, None, key)
    return _refitted(layout, fields), titles


def _refitted(layout: Layout, fields: Mapping[str, int]) -> Layout:
    """Return the layout with these columns, and with all that hangs on them."""
    if layout.datev:
        return replace(layout, columns=fields)
    header, own, made = layout.plan.header, layout.plan.own, layout.plan.made
    parts = {part: bool(one.codes) for one in made if one.money for part in one.places}
    names = (
        FACTS if own is not None or parts or layout.plan.who else (*FACTS, "invoice_date", *ABOUT_CUSTOMERS)
    )
    facts = tuple(fields[name] for name in names if name in fields and fields[name] < len(header))
    figure = fields.get("balance", fields.get("amount"))
    money = (*(fields[name] for name in AMOUNTS if name in fields), *parts)
    plan = replace(
        layout.plan,
        facts=(*facts, *parts),
        number=fields.get("number"),
        figure=figure,
        money=money,
        dates=tuple(fields[name] for name in DATES if name in fields),
    )
    return replace(
        layout,
        columns=fields,
        plan=plan,
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


def _check(choices: Choices, candidate: Candidate) -> None:
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


def _no_ledger(name: str, top: Chunk, best: Candidate | None, choices: Choices) -> InputRefusedError:
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


def _missing(top: Chunk, best: Candidate, choices: Choices) -> AskError | None:
    """Return the question that finds what a header lacks, where its other columns leave no doubt that it is a ledger's."""
    if (
        best.shape not in (TABLE, PAYMENTS)
        or len(best.fields) < FEW_WORDS - 1
        or best.plan.own is not None
        or best.ages
    ):
        return None
    rows = [row for row in top.rows[best.place + best.height :] if not is_blank(row)]
    known = profiles(best.header, rows, choices.decimal)
    # Consumer may be the heading of whoever owes as well as of what they are.
    fields = {name: place for name, place in best.fields.items() if name != "consumer"}
    if best.fields.get("settled_on") is not None and known[best.fields["settled_on"]].holds is Cells.AMOUNTS:
        fields.setdefault("paid", fields.pop("settled_on"))
    return missing(ColumnWork(best.header, known, fields, choices, best.shape))
