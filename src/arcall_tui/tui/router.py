"""Keys to actions: one at a time and in order, so that each applies to the account it was meant for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from textual import events

from arcall_tui.errors import ArcallError
from arcall_tui.tui.actions import Where
from arcall_tui.tui.places.accounts import Moving
from arcall_tui.tui.places.agenda import Due
from arcall_tui.tui.places.brief import Talk
from arcall_tui.tui.places.commands import Choosing
from arcall_tui.tui.places.day_plan import Agenda
from arcall_tui.tui.places.erase import Erasing
from arcall_tui.tui.places.find import Finding
from arcall_tui.tui.places.history import Past
from arcall_tui.tui.places.import_file import TakingIn
from arcall_tui.tui.places.invoices import Picking
from arcall_tui.tui.places.letter_draft import Letters
from arcall_tui.tui.places.log_call import Calls
from arcall_tui.tui.places.note_writing import Writing
from arcall_tui.tui.places.pointing import Pointing
from arcall_tui.tui.places.reports import Figures
from arcall_tui.tui.places.search import Searching
from arcall_tui.tui.services.background import Upkeep
from arcall_tui.tui.services.form_drafts import HalfDone
from arcall_tui.tui.services.marks import Marking

if TYPE_CHECKING:
    from arcall_tui.tui.program import ArcallApp
    from arcall_tui.tui.screens.main import MainScreen
    from arcall_tui.tui.session import Session

Handler = Callable[[], Awaitable[None]]


class Router:
    """Knows in which state the screen is, and what was last said in the footer."""

    def __init__(self, app: ArcallApp) -> None:
        self.app = app
        self.where = Where.LIST
        self.touched = False  # whether the caller has done anything yet
        self._said, self._tone = "", ""
        self._tasks: set[asyncio.Task[None]] = set()
        self.calls = Calls(self)
        self.writing = Writing(self)
        self.finding = Finding(self)
        self.choosing = Choosing(self)
        self.moving = Moving(self)
        self.past = Past(self)
        self.agenda = Agenda(self)
        self.figures = Figures(self)
        self.upkeep = Upkeep(self)
        self.talk = Talk(self)
        self.due = Due(self)
        self.searching = Searching(self)
        self.marking = Marking(self)
        self.picking = Picking(self)
        self.pointing = Pointing(self)
        self.half_done = HalfDone(self)
        self.letters = Letters(self)
        self.taking_in = TakingIn(self)
        self.erasing = Erasing(self)
        # Where text is typed, and what takes it.
        self._typed: dict[Where, Callable[[str, str | None], Awaitable[None]]] = {
            Where.FORM: self.calls.typed,
            Where.FIND: self.finding.typed,
            Where.SEARCH: self.searching.typed,
            Where.IMPORT: self.taking_in.typed,
            Where.REPORT_DAY: self.figures.typed,
        }
        self._handlers: dict[str, Handler] = {}
        for part in (
            self.calls, self.writing, self.finding, self.choosing, self.moving, self.past, self.agenda,
            self.figures, self.upkeep, self.talk, self.due, self.searching, self.marking, self.picking,
            self.letters, self.taking_in, self.erasing,
        ):  # fmt: skip
            self._handlers |= part.handlers()
        self._handlers |= {"next_call": self.next_call, "history_next": self.next_call}

    @property
    def main(self) -> MainScreen:
        """The screen."""
        return self.app.main

    @property
    def session(self) -> Session:
        """What the screen shows."""
        return self.app.session

    async def key(self, event: events.Key) -> None:
        """Take one key, and return when what it does is done."""
        self.touched = True
        if event.key.startswith("alt+") and event.character and not self._meant(event.key):
            # Over a slow line, and in tmux, esc and the letter after it arrive as one.
            await self.key(events.Key("escape", "\x1b"))
            await self.key(events.Key(event.character, event.character))
            return
        self.talk.key_pressed()
        meaning = self._meant(event.key)
        if meaning == "notes" and event.key == "enter" and self.session.just_logged():
            # Meant for a form that this outcome does not have; the notes would be the next customer's.
            self.say("logged already · i opens the notes")
        elif meaning is not None:
            if self.where is Where.INVOICES:
                await self.picking.before(meaning)
            await self.act(meaning)
        elif self.where is Where.NOTES:
            await self.writing.feed(event)
        elif self.where in self._typed:
            await self.guard(self._typed[self.where](event.key, event.character))
        elif self.where is Where.CHOOSER:
            self.choosing.typed(event.key, event.character)

    def _meant(self, key: str) -> str | None:
        return self.app.keys.meaning(self.where, key)

    def paste(self, text: str) -> bool:
        """Take pasted text; False: the editor takes it."""
        if self.where is Where.NOTES:
            return False
        if self.where is Where.FORM:
            self.calls.pasted(text)
        elif self.where is Where.FIND:
            self.spawn(self.finding.pasted(text))
        elif self.where is Where.SEARCH:
            self.spawn(self.searching.pasted(text))
        elif self.where is Where.IMPORT:
            self.spawn(self.taking_in.pasted(text))
        elif self.where is Where.REPORT_DAY:
            self.spawn(self.figures.pasted(text))
        return True

    @property
    def known(self) -> frozenset[str]:
        """The ids of the actions that something is done for."""
        return frozenset(self._handlers)

    async def act(self, action: str) -> None:
        """Run an action by its id."""
        await self.guard(self._handlers[action]())

    async def guard(self, work: Awaitable[None]) -> None:
        """Do `work`; a problem that can be told becomes one line."""
        try:
            await work
        except ArcallError as error:
            self.say(f"! {error}", "urgent")

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do `work` in the background."""
        task = asyncio.create_task(self._background(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _background(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await self.guard(work)
        except asyncio.CancelledError:
            return  # the screen is closing
        except Exception as error:  # noqa: BLE001 - nobody awaits it: hand it to Textual, which ends the program
            self.app._handle_exception(error)  # noqa: SLF001 - there is no public way

    def enter(self, where: Where) -> None:
        """Change the state of the screen, and with it the keys in the footer."""
        self.where = where
        self.hint()

    async def close_board(self) -> None:
        """Leave what covers the panes."""
        (await self.upkeep.board_panel()).close()
        self.enter(Where.LIST)

    async def to_list(self) -> None:
        """Come back to the list from wherever the caller is; what was typed in the notes is kept."""
        leave = {
            Where.NOTES: self.writing.leave,
            Where.FORM: self.calls.put_aside,
            Where.FIND: self.finding.leave,
            Where.HISTORY: self.past.leave,
            Where.CHOOSER: self.choosing.leave,
        }
        while self.where is not Where.LIST:
            before = self.where
            if before in leave:
                await leave[before]()
            elif before in {Where.SHEET, Where.AGENDA, Where.SEARCH}:
                await self.close_board()
            else:
                await self._handlers[f"{before.name.lower()}_leave"]()
            if self.where is before:
                break

    async def next_call(self) -> None:
        """Come back to the call that comes next, from any view."""
        await self.to_list()
        await self.moving.to(0)

    def say(self, text: str, tone: str = "good") -> None:
        """Say in the footer what was done, or what is wrong."""
        self._said, self._tone = text, tone
        self.hint()

    def hush(self) -> None:
        """Let go of what was said: it was about something else."""
        if self._said:
            self.say("", "")

    def hint(self) -> None:
        """Paint the footer."""
        self.main.paint_footer(self._said, self._tone, self.app.keys.hints(self.where))
