"""What the shell does with hostile names, bugs of ours and readers that leave early."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from arcall_tui.settings import Paths
from shell import ESCAPES, NOW, arcall, in_queue

STRINGS = Path(__file__).parents[2] / "shared" / "ledgers" / "strings" / "blns.json"
HOSTILE = [
    "\x1b]52;c;aGVsbG8=\x07Evil",
    "Acme [/b] [red]Ltd",
    "\u202eltd",
    "a\tb\nc",
    "\x9b31m",
    "{name} %s",
    "=1+1",
    "日本\u0301",
]


def _rename(book: Path, names: list[str]) -> None:
    """Put names into the book behind the door that would clean them."""
    with closing(sqlite3.connect(book)) as connection:
        for table, columns in (("account", "name"), ("contact", "name phone"), ("activity", "note detail")):
            keys = [key for (key,) in connection.execute(f"SELECT id FROM {table} ORDER BY id")]
            texts = [(names[index % len(names)] or "?", key) for index, key in enumerate(keys)]
            told = ", ".join(f"{column} = ?1" for column in columns.split())
            connection.executemany(f"UPDATE {table} SET {told} WHERE id = ?2", texts)
        connection.execute("DELETE FROM standing")
        connection.commit()


def _shell_shows_only_harmless_text(book: Path) -> None:
    outputs = [arcall("queue", book=book), arcall("queue", "--json", book=book)]
    outputs += [arcall("show", entry["account"], book=book) for entry in in_queue(book)[:12]]
    for said in outputs:
        assert said.code == 0
        assert not ESCAPES.search(said.out.replace("\n", ""))


def test_hostile_names_and_notes_reach_no_terminal(sample_book: Path):
    _rename(sample_book, HOSTILE)
    _shell_shows_only_harmless_text(sample_book)


@pytest.mark.skipif(not STRINGS.exists(), reason="the collection of hostile strings is not here")
def test_strings_that_break_programs_break_nothing(sample_book: Path):
    strings = [text.replace("\x00", "") for text in json.loads(STRINGS.read_text("utf-8"))]
    for start in range(0, len(strings), 150):
        _rename(sample_book, strings[start : start + 150])
        _shell_shows_only_harmless_text(sample_book)


def test_a_bug_of_ours_is_one_line_and_a_report_without_data(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> None:
        raise RuntimeError("Northwind owes 42")

    monkeypatch.setattr("arcall_tui.workday.desk.ranking.Ranking.rank_day", broken)
    said = arcall("queue", book=sample_book)
    assert (said.code, said.out) == (1, "")
    assert len(said.err.splitlines()) == 1
    assert "Northwind" not in said.err
    (report,) = (Paths.find().data / "crashes").iterdir()
    text = report.read_text()
    assert str(report) in said.err
    assert "RuntimeError" in text
    assert "queue_verbs.py" in text
    assert "Northwind" not in text
    assert str(Path.home()) not in text


def test_a_bug_is_told_even_where_no_report_can_be_written(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("arcall_tui.workday.desk.ranking.Ranking.rank_day", lambda *_: 1 / 0)
    monkeypatch.setattr("arcall_tui.cli.crash.write_report", lambda *_: 1 / 0)
    said = arcall("queue", book=sample_book)
    assert said.code == 1
    assert "ZeroDivisionError" in said.err


def test_ctrl_c_is_no_bug(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("arcall_tui.workday.desk.ranking.Ranking.rank_day", interrupted)
    assert arcall("queue", book=sample_book).code == 130


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently")
def test_a_reader_that_leaves_early_is_no_failure(sample_book: Path):
    command = f"{sys.executable} -m arcall_tui show {in_queue(sample_book)[0]['account']} --json | head -c 1"
    env = {**os.environ, "ARCALL_BOOK": str(sample_book), "ARCALL_NOW": NOW}
    done = subprocess.run(command, shell=True, check=False, capture_output=True, text=True, env=env)
    assert done.stderr == ""


def test_output_that_cannot_be_encoded_is_escaped(sample_book: Path):
    _rename(sample_book, ["Müßmann 株式会社"])
    env = {**os.environ, "ARCALL_BOOK": str(sample_book), "ARCALL_NOW": NOW, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "arcall_tui", "queue"], check=False, capture_output=True, text=True, env=env
    )
    assert done.returncode == 0, done.stderr
    assert "\\xfc" in done.stdout


@pytest.mark.parametrize("verb", [["import"], ["read"], ["restore"]])
def test_the_home_of_somebody_who_is_not_there_is_no_crash(sample_book: Path, verb: list[str]):
    said = arcall(*verb, "~nobody-here/x.csv", book=sample_book)
    assert said.code in {2, 3, 4}
    assert "bug" not in said.err
