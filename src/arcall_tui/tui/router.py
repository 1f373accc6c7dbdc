"""Keys to actions: one at a time and in order, so that each applies to the account it was meant for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events

from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.tui.actions import Where, shown
from arcall_tui.tui.keyboards import by_place
from arcall_tui.tui.late_keys import LateKeys
from arcall_tui.tui.places.accounts import AccountsPlace
from arcall_tui.tui.places.commands import ChooserPlace
from arcall_tui.tui.places.find import FindPlace
from arcall_tui.tui.services.background import Background
from arcall_tui.tui.services.marks import AccountMarks, InvoiceMarks
from arcall_tui.tui.services.note_draft import NoteDraft
from arcall_tui.tui.services.privacy import Privacy
from arcall_tui.tui.services.showing import Showing
from arcall_tui.tui.widgets.lines import OneLine
from arcall_tui.tui.widgets.list_pane import HEADING, ListPane
from arcall_tui.workday.desk.finding import spared

if TYPE_CHECKING:
    from arcall_tui.tui.late_places import LatePlaces
    from arcall_tui.tui.places.screen_place import ScreenPlace
    from arcall_tui.tui.stage import Handler, Stage
    from arcall_tui.tui.widgets.drawn import Drawn

# What is done where the caller is, whatever place that may be.
_SHARED: dict[str, Callable[[ScreenPlace], Awaitable[None]]] = {
    "down": lambda place: place.move(1),
    "up": lambda place: place.move(-1),
    "match_down": lambda place: place.move(1),
    "match_up": lambda place: place.move(-1),
    "page_down": lambda place: place.page(1),
    "page_up": lambda place: place.page(-1),
    "match_page_down": lambda place: place.page(1),
    "match_page_up": lambda place: place.page(-1),
    "card_down": lambda place: place.scroll(1),
    "card_up": lambda place: place.scroll(-1),
    "go": lambda place: place.go(),
    "leave": lambda place: place.leave(),
    "close": lambda place: place.leave(),
}
# What is logged at one key.
_LOGGED = frozenset(code.means.action for code in Code if code.means.action and not code.means.title)
# Where a click on a row does what enter does; elsewhere it puts the cursor there.
_CLICK_GOES = frozenset({Where.AGENDA, Where.SEARCH, Where.CHOOSER})


class Router:
    """Makes the places and services, and hands each key to the one that it is for."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.background = Background(stage)
        self.draft = NoteDraft(stage)
        self.showing = Showing(stage, self.draft, self.background)
        self.privacy = Privacy(stage)
        self._marks = AccountMarks(stage, self.showing)
        self._invoices = InvoiceMarks(stage)
        early = (
            AccountsPlace(stage, self.showing, self._marks, self._invoices),
            FindPlace(stage, self.showing, self.draft),
            ChooserPlace(stage, self.act),
        )
        self.places: dict[Where, ScreenPlace] = {place.where: place for place in early}
        self._loading: asyncio.Task[LatePlaces] | None = None
        self._leaving = False
        self._late = LateKeys()
        self._told: set[str] = set()  # keys that were said to do nothing
        self._dropped = 0  # keys that came behind an alarm
        self._handlers: dict[str, Handler] = {
            **{
                id_: do
                for each in (*early, self.background, self.privacy)
                for id_, do in each.actions().items()
            },
            "next_call": self.next_call,
            "to_next": self.next_call,
            "quit": self.quit,
            "quit_now": self.quit,
            "interrupt": self.interrupted,
            "suspend": self.suspend,
        }

    @property
    def place(self) -> ScreenPlace:
        """Where the caller is."""
        return self.places[self.stage.where]

    @property
    def known(self) -> frozenset[str]:
        """The ids of the actions that something is done for; all of them once `late` is there."""
        return frozenset(_SHARED) | self._handlers.keys()

    # What the first screen does not need

    def begin(self) -> None:
        """Start what can wait until the first paint is done."""
        self.stage.spawn(self._begin())

    async def _begin(self) -> None:
        await self.background.rank()
        late = await self.late()
        if self.stage.is_over():
            return
        self.background.begin()
        self.privacy.begin()
        late.appointments.begin()
        await late.others.begin()
        self.background.after_count = late.appointments.look

    async def late(self) -> LatePlaces:
        """Return the places that are loaded behind the first screen, as soon as they are."""
        if self._loading is None:
            self._loading = asyncio.create_task(self._load())
        return await asyncio.shield(self._loading)

    async def _load(self) -> LatePlaces:
        kind = await self.stage.line.aside(load)
        digits = await self.stage.line.ask(spared)
        late = kind(
            self.stage, self.background, self.showing, self._marks, self._invoices, digits, self.privacy
        )
        self.places |= {place.where: place for place in late.places}
        self._handlers |= dict(late.actions())
        return late

    # Keys, text and the mouse

    async def key(self, event: events.Key) -> None:
        """Take one key, and return when what it does is done."""
        stage = self.stage
        stage.touched = True
        stage.keys_taken += 1
        if stage.alarm and not self._answers(event):
            return
        if not self.place.takes_text and self._late.is_answer(event):
            return
        action = stage.keys.meaning(stage.where, event.key)
        if action is None and not self.place.takes_text and (letter := by_place(event.character)):
            action = stage.keys.meaning(stage.where, letter)
        if event.key.startswith("alt+") and event.character and action is None:
            # Over a slow line, and in tmux, esc and the letter after it arrive as one.
            await self.key(events.Key("escape", "\x1b"))
            await self.key(events.Key(event.character, event.character))
            return
        self.privacy.key_pressed()
        if (
            action is not None
            and action.id == "notes"
            and event.key == "enter"
            and stage.session.just_logged()
        ):
            # Meant for a form that this outcome does not have; the notes would be the next customer's.
            stage.say("logged already · i opens the notes")
        elif action is not None:
            if not (action.id in _LOGGED and self._late.is_held(event)):
                await self.act(action.id)
        elif stage.where is Where.NOTES:
            await (await self.late()).notes.feed(event)
        elif self.place.takes_text:
            await stage.guard(self.place.typed(event.key, event.character))
        else:
            self._unknown(event)

    def _answers(self, event: events.Key) -> bool:
        """Take the answer to an alarm: esc or enter. Return whether the key is to be followed: quitting always is."""
        stage = self.stage
        action = stage.keys.meaning(stage.where, event.key)
        leaving = action is not None and action.id in {"quit", "quit_now"}
        if leaving or event.key in {"escape", "enter"}:
            stage.alarm = ""
            stage.say(f"{self._dropped} keys were dropped" if self._dropped else "", "")
            self._dropped = 0
        else:
            self._dropped += 1
        return leaving

    def _unknown(self, event: events.Key) -> None:
        """Say once that a key does nothing here, and where those that do are read."""
        if event.key not in self._told:
            self._told.add(event.key)
            sign = event.character if event.is_printable and event.character else shown(event.key)
            way = shown(self.stage.keys["help"].keys[0]) if self.stage.keys["help"].keys else "f1"
            self.stage.say(f"{sign} does nothing in {self.stage.where} · {way} shows the keys", "")

    async def act(self, id_: str) -> None:
        """Run an action by its id; one of the list is run from there."""
        await self.stage.act(self._act(id_))

    async def _act(self, id_: str) -> None:
        where = self.stage.keys[id_].where
        if Where.LIST in where and self.stage.where not in where:
            await self.place.before(id_)
        if (shared := _SHARED.get(id_)) is not None:
            await shared(self.place)
            return
        if id_ not in self._handlers:
            await self.late()
        await self._handlers[id_]()

    async def paste(self, text: str) -> bool:
        """Take pasted text; False: the editor takes it."""
        if self.stage.where is Where.NOTES:
            return False
        await self.stage.guard(self.place.pasted(text))
        return True

    async def picked(self, pane: Drawn, index: int) -> None:
        """Go to what was clicked in a pane."""
        self.stage.touched = True
        await self.stage.guard(self._picked(pane, index))

    async def _picked(self, pane: Drawn, index: int) -> None:
        main, place = self.stage.main, self.place
        if isinstance(pane, OneLine):
            await self._pressed(pane.key_at(index))
        elif index == HEADING:
            await self._heading(pane)
        elif pane is main.accounts and place.gives_way:
            await self._to_list()
            await self.showing.row(index)
        elif pane is main.accounts:
            await place.picked(index)
        elif pane is main.detail:
            pointed = (await self.late()).invoices if place.where is Where.LIST else place
            await pointed.pointed(index)
        elif pane is main.notes and place.where is Where.LIST:
            await self.act("notes")
        elif place.where is Where.FORM:
            await (await self.late()).form.point(index)
        elif isinstance(pane, ListPane):
            pane.go(index)
            if place.where in _CLICK_GOES:
                await place.go()

    async def _heading(self, pane: Drawn) -> None:
        """Take a click on a pane's heading: that of the list narrows it."""
        if pane is self.stage.main.accounts and self.stage.where is Where.LIST:
            await self.act("filter")

    async def _pressed(self, key: str) -> None:
        """Do what a key named in the header or footer does."""
        for where in (self.stage.where, Where.LIST, Where.ANYWHERE):
            for action in self.stage.keys.of(where):
                if key and key in map(shown, action.keys):
                    await self._act(action.id)
                    return

    # From anywhere

    async def _to_list(self) -> None:
        """Come back to the list from wherever the caller is; what was typed is kept."""
        while (before := self.stage.where) is not Where.LIST:
            await self.place.put_aside()
            if self.stage.where is before:
                break

    async def next_call(self) -> None:
        """Come back to the call that comes next, from any view."""
        await self._to_list()
        await self.showing.row(0)

    async def quit(self) -> None:
        """Leave; the draft is kept first. Where it cannot be, a second time leaves without it."""
        try:
            await self._keep()
        except ArcallError as error:
            if not self._leaving:
                self._leaving = True
                raise UsageError(
                    f"The draft cannot be kept: {error}", "The same key again leaves without it."
                ) from None
        self.stage.app.exit()

    async def end(self) -> None:
        """Leave without asking anything; what was typed is kept where it can be."""
        with suppress(ArcallError):
            await self._keep()
        self.stage.app.exit()

    async def _keep(self) -> None:
        if self._loading is not None:
            late = await self.late()
            late.notes.sync()
            await self.draft.keep()
            await late.form_drafts.keep()

    async def suspend(self) -> None:
        """Give the terminal back to the shell until `fg`; what was typed is kept first."""
        await self.draft.keep()
        self.stage.app.action_suspend_process()

    async def interrupted(self) -> None:
        """Say how to leave: ctrl+c alone ends nothing."""
        self.stage.say(f"{shown(self.stage.keys['quit'].keys[0])} leaves; the draft is kept", "")


def load() -> type[LatePlaces]:
    """Load what the first screen does not need; long enough for a thread of its own."""
    from arcall_tui.tui.late_places import LatePlaces

    return LatePlaces
