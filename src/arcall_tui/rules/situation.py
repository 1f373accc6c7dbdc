"""What a next step depends on besides the outcome: whose hours and days count, what was tried, what is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import CALL_KINDS, FollowUp, FollowUpKind, SetBy
from arcall_tui.domain.calendar import Calendar, Caller, CustomerPlace, Hours
from arcall_tui.domain.standing import Standing
from arcall_tui.rules.call_windows import both_at_work, window_of
from arcall_tui.rules.gates import is_agreed
from arcall_tui.rules.policy import Caps, FollowUpRules, Policy
from arcall_tui.rules.promises import is_abroad


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next step depends on besides the outcome, as of `now` (aware).

    `clock`: the customer's zone, or the caller's while it is not known, and then the caller's shift (`hours`) stands in,
    too; `zone`: the customer's (IANA), None while it is not known. `today`: the date on that clock. `calendar`: days on
    which both sides work. `abroad`: caller and customer in different countries. `caps`: those of the customer's place.
    `unanswered`: attempts in a row that reached nobody before this call. `rest`: what stays collectable once this
    outcome is on record (minor units, any currency; only whether it is above 0 counts). `broken_level`: how many
    promises on this debt were broken. `prefers`: when the customer likes to be called. `agreed`: the call that was due
    was agreed with them, and still is where nobody answers. `planned`: the rules' own next call. `attempts`,
    `last_spoken_on`: as in the standing before this call, on the caller's `workday`.
    """

    today: date
    now: datetime
    clock: ZoneInfo
    zone: str | None
    policy: Policy
    caller: Caller
    calendar: Calendar
    hours: Hours
    abroad: bool
    consumer: bool
    caps: Caps
    unanswered: int = 0
    rest: int = 0
    broken_level: int = 0
    workday: date | None = None
    attempts: tuple[date, ...] = ()
    last_spoken_on: date | None = None
    prefers: Hours | None = None
    agreed: bool = False
    planned: FollowUp | None = None

    @classmethod
    def of(cls, standing: Standing, policy: Policy, caller: Caller, now: datetime) -> Situation:
        """Return the situation of the account on which a call ended at `now` (aware)."""
        call = standing.next_call
        agreed = call is not None and call.kind in CALL_KINDS and call.due <= standing.day and is_agreed(call)
        return replace(
            cls.at(standing.where, policy, caller, now),
            unanswered=standing.unanswered,
            broken_level=standing.broken.level if standing.broken else 0,
            workday=standing.day,
            attempts=standing.attempts,
            last_spoken_on=standing.last_spoken_on,
            prefers=standing.prefers,
            agreed=agreed,
            planned=call if call and (call.kind, call.set_by) == (FollowUpKind.CALL, SetBy.RULE) else None,
        )

    @classmethod
    def at(cls, where: CustomerPlace, policy: Policy, caller: Caller, now: datetime) -> Situation:
        """Return what follows from where a customer is alone, at `now` (aware): nothing of what was tried."""
        window = window_of(where, policy, caller, now)
        return cls(
            window.today,
            now,
            window.zone,
            where.zone if window.known else None,
            policy,
            caller,
            policy.shared_calendar(where.country, where.region, caller),
            window.hours,
            is_abroad(where.country, caller.country),
            where.consumer,
            policy.caps_of(where),
        )

    @property
    def rules(self) -> FollowUpRules:
        """After how many days, in the policy."""
        return self.policy.follow_up

    def open_on(self, day: date) -> tuple[datetime, datetime]:
        """Return when they can be rung on `day` (UTC): their hours, as far as the caller's shift has any of them."""
        return both_at_work(self.hours, self.clock, self.caller, day) or self.hours.window(day, self.clock)

    def is_afternoon(self, at: datetime) -> bool:
        """Whether the instant lies in or after the second half of the time they can be rung on its day."""
        opens, closes = self.open_on(at.astimezone(self.clock).date())
        return at >= opens + (closes - opens) / 2

    def half_day_time(self, day: date, *, afternoon: bool) -> datetime:
        """Return when (UTC) to ring in that half of the time they can be rung: the policy's time, or the half's start.

        Where they prefer a time within it, that is when.
        """
        opens, closes = self.open_on(day)
        if self.prefers is not None:
            begins, ends = self.prefers.window(day, self.clock)
            if max(begins, opens) < min(ends, closes):
                return max(begins, opens)
        middle = opens + (closes - opens) / 2
        begins, ends = (middle, closes) if afternoon else (opens, middle)
        preferred = self.rules.afternoon if afternoon else self.rules.morning
        at = Hours(preferred, time.min).window(day, self.clock)[0]
        return at if begins <= at < ends else begins

    def first_chance(self) -> date:
        """Return today while both work and the customer has not shut yet, else the next business day."""
        closes = self.hours.window(self.today, self.clock)[1]
        if self.calendar.is_business_day(self.today) and self.now < closes:
            return self.today
        return self.calendar.next_business_day(self.today)
