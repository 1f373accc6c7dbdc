"""The rule book: what the caller may change about whom to call and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from arcall_tui.domain.activity import FollowUpKind
from arcall_tui.domain.calendar import Calendar, Caller, CustomerPlace, Hours, both
from arcall_tui.domain.money import exponent
from arcall_tui.tomlfile import from_file

_T = TypeVar("_T")

MOST_SOON_DAYS = 60
_NINE_TO_FIVE = Hours(time(9), time(17))
_EIGHT_TO_NINE = Hours(time(8), time(21))
_DAY_SHIFT = Hours(time(8), time(18))
_MORNING, _AFTERNOON = time(10), time(14)
_FRI_SAT = frozenset({4, 5})
_SAT_SUN = frozenset({5, 6})
# Working weeks differ (each country's labour law as of 2026).
_WEEKENDS = {
    **dict.fromkeys("BD BH DZ EG IL IQ JO KW LY OM QA SA SD SY YE".split(), _FRI_SAT),
    "IR": frozenset({4}),
    "NP": frozenset({5}),
}


@dataclass(frozen=True, slots=True)
class Caps:
    """Attempts allowed: `per_day`, `per_week` (seven days), and days of quiet after a conversation."""

    per_day: int = from_file(1, low=1, high=100)
    per_week: int = from_file(3, low=1, high=700)
    quiet_days: int = from_file(7, high=365)


@dataclass(frozen=True, slots=True)
class PromiseRules:
    """When a promise is checked (business days after its date) and what still counts as kept.

    `tolerance` is in major units of the promise's currency. `longest_days`: a promise for a later day is doubted.
    """

    longest_days: int = from_file(30, low=1, high=3660)
    grace_days: int = from_file(2, high=60)
    grace_days_abroad: int = from_file(3, high=60)
    tolerance: float = from_file(1.0)

    def tolerance_minor(self, currency: str) -> int:
        """Return the tolerance in minor units of `currency`."""
        return int(self.tolerance * 10 ** exponent(currency))


def _days(default: int) -> Any:
    return from_file(default, low=1, high=365)


@dataclass(frozen=True, slots=True)
class FollowUpRules:
    """When again, in business days of both sides unless the name says minutes."""

    no_answer: int = _days(1)
    no_answer_repeated: int = _days(3)
    email_after: int = from_file(3, low=1, high=100)
    fix_number_after: int = from_file(6, low=1, high=100)
    busy_minutes: int = from_file(60, low=1, high=24 * 60)
    busy_retries: int = from_file(2, high=20)
    message: int = _days(2)
    gatekeeper: int = _days(1)
    spoke: int = _days(3)
    says_paid: int = _days(3)
    says_paid_no_reference: int = _days(1)
    copy: int = _days(2)
    dispute: int = _days(3)
    refuses: int = _days(5)
    escalated: int = _days(3)
    review_hold: int = _days(60)
    morning: time = from_file(_MORNING)
    afternoon: time = from_file(_AFTERNOON)
    call_back_minutes: int = from_file(60, low=1, high=24 * 60)


class CadenceStep(NamedTuple):
    """A step of a cadence: a call, an e-mail or a letter, at least so many business days after the one before."""

    kind: FollowUpKind
    days: int


@dataclass(frozen=True, slots=True)
class CadenceRules:
    """The steps that an account of a segment gets in turn, where no outcome says what is next.

    The segment: what can be asked for, from and below (major units of the base currency); days past due of the
    oldest bill, from and below; one of the `tags` (folded), one of the `countries` (ISO codes); empty: any.
    """

    name: str
    steps: tuple[CadenceStep, ...]
    amount_from: float = from_file(0.0)
    amount_to: float = from_file(1e12)
    age_from: int = from_file(0, high=100_000)
    age_to: int = from_file(100_000, high=100_000)
    tags: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LawRead:
    """Where caps and hours were read, on which day, and until when that reading is to be relied on."""

    source: str
    read_on: date
    read_until: date


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
    `minimum` collectable is in major units of the base currency, `unknown_days` in days; rates are flagged after
    `rates_old_after` days. Hours and caps are by place: an ISO country, or a region of one (GB-SCT); "" everywhere else. `soon_days`: so many days before its
    due date an invoice counts that is expected to cost `soon_worth` or more (amount in major units of its own
    currency x days it is expected to be late); 0 never. `cadences`: the first that fits an account is its.
    `order`: by value, or by what a call saves where the evidence suffices; `to_learn`: one call in ten of the day
    plan to accounts that were never spoken to. `calendars`: edits by place, `mine` the caller's own; `own_holidays`: the place whose public holidays the
    caller keeps. `slot_minutes`: what a call takes in the day plan, until enough calls were timed.
    `law`: where the caps and hours were read, if a law is behind them. `public`: public holidays by place, as far as they were looked up; not part of the file.
    """

    hours: Mapping[str, Hours] = field(default_factory=lambda: {"": _NINE_TO_FIVE})
    consumer_hours: Mapping[str, Hours] = field(default_factory=lambda: {"": _EIGHT_TO_NINE})
    weekend: frozenset[int] = _SAT_SUN
    weekends: Mapping[str, frozenset[int]] = field(default_factory=lambda: dict(_WEEKENDS))
    shift: Hours = _DAY_SHIFT
    shift_weekend: frozenset[int] = _SAT_SUN
    minimum: float = from_file(1.0, "gates", key="minimum_collectable")
    closes_soon_minutes: int = from_file(60, "gates", high=24 * 60)
    shrinkage: float = from_file(4.0, "value", high=10_000)
    pace_shrinkage: float = from_file(2.0, "value", low=0.01, high=10_000)
    unknown_days: float = from_file(30.0, "value", high=3_650)
    order: str = from_file("value", "value", allowed=("value", "saved"))
    to_learn: bool = from_file(default=False, section="plan")
    rates_old_after: int = from_file(31, "value", high=3_650)
    caps: Mapping[str, Caps] = field(default_factory=lambda: {"": Caps()})
    consumer_caps: Mapping[str, Caps] = field(default_factory=lambda: {"": Caps(1, 7, 7)})
    promises: PromiseRules = PromiseRules()
    follow_up: FollowUpRules = FollowUpRules()
    soon_days: int = from_file(7, "gates", key="before_due_days", high=MOST_SOON_DAYS)
    soon_worth: float = from_file(20_000.0, "gates", key="before_due_money_days")
    cadences: tuple[CadenceRules, ...] = ()
    use_holidays: bool = True
    own_holidays: str = ""
    calendars: Mapping[str, Edits] = field(default_factory=dict)
    law: LawRead | None = None
    slot_minutes: int = from_file(6, "plan", low=1, high=240)
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

    def shared_calendar(self, country: str, region: str, caller: Caller) -> Calendar:
        """Return the days on which both a customer of that place and the caller work."""
        return both(self.calendar_of(country, region), caller.calendar)

    def _calendar(self, place: str, weekend: frozenset[int], edits: str = "") -> Calendar:
        public: frozenset[date] = frozenset()
        if self.use_holidays:
            public = self.public.get(place) or self.public.get(place[:2], frozenset())
        wider, own = self.calendars.get(place[:2], Edits()), self.calendars.get(edits or place, Edits())
        if edits or wider is own:
            wider = Edits()
        worked = (wider.worked - own.closed) | own.worked
        return Calendar(weekend, (public | wider.closed | own.closed) - worked, worked)

    def hours_of(self, where: CustomerPlace) -> Hours:
        """Return the local hours in which such a customer may be rung: the region's, the country's, or all's."""
        return _nearest(self.consumer_hours if where.consumer else self.hours, where)

    def caps_of(self, where: CustomerPlace) -> Caps:
        """Return the attempts allowed on such a customer: the region's, the country's, or all's."""
        return _nearest(self.consumer_caps if where.consumer else self.caps, where)

    @cached_property
    def longest_quiet(self) -> int:
        """The most quiet days after a conversation that anybody is given."""
        return max(caps.quiet_days for caps in (*self.caps.values(), *self.consumer_caps.values()))

    def caller(self, zone: str, country: str = "") -> Caller:
        """Return the caller's side of the line: their zone (IANA), shift and working days.

        Those are the caller's own: no country's holidays unless `own_holidays` names them.
        """
        return Caller(
            zone, self._calendar(self.own_holidays, self.shift_weekend, "mine"), self.shift, country.upper()
        )

    def soon_minor(self, currency: str) -> float | None:
        """Return from which cost (minor units x days late) on an invoice counts before it is due; None: never."""
        return self.soon_worth * 10 ** exponent(currency) if self.soon_days else None

    def counts_soon(self, free: int, currency: str, days: int, late: float) -> bool:
        """Whether what is free of a bill (minor units), due in so many `days`, counts before: it is expected `late` days late."""
        if free <= 0 or not 0 <= days <= self.soon_days:
            return False
        least = self.soon_minor(currency)
        return least is not None and free * late >= least

    def with_holidays(self, public: Mapping[str, frozenset[date]]) -> Policy:
        """Return the same rules, knowing these public holidays by place."""
        return replace(self, public={**self.public, **public})


def place_of(country: str, region: str) -> str:
    """Return a place as the rule book names it: `GB`, or `GB-SCT` where the region is known."""
    country, region = country.upper(), region.upper()
    return f"{country}-{region}" if country and region else country


def _nearest(places: Mapping[str, _T], where: CustomerPlace) -> _T:
    country = where.country.upper()
    return places.get(place_of(country, where.region)) or places.get(country) or places[""]


DEFAULT = Policy()
