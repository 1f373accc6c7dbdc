"""The account that comes next, read before it is wanted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from arcall_tui.rules.queue import Placing
from arcall_tui.tui.worklist import Worklist
from arcall_tui.workday.desk.views import Card


class LookAhead:
    """Holds one account as it was read; whatever touches it lets go of it."""

    def __init__(self, worklist: Worklist, read: Callable[[int], Awaitable[Card]]) -> None:
        self._worklist = worklist
        self._read = read
        self.card: Card | None = None

    async def look(self, here: int | None) -> None:
        """Read who comes when the account on screen (`here`) is done with."""
        rows = self._worklist.rows
        following = next((row.account for row in rows if row.callable and row.account != here), None)
        if following is not None and (self.card is None or self.card.account.id != following):
            self.card = await self._read(following)

    def take(self, account: int) -> Card | None:
        """Return the account where it is the one that was read, and let go of it."""
        card, self.card = self.card, None
        return card if card is not None and card.account.id == account else None

    def forget(self, placing: Placing | None = None) -> None:
        """Let go of what was read; where an account has changed, only if a call to it counts for that one, too."""
        if self.card is None or placing is None:
            self.card = None
            return
        payer = placing.standing.payer
        together = payer is not None and self.card.account.payer == payer
        if together or self.card.account.id == placing.account:
            self.card = None
