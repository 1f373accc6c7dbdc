"""Runs a terminal program on a real pseudo terminal: keys in, screen out, times of what arrived."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import pyte

# "esc" may also begin something, and is one once nothing has followed it; newer terminals report one as "escape".
KEYS = {"enter": "\r", "esc": "\x1b", "escape": "\x1b[27u", "tab": "\t", "space": " ", "backspace": "\x7f"}
# What a terminal answers to the questions that programs wait for.
_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
}
# Private sequences that pyte would print as text, and colours, which nobody asks for: most of what it takes them in for.
_LEFT_OUT = re.compile(
    rb"\x1b\[[0-9;]*m|\x1b\[[<=>][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*(?:\$p|u)|\x1bP.*?\x1b\\", re.DOTALL
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;?<=>$]*|P[^\x1b]*)?\Z")


class Chunk(NamedTuple):
    """Output as it arrived, and when (seconds, perf_counter)."""

    at: float
    data: bytes


class Terminal:
    """A program on a pseudo terminal of a fixed size.

    Output is stamped the moment it arrives, and emulated only once the program is quiet: emulation must not
    hold up the reading, nor the reading the program.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._emulator = pyte.ByteStream(self._screen)
        self._rows: dict[int, str] = {}
        self._unread: deque[Chunk] = deque()
        self._rest = b""
        self.ended = False
        self.began = time.perf_counter()
        self.pid, self._fd = self._begin(command, columns, rows, surroundings(env))
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)

    def text(self) -> str:
        """What the screen shows now, trailing blanks removed."""
        # Rows that changed since: pyte's own `display` puts all of them together each time.
        dirty = self._screen.dirty
        for row in dirty:
            cells = self._screen.buffer[row]
            self._rows[row] = "".join(cells[column].data for column in range(self._screen.columns)).rstrip()
        dirty.clear()
        return "\n".join(self._rows.get(row, "") for row in range(self._screen.lines))

    def press(self, *keys: str) -> float:
        """Send keys, each by its name or as it is typed; return the moment of the last one."""
        for key in keys:
            moment = time.perf_counter()
            os.write(self._fd, KEYS.get(key, key).encode())
        return moment

    def wait_for(self, pattern: str, *, seconds: float = 30.0) -> float:
        """Wait until the screen matches; return the moment at which what shows it arrived."""
        return self.wait_until(re.compile(pattern).search, seconds=seconds, what=pattern)

    def wait_until(self, shows: Callable[[str], object], *, seconds: float = 30.0, what: str = "it") -> float:
        """Wait until `shows(screen text)` is true; return the moment at which what shows it arrived."""
        if shows(self.text()):
            return time.perf_counter()
        limit = time.perf_counter() + seconds
        while time.perf_counter() < limit:
            if not self._read(0.005) or len(self._unread) > 400:
                found = self._emulate(shows)
                if found is not None:
                    return found
                if self.ended:
                    break
        ending = "the program ended" if self.ended else f"{seconds:.0f} s went by"
        raise AssertionError(f"{ending} before {what} was on screen:\n{self.text()}")

    def wait_for_end(self, *, seconds: float = 30.0) -> None:
        """Wait until the program has ended by itself."""
        limit = time.perf_counter() + seconds
        while not self.ended and time.perf_counter() < limit:
            self._read(0.05)
        assert self.ended, f"still running after {seconds:.0f} s:\n{self.text()}"

    def settle(self, quiet: float = 0.08, seconds: float = 10.0) -> None:
        """Wait until nothing was printed for `quiet` seconds."""
        limit = time.perf_counter() + seconds
        while time.perf_counter() < limit and self._read(quiet):
            pass
        self._emulate(None)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End the program by a signal, and wait until it is gone."""
        if not self.ended or self._alive():
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(self.pid, number)
            while self._alive():
                self._read(0.01)
        self.ended = True

    def close(self) -> None:
        """End the program if it still runs, and give the terminal back."""
        self.kill()
        os.close(self._fd)

    def _begin(
        self, command: Sequence[str], columns: int, rows: int, env: Mapping[str, str]
    ) -> tuple[int, int]:
        """Start the program; return its number and our end of its terminal."""
        pid, file = pty.fork()
        if pid == 0:
            _become(command, columns, rows, env)
        return pid, file

    def _alive(self) -> bool:
        try:
            return os.waitpid(self.pid, os.WNOHANG) == (0, 0)
        except ChildProcessError:
            return False

    def _read(self, wait: float) -> bool:
        if self.ended or not self._poll.poll(1000 * wait):
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # Linux says so when the other side has closed
            data = b""
        self.ended = not data
        if data:
            self._unread.append(Chunk(time.perf_counter(), data))
            self._answer(data)
        return bool(data)

    def _answer(self, data: bytes) -> None:
        for question, answer in _ANSWERS.items():
            if question in data:
                os.write(self._fd, answer)

    def _emulate(self, shows: Callable[[str], object] | None) -> float | None:
        """Take in all that arrived; return when the first chunk came after which `shows` held, if one did."""
        found = None
        while self._unread:
            chunk = self._unread.popleft()
            self._feed(chunk.data)
            if shows is not None and found is None and shows(self.text()):
                found = chunk.at
        return found

    def _feed(self, data: bytes) -> None:
        data = self._rest + data
        cut = _UNFINISHED.search(data)
        self._rest = cut.group() if cut else b""
        self._emulator.feed(_LEFT_OUT.sub(b"", data[: cut.start()] if cut else data))


def surroundings(env: Mapping[str, str] | None) -> dict[str, str]:
    """Return the environment of a program on such a terminal."""
    found = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    for name in ("NO_COLOR", "COLUMNS", "LINES"):  # the last two would outrank the terminal's own size
        found.pop(name, None)
    return {**found, **(env or {})}


def resize(terminal: int, columns: int, rows: int) -> None:
    """Give a terminal its size."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _become(command: Sequence[str], columns: int, rows: int, env: Mapping[str, str]) -> None:
    """Turn the forked child into the program."""
    try:
        resize(0, columns, rows)
        os.execvpe(command[0], list(command), env)
    finally:
        os._exit(127)
