"""Replays a settled ledger and scores the rule against the rules that people use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from arcall_tui.rules.assess import OpenItem, exposures, slowness_by_age
from arcall_tui.rules.value import NO_HISTORY, BookFigures, Lateness

if TYPE_CHECKING:
    from arcall_tui.rules.policy import Policy

# A snapshot needs so many times the capacity: where nearly everyone is called, every rule looks good.
_CHOICE = 2


class Bill(NamedTuple):
    """A settled invoice of a ledger: `amount` in minor units of one currency, `settled` the day of payment."""

    account: str
    dated: date
    due: date
    settled: date
    amount: int


class OpenBill(NamedTuple):
    """What a rule gets to see of an invoice that is open: not when it will be paid."""

    due: date
    amount: int


@dataclass(frozen=True, slots=True)
class Scene:
    """All that was known at the close of the day before `day`. `overdue`: what each account owed past due.

    `late`: days late of what each had settled. `book`: of all of them, and how long the open ones were open.
    """

    day: date
    overdue: Mapping[str, Sequence[OpenBill]]
    late: Mapping[str, Lateness]
    book: BookFigures


@dataclass(frozen=True, slots=True)
class Backtest:
    """The mean share of future overdue money-days that belongs to the accounts called, by rule."""

    snapshots: int
    capacity: int
    coverage: dict[str, float]

    def as_json(self) -> dict[str, object]:
        """Return what `arcall rules backtest --json` prints."""
        shares = {rule: round(share, 4) for rule, share in self.coverage.items()}
        return {"snapshots": self.snapshots, "capacity": self.capacity, "coverage": shares}


Rule = Callable[[Scene, str], float]


def backtest(bills: Sequence[Bill], days: Sequence[date], capacity: int, policy: Policy) -> Backtest:
    """Call the `capacity` best accounts of every rule on each of `days`, and see whose money stayed out longest.

    A rule is given a Scene, in which nothing of the future stands. The oracle knows the future; `random` is
    what drawing lots would cover on average. Days with too few overdue accounts, or on which all is paid at
    once, are left out.
    """
    rules = compared()
    shares: dict[str, list[float]] = {name: [] for name in (*rules, "random", "oracle")}
    for scene, future in replay(bills, days, policy):
        whole = sum(future.values())
        if len(scene.overdue) < _CHOICE * capacity or not whole:
            continue
        for name, rule in rules.items():
            called = chosen(rule, scene, capacity)
            shares[name].append(sum(future[account] for account in called) / whole)
        shares["random"].append(capacity / len(scene.overdue))
        shares["oracle"].append(sum(sorted(future.values())[-capacity:]) / whole)
    count = len(shares["oracle"])
    return Backtest(
        count, capacity, {name: sum(all_) / count if count else 0.0 for name, all_ in shares.items()}
    )


def chosen(rule: Rule, scene: Scene, capacity: int) -> list[str]:
    """Return the accounts that `rule` would have called; of equals the first by their id."""
    return sorted(scene.overdue, key=lambda account: (-rule(scene, account), account))[:capacity]


def every(first: date, last: date, step: int) -> list[date]:
    """Return the days from `first` to `last`, `step` days apart."""
    return [first + timedelta(days=ahead) for ahead in range(0, (last - first).days + 1, step)]


def replay(
    bills: Sequence[Bill], days: Sequence[date], policy: Policy
) -> Iterator[tuple[Scene, dict[str, int]]]:
    """Yield what was known on each of `days`, which must ascend, and apart from it the money-days still to come.

    Those are by account.
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
        histories |= {account: Lateness.of(late[account]) for account in late.keys() - histories.keys()}
        ages = ((day - bill.due).days for bill in open_bills)
        book = Lateness.of((days_ for all_ in late.values() for days_ in all_), ages)
        overdue: defaultdict[str, list[OpenBill]] = defaultdict(list)
        future: defaultdict[str, int] = defaultdict(int)
        for bill in open_bills:
            if bill.due < day:
                overdue[bill.account].append(OpenBill(bill.due, bill.amount))
                future[bill.account] += bill.amount * (bill.settled - day).days
        figures = BookFigures(book, policy)
        slowness = slowness_by_age(_everyone(open_bills, histories), figures, day)
        yield Scene(day, overdue, dict(histories), figures.under(policy, slowness)), future


def _everyone(
    open_bills: Iterable[Bill], histories: Mapping[str, Lateness]
) -> Iterator[tuple[list[OpenItem], Lateness]]:
    items: defaultdict[str, list[OpenItem]] = defaultdict(list)
    for bill in open_bills:
        items[bill.account].append(_item(bill.due, bill.amount))
    for account in items.keys() | histories.keys():
        yield items[account], histories.get(account, NO_HISTORY)


def _item(due: date, amount: int) -> OpenItem:
    return OpenItem(0, "", due, amount, 0, 0)


def compared() -> dict[str, Rule]:
    """Return the rules that are compared, by name."""

    def arcall(scene: Scene, account: str) -> float:
        items = [_item(bill.due, bill.amount) for bill in scene.overdue[account]]
        own = scene.late.get(account, NO_HISTORY)
        return exposures(items, own, scene.book, scene.day)[0].value

    return {
        "arcall": arcall,
        "oldest": lambda scene, account: (scene.day - min(bill.due for bill in scene.overdue[account])).days,
        "largest": lambda scene, account: sum(bill.amount for bill in scene.overdue[account]),
        "amount_days": lambda scene, account: sum(
            bill.amount * (scene.day - bill.due).days for bill in scene.overdue[account]
        ),
        "amount_mean_late": _amount_mean_late,
    }


def _amount_mean_late(scene: Scene, account: str) -> float:
    own = scene.late.get(account, NO_HISTORY)
    days = own.days or scene.book.late.days
    mean = sum(days) / len(days) if days else 0.0
    return mean * sum(bill.amount for bill in scene.overdue[account])
