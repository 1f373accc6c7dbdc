"""What is on record: the history of the account on screen, and search of all that was said, as you type."""

from collections.abc import Sequence

from arcall_tui.domain.activity import Activity, Hit
from arcall_tui.domain.text import number_of
from arcall_tui.render import board_rows as rows
from arcall_tui.render.card import heading
from arcall_tui.render.on_record import history_full
from arcall_tui.render.pane import Row
from arcall_tui.render.pieces import Line
from arcall_tui.tui.actions import Where
from arcall_tui.tui.forms.without_call import call_words, why_late
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.places.form_filling import OpensForms
from arcall_tui.tui.places.log_call import LogCall
from arcall_tui.tui.places.note_writing import NotesPlace
from arcall_tui.tui.places.screen_place import BoardPlace, PromptPlace, ScreenPlace
from arcall_tui.tui.stage import does
from arcall_tui.workday.desk.desk import said
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
        if self.session.card is not None:
            self.entry = 0
            self.stage.enter(Where.HISTORY)
            await self.move(0)

    async def open_at(self, call: int) -> None:
        """Show the history with the cursor on one call."""
        card = self.session.card
        entries = [entry.id for entry in card.history] if card is not None else []
        if call in entries:
            await self.open()
            await self.move(entries.index(call))

    async def move(self, count: int) -> None:
        """Go to another entry."""
        if self.session.card is None:
            return
        card = self.main.as_shown(self.session.card)
        self.entry = max(0, min(self.entry + count, len(card.history) - 1))
        rows = list(history_full(card, self.main.detail.size.width, self.session.here))
        marked = frozenset(y for y, (index, _) in enumerate(rows) if index == self.entry)
        left, _ = heading(card, self.session.desk.clock.now(), self.session.here)
        title: Line = (*left, (" · history", "title"))
        count_of: Line = ((number_of(len(card.history), "entry", "entries"), "dim"),)
        lines: list[Line] = [line for _, line in rows] or [((" Nothing on record yet", "dim"),)]
        self.main.detail.show(lambda _: (title, count_of, lines), marked, keep=True)

    async def come_back(self) -> None:
        """Show it again as it is now."""
        await self.move(0)

    async def pointed(self, line: int) -> None:
        """Go to the entry that was clicked."""
        card, main = self.session.card, self.main
        if card is not None:
            owners = [index for index, _ in history_full(card, main.detail.size.width, self.session.here)]
            if line < len(owners):
                await self.move(owners[line] - self.entry)

    @does("history_correct")
    async def go(self) -> None:
        """Correct the note of the entry under the cursor; what was sent stays. Raises UsageError."""
        for entry in self._here():
            refuse_letter(entry.note)
            await self.notes.correct(entry.id, entry.note, call_words(entry, self.session.here))

    @does("history_add")
    async def add(self) -> None:
        """Let what is logged next be another result of the call under the cursor."""
        for entry in self._here():
            await self.leave()
            words = call_words(entry, self.session.here)
            self.calls.join(self.session.here_card().account.id, entry.id, words, entry.code.means.contact)

    @does("history_cause")
    async def ask_cause(self) -> None:
        """Ask why they had not paid when the call under the cursor was made."""
        for entry in self._here():
            await self.forms.open(why_late(self.forms.reading(self.session.here_card()), entry), back=self)

    def _here(self) -> Sequence[Activity]:
        """Return the entry under the cursor, where there is one."""
        card = self.session.card
        return card.history[self.entry : self.entry + 1] if card is not None else ()


_LIMIT = 100


class SearchPlace(Hand, BoardPlace, PromptPlace):
    """Shows what has the words over the panes; `enter` goes to the account and opens its history there."""

    where = Where.SEARCH

    def __init__(self, crew: Crew, history: HistoryPlace) -> None:
        super().__init__(crew)
        self.history = history
        self._hits: Sequence[Hit] = ()

    @does("search")
    async def open(self) -> None:
        """Begin; the last words are there to be typed over."""
        await self.draft.keep()
        self.edit = LineEdit(self.edit.text)
        self.stage.enter(Where.SEARCH, hush=True)
        await self.changed(text=True)

    async def changed(self, *, text: bool) -> None:
        """Look again where the text has changed."""
        if text:
            self._hits = await self.line.ask(said, self.edit.text, _LIMIT)
        lines = rows.found(self._hits, self.session.here, self.main.size.width, masked=self.main.veil.on)
        if not lines and self.edit.text.strip():
            lines = [Row(((" Nothing on record has all of these words.", "dim"),))]
        count = f"{len(self._hits)}{'+' if len(self._hits) == _LIMIT else ''} found"
        title = (((" What was said", "title"),), ((count, "dim"),))
        prompt = ((" search notes: ", "title"), *self.edit.pieces(active=True))
        (await self.board()).open(title, lines, prompt=prompt)

    async def go(self) -> None:
        """Go to the account, and to the entry in its history."""
        key = (await self.board()).key_here
        await self.leave()
        if key is not None:
            hit = self._hits[key]
            await self.showing.account(hit.account)
            if hit.call:
                await self.history.open_at(hit.call)
