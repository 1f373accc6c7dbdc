"""Other windows on the same book: what they did shows here too, and is not taken back or doubled unnoticed."""

from __future__ import annotations

from arcall_tui.tui.services.background import Background
from arcall_tui.tui.services.call_timer import SecondThought
from arcall_tui.tui.stage import AskedError, Stage
from arcall_tui.workday.desk import on_record
from arcall_tui.workday.desk.views import Card

_MANY = 20  # accounts at once: then all are judged anew
_LOOK = 5.0  # seconds between looks


class OtherWindows:
    """Knows what had been done when this window opened."""

    def __init__(self, stage: Stage, background: Background, thought: SecondThought) -> None:
        self.stage = stage
        self.background = background
        self.thought = thought
        self._since = self._seen = 0
        self._turned: tuple[int, ...] = ()
        self._told: dict[int, int] = {}  # account -> the newest call that was told of

    async def begin(self) -> None:
        """Look out for what is done elsewhere from now on."""
        self._since = self._seen = await self.stage.line.ask(on_record.newest_step)
        self._turned = await self.stage.line.ask(on_record.turned)
        self.stage.main.set_interval(_LOOK, lambda: self.stage.spawn(self.look()))

    async def look(self) -> None:
        """Show what was done elsewhere since the last look."""
        if self.stage.line.closed:
            return
        session, main = self.stage.session, self.stage.main
        found = await self.stage.line.ask(on_record.done_elsewhere, self._seen)
        before, self._turned = self._turned, await self.stage.line.ask(on_record.turned)
        if not found and before == self._turned:
            return
        self._seen = found[0].step if found else self._seen
        accounts = {account for each in found for account in each.accounts}
        whole = len(accounts) > _MANY or before != self._turned
        if whole:
            await self.background.rank()
        else:
            for account in accounts:
                session.place((await session.read(account)).placing)
        if session.card is not None and (whole or session.card.account.id in accounts):
            await session.show(session.card.account.id)
            main.paint_card(keep=True)
        main.accounts.forget()
        self.background.counted()

    async def undoing(self) -> None:
        """Ask once more before what another window did is taken back. Raises AskedError."""
        label = await self.stage.line.ask(on_record.would_undo_elsewhere, self._since)
        if label:
            self.thought.once(f"Another window did the last thing: {label}", "undo", label)

    async def logging(self, card: Card, action: str) -> None:
        """Ask once more before logging on an account that was called elsewhere since it came on screen.

        Raises AskedError.
        """
        account = card.account.id
        seen = max((entry.id for entry in card.history), default=0)
        newest = await self.stage.line.ask(on_record.last_call, account)
        if newest > max(seen, self._told.get(account, 0)):
            self._told[account] = newest
            await self.stage.session.show(account)
            self.stage.main.paint_card(keep=True)
            last = self.stage.session.here_card().history[0]
            at = last.at.astimezone(self.stage.session.here)
            said = f"Logged elsewhere meanwhile: {last.code} at {at:%H:%M}"
            raise AskedError(said, action, account)
