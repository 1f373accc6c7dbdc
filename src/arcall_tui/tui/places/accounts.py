"""Going through the accounts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router

_STEP = 5


class Moving:
    """Moves the cursor of the list; the account beside it follows."""

    def __init__(self, router: Router) -> None:
        self.router = router

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "down": partial(self.by, 1),
            "up": partial(self.by, -1),
            "page_down": partial(self.page, 1),
            "page_up": partial(self.page, -1),
            "top": partial(self.to, 0),
            "bottom": self.bottom,
            "card_down": partial(self.scroll, _STEP),
            "card_up": partial(self.scroll, -_STEP),
            **{f"{view}_scroll_down": partial(self.scroll, _STEP) for view in ("history", "plan")},
            **{f"{view}_scroll_up": partial(self.scroll, -_STEP) for view in ("history", "plan")},
            "reachable": self.reachable,
            "clear": self.clear,
        }

    async def by(self, count: int) -> None:
        """Move so many accounts."""
        await self.to(self.router.main.accounts.cursor + count)

    async def page(self, count: int) -> None:
        """Move so many pages."""
        await self.by(count * self.router.main.accounts.page)

    async def bottom(self) -> None:
        """Go to the last account."""
        await self.to(len(self.router.main.accounts.rows) - 1)

    async def scroll(self, count: int) -> None:
        """Scroll the account."""
        self.router.main.detail.scroll_rows(count)

    async def to(self, index: int) -> None:
        """Go to a row of the list, from 0; beyond the ends, to the ends."""
        main, session = self.router.main, self.router.session
        rows = main.accounts.rows
        if not rows:
            return
        index = max(0, min(index, len(rows) - 1))
        account = rows[index].account
        if session.card is None or account != session.card.account.id:
            await self.router.writing.keep()
            self.router.talk.forget_masked()
            await session.show(account)
            self.router.upkeep.ahead()
        self.router.hush()
        main.accounts.go(index)
        main.paint_card()

    async def to_account(self, account: int) -> None:
        """Show an account wherever it stands, in the whole list where the filter hides it."""
        session, main = self.router.session, self.router.main
        if session.worklist.index(account) is None and session.worklist.reachable_only:
            session.worklist.only_reachable(False)
        if (
            session.card is None
            or session.card.account.id != account
            or session.worklist.get(account) is None
        ):
            await session.go_to(account)
        main.paint_list(session.worklist.index(account) or 0)
        main.paint_card()

    async def reachable(self) -> None:
        """Show only those who can be called now, or everyone again."""
        await self._filter(on=not self.router.session.worklist.reachable_only)

    async def clear(self) -> None:
        """Show the whole list."""
        card = self.router.session.card
        if card is not None and self.router.picking.clear(card.account.id):
            self.router.main.paint_card(keep=True)
        elif self.router.main.accounts.marked:
            self.router.marking.clear()
        elif self.router.session.worklist.reachable_only:
            await self._filter(on=False)
        self.router.hush()

    async def _filter(self, *, on: bool) -> None:
        session, main = self.router.session, self.router.main
        session.worklist.only_reachable(on)
        at = session.worklist.index(session.card.account.id) if session.card else None
        main.paint_list(at or 0)
        if at is None and session.worklist.shown:
            await self.to(0)
        if on:
            count = len(session.worklist.shown)
            self.router.say(f"{count:,} can be reached now · esc shows everyone", "")
