"""The open items of an account: a line each, with a mark on those that are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from arcall_tui.domain.account import Invoice, ItemKind
from arcall_tui.domain.activity import AWAITED, LIVE_PROMISES, Dispute, Promise, PromiseState
from arcall_tui.domain.calendar import NO_DUE_DATE
from arcall_tui.domain.money import Money, added
from arcall_tui.domain.outcomes import ALL_DUE, LOOKED_FOR, Code
from arcall_tui.domain.standing import days_past_due
from arcall_tui.domain.text import one_line
from arcall_tui.render.pieces import ON_PAPER, Line, Piece, age_ink, amount, day, day_short, fit, short, wrap
from arcall_tui.workday.desk.desk import Card

_NUMBER, _LEAST_NUMBER = 12, 8
_DUE, _DUE_SHORT = 10, 7
_LEAST_STATE, _STATE = 14, 30
_SAME_YEAR = 300  # days within which a date needs no year


class _Widths(NamedTuple):
    """How wide the columns are; what is left goes to the state first, then to the invoice's number."""

    number: int
    due: int
    money: int
    state: int

    @classmethod
    def of(cls, card: Card, width: int, here: ZoneInfo, today: date) -> _Widths:
        texts = _amounts(card)
        plain = all(
            abs((item.due - today).days) < _SAME_YEAR for item in card.invoices if item.due < NO_DUE_DATE
        )
        whole = 1 + max((len(text.split(".")[0]) for text in texts), default=0)
        wide = max((cell_len(item.number) for item in card.invoices), default=0)
        number = max(_LEAST_NUMBER, min(_NUMBER, wide))
        due, money = _DUE, max([len("Balance"), *map(len, texts)])
        said = max((cell_len(_states(card, item, here, today)[0]) for item in card.invoices), default=0)
        # Where the state has no room, first the year goes, then decimals, then the end of the number.
        for narrower, least in (
            ((number, _DUE_SHORT if plain else due, money), max(_LEAST_STATE, said)),
            ((number, due, whole), _LEAST_STATE),
            ((_LEAST_NUMBER, due, money), _LEAST_STATE),
        ):
            if width - number - due - money - _BETWEEN < least:
                number, due, money = min(number, narrower[0]), min(due, narrower[1]), min(money, narrower[2])
        room = max(0, width - number - due - money - _BETWEEN)
        most = max(_LEAST_STATE, said, min(_STATE, room + number - wide))  # a long number takes what is blank
        return cls(number + max(0, room - most), due, money, min(room, most))


_BETWEEN = 10  # cells: the days, and what parts the columns


def items(
    card: Card,
    width: int,
    today: date,
    here: ZoneInfo,
    marks: frozenset[int] = frozenset(),
    most: int | None = None,
) -> Iterator[Line]:
    """Yield a heading, a line for each open item, and the totals.

    `marks`: the items that are marked. `most`: how many are shown where there are more; the others are counted.
    """
    at = _Widths.of(card, width, here, today)
    yield _head(at, width)
    shown = card.invoices if most is None or len(card.invoices) <= most + 1 else card.invoices[:most]
    for item in shown:
        line = _item(item, at, today, _states(card, item, here, today))
        yield (("•", "accent"), (line[0][0][1:], line[0][1]), *line[1:]) if item.id in marks else line
    if rest := card.invoices[len(shown) :]:
        said = ", ".join(map(amount, added(item.balance for item in rest)))
        yield ((f" … {len(rest):,} more: {said}", ""), (" (tab)", "dim"))
    if len(card.invoices) > 1:
        yield from _totals(card, at)


def printed(card: Card, width: int, today: date, here: ZoneInfo) -> Iterator[Line]:
    """Yield the same for reading on paper: all that is known of each item, and nothing is cut but goes on below."""
    money = max([len("Balance"), *map(len, _amounts(card))])
    number = max([_LEAST_NUMBER, *(cell_len(item.number) for item in card.invoices)])
    at = _Widths(min(number, max(_NUMBER, width // 4)), _DUE, money, 0)
    yield _head(at, width)
    left = at.number + at.due + at.money + _BETWEEN
    for item in card.invoices:
        shown = item
        if cell_len(item.number) > at.number:
            yield from wrap(((f" {item.number}", ""),), width, 1)
            shown = replace(item, number="")
        said = [
            (", " * bool(index) + words, ink) for index, (words, ink) in enumerate(_known(card, item, here))
        ]
        first, *below = wrap(said, max(_LEAST_STATE, width - left)) if said else ((),)
        yield (*_item(shown, at, today, ("", "")), *first)
        yield from (((" " * left, ""), *line) for line in below)
    if len(card.invoices) > 1:
        yield from _totals(card, at)


def _amounts(card: Card) -> list[str]:
    sums = [Money(exposure.open, exposure.currency) for exposure in card.placing.standing.exposures]
    return [amount(money) for money in (*(item.balance for item in card.invoices), *sums)]


def _head(at: _Widths, width: int) -> Line:
    head = f" {'Invoice':<{at.number}} {'Due':<{at.due}}{'Days':>5} {'Balance':>{at.money}}  {'State':<{at.state}}"
    return ((head[:width], "dim"),)


def _item(item: Invoice, at: _Widths, today: date, said: Piece) -> Line:
    late = days_past_due(item.due, today)
    overdue = late > 0 and item.balance.minor > 0
    due = day(item.due) if at.due == _DUE else day_short(item.due)
    due = "none" if item.due == NO_DUE_DATE else due
    words = said[0]
    if not words.upper().startswith("PO"):  # the card has the rest of it
        words = next((each for each in _briefer(words) if cell_len(each) <= at.state), words)
    return (
        (f" {fit(item.number, at.number)} ", "" if overdue else "dim"),
        (f"{due:<{at.due}}", "" if overdue else "dim"),
        (f"{late if overdue else '':>5} ", age_ink(late) if overdue else "dim"),
        (fit(amount(item.balance, at.money), at.money, "right"), "" if overdue else "dim"),
        ("  " + short(words, at.state), said[1]),
    )


def _briefer(state: str) -> Iterator[str]:
    """Yield what is said of an item, without who acts, then without the reason."""
    yield state
    yield (reason := state.partition(" (")[0])
    yield reason.partition(":")[0]


def _states(card: Card, item: Invoice, here: ZoneInfo, today: date) -> Piece:
    promise = next((p for p in card.promises if _on(p, item)), None)
    dispute = next((d for d in card.disputes if d.is_open and _on(d, item)), None)
    disputed = dispute is not None and item.disputed.minor
    if promise is not None and promise.state in _SHOWN:
        part = _part(promise, item)
        much = "disputed, " if disputed else f"{part.grouped()} " if part.minor < item.balance.minor else ""
        word = "promised" if promise.state is PromiseState.OPEN else str(promise.state)
        return (f"{much}{word} {day_short(promise.due, today)}", PROMISE_INKS.get(promise.state, ""))
    if dispute is not None and disputed:
        part = _part(dispute, item)
        much = f"{part.grouped()} " if part.minor < item.balance.minor else ""
        return (f"{much}{_disputed(dispute, today)}", "")
    return next(chain(_said_paid(card, item, here, today), _itself(item)), ("", "dim"))


def _said_paid(card: Card, item: Invoice, here: ZoneInfo, beside: date) -> Iterator[Piece]:
    """Yield what they said lately that is paid: where their newest call of it names the item, or means all that was due."""
    for call in card.history:
        on = call.at.astimezone(here).date()
        if card.placing.standing.day - on > LOOKED_FOR:
            return
        if call.code is not Code.PAID:
            continue
        numbers, paid, how = f": {call.detail.partition('; ')[0]}".rpartition(": paid ")
        numbers = f", {(numbers if paid else how).removeprefix(': ')},"
        much = how.partition("on ")[0].strip() if paid else ""
        if f", {one_line(item.number)}," in numbers:
            named = (each for each in card.invoices if f", {one_line(each.number)}," in numbers)
            part = f"{much} " if much and much not in map(str, added(each.balance for each in named)) else ""
            yield (f"says {part}paid {day_short(on, beside)}", "")
            return
        if numbers in {", ,", f", {ALL_DUE},"} and not much and item.due < on and item.balance.minor > 0:
            yield (f"says paid {day_short(on, beside)}", "")
            return


def _known(card: Card, item: Invoice, here: ZoneInfo) -> Iterator[Piece]:
    """Yield all that is known of an item, with the amounts and the years."""
    promises = [promise for promise in card.promises if _on(promise, item)]
    for promise in promises:
        if promise.is_live or (promise is promises[0] and promise.state in _SHOWN):
            word = "promised" if promise.state is PromiseState.OPEN else str(promise.state)
            yield (f"{_part(promise, item)} {word} {day(promise.due)}", PROMISE_INKS.get(promise.state, ""))
    for dispute in card.disputes:
        if dispute.is_open and _on(dispute, item):
            yield (f"{_part(dispute, item)} {_disputed(dispute, ON_PAPER)}", "")
    yield from _said_paid(card, item, here, ON_PAPER)
    yield from _itself(item)


def _disputed(dispute: Dispute, today: date) -> str:
    owner = f" ({dispute.owner}, {day_short(dispute.next_on, today)})" if dispute.owner else ""
    reason = str(dispute.reason).partition(",")[0]
    return f"{'' if dispute.reason in AWAITED else 'disputed: '}{reason}{owner}"


def _itself(item: Invoice) -> Iterator[Piece]:
    """Yield what the ledger says of an item, what matters most first."""
    if item.balance.minor < 0:
        yield (str(item.kind), "dim")
    if item.disputed_in_ledger:
        yield ("disputed (ledger)", "dim")
    if item.po:
        yield (item.po if item.po.upper().startswith("PO") else f"PO {item.po}", "dim")


PROMISE_INKS = {PromiseState.OPEN: "good", PromiseState.KEPT: "good", PromiseState.BROKEN: "urgent"}
_SHOWN = frozenset({*LIVE_PROMISES, PromiseState.BROKEN, PromiseState.PARTLY_KEPT})


def _on(what: Promise | Dispute, item: Invoice) -> bool:
    return any(line.invoice == item.id for line in what.lines)


def _part(what: Promise | Dispute, item: Invoice) -> Money:
    line = next(line for line in what.lines if line.invoice == item.id)
    came = line.paid if what.state in LIVE_PROMISES else 0
    return Money(line.amount.minor - came, line.amount.currency)


def overdue(card: Card, currency: str) -> int:
    """Return what is past due as the reports say it: credits are off from their day on, money on account at once."""
    today, off = card.placing.standing.day, ItemKind.UNAPPLIED
    late = (x for x in card.invoices if x.kind is off or days_past_due(x.due, today) > -(x.balance.minor < 0))
    return sum(each.balance.minor for each in late if each.balance.currency == currency)


def _totals(card: Card, at: _Widths) -> Iterator[Line]:
    for exposure in card.placing.standing.exposures:
        # Credits beyond what is late leave nothing overdue, not less.
        facts = ("open", exposure.open), ("overdue", max(0, overdue(card, exposure.currency)))
        for label, minor in (*facts, ("to collect", exposure.collectable)):
            if label == "open" or minor != exposure.open:
                text = amount(Money(minor, exposure.currency), at.money)
                ink = "strong" if label == "to collect" else "dim"
                lead = " " * (at.number + 2), f"{label:>{at.due + 5}} "
                yield ((lead[0], ""), (lead[1], "dim"), (fit(text, at.money, "right"), ink))
