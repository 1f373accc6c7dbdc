"""What comes up meanwhile: appointments, announced anywhere; what other windows did, not taken back or doubled unnoticed."""

from datetime import timedelta
from functools import partial

from arcall_tui.domain.calendar import spelt
from arcall_tui.errors import UsageError
from arcall_tui.render.board_rows import banner
from arcall_tui.render.hidden import dots
from arcall_tui.tui.actions import Where
from arcall_tui.tui.services.background import Background
from arcall_tui.tui.services.call_timer import SecondThought
from arcall_tui.tui.services.showing import Showing
from arcall_tui.tui.stage import AskedError, Doer, OnStage, Stage, does
from arcall_tui.workday.desk import desk as on_record
from arcall_tui.workday.desk.desk import Card
from arcall_tui.workday.desk.today import Entry, appointments

_COMING = 10.0  # seconds between looks at the clock


class Appointments(Doer):
    """Knows which appointments are coming up, and which the caller has gone to."""

    def __init__(self, stage: Stage, showing: Showing) -> None:
        super().__init__(stage)
        self.showing = showing
        self._coming: tuple[Entry, ...] = ()
        self._seen: set[int | None] = set()
        self.rung: set[int | None] = set()

    def begin(self) -> None:
        """Look out for appointments from now on."""
        self.main.set_interval(_COMING, lambda: self.stage.spawn(self.look()))
        self.stage.spawn(self.look())

    async def look(self) -> None:
        """Announce what is coming up; ring once for each where that is wanted."""
        settings = self.session.settings
        if self.line.closed:
            return
        found = await self.line.ask(appointments, timedelta(minutes=settings.announce_minutes))
        # It stays until it is dealt with; what the caller has gone to already comes after the others.
        self._coming = tuple(sorted(found, key=lambda entry: entry.step.id in self._seen))
        fresh = {entry.step.id for entry in self._coming} - self.rung
        self.rung |= fresh
        if fresh and settings.bell:
            self.stage.app.bell()
        self._announce()

    def _announce(self) -> None:
        now, here = self.session.desk.clock.now(), self.session.here
        first = self._coming[0] if self._coming else None
        self.main.banner = None if first is None else partial(banner, first, len(self._coming) - 1, now, here)
        self.main.paint_header()

    @does("appointment")
    async def answer(self) -> None:
        """Go to the appointment that is announced."""
        if not self._coming:
            raise UsageError("No appointment is coming up.", "A shows the agenda.")
        entry, *others = self._coming
        self._seen.add(entry.step.id)
        self._coming = (*others, entry)
        self._announce()
        await self.showing.account(entry.account)
        name = dots(entry.name) if self.main.veil.on else entry.name
        self.say(f"{entry.step.kind} {name}", "")


_MANY = 20  # accounts at once: then all are judged anew
_LOOK = 5.0  # seconds between looks


class OtherWindows(OnStage):
    """Knows what had been done when this window opened."""

    def __init__(self, stage: Stage, background: Background, thought: SecondThought) -> None:
        super().__init__(stage)
        self.background = background
        self.thought = thought
        self._since = self._seen = 0
        self._turned: tuple[int, ...] = ()
        self._told: dict[int, int] = {}  # account -> the newest call that was told of

    async def begin(self) -> None:
        """Look out for what is done elsewhere from now on."""
        self._since = self._seen = await self.line.ask(on_record.newest_step)
        self._turned = await self.line.ask(on_record.turned)
        self.main.set_interval(_LOOK, lambda: self.stage.spawn(self.look()))

    async def look(self) -> None:
        """Show what was done elsewhere since the last look; not below a form: what is sent from that is asked about."""
        if self.line.closed or self.stage.where is Where.FORM:
            return
        found = await self.line.ask(on_record.done_elsewhere, self._seen)
        before, self._turned = self._turned, await self.line.ask(on_record.turned)
        if not found and before == self._turned:
            return
        self._seen = found[0].id if found else self._seen
        accounts = {account for each in found for account in each.accounts()}
        whole = len(accounts) > _MANY or before != self._turned
        if whole:
            self.session.desk.day.holidays_may_change()  # a ledger may have brought other countries
            await self.background.rank()
        else:
            for account in accounts:
                self.session.place((await self.session.read(account)).placing)
        here = self.session.account
        if here is None:
            self.main.paint_account()
        elif whole or here in accounts:
            await self.session.show(here)
            self.main.paint_card(keep=True)
            # It has gone to another place in the list, and the cursor with it.
            if done := next((each.label for each in found if here in each.accounts()), ""):
                self.say(f"Another window: {dots(done) if self.main.veil.on else done} · f2 next call", "")
        self.main.accounts.forget()
        self.background.counted()

    async def undoing(self) -> None:
        """Ask once more before what another window did, or what is of another day, is taken back. Raises AskedError."""
        found = await self.line.ask(on_record.done_elsewhere, self._since)
        last, clock = await self.line.ask(on_record.standing_step), self.session.desk.clock
        # Until the window has looked, right after the start, all that stands is one's own.
        if self._turned and found and found[0] == last:
            self.thought.once(f"Another window did the last thing: {last.label}", "undo", last.id)
        elif last is not None and (day := clock.workday(last.at)) != clock.today():
            self.thought.once(f"The last thing is of {spelt(day)}: {last.label}", "undo", last.id)

    async def logging(self, card: Card, action: str) -> None:
        """Ask once more before logging on an account called elsewhere since it came on screen. Raises AskedError."""
        account = card.account.id
        seen = max((entry.id for entry in card.history), default=0)
        newest = await self.line.ask(on_record.last_call, account)
        if newest > max(seen, self._told.get(account, 0)):
            self._told[account] = newest
            await self.session.show(account)
            self.main.paint_card(keep=True)
            last = self.session.here_card().history[0]
            at = last.at.astimezone(self.session.here)
            said = f"Logged elsewhere meanwhile: {last.code} at {at:%H:%M}"
            raise AskedError(said, action, account)
