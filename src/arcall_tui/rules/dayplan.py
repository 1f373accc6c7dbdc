"""Fits the calls into the rest of the shift so that their total value is the largest possible."""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from arcall_tui.domain.calendar import Caller, window_at, zone_named
from arcall_tui.rules.call_windows import CallWindows, both_at_work
from arcall_tui.rules.gates import Gate, commitment_under, is_agreed
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.queue import Group, Placing, by_rank, open_order
from arcall_tui.rules.slot_fitting import Job, fit, in_order

# Before every group of the ranking: what the plan has a slot for.
_PLANNED = -1


@dataclass(frozen=True, slots=True)
class Planned:
    """A call in the plan: it begins at `begins` (UTC). `agreed`: at a time that was agreed with the customer."""

    placing: Placing
    begins: datetime
    agreed: bool


OUTSIDE = "never in your shift"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that does not fit today; the account can be reached from `reachable` on (UTC).

    `in_shift`: whether the caller is ever at work in their hours.
    """

    placing: Placing
    reachable: datetime
    in_shift: bool


class Pools(NamedTuple):
    """Who can be rung now, as ranked; who can before the shift ends, best first; who only after it."""

    now: Sequence[Placing]
    soon: Sequence[Placing]
    later: Sequence[Placing]

    def best_first(self) -> Iterator[Placing]:
        """Yield those who can be rung within the shift, as if every gate stood open."""
        return merge(self.now, self.soon, key=_open_key)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The rest of the shift, `begins` to `ends` (UTC; equal where it is over), in slots of `minutes`.

    `calls`: in the order of their times. `pools`: every account that can be rung; those without a call wait.
    `day_off`: the caller does not work today.
    """

    begins: datetime
    ends: datetime
    minutes: int
    calls: tuple[Planned, ...]
    pools: Pools
    day_off: bool = False

    @property
    def without_calls(self) -> str:
        """Why there is no call in it."""
        if self.begins < self.ends:
            return "Nobody to call"
        return "Today is a day off" if self.day_off else "Your shift is over"

    @property
    def waiting(self) -> int:
        """How many accounts can be rung, but not today: they do not fit, or open later."""
        return sum(map(len, self.pools)) - len(self.calls)

    def ordered(self, placings: Sequence[Placing]) -> list[Placing]:
        """Return the whole list in the plan's order: its calls by their time, then the ranking.

        `placings`: the ranking, or the list in the order of an earlier plan.
        """
        slots = ((call.placing, float(place)) for place, call in enumerate(self.calls))
        first = [each._replace(rank_key=(_PLANNED, slot, *each.rank_key[2:])) for each, slot in slots]
        taken = {call.placing.account for call in self.calls}
        planned = _upto(_PLANNED, placings)
        rest = [placing for placing in placings[planned:] if placing.account not in taken]
        for placing in placings[:planned]:
            if placing.account not in taken:  # an earlier plan had: it has its place in the ranking again
                own = (int(placing.group), placing.order, *placing.rank_key[2:])
                insort(rest, placing._replace(rank_key=own), key=by_rank)
        return first + rest


def shift_left(caller: Caller, now: datetime) -> tuple[datetime, datetime]:
    """Return the rest of the shift around `now`, or the next one where it begins today; equal where today has none left."""
    zone = zone_named(caller.zone) or now.tzinfo
    opens, ends = window_at(caller.shift, caller.calendar, zone, now)  # type: ignore[arg-type]
    if opens > now and opens.astimezone(zone).date() != now.astimezone(zone).date():
        return now, now
    return max(opens, now), ends


def divided(placings: Iterable[Placing], caller: Caller, now: datetime) -> tuple[int, int, int]:
    """Count who can be rung now, who later in the shift or has a task, and who not today."""
    ends = shift_left(caller, now)[1]
    open_now = later = shut = 0
    for placing in placings:
        if placing.group <= Group.VALUE:
            open_now += 1
        elif placing.group is Group.TASK or (placing.opens_at is not None and placing.opens_at < ends):
            later += 1
        else:
            shut += 1
    return open_now, later, shut


def plan_day(
    placings: Sequence[Placing], policy: Policy, caller: Caller, now: datetime, minutes: int
) -> DayPlan:
    """Plan the rest of the shift around `now` (aware), or the next one where it has not begun today.

    `placings`: the ranking, in order. A call takes `minutes`. Calls agreed for a time own the slot in which
    it lies; due commitments come before everything else; the rest is the best use of the other slots.
    """
    windows = CallWindows(policy, caller, now)
    begins, ends = shift_left(caller, windows.now)
    slots = _Slots(windows, begins, ends, timedelta(minutes=minutes))
    pools = _pools(placings, ends)
    agreed = slots.agreed(pools.soon)
    free = [slot for slot in range(slots.count) if slot not in agreed]
    held = {placing.account for placing in agreed.values()}
    seen: list[tuple[Placing, Job]] = []

    def wanted() -> Iterator[Job]:
        best_first = _to_learn(pools.best_first()) if policy.to_learn else pools.best_first()
        for placing in best_first:
            if placing.account not in held:
                first, last = slots.window(placing)  # numbered by the slots that are free
                seen.append((placing, Job(bisect_left(free, first), bisect_right(free, last) - 1)))
                yield seen[-1][1]

    chosen = [seen[place] for place in fit(wanted(), len(free))]
    order = in_order([job for _, job in chosen], len(free))
    # The slot's own time where another agreed call took the one that was agreed.
    begin = {slot: max(filter(None, (slots.at(slot), each.opens_at))) for slot, each in agreed.items()}
    calls = [Planned(placing, begin[slot], agreed=True) for slot, placing in agreed.items()]
    calls += [
        Planned(chosen[number][0], slots.at(free[slot]), agreed=False) for slot, number in order.items()
    ]
    calls.sort(key=lambda call: call.begins)
    day_off = not caller.calendar.is_business_day(windows.now.astimezone(zone_named(caller.zone)).date())
    return DayPlan(begins, ends, minutes, tuple(calls), pools, day_off)


# Of so many calls one may go to an account that was never spoken to.
_LEARN = 10


def _to_learn(best_first: Iterable[Placing]) -> Iterator[Placing]:
    """Yield the calls, every tenth the best of those never spoken to; commitments stay first."""
    everyone = list(best_first)
    unknown = deque(
        each for each in everyone if each.group is Group.VALUE and each.standing.last_spoken_on is None
    )
    early: set[int] = set()
    count = 0
    for placing in everyone:
        if placing.account in early:
            continue
        count += 1
        while unknown and (unknown[0].account == placing.account or unknown[0].account in early):
            unknown.popleft()
        spoken = placing.group is Group.VALUE and placing.standing.last_spoken_on
        if count % _LEARN == 0 and spoken and unknown:
            early.add(unknown[0].account)
            count += 1
            yield unknown.popleft()
        yield placing


def waiting(plan: DayPlan, policy: Policy, caller: Caller, now: datetime) -> Iterator[Waiting]:
    """Yield what does not fit, best first, with when it can be reached: later, or on their next day."""
    windows = CallWindows(policy, caller, now)
    placed = {call.placing.account for call in plan.calls}
    later = sorted(plan.pools.later, key=attrgetter("opens_at", "order", "account"))
    for placing in chain(plan.pools.best_first(), later):
        standing = placing.standing
        if standing.account in placed:
            continue
        reachable = placing.opens_at if placing.opens_at and placing.opens_at >= plan.ends else None
        if reachable is None:
            day = windows.of(standing).today + timedelta(days=1)
            reachable = windows.opening(standing, day)
        theirs = windows.of(standing)
        day = reachable.astimezone(theirs.zone).date()
        yield Waiting(placing, reachable, both_at_work(theirs.hours, theirs.zone, caller, day) is not None)


def _pools(placings: Sequence[Placing], ends: datetime) -> Pools:
    """Divide the list into who can be rung now, before the shift ends, and later."""
    # An earlier plan took some out of the ranking's order.
    planned, rung = _upto(_PLANNED, placings), _upto(Group.VALUE, placings)
    soon: list[Placing] = []
    later: list[Placing] = []
    for placing in chain(placings[:planned], placings[rung:]):
        if placing.gate is None:
            soon.append(placing)
        elif placing.opens_at is not None:
            (soon if placing.opens_at < ends else later).append(placing)
    soon.sort(key=_open_key)
    return Pools(placings[planned:rung], soon, later)


def _upto(group: int, placings: Sequence[Placing]) -> int:
    """Return how many stand in that group of the list, or before it."""
    return bisect_right(placings, group, key=lambda placing: int(placing.rank_key[0]))


def _open_key(placing: Placing) -> tuple[Any, ...]:
    """Order the account as if its gate stood open."""
    if placing.gate is None:
        return placing.rank_key if placing.rank_key[0] >= 0 else open_order(placing, placing.commitment)
    if placing.commitment is None and placing.gate is Gate.LATER:  # what the account is under once it opens
        return open_order(placing, commitment_under(placing.standing, placing.worth))
    return open_order(placing, placing.commitment)


class _Slots:
    """The slots of a shift, and which of them suit an account."""

    def __init__(self, windows: CallWindows, begins: datetime, ends: datetime, length: timedelta) -> None:
        self.windows = windows
        self.begins = begins
        self.length = length
        self.count = int((ends - begins) / length)
        self._known: dict[tuple[object, ...], Job] = {}

    def at(self, slot: int) -> datetime:
        """Return when a slot begins (UTC)."""
        return self.begins + slot * self.length

    def agreed(self, candidates: Iterable[Placing]) -> dict[int, Placing]:
        """Give calls agreed for a time later today their slots, the earliest first; a taken one passes it on."""
        times = []
        for placing in candidates:
            if placing.gate is not Gate.LATER:
                continue
            call = placing.standing.next_call
            if call is not None and call.at is not None and is_agreed(call) and placing.opens_at == call.at:
                # At the same time, whom no other hour suits comes first.
                times.append((call.at, self._suits(placing, self.count - 1), placing.rank_key, placing))
        slots: dict[int, Placing] = {}
        for at, _, _, placing in sorted(times, key=lambda each: each[:3]):
            wanted = slot = max(0, int((at - self.begins) / self.length))
            while slot in slots:
                slot += 1
            # Passed on beyond their hours, it is no agreed time any more.
            if slot < self.count and (slot == wanted or self._suits(placing, slot)):
                slots[slot] = placing
        return slots

    def _suits(self, placing: Placing, slot: int) -> bool:
        window = self.window(placing)
        return window.first <= slot <= window.last

    def window(self, placing: Placing) -> Job:
        """Return the slots in which the account can be rung: those that begin while its gates are open."""
        standing = placing.standing
        place = (standing.zone, standing.country, standing.region, standing.consumer, standing.prefers)
        key = (*place, placing.opens_at, placing.closes_at)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._window(placing)
        return known

    def _window(self, placing: Placing) -> Job:
        opens = max(self.begins, placing.opens_at or self.begins)
        theirs = self.windows.of(placing.standing)
        if placing.gate is None and placing.closes_at is None:
            # Agreed outside their hours: now, or it is too late.
            return Job(0, min(0, self.count - 1))
        began, closes = theirs.opens, theirs.closes
        if not theirs.known or opens != self.windows.now:
            began, closes = window_at(theirs.hours, theirs.calendar, theirs.zone, opens)
        opens = max(opens, began)
        window = self._between(opens, closes)
        prefers = placing.standing.prefers
        if prefers is not None and theirs.known:
            first, last = prefers.window(opens.astimezone(theirs.zone).date(), theirs.zone)
            narrow = self._between(max(opens, first), min(closes, last))
            window = narrow if narrow.first <= narrow.last else window
        return window

    def _between(self, opens: datetime, closes: datetime) -> Job:
        first = -int((self.begins - opens) // self.length)
        last = -int((self.begins - closes) // self.length) - 1
        return Job(max(0, first), min(last, self.count - 1))
