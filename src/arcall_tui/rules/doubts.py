"""What is unwise about a day or a time that somebody named: said to the caller, who may insist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from arcall_tui.domain.calendar import Calendar, Hours, opens_at
from arcall_tui.domain.dates import both_clocks

# Nobody plans further ahead: a year typed wrong is likelier (ours).
_FAR = timedelta(days=366)


def of_day(day: date, today: date, theirs: Calendar, shared: Calendar) -> str:
    """Say what is wrong with a day in the customer's calendar; nothing where it is a good one.

    `theirs`: the days on which they work, `shared`: those on which the caller does, too.
    """
    return "; ".join(_of_day(day, today, theirs, shared))


def _of_day(day: date, today: date, theirs: Calendar, shared: Calendar) -> Iterator[str]:
    if not theirs.is_business_day(day):
        nearest = shared.on_or_after(day)
        yield f"a day off for them; the next working day is {nearest:%a %d %b %Y}"
    if day - today > _FAR:
        yield "more than a year from now: is the year right?"


def of_time(
    at: datetime, now: datetime, hours: Hours, theirs: Calendar, zone: str | None, here: ZoneInfo
) -> str:
    """Say what is wrong with an instant to ring them; nothing where they are open then.

    `zone`: the customer's, None while it is not known: then `here`, the caller's own, is meant. The nearest
    good time is said on both clocks.
    """
    there = ZoneInfo(zone) if zone else here
    nearest = opens_at(hours, theirs, there, max(at, now))
    day = at.astimezone(there).date()
    if nearest <= at:
        return "" if at - now <= _FAR else "more than a year from now: is the year right?"
    why = f"they are open {hours}" if theirs.is_business_day(day) else "a day off for them"
    return f"{why}; the nearest good time is {both_clocks(nearest, zone, here)}"
