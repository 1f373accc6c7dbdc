"""What a file itself adds up, checked against its rows; whatever it says, the rows count."""

from __future__ import annotations

from dataclasses import dataclass, field

from arcall_tui.domain.ledger_rows import Batch, RowError
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.text import number_of, one_line
from arcall_tui.ledger import amounts
from arcall_tui.ledger.arrange import Arranger, Total

# Totals that do not add up, told one by one.
_MOST_TOLD = 5


@dataclass(slots=True)
class TotalCheck:
    """Follows the rows of a file. `last`: the line of the newest item. `cut`: not all rows are counted as they stand.

    `lacking`: by how much more a total says than its rows come to, the last that does (minor units by currency).
    """

    arranger: Arranger
    style: str
    cut: bool
    last: int = 0
    _bad: list[str] = field(default_factory=list)
    _sum: int = 0
    _sums: set[int] = field(default_factory=lambda: {0})
    _currencies: set[str] = field(default_factory=set)
    lacking: dict[str, int] = field(default_factory=dict)

    def follow(self, batch: Batch | None) -> list[RowError]:
        """Count the rows at hand, and check the totals that stood among them; return rows that are none after all."""
        wrong: list[RowError] = []
        events: list[tuple[int, Total | None]] = [(total.line, total) for total in self.arranger.totals]
        events += [(line, None) for line in self.arranger.openings]
        if batch:
            self._currencies.update(batch.currency)
        if not events:
            self._sum += sum(batch.balance) if batch else 0
            self.last = batch.lines[-1] if batch and batch.lines else self.last
            return wrong
        self.arranger.totals.clear()
        self.arranger.openings.clear()
        items = sorted(zip(batch.lines, batch.balance, strict=True), reverse=True) if batch else []
        for line, total in sorted(events, key=lambda event: event[0]):
            while items and items[-1][0] < line:
                self._sum += items.pop()[1]
            if total and total.doubt and not self._fits(total):
                wrong.append(total.doubt)
                continue
            if total and len(self._currencies) == 1 and not self.cut and not total.doubt:
                self._check(total)
            self._sums.add(self._sum)
        self._sum += sum(balance for _, balance in items)
        return wrong

    def _fits(self, total: Total) -> bool:
        """Whether a row's figure is the sum of rows above it."""
        if self.cut and isinstance(amounts.read_amount(total.label, self.style, 4, rounded=True), int):
            # A row of nothing but figures; it may well count rows that are left out here.
            return True
        if len(self._currencies) != 1:
            return False
        (currency,) = self._currencies
        stated = amounts.read_amount(total.figure.strip(), self.style, exponent(currency), rounded=True)
        return isinstance(stated, int) and self._sum - stated in self._sums

    def _check(self, total: Total) -> None:
        (currency,) = self._currencies
        stated = amounts.read_amount(total.figure.strip(), self.style, exponent(currency))
        if isinstance(stated, str) or self._sum - stated in self._sums:
            return
        since = min((self._sum - before for before in self._sums), key=lambda rows: abs(rows - stated))
        if stated > since:
            self.lacking[currency] = stated - since
        self._bad.append(
            f"Row {total.line} ({one_line(total.label)[:40]}) says {Money(stated, currency)}, but its rows add up to"
            f" {Money(since, currency)}; the rows were taken."
        )

    def warnings(self) -> list[str]:
        """Say which totals do not add up."""
        told = self._bad[:_MOST_TOLD]
        more = len(self._bad) - len(told)
        return (
            [*told, f"{number_of(more, 'more total does', 'more totals do')} not add up."] if more else told
        )
