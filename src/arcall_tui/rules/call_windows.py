"""Who can be rung at one instant, and when the others can: worked out once for each zone."""

from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from arcall_tui.domain.calendar import (
    Calendar,
    Caller,
    CustomerPlace,
    Hours,
    opens_at,
    window_at,
    windows,
    zone_named,
)
from arcall_tui.domain.standing import Standing
from arcall_tui.rules.policy import Policy

_UTC = ZoneInfo("UTC")
# Nobody is rung at night, in whichever of a country's zones they are (hours of their clock).
_UP = range(7, 21)
_DAYS = 3  # on which somebody may be up while the shift is on: the first may be a holiday of the caller's


class CallWindow(NamedTuple):
    """One customer's clock: `zone` as it is used, `known` where it is really theirs, `today` there.

    `opens`, `closes` (UTC): the hours `now` lies in (`is_open`), or else the next ones.
    """

    zone: ZoneInfo
    known: bool
    today: date
    hours: Hours
    calendar: Calendar
    opens: datetime
    closes: datetime
    is_open: bool


def both_at_work(hours: Hours, zone: ZoneInfo, caller: Caller, day: date) -> tuple[datetime, datetime] | None:
    """Return the part of a customer's hours on `day` (UTC) in which the caller works; None where there is none."""
    opens, closes = hours.window(day, zone)
    for ahead in (-1, 0, 1):
        begins, ends = caller.shift.window(day + timedelta(days=ahead), zone_named(caller.zone) or _UTC)
        if max(opens, begins) < min(closes, ends):
            return max(opens, begins), min(closes, ends)
    return None


def window_of(where: CustomerPlace, policy: Policy, caller: Caller, now: datetime) -> CallWindow:
    """Return the customer's hours around `now`; the caller's own shift stands in where the zone is not known.

    There only days on which both sides work count, and not while it is night in every zone of their country; where it
    is for all of the shift, the hours of the zone that opens first count. A customer whose zone is known is judged by
    their own week alone. A zone that this machine does not know counts as not known.
    """
    theirs, own = zone_named(where.zone), zone_named(caller.zone) or _UTC
    hours, calendar = policy.hours_of(where), policy.calendar_of(where.country, where.region)
    if theirs:
        return _window(theirs, hours, calendar, now, known=True)
    shared = policy.shared_calendar(where.country, where.region, caller)
    window, zones = _window(own, caller.shift, shared, now), _zones_of(where.country)
    for _ in range(_DAYS):
        at = max(window.opens, now)
        if not zones or any(at.astimezone(zone).hour in _UP for zone in zones):
            return window
        wake = min(opens_at(hours, calendar, zone, at) for zone in zones)
        opens, closes = window_at(caller.shift, shared, own, wake)
        opens = max(opens, wake)
        window = window._replace(opens=opens, closes=closes, is_open=opens <= now)
    return min((_window(zone, hours, calendar, now) for zone in zones), key=attrgetter("opens"))


def _window(
    zone: ZoneInfo, hours: Hours, calendar: Calendar, now: datetime, *, known: bool = False
) -> CallWindow:
    opens, closes = window_at(hours, calendar, zone, now)
    return CallWindow(zone, known, now.astimezone(zone).date(), hours, calendar, opens, closes, opens <= now)


def _zones_of(country: str) -> list[ZoneInfo]:
    from arcall_tui.country_zones import zones_of  # noqa: PLC0415 - only where a zone is not known

    return [*filter(None, map(zone_named, zones_of(country)))]


class CallWindows:
    """The windows of all customers at `now`, seen by one caller under one policy; each zone is asked once."""

    def __init__(self, policy: Policy, caller: Caller, now: datetime) -> None:
        self.policy = policy
        self.caller = caller
        self.now = now.astimezone(UTC)
        self._windows = cache(partial(window_of, policy=policy, caller=caller, now=self.now))
        self._openings: dict[tuple[CustomerPlace, date], datetime] = {}

    def of(self, standing: Standing) -> CallWindow:
        """Return the account's window."""
        return self._windows(standing.where)

    def opening(self, standing: Standing, day: date) -> datetime:
        """Return when the account can be rung first (UTC) from `day` (its own date) on, never before now."""
        key = (standing.where, day)
        opening = self._openings.get(key)
        if opening is None:
            window = self.of(standing)
            # No earlier than yesterday: a follow-up that is years old must not walk through every day since.
            first = max(day, window.today - timedelta(days=1))
            opens = windows(window.hours, window.calendar, window.zone, first)
            begins = next(begins for begins, ends in opens if ends > self.now)
            opening = self._openings[key] = max(self.now, begins)
        return opening
