"""What is set about an account without a call: next steps, rest, contacts, erasing, why they are late."""

from collections import Counter

from arcall_tui.domain.activity import RootCause
from arcall_tui.domain.text import number_of
from arcall_tui.errors import UsageError
from arcall_tui.tui.forms.form import Form, pick
from arcall_tui.tui.forms.without_call import CARE, care_form, cause_to_come, guide
from arcall_tui.tui.places.form_filling import OpensForms
from arcall_tui.tui.stage import does, does_each
from arcall_tui.workday.book import erasing
from arcall_tui.workday.calls.customer_facts import confirm_zones, zones_wanted
from arcall_tui.workday.desk.desk import Card

_FORMS = {**CARE, "guide": guide}


class AccountCare(OpensForms):
    """Opens the forms that log no call."""

    @does_each({name: name for name in _FORMS})
    async def open(self, name: str) -> None:
        """Open a form for the account on screen, or for all that are marked where it can be."""
        await self._open(name, self.session.here_card())

    async def _open(self, name: str, card: Card) -> None:
        form = _FORMS[name](self.forms.reading(card))
        marked = self.main.accounts.marked
        if marked and form.together is not None:
            form.who = number_of(len(marked), "account")
            form.who += ", each on its own clock; agreed call backs stay" if name == "next_step" else ""
        await self.forms.open(form)

    @does("last_step")
    async def ask_last_step(self) -> None:
        """Ask for the next step of the account that was logged last."""
        if self.session.last is None:
            raise UsageError("Nothing was logged in this window yet.")
        await self._open("next_step", await self.session.read(self.session.last.account))

    @does("why_late")
    async def ask_why(self) -> None:
        """Ask why they have not paid: it goes with the next outcome on the account."""
        card = self.session.here_card()
        await self.forms.open(cause_to_come(self.forms.reading(card), self._keep_why))

    @does("zones")
    async def ask_zones(self) -> None:
        """Ask whether the time zones that leave no doubt are kept, of all customers that have none."""
        wanted = await self.line.ask(zones_wanted)
        sure = [each for each in wanted if each.suggestion.zone]
        if not sure:
            raise UsageError(f"No time zone is certain of the {len(wanted)} that are missing.", "Z sets one.")
        card = self.session.here_card()
        form = care_form("Time zones", [pick("sure", "Keep", {"yes": True})], self.forms.reading(card))
        each = Counter(each.suggestion.zone for each in sure).most_common()
        form.warning = f"{', '.join(f'{count} {zone}' for zone, count in each)}; not certain: {len(wanted) - len(sure)} (Z sets one)"

        async def keep(_: Form) -> None:
            done = await self.session.batch(confirm_zones, sure)
            await self.session.show(card.account.id)
            await self.background.rank()
            await self.showing.placed(f"{number_of(len(done), 'time zone')} kept")

        await self.forms.open(form, keep)

    def _keep_why(self, account: int, cause: RootCause | None) -> None:
        """Keep why they have not paid until the outcome is logged; it stands in the heading of the notes."""
        if cause is None:
            self.main.causes.pop(account, None)
        else:
            self.main.causes[account] = cause
        self.main.paint_card(keep=True)
        self.say(f"Why late: {cause}, with the next outcome" if cause else "", "")


class Erasing(OpensForms):
    """Asks, and lets go of what the screen itself remembers of the customer."""

    @does("erase")
    async def ask(self) -> None:
        """Say what would go, and ask."""
        card = self.session.card
        if card is None:
            raise UsageError("There is nobody to erase in this book.")
        await self.draft.keep()
        look = await self.line.ask(erasing.look, card.account.id)
        sure = pick("sure", "Erase", {"no": False, "yes, for good": True})
        form = care_form(f"Erase {look.ledger_id}", [sure], self.forms.reading(card))
        form.warning = f"{look.goes()} go for good; amounts and dates stay."
        await self.forms.open(form, self._erase)

    async def _erase(self, form: Form) -> None:
        """Erase the customer where that was confirmed. Raises ArcallError."""
        session, account = self.session, form.reading.card.account.id
        if not form.values()["sure"]:
            self.say("Nothing was erased", "")
            return
        drafts = self.forms.drafts
        await drafts.let_go()  # it names the customer, and would be written after them
        with self.draft.handed_over():
            done = await self.line.ask(erasing.erase, account)
        drafts.forget(account)
        await session.show(account)
        session.place(session.here_card().placing)
        self.main.paint_card()
        await self.background.rank()
        left = f" · {len(done.backups)} backups have them still" if done.backups else ""
        self.say(f"{done.ledger_id} erased{left}; `arcall erase` in the shell tells more")
