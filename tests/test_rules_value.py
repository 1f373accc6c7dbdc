"""What a bill is expected to cost from here, and what of it can be asked for."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import mean

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from arcall_tui.rules.assess import OpenItem, exposures
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.value import NO_HISTORY, Lateness, further_days, pace

POLICY = load_policy(None)
TODAY = date(2026, 11, 20)
late = st.lists(st.integers(-60, 400), max_size=40)
ages = st.integers(1, 300)
amounts = st.integers(1, 10**9)


def further(age: int, own: list[int], book: list[int]) -> float:
    return further_days(age, Lateness.of(own), Lateness.of(book), POLICY)


@given(ages, late, late)
def test_it_is_the_mean_beyond_the_age_shrunk_to_the_books(age: int, own: list[int], book: list[int]):
    beyond = [days - age for days in own if days >= age]
    books = [days - age for days in book if days >= age]
    expected = mean(books) if books else POLICY.unknown_days + (0 if book else age)
    if beyond:
        expected = (sum(beyond) + POLICY.shrinkage * expected) / (len(beyond) + POLICY.shrinkage)
    assert further(age, own, book) == pytest.approx(expected)


@given(ages, late, late, st.integers(0, 300))
def test_more_history_like_x_moves_toward_x(age: int, own: list[int], book: list[int], x: int):
    before = further(age, own, book)
    after = further(age, [*own, age + x], book)
    assert abs(after - x) <= abs(before - x) + 1e-9
    assume(abs(before - x) > 1e-6)
    assert abs(after - x) < abs(before - x)


def test_without_payments_it_is_the_policys_guess_and_without_any_in_the_book_the_age_besides():
    assert further_days(12, NO_HISTORY, NO_HISTORY, POLICY) == POLICY.unknown_days + 12
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
    found = exposures(open_items, Lateness.of(own), Lateness.of(book), TODAY, POLICY)
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
        ages_ = [(TODAY - item.due).days for item in invoices]
        mine_so_far = Lateness.of(own, ages_)
        all_ages = [(TODAY - item.due).days for item in open_items if item.balance > 0]
        speed = pace(Lateness.of(own), all_ages, Lateness.of(book), POLICY)
        full = sum(
            amount * further_days(ages_[index], mine_so_far, Lateness.of(book), POLICY, speed)
            for index, amount in free.items()
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
    (exposure,) = exposures([due_today], NO_HISTORY, NO_HISTORY, TODAY, POLICY)
    assert (exposure.collectable, exposure.overdue, exposure.open) == (0, 0, 100)
    old = due_today._replace(due=TODAY - timedelta(days=50))
    (exposure,) = exposures([old], Lateness.of([10, 50, 60]), NO_HISTORY, TODAY, POLICY)
    assert exposure.history == 2
    assert exposures([], NO_HISTORY, NO_HISTORY, TODAY, POLICY) == ()


@given(ages, late, late, st.lists(ages, max_size=10), st.integers(1, 300))
def test_an_open_bill_is_not_missing_but_open_so_far(
    age: int, own: list[int], book: list[int], still_open: list[int], more: int
):
    before = further_days(age, Lateness.of(own, still_open), Lateness.of(book), POLICY)
    older = further_days(age, Lateness.of(own, [*still_open, age + more]), Lateness.of(book), POLICY)
    assert older > before  # it stayed open so much longer, and no payment came
    younger = further_days(age, Lateness.of(own, [*still_open, age]), Lateness.of(book), POLICY)
    assert younger == before


@given(st.lists(st.lists(st.integers(-20, 90), min_size=1, max_size=10), min_size=2, max_size=6), ages)
def test_paces_are_relative_to_the_book(accounts: list[list[int]], days: int):
    book = Lateness.of(day for own in accounts for day in own)
    due = book.pressure()
    # Over the whole book the payments expected are the payments seen, so the mean pace is that of the book.
    assert sum(due[day] for own in accounts for day in own) == pytest.approx(len(book))
    own = Lateness.of(accounts[0])
    slower = Lateness.of([day + days for day in accounts[0]])
    assert pace(slower, [], book, POLICY) >= pace(own, [], book, POLICY)
    assert pace(own, [days], book, POLICY) >= pace(own, [], book, POLICY)
    assert pace(NO_HISTORY, [], book, POLICY) == 1
