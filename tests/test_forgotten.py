"""What is added in one place and forgotten in another is told by name."""

from __future__ import annotations

import inspect
from pathlib import Path

from arcall_tui.cli.shell import COMMANDS
from arcall_tui.workday.reports import making
from arcall_tui.workday.reports.catalogue import REPORTS
from shell import arcall

SRC = Path(inspect.getfile(making)).parents[2]


def test_every_report_that_is_made_can_be_asked_for():
    made = {make for name, make in vars(making).items() if name.startswith("make_")}
    forgotten = [make.__name__ for make in made - {kind.make for kind in REPORTS.values()}]
    assert forgotten == [], "a row in REPORTS of workday/reports/catalogue.py gives a maker its name"


def test_every_report_is_made_under_the_name_by_which_it_is_asked_for(sample_book: Path):
    listed = arcall("report", "--help").out
    for name in REPORTS:
        assert name in listed
        assert arcall("report", name, "--json", book=sample_book).json["report"] == name


def test_every_report_has_its_row_in_the_readme():
    rows = [
        line for line in (SRC.parents[1] / "README.md").read_text().splitlines() if line.startswith("| `")
    ]
    told = {name for row in rows for name in REPORTS if f"`arcall report {name}" in row.split(" | ")[0]}
    assert set(REPORTS) - told == set(), "the table of reports in README.md tells it"


def test_every_module_of_verbs_is_reached_by_a_command():
    rooms = {file.stem for file in (SRC / "cli").glob("*_verbs.py")}
    assert rooms - {module for module, _ in COMMANDS.values()} == set(), "COMMANDS in cli/shell.py names it"
