"""Whom to call next: gates, then commitments, then value; the order is total and repeatable."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import IntEnum
from math import log1p
from operator import attrgetter
from typing import Any, NamedTuple

from arcall_tui.domain.activity import CALL_KINDS, FollowUp
from arcall_tui.domain.calendar import Caller
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.standing import Standing, days_past_due
from arcall_tui.rules.call_windows import CallWindows
from arcall_tui.rules.gates import Commitment, Gate, commitment_of, gate_of, planned_step, to_write
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.value import CurrencyScale, Worth

_NEVER = date.max.toordinal()
# Later than any opening time: accounts with no such time come last.
_NO_OPENING = 1e12
by_rank = attrgetter("rank_key")


class Group(IntEnum):
    """Where in the queue: the first two can be called now."""

    COMMITMENT = 0
    VALUE = 1
    TASK = 2
    GATED = 3


class Placing(NamedTuple):
    """An account's place. `order`: within its group, smaller first. `opens_at`: when the gate opens (UTC).

    `closes_at`: when the customer shuts (UTC), None while shut. `rank_key` sorts the whole queue. `worth`:
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
    worth: Worth
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
        """Days past due of the oldest bill that is asked for (else of the oldest open one); 0 while it is not."""
        oldest = self.standing.oldest_due
        return max(0, days_past_due(oldest, self.standing.day)) if oldest else 0


def place(standing: Standing, scale: CurrencyScale, policy: Policy, caller: Caller, now: datetime) -> Placing:
    """Place one account at `now` (aware). For many at once `rank` is quicker."""
    return place_at(standing, scale, policy, CallWindows(policy, caller, now))


def rank(
    standings: Iterable[Standing], scale: CurrencyScale, policy: Policy, caller: Caller, now: datetime
) -> list[Placing]:
    """Place all accounts at `now` (aware) and return them in order: total and repeatable."""
    windows = CallWindows(policy, caller, now)
    placings = [place_at(standing, scale, policy, windows) for standing in standings]
    if any(placing.standing.payer is not None for placing in placings):
        placings = called_once(placings, windows)
    return sorted(placings, key=by_rank)


def called_once(placings: list[Placing], windows: CallWindows) -> list[Placing]:
    """Of the accounts that one payer pays for, leave the first callable one; it carries the value of all.

    The order stays; accounts without a payer are left as they are.
    """
    shared = grouped(filter(attrgetter("callable"), placings), lambda each: each.standing.payer)
    shared.pop(None, None)
    changed: dict[int, Placing] = {}
    for mates in shared.values():
        if len(mates) > 1:
            first, *others = sorted(mates, key=by_rank)
            changed[first.account] = _for_all(first, others, windows)
            name = (f"{first.standing.name} ({first.standing.ledger_id})",)
            for other in others:
                covered = _Judged(other.standing, windows, other.worth, other.commitment, Gate.SHARED)
                changed[other.account] = covered.placing(name)
    return [changed.get(placing.account, placing) for placing in placings]


def _for_all(first: Placing, others: list[Placing], windows: CallWindows) -> Placing:
    worths = [first.worth, *(other.worth for other in others)]
    worth = Worth(
        sum(each.value for each in worths),
        sum(each.collectable for each in worths),
        tuple(dict.fromkeys(currency for each in worths for currency in each.unrated)),
    )
    names = tuple(f"{other.standing.name} ({other.standing.ledger_id})" for other in others)
    return _Judged(first.standing, windows, worth, first.commitment).placing(names)


def place_at(standing: Standing, scale: CurrencyScale, policy: Policy, windows: CallWindows) -> Placing:
    """Place one account at the windows' time; by itself, whoever pays for it."""
    window = windows.of(standing)
    worth = scale.weigh(standing.exposures)
    commitment = commitment_of(standing, window, windows.now, worth)
    gate, opens_at = gate_of(standing, window, windows, policy, worth, commitment)
    return _Judged(standing, windows, worth, commitment, gate, opens_at).placing()


class _Judged(NamedTuple):
    """What was found of an account under its caller's windows."""

    standing: Standing
    windows: CallWindows
    worth: Worth
    commitment: Commitment | None
    gate: Gate | None = None
    opens_at: datetime | None = None

    def placing(self, shares: tuple[str, ...] = ()) -> Placing:
        """Return the account's place."""
        standing, worth, window = self.standing, self.worth, self.windows.of(self.standing)
        closes_at = window.closes if window.is_open else None
        group, order = self._group()
        oldest, spoken = standing.oldest_due, standing.last_spoken_on
        due, talk = oldest.toordinal() if oldest else _NEVER, spoken.toordinal() if spoken else 0
        key = (int(group), order, -worth.collectable, due, talk, standing.ledger_id, standing.account)
        source = {standing.account: standing}.__getitem__
        found = (standing.account, group, order, self.gate, self.opens_at, key, closes_at)
        return Placing(*found, self.commitment, worth, source, shares)

    def _group(self) -> tuple[Group, float]:
        gate, worth = self.gate, self.worth
        if gate is None:
            return _open_place(self.commitment, worth)
        task = None if gate is Gate.SNOOZED else task_of(self.standing, worth, gate, self.windows)
        if task is not None:
            return Group.TASK, task.due.toordinal() - below_one(worth.value)
        return Group.GATED, _NO_OPENING if self.opens_at is None else self.opens_at.timestamp()


def open_order(placing: Placing, commitment: Commitment | None) -> tuple[Any, ...]:
    """Return the key that the account would have in the ranking if its gate stood open, under `commitment`."""
    group, order = _open_place(commitment, placing.worth)
    return (int(group), order, *placing.rank_key[2:])


def _open_place(commitment: Commitment | None, worth: Worth) -> tuple[Group, float]:
    if commitment is None:
        return Group.VALUE, -worth.value
    return Group.COMMITMENT, commitment - below_one(worth.value)


def task_of(standing: Standing, worth: Worth, gate: Gate, windows: CallWindows) -> FollowUp | None:
    """Return what is to be done today on an account that is not rung; None where nothing is."""
    window, task = windows.of(standing), standing.next_task
    today = window.today if window.known else standing.day
    if task is not None and task.kind not in CALL_KINDS and task.due <= today:
        return task
    planned = (
        planned_step(standing, worth, windows.policy) if gate in (Gate.NOT_OVERDUE, Gate.CADENCE) else None
    )
    return planned if to_write(planned, standing) else None


def below_one(value: float) -> float:
    """Return a number from 0 to 1 that grows with the value, so that whole ranks before it stay apart."""
    return min(log1p(max(0.0, value)) / 100, 0.999)
