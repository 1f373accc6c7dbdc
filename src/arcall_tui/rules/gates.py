"""Why an account is called now, or not: what was promised, what the rules plan, and the gates that are shut, each with its opening."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from arcall_tui.domain.activity import FollowUp, FollowUpKind, SetBy
from arcall_tui.domain.calendar import opens_at as next_opening
from arcall_tui.domain.calendar import zone_named
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import GateFacts, Standing
from arcall_tui.rules.call_windows import CallWindow, CallWindows
from arcall_tui.rules.policy import MOST_SOON_DAYS, CadenceRules, Caps, Policy
from arcall_tui.rules.value import Worth

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
    QUIET = "quiet"
    LATER = "later"
    CADENCE = "cadence"
    CAP = "cap"
    HOURS = "hours"
    SHARED = "shared"


# Outcomes of a conversation that set a day for something: that day is kept. Where nothing was agreed, none was.
_AGREED = frozenset({code for code in Code if code.means.right_party} - {Code.TT} | {Code.ESC})


def is_agreed(step: FollowUp) -> bool:
    """Whether a next step was agreed, set by the caller, or follows from what a conversation came to."""
    return (
        step.kind is FollowUpKind.CALL_BACK
        or step.set_by is SetBy.CALLER
        or (step.after is not None and step.after in _AGREED)
    )


def _has_come_due(step: FollowUp, window: CallWindow, standing: Standing, now: datetime) -> bool:
    """Whether a follow-up is due: on or before today, so that a missed day loses nothing."""
    if step.at is not None:
        return step.at <= now
    return step.due <= (window.today if window.known else standing.day)


def commitment_of(standing: Standing, window: CallWindow, now: datetime, worth: Worth) -> Commitment | None:
    """Return what was promised and has come due; None where nothing has."""
    call = standing.next_call
    come = call is None or _has_come_due(call, window, standing, now)
    return commitment_under(standing, worth) if come else None


def commitment_under(standing: Standing, worth: Worth) -> Commitment | None:
    """Return what was promised, once the next call is due."""
    call = standing.next_call
    if call is not None and call.kind is FollowUpKind.CALL_BACK:
        return Commitment.CALL_BACK
    if standing.broken is not None and (worth.collectable > 0 or worth.unrated):
        return Commitment.BROKEN
    if call is not None and call.set_by is SetBy.CALLER:
        return Commitment.CALLER
    return None


# What comes before all else, in this order, and no time opens.
_BARRED: tuple[tuple[Gate, Callable[[Standing], bool]], ...] = (
    (Gate.HOLD, lambda standing: standing.hold is not None),
    (Gate.NO_NUMBER, lambda standing: standing.no_number),
)


def gate_of(
    standing: Standing,
    window: CallWindow,
    windows: CallWindows,
    policy: Policy,
    worth: Worth,
    commitment: Commitment | None,
) -> tuple[Gate | None, datetime | None]:
    """Return the first gate that is shut, and when it and those after it open, if time opens them."""
    if barred := next((gate for gate, shut in _BARRED if shut(standing)), None):
        return barred, None
    call, snoozed = standing.next_call, standing.snoozed_until
    if snoozed is not None and snoozed <= (window.today if window.known else standing.day):
        snoozed = None
    step = cadence_step(standing, worth, policy)
    planned = None if step is None or (step.kind is FollowUpKind.CALL and is_due(step, standing)) else step
    come = call is not None and _has_come_due(call, window, standing, windows.now)
    later = None if commitment is not None or step or come else call
    nothing = _nothing_to_ask(standing, worth, policy) if commitment is None else None
    capped, quiet = _capped_until(standing, policy, call), quiet_until(standing, policy, window)
    theirs = their_next_day(standing, policy, call, window)
    shut = Gate.LATER if later else Gate.CADENCE if planned and commitment is None else None
    shut = Gate.QUIET if quiet and not (later and is_agreed(later)) else shut
    gate = Gate.SNOOZED if snoozed else nothing or shut or (Gate.CAP if capped or theirs else None)
    # By the caller's day, and by the customer's.
    theirs = max(filter(None, (theirs, quiet if window.known else None)), default=None)
    capped = max(filter(None, (capped, quiet)), default=None)
    if standing.consumer and not window.known:
        return gate or Gate.HOURS, None
    if gate is None:
        asked_for = commitment is Commitment.CALL_BACK and _asked_for_now(standing, policy, windows.now)
        return (None, None) if window.is_open or asked_for else (Gate.HOURS, window.opens)
    due = later.due if later else _comes_on(standing, gate, planned)
    # The caps alone open nothing where there is nothing to ask for: someone has to act first.
    if snoozed or due or ((capped or theirs) and not nothing):
        day = max(filter(None, (snoozed, due, theirs)), default=date.min)
        return gate, _opening(standing, windows, day, capped, later)
    return gate, None


def _comes_on(standing: Standing, gate: Gate, planned: FollowUp | None) -> date | None:
    """Return the day on which there may be something to ask for again, where one is known."""
    if gate is Gate.CADENCE:
        return planned.due if planned is not None and planned.kind is FollowUpKind.CALL else None
    if gate is Gate.NOT_OVERDUE:
        return standing.oldest_due + timedelta(days=1) if standing.oldest_due else None
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
    if earliest == at and later and later.kind is FollowUpKind.CALL_BACK and not standing.consumer:
        return earliest  # agreed
    return next_opening(window.hours, window.calendar, window.zone, earliest)


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


def _capped_until(standing: Standing, policy: Policy, call: FollowUp | None) -> date | None:
    """Return the first workday on which the caps allow another attempt; None if they do today.

    A call back that the customer asked for is free of the caps (as in US Reg F, 12 CFR 1006.14(b)(3)); a
    retry set for a certain time, such as after a busy line, is free of the courtesy cap of the day.
    """
    agreed = call is not None and call.kind is FollowUpKind.CALL_BACK
    if agreed or not (standing.attempts or standing.consumer):
        return None
    timed = call is not None and call.at is not None and not standing.consumer
    return capped_until(standing.attempts, standing.day, policy.caps_of(standing.where), same_day=timed)


def their_next_day(
    standing: Standing, policy: Policy, call: FollowUp | None, window: CallWindow
) -> date | None:
    """Return the customer's tomorrow where they were rung as often as a day allows on what is today with them.

    The caller's workday may be over before theirs is. What is free of the cap by the caller's day is free of it by theirs.
    """
    last = standing.last_attempt_at
    if last is None or not window.known or last.astimezone(window.zone).date() != window.today:
        return None
    timed = call is not None and call.at is not None and not standing.consumer
    free = timed or (call is not None and call.kind is FollowUpKind.CALL_BACK)
    tried = standing.attempts.count(standing.attempts[-1]) if standing.attempts else 0
    enough = tried >= policy.caps_of(standing.where).per_day
    return window.today + timedelta(days=1) if enough and not free else None


def quiet_until(standing: Standing, policy: Policy, window: CallWindow) -> date | None:
    """Return the first day after the quiet days that follow a conversation; None where they are over on both sides.

    A call back comes first, whoever asked to be rung. A business is rung as well about a promise that was not
    kept, and about what was agreed: the days are a courtesy to it, and for a consumer the law's.
    """
    spoken, call = standing.last_spoken_on, standing.next_call
    asked = call is not None and call.kind is FollowUpKind.CALL_BACK
    agreed = standing.broken is not None or (call is not None and is_agreed(call))
    if spoken is None or asked or (agreed and not standing.consumer):
        return None
    until = spoken + timedelta(days=policy.caps_of(standing.where).quiet_days)
    behind = window.known and window.today < standing.day  # their day is not over yet
    return until if until > standing.day - timedelta(days=behind) else None


def capped_for(standing: Standing, policy: Policy, now: datetime) -> date | None:
    """Return the first workday on which the caps allow another attempt on the account; None if they do today.

    A call that is set for later excuses none that is made now.
    """
    call = standing.next_call
    come = call is not None and (call.due <= standing.day if call.at is None else call.at <= now)
    return _capped_until(standing, policy, call if come else None)


def _asked_for_now(standing: Standing, policy: Policy, now: datetime) -> bool:
    """Whether a business customer asked to be rung just now, though it is outside the usual hours."""
    call = standing.next_call
    if call is None or call.at is None or standing.consumer:
        return False
    return now < call.at + timedelta(minutes=policy.follow_up.call_back_minutes)


def capped_until(attempts: Sequence[date], day: date, caps: Caps, *, same_day: bool) -> date | None:
    """Return the first workday on which the caps allow another attempt; None if they do on `day`.

    `attempts`: workdays of past attempts, oldest first.
    `same_day`: an attempt that the cap of the day does not hold back, such as after a busy line.
    """
    until: date | None = None
    if attempts:
        if not same_day and attempts.count(day) >= caps.per_day:
            until = day + timedelta(days=1)
        week = [attempt for attempt in attempts if (day - attempt).days < WEEK]
        if len(week) >= caps.per_week:
            until = max(until or day, week[len(week) - caps.per_week] + timedelta(days=WEEK))
    return until


def gate_facts(standing: Standing) -> GateFacts:
    """Say what sorts the account: a new thing that a gate looks at belongs in here (test_standings_kept.py tells)."""
    s, call, task = standing, standing.next_call, standing.next_task
    kept_by = (s.hold is not None, s.no_number, s.snoozed_until and str(s.snoozed_until))
    # Later than that a mail no longer matters to the reminder of what falls due soon.
    letters = (t.day for t in s.touches if t.written and (s.day - t.day).days <= MOST_SOON_DAYS)
    written = max(letters, default=None)
    alike = (
        *s.where, *kept_by, call and _call_sign(call), task and (task.kind, str(task.due)),
        s.broken is not None, written and str(written),
    )  # fmt: skip
    return GateFacts(
        s.account,
        s.ledger_id,
        s.payer,
        json.dumps(alike, ensure_ascii=False, separators=(",", ":")),
        0.0 if call is None else call.at.timestamp() if call.at else float(call.due.toordinal()),
        _tried(s),
        s.last_spoken_on.toordinal() if s.last_spoken_on else 0,
    )


def _tried(standing: Standing) -> str:
    """Say when it was tried lately: on which workdays, the last first, and on which day of theirs."""
    last, zone = standing.last_attempt_at, zone_named(standing.zone)
    theirs = f"@{last.astimezone(zone).date()}" if standing.attempts and last and zone else ""
    return ",".join(map(str, reversed(standing.attempts))) + theirs


def _call_sign(call: FollowUp) -> tuple[object, ...]:
    # For how long an agreed call stays agreed is a matter of its very minute.
    agreed = str(call.at or call.due) if call.kind is FollowUpKind.CALL_BACK else ""
    return call.kind, call.set_by, call.at is not None, agreed, is_agreed(call)


def planned_step(standing: Standing, worth: Worth, policy: Policy) -> FollowUp | None:
    """Return the next step of the account's cadence, or the reminder of what falls due soon; None without either.

    It is worked out of what was done, and stands nowhere in the book; so other rules plan another one at once.
    """
    return cadence_step(standing, worth, policy) or _reminder(standing, policy)


def is_due(step: FollowUp, standing: Standing) -> bool:
    """Whether a planned step is to be done by the account's day."""
    return step.due <= standing.day


def to_write(step: FollowUp | None, standing: Standing) -> bool:
    """Whether a planned step is an e-mail or a letter, and due."""
    return step is not None and step.kind is not FollowUpKind.CALL and is_due(step, standing)


def _reminder(standing: Standing, policy: Policy) -> FollowUp | None:
    """Return the e-mail about what falls due soon; None once anything was written since it came into sight."""
    soon = [each for each in standing.exposures if each.soon > 0]
    if not soon or standing.oldest_due is None or any(each.overdue for each in standing.exposures):
        return None
    since = standing.oldest_due - timedelta(policy.soon_days)
    if any(touch.written and touch.day >= since for touch in standing.touches):
        return None
    amounts = " and ".join(str(Money(each.soon, each.currency)) for each in soon)
    ahead = "today" if not policy.soon_days else f"within {policy.soon_days} days"
    words = f"{amounts} falls due {ahead}: remind them by e-mail"
    return FollowUp(FollowUpKind.EMAIL, standing.day, words, zone=standing.zone)


def cadence_step(standing: Standing, worth: Worth, policy: Policy) -> FollowUp | None:
    """Return the next step of the account's cadence; None where it has none, or something else decides."""
    since = standing.oldest_due
    overdue = since is not None and any(each.overdue for each in standing.exposures)
    if since is None or not overdue or not policy.cadences or not _left_to_rules(standing):
        return None
    cadence = next((each for each in policy.cadences if _fits(each, standing, worth, since)), None)
    return None if cadence is None else _next_of(cadence, standing, since, policy)


def _left_to_rules(standing: Standing) -> bool:
    """Whether nothing that was said, agreed or set decides the next step; a talk in which nothing was agreed does not."""
    step = standing.next_call
    if standing.broken is not None or step is None:
        return standing.broken is None
    return step.kind is FollowUpKind.CALL and step.set_by is SetBy.RULE and step.after in (None, Code.TT)


def _fits(cadence: CadenceRules, standing: Standing, worth: Worth, since: date) -> bool:
    """Whether the account is of the cadence's segment: amounts in the base currency, ages of the oldest bill.

    What is owed in a currency without a rate counts as it stands.
    """
    age = (standing.day - since).days
    amount = worth.to_collect(standing.exposures)
    return (
        cadence.amount_from <= amount < cadence.amount_to
        and cadence.age_from <= age < cadence.age_to
        and (not cadence.countries or standing.country.upper() in cadence.countries)
        and (not cadence.tags or not cadence.tags.isdisjoint(standing.tags))
    )


def _next_of(cadence: CadenceRules, standing: Standing, since: date, policy: Policy) -> FollowUp | None:
    """Return the first step that was not taken since the oldest bill fell due; None after the last one."""
    calendar = policy.calendar_of(standing.country, standing.region)
    touches, done_on = [touch for touch in standing.touches if touch.day > since], since
    for number, step in enumerate(cadence.steps, 1):
        written = step.kind is not FollowUpKind.CALL
        place = next((at for at, touch in enumerate(touches) if touch.written == written), None)
        if place is None:
            due = calendar.add_business_days(done_on, max(step.days, 1 if number == 1 else 0))
            words = f"{cadence.name}, step {number} of {len(cadence.steps)}: {step.kind}"
            return FollowUp(step.kind, due, words, zone=standing.zone)
        done_on, touches = touches[place].day, touches[place + 1 :]
    return None
