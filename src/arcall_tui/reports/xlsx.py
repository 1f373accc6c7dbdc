"""Reports as spreadsheets: a sheet a table, real numbers and dates, a frozen header, sums as formulas."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from arcall_tui import private_files
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.reports.plain import with_currency
from arcall_tui.reports.table import Cell, Column, Kind, NotAvailable, Report, Row, Table, currency_of, sums
from arcall_tui.reports.writing import NA, unavailable

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_MOST_NAME = 31  # characters, a limit of the format
_WIDEST = 50
_WIDTHS = {Kind.MONEY: 16, Kind.DATE: 12, Kind.COUNT: 10, Kind.DECIMAL: 12, Kind.PERCENT: 10}


def write(report: Report, path: Path) -> None:
    """Write the report to `path`. Raises UsageError where the file cannot be written."""
    content = BytesIO()
    book = Workbook(
        content,
        {
            "in_memory": True,  # else its parts lie in the temp folder meanwhile
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": one_line(report.title)})
    pen = _Pen(book)
    for table in report.tables:
        _write_table(pen, book.add_worksheet(_sheet_name(table)), with_currency(table))
    _write_about(pen, book.add_worksheet("about"), report)
    book.close()
    try:
        private_files.write(path, content.getvalue())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Name another file.") from None


def _sheet_name(table: Table) -> str:
    return one_line(table.sheet)[:_MOST_NAME]


class _Pen:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}
        looks = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        self.heading = book.add_format(looks)
        self.over_figures = book.add_format({**looks, "align": "right"})

    def of(self, number_format: str, *, total: bool = False) -> Any:  # noqa: ANN401 - xlsxwriter's own
        """Return the format of a number or a date."""
        key = (number_format, total)
        if key not in self._made:
            looks: dict[str, Any] = {"num_format": number_format} if number_format else {}
            self._made[key] = self._book.add_format(looks | ({"bold": True, "top": 1} if total else {}))
        return self._made[key]


def _number_format(cell: Cell, column: Column) -> str:
    if isinstance(cell, Money):
        places = exponent(cell.currency)
        return "#,##0" + ("." + "0" * places if places else "")
    if isinstance(cell, date):
        return "yyyy-mm-dd"
    return {Kind.PERCENT: "0.0%", Kind.DECIMAL: "#,##0.0", Kind.COUNT: "#,##0"}.get(column.kind, "")


def _write_table(pen: _Pen, sheet: Worksheet, table: Table) -> None:
    for place, column in enumerate(table.columns):
        figures = column.kind not in {Kind.TEXT, Kind.DATE}
        sheet.write_string(0, place, column.name, pen.over_figures if figures else pen.heading)
        sheet.set_column(place, place, _width(table, place, column))
    for line, row in enumerate(table.rows, start=1):
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(pen, sheet, line, place, cell, column)
    last = len(table.rows)
    for line, total in enumerate(sums(table), start=last + 1):
        _write_sums(pen, sheet, line, total, table, last)
    sheet.freeze_panes(1, 0)
    if last:
        sheet.autofilter(0, 0, last, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _width(table: Table, place: int, column: Column) -> int:
    if column.kind in _WIDTHS:
        return max(_WIDTHS[column.kind], max(map(len, column.name.split()), default=0) + 2)
    longest = max((len(str(row[place])) for row in table.rows), default=0)
    return min(_WIDEST, max(longest, len(column.name)) + 2)


def _write_cell(pen: _Pen, sheet: Worksheet, line: int, place: int, cell: Cell, column: Column) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(line, place, one_line(cell))
    elif isinstance(cell, NotAvailable):
        sheet.write_string(line, place, NA)
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, pen.of(_number_format(cell, column)))
    else:
        sheet.write_number(line, place, _number(cell), pen.of(_number_format(cell, column)))


def _number(cell: Money | float | Fraction) -> float:
    return float(cell.plain()) if isinstance(cell, Money) else float(cell)


def _write_sums(pen: _Pen, sheet: Worksheet, line: int, total: Row, table: Table, last: int) -> None:
    """Write a row of sums as formulas; the results stand beside them for readers that do not calculate."""
    label = total[0]
    sheet.write_string(line, 0, str(label), pen.of("", total=True))
    code = currency_of(total)
    alone = label == "Total"
    codes = next((p for p, column in enumerate(table.columns) if column.name == "currency"), None)
    for place, cell in enumerate(total[1:], start=1):
        column = table.columns[place]
        if not isinstance(cell, (Money, int)):
            continue
        name = xl_col_to_name(place)
        cells = f"{name}2:{name}{last + 1}"
        formula = f"=SUM({cells})"
        if not alone and codes is not None:
            where = xl_col_to_name(codes)
            formula = f'=SUMIF(${where}$2:${where}${last + 1},"{code}",{cells})'
        sheet.write_formula(
            line, place, formula, pen.of(_number_format(cell, column), total=True), _number(cell)
        )


def _write_about(pen: _Pen, sheet: Worksheet, report: Report) -> None:
    lines = [report.title, *report.about, *report.notes]
    for table in report.tables:
        lines += ["", table.title, *table.basis, *unavailable(table)]
    sheet.set_column(0, 0, 120)
    for line, text in enumerate(lines):
        sheet.write_string(line, 0, one_line(text), pen.of("", total=line == 0))
