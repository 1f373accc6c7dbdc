"""Charts as inline SVG: bars, stacked bars, and a Pareto; every text escaped, every mark with its figure."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from arcall_tui.reports.table import Chart, Series

_WIDTH, _HEIGHT = 420, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 10, 26, 42
_SCALE = 1000
_STEPS = 4


def svg(chart: Chart, title: str) -> str:
    """Return the chart as an <svg> element."""
    label = f"{title}, {chart.unit}" if chart.unit and chart.unit != title else title
    body = _BODIES[chart.kind](chart)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<text class="unit" x="0" y="12">{escape(label)}</text>{body}</svg>'
    )


def _bars(chart: Chart) -> str:
    return _drawn(chart, list(chart.series), stacked=False)


def _stacked(chart: Chart) -> str:
    return _drawn(chart, list(chart.series), stacked=True) + _legend(chart)


def _pareto(chart: Chart) -> str:
    """Draw bars with the share of all so far as a line, on a scale of its own to 100."""
    bars = _drawn(chart, [chart.series[0]], stacked=False)
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(chart.labels))
    room = _HEIGHT - _TOP - _BOTTOM
    points = [
        (_LEFT + step * (place + 0.5), _TOP + room * (1 - value / 100))
        for place, value in enumerate(chart.series[1].values)
        if value is not None
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle class="line-dot" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in points)
    return f'{bars}<polyline class="line" points="{line}"/>{dots}'


_BODIES: dict[str, Callable[[Chart], str]] = {"bars": _bars, "stacked": _stacked, "pareto": _pareto}


def _drawn(chart: Chart, series: list[Series], *, stacked: bool) -> str:
    low, high = _range(series, len(chart.labels), stacked=stacked)
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(chart.labels))
    room = _HEIGHT - _TOP - _BOTTOM

    def y(value: float) -> float:
        return _TOP + room * (high - value) / (high - low)

    parts = [_grid(low, high, y)]
    for place, label in enumerate(chart.labels):
        x = _LEFT + step * place
        base = 0.0
        for index, one in enumerate(series):
            value = one.values[place]
            if value is None:
                continue
            start, end = (base, base + value) if stacked else (0.0, value)
            base = end if stacked else base
            top, bottom = y(max(start, end)), y(min(start, end))
            said = escape(f"{label}: {value:,.2f} {one.name}")
            parts.append(
                f'<rect class="s{index}" x="{x + step * 0.14:.1f}" y="{top:.1f}" width="{step * 0.72:.1f}"'
                f' height="{max(0.0, bottom - top):.1f}"><title>{said}</title></rect>'
            )
        parts.append(_label(x + step / 2, label, step))
    return "".join(parts)


def _range(series: list[Series], count: int, *, stacked: bool) -> tuple[float, float]:
    values = [value for one in series for value in one.values if value is not None]
    if stacked:
        values = [sum(one.values[place] or 0.0 for one in series) for place in range(count)]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    return low, high if high > low else low + 1.0


def _grid(low: float, high: float, y: Callable[[float], float]) -> str:
    lines = []
    for step in range(_STEPS + 1):
        value = low + (high - low) * step / _STEPS
        lines.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
            f'<text class="axis" x="{_LEFT - 5}" y="{y(value) + 3:.1f}" text-anchor="end">{_short(value)}</text>'
        )
    return "".join(lines)


def _label(x: float, label: str, step: float) -> str:
    most = max(3, int(step / 5.4))
    text = label if len(label) <= most else label[: most - 1] + "…"
    return f'<text class="axis" x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{escape(text)}</text>'


def _legend(chart: Chart) -> str:
    return "".join(
        f'<rect class="s{index}" x="{_LEFT + 130 * index}" y="{_HEIGHT - 14}" width="10" height="10"/>'
        f'<text class="axis" x="{_LEFT + 14 + 130 * index}" y="{_HEIGHT - 5}">{escape(one.name)}</text>'
        for index, one in enumerate(chart.series)
    )


def _short(value: float) -> str:
    """Write a figure of an axis: 12, 1.5k, 20M."""
    size, mark = abs(value), ""
    for name in ("k", "M", "bn"):
        if size < _SCALE:
            break
        size, mark = size / _SCALE, name
    digits = f"{size:.1f}".rstrip("0").rstrip(".") if size < 100 else f"{size:.0f}"  # noqa: PLR2004 - three digits are enough
    return f"{'-' if value < 0 and digits != '0' else ''}{digits}{mark}"
