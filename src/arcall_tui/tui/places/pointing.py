"""The mouse: what a click means where the caller is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arcall_tui.tui.actions import Where
from arcall_tui.tui.widgets.list_pane import ListPane

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router
    from arcall_tui.tui.widgets.drawn import Drawn

# From here a click in the list leads to the account; what was typed in the notes is kept.
_LEFT = frozenset({Where.LIST, Where.INVOICES, Where.NOTES, Where.HISTORY, Where.PLAN})

# What a click on a row does, where it does more than put the cursor there.
_PICKED = {Where.AGENDA: "agenda_go", Where.SEARCH: "search_go", Where.CHOOSER: "chooser_run"}


class Pointing:
    """Leads from what was clicked to what it stands for."""

    def __init__(self, router: Router) -> None:
        self.router = router

    async def picked(self, pane: Drawn, index: int) -> None:
        """Go to what was clicked in a pane."""
        router = self.router
        router.touched = True
        if pane.id == "accounts":
            await self.row(index)
        elif pane.id == "detail":
            await self.line(index)
        elif pane.id == "notes" and router.where is Where.LIST:
            await router.act("notes")
        elif pane.id == "form":
            router.calls.point(index)
        elif isinstance(pane, ListPane):
            pane.go(index)
            if (action := _PICKED.get(router.where)) is not None:
                await router.act(action)

    async def row(self, index: int) -> None:
        """Go to the account in that row of the list, from 0."""
        where = self.router.where
        if where is Where.FIND:
            await self.router.finding.pick(index)
        elif where in _LEFT:
            await self.router.to_list()
            await self.router.moving.to(index)

    async def line(self, line: int) -> None:
        """Go to what stands in that line of the account's pane, from 0."""
        router = self.router
        pointed = {Where.HISTORY: router.past.pointed, Where.PLAN: router.agenda.pointed}
        await pointed.get(router.where, router.picking.pointed)(line)
