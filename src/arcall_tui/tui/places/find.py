"""Find as you type."""

from __future__ import annotations

from collections.abc import Sequence

from arcall_tui.rules.queue import Placing
from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.places.screen_place import PromptPlace
from arcall_tui.tui.services.note_draft import NoteDraft
from arcall_tui.tui.services.showing import Showing
from arcall_tui.tui.stage import Stage, does


class FindPlace(PromptPlace):
    """Shows what fits the text in the list's place; `enter` goes there, `esc` back to where it began."""

    where = Where.FIND

    def __init__(self, stage: Stage, showing: Showing, draft: NoteDraft) -> None:
        super().__init__(stage)
        self.showing = showing
        self.draft = draft
        self._found: Sequence[Placing] = ()
        self._from: int | None = None

    @does("find")
    async def open(self) -> None:
        """Begin."""
        card = self.stage.session.card
        await self.draft.keep()
        self._from = card.account.id if card else None
        self.edit = LineEdit()
        self._found = ()
        self.stage.hush()
        self.stage.enter(Where.FIND)
        self._paint()

    async def changed(self, *, text: bool) -> None:
        """Look again where the text has changed."""
        words = self.edit.text.strip()
        if text:
            self._found = await self.stage.session.queue.find(words) if words else ()
        self._paint()
        await self._follow()

    def _paint(self) -> None:
        self.stage.main.accounts.prompt = ((" / ", "title"), *self.edit.pieces(active=True)), ()
        self.stage.main.paint_found(self._found)

    async def _follow(self) -> None:
        if self._found:
            await self.stage.session.show(self._found[self.stage.main.accounts.cursor].account)
            self.stage.main.paint_card()
        elif self.edit.text.strip():
            self.stage.main.paint_nobody(self.edit.text.strip())

    async def move(self, count: int) -> None:
        """Go through what was found."""
        self.stage.main.accounts.move(count)
        await self._follow()

    async def go(self) -> None:
        """Go to the account under the cursor."""
        await self._close(self._found[self.stage.main.accounts.cursor].account if self._found else self._from)

    async def picked(self, index: int) -> None:
        """Go to what was clicked."""
        self.stage.main.accounts.go(index)
        await self.go()

    async def leave(self) -> None:
        """Go back to where it began."""
        await self._close(self._from)

    async def _close(self, account: int | None) -> None:
        self.stage.main.accounts.prompt = None
        self.stage.enter(Where.LIST)
        if account is not None:
            await self.showing.account(account)
        else:
            self.stage.main.paint_list()
