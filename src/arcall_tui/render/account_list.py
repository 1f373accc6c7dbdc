"""The list of accounts as it is drawn: its rows in parts, what each row says, and the headings between."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from arcall_tui.domain.money import Money
from arcall_tui.domain.standing import Standing
from arcall_tui.render import hidden
from arcall_tui.render.pieces import Laid, Line, age_ink, amount, fit, opens, rule
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


class ListLook(NamedTuple):
    """How a list of accounts is drawn. `prompt`: what is typed in its heading; `masked`: without names."""

    width: int
    now: datetime
    zone: ZoneInfo
    prompt: tuple[Line, Line] | None = None
    marked: Collection[int] = frozenset()
    masked: bool = False


class Listing:
    """Accounts as a list shows them: where headings stand between the rows, the first one being the list's own title.

    `total`: how many there are where no filter hides any. `label`: what they are called where that is not the section in view.
    `parted`: they stand in the queue's order, with headings. `starts`: the accounts before which one stands.
    """

    def __init__(self, rows: Sequence[Placing], total: int, label: str = "", *, parted: bool = True) -> None:
        # Below 0: it has a slot in the day's plan.
        begins = (bisect_left(rows, group, key=lambda row: int(row.rank_key[0])) for group in (TASK, GATED))
        ends = [0, *begins, len(rows)]
        parts = [(name, at) for name, at, end in zip(_SECTIONS, ends, ends[1:], strict=False) if at < end]
        self.rows, self.total, self.label = rows, total, label
        self.names = [name for name, _ in parts] if parted else []
        self.starts = [start for _, start in parts[1:]] if parted else []
        self._heads = [start + above for above, start in enumerate(self.starts)]
        self.made: dict[tuple[object, ...], Line] = {}  # rows, by what they are made of

    def after(self, before: Listing) -> Listing:
        """Return this list, with the rows that the one before it had made; not of very many."""
        self.made = before.made if len(before.made) < _KEPT else {}
        return self

    def row_of(self, account: int) -> int:
        """Return in which row an account stands, both from 0."""
        return account + bisect_right(self.starts, account)

    def account_at(self, row: int) -> int | None:
        """Return which account stands in a row; None for a heading."""
        return None if row in self._heads else row - bisect_left(self._heads, row)

    def _section(self, row: int) -> int:
        """Return the section that a row is in; a heading is in the one that it begins."""
        return self.names[bisect_right(self._heads, row)] if self.names else VALUE

    def page(self, first: int, height: int, cursor: int, look: ListLook) -> list[Laid]:
        """Return the heading and the rows from `first` on, as many as there is room for, the cursor on its account."""
        left, right = _title(len(self.rows), self.total, cursor + 1, self.label, self._section(first))
        if look.prompt:
            left, right = (*look.prompt[0], *left[1:]), look.prompt[1]
        page: list[Laid] = [(rule(left, right, look.width), "paper")]
        last = min(first + max(1, height - 1), len(self.rows) + len(self.starts))
        for row in range(first, last):
            index = self.account_at(row)
            if index is None:
                name, column = _SECTIONS[self._section(row)]
                page.append((rule(((f" {name}", "title"),), _columns(column), look.width), "paper"))
            else:
                here = index == cursor
                page.append((self._row(self.rows[index], look, here=here), "cursor" if here else "paper"))
        return page

    def _row(self, placing: Placing, look: ListLook, *, here: bool) -> Line:
        """Return the row of an account: the same makes the same, wherever it stands."""
        of = (*placing[:2], placing.gate, placing.opens_at, placing.source, look.width, look.masked, here)
        line = self.made.get(of)
        if line is None:
            shown = hidden.placing(placing) if look.masked else placing
            line = self.made[of] = account_row(shown, look.width, look.now, look.zone, here=here)
        return (("▸•" if here else " •", "accent"), *line[1:]) if placing.account in look.marked else line


_KEPT = 2000  # rows


def account_row(placing: Placing, width: int, now: datetime, zone: ZoneInfo, *, here: bool) -> Line:
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


def _tail(placing: Placing, now: datetime, zone: ZoneInfo) -> Line:
    if placing.group == GATED:
        why = _GATES.get(str(placing.gate), str(placing.gate or ""))
        told = opens(placing.opens_at, now, zone) if placing.opens_at is not None else why
        return ((fit(told, _TAIL - 3, "right"), "dim"), (f" {_SHUT}", "dim"))
    late = placing.days_past_due
    days = f"{late}d" if late > 0 else ("task" if placing.group == TASK else "due")
    mark = (" !", "urgent") if placing.group == COMMITMENT else ("  ", "")
    return ((fit(days, _TAIL - 3, "right"), "dim" if placing.group == TASK else age_ink(late)), mark)


_GATES = {"no_number": "no tel", "shared": "payer", "minimum": "small", "not_overdue": "not due"}


def owed(standing: Standing, width: int) -> str:
    """Return what can be collected, `-` where that is nothing; `+` where there is another currency."""
    most = standing.shown_exposure
    if most is None or not most.collectable:
        return "-"
    more = "+" if len(standing.asked) > 1 else ""
    return more + amount(Money(most.collectable, most.currency), width - len(more))


def _title(shown: int, total: int, position: int, label: str, section: int = VALUE) -> tuple[Line, Line]:
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
