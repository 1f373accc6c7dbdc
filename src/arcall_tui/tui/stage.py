"""What every place and service works on: the session, the screen, where the caller is, what is said, what waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from functools import cached_property, partial
from typing import Any, TypeVar

from textual.app import App
from textual.timer import Timer

from arcall_tui.errors import ArcallError, BookError, UsageError
from arcall_tui.render import head_and_foot
from arcall_tui.render.hidden import Veil
from arcall_tui.tui.actions import Keys, Where, shown
from arcall_tui.tui.screens.main import MainScreen
from arcall_tui.tui.session import Session
from arcall_tui.tui.widgets.drawn import Drawn

# What an action does.
Handler = Callable[[], Awaitable[None]]
Pane = TypeVar("Pane", bound="Drawn")


_Does = TypeVar("_Does", bound=Callable[..., Awaitable[None]])


def does(id_: str, *args: object, **named: object) -> Callable[[_Does], _Does]:
    """Mark a method as what an action does, called so."""
    return _marked({id_: (args, named)})


def does_each(each: Mapping[str, object]) -> Callable[[_Does], _Does]:
    """Mark a method as what several actions do: each calls it with one argument."""
    return _marked({id_: ((argument,), {}) for id_, argument in each.items()})


def _marked(calls: dict[str, Any]) -> Callable[[_Does], _Does]:
    def marked(method: _Does) -> _Does:
        method.__dict__["does"] = method.__dict__.get("does", {}) | calls
        return method

    return marked


class OnStage:
    """Who works on the stage, with what that takes at hand."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.session, self.line, self.say = stage.session, stage.line, stage.say

    @property
    def main(self) -> MainScreen:
        """The one screen."""
        return self.stage.main


class Doer(OnStage):
    """Who does what actions mean: its methods that are marked (`does`)."""

    def actions(self) -> dict[str, Handler]:
        """Return what each action does."""
        return {
            id_: partial(getattr(self, name), *args, **named)
            for name, method in vars(type(self)).items()
            for id_, (args, named) in getattr(method, "does", {}).items()
        }


def handlers(doers: Iterable[Doer]) -> dict[str, Handler]:
    """Return what each action of all of them does."""
    return {id_: do for each in doers for id_, do in each.actions().items()}


class AskedError(UsageError):
    """What speaks against an action; the action again is the yes. `about`: its id, and what it would be done to."""

    def __init__(self, why: str, *about: object) -> None:
        super().__init__(f"{why} · enter again does it")
        self.why, self.about = why, about
        self.dropped = 0  # keys that came instead of an answer


class Stage:
    """`touched`: whether the caller has done anything yet, `left`: or has left; `keys_taken`: how many keys came so far.

    `last_key`: when the caller was there last, on the monotonic clock. `alarm`: why something could not be put on record,
    until the caller has answered that. `question`: what is asked in the footer, as long as it stands there.
    """

    def __init__(self, app: App[None], session: Session, keys: Keys) -> None:
        self.app = app
        self.session = session
        self.line = session.line
        self.keys = keys
        self.where = Where.LIST
        self.touched = False
        self.left = False
        self.keys_taken = 0
        self.last_key = time.monotonic()
        self.alarm = ""
        self.question: AskedError | None = None
        self._said, self._tone = "", ""
        self._panels: dict[object, Any] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @cached_property
    def main(self) -> MainScreen:
        """The one screen; still there for whoever works in the background when the program ends."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    def is_over(self) -> bool:
        """Whether the program is ending: nothing is left to paint on, or to ask."""
        return self.line.closed or not self.app.screen_stack

    @property
    def marked(self) -> list[int]:
        """The accounts that are marked, in the order of the list: dealt with in one go and with one undo."""
        marked = self.main.accounts.marked
        return [row.account for row in self.session.worklist.rows if row.account in marked] if marked else []

    def idle(self) -> float:
        """Return for how many seconds no key was pressed."""
        return time.monotonic() - self.last_key

    def enter(self, where: Where, *, hush: bool = False) -> None:
        """Change the state of the screen, and with it the keys in the footer; `hush`: what was said before goes."""
        if hush:
            self.hush()
        self.where = where
        self.hint()

    def say(self, text: str, tone: str = "good") -> None:
        """Say in the footer what was done, or what is wrong; an alarm stays, a question gives way."""
        self.question = None
        if self.alarm:
            text, tone = self.alarm, "urgent"
        self._said, self._tone = text, tone
        self.hint()

    def hush(self, keep: str = "") -> None:
        """Let go of what was said, unless in that tone: it was about something else."""
        if self._said and self._tone != (keep or None):
            self.say("", "")

    def hint(self) -> None:
        """Paint the footer."""
        hints = self.keys.hints(self.where)
        self.main.footer.show(partial(head_and_foot.footer, self._said, self._tone, hints))

    async def bound(self, key: str) -> bool:
        """Run the focused widget's own binding of a key (the editor's arrows); return whether it has one."""
        return await self.app._check_bindings(key)  # noqa: SLF001 - there is no public way

    async def panel(self, kind: Callable[[Veil], Pane]) -> Pane:
        """Return the panel of that kind over the panes; made when it is first wanted."""
        found: Pane | None = self._panels.get(kind)
        if found is None:
            found = self._panels[kind] = kind(self.main.veil)
            await self.main.mount(found)
        return found

    async def guard(self, work: Awaitable[None], *, alarm: bool = False) -> None:
        """Do `work`; a problem that can be told becomes one line.

        With `alarm`, what the book refuses stays on screen until that is answered.
        """
        try:
            await work
        except ArcallError as error:
            if alarm and isinstance(error, BookError):
                self.alarm = f"! {error}"
            told = str(error)
            if isinstance(error, AskedError):
                key = next(iter(self.keys[str(error.about[0])].keys), "the same")
                told = f"{error.why} · {shown(key)} again does it"
            self.say(f"! {told}", "urgent")
            if isinstance(error, AskedError):
                self.question = error

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


DEBOUNCE = 0.3  # seconds from the first key until what was typed is on disk


class Soon:
    """Does `work` in the background, `seconds` after it was asked for.

    `again`: being asked anew, it waits anew; else it is done as soon as it was first due, so that steady typing
    does not put it off.
    """

    def __init__(
        self, stage: Stage, seconds: float, work: Callable[[], Coroutine[Any, Any, None]], *, again: bool
    ) -> None:
        self._stage, self._seconds, self._work, self._again = stage, seconds, work, again
        self._timer: Timer | None = None

    def ask(self) -> None:
        """Have the work done soon."""
        if self._again:
            self.stop()
        if self._timer is None:
            self._timer = self._stage.main.set_timer(self._seconds, self._due)

    def stop(self) -> None:
        """Have it not done after all."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _due(self) -> None:
        self._timer = None
        self._stage.spawn(self._work())
