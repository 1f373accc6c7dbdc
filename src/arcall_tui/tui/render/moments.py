"""Dates, times and amounts as the screen writes them; months are always spelt."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import FollowUp
from arcall_tui.domain.calendar import zone_named
from arcall_tui.domain.dates import place
from arcall_tui.domain.money import Money
from arcall_tui.text_width import ELLIPSIS

WEEK = 7
_SOON = timedelta(hours=12)
_PLAIN = 183  # days: further away, a day and month alone could be this year's


def day(value: date) -> str:
    """`21 Sep 26`: for tables."""
    return f"{value:%d %b %y}"


def day_short(value: date) -> str:
    """`14 Nov`: where the year is plain."""
    return f"{value:%d %b}"


def day_full(value: date) -> str:
    """`Thu 26 Nov 2026`: for what is about to count."""
    return f"{value:%a %d %b %Y}"


def opens(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Say in at most six cells when a gate opens, on the caller's clock: `14:00`, `Mon`, `02 Dec`.

    An hour of the coming night is told as one: a shift may go on beyond midnight.
    """
    local, here = at.astimezone(zone), now.astimezone(zone)
    if local.date() == here.date() or local - here < _SOON:
        return f"{local:%H:%M}"
    return f"{local:%a}" if (local.date() - here.date()).days < WEEK else day_short(local.date())


def step(follow_up: FollowUp, here: ZoneInfo, today: date | None = None) -> str:
    """`call Mon 23 Nov 14:00 London`: a next step with its day, and the time where one matters.

    The year is said where that is more than half a year from `today`.
    """
    due = follow_up.due
    year = f" {due.year}" if today is not None and abs((due - today).days) > _PLAIN else ""
    if follow_up.at is None:
        return f"{follow_up.kind} {due:%a %d %b}{year}"
    zone = zone_named(follow_up.zone)
    theirs, town = follow_up.at.astimezone(zone or here), place(zone.key if zone else None)
    return f"{follow_up.kind} {theirs:%a %d %b}{year} {theirs:%H:%M}{' ' + town if town else ''}"


def back(follow_up: FollowUp, here: ZoneInfo, today: date) -> str:
    """`Mon 23 Nov 14:00`: when a call comes back, on the caller's clock."""
    at = follow_up.at.astimezone(here) if follow_up.at is not None else None
    due = follow_up.day_here(here)
    year = f" {due.year}" if abs((due - today).days) > _PLAIN else ""
    return f"{due:%a %d %b}{year}" + (f" {at:%H:%M}" if at is not None else "")


def amount(money: Money, width: int = 0) -> str:
    """`GBP 42,110.00`; where `width` is too small for that, `GBP 42,110…`: never cut without a sign."""
    text = str(money)
    return text if not width or len(text) <= width else f"{text.partition('.')[0]}{ELLIPSIS}"


_MIDDLING, _OLD = 30, 60  # days past due


def age_ink(days: int) -> str:
    """Return the ink of a number of days past due: the number says it, the colour only helps to find it."""
    return "" if days <= _MIDDLING else "aged" if days <= _OLD else "old"
