"""The import on screen: files to pick from, and what a file would do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

from arcall_tui.text_width import fit, short
from arcall_tui.tui.render.pane import Row
from arcall_tui.tui.render.pieces import Line
from arcall_tui.workday.imports.preview import Preview

_FIELD = 14
_FEW_ERRORS = 100
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
    if look.refused:
        parts = _wrapped(look.refused, width - 4)
        rows += [_row(("   " if place else " ! ") + part, "urgent") for place, part in enumerate(parts)]
    rows += _answers(look, width)
    rows += (
        []
        if look.refused
        else [
            _row(f" {part}", _INKS.get(line[:5], ""))
            for line in report.told()
            for part in ([line] if "  " in line else _wrapped(line, width - 2))
        ]
    )
    rows += [_row(""), _row(" Errors by row", "title")] if any(error.row for error in report.errors) else []
    rows += [
        _row(("     " if place else "   ") + part, "urgent")
        for error in report.errors[:_FEW_ERRORS]
        if error.row
        for place, part in enumerate(
            _wrapped(f"row {error.row}, {error.column}: {error.value!r} {error.problem}", width - 6)
        )
    ]
    if report.warnings:
        rows += [_row(""), _row(" Worth knowing", "title")]
        rows += [
            _row(("   " if place else " - ") + part)
            for warning in report.warnings
            for place, part in enumerate(_wrapped(warning, width - 5))
        ]
    if report.mapping:
        rows += [_row(""), _row(" Columns as read; FIELD=COLUMN changes one", "title")]
        rows += [
            Row(((f"   {fit(name, _FIELD)}", "dim"), (short(column, width - _FIELD - 4), "")))
            for name, column in report.mapping.items()
        ]
        rows += [
            Row(
                (
                    (f"   {fit('left out', _FIELD)}", "dim"),
                    (short(f"{column}: {why}", width - _FIELD - 4), "dim"),
                )
            )
            for column, why in report.left_out.items()
        ]
    if look.samples:
        rows += [_row(""), _row(" The first rows", "title")]
        room = max(8, (width - 6) // 4)
        rows += [_row("   " + " ".join(fit(cell, room - 1) for cell in sample)) for sample in look.samples]
    return rows


def _answers(look: Preview, width: int) -> list[Row]:
    """Return the answers to the file's question, each with its number and what it would make of the totals."""
    return [
        _row(("   " if place else f" {number} ") + part)
        for number, answer in enumerate(look.answers, start=1)
        for place, part in enumerate(_wrapped(answer, width - 4))
    ]


def _row(text: str, ink: str = "") -> Row:
    line: Line = ((text, ink),)
    return Row(line)


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, max(20, width)) or [""]
