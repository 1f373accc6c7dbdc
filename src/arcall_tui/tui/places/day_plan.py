"""The day plan on screen."""

from __future__ import annotations

from itertools import islice

from arcall_tui.rules.dayplan import DayPlan, Waiting
from arcall_tui.tui.actions import Where
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.places.screen_place import ScreenPlace
from arcall_tui.tui.render import day_plan_rows
from arcall_tui.tui.stage import does
from arcall_tui.workday.desk.today import waiting

_MOST_WAITING = 50


class PlanPlace(Hand, ScreenPlace):
    """Shows the calls of the day at their times, in the account's place."""

    where = Where.PLAN
    gives_way = True

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self._at = 0
        self._plan: DayPlan | None = None
        self._waits: list[Waiting] = []

    @does("plan_day")
    async def open(self) -> None:
        """Plan the rest of the day from now on, and show it."""
        session = self.stage.session
        await session.ranked.wait()
        await session.queue.replan()
        plan = self._plan = session.queue.plan
        if plan is not None:
            self._waits = await self.stage.line.ask(
                lambda desk: list(islice(waiting(desk, plan), _MOST_WAITING))
            )
            self._at = 0
            self.stage.hush()
            self.stage.enter(Where.PLAN)
            await self.move(0)

    async def move(self, count: int) -> None:
        """Go to another call."""
        plan, waits, main = self._plan, self._waits, self.stage.main
        if plan is None:
            return
        at = self._at = max(0, min(self._at + count, len(plan.calls) + len(waits) - 1))
        here = self.stage.session.here
        _, marked = day_plan_rows.lines(plan, waits, here, main.detail.size.width, at)
        main.detail.show(
            lambda width: day_plan_rows.lines(plan, waits, here, width, at, masked=main.veil.on)[0],
            frozenset({marked}),
            keep=True,
        )

    async def pointed(self, line: int) -> None:
        """Go to the call that was clicked; between those that fit and the others stand a blank and a heading."""
        calls = len(self._plan.calls) if self._plan is not None else 0
        if line < calls or line >= calls + 2:
            await self.move((line if line < calls else line - 2) - self._at)

    async def go(self) -> None:
        """Show the account under the cursor."""
        planned = [call.placing for call in self._plan.calls] if self._plan is not None else []
        entries = planned + [each.placing for each in self._waits]
        await self.leave()
        if entries:
            await self.showing.account(entries[self._at].standing.account)
