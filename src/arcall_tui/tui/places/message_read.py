"""What a customer wrote, read on screen: a message saved as .eml, or pasted text; recorded once it is accepted."""

from __future__ import annotations

from functools import partial
from typing import Any

from arcall_tui import private_files
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.render.hidden import dots
from arcall_tui.render.pane import Built, told
from arcall_tui.render.pieces import Line, wrap
from arcall_tui.tui.forms.form import Field, Form, pick
from arcall_tui.tui.forms.without_call import care_form
from arcall_tui.tui.line_edit import PastedText
from arcall_tui.tui.places.form_filling import OpensForms
from arcall_tui.tui.stage import does
from arcall_tui.workday.calls.reading import Understood
from arcall_tui.workday.letters.accepting import accept, found_in, said_in_words
from arcall_tui.workday.letters.comparing import LIST_FILES, compared, file_in, is_list, said_of
from arcall_tui.workday.letters.incoming import MOST_CALLS, MessageRead, read_message
from arcall_tui.workday.letters.messages import Incoming, incoming_of

_LONGEST_PATH = 1000


class ReadMessages(OpensForms):
    """Reads a message of the account on screen, and puts on record what the caller accepts of it."""

    @does("read_message")
    async def ask(self) -> None:
        """Ask for the message, and show what it seems to say."""
        card = self.stage.session.here_card()
        ghost = "a message (.eml), their list (.csv), or paste its text"
        message = Field(
            "message", "Message", self._look, PastedText(), required=True, needs=ghost, ghost_echo=ghost
        )
        record = pick(
            "record",
            "Record",
            {"nothing": 0, "all": -1, **{str(place): place for place in range(1, MOST_CALLS + 1)}},
        )
        form = care_form("What they wrote", [message, record], self.forms.reading(card))
        form.send = self._send
        await self.forms.open(form)

    def _look(self, text: str) -> Understood:
        incoming = _incoming(text)
        if self._is_list(text, incoming):
            return text, self._beside(incoming.text)
        made = self._read(incoming)
        self.stage.main.detail.show(partial(_shown, made, masked=self.stage.main.veil.on))
        count = (
            f"{len(made.calls)} to accept, by its number" if made.calls else "it suggests nothing to record"
        )
        return text, f"{self._of_another(made)}{count}"

    def _of_another(self, made: MessageRead) -> str:
        """Say whose a message is, where that is not the account on screen."""
        session = self.stage.session
        if made.account is None or made.account == session.here_card().account.id:
            return ""
        name = one_line(self.stage.line.wait(lambda desk, key: desk.account(key), made.account).name)
        return f"of {dots(name) if self.stage.main.veil.on else name}, not of the account here: "

    def _is_list(self, text: str, incoming: Incoming) -> bool:
        return text.endswith(LIST_FILES) or is_list(incoming.text, self.stage.session.here_card().invoices)

    def _beside(self, theirs: str) -> str:
        """Show their own list of open bills beside ours."""
        card, main = self.stage.session.here_card(), self.stage.main
        rows = list(said_of(card.account.ledger_id, compared(theirs, card.invoices)))
        main.detail.show(
            partial(told, " Their list beside ours", [dots(each) for each in rows] if main.veil.on else rows)
        )
        return "their list beside ours: nothing to record"

    def _read(self, incoming: Incoming) -> MessageRead:
        """Read a message: of the account on screen, unless it says for certain whose it is."""
        line, here = self.stage.line, self.stage.session.here_card().account.id
        found = line.wait(read_message, incoming)
        return line.wait(read_message, incoming, here) if found.account is None else found

    async def _send(self, form: Form) -> None:
        """Put what was chosen on record."""
        values: dict[str, Any] = form.values()
        if not values["record"]:
            raise UsageError("Nothing is chosen to be recorded.", "Record: a number; esc leaves.")
        incoming = _incoming(values["message"])
        if self._is_list(values["message"], incoming):
            raise UsageError("Their list is compared with ours: nothing of it is recorded.", "esc leaves.")
        made, place = self._read(incoming), values["record"]
        places = range(1, len(made.calls) + 1) if place < 0 else [place]
        logged = await self.stage.line.ask(accept, made, places)
        self.stage.session.place(logged[-1].placing)
        await self.forms.showing.account(logged[-1].account)
        codes = ", ".join(each.code for each in logged)
        await self.showing.done(logged[-1].trouble or f"{codes} logged by what they wrote")


def _incoming(text: str) -> Incoming:
    """Return what a file says, or the text itself."""
    if len(text) < _LONGEST_PATH and "\n" not in text and text.endswith((".eml", ".txt", *LIST_FILES)):
        return file_in(private_files.in_home(text))
    return incoming_of(text.encode(), "the text")


def _shown(made: MessageRead, width: int, *, masked: bool) -> Built:
    hidden = dots if masked else str
    lines: list[Line] = [
        line
        for label, text in found_in(made)
        for line in wrap(((f" {label:<10} ", "dim"), (hidden(text), "strong")), width - 1, 12)
    ]
    lines.append(())
    for place, call in enumerate(made.calls, 1):
        lines += wrap(((f" {place}  ", "accent"), (hidden(said_in_words(call)), "")), width - 1, 4)
        lines += wrap(((" ", ""), (hidden(f"“{call.words}”"), "dim")), width - 1, 4)
    return ((" What they wrote", "title"),), (), lines
