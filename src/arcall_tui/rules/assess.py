"""What an account owes, what of it can be asked for today, and what leaving it would cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from arcall_tui.domain.standing import Exposure
from arcall_tui.rules.value import Lateness

if TYPE_CHECKING:
    from arcall_tui.rules.policy import Policy


class OpenItem(NamedTuple):
    """An open item: amounts in minor units of `currency`; a credit's `balance` is negative.

    `disputed`, `promised`: how much of the balance open disputes and promises cover.
    """

    account: int
    currency: str
    due: date
    balance: int
    disputed: int
    promised: int


def exposures(
    items: Sequence[OpenItem], own: Lateness, book: Lateness, today: date, policy: Policy
) -> tuple[Exposure, ...]:
    """Return one account's exposure per currency, by currency code. `own`, `book`: how late they paid.

    `today` is the workday's date; overdue means due before it (design: contract.md, collectable).
    """
    if not items:
        return ()
    currencies = {item[1] for item in items}
    if len(currencies) == 1:
        return (_exposure(items[0][1], items, own, book, today, policy),)
    return tuple(
        _exposure(currency, [item for item in items if item[1] == currency], own, book, today, policy)
        for currency in sorted(currencies)
    )


def _exposure(
    currency: str, items: Sequence[OpenItem], own: Lateness, book: Lateness, today: date, policy: Policy
) -> Exposure:
    total = overdue = all_disputed = all_promised = credit = free_sum = history = 0
    value = 0.0
    oldest = None
    day = today.toordinal()
    unknown, shrinkage = policy.unknown_days, policy.shrinkage
    own_known = len(own) > 0
    # The inner loop of the day's ranking (200,000 items): further_days() is written out on purpose.
    for _, _, due, balance, disputed, promised in items:
        total += balance
        if balance <= 0:
            credit -= balance
            continue
        all_disputed += disputed
        all_promised += promised
        if oldest is None or due < oldest:
            oldest = due
        age = day - due.toordinal()
        if age <= 0:
            continue
        overdue += balance
        free = balance - disputed - promised
        if free <= 0:
            continue
        count, days = book.beyond(age)
        further = days / count if count else unknown
        if own_known:
            count, days = own.beyond(age)
            if count:
                further = (days + shrinkage * further) / (count + shrinkage)
                history = max(history, count)
        free_sum += free
        value += free * further
    collectable = max(0, free_sum - credit)
    mean = value / free_sum if free_sum else 0.0
    return Exposure(
        currency, total, overdue, all_disputed, all_promised, credit, collectable, oldest,
        mean * collectable, mean, history,
    )  # fmt: skip
