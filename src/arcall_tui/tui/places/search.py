"""Search of all that was said, as you type."""

from __future__ import annotations

from collections.abc import Sequence

from arcall_tui.domain.activity import Hit
from arcall_tui.render import agenda_rows as rows
from arcall_tui.render.pane import Row
from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.places.history import HistoryPlace
from arcall_tui.tui.places.screen_place import BoardPlace, PromptPlace
from arcall_tui.tui.stage import does
from arcall_tui.workday.desk.desk import said

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
        self.stage.hush()
        self.stage.enter(Where.SEARCH)
        await self.changed(text=True)

    async def changed(self, *, text: bool) -> None:
        """Look again where the text has changed."""
        if text:
            self._hits = await self.stage.line.ask(said, self.edit.text, _LIMIT)
        main = self.stage.main
        lines = rows.found(self._hits, self.stage.session.here, main.size.width, masked=main.veil.on)
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
