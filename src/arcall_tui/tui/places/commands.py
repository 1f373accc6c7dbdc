"""Help and commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from arcall_tui.tui.actions import Where
from arcall_tui.tui.places.screen_place import ScreenPlace
from arcall_tui.tui.stage import does
from arcall_tui.tui.widgets.chooser import Chooser

if TYPE_CHECKING:
    from arcall_tui.tui.stage import Stage


class ChooserPlace(ScreenPlace):
    """Opens the list of actions; `run` does the one chosen."""

    where = Where.CHOOSER
    takes_text = True

    def __init__(self, stage: Stage, run: Callable[[str], Awaitable[None]]) -> None:
        super().__init__(stage)
        self._run = run

    @does("help", "Keys in the list", keyless=False)
    @does("commands", "Commands")
    async def open(self, title: str, *, keyless: bool = True) -> None:
        """Show the actions; those without a key only where `keyless`."""
        chooser = await self.stage.panel(Chooser)
        actions = self.stage.keys.of(Where.LIST)
        chooser.open(title, [action for action in actions if keyless or action.keys])
        self.stage.hush()
        self.stage.enter(Where.CHOOSER)

    async def typed(self, key: str, character: str | None) -> None:
        """Take a key; narrow the list."""
        chooser = await self.stage.panel(Chooser)
        if chooser.edit.key(key, character):
            chooser.narrow()

    async def move(self, count: int) -> None:
        """Move the cursor."""
        (await self.stage.panel(Chooser)).move(count)

    async def page(self, count: int) -> None:
        """Go a page down or up."""
        chooser = await self.stage.panel(Chooser)
        chooser.move(count * chooser.page)

    async def go(self) -> None:
        """Run the action under the cursor."""
        chosen = (await self.stage.panel(Chooser)).chosen
        await self.leave()
        if chosen is not None:
            await self._run(chosen.id)

    async def leave(self) -> None:
        """Close."""
        (await self.stage.panel(Chooser)).close()
        self.stage.enter(Where.LIST)
