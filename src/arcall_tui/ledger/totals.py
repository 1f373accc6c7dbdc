"""What a file itself adds up, checked against its rows; whatever it says, the rows count."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from itertools import chain

from arcall_tui.domain.ledger_rows import Batch, RowError
from arcall_tui.domain.money import CURRENCIES, Money, exponent
from arcall_tui.domain.text import number_of, one_line
from arcall_tui.ledger import amounts
from arcall_tui.ledger.arrange import Arranger, Total
from arcall_tui.ledger.columns import WORDS
from arcall_tui.ledger.words import TOTAL

# Totals that do not add up, told one by one.
_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A total that is no sum of the rows above it, so that it may be one of those below: what it says, and what the nearest rows above come to."""

    stated: int
    total: Total
    since: Money
    after: int


@dataclass(slots=True)
class TotalCheck:
    """Follows the rows of a file. `last`: the line of the newest item. `cut`: not all rows are counted as they stand.

    `_in_words`: totals that add up, by the currency that they name. `lacking`: by how much more a total says than its rows come to, the last that does (minor units by currency).
    """

    arranger: Arranger
    style: str
    cut: bool
    last: int = 0
    _bad: list[str] = field(default_factory=list)
    _sum: int = 0
    _sums: list[int] = field(default_factory=lambda: [0])
    _currencies: set[str] = field(default_factory=set)
    _ahead: dict[int, list[_Ahead]] = field(default_factory=dict)
    _counted: int = 0
    # Rows that may be sums, and are as much as the one row below: more than chance only where others are sums of several.
    _alone: list[RowError] = field(default_factory=list)
    _adds_up: bool = False
    lacking: dict[str, int] = field(default_factory=dict)
    _in_words: dict[str, Total] = field(default_factory=dict)

    def follow(self, batch: Batch | None) -> list[RowError]:
        """Count the rows at hand, and check the totals that stood among them; return rows that are none after all."""
        wrong: list[RowError] = []
        events: list[tuple[int, Total | None]] = [(total.line, total) for total in self.arranger.totals]
        events += [(line, None) for line in self.arranger.openings]
        if batch:
            self._currencies.update(batch.currency)
            self.last = batch.lines[-1] if batch.lines else self.last
        if not events and not self._ahead:
            self._sum += sum(batch.balance) if batch else 0
            return wrong
        self.arranger.totals.clear()
        self.arranger.openings.clear()
        items = sorted(zip(batch.lines, batch.balance, strict=True), reverse=True) if batch else []
        for line, total in sorted(events, key=lambda event: event[0]):
            while items and items[-1][0] < line:
                self._add(items.pop()[1])
            if total and total.doubt and not self._judge(total):
                wrong.append(total.doubt)
                continue
            if total and not total.doubt and not self.cut:
                self._judge(total)
            insort(self._sums, self._sum)
        while items:
            self._add(items.pop()[1])
        return wrong

    def _add(self, balance: int) -> None:
        self._sum += balance
        self._counted += 1
        for met in self._ahead.pop(self._sum, ()):
            if met.total.doubt and self._counted - met.after == 1 and not self.arranger.plan.heads:
                self._alone.append(met.total.doubt)
            self._adds_up = self._adds_up or bool(met.total.doubt and self._counted - met.after > 1)

    def _judge(self, total: Total) -> bool:
        """Whether a row's figure is the sum of rows above it, or may yet be that of the rows below."""
        figure = total.figure.strip()
        if total.doubt and self.cut:
            # A row of nothing but figures may well count rows that are left out here.
            return isinstance(amounts.read_amount(total.label, self.style, 4, rounded=True), int)
        if len(self._currencies) != 1:
            return False
        (currency,) = self._currencies
        stated = amounts.read_amount(figure, self.style, exponent(currency), rounded=bool(total.doubt))
        if isinstance(stated, str):
            return False
        before = self._sum - stated
        at = bisect_left(self._sums, before)
        if before not in self._sums[at : at + 1]:
            since = self._sum - min(self._sums[max(at - 1, 0) : at + 1], key=lambda near: abs(near - before))
            waits = _Ahead(stated, total, Money(since, currency), self._counted)
            self._ahead.setdefault(self._sum + stated, []).append(waits)
        elif stated and (said := TOTAL.match(total.label)) and said["whose"].strip() in CURRENCIES - WORDS:
            self._in_words.setdefault(said["whose"].strip(), total)
        return True

    def unmet(self) -> list[RowError]:
        """Return rows that are no totals after all, once all are there; what others lack is noted."""
        ahead = sorted(chain.from_iterable(self._ahead.values()), key=lambda one: one.total.line)
        for one in ahead:
            if one.total.doubt:
                continue
            stated = Money(one.stated, one.since.currency)
            if stated.minor > one.since.minor:
                self.lacking[stated.currency] = stated.minor - one.since.minor
            self._bad.append(
                f"Row {one.total.line} ({one_line(one.total.label)[:40]}) says {stated}, but its rows add up to {one.since}; the rows were taken."
            )
        alone = [] if self._adds_up else self._alone
        if len(self._in_words) > 1 and len(self._currencies) == 1:
            problem = "names another currency than the other totals, while the rows say none: give each row its own, in a column"
            alone += [
                RowError(total.line, "total", total.label, problem) for total in self._in_words.values()
            ]
        return alone + [one.total.doubt for one in ahead if one.total.doubt]

    def warnings(self) -> list[str]:
        """Say which totals do not add up."""
        told = self._bad[:_MOST_TOLD]
        more = len(self._bad) - len(told)
        return (
            [*told, f"{number_of(more, 'more total does', 'more totals do')} not add up."] if more else told
        )
