"""The open items of an account: a line each, with a mark on those that are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from arcall_tui.domain.activity import LIVE_PROMISES, DisputeState, PromiseState
from arcall_tui.domain.age import days_past_due
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import one_line
from arcall_tui.text_width import fit, short
from arcall_tui.tui.render.moments import amount, day, day_short
from arcall_tui.tui.render.pieces import Line, Piece

if TYPE_CHECKING:
    from arcall_tui.domain.account import Invoice
    from arcall_tui.domain.activity import Dispute, Promise
    from arcall_tui.workday.desk.views import Card

_MONEY = 17
_NUMBER, _STATE = 12, 30


def items(card: Card, width: int, today: date, marks: frozenset[int] = frozenset()) -> Iterator[Line]:
    """Yield a heading, a line for each open item, and the totals; `marks`: the items that are marked."""
    # What is left beside due date, days and balance goes to the state first, then to the invoice's number.
    room = max(0, width - _NUMBER - _MONEY - 21)
    state = min(room, _STATE)
    number = _NUMBER + room - state
    head = f" {'Invoice':<{number}} {'Due':<10}{'Days':>5} {'Balance':>{_MONEY}}  {'State':<{state}}"
    yield ((head[:width], "dim"),)
    for item in card.invoices:
        line = _item(item, number, state, today, _states(card, item))
        yield (("•", "accent"), (line[0][0][1:], line[0][1]), *line[1:]) if item.id in marks else line
    if len(card.invoices) > 1:
        yield from _totals(card, number)


def _item(item: Invoice, number: int, state: int, today: date, said: Piece) -> Line:
    late = days_past_due(item.due, today)
    overdue = late > 0 and item.balance.minor > 0
    return (
        (f" {fit(item.number, number)} ", "" if overdue else "dim"),
        (f"{day(item.due):<10}", "" if overdue else "dim"),
        (f"{late if overdue else '':>5} ", ""),
        (fit(amount(item.balance, _MONEY), _MONEY, "right"), "" if overdue else "dim"),
        ("  " + short(said[0], state), said[1]),
    )


def _states(card: Card, item: Invoice) -> Piece:
    dispute = next((d for d in card.disputes if d.state is DisputeState.OPEN and _on(d, item)), None)
    if dispute is not None and item.disputed.minor:
        owner = f" ({dispute.owner}, {day_short(dispute.next_on)})" if dispute.owner else ""
        return (f"disputed: {dispute.reason}{owner}", "")
    promise = next((p for p in card.promises if _on(p, item)), None)
    if promise is not None and promise.state in _SHOWN:
        ink = PROMISE_INKS.get(promise.state, "")
        word = "promised" if promise.state is PromiseState.OPEN else str(promise.state)
        return (f"{word} {day_short(promise.due)}", ink)
    if item.balance.minor < 0:
        return (str(item.kind), "dim")
    if item.disputed_in_ledger:
        return ("disputed (ledger)", "dim")
    po = one_line(item.po)
    return (po if po.upper().startswith("PO") or not po else f"PO {po}", "dim")


PROMISE_INKS = {
    PromiseState.OPEN: "good",
    PromiseState.KEPT: "good",
    PromiseState.BROKEN: "urgent",
}
_SHOWN = frozenset({*LIVE_PROMISES, PromiseState.BROKEN, PromiseState.PARTLY_KEPT})


def _on(what: Promise | Dispute, item: Invoice) -> bool:
    return any(line.invoice == item.id for line in what.lines)


def _totals(card: Card, number: int) -> Iterator[Line]:
    for exposure in card.placing.standing.exposures:
        facts = [("open", exposure.open), ("overdue", exposure.overdue), ("to collect", exposure.collectable)]
        for label, minor in facts:
            if label == "open" or minor != exposure.open:
                text = amount(Money(minor, exposure.currency), _MONEY)
                ink = "strong" if label == "to collect" else "dim"
                yield ((" " * (number + 2), ""), (f"{label:>15} ", "dim"), (fit(text, _MONEY, "right"), ink))
