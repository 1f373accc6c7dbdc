"""Why an account stands where it stands, in plain words; built only for what is looked at."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import Guide, HoldKind
from arcall_tui.domain.activity import DisputeReason
from arcall_tui.domain.calendar import NO_DUE_DATE, Caller, day_words, moment_words, zone_named
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.standing import Exposure, Reason, Standing
from arcall_tui.domain.text import number_of
from arcall_tui.rules.gates import WEEK, Commitment, Gate, is_due, planned_step
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.promises import check_day, promise_day
from arcall_tui.rules.queue import Group, Placing
from arcall_tui.rules.situation import Situation

# A day on the customer's clock may have begun before the caller's.
_ELSEWHERE = timedelta(days=1)


def explain(
    placing: Placing,
    policy: Policy,
    now: datetime,
    caller: Caller | None = None,
    promise_on: date | None = None,
    disputed: Iterable[DisputeReason] = (),
) -> tuple[Reason, ...]:
    """Say in plain words why the account stands there, the deciding reason first, and what would change it.

    `caller`: whose clock to use where the customer's zone is not known; UTC without it. `promise_on`: the day
    that is suggested to this customer for a promise; without it the day that is suggested to anybody.
    `disputed`: the reasons of the open disputes, where those decide.
    """
    return (*_all(placing, policy, now, caller, disputed), *_change(placing, policy, now, caller, promise_on))


def _all(
    placing: Placing, policy: Policy, now: datetime, caller: Caller | None, disputed: Iterable[DisputeReason]
) -> Iterator[Reason]:
    standing = placing.standing
    zone = zone_named(standing.zone)
    clock = zone or (zone_named(caller.zone) if caller else None) or ZoneInfo("UTC")
    yield from _planned(placing, policy)
    if placing.group is Group.TASK:
        yield from _task(placing)
    if placing.gate is not None:
        yield _gate(placing, policy, clock, disputed)
    yield from _commitment(placing, clock)
    if placing.callable:
        yield from _task(placing)
    yield from _worth(placing, policy)
    # What is not due yet takes no rank by its amount, so no rate is missed.
    asked = {exposure.currency for exposure in standing.asked}
    for code in placing.worth.unrated:
        if code in asked:
            yield Reason(
                "no_rate", f"no rate for {code}: placed by its rank among the accounts in its currency"
            )
    if zone is None and placing.gate is not Gate.HOURS:
        yield Reason("hours_unknown", "their time zone is not known: judged by your own shift")
    if placing.callable and placing.closes_at is not None:
        left = int((placing.closes_at - now).total_seconds() // 60)
        if left <= policy.closes_soon_minutes:
            yield Reason("closes_soon", f"shuts in {left} min")


def _worth(placing: Placing, policy: Policy) -> Iterator[Reason]:
    """What there is to ask for, and what waiting would cost."""
    standing = placing.standing
    if placing.callable and not any(exposure.open > 0 for exposure in standing.exposures):
        yield Reason("nothing_owed", "nothing is owed")
    if placing.shares and placing.callable:
        yield Reason("shared_payer", f"one call covers {', '.join(placing.shares)} as well: the same payer")
    for exposure in standing.exposures:
        if exposure.collectable > 0:
            yield from _value(exposure, standing)
        if placing.callable and exposure.soon:
            amount, days = Money(exposure.soon, exposure.currency), round(exposure.soon_days)
            yield Reason(
                "due_soon",
                f"{amount} more falls due within {number_of(policy.soon_days, 'day')}: speak of it, too",
                f"{amount} x {number_of(days, 'day')} that such bills are late",
            )


def _planned(placing: Placing, policy: Policy) -> Iterator[Reason]:
    """What the rules plan to write or to ring about, where that decides."""
    step = planned_step(placing.standing, placing.worth, policy)
    if step is None:
        return
    if placing.gate is Gate.NOT_OVERDUE and placing.group is Group.TASK:
        yield Reason("due_soon", step.reason)
    elif placing.callable and placing.commitment is None:
        yield Reason("cadence", step.reason)


def _task(placing: Placing) -> Iterator[Reason]:
    """What else is to be done on it today: better before the call than after."""
    standing, task = placing.standing, placing.standing.next_task
    if task is not None and task.due <= standing.day + (placing.group is Group.TASK) * _ELSEWHERE:
        yield Reason("task_due", f"{task.kind.value} due {day_words(task.due, standing.day)}: {task.reason}")


def _gate(placing: Placing, policy: Policy, clock: ZoneInfo, disputed: Iterable[DisputeReason]) -> Reason:
    """Say which gate is shut and until when."""
    gate = placing.gate
    assert gate is not None
    opens = ""
    if gate in _SAY_WHEN and placing.opens_at is not None:
        opens = f", opens {moment_words(placing.opens_at, clock, placing.standing.day)}"
    return Reason(_GATE_CODES.get(gate, gate.value), GATE_WORDS[gate](placing, policy, disputed) + opens)


def _outside_hours(placing: Placing, policy: Policy) -> str:
    if placing.opens_at is None:
        return "a consumer whose time zone is not known is not rung"
    if zone_named(placing.standing.zone):
        where = placing.standing.where
        closed = policy.calendar_of(where.country, where.region).closed
        return "a holiday where they are" if placing.standing.day in closed else "outside their hours"
    return f"outside your shift{', or night in all of their country' if placing.standing.country else ''}"


def _later(standing: Standing) -> str:
    call = standing.next_call
    return f"{call.kind.value} set for later ({call.reason})" if call else "set for later"


def _held(placing: Placing) -> str:
    standing = placing.standing
    what = (standing.hold or HoldKind.DO_NOT_CALL).value
    return f"{what}: {standing.hold_reason}" if standing.hold_reason else what


def _snoozed(placing: Placing) -> str:
    standing = placing.standing
    until = f" until {day_words(standing.snoozed_until, standing.day)}" if standing.snoozed_until else ""
    return f"snoozed{until}: {standing.snooze_reason}" if standing.snooze_reason else f"snoozed{until}"


def cap_words(standing: Standing, policy: Policy) -> str:
    """Say how often they were tried, and what the caps allow."""
    caps = policy.caps_of(standing.where)
    today = standing.attempts.count(standing.day)
    if today >= caps.per_day:
        return f"tried {_times(today)} today, the cap is {caps.per_day} a day"
    week = len([attempt for attempt in standing.attempts if (standing.day - attempt).days < WEEK])
    if week >= caps.per_week or not standing.attempts:
        return f"tried {_times(week)} in seven days, the cap is {caps.per_week}"
    return f"tried {_times(standing.attempts.count(standing.attempts[-1]))} on their day, the cap is {caps.per_day} a day"


def _quiet(standing: Standing, policy: Policy) -> str:
    caps = policy.caps_of(standing.where)
    assert standing.last_spoken_on is not None, "that is why the gate is shut"
    spoken = day_words(standing.last_spoken_on, standing.day)
    return f"spoken to {spoken}: {number_of(caps.quiet_days, 'quiet day')} after a conversation"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _below_minimum(standing: Standing, policy: Policy) -> str:
    owed = ", ".join(str(Money(each.collectable, each.currency)) for each in standing.asked)
    return f"only {owed} to ask for, less than the minimum of {policy.minimum:,.2f}"


def _not_overdue(standing: Standing) -> str:
    if standing.oldest_due is None:
        return "nothing is owed"
    if standing.oldest_due == NO_DUE_DATE:
        return "nothing is overdue: no bill has a due date"
    return f"nothing is overdue: the first is due {day_words(standing.oldest_due, standing.day)}"


def _covered(standing: Standing, disputed: Iterable[DisputeReason]) -> str:
    promises = any(exposure.promised for exposure in standing.exposures)
    disputes = any(exposure.disputed for exposure in standing.exposures)
    covers = ["promises" if promises else "", _covers(disputed) if disputes else ""]
    by = " and ".join(filter(None, covers)) or "unapplied credit"
    task = standing.next_task
    then = f"; {task.kind.value} {day_words(task.due, standing.day)}" if task else ""
    return f"all that is overdue is covered by {by}{then}"


_COVERS = {DisputeReason.MONEY_SEEN: "money seen by hand", DisputeReason.CREDIT_DUE: "credits to come"}


def _covers(disputed: Iterable[DisputeReason]) -> str:
    """Name what covers a bill: what they object to, money that the ledger lacks yet, a credit that was agreed."""
    reasons = list(dict.fromkeys(disputed))
    objections = ", ".join(each for each in reasons if each not in _COVERS)
    said = [f"disputes ({objections})" if objections else "", *(_COVERS.get(each, "") for each in reasons)]
    return " and ".join(filter(None, said)) or "disputes"


def _cadence(placing: Placing, policy: Policy) -> str:
    step = planned_step(placing.standing, placing.worth, policy)
    assert step is not None, "that is why the gate is shut"
    due = "" if is_due(step, placing.standing) else f" on {day_words(step.due, placing.standing.day)}"
    return f"{step.reason}{due}"


# Every gate has words, with a code that stays (a test names one without).
GATE_WORDS: dict[Gate, Callable[[Placing, Policy, Iterable[DisputeReason]], str]] = {
    Gate.HOLD: lambda placing, *_: _held(placing),
    Gate.NO_NUMBER: lambda *_: "no usable number: every number was found wrong or disconnected",
    Gate.SNOOZED: lambda placing, *_: _snoozed(placing),
    Gate.NOT_OVERDUE: lambda placing, *_: _not_overdue(placing.standing),
    Gate.PROMISED: lambda placing, _, disputed: _covered(placing.standing, disputed),
    Gate.DISPUTED: lambda placing, _, disputed: _covered(placing.standing, disputed),
    Gate.CREDIT: lambda placing, _, disputed: _covered(placing.standing, disputed),
    Gate.MINIMUM: lambda placing, policy, _: _below_minimum(placing.standing, policy),
    Gate.LATER: lambda placing, *_: _later(placing.standing),
    Gate.QUIET: lambda placing, policy, _: _quiet(placing.standing, policy),
    Gate.CADENCE: lambda placing, policy, _: _cadence(placing, policy),
    Gate.CAP: lambda placing, policy, _: cap_words(placing.standing, policy),
    Gate.HOURS: lambda placing, policy, _: _outside_hours(placing, policy),
    Gate.SHARED: lambda placing, *_: f"the same payer as {placing.shares[0]}: one call covers both",
}
_GATE_CODES = {Gate.HOURS: "outside_hours", Gate.MINIMUM: "below_minimum"}
_SAY_WHEN = frozenset({Gate.QUIET, Gate.LATER, Gate.CAP, Gate.HOURS})


def _commitment(placing: Placing, clock: ZoneInfo) -> Iterator[Reason]:
    standing, call = placing.standing, placing.standing.next_call
    if placing.commitment is Commitment.CALL_BACK and call is not None:
        when = moment_words(call.at, clock, standing.day) if call.at else day_words(call.due, standing.day)
        yield Reason("call_back_due", f"call back asked for {when}")
    elif placing.commitment is Commitment.CALLER and call is not None:
        when = day_words(call.due, standing.day)
        yield Reason("follow_up_due", f"you set a call for {when}: {call.reason}")
    if standing.broken is not None:
        broken = standing.broken
        amount, due = Money(broken.amount_minor, broken.currency), day_words(broken.due, standing.day)
        if broken.paid_minor:
            rest = Money(broken.amount_minor - broken.paid_minor, broken.currency)
            yield Reason("partly_kept", f"{rest} is missing of the {amount} promised for {due}")
            return
        again = f", the {_ordinal(broken.level)} time" if broken.level > 1 else ""
        yield Reason("broken_promise", f"broken promise of {amount}, due {due}{again}")


def _ordinal(number: int) -> str:
    teen = number // 10 % 10 == 1
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _value(exposure: Exposure, standing: Standing) -> Iterator[Reason]:
    late = (standing.day - exposure.oldest_due).days if exposure.oldest_due else 0
    days = round(exposure.further_days)
    amount = f"{Money(exposure.collectable, exposure.currency)}: " if len(standing.asked) > 1 else ""
    yield Reason(
        "value",
        f"{amount}{number_of(late, 'day')} past due, about {days} more expected",
        f"{Money(exposure.collectable, exposure.currency)} x {number_of(days, 'day')} that bills like this stay unpaid"
        f" = {_short(exposure.collectable * exposure.further_days, exposure.currency)}",
    )
    if exposure.saves != 1.0:
        more = "more" if exposure.saves > 1 else "less"
        counts = f"it counts {exposure.saves:.1f} times"
        yield Reason("saves", f"a call changes {more} here than elsewhere: {counts}")
    if exposure.usual_days and not exposure.assumed:
        yield Reason("pace", _pace(exposure))
    if exposure.assumed and exposure.history == 0:
        yield Reason("no_history", "hardly a payment this late on record: ranked by age and amount")
    elif exposure.history == 0:
        yield Reason("no_history", "no history of their own of bills this late: the whole book's is used")


def _pace(exposure: Exposure) -> str:
    """Say what the expectation is made of, so that the caller can follow it."""
    age, usual, days = (round(each) for each in (exposure.age, exposure.usual_days, exposure.further_days))
    usually = f"bills still unpaid after {number_of(age, 'day')} usually take {usual} more"
    times = f"{exposure.further_days / exposure.usual_days:.1f}"
    if times == "1.0":
        return f"{usually}, as with this account"
    return f"{usually}; this account is {times} times as slow as others that let it come to that: {number_of(days, 'day')}"


_IN_DIGITS = 999.5


def _short(money_days: float, currency: str) -> str:
    """Write so much (minor units x days) in three digits."""
    amount = money_days / 10 ** exponent(currency)
    for size, letter in ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if amount >= size:
            short = amount / size
            # Three digits; from 999.5 on they would come as a power of ten.
            digits = f"{short:.3g}" if short < _IN_DIGITS else f"{short:,.0f}"
            return f"{currency} {digits}{letter}"
    return f"{currency} {amount:.0f}"


def _off_until(
    placing: Placing, policy: Policy, now: datetime, caller: Caller | None, promise_on: date | None
) -> str:
    """Say when the next call is after a promise for the suggested day."""
    if caller is None:
        return ", the next call is when that is due"
    situation = Situation.of(placing.standing, policy, caller, now)
    due = promise_on or promise_day(situation.today, Guide(), situation.calendar)
    check = check_day(due, situation.abroad, situation.calendar, policy)
    return f" for {day_words(due, placing.standing.day)}, the next call is {day_words(check, placing.standing.day)}"


def _change(
    placing: Placing, policy: Policy, now: datetime, caller: Caller | None, promise_on: date | None
) -> Iterator[Reason]:
    """What would move it, for an account that stands by its amount."""
    standing = placing.standing
    owed = [Money(each.collectable, each.currency) for each in standing.asked]
    if placing.callable and owed:
        amounts = " and ".join(map(str, owed))
        off = _off_until(placing, policy, now, caller, promise_on)
        yield Reason("would_change", f"if they promise {amounts}{off}")
    elif placing.gate is Gate.NO_NUMBER:
        yield Reason("would_change", "a number that works brings it back")
    elif placing.gate is Gate.HOLD:
        yield Reason("would_change", "releasing the hold brings it back")
    elif placing.gate is Gate.HOURS and placing.opens_at is None:
        yield Reason("would_change", "their time zone makes it callable in their hours")
