"""Copies of the book that take care of themselves, damage that is seen, and bringing a copy back."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.store.book import engine, health
from arcall_tui.workday.book.backups import look_after, managed, wanted
from shell import arcall

TODAY = date(2026, 11, 20)


def log(book: Path, account: str = "C0001", code: str = "LM") -> None:
    done = arcall("log", account, code, book=book)
    assert done.code == 0, done.err


def codes(book: Path) -> list[str]:
    with closing(sqlite3.connect(book)) as connection:
        return [code for (code,) in connection.execute("SELECT code FROM activity ORDER BY id")]


def copies(book: Path) -> list[Path]:
    return [each.path for each in managed(book, book.parent / "backups")]


def tear(book: Path) -> None:
    """Overwrite the pages of the later half of the accounts."""
    with closing(sqlite3.connect(book)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        names = [name.encode() for (name,) in connection.execute("SELECT name FROM account ORDER BY id")]
    data = bytearray(book.read_bytes())
    for at in range(size, len(data), size):
        if any(name in data[at : at + size] for name in names[len(names) // 2 :]):
            data[at : at + size] = b"\xa5" * size
    book.write_bytes(data)


def test_the_first_command_of_a_day_leaves_a_copy_and_the_next_ones_none(sample_book: Path):
    for _ in range(3):
        arcall("queue", "--limit", "1", book=sample_book)
    (copy,) = copies(sample_book)
    assert not health.fault(copy)
    listed = arcall("backups", "--json", book=sample_book).json
    assert [each["file"] for each in listed] == [str(copy)]


def test_copies_go_where_the_settings_say(sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    config = tmp_path / "config"
    config.mkdir()
    (config / "settings.toml").write_text(f'backup_to = "{elsewhere}"\n')
    monkeypatch.setenv("ARCALL_CONFIG", str(config))
    arcall("queue", "--limit", "1", book=sample_book)
    assert [path.parent for path in managed_in(sample_book, elsewhere)] == [elsewhere]
    assert not copies(sample_book)


def managed_in(book: Path, folder: Path) -> list[Path]:
    return [each.path for each in managed(book, folder)]


moments = st.datetimes(datetime.combine(date(2024, 1, 1), time()), datetime.combine(TODAY, time(23)))


@given(st.sets(moments, max_size=60))
def test_thinning_keeps_the_last_of_each_day_week_and_month(made: set[datetime]):
    stay = wanted(made, TODAY)
    assert stay <= made
    if made:
        assert {min(made), max(made)} <= stay
    for days, of in ((7, lambda m: m.date()), (28, lambda m: m.date() - timedelta(days=m.weekday()))):
        recent = [m for m in made if (TODAY - m.date()).days < days]
        assert {max(m for m in recent if of(m) == group) for group in map(of, recent)} <= stay
    assert len(stay - {m for m in made if m.date() == TODAY}) <= 7 + 5 + 13 + 2


@given(st.sets(moments, max_size=60))
def test_what_was_thinned_is_thin_already(made: set[datetime]):
    stay = wanted(made, TODAY)
    assert wanted(stay, TODAY) == stay


def test_restore_says_what_would_be_lost_and_keeps_the_present_book(sample_book: Path):
    log(sample_book)
    made = arcall("backup", "--json", book=sample_book).json["backup"]
    before = codes(sample_book)
    log(sample_book, code="NA")
    asked = arcall("restore", book=sample_book)
    assert asked.code == 2
    assert "Lost since: 1 call." in asked.err
    assert codes(sample_book) == [*before, "NA"]
    done = arcall("restore", "--yes", "--json", book=sample_book)
    assert done.code == 0, done.err
    assert done.json["restored"] == made
    assert codes(sample_book) == before
    assert codes(Path(done.json["kept_aside"])) == [*before, "NA"]
    log(sample_book)


def test_a_hot_journal_is_never_played_into_the_restored_book(sample_book: Path):
    log(sample_book)
    arcall("backup", book=sample_book)
    killed = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.executescript('PRAGMA journal_mode = TRUNCATE; PRAGMA cache_size = 1; BEGIN')\n"
        'c.execute("UPDATE account SET name = name || hex(zeroblob(3000))")\n'
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", killed, str(sample_book)], check=False)
    journal = sample_book.with_name(f"{sample_book.name}-journal")
    assert journal.stat().st_size
    done = arcall("restore", "--yes", book=sample_book)
    assert done.code == 0, done.err
    assert not health.fault(sample_book)
    assert not journal.exists() or not journal.stat().st_size
    log(sample_book)


def test_a_book_in_use_is_not_restored_over(sample_book: Path):
    arcall("backup", book=sample_book)
    before = sample_book.read_bytes()
    with closing(sqlite3.connect(sample_book, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = arcall("restore", "--yes", book=sample_book)
        other.execute("ROLLBACK")
    assert done.code == 4
    assert "in use" in done.err
    assert sample_book.read_bytes() == before


def test_a_damaged_book_is_seen_by_check_takes_no_calls_and_is_restored(sample_book: Path):
    log(sample_book)
    (copy,) = copies(sample_book)
    tear(sample_book)
    told = arcall("check", book=sample_book)
    assert told.code == 4
    assert "damaged" in told.err
    assert str(copy) in told.err
    refused = arcall("log", "C0001", "NA", book=sample_book)
    assert refused.code == 4
    assert "arcall restore" in refused.err
    assert arcall("restore", "--yes", book=sample_book).code == 0
    assert arcall("check", book=sample_book).code in {0, 1}
    log(sample_book)


@pytest.mark.parametrize("seed", range(int(os.environ.get("ARCALL_SEEDS", "5"))))  # 50 were looked at
def test_the_newest_whole_copy_is_taken_whatever_befell_the_others(sample_book: Path, seed: int):
    dice = Random(seed)
    folder = sample_book.parent / "backups"
    folder.mkdir()
    whole: list[str] = []
    for number in range(5):
        name = f"{sample_book.stem}-2026112{number}-090000{sample_book.suffix}"
        arcall("backup", folder / name, book=sample_book)
        if dice.random() < 0.5:
            tear(folder / name)
        else:
            whole.append(name)
    tear(sample_book)
    done = arcall("restore", "--yes", "--json", book=sample_book)
    if whole:
        assert Path(done.json["restored"]).name == whole[-1]
        assert not health.fault(sample_book)
    else:
        assert done.code == 2


def test_salvage_tells_what_came_through(sample_book: Path):
    log(sample_book)
    with closing(sqlite3.connect(sample_book)) as connection:
        calls = connection.execute("SELECT count(*) FROM activity").fetchone()[0]
    tear(sample_book)
    done = arcall("restore", "--salvage", "--yes", "--json", book=sample_book)
    assert done.code == 0, done.err
    rows = done.json["rows"]
    assert not health.fault(sample_book)
    assert rows["account"]["came"] > 0
    assert rows["activity"]["came"] + rows["activity"]["lost"] <= calls
    assert len(codes(sample_book)) == rows["activity"]["came"]
    assert arcall("queue", book=sample_book).code == 0


def test_a_whole_book_is_salvaged_whole(sample_book: Path):
    before = codes(sample_book)
    done = arcall("restore", "--salvage", "--yes", "--json", book=sample_book)
    assert not any(each["lost"] for each in done.json["rows"].values())
    assert codes(sample_book) == before


@pytest.mark.parametrize("fails", ["replace", "rename"])
def test_a_restore_that_fails_leaves_the_book(sample_book: Path, fails: str, monkeypatch: pytest.MonkeyPatch):
    arcall("backup", book=sample_book)
    before = codes(sample_book)
    plain: Callable[..., object] = getattr(Path, fails)

    def broken(self: Path, *rest: object) -> object:
        if self.name.endswith(".unfinished") or "-journal" in self.name:
            raise OSError(5, "Input/output error")
        return plain(self, *rest)

    monkeypatch.setattr(Path, fails, broken)
    arcall("restore", "--yes", book=sample_book)
    monkeypatch.undo()
    assert codes(sample_book) == before


def test_the_screen_makes_the_days_copy_and_says_that_the_book_is_damaged(sample_book: Path):
    folder = sample_book.parent / "backups"
    now = datetime.combine(TODAY, time(9), UTC)
    assert look_after(sample_book, "", now) == ""
    (copy,) = copies(sample_book)
    tear(sample_book)
    said = look_after(sample_book, "", now + timedelta(days=1))
    assert "damaged" in said
    assert str(copy) in said
    assert managed_in(sample_book, folder) == [copy]


def test_a_book_that_cannot_be_written_is_read(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    before = sample_book.read_bytes()
    monkeypatch.setattr("os.access", lambda *_, **__: False)
    assert arcall("queue", "--limit", "2", book=sample_book).out
    refused = arcall("log", "C0001", "NA", book=sample_book)
    assert refused.code == 4
    assert "read-only" in refused.err
    assert sample_book.read_bytes() == before


def test_a_lock_is_told_as_a_lock(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    arcall("queue", "--limit", "1", book=sample_book)
    monkeypatch.setattr(engine, "_PRAGMAS", engine._PRAGMAS.replace("10000", "50"))
    with closing(sqlite3.connect(sample_book, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = arcall("log", "C0001", "NA", book=sample_book)
        other.execute("ROLLBACK")
    assert refused.code == 4
    assert "is locked" in refused.err
    assert "backup" not in refused.err
