"""When open amounts are expected, by how late bills were paid before: worked out in columns, for 200,000 items at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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

    @property
    def amount(self) -> Ints:
        """Minor units."""
        found: Ints = self.data[3]
        return found

    def where(self, chosen: NDArray[np.bool_]) -> Columns:
        """Return some of the rows."""
        return Columns(self.data[:, chosen], self.names)

    def and_(self, other: Columns) -> Columns:
        """Return these rows and others."""
        return Columns(np.hstack((self.data, other.data)), self.names)


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
