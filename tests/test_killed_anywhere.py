"""A kill at any moment of what rewrites the book leaves all of it or nothing, and doing it again goes through."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from arcall_tui.store.book import cipher, engine, health
from arcall_tui.workday.book.backups import every_copy
from books import TODAY
from ledger_files import item, text_of
from shell import arcall
from test_record_links import worked
from tries import tries

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a kill that cannot be caught")
KILLS = tries(8)  # of each
OLD, NEW = "correct horse battery", "another long passphrase"
# What is worked out, or differs by the machine's clock and its dice.
_OWN = ("standing", "record_link", "setting", "undo_step", "payer_history")
RULES = "[retention]\nnotes = 1\ncontacts = 1\nsettled = 1\n"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The key's derivation is slow by intention; each try begins as a process of its own."""
    monkeypatch.setattr(cipher, "_ROUNDS", 1_000)
    monkeypatch.setattr(cipher, "KEYS", cipher.BookKeys())
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path))
    (tmp_path / "settings.toml").write_text(RULES)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A book with a day's work on record."""
    return worked(tmp_path_factory.mktemp("small")).read_bytes()


def told(book: Path) -> list[tuple[object, ...]]:
    """All that the book says, by table."""
    with closing(cipher.opened(book)) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith(("sqlite", "said", "meanwhile")) and name not in _OWN
        ]
        return [(name, *row) for name in sorted(names) for row in connection.execute(f"SELECT * FROM {name}")]


def killed(work: Callable[[], object], after: float) -> bool:
    """Do it in a process that is killed after so many seconds, wherever it is then; return whether it came to an end."""
    child = os.fork()
    if not child:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, after)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1), os.dup2(null, 2)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _earlier(book: Path) -> None:
    with closing(sqlite3.connect(book)) as connection:
        connection.executescript(
            "DROP TABLE form_draft; CREATE INDEX record_link_of ON record_link (place, key); ALTER TABLE contact DROP COLUMN role;"
            f"PRAGMA user_version = {engine.SCHEMA_VERSION - 1}"
        )


def _older_copies(book: Path) -> None:
    for earlier in ("20260301-100000", "20260302-100000"):
        copy = _backups(book) / f"book-{earlier}.sqlite3"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(book.read_bytes())
    arcall("log", "C1", "NA", book=book)


def _lock(what: str, passphrase: str = "") -> Callable[[Path], object]:
    def work(book: Path) -> object:
        os.environ["ARCALL_NEW_PASSPHRASE"] = passphrase
        return arcall("lock", what, book=book)

    return work


def _as_new(passphrase: str) -> None:
    cipher.KEYS = cipher.BookKeys()
    cipher.KEYS.passphrase = passphrase


def _encrypted(book: Path) -> None:
    _older_copies(book)
    _lock("new", OLD)(book)


def _import(book: Path) -> object:
    ledger = book.with_name("more.csv")
    ledger.write_text(text_of([item(f"X{n % 50}", str(n), f"{n}.00") for n in range(1, 400)]))
    return arcall("import", ledger, "--as-of", TODAY.isoformat(), "--yes", book=book)


def _to_hand_in(book: Path) -> None:
    """Hand a customer out, work on them in the other book, and bring back what that book says."""
    arcall("handover", "out", book.with_name("out.json"), "C1", book=book)
    other = book.with_name("other.sqlite3")
    arcall("handover", "in", book.with_name("out.json"), book=other)
    arcall("log", "C1", "NA", "--note", "rung for you", book=other)
    arcall("handover", "out", book.with_name("back.json"), "C1", book=other)


WORK: dict[str, tuple[Callable[[Path], object], Callable[[Path], object], str]] = {
    "lock new": (_older_copies, _lock("new", NEW), ""),
    "lock change": (_encrypted, _lock("change", NEW), OLD),
    "lock off": (_encrypted, _lock("off"), OLD),
    "restore": (_older_copies, lambda book: arcall("restore", "--yes", book=book), ""),
    "salvage": (_older_copies, lambda book: arcall("restore", "--salvage", "--yes", book=book), ""),
    "retention": (
        _older_copies,
        lambda book: arcall("retention", "--carry-out", "--yes", book=book, now="2030-03-04T10:00+00:00"),
        "",
    ),
    "erase": (_older_copies, lambda book: arcall("erase", "C1", "--yes", book=book), ""),
    "migration": (_earlier, lambda book: arcall("queue", "--limit", "1", book=book), ""),
    "import": (_older_copies, _import, ""),
    "log": (_older_copies, lambda book: arcall("log", "C2", "TT", "--note", "on Friday", book=book), ""),
    "undo": (_older_copies, lambda book: arcall("undo", book=book), ""),
    "handover in": (
        _to_hand_in,
        lambda book: arcall("handover", "in", book.with_name("back.json"), book=book),
        "",
    ),
}


@pytest.mark.parametrize("what", WORK)
def test_a_kill_at_any_moment_leaves_all_or_nothing(
    small: bytes, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", "")
    prepare, work, passphrase = WORK[what]
    book = tmp_path / "book.sqlite3"
    book.write_bytes(small)
    prepare(book)
    _as_new(passphrase)
    start = {path: path.read_bytes() for path in (book, *every_copy(book, _backups(book)))}
    before, dice = told(book), Random(what)
    began = time.perf_counter()
    assert killed(lambda: work(book), 60)
    took = time.perf_counter() - began
    after = {}
    for attempt in range(KILLS):
        whole = _again(book, start, passphrase)
        assert whole == before
        killed(lambda: work(book), dice.uniform(0, took))
        _as_new(next(each for each in (passphrase, NEW, "") if cipher.opens(book, each)))
        assert not health.fault(book), attempt
        left = told(book)
        if left != before:
            after[repr(left)] = attempt
        assert arcall("check", "--record", book=book).code == 0
    assert arcall("check", book=book).code in {0, 1}
    assert len(after) <= 1, "one state before, one after, and nothing between"


def test_a_kill_at_any_step_of_a_letter_leaves_no_draft_without_a_record_and_no_record_without_its_draft(
    small: bytes, tmp_path: Path, own_home: Path
):
    book = tmp_path / "book.sqlite3"
    book.write_bytes(small)
    step, ended = 0, False
    while not ended:
        step += 1
        ended = _ends_before(step, lambda: arcall("letter", "C2", "statement", book=book))
        assert arcall("letter", "C3", "statement", book=book).code == 0  # the next one finishes it
        with closing(sqlite3.connect(book)) as connection:
            notes = [note for (note,) in connection.execute("SELECT note FROM activity WHERE code = 'MAIL'")]
        on_record = sorted(note.rpartition("Draft: ")[2] for note in notes)
        assert on_record == sorted(path.name for path in own_home.rglob("*.eml")), step
    assert step > 4


def test_where_no_draft_can_be_written_none_is_on_record(small: bytes, tmp_path: Path, own_home: Path):
    book = tmp_path / "book.sqlite3"
    book.write_bytes(small)
    assert arcall("letter", "C2", "statement", book=book).code == 0
    (draft,) = own_home.rglob("*.eml")
    draft.unlink()
    draft.parent.rmdir()
    draft.parent.write_text("no folder")
    before = told(book)
    done = arcall("letter", "C3", "statement", book=book)
    assert done.code == 4
    assert "cannot be written" in done.err
    assert told(book) == before


def _ends_before(step: int, work: Callable[[], object]) -> bool:
    """Do it in a process that is killed at its so many-th step on the disk; return whether it ended before."""
    child = os.fork()
    if not child:
        left = iter(range(step - 1))

        def counted(real: Callable[..., object]) -> Callable[..., object]:
            return lambda *given: real(*given) if next(left, None) is not None else os._exit(9)

        for name in ("link", "replace", "fsync"):
            setattr(os, name, counted(getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _backups(book: Path) -> Path:
    return book.parent / "backups"


def _again(book: Path, start: dict[Path, bytes], passphrase: str) -> list[tuple[object, ...]]:
    for path in (*book.parent.glob("book*"), *book.parent.glob(".*"), *_backups(book).glob("*")):
        if path.is_file():
            path.unlink()
    for path, content in start.items():
        path.write_bytes(content)
    _as_new(passphrase)
    return told(book)
