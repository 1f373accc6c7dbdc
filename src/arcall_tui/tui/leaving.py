"""Leaving: what was typed is kept first."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.tui.actions import shown
from arcall_tui.tui.stage import Doer, does

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from arcall_tui.tui.late_places import LatePlaces
    from arcall_tui.tui.services.note_draft import NoteDraft
    from arcall_tui.tui.stage import Stage


class Leaving(Doer):
    """Ends the program, or gives the terminal back for a while. `loaded`: the late places, None before they are wanted."""

    def __init__(
        self, stage: Stage, draft: NoteDraft, loaded: Callable[[], Awaitable[LatePlaces | None]]
    ) -> None:
        super().__init__(stage)
        self.draft = draft
        self._loaded = loaded
        self._again = False

    @does("quit")
    @does("quit_now")
    async def quit(self) -> None:
        """Leave; the draft is kept first. Where it cannot be, a second time leaves without it."""
        try:
            await self._keep()
        except ArcallError as error:
            if not self._again:
                self._again = True
                raise UsageError(
                    f"The draft cannot be kept: {error}", "The same key again leaves without it."
                ) from None
        self._exit()

    async def end(self) -> None:
        """Leave without asking anything; what was typed is kept where it can be."""
        with suppress(ArcallError):
            await self._keep()
        self._exit()

    def _exit(self) -> None:
        """End; keys that come behind are the shell's."""
        self.stage.left = True
        self.stage.app.exit()

    async def _keep(self) -> None:
        if (late := await self._loaded()) is not None:
            late.notes.sync()
            await self.draft.keep()
            await late.form_drafts.keep()

    @does("suspend")
    async def suspend(self) -> None:
        """Give the terminal back to the shell until `fg`; what was typed is kept first."""
        await self.draft.keep()
        self.stage.app.action_suspend_process()

    @does("interrupt")
    async def interrupted(self) -> None:
        """Say how to leave: ctrl+c alone ends nothing."""
        self.stage.say(f"{shown(self.stage.keys['quit'].keys[0])} leaves; the draft is kept", "")
