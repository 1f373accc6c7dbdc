"""The day so far: what was done, how the queue divides, and the goals."""

from __future__ import annotations

from collections.abc import Iterable

from arcall_tui.rules.queue import Placing, divided
from arcall_tui.store.accounts import finder
from arcall_tui.store.accounts import tally as store
from arcall_tui.workday.desk import goals
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.views import Tally


def is_empty(desk: Desk) -> bool:
    """Whether no ledger was ever taken in."""
    return not finder.any_account(desk.book)


def tally(desk: Desk, placings: Iterable[Placing] = ()) -> Tally:
    """Count the day so far, and how `placings` divide: callable now, later by themselves, shut."""
    today = desk.clock.today()
    counted = store.done(desk.book, today, today)
    reached = goals.reached(desk.book, desk.settings, today)
    return Tally(counted.calls, counted.contacts, counted.promises, *divided(placings), reached)
