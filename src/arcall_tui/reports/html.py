"""Reports as one HTML file: self-contained, opens offline, prints well; every text escaped."""

from __future__ import annotations

from html import escape

from arcall_tui.reports.charts import svg
from arcall_tui.reports.table import Kind, Report, Table, sums
from arcall_tui.reports.writing import Writer, right, rows, unavailable

# No script, no address: nothing is ever loaded, whatever a customer is called.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { --ink: #1d2733; --dim: #5d6b7a; --rule: #d5dbe1; --paper: #fff; --first: #2f6690; --second: #e08e45; --line: #a23b3b; }
* { box-sizing: border-box; }
body { margin: 2rem auto; padding: 0 1.5rem; max-width: 78rem; color: var(--ink); background: var(--paper);
       font: 15px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; }
.about { color: var(--dim); margin: 0; padding: 0; list-style: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; min-width: 40%; font-size: .86rem; font-variant-numeric: tabular-nums; }
th { text-align: left; vertical-align: bottom; color: var(--dim); font-weight: 600; border-bottom: 1.5px solid var(--ink); }
th, td { padding: .28rem .7rem; }
td { border-bottom: 1px solid var(--rule); vertical-align: top; }
.r { text-align: right; white-space: nowrap; }
.d { white-space: nowrap; }
.na { color: var(--dim); }
tfoot td { font-weight: 600; border-top: 1.5px solid var(--ink); border-bottom: none; }
tfoot tr + tr td { border-top: none; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 1rem; margin: .5rem 0 1rem; }
svg { width: 100%; height: auto; }
svg .unit { font-size: 12px; font-weight: 600; fill: var(--ink); }
svg .axis { font-size: 10px; fill: var(--dim); }
svg .grid { stroke: var(--rule); stroke-width: 1; }
svg .s0, svg .line-dot { fill: var(--first); }
svg .s1 { fill: var(--second); }
svg .line { fill: none; stroke: var(--line); stroke-width: 1.5; }
svg .line-dot { fill: var(--line); }
.basis { color: var(--dim); font-size: .8rem; margin: .5rem 0 0; padding-left: 1.1rem; }
.empty { color: var(--dim); }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 10pt; }
  table { font-size: 8pt; }
  thead { display: table-header-group; }
  tr, svg, h2 { break-inside: avoid; }
  h2 { break-after: avoid; }
  .scroll { overflow: visible; }
  @page { size: A4 landscape; margin: 12mm; }
}
"""


def page(report: Report, writer: Writer) -> str:
    """Return the report as a whole HTML page."""
    about = "".join(f"<li>{escape(line)}</li>" for line in (*report.about, *report.notes))
    body = "".join(_section(table, writer) for table in report.tables)
    language = escape(str(writer.locale).replace("_", "-"))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(report.title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(report.title)}</h1>"
        f'<ul class="about">{about}</ul>{body}</body></html>\n'
    )


def _section(table: Table, writer: Writer) -> str:
    heading = f"<section><h2>{escape(table.title)}</h2>"
    charts = "".join(
        svg(chart, table.title if len(table.charts) == 1 else chart.unit) for chart in table.charts
    )
    drawn = f'<div class="charts">{charts}</div>' if charts else ""
    told = (*table.basis, *unavailable(table))
    basis = f'<ul class="basis">{"".join(f"<li>{escape(line)}</li>" for line in told)}</ul>' if told else ""
    body = _table(table, writer) if table.rows else f'<p class="empty">{escape(table.empty)}</p>'
    return f"{heading}{drawn}{body}{basis}</section>"


def _table(table: Table, writer: Writer) -> str:
    heading, *body = rows(table, writer)
    figures = right(table)
    totals = len(sums(table))
    head = "".join(
        f"<th{' class=r' if place in figures else ''}>{escape(name)}</th>"
        for place, name in enumerate(heading)
    )
    lines = ["".join(_cell(text, table, place, figures) for place, text in enumerate(row)) for row in body]
    cut = len(lines) - totals
    upper = "".join(f"<tr>{line}</tr>" for line in lines[:cut])
    lower = "".join(f"<tr>{line}</tr>" for line in lines[cut:])
    foot = f"<tfoot>{lower}</tfoot>" if totals else ""
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{upper}</tbody>{foot}</table></div>'
    )


def _cell(text: str, table: Table, place: int, figures: frozenset[int]) -> str:
    if place in figures:
        return f'<td class="{"r na" if text == "n/a" else "r"}">{escape(text)}</td>'
    return (
        f'<td class="d">{escape(text)}</td>'
        if table.columns[place].kind is Kind.DATE
        else f"<td>{escape(text)}</td>"
    )
