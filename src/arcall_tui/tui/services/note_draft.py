"""The note of the account on screen, until an outcome takes it: on disk a moment after it was typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from arcall_tui.tui.stage import DEBOUNCE, Soon

if TYPE_CHECKING:
    from arcall_tui.tui.stage import Stage
    from arcall_tui.workday.calls.record import KeptDraft
    from arcall_tui.workday.desk.desk import Desk


class NoteDraft:
    """Knows whose note is being written, and whether it is on disk."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._unsaved: tuple[int, str] | None = None
        self._known: tuple[int, str] | None = None  # what was last seen to be kept, and of whom
        self._soon = Soon(stage, DEBOUNCE, self.keep, again=False)

    def changed(self, text: str) -> None:
        """Keep what was typed, soon."""
        self.put(text)
        self._soon.ask()

    def put(self, text: str) -> None:
        """Let that be the note of the account on screen."""
        card = self.stage.session.here_card()
        if self._known is None or self._known[0] != card.account.id:
            self._known = (card.account.id, card.draft)
        self._unsaved = (card.account.id, text)

    async def keep(self) -> None:
        """Save the draft now, if it is not on disk yet."""
        self._soon.stop()
        unsaved, self._unsaved = self._unsaved, None
        if unsaved is None:
            return
        account, text = unsaved
        known = self._known[1] if self._known is not None and self._known[0] == account else ""
        try:
            kept = await self.stage.session.keep_draft(_save, account, text, known)
        except BaseException:
            self._unsaved = self._unsaved or unsaved
            raise
        card = self.stage.session.card
        self._known = None
        if card is None or card.account.id != account:
            return
        self._known = (account, kept)
        self.stage.main.head_notes()
        if kept != text and self._unsaved is None:
            self._add_theirs(text, kept)

    def _add_theirs(self, text: str, kept: str) -> None:
        """Show what another window has written about the account below what is being written here."""
        notes = self.stage.main.notes
        if notes.text == text and kept.startswith(text):
            self.stage.main.show_note(kept)
            notes.take_up()
            self.stage.say("Another window has a note on this account, too: it is below yours", "urgent")

    def text(self) -> str:
        """Return the note as it stands."""
        card = self.stage.session.card
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
        self._unsaved = self._known = None


def _save(desk: Desk, account: int, text: str, known: str) -> KeptDraft:
    from arcall_tui.workday.calls.record import save_draft  # noqa: PLC0415 - loads SQLModel: after the first screen

    return save_draft(desk, account, text, known)
