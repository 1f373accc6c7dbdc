"""The desk off the event loop: asked in one thread, in order; the queue ranked and planned in others, kept in order as accounts move in it."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from arcall_tui.rules.dayplan import DayPlan
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.desk.desk import Desk, do, of_the_book
from arcall_tui.workday.desk.filtering import owing
from arcall_tui.workday.desk.today import Opening, tally
from arcall_tui.workday.desk.today import plan as plan_rest

if TYPE_CHECKING:
    from datetime import datetime

    from arcall_tui.rules.filters import ListFilter, Tags


P = ParamSpec("P")
T = TypeVar("T")


class DeskLine:
    """Whoever waits for an answer gets the book's troubles as BookError; after `close` nothing is begun."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.closed = False
        self._line = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._side = ThreadPoolExecutor(2, thread_name_prefix="side")

    async def ask(self, verb: Callable[Concatenate[Desk, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Do `verb(desk, ...)` after what was asked before."""
        return await self._in(self._line, partial(do, self.desk, verb, *args, **named))

    def wait(self, verb: Callable[Concatenate[Desk, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Do the same while the screen waits: for what is shown of a form at each key.

        Two threads in one connection wait for each other for ever: SQLite calls back into Python.
        """
        if self.closed:
            raise asyncio.CancelledError
        with _told():
            return self._line.submit(partial(do, self.desk, verb, *args, **named)).result()

    async def aside(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Do long work in another thread; it must not use this desk."""
        return await self._in(self._side, partial(work, *args, **named))

    async def apart(self, work: Callable[Concatenate[Desk, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Do long `work(desk, ...)` in another thread, on a desk of its own: no key waits for it."""

        def done() -> T:
            with closing(self.desk.clone()) as desk:
                return work(desk, *args, **named)

        return await self.aside(done)

    async def _in(self, threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        if self.closed:  # what still goes on in the background ends with the screen
            raise asyncio.CancelledError
        with _told():
            return await asyncio.get_running_loop().run_in_executor(threads, work)

    def close(self) -> None:
        """Wait until everything is written, and let the threads go."""
        self.closed = True
        self._line.shutdown(wait=True)
        self._side.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _told() -> Iterator[None]:
    """Tell the book's troubles as BookError."""
    try:
        yield
    except Exception as error:
        trouble = of_the_book(error)
        if trouble is None:
            raise
        raise trouble from error


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

    def have(self, placing: Placing) -> None:
        """Have an account in the list even where it is not in the queue."""
        if placing.account not in self._of:
            self.replace(placing)

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


# Accounts that are not in the queue are placed one by one: as many as a page shows.
_OTHERS = 50


class LiveQueue:
    """Whom to call next, and what the day has come to (`tally`)."""

    def __init__(self, line: DeskLine, opening: Opening) -> None:
        self._line = line
        self.worklist = Worklist(opening.rows)
        self.tally = opening.tally
        self.plan: DayPlan | None = None
        self.ranked = asyncio.Event()
        self._touched: dict[int, Placing] = {}
        self._placed_times = 0

    async def count(self) -> None:
        """Count the day anew; where an account has moved meanwhile, once more."""
        placed, rows = self._placed_times, list(self.worklist.rows)
        counted = await self._line.ask(tally, rows)
        if placed == self._placed_times:
            self.tally = counted
        else:
            await self.count()

    async def rank(self) -> None:
        """Judge every account anew, in a thread of its own; what was done meanwhile stays done."""
        self._touched = {}
        rows = await self._line.apart(self._ranked_on)
        self.worklist.load(rows)
        for placing in self._touched.values():
            self.worklist.replace(placing)
        self.ranked.set()

    def _ranked_on(self, desk: Desk) -> list[Placing]:
        rows = desk.ranking.rank_day()
        self.plan, ordered = _planned(desk, rows)
        desk.ranking.keep_order(rows)
        return ordered

    async def replan(self) -> bool:
        """Plan the rest of the day anew and put the list in the plan's order; False: overtaken, so ask again."""
        if not self.ranked.is_set():
            return True
        placed, rows = self._placed_times, list(self.worklist.rows)
        plan, ordered = await self._line.ask(_planned, rows)
        if placed != self._placed_times:
            return False
        self.plan = plan
        self.worklist.load(ordered)
        return True

    async def settle(self) -> list[int]:
        """Place anew whose gates have opened or shut by now; return those accounts."""
        moved = self.worklist.moved(self._line.desk.clock.now())
        for placing in (await self._line.ask(_placed, moved[:_OTHERS])).values() if moved else ():
            self.place(placing)
        return moved

    def place(self, placing: Placing) -> None:
        """Put an account in its new place."""
        self._touched[placing.account] = placing
        self._placed_times += 1
        self.worklist.replace(placing)

    async def find(self, text: str) -> list[Placing]:
        """Return the accounts that `text` may mean, best first."""
        await self.ranked.wait()
        accounts = await self._line.ask(lambda desk: desk.find(text)) or owing(
            text, lambda: self.worklist.rows
        )
        known = {account: self.worklist.get(account) for account in accounts}
        others = [account for account in accounts if known[account] is None][:_OTHERS]
        if others:  # nothing open and nothing planned: not in the queue, but they may ring
            known |= await self._line.ask(_placed, others)
        return [placing for placing in known.values() if placing is not None]


def _planned(desk: Desk, rows: list[Placing]) -> tuple[DayPlan, list[Placing]]:
    plan = plan_rest(desk, rows)
    return plan, plan.ordered(rows)


def _placed(desk: Desk, accounts: list[int]) -> dict[int, Placing]:
    return {account: desk.ranking.place(desk.standings.kept(account)) for account in accounts}
