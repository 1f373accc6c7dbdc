"""Importing from the shell: what is said, listed, taken back, joined and parted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from arcall_tui.render import board_rows as rows
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.imports.import_report import ImportOptions
from arcall_tui.workday.imports.preview import preview
from cases import for_each
from shell import arcall

HEAD = "Customer ID,Customer Name,Invoice Number,Invoice Date,Due Date,Open Balance\n"
FIRST = HEAD + "C1,One,1,2026-09-01,2026-10-01,100.00\nC2,Two,2,2026-09-01,2026-10-01,50.00\n"
SECOND = HEAD + "C1,One,1,2026-09-01,2026-10-01,40.00\nC4,Four,4,2026-09-01,2026-10-01,70.00\n"


def imported(folder: Path, text: str, *options: str, now: str = "2026-11-20T10:00+00:00"):
    file = folder / "ledger.csv"
    file.write_text(text)
    return arcall("import", file, "--currency", "USD", *options, book=folder / "b.sqlite3", now=now)


def test_an_import_is_told_listed_and_taken_back(tmp_path: Path):
    book = tmp_path / "b.sqlite3"
    assert imported(tmp_path, FIRST, now="2026-11-19T10:00+00:00").code == 0
    dry = imported(tmp_path, SECOND, "--dry-run", "--confirm-closures", "--json").json
    assert dry["story"] == "1 paid in full (USD 50.00), 1 part paid (USD 60.00), 1 new"
    assert dry["columns"]["due_date"] == "Due Date"
    said = imported(tmp_path, SECOND, "--confirm-closures")
    assert "Since the last: 1 paid in full (USD 50.00), 1 part paid (USD 60.00), 1 new." in said.out
    listed = arcall("imports", "--json", book=book).json
    assert [one["as_of"] for one in listed] == ["2026-11-20", "2026-11-19"]
    assert arcall("imports", "undo", "--json", book=book).json["kept"] == []
    assert len(arcall("imports", "--json", book=book).json) == 1
    assert arcall("imports", "redo", book=book).code == 2


def test_what_an_import_only_counts_is_said_in_full(tmp_path: Path):
    def day(called: str) -> str:
        return HEAD + "".join(
            f"C{n},{called} {n} Ltd,I{n},2026-09-{n:02},2026-11-{20 + n},10{n}.00\n" for n in range(1, 8)
        )

    book = tmp_path / "b.sqlite3"
    assert imported(tmp_path, day("Old"), now="2026-11-19T10:00+00:00").code == 0
    dry = imported(tmp_path, day("New"), "--dry-run")
    assert "and 4 more" in dry.out + dry.err
    assert "imports show" not in dry.out + dry.err
    said = imported(tmp_path, day("New"))
    assert "arcall imports show 2" in said.out + said.err
    whole = arcall("imports", "show", "2", book=book).out
    assert [n for n in range(1, 8) if f"C{n} New {n} Ltd (was Old {n} Ltd)" in whole] == [*range(1, 8)]
    assert arcall("imports", "show", "--json", book=book).json["warnings"][-1] in whole
    for wrong in (("show", "9"), ("undo", "2"), ("show", "x")):
        assert arcall("imports", *wrong, book=book).code == 2
    assert (
        arcall("imports", "show", "1", book=book).out
        == "   1  2026-11-19  ledger.csv: 7 new\nNothing was odd about it.\n"
    )


def test_accounts_are_joined_and_parted(tmp_path: Path):
    book = tmp_path / "b.sqlite3"
    imported(tmp_path, FIRST)
    assert arcall("merge", "C1", "C2", book=book).code == 0
    assert [entry["account"] for entry in arcall("queue", "--json", book=book).json] == ["C1"]
    assert arcall("split", "C2", book=book).code == 0
    assert {entry["account"] for entry in arcall("queue", "--json", book=book).json} == {"C1", "C2"}
    assert arcall("split", "C2", book=book).code == 2


FILES = {
    "ledger": (
        "Customer,Invoice,Due Date,Balance,Currency,Salesman,Balance 2,Zqx",
        "One,7,2026-10-01,5.00,USD,Joe,5.00,\nTwo,8,2026-10-01,6.00,USD,Joe,6.00,",
    ),
    "contacts": (
        "Customer,Phone,E-mail,Fax,Website,Credit Hold,Do Not Call,Language",
        "One,+44 20 7946 0018,a@b.example,1,b.example,No,Yes,French",
    ),
    "payments": (
        "Payment No,Payment Date,Customer,Payment Total,Invoice,Allocated,Bank,Method",
        "P1,2026-11-05,One,9.00,1,5.00,Big Bank,BACS",
    ),
}


@for_each("kind", FILES)
def test_each_column_is_told_in_the_same_words_in_text_json_and_on_screen(tmp_path: Path, kind: str):
    imported(tmp_path, FIRST, now="2026-10-19T10:00+00:00")
    text = "\n".join(FILES[kind])
    # A currency column and terms come out of the file itself.
    shown = imported(tmp_path, text, "--partial", "--dry-run")
    made = imported(tmp_path, text, "--partial", "--dry-run", "--json").json["columns"]
    left = made.pop("left out")
    made.pop("evidence")
    assert {*made.values(), *left} == set(FILES[kind][0].split(","))
    read = [f"{name} {column!r}" for name, column in made.items()] + [
        f"{column!r} ({why})" for column, why in left.items()
    ]
    assert [each for each in read if each not in shown.out] == []
    clock = Clock(ZoneInfo("UTC"), datetime(2026, 11, 20, 10, tzinfo=UTC))
    options, policy = ImportOptions(currency="USD", partial=True), load_policy(None)
    look = preview(
        tmp_path / "b.sqlite3", tmp_path / "ledger.csv", options, clock, Settings("UTC", "set"), policy
    )
    screen = ["".join(piece[0] for piece in row.line) for row in rows.preview(look, 200)]
    on_screen = [f"   {name:14}{column}" for name, column in made.items()]
    on_screen += [f"   {'left out':14}{column}: {why}" for column, why in left.items()]
    assert [each for each in on_screen if each not in screen] == []
