"""Adding up across currencies: only at rates that say of which day they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arcall_tui.domain.dates import spelt
from arcall_tui.domain.money import Money, exponent
from arcall_tui.reports.table import NotAvailable


@dataclass(frozen=True, slots=True)
class Rates:
    """`base`: the currency to add up in (empty: none is set); `table`: base currency per unit, and of which day.

    A rate of a day before `old_before` is flagged where it is said.
    """

    base: str = ""
    table: Mapping[str, tuple[float, date]] | None = None
    old_before: date = date.min

    def total(self, amounts: Mapping[str, int]) -> Money | NotAvailable:
        """Return the sum of amounts by currency (minor units) in the base currency, each rounded once."""
        if not self.base:
            return NotAvailable("no base currency is set")
        missing = [code for code in sorted(amounts) if code != self.base and code not in (self.table or {})]
        if missing:
            return NotAvailable(f"no rate for {', '.join(missing)}")
        return Money(sum(self._minor(code, minor) for code, minor in amounts.items()), self.base)

    def _minor(self, code: str, minor: int) -> int:
        if code == self.base:
            return minor
        rate, _ = (self.table or {})[code]
        scale = Fraction(10) ** (exponent(self.base) - exponent(code))
        return round(Fraction(str(rate)) * minor * scale)

    def said(self, codes: Iterable[str]) -> str:
        """Say at which rates of which days the currencies were added up."""
        used = [code for code in sorted(set(codes)) if code != self.base and code in (self.table or {})]
        written = (
            f"1 {code} = {rate:g} {self.base} ({spelt(day)}{', old' if day < self.old_before else ''})"
            for code in used
            for rate, day in [(self.table or {})[code]]
        )
        return f"Rates: {'; '.join(written)}" if used else f"All of it is in {self.base}"
