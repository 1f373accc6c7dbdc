"""What an unpaid invoice is expected to cost from here: days it will still stay unpaid."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, dropwhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arcall_tui.rules.policy import Policy


class Lateness:
    """How late invoices were paid: days after the due date, sorted; negative means early.

    `still_open`: the ages (days past due) of invoices that nobody has paid yet; they count as the days that
    they have been open so far. Immutable but for a memo of answers, so that 200,000 open items ask the
    book's history only once an age.
    """

    __slots__ = ("_memo", "_open_sums", "_pressure", "_sums", "days", "still_open")

    def __init__(self, days: Iterable[int], still_open: Iterable[int] = ()) -> None:
        self.days = sorted(days)
        self.still_open = sorted(still_open)
        self._sums: list[int] | None = None
        self._open_sums: list[int] = []
        self._memo: dict[int, tuple[int, int]] = {}
        self._pressure: Pressure | None = None

    @classmethod
    def of(cls, days: Iterable[int], still_open: Iterable[int] = ()) -> Lateness:
        """Build from the days late of each settled invoice and the ages of the open ones, in any order."""
        return cls(days, still_open)

    def __len__(self) -> int:
        return len(self.days)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lateness) and (self.days, self.still_open) == (other.days, other.still_open)

    def __hash__(self) -> int:
        return hash((tuple(self.days), tuple(self.still_open)))

    def beyond(self, age: int) -> tuple[int, int]:
        """Return how many were paid `age` days late or later, and the days that all were open beyond `age`.

        The days of those still open are among them, as far as they have gone; the count is of payments only.
        """
        known = self._memo.get(age)
        if known is None:
            if self._sums is None:
                self._sums = list(accumulate(self.days, initial=0))
                self._open_sums = list(accumulate(self.still_open, initial=0))
            first = bisect_left(self.days, age)
            count = len(self.days) - first
            total = self._sums[-1] - self._sums[first] - count * age
            if self.still_open:
                older = bisect_right(self.still_open, age)
                total += self._open_sums[-1] - self._open_sums[older] - (len(self.still_open) - older) * age
            known = self._memo[age] = (count, total)
        return known

    def pressure(self) -> Pressure:
        """Return how many payments a bill should have seen by each age, at this history's pace."""
        if self._pressure is None:
            self._pressure = Pressure(self.days, self.still_open)
        return self._pressure


def _early(late: int) -> bool:
    return late <= 0


class Pressure(dict[int, float]):
    """By age (days past due): the payments that one bill of that age should have seen (Nelson-Aalen estimate).

    Summed over the ages at which bills were paid, or which they have reached, it comes to the number of
    payments; so an account that falls short of its sum pays more slowly than the history's other accounts.
    """

    def __init__(self, days: Sequence[int], still_open: Sequence[int]) -> None:
        super().__init__()
        self._ages: list[int] = []
        self._sums: list[float] = [0.0]
        # What was paid early was paid by day 0; what is not due yet has not come so far.
        before = 0
        for age in dict.fromkeys(chain((0,), dropwhile(_early, days))):
            paid = bisect_right(days, age) - before
            at_risk = len(days) - before + len(still_open) - bisect_left(still_open, max(age, 1))
            before += paid
            if paid:
                self._ages.append(age)
                self._sums.append(self._sums[-1] + paid / at_risk)

    def __missing__(self, age: int) -> float:
        found = self[age] = self._sums[bisect_right(self._ages, max(0, age))]
        return found


NO_HISTORY = Lateness(())

# No estimate looks further ahead (days): where hardly anything was ever paid so late, the sums run away.
LONGEST = 730.0


def pace(own: Lateness, ages: Iterable[int], book: Lateness, policy: Policy) -> float:
    """Return how many times as long as the book's other accounts this one takes to pay; 1 is like all.

    `ages`: days past due of its open invoices. Payments that the book's pace would have brought over those
    actually seen, shrunk to 1 as if `policy.shrinkage` payments more had come in time (the posterior mean of
    a gamma frailty model).
    """
    weight = policy.shrinkage + len(own)
    if not weight:
        return 1.0
    due = book.pressure().__getitem__
    expected = sum(map(due, own.days)) + sum([due(age) for age in ages if age > 0])
    return (policy.shrinkage + expected) / weight


def further_days(age: int, own: Lateness, book: Lateness, policy: Policy, own_pace: float = 1.0) -> float:
    """Return the days for which an invoice `age` days past due is expected to stay unpaid from here.

    Days open beyond `age` per payment seen (the usual estimate for lifetimes of which some have not ended
    yet: total time at risk / events), of the account's own invoices, blended with the book's same figure at
    the account's `pace`, as if `policy.shrinkage` payments had been seen so (design: domain.md, value).
    Where the book saw no payment that late, `policy.unknown_days` stands in for its figure; a book without
    any payments has only the age itself to go by, which is then added.
    """
    count, total = book.beyond(age)
    expected = own_pace * (total / count if count else unknown_at(age, book, policy))
    count, total = own.beyond(age)
    weight = count + policy.shrinkage
    return min((total + policy.shrinkage * expected) / weight if weight else expected, LONGEST)


def unknown_at(age: int, book: Lateness, policy: Policy) -> float:
    """Return the further days assumed where the book saw no payment as late as `age`."""
    return policy.unknown_days + (0 if book.days else max(0, age))
