"""When again: the next steps that an outcome leads to, each with its date and reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import CODES, Code, FollowUp, FollowUpKind, SetBy
from arcall_tui.domain.calendar import Calendar, Caller, Hours, both, window_at, zone_named
from arcall_tui.rules.caps import capped_until
from arcall_tui.rules.doors import door_of

if TYPE_CHECKING:
    from arcall_tui.domain.outcome import Outcome
    from arcall_tui.domain.standing import Standing
    from arcall_tui.rules.policy import Policy

_MISSING = {
    Code.CB: "when to call back",
    Code.PTP: "the amount promised and its date",
    Code.PLAN: "the instalments: amounts and dates",
    Code.DISP: "what is disputed: the reason",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next step depends on besides the outcome, as of `now` (UTC).

    `today`: the date on the clock in `zone`; `zone` is None while the customer's is not known, and then the
    caller's clock and shift (`hours`) stand in. `calendar`: days on which both sides work. `unanswered`:
    attempts in a row that reached nobody before this call. `abroad`: caller and customer in different
    countries. `rest`: what stays collectable once this outcome is on record (minor units, any currency;
    only whether it is above 0 counts). `broken_level`: how many promises on this debt were broken.
    `attempts`, `last_contact_on`: as in the standing before this call, on the caller's `workday`.
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
    last_contact_on: date | None = None

    @classmethod
    def of(
        cls, standing: Standing, policy: Policy, caller: Caller, now: datetime, rest: int = 0
    ) -> Situation:
        """Return the situation of the account on which a call ended at `now` (aware)."""
        door = door_of(
            standing.zone, standing.country, consumer=standing.consumer, policy=policy, caller=caller, now=now
        )
        country = standing.country.upper()
        return cls(
            today=door.today,
            now=now,
            zone=standing.zone if door.known else None,
            caller=caller,
            calendar=both(policy.calendar_of(country), caller.calendar),
            hours=door.hours,
            unanswered=standing.unanswered,
            abroad=_is_code(country) and _is_code(caller.country) and country != caller.country,
            rest=rest,
            broken_level=standing.broken.level if standing.broken else 0,
            consumer=standing.consumer,
            workday=standing.day,
            attempts=standing.attempts,
            last_contact_on=standing.last_contact_on,
        )

    def clock(self) -> ZoneInfo:
        """Return the zone that times are meant in: the customer's, or the caller's while it is not known."""
        return zone_named(self.zone) or zone_named(self.caller.zone) or ZoneInfo("UTC")


def next_steps(outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
    """Return what follows from the outcome, the leading step first; empty where the old steps stay.

    The table is domain.md's "Result codes", its days the policy's. The caller's own date
    (`outcome.next_step`) replaces the leading step's.
    """
    earliest = _uncapped(outcome, situation, policy)
    steps = tuple(
        _put_off(step, earliest[step.at is not None], situation, policy)
        for step in _STEPS[outcome.code](outcome, situation, policy)
    )
    if outcome.next_step is None:
        return steps
    own = outcome.next_step
    lead = steps[0] if steps else FollowUp(FollowUpKind.CALL, own.due, "", zone=situation.zone)
    reason = f"{lead.reason}; date set by you" if lead.reason else "set by you"
    return (replace(lead, due=own.due, at=own.at, set_by=SetBy.CALLER, reason=reason), *steps[1:])


def _uncapped(
    outcome: Outcome, situation: Situation, policy: Policy
) -> tuple[datetime | None, datetime | None]:
    """Return from when on the caps allow another call: one on a date, and one at a time (UTC)."""
    facts = CODES[outcome.code]
    day = situation.workday or situation.today
    attempts = (*situation.attempts, day) if facts.attempt else situation.attempts
    reached = day if facts.contact else situation.last_contact_on
    caps = policy.caps_of(consumer=situation.consumer)
    by_date = capped_until(attempts, day, caps, reached, same_day=False)
    at_time = capped_until(attempts, day, caps, reached, same_day=not situation.consumer)
    begins = situation.caller.workday_begins
    return begins(by_date) if by_date else None, begins(at_time) if at_time else None


def _put_off(step: FollowUp, earliest: datetime | None, situation: Situation, policy: Policy) -> FollowUp:
    """Move a call of the rules' own to the first day on which the caps allow it, in the same half of the day."""
    if step.kind is not FollowUpKind.CALL or earliest is None:
        return step
    zone, hours, day, at = situation.clock(), situation.hours, step.due, step.at
    while (at or hours.window(day, zone)[1]) <= earliest:
        day = situation.calendar.next_business_day(day)
        if step.at is not None:
            at = half_day_time(hours, day, zone, policy, afternoon=_is_afternoon(step.at, situation))
    if day == step.due:
        return step
    return replace(step, due=day, at=at, reason=f"{step.reason} (no sooner: cap on calls)")


def _is_afternoon(at: datetime, situation: Situation) -> bool:
    """Whether the instant lies in or after the second half of the opening hours of its day."""
    zone = situation.clock()
    opens, closes = situation.hours.window(at.astimezone(zone).date(), zone)
    return at >= opens + (closes - opens) / 2


def missing(outcome: Outcome) -> str | None:
    """Return which fact the code still needs, in words; None where nothing is missing."""
    given = {
        Code.CB: outcome.call_back is not None,
        Code.PTP: bool(outcome.promises),
        Code.PLAN: bool(outcome.promises),
        Code.DISP: outcome.dispute is not None,
    }
    return None if given.get(outcome.code, True) else _MISSING[outcome.code]


def first_call(due: date, today: date, calendar: Calendar, zone: str | None = None) -> FollowUp:
    """Return the first step of a newly open account: a call on the business day after its earliest due date.

    Today where it is overdue already. `zone`: the customer's (IANA).
    """
    if due < today:
        return FollowUp(FollowUpKind.CALL, today, "overdue when it came into the book", zone=zone)
    return FollowUp(
        FollowUpKind.CALL, calendar.next_business_day(due), f"first bill is due {_day(due)}", zone=zone
    )


def promise_check_due(due: date, abroad: bool, calendar: Calendar, policy: Policy) -> date:  # noqa: FBT001
    """Return when a promise due on `due` is checked: its grace in business days later."""
    rules = policy.promises
    return calendar.add_business_days(due, rules.grace_days_abroad if abroad else rules.grace_days)


def after_broken(situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:  # noqa: ARG001 - as next_steps
    """Return what follows when a promise breaks: a call next business day; from the second on, escalate too."""
    call = _call(situation, 1, "promise broken")
    if situation.broken_level < 2:  # noqa: PLR2004
        return (call,)
    escalate = FollowUp(
        FollowUpKind.ESCALATE,
        situation.today,
        "promise broken again: tell the supervisor",
        zone=situation.zone,
    )
    return (call, escalate)


def half_day_time(hours: Hours, day: date, zone: ZoneInfo, policy: Policy, *, afternoon: bool) -> datetime:
    """Return when (UTC) to ring in that half of the customer's day: the policy's time, or the half's start.

    The halves meet in the middle of the opening hours.
    """
    opens, closes = hours.window(day, zone)
    middle = opens + (closes - opens) / 2
    begins, ends = (middle, closes) if afternoon else (opens, middle)
    preferred = policy.follow_up.afternoon if afternoon else policy.follow_up.morning
    at = Hours(preferred, time.min).window(day, zone)[0]
    return at if begins <= at < ends else begins


def _is_code(country: str) -> bool:
    """Whether it is an ISO code; a ledger's own country numbers tell nothing yet."""
    return len(country) == 2 and country.isalpha()  # noqa: PLR2004 - ISO 3166


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _on(situation: Situation, kind: FollowUpKind, days: int, reason: str) -> FollowUp:
    due = situation.calendar.add_business_days(situation.today, days)
    return FollowUp(kind, due, reason, zone=situation.zone)


def _call(situation: Situation, days: int, reason: str) -> FollowUp:
    return _on(situation, FollowUpKind.CALL, days, reason)


def _today(situation: Situation, kind: FollowUpKind, reason: str) -> FollowUp:
    return FollowUp(kind, situation.today, reason, zone=situation.zone)


def _at(situation: Situation, day: date, policy: Policy, reason: str, *, afternoon: bool) -> FollowUp:
    zone = situation.clock()
    at = half_day_time(situation.hours, day, zone, policy, afternoon=afternoon)
    return FollowUp(FollowUpKind.CALL, at.astimezone(zone).date(), reason, at=at, zone=situation.zone)


def _no_answer(_outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
    rules = policy.follow_up
    row = situation.unanswered + 1
    zone = situation.clock()
    opens, closes = window_at(situation.hours, situation.calendar, zone, situation.now)
    # Rung before they open counts as the morning; the other half is tried next.
    afternoon = situation.now < opens + (closes - opens) / 2
    half = "afternoon" if afternoon else "morning"
    repeated = row >= rules.email_after
    day = situation.calendar.add_business_days(
        situation.today, rules.no_answer_repeated if repeated else rules.no_answer
    )
    reason = (
        f"no answer, {row} in a row: send an e-mail, and try the {half}"
        if repeated
        else f"no answer: try the {half}"
    )
    call = _at(situation, day, policy, reason, afternoon=afternoon)
    if row % rules.fix_number_after:
        return (call,)
    return (_today(situation, FollowUpKind.FIX_CONTACT, f"no answer, {row} in a row: check the number"), call)


def _busy(_outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
    rules = policy.follow_up
    zone = situation.clock()
    again = situation.now + timedelta(minutes=rules.busy_minutes)
    # In an hour they are in the hours that are running now, or it is too late today.
    opens, _ = window_at(situation.hours, situation.calendar, zone, again)
    if situation.unanswered < rules.busy_retries and opens <= situation.now:
        reason = f"busy: again in {rules.busy_minutes} min"
        return (
            FollowUp(FollowUpKind.CALL, again.astimezone(zone).date(), reason, at=again, zone=situation.zone),
        )
    day = situation.calendar.add_business_days(situation.today, 1)
    return (_at(situation, day, policy, "busy: again next morning", afternoon=False),)


def _wrong_number(outcome: Outcome, situation: Situation, _policy: Policy) -> tuple[FollowUp, ...]:
    what = "wrong number" if outcome.code is Code.WN else "disconnected"
    return (_today(situation, FollowUpKind.FIX_CONTACT, f"{what}: find one that works"),)


def _call_back(outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
    if outcome.call_back is None:
        return (_call(situation, policy.follow_up.gatekeeper, "call back asked for"),)
    due = outcome.call_back.astimezone(situation.clock()).date()
    return (
        FollowUp(
            FollowUpKind.CALL_BACK, due, "call back asked for", at=outcome.call_back, zone=situation.zone
        ),
    )


def _promised(outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
    checks = tuple(
        FollowUp(
            FollowUpKind.CHECK_PAYMENT,
            promise_check_due(promise.due, situation.abroad, situation.calendar, policy),
            f"{promise.amount} promised for {_day(promise.due)}",
            zone=situation.zone,
        )
        for promise in sorted(outcome.promises, key=lambda promise: promise.due)
    )
    return tuple(chain(checks, _about_rest(situation, policy, "promised")))


def _about_rest(situation: Situation, policy: Policy, covered: str) -> tuple[FollowUp, ...]:
    if situation.rest <= 0:
        return ()
    return (_call(situation, policy.follow_up.spoke, f"about the rest, which is not {covered}"),)


def _says_paid(outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
    rules = policy.follow_up
    if outcome.reference:
        words = f"says it is paid ({outcome.reference}): look for the money"
        return (_on(situation, FollowUpKind.CHECK_LEDGER, rules.says_paid, words),)
    return (_call(situation, rules.says_paid_no_reference, "says it is paid: ask for the reference"),)


def _disputed(outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
    dispute = outcome.dispute
    owner = dispute.owner if dispute and dispute.owner else "the owner"
    words = f"disputed ({dispute.reason.value}): ask {owner}" if dispute else f"disputed: ask {owner}"
    chase = _on(situation, FollowUpKind.CHASE_OWNER, policy.follow_up.dispute, words)
    if dispute and dispute.next_on is not None:
        chase = replace(chase, due=dispute.next_on, set_by=SetBy.CALLER)
    return (chase, *_about_rest(situation, policy, "disputed"))


def _refused(outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
    why = f"refuses to pay ({outcome.reference})" if outcome.reference else "refuses to pay"
    return (
        _today(situation, FollowUpKind.ESCALATE, f"{why}: escalate today"),
        _call(situation, policy.follow_up.refuses, f"{why}: call after the escalation"),
    )


def _escalated(outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
    whom = f"escalated to {outcome.reference}" if outcome.reference else "escalated"
    return (_on(situation, FollowUpKind.ASK_NEWS, policy.follow_up.escalated, f"{whom}: ask for news"),)


def _do_not_call(_outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
    words = "do not call: is the hold still right?"
    return (_on(situation, FollowUpKind.REVIEW_HOLD, policy.follow_up.review_hold, words),)


def _simple(days: str, reason: str) -> Callable[[Outcome, Situation, Policy], tuple[FollowUp, ...]]:
    def steps(_outcome: Outcome, situation: Situation, policy: Policy) -> tuple[FollowUp, ...]:
        return (_call(situation, getattr(policy.follow_up, days), reason),)

    return steps


_STEPS: dict[Code, Callable[[Outcome, Situation, Policy], tuple[FollowUp, ...]]] = {
    Code.NA: _no_answer,
    Code.BZ: _busy,
    Code.LM: _simple("message", "left a message"),
    Code.GK: _simple("gatekeeper", "reached somebody else: ask for the right person"),
    Code.TT: _simple("spoke", "spoke, nothing agreed"),
    Code.IN: lambda _outcome, _situation, _policy: (),
    Code.WN: _wrong_number,
    Code.TD: _wrong_number,
    Code.CB: _call_back,
    Code.PTP: _promised,
    Code.PLAN: _promised,
    Code.PAID: _says_paid,
    Code.COPY: _simple("copy", "copy sent: did it arrive?"),
    Code.DISP: _disputed,
    Code.RTP: _refused,
    Code.ESC: _escalated,
    Code.DNC: _do_not_call,
}
