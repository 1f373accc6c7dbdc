"""Reading the rule book from its file, every key checked."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

from arcall_tui.domain.calendar import Hours
from arcall_tui.rules.policy import DEFAULT, Caps, Edits, FollowUpRules, Policy, PromiseRules
from arcall_tui.tomlfile import Table

_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SECTIONS = (
    "hours",
    "weekends",
    "shift",
    "gates",
    "caps",
    "value",
    "promises",
    "follow_up",
    "calendars",
    "plan",
)


def policy_of(top: Table) -> Policy:
    """Return the rules that a file's top table holds; what it leaves out keeps its default.

    Raises InputRefusedError with the line and what is allowed.
    """
    top.only(_SECTIONS)
    weekend, weekends = _weekends(top.table("weekends"))
    hours, hours_in = _hours(top.table("hours"), DEFAULT.hours, ("consumer",))
    consumer_hours, consumer_hours_in = _hours(top.table("hours").table("consumer"), DEFAULT.consumer_hours)
    caps, caps_in = _caps(top.table("caps"), DEFAULT.caps, ("consumer",))
    consumer_caps, consumer_caps_in = _caps(top.table("caps").table("consumer"), DEFAULT.consumer_caps)
    shift, shift_weekend = _shift(top.table("shift"))
    shrinkage, unknown_days = _value(top.table("value"))
    plan = top.table("plan")
    plan.only(("slot_minutes",))
    return Policy(
        hours=hours,
        consumer_hours=consumer_hours,
        weekend=weekend,
        weekends=weekends,
        shift=shift,
        shift_weekend=shift_weekend,
        shrinkage=shrinkage,
        unknown_days=unknown_days,
        caps=caps,
        consumer_caps=consumer_caps,
        promises=_promises(top.table("promises")),
        follow_up=_follow_up(top.table("follow_up"), hours),
        hours_in=hours_in,
        consumer_hours_in=consumer_hours_in,
        caps_in=caps_in,
        consumer_caps_in=consumer_caps_in,
        slot_minutes=plan.whole("slot_minutes", DEFAULT.slot_minutes, low=1, high=240),
        **_gates(top.table("gates")),
        **_calendars(top.table("calendars")),
    )


def _places(table: Table, own: tuple[str, ...]) -> list[str]:
    """Return the keys that name a place; refuse those that are neither a place nor one of `own`."""
    for key in table.values:
        if key in own or _PLACE.fullmatch(key):
            continue
        if key.isupper() or own == ("default",):
            listed = ", ".join(own)
            table.refuse(
                key, "is not a country.", f"Allowed: {listed}, or an ISO code of two letters such as SA."
            )
        table.only((*own, *(other for other in table.values if _PLACE.fullmatch(other))))
    places = [key for key in table.values if key not in own]
    if places:
        from arcall_tui.country_zones import countries, nearest  # noqa: PLC0415 - only where a place is named

        for place in places:
            if place[:2] not in countries():
                table.refuse(place, "is not in a country that is known.", nearest(place[:2]))
    return places


def _hours(table: Table, default: Hours, others: tuple[str, ...] = ()) -> tuple[Hours, dict[str, Hours]]:
    own = ("opens", "closes")
    places = _places(table, (*own, *others))
    hours = _day_hours(table, default)
    for place in places:
        table.table(place).only(own)
    return hours, {place: _day_hours(table.table(place), hours) for place in places}


def _day_hours(table: Table, default: Hours) -> Hours:
    hours = Hours(table.clock("opens", default.opens), table.clock("closes", default.closes))
    if time.min < hours.closes <= hours.opens:
        key = "closes" if "closes" in table.values else "opens"
        table.refuse(
            key,
            f"shuts at {hours.closes:%H:%M}, not after it opens ({hours.opens:%H:%M}).",
            'Customers open and shut on one day: opens = "09:00", closes = "17:00".',
        )
    return hours


def _weekdays(table: Table, key: str, default: frozenset[int]) -> frozenset[int]:
    names = table.words(key, [_WEEKDAYS[day] for day in sorted(default)], _WEEKDAYS)
    if len(set(names)) == len(_WEEKDAYS):
        table.refuse(key, "leaves no day to work on.", "Name at most six weekdays.")
    return frozenset(_WEEKDAYS.index(name) for name in names)


def _weekends(table: Table) -> tuple[frozenset[int], dict[str, frozenset[int]]]:
    weekends = dict(DEFAULT.weekends)
    for key in _places(table, ("default",)):
        weekends[key] = _weekdays(table, key, frozenset())
    return _weekdays(table, "default", DEFAULT.weekend), weekends


def _shift(table: Table) -> tuple[Hours, frozenset[int]]:
    table.only(("opens", "closes", "weekend"))
    default = DEFAULT.shift
    hours = Hours(table.clock("opens", default.opens), table.clock("closes", default.closes))
    return hours, _weekdays(table, "weekend", DEFAULT.shift_weekend)


def _gates(table: Table) -> dict[str, Any]:
    table.only(("minimum_collectable", "closes_soon_minutes", "before_due_days", "before_due_above"))
    return {
        "minimum": table.number("minimum_collectable", DEFAULT.minimum),
        "closes_soon_minutes": table.whole("closes_soon_minutes", DEFAULT.closes_soon_minutes, high=24 * 60),
        "soon_days": table.whole("before_due_days", DEFAULT.soon_days, high=60),
        "soon_above": table.number("before_due_above", DEFAULT.soon_above),
    }


def _calendars(table: Table) -> dict[str, Any]:
    """Read the public holidays to keep, and the edits of each place's days."""
    places = _places(table, ("public_holidays", "mine"))
    edits = {}
    for name in (*places, *(("mine",) if "mine" in table.values else ())):
        entry = table.table(name)
        entry.only(("closed", "worked", *(("holidays",) if name == "mine" else ())))
        edits[name] = Edits(_days_of(entry, "closed"), _days_of(entry, "worked"))
    own = table.table("mine").text("holidays", DEFAULT.own_holidays)
    if own and not _PLACE.fullmatch(own):
        table.table("mine").refuse(
            "holidays", f'is "{own}".', "It takes a country or a region: GB, or IN-KA."
        )
    return {
        "use_holidays": table.flag("public_holidays", DEFAULT.use_holidays),
        "own_holidays": own,
        "calendars": edits,
    }


_MOST_DAYS = 366


def _days_of(table: Table, key: str) -> frozenset[date]:
    """Read a list of days, each written 2026-12-24, or 2026-12-24..2026-12-31 for all of them."""
    days: set[date] = set()
    for text in table.words(key, ()):
        first, _, last = text.partition("..")
        try:
            begins = date.fromisoformat(first.strip())
            ends = date.fromisoformat(last.strip()) if last else begins
        except ValueError:
            table.refuse(
                key, f'has "{text}" in it.', 'It takes days: ["2026-12-24", "2026-12-27..2026-12-31"].'
            )
        if not begins <= ends <= begins + timedelta(days=_MOST_DAYS):
            table.refuse(key, f'has "{text}" in it.', "The last day comes after the first, within a year.")
        days |= {begins + timedelta(days=ahead) for ahead in range((ends - begins).days + 1)}
    return frozenset(days)


def _caps(table: Table, default: Caps, others: tuple[str, ...] = ()) -> tuple[Caps, dict[str, Caps]]:
    own = ("per_day", "per_week", "quiet_days")
    places = _places(table, (*own, *others))
    caps = _caps_in(table, default)
    for place in places:
        table.table(place).only(own)
    return caps, {place: _caps_in(table.table(place), caps) for place in places}


def _caps_in(table: Table, default: Caps) -> Caps:
    return Caps(
        table.whole("per_day", default.per_day, low=1, high=100),
        table.whole("per_week", default.per_week, low=1, high=700),
        table.whole("quiet_days", default.quiet_days, high=365),
    )


def _value(table: Table) -> tuple[float, float]:
    table.only(("shrinkage", "unknown_days"))
    return (
        table.number("shrinkage", DEFAULT.shrinkage, high=10_000),
        table.number("unknown_days", DEFAULT.unknown_days, high=3_650),
    )


def _promises(table: Table) -> PromiseRules:
    default = DEFAULT.promises
    table.only(("grace_days", "grace_days_abroad", "tolerance"))
    return PromiseRules(
        table.whole("grace_days", default.grace_days, high=60),
        table.whole("grace_days_abroad", default.grace_days_abroad, high=60),
        table.number("tolerance", default.tolerance),
    )


_DAYS = tuple(
    """no_answer no_answer_repeated message gatekeeper spoke says_paid says_paid_no_reference copy dispute
    refuses escalated review_hold""".split()
)
_COUNTS = ("email_after", "fix_number_after")
_MINUTES = ("busy_minutes", "call_back_minutes")


def _follow_up(table: Table, hours: Hours) -> FollowUpRules:
    default = DEFAULT.follow_up
    table.only((*_DAYS, *_COUNTS, *_MINUTES, "busy_retries", "morning", "afternoon"))
    for key in ("morning", "afternoon"):
        at = table.clock(key, getattr(default, key))
        if key in table.values and (at < hours.opens or time.min < hours.closes <= at):
            table.refuse(
                key,
                f"is {at:%H:%M}, when customers are shut.",
                f"It takes a time in their hours, {hours.opens:%H:%M} to {hours.closes:%H:%M}.",
            )
    return FollowUpRules(
        **{key: table.whole(key, getattr(default, key), low=1, high=365) for key in _DAYS},
        **{key: table.whole(key, getattr(default, key), low=1, high=100) for key in _COUNTS},
        **{key: table.whole(key, getattr(default, key), low=1, high=24 * 60) for key in _MINUTES},
        busy_retries=table.whole("busy_retries", default.busy_retries, high=20),
        morning=table.clock("morning", default.morning),
        afternoon=table.clock("afternoon", default.afternoon),
    )
