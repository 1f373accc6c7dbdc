"""The measures of the receivables, and the money that came in against what was done before it."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from arcall_tui.domain.dates import spelt
from arcall_tui.domain.figures import Call, Ledgers, PromiseFact, ReceiptFact
from arcall_tui.domain.money import Money
from arcall_tui.reports.metrics import (
    FORMULAS,
    Figure,
    MonthSales,
    countback,
    days_of_sales,
    difference,
    effectiveness,
    share,
)
from arcall_tui.reports.table import Cell, NotAvailable, Row, Table, columns

# Money counts for a call or a promise that was made within so many days before it (ours).
BEFORE = 30
_MOST_MONTHS = 60
Amounts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Flows:
    """A period's figures by currency, in minor units. `sales`: by currency and invoice date, all that is known.

    `opening`, `closing`, `current`: receivables at both ends, and what of the closing was not overdue.
    `unsupported`: why the ledgers do not tell the period's sales; empty where they do. `known_from`: the day
    from which on they tell sales.
    """

    since: date
    until: date
    opening: Amounts
    closing: Amounts
    current: Amounts
    sales: Mapping[str, Mapping[date, int]]
    collected: Amounts
    unsupported: str = ""
    known_from: date | None = None

    @property
    def days(self) -> int:
        """Days in the period, both ends included."""
        return (self.until - self.since).days + 1

    @property
    def currencies(self) -> list[str]:
        """Every currency that occurs."""
        return sorted({*self.opening, *self.closing, *self.collected})

    def sold(self, currency: str) -> int:
        """Return the credit sales of the period: invoices less credit notes."""
        by_day = self.sales.get(currency, {})
        return sum(minor for day, minor in by_day.items() if self.since <= day <= self.until)


def unsupported(
    ledgers: Sequence[Ledgers], since: date, until: date, undated: int
) -> tuple[str, date | None]:
    """Say why the ledgers do not tell the sales from `since` on (empty: they do), and from when on they do."""
    if not ledgers:
        return "no ledger has been taken in", None
    if undated:
        return f"{undated} items have no invoice date", None
    # A ledger of settled items begins with its first invoice: what came before in that month is nothing.
    begins = (ledger.settled_from and ledger.settled_from.replace(day=1) for ledger in ledgers)
    known = max(
        begin or ledger.first + timedelta(days=1) for begin, ledger in zip(begins, ledgers, strict=True)
    )
    listed = [ledger for ledger in ledgers if ledger.settled_from is None]
    if any(ledger.first >= until or ledger.taken < 2 for ledger in listed):  # noqa: PLR2004 - one list is no flow
        return (
            "an open-item list tells no sales; from the second one on, those since the first are known",
            known,
        )
    if known > since:
        return f"the ledgers tell sales only from {spelt(known)} on", known
    return "", known


def month_sales(sales: Mapping[date, int], until: date, known_from: date | None) -> list[MonthSales]:
    """Return each month's sales, newest first, back to the first that is known whole."""
    by_month: dict[tuple[int, int], int] = defaultdict(int)
    for day, minor in sales.items():
        if day <= until:
            by_month[day.year, day.month] += minor
    months: list[MonthSales] = []
    year, month, days = until.year, until.month, until.day
    while len(months) < _MOST_MONTHS and known_from and date(year, month, 1) >= known_from:
        months.append(MonthSales(f"{year}-{month:02}", days, by_month[year, month]))
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        days = monthrange(year, month)[1]
    return months


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures of one currency."""

    dso: Figure
    countback: Figure
    best_possible: Figure
    delinquent: Figure
    effectiveness: Figure


def measure(flows: Flows, currency: str) -> Measured:
    """Work out the measures of one currency, n/a where sales are not known."""
    closing, current = flows.closing.get(currency, 0), flows.current.get(currency, 0)
    months = month_sales(flows.sales.get(currency, {}), flows.until, flows.known_from)
    back = (
        countback(closing, months)
        if months
        else NotAvailable(flows.unsupported or "no month's sales are known")
    )
    if flows.unsupported:
        missing = NotAvailable(flows.unsupported)
        return Measured(missing, back, missing, missing, missing)
    sold = flows.sold(currency)
    dso, best = days_of_sales(closing, sold, flows.days), days_of_sales(current, sold, flows.days)
    index = effectiveness(flows.opening.get(currency, 0), sold, closing, current)
    return Measured(dso, back, best, difference(dso, best), index)


def balances(flows: Flows) -> Table:
    """Return how the receivables went from the opening to the closing balance."""
    rows: list[Row] = []
    for code in flows.currencies:
        opening, closing = flows.opening.get(code, 0), flows.closing.get(code, 0)
        sold, got = flows.sold(code), flows.collected.get(code, 0)
        sales: Cell = NotAvailable(flows.unsupported) if flows.unsupported else Money(sold, code)
        other: Cell = (
            NotAvailable(flows.unsupported)
            if flows.unsupported
            else Money(closing - opening - sold + got, code)
        )
        ends = (Money(opening, code), sales, Money(got, code), other, Money(closing, code))
        rows.append((code, *ends, Money(flows.current.get(code, 0), code)))
    heads = columns(
        "currency opening:money sales:money collected:money other:money closing:money not_overdue:money"
    )
    basis = (
        f"Opening: receivables at the close of {spelt(flows.since - timedelta(days=1))}; closing: of {spelt(flows.until)}.",
        "Sales: invoices less credit notes dated in the period.",
        (
            "Collected: lower balances and settlements that the ledgers of the period show, less credits used up;"
            " a ledger does not say how an item was settled."
        ),
        "Other: what remains, such as corrections, and items dated in one period and seen in another.",
    )
    return Table("Receivables", heads, tuple(rows), "receivables", basis, empty="Nothing was owed.")


def table(flows: Flows) -> Table:
    """Return the measures by currency."""
    rows = []
    for code in flows.currencies:
        m = measure(flows, code)
        rows.append((code, m.dso, m.countback, m.best_possible, m.delinquent, m.effectiveness))
    heads = columns(
        "currency DSO:decimal countback_DSO:decimal best_possible_DSO:decimal average_days_delinquent:decimal CEI:percent"
    )
    names = ("DSO", "Countback DSO", "Best possible DSO", "Average days delinquent", "CEI")
    basis = (*(f"{name}: {FORMULAS[name]}." for name in names), f"Period: {flows.days} days.")
    return Table("Measures", heads, tuple(rows), "measures", basis, empty="Nothing was owed.")


def came_before(
    receipts: Iterable[ReceiptFact], calls: Iterable[Call], promises: Iterable[PromiseFact]
) -> Table:
    """Return the money by what was done on the account within 30 days before it was paid."""
    promised = _days_by_account((promise.account, promise.made) for promise in promises)
    spoken = _days_by_account((call.account, call.workday) for call in calls if call.code.means.right_party)
    tried = _days_by_account((call.account, call.workday) for call in calls if call.code.means.attempt)
    steps = (("a promise", promised), ("a talk, no promise", spoken), ("an attempt, nobody reached", tried))
    sums: dict[tuple[str, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for receipt in receipts:
        place = next(
            (n for n, (_, days) in enumerate(steps) if _within(days.get(receipt.account, ()), receipt.paid)),
            len(steps),
        )
        count, minor = sums[receipt.currency, place]
        sums[receipt.currency, place] = (count + 1, minor + receipt.amount)
    names = [name for name, _ in steps] + ["no call"]
    totals: dict[str, int] = defaultdict(int)
    for (code, _), (_, minor) in sums.items():
        totals[code] += minor
    rows = tuple(
        (code, names[place], count, Money(minor, code), share(minor, totals[code], "money"))
        for (code, place), (count, minor) in sorted(sums.items())
    )
    heads = columns("currency what_came_before:text payments:count+ collected:money+ share:percent")
    basis = (
        f"Each payment once, by the first of these that was on record within {BEFORE} days before its day.",
        "What came before need not be what brought the money.",
    )
    return Table(
        "Collected, and what came before",
        heads,
        rows,
        "before",
        basis,
        summed=True,
        empty="No money was seen.",
    )


def _days_by_account(pairs: Iterable[tuple[int, date]]) -> dict[int, list[date]]:
    days: dict[int, list[date]] = defaultdict(list)
    for account, day in pairs:
        days[account].append(day)
    for own in days.values():
        own.sort()
    return days


def _within(days: Sequence[date], paid: date) -> bool:
    place = bisect_right(days, paid)
    return place > 0 and (paid - days[place - 1]).days <= BEFORE
