"""Importing from the shell: what is said, listed, taken back, joined and parted."""

from __future__ import annotations

from pathlib import Path

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
    assert dry["story"] == "1 paid in full (USD 50.00), 1 part paid, 1 new"
    assert dry["columns"]["due_date"] == "Due Date"
    said = imported(tmp_path, SECOND, "--confirm-closures")
    assert "Since the last: 1 paid in full (USD 50.00), 1 part paid, 1 new." in said.out
    listed = arcall("imports", "--json", book=book).json
    assert [one["as_of"] for one in listed] == ["2026-11-20", "2026-11-19"]
    assert arcall("imports", "undo", "--json", book=book).json["kept"] == []
    assert len(arcall("imports", "--json", book=book).json) == 1
    assert arcall("imports", "redo", book=book).code == 2


def test_accounts_are_joined_and_parted(tmp_path: Path):
    book = tmp_path / "b.sqlite3"
    imported(tmp_path, FIRST)
    assert arcall("merge", "C1", "C2", book=book).code == 0
    assert [entry["account"] for entry in arcall("queue", "--json", book=book).json] == ["C1"]
    assert arcall("split", "C2", book=book).code == 0
    assert {entry["account"] for entry in arcall("queue", "--json", book=book).json} == {"C1", "C2"}
    assert arcall("split", "C2", book=book).code == 2
