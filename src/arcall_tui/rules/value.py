"""What an unpaid invoice is expected to cost from here: days it will still stay unpaid."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arcall_tui.rules.policy import Policy


class Lateness:
    """How late settled invoices were paid: days after the due date, sorted; negative means early.

    Immutable but for a memo of answers, so that 200,000 open items ask the book's history only once an age.
    """

    __slots__ = ("_memo", "_sums", "days")

    def __init__(self, days: Iterable[int]) -> None:
        self.days = sorted(days)
        self._sums: list[int] | None = None
        self._memo: dict[int, tuple[int, int]] = {}

    @classmethod
    def of(cls, days: Iterable[int]) -> Lateness:
        """Build from the days late of each settled invoice, in any order."""
        return cls(days)

    def __len__(self) -> int:
        return len(self.days)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lateness) and self.days == other.days

    def __hash__(self) -> int:
        return hash(tuple(self.days))

    def beyond(self, age: int) -> tuple[int, int]:
        """Return how many stayed unpaid for `age` days or more, and the sum of their days beyond `age`."""
        known = self._memo.get(age)
        if known is None:
            if self._sums is None:
                self._sums = list(accumulate(self.days, initial=0))
            first = bisect_left(self.days, age)
            count = len(self.days) - first
            known = self._memo[age] = (count, self._sums[-1] - self._sums[first] - count * age)
        return known


NO_HISTORY = Lateness(())


def further_days(age: int, own: Lateness, book: Lateness, policy: Policy) -> float:
    """Return the days for which an invoice `age` days past due is expected to stay unpaid from here.

    The mean of (late - age) over the account's own settled invoices that lasted at least as long, shrunk
    to the book's same mean with the weight `policy.shrinkage` (design: domain.md, value). Where the book
    has none, `policy.unknown_days` stands in for its mean.
    """
    count, total = book.beyond(age)
    expected = total / count if count else policy.unknown_days
    count, total = own.beyond(age)
    if not count:
        return expected
    return (total + policy.shrinkage * expected) / (count + policy.shrinkage)
