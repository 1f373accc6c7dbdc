"""What ledgers can tell of a period: right across gaps, or not available with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.domain.figures import BalanceShift, LedgerDay, What
from arcall_tui.reports.known import Amount, KnownLedgers, Teller, Told
from arcall_tui.reports.table import NotAvailable

FIRST = date(2026, 1, 5)  # a Monday
DAYS = [day for n in range(42) if (day := FIRST + timedelta(days=n)).weekday() < 5]
LAST = len(DAYS) - 1


class Bill(NamedTuple):
    """A bill of the made-up book: places in DAYS, and how much of it was paid on which."""

    raised: int
    amount: int
    paid: tuple[tuple[int, int], ...]

    def balance(self, place: int) -> int:
        return self.amount - sum(part for on, part in self.paid if on <= place) if self.raised <= place else 0


@st.composite
def bills(draw: st.DrawFn, *, parts: bool) -> list[Bill]:
    made = []
    for _ in range(draw(st.integers(1, 8))):
        raised, amount = draw(st.integers(0, LAST)), draw(st.integers(1, 500))
        days = sorted(draw(st.lists(st.integers(raised, LAST), max_size=2 if parts else 1)))
        shares = [amount // 2, amount - amount // 2] if len(days) > 1 else [amount]
        if parts and len(days) == 1 and draw(st.booleans()):
            shares = [amount // 2]
        made.append(Bill(raised, amount, tuple(zip(days, shares, strict=False))))
    return made


def taken_in(book: Sequence[Bill], places: Sequence[int], *, dated: bool) -> Teller:
    """What ledgers of those days tell, each against the one before: an open-item list, or one of settled bills too."""
    moves: list[BalanceShift] = []
    before: dict[int, int] = {}
    for place in places:
        day = DAYS[place]
        for key, bill in enumerate(book):
            if bill.raised > place:
                continue
            now = bill.balance(place)
            settled = DAYS[bill.paid[-1][0]] if dated and not now else None
            if key not in before:
                if not now and not dated:
                    continue
                moves.append(BalanceShift("", "EUR", bill.amount, What.SALE, DAYS[bill.raised], day))
            old = before.get(key, bill.amount)
            if now != old:
                moves.append(BalanceShift("", "EUR", now - old, What.PAYMENT, settled, day))
            before[key] = now
    ends = {DAYS[place]: {"EUR": sum(bill.balance(place) for bill in book)} for place in places}
    known = KnownLedgers.of([LedgerDay("", DAYS[p], dated) for p in places], lambda day: day.weekday() < 5)

    def at(_: str, day: date) -> Mapping[str, int]:
        return ends[day]

    return Teller(known, moves, at)


def figures(told: Told) -> dict[str, Amount]:
    return {
        name: amounts["EUR"]
        for name in ("opening", "closing", "sales", "collected")
        if "EUR" in (amounts := getattr(told, name))
    }


@given(st.data())
def test_with_ledgers_left_out_a_figure_is_that_of_all_of_them_or_not_available(data: st.DataObject):
    dated = data.draw(st.booleans())
    book = data.draw(bills(parts=not dated))
    kept = sorted(data.draw(st.sets(st.integers(1, LAST - 1))) | {0, LAST})
    full, part = (taken_in(book, places, dated=dated) for places in (range(LAST + 1), kept))
    since, until = sorted(data.draw(st.tuples(st.integers(1, 40), st.integers(1, 40))))
    period = FIRST + timedelta(days=since), FIRST + timedelta(days=until)
    whole, some = full.flows(*period), part.flows(*period)
    for name, figure in figures(some).items():
        if isinstance(figure, NotAvailable):
            assert figure.reason
        else:
            assert figure == figures(whole).get(name, 0), name
    assert not any(some.others.get("EUR", {}).values()), "nothing is left unexplained"


@given(bills(parts=False), st.sets(st.integers(1, LAST - 1)), st.integers(1, 39), st.integers(1, 39))
def test_where_bills_carry_settlement_dates_no_gap_costs_a_figure(
    book: list[Bill], more: set[int], one: int, other: int
):
    since, until = (FIRST + timedelta(days=n) for n in sorted((one, other)))
    told = taken_in(book, sorted(more | {0, LAST}), dated=True).flows(since, until)
    places = [place for place, day in enumerate(DAYS) if since <= day <= until]
    paid = sum(part for bill in book for on, part in bill.paid if on in places)
    sold = sum(bill.amount for bill in book if bill.raised in places)
    assert told.collected.get("EUR", 0) == paid
    assert told.sales.get("EUR", 0) == sold


def test_a_gap_between_open_item_lists_is_told_with_its_days():
    told = taken_in([Bill(0, 100, ((3, 100),))], [0, 8, LAST], dated=False).flows(DAYS[1], DAYS[12])
    assert isinstance(opening := told.closing["EUR"], NotAvailable)
    assert opening.reason == "no ledger is of 21 Jan 2026: there is one of 15 Jan 2026, then of 13 Feb 2026"
