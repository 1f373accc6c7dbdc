"""The mouse: a click does what a key does there."""

from __future__ import annotations

from arcall_tui.tui.actions import Where, shown
from arcall_tui.tui.router import Router
from arcall_tui.tui.widgets.drawn import Drawn
from arcall_tui.tui.widgets.lines import OneLine
from arcall_tui.tui.widgets.list_pane import HEADING, ListPane

# Where a click on a row does what enter does; elsewhere it puts the cursor there.
_CLICK_GOES = frozenset({Where.AGENDA, Where.SEARCH, Where.CHOOSER})


class Mouse:
    """Takes clicks on rows, headings, fields and the keys that the header and footer name."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.stage = router.stage

    async def picked(self, pane: Drawn, index: int) -> None:
        """Go to what was clicked in a pane."""
        self.stage.touched = True
        await self.stage.guard(self._picked(pane, index))

    async def _picked(self, pane: Drawn, index: int) -> None:
        main, place = self.stage.main, self.router.place
        if isinstance(pane, OneLine):
            await self._pressed(pane.key_at(index))
        elif index <= HEADING:
            await self._heading(pane, index)
        elif pane is main.accounts and place.gives_way:
            await self.router.to_list()
            await self.router.showing.row(index)
        elif pane is main.accounts:
            await place.picked(index)
        elif pane is main.detail:
            pointed = (await self.router.late()).invoices if place.where is Where.LIST else place
            await pointed.pointed(index)
        elif pane is main.notes and place.where is Where.LIST:
            await self.router.act("notes")
        elif isinstance(pane, ListPane):
            pane.go(index)
            if place.where in _CLICK_GOES:
                await place.go()

    async def _heading(self, pane: Drawn, index: int) -> None:
        """Take a click on a pane's heading: that of the list narrows it, a report's name shows that one."""
        if index < HEADING:
            await (await self.router.late()).reports.turn_to(HEADING - 1 - index)
        elif pane is self.stage.main.accounts and self.stage.where is Where.LIST:
            await self.router.act("filter")

    async def _pressed(self, key: str) -> None:
        """Do what a key named in the header or footer does."""
        for where in (self.stage.where, Where.LIST, Where.ANYWHERE):
            for action in self.stage.keys.of(where):
                if key and key in map(shown, action.keys):
                    await self.router.do(action.id)
                    return
