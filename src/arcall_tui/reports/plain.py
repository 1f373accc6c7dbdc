"""Reports for other programs: JSON, and CSV that a spreadsheet can open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TypedDict

from arcall_tui.domain.money import Money
from arcall_tui.domain.text import one_line
from arcall_tui.reports.table import (
    Amounts,
    Cell,
    Column,
    Kind,
    NotAvailable,
    Number,
    Report,
    Row,
    Table,
    Trend,
    currency_of,
    sums,
)
from arcall_tui.reports.writing import spark

# What makes spreadsheets take a text for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PLACES = 6


def safe(text: str) -> str:
    """Return a text as a CSV cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def with_currency(table: Table) -> Table:
    """Return the table with the currency of its amounts in a column of its own."""
    has_money = any(column.kind is Kind.MONEY for column in table.columns)
    if not has_money or any(column.name == "currency" for column in table.columns):
        return table
    rows = tuple((*row, currency_of(row)) for row in table.rows)
    return replace(table, columns=(*table.columns, Column("currency")), rows=rows)


def as_csv(report: Report) -> str:
    """Return the report as CSV (RFC 4180): each table under its title, an empty line between; no sums."""
    out = io.StringIO()
    writer = csv.writer(out)
    for place, table in enumerate(map(with_currency, report.tables)):
        if len(report.tables) > 1:
            if place:
                writer.writerow([])
            writer.writerow([safe(table.title)])
        writer.writerow([safe(column.name) for column in table.columns])
        writer.writerows(_csv_rows(table))
    return out.getvalue()


def _csv_rows(table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        yield [_csv(cell) for cell in row]


def _csv(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, NotAvailable):
        return "n/a"
    if isinstance(cell, str | Amounts):
        # A first TAB or CR would be gone on one line, so a formula behind it has to be looked for after.
        return safe(one_line(str(cell)))
    if isinstance(cell, Money):
        return cell.plain()
    if isinstance(cell, date):
        return cell.isoformat()
    return spark(cell) if isinstance(cell, Trend) else _csv_number(cell)


def _csv_number(number: Number) -> str:
    if isinstance(number, int):
        return str(number)
    return f"{float(number):.{_PLACES}f}".rstrip("0").rstrip(".")


class AmountCell(TypedDict):
    """An amount, as JSON."""

    amount: str
    currency: str


class UnavailableCell(TypedDict):
    """A figure that the records cannot support, as JSON: why not."""

    na: str


CellView = str | int | float | AmountCell | UnavailableCell | list[AmountCell] | list[float | None] | None


class HeadlineView(TypedDict):
    """A headline figure, as JSON."""

    name: str
    value: CellView
    before: CellView
    goal: CellView
    trend: CellView
    of: str


class ColumnView(TypedDict):
    """A column, as JSON."""

    name: str
    kind: str


class TableView(TypedDict):
    """A table, as JSON; a row has its cells by the names of the columns. `of`: what each row is made of, for --of."""

    name: str
    title: str
    columns: list[ColumnView]
    rows: list[dict[str, CellView]]
    sums: list[dict[str, CellView]]
    of: list[str]
    basis: list[str]


class ReportView(TypedDict):
    """A report, as JSON."""

    report: str
    title: str
    about: list[str]
    headlines: list[HeadlineView]
    tables: list[TableView]
    notes: list[str]


def as_json(report: Report) -> ReportView:
    """Return the report for JSON: amounts as decimal texts with their currency, n/a with its reason."""
    return {
        "report": report.name,
        "title": report.title,
        "about": list(report.about),
        "headlines": [
            HeadlineView(
                name=each.name,
                value=_value(each.value),
                before=_value(each.before),
                goal=_value(each.goal),
                trend=_value(each.trend),
                of=each.of,
            )
            for each in report.headlines
        ],
        "tables": [_table(table) for table in report.tables],
        "notes": list(report.notes),
    }


def _table(table: Table) -> TableView:
    return {
        "name": table.sheet,
        "title": table.title,
        "columns": [{"name": column.name, "kind": column.kind.value} for column in table.columns],
        "rows": [_row(table, row) for row in table.rows],
        "sums": [_row(table, row) for row in sums(table)],
        "of": list(table.keys),
        "basis": list(table.basis),
    }


def _row(table: Table, row: Row) -> dict[str, CellView]:
    return {column.name: _value(cell) for column, cell in zip(table.columns, row, strict=True)}


def _amount(amount: Money) -> AmountCell:
    return AmountCell(amount=amount.plain(), currency=amount.currency)


def _value(cell: Cell) -> CellView:
    if isinstance(cell, NotAvailable):
        return {"na": cell.reason}
    if isinstance(cell, Amounts):
        return list(map(_amount, cell.each))
    if isinstance(cell, Money):
        return _amount(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Trend):
        return [None if value is None else round(value, _PLACES) for value in cell.values]
    return cell if cell is None or isinstance(cell, (str, int)) else round(float(cell), _PLACES)
