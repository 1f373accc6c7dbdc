"""Bringing an account on screen, and the note of the one that is there: on disk a moment after it was typed, kept before another takes its place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from arcall_tui.tui.services.background import Background
from arcall_tui.tui.stage import DEBOUNCE, OnStage, Soon, Stage

if TYPE_CHECKING:
    from arcall_tui.workday.calls.record import KeptDraft
    from arcall_tui.workday.desk.desk import Desk


class NoteDraft(OnStage):
    """Knows whose note is being written, and whether it is on disk."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._unsaved: tuple[int, str] | None = None
        self._known: tuple[int, str] | None = None  # what was last seen to be kept, and of whom
        self._soon = Soon(stage, DEBOUNCE, self.keep, again=False)
        self._one_at_a_time = asyncio.Lock()  # else the one before would be taken for another window's

    def changed(self, text: str) -> None:
        """Keep what was typed, soon."""
        self.put(text)
        self._soon.ask()

    def put(self, text: str) -> None:
        """Let that be the note of the account on screen."""
        card = self.session.here_card()
        if self._known is None or self._known[0] != card.account.id:
            self._known = (card.account.id, card.draft)
        self._unsaved = (card.account.id, text)

    async def keep(self) -> None:
        """Save the draft now, if it is not on disk yet."""
        self._soon.stop()
        async with self._one_at_a_time:
            await self._keep()

    async def _keep(self) -> None:
        unsaved, self._unsaved = self._unsaved, None
        if unsaved is None:
            return
        session, (account, text) = self.session, unsaved
        known = self._known[1] if self._known is not None and self._known[0] == account else ""
        session.ahead.take(account)
        if session.account == account:
            session.card = replace(session.here_card(), draft=text)
        try:
            kept = await self.line.ask(_save, account, text, known)
        except BaseException:
            self._unsaved = self._unsaved or unsaved
            raise
        self._known = None
        if session.account != account:
            return
        session.card = replace(session.here_card(), draft=kept.text, draft_at=kept.at)
        self._known = (account, kept.text)
        self.main.head_notes()
        if kept.text != text and self._unsaved is None:
            self._add_theirs(text, kept.text)

    def _add_theirs(self, text: str, kept: str) -> None:
        """Show what another window has written about the account below what is being written here."""
        notes = self.main.notes
        if notes.text == text and kept.startswith(text):
            self.main.show_note(kept)
            notes.take_up()
            self.say("Another window has a note on this account, too: it is below yours", "urgent")

    def text(self) -> str:
        """Return the note as it stands."""
        card = self.session.card
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


class Showing(OnStage):
    """The note being written is kept before another account takes its place."""

    def __init__(self, stage: Stage, draft: NoteDraft, background: Background) -> None:
        super().__init__(stage)
        self.draft = draft
        self.background = background

    async def row(self, index: int) -> None:
        """Go to a row of the list, from 0; beyond the ends, to the ends."""
        rows = self.main.accounts.rows
        if not rows:
            return
        index = max(0, min(index, len(rows) - 1))
        account = rows[index].account
        if account != self.session.account:
            await self.draft.keep()
            await self.session.show(account)
            self.background.ahead()
        self.stage.hush()
        self.main.accounts.go(index)
        self.main.paint_card()

    async def account(self, account: int) -> None:
        """Show an account wherever it stands, in the whole list where the filter hides it."""
        if self.session.worklist.index(account) is None:
            self.session.worklist.widen()
        if account != self.session.account or self.session.worklist.get(account) is None:
            await self.session.show(account)
        self.main.paint_account()

    async def done(self, said: str, *, logged: bool = False) -> None:
        """Show where the marked accounts went, and take the marks off; after an outcome go on to whom the plan has first."""
        self.main.accounts.mark(set())
        await (self.session.go_on() if logged else self.session.show_again())
        await self.placed(said)

    async def placed(self, said: str) -> None:
        """Show what something done to an account has come to, and count the day anew."""
        self.main.paint_account()
        self.say(f"{said} · u undo")
        self.background.counted()
