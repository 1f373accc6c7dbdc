"""The import on screen: files to pick from, and what a file would do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

from arcall_tui.render.pane import Row
from arcall_tui.render.pieces import Line, fit, short
from arcall_tui.workday.imports.preview import Preview

_FIELD = 14
_FEW_ERRORS = 100
_ONE_LINE = 999
# What is looked at first.
_INKS = {"Open ": "strong", "Since": "strong", "Taken": "strong"}


def files(found: Sequence[Path], width: int) -> list[Row]:
    """Return the files that could be ledgers, the newest first."""
    if not found:
        return [Row(((" No CSV, XLSX, XLS or ODS file here; type another folder or file.", "dim"),))]
    return [Row(((f" {short(path.name, width - 2)}", ""),), place) for place, path in enumerate(found)]


def preview(look: Preview, width: int) -> list[Row]:
    """Return what the file was taken for, its columns, sample rows, errors, and what would change."""
    report = look.report
    rows = [_row(f" Taken for {report.title}" if report.title else " Not read", "strong")]
    rows += _hung(" ! ", look.refused, width - 4, "urgent") if look.refused else []
    for number, answer in enumerate(look.answers, start=1):
        rows += _hung(f" {number} ", answer, width - 4)
    for line in () if look.refused else report.told():
        rows += _hung(" ", line, _ONE_LINE if "  " in line else width - 2, _INKS.get(line[:5], ""))
    bad = [error for error in report.errors if error.row][:_FEW_ERRORS]
    rows += [_row(""), _row(" Errors by row", "title")] if bad else []
    for error in bad:
        text = f"row {error.row}, {error.column}: {error.value!r} {error.problem}"
        rows += _hung("   ", text, width - 6, "urgent", deeper=2)
    rows += [_row(""), _row(" Worth knowing", "title")] if report.warnings else []
    for warning in report.warnings:
        rows += _hung(" - ", warning, width - 5)
    if report.mapping:
        rows += [_row(""), _row(" Columns as read; FIELD=COLUMN changes one", "title")]
        columns = [(name, column, "") for name, column in report.mapping.items()]
        columns += [("left out", f"{column}: {why}", "dim") for column, why in report.left_out.items()]
        rows += [
            Row(((f"   {fit(name, _FIELD)}", "dim"), (short(said, width - _FIELD - 4), ink)))
            for name, said, ink in columns
        ]
    if look.samples:
        rows += [_row(""), _row(" The first rows", "title")]
        room = max(8, (width - 6) // 4)
        rows += [_row("   " + " ".join(fit(cell, room - 1) for cell in sample)) for sample in look.samples]
    return rows


def _hung(mark: str, text: str, width: int, ink: str = "", deeper: int = 0) -> list[Row]:
    """Return a text in rows, the first behind a mark and the others as far in, or `deeper`."""
    parts = wrap(text, max(20, width)) or [""]
    indent = " " * (len(mark) + deeper)
    return [_row((indent if place else mark) + part, ink) for place, part in enumerate(parts)]


def _row(text: str, ink: str = "") -> Row:
    line: Line = ((text, ink),)
    return Row(line)
