"""Reports for other programs: JSON, and CSV that a spreadsheet can open without running anything."""

import csv
import io
from dataclasses import replace
from datetime import date

from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import one_line
from arcall_tui.reports.table import (
    Amounts,
    Cell,
    Column,
    Kind,
    NotAvailable,
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
        writer.writerows(map(_csv, row) for row in table.rows)
    return out.getvalue()


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
    if isinstance(cell, date | Trend):
        return spark(cell) if isinstance(cell, Trend) else cell.isoformat()
    return str(cell) if isinstance(cell, int) else f"{float(cell):.{_PLACES}f}".rstrip("0").rstrip(".")


AmountCell = View("AmountCell", "amount currency")
UnavailableCell = View("UnavailableCell", "na")
_CELL = (str, int, float, AmountCell, UnavailableCell, [AmountCell], list[float | None], None)
_FIGURES = ("value", "before", "goal", "trend")
HeadlineView = View("HeadlineView", "name value before goal trend of", **dict.fromkeys(_FIGURES, _CELL))
ColumnView = View("ColumnView", "name kind")
# A row has its cells by the names of the columns. `of`: what each row is made of, for --of.
TableView = View(
    "TableView",
    "name title columns rows sums of:texts basis:texts",
    columns=[ColumnView],
    rows=[{str: _CELL}],
    sums=[{str: _CELL}],
)
ReportView = View(
    "ReportView",
    "report title about:texts headlines tables notes:texts",
    headlines=[HeadlineView],
    tables=[TableView],
)


def as_json(report: Report) -> Json:
    """Return the report for JSON: amounts as decimal texts with their currency, n/a with its reason."""
    heads = [
        HeadlineView(each, **{name: _value(getattr(each, name)) for name in _FIGURES})
        for each in report.headlines
    ]
    return ReportView(report, report=report.name, headlines=heads, tables=[*map(_table, report.tables)])


def _table(table: Table) -> Json:
    return TableView(
        table,
        name=table.sheet,
        columns=[*map(ColumnView, table.columns)],
        rows=[_row(table, row) for row in table.rows],
        sums=[_row(table, row) for row in sums(table)],
        of=table.keys,
    )


def _row(table: Table, row: Row) -> Json:
    return {column.name: _value(cell) for column, cell in zip(table.columns, row, strict=True)}


def _amount(amount: Money) -> Json:
    return AmountCell(amount, amount=amount)


def _value(cell: Cell) -> object:
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
