"""A country's rule for late interest as a value, and reading it from the packaged data and the user's own lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from importlib import resources
from math import ceil

from arcall_tui.domain.money import CURRENCIES, Money, exponent
from arcall_tui.tomlfile import TomlTable, read_toml

_PACKAGED = resources.files("arcall_tui.law")
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
    references = _references(_packaged("references.toml"), {})
    table = _packaged("regimes.toml")
    if own is not None:
        top = read_toml(own, source)
        references = _references(top, references)
    return {country: _regime(table.table(country), country, references) for country in table.values}


def _packaged(name: str) -> TomlTable:
    return read_toml(_PACKAGED.joinpath(name).read_text(encoding="utf-8"), name)


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
