"""Who can be rung at one instant, and when the others can: worked out once for each zone."""

from datetime import UTC, date, datetime, timedelta
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

    There only days on which both sides work count, and not while it is night in every zone of their country; a
    customer whose zone is known is judged by their own week alone. A zone that this machine does not know counts as not known.
    """
    theirs = zone_named(where.zone)
    zone = theirs or zone_named(caller.zone) or _UTC
    if theirs:
        hours, calendar = policy.hours_of(where), policy.calendar_of(where.country, where.region)
    else:
        hours, calendar = caller.shift, policy.shared_calendar(where.country, where.region, caller)
    opens, closes = window_at(hours, calendar, zone, now)
    if theirs is None and (wake := _wake(where, policy, max(opens, now))):
        opens, closes = window_at(hours, calendar, zone, wake)
        opens = max(opens, wake)
    today = now.astimezone(zone).date()
    return CallWindow(zone, theirs is not None, today, hours, calendar, opens, closes, opens <= now)


def _wake(where: CustomerPlace, policy: Policy, at: datetime) -> datetime | None:
    """Return when a country first opens, where it is night in all of its zones `at`; None where somebody may be up."""
    from arcall_tui.country_zones import zones_of  # noqa: PLC0415 - only where a zone is not known

    zones = [*filter(None, map(zone_named, zones_of(where.country)))]
    if not zones or any(at.astimezone(zone).hour in _UP for zone in zones):
        return None
    hours, calendar = policy.hours_of(where), policy.calendar_of(where.country, where.region)
    return min(opens_at(hours, calendar, zone, at) for zone in zones)


class CallWindows:
    """The windows of all customers at `now`, seen by one caller under one policy; each zone is asked once."""

    def __init__(self, policy: Policy, caller: Caller, now: datetime) -> None:
        self.policy = policy
        self.caller = caller
        self.now = now.astimezone(UTC)
        self._windows: dict[CustomerPlace, CallWindow] = {}
        self._openings: dict[tuple[CustomerPlace, date], datetime] = {}

    def of(self, standing: Standing) -> CallWindow:
        """Return the account's window."""
        where = CustomerPlace(standing.country, standing.region, standing.zone, standing.consumer)
        window = self._windows.get(where)
        if window is None:
            window = self._windows[where] = window_of(where, self.policy, self.caller, self.now)
        return window

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
