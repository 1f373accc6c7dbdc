"""The form panel: opens in place above the notes, draws its fields itself, so that no key overtakes another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.message import Message

from arcall_tui.domain.text import one_line
from arcall_tui.tui.forms.fields import Doubt, Field
from arcall_tui.tui.hidden import dots
from arcall_tui.tui.render.pieces import Line, Piece, length, rule, wrap
from arcall_tui.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from arcall_tui.tui.forms.form import Form

_LABEL = 12
_VALUE = 24
_BESIDE = 2 + _LABEL + _VALUE  # where what is said of a field begins


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
        self._told: tuple[Line, ...] = ()
        self._height = 0

    def open(self, form: Form) -> None:
        """Show `form`."""
        self.form = form
        self.display = True
        self.settle()

    def settle(self) -> None:
        """Show the form as it is now: as high as what it says needs."""
        if self.form is not None:
            self._told = tuple(self._tell(self.form))
            height = 1 + bool(self.form.warning) + len(self.form.fields) + max(1, len(self._told))
            if self._height != height:
                self._height = height
                self.styles.height = height
        self.refresh()

    def on_resize(self) -> None:
        """Break what is said anew."""
        self.settle()

    def _tell(self, form: Form) -> Iterator[Line]:
        """Yield below the fields what is wrong, what has no room beside its field, and what all comes to."""
        echo, wrong = form.field.echo()
        width = (self.room.width or self.screen.size.width) - 1
        mark = "! " if wrong else "? " if isinstance(echo, Doubt) else ""
        beside = form.field.choices or _BESIDE + cell_len(mark + one_line(echo)) <= width + 1
        said: list[Piece] = []
        if form.problem and not (beside and form.problem == echo):
            said.append((f"! {form.problem}", "urgent"))
        elif not beside:
            said.append((f"{mark}{echo}", "urgent" if mark else "good"))
        if whole := form.whole():
            said.append((whole, "good"))
        for text, ink in said:
            yield from wrap(((" ", ""), (one_line(text), ink)), width, 3)

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
        y -= len(form.fields) + 1
        return self._told[y] if y < len(self._told) else ()

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
