"""The agenda, what is due today or on the days to come; and the day plan, who is called when."""

from itertools import islice

from arcall_tui.errors import UsageError
from arcall_tui.render import board_rows as rows
from arcall_tui.rules.dayplan import DayPlan, Waiting
from arcall_tui.tui.actions import Where
from arcall_tui.tui.forms.without_call import move_step
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.places.form_filling import FormPlace, OpensForms
from arcall_tui.tui.places.screen_place import BoardPlace, ScreenPlace
from arcall_tui.tui.stage import does
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.today import Agenda, Entry, agenda, waiting, week

_RANGES = ("today", "this week", "all")


class AgendaPlace(OpensForms, BoardPlace):
    """Shows what is due over the panes; goes to it, moves it, ticks it off."""

    where = Where.AGENDA

    def __init__(self, crew: Crew, forms: FormPlace) -> None:
        super().__init__(crew, forms)
        self._range = 0
        self._agenda: Agenda | None = None

    @does("agenda")
    async def open(self) -> None:
        """Show the agenda of today."""
        await self.draft.keep()
        self.stage.enter(Where.AGENDA, hush=True)
        await self.show()

    @does("agenda_range")
    async def wider(self) -> None:
        """Show this week, then everything, then today again."""
        self._range = (self._range + 1) % len(_RANGES)
        await self.show()

    async def come_back(self) -> None:
        """Show it again as it is now, from where it stood."""
        await self.show(keep=True)

    async def show(self, *, keep: bool = False) -> None:
        """Read the agenda anew and show it."""
        board = await self.board()
        days = {0: 1, 1: week(self.session.desk.clock.today())}.get(self._range)
        made = self._agenda = await self.line.ask(agenda, days)
        count = len(made.entries)
        title = (
            ((" Agenda", "title"), (f" · {_RANGES[self._range]}", "strong"), (" · tab: more", "dim")),
            ((f"{count:,} due", "dim"),),
        )
        lines = rows.agenda(made, self.session.here, self.main.size.width, masked=self.main.veil.on)
        board.open(title, lines, cursor=board.cursor if keep else 0, keep=keep)

    async def _here(self) -> Entry:
        key = (await self.board()).key_here
        if self._agenda is None or key is None:
            raise UsageError("Nothing is due here.", "tab shows more days.")
        return self._agenda.entries[key]

    async def _on_record(self) -> Entry:
        entry = await self._here()
        if entry.step.id is None:
            raise UsageError(
                "The rules plan this.", "It is done when you write it: enter goes to the account."
            )
        return entry

    async def go(self) -> None:
        """Go to the account of the entry under the cursor."""
        entry = await self._here()
        await self.leave()
        await self.showing.account(entry.account)

    @does("agenda_move")
    async def put_off(self) -> None:
        """Ask when the entry under the cursor is due instead."""
        entry = await self._on_record()
        card = await self.session.read(entry.account)
        await self.forms.open(move_step(self.forms.reading(card), entry.step), back=self)

    @does("agenda_done")
    async def done(self) -> None:
        """Tick off the entry under the cursor."""
        entry, session = await self._on_record(), self.session
        assert entry.step.id is not None, "it is on record"
        session.place(await session.write(record.finish_step, entry.account, entry.step.id))
        await self.show(keep=True)
        self.say(f"Done: {entry.step.kind} · u undoes it in the list")
        self.background.counted()


_MOST_WAITING = 50


class PlanPlace(Hand, ScreenPlace):
    """Shows the calls of the day at their times, in the account's place."""

    where = Where.PLAN
    gives_way = True

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self._at = 0
        self._plan: DayPlan | None = None
        self._waits: list[Waiting] = []

    @does("plan_day")
    async def open(self) -> None:
        """Plan the rest of the day from now on, and show it."""
        await self.session.ranked.wait()
        await self.session.queue.replan()
        plan = self._plan = self.session.queue.plan
        if plan is not None:
            self._waits = await self.line.ask(lambda desk: list(islice(waiting(desk, plan), _MOST_WAITING)))
            self._at = 0
            self.stage.enter(Where.PLAN, hush=True)
            await self.move(0)

    async def move(self, count: int) -> None:
        """Go to another call."""
        plan, waits, main = self._plan, self._waits, self.main
        if plan is None:
            return
        at = self._at = max(0, min(self._at + count, len(plan.calls) + len(waits) - 1))
        here = self.session.here
        _, marked = rows.plan_lines(plan, waits, here, main.detail.size.width, at)
        main.detail.show(
            lambda width: rows.plan_lines(plan, waits, here, width, at, masked=main.veil.on)[0],
            frozenset({marked}),
            keep=True,
        )

    async def pointed(self, line: int) -> None:
        """Go to the call that was clicked; between those that fit and the others stand a blank and a heading."""
        calls = len(self._plan.calls) if self._plan is not None else 0
        if line < calls or line >= calls + 2:
            await self.move((line if line < calls else line - 2) - self._at)

    async def go(self) -> None:
        """Show the account under the cursor."""
        planned = [call.placing for call in self._plan.calls] if self._plan is not None else []
        entries = planned + [each.placing for each in self._waits]
        await self.leave()
        if entries:
            await self.showing.account(entries[self._at].standing.account)
