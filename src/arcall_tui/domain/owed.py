"""An open item as the rules judge it, how late it is, and how an account's open items are packed for judging a whole book."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from operator import itemgetter
from struct import Struct
from typing import NamedTuple


class OpenItem(NamedTuple):
    """An open item: amounts in minor units of `currency`; a credit's `balance` is negative.

    `disputed`, `promised`: how much of the balance open disputes and promises cover.
    """

    account: int
    currency: str
    due: date
    balance: int
    disputed: int
    promised: int


# Currency, due date (proleptic ordinal), balance, disputed, promised: little-endian, without gaps.
_RECORD = Struct("<4siqqq")
# The same, field by field, as array libraries describe a record.
RECORD_FIELDS = (
    ("currency", "S4"),
    ("due", "<i4"),
    ("balance", "<i8"),
    ("disputed", "<i8"),
    ("promised", "<i8"),
)
RECORD_SIZE = _RECORD.size
_by_currency_and_due = itemgetter(1, 2)


def pack(items: Iterable[OpenItem]) -> bytes:
    """Pack one account's open items: by currency, the oldest due first."""
    return b"".join(
        _RECORD.pack(currency.encode(), due.toordinal(), balance, disputed, promised)
        for _, currency, due, balance, disputed, promised in sorted(items, key=_by_currency_and_due)
    )


def unpack(account: int, packed: bytes) -> list[OpenItem]:
    """Read what `pack` wrote."""
    return [
        OpenItem(account, currency.rstrip(b"\0").decode(), date.fromordinal(due), balance, disputed, promised)
        for currency, due, balance, disputed, promised in _RECORD.iter_unpack(packed)
    ]


# The last day past due of each aging bucket but the last.
EDGES = (0, 30, 60, 90, 120)
BUCKETS = ("not due", *(f"{low + 1}-{high}" for low, high in pairwise(EDGES)), "120+")


def days_past_due(due: date, today: date) -> int:
    """Return `today - due` in days: 1 on the day after the due date, 0 or less while it is not overdue."""
    return (today - due).days


def bucket_of(days: int) -> int:
    """Return the place in `BUCKETS` of so many days past due."""
    return bisect_left(EDGES, days)
