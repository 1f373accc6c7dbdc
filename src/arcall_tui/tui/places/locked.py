"""The screen locked: nothing readable on it, and nothing done, until the book's passphrase is typed."""

import time

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from arcall_tui.errors import UsageError
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.stage import does
from arcall_tui.workday.book.locking import is_locked, is_passphrase

_LOOK = 5.0  # seconds between looks at how long no key was pressed
_WRONG = 1.0  # seconds in which nothing is taken after a wrong passphrase


class LockedScreen(Screen[None]):
    """Takes the place of all else; what is typed shows as dots, ctrl+q leaves arcall."""

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""
        self._wrong_until = 0.0

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(markup=False)

    def on_mount(self) -> None:
        """Say what it waits for."""
        self._say("")

    def _say(self, told: str) -> None:
        lines = [
            "Locked.",
            f"Passphrase: {'•' * len(self._typed)}",
            told,
            "",
            "enter opens · ctrl+q leaves arcall",
        ]
        self.query_one(Static).update("\n".join(lines))

    def on_key(self, event: events.Key) -> None:
        """Take a key of the passphrase."""
        event.stop()
        if time.monotonic() < self._wrong_until:
            return
        if event.key == "enter" and self._typed:
            self._try()
            return
        if event.key == "backspace":
            self._typed = self._typed[:-1]
        elif event.key == "escape":
            self._typed = ""
        elif event.is_printable and event.character:
            self._typed += event.character
        self._say("")

    def _try(self) -> None:
        """Open with what was typed, if that is the passphrase."""
        if is_passphrase(self._typed):
            self.dismiss()
            return
        self._typed = ""
        self._wrong_until = time.monotonic() + _WRONG
        self._say("That is not it.")

    def on_paste(self, event: events.Paste) -> None:
        """Take a passphrase from a keeper of passphrases."""
        event.stop()
        self._typed += event.text.strip("\r\n")
        self._say("")
        if event.text.endswith(("\r", "\n")):
            self._try()

    on_typed_at_once = on_paste  # from a terminal that does not mark what is pasted


class Locking(Hand):
    """Locks the screen of an encrypted book by a key, and by itself when no key was pressed for long."""

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        stage = crew.stage
        self._limit = stage.session.settings.lock_after_minutes * 60
        if self._limit and is_locked(stage.session.desk.path):
            stage.main.set_interval(_LOOK, lambda: stage.spawn(self.look()))

    @does("lock")
    async def lock(self) -> None:
        """Lock the screen; what was typed is kept. Raises UsageError for a book that is not encrypted."""
        if not is_locked(self.session.desk.path):
            raise UsageError(
                "There is no passphrase to open it with again.", "arcall lock new encrypts the book."
            )
        await self.draft.keep()
        if len(self.stage.app.screen_stack) == 1:
            await self.stage.app.push_screen(LockedScreen())
            self.stage.last_key = time.monotonic()

    async def look(self) -> None:
        """Lock where no key was pressed for too long."""
        if self.stage.idle() > self._limit:
            await self.lock()
