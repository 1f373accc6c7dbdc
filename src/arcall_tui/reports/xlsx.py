"""Reports as spreadsheets: a sheet a table with title and day, real numbers and dates, sums as formulas, charts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from io import BytesIO
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.reports.plain import with_currency
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
from arcall_tui.reports.writing import NA, spark, unavailable

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_HEAD = 3  # lines above the headings: title, what it is of, and a free one
_PICTURES = {"bars": "column", "stacked": "column", "pareto": "bar"}
_MOST_NAME = 31  # characters, a limit of the format
_WIDEST, _CHART, _PAGE, _COLUMN = 46, 72, 110, 9  # a column of text, a chart, a page, an empty column
_DATE = "yyyy-mm-dd"
_LINE, _TALL = 15, 17  # points of a line of text; lines that a chart takes
_HEADLINES = {"figure": 28, "now": 22, "before": 22, "against": _WIDEST, "goal": 22}
_WIDTHS = {Kind.MONEY: 16, Kind.DATE: 12, Kind.COUNT: 10, Kind.DECIMAL: 12, Kind.PERCENT: 10}


def spreadsheet(report: Report) -> bytes:
    """Return the report as a spreadsheet's bytes."""
    content = BytesIO()
    as_written = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    # In memory: else its parts lie in the temp folder meanwhile.
    book = Workbook(content, {"in_memory": True, **as_written})
    book.set_properties({"title": one_line(report.title)})
    pen = _Pen(book)
    if report.headlines:
        _write_headlines(pen, book.add_worksheet("headlines"), report)
    for table in filter(lambda table: table.rows, report.tables):
        sheet = book.add_worksheet(one_line(table.sheet)[:_MOST_NAME])
        _write_head(pen, sheet, report, f"{report.title}: {table.title}")
        across = _write_table(pen, sheet, with_currency(table))
        _draw(book, pen, sheet, table, across)
    _write_about(pen, book.add_worksheet("about"), report)
    book.close()
    return content.getvalue()


class _Pen:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}
        looks = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "bg_color": "#F4F6F8"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.dim = book.add_format({"font_color": "#55616E", "align": "left"})
        self.missing = book.add_format({"font_color": "#55616E", "align": "right", "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.below = book.add_format({"text_wrap": True, "valign": "top", "align": "right"})
        # Indented, else it touches the figure before it.
        self.text = book.add_format({"text_wrap": True, "valign": "top", "align": "left", "indent": 1})
        self.heading = book.add_format({**looks, "align": "left", "indent": 1})
        self.over_figures = book.add_format({**looks, "align": "right"})

    def of(self, number_format: str, *, total: bool = False) -> Any:  # noqa: ANN401 - xlsxwriter's own
        """Return the format of a number or a date."""
        key = (number_format, total)
        if key not in self._made:
            looks: dict[str, Any] = {"num_format": number_format} if number_format else {}
            looks |= {"align": "left", "indent": 1} if number_format == _DATE else {}
            looks |= {"bold": True, "top": 1} if total else {}
            self._made[key] = self._book.add_format({"valign": "top", **looks})
        return self._made[key]


def _number_format(cell: Cell, column: Column) -> str:
    if isinstance(cell, Money):
        places = exponent(cell.currency)
        return "#,##0" + ("." + "0" * places if places else "")
    if isinstance(cell, date):
        return _DATE
    return {Kind.PERCENT: "0.0%", Kind.DECIMAL: "#,##0.0", Kind.COUNT: "#,##0"}.get(column.kind, "")


def _write_head(pen: _Pen, sheet: Worksheet, report: Report, title: str) -> None:
    sheet.write_string(0, 0, one_line(title), pen.title)
    sheet.write_string(1, 0, one_line("; ".join(report.about)), pen.dim)


def _write_headlines(pen: _Pen, sheet: Worksheet, report: Report) -> None:
    _write_head(pen, sheet, report, report.title)
    for place, (name, wide) in enumerate(_HEADLINES.items()):
        sheet.write_string(_HEAD, place, name, pen.heading if place in {0, 3} else pen.over_figures)
        sheet.set_column(place, place, wide)
    for line, each in enumerate(report.headlines, start=_HEAD + 1):
        code = each.value.currency if isinstance(each.value, Money) else ""
        name = f"{each.name}, {code}" if code and code not in each.name else each.name
        sheet.write_string(line, 0, name, pen.text)
        for place, cell in ((1, each.value), (2, each.before), (4, each.goal)):
            _write_cell(pen, sheet, line, place, cell, each.column)
        against = getattr(each.value, "reason", "") or each.before_when
        sheet.write_string(line, 3, against, pen.text)
        several = each.value.each if isinstance(each.value, Amounts) else ()
        if several:  # below one another
            sheet.write_string(line, 1, "\n".join(map(str, several)), pen.below)
        sheet.set_row(line, _LINE * max(len(several), _lines(against, _WIDEST)))
    sheet.print_area(0, 0, _HEAD + len(report.headlines), 4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _draw(book: Workbook, pen: _Pen, sheet: Worksheet, table: Table, across: int) -> None:
    """Draw the table's charts below it; the figures that they are made of stand right of the page, and are not printed."""
    first, line, below = across + 1, _HEAD, _end(table) + 2
    for each in table.charts:
        sheet.set_column(first, first + len(each.drawn), _WIDTHS[Kind.MONEY])
        subtype = {"subtype": "stacked"} if each.kind == "stacked" else {}
        picture = book.add_chart({"type": _PICTURES[each.kind], **subtype})
        sheet.write_string(line, first, one_line(each.unit), pen.heading)
        last = line + len(each.labels)
        for place, label in enumerate(each.labels, start=line + 1):
            sheet.write_string(place, first, one_line(label))
        for column, one in enumerate(each.drawn, start=first + 1):
            sheet.write_string(line, column, one_line(one.name), pen.over_figures)
            for place, value in enumerate(one.values, start=line + 1):
                if value is not None:
                    sheet.write_number(place, column, value, pen.of("#,##0.##"))
            name = sheet.get_name()
            picture.add_series(
                {
                    "name": [name, line, column],
                    "categories": [name, line + 1, first, last, first],
                    "values": [name, line + 1, column, last, column],
                }
            )
        title = f"{table.title}, {each.unit}" if each.unit else table.title
        picture.set_title({"name": one_line(title), "overlay": False})
        below_zero = any(value and value < 0 for one in each.drawn for value in one.values)
        # Without a least value programs begin near the least of the figures.
        figures = {"name": one_line(each.unit)} | ({} if below_zero else {"min": 0})
        lies = each.kind == "pareto"
        picture.set_y_axis({"reverse": True} if lies else figures)
        picture.set_x_axis(figures if lies else {})
        if len(each.drawn) == 1:
            picture.set_legend({"none": True})
        sheet.insert_chart(below, 0, picture)
        line, below = last + 2, below + _TALL


def _end(table: Table) -> int:
    """Return the last line of a table with its sums."""
    return _HEAD + len(table.rows) + len(sums(table))


def _write_table(pen: _Pen, sheet: Worksheet, table: Table) -> int:
    """Write a table, and return how many columns its page has: a chart and the line above have room on it."""
    widths = [_width(table, place, column) for place, column in enumerate(table.columns)]
    for place, column in enumerate(table.columns):
        figures = column.kind not in {Kind.TEXT, Kind.DATE, Kind.TREND}
        sheet.write_string(_HEAD, place, column.name, pen.over_figures if figures else pen.heading)
        sheet.set_column(place, place, widths[place])
    sheet.set_row(_HEAD, _LINE * max(map(_lines, (column.name for column in table.columns), widths)))
    for line, row in enumerate(table.rows, start=_HEAD + 1):
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(pen, sheet, line, place, cell, column)
        sheet.set_row(line, _LINE * max(map(_lines, row, widths)))
    last = _HEAD + len(table.rows)
    for line, total in enumerate(sums(table), start=last + 1):
        _write_sums(pen, sheet, line, total, table, last)
    sheet.freeze_panes(_HEAD + 1, 0)
    if table.rows:
        sheet.autofilter(_HEAD, 0, last, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0, _HEAD)
    across = len(widths) + max(0, ceil((_CHART - sum(widths)) / _COLUMN))
    sheet.print_area(0, 0, _end(table) + _TALL * len(table.charts), across - 1)
    sheet.set_footer("&L&A&RPage &P of &N")
    sheet.fit_to_pages(1, 0)
    return across


def _width(table: Table, place: int, column: Column) -> int:
    if column.kind in _WIDTHS:
        return max(_WIDTHS[column.kind], max(map(len, column.name.split()), default=0) + 2)
    longest = max((len(str(row[place])) for row in table.rows), default=0)
    # Capitals are wider than the figures that a width counts.
    return min(_WIDEST, max(longest + longest // 7, len(column.name)) + 2)


def _lines(cell: Cell, wide: int) -> int:
    """Return how many lines a text takes in its column."""
    return len(wrap(cell, wide - 2)) if isinstance(cell, str) and len(cell) > wide - 2 else 1


def _write_cell(pen: _Pen, sheet: Worksheet, line: int, place: int, cell: Cell, column: Column) -> None:
    if cell is None:
        return
    if isinstance(cell, (str, Trend, Amounts)):
        text = spark(cell) if isinstance(cell, Trend) else one_line(str(cell))
        sheet.write_string(line, place, text, pen.text)
    elif isinstance(cell, NotAvailable):
        sheet.write_string(line, place, NA, pen.missing)
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, pen.of(_number_format(cell, column)))
    else:
        sheet.write_number(line, place, _number(cell), pen.of(_number_format(cell, column)))


def _number(cell: Money | float | Fraction) -> float:
    return float(cell.plain()) if isinstance(cell, Money) else float(cell)


def _write_sums(pen: _Pen, sheet: Worksheet, line: int, total: Row, table: Table, last: int) -> None:
    """Write a row of sums as formulas; the results stand beside them for readers that do not calculate."""
    sheet.write_string(line, 0, str(total[0]), pen.of("", total=True))
    code, alone = currency_of(total), len(sums(table)) == 1
    codes = next((p for p, column in enumerate(table.columns) if column.name == "currency"), None)
    for place, cell in enumerate(total[1:], start=1):
        column = table.columns[place]
        if isinstance(cell, NotAvailable):
            sheet.write_string(line, place, NA, pen.of("", total=True))
        if not isinstance(cell, (Money, int)):
            continue
        looks = pen.of(_number_format(cell, column), total=True)
        if total == table.together or not (code or alone):
            sheet.write_number(line, place, _number(cell), looks)
            continue
        name = xl_col_to_name(place)
        cells = f"{name}{_HEAD + 2}:{name}{last + 1}"
        formula = f"=SUM({cells})"
        if not alone and codes is not None:
            where = xl_col_to_name(codes)
            formula = f'=SUMIF(${where}${_HEAD + 2}:${where}${last + 1},"{code}",{cells})'
        sheet.write_formula(line, place, formula, looks, _number(cell))


def _write_about(pen: _Pen, sheet: Worksheet, report: Report) -> None:
    lines = [report.title, *report.about, *report.notes]
    for table in report.tables:
        lines += ["", table.title, *([] if table.rows else [table.empty]), *table.basis, *unavailable(table)]
    sheet.set_column(0, 0, _PAGE)
    for line, text in enumerate(lines):
        sheet.write_string(line, 0, one_line(text), pen.title if line == 0 else pen.wrapped)
        sheet.set_row(line, _LINE * _lines(text, _PAGE))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
