"""The rest of the shift planned: who is called when, and who has to wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from arcall_tui.rules.dayplan import DayPlan, Waiting, plan_day
from arcall_tui.rules.dayplan import waiting as not_fitting
from arcall_tui.rules.queue import Placing
from arcall_tui.store.accounts import tally
from arcall_tui.workday.desk.desk import Desk

# From so many measured calls on, the caller's own pace is known.
_ENOUGH_CALLS = 20


def plan(desk: Desk, placings: Sequence[Placing]) -> DayPlan:
    """Plan the rest of the shift from now on: `placings` is the day's ranking, in order."""
    return plan_day(placings, desk.policy, desk.caller, desk.clock.now(), slot_minutes(desk))


def waiting(desk: Desk, plan: DayPlan) -> Iterator[Waiting]:
    """Yield what does not fit into the plan, best first, with when it can be reached."""
    return not_fitting(plan, desk.policy, desk.caller, desk.clock.now())


def slot_minutes(desk: Desk) -> int:
    """What a call takes: the caller's own measured handling time, or the policy's until there is one."""
    if not desk.day.slot_minutes:
        gaps = tally.handling_seconds(desk.book)
        measured = round(median(gaps) / 60) if len(gaps) >= _ENOUGH_CALLS else desk.policy.slot_minutes
        desk.day.slot_minutes = min(max(measured, 1), 60)
    return desk.day.slot_minutes
