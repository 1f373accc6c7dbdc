"""Promises to pay: on which day, by their pay runs; what to ask for; what has become of one, for card, reports, queue, import."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from arcall_tui.domain.account import Guide
from arcall_tui.domain.activity import AWAITED, Dispute, Promise, PromiseSeen, PromiseState
from arcall_tui.domain.calendar import Calendar, Caller, is_country_code
from arcall_tui.domain.date_words import WEEKDAYS
from arcall_tui.domain.money import Money
from arcall_tui.domain.standing import Standing
from arcall_tui.domain.text import one_line
from arcall_tui.rules.policy import Policy

# mon, monday, mondays; tues, weds, thur and thurs as well.
_DAY_NAMES = {form: at for at, name in enumerate(WEEKDAYS) for form in (name[:3], name, f"{name}s")}
_DAY_NAMES |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_ENDS = frozenset({"eom", "last", "ultimo", "month-end"})
_FILLING = frozenset({"and", "&", "the", "of", "every", "each", "on", "month", "week", "day"})
_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?", re.ASCII)
_SOME_DAYS = re.compile(r"\d{1,2}", re.ASCII)
_LAST = 31
_LOOK_AHEAD = 400  # days; a run comes round at least once a month


@dataclass(frozen=True, slots=True)
class PayRun:
    """Days of the week (0 = Monday) or of the month (31: its last day, whichever that is)."""

    weekdays: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, text: str) -> PayRun | None:
        """Read `thu`, `tue, fri`, `15 and 30`, `1st, eom`; None for what is said otherwise, or nothing."""
        weekdays, days = set(), set()
        for word in text.lower().replace(",", " ").replace("/", " ").replace("+", " ").split():
            number = _NUMBER.fullmatch(word)
            if word in _FILLING:
                continue
            if word in _DAY_NAMES:
                weekdays.add(_DAY_NAMES[word])
            elif word in _ENDS:
                days.add(_LAST)
            elif number and 1 <= int(number[1]) <= _LAST:
                days.add(int(number[1]))
            else:
                return None
        return cls(frozenset(weekdays), frozenset(days)) if weekdays or days else None

    def first(self, day: date, calendar: Calendar) -> date:
        """Return the first run on or after `day`; one that falls on a day off is made on the next working day."""
        for ahead in range(_LOOK_AHEAD):
            run = day + timedelta(days=ahead)
            last = monthrange(run.year, run.month)[1]  # a day that a month lacks falls on it
            if run.weekday() in self.weekdays or run.day in {min(each, last) for each in self.days}:
                return calendar.on_or_after(run)
        return calendar.on_or_after(day)


# What a day is worked out from, with what would be one.
_TELLING: dict[str, tuple[Callable[[str], object], str]] = {
    "pay_run": (PayRun.parse, "thu · 15, 30 · eom"),
    "cut_off": (_SOME_DAYS.search, "2, or 3 days before"),
}


def doubt_of(fact: str, text: str) -> str:
    """Say what comes of a pay run or cut-off that no day can be worked out from; nothing where one can, or none is said."""
    read, such = _TELLING[fact]
    told = not text.strip() or read(text)
    return "" if told else f"kept as it is written; no day is worked out from it: {such}"


def cut_off_days(text: str) -> int:
    """Return how many days before a run they must have what they need: the first number said; 0 where none is."""
    found = _SOME_DAYS.search(text)
    return int(found[0]) if found else 0


def is_abroad(country: str, caller_country: str) -> bool:
    """Whether both are ISO country codes, and not the same: a ledger's own country numbers tell nothing yet."""
    theirs, own = country.upper(), caller_country.upper()
    return theirs != own and is_country_code(theirs) and is_country_code(own)


def check_day(due: date, abroad: bool, calendar: Calendar, policy: Policy) -> date:  # noqa: FBT001
    """Return when a promise due on `due` is checked: its grace later, in business days of `calendar`."""
    rules = policy.promises
    return calendar.add_business_days(due, rules.grace_days_abroad if abroad else rules.grace_days)


@dataclass(frozen=True, slots=True)
class PromiseRule:
    """Judges promises to one caller under one policy. Days are the caller's workdays, whatever the customer's clock says."""

    policy: Policy
    caller: Caller
    _known: dict[tuple[date, str, str], date] = field(default_factory=dict, repr=False, compare=False)

    def checked_on(self, due: date, country: str, region: str = "") -> date:
        """Return the day on which a promise by a customer of that place is checked; its grace ends with it."""
        known = self._known.get((due, country, region))
        if known is None:
            calendar = self.policy.shared_calendar(country, region, self.caller)
            abroad = is_abroad(country, self.caller.country)
            known = self._known[due, country, region] = check_day(due, abroad, calendar, self.policy)
        return known

    def state_on(
        self, day: date, state: PromiseState, due: date, country: str, region: str = ""
    ) -> PromiseState:
        """Return what a promise is on `day`: an open one past its grace is unverified until a ledger tells."""
        if state is PromiseState.OPEN and self.checked_on(due, country, region) < day:
            return PromiseState.UNVERIFIED
        return state

    def verdict(self, seen: PromiseSeen, as_of: date, day: date, *, complete: bool) -> PromiseState:
        """Return what a live promise has become, seen in a ledger as of the close of `as_of`, on workday `day`.

        `complete`: the ledger lists everything, so that money it does not show has not come.
        """
        checked = self.checked_on(seen.due, seen.country, seen.region)
        if seen.amount - seen.paid <= self.policy.promises.tolerance_minor(seen.currency):
            return _kept(seen, checked)
        if seen.nothing_left and not seen.paid:
            # The bills went without money since: paid before the promise already, or corrected; written off later, it had been broken by then.
            return PromiseState.BROKEN if seen.ended and seen.ended > checked else PromiseState.WITHDRAWN
        if seen.nothing_left and seen.paid * 2 >= seen.amount:
            return _kept(seen, checked)  # the rest was credited: there is nothing more to pay
        if as_of < checked or not complete:
            return self.state_on(day, seen.state, seen.due, seen.country, seen.region)
        return PromiseState.PARTLY_KEPT if seen.paid > 0 else PromiseState.BROKEN


def _kept(seen: PromiseSeen, checked: date) -> PromiseState:
    """Return what a promise is of which nothing is missing: money that is known to be late keeps none."""
    first, last = seen.came or (checked, checked)
    if last <= checked:
        return PromiseState.KEPT
    return PromiseState.PARTLY_KEPT if first <= checked else PromiseState.BROKEN


# A promise is suggested for a week from now: time for one pay run, soon enough to be remembered (ours).
_PROMISE_DAYS = 7
# From so many broken promises on, another promise is worth little (ours).
_OFTEN_BROKEN = 2
# Paid so late on average (days), a customer may be short of money rather than of attention (ours).
_SLOW = 45


def promise_day(today: date, guide: Guide, calendar: Calendar) -> date:
    """Return the day to suggest for a promise: the next pay run that they can still make, else a week from now.

    `today` and the result are in the customer's calendar; `calendar`: days on which both sides work.
    """
    run = PayRun.parse(guide.pay_run)
    if run is None:
        return calendar.on_or_after(today + timedelta(days=_PROMISE_DAYS))
    return run.first(today + timedelta(days=max(1, cut_off_days(guide.cut_off))), calendar)


def aims(
    standing: Standing,
    day: date,
    guide: Guide,
    promises: Sequence[Promise],
    disputes: Sequence[Dispute],
    late: float,
) -> tuple[str, ...]:
    """Say what to ask for, best first. `day`: as `promise_day` has it; `late`: mean days late so far."""
    said: list[str] = []
    if asked := standing.asked:
        run = ", their pay run" if PayRun.parse(guide.pay_run) else ""
        most = max(asked, key=lambda exposure: exposure.collectable)
        first = sorted(asked, key=lambda exposure: exposure is not most)
        every = [str(Money(each.collectable, each.currency)) for each in first]
        said.append(f"{' and '.join(every)} in full by {day:%a %d %b}{run}")
        broken = sum(promise.state is PromiseState.BROKEN for promise in promises)
        if broken >= _OFTEN_BROKEN:
            said.append(f"{broken} promises broken: a payment today, or it is escalated")
        elif broken or late > _SLOW:
            said.append("else a part today and the rest in instalments with dates")
        else:
            said.append("else a date for each invoice")
    said += [
        f"{dispute.reason}: what {one_line(dispute.owner) or 'the owner'} needs to settle it"
        for dispute in disputes
        if dispute.is_open and dispute.reason not in AWAITED
    ]
    return tuple(said)
