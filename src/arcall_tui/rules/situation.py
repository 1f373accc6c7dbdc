"""Where an account stands when a call ends: what the next step's date and time depend on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from arcall_tui.domain.calendar import Calendar, Caller, Hours, zone_named
from arcall_tui.domain.standing import Standing
from arcall_tui.rules.call_windows import both_at_work, window_of
from arcall_tui.rules.gates import is_agreed_now
from arcall_tui.rules.policy import Caps, Policy
from arcall_tui.rules.promises import is_abroad


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next step depends on besides the outcome, as of `now` (UTC).

    `today`: the date on the clock in `zone`; `zone` is None while the customer's is not known, and then the
    caller's clock and shift (`hours`) stand in. `calendar`: days on which both sides work. `unanswered`:
    attempts in a row that reached nobody before this call. `abroad`: caller and customer in different
    countries. `rest`: what stays collectable once this outcome is on record (minor units, any currency;
    only whether it is above 0 counts). `broken_level`: how many promises on this debt were broken.
    `caps`: those of the customer's place, where they are not the policy's general ones. `prefers`: when the
    customer likes to be called. `agreed`: the call that was due was agreed with them, and still is where nobody answers. `attempts`, `last_spoken_on`: as in the standing before this call, on the caller's `workday`.
    """

    today: date
    now: datetime
    zone: str | None
    caller: Caller
    calendar: Calendar
    hours: Hours
    unanswered: int = 0
    abroad: bool = False
    rest: int = 0
    broken_level: int = 0
    consumer: bool = False
    workday: date | None = None
    attempts: tuple[date, ...] = ()
    last_spoken_on: date | None = None
    caps: Caps | None = None
    prefers: Hours | None = None
    agreed: bool = False

    @classmethod
    def of(
        cls, standing: Standing, policy: Policy, caller: Caller, now: datetime, rest: int = 0
    ) -> Situation:
        """Return the situation of the account on which a call ended at `now` (aware)."""
        place = cls.of_customer(
            standing.zone,
            standing.country,
            standing.region,
            consumer=standing.consumer,
            policy=policy,
            caller=caller,
            now=now,
        )
        return replace(
            place,
            unanswered=standing.unanswered,
            rest=rest,
            broken_level=standing.broken.level if standing.broken else 0,
            workday=standing.day,
            attempts=standing.attempts,
            last_spoken_on=standing.last_spoken_on,
            prefers=standing.prefers,
            agreed=is_agreed_now(standing),
        )

    @classmethod
    def of_customer(
        cls,
        zone: str | None,
        country: str,
        region: str,
        *,
        consumer: bool,
        policy: Policy,
        caller: Caller,
        now: datetime,
    ) -> Situation:
        """Return what follows from where a customer is alone, at `now` (aware): nothing of what was tried."""
        window = window_of(zone, country, region, consumer=consumer, policy=policy, caller=caller, now=now)
        code = country.upper()
        return cls(
            today=window.today,
            now=now,
            zone=zone if window.known else None,
            caller=caller,
            calendar=policy.shared_calendar(code, region, caller),
            hours=window.hours,
            abroad=is_abroad(code, caller.country),
            consumer=consumer,
            caps=policy.caps_of(consumer=consumer, country=code, region=region),
        )

    def clock(self) -> ZoneInfo:
        """Return the zone that times are meant in: the customer's, or the caller's while it is not known."""
        return zone_named(self.zone) or zone_named(self.caller.zone) or ZoneInfo("UTC")

    def open_on(self, day: date) -> tuple[datetime, datetime]:
        """Return when they can be rung on `day` (UTC): their hours, as far as the caller's shift has any of them."""
        zone = self.clock()
        return both_at_work(self.hours, zone, self.caller, day) or self.hours.window(day, zone)

    def is_afternoon(self, at: datetime) -> bool:
        """Whether the instant lies in or after the second half of the time they can be rung on its day."""
        opens, closes = self.open_on(at.astimezone(self.clock()).date())
        return at >= opens + (closes - opens) / 2

    def half_day_time(self, day: date, policy: Policy, *, afternoon: bool) -> datetime:
        """Return when (UTC) to ring in that half of the time they can be rung: the policy's time, or the half's start.

        Where they prefer a time within it, that is when.
        """
        opens, closes = self.open_on(day)
        if self.prefers is not None:
            begins, ends = self.prefers.window(day, self.clock())
            if max(begins, opens) < min(ends, closes):
                return max(begins, opens)
        middle = opens + (closes - opens) / 2
        begins, ends = (middle, closes) if afternoon else (opens, middle)
        preferred = policy.follow_up.afternoon if afternoon else policy.follow_up.morning
        at = Hours(preferred, time.min).window(day, self.clock())[0]
        return at if begins <= at < ends else begins
