"""The note of the account on screen, until an outcome takes it: on disk a moment after it was typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from arcall_tui.tui.services.soon import DEBOUNCE, Soon

if TYPE_CHECKING:
    from arcall_tui.tui.stage import Stage
    from arcall_tui.workday.desk.desk import Desk


class NoteDraft:
    """Knows whose note is being written, and whether it is on disk."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._unsaved: tuple[int, str] | None = None
        self._soon = Soon(stage, DEBOUNCE, self.keep, again=False)

    def changed(self, text: str) -> None:
        """Keep what was typed, soon."""
        self.put(text)
        self._soon.ask()

    def put(self, text: str) -> None:
        """Let that be the note of the account on screen."""
        self._unsaved = (self.stage.session.here_card().account.id, text)

    async def keep(self) -> None:
        """Save the draft now, if it is not on disk yet."""
        self._soon.stop()
        unsaved, self._unsaved = self._unsaved, None
        if unsaved is None:
            return
        try:
            await self.stage.session.keep_draft(_save, *unsaved)
        except BaseException:
            self._unsaved = self._unsaved or unsaved
            raise
        card = self.stage.session.card
        if card is not None and card.account.id == unsaved[0]:
            self.stage.main.head_notes()

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
        self._unsaved = None


def _save(desk: Desk, account: int, text: str) -> datetime:
    from arcall_tui.workday.calls.record import save_draft  # noqa: PLC0415 - loads SQLModel: after the first screen

    return save_draft(desk, account, text)
