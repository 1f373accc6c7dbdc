"""The mouse: what a click means where the caller is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arcall_tui.tui.actions import Where

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router

# From here a click in the list leads to the account; what was typed in the notes is kept.
_LEFT = frozenset({Where.LIST, Where.INVOICES, Where.NOTES, Where.HISTORY, Where.PLAN})


class Pointing:
    """Leads from what was clicked to what it stands for."""

    def __init__(self, router: Router) -> None:
        self.router = router

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
