"""A placing becomes a row of the list: who, how much, how late, and when it opens."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from arcall_tui.domain.age import days_past_due
from arcall_tui.domain.money import Money
from arcall_tui.text_width import fit
from arcall_tui.tui.render.moments import amount, opens
from arcall_tui.tui.render.pieces import Line

if TYPE_CHECKING:
    from arcall_tui.domain.standing import Exposure, Standing
    from arcall_tui.rules.queue import Placing

CALL_NEXT = "Call next"
COMMITMENT, VALUE, TASK, GATED = range(4)

_WIDE = 52
_AMOUNT, _AMOUNT_WIDE = 15, 18
_TAIL = 8


def row(placing: Placing, width: int, now: datetime, zone: ZoneInfo, *, here: bool) -> Line:
    """Return the row of one account. `here`: the cursor stands on it."""
    standing = placing.standing
    money = _AMOUNT_WIDE if width >= _WIDE else _AMOUNT
    quiet = "dim" if placing.group >= TASK else ""
    name = max(4, width - 2 - money - _TAIL - 2)
    return (
        ("▸ " if here else "  ", "accent"),
        (fit(standing.name or standing.ledger_id, name), "strong" if here else quiet),
        (" ", ""),
        (fit(owed(standing, money), money, "right"), quiet),
        *_tail(placing, now, zone),
        (" ", ""),
    )


def _tail(placing: Placing, now: datetime, zone: ZoneInfo) -> Line:
    if placing.group == GATED:
        return ((fit(_gate(placing, now, zone), _TAIL, "right"), "dim"),)
    late = max((_days(exposure, placing.standing) for exposure in placing.standing.exposures), default=0)
    days = f"{late}d" if late > 0 else ("task" if placing.group == TASK else "due")
    mark = (" !", "urgent") if placing.group == COMMITMENT else ("  ", "")
    return ((fit(days, _TAIL - 2, "right"), "dim" if placing.group == TASK else ""), mark)


def _gate(placing: Placing, now: datetime, zone: ZoneInfo) -> str:
    if placing.opens_at is not None:
        return opens(placing.opens_at, now, zone)
    return _GATES.get(str(placing.gate), str(placing.gate or ""))


_GATES = {"no_number": "no tel", "shared": "payer", "minimum": "small", "not_overdue": "not due"}


def _days(exposure: Exposure, standing: Standing) -> int:
    return 0 if exposure.oldest_due is None else days_past_due(exposure.oldest_due, standing.day)


def owed(standing: Standing, width: int) -> str:
    """Return what can be collected (what is open, where that is nothing); `+` where there is another currency."""
    most = standing.shown_exposure
    if most is None:
        return ""
    minor = most.collectable or most.open
    others = sum(bool(e.collectable if most.collectable else e.open) for e in standing.exposures) > 1
    more = "+" if others else ""
    return more + amount(Money(minor, most.currency), width - len(more))


def title(shown: int, total: int, position: int, label: str) -> tuple[Line, Line]:
    """Return the two ends of the list's heading."""
    left = ((f" {label}", "title"),)
    where = f"{position:,} of {shown:,}" if shown else "nobody"
    if shown != total:
        where += f" ({total:,})"
    return left, ((where, "dim"),)
