"""What is marked: accounts, dealt with in one go and with one undo; and invoices, which what comes next is about."""

from __future__ import annotations

from arcall_tui.domain.account import Invoice
from arcall_tui.errors import UsageError
from arcall_tui.tui.services.showing import Showing
from arcall_tui.tui.stage import Stage
from arcall_tui.workday.desk.views import Card


class AccountMarks:
    """Knows which accounts are marked."""

    def __init__(self, stage: Stage, showing: Showing) -> None:
        self.stage = stage
        self.showing = showing

    @property
    def accounts(self) -> list[int]:
        """The marked accounts, in the order of the list."""
        marked = self.stage.main.accounts.marked
        if not marked:
            return []
        return [row.account for row in self.stage.session.worklist.rows if row.account in marked]

    def turn(self, account: int) -> None:
        """Mark an account, or take its mark off."""
        self.set(self.stage.main.accounts.marked ^ {account})

    def set(self, marked: set[int]) -> None:
        """Let these be the marked ones."""
        accounts = self.stage.main.accounts
        accounts.marked = marked
        accounts.forget()
        accounts.refresh()

    def tell(self) -> None:
        """Say how many are marked."""
        count = len(self.stage.main.accounts.marked)
        self.stage.say(
            f"{count} marked: an outcome, z, s or l is for all of them · esc takes the marks off"
            if count
            else "",
            "",
        )

    async def done(self, said: str, *, logged: bool = False) -> None:
        """Show where everyone went, and take the marks off; after an outcome go on to whom the plan has first."""
        self.set(set())
        session = self.stage.session
        if logged:
            await session.go_on()
        elif session.card is not None:
            await session.show(session.card.account.id)
        await self.showing.placed(said)


class InvoiceMarks:
    """Knows which invoices are marked, of every account that was looked at."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def chosen(self, card: Card) -> tuple[Invoice, ...]:
        """Return the marked invoices of an account; none marked: none, which means all."""
        marks = self.stage.main.account.marks.get(card.account.id, frozenset())
        return tuple(item for item in card.invoices if item.id in marks)

    def turn(self, card: Card, items: set[int]) -> None:
        """Mark these invoices of an account, or take their marks off."""
        marks = self.stage.main.account.marks
        marks[card.account.id] = frozenset(item.id for item in self.chosen(card)) ^ items
        if not marks[card.account.id]:
            del marks[card.account.id]

    def check(self, card: Card) -> None:
        """Refuse what would be about marked invoices of which none is open any more: it would be about all.

        The marks come off. Raises UsageError.
        """
        if not self.chosen(card) and self.clear(card.account.id):
            raise UsageError("What was marked is no longer open; nothing was done.")

    def clear(self, account: int) -> bool:
        """Take the marks off an account's invoices; return whether there were any."""
        return self.stage.main.account.marks.pop(account, None) is not None
