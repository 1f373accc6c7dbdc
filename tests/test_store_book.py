"""The book's file: private, checked, versioned, and whole whatever happens."""

from __future__ import annotations

import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from arcall_tui.errors import BookError
from arcall_tui.store.book import migrate
from arcall_tui.store.book.backup import back_up
from arcall_tui.store.book.engine import APPLICATION_ID, SCHEMA_VERSION, connect, open_book
from books import TODAY, Shelf, owing


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "private" / "book.sqlite3"
    open_book(path).close()
    return path


def pragma(path: Path, name: str) -> object:
    with closing(connect(path)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_book_says_what_it_is(book: Path):
    assert pragma(book, "application_id") == APPLICATION_ID
    assert pragma(book, "user_version") == SCHEMA_VERSION


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_only_its_owner_can_read_the_book_and_its_backups(book: Path):
    copy = book.parent / "copy.sqlite3"
    back_up(book, copy)
    assert stat.S_IMODE(book.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(book.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("name", "value"),
    [("synchronous", 2), ("journal_mode", "truncate"), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_what_is_acknowledged_survives_a_power_cut(book: Path, name: str, value: object):
    assert pragma(book, name) == value


def test_a_newer_book_is_refused_and_left_as_it_is(book: Path):
    with closing(sqlite3.connect(book)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = book.read_bytes()
    with pytest.raises(BookError, match="newer arcall"):
        open_book(book)
    assert book.read_bytes() == before


def test_a_file_that_is_no_book_is_refused_and_left_as_it_is(tmp_path: Path):
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.commit()
    text = tmp_path / "notes.txt"
    text.write_text("not a database, and longer than a header would be " * 40)
    for path in (other, text):
        before = path.read_bytes()
        with pytest.raises(BookError):
            open_book(path)
        assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BookError, match=r"book\.sqlite3"):
        open_book(tmp_path / "file" / "book.sqlite3")


def test_an_older_book_is_brought_up_step_by_step_after_a_backup(book: Path):
    steps = {
        SCHEMA_VERSION: lambda c: c.execute("CREATE TABLE extra (a)"),
        SCHEMA_VERSION + 1: lambda c: c.execute("INSERT INTO extra VALUES (7)"),
    }
    migrate.bring_up(book, steps, SCHEMA_VERSION + 2)
    with closing(sqlite3.connect(book)) as connection:
        assert connection.execute("SELECT a FROM extra").fetchall() == [(7,)]
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 2,)
    (copy,) = book.parent.glob("*before-version*")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


_STANDINGS_OF_VERSION_1 = """
    DROP TRIGGER standing_of_mates;
    DROP TABLE standing;
    CREATE TABLE standing (account_id INTEGER NOT NULL, day DATE NOT NULL, shape INTEGER NOT NULL,
        place_group INTEGER NOT NULL, place_value FLOAT NOT NULL, card VARCHAR NOT NULL,
        PRIMARY KEY (account_id), FOREIGN KEY(account_id) REFERENCES account (id));
    CREATE INDEX standing_order ON standing (place_group, place_value);
    PRAGMA user_version = 1;
"""


def test_a_book_of_the_first_version_becomes_like_a_new_one_and_keeps_what_is_in_it(shelf: Shelf):
    desk = shelf.desk()
    owing(desk, "C1", [(1000, TODAY)])
    ranked = desk.rank_day()
    desk.close()
    path = shelf.folder / "book.sqlite3"
    new = _looks(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_STANDINGS_OF_VERSION_1)
        connection.execute("INSERT INTO standing VALUES (1, '2026-11-20', 1, 1, -5.0, '[]')")
        connection.commit()
    assert _looks(path) != new
    assert shelf.desk().rank_day() == ranked
    assert _looks(path) == new


def _looks(path: Path) -> dict[str, object]:
    """Return every table's and index's columns, and every trigger's words."""
    with closing(sqlite3.connect(path)) as connection:
        found: dict[str, object] = {}
        for kind, name, words in connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall():
            if kind == "trigger":
                found[name] = " ".join(words.split())
            else:
                look = "table_xinfo" if kind == "table" else "index_xinfo"
                found[name] = connection.execute(f"PRAGMA {look}({name})").fetchall()
        return found


def test_a_step_that_fails_leaves_the_version_before_it_whole(book: Path):
    def fails(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (a)")
        raise RuntimeError

    steps = {SCHEMA_VERSION: lambda c: c.execute("CREATE TABLE whole (a)"), SCHEMA_VERSION + 1: fails}
    with pytest.raises(RuntimeError):
        migrate.bring_up(book, steps, SCHEMA_VERSION + 2)
    with closing(sqlite3.connect(book)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        assert "whole" in tables
        assert "half" not in tables
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 1,)


def test_a_backup_never_overwrites(book: Path):
    copy = book.parent / "copy.sqlite3"
    copy.write_text("precious")
    with pytest.raises(BookError, match=r"copy\.sqlite3"):
        back_up(book, copy)
    assert copy.read_text() == "precious"


def test_a_backup_of_a_book_in_use_is_whole(book: Path):
    with closing(connect(book)) as connection:
        connection.execute("INSERT INTO creditor (name) VALUES ('kept')")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO creditor (name) VALUES ('under way')")
        back_up(book, book.parent / "copy.sqlite3")
        connection.execute("ROLLBACK")
    with closing(connect(book.parent / "copy.sqlite3")) as copy:
        assert copy.execute("SELECT name FROM creditor").fetchall() == [("kept",)]


@pytest.mark.parametrize(
    "row",
    [
        (
            "invoice (account_id, number, kind, due_date, due_from_terms, amount, balance, currency, po, disputed)"
            " VALUES (1, 'A', 'invoice', '2026-01-01', 0, 1.5, 1, 'USD', '', 0)"
        ),
        (
            "invoice (account_id, number, kind, due_date, due_from_terms, amount, balance, currency, po, disputed)"
            " VALUES (1, 'A', 'invoice', '2026-01-01', 0, 1, 1, 'DOLLARS', '', 0)"
        ),
        (
            "invoice (account_id, number, kind, due_date, due_from_terms, amount, balance, currency, po, disputed)"
            " VALUES (1, 'A', 'receipt', '2026-01-01', 0, 1, 1, 'USD', '', 0)"
        ),
        (
            "invoice (account_id, number, kind, due_date, due_from_terms, amount, balance, currency, po, disputed)"
            " VALUES (9, 'A', 'invoice', '2026-01-01', 0, 1, 1, 'USD', '', 0)"
        ),
        (
            "activity (account_id, direction, code, at, workday, note, detail)"
            " VALUES (1, 'out', 'XX', '2026-01-01T00:00:00+00:00', '2026-01-01', '', '')"
        ),
        "follow_up (account_id, kind, due_on, reason, set_by) VALUES (1, 'dance', '2026-01-01', '', 'rule')",
        (
            "promise (account_id, made_on, due_on, amount, currency, method, said_by, level, state)"
            " VALUES (1, '2026-01-01', '2026-01-01', 0, 'USD', '', '', 0, 'open')"
        ),
    ],
)
def test_the_book_itself_refuses_what_makes_no_sense(book: Path, row: str):
    with closing(connect(book)) as connection:
        connection.execute("INSERT INTO creditor (id, name) VALUES (1, '')")
        connection.execute(
            "INSERT INTO account (id, creditor_id, ledger_id, name, country, language, terms, consumer, hold_reason,"
            " snooze_reason) VALUES (1, 1, 'C', 'C', '', '', '', 0, '', '')"
        )
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(f"INSERT INTO {row}")


def test_a_backup_that_was_cut_off_is_not_taken_for_one(book: Path):
    target = book.parent / "copy.sqlite3"
    (book.parent / ".copy.sqlite3.unfinished").write_bytes(b"half")
    back_up(book, target)
    with closing(connect(target)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not list(book.parent.glob("*.unfinished"))
