"""The history in full."""

from __future__ import annotations

from arcall_tui.render.card import heading, history_full
from arcall_tui.render.pieces import Line
from arcall_tui.tui.actions import Where
from arcall_tui.tui.forms.without_call import why_late
from arcall_tui.tui.places.crew import Crew
from arcall_tui.tui.places.form_filling import OpensForms
from arcall_tui.tui.places.log_call import LogCall
from arcall_tui.tui.places.note_writing import NotesPlace
from arcall_tui.tui.places.screen_place import ScreenPlace
from arcall_tui.tui.stage import does
from arcall_tui.workday.letters.draft_files import refuse_letter


class HistoryPlace(OpensForms, ScreenPlace):
    """Shows everything on record with notes in full, in the account's place."""

    where = Where.HISTORY
    gives_way = True

    def __init__(self, crew: Crew, notes: NotesPlace, calls: LogCall) -> None:
        super().__init__(crew, calls.forms)
        self.notes = notes
        self.calls = calls
        self.entry = 0

    @does("history")
    async def open(self) -> None:
        """Show the history."""
        if self.stage.session.card is not None:
            self.entry = 0
            self.stage.enter(Where.HISTORY)
            await self.move(0)

    async def open_at(self, call: int) -> None:
        """Show the history with the cursor on one call."""
        card = self.stage.session.card
        entries = [entry.id for entry in card.history] if card is not None else []
        if call in entries:
            await self.open()
            await self.move(entries.index(call))

    async def move(self, count: int) -> None:
        """Go to another entry."""
        session, main = self.stage.session, self.stage.main
        if session.card is None:
            return
        card = main.as_shown(session.card)
        self.entry = max(0, min(self.entry + count, len(card.history) - 1))
        rows = list(history_full(card, main.detail.size.width, session.here))
        marked = frozenset(y for y, (index, _) in enumerate(rows) if index == self.entry)
        left, _ = heading(card, session.desk.clock.now(), session.here)
        title: Line = (*left, (" · history", "title"))
        count_of: Line = ((f"{len(card.history)} entries", "dim"),)
        lines: list[Line] = [line for _, line in rows] or [((" Nothing on record yet", "dim"),)]
        main.detail.show(lambda _: (title, count_of, lines), marked, keep=True)

    async def come_back(self) -> None:
        """Show it again as it is now."""
        await self.move(0)

    async def pointed(self, line: int) -> None:
        """Go to the entry that was clicked."""
        card, main = self.stage.session.card, self.stage.main
        if card is not None:
            owners = [
                index for index, _ in history_full(card, main.detail.size.width, self.stage.session.here)
            ]
            if line < len(owners):
                await self.move(owners[line] - self.entry)

    @does("history_correct")
    async def go(self) -> None:
        """Correct the note of the entry under the cursor; what was sent stays. Raises UsageError."""
        card = self.stage.session.card
        if card is not None and card.history:
            entry = card.history[self.entry]
            refuse_letter(entry.note)
            at = entry.at.astimezone(self.stage.session.here)
            await self.notes.correct(entry.id, entry.note, f"{entry.code} of {at:%d %b %H:%M}")

    @does("history_add")
    async def add(self) -> None:
        """Let what is logged next be another result of the call under the cursor."""
        card = self.stage.session.card
        if card is not None and card.history:
            entry = card.history[self.entry]
            at = entry.at.astimezone(self.stage.session.here)
            await self.leave()
            self.calls.join(
                card.account.id, entry.id, f"{entry.code} of {at:%d %b %H:%M}", entry.code.means.contact
            )

    @does("history_cause")
    async def ask_cause(self) -> None:
        """Ask why they had not paid when the call under the cursor was made."""
        card = self.stage.session.card
        if card is None or not card.history:
            return
        form = why_late(self.forms.reading(card), card.history[self.entry])
        await self.forms.open(form, back=self)
