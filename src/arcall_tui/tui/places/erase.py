"""Erasing the customer on screen: only by name from the commands, asked first, and for good."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from arcall_tui.errors import UsageError

if TYPE_CHECKING:
    from arcall_tui.tui.forms.form import Form
    from arcall_tui.tui.router import Router


class Erasing:
    """Asks, and lets go of what the screen itself remembers of the customer."""

    def __init__(self, router: Router) -> None:
        self.router = router

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {"erase": self.ask}

    async def ask(self) -> None:
        """Say what would go, and ask."""
        from arcall_tui.tui.forms.fields import pick  # noqa: PLC0415 - not before the first paint
        from arcall_tui.tui.forms.without_call import care_form  # noqa: PLC0415
        from arcall_tui.workday.book import erasing  # noqa: PLC0415

        session = self.router.session
        if session.card is None:
            raise UsageError("There is nobody to erase in this book.")
        await self.router.writing.keep()
        card = session.card
        look = await session.run(erasing.look, session.desk, card.account.id)
        sure = pick("sure", "Erase", {"no": False, "yes, for good": True})
        form = care_form(f"Erase {look.ledger_id}", [sure], self.router.calls.reading(card))
        form.send = self.erase
        form.warning = f"{look.goes()} go for good; amounts and dates stay."
        await self.router.calls.open_form(form)

    async def erase(self, form: Form) -> None:
        """Erase the customer where that was confirmed. Raises ArcallError."""
        from arcall_tui.workday.book import erasing  # noqa: PLC0415 - not before the first paint

        session, account = self.router.session, form.reading.card.account.id
        if not form.values()["sure"]:
            self.router.say("Nothing was erased", "")
            return
        await self.router.half_done.let_go()  # it names the customer, and would be written after them
        with self.router.writing.handed_over():
            done = await session.run(erasing.erase, session.desk, account)
        self.router.half_done.forget(account)
        await session.show(account)
        assert session.card is not None, "it was just read"
        session.place(session.card.placing)
        self.router.main.paint_card()
        await self.router.upkeep.rank()
        left = f" · {len(done.backups)} backups have them still" if done.backups else ""
        self.router.say(f"{done.ledger_id} erased{left}; `arcall erase` in the shell tells more")
