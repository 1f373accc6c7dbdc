"""The queue on screen: sorted, filtered, and kept in order as accounts move in it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from arcall_tui.rules.filters import ListFilter, Tags
    from arcall_tui.rules.queue import Placing

_key = attrgetter("rank_key")


class Worklist:
    """Accounts in the order of the queue. `shown`: those that the filter lets through."""

    def __init__(self, rows: Iterable[Placing]) -> None:
        self.reachable_only = False
        self.narrowing: ListFilter | None = None
        self._tags: Tags = {}
        self.rows: list[Placing] = []
        self.shown: list[Placing] = []
        self._of: dict[int, Placing] = {}
        self.load(rows)

    def load(self, rows: Iterable[Placing]) -> None:
        """Take another queue, in order."""
        self.rows = list(rows)
        self._of = {row.account: row for row in self.rows}
        self._filter()

    def only_reachable(self, on: bool) -> None:  # noqa: FBT001 - what else would it take
        """Show only those who can be called now, or everyone."""
        self.reachable_only = on
        self._filter()

    def narrow(self, narrowing: ListFilter | None, tags: Tags) -> None:
        """Show only what a filter lets through, in its order; None: everyone. `tags`: the caller's words by account."""
        self.narrowing, self._tags = narrowing, tags
        self._filter()

    def widen(self) -> bool:
        """Show everyone; return whether some were hidden."""
        before = self.reachable_only or self.narrowing is not None
        self.reachable_only = False
        self.narrow(None, {})
        return before

    @property
    def in_order(self) -> bool:
        """Whether the list stands in the queue's own order."""
        return self.narrowing is None or self.narrowing.order is None

    def _filter(self) -> None:
        rows = [row for row in self.rows if row.callable] if self.reachable_only else self.rows
        self.shown = rows if self.narrowing is None else self.narrowing.rows(rows, self._tags)

    def get(self, account: int) -> Placing | None:
        """Return the account's placing."""
        return self._of.get(account)

    def index(self, account: int) -> int | None:
        """Return where the account stands among those shown, from 0."""
        placing = self._of.get(account)
        if placing is None:
            return None
        if not self.in_order:
            return next((at for at, row in enumerate(self.shown) if row is placing), None)
        at = bisect_left(self.shown, placing.rank_key, key=_key)
        return at if at < len(self.shown) and self.shown[at] is placing else None

    def next(self) -> int | None:
        """Return whom to call now: the first who can be, whatever the list shows; None where nobody can."""
        return next((row.account for row in self.rows if row.callable), None)

    def next_to_open(self) -> Placing | None:
        """Return the first who can be called again by itself; None where time opens nothing."""
        waiting = (row for row in self.rows if row.opens_at is not None)
        return min(waiting, key=lambda row: (row.opens_at, row.rank_key), default=None)

    def moved(self, now: datetime) -> list[int]:
        """Return the accounts whose gates have opened or shut since they were placed."""
        return [
            row.account
            for row in self.rows
            if (row.opens_at is not None and row.opens_at <= now)
            or (row.callable and row.closes_at is not None and row.closes_at <= now)
        ]

    def replace(self, placing: Placing) -> None:
        """Put an account in its new place; a slot in the plan (before every group of the ranking) it keeps while it can be called."""
        old = self._of.get(placing.account)
        if old is not None and old.rank_key[0] < 0 and placing.callable:
            placing = placing._replace(rank_key=(*old.rank_key[:2], *placing.rank_key[2:]))
        narrowed = self.narrowing is not None
        lists = [self.rows] if narrowed or self.shown is self.rows else [self.rows, self.shown]
        for rows in lists:
            if old is not None:
                at = bisect_left(rows, old.rank_key, key=_key)
                if at < len(rows) and rows[at] is old:
                    del rows[at]
            if rows is self.rows or placing.callable:
                insort(rows, placing, key=_key)
        self._of[placing.account] = placing
        if narrowed:
            self._filter()
