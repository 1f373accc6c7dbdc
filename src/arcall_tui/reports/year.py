"""Twelve months beside each other: how calls, promises, money, DSO and CEI went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from arcall_tui.reports.measures import Measured
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.table import Column, Headline, Kind, NotAvailable, Report
from arcall_tui.reports.work import Work, explained, headlines, lately, with_trends

_NONE = NotAvailable("the measures need a base currency with rates, or one currency in the book")


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
    dso = [each.dso if each else _NONE for each in measured]
    cei = [each.effectiveness if each else _NONE for each in measured]
    more = (("overdue:money", overdue), ("DSO:decimal", dso), ("CEI:percent", cei))
    table = lately(works, "month", "Twelve months", rates, more)
    basis = (
        "Overdue, DSO and CEI: of the month's last day, or the newest that is told.",
        f"DSO and CEI: of what is owed in {code}." if code else "",
    )
    when, of = "the month before", table.keys[-1]
    measures = (
        Headline("DSO", dso[-1], Column("", Kind.DECIMAL), dso[-2], when, None, -1, of),
        Headline("CEI", cei[-1], Column("", Kind.PERCENT), cei[-2], when, None, 1, of),
    )
    lines = (*headlines(works[-1], works[-2], when, rates, ()), *measures)
    shown = replace(table, basis=(*table.basis, *filter(None, basis)))
    return Report("year", "Twelve months", about, (shown,), (), explained(with_trends(lines, table)))
