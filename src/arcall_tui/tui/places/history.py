"""The history in full."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.tui.actions import Where

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router


class Past:
    """Shows everything on record with notes in full, in the account's place."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._entry = 0

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "history": self.open,
            "history_down": partial(self.move, 1),
            "history_up": partial(self.move, -1),
            "history_correct": self.correct,
            "history_cause": self.ask_cause,
            "history_leave": self.leave,
        }

    async def open(self) -> None:
        """Show the history."""
        if self.router.session.card is not None:
            self._entry = 0
            self.router.enter(Where.HISTORY)
            await self.move(0)

    async def open_at(self, call: int) -> None:
        """Show the history with the cursor on one call."""
        card = self.router.session.card
        entries = [entry.id for entry in card.history] if card is not None else []
        if call in entries:
            await self.open()
            await self.move(entries.index(call))

    async def ask_cause(self) -> None:
        """Ask why they had not paid when the call under the cursor was made."""
        from arcall_tui.tui.forms.without_call import why_late  # noqa: PLC0415 - not before the first paint

        card = self.router.session.card
        if card is not None and card.history:
            form = why_late(self.router.calls.reading(card), card.history[self._entry])
            await self.router.calls.open_form(form)

    async def move(self, count: int) -> None:
        """Go to another entry."""
        card = self.router.session.card
        if card is not None:
            self._entry = max(0, min(self._entry + count, len(card.history) - 1))
            self.router.main.paint_entries(card, self._entry)

    async def pointed(self, line: int) -> None:
        """Go to the entry that was clicked."""
        from arcall_tui.tui.render.card import history_full  # noqa: PLC0415 - not before the first paint

        card, main = self.router.session.card, self.router.main
        if card is not None:
            owners = [index for index, _ in history_full(card, main.detail.size.width, main.session.here)]
            if line < len(owners):
                await self.move(owners[line] - self._entry)

    async def correct(self) -> None:
        """Correct the note of the entry under the cursor."""
        card = self.router.session.card
        if card is not None and card.history:
            entry = card.history[self._entry]
            at = entry.at.astimezone(self.router.session.here)
            await self.router.writing.correct(entry.id, entry.note, f"{entry.code} of {at:%d %b %H:%M}")

    async def leave(self) -> None:
        """Show the account again."""
        self.router.enter(Where.LIST)
        self.router.main.paint_card()
