"""When an account comes back: the next steps after an outcome, by where the account stands when the call ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import NamedTuple

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import ESCALATED_TO, PROMISED_FOR, FollowUp, FollowUpKind, Outcome, SetBy
from arcall_tui.domain.calendar import NO_DUE_DATE, Calendar, spelt, window_at
from arcall_tui.domain.outcomes import Code
from arcall_tui.rules.gates import capped_until, is_agreed
from arcall_tui.rules.promises import check_day
from arcall_tui.rules.situation import Situation

_AT_ONCE = frozenset({FollowUpKind.FIX_CONTACT, FollowUpKind.ESCALATE})
# From so many broken promises on one debt on, the supervisor hears of it.
_AGAIN = 2
_NOON = 12
_SOONER = " (no sooner: "


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
    return replace(step, due=day, at=at, reason=f"{step.reason.partition(_SOONER)[0]}{_SOONER}{why})")


def missing(outcome: Outcome) -> str | None:
    """Return which fact the code still needs, in words; None where nothing is missing."""
    fact, words = outcome.code.means.needs
    return None if getattr(outcome, fact) else words


# Days until one asks when a bill without a due date will be paid.
_ASK_WHEN = 30


def first_call(due: date, today: date, calendar: Calendar, zone: str | None = None) -> FollowUp:
    """Return the first step of a newly open account: a call on the business day after its earliest due date.

    Today, or on the next day of work, where it is overdue already. `zone`: the customer's (IANA).
    """
    if due < today:
        day, why = calendar.on_or_after(today), "overdue when it came into the book"
    elif due == NO_DUE_DATE:
        day = calendar.next_business_day(today + timedelta(days=_ASK_WHEN))
        why = "no bill has a due date: ask when they pay"
    else:
        day, why = calendar.next_business_day(due), f"first bill is due {spelt(due)}"
    return FollowUp(FollowUpKind.CALL, day, why, zone=zone)


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
            f"{promise.amount}{PROMISED_FOR}{spelt(promise.due)}",
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
    return (chase, *_about_rest(situation, "disputed"))


def _seen(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    which = f" ({outcome.reference})" if outcome.reference else ""
    words = f"money was seen by hand{which}: is it in the ledger?"
    return (_on(situation, FollowUpKind.CHASE_OWNER, situation.rules.says_paid, words),)


def _refused(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    why = f"refuses to pay ({outcome.reference})" if outcome.reference else "refuses to pay"
    return (
        _today(situation, FollowUpKind.ESCALATE, why),
        _call(situation, situation.rules.refuses, f"{why}: call after the escalation"),
    )


def _escalated(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    whom = f"{ESCALATED_TO}{outcome.reference}" if outcome.reference else "escalated"
    return (_on(situation, FollowUpKind.ASK_NEWS, situation.rules.escalated, f"{whom}: ask for news"),)


def _do_not_call(_outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    words = "do not call: is the hold still right?"
    return (_on(situation, FollowUpKind.REVIEW_HOLD, situation.rules.review_hold, words),)


def _rang(outcome: Outcome, situation: Situation) -> tuple[FollowUp, ...]:
    """Return the rules' own call, where the quiet days that begin now forbid it on its day; else all stays."""
    step = situation.planned
    moved = step and _put_off(step, _Limits.of(situation, outcome), situation)
    return (moved,) if moved and moved != step and not outcome.next_step else ()


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
    Code.IN: _rang,
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
