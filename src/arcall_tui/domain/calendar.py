"""Business days and opening hours, on both sides of the line, in any zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. `weekend`: weekdays off, 0 = Monday; `closed`: single days off (holidays).

    `worked`: single days that are worked although they are one of those. A weekend of all seven days is a
    mistake: ValueError.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.weekend) >= _WEEK:
            raise ValueError("a calendar needs at least one working weekday")

    def is_business_day(self, day: date) -> bool:
        """Whether `day` is worked."""
        if self.worked and day in self.worked:
            return True
        return day.weekday() not in self.weekend and day not in self.closed

    def on_or_after(self, day: date) -> date:
        """Return `day` if it is worked, else the next one that is."""
        while not self.is_business_day(day):
            day += _DAY
        return day

    def next_business_day(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.on_or_after(day + _DAY)

    def add_business_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`; with 0, `day` itself or the next working day."""
        if count <= 0:
            return self.on_or_after(day)
        for _ in range(count):
            day = self.next_business_day(day)
        return day


class CustomerPlace(NamedTuple):
    """Where a customer is: ISO country and region of it, empty while not known; IANA zone, None while not known."""

    country: str
    region: str
    zone: str | None
    consumer: bool


def is_country_code(text: str) -> bool:
    """Whether it looks like an ISO 3166 code (two letters); a ledger's own country numbers do not."""
    return len(text) == len("GB") and text.isascii() and text.isalpha()


def both(customer: Calendar, caller: Calendar) -> Calendar:
    """Return the days on which both sides work; the customer's own where they share no weekday at all."""
    weekend = customer.weekend | caller.weekend
    if len(weekend) >= _WEEK:
        return customer
    worked = {day for day in customer.worked if caller.is_business_day(day)}
    worked |= {day for day in caller.worked if customer.is_business_day(day)}
    return Calendar(weekend, customer.closed | caller.closed, frozenset(worked))


@dataclass(frozen=True, slots=True)
class Hours:
    """Daily hours on a local clock. `closes` at or before `opens` means the next day: a night shift."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    def within(self, wished: Hours) -> Hours:
        """Return these hours as far as they are wished; all of them where nothing of the wish lies in them."""
        if self.closes <= self.opens:
            return wished
        both = Hours(max(self.opens, wished.opens), min(self.closes, wished.closes))
        return both if both.opens < both.closes else self

    def window(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the opening and closing instants (UTC) of the hours that begin on `day` in `zone`."""
        ends = day if self.closes > self.opens else day + _DAY
        return instant(day, self.opens, zone), instant(ends, self.closes, zone)


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller's side: `zone` (IANA), working days, shift, and `country` (ISO code, empty if not said)."""

    zone: str
    calendar: Calendar
    shift: Hours
    country: str = ""

    def workday_begins(self, day: date) -> datetime:
        """Return the instant (UTC) at which the workday `day` begins: at midnight, a night shift's with it."""
        at = self.shift.opens if self.shift.closes <= self.shift.opens else time.min
        return instant(day, at, zone_named(self.zone) or ZoneInfo("UTC"))


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which a clock in `zone` shows `at` on `day`.

    A time that a change to summer time skips is moved on by as much as the clock was; of one that comes
    twice the first is meant (PEP 495, fold 0).
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


def zone_named(name: str | None) -> ZoneInfo | None:
    """Return the zone of that IANA name, or None where it is empty or not known on this machine."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def windows(
    hours: Hours, calendar: Calendar, zone: ZoneInfo, day: date
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the opening hours (UTC) of each working day from `day` (a date in `zone`) on."""
    while True:
        day = calendar.on_or_after(day)
        yield hours.window(day, zone)
        day += _DAY


def window_at(hours: Hours, calendar: Calendar, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """Return the opening hours (UTC) that `now` lies in, or else the next ones."""
    # From the day before: a night shift that began yesterday may still be on.
    yesterday = now.astimezone(zone).date() - _DAY
    return next(window for window in windows(hours, calendar, zone, yesterday) if window[1] > now)


def opens_at(hours: Hours, calendar: Calendar, zone: ZoneInfo, now: datetime) -> datetime:
    """Return when it opens next (UTC); `now` itself if it is open."""
    return max(now, window_at(hours, calendar, zone, now)[0])
