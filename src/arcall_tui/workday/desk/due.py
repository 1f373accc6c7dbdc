"""The agenda: appointments, checks, and what others owe, by day; and as a calendar for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from arcall_tui.domain.activity import FollowUp
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import one_line
from arcall_tui.rules.gates import Gate
from arcall_tui.rules.planned import planned_step, to_write
from arcall_tui.rules.queue import Group, Placing
from arcall_tui.store.accounts import caller_days as store
from arcall_tui.store.accounts.read import follow_up
from arcall_tui.workday.desk.desk import Desk

_LATE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something due on an account. `owner`: who must act, where that is somebody else; `amount`: what is checked."""

    account: int
    name: str
    ledger_id: str
    owner: str
    amount: Money | None
    step: FollowUp


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due until `last`, earliest first; `calls`: so many of the rules' own can be made until then: the queue.

    `today`: the workday; `on`: the calendar's date on the caller's clock, a later one after midnight.
    """

    today: date
    on: date
    last: date
    entries: tuple[Entry, ...]
    calls: int


def agenda(desk: Desk, days: int | None = 1, *, everything: bool = False, limit: int = 500) -> Agenda:
    """Return what is due today and on the next days (`days` in all; None: whenever), overdue steps included."""
    today, here = desk.clock.today(), desk.clock.zone
    last = date.max if days is None else today + timedelta(days=max(1, days) - 1)
    rows = store.steps(desk.book, last, everything=everything, limit=limit)
    queue = desk.ranking.rank_day()
    planned = set() if everything else store.own_calls(desk.book, last)
    calls = sum(each.account in planned and _can_be_rung(each, last, desk) for each in queue)
    entries = sorted(
        (*map(_entry, rows), *islice(_to_write(queue, desk), limit)),
        key=lambda each: each.step.day_here(here),
    )
    return Agenda(today, desk.clock.now().astimezone(here).date(), last, tuple(entries), calls)


def _can_be_rung(placing: Placing, last: date, desk: Desk) -> bool:
    """Whether a call that is due can be made until that day: not while the account rests, or has nothing to be asked."""
    opens = placing.opens_at
    return placing.callable or (opens is not None and opens.astimezone(desk.clock.zone).date() <= last)


def _to_write(queue: Iterable[Placing], desk: Desk) -> Iterator[Entry]:
    """Yield what the rules plan to write today: it stands nowhere in the book, and is done when it is written."""
    for placing in queue:
        if placing.group is Group.TASK and placing.gate in (Gate.NOT_OVERDUE, Gate.CADENCE):
            standing = placing.standing
            step = planned_step(standing, placing.worth, desk.policy)
            if step is not None and to_write(step, standing):
                name = one_line(standing.name) or standing.ledger_id
                yield Entry(placing.account, name, standing.ledger_id, "", None, step)


def week(today: date) -> int:
    """Return how many days are left of the week, today among them."""
    return 7 - today.weekday()


def appointments(desk: Desk, ahead: timedelta) -> tuple[Entry, ...]:
    """Return the appointments that are due within `ahead`, or came up since yesterday, and are still to be done."""
    now = desk.clock.now()
    return tuple(_entry(row) for row in store.appointments(desk.book, now - _LATE, now + ahead))


def _entry(row: tuple[Any, ...]) -> Entry:
    account, name, ledger_id, owner, minor, currency, *step = row
    amount = Money(minor, currency) if minor is not None else None
    return Entry(account, one_line(name) or ledger_id, ledger_id, one_line(owner), amount, follow_up(*step))
