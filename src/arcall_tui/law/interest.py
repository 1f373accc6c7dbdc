"""Late interest on one debt, day by day: pure reckoning, in exact fractions, rounded once at the end."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from dateutil.relativedelta import relativedelta

from arcall_tui.domain.money import Money
from arcall_tui.law.regime import Regime, Rule

_YEAR = 365
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Debt:
    """An invoice that bears interest. `open`: what is still owed of it and bears interest.

    `paid`: (day, amount) of each payment, oldest first: each has borne interest until then. `settled`: paid in full.
    `besides`: what is owed of it besides and bears none (minor units), as what is promised: it counts for its size.
    """

    number: str
    due: date
    open: Money
    paid: tuple[tuple[date, Money], ...] = ()
    invoice_date: date | None = None
    settled: bool = False
    besides: int = 0


@dataclass(frozen=True, slots=True)
class InterestStep:
    """So many days at one rate (percent a year) on one amount: both days included. `interest`: minor units."""

    start: date
    end: date
    amount: Money
    rate: Fraction
    interest: Fraction

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a debt has borne: the steps, their sum rounded half up to minor units, the fixed sum by law if any.

    `unknown_from`: the first day that was not reckoned because the rate is not known; None where all are.
    """

    debt: Debt
    steps: tuple[InterestStep, ...]
    interest: Money
    fixed: Money | None
    unknown_from: date | None = None


def starts(debt: Debt, regime: Regime) -> date:
    """Return the first day that bears interest: the day after it was due, or after the most days the law allows."""
    latest = debt.due
    if regime.most_days and debt.invoice_date is not None:
        latest = min(latest, debt.invoice_date + timedelta(days=regime.most_days))
    return latest + _DAY


def reckon(debt: Debt, regime: Regime, until: date) -> Reckoning:
    """Return what the debt has borne by the end of `until`. Nothing is reckoned past what the rates are known for."""
    start = starts(debt, regime)
    slices = [(amount, min(day, until)) for day, amount in debt.paid if day >= start]
    slices.append((debt.open, until))
    steps: list[InterestStep] = []
    unknown: date | None = None
    for amount, end in slices:
        made, missing = (
            _slice(amount, start, end, regime) if amount.minor > 0 and end >= start else ([], None)
        )
        steps += made
        unknown = min((each for each in (unknown, missing) if each), default=None)
    exact = sum((step.interest for step in steps), Fraction(0))
    size = Money(sum(amount.minor for amount, _ in slices) + debt.besides, debt.open.currency)
    return Reckoning(
        debt,
        tuple(steps),
        Money(floor(exact + Fraction(1, 2)), debt.open.currency),
        regime.fixed_sum(size) if steps else None,
        unknown,
    )


_Period = tuple[date, date, Fraction | None]


def _slice(amount: Money, start: date, end: date, regime: Regime) -> tuple[list[InterestStep], date | None]:
    """Return the steps of one amount from `start` to `end`, and the first day whose rate is not known."""
    periods, unknown = _periods(start, end, regime)
    known = [(a, b, rate) for a, b, rate in periods if rate is not None]
    if len(known) < len(periods):  # the lines begin later than the debt: no part of it is guessed
        return [], start
    return (
        _compounded(amount, known, regime.rests) if regime.rests else _simple(amount, known, regime)
    ), unknown


def _periods(start: date, end: date, regime: Regime) -> tuple[list[_Period], date | None]:
    """Part the days by the rate that holds; past what the rates are known for there are none."""
    if regime.rule is Rule.FIXED:
        return [(start, end, regime.rate(start))], None
    last = min(end, regime.reference.read_until)
    unknown = max(start, last + _DAY) if last < end else None
    if last < start:
        return [], unknown
    if regime.rule is Rule.PAYMENT:
        return [(start, last, regime.rate(last))], unknown
    bounds = [start, *regime.reference.changes(start, last)]
    ends = [*(each - _DAY for each in bounds[1:]), last]
    return [(a, b, regime.rate(a)) for a, b in zip(bounds, ends, strict=True)], unknown


def _simple(
    amount: Money, periods: Sequence[tuple[date, date, Fraction]], regime: Regime
) -> list[InterestStep]:
    return [
        InterestStep(a, b, amount, rate, amount.minor * rate / 100 * _years(a, b, regime))
        for a, b, rate in periods
    ]


def _years(first: date, last: date, regime: Regime) -> Fraction:
    """Return the time from one day to another, both included, in years of 365 days, or leap years of 366."""
    if not regime.leap_years:
        return Fraction((last - first).days + 1, _YEAR)
    return sum(
        (
            Fraction((min(last, date(y, 12, 31)) - max(first, date(y, 1, 1))).days + 1, _YEAR + isleap(y))
            for y in range(first.year, last.year + 1)
        ),
        Fraction(0),
    )


def _compounded(
    amount: Money, periods: Sequence[tuple[date, date, Fraction]], rests: int
) -> list[InterestStep]:
    """Add the interest of every `rests` full months since the start to what bears interest.

    Each such time bears its part of the year's rate, and a part of it by its days; so does each part of it where the
    rate changes within.
    """
    steps: list[InterestStep] = []
    if not periods:
        return steps
    first, last = periods[0][0], periods[-1][1]
    owed, months = Fraction(amount.minor), 0
    begin = first
    while begin <= last:
        months += rests
        after = first + relativedelta(months=months)
        length = (after - begin).days
        borne = Fraction(0)
        for a, b, rate in periods:
            low, high = max(a, begin), min(b, after - _DAY)
            if low <= high:
                days = (high - low).days + 1
                part = owed * rate / 100 * rests / 12 * days / length
                steps.append(
                    InterestStep(low, high, Money(floor(owed + Fraction(1, 2)), amount.currency), rate, part)
                )
                borne += part
        owed += borne
        begin = after
    return steps
