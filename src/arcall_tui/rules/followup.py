"""When an account comes back: the next steps after an outcome, by where the account stands when the call ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import ESCALATED_TO, FollowUp, FollowUpKind, Outcome, SetBy
from arcall_tui.domain.calendar import NO_DUE_DATE, Calendar, Caller, CustomerPlace, Hours, spelt, window_at
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import Standing
from arcall_tui.rules.call_windows import both_at_work, window_of
from arcall_tui.rules.gates import capped_until, is_agreed, is_agreed_now
from arcall_tui.rules.policy import Caps, FollowUpRules, Policy
from arcall_tui.rules.promises import check_day, is_abroad


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next step depends on besides the outcome, as of `now` (aware).

    `clock`: the customer's zone, or the caller's while it is not known, and then the caller's shift (`hours`) stands in,
    too; `zone`: the customer's (IANA), None while it is not known. `today`: the date on that clock. `calendar`: days on
    which both sides work. `abroad`: caller and customer in different countries. `caps`: those of the customer's place.
    `unanswered`: attempts in a row that reached nobody before this call. `rest`: what stays collectable once this
    outcome is on record (minor units, any currency; only whether it is above 0 counts). `broken_level`: how many
    promises on this debt were broken. `prefers`: when the customer likes to be called. `agreed`: the call that was due
    was agreed with them, and still is where nobody answers. `attempts`, `last_spoken_on`: as in the standing before
    this call, on the caller's `workday`.
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

    @classmethod
    def of(cls, standing: Standing, policy: Policy, caller: Caller, now: datetime) -> Situation:
        """Return the situation of the account on which a call ended at `now` (aware)."""
        return replace(
            cls.at(standing.where, policy, caller, now),
            unanswered=standing.unanswered,
            broken_level=standing.broken.level if standing.broken else 0,
            workday=standing.day,
            attempts=standing.attempts,
            last_spoken_on=standing.last_spoken_on,
            prefers=standing.prefers,
            agreed=is_agreed_now(standing),
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


_AT_ONCE = frozenset({FollowUpKind.FIX_CONTACT, FollowUpKind.ESCALATE})
# From so many broken promises on one debt on, the supervisor hears of it.
_AGAIN = 2
_NOON = 12


def next_steps(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    """Return what follows from the outcome, the leading step first; empty where the old steps stay.

    The table is that of `domain.outcomes`, its days the policy's. The caller's own date
    (`outcome.next_step`) replaces that of the first step that is not to be done at once.
    """
    if outcome.code.means.right_party:  # what was agreed then is done, and something else agreed now
        situation = replace(situation, agreed=False)
    limits = _Limits.of(situation, outcome)
    steps = tuple(
        _put_off(replace(step, after=outcome.code), limits, situation) for step in _judged(outcome, situation)
    )
    if outcome.next_step is None:
        return steps
    own = outcome.next_step
    if not steps:
        return (FollowUp(FollowUpKind.CALL, own.due, "set by you", SetBy.CALLER, own.at, situation.zone),)
    # What is to be done today stays so; the caller's date is for what comes after it.
    at = next((place for place, step in enumerate(steps) if step.kind not in _AT_ONCE), 0)
    reason = f"{steps[at].reason}; date set by you"
    moved = replace(steps[at], due=own.due, at=own.at, set_by=SetBy.CALLER, reason=reason)
    return (*steps[:at], moved, *steps[at + 1 :])


class _Limits(NamedTuple):
    """From when on another call is allowed (UTC): one on a date, one at a time, and any after a conversation."""

    by_date: datetime | None
    at_time: datetime | None
    quiet: datetime | None

    @classmethod
    def of(cls, situation: Situation, outcome: Outcome | None = None) -> _Limits:
        """Return what the caps and the quiet days allow once this outcome, if there is one, is on record."""
        day = situation.workday or situation.today
        tried = outcome is not None and outcome.code.means.attempt and outcome.of_call is None
        attempts = (*situation.attempts, day) if tried else situation.attempts
        caps = situation.caps
        spoken = day if outcome and outcome.code.means.right_party else situation.last_spoken_on
        quiet = spoken + timedelta(days=caps.quiet_days) if spoken else day
        by_date = capped_until(attempts, day, caps, same_day=False)
        at_time = capped_until(attempts, day, caps, same_day=not situation.consumer)
        begins = situation.caller.workday_begins
        return cls(
            begins(by_date) if by_date else None,
            begins(at_time) if at_time else None,
            begins(quiet) if quiet > day else None,
        )


def _put_off(step: FollowUp, limits: _Limits, situation: Situation) -> FollowUp:
    """Move a call of the rules' own to the first day on which it is allowed, in the same half of the day."""
    if step.kind is not FollowUpKind.CALL:
        return step
    agreed = situation.agreed or is_agreed(step)
    quiet = limits.quiet if situation.consumer or not agreed else None
    capped = limits.by_date if step.at is None else limits.at_time
    earliest = max(filter(None, (quiet, capped)), default=None)
    if earliest is None:
        return step
    day, at = step.due, step.at
    while (at or situation.open_on(day)[1]) <= earliest:
        day = situation.calendar.next_business_day(day)
        if step.at is not None:
            at = situation.half_day_time(day, afternoon=situation.is_afternoon(step.at))
    if day == step.due:
        return step
    why = "quiet after a conversation" if earliest == quiet else "cap on calls"
    return replace(step, due=day, at=at, reason=f"{step.reason} (no sooner: {why})")


def missing(outcome: Outcome) -> str | None:
    """Return which fact the code still needs, in words; None where nothing is missing."""
    fact, words = outcome.code.means.needs
    return None if getattr(outcome, fact) else words


# Days until one asks when a bill without a due date will be paid.
_ASK_WHEN = 30


def first_call(due: date, today: date, calendar: Calendar, zone: str | None = None) -> FollowUp:
    """Return the first step of a newly open account: a call on the business day after its earliest due date.

    Today where it is overdue already. `zone`: the customer's (IANA).
    """
    if due < today:
        return FollowUp(FollowUpKind.CALL, today, "overdue when it came into the book", zone=zone)
    if due == NO_DUE_DATE:
        asking = calendar.next_business_day(today + timedelta(days=_ASK_WHEN))
        return FollowUp(FollowUpKind.CALL, asking, "no bill has a due date: ask when they pay", zone=zone)
    return FollowUp(
        FollowUpKind.CALL, calendar.next_business_day(due), f"first bill is due {spelt(due)}", zone=zone
    )


def after_broken(situation: Situation, *, partly: bool = False) -> tuple[FollowUp, ...]:
    """Return what follows when a promise breaks, or is kept only in part: a call as soon as they can be rung.

    From the second broken one on, escalate too.
    """
    reason = "the rest of a promise" if partly else "promise broken"
    call = FollowUp(FollowUpKind.CALL, situation.first_chance(), reason, zone=situation.zone)
    if partly or situation.broken_level < _AGAIN:
        return (call,)
    again = "promise broken again: tell the supervisor"
    return (call, _today(situation, FollowUpKind.ESCALATE, again))


def after_dispute(situation: Situation, state: str) -> FollowUp:
    """Return what follows when a dispute ends and something is left to ask for: a call as soon as it is allowed."""
    reason = f"the dispute is {state}: ask for what is left"
    call = FollowUp(FollowUpKind.CALL, situation.first_chance(), reason, zone=situation.zone, after=Code.DISP)
    return _put_off(call, _Limits.of(situation), situation)


def without_plan(situation: Situation, hold: HoldKind | None) -> FollowUp:
    """Return the step of an account that has none left: a call, or under a hold the look at whether it stands."""
    if hold is not None:
        days = situation.rules.review_hold
        return _on(situation, FollowUpKind.REVIEW_HOLD, days, f"{hold}: is it still right?")
    call = _call(situation, 1, "nothing else is planned")
    return _put_off(call, _Limits.of(situation), situation)


def _on(situation: Situation, kind: FollowUpKind, days: int, reason: str) -> FollowUp:
    due = situation.calendar.add_business_days(situation.today, days)
    return FollowUp(kind, due, reason, zone=situation.zone)


def _call(situation: Situation, days: int, reason: str) -> FollowUp:
    return _on(situation, FollowUpKind.CALL, days, reason)


def _today(situation: Situation, kind: FollowUpKind, reason: str) -> FollowUp:
    return FollowUp(kind, situation.today, reason, zone=situation.zone)


def _at(situation: Situation, day: date, reason: str, *, afternoon: bool) -> FollowUp:
    """Return a call in that half of the day; the reason ends with what that is on their clock."""
    at = situation.half_day_time(day, afternoon=afternoon)
    local = at.astimezone(situation.clock)
    half = "morning" if local.hour < _NOON else "afternoon"
    reason += "time they prefer" if situation.prefers else half
    return FollowUp(FollowUpKind.CALL, local.date(), reason, at=at, zone=situation.zone)


def _no_answer(_outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    rules = situation.rules
    row = situation.unanswered + 1
    opens, closes = situation.open_on(situation.today)
    # Rung before they open counts as the morning, after they shut as the afternoon; the other half is tried next.
    afternoon = situation.now < opens + (closes - opens) / 2
    repeated = row >= rules.email_after
    day = situation.calendar.add_business_days(
        situation.today, rules.no_answer_repeated if repeated else rules.no_answer
    )
    reason = f"no answer, {row} in a row: send an e-mail, and try the " if repeated else "no answer: try the "
    call = _at(situation, day, reason, afternoon=afternoon)
    if row % rules.fix_number_after:
        return (call,)
    return (_today(situation, FollowUpKind.FIX_CONTACT, f"no answer, {row} in a row: check the number"), call)


def _busy(_outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    rules = situation.rules
    zone = situation.clock
    again = situation.now + timedelta(minutes=rules.busy_minutes)
    # In an hour they are open, or it is too late today.
    opens, _ = window_at(situation.hours, situation.calendar, zone, again)
    if situation.unanswered < rules.busy_retries and opens <= again:
        step = _today(situation, FollowUpKind.CALL, f"busy: again in {rules.busy_minutes} min")
        return (replace(step, due=again.astimezone(zone).date(), at=again),)
    day = situation.calendar.add_business_days(situation.today, 1)
    return (_at(situation, day, "busy: again next ", afternoon=False),)


def _wrong_number(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    what = "wrong number" if outcome.code is Code.WN else "disconnected"
    return (_today(situation, FollowUpKind.FIX_CONTACT, f"{what}: find one that works"),)


def _call_back(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    if outcome.call_back is None:
        return (_call(situation, situation.rules.gatekeeper, "call back asked for"),)
    step, at = _today(situation, FollowUpKind.CALL_BACK, "call back asked for"), outcome.call_back
    return (replace(step, due=at.astimezone(situation.clock).date(), at=at),)


def _promised(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    checks = tuple(
        FollowUp(
            FollowUpKind.CHECK_PAYMENT,
            check_day(promise.due, situation.abroad, situation.calendar, situation.policy),
            f"{promise.amount} promised for {spelt(promise.due)}",
            zone=situation.zone,
        )
        for promise in sorted(outcome.promises, key=lambda promise: promise.due)
    )
    return tuple(chain(checks, _about_rest(situation, "promised")))


def _about_rest(situation: Situation, covered: str) -> tuple[FollowUp, ...]:
    if situation.rest <= 0:
        return ()
    return (_call(situation, situation.rules.spoke, f"about the rest, which is not {covered}"),)


def _wants_copy(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    to = f" to {outcome.reference}" if outcome.reference else ""
    return (
        _call(situation, situation.rules.copy, "copy asked for: did it arrive?"),
        _today(situation, FollowUpKind.SEND_COPY, f"a copy{to} was asked for: write the letter"),
    )


def _says_paid(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    rules = situation.rules
    if outcome.reference:
        words = f"says it is paid ({outcome.reference}): look for the money"
        return (_on(situation, FollowUpKind.CHECK_LEDGER, rules.says_paid, words),)
    return (_call(situation, rules.says_paid_no_reference, "says it is paid: ask for the reference"),)


def _disputed(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    dispute = outcome.dispute
    owner = dispute.owner if dispute and dispute.owner else "the owner"
    words = f"disputed ({dispute.reason.value}): ask {owner}" if dispute else f"disputed: ask {owner}"
    chase = _on(situation, FollowUpKind.CHASE_OWNER, situation.rules.dispute, words)
    if dispute and dispute.next_on is not None:
        chase = replace(chase, due=dispute.next_on, set_by=SetBy.CALLER)
    return (chase, *_about_rest(situation, "disputed"))


def _seen(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    which = f" ({outcome.reference})" if outcome.reference else ""
    words = f"money was seen by hand{which}: is it in the ledger?"
    return (_on(situation, FollowUpKind.CHASE_OWNER, situation.rules.says_paid, words),)


def _refused(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    why = f"refuses to pay ({outcome.reference})" if outcome.reference else "refuses to pay"
    return (
        _today(situation, FollowUpKind.ESCALATE, f"{why}: escalate today"),
        _call(situation, situation.rules.refuses, f"{why}: call after the escalation"),
    )


def _escalated(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    whom = f"{ESCALATED_TO}{outcome.reference}" if outcome.reference else "escalated"
    return (_on(situation, FollowUpKind.ASK_NEWS, situation.rules.escalated, f"{whom}: ask for news"),)


def _do_not_call(_outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    words = "do not call: is the hold still right?"
    return (_on(situation, FollowUpKind.REVIEW_HOLD, situation.rules.review_hold, words),)


def _judged(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    """Return the steps of the outcome's row, or those that its own rule finds."""
    row = outcome.code.means
    if row.then:
        return (_call(situation, getattr(situation.rules, row.then), row.reason),)
    return JUDGED[outcome.code](outcome, situation)


# The outcomes whose next step takes more than a number of days.
JUDGED: dict[Code, Callable[[Outcome, Situation], tuple[FollowUp, ...]]] = {
    Code.NA: _no_answer,
    Code.BZ: _busy,
    Code.IN: lambda _outcome, _situation: (),
    Code.WN: _wrong_number,
    Code.TD: _wrong_number,
    Code.CB: _call_back,
    Code.PTP: _promised,
    Code.PLAN: _promised,
    Code.PAID: _says_paid,
    Code.COPY: _wants_copy,
    Code.DISP: _disputed,
    Code.RTP: _refused,
    Code.ESC: _escalated,
    Code.DNC: _do_not_call,
    Code.SEEN: _seen,
    Code.MAIL: lambda _outcome, _situation: (),
}
