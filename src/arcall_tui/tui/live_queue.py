"""The queue while the caller works: ranked and planned in the background, kept in order as accounts move in it."""

from __future__ import annotations

import asyncio

from arcall_tui.rules.dayplan import DayPlan
from arcall_tui.rules.queue import Placing
from arcall_tui.tui.desk_line import DeskLine
from arcall_tui.tui.first_view import Opening
from arcall_tui.tui.worklist import Worklist
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import plan as plan_rest
from arcall_tui.workday.desk.today import tally

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
        rows = await self._line.aside(self._rank_on_clone)
        self.worklist.load(rows)
        for placing in self._touched.values():
            self.worklist.replace(placing)
        self.ranked.set()

    def _rank_on_clone(self) -> list[Placing]:
        desk = self._line.desk.clone()
        try:
            rows = desk.ranking.rank_day()
            self.plan = plan_rest(desk, rows)
            desk.ranking.keep_order(rows)
            return self.plan.ordered(rows)
        finally:
            desk.close()

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
        accounts = await self._line.ask(lambda desk: desk.find(text))
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
