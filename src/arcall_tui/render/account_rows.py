"""A placing becomes a row of the list: who, how much, how late, and when it opens; and the headings between."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from arcall_tui.domain.money import Money
from arcall_tui.domain.standing import Standing
from arcall_tui.render.pieces import Line, age_ink, amount, fit, opens, rule
from arcall_tui.rules.queue import Placing

CALL_NEXT = "Call next"
COMMITMENT, VALUE, TASK, GATED = range(4)
# What a heading says of the accounts below it, and what their last column is.
_SECTIONS = {VALUE: (CALL_NEXT, "late"), TASK: ("To do, no call", "late"), GATED: ("Not now", "opens")}
_SHUT = "\u00d7"
# The signs beside a row, as the help explains them.
SIGNS = f"! agreed, due or broken · {_SHUT} not now · • marked"

_TAIL = 10  # cells: a blank, when or how late, and the sign
_NAME = 12  # cells of a name at least, whatever the amount


class Sections(NamedTuple):
    """Where headings stand between the rows: before the accounts `starts`; the first heading is the list's own title."""

    names: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[Placing]) -> Sections:
        """Part a list that stands in the queue's order."""
        ends = [0, *(bisect_left(rows, group, key=_group) for group in (TASK, GATED)), len(rows)]
        parts = [
            (name, start) for name, start, end in zip(_SECTIONS, ends, ends[1:], strict=False) if start < end
        ]
        return cls(tuple(name for name, _ in parts), tuple(start for _, start in parts[1:]))

    def row_of(self, account: int) -> int:
        """Return in which row an account stands, both from 0."""
        return account + bisect_right(self.starts, account)

    def account_at(self, row: int) -> int | None:
        """Return which account stands in a row; None for a heading."""
        heads = [start + above for above, start in enumerate(self.starts)]
        return None if row in heads else row - bisect_left(heads, row)

    def section(self, row: int) -> int:
        """Return the section that a row is in; a heading is in the one that it begins."""
        heads = [start + above for above, start in enumerate(self.starts)]
        return self.names[bisect_right(heads, row)] if self.names else VALUE

    def heading(self, row: int, width: int) -> Line:
        """Return the heading in a row."""
        name, column = _SECTIONS[self.section(row)]
        return rule(((f" {name}", "title"),), _columns(column), width)


def _group(row: Placing) -> int:
    return int(row.rank_key[0])  # below 0: it has a slot in the day's plan


def row(placing: Placing, width: int, now: datetime, zone: ZoneInfo, *, here: bool) -> Line:
    """Return the row of one account. `here`: the cursor stands on it."""
    standing = placing.standing
    quiet = "dim" if placing.group >= TASK else ""
    room = max(_NAME, width - 4 - _TAIL)  # the name has what the amount leaves
    money = owed(standing, room - _NAME)
    return (
        ("▸ " if here else "  ", "accent"),
        (fit(standing.name or standing.ledger_id, room - len(money)), "strong" if here else quiet),
        (f" {money} ", quiet),
        *_tail(placing, now, zone),
        (" ", ""),
    )


def shown_of(placing: Placing) -> tuple[object, ...]:
    """Return what the row of an account is made of, wherever it stands: the same makes the same row."""
    return placing.source, placing.account, placing.group, placing.gate, placing.opens_at


def _tail(placing: Placing, now: datetime, zone: ZoneInfo) -> Line:
    if placing.group == GATED:
        return ((fit(_gate(placing, now, zone), _TAIL - 3, "right"), "dim"), (f" {_SHUT}", "dim"))
    late = placing.days_past_due
    days = f"{late}d" if late > 0 else ("task" if placing.group == TASK else "due")
    mark = (" !", "urgent") if placing.group == COMMITMENT else ("  ", "")
    return ((fit(days, _TAIL - 3, "right"), "dim" if placing.group == TASK else age_ink(late)), mark)


def _gate(placing: Placing, now: datetime, zone: ZoneInfo) -> str:
    if placing.opens_at is not None:
        return opens(placing.opens_at, now, zone)
    return _GATES.get(str(placing.gate), str(placing.gate or ""))


_GATES = {"no_number": "no tel", "shared": "payer", "minimum": "small", "not_overdue": "not due"}


def owed(standing: Standing, width: int) -> str:
    """Return what can be collected, `-` where that is nothing; `+` where there is another currency."""
    most = standing.shown_exposure
    if most is None or not most.collectable:
        return "-"
    more = "+" if sum(e.collectable > 0 for e in standing.exposures) > 1 else ""
    return more + amount(Money(most.collectable, most.currency), width - len(more))


def title(shown: int, total: int, position: int, label: str, section: int = VALUE) -> tuple[Line, Line]:
    """Return the two ends of the list's heading: what it is and where the cursor stands; what its columns are.

    `position` 0: the account on screen is not in it. `label`: what it is called where that is not the section that is in view.
    """
    name, column = _SECTIONS[section]
    where = f" {position:,} of {shown:,}" if shown and position else f" {shown:,}" if shown else " nobody"
    if shown != total:
        where += f" ({total:,})"
    return ((f" {label or name}", "title"), (where, "dim")), _columns(column) if shown else ()


def _columns(last: str) -> Line:
    return (("to collect" + fit(last, _TAIL - 2, "right") + "  ", "dim"),)
