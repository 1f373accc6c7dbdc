"""Who does what an action means: makes the places and services, and goes from one place to another."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.tui.actions import Where, shown
from arcall_tui.tui.places.accounts import AccountsPlace, FindPlace
from arcall_tui.tui.places.commands import ChooserPlace
from arcall_tui.tui.services.background import Background
from arcall_tui.tui.services.privacy import Privacy
from arcall_tui.tui.services.showing import NoteDraft, Showing
from arcall_tui.tui.stage import Doer, Handler, Stage, does, handlers
from arcall_tui.workday.desk.desk import spared

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from arcall_tui.tui.late_places import LatePlaces
    from arcall_tui.tui.places.screen_place import ScreenPlace


class Leaving(Doer):
    """Ends the program, or gives the terminal back for a while. `loaded`: the late places, None before they are wanted."""

    def __init__(
        self, stage: Stage, draft: NoteDraft, loaded: Callable[[], Awaitable[LatePlaces | None]]
    ) -> None:
        super().__init__(stage)
        self.draft = draft
        self._loaded = loaded
        self._again = False

    @does("quit")
    @does("quit_now")
    async def quit(self) -> None:
        """Leave; the draft is kept first. Where it cannot be, a second time leaves without it."""
        try:
            await self._keep()
        except ArcallError as error:
            if not self._again:
                self._again = True
                raise UsageError(
                    f"The draft cannot be kept: {error}", "The same key again leaves without it."
                ) from None
        self._exit()

    async def end(self) -> None:
        """Leave without asking anything; what was typed is kept where it can be."""
        with suppress(ArcallError):
            await self._keep()
        self._exit()

    def _exit(self) -> None:
        """End; keys that come behind are the shell's."""
        self.stage.left = True
        self.stage.app.exit()

    async def _keep(self) -> None:
        if (late := await self._loaded()) is not None:
            late.notes.sync()
            await self.draft.keep()
            await late.form_drafts.keep()

    @does("suspend")
    async def suspend(self) -> None:
        """Give the terminal back to the shell until `fg`; what was typed is kept first."""
        await self.draft.keep()
        self.stage.app.action_suspend_process()

    @does("interrupt")
    async def interrupted(self) -> None:
        """Say how to leave: ctrl+c alone ends nothing."""
        self.stage.say(f"{shown(self.stage.keys['quit'].keys[0])} leaves; the draft is kept", "")


# What is done where the caller is, whatever place that may be.
_SHARED: dict[str, tuple[str, *tuple[int, ...]]] = {
    "down": ("move", 1), "up": ("move", -1), "match_down": ("move", 1), "match_up": ("move", -1),
    "page_down": ("page", 1), "page_up": ("page", -1), "match_page_down": ("page", 1), "match_page_up": ("page", -1),
    "card_down": ("scroll", 1), "card_up": ("scroll", -1), "go": ("go",), "leave": ("leave",), "close": ("leave",),
}  # fmt: skip


class Router:
    """Makes the places and services, and hands each key to the one that it is for."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.background = Background(stage)
        self.draft = NoteDraft(stage)
        self.showing = Showing(stage, self.draft, self.background)
        self.privacy = Privacy(stage)
        early: tuple[ScreenPlace, ...] = (
            AccountsPlace(stage, self.showing),
            FindPlace(stage, self.showing, self.draft),
            ChooserPlace(stage, self.act),
        )
        self.places: dict[Where, ScreenPlace] = {place.where: place for place in early}
        self._loading: asyncio.Task[LatePlaces] | None = None
        self.leaving = Leaving(stage, self.draft, self._loaded)
        self._handlers: dict[str, Handler] = {
            **handlers((*early, self.background, self.privacy, self.leaving)),
            "next_call": self.next_call,
            "to_next": self.next_call,
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

    async def _loaded(self) -> LatePlaces | None:
        return None if self._loading is None else await self.late()

    async def _load(self) -> LatePlaces:
        places = await self.stage.line.aside(load)
        digits = await self.stage.line.ask(spared)
        late = places(places.services(self.background, self.showing, digits))
        self.places |= {place.where: place for place in late.places}
        self._handlers |= handlers(late.doers)
        return late

    # Keys, text and the mouse

    async def act(self, id_: str) -> None:
        """Run an action by its id; one of the list is run from there."""
        await self.stage.guard(self.do(id_), alarm=True)

    async def do(self, id_: str) -> None:
        """Run an action; what goes wrong is for whoever asked."""
        where = self.stage.keys[id_].where
        if Where.LIST in where and self.stage.where not in where:
            await self.place.before(id_)
        if id_ in _SHARED:
            method, *counts = _SHARED[id_]
            if method == "leave":
                self.stage.hush("good")
            await getattr(self.place, method)(*counts)
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

    # From anywhere

    async def to_list(self) -> None:
        """Come back to the list from wherever the caller is; what was typed is kept."""
        while (before := self.stage.where) is not Where.LIST:
            await self.place.put_aside()
            if self.stage.where is before:
                break

    async def next_call(self) -> None:
        """Come back to the call that comes next, from any view."""
        await self.to_list()
        await self.showing.row(0)


def load() -> type[LatePlaces]:
    """Load what the first screen does not need; long enough for a thread of its own."""
    from arcall_tui.tui.late_places import LatePlaces

    return LatePlaces
