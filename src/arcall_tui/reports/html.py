"""Reports as one HTML file: self-contained, opens offline, reads on a phone, prints well; every text escaped."""

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, Template
from markupsafe import Markup, escape

from arcall_tui.packaged import text_of
from arcall_tui.reports.charts import sparkline, svg
from arcall_tui.reports.table import Amounts, Cell, Headline, Kind, NotAvailable, Report, Table, Trend, sums
from arcall_tui.reports.writing import NA, Writer, against, glance, right, shown, unavailable, unbroken

_NARROW = 6  # columns of a table that may stand beside another
# Which table of the page lists what a headline is made of, where it has another name.
_MADE_OF = {"calls": "results", "items": "others", "receivables": "amounts", "month": "lately"}


def page(report: Report, writer: Writer, by: str = "", most: int | None = None) -> str:
    """Return the report as a whole page. `by`: who made it and when; `most`: rows shown of a table (None: all)."""
    ids = {table.sheet: _id(table, place) for place, table in enumerate(report.tables) if table.rows}
    return _template().render(
        report=report,
        language=str(writer.locale).replace("_", "-"),
        by=by,
        headlines=[_shown(each, writer, ids) for each in report.headlines],
        sections=[
            _section(table, place, writer, most) for place, table in enumerate(report.tables) if table.rows
        ],
        empty=[(table.title, table.empty) for table in report.tables if not table.rows],
        cells=_cells,
    )


@cache
def _template() -> Template:
    source = text_of("reports/page.html.j2")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)


def _id(table: Table, place: int) -> str:
    return f"t{place}-{table.sheet}"


def _shown(each: Headline, writer: Writer, ids: Mapping[str, str]) -> dict[str, object]:
    """Return a headline figure for the template; `notes` with their tone (good, bad or none)."""
    source = each.of.partition("?")[0]
    missing = isinstance(each.value, NotAvailable)
    return {
        "name": each.name,
        "value": NA if missing else unbroken(glance(each.value, each.column, writer)),
        "look": "na" if missing else "many" if isinstance(each.value, Amounts) else "",
        "trend": sparkline(each.trend, f"{each.name}, oldest first") if each.trend else "",
        "to": ids.get(_MADE_OF.get(source, source), ""),
        "notes": against(each, writer),
    }


def _drawn(cell: Cell, text: str) -> str:
    if isinstance(cell, Amounts):
        return unbroken(text)
    return Markup(sparkline(cell, "trend, oldest first")) if isinstance(cell, Trend) else text  # noqa: S704 - our own


def _section(table: Table, place: int, writer: Writer, most: int | None) -> dict[str, object]:
    """Return a table for the template: cells are (text, class, name of the column)."""
    (heading, *body), more = shown(table, writer, most)
    sums_ = sums(table)
    listed = len(body) - len(sums_)
    figures = right(table)
    kinds = [
        "r" if place in figures else "d" if column.kind is Kind.DATE else ""
        for place, column in enumerate(table.columns)
    ]
    made = tuple(
        tuple(
            (_drawn(cell, text), f"{kind} na" if text == NA else kind, name)
            for cell, text, kind, name in zip(row, texts, kinds, heading, strict=True)
        )
        for row, texts in zip((*table.rows[:listed], *sums_), body, strict=True)
    )
    return {
        "id": _id(table, place),
        "title": table.title,
        "charts": [svg(each, table.title if len(table.charts) == 1 else each.unit) for each in table.charts],
        "heads": list(zip(heading, kinds, strict=True)),
        "body": made[:listed],
        "sums": made[listed:],
        "rest": more,
        "told": (*table.basis, *unavailable(table)),
        "narrow": len(table.columns) <= _NARROW and not table.charts,
        "together": bool(table.together),
    }


def _cells(row: tuple[tuple[str, str, str], ...]) -> Markup:
    """Write a row's cells; the first one is the row's heading."""
    first, *others = row
    mark = Markup(' class="{}"')
    head = Markup('<th scope="row"{}>{}</th>').format(mark.format(first[1]) if first[1] else "", first[0])
    return head + Markup("").join(
        Markup('<td data-of="{}"{}>{}</td>').format(name, mark.format(kind) if kind else "", escape(text))
        for text, kind, name in others
    )
