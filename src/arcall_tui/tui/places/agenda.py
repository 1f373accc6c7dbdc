"""The agenda, and appointments that announce themselves wherever the caller is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.errors import UsageError
from arcall_tui.tui.actions import Where
from arcall_tui.tui.hidden import dots
from arcall_tui.tui.render import agenda_rows as rows

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router
    from arcall_tui.workday.desk.due import Agenda, Entry

_RANGES = ("today", "this week", "all")
_LOOK = 10.0  # seconds between looks at the clock for appointments


class Due:
    """Shows what is due over the panes; goes to it, moves it, ticks it off."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._range = 0
        self._agenda: Agenda | None = None
        self._coming: tuple[Entry, ...] = ()
        self._seen: set[int | None] = set()
        self._rung: set[int | None] = set()

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "agenda": self.open,
            "agenda_down": partial(self.move, 1),
            "agenda_up": partial(self.move, -1),
            "agenda_go": self.go,
            "agenda_move": self.put_off,
            "agenda_done": self.done,
            "agenda_range": self.wider,
            "agenda_leave": self.leave,
            "agenda_next": self.router.next_call,
            "appointment": self.answer,
        }

    async def open(self) -> None:
        """Show the agenda of today."""
        await self.router.writing.keep()
        self.router.hush()
        self.router.enter(Where.AGENDA)
        await self.show()

    async def wider(self) -> None:
        """Show this week, then everything, then today again."""
        self._range = (self._range + 1) % len(_RANGES)
        await self.show()

    async def show(self, *, keep: bool = False) -> None:
        """Read the agenda anew and show it."""
        from arcall_tui.workday.desk.due import agenda, week  # noqa: PLC0415 - not before the first paint

        session = self.router.session
        board = await self.router.upkeep.board_panel()
        days = {0: 1, 1: week(session.desk.clock.today())}.get(self._range)
        made = self._agenda = await session.run(partial(agenda, session.desk, days))
        count = len(made.entries)
        title = (
            ((" Agenda", "title"), (f" · {_RANGES[self._range]}", "strong"), (" · tab: more", "dim")),
            ((f"{count:,} due", "dim"),),
        )
        width = self.router.main.size.width
        lines = rows.agenda(made, session.here, width, masked=self.router.main.veil.on)
        board.open(title, lines, cursor=board.cursor if keep else 0, keep=keep)

    async def move(self, count: int) -> None:
        """Move the cursor."""
        (await self.router.upkeep.board_panel()).move(count)

    async def _here(self) -> Entry:
        key = (await self.router.upkeep.board_panel()).key_here
        if self._agenda is None or key is None:
            raise UsageError("Nothing is due here.", "tab shows more days.")
        return self._agenda.entries[key]

    async def go(self) -> None:
        """Go to the account of the entry under the cursor."""
        entry = await self._here()
        await self.leave()
        await self.router.moving.to_account(entry.account)

    async def put_off(self) -> None:
        """Ask when the entry under the cursor is due instead."""
        from arcall_tui.tui.forms.without_call import move_step  # noqa: PLC0415 - not before the first paint

        entry = await self._here()
        session = self.router.session
        card = await session.run(session.desk.card, entry.account)
        await self.router.calls.open_form(move_step(self.router.calls.reading(card), entry.step))

    async def done(self) -> None:
        """Tick off the entry under the cursor."""
        from arcall_tui.workday.calls.record import finish_step  # noqa: PLC0415 - not before the first paint

        entry = await self._here()
        session = self.router.session
        session.place(await session.write(finish_step, entry.account, entry.step.id))
        await self.show(keep=True)
        self.router.say(f"Done: {entry.step.kind} · u undoes it in the list")
        self.router.upkeep.counted()

    async def leave(self) -> None:
        """Close."""
        await self.router.close_board()

    # Appointments

    def begin(self) -> None:
        """Look out for appointments from now on."""
        self.router.main.set_interval(_LOOK, self.look_soon)
        self.look_soon()

    def look_soon(self) -> None:
        """Look whether an appointment has come up."""
        self.router.spawn(self.look())

    async def look(self) -> None:
        """Announce what is coming up; ring once for each where that is wanted."""
        from arcall_tui.workday.desk.due import appointments  # noqa: PLC0415 - not before the first paint

        session = self.router.session
        if session.closed:
            return
        ahead = timedelta(minutes=session.settings.announce_minutes)
        found = await session.run(appointments, session.desk, ahead)
        self._coming = tuple(entry for entry in found if entry.step.id not in self._seen)
        fresh = {entry.step.id for entry in self._coming} - self._rung
        self._rung |= fresh
        if fresh and session.settings.bell:
            self.router.app.bell()
        self._announce()

    def _announce(self) -> None:
        session, main = self.router.session, self.router.main
        now = session.desk.clock.now()
        first = self._coming[0] if self._coming else None
        main.banner = (
            None
            if first is None
            else rows.banner(first, len(self._coming) - 1, now, session.here, masked=self.router.main.veil.on)
        )
        main.paint_header()

    async def answer(self) -> None:
        """Go to the appointment that is announced."""
        if not self._coming:
            raise UsageError("No appointment is coming up.", "A shows the agenda.")
        entry, self._coming = self._coming[0], self._coming[1:]
        self._seen.add(entry.step.id)
        self._announce()
        await self.router.to_list()
        await self.router.moving.to_account(entry.account)
        name = dots(entry.name) if self.router.main.veil.on else entry.name
        self.router.say(f"{entry.step.kind} {name}", "")
