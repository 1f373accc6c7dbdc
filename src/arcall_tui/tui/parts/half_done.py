"""What is typed in a form and not yet sent: on disk a moment later, and there again when the form is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arcall_tui.tui.line_edit import LineEdit

if TYPE_CHECKING:
    from textual.timer import Timer

    from arcall_tui.tui.forms.form import Form
    from arcall_tui.tui.router import Router

DEBOUNCE = 0.3  # seconds


class HalfDone:
    """Keeps the form that is open; leaving it with esc, or sending it, lets go of that."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._form: Form | None = None
        self._starts: dict[str, str] = {}
        self._timer: Timer | None = None
        self._kept: tuple[int, str, dict[str, str]] | None = None
        self._read = False

    async def opened(self, form: Form) -> bool:
        """Note how a form begins, and give back what was typed in it before; return whether there was any."""
        self._form = form
        self._starts = {field.id: field.edit.text for field in form.fields}
        if not self._read:
            from arcall_tui.workday.half_done import kept  # noqa: PLC0415 - not before the first paint

            self._kept = await self.router.session.run(kept, self.router.session.desk)
            self._read = True
        if self._kept is None or self._kept[:2] != (form.setting.card.account.id, form.title):
            return False
        for field in form.fields:
            text = self._kept[2].get(field.id)
            if text is not None and (not field.choices or text in field.choices):
                field.edit = LineEdit(text)
                field.edit.fresh = False
        return True

    def typed(self) -> None:
        """Keep the form soon; steady typing is on disk as soon as a pause would be."""
        if self._timer is None:
            self._timer = self.router.main.set_timer(DEBOUNCE, self._due)

    def _due(self) -> None:
        self.router.spawn(self.keep())

    async def keep(self) -> None:
        """Keep what was typed in the form that is open."""
        self._stop()
        form = self._form
        if form is None:
            return
        texts = {
            field.id: field.edit.text
            for field in form.fields
            if field.edit.text != self._starts[field.id] and (field.choices or not field.edit.fresh)
        }
        await self._put((form.setting.card.account.id, form.title, texts))

    async def let_go(self) -> None:
        """Let go of the form: it was sent, or given up."""
        self._stop()
        form, self._form = self._form, None
        about = (form.setting.card.account.id, form.title) if form is not None else None
        if self._kept is not None and self._kept[:2] == about:
            await self._put((*self._kept[:2], {}))

    async def _put(self, kept: tuple[int, str, dict[str, str]]) -> None:
        from arcall_tui.workday.half_done import keep  # noqa: PLC0415 - not before the first paint

        if kept[2] or self._kept is not None:
            await self.router.session.run(keep, self.router.session.desk, *kept)
            self._kept = kept if kept[2] else None

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
