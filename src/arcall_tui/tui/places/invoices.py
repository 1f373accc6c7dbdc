"""The invoices of the account on screen: gone through and marked; what comes next is about those."""

from arcall_tui.domain.money import added
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.errors import UsageError
from arcall_tui.tui.actions import Where
from arcall_tui.tui.places.crew import Hand
from arcall_tui.tui.places.screen_place import ScreenPlace
from arcall_tui.tui.stage import does
from arcall_tui.workday.desk.desk import Card

# What can be about some of the invoices; all others are about the account.
ABOUT = {code.means.action for code in Code if Fact.INVOICES in code.means.facts} - {""} | {"letter"}


class InvoicesPlace(Hand, ScreenPlace):
    """The cursor is on an invoice in the account's pane."""

    where = Where.INVOICES
    gives_way = True

    _at = 0

    @does("invoices")
    async def open(self) -> None:
        """Go into the invoices."""
        card = self.session.card
        if card is None or not card.invoices:
            raise UsageError("There is no open invoice on this account.")
        self._at = 0
        self._show(card)

    async def pointed(self, line: int) -> None:
        """Mark the invoice that was clicked."""
        main, card = self.main, self.session.card
        if card is not None and 0 <= (at := line - main.account.first_item(card)) < len(card.invoices):
            self._at = at
            self._turn(card, {card.invoices[at].id})

    async def move(self, count: int) -> None:
        """Go to another invoice."""
        if (card := self.session.card) is not None:
            self._at = max(0, min(self._at + count, len(card.invoices) - 1))
            self._show(card)

    @does("invoices_mark")
    async def mark(self) -> None:
        """Mark the invoice, or take the mark off, and go on to the next."""
        if (card := self.session.card) is not None:
            self._turn(card, {card.invoices[self._at].id})
            await self.move(1)

    @does("invoices_copy")
    async def copy(self) -> None:
        """Copy the number of the invoice under the cursor."""
        if (card := self.session.card) is not None:
            number = card.invoices[self._at].number
            self.stage.app.copy_to_clipboard(number)
            self.say(f"Copied {number}", "")

    @does("invoices_all")
    async def mark_all(self) -> None:
        """Mark every invoice, or take all marks off."""
        if (card := self.session.card) is not None:
            marked = {item.id for item in self.main.account.chosen(card)}
            self._turn(card, marked or {item.id for item in card.invoices})

    def _turn(self, card: Card, items: set[int]) -> None:
        self.main.account.turn(card, items)
        self._show(card)

    def _show(self, card: Card) -> None:
        """Paint the invoices with the cursor in them, and say what is marked."""
        self.stage.enter(Where.INVOICES)
        self.main.paint_card(keep=True, at=self._at)
        chosen = self.main.account.chosen(card)
        total = " and ".join(map(str, added(item.balance for item in chosen)))
        said = f"{len(chosen)} marked: {total} · p d x c l are for them" if chosen else ""
        self.say(said, "")

    async def before(self, action: str) -> None:
        """Leave the invoices for what is done to the account; with none marked it is about the one here."""
        card = self.session.card
        if card is not None and action in ABOUT and card.account.id not in self.main.account.marks:
            self._turn(card, {card.invoices[self._at].id})
        await self.leave()

    async def leave(self) -> None:
        """Come back to the list; the marks stay."""
        self.stage.enter(Where.LIST)
        self.main.paint_card(keep=True)
