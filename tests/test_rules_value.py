"""What a bill is expected to cost from here, and what of it can be asked for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from statistics import mean

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from arcall_tui.domain.standing import Exposure
from arcall_tui.rules.assess import (
    AccountPace,
    OpenItem,
    exposures,
    habit_of,
    outlooks,
    slowness_by_age,
)
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.queue import place
from arcall_tui.rules.value import LONGEST, NO_HISTORY, BookFigures, CurrencyScale, Lateness, Slowness
from arcall_tui.rules.words import explain
from standings import CALLER, NOW, owes, standing

POLICY = load_policy(None)
TODAY = date(2026, 11, 20)
late = st.lists(st.integers(-60, 400), max_size=40)
ages = st.integers(1, 300)
amounts = st.integers(1, 10**9)


def figures(book: list[int]) -> BookFigures:
    return BookFigures(Lateness(book), POLICY)


def further(age: int, own: list[int], book: list[int], still_open: tuple[int, ...] = ()) -> float:
    """What is expected of a bill of that age, beside others of the account that are open."""
    items = [OpenItem(1, "GBP", TODAY - timedelta(days=each), 100, 0, 0) for each in (age, *still_open)]
    found = outlooks(items, AccountPace(Lateness(own), 1.0, 1.0), figures(book), TODAY)
    return next(each.further for each in found if each.item is items[0])


@given(ages, late, late)
def test_it_is_the_mean_beyond_the_age_shrunk_to_the_books_and_few_payments_say_little(
    age: int, own: list[int], book: list[int]
):
    beyond = [days - age for days in own if days >= age]
    books = [days - age for days in book if days >= age]
    unknown = POLICY.unknown_days + age * POLICY.shrinkage / (POLICY.shrinkage + len(book))
    drawn = (sum(books) + POLICY.shrinkage * unknown) / (len(books) + POLICY.shrinkage)
    enough = len(books) >= POLICY.shrinkage
    expected = min(drawn, mean(books)) if enough else drawn if books else unknown
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


def test_without_payments_so_late_it_is_the_policys_guess_and_the_age_besides_the_fewer_there_are():
    assert further(12, [], []) == POLICY.unknown_days + 12
    assert further(100, [5], [5, 99]) == pytest.approx(POLICY.unknown_days + 100 * 4 / 6)
    assert further(100, [5], [5] * 996) == pytest.approx(POLICY.unknown_days + 100 * 4 / 1000)


# By bill: the days past due at which the first ledger showed it, those at which it was paid or stands, and whether paid.
watched = st.lists(
    st.tuples(st.integers(-20, 200), st.integers(1, 90), st.booleans()), min_size=1, max_size=30
)


@given(watched, st.integers(1, 250))
def test_days_and_bills_count_from_where_a_ledger_first_showed_them(
    bills: list[tuple[int, int, bool]], age: int
):
    ends = [(seen, seen + watched, paid) for seen, watched, paid in bills]
    paid = Counter(end for _, end, paid in ends if paid)
    history = Lateness.counted(
        paid,
        Counter(end for _, end, paid in ends if not paid),
        Counter(seen for seen, _, _ in ends if seen > 0),
    )
    count = sum(many for end, many in paid.items() if end >= age)
    days = sum(max(0, end - max(seen, age)) for seen, end, _ in ends)
    assert history.beyond(age) == (count, days)
    at_risk = {day: sum(seen < day <= end for seen, end, _ in ends) for day in paid if day > 0}
    early = sum(many for end, many in paid.items() if end <= 0)
    # What is not due yet has not come so far.
    start = early / sum(seen <= 0 and (paid or end > 0) for seen, end, paid in ends) if early else 0
    expected = start + sum(many / at_risk[day] for day, many in paid.items() if 0 < day <= age)
    assert history.pressure[age] == pytest.approx(expected)


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
    found = exposures(open_items, Lateness(own), figures(book), TODAY)
    return {exposure.currency: exposure for exposure in found}


def due_soon_too(credit: int) -> list[OpenItem]:
    """A bill past due, a large one that falls due in three days, and a credit."""
    rows = ((-9, 5_000_000), (3, 9_000_000), (-9, -credit))
    return [OpenItem(1, "GBP", TODAY + timedelta(days=ahead), minor, 0, 0) for ahead, minor in rows]


@given(st.lists(items | credits_, max_size=12), late, late)
@example(due_soon_too(1_000_000), [40], [40])
@example(due_soon_too(6_000_000), [40], [40])
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
        asked = [invoices[index] for index, amount in free.items() if amount]
        assert exposure.oldest_due == min((item.due for item in asked or invoices), default=None)
        habit = habit_of(open_items, Lateness(own), figures(book), TODAY)
        full = sum(each.free * each.further for each in outlooks(mine, habit, figures(book), TODAY))
        share = exposure.collectable / sum(free.values()) if sum(free.values()) else 0
        soon = [
            item.balance - item.disputed - item.promised
            for item in invoices
            if 0 <= (item.due - TODAY).days <= POLICY.soon_days
        ]
        late = figures(book).late_beyond_due(habit.slow)
        large = sum(each for each in soon if each > 0 and each * late >= (POLICY.soon_minor(currency) or 0))
        assert exposure.soon == max(0, large - max(0, credit - sum(free.values())))
        assert exposure.value == pytest.approx(full * share + exposure.soon * late)
        assert exposure.value >= 0
        assert exposure.soon_days == (late if exposure.soon else 0)


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


def test_bills_not_due_yet_are_as_late_as_the_books_for_an_account_as_slow_against_those_of_all():
    book = figures([10, 20, -5])
    assert book.late_beyond_due(2.0) == 2.0 * (10 + 20) / 3
    assert book.under(POLICY, Slowness((0, 9), (1.5, 4.0))).late_beyond_due(3.0) == 2.0 * (10 + 20) / 3
    assert figures([]).late_beyond_due(2.0) == 2.0 * POLICY.unknown_days


def test_due_today_is_not_overdue_and_history_counts_only_what_lasted_as_long():
    due_today = OpenItem(1, "GBP", TODAY, 100, 0, 0)
    (exposure,) = exposures([due_today], NO_HISTORY, figures([]), TODAY)
    assert (exposure.collectable, exposure.overdue, exposure.open) == (0, 0, 100)
    old = due_today._replace(due=TODAY - timedelta(days=50))
    (exposure,) = exposures([old], Lateness([10, 50, 60]), figures([]), TODAY)
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


def in_book(
    accounts: list[tuple[list[int], list[int]]],
) -> tuple[list[tuple[list[OpenItem], Lateness]], BookFigures]:
    """A book of accounts: the days late of what each settled, the ages of what it has open."""
    everyone = [
        ([OpenItem(1, "GBP", TODAY - timedelta(days=age), 100, 0, 0) for age in still_open], Lateness(own))
        for own, still_open in accounts
    ]
    book = Lateness(
        (days for own, _ in accounts for days in own), (age for _, ages_ in accounts for age in ages_)
    )
    return everyone, BookFigures(book, POLICY)


accounts_ = st.lists(
    st.tuples(st.lists(st.integers(-20, 90), max_size=8), st.lists(st.integers(-30, 120), max_size=5)),
    min_size=1,
    max_size=6,
)


@given(accounts_, ages)
def test_an_account_is_compared_with_those_that_let_it_come_to_that_age(
    accounts: list[tuple[list[int], list[int]]], age: int
):
    everyone, book = in_book(accounts)
    slowness = slowness_by_age(everyone, book, TODAY)
    slow = [habit_of(items, own, book, TODAY).slow for items, own in everyone]
    came_to = [
        (slow[place], sum(days >= age for days in (*own, *still_open)))
        for place, (own, still_open) in enumerate(accounts)
    ]
    count = sum(many for _, many in came_to)
    if count:
        assert slowness.at(age) == pytest.approx(sum(each * many for each, many in came_to) / count)
    elif any(own or still_open for own, still_open in accounts):
        assert slowness.at(age) == slowness.means[-1]


@given(accounts_)
def test_a_pace_is_what_the_formula_says(accounts: list[tuple[list[int], list[int]]]):
    everyone, book = in_book(accounts)
    due = book.payments_due
    for (items, own), (days, still_open) in zip(everyone, accounts, strict=True):
        overdue = [age for age in still_open if age > 0]
        settled, open_ = sum(due[day] for day in days), sum(due[age] for age in overdue)
        root = len(overdue) ** -0.5 if overdue else 0.0
        pace = (2 + settled + root * open_) / (2 + len(days))
        habit = habit_of(items, own, book, TODAY)
        assert habit.slow == pytest.approx(pace**0.75)
        slower = habit_of(items, Lateness([day + 10 for day in days]), book, TODAY)
        assert slower.slow >= habit.slow
    # Over the whole book the payments expected are the payments seen, so the mean pace is that of the book.
    paid_only = Lateness(day for days, _ in accounts for day in days)
    assert sum(paid_only.pressure[day] for day in paid_only.days) == pytest.approx(len(paid_only))


def test_the_reason_says_what_the_days_are_made_of():
    late = [5] * 60 + [30] * 60 + [60] * 60
    slow = [30, 60, 60]
    (exposure,) = exposures(
        [OpenItem(1, "GBP", TODAY - timedelta(days=12), 100_00, 0, 0)],
        Lateness(slow),
        figures(late),
        TODAY,
    )
    unknown = POLICY.unknown_days + 12 * POLICY.shrinkage / (POLICY.shrinkage + len(late))
    drawn = (120 * 33 + POLICY.shrinkage * unknown) / (120 + POLICY.shrinkage)
    assert (exposure.age, exposure.usual_days) == (12, pytest.approx(drawn))
    one = replace(standing(), exposures=(exposure,), day=TODAY)
    placing = place(one, CurrencyScale.of([one], "GBP", {}), POLICY, CALLER, NOW)
    (pace,) = [reason.text for reason in explain(placing, POLICY, NOW) if reason.code == "pace"]
    times, days = exposure.further_days / drawn, round(exposure.further_days)
    assert times > 1.1
    assert pace == (
        f"bills still unpaid after 12 days usually take 33 more; this account is {times:.1f} times as slow as"
        f" others that let it come to that: {days} days"
    )


@given(st.floats(0, 1e20), st.sampled_from(["GBP", "VND", "KWD"]))
def test_no_reason_writes_a_figure_in_powers_of_ten(value: float, currency: str):
    owed = Exposure(currency, 1, 1, 0, 0, 0, 1, TODAY - timedelta(days=1), value, 3.0, 1)
    one = replace(standing(), exposures=(owed,), day=TODAY)
    placing = place(one, CurrencyScale.of([one], currency, {}), POLICY, CALLER, NOW)
    text = " ".join(reason.text for reason in explain(placing, POLICY, NOW))
    assert not re.search(r"\de[+-]?\d", text)


def test_an_account_is_as_late_as_what_is_asked_for():
    old = replace(owes(0, currency="EUR", overdue=50_000), oldest_due=TODAY - timedelta(days=56))
    account = standing(1, old, owes(oldest_due=TODAY - timedelta(days=4)))
    placing = place(account, CurrencyScale.of([account], "", {}), POLICY, CALLER, NOW)
    assert placing.days_past_due == 4
    assert re.match("4 days past due", explain(placing, POLICY, NOW, CALLER)[0].text)
