"""Outcomes: logged at one key, or through a form; and taking them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.domain.activity import CALL_KINDS
from arcall_tui.domain.outcome import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.tui.forms.outcome_forms import form_for
from arcall_tui.tui.places.invoices import ABOUT
from arcall_tui.tui.render.moments import step
from arcall_tui.workday.calls import record
from arcall_tui.workday.calls.batches import log_calls

if TYPE_CHECKING:
    from arcall_tui.domain.activity import FollowUp, RootCause
    from arcall_tui.rules.queue import Placing
    from arcall_tui.tui.forms.form import Form
    from arcall_tui.tui.places.form_filling import FormPlace
    from arcall_tui.tui.services.background import Background
    from arcall_tui.tui.services.call_timer import CallTimer
    from arcall_tui.tui.services.note_draft import NoteDraft
    from arcall_tui.tui.stage import Handler, Stage
    from arcall_tui.workday.desk.desk import Desk
    from arcall_tui.workday.desk.views import Logged


class LogCall:
    """Logs what came of a call, with the note that was written, and goes on to the next."""

    def __init__(
        self, stage: Stage, background: Background, draft: NoteDraft, timer: CallTimer, forms: FormPlace
    ) -> None:
        self.stage = stage
        self.background = background
        self.draft = draft
        self.timer = timer
        self.forms = forms
        # call -> its account and why they were late, as said before it: comes back where the call is taken back.
        self._said: dict[int, tuple[int, RootCause]] = {}

    def actions(self) -> dict[str, Handler]:
        """Return what each action does."""
        return {
            **{
                code.means.action: partial(self.ask if code.means.title else self.log_at_once, code)
                for code in Code
                if code.means.action
            },
            "undo": self.undo,
        }

    async def log_at_once(self, code: Code) -> None:
        """Log an outcome that needs no facts; on all that are marked, where some are."""
        account = self.stage.session.here_card().account.id
        marks = self.forms.marks
        if marks.accounts:
            logged = await self.stage.session.batch(_log_all, marks.accounts, Outcome(code))
            await marks.done(f"{code} logged on {len(logged)} accounts")
            return
        await self._log(Outcome(code, note=self.draft.text(), root_cause=self.stage.main.causes.get(account)))

    async def ask(self, code: Code) -> None:
        """Open the form of an outcome for the account on screen."""
        card = self.stage.session.here_card()
        if code.means.action in ABOUT:
            self.forms.invoices.check(card)
        await self.forms.open(form_for(code, self.forms.reading(card)), self._send)
        self.timer.on_the_line()

    async def _send(self, form: Form) -> None:
        await self._log(form.outcome(self.draft.text()))

    async def _log(self, outcome: Outcome) -> None:
        """Log an outcome, say where the account went, show the next one."""
        outcome = replace(outcome, seconds=self.timer.seconds())
        with self.draft.handed_over():
            logged = await self.stage.session.log(record.log_call, outcome)
        self.timer.hung_up()
        self._handed_over(logged)
        self.stage.main.paint_account()
        self.stage.say(logged.trouble or self._told(logged))
        self.background.counted()
        self.background.ahead()

    def _handed_over(self, logged: Logged) -> None:
        """Take the marks and the cause off: they went with the call."""
        self.forms.invoices.clear(logged.account)
        cause = self.stage.main.causes.pop(logged.account, None)
        if cause is not None:
            self._said[logged.call] = logged.account, cause

    def _given_back(self, calls: Iterable[int]) -> None:
        """Say again why they are late, where that had gone with a call; what was said since stays."""
        for call in calls:
            if call in self._said:
                self.stage.main.causes.setdefault(*self._said.pop(call))

    def _told(self, logged: Logged) -> str:
        keys = "u undo · S next step"
        if not logged.follow_ups:
            return f"{logged.code} logged; the next step stays · {keys}"
        lead: FollowUp = logged.follow_ups[0]
        words = step(lead, self.stage.session.here)
        if lead.kind in CALL_KINDS:
            words = f"back {words.removeprefix(str(lead.kind)).strip()}"
        return f"{logged.code} logged; {words} · {keys}"

    async def undo(self) -> None:
        """Take back the last thing done."""
        await self.draft.keep()
        undone = await self.stage.session.undo(record.undo)
        self._given_back(undone.calls)
        self.stage.main.paint_account()
        self.stage.say(f"Taken back: {undone.label} · u undoes one more")
        self.background.counted()


def _log_all(desk: Desk, accounts: Sequence[int], outcome: Outcome) -> list[Placing]:
    return [logged.placing for logged in log_calls(desk, accounts, outcome)]
