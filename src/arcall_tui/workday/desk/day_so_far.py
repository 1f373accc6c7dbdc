"""The day so far: what was done, how the queue divides, and the goals."""

from __future__ import annotations

from collections.abc import Iterable

from arcall_tui.rules.gates import Gate
from arcall_tui.rules.queue import Group, Placing
from arcall_tui.store.accounts import finder
from arcall_tui.store.accounts import tally as store
from arcall_tui.workday.desk import goals
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.views import Tally

# Gates that time opens by itself; the others wait for someone to act (a test names a gate that is in neither).
OPENS_BY_ITSELF = frozenset(
    {Gate.LATER, Gate.SNOOZED, Gate.QUIET, Gate.CADENCE, Gate.CAP, Gate.NOT_OVERDUE, Gate.PROMISED}
)


def is_empty(desk: Desk) -> bool:
    """Whether no ledger was ever taken in."""
    return not finder.any_account(desk.book)


def tally(desk: Desk, placings: Iterable[Placing] = ()) -> Tally:
    """Count the day so far, and how `placings` divide: callable now, later by themselves, shut."""
    today = desk.clock.today()
    counted = store.done(desk.book, today, today)
    now = later = shut = 0
    for placing in placings:
        if placing.callable:
            now += 1
        elif placing.group is Group.TASK or placing.gate in OPENS_BY_ITSELF:
            later += 1
        else:
            shut += 1
    reached = goals.reached(desk.book, desk.settings, today)
    return Tally(counted.calls, counted.contacts, counted.promises, now, later, shut, reached)
