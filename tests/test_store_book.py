"""The book's file: private, checked, versioned, and whole whatever happens."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import CheckConstraint, Table

from arcall_tui.domain.activity import Code, Outcome
from arcall_tui.errors import BookError
from arcall_tui.store.accounts.kept import forms
from arcall_tui.store.book.engine import (
    APPLICATION_ID,
    SCHEMA_FINGERPRINT,
    SCHEMA_VERSION,
    connect,
    fingerprint,
)
from arcall_tui.store.book.migrate import metadata
from arcall_tui.store.book.opening import open_book
from arcall_tui.workday.book.backups import back_up
from arcall_tui.workday.calls.record import log_call
from arcall_tui.workday.desk.desk import said
from books import TODAY, Shelf, owing
from tries import tries


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


def test_a_name_that_leaves_no_room_for_those_of_its_copies_is_refused(tmp_path: Path):
    book = tmp_path / f"{'b' * 240}.sqlite3"
    with pytest.raises(BookError, match="too long"):
        open_book(book)
    assert not book.exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BookError, match=r"book\.sqlite3"):
        open_book(tmp_path / "file" / "book.sqlite3")


def test_the_schema_is_known_by_its_fingerprint(book: Path):
    with closing(connect(book)) as connection:
        found = fingerprint(connection)
    assert found == SCHEMA_FINGERPRINT, (
        "The tables or triggers have changed. In store/book/engine.py raise SCHEMA_VERSION and set"
        f" SCHEMA_FINGERPRINT = {found!r}. Books are brought up by what they lack; if rows must move, add that to"
        " store/book/migrate.py. Words about a customer also go into store/erasing/customer.py."
    )


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
    ranked = desk.ranking.rank_day()
    desk.close()
    path = shelf.folder / "book.sqlite3"
    new = _looks(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_STANDINGS_OF_VERSION_1)
        connection.execute("INSERT INTO standing VALUES (1, '2026-11-20', 1, 1, -5.0, '[]')")
        connection.commit()
    assert _looks(path) != new
    assert shelf.desk().ranking.rank_day() == ranked
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


_KEEPS_ITS_ROWS = {"activity", "promise", "promise_line", "invoice", "contact", "follow_up", "account"}


def _written_by_an_earlier_arcall(path: Path, lost: set[tuple[str, str]], version: int) -> None:
    """Take columns out of a book, with what rests on them, and stamp it with an earlier version."""
    with closing(sqlite3.connect(path)) as connection:
        for kind, name in connection.execute(
            "SELECT type, name FROM sqlite_schema WHERE sql <> ''"
        ).fetchall():
            if kind in {"trigger", "index"}:
                connection.execute(f"DROP {kind} {name}")
        for table, column in lost:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        if version == 1:
            connection.execute("DROP TABLE said")
            connection.execute("DROP TABLE guide")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()


def _may_be_missing() -> list[tuple[str, str]]:
    return [
        (table.name, column.name)
        for table in metadata().sorted_tables
        for column in table.columns
        if not (
            column.primary_key or column.foreign_keys or (not column.nullable and not column.server_default)
        )
        and not any(f"{column.name} " in str(check.sqltext) + " " for check in _checks(table))
        and not any(column.name in str(index.dialect_options["sqlite"]["where"]) for index in table.indexes)
    ]


def _checks(table: Table) -> list[CheckConstraint]:
    return [each for each in table.constraints if isinstance(each, CheckConstraint)]


@settings(max_examples=tries(15), deadline=None)
@given(lost=st.sets(st.sampled_from(_may_be_missing())), version=st.sampled_from([1, 2, SCHEMA_VERSION]))
def test_a_book_of_any_earlier_state_becomes_like_a_new_one_and_keeps_its_rows(
    tmp_path_factory: pytest.TempPathFactory, lost: set[tuple[str, str]], version: int
):
    shelf = Shelf(tmp_path_factory.mktemp("book"))
    desk = shelf.desk()
    account = owing(desk, "C1", [(1000, TODAY)])
    log_call(desk, account, Outcome(Code.TT, note="Zahlt am Freitag, sagt Frau Größe"))
    desk.close()
    path = shelf.folder / "book.sqlite3"
    new, before = _looks(path), _rows(path)
    _written_by_an_earlier_arcall(path, lost, version)
    open_book(path).close()
    assert _looks(path) == new
    for table, rows in _rows(path).items():
        kept = [{c: v for c, v in row.items() if (table, c) not in lost} for row in before[table]]
        assert [{c: v for c, v in row.items() if (table, c) not in lost} for row in rows] == kept
    with closing(shelf.desk()) as desk:
        assert ("activity", "note") in lost or said(desk, "Größe")
    copy = path.with_name(f"{path.name}.before-version-{SCHEMA_VERSION}")
    assert copy.exists() == (version < SCHEMA_VERSION)


def _rows(path: Path) -> dict[str, list[dict[str, object]]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
            for table in _KEEPS_ITS_ROWS
        }


def test_a_book_with_what_this_arcall_does_not_know_is_refused_and_left_as_it_is(book: Path):
    with closing(sqlite3.connect(book)) as connection:
        connection.execute("ALTER TABLE account ADD COLUMN shoe_size")
    before = book.read_bytes()
    with pytest.raises(BookError, match=r"account\.shoe_size") as refused:
        open_book(book)
    assert "update arcall" in refused.value.hint
    assert book.read_bytes() == before


def test_a_book_whose_rows_contradict_the_new_tables_is_left_as_it_was(book: Path):
    with closing(sqlite3.connect(book)) as connection:
        connection.execute("INSERT INTO contact (account_id) VALUES (77)")
        connection.execute("PRAGMA user_version = 2")
        connection.execute("DROP TABLE form_draft")
        connection.commit()
    before = book.read_bytes()
    with pytest.raises(BookError, match="contact belongs to one of account that is not there"):
        open_book(book)
    assert book.read_bytes() == before


@pytest.mark.parametrize(("marked", "by_caller"), [(True, [(1,), (0,)]), (False, [(1,), (1,)])])
def test_forms_and_whose_word_a_credit_limit_is_come_out_of_the_settings(
    shelf: Shelf, *, marked: bool, by_caller: list[tuple[int]]
):
    desk = shelf.desk()
    owing(desk, "C1", [], credit_limit=5, credit_currency="USD")
    owing(desk, "C2", [], credit_limit=5, credit_currency="USD")
    desk.close()
    path = shelf.folder / "book.sqlite3"
    _written_by_an_earlier_arcall(path, {("account", "credit_limit_by_caller")}, 2)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE form_draft")
        connection.executemany(
            "INSERT INTO setting VALUES (?, ?)",
            [
                ("form being filled in:2:Promise: to pay", '{"amount": "5"}'),
                # Until a ledger said limits for the first time, all that there were had been set by the caller.
                *([("own_credit_limit:1", ""), ("own_credit_limits_are_marked", "")] if marked else []),
            ],
        )
        connection.commit()
    with closing(open_book(path)) as connection:
        assert connection.execute("SELECT credit_limit_by_caller FROM account").fetchall() == by_caller
        assert forms(connection) == {(2, "Promise: to pay"): {"amount": "5"}}
        assert (
            connection.execute("SELECT * FROM setting WHERE key LIKE '%:%' OR key LIKE '%marked'").fetchall()
            == []
        )


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
            " VALUES (9, 'A', 'invoice', '2026-01-01', 0, 1, 1, 'USD', '', 0)"
        ),
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
    left = book.parent / ".copy.sqlite3.abc.unfinished"
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    back_up(book, target)
    with closing(connect(target)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not list(book.parent.glob("*.unfinished"))


# One thread is within a statement that calls a function of Python's; another binds a value to a statement that is
# ready: that waits for SQLite with Python held, for which the first one waits.
_TWO_THREADS = """
import sqlite3, threading, time
from arcall_tui.store.book.engine import OpenBook
book = OpenBook(sqlite3.connect(":memory:", check_same_thread=False))
book.execute("SELECT ?", (1,)).fetchall()
inside, beside = threading.Event(), threading.Event()
def waits():
    inside.set()
    beside.wait()
    for _ in range(30):
        time.sleep(0.01)
    return 1
def other():
    inside.wait()
    beside.set()
    book.execute("SELECT ?", (2,)).fetchall()
book.create_function("waits", 0, waits)
second = threading.Thread(target=other, daemon=True)
second.start()
book.execute("SELECT waits()").fetchall()
second.join()
"""


def test_two_threads_of_one_open_book_do_not_wait_for_each_other():
    assert subprocess.run([sys.executable, "-c", _TWO_THREADS], timeout=60, check=False).returncode == 0
