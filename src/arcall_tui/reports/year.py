"""Twelve months beside each other: how calls, promises, money, DSO and CEI went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arcall_tui.domain.activity import PromiseState
from arcall_tui.domain.money import Money
from arcall_tui.reports.calling import tally
from arcall_tui.reports.measures import Measured
from arcall_tui.reports.metrics import share
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.table import (
    Cell,
    Chart,
    Column,
    Headline,
    NotAvailable,
    Report,
    Series,
    Table,
    columns,
)
from arcall_tui.reports.work import Work, explained, trend_of


@dataclass(frozen=True, slots=True)
class Month:
    """What was done in a month, and its measures in the currency that they are told in; `measured`: None where none is."""

    work: Work
    measured: Measured | None

    def cells(self, rates: Rates, codes: Sequence[str]) -> tuple[Cell, ...]:
        """Return its figures, in the order of the table."""
        calls, work = tally(self.work.calls), self.work
        kept = sum(each.state is PromiseState.KEPT for each in work.judged)
        none = NotAvailable("the measures need a base currency with rates, or one currency in the book")
        dso, index = (self.measured.dso, self.measured.effectiveness) if self.measured else (none, none)
        return (
            work.since, calls.attempts, calls.contacts, calls.promised, share(kept, len(work.judged), "promises judged"),
            work.money_in(rates, codes), work.all_overdue(rates, codes), dso, index,
        )  # fmt: skip


def report(months: Sequence[Month], rates: Rates, code: str, about: tuple[str, ...]) -> Report:
    """Return the twelve months, oldest first; `code`: the currency of DSO and CEI."""
    codes = sorted({code for each in months for code in (*each.work.collected(), *each.work.past_due())})
    rows = tuple(each.cells(rates, codes) for each in months)
    heads = columns(
        "month:date calls:count contacts:count promises:count kept:percent money_in:money overdue:money DSO:decimal CEI:percent"
    )
    labels = tuple(f"{each.work.since:%b %y}" for each in months)
    charts = tuple(
        Chart("bars", labels, (Series(heads[place].name, trend_of(rows, place).values),), unit)
        for place, unit in ((5, f"money in, {_code(rows, 5)}"), (7, "DSO, days"))
        if any(value is not None for value in trend_of(rows, place).values)
    )
    basis = (
        "Kept: of the promises judged in the month, those kept in full. Overdue, DSO and CEI: of its last day, or the newest that is told.",
        f"DSO and CEI: of what is owed in {code}." if code else "",
        rates.said(codes) if rates.base else "",
    )
    keys = tuple(each.work.of("month") for each in months)
    table = Table(
        "Twelve months", heads, rows, "months", tuple(filter(None, basis)), charts=charts, keys=keys
    )
    lines = explained(_headline(rows, place, heads[place], keys[-1]) for place in range(1, len(heads)))
    return Report("year", "Twelve months", about, (table,), (), lines)


def _code(rows: Sequence[tuple[Cell, ...]], place: int) -> str:
    return next((cell.currency for cell in (row[place] for row in rows) if isinstance(cell, Money)), "")


def _headline(rows: Sequence[tuple[Cell, ...]], place: int, column: Column, of: str) -> Headline:
    name = column.name[0].upper() + column.name[1:]
    return Headline(
        name,
        rows[-1][place],
        Column("", column.kind),
        rows[-2][place],
        "the month before",
        None,
        0,
        of,
        trend_of(rows, place),
    )
