"""What was once found wrong in figures, reports and the shell, row by row, where no other test holds it."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from cases import for_each
from shell import arcall, in_queue


@for_each("now", ["0001-01-01T09:00", "9999-12-31T23:59", "9999-12-31"])
@for_each("verb", [("queue",), ("report", "year"), ("agenda",)], ids="-".join)
def test_a_clock_at_the_end_of_time_is_refused_with_2(sample_book: Path, now: str, verb: tuple[str, ...]):
    said = arcall(*verb, book=sample_book, now=now)
    assert (said.code, said.out) == (2, "")
    assert "--now" in said.err


@pytest.mark.skipif(sys.platform == "win32" or not os.geteuid(), reason="root may write everywhere")
def test_a_backup_into_a_folder_where_nothing_can_be_written_is_refused_with_2_or_4(
    sample_book: Path, tmp_path: Path
):
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o500)
    said = arcall("backup", folder / "copy.sqlite3", book=sample_book)
    assert said.code in {2, 4}
    assert "bug" not in said.err


@for_each("verb", [("queue",), ("agenda",), ("plan",), ("report", "day"), ("search", "x")], ids="-".join)
def test_a_mistyped_book_is_refused_with_4_and_no_empty_list_in_json_too(
    tmp_path: Path, verb: tuple[str, ...]
):
    said = arcall(*verb, "--json", book=tmp_path / "mistyped.sqlite3")
    assert (said.code, said.out) == (4, "")
    assert "There is no book" in said.err


def test_the_time_of_a_call_is_meant_in_the_past_however_it_is_written(sample_book: Path):
    account = in_queue(sample_book)[0]["account"]
    for typed, at in (
        ("yesterday 3pm", "2026-11-19T15:00"),
        ("thu 15:00", "2026-11-19T15:00"),
        ("fri 15:00", "2026-11-13T15:00"),
    ):
        said = arcall("log", account, "TT", "--at", typed, "--json", book=sample_book)
        assert said.json["call"]["at"].startswith(at), typed


def test_the_queue_at_80_columns_has_phone_and_id_and_loses_no_reason(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = in_queue(sample_book)
    monkeypatch.setattr("arcall_tui.cli.queue_verbs.terminal_width", lambda: 80)
    lines = arcall("queue", book=sample_book).out.splitlines()
    assert max(map(len, lines)) <= 80
    page = " ".join(" ".join(lines).split())
    for entry in whole[:5]:
        assert entry["account"] in page
        assert entry["phone"] in page
        assert entry["reasons"][0]["text"].replace(" ", "") in page.replace(" ", "")


def test_the_sample_tells_a_story_that_can_be_believed(whole_sample: Path):
    with sqlite3.connect(whole_sample) as book:
        stories = [
            one for (one,) in book.execute("SELECT json_extract(summary, '$.story') FROM ledger_import")
        ]
        late = book.execute(
            "SELECT count(*) FROM promise WHERE due_on < made_on OR settled_on < made_on"
        ).fetchone()
        busiest = book.execute(
            "SELECT count(*) AS n FROM activity GROUP BY workday ORDER BY n DESC"
        ).fetchone()
    assert stories.count("") < len(stories) / 20  # of one creditor there may be no news on a day
    assert late == (0,)
    assert busiest[0] < 25


def _as_it_begins(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("where", "words", "taken"),
    [
        ("arcall_tui.cli.import_verbs._taken_in", "stopped: nothing was taken in.", 0),
        (
            "arcall_tui.cli.import_verbs._columns",
            "ledger.csv had been taken in already. arcall imports undo",
            1,
        ),
    ],
    ids=["before it", "behind the commit"],
)
def test_ctrl_c_during_an_import_says_whether_it_is_in_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, words: str, taken: int
):
    ledger, book = tmp_path / "ledger.csv", tmp_path / "book.sqlite3"
    ledger.write_text(
        "Customer ID,Customer Name,Invoice Number,Invoice Date,Due Date,Open Balance,Currency\nA1,Ann,N1,2026-10-01,2026-10-31,100.00,GBP\n"
    )
    monkeypatch.setattr(where, _as_it_begins)
    said = arcall("import", ledger, book=book)
    assert said.code == 130
    assert words in said.err
    assert len(arcall("imports", "--json", book=book).json if book.exists() else []) == taken
