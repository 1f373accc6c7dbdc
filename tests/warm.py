"""Programs that begin where all is loaded already: processes of their own, at a tenth of what a start from nothing takes."""

from __future__ import annotations

import asyncio
import atexit
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import pty
import select
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import IO, NamedTuple

import arcall_tui
from arcall_tui.__main__ import main
from arcall_tui.store.book import cipher
from arcall_tui.workday.letters.typed_words import in_english
from benchmarks.pty_driver import Terminal, resize

ARCALL = (sys.executable, "-m", "arcall_tui")
ROUNDS = "WARM_ROUNDS"  # in the environment: how often a key is worked over, where that may be quick
IGNORED = "WARM_IGNORES"  # and the signal that whoever began it has it ignore
_LONGEST = 1 << 20  # bytes of a request: arguments and environment


class Ending(NamedTuple):
    """How a program ended."""

    code: int
    out: str
    err: str


class Program:
    """arcall with these arguments, on three open files as stdin, stdout and stderr; where stdin is one: on a terminal."""

    def __init__(
        self,
        arguments: Sequence[object],
        files: tuple[int, int, int],
        env: Mapping[str, str],
        cwd: Path | None = None,
    ) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        request = [[*map(str, arguments)], dict(env), str(cwd or Path.cwd())]
        socket.send_fds(_server(), [json.dumps(request).encode()], [theirs.fileno(), *files])
        theirs.close()
        self.pid = int(self._line.recv(20))

    def alive(self) -> bool:
        return not select.select([self._line], [], [], 0)[0]

    def wait(self) -> int:
        """Wait until it has ended; return its exit code."""
        return int(self._line.recv(20, socket.MSG_PEEK))


class WarmTerminal(Terminal):
    """A program on a pseudo terminal; arcall begins warm."""

    _program: Program | None = None

    def _begin(
        self, command: Sequence[str], columns: int, rows: int, env: Mapping[str, str]
    ) -> tuple[int, int]:
        if tuple(command[: len(ARCALL)]) != ARCALL:
            return super()._begin(command, columns, rows, env)
        ours, theirs = pty.openpty()
        resize(theirs, columns, rows)
        self._program = Program(command[len(ARCALL) :], (theirs,) * 3, env)
        os.close(theirs)
        return self._program.pid, ours

    def _alive(self) -> bool:
        return self._program.alive() if self._program else super()._alive()


def run(
    *arguments: object,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    typed: bytes = b"",
    out: IO[str] | None = None,
) -> Ending:
    """Run arcall with pipes at all ends, `typed` in the first; with `out`: that file as its stdout."""
    (theirs, ours), (printed, out_end), (err, err_end) = (os.pipe() for _ in range(3))
    files = (theirs, out.fileno() if out else out_end, err_end)
    program = Program(arguments, files, {**os.environ, **(env or {})}, cwd)
    for end in (theirs, out_end, err_end):
        os.close(end)
    os.write(ours, typed)
    os.close(ours)
    said = [read_all(end) for end in (printed, err)]
    return Ending(program.wait(), *said)


def read_all(end: int) -> str:
    """Read a pipe until all that write to it have ended."""
    with os.fdopen(end, encoding="utf-8") as file:
        return file.read()


@cache
def _server() -> socket.socket:
    """Reach what makes the processes: one for all that run the tests, begun by the first that needs it."""
    place = Path(gettempdir(), f"warm-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}")
    line = socket.socket(socket.AF_UNIX)
    with _alone(place):
        try:
            line.connect(str(place))
        except OSError:  # it was not begun, or has ended with all who had asked it for something
            _begin(place)
            line.connect(str(place))
    return line


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    with place.with_suffix(".alone").open("w") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        yield


def _begin(place: Path) -> None:
    place.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(place))
        door.listen()
        begun = [sys.executable, __file__, str(door.fileno()), str(place)]
        server = subprocess.Popen(begun, pass_fds=[door.fileno()])
    atexit.register(server.poll)  # others may need it still


def _serve(door: socket.socket, place: Path) -> None:
    """Load all of arcall, then make a process of each request, until nobody is left who could ask."""
    gc.disable()
    for module in pkgutil.walk_packages(arcall_tui.__path__, "arcall_tui."):
        importlib.import_module(module.name)
    in_english("monday")  # what the first day that is typed takes: as long as all else that a form does
    asyncio.run(importlib.import_module("textual_once").seen_once())
    gc.freeze()
    gc.enable()
    lines = [door.accept()[0]]
    while lines:
        for line in select.select([door, *lines], [], [])[0]:
            if line is door:
                lines.append(door.accept()[0])
            elif not _answered(line, [door, *lines]):
                lines.remove(line)
        if not lines:
            with _alone(place):
                if select.select([door], [], [], 0)[0]:
                    lines.append(door.accept()[0])
                else:
                    place.unlink()
    place.with_suffix(".alone").unlink(missing_ok=True)


def _answered(line: socket.socket, held: Sequence[socket.socket]) -> bool:
    """Make the process that is asked for; return whether anybody is left on the line."""
    request, files, _, _ = socket.recv_fds(line, _LONGEST, 4)
    if not request:
        return False
    if os.fork() == 0:
        for each in held:
            each.close()
        _look_after(json.loads(request), *files)
    for file in files:
        os.close(file)
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return True


def _look_after(request: tuple[list[str], dict[str, str], str], reply: int, *files: int) -> None:
    """Begin the program, say its number, and, once it has ended, how."""
    pid = os.fork()
    if pid == 0:
        _become(files, *request)
    os.write(reply, str(pid).encode())
    for file in files:
        os.close(file)
    os.write(reply, str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())
    os._exit(0)


def _become(files: tuple[int, ...], arguments: list[str], env: dict[str, str], cwd: str) -> None:
    """Be arcall, begun with these arguments by a shell of its own."""
    os.setsid()
    for end, file in enumerate(files):
        os.dup2(file, end)
    os.closerange(3, 64)
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.environ.clear()
    os.environ.update(env)
    cipher._ROUNDS = int(env.get(ROUNDS, cipher._ROUNDS))
    if ignored := env.get(IGNORED):
        signal.signal(signal.Signals[ignored], signal.SIG_IGN)
    time.tzset()
    os.chdir(cwd)
    sys.stdin = os.fdopen(0, encoding="utf-8", errors="surrogateescape")
    sys.stdout = sys.__stdout__ = os.fdopen(1, "w", encoding="utf-8", errors="surrogateescape")
    sys.stderr = sys.__stderr__ = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace")
    sys.argv = ["arcall", *arguments]
    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code or 0
    # As a program ends, but for taking all that is loaded apart: that takes longer than most of what is tested.
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
