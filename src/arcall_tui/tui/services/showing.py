"""Bringing an account on screen: by its row, or wherever it stands."""

from __future__ import annotations

from arcall_tui.tui.services.background import Background
from arcall_tui.tui.services.note_draft import NoteDraft
from arcall_tui.tui.stage import Stage


class Showing:
    """The note being written is kept before another account takes its place."""

    def __init__(self, stage: Stage, draft: NoteDraft, background: Background) -> None:
        self.stage = stage
        self.draft = draft
        self.background = background

    async def row(self, index: int) -> None:
        """Go to a row of the list, from 0; beyond the ends, to the ends."""
        main, session = self.stage.main, self.stage.session
        rows = main.accounts.rows
        if not rows:
            return
        index = max(0, min(index, len(rows) - 1))
        account = rows[index].account
        if session.card is None or account != session.card.account.id:
            await self.draft.keep()
            await session.show(account)
            self.background.ahead()
        self.stage.hush()
        main.accounts.go(index)
        main.paint_card()

    async def account(self, account: int) -> None:
        """Show an account wherever it stands, in the whole list where the filter hides it."""
        session = self.stage.session
        if session.worklist.index(account) is None:
            session.worklist.widen()
        if (
            session.card is None
            or session.card.account.id != account
            or session.worklist.get(account) is None
        ):
            await session.go_to(account)
        self.stage.main.paint_account()

    async def done(self, said: str, *, logged: bool = False) -> None:
        """Show where the marked accounts went, and take the marks off; after an outcome go on to whom the plan has first."""
        self.stage.main.accounts.mark(set())
        session = self.stage.session
        if logged:
            await session.go_on()
        elif session.card is not None:
            await session.show(session.card.account.id)
        await self.placed(said)

    async def placed(self, said: str) -> None:
        """Show what something done to an account has come to, and count the day anew."""
        self.stage.main.paint_account()
        self.stage.say(f"{said} · u undo")
        self.background.counted()
