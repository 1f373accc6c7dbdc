"""Batches: accounts that are marked are dealt with together, with one undo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from arcall_tui.domain.outcome import Outcome

if TYPE_CHECKING:
    from arcall_tui.domain.outcomes import Code
    from arcall_tui.tui.router import Router


class Marking:
    """Knows which accounts are marked."""

    def __init__(self, router: Router) -> None:
        self.router = router

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {"mark": self.mark, "mark_all": self.mark_all}

    @property
    def accounts(self) -> list[int]:
        """The marked accounts, in the order of the list."""
        marked = self.router.main.accounts.marked
        return [row.account for row in self.router.session.worklist.rows if row.account in marked]

    async def mark(self) -> None:
        """Mark the account, or take the mark off, and go on to the next."""
        card = self.router.session.card
        if card is None:
            return
        marked = self.router.main.accounts.marked
        marked ^= {card.account.id}
        self._show(marked)
        await self.router.moving.by(1)
        self._tell()

    async def mark_all(self) -> None:
        """Mark every account in the list as it is filtered, or take all marks off."""
        shown = {row.account for row in self.router.session.worklist.shown}
        self._show(set() if self.router.main.accounts.marked else shown)
        self._tell()

    def clear(self) -> None:
        """Take all marks off."""
        self._show(set())

    def _show(self, marked: set[int]) -> None:
        accounts = self.router.main.accounts
        accounts.marked = marked
        accounts.forget()
        accounts.refresh()

    def _tell(self) -> None:
        count = len(self.router.main.accounts.marked)
        self.router.say(
            f"{count} marked: an outcome, z, s or l is for all of them · esc takes the marks off"
            if count
            else "",
            "",
        )

    async def log(self, code: Code) -> None:
        """Log one outcome for all that are marked."""
        from arcall_tui.workday.calls.batches import log_calls  # noqa: PLC0415 - not before the first paint

        accounts = self.accounts
        logged = await self.router.session.batch(log_calls, accounts, Outcome(code))
        await self.done(f"{code} logged on {len(logged)} accounts")

    async def done(self, said: str) -> None:
        """Show where everyone went, and take the marks off."""
        session, main = self.router.session, self.router.main
        self.clear()
        if session.card is not None:
            await session.show(session.card.account.id)
            main.paint_list(session.worklist.index(session.card.account.id) or 0)
        main.paint_card()
        self.router.say(f"{said} · u undo")
        self.router.upkeep.counted()
