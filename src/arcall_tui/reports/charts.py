"""Charts as inline SVG: round ticks, zero on the axis, whole labels; every text escaped, every mark with its figure."""

import math
from html import escape

from arcall_tui.reports.table import Chart, Trend

_WIDTH, _HEIGHT = 360, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 8, 28, 40
_ROW, _TEXT = 22, 5.9  # a bar that lies, and the mean width of a letter
_TICKS = 5
_SPARK_WIDE, _SPARK_TALL = 96, 18
_SCALE = 1000
_THOUSANDS = ("", "k", "M", "bn")


def svg(chart: Chart, title: str) -> str:
    """Return the chart as an <svg> element, named for who cannot see it."""
    label = f"{title}, {chart.unit}" if chart.unit and chart.unit != title else title
    # How many letters of a label fit below a standing bar.
    room = max(5, int((_WIDTH - _LEFT - _RIGHT) / max(1, len(chart.labels)) / _TEXT))
    lies = chart.kind == "pareto" or any(len(text) > room for text in chart.labels)
    body, height = _lying(chart) if lies and chart.kind != "stacked" else _standing(chart)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(_told(chart, label))}">'
        f'<text class="unit" x="0" y="13">{escape(label)}</text>{body}</svg>'
    )


def sparkline(trend: Trend, told: str) -> str:
    """Return how a figure went as a small <svg>, from zero on, named for who cannot see it."""
    known = [value for value in trend.values if value is not None]
    marks = ticks(min(known, default=0.0), max(known, default=0.0))
    step, last = _SPARK_WIDE / max(1, len(trend.values)), len(trend.values) - 1

    def y(value: float) -> float:
        return _SPARK_TALL * (marks[-1] - value) / (marks[-1] - marks[0])

    bars = "".join(
        f'<rect class="s{int(place < last)}" x="{step * place:.1f}" y="{min(y(value), y(0)):.1f}" width="{step * 0.75:.1f}"'
        f' height="{max(0.6, abs(y(value) - y(0))):.1f}"/>'
        for place, value in enumerate(trend.values)
        if value is not None
    )
    label = escape(f"{told}: {', '.join('none' if v is None else _figure(v) for v in trend.values)}")
    return f'<svg class="spark" viewBox="0 0 {_SPARK_WIDE} {_SPARK_TALL}" role="img" aria-label="{label}">{bars}</svg>'


def ticks(low: float, high: float, *, whole: bool = False) -> list[float]:
    """Return round marks (1, 2 or 5 times a power of ten) that enclose `low` to `high` and zero (after Heckbert)."""
    low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        high = low + 1.0
    rough = (high - low) / (_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(part * power for part in (1, 2, 5, 10) if part * power >= rough * (1 - 1e-12))
    step = max(1.0, step) if whole else step
    first, last = math.floor(low / step + 1e-12), math.ceil(high / step - 1e-12)
    return [round(place * step, 10) for place in range(first, last + 1)]


def _told(chart: Chart, label: str) -> str:
    """Say the figures in words: the chart's other text."""
    parts = []
    for series in chart.series:
        told = zip(chart.labels, series.values, strict=True)
        marks = (f"{text} {_figure(value)}" for text, value in told if value is not None)
        parts.append(f"{series.name}: {', '.join(marks)}")
    return f"{label}. {'; '.join(parts)}"


def _figure(value: float) -> str:
    return f"{value:z,.0f}" if value == int(value) else f"{value:z,.2f}"


def _standing(chart: Chart) -> tuple[str, int]:
    values = [value for one in chart.drawn for value in one.values if value is not None]
    if chart.kind == "stacked":
        values = [
            sum(filter(None, of_one)) for of_one in zip(*(one.values for one in chart.series), strict=True)
        ]
    whole = all(value == int(value) for value in values)
    marks = ticks(min(values, default=0.0), max(values, default=0.0), whole=whole)
    low, high = marks[0], marks[-1]
    room, step = _HEIGHT - _TOP - _BOTTOM, (_WIDTH - _LEFT - _RIGHT) / max(1, len(chart.labels))

    def y(value: float) -> float:
        return _TOP + room * (high - value) / (high - low)

    parts = [
        f'<line class="{"base" if mark == 0 else "grid"}" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(mark):.1f}" y2="{y(mark):.1f}"/>'
        f'<text class="axis" x="{_LEFT - 6}" y="{y(mark) + 3.5:.1f}" text-anchor="end">{short(mark, high)}</text>'
        for mark in marks
    ]
    every = max(1, math.ceil(max(map(len, chart.labels), default=1) * _TEXT / step))
    wide = step / len(chart.series) if chart.kind == "bars" else step
    for place, label in enumerate(chart.labels):
        x, base = _LEFT + step * place, 0.0
        for index, one in enumerate(chart.series):
            value = one.values[place]
            if value is None:
                continue
            start, end = (base, base + value) if chart.kind == "stacked" else (0.0, value)
            base = end if chart.kind == "stacked" else base
            left = x + (wide * index if chart.kind == "bars" else 0) + wide * 0.12
            top, tall = y(max(start, end)), abs(y(start) - y(end))
            parts.append(_bar(index, left, top, wide * 0.76, tall, f"{label}: {_figure(value)} {one.name}"))
        if place % every == 0:
            parts.append(
                f'<text class="axis" x="{x + step / 2:.1f}" y="{_HEIGHT - _BOTTOM + 15}" text-anchor="middle">{escape(label)}</text>'
            )
    return "".join(parts) + _legend(chart, _HEIGHT), _HEIGHT


def _lying(chart: Chart) -> tuple[str, int]:
    """Draw bars that lie, with whole labels before them and the figure behind; of a Pareto also the share so far."""
    one = chart.series[0]
    left = min(_WIDTH * 0.5, 8 + _TEXT * max(map(len, chart.labels), default=1))
    behind = 108 if chart.kind == "pareto" else 48
    high = max((value for value in one.values if value is not None), default=1.0) or 1.0
    parts = []
    for place, (label, value) in enumerate(zip(chart.labels, one.values, strict=True)):
        y = _TOP + _ROW * place
        wide = (_WIDTH - left - behind) * max(0.0, value or 0.0) / high
        share = chart.series[1].values[place] if chart.kind == "pareto" else None
        so_far = f", {share:.0f} % so far" if share is not None else ""
        said = "" if value is None else short(value, high) + so_far
        parts.append(
            f'<text class="axis" x="{left - 6:.1f}" y="{y + 12}" text-anchor="end">{escape(label)}</text>'
            + _bar(0, left, y + 2, wide, _ROW - 8, f"{label}: {_figure(value or 0.0)} {one.name}")
            + f'<text class="axis" x="{left + wide + 5:.1f}" y="{y + 12}">{escape(said)}</text>'
        )
    bottom = _TOP + _ROW * len(chart.labels)
    base = f'<line class="base" x1="{left:.1f}" x2="{left:.1f}" y1="{_TOP}" y2="{bottom}"/>'
    return base + "".join(parts), bottom + 6


def _bar(index: int, x: float, y: float, wide: float, tall: float, said: str) -> str:
    return (
        f'<rect class="s{index}" x="{x:.1f}" y="{y:.1f}" width="{max(0.0, wide):.1f}" height="{max(0.0, tall):.1f}">'
        f"<title>{escape(said)}</title></rect>"
    )


def _legend(chart: Chart, height: int) -> str:
    if len(chart.series) == 1:
        return ""
    return "".join(
        f'<rect class="s{index}" x="{_LEFT + 130 * index}" y="{height - 13}" width="10" height="10"/>'
        f'<text class="axis" x="{_LEFT + 14 + 130 * index}" y="{height - 4}">{escape(one.name)}</text>'
        for index, one in enumerate(chart.series)
    )


def short(value: float, most: float) -> str:
    """Write a figure of an axis that goes up to `most`: 12, 1.5k, 20M."""
    place = 0
    while abs(most) >= _SCALE and place < len(_THOUSANDS) - 1:
        most, value, place = most / _SCALE, value / _SCALE, place + 1
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if digits in {"0", "-0"} else f"{digits}{_THOUSANDS[place]}"
