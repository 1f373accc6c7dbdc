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
    """Return the overdue minor units (currencies not told apart) that nothing covers once `lines` do."""
    taken: dict[int, int] = {}
    for line in lines:
        taken[line.invoice] = taken.get(line.invoice, 0) + line.amount.minor
    overdue = [invoice for invoice in invoices if invoice.due < today and invoice.balance.minor > 0]
    credit = sum(invoice.balance.minor for invoice in invoices if invoice.balance.minor < 0)
    free = sum(max(0, invoice.free().minor - taken.get(invoice.id, 0)) for invoice in overdue)
    return max(0, free + credit)
