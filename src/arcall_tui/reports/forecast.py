"""Expected cash by week, and how past forecasts turned out."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from arcall_tui.domain.calendar import monday
from arcall_tui.domain.money import Money
from arcall_tui.reports.metrics import share
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.reference import leads_to
from arcall_tui.reports.table import Cell, Chart, NotAvailable, Row, Series, Table, added, money, tabled

WEEKS = 8
BASIS = (
    (
        "From promises: what is left of open promises x how many of this customer's promises were kept of those known to be kept or"
        " broken, drawn towards the whole book's where there are few; in the week of the promised date, or the first one if that"
        " has gone by."
    ),
    (
        "From other bills: what neither a promise nor a dispute covers, spread over the weeks as bills of this customer that were open for"
        " as long were paid from there, drawn towards the whole book's where there are few: a bill is expected on several days, each with"
        " its chance. How past forecasts turned out stands below."
    ),
    "Disputed amounts are expected in no week. Weeks begin on Monday.",
)


class Expected(NamedTuple):
    """What is expected in one week and currency (minor units). `week`: its Monday; None: after the last one."""

    week: date | None
    currency: str
    promised: int
    unpromised: int | NotAvailable


class PastForecast(NamedTuple):
    """What had been forecast for a past week, and what came in it of the bills that were open (minor units).

    `besides`: what came in it otherwise, from bills that were not known then, which no forecast of open bills tells.
    """

    week: date
    currency: str
    forecast: int | NotAvailable
    came: int | NotAvailable
    besides: int | NotAvailable


def _plain(amount: int | NotAvailable, code: str) -> float | None:
    return None if isinstance(amount, NotAvailable) else float(Money(amount, code).plain())


def _share(turned: PastForecast) -> Cell:
    if isinstance(turned.came, NotAvailable) or isinstance(turned.forecast, NotAvailable):
        return added(turned.came, turned.forecast)
    return share(turned.came, turned.forecast, "forecast")


def week_of(due: date, day: date) -> date | None:
    """Return the Monday of the week in which what was promised for `due` is expected, seen from `day`; None: after the last."""
    tomorrow = day + timedelta(days=1)
    week = monday(max(due, tomorrow))
    return week if week < monday(tomorrow, WEEKS) else None


def label(week: date | None) -> Cell:
    """Name a week by its Monday."""
    return "later" if week is None else week


def by_week(expected: Sequence[Expected], day: date) -> Table:
    """Return what is expected by currency and week."""
    ordered = sorted(expected, key=lambda e: (e.currency, e.week is None, e.week or date.max))

    def row(e: Expected) -> tuple[Row, str]:
        amounts = (e.promised, e.unpromised, added(e.promised, e.unpromised))
        cells = (e.currency, label(e.week), *(money(part, e.currency) for part in amounts))
        return cells, leads_to("due", None, day, currency=e.currency, week=label(e.week))

    codes = sorted({e.currency for e in ordered})
    charts = tuple(_chart([e for e in ordered if e.currency == code], code) for code in codes)
    heads = "currency week_of:date from_promises:money+ from_other_bills:money+ expected:money+"
    title, empty = "By week", "Nothing is expected."
    rows = map(row, ordered)
    return tabled(title, "weeks", heads, rows, empty=empty, summed=True, basis=BASIS, charts=charts)


def _chart(entries: Sequence[Expected], code: str) -> Chart:
    weeks = [entry for entry in entries if entry.week is not None]
    series = (
        Series("from promises", tuple(float(Money(entry.promised, code).plain()) for entry in weeks)),
        Series("from other bills", tuple(_plain(entry.unpromised, code) for entry in weeks)),
    )
    return Chart("stacked", tuple(f"{entry.week:%d %b}" for entry in weeks), series, code)


def together(expected: Sequence[Expected], rates: Rates, day: date) -> list[Table]:
    """Return what is expected by week, all currencies together; nothing where there is only one."""
    sums: dict[Cell, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in sorted(expected, key=lambda entry: entry.week or date.max):
        amount = added(entry.promised, entry.unpromised)
        if isinstance(amount, NotAvailable):
            return []
        sums[label(entry.week)][entry.currency] += amount
    return rates.all_currencies("week_of:date", sums, lambda week: leads_to("due", None, day, week=week))


def accuracy(outcomes: Sequence[PastForecast], day: date) -> Table:
    """Return the forecasts of past weeks against what came."""
    ordered = sorted(outcomes, key=lambda o: (o.currency, o.week))

    def row(o: PastForecast) -> tuple[Row, str]:
        forecast, came, besides = (money(part, o.currency) for part in (o.forecast, o.came, o.besides))
        cells = (o.currency, label(o.week), forecast, came, _share(o), besides)
        return cells, leads_to("received", o.week, day, currency=o.currency, week=o.week)

    heads = "currency week_of:date forecast:money+ came:money+ came_of_forecast:percent besides:money+"
    basis = (
        (
            "Each week's forecast is worked out anew from what was known when the week began, by the same rule; history from before all of"
            " these weeks. Came: money by its day of payment, of bills that were known when the week began; besides: of all others."
        ),
    )

    title, empty = "How past forecasts turned out", "No past week can be told."
    return tabled(title, "accuracy", heads, map(row, ordered), summed=True, basis=basis, empty=empty)
