"""What a call changes: how fast accounts pay after a conversation, against how fast they pay anyway."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, sqrt
from typing import NamedTuple

# A conversation, or an attempt that reached nobody, counts for so many days after it.
AFTER = 10
# Bills pay at one rate within a band of ages (days past due); the first ends below the second's beginning.
_BANDS = (1, 8, 15, 31, 61, 91, 181)
# As how many expected payments the whole book's rate weighs against an account's own.
_SPEED_PRIOR, _RESPONSE_PRIOR = 4.0, 30.0
# Accounts respond as others of their speed do, the book's being 1: slow payers may forget, or resist.
_SPEEDS = (0.35, 0.5, 0.7, 1.0, 1.4, 2.0)
# Evidence: so many payments after conversations, and the lower bound of how much faster they came.
ENOUGH, SURELY = 50, 1.2
_SIDE = 1.96
# What a call saves moves an account's value by no more than this, either way.
_MOST = 2.0


class Watched(NamedTuple):
    """A bill that was watched while overdue, on the ordinal days `first` to `last`; it was `paid` on the last, or not yet."""

    account: int
    due: int
    first: int
    last: int
    paid: bool


class Reached(NamedTuple):
    """The ordinal workdays on which an account was spoken to, on which it was rung in vain, and all on which it was in contact."""

    talks: Sequence[int] = ()
    misses: Sequence[int] = ()
    contacts: Sequence[int] = ()


@dataclass(slots=True)
class _Watch:
    """Payments and bill-days by band of age, of one account at one time: left alone, after a talk, or after a miss."""

    paid: list[int] = field(default_factory=lambda: [0] * len(_BANDS))
    days: list[int] = field(default_factory=lambda: [0] * len(_BANDS))

    def add(self, due: int, first: int, last: int, *, paid: bool) -> None:
        """Count a bill from `first` to `last`."""
        band = bisect_left(_BANDS, first - due + 1) - 1
        while first <= last:
            ends = due + _BANDS[band + 1] - 1 if band + 1 < len(_BANDS) else last
            self.days[band] += min(ends, last) - first + 1
            if ends >= last:
                self.paid[band] += paid
                return
            first, band = ends + 1, band + 1

    def expected(self, rates: Sequence[float]) -> float:
        """Return how many payments these days would have brought at the book's rates."""
        return sum(days * rate for days, rate in zip(self.days, rates, strict=True))


class Response(NamedTuple):
    """Payments `seen` and `expected` after conversations, and the same after the book's attempts in vain, as control.

    `own`: how many times as fast this account pays after a talk, drawn towards the book's.
    """

    seen: int
    expected: float
    missed_seen: int
    missed_expected: float
    own: float = 1.0

    @property
    def times(self) -> float | None:
        """How many times as fast they paid after a talk as after an attempt in vain; None where neither can tell."""
        if not (self.seen and self.expected and self.missed_seen and self.missed_expected):
            return None
        return (self.seen / self.expected) / (self.missed_seen / self.missed_expected)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where that lies 19 times in 20: the counts are Poisson's, so the logarithm's error is known."""
        if self.times is None:
            return None
        error = _SIDE * sqrt(1 / self.seen + 1 / self.missed_seen)
        return self.times * exp(-error), self.times * exp(error)

    @property
    def suffices(self) -> bool:
        """Whether the evidence is enough to rank by."""
        return self.interval is not None and self.seen >= ENOUGH and self.interval[0] > SURELY


class Responses(NamedTuple):
    """How the whole book responds, and each account that was watched."""

    book: Response
    accounts: Mapping[int, Response]

    def factor(self, account: int, days: float) -> float:
        """Return by how much what a call saves moves the account's value: 1 for one that responds as the book does.

        `days`: how long its bills are expected to stay unpaid without a call.
        """
        times = self.book.times or 1.0
        own = self.accounts[account].own if account in self.accounts else times
        usual = share_saved(_USUAL, times)
        # By the root: in made worlds the full ratio lost where calls trigger payments, the root lost nowhere.
        return min(max(sqrt(share_saved(days, own) / usual), 1 / _MOST), _MOST) if usual else 1.0


# Days: how long a bill that a call is about stays unpaid in a usual book; there the factor is 1.
_USUAL = 20.0
NO_RESPONSES = Responses(Response(0, 0.0, 0, 0.0), {})


def share_saved(days: float, times: float) -> float:
    """Return the part of its expected `days` by which a bill comes sooner if it is paid `times` as fast after a talk."""
    if times <= 1 or days <= 0:
        return 0.0
    return (1 - 1 / times) * (1 - exp(-times * AFTER / days))


def responses(bills: Iterable[Watched], reached: Mapping[int, Reached]) -> Responses:
    """Work out how accounts respond, of all bills watched and all contacts."""
    alone: dict[int, _Watch] = {}
    talked: dict[int, _Watch] = {}
    missed: dict[int, _Watch] = {}
    spans = {account: [*_spans(days)] for account, days in reached.items()}
    for bill in bills:
        for first, last, when in _parts(bill, spans.get(bill.account, ())):
            watch = {_ALONE: alone, _TALKED: talked, _MISSED: missed}.get(when)
            if watch is not None:
                paid = bill.paid and last == bill.last
                watch.setdefault(bill.account, _Watch()).add(bill.due, first, last, paid=paid)
    return _told(alone, talked, missed)


def _told(
    alone: Mapping[int, _Watch], talked: Mapping[int, _Watch], missed: Mapping[int, _Watch]
) -> Responses:
    rates = _rates(alone.values())
    found: dict[int, Response] = {}
    classes: dict[int, list[int]] = defaultdict(list)
    for account in talked.keys() | missed.keys():
        left, talk, miss = (each.get(account, _Watch()) for each in (alone, talked, missed))
        speed = (_SPEED_PRIOR + sum(left.paid)) / (_SPEED_PRIOR + left.expected(rates))
        after, in_vain = speed * talk.expected(rates), speed * miss.expected(rates)
        found[account] = Response(sum(talk.paid), after, sum(miss.paid), in_vain)
        classes[bisect_left(_SPEEDS, speed)].append(account)
    book = _together(found.values())
    times = book.times or 1.0
    accounts: dict[int, Response] = {}
    for alike in classes.values():
        theirs = _drawn(_together(found[account] for account in alike), times)
        accounts |= {
            key: Response(*found[key][:2], *book[2:4], own=_drawn(found[key], theirs)) for key in alike
        }
    return Responses(book._replace(own=times), accounts)


def _together(all_: Iterable[Response]) -> Response:
    seen = expected = missed_seen = missed_expected = 0.0
    for each in all_:
        seen, expected = seen + each.seen, expected + each.expected
        missed_seen, missed_expected = missed_seen + each.missed_seen, missed_expected + each.missed_expected
    return Response(int(seen), expected, int(missed_seen), missed_expected)


def _drawn(response: Response, times: float) -> float:
    """Return how many times as fast payments came after a talk, as if so many more were expected, `times` as fast."""
    return (_RESPONSE_PRIOR * times + response.seen) / (_RESPONSE_PRIOR + response.expected)


def _rates(alone: Iterable[_Watch]) -> list[float]:
    """Return the payments a day of bills left alone, by band of age."""
    paid, days = [0] * len(_BANDS), [0] * len(_BANDS)
    for watch in alone:
        paid = [one + more for one, more in zip(paid, watch.paid, strict=True)]
        days = [one + more for one, more in zip(days, watch.days, strict=True)]
    return [one / many if many else 0.0 for one, many in zip(paid, days, strict=True)]


_ALONE, _TALKED, _MISSED, _OTHERWISE = range(4)


def _spans(reached: Reached) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches of days (first, last, what they come after) after contacts; a talk outweighs the others."""
    edges = sorted({edge for days in reached for day in days for edge in (day + 1, day + AFTER + 1)})
    for first, after in pairwise(edges):
        for days, what in zip(reached, (_TALKED, _MISSED, _OTHERWISE), strict=True):
            if any(day < first <= day + AFTER for day in days):
                yield first, after - 1, what
                break


def _parts(bill: Watched, spans: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Divide the days of a bill by what they come after."""
    at = bill.first
    for first, last, what in spans:
        if last < at or first > bill.last:
            continue
        if first > at:
            yield at, first - 1, _ALONE
        yield max(at, first), min(last, bill.last), what
        at = last + 1
    if at <= bill.last:
        yield at, bill.last, _ALONE


def in_words(response: Response) -> str:
    """Say how much sooner they pay after a talk; empty where nothing can tell."""
    if response.times is None or response.interval is None:
        return ""
    low, high = response.interval
    return f"after a talk they paid {response.times:.1f} times as fast, {low:.1f} to {high:.1f}"
