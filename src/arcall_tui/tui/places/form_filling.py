"""A form over the notes: filled in, sent, put aside and given up."""

from collections.abc import Callable

from arcall_tui.domain.outcomes import Fact
from arcall_tui.domain.text import number_of
from arcall_tui.errors import UsageError
from arcall_tui.render.pieces import step
from arcall_tui.tui.actions import Where
from arcall_tui.tui.forms.form import Form, Send
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.places.screen_place import ScreenPlace
from arcall_tui.tui.stage import does
from arcall_tui.tui.widgets.form_panel import FormPanel
from arcall_tui.workday.calls.prepare import prepare
from arcall_tui.workday.calls.reading import Reading, reading_for
from arcall_tui.workday.desk.desk import Card


class FormPlace(Hand, ScreenPlace):
    """Leaving a form comes back to the place it was opened from."""

    where = Where.FORM
    takes_text = True

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self._asked = 0
        self._send: Send = self._record
        self._from: ScreenPlace | None = None
        self._left: Callable[[], None] | None = None

    def reading(self, card: Card) -> Reading:
        """Return what a form for that account is read against."""
        session, main, account = self.session, self.main, card.account.id
        call, _ = main.same_call.get(account, (None, ""))
        chosen, cause = main.account.chosen(card), main.causes.get(account)
        return reading_for(card, session.desk, session.settings, chosen, cause, call)

    async def open(
        self,
        form: Form,
        send: Send | None = None,
        back: ScreenPlace | None = None,
        left: Callable[[], None] | None = None,
    ) -> None:
        """Show a form.

        `send`: what is done with it, where it does not say so itself; `back`: where it came from; `left`: what is
        to be done when it is given up.
        """
        self.stage.hush()
        self._send, self._from, self._left = form.send or send or self._record, back, left
        panel = await self.stage.panel(FormPanel)
        again = await self.drafts.opened(form)
        self.main.bills_asked = form.code is not None and Fact.INVOICES in form.code.means.facts
        panel.open(form)
        self.stage.enter(Where.FORM)
        if again:
            self.say("What you had typed is back", "")
        await self._suggest()

    async def typed(self, key: str, character: str | None) -> None:
        """Take a key; what would follow is asked again."""
        panel = await self.stage.panel(FormPanel)
        form = panel.form
        if form is not None and form.field.key(key, character):
            form.problem = ""
            self.stage.hush()
            self._changed(panel)

    async def pasted(self, text: str) -> None:
        """Take pasted text."""
        panel = await self.stage.panel(FormPanel)
        if panel.form is not None and not panel.form.field.choices:
            panel.form.field.edit.paste(text)
            self._changed(panel)

    def _changed(self, panel: FormPanel) -> None:
        panel.settle()
        self.drafts.typed()
        self.stage.spawn(self._suggest())

    @does("form_next", 1)
    @does("form_back", -1)
    async def move(self, count: int) -> None:
        """Go to another field."""
        panel = await self.stage.panel(FormPanel)
        if panel.form is not None:
            panel.form.move(count)
            panel.settle()

    async def page(self, count: int) -> None:
        """Scroll what stands above the form, such as the letter that would leave."""
        detail = self.main.detail
        detail.scroll_rows(count * max(1, detail.page - 1))
        detail.refresh()

    async def _suggest(self) -> None:
        """Fill in the next step that the rules suggest, with its reason; only the newest answer counts."""
        panel = await self.stage.panel(FormPanel)
        form = panel.form
        if form is None:
            return
        last = form.fields[-1]
        if last.id != "next" or form.code is None:
            return
        self._asked += 1
        asked, outcome = self._asked, form.preview()
        if outcome is None:  # nothing follows from what cannot be read
            last.ghost = last.ghost_echo = ""
            panel.settle()
            return
        try:
            steps = (await self.line.ask(prepare, form.reading.card.account.id, outcome)).steps
        except UsageError:
            # What is wrong is said when the form is sent; an answer that comes after that is about nothing.
            steps = ()
        if asked == self._asked and panel.form is form:
            today = self.session.desk.clock.today()
            last.ghost = step(steps[0], self.session.here, today) if steps else "stays as it is"
            last.ghost_echo = steps[0].reason if steps else ""
            panel.settle()

    async def go(self) -> None:
        """Record what the form shows; where something is missing or wrong, say so and stay."""
        panel = await self.stage.panel(FormPanel)
        form = panel.form
        if form is None:
            return
        try:
            form.values()
            if doubt := form.doubt(len(self.stage.marked) if form.together else 1):
                raise UsageError(doubt)  # noqa: TRY301 - told as every other problem of the form
            await self._send(form)
        except UsageError as error:
            missing = form.field.required and not form.field.edit.text.strip()
            form.problem = f"{form.field.label} is missing: {error}" if missing else str(error)
            panel.settle()
            return
        if panel.form is form:  # else it has brought another in its place
            await self.drafts.let_go()
            await self._closed(panel)

    async def _record(self, form: Form) -> None:
        """Do the form's own verb, on all that are marked where it can be."""
        values, session = form.values(), self.session
        if form.together is not None and self.main.accounts.marked:
            done = await session.batch(form.together(values, self.stage.marked))
            await self.showing.done(f"{form.title}: recorded on {number_of(len(done), 'account')}")
            return
        assert form.write is not None, "it logs no call"
        placing = await session.write(form.write(values))
        if placing is not None:
            session.place(placing)
        await self.showing.placed(f"{form.title}: recorded")

    async def leave(self) -> None:
        """Close the form; nothing is recorded."""
        if self._left is not None:
            self._left()
        await self.drafts.let_go()
        await self.put_aside()

    async def put_aside(self) -> None:
        """Close the form for something else; what was typed is there when it is opened again."""
        await self.drafts.put_aside()
        await self._closed(await self.stage.panel(FormPanel))
        if self._from is None:
            self.main.paint_card(keep=True)

    async def _closed(self, panel: FormPanel) -> None:
        panel.close()
        self.main.on_form_panel_covers()
        self.stage.enter(self._from.where if self._from is not None else Where.LIST)
        if self._from is not None:
            await self._from.come_back()


class OpensForms(Hand):
    """Whose actions open forms."""

    def __init__(self, crew: Crew, forms: FormPlace) -> None:
        super().__init__(crew)
        self.forms = forms
