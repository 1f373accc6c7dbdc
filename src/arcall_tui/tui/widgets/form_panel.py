"""The form panel: opens in place above the notes, draws its fields itself, so that no key overtakes another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message

from arcall_tui.render.hidden import Veil, dots, told
from arcall_tui.render.pieces import Laid, Line, Piece, length, rule, wrap
from arcall_tui.tui.forms.form import Field, Form
from arcall_tui.tui.widgets.drawn import Drawn
from arcall_tui.workday.calls.reading import Doubt

_LABEL = 12
_VALUE = 24
_WRONG = "! "
_BESIDE = 2 + _LABEL + _VALUE  # where what is said of a field begins


class _Said(NamedTuple):
    """How a field was understood, or what is meant or wrong; `mark`: before what is wrong or doubtful."""

    echo: str
    mark: str

    @classmethod
    def of(cls, field: Field) -> _Said:
        echo, wrong = field.echo()
        return cls(echo, _WRONG if wrong else "? " if isinstance(echo, Doubt) else "")


class FormPanel(Drawn):
    """A title, one line a field, and a line for what is wrong."""

    ground = "shade"

    class Covers(Message):
        """It has another height."""

    def __init__(self, veil: Veil) -> None:
        super().__init__("form", veil)
        self.form: Form | None = None
        self._warned: tuple[Line, ...] = ()
        self._said: list[_Said] = []
        self._told: tuple[Line, ...] = ()
        self._height = 0

    def open(self, form: Form) -> None:
        """Show `form`."""
        self.form = form
        self.display = True
        self.settle()

    def settle(self) -> None:
        """Show the form as it is now; what its fields say is read anew, from the book as well."""
        if self.form is not None:
            self._said = [_Said.of(field) for field in self.form.fields]
        self._lay_out()

    def _lay_out(self) -> None:
        """Break what is said to the width there is, and be as high as it needs."""
        if self.form is not None:
            width = (self.room.width or self.screen.size.width) - 1
            warning = ((" ", ""), (self.form.warning, "urgent")) if self.form.warning else ()
            self._warned = tuple(wrap(warning, width, 1))
            self._told = tuple(self._tell(self.form, width))
            height = 1 + len(self._warned) + len(self.form.fields) + max(1, len(self._told))
            if self._height != height:
                self._height = height
                self.styles.height = height
        self.refresh()

    def on_resize(self) -> None:
        """Break what is said anew, and tell that something else is covered; nothing is read for it."""
        self._lay_out()
        self.post_message(self.Covers())

    def _tell(self, form: Form, width: int) -> Iterator[Line]:
        """Yield below the fields what is wrong, what has no room beside its field, and what all comes to."""
        echo, mark = self._said[form.at]
        said: list[Piece] = []
        if form.problem and not (self._beside(form.at) and form.problem == echo):
            said.append((f"! {form.problem}", "urgent"))
        elif form.field.choices:
            said += [(f"{mark}{echo}", "urgent")] if mark == _WRONG else []
            said += [] if self._beside(form.at) else [(form.field.others(), "dim")]
        elif not self._beside(form.at):
            said.append((f"{mark}{echo}", "urgent" if mark else "good" if form.field.edit.text else "dim"))
        if whole := form.whole():
            said.append((whole, "good"))
        for text, ink in said:
            yield from wrap(((" ", ""), (text, ink)), width, 3)

    def _beside(self, index: int) -> bool:
        """Whether what is said of a field has room beside it."""
        assert self.form is not None, "asked of a form that is shown"
        width, (echo, mark) = self.room.width or self.screen.size.width, self._said[index]
        field = self.form.fields[index]
        return _BESIDE + cell_len(field.others() if field.choices else mark + echo) <= width

    def close(self) -> None:
        """Hide it."""
        self.form = None
        self.display = False

    def painted(self) -> list[Laid]:
        """Return the title, the warning, the fields, and what is wrong."""
        form = self.form
        if form is None:
            return []
        fields = (self._field(form, index, active=index == form.at) for index in range(len(form.fields)))
        warned, told = ((self._veiled(form, line) for line in each) for each in (self._warned, self._told))
        code = f"{form.code}  " if form.code else ""
        who = form.who or form.reading.card.account.name
        title = self._veiled(form, ((f" {code}{form.title}", "title"), (f" · {who}", "dim")))
        lines = (rule(title, (), self.room.width), *warned, *fields, *told)
        return [(line, self.ground) for line in lines]

    def _veiled(self, form: Form, said: Line) -> Line:
        return told(said, form.reading.card) if self.veil.on else said

    def _field(self, form: Form, index: int, *, active: bool) -> Line:
        field = form.fields[index]
        mark: Piece = ("▸", "accent") if active else (" ", "")
        label: Piece = (f" {field.label:<{_LABEL}}", "strong" if active else "dim")
        value = field.edit.pieces(active=active)
        if self.veil.on and not active:
            value = tuple((dots(text), ink) for text, ink in value)
        if not field.edit.text and field.ghost:
            value = (*value, *self._veiled(form, ((field.ghost, "" if not active else "dim"),)))
        pad = max(1, _VALUE - length(value))
        echo, trouble = self._said[index]
        # Beside a choice stand the others: what is wrong with it stands below.
        words, trouble = (field.others(), "") if active and field.choices else (echo, trouble)
        if active and not self._beside(index):
            words = ""  # it stands below, in full
        ink = "urgent" if trouble else ("good" if field.edit.text and not field.choices else "dim")
        said = self._veiled(form, ((words, ink),))
        return (mark, label, *value, (" " * pad, ""), (trouble, "urgent"), *said)

    def on_click(self, event: events.Click) -> None:
        """Go to the field that was clicked."""
        form = self.form
        if form is not None:
            index = event.y - 1 - len(self._warned)
            if 0 <= index < len(form.fields):
                form.move(index - form.at)
                self.settle()
