"""What an account owes, what of it can be asked for today, and what leaving it would cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from arcall_tui.domain.owed import OpenItem
from arcall_tui.domain.standing import Exposure
from arcall_tui.rules.value import LONGEST, Lateness, pace

if TYPE_CHECKING:
    from arcall_tui.rules.policy import Policy

__all__ = ["OpenItem", "exposures"]

_due = attrgetter("due")


def exposures(
    items: Sequence[OpenItem], own: Lateness, book: Lateness, today: date, policy: Policy
) -> tuple[Exposure, ...]:
    """Return one account's exposure per currency, by currency code. `own`, `book`: how late they paid.

    `own` holds what was settled; the account's open items of the same currency count besides, as far as they
    have gone (see `further_days`). The open ones of the whole book are in `book`. `today` is the workday's
    date; overdue means due before it (design: contract.md, collectable).
    """
    if not items:
        return ()
    day = today.toordinal()
    own_pace = pace(own, [day - item[2].toordinal() for item in items if item[3] > 0], book, policy)
    currencies = {item[1] for item in items}
    if len(currencies) == 1:
        return (_exposure(items[0][1], items, own, book, day, policy, own_pace),)
    return tuple(
        _exposure(currency, [item for item in items if item[1] == currency], own, book, day, policy, own_pace)
        for currency in sorted(currencies)
    )


def _exposure(
    currency: str,
    items: Sequence[OpenItem],
    own: Lateness,
    book: Lateness,
    day: int,
    policy: Policy,
    own_pace: float,
) -> Exposure:
    total = overdue = all_disputed = all_promised = credit = free_sum = history = older = ages = soon = 0
    value = 0.0
    assumed = False
    oldest = None
    unknown, shrinkage = policy.unknown_days, policy.shrinkage
    soon_from = policy.soon_minor(currency)
    # The inner loop of the day's ranking (200,000 items): further_days() is written out on purpose. Oldest
    # first, so that how long the others have been open beyond an item's age is known when it is met.
    for _, _, due, balance, disputed, promised in sorted(items, key=_due):
        total += balance
        if balance <= 0:
            credit -= balance
            continue
        all_disputed += disputed
        all_promised += promised
        if oldest is None:
            oldest = due
        age = day - due.toordinal()
        free = balance - disputed - promised
        if age <= 0:
            if soon_from is not None and free >= soon_from and -age <= policy.soon_days:
                soon += free
            continue
        overdue += balance
        if free > 0:
            count, days = book.beyond(age)
            if not count:
                assumed = True
            further = own_pace * (days / count if count else unknown if len(book) else unknown + age)
            count, days = own.beyond(age)
            weight = count + shrinkage
            if weight:
                further = (days + ages - older * age + shrinkage * further) / weight
            history = max(history, count)
            free_sum += free
            further = min(further, LONGEST)
            value += free * further
        older += 1
        ages += age
    collectable = max(0, free_sum - credit)
    mean = value / free_sum if free_sum else 0.0
    if soon and not collectable:
        # Nothing to ask for yet; what these usually take beyond their due date is what a call may save.
        late = book.beyond(0)[1] / len(book) if len(book) else unknown
        return Exposure(
            currency, total, overdue, all_disputed, all_promised, credit, 0, oldest,
            max(0, soon - credit) * own_pace * late, own_pace * late, 0, max(0, soon - credit),
        )  # fmt: skip
    return Exposure(
        currency, total, overdue, all_disputed, all_promised, credit, collectable, oldest,
        mean * collectable, mean, history, max(0, soon - credit), assumed,
    )  # fmt: skip
