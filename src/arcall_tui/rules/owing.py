"""What every account of a book owes and what leaving it would cost, worked out for all of them at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from arcall_tui.domain.standing import RECORD_FIELDS, RECORD_SIZE, Exposure
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.value import (
    FINE,
    LONGEST,
    BookFigures,
    CurrencyScale,
    Slowness,
    Summed,
    Worth,
    by_root,
    further_days,
    slowness_of,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_RECORD = np.dtype(list(RECORD_FIELDS))
# Days late are kept in 16 bits; each account gets a range of that width, so that one search serves all.
_WIDTH = 1 << 17
_MIDDLE = 1 << 15
NEVER = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Owing:
    """What the accounts of a book owe, as of one day: a row for each account and currency, in that order.

    `figures`: the columns, by the names that `Exposure` has for them. `oldest`: `oldest_due` as an ordinal,
    `NEVER` where there is none. `account`: the account's place among those that were asked about (from 0);
    `first`: where the rows of each of them begin.
    `day`: the ordinal of that day; `slowness`: of all of them, by age.
    """

    day: int
    account: Ints
    first: Ints
    currency: tuple[str, ...]
    oldest: Ints
    figures: Mapping[str, Any]
    slowness: Slowness

    def of(self, place: int) -> tuple[Exposure, ...]:
        """Return the exposures of the account at that place."""
        return tuple(self._row(row) for row in range(int(self.first[place]), int(self.first[place + 1])))

    def _row(self, row: int) -> Exposure:
        oldest = int(self.oldest[row])
        figures = {name: column[row].item() for name, column in self.figures.items()}
        due = None if oldest == NEVER else date.fromordinal(oldest)
        return Exposure(self.currency[row], oldest_due=due, **figures)

    def of_accounts(self, figure: str) -> Floats:
        """Add a figure up by account."""
        return _added(self.account, self.figures[figure], len(self.first) - 1)

    def scale(self, base: str, rates: Mapping[str, float]) -> CurrencyScale:
        """Return the scale on which these amounts are compared (see `CurrencyScale.of`)."""
        asked, value = self.figures["collectable"] > 0, self.figures["value"]
        names = np.array(self.currency)
        values = {
            name: value[asked & (names == name)].tolist() for name in dict.fromkeys(names[asked].tolist())
        }
        return CurrencyScale.of_values(values, base, rates)


class Worths(NamedTuple):
    """What every account comes to on the scale (see `Worth`), by the accounts' places."""

    value: Floats
    collectable: Floats
    unrated: list[tuple[str, ...]]

    def each(self) -> list[Worth]:
        """Return every account's worth."""
        rows = zip(self.value.tolist(), self.collectable.tolist(), self.unrated, strict=True)
        return list(map(partial(tuple.__new__, Worth), rows))  # at half of what `Worth` takes for each


def weigh(owes: Owing, scale: CurrencyScale) -> Worths:
    """Weigh every account; it comes to exactly what `CurrencyScale.weigh` comes to for one."""
    accounts = len(owes.first) - 1
    value, asked = owes.figures["value"], owes.figures["collectable"]
    counts = (asked > 0) | (owes.figures["soon"] > 0)
    names = np.array(owes.currency, dtype="U4")
    worth, collectable = np.zeros(len(names)), np.zeros(len(names))
    rated = np.zeros(len(names), bool)
    for name in dict.fromkeys(owes.currency):
        rows = counts & (names == name)
        factor = scale.factors.get(name)
        if factor is None:
            worth[rows] = _by_rank(scale, name, value[rows])
        else:
            worth[rows], collectable[rows] = value[rows] * factor, asked[rows] * factor
            rated |= rows
    unrated: list[tuple[str, ...]] = [()] * accounts
    lacking = np.flatnonzero(counts & ~rated)
    for place, row in zip(owes.account[lacking].tolist(), lacking.tolist(), strict=True):
        unrated[place] += (owes.currency[row],)
    return Worths(
        _added(owes.account[counts], worth[counts], accounts),
        _added(owes.account[rated], collectable[rated], accounts),
        unrated,
    )


def _by_rank(scale: CurrencyScale, currency: str, values: Floats) -> Floats:
    """Return what `CurrencyScale.by_rank` returns for each of them."""
    own, ladder = np.array(scale.unrated.get(currency, ())), np.array(scale.ladder)
    outranked = np.searchsorted(own, values) + np.searchsorted(own, values, "right")
    share: Floats = outranked / (2 * len(own)) if len(own) else np.full(len(values), 0.5)
    if not len(ladder):
        return share
    last = len(ladder) - 1
    place = np.clip(share * len(ladder) - 0.5, 0.0, last)
    low = place.astype(np.int64)
    step: Floats = ladder[np.minimum(low + 1, last)] - ladder[low]
    return ladder[low] + step * (place - low)


def owing(
    owed: Sequence[bytes],
    late: Sequence[bytes],
    book: BookFigures,
    today: date,
    accounts: Sequence[int],
    others: Sequence[bytes] = (),
) -> Owing:
    """Work out for every account what `assess.exposures` works out for one; it comes to exactly the same.

    `owed`: each account's open items, packed; `late`: the days late of what each has settled, sorted, as
    16-bit little-endian integers. `today`: the workday's date. `accounts`: their numbers, by which responses are known.
    `others`: how late those paid who owe nothing, whom accounts are compared with as well.
    """
    day = today.toordinal()
    items = _Items(owed, day)
    histories = _Histories([*late, *others])
    habits = _habits(items, histories, book, len(late) + len(others))
    figures = book.under(book.policy, _slowness(items, habits))
    return _rows(day, items, habits, figures, accounts, len(owed))


class _Items:
    """The open items as columns. `row`: to which row of the result each belongs; `begins`: where rows begin."""

    def __init__(self, owed: Sequence[bytes], day: int) -> None:
        packed = np.frombuffer(b"".join(owed), _RECORD)
        counts = np.fromiter(map(len, owed), np.int64, len(owed)) // RECORD_SIZE
        self.account: Ints = np.repeat(np.arange(len(owed)), counts)
        self.currency = packed["currency"]
        begins = np.ones(len(packed), bool)
        begins[1:] = (self.account[1:] != self.account[:-1]) | (self.currency[1:] != self.currency[:-1])
        self.begins: Ints = np.flatnonzero(begins)
        self.row: Ints = np.cumsum(begins) - 1
        self.due: Ints = packed["due"].astype(np.int64)
        self.balance: Ints = packed["balance"].astype(np.int64)
        self.disputed: Ints = packed["disputed"].astype(np.int64)
        self.promised: Ints = packed["promised"].astype(np.int64)
        self.age: Ints = day - self.due
        self.invoice: Flags = self.balance > 0
        self.overdue: Flags = self.invoice & (self.age > 0)

    def sums(self, amounts: Ints, which: Flags | None = None) -> Ints:
        """Add up by row."""
        chosen = amounts if which is None else np.where(which, amounts, 0)
        found: Ints = np.add.reduceat(chosen, self.begins)
        return found

    def first_due(self, which: Flags) -> Ints:
        """Return the earliest due day by row; NEVER where it has none of these."""
        found: Ints = np.minimum.reduceat(np.where(which, self.due, NEVER), self.begins)
        return found

    def before(self, amounts: Ints) -> Ints:
        """Return for each item the sum of those that come before it in its row."""
        running = np.cumsum(amounts) - amounts
        found: Ints = running - running[self.begins][self.row]
        return found


class _Histories:
    """All accounts' days late in one column, with what each open item can learn from its account's own."""

    def __init__(self, late: Sequence[bytes]) -> None:
        self.days: Ints = np.frombuffer(b"".join(late), "<i2").astype(np.int64)
        counts = np.fromiter(map(len, late), np.int64, len(late)) // 2
        self.counts: Ints = counts
        self.account: Ints = np.repeat(np.arange(len(late)), counts)
        self.ends: Ints = np.cumsum(counts)
        self._keys: Ints = self.account * _WIDTH + (self.days + _MIDDLE)
        self._sums: Ints = np.concatenate(([0], np.cumsum(self.days)))

    def beyond(self, account: Ints, age: Ints) -> tuple[Ints, Ints]:
        """Return of each item's account what `Lateness.beyond` returns; `age` above 0."""
        first = np.searchsorted(self._keys, account * _WIDTH + np.minimum(age, _MIDDLE) + _MIDDLE)
        ends = self.ends[account]
        count = ends - first
        return count, self._sums[ends] - self._sums[first] - count * age


class _Habits(NamedTuple):
    """How every account pays (see `assess.AccountPace`)."""

    histories: _Histories
    slow: Floats
    counts: Floats


def _habits(items: _Items, histories: _Histories, book: BookFigures, accounts: int) -> _Habits:
    due, late, whose = book.payments_due.__getitem__, items.age[items.overdue], items.account[items.overdue]
    settled = _added(histories.account, _each(histories.days, due), accounts)
    each: Floats = by_root(np.bincount(whose, minlength=accounts), np.sqrt)
    still_open = _added(whose, _each(late, due), accounts) * each
    return _Habits(
        histories,
        slowness_of(settled, still_open, histories.counts, book.policy.pace_shrinkage, np.sqrt),
        each,
    )


def _slowness(items: _Items, habits: _Habits) -> Slowness:
    """Return how slow accounts are by the age that their bills came to (see `assess.slowness_by_age`)."""
    histories, bills = habits.histories, items.invoice
    reached = np.concatenate((histories.days, items.age[bills]))
    if not len(reached):
        return Slowness((), ())
    low = int(reached.min())
    whose = np.concatenate((histories.account, items.account[bills]))
    counts = np.bincount(reached - low)
    sums = np.bincount(reached - low, np.rint(habits.slow * FINE)[whose])
    ages = np.flatnonzero(counts)
    return Slowness.of((ages + low).tolist(), sums[ages].tolist(), counts[ages].tolist())


def _added(places: Ints, numbers: Floats | Ints, count: int) -> Floats:
    """Add up by place, number after number, as the rules for one account do: the sums are the same to the bit."""
    return np.bincount(places, numbers, count).astype(np.float64, copy=False)


def _each(ages: Ints, figure: Callable[[int], float]) -> Floats:
    """Return the figure of each age; it is asked for once an age."""
    if not len(ages):
        return np.zeros(0)
    low = int(ages.min())
    table = np.zeros(int(ages.max()) - low + 1)
    for place in np.flatnonzero(np.bincount(ages - low)).tolist():
        table[place] = figure(low + place)
    return table[ages - low]


def _rows(
    day: int, items: _Items, habits: _Habits, book: BookFigures, accounts: Sequence[int], count: int
) -> Owing:
    """Add up the items of each row; in the words of `assess`, column by column."""
    begins = items.begins
    currency = tuple(items.currency[begins].astype(str).tolist())
    account = items.account[begins]
    free = items.balance - items.disputed - items.promised
    asked = items.overdue & (free > 0)
    outlook = _outlook(items, habits, book, asked)
    late = book.late_beyond_due(habits.slow[account])

    def in_days(days: Floats | Ints) -> Floats:
        return _added(items.row[asked], free[asked] * days, len(begins))

    def saves(further: Floats) -> Floats:
        if not book.by_savings:
            return np.ones(len(begins))
        whose = map(accounts.__getitem__, account.tolist())
        return np.array(list(map(book.saves, whose, further.tolist())))

    sums = Summed(
        total=items.sums(items.balance),
        billed=items.sums(items.balance, items.invoice),
        overdue=items.sums(items.balance, items.overdue),
        disputed=items.sums(items.disputed, items.invoice),
        promised=items.sums(items.promised, items.invoice),
        free=items.sums(free, asked),
        soon=items.sums(free, _falls_due_soon(items, free, late, currency, book.policy)),
        further=in_days(outlook.further),
        usual=in_days(outlook.usual),
        age=in_days(items.age[asked]),
    )
    return Owing(
        day=day,
        account=account,
        first=np.searchsorted(account, np.arange(count + 1)),
        currency=currency,
        oldest=np.where(sums.free > 0, items.first_due(asked), items.first_due(items.invoice)),
        figures=sums.figures(late, saves, np.maximum)
        | {"history": outlook.history, "assumed": outlook.assumed},
        slowness=book.slowness,
    )


class _Outlook(NamedTuple):
    """See `assess.Outlook`: `further` and `usual` of each item asked about, the others by row."""

    further: Floats
    usual: Floats
    history: Ints
    assumed: Flags


def _outlook(items: _Items, habits: _Habits, book: BookFigures, asked: Flags) -> _Outlook:
    account, age = items.account[asked], items.age[asked]
    # How many of the same row have been open for longer, and for how many days beyond this one's age.
    older = items.before(items.overdue.astype(np.int64))[asked]
    ages = items.before(np.where(items.overdue, items.age, 0))[asked]
    count, days = habits.histories.beyond(account, age)
    usual, relative = _each(age, book.usual), habits.slow[account] / _each(age, book.slowness.at)
    open_days = habits.counts[account] * (ages - older * age)
    further = further_days(usual * relative, count, days + open_days, book.prior)
    history = np.zeros(len(items.age), np.int64)
    history[asked] = count
    assumed = np.zeros(len(items.age), bool)
    assumed[asked] = _each(age, book.assumed) > 0
    by_row = items.begins
    return _Outlook(
        np.minimum(further, LONGEST),
        usual,
        np.maximum.reduceat(history, by_row),
        np.logical_or.reduceat(assumed, by_row),
    )


def _falls_due_soon(
    items: _Items, free: Ints, late: Floats, currency: Sequence[str], policy: Policy
) -> Flags:
    """Return which items fall due within days and are expected to cost enough (`late` by row) to count before."""
    sizes = {name: policy.soon_minor(name) for name in dict.fromkeys(currency)}
    least = np.array([np.inf if size is None else size for size in map(sizes.__getitem__, currency)])
    coming = items.invoice & (items.age <= 0) & (-items.age <= policy.soon_days) & (free > 0)
    coming[coming] = free[coming] * late[items.row[coming]] >= least[items.row[coming]]
    return coming
