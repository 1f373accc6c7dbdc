"""Appointments that announce themselves wherever the caller is."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from arcall_tui.errors import UsageError
from arcall_tui.tui.hidden import dots
from arcall_tui.tui.render.agenda_rows import banner
from arcall_tui.tui.services.showing import Showing
from arcall_tui.tui.stage import Doer, Stage, does
from arcall_tui.workday.desk.due import Entry, appointments

_LOOK = 10.0  # seconds between looks at the clock


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
        self.stage.main.set_interval(_LOOK, self.look_soon)
        self.look_soon()

    def look_soon(self) -> None:
        """Look whether an appointment has come up."""
        self.stage.spawn(self.look())

    async def look(self) -> None:
        """Announce what is coming up; ring once for each where that is wanted."""
        settings = self.stage.session.settings
        if self.stage.line.closed:
            return
        found = await self.stage.line.ask(appointments, timedelta(minutes=settings.announce_minutes))
        # It stays until it is dealt with; what the caller has gone to already comes after the others.
        self._coming = tuple(sorted(found, key=lambda entry: entry.step.id in self._seen))
        fresh = {entry.step.id for entry in self._coming} - self.rung
        self.rung |= fresh
        if fresh and settings.bell:
            self.stage.app.bell()
        self._announce()

    def _announce(self) -> None:
        session, main = self.stage.session, self.stage.main
        now = session.desk.clock.now()
        first = self._coming[0] if self._coming else None
        main.banner = (
            None if first is None else partial(banner, first, len(self._coming) - 1, now, session.here)
        )
        main.paint_header()

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
        name = dots(entry.name) if self.stage.main.veil.on else entry.name
        self.stage.say(f"{entry.step.kind} {name}", "")
