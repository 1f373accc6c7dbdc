"""Whom to ask for: the number and the e-mail at hand, and the next contact one key away."""

from __future__ import annotations

from dataclasses import replace

from arcall_tui.domain.account import Contact
from arcall_tui.domain.reach import Number
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.tui.hidden import dots
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.stage import does
from arcall_tui.workday.calls.own_programs import dial_values, hand_over, in_full


class Dialling(Hand):
    """Hands numbers over; nothing is dialled here."""

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self.again: int | None = None  # the account whose number was wrong just now, and that has another

    def _usable(self) -> list[Contact]:
        card = self.stage.session.card
        return [each for each in card.contacts if each.phone and not each.bad_number] if card else []

    def _named(self, contact: Contact) -> str:
        name, role = one_line(contact.name), one_line(contact.role)
        said = f"{name} ({role})" if name and role else name or role or "accounts payable"
        return dots(said) if self.stage.main.veil.on else said

    @does("dial")
    async def dial(self) -> None:
        """Copy the number, or hand it to the caller's own dial command; the timer starts."""
        session, contact = self.stage.session, next(iter(self._usable()), None)
        number = Number.parse(contact.phone) if contact else None
        if contact is None or number is None:
            raise UsageError("There is no number to dial.", "E adds one.")
        account, country = session.here_card().account.id, session.here_card().account.country
        await self.thought.ask("dial", [account])
        digits = await self.stage.line.aside(in_full, number.digits, country, session.settings.country)
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
        self.stage.say(" ".join(said), "")
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
            session = self.stage.session
            account = session.here_card().account.id
            session.asked_for[account] = later[(here + 1) % len(later)]
            await session.show(account)
            self.stage.main.paint_card(keep=True)
        if usable := self._usable():
            self.stage.say(
                f"Ask for {self._named(usable[0])}, {one_line(usable[0].phone)} · . takes the number", ""
            )

    @does("copy_email")
    async def copy_email(self) -> None:
        """Copy the e-mail of whom to ask for, or else the first that is known."""
        card = self.stage.session.here_card()
        contact = next((each for each in card.contacts if each.email), None)
        if contact is None:
            raise UsageError("No e-mail is known here.", "E adds one.")
        self.stage.app.copy_to_clipboard(one_line(contact.email))
        self.stage.say(f"Copied the e-mail of {self._named(contact)}", "")
