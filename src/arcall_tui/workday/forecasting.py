"""Expected cash: what is open, when it is expected, and how the same rule did in past weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from arcall_tui.domain.activity import PromiseState
from arcall_tui.domain.figures import Change, Cover, Life, PromiseFact, Receipt
from arcall_tui.reports.forecast import WEEKS, Expected, Outcome, monday
from arcall_tui.reports.promised import kept_by, past_grace
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.value import NO_HISTORY, Lateness
from arcall_tui.store import figures
from arcall_tui.store.past import Past

PAST_WEEKS = 6
_DAY = timedelta(days=1)
_WEEK = 7
Tell = Callable[[str], None]
Sums = dict[tuple[date | None, str], list[int]]


class _Ordinals(dict[str, int]):
    """The day numbers of ISO dates, worked out once each."""

    def __missing__(self, text: str) -> int:
        self[text] = number = date.fromisoformat(text).toordinal()
        return number


@dataclass(frozen=True, slots=True)
class History:
    """How late bills were paid, by account and in the whole book."""

    own: dict[int, Lateness]
    book: Lateness

    @classmethod
    def of(cls, late: dict[int, list[int]]) -> History:
        """Build from the days late by account."""
        everyone = Lateness(days for own in late.values() for days in own)
        return cls({account: Lateness(own) for account, own in late.items()}, everyone)


@dataclass(frozen=True, slots=True)
class Open:
    """An item with something to expect: `free` (minor units) is what is neither promised nor disputed."""

    account: int
    currency: str
    due: int
    free: int


@dataclass(slots=True)
class Forecaster:
    """Works out a forecast from what was known at the close of a day."""

    past: Past
    policy: Policy
    check_due: Callable[[date, str], date]
    promises: Sequence[PromiseFact]
    tell: Tell

    def run(self) -> tuple[list[Expected], list[Outcome]]:
        """Return what is expected from the view's day on, and how past weeks turned out."""
        day = self.past.day
        first = monday(day) - timedelta(weeks=PAST_WEEKS)
        self.tell("reading what is open")
        lives, changes = (
            figures.lives(self.past, first - _DAY),
            _changes(figures.changes(self.past, first - _DAY)),
        )
        covers = _covers(figures.covers(self.past.connection, day))
        self.tell("reading how late bills were paid")
        now, then = self._histories(first - _DAY)
        self.tell("forecasting")
        expected = self._expected(day, _open_on(day, lives, changes, covers), now)
        weeks = [first + timedelta(weeks=place) for place in range(PAST_WEEKS)]
        receipts = figures.collected(self.past, first)
        outcomes: list[Outcome] = []
        for week in weeks:
            self.tell(f"looking back at the week of {week.day} {week:%b %Y}")
            items = _open_on(week - _DAY, lives, changes, covers)
            outcomes += _turned_out(week, self._expected(week - _DAY, items, then), receipts)
        return _listed(expected, monday(day + _DAY)), outcomes

    def _histories(self, start: date) -> tuple[History, History]:
        """Return how bills were paid, as known on the view's day, and of those settled by `start`."""
        ordinal = _Ordinals()
        now: dict[int, list[int]] = defaultdict(list)
        then: dict[int, list[int]] = defaultdict(list)
        until = start.isoformat()
        for account, due, settled in figures.lateness(self.past, self.past.day):
            late = ordinal[settled] - ordinal[due]
            now[account].append(late)
            if settled <= until:
                then[account].append(late)
        return History.of(now), History.of(then)

    def _expected(self, day: date, items: Iterable[Open], history: History) -> Sums:
        """Return [promised, not promised] by (Monday, currency), as of the close of `day`."""
        sums: Sums = defaultdict(lambda: [0, 0])
        first = monday(day + _DAY).toordinal()
        self._add_promised(day, sums)
        today = day.toordinal()
        shrinkage, unknown = self.policy.shrinkage, self.policy.unknown_days
        weeks: dict[int, date | None] = {}
        own, book = history.own, history.book
        for item in items:
            age = today - item.due
            count, total = book.beyond(age)
            further = total / count if count else unknown + max(0, -age)
            mine = own.get(item.account, NO_HISTORY)
            count, total = mine.beyond(age)
            weight = count + shrinkage
            days = (total + shrinkage * further) / weight if weight else further
            place = max(0, (today + max(1, round(days)) - first) // _WEEK)
            week = weeks.get(place)
            if week is None and place not in weeks:
                week = weeks[place] = None if place >= WEEKS else date.fromordinal(first + place * _WEEK)
            sums[week, item.currency][1] += item.free
        return sums

    def _add_promised(self, day: date, sums: Sums) -> None:
        first = monday(day + _DAY)
        known = [_as_known(promise, day) for promise in self.promises if promise.made <= day]
        judged = kept_by(past_grace(known, None, day, self.check_due), account=True)
        kept: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for (_, account), counts in judged.items():
            had, of = kept[account]
            kept[account] = (had + counts.kept, of + counts.judged)
        all_kept, all_judged = (sum(column) for column in zip((0, 0), *kept.values(), strict=True))
        book = all_kept / all_judged if all_judged else 1.0
        shrinkage = self.policy.shrinkage
        for promise in known:
            if promise.state is not PromiseState.OPEN:
                continue
            had, of = kept[promise.account]
            weight = of + shrinkage
            rate = (had + shrinkage * book) / weight if weight else book
            due = max(promise.due, day + _DAY)
            place = (monday(due) - first).days // _WEEK
            week = None if place >= WEEKS else monday(due)
            sums[week, promise.currency][0] += round(promise.amount * rate)


def _as_known(promise: PromiseFact, day: date) -> PromiseFact:
    if promise.settled is None or promise.settled > day:
        return promise._replace(state=PromiseState.OPEN, settled=None)
    return promise


def _changes(changes: Iterable[Change]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for change in changes:
        found[change.invoice].append((change.seen.toordinal(), change.old_balance))
    return dict(found)


def _covers(covers: Iterable[Cover]) -> dict[int, list[Cover]]:
    found: dict[int, list[Cover]] = defaultdict(list)
    for cover in covers:
        found[cover.invoice].append(cover)
    return dict(found)


def _open_on(
    day: date,
    lives: Iterable[Life],
    changes: dict[int, list[tuple[int, int]]],
    covers: dict[int, list[Cover]],
) -> list[Open]:
    """Return what was open at the close of `day`; credits are taken off an account's oldest bills."""
    number = day.toordinal()
    found: list[Open] = []
    credit: dict[tuple[int, str], int] = defaultdict(int)
    for invoice, account, currency, due, entered, left, known in lives:
        if entered > day or (left is not None and left <= day):
            continue
        balance = known
        if invoice in changes:
            balance = next((old for seen, old in changes[invoice] if seen > number), known)
        if balance < 0:
            credit[account, currency] -= balance
        elif balance > 0:
            free = balance - _covered(covers[invoice], day) if invoice in covers else balance
            if free > 0:
                found.append(Open(account, currency, due.toordinal(), free))
    return _less_credits(found, credit) if credit else found


def _covered(covers: Iterable[Cover], day: date) -> int:
    return sum(c.amount for c in covers if c.since <= day and (c.until is None or c.until > day))


def _less_credits(items: list[Open], credit: dict[tuple[int, str], int]) -> list[Open]:
    rest = []
    for item in sorted(items, key=lambda item: item.due):
        key = (item.account, item.currency)
        used = min(item.free, credit.get(key, 0))
        if used:
            credit[key] -= used
        if item.free > used:
            rest.append(Open(item.account, item.currency, item.due, item.free - used))
    return rest


def _listed(sums: Sums, first: date) -> list[Expected]:
    """List every week for every currency, also those in which nothing is expected."""
    started = {week for week, _ in sums if week is not None}
    weeks = sorted({*started, *(first + timedelta(weeks=place) for place in range(WEEKS))})
    codes = sorted({code for _, code in sums})
    return [
        Expected(week, code, *sums.get((week, code), (0, 0))) for code in codes for week in (*weeks, None)
    ]


def _turned_out(week: date, expected: Sums, receipts: Iterable[Receipt]) -> list[Outcome]:
    came: dict[str, int] = defaultdict(int)
    for receipt in receipts:
        if week <= receipt.paid < week + timedelta(days=_WEEK):
            came[receipt.currency] += receipt.amount
    forecast = {code: sum(amounts) for (of, code), amounts in expected.items() if of == week}
    codes = sorted({*forecast, *came})
    return [Outcome(week, code, forecast.get(code, 0), came.get(code, 0)) for code in codes]
