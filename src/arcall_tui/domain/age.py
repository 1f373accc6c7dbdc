"""How late an open item is."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from itertools import pairwise

# The last day past due of each aging bucket but the last.
EDGES = (0, 30, 60, 90, 120)
BUCKETS = ("not due", *(f"{low + 1}-{high}" for low, high in pairwise(EDGES)), "120+")


def days_past_due(due: date, today: date) -> int:
    """Return `today - due` in days: 1 on the day after the due date, 0 or less while it is not overdue."""
    return (today - due).days


def bucket_of(days: int) -> int:
    """Return the place in `BUCKETS` of so many days past due."""
    return bisect_left(EDGES, days)
