"""The program on screen: wires the desk, the keys, the colours and the one screen together."""

import asyncio
import os
from collections.abc import Mapping
from typing import Any, ClassVar

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES, Theme

from arcall_tui.settings import Settings
from arcall_tui.tui import inks
from arcall_tui.tui.actions import Keys
from arcall_tui.tui.first_frame import ends
from arcall_tui.tui.key_input import KeyInput, Mouse, TypedAtOnce
from arcall_tui.tui.live_queue import DeskLine
from arcall_tui.tui.router import Router
from arcall_tui.tui.screens.main import MainScreen
from arcall_tui.tui.session import Session
from arcall_tui.tui.stage import Stage
from arcall_tui.tui.widgets.drawn import Drawn
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import Opening


def _theme(name: str) -> Theme:
    table, colour = inks.THEMES[name], inks.css
    ansi = table.paper == "default"
    return Theme(
        name=name,
        primary=colour(table.accent),
        secondary=colour(table.dim),
        accent=colour(table.accent),
        warning=colour(table.urgent),
        error=colour(table.urgent),
        success=colour(table.good),
        foreground=colour(table.ink),
        background=colour(table.paper),
        surface=colour(table.paper),
        panel=colour(table.shade),
        dark=table.dark,
        ansi=ansi,
        variables={**(BUILTIN_THEMES["ansi-dark"].variables if ansi else {}), **inks.variables(name)},
    )


class ArcallApp(App[None]):
    """One caller, one book, one workday."""

    CSS_PATH = "app.tcss"
    TITLE = "arcall"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = []

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        *,
        opening: Opening | None = None,
        keys: Keys | None = None,
        painted: bool = False,
    ) -> None:
        """`opening` and `keys` where they are there already; `painted`: so is the first frame."""
        self.session = Session(DeskLine(desk), settings, opening or Opening.read(desk))
        # Without colours the terminal's own are used, and then taken out: ours would only turn into greys.
        plain = bool(os.environ.get("NO_COLOR"))
        super().__init__(driver_class=_driver(painted=painted), ansi_color=plain or None)
        for name in inks.THEMES:  # dark, light, and the terminal's own colours
            self.register_theme(_theme(name))
        self.theme = "ansi" if plain else inks.known(settings.theme)
        self.stage = Stage(self, self.session, keys or Keys(settings.keymap, settings.keys))
        self.router = Router(self.stage)
        self.keys, self.mouse = KeyInput(self.router), Mouse(self.router)

    def get_theme_variable_defaults(self) -> Mapping[str, str]:  # type: ignore[override]
        """Return the colours that the style sheet names, for any theme."""
        return inks.variables(inks.DEFAULT_THEME)

    def get_default_screen(self) -> Screen[Any]:
        """Return the one screen."""
        return MainScreen(self.session)

    async def on_event(self, event: events.Event) -> None:
        """Route keys and pasted text here, one after another: no key can overtake the one before."""
        if self.stage.left and isinstance(event, events.Key | events.Paste):
            return  # meant for the shell
        if len(self.screen_stack) > 1:  # locked
            if isinstance(event, events.Key) and event.key == "ctrl+q":
                await self.router.leaving.quit()
            else:
                await super().on_event(event)
        elif isinstance(event, events.Key) and not event.is_forwarded:
            await self.keys.key(event)
        elif isinstance(event, TypedAtOnce) and not event.is_forwarded:
            await self.keys.at_once(event.text)
        elif (
            isinstance(event, events.Paste) and not event.is_forwarded and await self.router.paste(event.text)
        ):
            return
        else:
            await super().on_event(event)

    def on_mount(self) -> None:
        """Start what can wait until the first paint is done."""
        self.stage.hint()
        # Another program has had the terminal.
        self.app_resume_signal.subscribe(self, lambda _: self.stage.main.paint_everything())
        self.call_after_refresh(self.router.begin)
        if os.name == "posix" and not self.is_headless:
            # The system asks for it: the terminal is left as it was, and what was typed is kept.
            for number in ends():
                asyncio.get_running_loop().add_signal_handler(
                    number, lambda: self.stage.spawn(self.router.leaving.end())
                )

    def on_resize(self) -> None:
        """Show the place anew once all panes have their width."""
        self.call_after_refresh(self.router.place.come_back)

    async def on_drawn_picked(self, event: Drawn.Picked) -> None:
        """Go to what was clicked."""
        await self.mouse.picked(event.pane, event.index)

    async def on_notes_typed(self) -> None:
        """Keep what was typed."""
        (await self.router.late()).notes.sync()

    @property
    def failure(self) -> Exception | None:
        """What ended the program, if it was a bug."""
        return self._exception

    def _fatal_error(self) -> None:
        """End without Textual's traceback, which shows local variables: customers' data. `app.run` raises it."""
        self._close_messages_no_wait()

    async def on_unmount(self) -> None:
        """Let the desk finish what it was asked."""
        self.session.line.close()


def _driver(*, painted: bool) -> type[Driver] | None:
    """Return the driver of a terminal; None: the one that Textual has for this system."""
    try:
        from arcall_tui.tui.driver import PaintedDriver, UnpaintedDriver
    except ImportError:  # Windows has no terminal modes
        return None
    return PaintedDriver if painted else UnpaintedDriver
