"""Help and commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.tui.actions import Where

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router


class Choosing:
    """Opens the list of actions and runs the one chosen."""

    def __init__(self, router: Router) -> None:
        self.router = router

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "help": self.keys,
            "commands": partial(self.open, "Commands"),
            "chooser_run": self.run,
            "chooser_down": partial(self.move, 1),
            "chooser_up": partial(self.move, -1),
            "chooser_leave": self.leave,
        }

    async def keys(self) -> None:
        """Show the actions that have a key."""
        await self.open("Keys in the list", keyless=False)

    async def open(self, title: str, *, keyless: bool = True) -> None:
        """Show the actions; those without a key only where `keyless`."""
        chooser = await self.router.upkeep.chooser_panel()
        actions = self.router.app.keys.of(Where.LIST)
        chooser.open(title, [action for action in actions if keyless or action.keys])
        self.router.hush()
        self.router.enter(Where.CHOOSER)

    def typed(self, key: str, character: str | None) -> None:
        """Take a key; narrow the list."""
        chooser = self.router.upkeep.chooser
        if chooser is not None and chooser.edit.key(key, character):
            chooser.narrow()

    async def move(self, count: int) -> None:
        """Move the cursor."""
        (await self.router.upkeep.chooser_panel()).move(count)

    async def run(self) -> None:
        """Run the action under the cursor."""
        chosen = (await self.router.upkeep.chooser_panel()).chosen
        await self.leave()
        if chosen is not None:
            await self.router.act(chosen.id)

    async def leave(self) -> None:
        """Close."""
        (await self.router.upkeep.chooser_panel()).close()
        self.router.enter(Where.LIST)
