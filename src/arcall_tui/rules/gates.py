"""Why an account is called now, or not: what was promised, and the gates that are shut, each with its opening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from arcall_tui.domain.activity import FollowUp, FollowUpKind, SetBy
from arcall_tui.domain.calendar import opens_at as next_opening

if TYPE_CHECKING:
    from arcall_tui.domain.standing import Standing
    from arcall_tui.rules.call_windows import CallWindow, CallWindows
    from arcall_tui.rules.currency_scale import Worth
    from arcall_tui.rules.policy import Caps, Policy

# Days over which attempts are counted.
WEEK = 7


class Commitment(IntEnum):
    """What was promised to the customer, or by them; it outranks value in this order."""

    CALL_BACK = 0
    BROKEN = 1
    CALLER = 2


class Gate(StrEnum):
    """Why an account is not called now."""

    HOLD = "hold"
    NO_NUMBER = "no_number"
    SNOOZED = "snoozed"
    NOT_OVERDUE = "not_overdue"
    PROMISED = "promised"
    DISPUTED = "disputed"
    CREDIT = "credit"
    MINIMUM = "minimum"
    LATER = "later"
    CAP = "cap"
    HOURS = "hours"
    SHARED = "shared"


def _come(step: FollowUp, window: CallWindow, standing: Standing, now: datetime) -> bool:
    """Whether a follow-up is due: on or before today, so that a missed day loses nothing."""
    if step.at is not None:
        return step.at <= now
    return step.due <= (window.today if window.known else standing.day)


def commitment_of(standing: Standing, window: CallWindow, now: datetime, worth: Worth) -> Commitment | None:
    """Return what was promised and has come due; None where nothing has."""
    call = standing.next_call
    if call is not None:
        if not _come(call, window, standing, now):
            return None
        if call.kind is FollowUpKind.CALL_BACK:
            return Commitment.CALL_BACK
    if standing.broken is not None and (worth.collectable > 0 or worth.unrated):
        return Commitment.BROKEN
    if call is not None and call.set_by is SetBy.CALLER:
        return Commitment.CALLER
    return None


def gate_of(
    standing: Standing,
    window: CallWindow,
    windows: CallWindows,
    policy: Policy,
    worth: Worth,
    commitment: Commitment | None,
) -> tuple[Gate | None, datetime | None]:
    """Return the first gate that is shut, and when it and those after it open, if time opens them."""
    if standing.hold is not None:
        return Gate.HOLD, None
    if standing.no_number:
        return Gate.NO_NUMBER, None
    call, snoozed = standing.next_call, standing.snoozed_until
    if snoozed is not None and snoozed <= (window.today if window.known else standing.day):
        snoozed = None
    early = _to_call_early(standing, policy)
    if commitment is not None or early or (call is not None and _come(call, window, standing, windows.now)):
        later = None
    else:
        later = call
    nothing = None if early else _nothing_to_ask(standing, worth, policy) if commitment is None else None
    capped = _capped_until(standing, policy, call)
    gate = Gate.SNOOZED if snoozed else nothing or (Gate.LATER if later else Gate.CAP if capped else None)
    if standing.consumer and not window.known:
        return gate or Gate.HOURS, None
    if gate is None:
        asked_for = commitment is Commitment.CALL_BACK and _asked_for(standing, policy, windows.now)
        return (None, None) if window.is_open or asked_for else (Gate.HOURS, window.opens)
    due = later.due if later else _comes_on(standing, gate)
    # The caps alone open nothing where there is nothing to ask for: someone has to act first.
    if snoozed or due or (capped and not nothing):
        return gate, _opening(standing, windows, max(snoozed or date.min, due or date.min), capped, later)
    return gate, None


def _comes_on(standing: Standing, gate: Gate) -> date | None:
    """Return the day on which there may be something to ask for again, where one is known."""
    if gate is Gate.NOT_OVERDUE:
        return _first_overdue(standing)
    if gate in {Gate.PROMISED, Gate.DISPUTED} and standing.next_task is not None:
        return standing.next_task.due
    return None


def _opening(
    standing: Standing, windows: CallWindows, day: date, capped: date | None, later: FollowUp | None
) -> datetime:
    """Return when the account can be rung: from `day` on (its own date), and from the workday `capped`."""
    opening = windows.opening(standing, day)
    at = later.at if later else None
    if capped is None and at is None:
        return opening
    window = windows.of(standing)
    earliest = max(opening, at or opening, windows.caller.workday_begins(capped) if capped else opening)
    agreed = later is not None and later.kind is FollowUpKind.CALL_BACK and not standing.consumer
    return (
        earliest
        if agreed and earliest == at
        else next_opening(window.hours, window.calendar, window.zone, earliest)
    )


def _to_call_early(standing: Standing, policy: Policy) -> bool:
    """Whether nothing is overdue but something large falls due within days, and nobody has rung about it yet."""
    soon = [e.oldest_due for e in standing.exposures if e.soon > 0 and e.oldest_due is not None]
    if not soon or not policy.soon_days or any(e.overdue for e in standing.exposures):
        return False
    call, since = standing.next_call, min(soon) - timedelta(days=policy.soon_days)
    if call is not None and (call.set_by is SetBy.CALLER or call.kind is FollowUpKind.CALL_BACK):
        return False
    if standing.last_attempt_at is None:
        return True
    return standing.last_attempt_at.date() < since and not any(day >= since for day in standing.attempts)


def _nothing_to_ask(standing: Standing, worth: Worth, policy: Policy) -> Gate | None:
    """Why there is too little to ask for; None where there is enough. No rate: no minimum to hold it to."""
    if worth.unrated or (worth.collectable > 0 and worth.collectable >= policy.minimum):
        return None
    if worth.collectable > 0:
        return Gate.MINIMUM
    if not any(exposure.overdue for exposure in standing.exposures):
        return Gate.NOT_OVERDUE
    promised = sum(exposure.promised for exposure in standing.exposures)
    disputed = sum(exposure.disputed for exposure in standing.exposures)
    if promised and promised >= disputed:
        return Gate.PROMISED
    return Gate.DISPUTED if disputed else Gate.CREDIT


def _first_overdue(standing: Standing) -> date | None:
    """Return the day on which the first open invoice will be overdue; None where there is none."""
    dues = [exposure.oldest_due for exposure in standing.exposures if exposure.oldest_due is not None]
    return min(dues) + timedelta(days=1) if dues else None


def _capped_until(standing: Standing, policy: Policy, call: FollowUp | None) -> date | None:
    """Return the first workday on which the caps allow another attempt; None if they do today.

    A call back that the customer asked for is free of the caps (as in US Reg F, 12 CFR 1006.14(b)(3)); a
    retry set for a certain time, such as after a busy line, is free of the courtesy cap of the day.
    """
    agreed = call is not None and call.kind is FollowUpKind.CALL_BACK
    if agreed or not (standing.attempts or standing.consumer):
        return None
    timed = call is not None and call.at is not None and not standing.consumer
    caps = policy.caps_of(consumer=standing.consumer, country=standing.country, region=standing.region)
    return capped_until(standing.attempts, standing.day, caps, standing.last_contact_on, same_day=timed)


def capped_for(standing: Standing, policy: Policy, now: datetime) -> date | None:
    """Return the first workday on which the caps allow another attempt on the account; None if they do today.

    A call that is set for later excuses none that is made now.
    """
    call = standing.next_call
    come = call is not None and (call.due <= standing.day if call.at is None else call.at <= now)
    return _capped_until(standing, policy, call if come else None)


def _asked_for(standing: Standing, policy: Policy, now: datetime) -> bool:
    """Whether a business customer asked to be rung just now, though it is outside the usual hours."""
    call = standing.next_call
    if call is None or call.at is None or standing.consumer:
        return False
    return now < call.at + timedelta(minutes=policy.follow_up.call_back_minutes)


def capped_until(
    attempts: Sequence[date], day: date, caps: Caps, last_contact_on: date | None, *, same_day: bool
) -> date | None:
    """Return the first workday on which the caps allow another attempt; None if they do on `day`.

    `attempts`: workdays of past attempts, oldest first. `last_contact_on`: when someone was last reached.
    `same_day`: an attempt that the cap of the day does not hold back, such as after a busy line.
    """
    until: date | None = None
    if attempts:
        if not same_day and attempts.count(day) >= caps.per_day:
            until = day + timedelta(days=1)
        week = [attempt for attempt in attempts if (day - attempt).days < WEEK]
        if len(week) >= caps.per_week:
            until = max(until or day, week[len(week) - caps.per_week] + timedelta(days=WEEK))
    if caps.quiet_days and last_contact_on is not None:
        quiet = last_contact_on + timedelta(days=caps.quiet_days)
        until = max(until or quiet, quiet) if quiet > day else until
    return until
