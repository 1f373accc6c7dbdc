"""From what was told of a call, fact by fact, to its outcome: one way for the forms and the shell's options."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from arcall_tui.domain.account import HoldKind, Invoice
from arcall_tui.domain.activity import (
    DisputeRaised,
    DisputeReason,
    Line,
    Outcome,
    PromiseGiven,
    RootCause,
    spread,
    spread_in_turn,
)
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.workday.calls.reading import NamedItem, Reading

EVERY = {
    "month": relativedelta(months=1),
    "2 weeks": relativedelta(weeks=2),
    "week": relativedelta(weeks=1),
    "2 months": relativedelta(months=2),
    "quarter": relativedelta(months=3),
}
FEWEST, MOST = 2, 60

# Told by its fact. `Fact.INVOICES`: Parts. `Fact.PARTS`: how many instalments, or the amount of each.
# `Fact.BY`: the day of a promise, or of each instalment where `Fact.FIRST` does not say it.
Told = Mapping[str, Any]


def outcome(code: Code, told: Told, reading: Reading, note: str = "", said_by: str = "") -> Outcome:
    """Return the outcome that was told. `said_by`: who promised, where that is not whom the caller spoke to.

    Raises UsageError where a fact is lacking or does not fit what is open.
    """
    parts: tuple[NamedItem, ...] = told.get(Fact.INVOICES) or ()
    contact = told.get(Fact.CONTACT)
    promises = promised(told, reading, said_by) if Fact.PROMISED in code.means.facts else ()
    raised = _raised(told, reading) if Fact.REASON in code.means.facts else None
    seen = _seen(told, reading) if code is Code.SEEN else None
    about = [] if seen else [part.invoice for part in parts]
    return Outcome(
        code,
        note,
        contact=contact.id if contact else None,
        root_cause=told.get(Fact.CAUSE) or (RootCause.DISPUTE if raised else None),
        promises=promises,
        dispute=raised or seen,
        call_back=told.get(Fact.CALL_BACK),
        reference=next((one_line(told[fact]) for fact in _REFERENCES if told.get(fact)), ""),
        next_step=told.get(Fact.NEXT),
        hold=told.get(Fact.HOLD) or HoldKind.DO_NOT_CALL,
        said="" if promises or raised else paid_words(about, told.get(Fact.PART), told.get(Fact.PAID_ON)),
        of_call=reading.of_call,
    )


_REFERENCES = (Fact.REFERENCE, Fact.SEND_TO, Fact.WHY, Fact.GOES_TO)


def _seen(told: Told, reading: Reading) -> DisputeRaised:
    """Lay money that was seen over the invoices named, else over what was promised first, then the oldest due.

    Raises UsageError for more than is open there.
    """
    named: tuple[NamedItem, ...] = told.get(Fact.INVOICES) or ()
    money: Money | None = told.get(Fact.PART)
    if money is None or money.minor <= 0:
        raise UsageError("How much money was seen?", "Write the amount.")
    meant = named or tuple(map(NamedItem, _promised_first(reading)))
    lines, left = spread(money, [(part.invoice.id, _room(part)) for part in meant])
    if left.minor:
        where = "on those invoices" if named else "on this account"
        way = "Write that much or less; the rest is for a note."
        raise UsageError(f"Only {money - left} is open {where}.", way)
    return DisputeRaised(DisputeReason.MONEY_SEEN, DisputeReason.MONEY_SEEN.owner, lines)


def _promised_first(reading: Reading) -> list[Invoice]:
    """Return what is owed in the order in which money is for it: what was promised first, then the oldest due."""
    days = {
        line.invoice: promise.due
        for promise in sorted(reading.card.promises, key=lambda each: each.due, reverse=True)
        if promise.is_live
        for line in promise.lines
    }
    return sorted(reading.owed, key=lambda item: (item.id not in days, days.get(item.id, item.due), item.due))


def paid_words(invoices: Iterable[Invoice], amount: Money | None, on: date | None) -> str:
    """Say which invoices it was about, and what they say that they paid, and when."""
    paid = " ".join((*((str(amount),) if amount else ()), *((f"on {on:%a %d %b %Y}",) if on else ())))
    numbers = ", ".join(one_line(invoice.number) for invoice in invoices)
    return ": ".join(filter(None, (numbers, paid and f"paid {paid}")))


def promised(told: Told, reading: Reading, said_by: str = "") -> tuple[PromiseGiven, ...]:
    """Return the promise, or each instalment with its day: laid over the invoices named, in their order."""
    parts: tuple[NamedItem, ...] = told.get(Fact.INVOICES) or ()
    dated = sorted(_dated(told), key=lambda each: each[1])
    lines = _laid([money for money, _ in dated], parts, reading)
    method = one_line(told.get(Fact.METHOD) or "")
    return tuple(
        PromiseGiven(money, day, cover, method, one_line(said_by))
        for (money, day), cover in zip(dated, lines, strict=True)
    )


def _dated(told: Told) -> list[tuple[Money, date]]:
    if Fact.PARTS not in told:
        return [(told[Fact.PROMISED], told[Fact.BY])]
    amounts = split(told[Fact.PROMISED], told[Fact.PARTS])
    if Fact.FIRST not in told:
        return list(zip(amounts, told[Fact.BY], strict=True))
    # A day that a month lacks is its last one.
    first, every = told[Fact.FIRST], told[Fact.EVERY]
    return [(money, first + every * index) for index, money in enumerate(amounts)]


def split(total: Money, parts: int | Sequence[Money]) -> list[Money]:
    """Return equal parts, the odd minor units in the last; or the parts as they are. Raises UsageError."""
    if not FEWEST <= (parts if isinstance(parts, int) else len(parts)) <= MOST:
        raise UsageError(f"A plan has {FEWEST} to {MOST} parts.", "Use PTP for a single promise.")
    if not isinstance(parts, int):
        whole = Money(sum(part.minor for part in parts), total.currency)
        if whole != total or any(part.currency != total.currency for part in parts):
            raise UsageError(
                f"The parts come to {whole}, not {total}.", f"Write {whole.grouped()} as the amount."
            )
        return list(parts)
    each = total.minor // parts
    if each == 0:
        raise UsageError(f"{total} does not split into {parts} parts.")
    last = Money(total.minor - each * (parts - 1), total.currency)
    return [*[Money(each, total.currency)] * (parts - 1), last]


def total_room(items: Iterable[Invoice], currency: str) -> Money:
    """Return what can be promised of the items in that currency: what is owed and not disputed.

    An open promise on them gives way to a new one.
    """
    rooms = [item.undisputed() for item in items]
    return Money(sum(room.minor for room in rooms if room.currency == currency), currency)


def one_currency(parts: Iterable[NamedItem]) -> str:
    """Return the currency of the invoices named. Raises UsageError where they have several."""
    currencies = sorted({part.invoice.balance.currency for part in parts})
    if len(currencies) > 1:
        raise UsageError(f"These are in {' and '.join(currencies)}: one currency at a time.")
    return currencies[0]


def check_promised(money: Money, reading: Reading) -> None:
    """Raise UsageError for more than can be promised on the account, or for nothing."""
    if money.minor <= 0:
        raise UsageError("A promise is for more than nothing.")
    room = total_room(reading.owed, money.currency)
    if money.minor > room.minor:
        disputed = any(item.disputed.minor for item in reading.owed)
        undisputed = " and not disputed" if disputed else ""
        if not room.minor:
            raise UsageError(f"Nothing is open in {money.currency}{undisputed}.")
        raise UsageError(f"Only {room} is open{undisputed}.", "Write that much or less.")


def _laid(amounts: Sequence[Money], parts: Sequence[NamedItem], reading: Reading) -> list[tuple[Line, ...]]:
    """Lay each amount over the invoices named, in their order; no lines where none is named."""
    for money in amounts:
        check_promised(money, reading)
    if not parts:
        return [()] * len(amounts)
    one_currency(parts)
    rooms = {part.invoice.id: _room(part) for part in parts}
    made = list(spread_in_turn(amounts, rooms))
    if over := next((left for _, left in made if left.minor), None):
        whole = sum(room.minor for room in rooms.values() if room.currency == over.currency)
        raise UsageError(
            f"Those invoices hold no more than {Money(whole, over.currency)}.",
            "Promise less, or name more invoices.",
        )
    return [lines for lines, _ in made]


def _room(part: NamedItem) -> Money:
    """Return how much of a named invoice is meant. Raises UsageError for more than is open and not disputed."""
    room = part.invoice.undisputed()
    if part.amount is None:
        return room
    if not 0 < part.amount.minor <= room.minor:
        raise UsageError(f"Only {room} of {one_line(part.invoice.number)} is open and not disputed.")
    return part.amount


def _raised(told: Told, reading: Reading) -> DisputeRaised:
    parts: tuple[NamedItem, ...] = told.get(Fact.INVOICES) or ()
    amount: Money | None = told.get(Fact.PART)
    if amount is not None:
        parts = parts or tuple(map(NamedItem, reading.owed))
        if len(parts) != 1:
            raise UsageError("A part can be disputed of one invoice at a time.", "Name the invoice.")
        parts = (NamedItem(parts[0].invoice, amount),)
    lines = [Line(part.invoice.id, _room(part)) for part in parts]
    for part, line in zip(parts, lines, strict=True):
        if line.amount.minor <= 0:
            number = one_line(part.invoice.number)
            raise UsageError(f"Nothing that is not disputed already is owed on {number}.")
    overdue = any(item.due < reading.local.date() and item.undisputed().minor for item in reading.owed)
    if not parts and not overdue:
        what = "Nothing is overdue" if reading.owed else "Nothing is owed"
        raise UsageError(f"{what} that is not disputed already.", "Name the invoice that is disputed.")
    reason: DisputeReason = told[Fact.REASON]
    owner = one_line(told.get(Fact.OWNER) or reason.owner)
    if not owner:
        raise UsageError("Who must act on it?", "Name the owner: sales, logistics, finance ...")
    return DisputeRaised(reason, owner, tuple(lines))
