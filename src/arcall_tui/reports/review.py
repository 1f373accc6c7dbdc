"""The review of a week or a month, against the one before; and twelve months beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from arcall_tui.domain.figures import Customer, Remark
from arcall_tui.domain.money import Money
from arcall_tui.reports.measures import Measured
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.reference import ACCOUNT
from arcall_tui.reports.table import Cell, NotAvailable, Report, Row, Table, tabled
from arcall_tui.reports.work import Work, explained, headlines, lately, measured_heads, together, with_trends


def amounts(work: Work, before: Work, rates: Rates) -> Table:
    """Return what came in and was promised: all together in base currency, then each currency."""
    rows: list[tuple[Row, str]] = []

    def add(name: str, code: str, of: str, told: Sequence[Cell], why: Sequence[str]) -> None:
        new, old = (NotAvailable(no) if no else cell for no, cell in zip(why, told, strict=True))
        change = None
        if isinstance(new, Money) and isinstance(old, Money):
            change = Money(new.minor - old.minor, new.currency)
        rows.append(((name, code, new, old, change), of))

    figures = (
        ("money in", "paid", work.collected(), before.collected(), (work.unseen, before.unseen)),
        ("promised", "promised", work.promised(), before.promised(), ("", "")),
    )
    for name, source, now, then, why in figures:
        if len({*now, *then}) > 1 and rates.base:
            add(name, f"all in {rates.base}", work.of(source), (rates.total(now), rates.total(then)), why)
    for name, source, now, then, why in figures:
        for code in sorted({*now, *then}):
            told = tuple(Money(by.get(code, 0), code) for by in (now, then))
            add(name, code, work.of(source, currency=code), told, why)
    heads, empty = "figure currency now:money before:money change:money", "No money was promised or seen."
    basis = ("Money in: what the ledgers of these days show. Promised: promises made in these days.",)
    return tabled("Amounts", "amounts", heads, rows, basis=basis, empty=empty)


def feedback(remarks: Sequence[Remark], customers: Mapping[int, Customer]) -> Table:
    """Return what customers and supervisors said, and what became of it."""

    def row(r: Remark) -> tuple[Row, str]:
        what, became = (f"{r.rating} of 5", "") if r.rating else ("remark", "open")
        whose, of = ("", "") if r.account is None else (customers[r.account].name, f"{ACCOUNT}{r.account}")
        return (r.id, r.day, what, r.said_by, whose, r.text, r.result or became), of

    heads, empty = "id:count day:date what said_by customer text what_became_of_it", "No feedback on record."
    return tabled("Feedback", "feedback", heads, map(row, remarks), empty=empty)


_NO_CURRENCY = NotAvailable("the measures need a base currency with rates, or one currency in the book")
_NONE = Measured(*[_NO_CURRENCY] * 5)


def year(
    works: Sequence[Work],
    measured: Sequence[Measured | None],
    rates: Rates,
    code: str,
    about: tuple[str, ...],
) -> Report:
    """Return the twelve months, oldest first, with their measures; `code`: the currency of DSO and CEI."""
    codes = sorted({code for work in works for code in work.past_due()})
    overdue = [together(work.past_due(), rates, codes, work.untold) for work in works]
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
