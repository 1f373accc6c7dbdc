"""What the world around arcall may do to it: full disks, closed pipes, strange settings, the calendar's ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.tomlfile import read_toml
from arcall_tui.workday.desk.clock import parse_now
from arcall_tui.workday.imports import at_hand
from cases import for_each
from shell import NOW, arcall

if sys.platform != "win32":
    import warm


def run(book: Path, *words: str, shell: str = "") -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "ARCALL_BOOK": str(book), "ARCALL_NOW": NOW}
    command = f'"{sys.executable}" -m arcall_tui {" ".join(words)} {shell}'
    return subprocess.run(["bash", "-c", command], env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", ["--version", "queue", "queue --json", "agenda --ics", "report day"])
def test_a_full_disk_behind_stdout_is_one_sentence_and_no_bug(sample_book: Path, words: str):
    with Path("/dev/full").open("w") as full:
        said = warm.run(*words.split(), env={"ARCALL_BOOK": str(sample_book), "ARCALL_NOW": NOW}, out=full)
    assert (said.code, said.err.count("\n")) == (4, 1), said.err
    assert "No space left on device" in said.err
    assert "bug" not in said.err


def test_a_full_disk_is_told_by_a_program_that_ends_by_itself(sample_book: Path):
    said = run(sample_book, "--help", shell="> /dev/full")
    assert (said.returncode, said.stderr.count("\n")) == (4, 1), said.stderr
    assert "No space left on device" in said.stderr


def test_where_the_shell_has_closed_the_way_out_that_is_one_sentence(sample_book: Path):
    said = run(sample_book, "queue", shell=">&-")
    assert (said.returncode, said.stderr.count("\n")) == (4, 1)
    assert "Bad file descriptor" in said.stderr
    assert "somewhere to print to" in said.stderr
    assert "bug" not in said.stderr


def test_nothing_that_is_printed_steers_the_terminal(sample_book: Path, tmp_path: Path):
    folder = tmp_path / "a\x1b]52;c;aGk=\x07\u202e"
    folder.mkdir()
    said = arcall("backup", folder / "b\x9b31m.db", book=sample_book)
    assert said.code == 0
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(said.out)


def test_a_calendar_keeps_its_breaks(sample_book: Path):
    said = run(sample_book, "agenda", "--ics", shell="| od -c | head -2")
    assert r"\r  \n" in said.stdout


@for_each("now", ["0001-01-01T00:00", "9999-12-31T23:59", "9990-06-01T10:00+14:00"])
def test_a_day_that_is_no_working_day_is_refused(now: str):
    with pytest.raises(UsageError, match="can be replayed"):
        parse_now(now, ZoneInfo("Asia/Tokyo"))


@for_each(
    "text",
    ["a=" + "[" * 100_000, "a=" + "{b=" * 5_000 + "1", ".".join("a" * 50_000) + "=1", "a=" + "9" * 10_000],
    ids=["lists", "tables", "a long key", "a long figure"],
)
def test_settings_of_any_shape_are_refused_in_one_sentence(text: str):
    with pytest.raises(InputRefusedError) as refused:
        read_toml(text, "settings.toml")
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "huge"])
def test_settings_that_are_no_file_are_refused(sample_book: Path, kind: str):
    place = Path(os.environ["XDG_CONFIG_HOME"], "arcall", "settings.toml")
    place.parent.mkdir(parents=True, exist_ok=True)
    make = {
        "folder": place.mkdir,
        "pipe": lambda: os.mkfifo(place),
        "device": lambda: place.symlink_to("/dev/zero"),
        "huge": lambda: place.write_text("a" * 300_000),
    }
    make[kind]()
    said = arcall("queue", book=sample_book)
    assert said.code == 3
    assert "cannot be read" in said.err


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(at_hand, "_SILENCE", 0.05)
    os.mkfifo(tmp_path / "pipe")
    said = arcall("import", tmp_path / "pipe", book=tmp_path / "book.db")
    assert said.code == 3
    assert "Nothing came" in said.err


def test_the_root_folder_is_no_book(tmp_path: Path):
    assert arcall("queue", book=Path(tmp_path.anchor)).code == 4
