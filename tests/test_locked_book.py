"""A book that is encrypted: nothing of it is readable without the passphrase, and all of arcall works with it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sqlite3
import sys
import termios
import time
from contextlib import closing
from itertools import combinations
from pathlib import Path
from unicodedata import normalize

import pytest

from arcall_tui.cli import run
from arcall_tui.domain.activity import Code, Outcome
from arcall_tui.domain.text import fold
from arcall_tui.errors import BookError
from arcall_tui.store.book import cipher, health, restore
from arcall_tui.tui.places import locked as locked_screen
from arcall_tui.workday.book import locking as use
from arcall_tui.workday.calls.record import log_call
from books import TODAY, Shelf, owing
from shell import NOW, arcall
from small_sample import small
from tries import DEEP

pytest.importorskip("sqlcipher3")
PASSPHRASE, OTHER = "correct horse battery", "another long passphrase"
WORD = b"dongleberry"


@pytest.fixture(scope="module")
def kept_sample(kept_sample: Path, of_the_run: Path) -> Path:
    return small(kept_sample, of_the_run)


@pytest.fixture(autouse=True)
def fast_and_forgetful(monkeypatch: pytest.MonkeyPatch):
    """The key's derivation is SQLCipher's own and slow by intention; each test begins as a process of its own."""
    monkeypatch.setattr(cipher, "_ROUNDS", 1_000)
    monkeypatch.setattr(cipher, "KEYS", cipher.BookKeys())
    monkeypatch.delenv("ARCALL_PASSPHRASE", raising=False)


def as_new_process(monkeypatch: pytest.MonkeyPatch, passphrase: str | None) -> None:
    monkeypatch.setattr(cipher, "KEYS", cipher.BookKeys())
    if passphrase is None:
        monkeypatch.delenv("ARCALL_PASSPHRASE", raising=False)
    else:
        monkeypatch.setenv("ARCALL_PASSPHRASE", passphrase)


def locked(book: Path, monkeypatch: pytest.MonkeyPatch, what: str = "new", passphrase: str = PASSPHRASE):
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", passphrase)
    return arcall("lock", what, "--json", book=book)


def holding(folder: Path, word: bytes) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and word in path.read_bytes()]


def test_a_days_work_on_an_encrypted_book_leaves_no_word_readable(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    arcall("log", "C0031", "NA", "--note", WORD.decode(), book=sample_book)
    arcall("backup", book=sample_book)
    assert len(holding(sample_book.parent, WORD)) >= 2
    assert locked(sample_book, monkeypatch).json == {"book": str(sample_book), "encrypted": True, "left": []}
    as_new_process(monkeypatch, PASSPHRASE)
    assert "C0031" in arcall("log", "C0031", "TT", "--note", f"{WORD.decode()} again", book=sample_book).out
    for words in (
        ["backup"],
        ["queue"],
        ["search", "dongle"],
        ["undo"],
        ["check"],
        ["check", "--record"],
        ["report", "day"],
    ):
        assert arcall(*words, book=sample_book).code == 0, words
    assert arcall("restore", "--yes", book=sample_book).code == 0
    assert arcall("restore", "--salvage", "--yes", book=sample_book).code == 0
    assert WORD.decode() in arcall("show", "C0031", book=sample_book).out
    assert holding(sample_book.parent, WORD) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal and SIGKILL")
@pytest.mark.usefixtures("sealed_quickly")
def test_a_day_on_an_encrypted_book_in_a_terminal_leaves_no_word_readable(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
):
    from warm import ARCALL, ROUNDS, WarmTerminal  # noqa: PLC0415

    folder = tmp_path / "books"
    folder.mkdir()
    book, other, bundle = (folder / name for name in ("book.sqlite3", "anns.sqlite3", "to-ann.age"))
    assert locked(book, monkeypatch).json["encrypted"]
    as_new_process(monkeypatch, PASSPHRASE)
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "Customer ID,Customer Name,Country,Contact,E-mail,Phone,Invoice No,Due Date,Currency,Open Balance\n"
        + "".join(
            f"Q{n},Quercus {n} Ltd,GB,Ann Lee,q{n}@example.org,+44 20 7946 000{n},N-{n},2026-10-0{n},GBP,{n}00.00\n"
            for n in range(1, 6)
        )
    )
    assert arcall("import", ledger, "--as-of", "2026-11-19", book=book).code == 0

    env = {"ARCALL_PASSPHRASE": "", "ARCALL_BOOK": str(book), "ARCALL_NOW": NOW, ROUNDS: str(cipher._ROUNDS)}

    def opened() -> WarmTerminal:
        screen = WarmTerminal(ARCALL, env=env)
        screen.wait_for("Passphrase of .*book.sqlite3:")
        screen.press("nothing like it", "enter")
        screen.wait_for(
            r"not its passphrase\.\n+Passphrase of"
        )  # what is typed before it asks again is not taken
        screen.press(PASSPHRASE, "enter")
        screen.wait_for("Why now")
        return screen

    screen = opened()
    screen.press("n")
    screen.wait_for("NA logged, ")
    screen.press("p")
    screen.wait_for("Promise to pay")
    screen.press("enter")
    screen.wait_for("PTP logged, ")
    screen.press("i", *WORD.decode())
    screen.wait_for("draft kept")
    screen.press("\x0c")  # in the middle of a note
    # A frame comes in several pieces: it counts once all of it is there.
    readable = re.compile(f"Quercus|{WORD.decode()}").search
    screen.wait_until(lambda text: "Locked" in text and not readable(text), what="nothing but the lock")
    screen.press(PASSPHRASE, "enter")  # in one piece, as what keeps passphrases types it
    screen.wait_for(WORD.decode())
    assert holding(folder, b"Quercus") + holding(folder, WORD) == []
    screen.kill(signal.SIGKILL)
    screen.close()
    screen = opened()
    screen.wait_for(WORD.decode())
    screen.press("q")
    screen.wait_for_end()
    screen.close()

    called = [entry["account"] for entry in arcall("find", "Quercus", "--json", book=book).json]
    for words in (
        ["letter", called[0], "statement"],  # for a mail program: that one is readable
        ["handover", "out", bundle, *called, "--lock"],
        ["backup"],
        ["log", called[1], "LM"],
        ["report", "day"],
        ["restore", "--yes"],
        ["check", "--record"],
    ):
        assert arcall(*words, book=book).code == 0, words
    assert holding(folder, b"Quercus") + holding(folder, WORD) == []
    assert locked(other, monkeypatch).json["encrypted"]
    assert arcall("handover", "in", bundle, book=other).code == 0
    assert holding(folder, b"Quercus") == []
    assert "PTP" in "".join(arcall("show", account, book=other).out for account in called)
    assert len(list(own_home.rglob("*.eml"))) == 1


@pytest.mark.parametrize("passphrase", [None, "not the passphrase"])
def test_without_the_passphrase_nothing_opens_and_nothing_changes(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
):
    locked(sample_book, monkeypatch)
    as_new_process(monkeypatch, passphrase)
    before = sample_book.read_bytes()
    said = arcall("log", "C0031", "NA", book=sample_book)
    assert (said.code, sample_book.read_bytes()) == (4, before)
    assert "passphrase" in said.err


def test_change_and_off_write_book_and_backups_anew(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    arcall("backup", book=sample_book)
    locked(sample_book, monkeypatch)
    as_new_process(monkeypatch, PASSPHRASE)
    assert locked(sample_book, monkeypatch, "change", OTHER).json["left"] == []
    as_new_process(monkeypatch, PASSPHRASE)
    assert arcall("queue", book=sample_book).code == 4
    as_new_process(monkeypatch, OTHER)
    assert arcall("lock", "off", book=sample_book).code == 0
    as_new_process(monkeypatch, None)
    assert arcall("check", book=sample_book).code == 0
    for path in (sample_book, *(sample_book.parent / "backups").iterdir()):
        with sqlite3.connect(path) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_encrypted_and_plain_again_the_book_holds_the_same(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    def dump() -> list[str]:
        with sqlite3.connect(sample_book) as plain:
            plain.create_function("fold", 1, str)
            return sorted(plain.iterdump())

    arcall("queue", book=sample_book)
    before = dump()
    locked(sample_book, monkeypatch)
    arcall("lock", "off", book=sample_book)
    assert dump() == before


def test_a_window_that_was_open_does_not_write_into_the_file_of_before(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    desk = shelf.desk()
    monkeypatch.setattr(cipher.KEYS, "passphrase", "")
    with cipher.rewritten(desk.path, PASSPHRASE):
        pass
    from arcall_tui.workday.calls.record import spare_numbers  # noqa: PLC0415

    with pytest.raises(BookError, match="replaced or moved"):
        spare_numbers(desk, ["4111"])


class Ring:
    """A system's keyring of a kind: what it keeps, and what it does not do."""

    def __init__(self, fails: str = "") -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.fails = fails

    def get_keyring(self) -> object:
        if self.fails == "broken":
            raise RuntimeError("it lacks a library")
        plain = type("PlaintextKeyring", (), {})()
        if self.fails == "chain":
            return type("ChainerBackend", (), {"backends": [plain]})()
        return plain if self.fails == "plain" else self

    def set_password(self, service: str, name: str, passphrase: str) -> None:
        if self.fails == "locked":
            raise RuntimeError("the collection is locked")
        if self.fails != "forgets":
            self.kept[service, name] = passphrase

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def delete_password(self, service: str, name: str) -> None:
        if self.fails == "holds on":
            raise RuntimeError("it is read-only")
        del self.kept[service, name]


def with_ring(monkeypatch: pytest.MonkeyPatch, fails: str = "") -> Ring:
    ring = Ring(fails)
    monkeypatch.setattr(use, "import_module", lambda _: ring)
    return ring


@pytest.mark.parametrize("fails", ["locked", "forgets", "plain", "chain", "broken"])
def test_a_keyring_that_keeps_nothing_safely_is_refused_before_anything_changes(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch, fails: str
):
    with_ring(monkeypatch, fails)
    before = sample_book.read_bytes()
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", PASSPHRASE)
    said = arcall("lock", "new", "--keyring", book=sample_book)
    assert (said.code, sample_book.read_bytes()) == (4, before)
    assert "keeps no passphrase" in said.err or "it lacks a library" in said.err
    assert len(said.err.splitlines()) == 1


def test_a_plain_copy_takes_the_place_of_an_encrypted_book_only_once_that_is_said(
    sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    plain = tmp_path / "plain.sqlite3"
    arcall("backup", plain, book=sample_book)
    locked(sample_book, monkeypatch)
    assert "not encrypted, as the present one is" in arcall("restore", plain, book=sample_book).err
    assert "not encrypted" not in arcall("restore", book=sample_book).err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("PRAGMA user_version = 99; CREATE TABLE x (a)", "newer arcall (book version 99"),
        ("PRAGMA application_id = 7", "not an arcall book"),
        ("PRAGMA user_version = 0", "not an arcall book"),
    ],
)
def test_an_encrypted_file_of_a_newer_version_or_another_program_is_neither_opened_nor_restored(
    sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, said: str
):
    locked(sample_book, monkeypatch)
    copy = Path(shutil.copy(sample_book, tmp_path / "other.sqlite3"))
    with closing(cipher.opened(copy, "rw", isolation_level=None)) as book:
        book.executescript(change)
    before = sample_book.read_bytes(), copy.read_bytes()
    for words, book in ((["restore", copy, "--yes"], sample_book), (["queue"], copy), (["check"], copy)):
        done = arcall(*words, book=book)
        assert (done.code, said in done.err) == (4, True), (words, done)
    assert (sample_book.read_bytes(), copy.read_bytes()) == before


def test_programs_of_the_users_are_not_handed_the_passphrase(
    sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    locked(sample_book, monkeypatch)
    as_new_process(monkeypatch, PASSPHRASE)
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", OTHER)
    seen = tmp_path / "seen"
    (tmp_path / "settings.toml").write_text(
        f"after_log = ['sh', '-c', 'env > {seen}.part; mv {seen}.part {seen}']\n"
    )
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path))
    assert arcall("log", "C0001", "NA", book=sample_book).code == 0
    for _ in range(600):
        if seen.exists():
            break
        time.sleep(0.05)
    assert "ARCALL_BOOK" in seen.read_text()
    assert not re.search(f"{PASSPHRASE}|{OTHER}", seen.read_text())


def test_a_keyring_opens_the_book_and_one_with_a_passphrase_of_before_does_not_lock_out(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    ring = with_ring(monkeypatch)
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", PASSPHRASE)
    assert arcall("lock", "new", "--keyring", book=sample_book).code == 0
    as_new_process(monkeypatch, None)
    assert arcall("log", "C0001", "NA", book=sample_book).code == 0
    monkeypatch.setattr(use.cipher, "_export", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", OTHER)
    assert arcall("lock", "change", "--keyring", book=sample_book).code == 4
    assert list(ring.kept.values()) == [PASSPHRASE]
    ring.kept = dict.fromkeys(ring.kept, "one of another time")
    as_new_process(monkeypatch, None)
    monkeypatch.setattr("arcall_tui.cli.run._passphrase", lambda _: PASSPHRASE)
    assert arcall("log", "C0001", "NA", book=sample_book).code == 0


def test_a_passphrase_that_stays_in_the_keyring_is_said(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    with_ring(monkeypatch, "holds on")
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", PASSPHRASE)
    assert arcall("lock", "new", "--keyring", book=sample_book).code == 0
    said = arcall("lock", "off", book=sample_book)
    assert "stays in the system's keyring" in said.err
    assert not use.is_locked(sample_book)


def test_a_passphrase_opens_the_book_in_whatever_form_the_system_types_its_accents(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    whole, apart = (normalize(form, "Blümchen dé ñandú") for form in ("NFC", "NFD"))
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", apart)
    assert arcall("lock", "new", book=sample_book).code == 0
    for typed in (whole, apart):
        as_new_process(monkeypatch, typed)
        assert arcall("queue", book=sample_book).code == 0
        assert cipher.KEYS.right(whole)
        assert cipher.KEYS.right(apart)
    with cipher.rewritten(sample_book, apart):  # as other programs do
        pass
    for typed, code in ((whole, 0), (apart, 0), (whole.replace("é", "e"), 4)):
        as_new_process(monkeypatch, typed)
        assert arcall("queue", book=sample_book).code == code


def test_a_short_passphrase_is_refused(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    assert locked(sample_book, monkeypatch, passphrase="short").code == 2
    assert not use.is_locked(sample_book)


def test_a_book_can_be_encrypted_before_anything_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    book = tmp_path / "new.sqlite3"
    assert locked(book, monkeypatch, "change").code == 4
    assert locked(book, monkeypatch, passphrase="short").code == 2
    assert list(tmp_path.glob("new*")) == []
    assert locked(book, monkeypatch).json["encrypted"]
    as_new_process(monkeypatch, PASSPHRASE)
    assert arcall("queue", book=book).code == 0
    assert not book.read_bytes().startswith(b"SQLite")


def test_what_cannot_be_is_said(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    assert arcall("lock", "off", book=sample_book).code == 2
    assert arcall("lock", "twice", book=sample_book).code == 2
    assert arcall("lock", book=sample_book).out.strip().endswith("is not encrypted.")
    locked(sample_book, monkeypatch)
    assert locked(sample_book, monkeypatch).code == 2


def test_who_mistypes_a_passphrase_is_asked_again(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    locked(sample_book, monkeypatch)
    as_new_process(monkeypatch, None)
    typed = iter(["not the passphrase", PASSPHRASE])
    monkeypatch.setattr("arcall_tui.cli.run.getpass", lambda _: next(typed))
    monkeypatch.setattr("arcall_tui.cli.run.can_ask", lambda: True)
    said = arcall("queue", book=sample_book)
    assert (said.code, said.err.splitlines()[0]) == (0, "arcall: That is not its passphrase.")


def test_what_is_typed_while_a_try_is_looked_at_is_not_shown(monkeypatch: pytest.MonkeyPatch):
    ours, theirs = os.openpty()
    echoed: list[bool] = []

    def opens(*_: object) -> bool:
        echoed.append(bool(termios.tcgetattr(theirs)[3] & termios.ECHO))
        return len(echoed) > 1

    with os.fdopen(ours), os.fdopen(theirs) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        monkeypatch.setattr("arcall_tui.cli.run.getpass", lambda _: PASSPHRASE)
        monkeypatch.setattr("arcall_tui.cli.run.can_ask", lambda: True)
        monkeypatch.setattr("arcall_tui.cli.run.opens", opens)
        run._passphrase(Path("book"))
        opens()
    assert echoed == [False, False, True]


_ROOT = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
_NUMBERS = ("account", "invoice", "activity", "promise", "dispute", "contact")


def _told(book: Path, query: str, *given: object) -> list[tuple[object, ...]]:
    with closing(cipher.opened(book)) as connection:
        return connection.execute(query, given).fetchall()


@pytest.mark.parametrize(
    ("lost", "passphrase"),
    [
        ("the schema", PASSPHRASE),
        ("account", ""),
        *[("the schema", ""), ("activity", PASSPHRASE), ("creditor", "")] * DEEP,
    ],
)
def test_a_lost_page_takes_no_more_with_it_than_it_held(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch, lost: str, passphrase: str
):
    cipher.KEYS.passphrase = passphrase
    if passphrase:
        with cipher.rewritten(sample_book, passphrase):
            pass
    with closing(cipher.opened(sample_book, "rw", isolation_level=None)) as book:
        book.create_function("fold", 1, fold)
        book.execute("UPDATE account SET hold_reason = ?", ("long words " * 20,))  # a table of several pages
    counts = {name: _told(sample_book, f"SELECT count(*) FROM {name}")[0][0] for name in _NUMBERS}
    ((page,),) = _told(sample_book, _ROOT, lost) if lost != "the schema" else [(1 if not passphrase else 2,)]
    whole = sample_book.read_bytes()
    sample_book.write_bytes(whole[: (page - 1) * 4096] + bytes(4096) + whole[page * 4096 :])
    as_new_process(monkeypatch, passphrase)
    checked = arcall("check", book=sample_book)
    assert checked.code == 4
    assert "passphrase" not in checked.err
    done = arcall("restore", "--salvage", "--yes", "--json", book=sample_book)
    assert done.code == 0, done.err
    assert {name: done.json["rows"][name]["came"] for name in _NUMBERS} == counts
    assert not health.fault(sample_book)
    for words in (("queue",), ("report", "aging"), ("show", "C0001"), ("check", "--record")):
        assert arcall(*words, book=sample_book).code == 0, words


def test_calls_of_a_customer_whose_own_row_is_lost_are_kept_under_a_number(sample_book: Path):
    calls = _told(sample_book, "SELECT id, note FROM activity")
    with closing(sqlite3.connect(sample_book)) as book, book:
        book.create_function("fold", 1, str)
        book.execute("PRAGMA foreign_keys = OFF")
        book.execute("DELETE FROM account WHERE id = (SELECT account_id FROM activity LIMIT 1)")
        book.execute(
            "DELETE FROM contact WHERE id = (SELECT contact_id FROM activity WHERE contact_id > 0 LIMIT 1)"
        )
    done = arcall("restore", "--salvage", "--yes", "--json", book=sample_book)
    assert (done.json["rows"]["account"]["lost"], done.json["rows"]["contact"]["lost"]) == (1, 1)
    assert _told(sample_book, "SELECT id, note FROM activity") == calls
    assert "lost-" in arcall("find", "lost", book=sample_book).out


def test_what_is_made_up_for_a_lost_customer_is_not_told_as_come_through_and_belongs_to_the_only_creditor(
    shelf: Shelf,
):
    desk = shelf.desk()
    accounts = [owing(desk, name, [(1000, TODAY)]) for name in ("C1", "C2")]
    log_call(desk, accounts[0], Outcome(Code.TT, note="pays on Friday"))
    desk.close()
    creditors = _told(desk.path, "SELECT id, name FROM creditor")
    with closing(sqlite3.connect(desk.path)) as book, book:
        book.execute("DELETE FROM account WHERE ledger_id = 'C1'")
    rows = restore.salvage(desk.path, desk.path.with_name("new.sqlite3"))
    assert (rows["account"], rows["creditor"]) == ((1, 1), (1, 0))
    new = desk.path.with_name("new.sqlite3")
    assert _told(new, "SELECT id, name FROM creditor") == creditors
    assert _told(new, "SELECT ledger_id, creditor_id FROM account ORDER BY id") == [
        (f"lost-{accounts[0]}", creditors[0][0]),
        ("C2", creditors[0][0]),
    ]


def _as_version(number: int, book: sqlite3.Connection) -> None:
    """Take out what later versions brought. The sample has rows of each table in question, or is given one."""
    book.create_function("fold", 1, str)
    book.execute("INSERT OR IGNORE INTO guide (account_id, portal, tags) VALUES (7, 'ariba', 'vip')")
    if number < 9:
        book.execute(
            "UPDATE setting SET value = (SELECT max(id) || ':' || hash FROM record_link) WHERE key = 'record head'"
        )
    for version, table, column in (
        (9, "record_link", "newest"),
        (8, "account", "postal"),
        (8, "guide", "post"),
        (7, "promise", "any_invoice"),
        (4, "guide", "tags"),
        (3, "account", "credit_limit_by_caller"),
    ):
        if number < version:
            book.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    book.execute(f"PRAGMA user_version = {number}")


@pytest.mark.parametrize("version", [8, 7, 6, 3, 2] if DEEP else [8, 6, 2])
def test_a_damaged_book_of_an_earlier_version_is_salvaged_with_its_customers_and_calls(
    sample_book: Path, version: int
):
    tables = {
        "account": "id, ledger_id, name, merged_into",
        "activity": "*",
        "guide": "account_id, portal",
        "promise": "id, amount, state, settled_on",
        "record_link": "id, hash",
    }
    with closing(sqlite3.connect(sample_book)) as book, book:
        _as_version(version, book)
    before = {
        table: _told(sample_book, f"SELECT {columns} FROM {table}") for table, columns in tables.items()
    }
    sample_book.write_bytes(bytes(4096) + sample_book.read_bytes()[4096:])
    done = arcall("restore", "--salvage", "--yes", "--json", book=sample_book)
    assert done.code == 0, done.err
    assert all(before.values())
    assert before == {
        table: _told(sample_book, f"SELECT {columns} FROM {table}") for table, columns in tables.items()
    }
    assert not any(each["lost"] for each in done.json["rows"].values())
    assert version < 8 or arcall("check", "--record", book=sample_book).code == 0


def test_a_row_of_an_earlier_version_does_not_take_the_place_of_one_of_today(sample_book: Path):
    with closing(sqlite3.connect(sample_book)) as book, book:
        columns = [name for _, name, *_ in book.execute("PRAGMA table_info(account)")][1:-1]
        before = book.execute("SELECT * FROM account").fetchall()
        book.execute(f"CREATE TABLE old (id INTEGER PRIMARY KEY, {', '.join(columns)})")
        book.execute(f"INSERT INTO old SELECT id + 500000, {', '.join(columns)} FROM account")
    arcall("restore", "--salvage", "--yes", book=sample_book)
    assert _told(sample_book, "SELECT * FROM account") == before


def _one_of_each_kind(book: sqlite3.Connection) -> None:
    book.execute("INSERT OR REPLACE INTO saved_filter VALUES ('late in Berlin', '1', 'over:30 berlin')")
    book.execute("INSERT INTO shape_mapping VALUES ('9f86d081', '{}', '2026-11-20T09:00:00+00:00')")
    book.execute("INSERT OR REPLACE INTO form_draft VALUES (7, 'promise', '{}')")
    book.execute("INSERT OR REPLACE INTO draft VALUES (7, 'asks for', '2026-11-20T09:00:00+00:00')")


def test_a_whole_book_is_salvaged_with_every_row_of_every_table(sample_book: Path):
    with closing(sqlite3.connect(sample_book)) as book, book:
        _one_of_each_kind(book)
    told = arcall("restore", "--salvage", "--yes", "--json", book=sample_book)
    (aside,) = sample_book.parent.glob("*.replaced-*")
    for table, rows in told.json["rows"].items():
        kept = 0 if " " in table else _told(aside, f"SELECT count(*) FROM {table}")[0][0]
        assert rows == {"came": kept, "lost": 0}, table
    for table in ("saved_filter", "shape_mapping", "form_draft", "draft"):
        assert _told(sample_book, f"SELECT * FROM {table}") == _told(aside, f"SELECT * FROM {table}") != []


def test_rows_of_no_table_or_of_several_are_told_as_lost(sample_book: Path):
    with closing(sqlite3.connect(sample_book)) as book, book:
        book.execute("INSERT INTO saved_filter VALUES ('2026-11-20T09:00:00+00:00', '', 'berlin')")
        book.execute("CREATE TABLE other (a, b, c, d, e, f, g)")
        book.executemany("INSERT INTO other VALUES (?, 1.5, 2, 3, 4, 5, 6)", [(1,), (2,)])
    told = arcall("restore", "--salvage", "--yes", "--json", book=sample_book).json["rows"]
    assert told["no known table"] == {"came": 0, "lost": 3}
    assert told["saved_filter"]["came"] == 0


def test_rows_whose_number_another_row_has_are_told_as_lost(sample_book: Path):
    with closing(sqlite3.connect(sample_book)) as book, book:
        ((ddl,),) = book.execute("SELECT sql FROM sqlite_schema WHERE name = 'draft'")
        book.execute(ddl.replace("draft", "old", 1))  # as a page that was left behind
        for table, words in (("draft", "as it is"), ("old", "as it was")):
            book.execute(f"INSERT INTO {table} VALUES (7, ?, '2026-11-20T09:00:00+00:00')", (words,))
        book.execute("INSERT INTO old SELECT * FROM draft WHERE account_id <> 7")
    told = arcall("restore", "--salvage", "--yes", "--json", book=sample_book).json["rows"]
    assert told["two of a number"] == {"came": 0, "lost": 1}


def test_a_lost_customer_belongs_to_the_creditor_whose_ledger_its_items_came_with(sample_book: Path):
    with closing(sqlite3.connect(sample_book)) as book, book:
        book.create_function("fold", 1, str)
        book.execute("INSERT INTO creditor (id, name) VALUES (900, 'Other GmbH')")
        ((lost, creditor),) = book.execute(
            "SELECT id, creditor_id FROM account WHERE id IN (SELECT account_id FROM invoice) LIMIT 1"
        )
        book.execute("PRAGMA foreign_keys = OFF")
        book.execute("DELETE FROM account WHERE id = ?", (lost,))
    rows = arcall("restore", "--salvage", "--yes", "--json", book=sample_book).json["rows"]
    assert rows["creditor"]["lost"] == 0
    assert _told(sample_book, "SELECT creditor_id FROM account WHERE id = ?", lost) == [(creditor,)]


def test_rows_of_all_tables_are_told_apart_by_the_kinds_of_their_values(sample_book: Path):
    with closing(sqlite3.connect(sample_book)) as book:
        tables, _ = restore._shapes(book)
    shapes = [*tables.items(), *restore._earlier(tables)]
    kinds = (int, str, bytes, type(None))
    alike = {
        (one, other)
        for (one, columns), (other, others) in combinations(shapes, 2)
        if len(columns) == len(others)
        and all(
            any(a.takes(kind) and b.takes(kind) for kind in kinds)
            for a, b in zip(columns, others, strict=True)
        )
    }
    # Only in the first is there no instant, and the second ends with one. Whoever adds a table like another has to
    # say how their rows are told apart, or neither is salvaged.
    assert alike == {("saved_filter", "shape_mapping")}


def test_sqlites_own_words_of_damage_may_be_no_text_and_a_large_book_is_more_than_one_value(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    ((calls,),) = _told(sample_book, "SELECT count(*) FROM activity")
    led_to = restore._led_to

    def broken(connection: sqlite3.Connection, number: int, order: str) -> sqlite3.Cursor:
        if order == "ASC":
            b"\xff".decode()
        return led_to(connection, number, order)

    monkeypatch.setattr(restore, "_led_to", broken)
    monkeypatch.setattr(restore, "_BLOB", 10_000)
    done = arcall("restore", "--salvage", "--yes", "--json", book=sample_book)
    assert done.code == 0, done.err
    assert done.json["rows"]["activity"] == {"came": calls, "lost": 0}


async def test_a_locked_screen_shows_nothing_and_does_nothing_until_the_passphrase(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    from datetime import timedelta  # noqa: PLC0415

    from tui_driver import screen  # noqa: PLC0415

    first = shelf.desk()
    owing(first, "C1", [(500_00, TODAY - timedelta(days=40))], name="Northwind")
    first.close()
    with cipher.rewritten(first.path, PASSPHRASE):
        pass
    as_new_process(monkeypatch, PASSPHRASE)
    use.ask_by(lambda _: PASSPHRASE)
    monkeypatch.setattr(locked_screen, "_LOOK", 0.05)
    desk = shelf.desk()
    async with screen(desk) as driver:
        await driver.press("i", "a", "escape", "ctrl+l")
        locked = driver.app.screen
        strips = "\n".join(strip.text for strip in locked._compositor.render_strips())
        assert "Locked" in strips
        assert "Northwind" not in strips
        assert desk.card(driver.account).draft == "a"
        await driver.press("n", "m", "enter")
        assert len(driver.app.screen_stack) == 2
        assert desk.card(driver.account).history == ()
        locked._wrong_until = 0.0
        for letter in PASSPHRASE:
            await driver.press("space" if letter == " " else letter)
        await driver.press("enter")
        assert len(driver.app.screen_stack) == 1
        assert "Northwind" in driver.text
        driver.app.stage.last_key -= 15 * 60 + 1  # nobody has pressed a key for so long
        for _ in range(200):
            if len(driver.app.screen_stack) > 1:
                break
            await asyncio.sleep(0.05)
        assert isinstance(driver.app.screen, locked_screen.LockedScreen)


async def test_the_screen_locks_from_everywhere_and_keys_behind_that_do_nothing(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    from datetime import timedelta  # noqa: PLC0415

    from tui_driver import screen  # noqa: PLC0415

    desk = shelf.desk()
    owing(desk, "C1", [(500_00, TODAY - timedelta(days=40))], name="Northwind")
    monkeypatch.setattr("arcall_tui.tui.places.locked.is_locked", lambda _: True)
    async with screen(desk) as driver:
        for where in (
            *(["p"], ["O"], ["slash", "N"], ["f4"], ["question_mark"]),
            *[["o"], ["B"], ["A"], ["L"], ["colon"], ["v"], ["X"]] * DEEP,
            ["i", "x"],
        ):
            await driver.press(*where)
            await driver.press("ctrl+l", *"ndm", "enter")
            shown = driver.app.screen
            strips = "\n".join(strip.text for strip in shown._compositor.render_strips())
            assert "Locked" in strips
            assert "Northwind" not in strips
            card = desk.card(driver.account)
            assert (card.history, card.draft) == ((), "x" if where[0] == "i" else "")
            await driver.app.pop_screen()
            await driver.press("escape", "escape")


async def test_a_plain_book_cannot_be_locked(shelf: Shelf):
    from tui_driver import screen  # noqa: PLC0415

    async with screen(shelf.desk()) as driver:
        await driver.press("ctrl+l")
        assert "no passphrase" in driver.footer
