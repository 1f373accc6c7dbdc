"""Outcomes: logged at one key, or through a form; and taking them back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.domain.activity import CALL_KINDS
from arcall_tui.domain.outcome import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import UsageError
from arcall_tui.tui.actions import Where
from arcall_tui.tui.render.moments import step

if TYPE_CHECKING:
    from arcall_tui.domain.activity import FollowUp, RootCause
    from arcall_tui.tui.forms.form import Form
    from arcall_tui.tui.router import Router
    from arcall_tui.workday.calls.reading import Reading
    from arcall_tui.workday.desk.views import Card, Logged

CARING = (
    "next_step", "step_done", "snooze", "contact", "zone", "settle_promise", "resolve_dispute", "release_hold",
    "guide",
)  # fmt: skip


class Calls:
    """Logs what came of a call, with the note that was written."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._asked = 0
        self._from = Where.LIST
        # call -> its account and why they were late, as said before it: comes back where the call is taken back.
        self._said: dict[int, tuple[int, RootCause]] = {}

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            **{
                code.means.action: partial(self.ask if code.means.title else self.log_at_once, code)
                for code in Code
                if code.means.action
            },
            "undo": self.undo,
            **{action: partial(self.care, action) for action in CARING},
            "last_step": self.ask_last_step,
            "form_enter": self.submit,
            "form_next": partial(self.move, 1),
            "form_back": partial(self.move, -1),
            "form_leave": self.leave,
        }

    def _card(self) -> Card:
        card = self.router.session.card
        if card is None:
            raise UsageError("There is nobody to call in this book.", "arcall import LEDGER fills it.")
        return card

    # At one key

    async def log_at_once(self, code: Code) -> None:
        """Log an outcome that needs no facts; on all that are marked, where some are."""
        account = self._card().account.id
        if self.router.main.accounts.marked:
            await self.router.marking.log(code)
            return
        cause = self.router.main.causes.get(account)
        await self.log(Outcome(code, note=self.router.writing.text(), root_cause=cause))

    async def log(self, outcome: Outcome) -> None:
        """Log an outcome, say where the account went, show the next one."""
        session, main = self.router.session, self.router.main
        outcome = replace(outcome, seconds=self.router.talk.seconds())
        with self.router.writing.handed_over():
            logged = await session.log(outcome)
        self.router.talk.hung_up()
        self._handed_over(logged)
        card = session.card
        assert card is not None
        main.paint_list(session.worklist.index(card.account.id) or 0)
        main.paint_card()
        self.router.say(logged.trouble or self._told(logged))
        self.router.upkeep.counted()
        self.router.upkeep.ahead()

    def _handed_over(self, logged: Logged) -> None:
        """Take the marks and the cause off: they went with the call."""
        self.router.picking.clear(logged.account)
        cause = self.router.main.causes.pop(logged.account, None)
        if cause is not None:
            self._said[logged.call] = logged.account, cause

    def _given_back(self, calls: Iterable[int]) -> None:
        """Say again why they are late, where that had gone with a call; what was said since stays."""
        for call in calls:
            if call in self._said:
                self.router.main.causes.setdefault(*self._said.pop(call))

    def _told(self, logged: Logged) -> str:
        keys = "u undo · S next step"
        if not logged.follow_ups:
            return f"{logged.code} logged; the next step stays · {keys}"
        lead: FollowUp = logged.follow_ups[0]
        words = step(lead, self.router.session.here)
        if lead.kind in CALL_KINDS:
            words = f"back {words.removeprefix(str(lead.kind)).strip()}"
        return f"{logged.code} logged; {words} · {keys}"

    async def undo(self) -> None:
        """Take back the last thing done."""
        session, main = self.router.session, self.router.main
        await self.router.writing.keep()
        undone = await session.undo()
        self._given_back(undone.calls)
        if session.card is not None:
            main.paint_list(session.worklist.index(session.card.account.id) or 0)
        main.paint_card()
        self.router.say(f"Taken back: {undone.label} · u undoes one more")
        self.router.upkeep.counted()

    # Through a form

    async def ask(self, code: Code) -> None:
        """Open a form for the account on screen."""
        from arcall_tui.tui.forms.outcome_forms import form_for  # noqa: PLC0415 - not before the first paint

        card = self._card()
        self.router.picking.check(code.means.action, card)
        await self.open_form(form_for(code, self.reading(card)))
        self.router.talk.on_the_line()

    async def care(self, name: str) -> None:
        """Open a form that logs no call."""
        await self._care(name, self._card())

    async def ask_last_step(self) -> None:
        """Ask for the next step of the account that was logged last."""
        session = self.router.session
        if session.last_logged is None:
            raise UsageError("Nothing has been logged yet.")
        await self._care("next_step", await session.run(session.desk.card, session.last_logged))

    async def _care(self, name: str, card: Card) -> None:
        from arcall_tui.tui.forms.standing_forms import guide  # noqa: PLC0415
        from arcall_tui.tui.forms.without_call import CARE  # noqa: PLC0415 - not before the first paint

        form = guide(self.reading(card)) if name == "guide" else CARE[name](self.reading(card))
        marked = self.router.main.accounts.marked
        if marked and form.together is not None:
            form.who = f"{len(marked)} accounts"
        await self.open_form(form)

    def reading(self, card: Card) -> Reading:
        """Return what a form for that account is read against."""
        from arcall_tui.workday.calls.reading import reading_for  # noqa: PLC0415

        session = self.router.session
        chosen, cause = self.router.picking.chosen(card), self.router.main.causes.get(card.account.id)
        return reading_for(card, session.desk, session.settings, chosen, cause)

    async def open_form(self, form: Form) -> None:
        """Show a form; leaving it comes back to where the caller was."""
        self.router.hush()
        self._from = self.router.where
        panel = await self.router.upkeep.form_panel()
        again = await self.router.half_done.opened(form)
        panel.open(form)
        self.router.enter(Where.FORM)
        if again:
            self.router.say("What you had typed is back", "")
        await self._suggest()

    async def typed(self, key: str, character: str | None) -> None:
        """Take a key in the form; what would follow is asked again."""
        panel = await self.router.upkeep.form_panel()
        form = panel.form
        if form is not None and form.field.key(key, character):
            form.problem = ""
            panel.settle()
            self.router.half_done.typed()
            self.router.spawn(self._suggest())

    def pasted(self, text: str) -> None:
        """Take pasted text in the form."""
        panel = self.router.upkeep.form
        if panel is not None and panel.form is not None and not panel.form.field.choices:
            panel.form.field.edit.paste(text)
            panel.settle()
            self.router.half_done.typed()
            self.router.spawn(self._suggest())

    async def move(self, count: int) -> None:
        """Go to another field."""
        panel = await self.router.upkeep.form_panel()
        if panel.form is not None:
            panel.form.move(count)
            panel.settle()

    async def _suggest(self) -> None:
        """Fill in the next step that the rules suggest, with its reason; only the newest answer counts."""
        panel = self.router.upkeep.form
        form = panel.form if panel is not None else None
        if panel is None or form is None:
            return
        last = form.fields[-1]
        outcome = form.preview() if last.id == "next" and form.code is not None else None
        if outcome is None:
            return
        self._asked += 1
        asked = self._asked
        session = self.router.session
        record = await session.record()
        try:
            steps = await session.run(record.suggest, session.desk, form.reading.card.account.id, outcome)
        except UsageError:
            # What is wrong is said when the form is sent; an answer that comes after that is about nothing.
            steps = ()
        if asked == self._asked and panel.form is form:
            last.ghost = step(steps[0], session.here) if steps else "stays as it is"
            last.ghost_echo = steps[0].reason if steps else ""
            panel.settle()

    def point(self, index: int) -> None:
        """Go to a field by its number, from 0."""
        panel = self.router.upkeep.form
        if panel is not None and panel.form is not None:
            panel.form.move(index - panel.form.at)
            panel.settle()

    async def submit(self) -> None:
        """Record what the form shows; where something is missing or wrong, say so and stay."""
        panel = await self.router.upkeep.form_panel()
        form = panel.form
        if form is None:
            return
        try:
            form.values()
            if doubt := form.doubt():
                raise UsageError(doubt)  # noqa: TRY301 - told as every other problem of the form
            if form.code is None:
                await self._write(form)
            else:
                await self.log(form.outcome(self.router.writing.text()))
        except UsageError as error:
            form.problem = str(error)
            panel.settle()
            return
        await self.router.half_done.let_go()
        await self._closed()

    async def _closed(self) -> None:
        (await self.router.upkeep.form_panel()).close()
        self.router.enter(self._from)
        if self._from is Where.AGENDA:
            await self.router.due.show(keep=True)
        elif self._from is Where.HISTORY:
            await self.router.past.move(0)

    async def _write(self, form: Form) -> None:
        values = form.values()
        session, main = self.router.session, self.router.main
        if form.send is not None:
            await form.send(form)
            return
        if main.accounts.marked and form.together is not None:
            done = await session.batch(form.together(values, self.router.marking.accounts))
            await self.router.marking.done(f"{form.title}: recorded on {len(done)} accounts")
            return
        assert form.write is not None, "it logs no call"
        placing = await session.write(form.write(values))
        if placing is not None:
            session.place(placing)
        if session.card is not None:
            main.paint_list(session.worklist.index(session.card.account.id) or 0)
        main.paint_card()
        self.router.say(f"{form.title}: recorded · u undo")
        self.router.upkeep.counted()

    async def leave(self) -> None:
        """Close the form; nothing is recorded."""
        await self.router.half_done.let_go()
        await self.put_aside()

    async def put_aside(self) -> None:
        """Close the form for something else; what was typed is there when it is opened again."""
        await self.router.half_done.put_aside()
        await self._closed()
        if self._from is Where.LIST:
            self.router.main.paint_card(keep=True)
