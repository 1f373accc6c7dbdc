"""A whole book ranked at once comes to exactly what ranking its accounts one by one comes to."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import FollowUp, FollowUpKind
from arcall_tui.domain.standing import Exposure, GateColumns, OpenItem, Standing, Touch, pack, unpack
from arcall_tui.rules.assess import exposures, slowness_by_age
from arcall_tui.rules.book_ranking import rank_book
from arcall_tui.rules.gates import gate_facts
from arcall_tui.rules.owing import Owing, owing
from arcall_tui.rules.policy import CadenceRules, CadenceStep, Policy
from arcall_tui.rules.queue import rank
from arcall_tui.rules.value import BookFigures, CurrencyScale, Lateness
from standings import (
    BROKEN,
    CALLER,
    DAY,
    NOW,
    POLICY,
    ZONES,
    follow_ups,
    instants,
    standing,
    standings,
    tasks,
)
from tries import tries

amounts = st.integers(1, 10**10)
days_late = st.lists(st.integers(-60, 400) | st.integers(-32_767, 32_767), max_size=15)
CALL_FIRST = CadenceRules("any", (CadenceStep(FollowUpKind.CALL, 0), CadenceStep(FollowUpKind.EMAIL, 2)))
WRITE_FIRST = CadenceRules(
    "large", (CadenceStep(FollowUpKind.EMAIL, 0), CadenceStep(FollowUpKind.CALL, 3)), amount_from=5_000.0
)
OF_SOME = CadenceRules("chosen", (CadenceStep(FollowUpKind.LETTER, 0),), tags=frozenset({"vip"}))
policies = st.builds(
    lambda shrinkage, soon, above, minimum, cadences: replace(
        POLICY, shrinkage=shrinkage, soon_days=soon, soon_worth=above, minimum=minimum, cadences=cadences
    ),
    st.sampled_from([0.0, 0.5, 4.0]),
    st.sampled_from([0, 10]),
    st.sampled_from([0.0, 1_000.0, 20_000.0]),
    st.sampled_from([0.0, 0.0, 100.0, 1e9]),
    st.sampled_from([(), (), (WRITE_FIRST, CALL_FIRST), (OF_SOME,)]),
)
touches = st.builds(Touch, st.dates(DAY - timedelta(days=70), DAY), st.booleans())


@st.composite
def open_items(draw: st.DrawFn) -> OpenItem:
    balance = draw(amounts | amounts | amounts | amounts.map(int.__neg__))
    part = st.just(0) | st.just(0) | st.integers(0, max(balance, 0))
    disputed, promised = draw(part), draw(part)
    due = DAY - timedelta(days=draw(st.integers(-30, 120) | st.integers(-30, 40_000)))
    currency = draw(st.sampled_from(["GBP", "GBP", "GBP", "EUR", "JPY"]))
    return OpenItem(0, currency, due, balance, disputed, min(promised, max(balance - disputed, 0)))


BILL = OpenItem(0, "GBP", DAY - timedelta(days=40), 10**6, 0, 0)
bills = st.builds(
    lambda ahead, disputed, promised: BILL._replace(
        due=DAY + timedelta(days=ahead), disputed=disputed, promised=promised
    ),
    st.sampled_from([-40, -40, 3, 8, 20]),
    st.sampled_from([0, 0, 10**6]),
    st.sampled_from([0, 0, 10**6]),
).filter(lambda bill: bill.disputed + bill.promised <= bill.balance)
EVENING = NOW + timedelta(hours=9)
Account = tuple[Standing, list[OpenItem], list[int]]
# Few choices, so that accounts often differ in a single thing only.
TODAY_CALL = FollowUp(FollowUpKind.CALL, DAY, "x")
agreed_calls = st.builds(
    lambda kind, minutes: replace(TODAY_CALL, kind=kind, at=EVENING - timedelta(minutes=minutes)),
    st.sampled_from([FollowUpKind.CALL, FollowUpKind.CALL_BACK]),
    st.sampled_from([-4000, -300, 0, 5, 90, 540]),
)
CHANGES: dict[str, st.SearchStrategy[object]] = {
    "zone": st.sampled_from(ZONES),
    "country": st.sampled_from(["GB", "SA"]),
    "consumer": st.booleans(),
    "hold": st.none() | st.sampled_from(HoldKind),
    "snoozed_until": st.none() | st.sampled_from([DAY, DAY + timedelta(days=3)]),
    "no_number": st.booleans(),
    "next_call": agreed_calls
    | st.none()
    | follow_ups
    | st.sampled_from(FollowUpKind).map(lambda kind: replace(TODAY_CALL, kind=kind)),
    "next_task": st.none() | tasks,
    "broken": st.none() | st.just(BROKEN),
    "attempts": st.sampled_from([(), (DAY,), (DAY - timedelta(days=5),) * 3]),
    "last_spoken_on": st.none() | st.sampled_from([DAY, DAY - timedelta(days=9)]),
    "last_attempt_at": st.none() | st.sampled_from([NOW, NOW - timedelta(days=30)]),
    "touches": st.lists(touches, max_size=3).map(lambda found: tuple(sorted(found))),
    "payer": st.none() | st.integers(1, 2),
    "tags": st.sampled_from([frozenset(), frozenset({"vip"})]),
}


@st.composite
def books(draw: st.DrawFn) -> list[Account]:
    """Accounts like the first but for a few changes: as most accounts of a large book are alike."""
    first = draw(st.just(standing()) | standings())
    topics = draw(st.lists(st.sampled_from([*CHANGES]), min_size=1, max_size=2, unique=True))
    owed = st.just([BILL]) | st.lists(bills, min_size=1, max_size=2) | st.lists(open_items(), max_size=5)
    items, late = draw(owed), draw(days_late)
    found: list[Account] = []
    for number in range(draw(st.integers(2, 8))):
        changes = {name: draw(CHANGES[name]) for name in topics}
        if draw(st.booleans()):
            items, late = draw(owed), draw(days_late)
        mine = [item._replace(account=number) for item in items]
        found.append((replace(first, account=number, ledger_id=f"C{number % 3}", **changes), mine, late))
    return found


Book = Sequence[Account]


def history_of(book: Book) -> Lateness:
    ages = ((DAY - item.due).days for _, items, _ in book for item in items if item.balance > 0)
    return Lateness((days for _, _, late in book for days in late), ages)


def at_once(book: Book, policy: Policy) -> Owing:
    late = [struct.pack(f"<{len(days)}h", *sorted(days)) for _, _, days in book]
    owed, figures = [pack(items) for _, items, _ in book], BookFigures(history_of(book), policy)
    return owing(owed, late, figures, DAY, [one.account for one, _, _ in book])


def one_by_one(book: Book, policy: Policy) -> list[tuple[Exposure, ...]]:
    figures = BookFigures(history_of(book), policy)
    everyone = [(unpack(one.account, pack(items)), Lateness(days)) for one, items, days in book]
    figures = figures.under(policy, slowness_by_age(everyone, figures, DAY))
    found = []
    for one, items, days in book:
        packed = unpack(one.account, pack(items))
        assert sorted(packed) == sorted(items)
        found.append(exposures(packed, Lateness(days), figures, DAY))
    return found


@given(books(), policies)
@settings(max_examples=tries(40))
def test_what_everyone_owes_and_what_leaving_it_costs(book: Book, policy: Policy):
    owes = at_once(book, policy)
    assert [owes.of(place) for place in range(len(book))] == one_by_one(book, policy)


@given(
    books(),
    policies,
    instants,
    st.sampled_from([{}, {"EUR": 1.2}, {"EUR": 1.2, "JPY": 0.007}]),
    st.sampled_from(["", "GBP"]),
)
@settings(max_examples=tries(50))
def test_the_order_and_every_verdict(
    book: Book, policy: Policy, now: datetime, rates: dict[str, float], base: str
):
    owed = one_by_one(book, policy)
    everyone = [replace(one, exposures=mine) for (one, _, _), mine in zip(book, owed, strict=True)]
    expected = rank(everyone, CurrencyScale.of(everyone, base, rates), policy, CALLER, now)
    owes = at_once(book, policy)
    standing_of = {one.account: one for one in everyone}.__getitem__
    facts = GateColumns._make(zip(*map(gate_facts, everyone), strict=True))
    found = rank_book(facts, owes, owes.scale(base, rates), policy, CALLER, now, standing_of)
    assert [each.rank_key for each in found] == [each.rank_key for each in expected]
    assert found == expected


def test_a_book_without_open_items_or_without_accounts():
    owes = at_once([(standing(), [], [])], POLICY)
    assert owes.of(0) == ()
    facts = GateColumns._make([()] * len(GateColumns._fields))
    assert rank_book(facts, owes, owes.scale("", {}), POLICY, CALLER, NOW, {}.__getitem__) == []
