"""The open items of an account: a line each, with a mark on those that are chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.activity import AWAITED, LIVE_PROMISES, Dispute, DisputeState, Promise, PromiseState
from arcall_tui.domain.dates import NO_DUE_DATE
from arcall_tui.domain.money import Money, added
from arcall_tui.domain.owed import days_past_due
from arcall_tui.text_width import fit, short
from arcall_tui.tui.render.pieces import Line, Piece, age_ink, amount, day, day_short
from arcall_tui.workday.desk.views import Card

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
    def of(cls, card: Card, width: int, today: date) -> _Widths:
        sums = [Money(exposure.open, exposure.currency) for exposure in card.placing.standing.exposures]
        texts = [amount(money) for money in (*(item.balance for item in card.invoices), *sums)]
        plain = all(
            abs((item.due - today).days) < _SAME_YEAR for item in card.invoices if item.due < NO_DUE_DATE
        )
        whole = 1 + max((len(text.split(".")[0]) for text in texts), default=0)
        number = max([_LEAST_NUMBER, *(min(_NUMBER, cell_len(item.number)) for item in card.invoices)])
        due, money = _DUE, max([len("Balance"), *map(len, texts)])
        said = max((cell_len(_states(card, item)[0]) for item in card.invoices), default=0)
        # Where the state has no room, first the year goes, then decimals, then the end of the number.
        for narrower, least in (
            ((number, _DUE_SHORT if plain else due, money), max(_LEAST_STATE, said)),
            ((number, due, whole), _LEAST_STATE),
            ((_LEAST_NUMBER, due, money), _LEAST_STATE),
        ):
            if width - number - due - money - _BETWEEN < least:
                number, due, money = min(number, narrower[0]), min(due, narrower[1]), min(money, narrower[2])
        room = max(0, width - number - due - money - _BETWEEN)
        most = max(_STATE, said)
        return cls(number + max(0, room - most), due, money, min(room, most))


_BETWEEN = 10  # cells: the days, and what parts the columns


def items(
    card: Card, width: int, today: date, marks: frozenset[int] = frozenset(), most: int | None = None
) -> Iterator[Line]:
    """Yield a heading, a line for each open item, and the totals.

    `marks`: the items that are marked. `most`: how many are shown where there are more; the others are counted.
    """
    at = _Widths.of(card, width, today)
    head = f" {'Invoice':<{at.number}} {'Due':<{at.due}}{'Days':>5} {'Balance':>{at.money}}  {'State':<{at.state}}"
    yield ((head[:width], "dim"),)
    shown = card.invoices if most is None or len(card.invoices) <= most + 1 else card.invoices[:most]
    for item in shown:
        line = _item(item, at, today, _states(card, item))
        yield (("•", "accent"), (line[0][0][1:], line[0][1]), *line[1:]) if item.id in marks else line
    if rest := card.invoices[len(shown) :]:
        yield _rest(rest)
    if len(card.invoices) > 1:
        yield from _totals(card, at)


def _rest(items: Sequence[Invoice]) -> Line:
    """Count the items that are not shown, and what they come to."""
    said = ", ".join(map(amount, added(item.balance for item in items)))
    return ((f" … {len(items):,} more: {said}", ""), (" (tab)", "dim"))


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


def _states(card: Card, item: Invoice) -> Piece:
    promise = next((p for p in card.promises if _on(p, item)), None)
    dispute = next((d for d in card.disputes if d.state is DisputeState.OPEN and _on(d, item)), None)
    disputed = dispute is not None and item.disputed.minor
    if promise is not None and promise.state in _SHOWN:
        part = next(line.amount for line in promise.lines if line.invoice == item.id)
        much = "disputed, " if disputed else f"{part.grouped()} " if part.minor < item.balance.minor else ""
        word = "promised" if promise.state is PromiseState.OPEN else str(promise.state)
        return (f"{much}{word} {day_short(promise.due)}", PROMISE_INKS.get(promise.state, ""))
    if dispute is not None and disputed:
        owner = f" ({dispute.owner}, {day_short(dispute.next_on)})" if dispute.owner else ""
        reason = str(dispute.reason).partition(",")[0]
        return (f"{'' if dispute.reason in AWAITED else 'disputed: '}{reason}{owner}", "")
    if item.balance.minor < 0:
        return (str(item.kind), "dim")
    if item.disputed_in_ledger:
        return ("disputed (ledger)", "dim")
    return (item.po if item.po.upper().startswith("PO") or not item.po else f"PO {item.po}", "dim")


PROMISE_INKS = {PromiseState.OPEN: "good", PromiseState.KEPT: "good", PromiseState.BROKEN: "urgent"}
_SHOWN = frozenset({*LIVE_PROMISES, PromiseState.BROKEN, PromiseState.PARTLY_KEPT})


def _on(what: Promise | Dispute, item: Invoice) -> bool:
    return any(line.invoice == item.id for line in what.lines)


def _totals(card: Card, at: _Widths) -> Iterator[Line]:
    for exposure in card.placing.standing.exposures:
        facts = [("open", exposure.open), ("overdue", exposure.overdue), ("to collect", exposure.collectable)]
        for label, minor in facts:
            if label == "open" or minor != exposure.open:
                text = amount(Money(minor, exposure.currency), at.money)
                ink = "strong" if label == "to collect" else "dim"
                lead = " " * (at.number + 2), f"{label:>{at.due + 5}} "
                yield ((lead[0], ""), (lead[1], "dim"), (fit(text, at.money, "right"), ink))
