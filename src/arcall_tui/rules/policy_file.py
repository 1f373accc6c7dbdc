"""Reading the rule book from its file, every key checked."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, time, timedelta
from typing import Any, TypeVar

from arcall_tui.country_zones import countries, nearest
from arcall_tui.domain.activity import FollowUpKind
from arcall_tui.domain.calendar import Hours
from arcall_tui.domain.text import fold
from arcall_tui.rules.policy import (
    DEFAULT,
    CadenceRules,
    CadenceStep,
    Caps,
    Edits,
    FollowUpRules,
    LawRead,
    Policy,
    PromiseRules,
)
from arcall_tui.tomlfile import TomlTable, read_toml, sections_of, values_of

_T = TypeVar("_T", Hours, Caps)
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Sections with a shape of their own, besides those that the policy's fields name.
_SHAPED = ("hours", "weekends", "shift", "caps", "promises", "follow_up", "calendars", "law", "cadence")


def load_policy(text: str | None, source: str = "policy.toml") -> Policy:
    """Read a rule book; what it leaves out keeps its default. None: the packaged defaults, without a file.

    `source` names the file in messages. Raises InputRefusedError with the line and what is allowed.
    """
    return DEFAULT if text is None else policy_of(read_toml(text, source))


def policy_of(top: TomlTable) -> Policy:
    """Return the rules that a file's top table holds; what it leaves out keeps its default.

    Raises InputRefusedError with the line and what is allowed.
    """
    plain = [section for section in sections_of(Policy) if section]
    top.only((*_SHAPED, *plain))
    weekends = top.table("weekends")
    hours, caps = top.table("hours"), top.table("caps")
    hours_in = _by_place(hours, DEFAULT.hours, _day_hours, ("consumer",))
    shift = top.table("shift")
    shift.only(("opens", "closes", "weekend"))
    values: dict[str, Any] = {}
    for section in plain:
        values |= values_of(top.table(section), DEFAULT, section)
    cadences = top.table("cadence")
    return Policy(
        hours=hours_in,
        consumer_hours=_by_place(hours.table("consumer"), DEFAULT.consumer_hours, _day_hours),
        weekend=_weekdays(weekends, "default", DEFAULT.weekend),
        weekends={
            **DEFAULT.weekends,
            **{p: _weekdays(weekends, p, frozenset()) for p in _places(weekends, ("default",))},
        },
        shift=Hours(shift.clock("opens", DEFAULT.shift.opens), shift.clock("closes", DEFAULT.shift.closes)),
        shift_weekend=_weekdays(shift, "weekend", DEFAULT.shift_weekend),
        caps=_by_place(caps, DEFAULT.caps, _caps, ("consumer",)),
        consumer_caps=_by_place(caps.table("consumer"), DEFAULT.consumer_caps, _caps),
        promises=PromiseRules(**values_of(top.table("promises"), DEFAULT.promises)),
        follow_up=_follow_up(top.table("follow_up"), hours_in[""]),
        law=_law(top.table("law")),
        cadences=tuple(_cadence(cadences.table(name), name) for name in cadences.values),
        **values,
        **_calendars(top.table("calendars")),
    )


def _places(table: TomlTable, own: tuple[str, ...]) -> list[str]:
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
    for place in places:
        _known_countries(table, place, [place[:2]])
    return places


def _known_countries(table: TomlTable, key: str, codes: Iterable[str]) -> None:
    for code in codes:
        if code not in countries():
            problem = "is not in a country that is known." if key[:2] == code else f'has "{code}" in it.'
            table.refuse(key, problem, nearest(code))


def _by_place(
    table: TomlTable,
    default: Mapping[str, _T],
    read: Callable[[TomlTable, _T], _T],
    others: tuple[str, ...] = (),
) -> dict[str, _T]:
    """Read what holds everywhere (under ""), and what holds in places; those leave out what is as everywhere."""
    own: tuple[str, ...] = tuple(each.name for each in fields(default[""]))
    places = _places(table, (*own, *others))
    everywhere = read(table, default[""])
    for place in places:
        table.table(place).only(own)
    return {"": everywhere, **{place: read(table.table(place), everywhere) for place in places}}


def _day_hours(table: TomlTable, default: Hours) -> Hours:
    hours = Hours(table.clock("opens", default.opens), table.clock("closes", default.closes))
    if time.min < hours.closes <= hours.opens:
        key = "closes" if "closes" in table.values else "opens"
        table.refuse(
            key,
            f"shuts at {hours.closes:%H:%M}, not after it opens ({hours.opens:%H:%M}).",
            'Customers open and shut on one day: opens = "09:00", closes = "17:00".',
        )
    return hours


def _weekdays(table: TomlTable, key: str, default: frozenset[int]) -> frozenset[int]:
    names = table.words(key, [_WEEKDAYS[day] for day in sorted(default)], _WEEKDAYS)
    if len(set(names)) == len(_WEEKDAYS):
        table.refuse(key, "leaves no day to work on.", "Name at most six weekdays.")
    return frozenset(_WEEKDAYS.index(name) for name in names)


def _calendars(table: TomlTable) -> dict[str, Any]:
    """Read the public holidays to keep, and the edits of each place's days."""
    places = _places(table, ("public_holidays", "mine"))
    edits = {}
    for name in (*places, *(("mine",) if "mine" in table.values else ())):
        entry = table.table(name)
        entry.only(("closed", "worked", *(("holidays",) if name == "mine" else ())))
        edits[name] = Edits(_days_of(entry, "closed"), _days_of(entry, "worked"))
    own = table.table("mine").text("holidays", DEFAULT.own_holidays)
    if own and not _PLACE.fullmatch(own):
        way = "It takes a country or a region: GB, or IN-KA."
        table.table("mine").refuse("holidays", f'is "{own}".', way)
    kept = table.flag("public_holidays", DEFAULT.use_holidays)
    return {"use_holidays": kept, "own_holidays": own, "calendars": edits}


_MOST_DAYS = 366


def _days_of(table: TomlTable, key: str) -> frozenset[date]:
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


def _law(table: TomlTable) -> LawRead | None:
    table.only(("source", "read_on", "read_until"))
    if not table.values:
        return None
    read_on, read_until = table.day("read_on"), table.day("read_until")
    if read_until < read_on:
        table.refuse(
            "read_until", f"is {read_until}, before it was read.", f"It takes a day from {read_on} on."
        )
    return LawRead(table.text("source", ""), read_on, read_until)


_STEP = re.compile(r"(e-mail|call|letter)(?: after (\d{1,3}))?", re.ASCII)


def _cadence(table: TomlTable, name: str) -> CadenceRules:
    steps = []
    for text in table.words("steps", ()):
        step = _STEP.fullmatch(text)
        if step is None:
            table.refuse(
                "steps",
                f'has "{text}" in it.',
                'It takes e-mail, call or letter, with the least business days since the step before: "call after 3".',
            )
        steps.append(CadenceStep(FollowUpKind(step[1]), int(step[2] or 0)))
    if not steps:
        table.refuse("steps", "is missing.", 'It takes the steps in turn: steps = ["e-mail", "call after 3"]')
    countries = [code.upper() for code in table.words("countries", ())]
    _known_countries(table, "countries", countries)
    plain = values_of(table, CadenceRules(name, ()), also=("steps", "tags", "countries"))
    for least, most in (("amount_from", "amount_to"), ("age_from", "age_to")):
        if plain[most] <= plain[least]:
            table.refuse(
                most if most in table.values else least,
                f"leaves nobody: from {plain[least]:g} and below {plain[most]:g}.",
                f"{most} must be above {least}.",
            )
    tags = frozenset(word for text in table.words("tags", ()) for word in fold(text).split())
    return CadenceRules(name, tuple(steps), tags=tags, countries=frozenset(countries), **plain)


def _caps(table: TomlTable, default: Caps) -> Caps:
    return Caps(**values_of(table, default, also=table.values))


def _follow_up(table: TomlTable, hours: Hours) -> FollowUpRules:
    rules = FollowUpRules(**values_of(table, DEFAULT.follow_up))
    for key in ("morning", "afternoon"):
        at: time = getattr(rules, key)
        if key in table.values and (at < hours.opens or time.min < hours.closes <= at):
            table.refuse(
                key,
                f"is {at:%H:%M}, when customers are shut.",
                f"It takes a time in their hours, {hours.opens:%H:%M} to {hours.closes:%H:%M}.",
            )
    return rules
