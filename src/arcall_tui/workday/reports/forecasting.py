"""Expected cash: what is open, when it is expected, and how the same rule did in past weeks."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, chain
from typing import NamedTuple

from arcall_tui.domain.activity import LIVE_PROMISES, PromiseState
from arcall_tui.domain.dates import spelt
from arcall_tui.domain.figures import BalanceMove, Cover, Life, PromiseFact, ReceiptFact
from arcall_tui.reports.forecast import WEEKS, Expected, PastForecast, monday, week_of
from arcall_tui.reports.promised import CheckDay, kept_by, past_grace
from arcall_tui.reports.table import NotAvailable
from arcall_tui.rules.policy import Policy
from arcall_tui.store.past import allotted, coming, habits, turnover
from arcall_tui.store.past.allotted import Paid
from arcall_tui.store.past.view import Past

PAST_WEEKS = 4
_DAY = timedelta(days=1)
_WEEK = 7
Tell = Callable[[str], None]
# Why what came from one day to another is not known, by currency.
Untold = Callable[[date, date], Mapping[str, str]]
_NO_HISTORY = NotAvailable("no bill of this book was ever seen paid: nothing tells when the others will be")
Sums = dict[tuple[date | None, str], list[int]]


class ForecastBook:
    """How late the book's bills were paid: how many so many days late."""

    def __init__(self, counted: Counter[int]) -> None:
        self.counted = counted
        self._days = sorted(day for day, count in counted.items() if count > 0)
        self._upto = list(accumulate((counted[day] for day in self._days), initial=0))

    def paid_by(self, age: int) -> int:
        """Return how many were paid up to `age` days late."""
        return self._upto[bisect_right(self._days, age)]

    def __len__(self) -> int:
        return self._upto[-1]

    def without(self, days: Iterable[int]) -> ForecastBook:
        """Return the book as it was before bills with these days late were settled."""
        counted = self.counted.copy()
        counted.subtract(days)
        return ForecastBook(counted)


class _General(dict[int, list[float]]):
    """By days past due: which share of the book's bills that went on so long was paid by the end of each week."""

    def __init__(self, book: ForecastBook, unknown: float, ends: Sequence[int]) -> None:
        super().__init__()
        self._book, self._unknown, self._ends = book, unknown, ends

    def __missing__(self, age: int) -> list[float]:
        before = self._book.paid_by(age)
        count = len(self._book) - before
        if count:
            shares = [(self._book.paid_by(age + end) - before) / count for end in self._ends]
        else:
            # Nothing to go by: at once after as many days as the rule book says, from the due date on.
            wait = self._unknown + max(0, -age)
            shares = [float(end >= wait) for end in self._ends]
        self[age] = shares
        return shares


@dataclass(frozen=True, slots=True)
class PayingHistory:
    """How late bills were paid, by account (sorted) and in the whole book."""

    own: Mapping[int, Sequence[int]]
    book: ForecastBook

    @classmethod
    def of(cls, late: Mapping[int, Sequence[int]]) -> PayingHistory:
        """Build from the sorted days late by account."""
        return cls(late, ForecastBook(Counter(chain.from_iterable(late.values()))))

    def without(self, late: Mapping[int, Sequence[int]]) -> PayingHistory:
        """Return the history as it was before the bills with these days late were settled."""
        own = {account: habits.less(self.own.get(account, ()), days) for account, days in late.items()}
        return PayingHistory({**self.own, **own}, self.book.without(chain.from_iterable(late.values())))


class Open(NamedTuple):
    """An item with something to expect: `free` (minor units) is what is neither promised nor disputed."""

    currency: str
    due: int
    free: int


# By account, so that its history is looked up once.
Opens = Mapping[int, Sequence[tuple[str, int, int]]]


@dataclass(slots=True)
class Forecaster:
    """Works out a forecast from what was known at the close of a day."""

    past: Past
    policy: Policy
    check_day: CheckDay
    promises: Sequence[PromiseFact]
    tell: Tell
    untold: Untold

    def run(self) -> tuple[list[Expected], list[PastForecast]]:
        """Return what is expected from the view's day on, and how past weeks turned out."""
        day = self.past.day
        first = monday(day) - timedelta(weeks=PAST_WEEKS)
        self.tell("reading what is open")
        lives, changes = coming.lives(self.past, first - _DAY), coming.changes(self.past, first - _DAY)
        items = Items.of(lives, changes, coming.covers(self.past.connection, day))
        self.tell("reading how late bills were paid")
        now, then = self._histories(first - _DAY)
        self.tell("forecasting")
        expected = self._expected(day, items, now)
        weeks = [first + timedelta(weeks=place) for place in range(PAST_WEEKS)]
        receipts = turnover.collected(self.past, first)
        paid = {receipt.invoice for receipt in receipts}
        known = {life.invoice: life.entered for life in lives if life.invoice in paid}
        outcomes: list[PastForecast] = []
        for week in weeks:
            self.tell(f"looking back at the week of {spelt(week)}")
            before = week - _DAY
            then_expected = self._expected(before, items, then, 1)
            outcomes += self._turned_out(week, then_expected, receipts, known, then)
        listed = _listed(expected, monday(day + _DAY))
        if not len(now.book):
            listed = [each._replace(unpromised=_NO_HISTORY) if each.unpromised else each for each in listed]
        return listed, outcomes

    def _turned_out(
        self,
        week: date,
        expected: Sums,
        receipts: Iterable[ReceiptFact],
        known: Mapping[int, str],
        then: PayingHistory,
    ) -> list[PastForecast]:
        """Compare a past week's forecast with what came; n/a where there was no history, or no ledger tells."""
        untold = self.untold(week, week + timedelta(days=_WEEK - 1))
        found = _turned_out(week, expected, receipts, known)
        if not len(then.book):
            found = [each._replace(forecast=_NO_HISTORY) for each in found]
        return [
            each._replace(came=NotAvailable(reason), besides=NotAvailable(reason))
            if (reason := untold.get(each.currency))
            else each
            for each in found
        ]

    def _histories(self, start: date) -> tuple[PayingHistory, PayingHistory]:
        """Return how bills were paid, as known on the view's day, and of those settled by `start`."""
        since: dict[int, list[int]] = defaultdict(list)
        for account, days in habits.lateness(self.past, start):
            since[account].append(days)
        known = PayingHistory.of(habits.days_late(self.past))
        return known, known.without(since)

    def _expected(self, day: date, items: Items, history: PayingHistory, weeks: int = WEEKS) -> Sums:
        """Return [promised, not promised] by (Monday, currency), as of the close of `day`, for so many weeks."""
        sums: Sums = defaultdict(lambda: [0, 0])
        paid = allotted.paid(self.past, day)
        self._add_promised(day, paid, sums)
        first, today = monday(day + _DAY).toordinal(), day.toordinal()
        ends = [first + _WEEK * (place + 1) - 1 - today for place in range(weeks)]
        for currency, (total, by_week) in _spread(
            items.open_on(day, paid), today, ends, history, self.policy
        ).items():
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
        judged = kept_by(past_grace(known, None, day, self.check_day), account=True)
        kept: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for (_, account), counts in judged.items():
            had, of = kept[account]
            kept[account] = (had + counts.kept, of + counts.judged)
        all_kept, all_judged = (sum(column) for column in zip((0, 0), *kept.values(), strict=True))
        book = all_kept / all_judged if all_judged else 1.0
        came: dict[int, int] = defaultdict(int)
        for (key, _), amount in paid.items():
            came[key] += amount
        shrinkage = self.policy.shrinkage
        for promise in known:
            if promise.state not in LIVE_PROMISES:
                continue
            had, of = kept[promise.account]
            weight = of + shrinkage
            rate = (had + shrinkage * book) / weight if weight else book
            sums[week_of(promise.due, day), promise.currency][0] += round(
                (promise.amount - came[promise.id]) * rate
            )


def _spread(
    items: Opens, today: int, ends: Sequence[int], history: PayingHistory, policy: Policy
) -> dict[str, tuple[int, list[float]]]:
    """Return by currency all that is free, and how much of it is expected in each week (minor units).

    `ends`: the last day of each week, in days from today. A bill is spread as the account's own bills that
    stayed open for longer were paid, blended with the book's (weight: policy.shrinkage).
    """
    totals: dict[str, int] = defaultdict(int)
    by_week: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(ends))
    # What follows the book alone is put together by age: the book's shares are worked out once an age.
    general: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    shrinkage, own = policy.shrinkage, history.own
    # 200,000 items for each of several days: nothing is called here that can be looked up.
    for account, rows in items.items():
        days = own.get(account, ())
        many = len(days)
        for currency, due, free in rows:
            age = today - due
            totals[currency] += free
            first = before = bisect_right(days, age)
            if first == many:
                general[currency][age] += free
                continue
            part = free / (many - first + shrinkage)
            general[currency][age] += part * shrinkage
            amounts = by_week[currency]
            for place, end in enumerate(ends):
                paid = bisect_right(days, age + end, before)
                if paid > before:
                    amounts[place] += part * (paid - before)
                    before = paid
    shares = _General(history.book, policy.unknown_days, ends)
    for currency, by_age in general.items():
        amounts = by_week[currency]
        for age, free_ in by_age.items():
            before_ = 0.0
            for place, share in enumerate(shares[age]):
                amounts[place] += free_ * (share - before_)
                before_ = share
    return {currency: (totals[currency], by_week[currency]) for currency in totals}


def _as_known(promise: PromiseFact, day: date) -> PromiseFact:
    if promise.settled is None or promise.settled > day:
        return promise._replace(state=PromiseState.OPEN, settled=None)
    return promise


def _changes(changes: Iterable[BalanceMove]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for change in changes:
        found[change.invoice].append((change.seen.toordinal(), change.old_balance))
    return dict(found)


def _covers(covers: Iterable[Cover]) -> dict[int, list[Cover]]:
    found: dict[int, list[Cover]] = defaultdict(list)
    for cover in covers:
        found[cover.invoice].append(cover)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Items:
    """Items that were open at some time, by account, sorted by how much there is to look at.

    `plain`: (currency, due, entered, balance) of those that stayed as they are; `lively`: the rest.
    """

    plain: dict[int, list[tuple[str, int, int, int]]]
    lively: list[Life]
    changes: dict[int, list[tuple[int, int]]]
    covers: dict[int, list[Cover]]

    @classmethod
    def of(cls, lives: Sequence[Life], changes: Iterable[BalanceMove], covers: Iterable[Cover]) -> Items:
        """Sort items by whether they changed."""
        moved, covered = _changes(changes), _covers(covers)
        credited = {life.account for life in lives if life.balance < 0}
        plain: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
        lively = []
        ordinal = _Days()
        for life in lives:
            key, account, currency, due, entered, left, balance = life
            if left is None and key not in moved and key not in covered and account not in credited:
                plain[account].append((currency, ordinal[due], ordinal[entered], balance))
            else:
                lively.append(life)
        return cls(plain, lively, moved, covered)

    def open_on(self, day: date, paid: Paid) -> Opens:
        """Return what was open at the close of `day`; credits are taken off an account's oldest bills.

        `paid`: what had come by then of promised lines.
        """
        number = day.toordinal()
        found: dict[int, list[tuple[str, int, int]]] = {
            account: [(code, due, free) for code, due, entered, free in rows if entered <= number and free]
            for account, rows in self.plain.items()
        }
        for account, item in _open_on(day, self, paid):
            found.setdefault(account, []).append(item)
        return found


class _Days(dict[str, int]):
    """The numbers of days written as ISO texts, worked out once each."""

    def __missing__(self, text: str) -> int:
        self[text] = number = date.fromisoformat(text).toordinal()
        return number


def _open_on(day: date, items: Items, paid: Paid) -> list[tuple[int, Open]]:
    """Return the lively items that were open at the close of `day`, with their accounts."""
    number, text = day.toordinal(), day.isoformat()
    changes, covers = items.changes, items.covers
    found: list[tuple[int, Open]] = []
    credit: dict[tuple[int, str], int] = defaultdict(int)
    for invoice, account, currency, due, entered, left, known in items.lively:
        if entered > text or (left is not None and left <= text):
            continue
        balance = known
        if invoice in changes:
            balance = next((old for seen, old in changes[invoice] if seen > number), known)
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
