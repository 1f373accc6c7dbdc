"""Twelve months beside each other: how calls, promises, money, DSO and CEI went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from arcall_tui.reports.measures import Measured
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.table import NotAvailable, Report
from arcall_tui.reports.work import Work, explained, headlines, lately, measured_heads, with_trends

_NO_CURRENCY = NotAvailable("the measures need a base currency with rates, or one currency in the book")
_NONE = Measured(*[_NO_CURRENCY] * 5)


def report(
    works: Sequence[Work],
    measured: Sequence[Measured | None],
    rates: Rates,
    code: str,
    about: tuple[str, ...],
) -> Report:
    """Return the twelve months, oldest first, with their measures; `code`: the currency of DSO and CEI."""
    codes = sorted({code for work in works for code in work.past_due()})
    overdue = [work.all_overdue(rates, codes) for work in works]
    known = [each or _NONE for each in measured]
    dso, cei = [each.dso for each in known], [each.effectiveness for each in known]
    more = (("overdue:money", overdue), ("DSO:decimal", dso), ("CEI:percent", cei))
    table = lately(works, "month", "Twelve months", rates, more)
    basis = (
        "Overdue, DSO and CEI: of the month's last day, or the newest that is told.",
        f"DSO and CEI: of what is owed in {code}." if code else "",
    )
    when, of = "the month before", table.keys[-1]
    measures = measured_heads(known[-1], known[-2], "", when, of)
    lines = (*headlines(works[-1], works[-2], when, rates, ()), *measures)
    shown = replace(table, basis=(*table.basis, *filter(None, basis)))
    return Report("year", "Twelve months", about, (shown,), (), explained(with_trends(lines, table)))
