"""What other programs do: the customer's portal, an e-mail to them, the files of their invoices; the user's own commands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.tui.actions import OWN_COMMAND
from arcall_tui.tui.forms.form import Form, pick
from arcall_tui.tui.forms.without_call import care_form
from arcall_tui.tui.places.form_filling import OpensForms
from arcall_tui.tui.stage import Handler, does
from arcall_tui.workday.calls.handing_over import run_on_account
from arcall_tui.workday.calls.own_programs import open_outside
from arcall_tui.workday.desk.views import Card
from arcall_tui.workday.letters.attachments import paths_of

_ADDRESS = re.compile(r"https?://\S+")
_MOST = 40  # invoices whose files are looked for, where none is marked


class OpenOutside(OpensForms):
    """Asks which where there are several, and hands it to the user's command or the system's own."""

    @does("open_outside")
    async def ask(self) -> None:
        """Open what there is; of several ask which."""
        card = self.stage.session.here_card()
        found = await self.stage.line.aside(self._found, card, self.forms.invoices.chosen(card))
        if not found:
            raise UsageError(
                "Nothing is known to open here.",
                "Y takes a portal's address; documents in settings.toml, files.",
            )
        if len(found) == 1:
            await self._open(*next(iter(found.items())))
            return
        form = care_form("Open", [pick("what", "What", found)], self.forms.reading(card))
        await self.forms.open(form, self._send)

    def _found(self, card: Card, chosen: tuple[Invoice, ...]) -> dict[str, str]:
        """Return what can be opened, by what it is called: the files of what is marked come first."""
        patterns = self.stage.session.settings.outgoing.documents
        items = chosen or card.invoices[:_MOST]
        paths = (
            [path for item in items for path in paths_of(patterns, item, card.account)] if patterns else []
        )
        files = {one_line(path.name): str(path) for path in paths}
        portal = _ADDRESS.search(card.guide.portal)
        more = {"their portal": portal[0]} if portal else {}
        email = next((one_line(each.email) for each in card.contacts if each.email), "")
        more |= {f"an e-mail to {email}": f"mailto:{email}"} if email else {}
        return {**files, **more} if chosen else {**more, **files}

    async def _send(self, form: Form) -> None:
        field = form.fields[0]
        await self._open(field.edit.text, field.value())

    def actions(self) -> dict[str, Handler]:
        """Return what each action does, the user's own commands on keys with them."""
        commands = self.stage.session.settings.keys
        own = {OWN_COMMAND + key: partial(self.run, words) for key, words in commands.items()}
        return {**super().actions(), **own}

    async def run(self, words: Sequence[str]) -> None:
        """Run a command of the user's on the account on screen, as JSON on its stdin, without a shell; do not wait."""
        card = self.stage.session.here_card()
        await self.stage.line.aside(run_on_account, words, card)
        self.stage.say(f"{words[0].rpartition('/')[2]} has {card.account.ledger_id}", "")

    async def _open(self, name: str, target: str) -> None:
        await self.stage.line.aside(open_outside, target, self.stage.session.settings.open_with)
        self.stage.say(f"Opening {name}", "")
