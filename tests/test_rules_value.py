"""What a bill is expected to cost from here, and what of it can be asked for."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import mean

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from arcall_tui.rules.assess import OpenItem, exposures, outlooks, own_pace
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.value import LONGEST, NO_HISTORY, BookFigures, Lateness

POLICY = load_policy(None)
TODAY = date(2026, 11, 20)
late = st.lists(st.integers(-60, 400), max_size=40)
ages = st.integers(1, 300)
amounts = st.integers(1, 10**9)


def figures(book: list[int]) -> BookFigures:
    return BookFigures(Lateness.of(book), POLICY)


def further(
    age: int, own: list[int], book: list[int], still_open: tuple[int, ...] = (), speed: float = 1.0
) -> float:
    """What is expected of a bill of that age, beside others of the account that are open."""
    items = [OpenItem(1, "GBP", TODAY - timedelta(days=each), 100, 0, 0) for each in (age, *still_open)]
    found = outlooks(items, Lateness.of(own), figures(book), TODAY, speed)
    return next(each.further for each in found if each.item is items[0])


@given(ages, late, late)
def test_it_is_the_mean_beyond_the_age_shrunk_to_the_books(age: int, own: list[int], book: list[int]):
    beyond = [days - age for days in own if days >= age]
    books = [days - age for days in book if days >= age]
    expected = mean(books) if books else POLICY.unknown_days + (0 if book else age)
    if beyond:
        expected = (sum(beyond) + POLICY.shrinkage * expected) / (len(beyond) + POLICY.shrinkage)
    assert further(age, own, book) == pytest.approx(min(expected, LONGEST))


@given(ages, late, late, st.integers(0, 300))
def test_more_history_like_x_moves_toward_x(age: int, own: list[int], book: list[int], x: int):
    before = further(age, own, book)
    after = further(age, [*own, age + x], book)
    assert abs(after - x) <= abs(before - x) + 1e-9
    assume(abs(before - x) > 1e-6)
    assert abs(after - x) < abs(before - x)


def test_without_payments_it_is_the_policys_guess_and_without_any_in_the_book_the_age_besides():
    assert further(12, [], []) == POLICY.unknown_days + 12
    assert further(100, [5], [5, 99]) == POLICY.unknown_days


items = st.builds(
    lambda currency, age, balance, disputed, promised: OpenItem(
        1, currency, TODAY - timedelta(days=age), balance, min(disputed, balance), min(promised, balance)
    ),
    st.sampled_from(["GBP", "JPY"]),
    st.integers(-30, 200),
    amounts,
    st.just(0) | amounts,
    st.just(0) | amounts,
)
credits_ = st.builds(
    lambda currency, age, amount: OpenItem(1, currency, TODAY - timedelta(days=age), -amount, 0, 0),
    st.sampled_from(["GBP", "JPY"]),
    st.integers(-30, 200),
    amounts,
)


def assessed(open_items: list[OpenItem], own: list[int], book: list[int]):
    found = exposures(open_items, Lateness.of(own), figures(book), TODAY)
    return {exposure.currency: exposure for exposure in found}


@given(st.lists(items | credits_, max_size=12), late, late)
def test_collectable_and_value_are_the_sums_they_say(
    open_items: list[OpenItem], own: list[int], book: list[int]
):
    for currency, exposure in assessed(open_items, own, book).items():
        mine = [item for item in open_items if item.currency == currency]
        invoices = [item for item in mine if item.balance > 0]
        free = {
            index: max(0, item.balance - item.disputed - item.promised)
            for index, item in enumerate(invoices)
            if item.due < TODAY
        }
        credit = -sum(item.balance for item in mine if item.balance < 0)
        assert exposure.open == sum(item.balance for item in mine)
        assert exposure.overdue == sum(item.balance for item in invoices if item.due < TODAY)
        assert exposure.credit == credit
        assert exposure.collectable == max(0, sum(free.values()) - credit)
        assert exposure.oldest_due == min((item.due for item in invoices), default=None)
        speed = own_pace(open_items, Lateness.of(own), figures(book), TODAY)
        full = sum(
            each.free * each.further for each in outlooks(mine, Lateness.of(own), figures(book), TODAY, speed)
        )
        share = exposure.collectable / sum(free.values()) if sum(free.values()) else 0
        assert exposure.value == pytest.approx(full * share)
        assert exposure.value >= 0


@given(st.lists(items, min_size=1, max_size=8), st.data())
def test_a_promise_or_dispute_or_credit_only_lowers_what_is_collectable(
    open_items: list[OpenItem], data: st.DataObject
):
    index = data.draw(st.integers(0, len(open_items) - 1))
    item = open_items[index]
    more = data.draw(st.integers(0, item.balance))
    before = assessed(open_items, [40], [40])[item.currency]
    for field in ("disputed", "promised"):
        changed = [*open_items]
        changed[index] = item._replace(**{field: min(item.balance, getattr(item, field) + more)})
        after = assessed(changed, [40], [40])[item.currency]
        assert 0 <= after.collectable <= before.collectable
        assert after.open == before.open
    credit = OpenItem(1, item.currency, TODAY, -more, 0, 0)
    assert 0 <= assessed([*open_items, credit], [40], [40])[item.currency].collectable <= before.collectable


def test_due_today_is_not_overdue_and_history_counts_only_what_lasted_as_long():
    due_today = OpenItem(1, "GBP", TODAY, 100, 0, 0)
    (exposure,) = exposures([due_today], NO_HISTORY, figures([]), TODAY)
    assert (exposure.collectable, exposure.overdue, exposure.open) == (0, 0, 100)
    old = due_today._replace(due=TODAY - timedelta(days=50))
    (exposure,) = exposures([old], Lateness.of([10, 50, 60]), figures([]), TODAY)
    assert exposure.history == 2
    assert exposures([], NO_HISTORY, figures([]), TODAY) == ()


@given(ages, late, late, st.lists(ages, max_size=10), st.integers(1, 300))
def test_an_open_bill_is_not_missing_but_open_so_far(
    age: int, own: list[int], book: list[int], still_open: list[int], more: int
):
    before = further(age, own, book, tuple(still_open))
    older = further(age, own, book, (*still_open, age + more))
    assert older > before or older == LONGEST  # it stayed open so much longer, and no payment came
    assert further(age, own, book, (*still_open, age)) == before


@given(st.lists(st.lists(st.integers(-20, 90), min_size=1, max_size=10), min_size=2, max_size=6), ages)
def test_paces_are_relative_to_the_book(accounts: list[list[int]], days: int):
    book = figures([day for own in accounts for day in own])
    due = book.payments_due
    # Over the whole book the payments expected are the payments seen, so the mean pace is that of the book.
    assert sum(due[day] for own in accounts for day in own) == pytest.approx(len(book.late))
    bill = [OpenItem(1, "GBP", TODAY - timedelta(days=days), 100, 0, 0)]
    own = Lateness.of(accounts[0])
    slower = Lateness.of([day + days for day in accounts[0]])
    assert own_pace([], slower, book, TODAY) >= own_pace([], own, book, TODAY)
    assert own_pace(bill, own, book, TODAY) >= own_pace([], own, book, TODAY)
    assert own_pace([], NO_HISTORY, book, TODAY) == 1
