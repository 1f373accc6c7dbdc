"""Whom to ask for: number and e-mail at hand, the next contact one key away; what opens elsewhere: portals, e-mails, files."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from arcall_tui.domain.account import Contact, Invoice, Number
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.render.hidden import dots
from arcall_tui.tui.actions import OWN_COMMAND
from arcall_tui.tui.forms.form import Form, pick
from arcall_tui.tui.forms.without_call import care_form
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.places.form_filling import OpensForms
from arcall_tui.tui.stage import Handler, does
from arcall_tui.workday.calls.own_programs import (
    dial_values,
    hand_over,
    in_full,
    open_outside,
    run_on_account,
)
from arcall_tui.workday.desk.desk import Card
from arcall_tui.workday.letters.attachments import paths_of


class Dialling(Hand):
    """Hands numbers over; nothing is dialled here."""

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self.again: int | None = None  # the account whose number was wrong just now, and that has another

    def _usable(self) -> list[Contact]:
        card = self.session.card
        return [each for each in card.contacts if each.phone and not each.bad_number] if card else []

    def _named(self, contact: Contact) -> str:
        name, role = one_line(contact.name), one_line(contact.role)
        said = (
            f"{name} ({role})"
            if name and role
            else name or role or one_line(self.session.here_card().account.asked_for)
        )
        return dots(said) if self.main.veil.on else said

    @does("dial")
    async def dial(self) -> None:
        """Copy the number, or hand it to the caller's own dial command; the timer starts."""
        session, contact = self.session, next(iter(self._usable()), None)
        number = Number.parse(contact.phone) if contact else None
        if contact is None or number is None:
            raise UsageError("There is no number to dial.", "E adds one.")
        account, country = session.here_card().account.id, session.here_card().account.country
        await self.thought.ask("dial", [account])
        digits = await self.line.aside(in_full, number.digits, country, session.settings.country)
        number = replace(number, digits=session.settings.dial_prefix + digits)
        if session.settings.dial:
            hand_over(session.settings.dial, dial_values(number, contact.name), "dial")
        else:
            self.stage.app.copy_to_clipboard(number.digits)
        session.asked_for[account] = contact.id
        others = len(self._usable()) - 1
        said = [
            "Handed over" if session.settings.dial else "Copied",
            number.digits,
            f"for {self._named(contact)}",
        ]
        said += [f"· then {after}"] if (after := number.after()) else []
        said += [f"· > {others} other number{'s' if others > 1 else ''}"] if others else []
        self.say(" ".join(said), "")
        self.timer.on_the_line()

    @does("next_number")
    async def next_number(self) -> None:
        """Ask for the contact with the next number; after a wrong one, on the account that it was of."""
        if self.again is not None:
            account, self.again = self.again, None
            await self.showing.account(account)
        else:
            usable = self._usable()
            if len(usable) <= 1:
                raise UsageError("No other number is known here.", "E adds one.")
            later = sorted(each.id for each in usable)
            here = later.index(usable[0].id)
            account = self.session.here_card().account.id
            self.session.asked_for[account] = later[(here + 1) % len(later)]
            await self.session.show(account)
            self.main.paint_card(keep=True)
        if usable := self._usable():
            self.say(
                f"Ask for {self._named(usable[0])}, {one_line(usable[0].phone)} · . takes the number", ""
            )

    @does("copy_email")
    async def copy_email(self) -> None:
        """Copy the e-mail of whom to ask for, or else the first that is known."""
        card = self.session.here_card()
        contact = next((each for each in card.contacts if each.email), None)
        if contact is None:
            raise UsageError("No e-mail is known here.", "E adds one.")
        self.stage.app.copy_to_clipboard(one_line(contact.email))
        self.say(f"Copied the e-mail of {self._named(contact)}", "")


_ADDRESS = re.compile(r"https?://\S+")
_MOST = 40  # invoices whose files are looked for, where none is marked


class OpenOutside(OpensForms):
    """Asks which where there are several, and hands it to the user's command or the system's own."""

    @does("open_outside")
    async def ask(self) -> None:
        """Open what there is; of several ask which."""
        card = self.session.here_card()
        found = await self.line.aside(self._found, card, self.main.account.chosen(card))
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
        patterns = list(chain(*self.session.settings.outgoing.documents.values()))
        items = chosen or card.invoices[:_MOST]
        paths = [path for item in items for path in paths_of(patterns, item, card.account)]
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
        commands = self.session.settings.keys
        own = {OWN_COMMAND + key: partial(self.run, words) for key, words in commands.items()}
        return {**super().actions(), **own}

    async def run(self, words: Sequence[str]) -> None:
        """Run a command of the user's on the account on screen, as JSON on its stdin, without a shell; do not wait."""
        card = self.session.here_card()
        await self.line.aside(run_on_account, words, card)
        self.say(f"{words[0].rpartition('/')[2]} has {card.account.ledger_id}", "")

    async def _open(self, name: str, target: str) -> None:
        await self.line.aside(open_outside, target, self.session.settings.open_with)
        self.say(f"Opening {name}", "")
