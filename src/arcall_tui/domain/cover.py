"""Which invoices a promise or dispute covers, and what of the overdue debt it leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.activity import Line
from arcall_tui.domain.money import Money


def spread(amount: Money, free: Iterable[tuple[int, Money]]) -> tuple[tuple[Line, ...], Money]:
    """Lay `amount` over the invoices' free amounts in the order given; return the lines and what is left over."""
    left, lines = amount.minor, []
    for invoice, room in free:
        part = min(left, room.minor)
        if part > 0 and room.currency == amount.currency:
            lines.append(Line(invoice, Money(part, amount.currency)))
            left -= part
    return tuple(lines), Money(left, amount.currency)


def uncovered(invoices: Sequence[Invoice], lines: Iterable[Line], today: date) -> int:
    """Return the overdue minor units that nothing covers once `lines` do: of the currency that has most of them."""
    taken: dict[int, int] = {}
    for line in lines:
        taken[line.invoice] = taken.get(line.invoice, 0) + line.amount.minor
    free: dict[str, int] = {}
    for invoice in invoices:
        currency = invoice.balance.currency
        if invoice.balance.minor < 0:
            free[currency] = free.get(currency, 0) + invoice.balance.minor
        elif invoice.due < today:
            rest = max(0, invoice.free().minor - taken.get(invoice.id, 0))
            free[currency] = free.get(currency, 0) + rest
    return max(0, *free.values(), 0)
