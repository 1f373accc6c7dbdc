"""The call notes: kept while they are written, and handed to the next outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual import events

from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.tui.actions import Where
from arcall_tui.tui.services.soon import DEBOUNCE, Soon

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router


class Writing:
    """Knows whose note is being written, and whether it is on disk."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._unsaved: tuple[int, str] | None = None
        self._soon = Soon(router, DEBOUNCE, self.keep, again=False)
        self._correcting: int | None = None
        self._leaving = False

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "notes": self.open,
            "notes_leave": self.leave,
            "quit": self.quit,
            "quit_now": self.quit,
            "interrupt": self.interrupted,
        }

    # In and out of the editor

    async def open(self) -> None:
        """Go into the notes."""
        if self.router.session.card is None:
            raise UsageError("There is nobody to write about yet.", "arcall import LEDGER fills the book.")
        await self.router.main.notes.write()
        self.router.enter(Where.NOTES)
        self.router.talk.on_the_line()

    @property
    def correcting(self) -> bool:
        """Whether it is a note on record that is being written."""
        return self._correcting is not None

    async def rewrite(self, text: str) -> None:
        """Put another text in the note's place, and keep it."""
        notes, card = self.router.main.notes, self.router.session.card
        assert card is not None, "a note belongs to an account"
        notes.show(text, self.router.main.notes_heading(card))
        if notes.writing and notes.editor is not None:
            notes.editor.load_text(text)
            notes.editor.move_cursor(notes.editor.document.end)
        if self._correcting is None:
            self._unsaved = (card.account.id, text)
            await self.keep()

    async def correct(self, call: int, text: str, label: str) -> None:
        """Go into the note of a call on record."""
        notes, card = self.router.main.notes, self.router.session.card
        assert card is not None
        await self.keep()
        self._correcting = call
        notes.show(text, self.router.main.notes_heading(card, f"Correct the note: {label}"))
        await notes.write()
        self.router.enter(Where.NOTES)

    async def leave(self) -> None:
        """Come back to the list; a corrected note is put on record, a draft is kept."""
        notes, session = self.router.main.notes, self.router.session
        self.sync()
        notes.leave()
        self.router.enter(Where.LIST)
        call, self._correcting = self._correcting, None
        if call is not None:
            await self._corrected(call, notes.text)
        await self.keep()
        if session.card is not None:
            self.router.main.paint_card(keep=True)
        self.router.talk.advise(notes.text)

    async def _corrected(self, call: int, text: str) -> None:
        from arcall_tui.workday.calls.record import correct_note  # noqa: PLC0415 - not before the first paint

        card = self.router.session.card
        old = next((entry.note for entry in card.history if entry.id == call), "") if card else ""
        if text != old:
            await self.router.session.write(correct_note, call, text)
            self.router.say("Note corrected; the old text is kept · u undo")

    async def feed(self, event: events.Key) -> None:
        """Hand a key to the editor and wait until it has been taken in."""
        editor = self.router.main.notes.editor
        if editor is None:
            return
        if not event.is_printable and await self.router.app.editor_binding(event.key):
            self.sync()
            return
        taken = asyncio.Event()
        editor._forward_event(event)  # noqa: SLF001 - as App does
        editor.call_later(taken.set)
        await taken.wait()
        self.router.talk.read_over()
        self.sync()

    def sync(self) -> None:
        """Take over what the editor holds now; what looks like a card number does not stay."""
        self.router.talk.mask()
        if self.router.main.notes.read():
            self._changed()

    # Keeping

    def _changed(self) -> None:
        notes, card = self.router.main.notes, self.router.session.card
        if card is None or self._correcting is not None:
            return
        self._unsaved = (card.account.id, notes.text)
        self._soon.ask()

    async def keep(self) -> None:
        """Save the draft now, if it is not on disk yet."""
        self._soon.stop()
        unsaved, self._unsaved = self._unsaved, None
        if unsaved is None:
            return
        try:
            await self.router.session.keep_draft(*unsaved)
        except BaseException:
            self._unsaved = self._unsaved or unsaved
            raise
        card = self.router.session.card
        if card is not None and card.account.id == unsaved[0]:
            self.router.main.notes.head(self.router.main.notes_heading(card))

    # For the outcome

    def text(self) -> str:
        """Return the note as it stands."""
        card = self.router.session.card
        if card is None:
            return ""
        if self._unsaved is not None and self._unsaved[0] == card.account.id:
            return self._unsaved[1]
        return card.draft

    @contextmanager
    def handed_over(self) -> Iterator[None]:
        """Hold the draft back while its call is recorded; then it is on record, else it stays a draft."""
        self._soon.stop()
        yield
        self._unsaved = None

    async def quit(self) -> None:
        """Leave; the draft is kept first. Where it cannot be, a second time leaves without it."""
        self.sync()
        try:
            await self.keep()
            await self.router.half_done.keep()
        except ArcallError as error:
            if not self._leaving:
                self._leaving = True
                raise UsageError(
                    f"The draft cannot be kept: {error}", "The same key again leaves without it."
                ) from None
        self.router.app.exit()

    async def interrupted(self) -> None:
        """Say how to leave: ctrl+c alone ends nothing."""
        key = next(action.keys[0] for action in self.router.app.keys.actions if action.id == "quit")
        self.router.say(f"{key} leaves; the draft is kept", "")
