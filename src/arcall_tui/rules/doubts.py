"""What is unwise about a day or a time that somebody named: said to the caller, who may insist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from arcall_tui.domain.calendar import Calendar, Hours, opens_at, zone_named
from arcall_tui.domain.dates import both_clocks

# Nobody plans further ahead: a year typed wrong is likelier (ours).
_FAR = timedelta(days=366)
# A day and month that are just over are read as next year's.
_HALF_YEAR = timedelta(days=183)


def of_day(day: date, today: date, theirs: Calendar, shared: Calendar, longest: int | None = None) -> str:
    """Say what is wrong with a day in the customer's calendar; nothing where it is a good one.

    `theirs`: the days on which they work, `shared`: those on which the caller does, too. `longest`: how many days
    from today it should not be further away.
    """
    return "; ".join(_of_day(day, today, theirs, shared, longest))


def _of_day(day: date, today: date, theirs: Calendar, shared: Calendar, longest: int | None) -> Iterator[str]:
    away = day - today
    if longest is not None and away.days > longest:
        yield f"{away.days} days from now, and your rules allow {longest} for a promise"
    if not theirs.is_business_day(day):
        nearest = shared.on_or_after(day)
        yield f"a day off for them; the next working day is {nearest:%a %d %b %Y}"
    if away > _FAR:
        yield "more than a year from now: is the year right?"
    elif away > _HALF_YEAR and day.year > today.year:
        yield f"that is in {day.year}: is the year right?"


def of_time(
    at: datetime, now: datetime, hours: Hours, theirs: Calendar, zone: str | None, here: ZoneInfo
) -> str:
    """Say what is wrong with an instant to ring them; nothing where they are open then.

    `zone`: the customer's, None while it is not known: then `here`, the caller's own, is meant. The nearest
    good time is said on both clocks.
    """
    there = zone_named(zone) or here
    nearest = opens_at(hours, theirs, there, max(at, now))
    day = at.astimezone(there).date()
    if nearest <= at:
        if at - now <= _HALF_YEAR or (at - now <= _FAR and day.year == now.astimezone(there).year):
            return ""
        return f"that is in {day.year}: is the year right?"
    why = f"they are open {hours}" if theirs.is_business_day(day) else "a day off for them"
    return f"{why}; the nearest good time is {both_clocks(nearest, zone, here)}"
