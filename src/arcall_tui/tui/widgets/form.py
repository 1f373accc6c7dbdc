"""The form panel: opens in place above the notes, draws its fields itself, so that no key overtakes another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from arcall_tui.domain.text import one_line
from arcall_tui.tui.forms.fields import Doubt, Field
from arcall_tui.tui.hidden import dots
from arcall_tui.tui.render.pieces import Line, Piece, length, rule
from arcall_tui.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from arcall_tui.tui.forms.form import Form

_LABEL = 12
_VALUE = 24


class FormPanel(Drawn):
    """A title, one line a field, and a line for what is wrong."""

    class Pointed(Message):
        """A field was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__(id="form")
        self.form: Form | None = None

    def open(self, form: Form) -> None:
        """Show `form`."""
        self.form = form
        self.styles.height = len(form.fields) + (3 if form.warning else 2)
        self.display = True
        self.refresh()

    def close(self) -> None:
        """Hide it."""
        self.form = None
        self.display = False

    def line(self, y: int) -> Line:
        """Return the title, the warning, a field, or what is wrong."""
        form = self.form
        if form is None:
            return ()
        if y == 0:
            return self._title(form)
        if form.warning:
            if y == 1:
                return ((f" {form.warning}", "urgent"),)
            y -= 1
        if y <= len(form.fields):
            return self._field(form.fields[y - 1], active=y - 1 == form.at)
        said = form.problem and form.field.echo() != (form.problem, True)
        return ((f" ! {one_line(form.problem)}", "urgent"),) if said else ()

    def _title(self, form: Form) -> Line:
        code = f"{form.code}  " if form.code else ""
        who = form.who or one_line(form.setting.card.account.name)
        who = dots(who) if Drawn.hidden else who
        return rule(((f" {code}{form.title}", "title"), (f" · {who}", "dim")), (), self.room.width)

    def _field(self, field: Field, *, active: bool) -> Line:
        mark: Piece = ("▸", "accent") if active else (" ", "")
        label: Piece = (f" {field.label:<{_LABEL}}", "strong" if active else "dim")
        value = field.edit.pieces(active=active)
        if Drawn.hidden and not active:
            value = tuple((dots(text), ink) for text, ink in value)
        if not field.edit.text and field.ghost:
            value = (*value, (one_line(field.ghost), "" if not active else "dim"))
        pad = max(1, _VALUE - length(value))
        echo, wrong = field.echo()
        doubtful = isinstance(echo, Doubt)
        words = field.others() if active and field.choices else echo
        ink = "urgent" if wrong or doubtful else ("good" if field.edit.text and not field.choices else "dim")
        return (
            mark,
            label,
            *value,
            (" " * pad, ""),
            ("! " if wrong else "? " if doubtful else "", "urgent"),
            (one_line(words), ink),
        )

    def ground(self, y: int) -> str:  # noqa: ARG002 - as the base
        """Return the ground that sets the form off from the page."""
        return "shade"

    def on_click(self, event: events.Click) -> None:
        """Go to the field that was clicked."""
        form = self.form
        if form is not None:
            index = event.y - (2 if form.warning else 1)
            if 0 <= index < len(form.fields):
                self.post_message(self.Pointed(index))
