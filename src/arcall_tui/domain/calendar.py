"""Days, hours and clocks, on both sides of the line, in any zone: when business is done, and how days and moments are written."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
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


@lru_cache
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


@lru_cache(1000)
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


# The due date of a bill that says "never": held so that every calendar still has days after it, told as none.
NO_DUE_DATE = date(2999, 12, 31)


def monday(day: date, weeks: int = 0) -> date:
    """Return the Monday of the week of `day`, or of so many after it."""
    return day + timedelta(weeks=weeks, days=-day.weekday())


def first_of_month(day: date, months: int = 0) -> date:
    """Return the first day of the month of `day`, or of so many after it."""
    return months_on(day.replace(day=1), months)


def months_on(day: date, months: int) -> date:
    """Return the same day so many months on, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def begins(day: date) -> dict[str, date]:
    """Return the first days of what a goal may be of: the day itself, its week, its month."""
    return {"day": day, "week": monday(day), "month": first_of_month(day)}


class DayNumbers(dict[object, int]):
    """The day numbers of ISO dates, worked out once each."""

    def __missing__(self, text: object) -> int:
        self[text] = number = date.fromisoformat(str(text)).toordinal()
        return number


def utc_text(at: datetime) -> str:
    """Write a moment as the book keeps it: ISO 8601 in UTC, to the second. Such texts sort by time."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def spelt(value: date) -> str:
    """`5 Nov 2026`: a day in a sentence."""
    return f"{value.day} {value:%b %Y}"


def day_words(day: date, today: date) -> str:
    """`Thu 12 Nov`, with the year where it is not the current one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def moment_words(moment: datetime, zone: ZoneInfo, today: date) -> str:
    """`Mon 23 Nov 09:00 London`: the instant on a clock in `zone`."""
    local = moment.astimezone(zone)
    return f"{day_words(local.date(), today)} {local:%H:%M} {place(zone.key)}"


def place(zone: str | None) -> str:
    """Return the town of an IANA zone: `Europe/London` -> `London`."""
    return "" if zone is None else zone.rsplit("/", 1)[-1].replace("_", " ")


def both_clocks(at: datetime, zone: str | None, here: ZoneInfo) -> str:
    """`Thu 26 Nov 2026, 15:00 London = 20:30 here`; the day is said again where it differs."""
    mine = at.astimezone(here)
    there = zone_named(zone)
    if there is None or zone == here.key:
        return f"{mine:%a %d %b %Y, %H:%M}"
    theirs = at.astimezone(there)
    other = f"{mine:%H:%M}" if theirs.date() == mine.date() else f"{mine:%a %H:%M}"
    return f"{theirs:%a %d %b %Y, %H:%M} {place(zone)} = {other} here"


_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:(?P<mark>[:.h])(?P<minute>\d{2})?)?\s*(?P<half>am|pm)?", re.ASCII)
_BARE_CLOCK = re.compile(r"(\d{1,2})(\d{2})", re.ASCII)
YEAR_LIKE = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_SPAN = re.compile(r"(?:from )?(.+?) ?(?:-|\u2013| to | until ) ?(.+)", re.ASCII)
_PARTS = {
    "morning": time(9), "noon": time(12), "midday": time(12), "afternoon": time(13), "evening": time(18),
    "am": time(9), "pm": time(13), "eod": time(17), "cob": time(17), "close business": time(17), "end day": time(17), "first thing": time(9),
}  # fmt: skip
_HALVES = {"morning": (9, 12), "afternoon": (13, 17)}  # on their clock (ours)
_HALF_DAY, _LAST_HOUR, _EARLIEST = 12, 23, 7
_LAST_MINUTE = time(23, 59)


def clock(words: str, *, beside: bool = False) -> time | None:
    """Read `3pm`, `14:30`, `9.15am`, `1530`, `noon`, `morning`; None where it is no time.

    `15` and `12.30` might be dates: they are times only `beside` a day, and there 1 to 6 are after noon.
    `2026` alone is more likely a year. Raises ValueError for a time that does not exist.
    """
    if (named := _PARTS.get(words)) is not None:
        return named
    if match := _BARE_CLOCK.fullmatch(words):
        a_year = not beside and YEAR_LIKE.fullmatch(words)
        return None if a_year else time(int(match[1]), int(match[2]))
    match = _CLOCK.fullmatch(words)
    if not match or (match["mark"] == ":" and not match["minute"]):
        return None
    if not beside and not (match["half"] or match["mark"] in {":", "h"}):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= _HALF_DAY:
            raise ValueError(words)
        hour = hour % _HALF_DAY + (_HALF_DAY if match["half"] == "pm" else 0)
    elif beside and match["mark"] is None:
        if hour > _LAST_HOUR:
            return None
        hour += _HALF_DAY if 1 <= hour < _EARLIEST else 0
    return time(hour, minute)


def parse_hours(text: str) -> Hours | None:
    """Read a part of the day: `10-12`, `2pm-4pm`, `10:00 to 12:30`, `after 2pm`, `before 11`, `mornings`.

    None where it is not that alone: what else is said of the times is for people to read.
    """
    words = " ".join(text.strip().lower().replace(".", ":").split())
    half = _HALVES.get(words.removeprefix("in the ").removesuffix("s"))
    try:
        if half is not None:
            return Hours(time(half[0]), time(half[1]))
        opens, closes = _span(words)
    except ValueError:
        return None
    return Hours(opens, closes) if opens < closes else None


def _span(words: str) -> tuple[time, time]:
    if words.startswith("after "):
        return _hour(words.removeprefix("after ")), _LAST_MINUTE
    if words.startswith("before "):
        return time.min, _hour(words.removeprefix("before "))
    match = _SPAN.fullmatch(words)
    if match is None:
        raise ValueError(words)
    first, last = match.groups()
    closes = _hour(last)
    # 2-4pm: both after noon; 10-2pm: only the second.
    if first.isdigit() and last.endswith("m") and _hour(first + last[-2:]) < closes:
        first += last[-2:]
    return _hour(first), closes


def _hour(words: str) -> time:
    at = time(int(words)) if words.isascii() and words.isdigit() else clock(words)
    if at is None:
        raise ValueError(words)
    return at
