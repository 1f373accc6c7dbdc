"""The invoices of the account on screen: gone through and marked; what comes next is about those."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.errors import UsageError
from arcall_tui.tui.actions import Where

if TYPE_CHECKING:
    from arcall_tui.domain.account import Invoice
    from arcall_tui.tui.router import Router
    from arcall_tui.workday.desk.views import Card

# What can be about some of the invoices; all others are about the account.
_ABOUT = {code.means.action for code in Code if Fact.INVOICES in code.means.facts} - {""} | {"letter"}


class Picking:
    """Knows which invoices are marked, of every account that was looked at."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._at = 0

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "invoices": self.open,
            "invoices_down": partial(self.move, 1),
            "invoices_up": partial(self.move, -1),
            "invoices_mark": self.mark,
            "invoices_all": self.mark_all,
            "invoices_leave": self.leave,
        }

    def chosen(self, card: Card) -> tuple[Invoice, ...]:
        """Return the marked invoices of an account; none marked: none, which means all."""
        marks = self.router.main.marks.get(card.account.id, frozenset())
        return tuple(item for item in card.invoices if item.id in marks)

    def check(self, action: str, card: Card) -> None:
        """Refuse what would be about marked invoices of which none is open any more: it would be about all.

        The marks come off. Raises UsageError.
        """
        if action in _ABOUT and not self.chosen(card) and self.clear(card.account.id):
            raise UsageError("What was marked is no longer open; nothing was done.")

    def clear(self, account: int) -> bool:
        """Take the marks off an account's invoices; return whether there were any."""
        return self.router.main.marks.pop(account, None) is not None

    async def open(self) -> None:
        """Go into the invoices."""
        card = self.router.session.card
        if card is None or not card.invoices:
            raise UsageError("There is no open invoice on this account.")
        self._at = 0
        self._show(card)

    async def pointed(self, line: int) -> None:
        """Mark the invoice that was clicked."""
        main, card = self.router.main, self.router.session.card
        if card is None or self.router.where not in {Where.LIST, Where.INVOICES}:
            return
        at = line - main.first_item(card)
        if 0 <= at < len(card.invoices):
            self._at = at
            self._turn(card, {card.invoices[at].id})

    async def move(self, count: int) -> None:
        """Go to another invoice."""
        if (card := self.router.session.card) is not None:
            self._at = max(0, min(self._at + count, len(card.invoices) - 1))
            self._show(card)

    async def mark(self) -> None:
        """Mark the invoice, or take the mark off, and go on to the next."""
        if (card := self.router.session.card) is not None:
            self._turn(card, {card.invoices[self._at].id})
            await self.move(1)

    async def mark_all(self) -> None:
        """Mark every invoice, or take all marks off."""
        if (card := self.router.session.card) is not None:
            marked = {item.id for item in self.chosen(card)}
            self._turn(card, marked or {item.id for item in card.invoices})

    def _turn(self, card: Card, items: set[int]) -> None:
        main = self.router.main
        main.marks[card.account.id] = frozenset(item.id for item in self.chosen(card)) ^ items
        if not main.marks[card.account.id]:
            del main.marks[card.account.id]
        self._show(card)

    def _show(self, card: Card) -> None:
        """Paint the invoices with the cursor in them, and say what is marked."""
        self.router.enter(Where.INVOICES)
        self.router.main.paint_card(keep=True, at=self._at)
        chosen = self.chosen(card)
        said = f"{len(chosen)} marked: {_sum(chosen)} · p d x c l are for them" if chosen else ""
        self.router.say(said, "")

    async def before(self, action: str) -> None:
        """Leave the invoices for what is done to the account; with none marked it is about the one here."""
        if action.startswith("invoices"):
            return
        card = self.router.session.card
        if card is not None and action in _ABOUT and card.account.id not in self.router.main.marks:
            self._turn(card, {card.invoices[self._at].id})
        await self.leave()

    async def leave(self) -> None:
        """Come back to the list; the marks stay."""
        self.router.enter(Where.LIST)
        self.router.main.paint_card(keep=True)


def _sum(items: tuple[Invoice, ...]) -> str:
    totals: dict[str, int] = {}
    for item in items:
        totals[item.balance.currency] = totals.get(item.balance.currency, 0) + item.balance.minor
    return " and ".join(str(Money(minor, currency)) for currency, minor in totals.items())
