"""A book whose file is damaged: said in one sentence, on screen as in the shell, and not taken for a bug."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from arcall_tui.cli.run import open_screen
from arcall_tui.settings import Paths, Settings
from books import Shelf
from shell import NOW, arcall
from tui_driver import screen

pytestmark = pytest.mark.usefixtures("nothing_copied_today")
WHAT, WAY_OUT = (
    "The book is damaged: database disk image is malformed.",
    "Close arcall, then bring a backup back: arcall restore",
)


def damage(book: Path) -> None:
    """Overwrite the pages with the later half of the accounts: the first rows are still read, then it fails."""
    with closing(sqlite3.connect(book)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        names = [name.encode() for (name,) in connection.execute("SELECT name FROM account ORDER BY id")]
    late = names[len(names) // 2 :]
    data = bytearray(book.read_bytes())
    for at in range(size, len(data), size):
        if any(name in data[at : at + size] for name in late):
            data[at : at + size] = b"\xa5" * size
    book.write_bytes(data)


@pytest.mark.parametrize(
    "command",
    [
        ("queue",),
        ("queue", "--json"),
        ("show", "C0001"),
        ("log", "C0001", "LM"),
        ("report", "aging"),
        ("plan",),
        ("agenda",),
    ],
    ids=" ".join,
)
def test_a_damaged_book_is_one_sentence_in_the_shell(sample_book: Path, command: tuple[str, ...]):
    damage(sample_book)
    said = arcall(*command, book=sample_book)
    none = f"There is no whole backup in {sample_book.parent / 'backups'}."
    assert (said.code, said.out, said.err) == (4, "", f"arcall: {WHAT} {none} {WAY_OUT}\n")
    assert not (Paths.find().data / "crashes").exists()


def test_a_log_that_is_not_the_books_is_never_played_into_it(sample_book: Path, tmp_path: Path):
    other = Path(shutil.copy(sample_book, tmp_path / "other.sqlite3"))
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE account SET name = 'another life'")
        shutil.copy(f"{other}-wal", f"{sample_book}-wal")
    before = sample_book.read_bytes()
    for words in ("queue", "log C0001 LM", "check", "backup"):
        said = arcall(*words.split(), book=sample_book)
        assert (said.code, said.out) == (4, "")
        assert f"{sample_book.name}-wal, which is not of it" in said.err
        assert sample_book.read_bytes() == before
    Path(f"{sample_book}-wal").unlink()
    assert "another life" not in arcall("queue", book=sample_book).out


def test_rows_that_stand_in_anothers_place_are_damage_not_a_mistake_of_arcalls(sample_book: Path):
    with closing(sqlite3.connect(sample_book)) as connection:
        root = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'"))
    data, (one, two) = (
        sample_book.read_bytes(),
        (4096 * (root[name] - 1) for name in ("payer_history", "setting")),
    )
    sample_book.write_bytes(data[:one] + data[two : two + 4096] + data[one + 4096 :])
    said = arcall("queue", book=sample_book)
    assert (said.code, said.out) == (4, "")
    assert "The book is damaged" in said.err
    assert not (Paths.find().data / "crashes").exists()


def test_words_that_are_no_text_any_more_are_damage_and_the_rest_can_be_salvaged(sample_book: Path):
    with closing(sqlite3.connect(sample_book)) as book, book:
        book.create_function("fold", 1, str)
        book.execute("UPDATE account SET name = CAST(x'5ab1ff41' AS TEXT) WHERE ledger_id = 'C0001'")
    for words in (("check",), ("show", "C0001"), ("export", "C0001")):
        said = arcall(*words, book=sample_book)
        assert (said.code, said.out) == (4, "")
        assert "damaged: words in it are no text any more" in said.err
    gc.collect()  # the errors above hold cursors, which would be gone with a process of their own
    assert arcall("restore", "--salvage", "--yes", book=sample_book).code == 0
    assert "Z\ufffd\ufffdA" in arcall("show", "C0001", book=sample_book).out


def test_the_screen_does_not_open_on_a_damaged_book(sample_book: Path, capsys: pytest.CaptureFixture[str]):
    damage(sample_book)
    with pytest.raises(SystemExit) as left:
        open_screen(str(sample_book), NOW)
    assert left.value.code == 4
    assert capsys.readouterr() == ("", f"arcall: {WHAT} {WAY_OUT}\n")


async def test_a_book_damaged_meanwhile_is_a_line_on_screen(shelf: Shelf, sample_book: Path):
    shelf.folder, shelf.settings = sample_book.parent, Settings(zone="Europe/London", zone_basis="test")
    desk = shelf.desk(sample_book.stem)
    async with screen(desk) as driver:
        damage(sample_book)
        await driver.press("O", "right", "right")  # reports read the file anew
        await driver.quiet()
        assert "The book is damaged" in driver.text
        assert driver.app.failure is None


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_where_the_screen_is_opened_a_damaged_book_offers_its_newest_whole_copy(
    sample_book: Path, tmp_path: Path
):
    from warm import ARCALL, WarmTerminal  # noqa: PLC0415

    arcall("log", "C0031", "NA", "--note", "before the damage", book=sample_book)
    arcall("backup", book=sample_book)
    content = bytearray(sample_book.read_bytes())
    content[4096:40960] = bytes(36864)
    sample_book.write_bytes(content)
    env = {
        "ARCALL_BOOK": str(sample_book),
        "ARCALL_NOW": NOW,
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }
    terminal = WarmTerminal(ARCALL, columns=100, rows=24, env=env)
    terminal.wait_for("y/N")
    terminal.press("y", "enter")
    terminal.wait_for(r"\d+ now")
    terminal.close()
    assert "before the damage" in arcall("show", "C0031", book=sample_book).out
