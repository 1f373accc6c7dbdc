"""What one account owes, what of it can be asked for today, and what leaving it would cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from arcall_tui.domain.owed import OpenItem
from arcall_tui.domain.standing import Exposure
from arcall_tui.rules.value import LONGEST, BookFigures, Lateness, further_days, pace

__all__ = ["OpenItem", "Outlook", "exposures", "outlooks", "own_pace"]

_by_currency = attrgetter("currency")
_by_due = attrgetter("due")


class Outlook(NamedTuple):
    """What an overdue bill is expected to do: `free` (minor units) can be asked for, it stays unpaid `further` days.

    `history`: the account's own payments as late as that, which the expectation rests on.
    """

    item: OpenItem
    free: int
    further: float
    history: int
    assumed: bool


def exposures(
    items: Sequence[OpenItem], own: Lateness, book: BookFigures, today: date
) -> tuple[Exposure, ...]:
    """Return one account's exposure per currency, by currency code.

    `own`: how late it paid what is settled; its open items of the same currency count besides, as far as they
    have gone. `today` is the workday's date; overdue means due before it (design: contract.md, collectable).
    """
    speed = own_pace(items, own, book, today)
    in_order = sorted(items, key=_by_currency)
    return tuple(
        _exposure(currency, list(same), own, book, today, speed)
        for currency, same in groupby(in_order, _by_currency)
    )


def own_pace(items: Sequence[OpenItem], own: Lateness, book: BookFigures, today: date) -> float:
    """Return the account's pace (see `value.pace`)."""
    day, due = today.toordinal(), book.payments_due
    # Added up one by one: the whole book judged at once (bulk) must come to the same to the bit.
    settled = still_open = 0.0
    for days in own.days:
        settled += due[days]
    for _, _, due_on, balance, _, _ in items:
        age = day - due_on.toordinal()
        if balance > 0 and age > 0:
            still_open += due[age]
    return float(pace(settled + still_open, len(own), book.prior))


def outlooks(
    items: Sequence[OpenItem], own: Lateness, book: BookFigures, today: date, speed: float
) -> Iterator[Outlook]:
    """Tell what each overdue bill of one currency is expected to do, the oldest first, where anything can be asked for."""
    day = today.toordinal()
    # Oldest first, so that how long the others have been open beyond an item's age is known when it is met.
    older = ages = 0
    for item in sorted(items, key=_by_due):
        age = day - item.due.toordinal()
        if item.balance <= 0 or age <= 0:
            continue
        free = item.balance - item.disputed - item.promised
        if free > 0:
            paid, days = own.beyond(age)
            further = further_days(speed * book.further(age), paid, days + ages - older * age, book.prior)
            yield Outlook(item, free, min(further, LONGEST), paid, book.assumed(age))
        older += 1
        ages += age


def _exposure(
    currency: str, items: Sequence[OpenItem], own: Lateness, book: BookFigures, today: date, speed: float
) -> Exposure:
    invoices = [item for item in items if item.balance > 0]
    total = sum(item.balance for item in items)
    credit = sum(item.balance for item in invoices) - total
    free_sum = history = 0
    value, assumed = 0.0, False
    for outlook in outlooks(invoices, own, book, today, speed):
        free_sum += outlook.free
        value += outlook.free * outlook.further
        history = max(history, outlook.history)
        assumed = assumed or outlook.assumed
    collectable = max(0, free_sum - credit)
    mean = value / free_sum if free_sum else 0.0
    value = mean * collectable
    soon = _falls_due_soon(currency, invoices, book, today)
    soon_left = max(0, soon - credit)
    if soon and not collectable:
        # Nothing to ask for yet; what these usually take beyond their due date is what a call may save.
        mean, history, assumed = speed * book.usually_late(), 0, False
        value = soon_left * speed * book.usually_late()
    return Exposure(
        currency,
        total,
        sum(item.balance for item in invoices if item.due < today),
        sum(item.disputed for item in invoices),
        sum(item.promised for item in invoices),
        credit,
        collectable,
        min((item.due for item in invoices), default=None),
        value,
        mean,
        history,
        soon_left,
        assumed,
    )


def _falls_due_soon(currency: str, invoices: Sequence[OpenItem], book: BookFigures, today: date) -> int:
    """Return how much falls due within days and is large enough to be spoken about before."""
    least = book.policy.soon_minor(currency)
    if least is None:
        return 0
    coming = [item for item in invoices if 0 <= (item.due - today).days <= book.policy.soon_days]
    free = (item.balance - item.disputed - item.promised for item in coming)
    return sum(each for each in free if each >= least)
