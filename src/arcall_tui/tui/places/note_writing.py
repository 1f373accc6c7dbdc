"""In the call notes: the editor, with the draft kept while it is written."""

import asyncio

from textual import events
from textual.app import SuspendNotSupported

from arcall_tui.errors import UsageError
from arcall_tui.render.pieces import short
from arcall_tui.tui.actions import Where
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.places.screen_place import ScreenPlace
from arcall_tui.tui.stage import DEBOUNCE, Soon, does
from arcall_tui.workday.calls import record
from arcall_tui.workday.calls.own_programs import edited

_BESIDE, _SHORTEST = 38, 8  # cells in the footer: beside a name, and of one at least


class NotesPlace(Hand, ScreenPlace):
    """Writes the note to come, or corrects one on record."""

    where = Where.NOTES
    takes_text = True
    gives_way = True

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self.guard = crew.guard
        self._correcting: int | None = None
        self._soon = Soon(crew.stage, DEBOUNCE, self._keep_correction, again=False)

    @does("notes")
    async def open(self) -> None:
        """Go into the notes."""
        if self.session.card is None:
            raise UsageError("There is nobody to write about yet.", "arcall import LEDGER fills the book.")
        await self._write("Notes on")
        self.timer.on_the_line()

    async def correct(self, call: int, text: str, label: str) -> None:
        """Go into the note of a call on record."""
        await self.draft.keep()
        self._correcting = call
        self.main.notes_label = f"Correct the note: {label}"
        self.main.show_note(await self.drafts.typed_in(*self._about(call)) or text)
        await self._write("Correcting a note on")

    async def _write(self, what: str) -> None:
        """Open the editor; the footer says on whom, not what was done before: a key that is a letter here is seen to be one."""
        await self.main.notes.write()
        self.stage.enter(Where.NOTES)
        name, room = self.main.as_shown(self.session.card).account.name, self.main.size.width - _BESIDE
        self.say(f"{what} {short(name, max(_SHORTEST, room))}", "strong")

    def _about(self, call: int) -> tuple[int, str]:
        return self.session.here_card().account.id, f"note of call {call}"

    async def _keep_correction(self) -> None:
        if self._correcting is not None:
            await self.drafts.put(self._about(self._correcting), {"note": self.main.notes.text})

    async def leave(self) -> None:
        """Come back to the list; a corrected note is put on record, a draft is kept."""
        self.sync()
        self.main.notes.leave()
        self.main.notes_label = ""
        self.stage.enter(Where.LIST)
        call, self._correcting = self._correcting, None
        if call is not None:
            await self._corrected(call, self.main.notes.text)
        await self.draft.keep()
        if self.session.card is not None:
            self.main.paint_card(keep=True)
        self.guard.advise(self.main.notes.text)

    async def _corrected(self, call: int, text: str) -> None:
        card = self.session.card
        old = next((entry.note for entry in card.history if entry.id == call), "") if card else ""
        self._soon.stop()
        if text != old:
            await self.session.write(record.correct_note, call, text)
            self.say("Note corrected; the old text is kept · u undo")
        await self.drafts.put(self._about(call), {})

    async def feed(self, event: events.Key) -> None:
        """Hand a key to the editor and wait until it has been taken in."""
        editor = self.main.notes.editor
        if editor is None:
            return
        if not event.is_printable and await self.stage.bound(event.key):
            self.sync()
            return
        taken = asyncio.Event()
        editor._forward_event(event)  # noqa: SLF001 - as App does
        editor.call_later(taken.set)
        await taken.wait()
        self.guard.expand()
        self.sync()

    def sync(self) -> None:
        """Take over what the editor holds now; what looks like a card number does not stay."""
        self.guard.mask()
        notes = self.main.notes
        if not notes.read() or self.session.card is None:
            return
        if self._correcting is None:
            self.draft.changed(notes.text)
        else:
            self._soon.ask()

    @does("notes_editor")
    async def edit_outside(self) -> None:
        """Write the note in the user's own editor: $VISUAL or $EDITOR. It comes back when that ends."""
        if self.main.notes.writing:
            self.sync()
        else:
            await self.open()
        try:
            with self.stage.app.suspend():
                text = edited(self.main.notes.text)
        except SuspendNotSupported:
            raise UsageError("This terminal cannot be handed to another program.") from None
        if self.main.notes.editor is not None:
            self.main.notes.editor.load_text(text)
            self.main.notes.editor.move_cursor(self.main.notes.editor.document.end)
        self.sync()  # it is kept as what is typed is

    @does("not_a_card")
    @does("notes_not_a_card")
    async def put_back(self) -> None:
        """Put back what was masked in this note, and keep it."""
        text = await self.guard.put_back(self.main.notes.text)
        self.main.show_note(text)
        if self.main.notes.writing and self.main.notes.editor is not None:
            self.main.notes.editor.load_text(text)
            self.main.notes.editor.move_cursor(self.main.notes.editor.document.end)
        if self._correcting is None:
            self.draft.put(text)
            await self.draft.keep()
        self.say("Put back; these digits stay as they are from now on", "")
