"""Expected cash: what is open, when it is expected, and how the same rule did in past weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from arcall_tui.domain.activity import LIVE_PROMISES, PromiseState
from arcall_tui.domain.calendar import DayNumbers, monday, spelt
from arcall_tui.domain.figures import BalanceMove, Cover, Life, PromiseFact, ReceiptFact
from arcall_tui.domain.grouping import by_key, grouped
from arcall_tui.reports.forecast import WEEKS, Expected, PastForecast, week_of
from arcall_tui.reports.known import Teller
from arcall_tui.reports.promised import JUDGED, kept_by
from arcall_tui.reports.table import NotAvailable
from arcall_tui.rules.policy import Policy
from arcall_tui.store.past import allotted, balances, habits, turnover
from arcall_tui.store.past.allotted import Paid
from arcall_tui.store.past.view import Past

Ints = NDArray[np.int64]

# Each account has so many days of its own in one column of days: late, or past due, further than half of it is all the same.
_WIDTH, _MIDDLE = 1 << 17, 1 << 16


class Columns(NamedTuple):
    """Items as columns: account, place of the currency in `names`, due day (ordinal), and minor units."""

    data: Ints
    names: Sequence[str]

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, int, int]], names: Sequence[str]) -> Columns:
        """Make columns of rows."""
        return cls(np.array(rows, np.int64).reshape(-1, 4).T, names)


@dataclass(frozen=True, slots=True)
class PayingHistory:
    """How late bills were paid, by account and in the whole book."""

    accounts: Ints
    ends: Ints
    keys: Ints
    book: Ints

    @classmethod
    def of(cls, late: Mapping[int, Sequence[int]]) -> PayingHistory:
        """Make columns of the sorted days late by account."""
        accounts = np.array(sorted(late), np.int64)
        own = [late[account] for account in accounts.tolist()]
        counts = np.fromiter(map(len, own), np.int64, len(own))
        days = np.fromiter(chain.from_iterable(own), np.int64, int(counts.sum()))
        whose = np.repeat(np.arange(len(own)), counts)
        return cls(accounts, np.cumsum(counts), whose * _WIDTH + days + _MIDDLE, np.sort(days))

    def __len__(self) -> int:
        """Return how many bills were paid."""
        return len(self.book)

    def paid_by(self, places: Ints, days: Ints) -> Ints:
        """Return how many bills had been paid by so many days past due, counted from the first account's first."""
        near = np.clip(days, -_MIDDLE, _MIDDLE - 1)
        found: Ints = np.searchsorted(self.keys, places * _WIDTH + near + _MIDDLE, "right")
        return found


def spread(
    items: Columns,
    today: int,
    ends: Sequence[int],
    history: PayingHistory,
    shrinkage: float,
    unknown_days: float,
) -> dict[str, tuple[int, list[float]]]:
    """Return by currency all that is open, and how much of it is expected in each week (minor units).

    `ends`: the last day of each week, in days from today. A bill is spread as the account's own bills that
    stayed open for longer were paid, blended with the book's, which weigh as much as `shrinkage` bills. Where the
    book has none that stayed open for so long, it is expected at once after `unknown_days` from its due day.
    """
    account, currency, due, amount = items.data
    age = today - due
    places = np.searchsorted(history.accounts, account)
    found = places < len(history.accounts)
    found[found] = history.accounts[places[found]] == account[found]
    before = history.paid_by(places, age)
    longer = np.where(found, np.append(history.ends, 0)[places] - before, 0)
    share_of = np.where(longer > 0, longer + shrinkage, 1.0)
    part = amount / share_of
    general = np.where(longer > 0, part * shrinkage, amount)
    by_book = _by_book(age, ends, history.book, unknown_days)
    sums = []
    for end, book in zip(ends, by_book, strict=True):
        upto = history.paid_by(places, age + end)
        sums.append(np.where(longer > 0, part * (upto - before), 0.0) + general * book)
        before = upto
    return {
        name: (sum(amount[mine].tolist()), [float(week[mine].sum()) for week in sums])
        for place, name in enumerate(items.names)
        if (mine := currency == place).any()
    }


def _by_book(age: Ints, ends: Sequence[int], book: Ints, unknown_days: float) -> list[NDArray[np.float64]]:
    """Return for each week which share of the book's bills that went on as long as each item was paid in it."""
    ages, which = np.unique(age, return_inverse=True)
    before = np.searchsorted(book, ages, "right")
    left = len(book) - before
    weeks, so_far = [], np.zeros(len(ages))
    for end in ends:
        paid = (np.searchsorted(book, ages + end, "right") - before) / np.maximum(left, 1)
        upto = np.where(left > 0, paid, end >= unknown_days + np.maximum(0, -ages))
        weeks.append((upto - so_far)[which])
        so_far = upto
    return weeks


PAST_WEEKS = 4
_DAY = timedelta(days=1)
_WEEK = 7
Tell = Callable[[str], None]
_NO_HISTORY = NotAvailable("no bill of this book was ever seen paid: nothing tells when the others will be")
Sums = dict[tuple[date | None, str], list[int]]


class Open(NamedTuple):
    """An item with something to expect: `free` (minor units) is what is neither promised nor disputed."""

    currency: str
    due: int
    free: int


@dataclass(slots=True)
class Forecaster:
    """Works out a forecast from what was known at the close of a day."""

    past: Past
    policy: Policy
    promises: Sequence[PromiseFact]
    tell: Tell
    teller: Teller

    def run(self) -> tuple[list[Expected], list[PastForecast]]:
        """Return what is expected from the view's day on, and how past weeks turned out."""
        day = self.past.day
        first = monday(day, -PAST_WEEKS)
        self.tell("reading what is open")
        lives, changes = balances.lives(self.past, first - _DAY), balances.changes(self.past, first - _DAY)
        items = Items.of(lives, changes, balances.covers(self.past.connection, day))
        self.tell("reading how late bills were paid")
        now, then = self._histories(first - _DAY)
        self.tell("forecasting")
        expected = self._expected(day, items, now)
        weeks = [monday(first, place) for place in range(PAST_WEEKS)]
        receipts = turnover.collected(self.past, first)
        paid = {receipt.invoice for receipt in receipts}
        known = {life.invoice: life.entered for life in lives if life.invoice in paid}
        outcomes: list[PastForecast] = []
        for week in weeks:
            self.tell(f"looking back at the week of {spelt(week)}")
            before = week - _DAY
            forecasts = _turned_out(week, self._expected(before, items, then, 1), receipts, known)
            outcomes += self._told(week, forecasts, known_then=bool(then))
        listed = _listed(expected, monday(day + _DAY))
        if not now:
            told = (each for each in listed if each.promised or each.week is None)
            listed = [each._replace(unpromised=_NO_HISTORY) for each in told]
        return listed, outcomes

    def _told(
        self, week: date, forecasts: Iterable[PastForecast], *, known_then: bool
    ) -> Iterator[PastForecast]:
        """Yield a past week's forecasts beside what came; n/a where there was no history, or no ledger tells."""
        untold = self.teller.untold(week, week + timedelta(days=_WEEK - 1))
        stale = self.teller.not_seen(week - _DAY)
        for each in forecasts:
            why, unseen = untold.get(each.currency), stale.get(each.currency)
            said = NotAvailable(unseen) if unseen else each.forecast if known_then else _NO_HISTORY
            came = (NotAvailable(why), NotAvailable(why)) if why else (each.came, each.besides)
            yield each._replace(forecast=said, came=came[0], besides=came[1])

    def _histories(self, start: date) -> tuple[PayingHistory, PayingHistory]:
        """Return how bills were paid, as known on the view's day, and of those settled by `start`."""
        since = by_key(habits.lateness(self.past, start))
        known = habits.days_late(self.past)
        then = known | {account: habits.less(known.get(account, ()), days) for account, days in since.items()}
        return PayingHistory.of(known), PayingHistory.of(then)

    def _expected(self, day: date, items: Items, history: PayingHistory, weeks: int = WEEKS) -> Sums:
        """Return [promised, not promised] by (Monday, currency), as of the close of `day`, for so many weeks."""
        sums: Sums = defaultdict(lambda: [0, 0])
        paid = allotted.paid(self.past, day)
        self._add_promised(day, paid, sums)
        first, today = monday(day + _DAY).toordinal(), day.toordinal()
        ends = [first + _WEEK * (place + 1) - 1 - today for place in range(weeks)]
        rules, there = self.policy, items.open_on(day, paid)
        spreads = spread(there, today, ends, history, rules.shrinkage, rules.unknown_days)
        for currency, (total, by_week) in spreads.items():
            rest = total
            for place, share in enumerate(by_week):
                # Whatever order the items came in: nothing hangs on the last bits of a sum.
                minor = round(round(share, 3))
                rest -= minor
                sums[date.fromordinal(first + place * _WEEK), currency][1] += minor
            sums[None, currency][1] += rest
        return sums

    def _add_promised(self, day: date, paid: Paid, sums: Sums) -> None:
        known = [_as_known(promise, day) for promise in self.promises if promise.made <= day]
        judged = kept_by((promise for promise in known if promise.state in JUDGED), account=True)
        kept: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for (_, account), counts in judged.items():
            had, of = kept[account]
            kept[account] = (had + counts.kept, of + counts.judged)
        all_kept, all_judged = (sum(column) for column in zip((0, 0), *kept.values(), strict=True))
        book = all_kept / all_judged if all_judged else 1.0
        came, shrinkage = allotted.by_promise(paid), self.policy.shrinkage
        for promise in known:
            if promise.state not in LIVE_PROMISES:
                continue
            had, of = kept[promise.account]
            weight = of + shrinkage
            rate = (had + shrinkage * book) / weight if weight else book
            left = promise.amount - came.get(promise.id, 0)
            sums[week_of(promise.due, day), promise.currency][0] += round(left * rate)


def _as_known(promise: PromiseFact, day: date) -> PromiseFact:
    known = promise.settled is not None and promise.settled <= day
    return promise if known else promise._replace(state=PromiseState.OPEN, settled=None)


@dataclass(frozen=True, slots=True)
class Items:
    """Items that were open at some time, sorted by how much there is to look at.

    `plain`: those that stayed as they are, each known from `entered` on (ordinal); `lively`: the rest.
    """

    plain: Columns
    entered: Ints
    lively: list[Life]
    changes: dict[int, list[BalanceMove]]
    covers: dict[int, list[Cover]]

    @classmethod
    def of(cls, lives: Sequence[Life], changes: Iterable[BalanceMove], covers: Iterable[Cover]) -> Items:
        """Sort items by whether they changed."""
        moved = grouped(changes, attrgetter("invoice"))
        covered = grouped(covers, attrgetter("invoice"))
        credited = {account for _, account, *_, balance in lives if balance < 0}
        plain, entry, lively = [], [], []
        ordinal, places = DayNumbers(), defaultdict[str, int]()
        places.default_factory = places.__len__  # by order of appearance
        for life in lives:
            key, account, currency, due, entered, left, balance = life
            place = places[currency]
            if left is None and key not in moved and key not in covered and account not in credited:
                plain.append((account, place, ordinal[due], balance))
                entry.append(ordinal[entered])
            else:
                lively.append(life)
        return cls(Columns.of(plain, list(places)), np.array(entry, np.int64), lively, moved, covered)

    def open_on(self, day: date, paid: Paid) -> Columns:
        """Return what was open at the close of `day`; credits are taken off an account's oldest bills.

        `paid`: what had come by then of promised lines.
        """
        names = self.plain.names
        found = _open_on(day, self, paid)
        rows = [(account, names.index(code), due, free) for account, (code, due, free) in found]
        plain = self.plain.data
        then = plain[:, (self.entered <= day.toordinal()) & (plain[3] > 0)]
        return Columns(np.hstack((then, Columns.of(rows, names).data)), names)


def _open_on(day: date, items: Items, paid: Paid) -> list[tuple[int, Open]]:
    """Return the lively items that were open at the close of `day`, with their accounts."""
    text = day.isoformat()
    changes, covers = items.changes, items.covers
    found: list[tuple[int, Open]] = []
    credit: dict[tuple[int, str], int] = defaultdict(int)
    for invoice, account, currency, due, entered, left, known in items.lively:
        if entered > text or (left is not None and left <= text):
            continue
        balance = known
        if invoice in changes:
            balance = next((one.old_balance for one in changes[invoice] if one.seen > day), known)
        if balance < 0:
            credit[account, currency] -= balance
        elif balance > 0:
            free = balance - _covered(covers[invoice], day, paid) if invoice in covers else balance
            if free > 0:
                found.append((account, Open(currency, date.fromisoformat(due).toordinal(), free)))
    return _less_credits(found, credit) if credit else found


def _covered(covers: Iterable[Cover], day: date, paid: Paid) -> int:
    return sum(
        c.amount - (paid.get((c.promise, c.invoice), 0) if c.promise is not None else 0)
        for c in covers
        if c.since <= day and (c.until is None or c.until > day)
    )


def _less_credits(
    items: list[tuple[int, Open]], credit: dict[tuple[int, str], int]
) -> list[tuple[int, Open]]:
    rest = []
    for account, item in sorted(items, key=lambda entry: entry[1].due):
        key = (account, item.currency)
        used = min(item.free, credit.get(key, 0))
        if used:
            credit[key] -= used
        if item.free > used:
            rest.append((account, item._replace(free=item.free - used)))
    return rest


def _listed(sums: Sums, first: date) -> list[Expected]:
    """List every week for every currency, also those in which nothing is expected."""
    started = {week for week, _ in sums if week is not None}
    weeks = sorted({*started, *(first + timedelta(weeks=place) for place in range(WEEKS))})
    codes = sorted({code for _, code in sums})
    return [
        Expected(week, code, *sums.get((week, code), (0, 0))) for code in codes for week in (*weeks, None)
    ]


def _turned_out(
    week: date, expected: Sums, receipts: Iterable[ReceiptFact], known: Mapping[int, str]
) -> list[PastForecast]:
    """Compare a week's forecast with what came; `known`: the ISO dates from which bills were known."""
    came: dict[tuple[str, bool], int] = defaultdict(int)
    for receipt in receipts:
        if week <= receipt.paid < week + timedelta(days=_WEEK):
            since = known.get(receipt.invoice) if receipt.invoice is not None else None
            came[receipt.currency, since is not None and since < week.isoformat()] += receipt.amount
    forecast = {code: sum(amounts) for (of, code), amounts in expected.items() if of == week}
    codes = sorted({*forecast, *(code for code, _ in came)})
    return [
        PastForecast(week, code, forecast.get(code, 0), came.get((code, True), 0), came.get((code, False), 0))
        for code in codes
    ]
