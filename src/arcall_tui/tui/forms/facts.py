"""The facts that several forms ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from arcall_tui.domain.activity import Line, RootCause
from arcall_tui.domain.cover import spread
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import one_line
from arcall_tui.domain.when import parse_amount
from arcall_tui.errors import UsageError
from arcall_tui.tui.forms.fields import Choice, Field, Understood, one_of
from arcall_tui.tui.forms.form import Setting
from arcall_tui.tui.line_edit import LineEdit

if TYPE_CHECKING:
    from arcall_tui.domain.account import Invoice

_ALL = "all overdue"


def next_of(setting: Setting) -> Field:
    """Ask for the next step; nothing typed takes the suggestion."""
    return Field("next", "Next step", setting.step_of)


def contact_of(setting: Setting) -> list[Field]:
    """Ask whom the caller spoke to, where anyone is known."""
    contacts = setting.card.contacts
    options: dict[str, Any] = {"": None}
    for contact in contacts:
        options[one_line(contact.name) or one_line(contact.phone) or f"contact {contact.id}"] = contact
    good = next((name for name, c in options.items() if c is not None and not c.bad_number), "")
    if not contacts:
        return []
    edit = LineEdit(good)
    return [Choice("contact", "Spoke to", one_of(options), edit, options=tuple(options))]


def cause_of() -> Field:
    """Ask why they have not paid."""
    options: dict[str, Any] = {"": None, **{str(cause): cause for cause in RootCause}}
    return Choice("cause", "Why late", one_of(options), LineEdit(""), options=tuple(options))


def amount_of(setting: Setting) -> Field:
    """Ask for an amount: all that can be collected unless changed."""
    exposure = setting.exposure
    currency = exposure.currency if exposure else ""

    def read(text: str) -> Understood:
        if not currency:
            raise UsageError("Nothing is open on this account.", "A promise needs something that is owed.")
        money = parse_amount(text, currency)
        if money.minor <= 0:
            raise UsageError("A promise is for more than nothing.")
        assert exposure is not None
        whole = " (all that can be collected)" if money.minor == exposure.collectable else ""
        if money.minor > exposure.open:
            raise UsageError(f"Only {Money(exposure.open, currency)} is open.", "Write that much or less.")
        return money, f"{money}{whole}"

    start = Money(exposure.collectable, currency).grouped() if exposure and exposure.collectable else ""
    return Field("amount", "Amount", read, LineEdit(start), required=True, needs="How much?")


def invoices_of(setting: Setting, amount: Field | None = None) -> Field:
    """Ask which invoices, by the ends of their numbers: all overdue ones unless changed.

    `amount` follows the choice until something is typed in it.
    """
    items = [item for item in setting.card.invoices if item.balance.minor > 0]

    def read(text: str) -> Understood:
        if text.strip() == _ALL:
            return (), ""
        chosen = []
        for word in text.replace(",", " ").split():
            fits = [i for i in items if one_line(i.number).lower() == word.lower()]
            fits = fits or [i for i in items if one_line(i.number).lower().endswith(word.lower())]
            if len(fits) != 1:
                raise UsageError(f"{word}: {'more than one' if fits else 'no open'} invoice ends so.")
            chosen.append(fits[0])
        if len({item.balance.currency for item in chosen}) == 1 and amount is not None and amount.edit.fresh:
            total = sum(room_of(item).minor for item in chosen)
            amount.edit = LineEdit(Money(total, chosen[0].balance.currency).grouped())
        return tuple(dict.fromkeys(chosen)), ", ".join(f"{one_line(i.number)} {i.balance}" for i in chosen)

    return Field("invoices", "Invoices", read, LineEdit(_ALL), ghost_echo="all that are overdue")


def room_of(item: Invoice) -> Money:
    """Return what can be promised of an invoice: what is not disputed; a promise on it gives way to a new one."""
    return Money(item.balance.minor - item.disputed.minor, item.balance.currency)


def lines_for(amounts: Sequence[Money], chosen: Sequence[Invoice]) -> list[tuple[Line, ...]]:
    """Lay each amount over the invoices chosen, in their order; no lines where none is chosen.

    Raises UsageError where they do not hold that much.
    """
    if not chosen:
        return [()] * len(amounts)
    free = {item.id: room_of(item) for item in chosen}
    made = []
    for money in amounts:
        lines, left = spread(money, free.items())
        if left.minor:
            whole = sum(room_of(item).minor for item in chosen)
            raise UsageError(f"Those invoices hold no more than {Money(whole, money.currency)}.")
        for line in lines:
            free[line.invoice] -= line.amount
        made.append(lines)
    return made


def said_by(values: dict[str, Any]) -> tuple[int | None, str]:
    """Return the number and name of the contact chosen."""
    contact = values.get("contact")
    return (None, "") if contact is None else (contact.id, one_line(contact.name))
