"""Reports on paper: headline figures, then the tables, on as few pages as they need."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from arcall_tui.domain.text import one_line
from arcall_tui.reports import writing
from arcall_tui.reports.table import Amounts, Chart, Headline, Report, Table, Trend, sums
from arcall_tui.reports.writing import NA, Writer, against, glance
from arcall_tui.workday.letters.paper_fonts import blank, use_font

if TYPE_CHECKING:
    from fpdf import FPDF, FontFace

_INK, _DIM, _LINE, _SOFT = 30, 105, 200, 242
_GOOD, _BAD = (20, 110, 60), (165, 40, 30)
_UPRIGHT = 10  # columns that fit a page that stands
_ACROSS = 5  # headline figures beside each other
_BAR, _TALL, _WHOLE, _CHARTS = (47, 102, 144), 4.5, 100, 2
_WIDEST, _LEAST = 62, 15  # mm of a column of words


def printed_report(
    report: Report, writer: Writer, by: str, most: int | None, font: str, now: datetime
) -> bytes:
    """Return the report as a PDF. `by`: who made it and when; `most`: rows of a table (None: all); `font`: the user's own.

    Raises UsageError where fpdf2 is not installed, InputRefusedError for letters that no font here has.
    """
    tables = [(table, *writing.shown(table, writer, most)) for table in report.tables if table.rows]
    texts = [report.title, by, *report.about, *report.notes]
    texts += (table.title + table.empty for table in report.tables)
    texts += chain.from_iterable(_told(each, writer) for each in report.headlines)
    for table, rows, more in tables:
        texts += [table.title, more, *chain.from_iterable(rows), *writing.unavailable(table)]
    wide = max((len(table.columns) for table, *_ in tables), default=0) > _UPRIGHT
    pdf = blank(report.title, now, (11, 10, 10), orientation="landscape" if wide else "portrait", format="A4")
    use_font(pdf, font, "".join(texts))
    _line(pdf, report.title, 15, bold=True)
    _line(pdf, " · ".join((*report.about, by)), 8, _DIM)
    pdf.ln(2)
    _headlines(pdf, report.headlines, writer)
    from fpdf import FontFace  # noqa: PLC0415 - an extra

    for table, rows, more in tables:
        _table(pdf, table, rows, more, (FontFace(emphasis="", color=_DIM), FontFace(fill_color=_SOFT)))
    empty = [f"{table.title}: {table.empty}" for table in report.tables if not table.rows]
    for line in (" ".join(empty), *report.notes):
        _line(pdf, line, 7, _DIM)
    return bytes(pdf.output())


def _line(pdf: FPDF, text: str, size: float, ink: int = _INK, *, bold: bool = False) -> None:
    pdf.set_font_size(size)
    pdf.set_text_color(ink)
    with _weight(pdf, bold=bold):
        pdf.multi_cell(0, size * 0.5, one_line(text), align="L", new_x="LMARGIN", new_y="NEXT")


def _weight(pdf: FPDF, *, bold: bool) -> AbstractContextManager[object]:
    """Draw letters with an outline where they are to be bold: no font here needs to have a bold face."""
    outline = {"text_mode": "FILL_STROKE", "line_width": 0.25, "draw_color": _INK} if bold else {}
    return pdf.local_context(**outline)


def _told(each: Headline, writer: Writer) -> tuple[str, str, str]:
    """Return a headline's name, its figure, and what it is held against."""
    notes = one_line("; ".join(words for _, words in against(each, writer)))
    return each.name, writing.unbroken(glance(each.value, each.column, writer)), notes


def _headlines(pdf: FPDF, headlines: Sequence[Headline], writer: Writer) -> None:
    wide = pdf.epw / _ACROSS
    for start in range(0, len(headlines), _ACROSS):
        top, bottom = pdf.get_y(), pdf.get_y()
        for place, each in enumerate(headlines[start : start + _ACROSS]):
            name, figure, notes = _told(each, writer)
            large = 9 if isinstance(each.value, Amounts) else 13
            for text, size, ink in ((name, 8, _DIM), (figure, large, _INK), (notes, 7, _DIM)):
                tone = {"good": _GOOD, "bad": _BAD}.get(each.tone) if text == notes else None
                if text == notes and each.trend:
                    _spark(pdf, each.trend, pdf.l_margin + wide * place, wide * 0.6)
                pdf.set_x(pdf.l_margin + wide * place)
                pdf.set_font_size(size)
                pdf.set_text_color(*(tone or (ink,) * 3))
                with _weight(pdf, bold=text == figure):
                    pdf.multi_cell(wide - 3, size * 0.46, text, align="L", new_y="NEXT")
            bottom = max(bottom, pdf.get_y())
            pdf.set_y(top)
        pdf.set_y(bottom + 2.5)


def _spark(pdf: FPDF, trend: Trend, left: float, wide: float) -> None:
    """Draw how a figure went as bars from zero on, and go below them."""
    step, most = wide / len(trend.values), max((v for v in trend.values if v is not None), default=0.0) or 1.0
    top = pdf.get_y() + 0.6
    for place, value in enumerate(trend.values):
        tall = _TALL * max(0.0, value or 0.0) / most
        _bar(pdf, left + step * place, top + _TALL - tall, step * 0.75, tall)
    pdf.set_y(top + _TALL + 0.8)


def _bar(pdf: FPDF, left: float, top: float, wide: float, tall: float) -> None:
    with pdf.local_context(fill_color=_BAR):  # what is left set fills the cells of tables
        pdf.rect(left, top, wide, tall, style="F")


def _chart(pdf: FPDF, chart: Chart) -> None:
    """Draw a chart as bars that lie, one a label with its figure behind; what is stacked as its sum."""
    columns = zip(*(one.values for one in chart.drawn), strict=True)
    totals = [None if None in column else sum(filter(None, column)) for column in columns]
    most = max(filter(None, totals), default=0.0)
    if most <= 0:
        return
    _line(pdf, chart.unit, 7, _DIM)
    pdf.set_font_size(7)
    labels = max(pdf.get_string_width(one_line(label)) for label in chart.labels) + 2
    for label, value in zip(chart.labels, totals, strict=True):
        top, wide = pdf.get_y(), (pdf.epw * 0.5 - labels) * max(0.0, value or 0.0) / most
        pdf.cell(labels, 3.2, one_line(label))
        _bar(pdf, pdf.l_margin + labels, top + 0.4, wide, 2.3)
        pdf.set_x(pdf.l_margin + labels + wide + 1)
        figure = NA if value is None else f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:,.1f}"
        pdf.cell(0, 3.2, figure, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(1.5)


def _table(
    pdf: FPDF, table: Table, rows: list[list[str]], more: str, looks: tuple[FontFace, FontFace]
) -> None:
    """Write a table; `looks`: of its heading, and of its sums."""
    if pdf.get_y() > pdf.h - pdf.b_margin - 24:
        pdf.add_page()
    _line(pdf, table.title, 10.5, bold=True)
    for chart in table.charts[:_CHARTS]:
        _chart(pdf, chart)
    pdf.set_font_size(7)
    right = writing.right(table)
    cells = [[one_line(text) for text in row] for row in rows]
    widths = [
        max(map(pdf.get_string_width, [*column[0].split(), *column[1:], "0000"])) + 4.5
        for column in zip(*cells, strict=True)
    ]
    # The widest give way, where they have no room beside each other.
    caps = (cap for cap in range(_WIDEST, _LEAST, -1) if sum(min(cap, width) for width in widths) <= pdf.epw)
    most = next(caps, _LEAST)
    widths = [min(most, width) for width in widths]
    shrink = min(1.0, pdf.epw / sum(widths))
    pdf.set_text_color(_INK)
    pdf.set_draw_color(_LINE)
    with pdf.table(
        col_widths=tuple(width * shrink for width in widths),
        width=sum(widths) * shrink,
        align="LEFT",
        borders_layout="HORIZONTAL_LINES",
        text_align=tuple("RIGHT" if place in right else "LEFT" for place in range(len(widths))),
        line_height=3.05,
        headings_style=looks[0],
    ) as drawn:
        first = len(cells) - len(sums(table))
        for place, row in enumerate(cells):
            drawn.row(row, style=looks[1] if place >= first else None)
    for note in (*filter(None, [more]), *writing.unavailable(table)):
        _line(pdf, note, 7, _DIM)
    pdf.ln(2)
