"""Copies of the book that take care of themselves, damage that is seen, and bringing a copy back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.cli.run import open_screen
from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import fold
from arcall_tui.errors import BookError, UsageError
from arcall_tui.store.book import cipher, engine, health
from arcall_tui.workday.book import backups
from arcall_tui.workday.book.backups import (
    PERIODS,
    assure_whole,
    bring_back,
    chosen,
    daily,
    every_copy,
    look_after,
    make,
    managed,
    naming_newest,
    of_another_place,
    wanted,
)
from arcall_tui.workday.calls.record import log_call
from books import NOW, Shelf, owing
from ledger_files import item, text_of
from shell import arcall
from small_sample import small
from tries import tries

pytestmark = pytest.mark.usefixtures("nothing_copied_today")
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def kept_sample(kept_sample: Path, of_the_run: Path) -> Path:
    return small(kept_sample, of_the_run)


def log(book: Path, account: str = "C0001", code: str = "LM") -> None:
    done = arcall("log", account, code, book=book)
    assert done.code == 0, done.err


def codes(book: Path) -> list[str]:
    with closing(sqlite3.connect(book)) as connection:
        return [code for (code,) in connection.execute("SELECT code FROM activity ORDER BY id")]


def copies(book: Path) -> list[Path]:
    return [each.path for each in managed(book, book.parent / "backups")]


def tear(book: Path) -> None:
    """Overwrite the page of the last accounts."""
    with closing(sqlite3.connect(book)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (last,) = connection.execute("SELECT name FROM account ORDER BY id DESC").fetchone()
    data = bytearray(book.read_bytes())
    for at in range(size, len(data), size):
        if last.encode() in data[at : at + size]:
            data[at : at + size] = b"\xa5" * size
    book.write_bytes(data)


def test_the_first_command_of_a_day_leaves_a_copy_and_the_next_ones_none(sample_book: Path):
    for _ in range(3):
        arcall("queue", "--limit", "1", book=sample_book)
    (copy,) = copies(sample_book)
    assert not health.fault(copy)
    listed = arcall("backups", "--json", book=sample_book).json
    assert [each["file"] for each in listed] == [str(copy)]


def refused(*_: object) -> None:
    raise BookError("The disk is full.", "Make room.")


def test_copies_go_where_the_settings_say_and_where_they_do_not_that_is_said(
    sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    config = tmp_path / "config"
    config.mkdir()
    (config / "settings.toml").write_text(f'backup_to = "{elsewhere}"\n')
    monkeypatch.setenv("ARCALL_CONFIG", str(config))
    arcall("queue", "--limit", "1", book=sample_book)
    (copy,) = managed_in(sample_book, elsewhere)
    assert not copies(sample_book)
    for days, said in ((3, False), (9, True)):
        day = datetime.now(UTC) - timedelta(days=days)
        for each in managed_in(sample_book, elsewhere):
            each.rename(elsewhere / copy.name.replace(copy.stem[-15:], f"{day:%Y%m%d-%H%M%S}"))
        with monkeypatch.context() as full:
            full.setattr(backups, "back_up", refused)
            told = arcall("queue", "--limit", "1", book=sample_book).err
        assert ("no copy of the book of the last week: The disk is full. Make room." in told) == said
    shutil.rmtree(elsewhere)
    assert f"There is no folder {elsewhere}" in arcall("queue", "--limit", "1", book=sample_book).err


def test_copies_that_a_wrong_clock_dates_ahead_hold_nothing_up_and_are_the_last_choice(sample_book: Path):
    log(sample_book)
    (copy,) = copies(sample_book)
    ahead = copy.rename(copy.with_name("sample-20910101-080000.sqlite3"))
    for _ in range(3):
        log(sample_book)
    made, last = copies(sample_book)
    assert (last, chosen(sample_book, copy.parent, "")) == (ahead, made), "one copy for the day"


@pytest.mark.parametrize(("room", "left"), [(3.5, 3), (1, 2), (99, 7)])
def test_copies_that_take_too_much_room_together_go_the_oldest_first(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch, room: float, left: int
):
    monkeypatch.setattr(backups, "_ROOM", int(room * sample_book.stat().st_size))
    folder = sample_book.parent / "backups"
    folder.mkdir()
    for day in range(1, 7):
        made = NOW - timedelta(days=day)
        (folder / f"{sample_book.stem}-{made:%Y%m%d-%H%M%S}.sqlite3").write_bytes(sample_book.read_bytes())
    before = copies(sample_book)
    newest = make(sample_book, folder, NOW)
    assert copies(sample_book) == [newest, *before][:left]


def test_books_of_one_name_that_share_a_folder_have_their_own_copies(sample_book: Path, tmp_path: Path):
    stick = tmp_path / "stick"
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / sample_book.name
    other.write_bytes(sample_book.read_bytes())
    stick.mkdir()
    made = [make(each, stick, NOW) for each in (sample_book, other)]
    assert [managed_in(each, stick) for each in (sample_book, other)] == [[each] for each in made]


def test_copies_in_a_folder_of_the_users_that_do_not_name_their_book_may_be_anothers(
    sample_book: Path, tmp_path: Path
):
    old = tmp_path / f"{sample_book.stem}-20260901-080000{sample_book.suffix}"
    old.write_bytes(sample_book.read_bytes())
    assert every_copy(sample_book, tmp_path) == ()
    assert managed_in(sample_book, tmp_path) == [old], "to choose from"
    newest = make(sample_book, tmp_path, NOW)
    assert managed_in(sample_book, tmp_path) == [newest]
    assert of_another_place(sample_book, tmp_path) == (old,)


def test_copies_of_a_book_that_was_moved_are_found_and_told_until_it_has_its_own_and_after(
    sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    stick = tmp_path / "stick"
    stick.mkdir()
    (tmp_path / "settings.toml").write_text(f'backup_to = "{stick}"\n')
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path))
    before = make(sample_book, stick, NOW)
    (tmp_path / "moved").mkdir()
    moved = sample_book.rename(tmp_path / "moved" / sample_book.name)
    assert managed_in(moved, stick) == [before]
    assert before not in every_copy(moved, stick), "it may be another book's: nothing is written into it"
    assert arcall("restore", "--yes", book=moved).code == 2, "nor does it take this one's place unasked"
    assert str(before) in arcall("backups", book=moved).err
    daily(moved, stick, NOW)
    assert len(list(stick.iterdir())) == 2, "another's copy of the day is none of this book"
    own = make(moved, stick, NOW + timedelta(hours=1))
    assert (managed_in(moved, stick)[0], before in managed_in(moved, stick)) == (own, False)
    assert before.exists(), "what may be another book's is not thinned"
    assert f"at another place: {before}" in arcall("erase", "C0001", "--yes", book=moved).err


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("queue", b""), ("log C0001 LM", bytes(8192)), ("import", None), ("import", b""), ("lock new", None),
        ("check", b""), ("check", bytes(8192)),
    ],
)  # fmt: skip
def test_an_empty_book_or_none_beside_its_copies_was_lost_and_is_no_new_one(
    sample_book: Path, tmp_path: Path, words: str, left: bytes | None
):
    copy = make(sample_book, sample_book.parent / "backups", NOW)
    sample_book.unlink()
    if left is not None:
        sample_book.write_bytes(left)
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(text_of([item("C1", "1", "10.00")]))
    done = arcall(*words.split(), *([ledger] if words == "import" else []), book=sample_book)
    assert done.code == 4
    assert str(copy) in done.err
    assert "arcall restore" in done.err
    assert (sample_book.read_bytes() if sample_book.exists() else None) == left
    later = NOW + timedelta(hours=1)
    (copy.parent / f"{sample_book.stem}-{later:%Y%m%d-%H%M%S}.sqlite3").write_bytes(b"")  # no copy either
    assert arcall("restore", "--yes", book=sample_book).code == 0
    assert sample_book.read_bytes() == copy.read_bytes()


def managed_in(book: Path, folder: Path) -> list[Path]:
    return [each.path for each in managed(book, folder)]


moments = st.datetimes(datetime.combine(date(2024, 1, 1), time()), datetime.combine(TODAY, time(23)))


@given(st.sets(moments, max_size=60), st.sampled_from([0, 40, 3000]))
def test_thinning_keeps_the_last_of_each_day_week_and_month_whatever_the_clock_says(
    made: set[datetime], ahead: int
):
    today = TODAY + timedelta(days=ahead)
    stay = wanted(made, today)
    assert stay <= made
    if made:
        assert {min(made), max(made)} <= stay
    for most, period in PERIODS:
        groups = sorted({max(m for m in made if period(m) == group) for group in map(period, made)})
        assert {*groups[-most:]} <= stay
    assert len(stay - {m for m in made if m.date() == today}) <= 7 + 4 + 12 + 2


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


def killed_while_writing(book: Path, mode: str) -> None:
    """Leave a journal beside the file, which holds half a write; or a write-ahead log, which holds a whole one."""
    script = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        f"c.executescript('PRAGMA journal_mode = {mode}; PRAGMA cache_size = 1; PRAGMA wal_autocheckpoint = 0; BEGIN')\n"
        'c.execute("UPDATE account SET name = name || hex(zeroblob(3000))")\n'
        f"c.execute('{'COMMIT' if mode == 'WAL' else 'SELECT 1'}')\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(book)], check=False)
    assert any(path.stat().st_size for path in book.parent.glob(f"{book.name}-[jw]*"))


def test_half_a_write_that_a_kill_left_is_no_damage(sample_book: Path):
    killed_while_writing(sample_book, "TRUNCATE")
    assert not health.fault(sample_book, quick=True)
    assert longest_name(sample_book) < 1_000


@pytest.mark.parametrize("mode", ["TRUNCATE", "WAL"])
@pytest.mark.parametrize("state", ["there", "lost", "damaged"])
def test_what_a_kill_left_beside_the_book_is_never_played_into_the_restored_one(
    sample_book: Path, mode: str, state: str
):
    log(sample_book)
    arcall("backup", book=sample_book)
    killed_while_writing(sample_book, mode)
    if state == "lost":
        sample_book.unlink()
    elif state == "damaged":
        tear(sample_book)
    done = arcall("restore", "--yes", book=sample_book)
    assert done.code == 0, done.err
    assert not health.fault(sample_book)
    assert longest_name(sample_book) < 1_000
    log(sample_book)


def longest_name(book: Path) -> int:
    with closing(sqlite3.connect(book)) as connection:
        return int(connection.execute("SELECT max(length(name)) FROM account").fetchone()[0])


@pytest.mark.parametrize(("mode", "longest"), [("TRUNCATE", 0), ("WAL", 6_000)])
def test_of_a_copy_that_comes_with_what_a_kill_left_the_last_whole_state_is_restored(
    sample_book: Path, tmp_path: Path, mode: str, longest: int
):
    copy = tmp_path / "from elsewhere.sqlite3"
    copy.write_bytes(sample_book.read_bytes())
    killed_while_writing(copy, mode)
    done = arcall("restore", copy, "--yes", book=sample_book)
    assert done.code == 0, done.err
    assert not health.fault(sample_book)
    assert longest <= longest_name(sample_book) < longest + 1_000


ENDLESS = "WITH RECURSIVE more(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM more) SELECT at FROM more"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("PRAGMA user_version = 99", "newer arcall"),
        ("PRAGMA application_id = 7", "not an arcall book"),
        (f"ALTER TABLE activity RENAME TO other; CREATE VIEW activity AS {ENDLESS}", "views"),
    ],
)
def test_what_is_no_book_of_this_version_or_an_earlier_one_does_not_take_the_books_place(
    sample_book: Path, tmp_path: Path, change: str, said: str
):
    copy, before = tmp_path / "other.sqlite3", sample_book.read_bytes()
    copy.write_bytes(before)
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript(change)
    done = arcall("restore", copy, "--yes", book=sample_book)
    assert done.code == 4
    assert said in done.err
    assert sample_book.read_bytes() == before


def test_a_book_in_use_is_not_restored_over(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    arcall("backup", book=sample_book)
    opened = cipher.opened  # two seconds are waited for whoever writes
    monkeypatch.setattr(cipher, "opened", lambda *book, **how: opened(*book, **how | {"timeout": 0}))
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


def _befall(file: Path, dice: Random) -> None:
    """Damage a file in one of the ways of disks, sticks and half copies, until SQLite itself condemns it."""
    whole, page = file.read_bytes(), 4096
    while not _condemned(file):
        found, count = bytearray(whole), len(whole) // page
        at, other = dice.sample(range(1, count), 2)
        kind = dice.randrange(5)
        if kind == 0:
            found[at * page : (at + 1) * page] = bytes(page)
        elif kind == 1:
            for _ in range(dice.choice((1, 5, 50))):
                found[dice.randrange(100, len(found))] ^= 1 << dice.randrange(8)
        elif kind == 2:
            del found[dice.randrange(page, len(found)) :]
        elif kind == 3:
            here, there = slice(at * page, (at + 1) * page), slice(other * page, (other + 1) * page)
            found[here], found[there] = found[there], found[here]
        else:
            start = dice.randrange(len(found) - 512)
            found[start : start + 512] = dice.randbytes(512)
        file.write_bytes(found)


def _condemned(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as book:
            return bool(book.execute("PRAGMA integrity_check").fetchone() != ("ok",))
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return True


def test_of_many_damaged_books_each_gets_its_newest_whole_copy_back(shelf: Shelf):
    desk, states, dice = shelf.desk(), [], Random(50)
    book, folder = desk.path, desk.path.parent / "backups"
    accounts = [owing(desk, f"A{number}", [(1_000, TODAY)]) for number in range(40)]
    for account in accounts[:4]:
        log_call(desk, account, Outcome(Code.NA))
        states.append(book.read_bytes())
    desk.close()
    folder.mkdir()
    for _ in range(tries(50)):
        whole = []
        for number, state in enumerate(states[:3]):
            copy = folder / f"book-2026112{number}-090000.sqlite3"
            copy.write_bytes(state)
            if dice.random() < 0.6:
                _befall(copy, dice)
            else:
                whole.append(copy)
        book.write_bytes(states[3])
        _befall(book, dice)
        damaged = book.read_bytes()
        with pytest.raises(BookError) as told, naming_newest(book, folder):
            assure_whole(book, folder)
        assert str(whole[-1]) in str(told.value) if whole else "no whole backup" in str(told.value)
        if whole:
            newest = whole[-1].read_bytes()
            aside = bring_back(book, chosen(book, folder, ""), NOW)
            assert (book.read_bytes(), aside and aside.read_bytes()) == (newest, damaged)
        else:
            with pytest.raises(UsageError, match="no whole backup"):
                chosen(book, folder, "")


def test_salvage_tells_what_came_through(sample_book: Path):
    log(sample_book)
    with closing(sqlite3.connect(sample_book)) as connection, connection:
        connection.create_function("fold", 1, fold)
        connection.execute("UPDATE account SET hold_reason = ?", ("long words " * 20,))  # on several pages
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


def test_what_is_no_book_is_not_salvaged_into_one(tmp_path: Path):
    foreign = tmp_path / "foreign.sqlite3"
    with closing(sqlite3.connect(foreign)) as other:
        other.executescript("CREATE TABLE album (title TEXT); INSERT INTO album VALUES ('Kind of Blue')")
    before = foreign.read_bytes()
    done = arcall("restore", "--salvage", "--yes", book=foreign)
    assert (done.code, foreign.read_bytes()) == (4, before)
    assert "Nothing can be read of" in done.err
    assert [each.name for each in tmp_path.glob("*foreign*")] == ["foreign.sqlite3"]


def test_a_book_of_version_1_is_not_salvaged_and_it_is_said(sample_book: Path):
    with closing(sqlite3.connect(sample_book)) as book:
        for column in ("region", "postal", "credit_limit_by_caller"):
            book.execute(f"ALTER TABLE account DROP COLUMN {column}")
        book.execute("PRAGMA user_version = 1")
        book.commit()
    before = sample_book.read_bytes()
    done = arcall("restore", "--salvage", "--yes", book=sample_book)
    assert (done.code, sample_book.read_bytes()) == (4, before)
    assert "of version 2 or later" in done.err


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


def test_the_open_screen_makes_a_copy_each_hour_in_which_something_was_recorded(sample_book: Path):
    log(sample_book)
    (first,) = copies(sample_book)
    # Before midnight another day would begin meanwhile, with a copy of its own.
    now = datetime.now(UTC)
    later = min(now, now.replace(hour=22, minute=0))
    first.rename(first.with_name(f"{sample_book.stem}-{later:%Y%m%d-%H%M%S}{sample_book.suffix}"))
    os.utime(sample_book, (later.timestamp(),) * 2)
    for minutes, codes_more, made in ((30, 1, 1), (70, 0, 2), (75, 1, 2), (180, 0, 3), (300, 0, 3)):
        for _ in range(codes_more):
            log(sample_book)
        os.utime(
            sample_book, ((later + timedelta(minutes=minutes - 1)).timestamp(),) * 2
        ) if codes_more else None
        look_after(sample_book, "", later + timedelta(minutes=minutes))
        assert len(copies(sample_book)) == made, minutes


@pytest.mark.parametrize("made", [2, 1], ids=["after work", "after none"])
def test_who_leaves_the_screen_leaves_a_copy_of_what_was_recorded(
    sample_book: Path, made: int, monkeypatch: pytest.MonkeyPatch
):
    log(sample_book)
    (first,) = copies(sample_book)
    # Where it is noon now: yesterday's is not today's, and twenty minutes past midnight it would be.
    zone = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"
    earlier = datetime.now(ZoneInfo(zone)) - timedelta(minutes=20)
    first.rename(first.with_name(f"{sample_book.stem}-{earlier:%Y%m%d-%H%M%S}{sample_book.suffix}"))
    os.utime(sample_book, ((earlier - timedelta(minutes=1)).timestamp(),) * 2)
    monkeypatch.setattr("arcall_tui.tui.app.run", lambda desk, _: os.utime(desk.path) if made == 2 else None)
    monkeypatch.setenv("TZ", zone)
    assert open_screen(str(sample_book), f"{TODAY}T10:00+00:00") == 0
    assert len(copies(sample_book)) == made


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


def test_a_book_that_cannot_be_written_is_read_and_nothing_is_said_to_be_done_in_it(
    sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "Customer ID,Invoice No,Due Date,Currency,Open Balance\nC0001,N-1,2026-11-01,EUR,5.00\n"
    )
    before = sample_book.read_bytes()
    monkeypatch.setattr("os.access", lambda *_, **__: False)
    for words in ("queue", "show C0001", "report day", "plan", "export C0031", f"import {ledger} --dry-run"):
        assert arcall(*words.split(), book=sample_book).out, words
    for words in (
        "log C0001 NA",
        "undo",
        "imports undo",
        "handover calls",
        "erase C0031 --yes",
        "contact C0001 --name Ann",
        f"import {ledger} --as-of 2026-11-20 --partial",
    ):
        refused = arcall(*words.split(), book=sample_book)
        assert refused.code == 4, (words, refused.out)
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
