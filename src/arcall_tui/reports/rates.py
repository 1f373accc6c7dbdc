"""Adding up across currencies: only at rates that say of which day they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.money import Money, exponent
from arcall_tui.reports.table import Cell, Chart, NotAvailable, Report, Series, Table, sums, sums_of, tabled


@dataclass(frozen=True, slots=True)
class Rates:
    """`base`: the currency to add up in (empty: none is set); `table`: base currency per unit, and of which day.

    A rate of a day before `old_before` is flagged where it is said. `used`: the currencies that were added up so far.
    """

    base: str = ""
    table: Mapping[str, tuple[float, date]] = field(default_factory=dict)
    old_before: date = date.min
    used: set[str] = field(default_factory=set, compare=False)

    def total(self, amounts: Mapping[str, int]) -> Money | NotAvailable:
        """Return the sum of amounts by currency (minor units) in the base currency, each rounded once."""
        if not self.base:
            return NotAvailable("no base currency is set")
        missing = [code for code in sorted(amounts) if code != self.base and code not in self.table]
        if missing:
            return NotAvailable(f"no rate for {', '.join(missing)}")
        self.used.update(code for code, minor in amounts.items() if minor)
        return Money(sum(self._minor(code, minor) for code, minor in amounts.items()), self.base)

    def most_first(self, code: str, minor: int) -> tuple[str, int]:
        """Return what to sort amounts by, the most first: by their worth in the base currency, without a rate by currency."""
        known = self.base and (code == self.base or code in self.table)
        return ("", -self._minor(code, minor)) if known else (code, -minor)

    def all_currencies(
        self, first: str, amounts: Mapping[Cell, Mapping[str, int]], of: Callable[[Cell], str]
    ) -> list[Table]:  # fmt: skip
        """Return one amount a row, all currencies together; nothing where there is only one. `first`: the head of the rows, `of`: what one leads to."""
        codes, empty = {code for own in amounts.values() for code in own}, ""
        if len(codes) <= 1:
            return []
        rows = tuple((name, self.total(own)) for name, own in amounts.items())
        reasons = {row[1].reason if isinstance(row[1], NotAvailable) else "" for row in rows}
        if len(reasons) == 1 and (why := reasons.pop()):
            rows, amounts, empty = (), {}, f"Not added up: {why}."
        summed = all(isinstance(row[1], Money) for row in rows)
        values = tuple(float(row[1].plain()) if isinstance(row[1], Money) else None for row in rows)
        labels = tuple(f"{row[0]:%d %b}" if isinstance(row[0], date) else str(row[0]) for row in rows)
        charts = (Chart("bars", labels, (Series(self.base, values),), self.base),) if summed and rows else ()
        heads = f"{first} {'expected' if first.endswith(':date') else 'balance'}:money+"
        led = zip(rows, map(of, amounts), strict=True)
        return [tabled("All currencies", "all", heads, led, summed=summed, charts=charts, empty=empty)]

    def in_base(self, report: Report) -> Report:
        """Return the report with the sums of all currencies above those of each, where there are several and a base.

        It says all rates that it rests on below, and above which of them are old.
        """
        if not self.base:
            return report
        made = replace(report, tables=tuple(map(self._together, report.tables)))
        of_day = grouped(sorted(self.used - {self.base}), lambda code: self.table[code][1])
        notes, old = [], []
        for day, codes in sorted(of_day.items()):
            each = ", ".join(f"1 {code} = {self.table[code][0]:g}" for code in codes)
            notes.append(f"Rates of {spelt(day)}: {each} {self.base}; each sum is rounded for itself")
            if day < self.old_before:
                old.append(f"{', '.join(codes)} of {spelt(day)}")
        about = (f"Totals in {self.base} rest on old rates: {'; '.join(old)}",) if old else ()
        return replace(made, about=(*made.about, *about), notes=(*made.notes, *notes))

    def _together(self, table: Table) -> Table:
        def total(amounts: list[Money]) -> Cell:
            return self.total({each.currency: each.minor for each in amounts})

        own = sums(table)
        return (
            replace(table, together=sums_of(table, f"All in {self.base}", own, total)) if own[1:] else table
        )

    def _minor(self, code: str, minor: int) -> int:
        if code == self.base:
            return minor
        rate, _ = self.table[code]
        scale = Fraction(10) ** (exponent(self.base) - exponent(code))
        return round(Fraction(str(rate)) * minor * scale)
