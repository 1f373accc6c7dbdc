"""Outcomes: logged at one key, or through a form; and taking them back."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from rich.cells import cell_len

from arcall_tui.domain.activity import CALL_KINDS, FollowUpKind, Outcome, RootCause
from arcall_tui.domain.money import added
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import number_of, one_line
from arcall_tui.errors import UsageError
from arcall_tui.render.pieces import back, on, short, step
from arcall_tui.tui.forms.form import Form
from arcall_tui.tui.forms.outcome_forms import form_for
from arcall_tui.tui.places.crew import Crew
from arcall_tui.tui.places.dialling import Dialling
from arcall_tui.tui.places.form_filling import FormPlace, OpensForms
from arcall_tui.tui.places.invoices import ABOUT
from arcall_tui.tui.session import Session
from arcall_tui.tui.stage import does, does_each
from arcall_tui.workday.calls import record
from arcall_tui.workday.calls.record import log_calls
from arcall_tui.workday.desk.desk import Card, Logged

_OUTCOMES = [code for code in Code if code.means.action]
_BAD_NUMBERS = (Code.WN, Code.TD)
_WEEK = 7  # days from which a weekday alone could be two
_NAME, _SHORTEST = 24, 8  # cells of a name in the footer, at most and at least


class LogCall(OpensForms):
    """Logs what came of a call, with the note that was written, and goes on to the next."""

    def __init__(self, crew: Crew, forms: FormPlace, dialling: Dialling) -> None:
        super().__init__(crew, forms)
        self.dialling = dialling
        # The call logged last: its account, its number, its words, and whether somebody answered.
        self._last: tuple[int, int, str, bool] | None = None
        # call -> its account, why they were late and what was ticked: comes back where the call is taken back.
        self._said: dict[int, tuple[int, RootCause | None, tuple[str, ...]]] = {}

    @does_each({code.means.action: code for code in _OUTCOMES if not code.means.title})
    async def log_at_once(self, code: Code) -> None:
        """Log an outcome that needs no facts; on all that are marked, where some are."""
        card, main = self.session.here_card(), self.main
        account, marked = card.account.id, self.stage.marked
        if marked or account not in main.same_call:
            await self.thought.ask(code.means.action, marked or [account], code)
        if marked:
            logged = await self.session.batch(
                lambda desk: [each.placing for each in log_calls(desk, marked, Outcome(code))]
            )
            self.timer.hung_up()
            await self.showing.done(f"{code} logged on {number_of(len(logged), 'account')}", logged=True)
            return
        rung = None  # whose number was is not known where nobody was named; and it matters for none
        if code in _BAD_NUMBERS or account in self.session.asked_for:
            rung = next((each.id for each in card.contacts if each.phone and not each.bad_number), None)
        await self._log(
            Outcome(code, note=self.draft.text(), contact=rung, root_cause=main.causes.get(account))
        )

    @does_each({code.means.action: code for code in _OUTCOMES if code.means.title})
    async def ask(self, code: Code) -> None:
        """Open the form of an outcome for the account on screen."""
        card = self.session.here_card()
        joins = card.account.id in self.main.same_call
        if not joins:
            marked = len(self.stage.marked)
            name = one_line(self.main.as_shown(card).account.name)
            alone = f"this is for {name} alone, not for the {marked} marked" if marked else ""
            also = "; ".join(filter(None, (alone, self._of_whom_rang(card))))
            await self.thought.ask(code.means.action, [card.account.id], code, also)
        if code.means.action in ABOUT:
            self.main.account.check(card)
        form = form_for(code, self.forms.reading(card))
        began = not joins and self.timer.on_the_line()
        await self.forms.open(form, self._send, left=self.timer.hung_up if began else None)

    def _of_whom_rang(self, card: Card) -> str:
        """Say that somebody else rang just now, where the next key may be about what that call came to."""
        last = self.session.last
        if self._last is None or last is None or last.keys != self.stage.keys_taken - 1:
            return ""
        account, _, words, _ = self._last
        rang = words.startswith(f"{Code.IN} ") and account != card.account.id
        return f"{words} was another account's call: + adds to that" if rang else ""

    @does("another_result")
    async def another(self) -> None:
        """Come back to the call that was logged last: what is logged next is another result of it.

        Where a question stood whether an outcome belongs to it, that one.
        """
        asked = self.stage.question
        if self._last is None:
            raise UsageError(
                "No call was logged here yet.", "In the history (o) + adds a result to any call."
            )
        account, call, words, answered = self._last
        if answered:
            await self.draft.keep()
            await self.forms.showing.account(account)
        self.join(account, call, words, answered)
        for code in (code for code in Code if asked is not None and code.means.action == asked.about[0]):
            await self.ask(code)

    def join(self, account: int, call: int, words: str, answered: bool) -> None:  # noqa: FBT001 - of the call
        """Let what is logged next on the account on screen be another result of that call.

        Raises UsageError where nobody `answered` it.
        """
        if not answered:
            raise UsageError(f"Nobody answered {words}: no more results.", "u takes back the last call.")
        self.main.same_call = {account: (call, words)}
        self.main.head_notes()
        self.say(f"Another result of {words}: p d x c b f e · esc: no, a call of its own", "")

    async def _send(self, form: Form) -> None:
        await self._log(form.outcome(self.draft.text()))

    async def _log(self, outcome: Outcome) -> None:
        """Log an outcome, say where the account went, show the next one."""
        card, first = self.session.here_card(), self.session.worklist.next()
        await self.others.logging(card, outcome.code.means.action)
        call, words = self.main.same_call.get(card.account.id, (None, ""))
        seconds, answered = None if call else self.timer.seconds(), True
        outcome = replace(outcome, ticked=self.main.ticked.get(card.account.id, ()))
        with self.draft.handed_over():
            logged = await self.session.log(record.log_call, replace(outcome, seconds=seconds, of_call=call))
        if call is None:
            self.timer.hung_up()
            answered = logged.code.means.contact
            call, words = logged.call, f"{logged.code} {logged.at.astimezone(self.session.here):%H:%M}"
        self.main.same_call = {}
        if self.session.last is not None:
            self.session.last.keys = self.stage.keys_taken
        self._last = logged.account, call, words, answered
        self.session.asked_for.pop(logged.account, None)
        others = (each for each in card.contacts if each.id != outcome.contact)
        left = any(each.phone and not each.bad_number for each in others)
        self.dialling.again = logged.account if logged.code in _BAD_NUMBERS and left else None
        # Marks, cause and ticks went with the call.
        self.main.account.clear(logged.account)
        said = self.main.causes.pop(logged.account, None), self.main.ticked.pop(logged.account, ())
        if any(said):
            self._said[logged.call] = logged.account, *said
        self.main.paint_account()
        by_plan = first in {None, logged.account}
        agreed = "" if self.main.veil.on else _promised(outcome, self.session.desk.clock.today())
        self.say(logged.trouble or self._told(logged, card, agreed, by_plan=by_plan))
        self.background.counted()
        self.background.ahead()

    def _given_back(self, calls: Iterable[int]) -> None:
        """Say again why they are late, and what was ticked, where that had gone with a call; what was said since stays."""
        for call in calls:
            account, cause, ticked = self._said.pop(call, (0, None, ()))
            if cause is not None:
                self.main.causes.setdefault(account, cause)
            if ticked:
                self.main.ticked.setdefault(account, ticked)

    def _told(self, logged: Logged, card: Card, agreed: str, *, by_plan: bool) -> str:
        """Say what was logged on whom and `agreed`, when they come back, and who comes now where that is not the next below.

        Who comes now, and then the name, is what is cut where there is no room.
        """
        name = one_line(self.main.as_shown(card).account.name)
        checked = agreed and logged.follow_ups and logged.follow_ups[0].kind is FollowUpKind.CHECK_PAYMENT
        comes = _back(logged, self.session) if logged.follow_ups else "the next step stays"
        rest = agreed if checked else f"{agreed}; {comes}"  # the day promised is what matters then
        if any(each.kind is FollowUpKind.SEND_COPY for each in logged.follow_ups):
            rest += " · l there sends it"
        if self.dialling.again is not None:
            rest += " · > next number"
        rest = " · ".join((rest, *_day_over(self.session)))
        way = " · u undo, + more" if logged.code.means.contact else " · u undo"
        plan = "" if by_plan or self.session.worklist.next() is None else " · on by the plan"
        said, width = f"{logged.code} logged, ", self.main.size.width - 2
        # What was agreed, when they come back, and when the day goes on, are more than how to undo; that is more than
        # all of the name, and the name more than that it was not the next below.
        room = width - cell_len(said) - cell_len(rest)
        for more, least in ((way, _SHORTEST), (plan, min(_NAME, cell_len(name)))):
            if room >= least + cell_len(more):
                rest, room = rest + more, room - cell_len(more)
        return f"{said}{short(name, max(_SHORTEST, min(_NAME, room)))}{rest}"

    @does("undo")
    async def undo(self) -> None:
        """Take back the last thing done."""
        await self.others.undoing()
        await self.draft.keep()
        undone = await self.session.undo(record.undo)
        if self._last is not None and self._last[1] in undone.calls:
            self._last = None
        self.main.same_call = {}
        self._given_back(undone.calls)
        self.main.paint_account()
        self.say(f"Taken back: {undone.label}{undone.of}{' · u undoes one more' * undone.more}")
        self.background.counted()

    @does("redo")
    async def redo(self) -> None:
        """Do again what was taken back last."""
        await self.draft.keep()
        done = await self.session.undo(record.redo)
        await self.showing.placed(f"Done again: {done.label}{done.of}")


def _promised(outcome: Outcome, today: date) -> str:
    """Say what was promised, and by when: of parts what they come to, and the last day."""
    if not (given := outcome.promises):
        return ""
    parts = f" in {len(given)} parts" if len(given) > 1 else ""
    total = " + ".join(map(str, added(each.amount for each in given)))
    return f": {total}{parts} by {on(max(each.due for each in given), today)}"


def _back(logged: Logged, session: Session) -> str:
    """Say when they come back: a call when it is allowed again, where that is later than its day."""
    lead = logged.follow_ups[0]
    today = session.desk.clock.today()
    if lead.kind not in CALL_KINDS:
        return step(lead, session.here, today)
    return f"back {record.rung_from(logged, session.here) or back(lead, session.here, today)}"


def _day_over(session: Session) -> Iterator[str]:
    """Say when it goes on, where nobody can be called now."""
    work, here = session.worklist, session.here
    if work.next() is not None:
        return
    opening, today = work.next_to_open(), session.desk.clock.today()
    if opening is None or opening.opens_at is None:
        yield "Done for now"
        return
    at = opening.opens_at.astimezone(here)
    count = sum(
        row.opens_at is not None and row.opens_at.astimezone(here).date() == at.date() for row in work.rows
    )
    away = (at.date() - today).days
    day = f"{at:%a %d %b} " if away >= _WEEK else f"{at:%a} " if away else ""
    yield f"Done until {day}{at:%H:%M}: {number_of(count, 'account')}"
