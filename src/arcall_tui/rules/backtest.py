"""Replays a settled ledger: scores the rule against the rules that people use, and what it says against what came."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil, inf
from random import Random
from typing import NamedTuple

from arcall_tui.domain.grouping import by_key, grouped
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.standing import OpenItem
from arcall_tui.rules.assess import Outlook, habit_of, outlooks, slowness_by_age
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.value import NO_HISTORY, BookFigures, Lateness

# A snapshot needs so many times the capacity: where nearly everyone is called, every rule looks good.
_CHOICE = 2
# Days near each other share their bills, so whole blocks of four weeks are drawn for the interval.
_BLOCK = 28
_DRAWS = 2000
_SIDES = (0.025, 0.975)
# Ages in days past due, and from how many different bills on a band says anything.
BANDS = (("1-30", 30), ("31-90", 90), ("91+", inf))
_ENOUGH_BILLS = 30


_INTERVAL = list[float] | None
# What was said held to what came; null where there is too little.
CalibrationView = View(
    "CalibrationView",
    "came_over_said:float3? by_age:float3 mean_error_days:float2?=mean_error",
    by_age=dict[str, float | None],
)
# By how much the rule is ahead of another.
DifferenceView = View(
    "DifferenceView", "coverage:float4 difference:float4=more interval:float4", interval=_INTERVAL
)
# The score; `against` where another rule was compared.
BacktestView = View(
    "BacktestView",
    "snapshots:int capacity:int coverage:float4 of_best:float4? interval:float4 calibration against??",
    coverage=dict[str, float],
    interval=_INTERVAL,
    calibration=CalibrationView,
    against=DifferenceView,
)


class Bill(NamedTuple):
    """A settled invoice of a ledger: `amount` in minor units of one currency, `settled` the day of payment."""

    account: str
    dated: date
    due: date
    settled: date
    amount: int


@dataclass(frozen=True, slots=True)
class Scene:
    """All that was known at the close of the day before `day`. `overdue`: what each account owed past due, numbered by their places.

    `late`: days late of what each had settled. `book`: of all of them, and how long the open ones were open.
    `everyone`: of all accounts what is open, not due yet included, and how late they paid.
    """

    day: date
    overdue: Mapping[str, Sequence[OpenItem]]
    late: Mapping[str, Lateness]
    book: BookFigures
    everyone: Sequence[tuple[list[OpenItem], Lateness]] = ()

    def outlooks(self, account: str, book: BookFigures | None = None) -> Iterator[Outlook]:
        """Tell what is expected of the account's overdue bills."""
        items, book = self.overdue[account], book or self.book
        habit = habit_of(items, self.late.get(account, NO_HISTORY), book, self.day)
        return outlooks(items, habit, book, self.day)


Rule = Callable[[Scene, str], float]


class Difference(NamedTuple):
    """How much more the rule covered than another one, day by day, and the 95 % interval of that."""

    coverage: float
    more: float
    interval: tuple[float, float] | None


@dataclass(slots=True)
class Calibration:
    """What was said of overdue bills, and what came: days from each day replayed, by age."""

    said: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    came: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    bills: dict[str, set[Bill]] = field(default_factory=lambda: defaultdict(set))
    errors: float = 0.0
    count: int = 0

    def add(self, look: Outlook, bill: Bill, day: date) -> None:
        """Count one bill on one day."""
        came = (bill.settled - day).days
        band = next(name for name, upto in BANDS if look.age <= upto)
        self.said[band] += look.further
        self.came[band] += came
        self.bills[band].add(bill)
        self.errors += abs(came - look.further)
        self.count += 1

    def came_over_said(self, band: str = "") -> float | None:
        """Return the days that came over those that were said; None where too few bills of that age were seen."""
        if band and len(self.bills[band]) < _ENOUGH_BILLS:
            return None
        said = self.said[band] if band else sum(self.said.values())
        return (self.came[band] if band else sum(self.came.values())) / said if said else None

    @property
    def mean_error(self) -> float | None:
        """The mean distance between what was said and what came, in days."""
        return self.errors / self.count if self.count else None

    def as_json(self) -> Json:
        """Return it as `arcall rules backtest --json` prints it."""
        by_age = {name: self.came_over_said(name) for name, _ in BANDS}
        return CalibrationView(self, came_over_said=self.came_over_said(), by_age=by_age)


@dataclass(frozen=True, slots=True)
class Backtest:
    """The mean share of future overdue money-days that belongs to the accounts called, by rule.

    Empty where no day could be scored. `interval`: the 95 % interval of arcall's, None where there are too few weeks
    for one.
    """

    snapshots: int
    capacity: int
    coverage: dict[str, float]
    interval: tuple[float, float] | None
    calibration: Calibration
    against: Difference | None = None

    @property
    def of_best(self) -> float | None:
        """What arcall covers of what knowing the future would have covered."""
        best = self.coverage.get("oracle")
        return self.coverage["arcall"] / best if best else None

    def as_json(self) -> Json:
        """Return what `arcall rules backtest --json` prints."""
        told = {"against": self.against} if self.against else {}
        return BacktestView(self, calibration=self.calibration.as_json(), **told)


def backtest(
    bills: Sequence[Bill], days: Sequence[date], capacity: int, policy: Policy, against: Policy | None = None
) -> Backtest:
    """Call the `capacity` best accounts of every rule on each of `days`, and see whose money stayed out longest.

    A rule is given a Scene, in which nothing of the future stands. The oracle knows the future; `random` is
    what drawing lots would cover on average. Days with too few overdue accounts, or on which all is paid at
    once, are left out. `against`: other rules to compare with, day by day.
    """
    rules = compared()
    if against is not None:
        rules["against"] = under(against)
    shares: dict[str, list[float]] = {name: [] for name in (*rules, "random", "oracle")}
    scored: list[date] = []
    calibration = Calibration()
    for scene, still_open in replay(bills, days, policy):
        for account, bills_ in still_open.items():
            for look in scene.outlooks(account):
                calibration.add(look, bills_[look.item.account], scene.day)
        future = {
            account: sum(bill.amount * (bill.settled - scene.day).days for bill in own)
            for account, own in still_open.items()
        }
        whole = sum(future.values())
        if len(scene.overdue) < _CHOICE * capacity or not whole:
            continue
        scored.append(scene.day)
        for name, rule in rules.items():
            called = chosen(rule, scene, capacity)
            shares[name].append(sum(future[account] for account in called) / whole)
        shares["random"].append(capacity / len(scene.overdue))
        shares["oracle"].append(sum(sorted(future.values())[-capacity:]) / whole)
    count = len(scored)
    coverage = {name: sum(all_) / count for name, all_ in shares.items()} if count else {}
    difference = None
    if against is not None and count:
        gains = [ours - theirs for ours, theirs in zip(shares["arcall"], shares["against"], strict=True)]
        other = coverage.pop("against")
        difference = Difference(other, coverage["arcall"] - other, _interval(scored, gains))
    interval = _interval(scored, shares["arcall"])
    return Backtest(count, capacity, coverage, interval, calibration, difference)


def _interval(days: Sequence[date], figures: Sequence[float]) -> tuple[float, float] | None:
    """Return the 95 % interval of the mean: blocks of four weeks drawn again and again, the same at each run."""
    blocks = by_key(zip(((day - days[0]).days // _BLOCK for day in days), figures, strict=True))
    sums = [(sum(block), len(block)) for block in blocks.values()]
    if len(sums) <= 1:
        return None
    dice = Random(1)  # noqa: S311 - the same draws each time, nothing secret
    means = []
    for _ in range(_DRAWS):
        drawn = dice.choices(sums, k=len(sums))
        means.append(sum(total for total, _ in drawn) / sum(count for _, count in drawn))
    means.sort()
    low, high = (means[min(ceil(side * _DRAWS), _DRAWS - 1)] for side in _SIDES)
    return low, high


def chosen(rule: Rule, scene: Scene, capacity: int) -> list[str]:
    """Return the accounts that `rule` would have called; of equals the first by their id."""
    return sorted(scene.overdue, key=lambda account: (-rule(scene, account), account))[:capacity]


def every(first: date, last: date, step: int) -> list[date]:
    """Return the days from `first` to `last`, `step` days apart."""
    return [first + timedelta(days=ahead) for ahead in range(0, (last - first).days + 1, step)]


def replay(
    bills: Sequence[Bill], days: Sequence[date], policy: Policy
) -> Iterator[tuple[Scene, dict[str, list[Bill]]]]:
    """Yield what was known on each of `days`, which must ascend, and apart from it the bills behind it.

    Those are the overdue ones by account, in the order in which the scene has them.
    """
    coming = sorted(bills, key=lambda bill: bill.dated, reverse=True)
    open_bills: list[Bill] = []
    late: defaultdict[str, list[int]] = defaultdict(list)
    histories: dict[str, Lateness] = {}
    for day in days:
        while coming and coming[-1].dated < day:
            open_bills.append(coming.pop())
        for bill in (bill for bill in open_bills if bill.settled < day):
            late[bill.account].append((bill.settled - bill.due).days)
            histories.pop(bill.account, None)
        open_bills = [bill for bill in open_bills if bill.settled >= day]
        histories |= {account: Lateness(late[account]) for account in late.keys() - histories.keys()}
        ages = ((day - bill.due).days for bill in open_bills)
        book = Lateness((days_ for all_ in late.values() for days_ in all_), ages)
        overdue = grouped((bill for bill in open_bills if bill.due < day), lambda bill: bill.account)
        seen = {account: [_item(bill, at) for at, bill in enumerate(own)] for account, own in overdue.items()}
        everyone = [*_everyone(open_bills, histories)]
        figures = _figures(book, everyone, day, policy)
        yield Scene(day, seen, dict(histories), figures, everyone), dict(overdue)


def _figures(
    book: Lateness, everyone: Iterable[tuple[list[OpenItem], Lateness]], day: date, policy: Policy
) -> BookFigures:
    figures = BookFigures(book, policy)
    return figures.under(policy, slowness_by_age(everyone, figures, day))


def _everyone(
    open_bills: Iterable[Bill], histories: Mapping[str, Lateness]
) -> Iterator[tuple[list[OpenItem], Lateness]]:
    items = by_key((bill.account, _item(bill)) for bill in open_bills)
    for account in items.keys() | histories.keys():
        yield items.get(account, []), histories.get(account, NO_HISTORY)


def _item(bill: Bill, place: int = 0) -> OpenItem:
    """Return what a rule gets to see of an invoice that is open: not when it will be paid."""
    return OpenItem(place, "", bill.due, bill.amount, 0, 0)


def under(policy: Policy) -> Rule:
    """Return the rule as other figures of the policy would have it."""
    known: dict[date, BookFigures] = {}

    def rule(scene: Scene, account: str) -> float:
        if scene.day not in known:
            known.clear()
            known[scene.day] = _figures(scene.book.late, scene.everyone, scene.day, policy)
        return _worth(scene.outlooks(account, known[scene.day]))

    return rule


def compared() -> dict[str, Rule]:
    """Return the rules that are compared, by name."""
    return {
        "arcall": lambda scene, account: _worth(scene.outlooks(account)),
        "oldest": lambda scene, account: (scene.day - min(bill.due for bill in scene.overdue[account])).days,
        "largest": lambda scene, account: sum(bill.balance for bill in scene.overdue[account]),
        "amount_days": lambda scene, account: sum(
            bill.balance * (scene.day - bill.due).days for bill in scene.overdue[account]
        ),
        "amount_mean_late": _amount_mean_late,
    }


def _worth(looks: Iterable[Outlook]) -> float:
    return sum(look.free * look.further for look in looks)


def _amount_mean_late(scene: Scene, account: str) -> float:
    own = scene.late.get(account, NO_HISTORY)
    days = own.days or scene.book.late.days
    mean = sum(days) / len(days) if days else 0.0
    return mean * sum(bill.balance for bill in scene.overdue[account])
