"""The facts that several forms ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


def cause_of(setting: Setting) -> Field:
    """Ask why they have not paid: what was said already unless changed."""
    options: dict[str, Any] = {"": None, **{str(cause): cause for cause in RootCause}}
    start = LineEdit(str(setting.cause or ""))
    return Choice("cause", "Why late", one_of(options), start, options=tuple(options))


@dataclass
class Amount(Field):
    """An amount of the account's money in `currency`."""

    currency: str = ""


def amount_of(setting: Setting) -> Amount:
    """Ask for an amount: what can be asked for of the marked invoices, or of all, unless changed."""
    exposure = setting.exposure
    start = None if exposure is None else Money(exposure.collectable, exposure.currency)
    said = "all that can be collected"
    if setting.chosen and exposure is not None:
        start, said = total_room(_owed(setting), exposure.currency), "all of what is marked"

    def read(text: str) -> Understood:
        return _amount_read(setting, field.currency, text, start, said)

    begin = start.grouped() if start and start.minor else ""
    currency = exposure.currency if exposure else ""
    field = Amount(
        "amount", "Amount", read, LineEdit(begin), required=True, needs="How much?", currency=currency
    )
    return field


def _amount_read(setting: Setting, currency: str, text: str, start: Money | None, said: str) -> Understood:
    exposure = setting.exposure_in(currency)
    if exposure is None:
        raise UsageError("Nothing is open on this account.", "A promise needs something that is owed.")
    money = parse_amount(text, currency)
    if money.minor <= 0:
        raise UsageError("A promise is for more than nothing.")
    if money.minor > exposure.open:
        raise UsageError(f"Only {Money(exposure.open, currency)} is open.", "Write that much or less.")
    return money, f"{money} ({said})" if money == start else str(money)


def _owed(setting: Setting) -> tuple[Invoice, ...]:
    return tuple(item for item in setting.chosen if item.balance.minor > 0)


def total_room(items: Iterable[Invoice], currency: str) -> Money:
    """Return what can be promised of the items in that currency."""
    rooms = [room_of(item) for item in items]
    return Money(sum(room.minor for room in rooms if room.currency == currency), currency)


def invoices_of(setting: Setting, amount: Amount | None = None, *, everything: bool = False) -> Field:
    """Ask which invoices, by the ends of their numbers: the marked ones, or all overdue ones, unless changed.

    `amount` follows the choice until something is typed in it. `everything`: credits can be meant, too.
    Raises UsageError where credits alone are marked and cannot be meant.
    """
    items = [item for item in setting.card.invoices if everything or item.balance.minor > 0]
    marked = setting.chosen if everything else _owed(setting)
    if setting.chosen and not marked:
        raise UsageError("Only credits are marked; nothing is owed on them.", "Mark an invoice: tab, space.")
    start = (
        _ALL if not marked else one_line(marked[0].number) if len(marked) == 1 else f"{len(marked)} marked"
    )

    def read(text: str) -> Understood:
        if text.strip() == _ALL:
            return (), ""
        chosen = marked if marked and text.strip() == start else _named(text, items)
        if amount is not None:
            _follow(amount, chosen)
        return chosen, ", ".join(f"{one_line(i.number)} {i.balance}" for i in chosen)

    return Field("invoices", "Invoices", read, LineEdit(start), ghost_echo="all that are overdue")


def _named(text: str, items: Sequence[Invoice]) -> tuple[Invoice, ...]:
    """Return the invoices whose numbers, or the ends of them, are named."""
    chosen = []
    for word in text.replace(",", " ").split():
        fits = [i for i in items if one_line(i.number).lower() == word.lower()]
        fits = fits or [i for i in items if one_line(i.number).lower().endswith(word.lower())]
        if len(fits) != 1:
            raise UsageError(f"{word}: {'more than one' if fits else 'no open'} invoice ends so.")
        chosen.append(fits[0])
    return tuple(dict.fromkeys(chosen))


def _follow(amount: Amount, chosen: Sequence[Invoice]) -> None:
    """Let the amount be that of the invoices chosen, until something else is typed."""
    currencies = {item.balance.currency for item in chosen}
    if len(currencies) > 1:
        raise UsageError(f"These are in {' and '.join(sorted(currencies))}: one currency at a time.")
    (amount.currency,) = currencies
    if amount.edit.fresh:
        amount.edit = LineEdit(total_room(chosen, amount.currency).grouped())


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


def numbers_of(values: dict[str, Any]) -> str:
    """Return the numbers of the invoices chosen, as the record has them; empty where it is about all."""
    return ", ".join(one_line(item.number) for item in values.get("invoices") or ())
