"""Late interest by law or contract: the regimes and rates that are dated data, and what they make of an open bill."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from dateutil.relativedelta import relativedelta

from arcall_tui.domain.money import CURRENCIES, Money, exponent
from arcall_tui.packaged import text_of
from arcall_tui.tomlfile import TomlTable, read_toml

RESTS = {"simple": 0, "monthly": 1, "yearly": 12}  # months


class Rule(StrEnum):
    """Which reference rate a debt bears."""

    FIXED = "fixed"  # that of the day on which interest starts, for as long as the debt is open
    HALF_YEAR = "half-year"  # each period's own
    PAYMENT = "payment"  # that of the day of payment, for the whole time


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """A reference rate: `rates` are (from which day, percent a year), oldest first; known until `read_until`."""

    name: str
    source: str
    read_until: date
    rates: tuple[tuple[date, Fraction], ...]

    def on(self, day: date) -> Fraction | None:
        """Return the rate (percent a year) that holds on a day; None where the lines do not cover it."""
        if day > self.read_until:
            return None
        return next((rate for start, rate in reversed(self.rates) if start <= day), None)

    def changes(self, start: date, end: date) -> list[date]:
        """Return the days after `start`, up to `end`, from which another rate holds."""
        known = [(day, rate) for day, rate in self.rates if start < day <= end]
        return [day for day, rate in known if rate != self.on(date.fromordinal(day.toordinal() - 1))]


@dataclass(frozen=True, slots=True)
class Regime:
    """How late interest is reckoned: `margin` in percentage points on `times` the reference.

    `round_up`: to a multiple of so many points, 0 for none. `rests`: after so many months interest bears interest,
    0 for never. `leap_years`: whether a leap year has 366 days, else it has 365 as any.
    `most_days`: after at most so many days from the invoice interest starts, 0 for no such limit. `sums`: fixed
    sums, (from which size of debt, the sum), sizes in minor units of `sums_by`. `consumers`: the margin where a
    consumer owes, None where nothing is due from one.
    """

    country: str
    law: str
    source: str
    reference: ReferenceRate
    rule: Rule
    margin: Fraction
    times: Fraction = Fraction(1)
    round_up: Fraction = Fraction(0)
    rests: int = 0
    leap_years: bool = False
    most_days: int = 0
    small_sellers_only: bool = False
    consumers: Fraction | None = None
    sums: tuple[tuple[int, Money], ...] = ()
    sums_by: str = ""

    def rate(self, day: date) -> Fraction | None:
        """Return the rate of late interest (percent a year) by the reference of that day; None where not known."""
        reference = self.reference.on(day)
        if reference is None:
            return None
        rate = reference * self.times + self.margin
        return ceil(rate / self.round_up) * self.round_up if self.round_up else rate

    def for_consumers(self) -> Regime | None:
        """Return the rule where a consumer owes; None where nothing is due from one."""
        return None if self.consumers is None else replace(self, margin=self.consumers, sums=())

    def fixed_sum(self, size: Money) -> Money | None:
        """Return the fixed sum for a debt of that size; None where there is none, or another currency decides."""
        if not self.sums:
            return None
        if len(self.sums) > 1 and size.currency != self.sums_by:
            return None
        return next(amount for start, amount in reversed(self.sums) if start <= size.minor)


def by_contract(percent: Fraction, compounding: str = "simple") -> Regime:
    """Return the rule of a contract with a rate of its own (percent a year); it holds whatever the law."""
    rate = ReferenceRate("agreed", "your contract", date.max, ((date.min, percent),))
    return Regime("", "by contract", "your contract", rate, Rule.FIXED, Fraction(0), rests=RESTS[compounding])


def regimes(own: str | None = None, source: str = "law.toml") -> dict[str, Regime]:
    """Return the rules by country. `own`: the text of the user's own lines, which are appended to ours.

    Raises InputRefusedError with file and line for a mistake in them.
    """
    references = _references(read_toml(text_of("law/references.toml"), "references.toml"), {})
    table = read_toml(text_of("law/regimes.toml"), "regimes.toml")
    if own is not None:
        top = read_toml(own, source)
        references = _references(top, references)
    return {country: _regime(table.table(country), country, references) for country in table.values}


def _references(top: TomlTable, known: Mapping[str, ReferenceRate]) -> dict[str, ReferenceRate]:
    made = dict(known)
    for name in top.values:
        table = top.table(name)
        table.only(("name", "source", "read_until", "rates"))
        if known and name not in known:
            top.refuse(name, "is no reference rate.", f"There are: {', '.join(sorted(known))}.")
        before = made.get(name)
        rates = dict(before.rates if before else ())
        for line in table.values.get("rates", []):
            entry = TomlTable(top.source, line if isinstance(line, dict) else {}, top.lines, (name, "rates"))
            rates[entry.day("from")] = _percent(entry, "rate")
        made[name] = ReferenceRate(
            table.text("name", before.name if before else name),
            table.text("source", before.source if before else ""),
            table.day("read_until"),
            tuple(sorted(rates.items())),
        )
    return made


def _percent(table: TomlTable, key: str, default: float = 0.0) -> Fraction:
    # Written in decimals, and meant so: 2.15 is 215/100.
    return Fraction(str(table.number(key, default, -100, 1000)))


def _regime(table: TomlTable, country: str, references: Mapping[str, ReferenceRate]) -> Regime:
    currency = table.text("currency", "EUR", CURRENCIES)
    size_by = table.text("sums_by", currency, CURRENCIES)
    sums = [
        (round(Fraction(str(line["from"])) * 10 ** exponent(size_by)), Money.of(str(line["sum"]), currency))
        for line in table.values.get("sums", [])
    ]
    if table.values.get("leap_years") and table.values.get("compounding", "simple") != "simple":
        table.refuse(
            "leap_years", "is given beside compounding.", "That goes by months: leave one of them out."
        )
    return Regime(
        country=country,
        law=table.text("law", ""),
        source=table.text("source", ""),
        reference=references[table.text("reference", "", references)],
        rule=Rule(table.text("rule", "fixed", [rule.value for rule in Rule])),
        margin=_percent(table, "margin"),
        times=_percent(table, "times", 1.0),
        round_up=_percent(table, "round_up"),
        rests=RESTS[table.text("compounding", "simple", RESTS)],
        leap_years=table.flag("leap_years", default=False),
        most_days=table.whole("most_days", 0),
        small_sellers_only=table.flag("small_sellers_only", default=False),
        consumers=_percent(table, "consumers") if "consumers" in table.values else None,
        sums=tuple(sums),
        sums_by=size_by,
    )


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
    made = [_slice(amount, start, end, regime) for amount, end in slices if amount.minor > 0 and end >= start]
    steps = [step for each, _ in made for step in each]
    unknown = min((missing for _, missing in made if missing), default=None)
    exact = sum((step.interest for step in steps), Fraction(0))
    size = Money(sum(amount.minor for amount, _ in slices) + debt.besides, debt.open.currency)
    interest = Money(floor(exact + Fraction(1, 2)), debt.open.currency)
    return Reckoning(debt, tuple(steps), interest, regime.fixed_sum(size) if steps else None, unknown)


_Period = tuple[date, date, Fraction | None]


def _slice(amount: Money, start: date, end: date, regime: Regime) -> tuple[list[InterestStep], date | None]:
    """Return the steps of one amount from `start` to `end`, and the first day whose rate is not known."""
    periods, unknown = _periods(start, end, regime)
    known = [(a, b, rate) for a, b, rate in periods if rate is not None]
    if len(known) < len(periods):  # the lines begin later than the debt: no part of it is guessed
        return [], start
    by_rests = _compounded(amount, known, regime.rests) if regime.rests else _simple(amount, known, regime)
    return by_rests, unknown


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
    per_year = ((a, b, rate, amount.minor * rate / 100) for a, b, rate in periods)
    return [InterestStep(a, b, amount, rate, each * _years(a, b, regime)) for a, b, rate, each in per_year]


def _years(first: date, last: date, regime: Regime) -> Fraction:
    """Return the time from one day to another, both included, in years of 365 days, or leap years of 366."""
    if not regime.leap_years:
        return Fraction((last - first).days + 1, _YEAR)
    years = range(first.year, last.year + 1)
    days = {y: (min(last, date(y, 12, 31)) - max(first, date(y, 1, 1))).days + 1 for y in years}
    return sum((Fraction(days[y], _YEAR + isleap(y)) for y in years), Fraction(0))


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
