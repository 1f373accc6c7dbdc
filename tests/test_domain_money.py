"""Amounts are whole minor units and stay exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.domain.account import Invoice, ItemKind
from arcall_tui.domain.activity import spread, uncovered
from arcall_tui.domain.money import CURRENCIES, Money, exponent
from arcall_tui.domain.standing import BUCKETS, bucket_of, days_past_due
from arcall_tui.errors import UsageError
from cases import for_each

currencies = st.sampled_from(sorted(CURRENCIES))
minors = st.integers(-(10**14), 10**14)


@given(minors, currencies)
def test_what_is_written_is_read_back_to_the_last_unit(minor: int, currency: str):
    money = Money(minor, currency)
    assert Money.of(money.plain(), currency) == money
    assert Decimal(money.plain()) == Decimal(minor).scaleb(-exponent(currency))
    assert money.grouped().replace(",", "") == money.plain()


@given(st.lists(minors), currencies)
def test_sums_never_drift(amounts: list[int], currency: str):
    total = sum((Money(minor, currency) for minor in amounts), Money(0, currency))
    assert total.minor == sum(amounts)
    assert (total - total).minor == 0


@for_each(
    ("text", "currency", "shown"),
    [("1234.5", "USD", "USD 1,234.50"), ("1234", "JPY", "JPY 1,234"), ("-0.005", "KWD", "KWD -0.005")],
)
def test_each_currency_has_its_own_decimals(text: str, currency: str, shown: str):
    assert str(Money.of(text, currency)) == shown


@for_each(
    ("text", "currency"),
    [
        ("NaN", "USD"), ("Infinity", "USD"), ("1_000", "USD"), ("1e5", "USD"), ("٣", "USD"), ("", "USD"),
        ("1.005", "USD"), ("0.5", "JPY"), ("1", "BTC"), ("1", "usd"), ("1,000", "USD"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str, currency: str):
    with pytest.raises(UsageError):
        Money.of(text, currency)


def test_two_currencies_do_not_add_up():
    with pytest.raises(ValueError, match="rate"):
        Money(1, "USD") + Money(1, "EUR")


@given(st.integers(1, 10_000), st.lists(st.integers(0, 3_000), max_size=6))
def test_a_promise_is_spread_without_losing_or_making_money(amount: int, rooms: list[int]):
    free = [(key, Money(room, "USD")) for key, room in enumerate(rooms)]
    lines, left = spread(Money(amount, "USD"), free)
    assert sum(line.amount.minor for line in lines) + left.minor == amount
    assert all(0 < line.amount.minor <= rooms[line.invoice] for line in lines)
    assert left.minor == max(0, amount - sum(rooms))
    filled = [line.invoice for line in lines]
    assert filled == sorted(filled)


def an_invoice(key: int, minor: int, due: date) -> Invoice:
    balance, zero = Money(minor, "USD"), Money(0, "USD")
    return Invoice(key, f"I{key}", ItemKind.INVOICE, None, due, balance, balance, zero, zero)


@given(st.lists(st.tuples(st.integers(-2000, 3000).filter(bool), st.integers(-30, 30)), max_size=6))
def test_what_is_uncovered_is_the_overdue_less_the_credit(items: list[tuple[int, int]]):
    today = date(2026, 11, 20)
    invoices = [
        an_invoice(key, minor, date.fromordinal(today.toordinal() - age))
        for key, (minor, age) in enumerate(items)
    ]
    overdue = sum(minor for minor, age in items if minor > 0 and age > 0)
    credit = sum(minor for minor, _ in items if minor < 0)
    assert uncovered(invoices, (), today) == max(0, overdue + credit)
    lines, _ = spread(Money(10**9, "USD"), [(i.id, i.balance) for i in invoices])
    assert uncovered(invoices, lines, today) == 0


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-400, 400))
def test_past_due_counts_from_the_day_after(due: date, days: int):
    assert days_past_due(due, date.fromordinal(due.toordinal() + days)) == days
    assert (BUCKETS[bucket_of(days)] == "not due") == (days <= 0)


@for_each(
    ("days", "name"),
    [
        (0, "not due"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (90, "61-90"),
        (120, "91-120"),
        (121, "120+"),
    ],
)
def test_buckets_meet_without_gap(days: int, name: str):
    assert BUCKETS[bucket_of(days)] == name
