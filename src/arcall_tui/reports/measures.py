"""The measures of the receivables, and the money that came in against what was done before it."""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.figures import Call, PromiseFact, ReceiptFact
from arcall_tui.domain.grouping import by_key, summed
from arcall_tui.domain.money import Money
from arcall_tui.reports.known import Amount, Told
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
from arcall_tui.reports.reference import leads_to
from arcall_tui.reports.table import NotAvailable, Row, Table, money, tabled

# Money counts for a call or a promise that was made within so many days before it (ours).
BEFORE = 30
_MOST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Flows:
    """A period's figures by currency, in minor units. `sales`: by currency and invoice date, all that is known.

    `current`: what of the closing balance was not overdue. `known_from`: the day from which on sales are known.
    """

    since: date
    until: date
    told: Told
    current: Mapping[str, int]
    sales: Mapping[str, Mapping[date, int]]
    known_from: date | None = None

    @property
    def days(self) -> int:
        """Days in the period, both ends included."""
        return (self.until - self.since).days + 1

    def of(self, source: str, currency: str, **where: object) -> str:
        """Return what leads to those rows of the period in a currency."""
        return leads_to(source, self.since, self.until, currency=currency, **where)

    @property
    def currencies(self) -> list[str]:
        """Every currency that occurs."""
        parts = (self.told.opening, self.told.closing, self.told.sales, self.told.collected)
        return [code for code in sorted(self.told.closing) if any(part[code] for part in parts)]

    def not_overdue(self, currency: str) -> Amount:
        """Return what of the closing balance was not overdue."""
        closing = self.told.closing[currency]
        return closing if isinstance(closing, NotAvailable) else self.current.get(currency, 0)


def month_sales(sales: Mapping[date, int], until: date, known_from: date | None) -> list[MonthSales]:
    """Return each month's sales, newest first, back to the first that is known whole."""
    by_month = summed(((day.year, day.month), minor) for day, minor in sales.items() if day <= until)
    months: list[MonthSales] = []
    year, month, days = until.year, until.month, until.day
    while len(months) < _MOST_MONTHS and known_from and date(year, month, 1) >= known_from:
        months.append(MonthSales(f"{year}-{month:02}", days, by_month.get((year, month), 0)))
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
    """Work out the measures of one currency, n/a where the ledgers do not tell what they rest on."""
    told, current = flows.told, flows.not_overdue(currency)
    opening, sold, closing = told.opening[currency], told.sales[currency], told.closing[currency]
    months = month_sales(flows.sales.get(currency, {}), flows.until, flows.known_from)
    no_months = sold if isinstance(sold, NotAvailable) else NotAvailable("no whole month's sales are known")
    back: Figure = no_months
    if months:
        back = closing if isinstance(closing, NotAvailable) else countback(closing, months)
    if (
        isinstance(sold, NotAvailable)
        or isinstance(closing, NotAvailable)
        or isinstance(current, NotAvailable)
    ):
        missing = next(part for part in (sold, closing, current) if isinstance(part, NotAvailable))
        return Measured(missing, back, missing, missing, missing)
    dso, best = days_of_sales(closing, sold, flows.days), days_of_sales(current, sold, flows.days)
    index = opening if isinstance(opening, NotAvailable) else effectiveness(opening, sold, closing, current)
    return Measured(dso, back, best, difference(dso, best), index)


def balances(flows: Flows) -> Table:
    """Return how the receivables went from the opening to the closing balance."""
    rows: list[tuple[Row, str]] = []
    for code in flows.currencies:
        told = flows.told
        others: Amount = sum(told.others.get(code, {}).values())
        if code not in told.others:
            missing = (part[code] for part in (told.sales, told.collected))
            others = next(part for part in missing if isinstance(part, NotAvailable))
        parts = (told.opening[code], told.sales[code], told.collected[code], others, told.closing[code])
        cells = (code, *(money(part, code) for part in (*parts, flows.not_overdue(code))))
        rows.append((cells, flows.of("receivables", code)))
    heads = "currency opening:money sales:money collected:money other:money closing:money not_overdue:money"
    basis = (
        f"Opening: receivables at the close of {spelt(flows.since - timedelta(days=1))}; closing: of {spelt(flows.until)}.",
        "Sales: invoices less credit notes dated in the period.",
        (
            "Collected: lower balances, settlements and payments on account that the ledgers show, less credits used up;"
            " a ledger does not say how an item was settled. A bill counts as paid on its day of settlement."
        ),
        "Other: told below.",
    )
    return tabled("Receivables", "receivables", heads, rows, basis=basis, empty="Nothing was owed.")


def besides(flows: Flows) -> list[Table]:
    """Return what is within the collected money and the other changes, and what is seen of n/a; nothing where there is none."""
    rows: list[Row] = []
    for code in flows.currencies:
        unapplied = flows.told.unapplied[code]
        if unapplied and not isinstance(unapplied, NotAvailable):
            rows.append((code, "collected, not yet matched to bills", Money(unapplied, code)))
        others = flows.told.others.get(code, {})
        rows += [(code, f"other: {what}", Money(minor, code)) for what, minor in others.items()]
        shown = zip(("sales", "collected"), flows.told.shown.get(code, ()), strict=False)
        seen = ((f"{what}, as far as the ledgers show it", minor) for what, minor in shown if minor)
        rows += [(code, words, Money(minor, code)) for words, minor in seen]
    led = [(row, flows.of("receivables", str(row[0]))) for row in rows]
    return [tabled("Of these", "besides", "currency what amount:money", led)] if rows else []


def table(flows: Flows) -> Table:
    """Return the measures by currency."""
    rows: list[tuple[Row, str]] = []
    for code in flows.currencies:
        m = measure(flows, code)
        cells = (code, m.dso, m.countback, m.best_possible, m.delinquent, m.effectiveness)
        rows.append((cells, flows.of("receivables", code)))
    heads = "currency DSO:decimal countback_DSO:decimal best_possible_DSO:decimal average_days_delinquent:decimal CEI:percent"
    names = ("DSO", "Countback DSO", "Best possible DSO", "Average days delinquent", "CEI")
    basis = (*(f"{name}: {FORMULAS[name]}." for name in names), f"Period: {flows.days} days.")
    return tabled("Measures", "measures", heads, rows, basis=basis, empty="Nothing was owed.")


Before = Callable[[ReceiptFact], str]
_STEPS = ("a promise", "a talk, no promise", "an attempt, nobody reached", "no call")


def before(calls: Sequence[Call], promises: Iterable[PromiseFact]) -> Before:
    """Return what tells of money what was done on the account within 30 days before it was paid."""
    promised = by_key(sorted((promise.account, promise.made) for promise in promises))
    spoken = by_key(sorted((call.account, call.workday) for call in calls if call.right_party))
    tried = by_key(sorted((call.account, call.workday) for call in calls if call.attempt))
    steps = tuple(zip(_STEPS, (promised, spoken, tried), strict=False))

    def told(receipt: ReceiptFact) -> str:
        found = (name for name, days in steps if _within(days.get(receipt.account, ()), receipt.paid))
        return next(found, _STEPS[-1])

    return told


def came_before(flows: Flows, receipts: Iterable[ReceiptFact], told: Before) -> Table:
    """Return the money by what was done on the account before."""
    came = by_key(((each.currency, _STEPS.index(told(each))), each.amount) for each in receipts)
    totals = summed((code, sum(amounts)) for (code, _), amounts in came.items())
    rows: list[tuple[Row, str]] = []
    for (code, place), amounts in sorted(came.items()):
        minor = sum(amounts)
        row = (code, _STEPS[place], len(amounts), Money(minor, code), share(minor, totals[code], "money"))
        rows.append((row, flows.of("received", code, before=_STEPS[place])))
    heads = "currency what_came_before:text payments:count+ paid:money+ share:percent"
    basis = (
        f"Each payment once, by the first of these that was on record within {BEFORE} days before its day.",
        "What came before need not be what brought the money.",
        "By the payments' own days: collected, above, is what moved the balance, where a later ledger may have shown it.",
    )
    title, empty = "Payments, and what came before", "No payment is dated in these days."
    return tabled(title, "before", heads, rows, basis=basis, summed=True, empty=empty)


def _within(days: Sequence[date], paid: date) -> bool:
    place = bisect_right(days, paid)
    return place > 0 and (paid - days[place - 1]).days <= BEFORE
