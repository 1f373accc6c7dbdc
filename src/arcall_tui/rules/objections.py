"""What speaks against ringing a customer now, or against a day or time that somebody named; the caller may insist."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from arcall_tui.domain.calendar import Calendar, Hours, both_clocks, opens_at, place, zone_named
from arcall_tui.domain.standing import Standing
from arcall_tui.rules.call_windows import CallWindows
from arcall_tui.rules.gates import capped_for, quiet_until, their_next_day
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.words import cap_words

# Nobody plans further ahead: a year typed wrong is likelier (ours).
_FAR = timedelta(days=366)
# A day and month that are just over are read as next year's.
_HALF_YEAR = timedelta(days=183)


def of_day(day: date, today: date, theirs: Calendar, shared: Calendar, longest: int | None = None) -> str:
    """Say what is wrong with a day in the customer's calendar; nothing where it is a good one.

    `theirs`: the days on which they work, `shared`: those on which the caller does, too. `longest`: how many days
    from today it should not be further away.
    """
    away, said = day - today, list[str]()
    if longest is not None and away.days > longest:
        said.append(f"{away.days} days from now, and your rules allow {longest} for a promise")
    if not theirs.is_business_day(day):
        nearest = shared.on_or_after(day)
        said.append(f"a day off for them; the next working day is {nearest:%a %d %b %Y}")
    if away > _FAR:
        said.append("more than a year from now: is the year right?")
    elif away > _HALF_YEAR and day.year > today.year:
        said.append(f"that is in {day.year}: is the year right?")
    return "; ".join(said)


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


class Objection(NamedTuple):
    """Why not, in words. `binding`: a hold, or what the law asks for a consumer; else it is courtesy."""

    words: str
    binding: bool


def of_hold(standing: Standing) -> tuple[Objection, ...]:
    """Return the hold alone: it also speaks against writing, and against a call made earlier."""
    if standing.hold is None:
        return ()
    why = f" ({standing.hold_reason})" if standing.hold_reason else ""
    return (Objection(f"{standing.hold}{why}", binding=True),)


def objections(standing: Standing, windows: CallWindows, policy: Policy) -> Iterator[Objection]:
    """Yield all that speaks against ringing the customer at the windows' time, the hold first."""
    yield from of_hold(standing)
    window = windows.of(standing)
    capped = capped_for(standing, policy, windows.now) or their_next_day(standing, policy, None, window)
    if capped is not None:
        both = policy.shared_calendar(standing.country, standing.region, windows.caller)
        day = both.on_or_after(capped)
        yield Objection(f"{cap_words(standing, policy)}, next {day:%a %d %b}", standing.consumer)
    quiet = quiet_until(standing, policy, window)
    if quiet is not None:
        who = "a consumer" if standing.consumer else "they"
        spoken = f"{standing.last_spoken_on:%a %d %b}"
        yield Objection(f"spoken to {spoken}: {who} should rest until {quiet:%a %d %b}", standing.consumer)
    if standing.consumer and not window.known:
        yield Objection(
            "their time zone is not known, and a consumer is rung in their own hours only", binding=True
        )
    elif not window.is_open:
        local, opens = (at.astimezone(window.zone) for at in (windows.now, window.opens))
        where = f" in {place(window.zone.key)}" if window.known else ""
        shut = f"it is {local:%a %H:%M}{where}, shut until {opens:%a %d %b %H:%M}"
        yield Objection(shut, standing.consumer)
