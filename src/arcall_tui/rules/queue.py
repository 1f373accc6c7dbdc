"""Whom to call next: gates, then commitments, then value; the order is total and repeatable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from math import log1p
from typing import TYPE_CHECKING, Any, NamedTuple

from arcall_tui.domain.activity import CALL_KINDS, FollowUp, FollowUpKind, SetBy
from arcall_tui.domain.calendar import opens_at as next_opening
from arcall_tui.domain.standing import Standing
from arcall_tui.rules.caps import capped_until
from arcall_tui.rules.doors import Door, Doors
from arcall_tui.rules.scale import Scale, Weight

if TYPE_CHECKING:
    from arcall_tui.domain.calendar import Caller
    from arcall_tui.domain.standing import Reason
    from arcall_tui.rules.policy import Policy

__all__ = ["Commitment", "Gate", "Group", "Placing", "Scale", "explain", "place", "rank"]

_NEVER = date.max.toordinal()
# Later than any opening time: accounts with no such time come last.
_NO_OPENING = 1e12


class Group(IntEnum):
    """Where in the queue: the first two can be called now."""

    COMMITMENT = 0
    VALUE = 1
    TASK = 2
    GATED = 3


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


class Placing(NamedTuple):
    """An account's place. `order`: within its group, smaller first. `opens_at`: when the gate opens (UTC).

    `closes_at`: when the customer shuts (UTC), None while shut. `rank_key` sorts the whole queue. `weight`:
    the account on the scale of all currencies. `shares`: the other accounts of the same payer; one call
    covers them all, and only the first of them is callable. `source` tells the account's standing: where a
    whole book is ranked, it is put together only for those that somebody looks at.
    """

    account: int
    group: Group
    order: float
    gate: Gate | None
    opens_at: datetime | None
    rank_key: tuple[Any, ...]
    closes_at: datetime | None
    commitment: Commitment | None
    weight: Weight
    source: Callable[[int], Standing]
    shares: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        """Whether both are the same place of the same account, wherever its standing comes from."""
        return (
            isinstance(other, Placing)
            and self._replace(source=other.source)[:] == other[:]
            and self.standing == other.standing
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.rank_key)

    @property
    def standing(self) -> Standing:
        """Where the account stands."""
        return self.source(self.account)

    @property
    def callable(self) -> bool:
        """Whether the account may be rung now."""
        return self.group <= Group.VALUE

    @property
    def days_past_due(self) -> int:
        """Days past due of the oldest open invoice; 0 while nothing is overdue."""
        oldest = [e.oldest_due for e in self.standing.exposures if e.oldest_due is not None]
        return max(0, (self.standing.day - min(oldest)).days) if oldest else 0


def place(standing: Standing, scale: Scale, policy: Policy, caller: Caller, now: datetime) -> Placing:
    """Place one account at `now` (aware). For many at once `rank` is quicker."""
    return place_at(standing, scale, policy, Doors(policy, caller, now))


def rank(
    standings: Iterable[Standing], scale: Scale, policy: Policy, caller: Caller, now: datetime
) -> list[Placing]:
    """Place all accounts at `now` (aware) and return them in order: total and repeatable."""
    doors = Doors(policy, caller, now)
    placings = [place_at(standing, scale, policy, doors) for standing in standings]
    if any(placing.standing.payer is not None for placing in placings):
        placings = called_once(placings, doors)
    return sorted(placings, key=_rank_key)


def called_once(placings: list[Placing], doors: Doors) -> list[Placing]:
    """Of the accounts that one payer pays for, leave the first callable one; it carries the value of all.

    The order stays; accounts without a payer are left as they are.
    """
    shared: dict[int, list[Placing]] = {}
    for placing in placings:
        if placing.callable and placing.standing.payer is not None:
            shared.setdefault(placing.standing.payer, []).append(placing)
    changed: dict[int, Placing] = {}
    for mates in shared.values():
        if len(mates) > 1:
            first, *others = sorted(mates, key=_rank_key)
            changed[first.account] = _for_all(first, others, doors)
            for other in others:
                changed[other.account] = _covered(other, first, doors)
    return [changed.get(placing.account, placing) for placing in placings]


def _for_all(first: Placing, others: list[Placing], doors: Doors) -> Placing:
    weights = [first.weight, *(other.weight for other in others)]
    weight = Weight(
        sum(each.value for each in weights),
        sum(each.collectable for each in weights),
        tuple(dict.fromkeys(currency for each in weights for currency in each.unrated)),
    )
    names = tuple(f"{other.standing.name} ({other.standing.ledger_id})" for other in others)
    return _made(first.standing, doors.of(first.standing), weight, first.commitment, None, None, names)


def _covered(other: Placing, first: Placing, doors: Doors) -> Placing:
    name = (f"{first.standing.name} ({first.standing.ledger_id})",)
    door = doors.of(other.standing)
    return _made(other.standing, door, other.weight, other.commitment, Gate.SHARED, None, name)


def explain(
    placing: Placing,
    policy: Policy,
    now: datetime,
    caller: Caller | None = None,
    promise_on: date | None = None,
) -> tuple[Reason, ...]:
    """Say in plain words why the account stands there, the deciding reason first, and what would change it.

    `caller`: whose clock to use where the customer's zone is not known; UTC without it. `promise_on`: the day
    that is suggested to this customer for a promise; without it the day that is suggested to anybody.
    """
    from arcall_tui.rules.words import reasons  # noqa: PLC0415 - words are wanted for one account in thousands

    return reasons(placing, policy, now, caller, promise_on)


def _rank_key(placing: Placing) -> tuple[Any, ...]:
    return placing.rank_key


def place_at(standing: Standing, scale: Scale, policy: Policy, doors: Doors) -> Placing:
    """Place one account at the doors' time; by itself, whoever pays for it."""
    door = doors.of(standing)
    weight = scale.weigh(standing.exposures)
    commitment = _commitment(standing, door, doors.now, weight)
    gate, opens_at = _gate(standing, door, doors, policy, weight, commitment)
    return _made(standing, door, weight, commitment, gate, opens_at)


def _made(
    standing: Standing,
    door: Door,
    weight: Weight,
    commitment: Commitment | None,
    gate: Gate | None,
    opens_at: datetime | None,
    shares: tuple[str, ...] = (),
) -> Placing:
    closes_at = door.closes if door.is_open else None
    group, order = _group(standing, door, weight, commitment, gate, opens_at)
    oldest = min((e.oldest_due.toordinal() for e in standing.exposures if e.oldest_due), default=_NEVER)
    contact = standing.last_contact_on
    key = (
        int(group),
        order,
        -weight.collectable,
        oldest,
        contact.toordinal() if contact else 0,
        standing.ledger_id,
        standing.account,
    )
    source = {standing.account: standing}.__getitem__
    return Placing(
        standing.account, group, order, gate, opens_at, key, closes_at, commitment, weight, source, shares
    )


def _come(step: FollowUp, door: Door, standing: Standing, now: datetime) -> bool:
    """Whether a follow-up is due: on or before today, so that a missed day loses nothing."""
    if step.at is not None:
        return step.at <= now
    return step.due <= (door.today if door.known else standing.day)


def _commitment(standing: Standing, door: Door, now: datetime, weight: Weight) -> Commitment | None:
    call = standing.next_call
    if call is not None:
        if not _come(call, door, standing, now):
            return None
        if call.kind is FollowUpKind.CALL_BACK:
            return Commitment.CALL_BACK
    if standing.broken is not None and (weight.collectable > 0 or weight.unrated):
        return Commitment.BROKEN
    if call is not None and call.set_by is SetBy.CALLER:
        return Commitment.CALLER
    return None


def _group(
    standing: Standing,
    door: Door,
    weight: Weight,
    commitment: Commitment | None,
    gate: Gate | None,
    opens_at: datetime | None,
) -> tuple[Group, float]:
    if gate is None:
        return _open_place(commitment, weight)
    task = standing.next_task
    if task is not None and gate is not Gate.SNOOZED and _task_due(task, door, standing):
        return Group.TASK, task.due.toordinal() - _below_one(weight.value)
    return Group.GATED, _NO_OPENING if opens_at is None else opens_at.timestamp()


def open_order(placing: Placing, commitment: Commitment | None) -> tuple[Any, ...]:
    """Return the key that the account would have in the ranking if its gate stood open, under `commitment`."""
    group, order = _open_place(commitment, placing.weight)
    return (int(group), order, *placing.rank_key[2:])


def _open_place(commitment: Commitment | None, weight: Weight) -> tuple[Group, float]:
    if commitment is None:
        return Group.VALUE, -weight.value
    return Group.COMMITMENT, commitment - _below_one(weight.value)


def _task_due(task: FollowUp, door: Door, standing: Standing) -> bool:
    return task.kind not in CALL_KINDS and task.due <= (door.today if door.known else standing.day)


def _below_one(value: float) -> float:
    """Return a number from 0 to 1 that grows with the value, so that whole ranks before it stay apart."""
    return min(log1p(max(0.0, value)) / 100, 0.999)


def _gate(
    standing: Standing,
    door: Door,
    doors: Doors,
    policy: Policy,
    weight: Weight,
    commitment: Commitment | None,
) -> tuple[Gate | None, datetime | None]:
    """Return the first gate that is shut, and when it and those after it open, if time opens them."""
    if standing.hold is not None:
        return Gate.HOLD, None
    if standing.no_number:
        return Gate.NO_NUMBER, None
    call, snoozed = standing.next_call, standing.snoozed_until
    if snoozed is not None and snoozed <= (door.today if door.known else standing.day):
        snoozed = None
    early = _to_call_early(standing, policy)
    if commitment is not None or early or (call is not None and _come(call, door, standing, doors.now)):
        later = None
    else:
        later = call
    nothing = None if early else _nothing_to_ask(standing, weight, policy) if commitment is None else None
    capped = _capped_until(standing, policy, call)
    gate = Gate.SNOOZED if snoozed else nothing or (Gate.LATER if later else Gate.CAP if capped else None)
    if standing.consumer and not door.known:
        return gate or Gate.HOURS, None
    if gate is None:
        asked_for = commitment is Commitment.CALL_BACK and _asked_for(standing, policy, doors.now)
        return (None, None) if door.is_open or asked_for else (Gate.HOURS, door.opens)
    due = later.due if later else _comes_on(standing, gate)
    # The caps alone open nothing where there is nothing to ask for: someone has to act first.
    if snoozed or due or (capped and not nothing):
        return gate, _opening(standing, doors, max(snoozed or date.min, due or date.min), capped, later)
    return gate, None


def _comes_on(standing: Standing, gate: Gate) -> date | None:
    """Return the day on which there may be something to ask for again, where one is known."""
    if gate is Gate.NOT_OVERDUE:
        return _first_overdue(standing)
    if gate in {Gate.PROMISED, Gate.DISPUTED} and standing.next_task is not None:
        return standing.next_task.due
    return None


def _opening(
    standing: Standing, doors: Doors, day: date, capped: date | None, later: FollowUp | None
) -> datetime:
    """Return when the account can be rung: from `day` on (its own date), and from the workday `capped`."""
    opening = doors.opening(standing, day)
    at = later.at if later else None
    if capped is None and at is None:
        return opening
    door = doors.of(standing)
    earliest = max(opening, at or opening, doors.caller.workday_begins(capped) if capped else opening)
    agreed = later is not None and later.kind is FollowUpKind.CALL_BACK and not standing.consumer
    return (
        earliest
        if agreed and earliest == at
        else next_opening(door.hours, door.calendar, door.zone, earliest)
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


def _nothing_to_ask(standing: Standing, weight: Weight, policy: Policy) -> Gate | None:
    """Why there is too little to ask for; None where there is enough. No rate: no minimum to hold it to."""
    if weight.unrated or (weight.collectable > 0 and weight.collectable >= policy.minimum):
        return None
    if weight.collectable > 0:
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


def _asked_for(standing: Standing, policy: Policy, now: datetime) -> bool:
    """Whether a business customer asked to be rung just now, though it is outside the usual hours."""
    call = standing.next_call
    if call is None or call.at is None or standing.consumer:
        return False
    return now < call.at + timedelta(minutes=policy.follow_up.call_back_minutes)
