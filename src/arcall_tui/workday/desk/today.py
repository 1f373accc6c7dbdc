"""The caller's day: what was done so far, the goals, and the rest of the shift planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from arcall_tui.domain.money import Money, exponent
from arcall_tui.rules.dayplan import DayPlan, Waiting, plan_day
from arcall_tui.rules.dayplan import waiting as not_fitting
from arcall_tui.rules.queue import Placing, divided
from arcall_tui.settings import Settings
from arcall_tui.store.accounts import caller_days as counts
from arcall_tui.store.accounts import finder
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.views import Card, Goal, Tally

# From so many measured calls on, the caller's own pace is known.
_ENOUGH_CALLS = 20
# What matters most stands first: there is not always room for all.
_ORDER = ("calls", "promises", "amount", "contacts")


def is_empty(desk: Desk) -> bool:
    """Whether no ledger was ever taken in."""
    return not finder.any_account(desk.book)


def tally(desk: Desk, placings: Iterable[Placing] = ()) -> Tally:
    """Count the day so far, and how `placings` divide: callable now, later by themselves, shut."""
    today = desk.clock.today()
    counted = counts.done(desk.book, today, today)
    goals = goals_reached(desk.book, desk.settings, today)
    return Tally(counted.calls, counted.contacts, counted.promises, *divided(placings), goals)


def goals_reached(book: OpenBook, settings: Settings, upto: date) -> tuple[Goal, ...]:
    """Return every goal of settings.toml with what has been reached by the close of `upto`."""
    begins = {"day": upto, "week": upto - timedelta(days=upto.weekday()), "month": upto.replace(day=1)}
    found: list[Goal] = []
    for period in (period for period in begins if settings.goals.get(period)):
        counted = counts.done(book, begins[period], upto)
        goals = settings.goals[period]
        for name, wanted in ((name, goals[name]) for name in _ORDER if name in goals):
            if name == "amount":
                found.append(_amount(period, counted.promised, wanted, settings))
            else:
                found.append(Goal(period, name, getattr(counted, name), int(wanted)))
    return tuple(found)


def _amount(period: str, promised: dict[str, int], wanted: float, settings: Settings) -> Goal:
    from arcall_tui.reports.rates import Rates  # noqa: PLC0415 - only where a goal is an amount

    base = settings.base_currency
    rates = Rates(base, {code: (rate.rate, rate.date) for code, rate in settings.rates.items()})
    total = rates.total(promised)
    reached = total.minor if isinstance(total, Money) else total.reason
    return Goal(
        period, "amount", reached, round(wanted * 10 ** exponent(base)) if base else round(wanted), base
    )


def plan(desk: Desk, placings: Sequence[Placing]) -> DayPlan:
    """Plan the rest of the shift from now on: `placings` is the day's ranking, in order."""
    return plan_day(placings, desk.policy, desk.caller, desk.clock.now(), slot_minutes(desk))


def waiting(desk: Desk, plan: DayPlan) -> Iterator[Waiting]:
    """Yield what does not fit into the plan, best first, with when it can be reached."""
    return not_fitting(plan, desk.policy, desk.caller, desk.clock.now())


def slot_minutes(desk: Desk) -> int:
    """What a call takes: the caller's own measured handling time, or the policy's until there is one."""
    if not desk.day.slot_minutes:
        gaps = counts.handling_seconds(desk.book)
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
        if not rows and not is_empty(desk):
            rows = desk.ranking.rank_day()
        return cls(rows, desk.card(rows[0].account) if rows else None, tally(desk))
