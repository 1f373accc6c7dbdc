"""`arcall demo`, `arcall backup`, and bare `arcall` where there is no terminal."""

from __future__ import annotations

import sqlite3
import stat
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from arcall_tui.settings import Paths
from arcall_tui.workday.sample import book as sample
from books import Shelf
from cases import for_each
from shell import arcall, in_queue


@pytest.fixture(autouse=True)
def few_customers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sample, "CUSTOMERS", 12)


def test_without_a_terminal_arcall_says_so_and_prints_the_queue(sample_book: Path):
    said = arcall(book=sample_book)
    assert said.code == 0
    assert "no terminal" in said.err
    assert said.out == arcall("queue", book=sample_book).out
    assert arcall("--json", book=sample_book).json == in_queue(sample_book)


def test_demo_makes_its_own_book_with_nothing_beside_it_and_leaves_the_users_alone(tmp_path: Path):
    own = tmp_path / "own.sqlite3"
    said = arcall("demo", "--json", book=own)
    assert said.code == 0, said.err
    assert len(said.json) > 9
    assert not own.exists()
    assert {path.name for path in Paths.find().data.glob("*demo*")} == {
        "demo.sqlite3",
        "demo.sqlite3-journal",
    }
    assert not list(Paths.find().data.glob(".*"))


def test_a_book_that_is_not_there_is_said_and_not_made(tmp_path: Path):
    book = tmp_path / "slip.sqlite3"
    for command in (["queue"], ["queue", "--json"], ["--json"]):
        said = arcall(*command, book=book)
        assert said.code == 4
        assert f"There is no book at {book}" in said.err
        assert "arcall import" in said.err
        assert said.out == ""
    assert not book.exists()


def test_demo_keeps_what_was_recorded_until_reset():
    book = Paths.find().data / "demo.sqlite3"
    account = arcall("demo", "--json").json[0]["account"]
    arcall("log", account, "NA", book=book)
    kept = arcall("demo", "--json", now="2026-11-27T10:00+00:00")
    assert "--reset" in kept.err
    assert arcall("show", account, "--json", book=book).json["history"][0]["code"] == "NA"
    arcall("demo", "--reset")
    assert arcall("undo", book=book).code == 2


def test_demo_without_calls_in_it_is_made_new_for_another_day():
    arcall("demo")
    said = arcall("demo", now="2026-11-27T10:00+00:00")
    assert "Made a sample book" in said.err


def test_demo_refuses_to_overwrite_a_book_that_is_no_sample(shelf: Shelf):
    shelf.desk("mine").close()
    mine = shelf.folder / "mine.sqlite3"
    before = mine.read_bytes()
    said = arcall("demo", "--book", mine, "--reset")
    assert said.code == 4
    assert "not a sample book" in said.err
    assert mine.read_bytes() == before


def test_backup_is_a_whole_private_copy(sample_book: Path, tmp_path: Path):
    target = tmp_path / "copy.sqlite3"
    said = arcall("backup", target, book=sample_book)
    assert (said.code, said.out) == (0, f"{target}\n")
    assert in_queue(target) == in_queue(sample_book)
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_backup_without_a_name_goes_beside_the_book_with_its_time(sample_book: Path):
    said = arcall("backup", "--json", book=sample_book)
    made = Path(said.json["backup"])
    assert made.parent == sample_book.parent / "backups"
    assert made.exists()
    stamp = datetime.strptime(made.stem.removeprefix("sample-"), "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - stamp) < timedelta(hours=1)  # not the day that --now says


def test_a_stick_that_is_not_plugged_in_is_no_backup(sample_book: Path, tmp_path: Path):
    said = arcall("backup", tmp_path / "stick" / "copy.sqlite3", book=sample_book)
    assert said.code == 4
    assert "no folder" in said.err
    assert not (tmp_path / "stick").exists()


def test_backup_never_overwrites(sample_book: Path, tmp_path: Path):
    target = tmp_path / "mine.txt"
    target.write_text("mine")
    said = arcall("backup", target, book=sample_book)
    assert said.code == 4
    assert target.read_text() == "mine"


@for_each("command", [["show", "C0001"], ["log", "C0001", "NA"], ["undo"], ["backup"]])
def test_a_book_that_is_not_there_is_not_made(tmp_path: Path, command: list[str]):
    book = tmp_path / "none.sqlite3"
    said = arcall(*command, book=book)
    assert (said.code, said.out) == (4, "")
    assert str(book) in said.err
    assert not book.exists()


@for_each("content", [b"not a book at all, really not", b"SQLite format 3\x00" + b"\x00" * 500])
def test_a_file_that_is_no_book_is_refused_and_left_alone(tmp_path: Path, content: bytes):
    book = tmp_path / "letter.doc"
    book.write_bytes(content)
    said = arcall("queue", book=book)
    assert (said.code, said.out) == (4, "")
    assert len(said.err.splitlines()) == 1
    assert book.read_bytes() == content


def test_a_newer_book_is_refused_and_left_alone(sample_book: Path):
    with closing(sqlite3.connect(sample_book)) as book:
        book.execute("PRAGMA user_version = 999")
    before = sample_book.read_bytes()
    said = arcall("queue", book=sample_book)
    assert said.code == 4
    assert "newer" in said.err
    assert sample_book.read_bytes() == before
