"""The rule book: what the caller may change about whom to call and when, checked as it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING

from arcall_tui.domain.calendar import Calendar, Caller, Hours
from arcall_tui.domain.money import exponent

if TYPE_CHECKING:
    from arcall_tui.tomlfile import Table

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
class Policy:
    """The whole rule book; the defaults are those of `default_policy.toml` (a test holds them together).

    `hours`: a customer's local hours; `consumer_hours`: those in which a consumer may be rung. `weekend` and
    `weekends` (by ISO country): weekdays off, 0 = Monday. `shift`, `shift_weekend`: the caller's own.
    `minimum` collectable is in major units of the base currency, `unknown_days` in days.
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

    def calendar_of(self, country: str) -> Calendar:
        """Return the working days of a customer in `country` (ISO code; empty: not known)."""
        return Calendar(self.weekends.get(country.upper(), self.weekend))

    def hours_of(self, *, consumer: bool) -> Hours:
        """Return the local hours in which such a customer may be rung."""
        return self.consumer_hours if consumer else self.hours

    def caps_of(self, *, consumer: bool) -> Caps:
        """Return the attempts allowed on such a customer."""
        return self.consumer_caps if consumer else self.caps

    def caller(self, zone: str, country: str = "") -> Caller:
        """Return the caller's side of the line: their zone (IANA), shift and working days."""
        return Caller(zone, Calendar(self.shift_weekend), self.shift, country.upper())


_DEFAULT = Policy()
_SECTIONS = ("hours", "weekends", "shift", "gates", "caps", "value", "promises", "follow_up")


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
    hours, consumer_hours = _hours(top.table("hours"))
    shift, shift_weekend = _shift(top.table("shift"))
    minimum, closes_soon = _gates(top.table("gates"))
    caps, consumer_caps = _caps(top.table("caps"))
    shrinkage, unknown_days = _value(top.table("value"))
    return Policy(
        hours=hours,
        consumer_hours=consumer_hours,
        weekend=weekend,
        weekends=weekends,
        shift=shift,
        shift_weekend=shift_weekend,
        minimum=minimum,
        closes_soon_minutes=closes_soon,
        shrinkage=shrinkage,
        unknown_days=unknown_days,
        caps=caps,
        consumer_caps=consumer_caps,
        promises=_promises(top.table("promises")),
        follow_up=_follow_up(top.table("follow_up"), hours),
    )


def _hours(table: Table) -> tuple[Hours, Hours]:
    table.only(("opens", "closes", "consumer"))
    consumer = table.table("consumer")
    consumer.only(("opens", "closes"))
    return _day_hours(table, _DEFAULT.hours), _day_hours(consumer, _DEFAULT.consumer_hours)


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
    for key in table.values:
        if key == "default":
            continue
        if not (len(key) == 2 and key.isascii() and key.isalpha() and key.isupper()):  # noqa: PLR2004 - ISO 3166
            table.refuse(
                key, "is not a country.", "Allowed: default, or an ISO code of two letters such as SA."
            )
        weekends[key] = _weekdays(table, key, frozenset())
    return _weekdays(table, "default", _DEFAULT.weekend), weekends


def _shift(table: Table) -> tuple[Hours, frozenset[int]]:
    table.only(("opens", "closes", "weekend"))
    default = _DEFAULT.shift
    hours = Hours(table.clock("opens", default.opens), table.clock("closes", default.closes))
    return hours, _weekdays(table, "weekend", _DEFAULT.shift_weekend)


def _gates(table: Table) -> tuple[float, int]:
    table.only(("minimum_collectable", "closes_soon_minutes"))
    return (
        table.number("minimum_collectable", _DEFAULT.minimum),
        table.whole("closes_soon_minutes", _DEFAULT.closes_soon_minutes, high=24 * 60),
    )


def _caps(table: Table) -> tuple[Caps, Caps]:
    keys = ("per_day", "per_week", "quiet_days")
    table.only((*keys, "consumer"))
    consumer = table.table("consumer")
    consumer.only(keys)
    return _caps_in(table, _DEFAULT.caps), _caps_in(consumer, _DEFAULT.consumer_caps)


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
