"""The record shows tampering: whatever is changed past arcall is found, and no day's work is taken for that."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from arcall_tui.domain.activity import DisputeRaised, DisputeReason, Outcome, PromiseGiven
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.store.book import record_links
from arcall_tui.store.book.engine import OpenBook, writing
from arcall_tui.store.book.opening import open_book
from arcall_tui.workday.book import erasing
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.checking import head_of, tampering
from arcall_tui.workday.desk.desk import said
from books import NOW, TODAY, Shelf, owing
from cases import for_each
from shell import arcall
from test_workday_ranking import DEEDS, days
from tries import tries

TABLES = (
    "activity",
    "note_revision",
    "promise",
    "dispute",
    "promise_line",
    "dispute_line",
    "ledger_import",
    "record_link",
)


def worked(folder: Path) -> Path:
    """A book with a day's work on record."""
    shelf = Shelf(folder)
    desk = shelf.desk()
    accounts = [owing(desk, f"C{n}", [(100_000, TODAY - timedelta(days=20))]) for n in range(4)]
    desk.book.execute(
        "INSERT INTO ledger_import (creditor_id, file_name, file_hash, shape, as_of, at) VALUES (1, 'a', 'b', 'c', '2026-11-19', ?)",
        (NOW.isoformat(),),
    )
    desk.book.execute(
        "INSERT INTO ledger_import (creditor_id, file_name, file_hash, shape, as_of, at) VALUES (1, 'd', 'e', 'f', '2026-11-20', ?)",
        (NOW.isoformat(),),
    )
    for account in accounts:
        for code in (Code.NA, Code.LM, Code.TT):
            done = record.log_call(desk, account, Outcome(code, note=f"{code} of {account}"))
        record.correct_note(desk, done.call, "said more")
        free = desk.invoices(account)[0].free()
        record.log_call(
            desk, account, Outcome(Code.PTP, promises=(PromiseGiven(free, TODAY + timedelta(days=4)),))
        )
    for account in accounts[:2]:
        raised = DisputeRaised(DisputeReason.PRICE, "Sales")
        record.log_call(desk, account, Outcome(Code.DISP, dispute=raised))
    desk.close()
    return folder / "book.sqlite3"


def faults(book: Path, noted: str = "") -> list[str]:
    with closing(Shelf(book.parent).desk()) as desk:
        return tampering(desk, noted)


_UNSEALED = {"mapping", "summary", "marks", "after_import_id"}


def _changed(connection: sqlite3.Connection, table: str, row: int, name: str) -> str:
    """Change a value; return what was done, empty where the table does not take it."""
    (old,) = connection.execute(f"SELECT {name} FROM {table} WHERE rowid = ?", (row,)).fetchone()
    new = old + 1 if isinstance(old, int) else f"{old or ''}2027-01-01"
    with suppress(sqlite3.IntegrityError):
        connection.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", (new, row))
        return f"{table} {row}: {name} from {old!r} to {new!r}"
    return ""


def tampered(connection: sqlite3.Connection, dice: Random) -> str:
    """Change, remove, copy or swap a row at random; return what was done."""
    connection.execute("PRAGMA foreign_keys = OFF")
    table = dice.choice(TABLES)
    rows = connection.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()
    columns = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    row = dice.choice(rows)
    kind = dice.choice(("change", "remove", "add", "swap"))
    if kind == "remove":
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", row[:1])
    elif kind == "add":
        free = [None if name == "id" else value for name, value in zip(columns, row[1:], strict=True)]
        if table.endswith("_line"):
            free[columns.index("invoice_id")] = 99
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(free))})", free)
    elif kind == "swap" and "id" in columns and len(rows) > 1:
        other = dice.choice([each for each in rows if each[2:] != row[2:]] or rows)
        names = [name for name in columns if name not in {"id", "after_import_id"}]
        for one, two in ((row, other), (other, row)):
            values = dict(zip(columns, two[1:], strict=True))
            to_set = ", ".join(f"{name} = ?" for name in names)
            connection.execute(
                f"UPDATE {table} SET {to_set} WHERE rowid = ?", (*(values[n] for n in names), one[0])
            )
    else:
        name = dice.choice([each for each in columns if each not in _UNSEALED])
        if changed := _changed(connection, table, row[0], name):
            return changed
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", row[:1])
        kind = "remove"
    return f"{kind} {table} {row[0]}"


def test_any_edit_past_arcall_is_found(tmp_path: Path):
    book = worked(tmp_path)
    assert faults(book) == []
    plain, dice, missed = book.read_bytes(), Random(41), []
    for _ in range(tries(120)):
        with closing(sqlite3.connect(book, isolation_level=None)) as connection:
            what = tampered(connection, dice)
        if not faults(book):
            missed.append(what)
        book.write_bytes(plain)
    assert missed == []


def test_each_value_that_is_changed_past_arcall_is_found(tmp_path: Path):
    book = worked(tmp_path)
    plain, missed, tried = book.read_bytes(), [], 0
    for table in TABLES:
        with closing(sqlite3.connect(book)) as look:
            columns = [name for (name,) in look.execute("SELECT name FROM pragma_table_info(?)", (table,))]
            (row,) = look.execute(f"SELECT max(rowid) FROM {table}").fetchone()
        for name in columns:
            with closing(sqlite3.connect(book, isolation_level=None)) as connection:
                connection.execute("PRAGMA foreign_keys = OFF")
                what = name not in _UNSEALED and _changed(connection, table, row, name)
            if what and not faults(book):
                missed.append(what)
            tried += bool(what)
            book.write_bytes(plain)
    assert missed == []
    assert tried > 30


def test_links_with_values_of_any_kind_are_told_of(shelf: Shelf):
    desk = shelf.desk()
    for number in range(3):
        record.log_call(desk, owing(desk, f"A{number}", [(1_000, TODAY)]), Outcome(Code.NA))
    newest = head_of(desk)
    for column in ("id", "at", "form", "place", "key", "salt", "said", "hash"):
        for value in (None, 7, b"\xff", "x"):
            desk.book.execute("BEGIN")
            with suppress(sqlite3.IntegrityError):
                desk.book.execute(f"UPDATE record_link SET {column} = ? WHERE id = 2", (value,))
                assert tampering(desk, f"{newest.number}:{newest.hash}"), (column, value)
            desk.book.execute("ROLLBACK")


def test_what_was_removed_with_its_links_is_found_by_the_head_that_was_noted(tmp_path: Path):
    book = worked(tmp_path)
    with closing(Shelf(tmp_path).desk()) as desk:
        newest = head_of(desk)
    noted = f"{newest.number}:{newest.hash[:16]}"
    assert faults(book, noted) == []
    with closing(sqlite3.connect(book, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM activity WHERE id > 3")
        connection.execute("DELETE FROM record_link")
        connection.execute("DELETE FROM setting WHERE key = 'record head'")
        record_links.seal_all(connection)
    assert faults(book) == []
    assert faults(book, noted)


@given(days)
@settings(max_examples=tries(12), deadline=None)
def test_no_work_is_taken_for_tampering(deeds: list[tuple[str, int, int, int]]):
    with TemporaryDirectory() as folder:
        desk = Shelf(Path(folder)).desk()
        for number in range(4):
            owing(desk, f"C{number}", [(100_000 * (number + 1), TODAY - timedelta(days=20))])
        desk.ranking.rank_day()
        for what, account, other, ahead in deeds:
            with suppress(ArcallError, ValueError):
                DEEDS[what](desk, account, other, TODAY + timedelta(days=ahead))
            assert tampering(desk) == [], what
        desk.close()


def test_undo_adds_a_link_and_takes_none_away(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(1000, TODAY - timedelta(days=20))])
    record.log_call(desk, account, Outcome(Code.LM, note="left word"))
    before = head_of(desk).number
    record.undo(desk)
    assert head_of(desk).number > before
    assert tampering(desk) == []


@pytest.mark.parametrize("how", ["ABORT", "ROLLBACK"])  # SQLite takes all back itself, or leaves it to us
def test_a_disk_that_was_full_at_the_first_call_leaves_no_later_one_without_a_link(shelf: Shelf, how: str):
    account = owing(shelf.desk(), "C1", [(1000, TODAY - timedelta(days=20))])
    desk = shelf.desk()  # on which nothing was written yet
    full = f"CREATE TEMP TRIGGER full BEFORE INSERT ON undo_step BEGIN SELECT raise({how}, 'disk full'); END"
    desk.book.execute(full)
    with pytest.raises(sqlite3.IntegrityError, match="disk full"):
        record.log_call(desk, account, Outcome(Code.LM, note="left word"))
    desk.book.execute("DROP TRIGGER full")
    record.log_call(desk, account, Outcome(Code.LM, note="left word again"))
    assert tampering(desk) == []
    assert [hit.text for hit in said(desk, "word")] == ["left word again"]


_CHANGES = {
    "activity": "note = 'other words'",
    "note_revision": "note = 'other words'",
    "promise": "method = 'other words'",
    "dispute": "owner = 'other words'",
    "promise_line": "amount = amount",
    "dispute_line": "amount = amount",
    "ledger_import": "file_name = 'other words'",
    "guide": "mind = 'other words'",
}
_WAYS = (
    ("", 'WITH some AS (SELECT 1) DELETE FROM main."{0}"'),
    ("DELETE FROM {0}", "INSERT INTO {0} SELECT * FROM kept"),
    ("DELETE FROM {0}", "\n replace into {0} select * from kept"),
    ("", "INSERT INTO {0} SELECT * FROM kept WHERE true ON CONFLICT DO UPDATE SET {1}"),
    ("", "UPDATE OR IGNORE {0} SET {1}"),
)


def _keeps_of(book: OpenBook, table: str, past: str, way: str) -> list[Any]:
    """Tell what is kept of a write, which is taken back then."""
    kept: list[Any] = []
    with suppress(ZeroDivisionError), writing(book):
        for aside in (f"CREATE TEMP TABLE kept AS SELECT * FROM {table}", past):
            book._file.execute(aside)
        book.execute(way)
        kept += [set(book.touched or ()), book.execute("SELECT * FROM said").fetchall()]
        raise ZeroDivisionError
    return kept


def test_whatever_way_rows_are_written_what_keeps_them_up_is_there_before(tmp_path: Path):
    book, other = worked(tmp_path), tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(book)) as connection, connection:
        connection.execute("INSERT INTO guide SELECT id, 'mail', '', '', '', 'shy', '', '' FROM account")
    shutil.copy(book, other)
    with closing(open_book(book)) as found, closing(open_book(other)) as whole:
        whole.keep_up()
        for each in (found, whole):
            each.execute("PRAGMA foreign_keys = OFF")
        for table, change in _CHANGES.items():
            for ways in _WAYS:
                past, way = (each.format(table, change) for each in ways)
                expected = _keeps_of(whole, table, past, way)
                assert _keeps_of(found, table, past, way) == expected, way
                assert table == "guide" or expected[0], way
        assert set(_CHANGES) >= {*TABLES[:-1]}


@pytest.mark.parametrize("salt", ["", "x", "0" * 32, "0" * 64])
def test_the_salt_of_an_earlier_link_is_held_too(salt: str, shelf: Shelf):
    desk = shelf.desk()
    record.log_call(desk, owing(desk, "C1", [(1000, TODAY)]), Outcome(Code.LM, note="left word"))
    before = head_of(desk).number
    record.undo(desk)
    desk.book.execute("UPDATE record_link SET salt = ? WHERE id = ?", (salt, before))
    assert any("was changed" in each for each in tampering(desk))


def test_links_of_before_that_hold_no_salt_are_still_right(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(1000, TODAY)])
    record.log_call(desk, account, Outcome(Code.LM, note="left word"))
    last = ""
    for link in desk.book.execute("SELECT id, at, place, key, said FROM record_link ORDER BY id").fetchall():
        number, at, place, key, said = link
        held = json.dumps([last, str(number), at, "2", place, str(key), said])
        last = hashlib.sha256(held.encode()).hexdigest()
        desk.book.execute("UPDATE record_link SET form = 2, hash = ? WHERE id = ?", (last, number))
    assert tampering(desk) == []
    record.log_call(desk, account, Outcome(Code.NA))
    erasing.erase(desk, account)
    assert tampering(desk) == []


_VERSION_8 = """INSERT OR REPLACE INTO setting SELECT 'record head', id || ':' || hash FROM record_link ORDER BY id;
    ALTER TABLE record_link DROP COLUMN newest; PRAGMA user_version = 8;"""


@pytest.mark.parametrize(
    "cut",
    [
        "",
        "UPDATE follow_up SET activity_id = NULL; DELETE FROM activity WHERE code = 'LM'; DELETE FROM record_link WHERE id = 2;",
    ],
)
@pytest.mark.parametrize("version", ["", _VERSION_8])
@pytest.mark.parametrize("calls", [0, 1])
def test_links_that_were_cut_off_are_missed_for_good(shelf: Shelf, calls: int, version: str, cut: str):
    desk = shelf.desk()
    account = owing(desk, "C1", [(1000, TODAY)])
    for code in (Code.NA, Code.LM):
        record.log_call(desk, account, Outcome(code, note="left word"))
    desk.close()
    with closing(sqlite3.connect(shelf.folder / "book.sqlite3")) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.executescript(version + cut)
    desk = shelf.desk()
    assert len(said(desk, "word")) == (1 if cut else 2)
    for _ in range(calls):
        record.log_call(desk, account, Outcome(Code.NA))
    assert bool(tampering(desk)) is bool(cut)


def test_what_was_written_to_a_customer_is_not_corrected(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(100_000, TODAY - timedelta(days=20))])
    sent = "Subject: Reminder\n\nPlease pay.\nDraft: 2026-11-20-100000-C1-reminder.eml"
    done = record.log_call(desk, account, Outcome(Code.MAIL, note=sent))
    with pytest.raises(UsageError, match="stays"):
        record.correct_note(desk, done.call, "Please do not pay.")
    assert desk.card(account).history[0].note == sent


def test_an_erased_customer_leaves_the_chain_whole_and_no_hash_of_the_words(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(1000, TODAY - timedelta(days=20))])
    record.log_call(desk, account, Outcome(Code.LM, note="left word"))
    erasing.erase(desk, account)
    assert tampering(desk) == []
    places = dict(desk.book.execute("SELECT place, max(salt) FROM record_link GROUP BY place"))
    assert places["erasure"] == ""
    salts = desk.book.execute("SELECT salt FROM record_link WHERE place = 'activity' ORDER BY id").fetchall()
    assert [len(salt) for (salt,) in salts] == [64, 32]  # a hash of it; that of a call without words


def test_a_book_that_was_made_at_once_is_linked(sample_book: Path):
    assert arcall("record", "head", "--json", book=sample_book).json["number"] > 0
    assert arcall("check", "--record", book=sample_book).code == 0


def test_the_shell_says_where_the_record_was_changed(sample_book: Path):
    arcall("log", "C0001", "LM", "--note", "left word", book=sample_book)
    noted = arcall("record", "head", book=sample_book).out.strip()
    assert arcall("check", "--record", "--head", noted, book=sample_book).code == 0
    with closing(sqlite3.connect(sample_book)) as connection:
        connection.execute("UPDATE activity SET note = 'paid' WHERE note = 'left word'")
        connection.commit()
    said = arcall("check", "--record", book=sample_book)
    assert said.code == 4
    assert "call" in said.out
    assert "was changed past arcall" in said.out


@for_each("noted", ["x", "41", "41:zz"])
def test_what_is_no_head_is_refused(sample_book: Path, noted: str):
    assert arcall("check", "--record", "--head", noted, book=sample_book).code == 2


def test_imports_that_judge_promises_and_their_taking_back_are_links(tmp_path: Path):
    book = tmp_path / "book.sqlite3"
    head = "Customer ID,Customer Name,Country,Phone,Invoice No,Invoice Date,Due Date,Currency,Amount,Open Balance\n"
    row = "C1,Quill Ltd,GB,+44 20 7946 0018,A1,2026-09-01,2026-10-01,GBP,100.00,{}\n"
    for day, balance in (("18", "100.00"), ("20", "0.00")):
        ledger = tmp_path / f"{day}.csv"
        ledger.write_text(head + row.format(balance) + row.replace("A1", "A2").format("100.00"))
        now = f"2026-11-{day}T10:00+00:00"
        done = arcall("import", ledger, "--as-of", f"2026-11-{int(day) - 1}", book=book, now=now)
        assert done.code == 0, done.err
        assert arcall("check", "--record", book=book, now=now).out.startswith("The record is as")
        if day == "18":
            made = arcall(
                "log",
                "C1",
                "PTP",
                "--promise",
                "100.00@2026-11-19",
                "--invoice",
                "A1",
                book=book,
                now=now,
            )
            assert made.code == 0, made.err
    assert arcall("imports", "undo", book=book, now=now).code == 0
    assert arcall("check", "--record", book=book, now=now).out.startswith("The record is as")
