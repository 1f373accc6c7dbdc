"""Where the header of a ledger file stands, and its columns as what is in them says."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import columns, datev, own_rows
from arcall_tui.ledger.candidates import Candidate, candidate_of
from arcall_tui.ledger.column_layout import DATES, Layout
from arcall_tui.ledger.missing_columns import asked_by, check, no_ledger
from arcall_tui.ledger.questions import AskError, Choices
from arcall_tui.ledger.reader import Chunk, Source
from arcall_tui.ledger.shapes import TABLE, Holds, Lookalike, lookalike

_OWN_COLUMN, _OWN_ID = "customer (on a row of its own)", "customer's id (on a row of its own)"
_STATED_COLUMNS = tuple(
    f"{said} (stated above)" for said in ("customer's id", "customer", "contact", "telephone")
)


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
            better = best is None or len(candidate.fields) > len(best.fields)
            # A word in a row below the heading says nothing of the file.
            other = other or (_lookalike(candidate) if better else None)
            if not candidate.lacks(choices.mapping) and not _better_below(top, candidate, choices.mapping):
                if candidate.shape is TABLE and (seems := _lookalike(candidate)):
                    raise InputRefusedError(f"{source.name} {seems.what}.", seems.instead)
                check(choices, candidate)
                return _found(top, candidate)
            best = candidate if better else best
    if other:
        raise InputRefusedError(f"{source.name} {other.what}.", other.instead)
    if best is not None:
        check(choices, best)
        # Whose rows they are comes first; what else is lacking shows in what they hold, or is asked, and numbers can be made.
        asks = {"account", "name"} & {*best.fields} and asked_by(top, best, choices)
        if best.shape is TABLE and (asks or best.lacks(choices.mapping) == ["number"]):
            return _found(top, best)
    raise no_ledger(source.name, top, best, choices)


def _candidate(top: Chunk, place: int, height: int, choices: Choices) -> Candidate | None:
    """Return what the rows at a place say; None where they are no header, or the first is but the upper half of one. Raises AskError."""
    try:
        return candidate_of(top, place, height, choices)
    except AskError:
        whole = candidate_of(top, place, 2, choices) if height == 1 else None
        if whole is None or whole.lacks(choices.mapping):
            raise
    return None


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
        above = own_rows.named_above(titles, below, coded=True)
        counted = own_rows.are_counted(below, own, dates)
        coded = (
            not counted
            and "account" not in fields
            and own_rows.are_coded(above, below, own, dates, fills=plan.fills)
        )
        above = above if coded else own_rows.named_above(titles, below, coded=False)
        heads = plan.fills and own_rows.are_heads(below, own, dates)
        who = {candidate.fields[name] for name in own_rows.WHO if plan.fills and name in candidate.fields}
        beside = (*who,) if who > {own} else ()
        plan = replace(plan, above=above, coded=coded, heads=heads, counted=counted, beside=beside)
        again = titles[: len(titles) - bool(above)]
        plan = replace(plan, addressed=own_rows.addressed(below, own), titles=again)
        plan = replace(plan, inner=own_rows.within(below, own))
        fields |= {"account": len(added)} if coded else {}
        added += [_OWN_ID] * coded
        fields["name"] = len(added)
        added.append(_OWN_COLUMN)
        if "phone" not in fields and any(map(own_rows.phone_in, below)):
            fields["phone"], plan = len(added), replace(plan, rung=True)
            added.append("telephone (on a row of its own)")
    if plan.who:
        stated = {name: len(added) + spot for spot, name in enumerate(own_rows.STATED[: len(plan.who)])}
        fields, plan = stated | fields, replace(plan, titles=titles)
        added += _STATED_COLUMNS[: len(plan.who)]
    if plan.currency is not None:
        fields["currency"] = len(added)
        added.append("currency (stated above)")
    key = header_key(top.rows[candidate.place])
    layout = Layout(tuple(added), fields, first_line, plan, shape, None, key)
    return layout.with_columns(fields), titles
