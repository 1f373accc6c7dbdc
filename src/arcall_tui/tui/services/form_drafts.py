"""What is typed in a form and not yet sent: on disk a moment later, and there again when the form is."""

import asyncio
from collections.abc import Collection

from arcall_tui.tui.forms.form import Form
from arcall_tui.tui.stage import DEBOUNCE, OnStage, Soon, Stage
from arcall_tui.tui.widgets.form_panel import FormPanel
from arcall_tui.workday.calls import half_done
from arcall_tui.workday.calls.half_done import KeptForm


class FormDrafts(OnStage):
    """Keeps the form that is open; leaving it with esc, or sending it, lets go of that."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._form: Form | None = None
        self._starts: dict[str, str] = {}
        self._soon = Soon(stage, DEBOUNCE, self.keep, again=False)
        self.typed = self._soon.ask
        self._kept: dict[tuple[int, str], dict[str, str]] | None = None  # as the book has it; None: not read
        # One writes at a time, so that what was let go of is not written by one that began before.
        self._writing = asyncio.Lock()

    async def opened(self, form: Form) -> bool:
        """Note how a form begins, and give back what was typed in it before; return whether there was any."""
        self._kept = None  # another window may have typed since
        kept = await self._read()
        self._starts = {field.id: field.edit.text for field in form.fields}
        texts = kept.get(_about(form), {})
        for field in form.fields:
            text = texts.get(field.id)
            if text is not None and (not field.choices or text in field.choices):
                field.edit = type(field.edit)(text)
                field.edit.fresh = False
        self._form = form
        return bool(texts)

    async def keep(self) -> None:
        """Keep what was typed in the form that is open."""
        self._soon.stop()
        async with self._writing:
            form = self._form
            if form is None:
                return
            texts = {
                field.id: field.edit.text
                for field in form.fields
                if field.edit.text != self._starts[field.id] and (field.choices or not field.edit.fresh)
            }
            one_of = [field.id for field in form.fields if field.choices]
            kept = await self.put(_about(form), texts, one_of)
        if kept is not None and kept.elsewhere:
            await self._show(form, kept)

    async def _show(self, form: Form, kept: KeptForm) -> None:
        """Show what another window has typed in the same form meanwhile, and say so."""
        for field in form.fields:
            if field.id in kept.elsewhere and (not field.choices or kept.texts[field.id] in field.choices):
                field.edit = type(field.edit)(kept.texts[field.id])
                field.edit.fresh = False
        (await self.stage.panel(FormPanel)).settle()
        self.say("Another window fills this in, too: what it typed stands with yours", "urgent")

    async def put_aside(self) -> None:
        """Keep what was typed and turn to something else; it is given back when the form is opened again."""
        await self.keep()
        self._form = None

    async def let_go(self) -> None:
        """Let go of the form: it was sent, or given up."""
        self._soon.stop()
        form, self._form = self._form, None
        async with self._writing:
            if form is not None:
                await self.put(_about(form), {})

    def forget(self, account: int) -> None:
        """Let go of every form about a customer who was erased; the book has none of them any more."""
        self._kept = {about: texts for about, texts in (self._kept or {}).items() if about[0] != account}

    async def _read(self) -> dict[tuple[int, str], dict[str, str]]:
        if self._kept is None:
            self._kept = await self.line.ask(half_done.kept)
        return self._kept

    async def typed_in(self, account: int, form: str) -> str:
        """Return what is kept of a form with one field; empty where nothing is."""
        return next(iter((await self._read()).get((account, form), {}).values()), "")

    async def put(
        self, about: tuple[int, str], texts: dict[str, str], one_of: Collection[str] = ()
    ) -> KeptForm | None:
        """Keep what was typed in a form; an untouched one of which nothing is kept writes nothing."""
        known = await self._read()
        if not texts and about not in known:
            return None
        kept = await self.line.ask(half_done.keep, *about, texts, known.get(about, {}), one_of)
        known.pop(about, None)
        if kept.texts:
            known[about] = kept.texts
        return kept


def _about(form: Form) -> tuple[int, str]:
    return form.reading.card.account.id, form.title
