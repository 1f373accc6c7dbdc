"""The day plan on screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from arcall_tui.tui.actions import Where
from arcall_tui.workday.desk.planning import waiting

if TYPE_CHECKING:
    from arcall_tui.rules.dayplan import DayPlan, Waiting
    from arcall_tui.tui.router import Router

_MOST_WAITING = 50


class Agenda:
    """Shows the calls of the day at their times, in the account's place."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._at = 0
        self._plan: DayPlan | None = None
        self._waits: list[Waiting] = []

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "plan_day": self.open,
            "plan_down": partial(self.move, 1),
            "plan_up": partial(self.move, -1),
            "plan_go": self.go,
            "plan_leave": self.leave,
        }

    async def open(self) -> None:
        """Plan the rest of the day from now on, and show it."""
        session = self.router.session
        await session.ranked.wait()
        await session.replan()
        plan = self._plan = session.plan
        if plan is not None:
            self._waits = await session.run(lambda: list(islice(waiting(session.desk, plan), _MOST_WAITING)))
            self._at = 0
            self.router.hush()
            self.router.enter(Where.PLAN)
            await self.move(0)

    async def move(self, count: int) -> None:
        """Go to another call."""
        if self._plan is not None:
            entries = len(self._plan.calls) + len(self._waits)
            self._at = max(0, min(self._at + count, entries - 1))
            self.router.main.paint_plan(self._plan, self._waits, self._at)

    async def pointed(self, line: int) -> None:
        """Go to the call that was clicked; between those that fit and the others stand a blank and a heading."""
        calls = len(self._plan.calls) if self._plan is not None else 0
        if line < calls or line >= calls + 2:
            await self.move((line if line < calls else line - 2) - self._at)

    async def go(self) -> None:
        """Show the account under the cursor."""
        plan = self._plan
        planned = [call.placing for call in plan.calls] if plan is not None else []
        entries = planned + [each.placing for each in self._waits]
        self.router.enter(Where.LIST)
        if entries:
            await self.router.moving.to_account(entries[self._at].standing.account)
        else:
            self.router.main.paint_card()

    async def leave(self) -> None:
        """Show the account again."""
        self.router.enter(Where.LIST)
        self.router.main.paint_card()
