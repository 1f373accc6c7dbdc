"""What happens beside the keys: the first minute, the clock, the count, ranking anew, looking ahead."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from arcall_tui.tui import inks
from arcall_tui.tui.actions import Where
from arcall_tui.tui.services.soon import Soon

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router
    from arcall_tui.tui.widgets.board import Board
    from arcall_tui.tui.widgets.chooser import Chooser
    from arcall_tui.tui.widgets.form_panel import FormPanel

_AHEAD = 0.03  # seconds after the last key
_COUNT = 0.1  # seconds after the last key
_CLOCK = 5.0  # seconds between looks at the clock
_RANK = 180.0  # seconds between rankings: gates open and shut with the hour


class Upkeep:
    """Keeps the screen true without being asked. Panels that the first paint does not need are made here."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.form: FormPanel | None = None
        self.chooser: Chooser | None = None
        self.board: Board | None = None
        self._ranking = False
        self._count_soon = Soon(router, _COUNT, self._count, again=True)
        self._ahead_soon = Soon(router, _AHEAD, self._look_ahead, again=True)

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {"refresh": self.rank_again, "theme": self.next_theme}

    def begin(self) -> None:
        """Start what can wait until the first paint is done."""
        self.router.spawn(self._begin())

    async def _begin(self) -> None:
        session, main = self.router.session, self.router.main
        await self.rank()
        await session.record()
        await self.form_panel()
        await self.chooser_panel()
        main.set_interval(_CLOCK, main.tick)
        main.set_interval(_RANK, self._rank_later)
        self.router.talk.begin()
        self.router.due.begin()

    def _rank_later(self) -> None:
        self.router.spawn(self.rank())

    async def rank(self) -> None:
        """Judge every account anew; the cursor stays on its account once the caller has touched anything."""
        session, main = self.router.session, self.router.main
        if self._ranking:
            return
        self._ranking = True
        try:
            await session.rank()
        finally:
            self._ranking = False
            _rest_easy()
        main.accounts.forget()
        await session.count()
        main.paint_header()
        if session.worklist.shown and (session.card is None or not self.router.touched):
            await session.show(session.worklist.shown[0].account)
            main.paint_card()
        if self.router.where is not Where.FIND and session.card is not None:
            main.paint_list(session.worklist.index(session.card.account.id) or 0)
        await self._look_ahead()

    async def rank_again(self) -> None:
        """Judge every account anew, because the caller asked; a rule book edited meanwhile counts."""
        warning = await self.router.session.judge_anew()
        await self.rank()
        self.router.say(
            f"! {warning}" if warning else "Every account judged anew", "urgent" if warning else ""
        )

    def counted(self) -> None:
        """Count the day anew when the keys have come to rest."""
        self._count_soon.ask()

    async def _count(self) -> None:
        if self._over():
            return
        session, main = self.router.session, self.router.main
        await session.count()
        if self._over():
            return
        main.paint_header()
        planned = await session.replan()
        if self._over():
            return
        if not planned:
            self.counted()
        elif self.router.where is not Where.FIND and session.card is not None:
            main.accounts.forget()
            main.paint_list(session.worklist.index(session.card.account.id) or 0)
            self.ahead()

    def _over(self) -> bool:
        """Whether the program is ending: nothing is left to paint on, or to ask."""
        return self.router.session.closed or not self.router.app.screen_stack

    def ahead(self) -> None:
        """Read the account that comes next, once this one is painted: two threads at once would delay it."""
        self._ahead_soon.ask()

    async def _look_ahead(self) -> None:
        session = self.router.session
        await session.look_ahead()
        if session.ahead is not None and not self._over():
            self.router.main.get_ready(session.ahead)

    async def form_panel(self) -> FormPanel:
        """Return the form panel; made when it is first wanted."""
        if self.form is None:
            from arcall_tui.tui.widgets.form_panel import FormPanel  # noqa: PLC0415 - not before the first paint

            self.form = FormPanel(self.router.main.veil)
            await self.router.main.mount(self.form)
        return self.form

    async def board_panel(self) -> Board:
        """Return what covers the panes; made when it is first wanted."""
        if self.board is None:
            from arcall_tui.tui.widgets.board import Board  # noqa: PLC0415 - not before the first paint

            self.board = Board(self.router.main.veil)
            await self.router.main.mount(self.board)
        return self.board

    async def chooser_panel(self) -> Chooser:
        """Return the list of actions; made when it is first wanted."""
        if self.chooser is None:
            from arcall_tui.tui.widgets.chooser import Chooser  # noqa: PLC0415 - not before the first paint

            self.chooser = Chooser(self.router.main.veil)
            await self.router.main.mount(self.chooser)
        return self.chooser

    async def next_theme(self) -> None:
        """Change to the next theme, for this session."""
        app = self.router.app
        names = list(inks.THEMES)
        self.router.main.accounts.forget()
        app.theme = names[(names.index(app.theme) + 1) % len(names)] if app.theme in names else names[0]
        self.router.say(f"Theme {app.theme}; the settings file makes it stay", "")


def _rest_easy() -> None:
    """Take the queue's thousands of objects out of what the garbage collector looks through: they stay."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
