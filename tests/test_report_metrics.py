"""The formulas, checked against worked examples of others and by arithmetic of another kind."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.domain.money import Money
from arcall_tui.reports import metrics
from arcall_tui.reports.metrics import MonthSales
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.table import NotAvailable, Report


def test_dso_as_investopedia_works_it_out():
    # July: credit sales 500,000, receivables 350,000, 31 days.
    assert float(metrics.days_of_sales(350_000, 500_000, 31)) == pytest.approx(21.7)


def test_dso_of_a_year_as_meshas_guide_works_it_out():
    assert float(metrics.days_of_sales(150_000, 1_800_000, 365)) == pytest.approx(30.4, abs=0.05)


def test_best_possible_dso_and_average_days_delinquent_of_growfins_example():
    # Credit sales of a month 30,000; receivables 10,000, of which 2,000 past due.
    dso, best = metrics.days_of_sales(10_000, 30_000, 30), metrics.days_of_sales(8_000, 30_000, 30)
    assert (dso, best, metrics.difference(dso, best)) == (10, 8, 2)


@pytest.mark.parametrize(
    ("receivable", "months", "days"),
    [
        # Benji Pays: months of 30 days.
        (212_000, [(30, 100_000), (30, 80_000), (30, 70_000)], 73.7),
        # A count-back guide with the real lengths of the months.
        (2_100_000, [(31, 900_000), (28, 800_000), (31, 700_000)], 31 + 28 + 31 * 4 / 7),
        (0, [(30, 1)], 0),
    ],
)
def test_countback_dso_of_published_examples(receivable: int, months: list[tuple[int, int]], days: float):
    sales = [MonthSales(str(place), *month) for place, month in enumerate(months)]
    assert float(metrics.countback(receivable, sales)) == pytest.approx(days, abs=0.02)


@pytest.mark.parametrize(
    ("opening", "sales", "closing", "current", "index"),
    [
        (100_000, 1_000_000, 120_000, 100_000, 0.98),  # Gaviti
        (6_200, 10_890, 6_340, 3_590, 0.7963),  # a textbook's aged trial balance, the period's sales
        (6_200, 10_890 // 3, 6_340, 3_590, 0.559),  # the same at creditguru.com, one month's mean sales
    ],
)
def test_cei_of_published_examples(opening: int, sales: int, closing: int, current: int, index: float):
    assert float(metrics.effectiveness(opening, sales, closing, current)) == pytest.approx(index, abs=0.0005)


@given(
    st.lists(st.tuples(st.integers(28, 31), st.integers(0, 10_000)), min_size=1, max_size=6),
    st.integers(1, 60_000),
)
def test_countback_is_what_counting_single_days_gives(months: list[tuple[int, int]], receivable: int):
    found = metrics.countback(receivable, [MonthSales("", *month) for month in months])
    daily = [Fraction(sales, days) for days, sales in months for _ in range(days)]
    if receivable > sum(daily):
        assert isinstance(found, NotAvailable)
        return
    rest, counted = Fraction(receivable), Fraction(0)
    for one in daily:
        if one and rest <= one:
            counted += rest / one
            break
        rest -= one
        counted += 1
    assert found == counted


@pytest.mark.parametrize(
    "figure",
    [
        metrics.days_of_sales(100, 0, 30),
        metrics.countback(100, [MonthSales("", 30, 50)]),
        metrics.effectiveness(0, 0, 0, 0),
        metrics.share(0, 0, "attempts"),
        metrics.per_hour(3, 10),
        metrics.concentration([]),
    ],
)
def test_what_cannot_be_told_says_why(figure: metrics.Figure):
    assert isinstance(figure, NotAvailable)
    assert figure.reason


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20))
def test_concentration_lies_between_even_and_all_with_one(amounts: list[int]):
    found = metrics.concentration(amounts)
    assert not isinstance(found, NotAvailable)
    assert Fraction(1, len(amounts)) <= found <= 1


def test_currencies_add_up_only_at_dated_rates():
    rates = Rates("GBP", {"JPY": (0.005, date(2026, 11, 20)), "KWD": (2.5, date(2026, 11, 19))})
    # 1,000 yen = 5.00; 1.234 dinar = 3.085 -> 3.08 (to even); 10.00 pounds.
    assert rates.total({"JPY": 1000, "KWD": 1234, "GBP": 1000}) == Money(500 + 308 + 1000, "GBP")
    made = rates.in_base(Report("aging", "Aging", (), ()))
    assert made.notes == tuple(
        f"Rates of {rates}; each sum is rounded for itself"
        for rates in ("19 Nov 2026: 1 KWD = 2.5 GBP", "20 Nov 2026: 1 JPY = 0.005 GBP")
    )
    assert isinstance(rates.total({"USD": 1}), NotAvailable)
    assert isinstance(Rates().total({"USD": 1}), NotAvailable)
