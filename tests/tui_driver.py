"""Driving the screen in tests: keys in, what is painted and what is on record out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partialmethod
from typing import Any
from unittest.mock import patch

from rich.console import RenderableType
from textual import events
from textual import pilot as pilot_module
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.geometry import Region, Size
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen

import textual_once  # noqa: F401 - quicker for all screens
from arcall_tui.tui.actions import Where
from arcall_tui.tui.late_places import LatePlaces
from arcall_tui.tui.program import ArcallApp
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.ranking import Ranking

_CHARACTERS = {"space": " ", "slash": "/", "question_mark": "?", "colon": ":", "enter": "\r", "tab": "\t"}

_render = Compositor.render_update


def _paint_later(compositor: Compositor, *, full: bool = False, **how: Any) -> RenderableType | None:  # noqa: ANN401 - as Textual has it
    """Paint nothing yet but a picture of the screen: nobody sees what comes between, and `Driver` draws what is left."""
    return _render(compositor, full, **how) if full else None


def _draw(screen: Screen[object]) -> None:
    """Let the widgets draw what is to be painted, but not Textual cut and join it."""
    compositor = screen._compositor
    if dirty := compositor._dirty_regions.copy():
        compositor._dirty_regions.clear()
        visible_screen_stack.set(screen.app._background_screens)
        crop = Region.from_union(dirty).intersection(compositor.size.region)
        deque(compositor._get_renders(crop), maxlen=0)


Compositor.render_update = _paint_later  # type: ignore[method-assign]


async def _turn(*_: float) -> None:
    """Let the loop turn. Textual would wait until the machine did nothing for 20 ms, at each pause: `Driver` waits for what is left to do."""
    await asyncio.sleep(0)


pilot_module.wait_for_idle = _turn  # type: ignore[attr-defined]


class Driver:
    """A screen under test. Waits for conditions, never for time to pass."""

    def __init__(self, app: ArcallApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.desk = app.session.desk
        self._pressed_at = 0.0

    async def press(self, *keys: str) -> None:
        """Press keys in one burst, as a slow line delivers them, and wait until all that they do is done."""
        self._pressed_at += 1.0  # as a finger does: not so soon that the key would seem to be held down
        for key in keys:
            named = _CHARACTERS.get(key, key if len(key) == 1 else None)
            event = events.Key(_character_to_key(key) if len(key) == 1 else key, named)
            event.time = self._pressed_at
            self.app.post_message(event)
        await self.quiet()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size; the pilot's own way waits for panes that are taken away meanwhile."""
        size = Size(width, height)
        self.app._driver._size = size  # type: ignore[union-attr]
        self.app.post_message(events.Resize(size, size))
        await self.quiet()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*text)

    async def paste(self, text: str) -> None:
        """Paste a text: where each letter typed is followed by reading all of it anew, that takes a fiftieth of the time."""
        self.app.post_message(events.Paste(text))
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until the keys are worked off and nothing is left to do in the background."""
        for _ in range(3):
            if self.app._exit:
                return
            done = asyncio.Event()
            self.app.call_later(done.set)
            while not done.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(done.wait(), 1)
                if self.app.failure is not None:  # nobody works off what is called later any more
                    raise self.app.failure
            while self.app.stage._tasks:
                await asyncio.gather(*self.app.stage._tasks)
                await asyncio.sleep(
                    0
                )  # from Python 3.12 on, gathering what is done does not let the loop turn
        await self._painted()

    async def _painted(self) -> None:
        """Wait until all that is on screen has taken what was sent to it, is laid out and painted."""
        while not self.app._exit:
            await self.pilot.pause(0)
            screen = self.app.screen
            if not (
                screen._compositor.size != self.app.size  # the terminal's
                or screen._layout_required
                or screen._repaint_required
                or screen._dirty_widgets
                or self.app.stage._tasks
                or any(widget._repaint_required for widget in screen.walk_children())
            ):
                _draw(screen)
                return

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until `condition` holds; the test's timeout ends a wait in vain."""
        while not condition():  # noqa: ASYNC110 - the screen has no event for it
            await asyncio.sleep(0.005)

    @property
    def where(self) -> Where:
        """The state of the screen."""
        return self.app.stage.where

    @property
    def late(self) -> LatePlaces:
        """What is loaded behind the first screen."""
        loading = self.app.router._loading
        assert loading is not None
        return loading.result()

    async def go_to(self, account: int) -> None:
        """Bring an account on screen."""
        await self.app.router.showing.account(account)

    @property
    def text(self) -> str:
        """What is on screen, row by row."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.ljust(width) for strip in lines[:height])

    @property
    def footer(self) -> str:
        """The last row."""
        return self.text.splitlines()[-1]

    @property
    def name(self) -> str:
        """The account on screen."""
        card = self.app.session.card
        assert card is not None
        return card.account.name

    @property
    def account(self) -> int:
        """The number of the account on screen."""
        card = self.app.session.card
        assert card is not None
        return card.account.id


@asynccontextmanager
async def screen(
    desk: Desk, size: tuple[int, int] = (120, 40), theme: str = "", keymap: dict[str, str] | None = None
) -> AsyncIterator[Driver]:
    """Open the screen on a desk; ready when the queue is ranked."""
    # The whole queue is waited for, so the first frame need not have ranked it as well.
    with patch.object(Ranking, "first_page", partialmethod(Ranking.first_page, 4)):
        app = ArcallApp(desk, replace(desk.settings, theme=theme, keymap=keymap or {}))
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.until(app.session.ranked.is_set)
        await driver.quiet()
        yield driver
