"""Erasing the customer on screen: only by name from the commands, asked first, and for good."""

from __future__ import annotations

from arcall_tui.errors import UsageError
from arcall_tui.tui.forms.fields import pick
from arcall_tui.tui.forms.form import Form
from arcall_tui.tui.forms.without_call import care_form
from arcall_tui.tui.places.form_filling import OpensForms
from arcall_tui.tui.stage import does
from arcall_tui.workday.book import erasing


class Erasing(OpensForms):
    """Asks, and lets go of what the screen itself remembers of the customer."""

    @does("erase")
    async def ask(self) -> None:
        """Say what would go, and ask."""
        card = self.stage.session.card
        if card is None:
            raise UsageError("There is nobody to erase in this book.")
        await self.draft.keep()
        look = await self.stage.line.ask(erasing.look, card.account.id)
        sure = pick("sure", "Erase", {"no": False, "yes, for good": True})
        form = care_form(f"Erase {look.ledger_id}", [sure], self.forms.reading(card))
        form.warning = f"{look.goes()} go for good; amounts and dates stay."
        await self.forms.open(form, self._erase)

    async def _erase(self, form: Form) -> None:
        """Erase the customer where that was confirmed. Raises ArcallError."""
        session, account = self.stage.session, form.reading.card.account.id
        if not form.values()["sure"]:
            self.stage.say("Nothing was erased", "")
            return
        drafts = self.forms.drafts
        await drafts.let_go()  # it names the customer, and would be written after them
        with self.draft.handed_over():
            done = await self.stage.line.ask(erasing.erase, account)
        drafts.forget(account)
        await session.show(account)
        session.place(session.here_card().placing)
        self.stage.main.paint_card()
        await self.background.rank()
        left = f" · {len(done.backups)} backups have them still" if done.backups else ""
        self.stage.say(f"{done.ledger_id} erased{left}; `arcall erase` in the shell tells more")
