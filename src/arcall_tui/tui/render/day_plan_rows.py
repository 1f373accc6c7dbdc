"""The day plan becomes lines: when, their time, who, how much; below, who has to wait."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from arcall_tui.domain.calendar import zone_named
from arcall_tui.domain.dates import place
from arcall_tui.rules.dayplan import OUTSIDE, DayPlan, Planned, Waiting
from arcall_tui.rules.queue import Placing
from arcall_tui.text_width import fit
from arcall_tui.tui import hidden
from arcall_tui.tui.render.account_rows import COMMITMENT, owed
from arcall_tui.tui.render.moments import day_short
from arcall_tui.tui.render.pane import Built
from arcall_tui.tui.render.pieces import Line

_AMOUNT = 16
_WHEN = 22


def lines(
    plan: DayPlan, waits: Sequence[Waiting], here: ZoneInfo, width: int, at: int, *, masked: bool = False
) -> tuple[Built, int]:
    """Return the pane with the cursor on entry `at`, and on which line that is."""
    calls = [_call(call, here, width, on=index == at, masked=masked) for index, call in enumerate(plan.calls)]
    rest = plan.waiting
    more: list[Line] = []
    if waits:
        more = [(), ((f" {rest:,} not today; they can be reached from", "dim"),)]
    first = len(calls)
    waiting = [
        _waiting(each, here, width, on=first + index == at, masked=masked) for index, each in enumerate(waits)
    ]
    left: Line = ((" Day plan", "title"),)
    until = f"until {plan.ends.astimezone(here):%H:%M}, {plan.minutes} min a call"
    right: Line = ((f"{len(calls)} calls {until}", "dim"),) if calls else ((plan.without_calls, "dim"),)
    return (left, right, [*calls, *more, *waiting]), at if at < first else at + len(more)


def _call(call: Planned, here: ZoneInfo, width: int, *, on: bool, masked: bool) -> Line:
    standing = call.placing.standing
    there = zone_named(standing.zone)
    theirs = (
        f"{call.begins.astimezone(there):%H:%M} {place(standing.zone)}" if there else "their time not known"
    )
    mark = "=" if call.agreed else "!" if call.placing.group == COMMITMENT else " "
    return (
        ("▸" if on else " ", "accent"),
        (mark, "urgent" if mark == "!" else "strong"),
        (f"{call.begins.astimezone(here):%H:%M} ", "strong" if on else ""),
        *_who(call.placing, width - 8 - _WHEN, on=on, masked=masked),
        ("  ", ""),
        (fit(theirs, _WHEN - 2), "dim"),
    )


def _waiting(each: Waiting, here: ZoneInfo, width: int, *, on: bool, masked: bool) -> Line:
    zone = zone_named(each.placing.standing.zone)
    local = each.reachable.astimezone(zone or here)
    where = place(each.placing.standing.zone) if zone else "your time"
    when = f"{day_short(local.date())} {local:%H:%M} {where}" if each.in_shift else OUTSIDE
    return (
        ("▸" if on else " ", "accent"),
        *_who(each.placing, width - 1 - _WHEN - 6, on=on, masked=masked),
        ("  ", ""),
        (fit(when, _WHEN + 4), "dim"),
    )


def _who(placing: Placing, width: int, *, on: bool, masked: bool) -> Line:
    name = max(8, width - _AMOUNT)
    standing = (hidden.placing(placing) if masked else placing).standing
    return (
        (fit(standing.name or standing.ledger_id, name), "strong" if on else ""),
        (fit(owed(standing, _AMOUNT), _AMOUNT, "right"), ""),
    )
