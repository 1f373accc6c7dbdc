"""What one account owes, what of it can be asked for today, and what leaving it would cost."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from math import sqrt
from operator import attrgetter
from typing import NamedTuple

from arcall_tui.domain.standing import Exposure, OpenItem
from arcall_tui.rules.value import (
    FINE,
    LONGEST,
    BookFigures,
    Lateness,
    Slowness,
    Summed,
    by_root,
    further_days,
    slowness_of,
)

_by_currency = attrgetter("currency")


class Outlook(NamedTuple):
    """What an overdue bill is expected to do: `free` (minor units) can be asked for, it stays unpaid `further` days.

    `usual`: the days that bills of its `age` take from there in the whole book. `history`: the account's own payments as late as that, which the expectation rests on.
    """

    item: OpenItem
    age: int
    free: int
    usual: float
    further: float
    history: int
    assumed: bool


class AccountPace(NamedTuple):
    """How an account pays: what it settled, how `slow` it is (1: like all), and what each overdue bill `counts`."""

    own: Lateness
    slow: float
    counts: float


def exposures(
    items: Sequence[OpenItem], own: Lateness, book: BookFigures, today: date
) -> tuple[Exposure, ...]:
    """Return one account's exposure per currency, by currency code.

    `own`: how late it paid what is settled; its open items of the same currency count besides, as far as they
    have gone. `today` is the workday's date; overdue means due before it.
    """
    habit = habit_of(items, own, book, today)
    apart = groupby(sorted(items, key=_by_currency), _by_currency)
    return tuple(_exposure(currency, list(same), habit, book, today) for currency, same in apart)


def habit_of(items: Sequence[OpenItem], own: Lateness, book: BookFigures, today: date) -> AccountPace:
    """Return how an account pays that settled `own` and has those open items, in whatever currency."""
    day, due = today.toordinal(), book.payments_due
    # Added up one by one: the whole book judged at once (owing) must come to the same to the bit.
    settled = still_open = 0.0
    count = 0
    for days in own.days:
        settled += due[days]
    for _, _, due_on, balance, _, _ in items:
        age = day - due_on.toordinal()
        if balance > 0 and age > 0:
            still_open += due[age]
            count += 1
    each = by_root(count, sqrt)
    slow = slowness_of(settled, still_open * each, len(own), book.policy.pace_shrinkage, sqrt)
    return AccountPace(own, slow, each)


def slowness_by_age(
    accounts: Iterable[tuple[Sequence[OpenItem], Lateness]], book: BookFigures, today: date
) -> Slowness:
    """Return how slow accounts are by the age that their bills came to: of a whole book, (open items, days late) each."""
    sums: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    for items, own in accounts:
        slow = round(habit_of(items, own, book, today).slow * FINE)
        reached = Counter(own.days)
        reached.update((today - item.due).days for item in items if item.balance > 0)
        counts.update(reached)
        for age, count in reached.items():
            sums[age] += slow * count
    ages = sorted(counts)
    return Slowness.of(ages, [sums[age] for age in ages], [counts[age] for age in ages])


def outlooks(
    items: Sequence[OpenItem], habit: AccountPace, book: BookFigures, today: date
) -> Iterator[Outlook]:
    """Tell what each overdue bill of one currency is expected to do, the oldest first, where anything can be asked for."""
    day = today.toordinal()
    # Oldest first, so that how long the others have been open beyond an item's age is known when it is met.
    older = ages = 0
    for item in sorted(items, key=attrgetter("due")):
        age = day - item.due.toordinal()
        if item.balance <= 0 or age <= 0:
            continue
        free = item.balance - item.disputed - item.promised
        if free > 0:
            paid, days = habit.own.beyond(age)
            usual = book.usual(age)
            relative = habit.slow / book.slowness.at(age)
            further = further_days(
                usual * relative, paid, days + habit.counts * (ages - older * age), book.prior
            )
            yield Outlook(item, age, free, usual, min(further, LONGEST), paid, book.assumed(age))
        older += 1
        ages += age


def _exposure(
    currency: str, items: Sequence[OpenItem], habit: AccountPace, book: BookFigures, today: date
) -> Exposure:
    invoices = [item for item in items if item.balance > 0]
    looks = list(outlooks(invoices, habit, book, today))
    free, further, usual, age = 0, 0.0, 0.0, 0.0
    # One by one, as in columns: the sum of Python's newer releases is another one in its last bits.
    for look in looks:
        free += look.free
        further += look.free * look.further
        usual += look.free * look.usual
        age += look.free * look.age
    # What falls due soon usually takes so long beyond its due date.
    late = book.late_beyond_due(habit.slow)
    sums = Summed(
        total=sum(item.balance for item in items),
        billed=sum(item.balance for item in invoices),
        overdue=sum(item.balance for item in invoices if item.due < today),
        disputed=sum(item.disputed for item in invoices),
        promised=sum(item.promised for item in invoices),
        free=free,
        soon=sum(free for _, free in falling_due_soon(invoices, late, book, today)),
        further=further,
        usual=usual,
        age=age,
    )
    return Exposure(
        currency,
        oldest_due=min((item.due for item in [look.item for look in looks] or invoices), default=None),
        history=max((look.history for look in looks), default=0),
        assumed=any(look.assumed for look in looks),
        **sums.figures(late, partial(book.saves, items[0].account), max),
    )


def falling_due_soon(
    invoices: Iterable[OpenItem], late: float, book: BookFigures, today: date
) -> Iterator[tuple[OpenItem, int]]:
    """Yield the bills that fall due within days and are expected to cost enough, `late` days late, with what is free of them."""
    for item in invoices:
        free = item.balance - item.disputed - item.promised
        if book.policy.counts_soon(free, item.currency, (item.due - today).days, late):
            yield item, free
