"""Prints how fast arcall is against floors measured in the same run, and keeps the figures in bench.json."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from typing import Any

import import_bench
import report_bench
import rules_bench
import start_bench
import trust_bench
import wait_bench

RESULTS = Path(__file__).parents[2] / "bench.json"


def main() -> None:
    """Measure, print the table, and write the figures down."""
    figures: list[dict[str, Any]] = []
    for title, measure in (
        ("arcall --help", lambda: [_entry(start_bench.help_figure())]),
        ("single verbs", lambda: [_entry(figure) for figure in start_bench.verb_figures()]),
        ("the screen", lambda: [_entry(figure) for figure in start_bench.screen_figures()]),
        ("the rules", rules_bench.run),
        ("imports", import_bench.run),
        ("calls during an import", wait_bench.run),
        ("the record's chain and encryption", trust_bench.run),
        ("reports", report_bench.run),
    ):
        sys.stderr.write(f"measuring {title} ...\n")
        figures += measure()
    sys.stdout.write(table(figures))
    RESULTS.write_text(json.dumps({"python": platform.python_version(), "figures": figures}, indent=2) + "\n")


def _entry(figure: start_bench.Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "floor_ms": round(figure.floor, 1),
        "ours_ms": round(figure.ours, 1),
        "ratio": round(figure.ratio, 3),
        "limit": figure.limit,
    }


def table(figures: list[dict[str, Any]]) -> str:
    """Lay the figures out: medians in milliseconds, the ratio to the floor, and the most it should be."""
    lines = [f"{'':42} {'floor ms':>10} {'arcall ms':>10} {'ratio':>8} {'limit':>7}"]
    for figure in figures:
        floor, ours = (
            f"{value:,.1f}" if value is not None else "" for value in (figure["floor_ms"], figure["ours_ms"])
        )
        mark = "" if figure["ratio"] <= figure["limit"] else "  over"
        lines.append(
            f"{figure['name']:42} {floor:>10} {ours:>10} {figure['ratio']:>8} {figure['limit']:>7}{mark}"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
