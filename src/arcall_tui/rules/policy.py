"""The rule book: what the caller may change about whom to call and when, checked as it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from arcall_tui.domain.calendar import Calendar, Caller, Hours
from arcall_tui.domain.money import exponent

if TYPE_CHECKING:
    from arcall_tui.tomlfile import Table

_T = TypeVar("_T")

_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NINE_TO_FIVE = Hours(time(9), time(17))
_EIGHT_TO_NINE = Hours(time(8), time(21))
_DAY_SHIFT = Hours(time(8), time(18))
_FRI_SAT = frozenset({4, 5})
_SAT_SUN = frozenset({5, 6})
# Working weeks differ (design: domain.md, law and manners; the others: each country's labour law as of 2026).
_WEEKENDS = {
    **dict.fromkeys("BD BH DZ EG IL IQ JO KW LY OM QA SA SD SY YE".split(), _FRI_SAT),
    "IR": frozenset({4}),
    "NP": frozenset({5}),
}


@dataclass(frozen=True, slots=True)
class Caps:
    """Attempts allowed: `per_day`, `per_week` (seven days), and days of quiet after someone was reached."""

    per_day: int = 1
    per_week: int = 3
    quiet_days: int = 0


@dataclass(frozen=True, slots=True)
class PromiseRules:
    """When a promise is checked (business days after its date) and what still counts as kept.

    `tolerance` is in major units of the promise's currency.
    """

    grace_days: int = 2
    grace_days_abroad: int = 3
    tolerance: float = 1.0

    def tolerance_minor(self, currency: str) -> int:
        """Return the tolerance in minor units of `currency`."""
        return int(self.tolerance * 10 ** exponent(currency))


@dataclass(frozen=True, slots=True)
class FollowUpRules:
    """When again, in business days of both sides unless the name says minutes (design: result codes)."""

    no_answer: int = 1
    no_answer_repeated: int = 3
    email_after: int = 3
    fix_number_after: int = 6
    busy_minutes: int = 60
    busy_retries: int = 2
    message: int = 2
    gatekeeper: int = 1
    spoke: int = 3
    says_paid: int = 3
    says_paid_no_reference: int = 1
    copy: int = 2
    dispute: int = 3
    refuses: int = 5
    escalated: int = 3
    review_hold: int = 60
    morning: time = time(10)
    afternoon: time = time(14)
    call_back_minutes: int = 60


@dataclass(frozen=True, slots=True)
class Edits:
    """What the user knows better about a calendar: days off (`closed`), and days that are worked (`worked`)."""

    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Policy:
    """The whole rule book; the defaults are those of `default_policy.toml` (a test holds them together).

    `hours`: a customer's local hours; `consumer_hours`: those in which a consumer may be rung. `weekend` and
    `weekends` (by ISO country): weekdays off, 0 = Monday. `shift`, `shift_weekend`: the caller's own.
    `minimum` collectable is in major units of the base currency, `unknown_days` in days. The `..._in` say it
    for a place of its own: an ISO country, or a region of one (GB-SCT). `soon_days`: so many days before its
    due date an invoice of `soon_above` or more (major units of its own currency) is called about; 0 never.
    `calendars`: edits by place, `mine` the caller's own; `own_holidays`: the place whose public holidays the
    caller keeps. `slot_minutes`: what a call takes in the day plan, until enough calls were timed.
    `public`: public holidays by place, as far as they were looked up; not part of the file.
    """

    hours: Hours = _NINE_TO_FIVE
    consumer_hours: Hours = _EIGHT_TO_NINE
    weekend: frozenset[int] = _SAT_SUN
    weekends: Mapping[str, frozenset[int]] = field(default_factory=lambda: dict(_WEEKENDS))
    shift: Hours = _DAY_SHIFT
    shift_weekend: frozenset[int] = _SAT_SUN
    minimum: float = 1.0
    closes_soon_minutes: int = 60
    shrinkage: float = 4.0
    unknown_days: float = 30.0
    caps: Caps = Caps()
    consumer_caps: Caps = Caps(per_day=1, per_week=7, quiet_days=7)
    promises: PromiseRules = PromiseRules()
    follow_up: FollowUpRules = FollowUpRules()
    hours_in: Mapping[str, Hours] = field(default_factory=dict)
    consumer_hours_in: Mapping[str, Hours] = field(default_factory=dict)
    caps_in: Mapping[str, Caps] = field(default_factory=dict)
    consumer_caps_in: Mapping[str, Caps] = field(default_factory=dict)
    soon_days: int = 0
    soon_above: float = 10_000.0
    use_holidays: bool = True
    own_holidays: str = ""
    calendars: Mapping[str, Edits] = field(default_factory=dict)
    slot_minutes: int = 6
    public: Mapping[str, frozenset[date]] = field(default_factory=dict, compare=False)
    _calendars: dict[str, Calendar] = field(default_factory=dict, init=False, compare=False, repr=False)

    def calendar_of(self, country: str, region: str = "") -> Calendar:
        """Return the working days of a customer in `country` (ISO code; empty: not known), in `region` of it.

        Weekend, public holidays where they were looked up, and the user's edits, which outrank both.
        """
        place = place_of(country, region)
        known = self._calendars.get(place)
        if known is None:
            known = self._calendars[place] = self._calendar(place, self.weekends.get(place[:2], self.weekend))
        return known

    def _calendar(self, place: str, weekend: frozenset[int], edits: str = "") -> Calendar:
        public: frozenset[date] = frozenset()
        if self.use_holidays:
            public = self.public.get(place) or self.public.get(place[:2], frozenset())
        wider, own = self.calendars.get(place[:2], Edits()), self.calendars.get(edits or place, Edits())
        if edits or wider is own:
            wider = Edits()
        worked = (wider.worked - own.closed) | own.worked
        return Calendar(weekend, (public | wider.closed | own.closed) - worked, worked)

    def hours_of(self, *, consumer: bool, country: str = "", region: str = "") -> Hours:
        """Return the local hours in which such a customer may be rung: the region's, the country's, or all's."""
        places = self.consumer_hours_in if consumer else self.hours_in
        return _nearest(places, country, region) or (self.consumer_hours if consumer else self.hours)

    def caps_of(self, *, consumer: bool, country: str = "", region: str = "") -> Caps:
        """Return the attempts allowed on such a customer: the region's, the country's, or all's."""
        places = self.consumer_caps_in if consumer else self.caps_in
        return _nearest(places, country, region) or (self.consumer_caps if consumer else self.caps)

    def caller(self, zone: str, country: str = "") -> Caller:
        """Return the caller's side of the line: their zone (IANA), shift and working days.

        Those are the caller's own: no country's holidays unless `own_holidays` names them.
        """
        return Caller(
            zone, self._calendar(self.own_holidays, self.shift_weekend, "mine"), self.shift, country.upper()
        )

    def soon_minor(self, currency: str) -> int | None:
        """Return from which amount (minor units) on an invoice is called about before it is due; None: never."""
        return int(self.soon_above * 10 ** exponent(currency)) if self.soon_days else None

    def with_holidays(self, public: Mapping[str, frozenset[date]]) -> Policy:
        """Return the same rules, knowing these public holidays by place."""
        return replace(self, public={**self.public, **public})


def place_of(country: str, region: str) -> str:
    """Return a place as the rule book names it: `GB`, or `GB-SCT` where the region is known."""
    country, region = country.upper(), region.upper()
    return f"{country}-{region}" if country and region else country


def _nearest(places: Mapping[str, _T], country: str, region: str) -> _T | None:
    if not places:
        return None
    return places.get(place_of(country, region)) or places.get(country.upper())


_DEFAULT = Policy()
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


def load_policy(text: str | None, source: str = "policy.toml") -> Policy:
    """Read a rule book; what it leaves out keeps its default. None: the packaged defaults, without a file.

    `source` names the file in messages. Raises InputRefusedError with the line and what is allowed.
    """
    if text is None:
        return _DEFAULT
    from arcall_tui.tomlfile import read_toml  # noqa: PLC0415 - start-up counts; most have no file of their own

    top = read_toml(text, source)
    top.only(_SECTIONS)
    weekend, weekends = _weekends(top.table("weekends"))
    hours, hours_in = _hours(top.table("hours"), _DEFAULT.hours, ("consumer",))
    consumer_hours, consumer_hours_in = _hours(top.table("hours").table("consumer"), _DEFAULT.consumer_hours)
    caps, caps_in = _caps(top.table("caps"), _DEFAULT.caps, ("consumer",))
    consumer_caps, consumer_caps_in = _caps(top.table("caps").table("consumer"), _DEFAULT.consumer_caps)
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
        slot_minutes=plan.whole("slot_minutes", _DEFAULT.slot_minutes, low=1, high=240),
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
        from arcall_tui.places import countries, nearest  # noqa: PLC0415 - only where a place is named

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
    names = table.words(key, [WEEKDAYS[day] for day in sorted(default)], WEEKDAYS)
    if len(set(names)) == len(WEEKDAYS):
        table.refuse(key, "leaves no day to work on.", "Name at most six weekdays.")
    return frozenset(WEEKDAYS.index(name) for name in names)


def _weekends(table: Table) -> tuple[frozenset[int], dict[str, frozenset[int]]]:
    weekends = dict(_DEFAULT.weekends)
    for key in _places(table, ("default",)):
        weekends[key] = _weekdays(table, key, frozenset())
    return _weekdays(table, "default", _DEFAULT.weekend), weekends


def _shift(table: Table) -> tuple[Hours, frozenset[int]]:
    table.only(("opens", "closes", "weekend"))
    default = _DEFAULT.shift
    hours = Hours(table.clock("opens", default.opens), table.clock("closes", default.closes))
    return hours, _weekdays(table, "weekend", _DEFAULT.shift_weekend)


def _gates(table: Table) -> dict[str, Any]:
    table.only(("minimum_collectable", "closes_soon_minutes", "before_due_days", "before_due_above"))
    return {
        "minimum": table.number("minimum_collectable", _DEFAULT.minimum),
        "closes_soon_minutes": table.whole("closes_soon_minutes", _DEFAULT.closes_soon_minutes, high=24 * 60),
        "soon_days": table.whole("before_due_days", _DEFAULT.soon_days, high=60),
        "soon_above": table.number("before_due_above", _DEFAULT.soon_above),
    }


def _calendars(table: Table) -> dict[str, Any]:
    """Read the public holidays to keep, and the edits of each place's days."""
    places = _places(table, ("public_holidays", "mine"))
    edits = {}
    for name in (*places, *(("mine",) if "mine" in table.values else ())):
        entry = table.table(name)
        entry.only(("closed", "worked", *(("holidays",) if name == "mine" else ())))
        edits[name] = Edits(_days_of(entry, "closed"), _days_of(entry, "worked"))
    own = table.table("mine").text("holidays", _DEFAULT.own_holidays)
    if own and not _PLACE.fullmatch(own):
        table.table("mine").refuse(
            "holidays", f'is "{own}".', "It takes a country or a region: GB, or IN-KA."
        )
    return {
        "use_holidays": table.flag("public_holidays", _DEFAULT.use_holidays),
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
        table.number("shrinkage", _DEFAULT.shrinkage, high=10_000),
        table.number("unknown_days", _DEFAULT.unknown_days, high=3_650),
    )


def _promises(table: Table) -> PromiseRules:
    default = _DEFAULT.promises
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
    default = _DEFAULT.follow_up
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
