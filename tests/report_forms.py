"""Every report of the sample book: each made once a run, and written in every form."""

from __future__ import annotations

import pickle
import shutil
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from arcall_tui.reports.table import Report
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.catalogue import report
from arcall_tui.workday.reports.report_room import Ask
from once import once
from shell import Said, arcall
from tries import DEEP

# Paper takes as long as all other forms together: of those that are looked at there. A week is as a month.
ON_PAPER = ("day", "month", "year", "aging")


class Forms(NamedTuple):
    """What the shell printed of a report, and the files that it wrote."""

    text: Said
    csv: Said
    json: dict[str, Any]
    html: Path
    xlsx: Path
    pdf: Path


@cache
def forms(kept_sample: Path, name: str) -> Forms:
    """Return a report of the sample book as text, CSV, JSON, page, spreadsheet and, of some, PDF; other processes wait for the first."""

    def make(folder: Path) -> None:
        (folder / "forms").write_bytes(pickle.dumps(_made(kept_sample, folder, name)))

    kept = once(kept_sample.parent / f"{name} in all forms", make) / "forms"
    return pickle.loads(kept.read_bytes())


def _made(kept_sample: Path, folder: Path, name: str) -> Forms:
    book = Path(shutil.copy(kept_sample, folder / "sample.sqlite3"))
    files = [folder / f"{name}.{kind}" for kind in ("html", "xlsx", "pdf")]
    written = files if DEEP or name in ON_PAPER else files[:2]
    options = [part for file in written for part in (f"--{file.suffix[1:]}", file)]
    made: list[Report] = []

    def once(desk: Desk, what: str, ask: Ask) -> Report:
        made[:] = made or [report(desk, what, ask)]
        return made[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("arcall_tui.cli.report_verbs.make", once)
        text, csv, json = (
            arcall("report", name, *more, book=book) for more in ([], ["--csv", *options], ["--json"])
        )
    assert text.code == csv.code == json.code == 0, text.err + csv.err + json.err
    return Forms(text, csv, json.json, *files)
