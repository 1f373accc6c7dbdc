"""The screen in the terminals that callers have: their names, without colours, small, resized, in tmux."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import Key

from shell import NOW
from tries import tries

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
if sys.platform != "win32":
    from arcall_tui.tui.driver import KeyReports
    from benchmarks.pty_driver import resize
    from warm import ARCALL, IGNORED, WarmTerminal

_COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8)[;m]")


class Recorded(WarmTerminal):
    """A terminal that keeps all that was written to it, and can be resized."""

    def __init__(self, *arguments: object, **options: object) -> None:
        self.written = b""
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def _answer(self, data: bytes) -> None:
        self.written += data
        super()._answer(data)

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        resize(self._fd, columns, rows)

    def vanish(self, *, seconds: float = 30.0) -> bool:
        """Take the terminal away, as a window that is closed does; return whether the program then ended by itself."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDWR)
        limit = time.monotonic() + seconds
        while not self.ended and time.monotonic() < limit:
            time.sleep(0.05)
            self.ended = not self._alive()
        return self.ended


def opened(book: Path, home: Path, size: tuple[int, int] = (80, 24), **env: str) -> Recorded:
    own = {"ARCALL_BOOK": str(book), "ARCALL_NOW": NOW, "HOME": str(home), "XDG_DATA_HOME": str(home)}
    terminal = Recorded(ARCALL, columns=size[0], rows=size[1], env={**own, "COLORTERM": "", **env})
    terminal.wait_for(r"\d+ now")
    return terminal


def leaves(terminal: Recorded, esc: str = "esc") -> None:
    """Leave a form or the notes for the list and its keys."""
    terminal.press(esc)
    terminal.wait_for(r"\? keys")


def works(terminal: Recorded, esc: str = "escape") -> None:
    """Log, promise, write with wide characters, take back."""
    terminal.press("n")
    terminal.wait_for("NA logged")
    terminal.press("p")
    terminal.wait_for("Promise to pay")
    leaves(terminal, esc)
    terminal.press("i", *"日本 e\u0301")
    terminal.wait_for("日本 é|日本 e\u0301|日 本")
    leaves(terminal, esc)
    terminal.press("u")
    terminal.wait_for("Taken back: NA")


# A number of colours in its name, and none.
@pytest.mark.parametrize(("term", "size"), [("tmux-256color", (250, 60)), ("vt100", (80, 24))])
def test_a_call_is_worked_whatever_the_terminal_calls_itself(
    sample_book: Path, tmp_path: Path, term: str, size: tuple[int, int]
):
    terminal = opened(sample_book, tmp_path, size, TERM=term)
    try:
        works(terminal, "esc")
        terminal.press("q")
        terminal.wait_for_end()
    finally:
        terminal.close()


def test_a_call_is_worked_in_a_small_window(sample_book: Path, tmp_path: Path):
    terminal = Recorded(
        ARCALL,
        columns=30,
        rows=10,
        env={"ARCALL_BOOK": str(sample_book), "ARCALL_NOW": NOW, "HOME": str(tmp_path)},
    )
    try:
        terminal.wait_for("▸")
        terminal.press("n")
        terminal.wait_for("NA log")
        terminal.press("p")
        terminal.wait_for("Promise|Amount")  # a form is cut at the top where it has no room
        terminal.press("esc", "q")
        terminal.wait_for_end()
    finally:
        terminal.close()


def test_with_no_color_and_no_size_told_nothing_is_written_in_colour_and_the_cursor_shows(
    sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("warm.resize", lambda end, *_: resize(end, 0, 0))
    terminal = opened(sample_book, tmp_path, NO_COLOR="1", COLORTERM="truecolor")
    try:
        works(terminal)
        assert not _COLOUR.search(terminal.written)
        terminal.wait_for("▸")
    finally:
        terminal.close()


def test_the_screen_follows_the_window(sample_book: Path, tmp_path: Path):
    terminal = opened(sample_book, tmp_path, (80, 24))
    try:
        for columns, rows in ((120, 40), (40, 12), (210, 50), (80, 24)):
            terminal.resize(columns, rows)
            beside = "│" if columns >= 100 else "Call notes"
            terminal.wait_for(rf"(?s){beside}.*\? keys[^\n]*\Z")
            assert len(terminal.text().splitlines()) == rows
        works(terminal)
    finally:
        terminal.close()


def test_a_polite_end_leaves_the_terminal_as_it_was_and_keeps_what_was_typed(
    sample_book: Path, tmp_path: Path
):
    # The second and those beside it find what the first has kept.
    for numbers in ([signal.SIGTERM], [signal.SIGHUP, signal.SIGQUIT, signal.SIGINT]):
        with ExitStack() as all_closed:
            terminals = [opened(sample_book, tmp_path) for _ in numbers]
            for terminal in terminals:
                all_closed.callback(terminal.close)
            if numbers == [signal.SIGTERM]:
                terminals[0].press("i", *"half a note")
            for terminal, number in zip(terminals, numbers, strict=True):
                terminal.wait_for("half a note")
                os.kill(terminal.pid, number)
            for terminal in terminals:
                terminal.wait_for_end()
                _as_it_was(terminal.written)


def _as_it_was(written: bytes) -> None:
    modes: dict[bytes, bytes] = {}
    for numbers, state in re.findall(rb"\x1b\[\?([\d;]+)([hl])", written):
        modes |= dict.fromkeys(numbers.split(b";"), state)
    assert [mode for mode in (b"1049", b"1000", b"1003", b"1006", b"2004") if modes.get(mode) == b"h"] == []
    assert modes[b"25"] == b"h"


@pytest.mark.parametrize("ignored", ["", "SIGHUP"])  # as where a shell has it ignore that
def test_a_terminal_that_vanishes_while_it_is_written_to_ends_the_program_and_keeps_the_note(
    sample_book: Path, tmp_path: Path, ignored: str
):
    terminal = opened(sample_book, tmp_path, **{IGNORED: ignored})
    try:
        terminal.press("i", *"half a note")
        terminal.wait_for("half a note")
        terminal.press(*"abcdefghijklmnopqrstuvwxyz" * 4)
        assert terminal.vanish()
        with closing(sqlite3.connect(sample_book)) as book:
            assert [text[:11] for (text,) in book.execute("SELECT note FROM draft")] == ["half a note"]
        assert not list(tmp_path.rglob("crash*"))
    finally:
        terminal.close()


def test_the_note_is_written_in_the_users_editor_and_the_screen_comes_back(sample_book: Path, tmp_path: Path):
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys, pathlib\nnote = pathlib.Path(sys.argv[1])\n"
        "note.write_text(note.read_text() + input('IN THE EDITOR ') + '\\n\\nand a second part')\n"
    )
    terminal = opened(sample_book, tmp_path, VISUAL=f"{sys.executable} {editor}")
    try:
        terminal.press("i", *"typed here: ", "\x07")
        terminal.wait_for("IN THE EDITOR")
        terminal.press(*"words of the editor", "\n")
        terminal.wait_for(r"(?s)and a second part.*esc")
        terminal.press("esc", "t")
        terminal.wait_for("TT logged")
        terminal.press("u")
        terminal.wait_for(r"(?s)typed here: words of the editor.*Taken back: TT")
    finally:
        terminal.close()


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with jobs")
def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_comes_back_in_tmux_too(
    sample_book: Path, tmp_path: Path
):
    own = {
        "ARCALL_BOOK": str(sample_book),
        "ARCALL_NOW": NOW,
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }
    folder = tmp_path / "tmux"
    folder.mkdir(mode=0o700)
    (folder / "settings").write_text("set -s escape-time 50\n")  # else half a second after each esc
    tmux = ["tmux", "-S", str(folder / "socket"), "-f", str(folder / "settings"), "-u", "new-session"]
    command = [*(tmux if shutil.which("tmux") else ()), "bash", "--norc", "--noprofile", "-i"]
    terminal = Recorded(command, columns=100, rows=30, env={**own, "COLORTERM": "", "PS1": "shell$ "})
    try:
        terminal.wait_for(r"shell\$")
        terminal.press(*f"{sys.executable} -m arcall_tui", "\n")
        terminal.wait_for(r"\d+ now")
        works(terminal, "esc")
        terminal.press("i", *"quick", "esc", "n")  # as one: tmux waits for what may follow esc
        terminal.wait_for("NA logged")
        terminal.press("i", *"half a note")
        terminal.wait_for("half a note")
        leaves(terminal)
        terminal.press("\x1a")
        terminal.wait_for("Stopped")
        terminal.press(*"echo in $((40+2))", "\n")
        terminal.wait_for("in 42")
        terminal.press(*"fg", "\n")
        terminal.wait_for(r"(?s)\d+ now.*half a note.*\? keys")
        terminal.press("n")
        terminal.wait_for("NA logged")
        terminal.press("q")
        terminal.wait_for(
            r"shell\$\n"
        )  # a new prompt: those before stand there again while arcall still ends
        terminal.press(*"exit", "\n")
        terminal.wait_for_end()
    finally:
        terminal.close()


def test_where_text_cannot_be_placed_the_queue_is_printed(sample_book: Path, tmp_path: Path):
    terminal = Recorded(
        ARCALL,
        env={"ARCALL_BOOK": str(sample_book), "ARCALL_NOW": NOW, "HOME": str(tmp_path), "TERM": "dumb"},
    )
    try:
        terminal.wait_for("this is the queue instead")
        terminal.wait_for_end()
        assert b"\x1b" not in terminal.written
    finally:
        terminal.close()


@given(
    key=st.sampled_from("njk").map(ord),
    shifted=st.sampled_from(["", ":78"]),
    base=st.sampled_from(["", ":110"]),
    modifiers=st.sampled_from(["", "1", "2", "5"]),
    kind=st.sampled_from(["", ":1", ":2", ":3"]),
    text=st.sampled_from(["", ";110", ";110:111"]),
)
@settings(max_examples=tries(60), deadline=None)
def test_a_key_report_with_any_parts_is_one_key_or_none(
    key: int, shifted: str, base: str, modifiers: str, kind: str, text: str
):
    colons = f"{shifted or ':'}{base}" if base else shifted
    events = list(KeyReports().feed(f"\x1b[{key}{colons};{modifiers}{kind}{text}u"))
    assert bool(events) == (kind != ":3")


def test_ctrl_and_a_letter_of_another_script_is_the_key_at_its_place():
    (event,) = KeyReports().feed("\x1b[1089::99;5u")
    assert isinstance(event, Key)
    assert event.key == "ctrl+c"


@pytest.mark.parametrize(
    ("report", "typed"),
    [("57409", "."), ("57410", "/"), ("57412;1:1", "-"), ("57413;1;43", "+"), ("57400", "1"), ("57427", ""),
     ("64;7", "@"), ("113;7;64", "@"), ("8364;7", "€"), ("101;7:3;8364", ""), ("99999999;7", ""), ("113;7;99999999", ""),
     ("97::1114112;5", ""), ("55296;1;55296", "")],
)  # fmt: skip
def test_the_number_pad_and_what_altgr_types_is_text(report: str, typed: str):
    keys = list(KeyReports().feed(f"\x1b[{report}u"))
    assert all(isinstance(key, Key) for key in keys)
    assert "".join(key.character or "" for key in keys if isinstance(key, Key)) == typed
