"""The caller's day: what was done so far, the goals, the rest of the shift planned, and the agenda: what is due, by day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from statistics import median
from typing import Any

from arcall_tui.domain.activity import FollowUp, FollowUpKind, SetBy
from arcall_tui.domain.calendar import begins
from arcall_tui.domain.figures import Goal
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.rules.dayplan import DayPlan, Waiting, divided, plan_day
from arcall_tui.rules.dayplan import waiting as not_fitting
from arcall_tui.rules.gates import Gate, planned_step, to_write
from arcall_tui.rules.queue import Group, Placing
from arcall_tui.settings import Settings
from arcall_tui.store.accounts import finder
from arcall_tui.store.accounts import kept as store
from arcall_tui.store.accounts.read import follow_up
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.workday.desk.desk import Card, Desk, Tally

# From so many measured calls on, the caller's own pace is known.
_ENOUGH_CALLS = 20
# What matters most stands first: there is not always room for all.
_GOALS = ("calls", "promises", "amount", "contacts")


def tally(desk: Desk, placings: Iterable[Placing] = ()) -> Tally:
    """Count the day so far, and how `placings` divide: callable now, later today, not today."""
    today = desk.clock.today()
    counted = store.done(desk.book, today, today)
    goals = goals_reached(desk.book, desk.settings, today)
    divides = divided(placings, desk.caller, desk.clock.now()) if placings else (0, 0, 0)
    return Tally(counted.calls, counted.contacts, counted.promises, *divides, goals)


def goals_reached(book: OpenBook, settings: Settings, upto: date) -> tuple[Goal, ...]:
    """Return every goal of settings.toml with what has been reached by the close of `upto`."""
    since, found = begins(upto), list[Goal]()
    for period in filter(settings.goals.get, since):
        counted = store.done(book, since[period], upto)
        goals = settings.goals[period]
        for name, wanted in ((name, goals[name]) for name in _GOALS if name in goals):
            if name == "amount":
                found.append(_amount(period, counted.promised, wanted, settings))
            else:
                found.append(Goal(period, name, getattr(counted, name), int(wanted)))
    return tuple(found)


def _amount(period: str, promised: dict[str, int], wanted: float, settings: Settings) -> Goal:
    from arcall_tui.reports.rates import Rates  # noqa: PLC0415 - only where a goal is an amount

    base = settings.base_currency
    total = Rates(base, settings.rates).total(promised)
    reached = total.minor if isinstance(total, Money) else total.reason
    minor = round(wanted * 10 ** (exponent(base) if base else 0))
    return Goal(period, "amount", reached, minor, base)


def plan(desk: Desk, placings: Sequence[Placing]) -> DayPlan:
    """Plan the rest of the shift from now on: `placings` is the day's ranking, in order."""
    return plan_day(placings, desk.policy, desk.caller, desk.clock.now(), slot_minutes(desk))


def waiting(desk: Desk, plan: DayPlan) -> Iterator[Waiting]:
    """Yield what does not fit into the plan, best first, with when it can be reached."""
    return not_fitting(plan, desk.policy, desk.caller, desk.clock.now())


def slot_minutes(desk: Desk) -> int:
    """What a call takes: the caller's own measured handling time, or the policy's until there is one."""
    if not desk.day.slot_minutes:
        gaps = store.handling_seconds(desk.book)
        measured = round(median(gaps) / 60) if len(gaps) >= _ENOUGH_CALLS else desk.policy.slot_minutes
        desk.day.slot_minutes = min(max(measured, 1), 60)
    return desk.day.slot_minutes


@dataclass(frozen=True)
class Opening:
    """The head of the queue, the account to call next (None in an empty book), and the day so far."""

    rows: list[Placing]
    card: Card | None
    tally: Tally

    @classmethod
    def read(cls, desk: Desk) -> Opening:
        """Read it; blocking, and quick but for the first time that a book is opened: that ranks it."""
        rows = desk.ranking.first_page()
        if not rows and finder.ledger_ids(desk.book):
            rows = desk.ranking.rank_day()
        return cls(rows, desk.card(rows[0].account) if rows else None, tally(desk))


_STILL_SHOWN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something due on an account. `owner`: who must act, where that is somebody else; `amount`: what is checked."""

    account: int
    name: str
    ledger_id: str
    owner: str
    amount: Money | None
    step: FollowUp

    def told(self, between: str) -> str:
        """Say in a line what is checked, who must act, and why: what the reason says already, once."""
        reason = one_line(self.step.reason)
        facts = filter(None, (str(self.amount or ""), self.owner))
        more = (fact for fact in facts if not re.search(rf"(?<!\w){re.escape(fact)}(?!\w|[.,]\d)", reason))
        return between.join(filter(None, (*more, reason)))


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
    able = {each.account for each in queue if _can_be_called(each, last, desk)}
    calls = 0 if everything else len(able & store.own_calls(desk.book, last))
    own = FollowUpKind.CALL, SetBy.RULE
    told = map(_entry, rows)
    steps = (one for one in told if one.account in able or (one.step.kind, one.step.set_by) != own)
    due = (*steps, *islice(_to_write(queue, desk), limit))
    entries = sorted(due, key=lambda each: each.step.day_here(here))
    return Agenda(today, desk.clock.now().astimezone(here).date(), last, tuple(entries), calls)


def _can_be_called(placing: Placing, last: date, desk: Desk) -> bool:
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
    return tuple(_entry(row) for row in store.appointments(desk.book, now - _STILL_SHOWN, now + ahead))


def _entry(row: tuple[Any, ...]) -> Entry:
    account, name, ledger_id, owner, minor, currency, *step = row
    amount = Money(minor, currency) if minor is not None else None
    return Entry(account, one_line(name) or ledger_id, ledger_id, one_line(owner), amount, follow_up(step))
