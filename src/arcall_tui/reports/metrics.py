"""The measures of receivables and of calling: each with its formula, exact, or n/a with the reason.

Formulas are those of design: domain.md, figures for reports; they agree with the usual ones (Credit Research
Foundation: DSO, best possible DSO, average days delinquent, collection effectiveness index, countback DSO).
Amounts are minor units of one currency; results in days, shares or counts are exact fractions.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from arcall_tui.reports.table import NotAvailable

Figure = Fraction | NotAvailable

FORMULAS = {
    "DSO": "receivables at the end / credit sales of the period x days in the period",
    "Countback DSO": (
        "whole months' sales are taken off the receivables, newest month first, counting their days; the last"
        " month counts in proportion"
    ),
    "Best possible DSO": "receivables not yet overdue / credit sales of the period x days in the period",
    "Average days delinquent": "DSO - best possible DSO",
    "CEI": (
        "(opening receivables + sales - closing receivables) / (opening receivables + sales - closing"
        " receivables not yet overdue)"
    ),
    "Promise kept rate": "promises kept / promises past their grace, by count and by amount",
    "Right-party-contact rate": "calls in which the person who can pay answered / attempts",
    "Promises per contact": "right-party contacts that gave a promise / right-party contacts",
    "Calls per hour": "attempts / active hours",
}


class MonthSales(NamedTuple):
    """One month's credit sales (minor units) and its days; of a month that is not over, the days so far."""

    name: str
    days: int
    sales: int


def days_of_sales(receivable: int, sales: int, days: int) -> Figure:
    """Return how many days' sales `receivable` amounts to: DSO, or best possible DSO for what is not overdue."""
    if sales <= 0:
        return NotAvailable("no credit sales in the period")
    return Fraction(receivable * days, sales)


def difference(first: Figure, second: Figure) -> Figure:
    """Return `first - second`: average days delinquent from DSO and best possible DSO."""
    if isinstance(first, NotAvailable):
        return first
    return second if isinstance(second, NotAvailable) else first - second


def countback(receivable: int, months: Sequence[MonthSales]) -> Figure:
    """Return the countback DSO in days; `months` are newest first and without gaps."""
    if receivable <= 0:
        return Fraction(0) if receivable == 0 else NotAvailable("credits exceed what is owed")
    days, rest = Fraction(0), receivable
    for month in months:
        if month.sales > 0 and rest <= month.sales:
            return days + Fraction(rest * month.days, month.sales)
        rest -= max(0, month.sales)
        days += month.days
    return NotAvailable(f"the sales known, of {len(months)} months, are less than what is owed")


def effectiveness(opening: int, sales: int, closing: int, closing_current: int) -> Figure:
    """Return the collection effectiveness index as a share (1 is 100 %): of what could be collected, what was.

    `closing_current`: of `closing`, what is not overdue yet. `sales` are the period's, not a monthly mean.
    """
    could = opening + sales - closing_current
    if could <= 0:
        return NotAvailable("nothing fell due that could be collected")
    return Fraction(opening + sales - closing, could)


def share(part: int, whole: int, what: str) -> Figure:
    """Return `part / whole`; `what` names the whole where there is none of it."""
    return Fraction(part, whole) if whole > 0 else NotAvailable(f"no {what}")


def mean(total: float, count: int, what: str) -> Figure:
    """Return `total / count`; `what` names what was counted where there is none of it."""
    return Fraction(total).limit_denominator(10**9) / count if count > 0 else NotAvailable(f"no {what}")


def per_hour(count: int, seconds: int) -> Figure:
    """Return `count` per active hour; at least five minutes of activity are wanted to say it."""
    least = 300
    if seconds < least:
        return NotAvailable("less than five minutes of calling to go by")
    return Fraction(count * 3600, seconds)


def concentration(amounts: Sequence[int]) -> Figure:
    """Return the Herfindahl index of what customers owe: 1 is all with one, 1/n is evenly spread over n."""
    owed = [amount for amount in amounts if amount > 0]
    whole = sum(owed)
    if not whole:
        return NotAvailable("nobody owes anything")
    return Fraction(sum(amount * amount for amount in owed), whole * whole)
