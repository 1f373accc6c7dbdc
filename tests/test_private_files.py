"""Files leave arcall whole or not at all, for their owner alone, and never through a link."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from arcall_tui import private_files
from arcall_tui.domain.account import Number
from arcall_tui.workday.calls.own_programs import dial_values
from cases import for_each
from shell import arcall

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither modes nor links")


@pytest.fixture(autouse=True)
def _open_to_all() -> object:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> set[str]:
    return {f"{path.name} {stat.S_IMODE(path.stat().st_mode):o}" for path in folder.rglob("*")}


WRITERS: dict[str, Callable[[Path], tuple[object, ...]]] = {
    "html": lambda path: ("report", "aging", "--html", path),
    "xlsx": lambda path: ("report", "aging", "--xlsx", path),
    "backup": lambda path: ("backup", path),
    "export": lambda path: ("export", "C0031", "--to", path),
    "handover": lambda path: ("handover", "out", path, "C0031"),
    "statement": lambda path: ("statement", "C0031", "--pdf", "--out", path),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_what_is_written_is_for_its_owner_alone_whatever_the_umask(
    kind: str, sample_book: Path, tmp_path: Path
):
    folder = tmp_path / "out"
    folder.mkdir()
    done = arcall(*WRITERS[kind](folder / "file"), book=sample_book)
    assert done.code == 0, done.err
    assert modes(folder) == {"file 600"}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_link_is_refused_and_what_it_leads_to_left_as_it_is(kind: str, sample_book: Path, tmp_path: Path):
    precious = tmp_path / "precious"
    precious.write_text("mine")
    link = tmp_path / "link"
    link.symlink_to(precious)
    done = arcall(*WRITERS[kind](link), book=sample_book)
    assert done.code != 0
    assert "link" in done.err
    assert precious.read_text() == "mine"
    assert link.is_symlink()


@pytest.mark.parametrize("kind", ["html", "xlsx"])
def test_a_full_disk_leaves_yesterdays_file(
    kind: str, sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "file"
    arcall(*WRITERS[kind](path), book=sample_book)
    yesterdays = path.read_bytes()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    done = arcall(*WRITERS[kind](path), book=sample_book)
    assert done.code == 2
    assert "No space left" in done.err
    assert path.read_bytes() == yesterdays
    assert not list(tmp_path.glob("*.unfinished"))
    assert not list(tmp_path.glob(".*.unfinished"))


@pytest.mark.parametrize("kind", [*WRITERS, "letter"])
def test_a_file_is_on_the_disk_before_its_name_and_its_name_before_it_is_said_to_be_written(
    kind: str, sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    steps: list[tuple[str, Path, int]] = []
    at: dict[int, Path] = {}

    def synced(handle: int, real: Callable[[int], None] = os.fsync) -> None:
        real(handle)
        found = os.fstat(handle)
        steps.append(("synced", at.get(found.st_ino, Path(str(found.st_ino))), found.st_size))

    def naming(real: Callable[..., None]) -> Callable[..., None]:
        def named(one: Path, other: Path) -> None:
            found = Path(one).stat()
            assert ("synced", Path(str(found.st_ino)), found.st_size) in steps, f"{other} was named too early"
            real(one, other)
            folder = Path(other).parent
            at[folder.stat().st_ino] = folder
            steps.append(("named", folder, 0))

        return named

    monkeypatch.setattr(os, "fsync", synced)
    for name in ("link", "rename", "replace"):
        monkeypatch.setattr(os, name, naming(getattr(os, name)))
    words = WRITERS[kind](tmp_path / "file") if kind in WRITERS else ("letter", "C0031", "statement")
    done = arcall(*words, book=sample_book)
    assert done.code == 0, done.err
    named = [(index, folder) for index, (what, folder, _) in enumerate(steps) if what == "named"]
    assert named
    for index, folder in named:
        assert any(step[:2] == ("synced", folder) for step in steps[index:]), f"{folder} is not on the disk"


def test_without_over_a_file_that_comes_meanwhile_stays(tmp_path: Path):
    path = tmp_path / "out" / "file"
    path.parent.mkdir()

    def overtaken() -> None:
        with private_files.unfinished(path, over=False) as beside:
            beside.write_text("ours")
            path.write_text("theirs")

    with pytest.raises(FileExistsError):
        overtaken()
    assert path.read_text() == "theirs"
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_folders_that_are_made_are_for_their_owner_alone(tmp_path: Path):
    private_files.make_folder(tmp_path / "x" / "a" / "b")
    assert modes(tmp_path / "x") == {"a 700", "b 700"}


@for_each("kind", ["pipe", "foreign", "text", "version 0"])
def test_a_strange_file_as_book_is_refused_with_bytes_and_mode_as_they_were(kind: str, tmp_path: Path):
    path = tmp_path / "book"
    if kind == "pipe":
        os.mkfifo(path, 0o644)
    elif kind == "text":
        path.write_text("SQLite format 3" * 20)
    else:
        head = bytearray(b"SQLite format 3\0" + bytes(200))
        head[68:72] = b"ARCA" if kind == "version 0" else b"abcd"
        path.write_bytes(bytes(head))
        (tmp_path / "book-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600))
    before = _as_it_is(path)
    for verb in (("queue",), ("check",), ("backup", str(tmp_path / "copy"))):
        done = arcall(*verb, book=path)
        assert done.code == 4, done.out + done.err
        assert "Traceback" not in (done.out + done.err)
    assert _as_it_is(path) == before


def _as_it_is(path: Path) -> tuple[object, ...]:
    content = path.read_bytes() if path.is_file() else b""
    return path.stat().st_mode, content, {each.name for each in path.parent.iterdir()}


def test_a_book_that_others_could_read_is_made_private_and_it_is_said(sample_book: Path):
    sample_book.chmod(0o644)
    done = arcall("queue", "--limit", "1", book=sample_book)
    assert stat.S_IMODE(sample_book.stat().st_mode) == 0o600
    assert "others could read" in done.err
    assert "others could read" not in arcall("queue", "--limit", "1", book=sample_book).err


def test_copies_and_settings_that_others_could_read_are_made_private_and_it_is_said(
    sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    config = tmp_path / "config"
    config.mkdir()
    settings = config / "settings.toml"
    settings.write_text('zone = "Europe/London"\n')
    monkeypatch.setenv("ARCALL_CONFIG", str(config))
    copy = Path(arcall("backup", book=sample_book).out.strip())
    loose = [config, settings, copy.parent, copy]
    for path in loose:
        path.chmod(0o755 if path.is_dir() else 0o644)
    said = arcall("queue", "--limit", "1", book=sample_book).err
    assert [stat.S_IMODE(path.stat().st_mode) for path in loose] == [0o700, 0o600, 0o700, 0o600]
    assert all(f"others could read or write {path};" in said for path in loose)
    assert "others could" not in arcall("queue", "--limit", "1", book=sample_book).err


def test_a_contact_with_the_name_of_an_option_is_none_to_the_dial_command():
    number = Number.parse("+44 20 7946 0018")
    assert number is not None
    assert dial_values(number, "--help")["name"] == "help"


def test_what_is_done_leaves_no_file_beside_the_book_and_the_book_may_be_a_link(
    sample_book: Path, tmp_path: Path
):
    link = tmp_path / "elsewhere" / "book.sqlite3"
    link.parent.mkdir()
    link.symlink_to(sample_book)
    for words in (["log", "C0001", "NA"], ["undo"], ["backup"], ["restore", "--yes"], ["log", "C0001", "NA"]):
        done = arcall(*words, book=link)
        assert done.code == 0, done.err
    assert link.is_symlink()
    aside = {path for path in tmp_path.glob("sample*") if ".replaced-" in path.name}
    assert set(tmp_path.glob("sample*")) - aside == {sample_book}


def test_a_page_that_is_written_over_is_named_and_a_hand_over_is_never_written_over(
    sample_book: Path, tmp_path: Path
):
    page, bundle = tmp_path / "day.html", tmp_path / "to.json"
    assert "in place of" not in arcall("report", "day", "--html", page, book=sample_book).err
    assert "in place of the one of " in arcall("report", "day", "--html", page, book=sample_book).err
    for code in (0, 2):
        assert arcall("handover", "out", bundle, "C0001", book=sample_book).code == code


@pytest.mark.parametrize("option", ["--html", "--xlsx"])
def test_a_report_takes_the_place_of_none_but_its_own_kind(sample_book: Path, tmp_path: Path, option: str):
    notes = tmp_path / "notes.txt"
    notes.write_text("Mine.")
    for there in (sample_book, notes):
        before = there.read_bytes()
        said = arcall("report", "day", option, there, book=sample_book)
        assert (said.code, there.read_bytes()) == (2, before)
        assert "is something else, and stays as it is" in said.err


def test_what_a_kill_left_beside_the_book_goes_at_a_later_start(sample_book: Path):
    ends = ("0a.unfinished", "0a.unfinished-journal", "0b.unfinished")
    left = [sample_book.with_name(f".{sample_book.name}.{end}") for end in ends]
    for path, age in zip(left, (7200, 7200, 0), strict=True):
        path.write_text("words of before")
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    assert arcall("queue", "--limit", "1", book=sample_book).code == 0
    assert [path.exists() for path in left] == [False, False, True]
