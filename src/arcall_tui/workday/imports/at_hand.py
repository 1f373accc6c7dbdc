"""A file that can be gone through more than once, also where it came through a pipe."""

import os
import select
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from arcall_tui import private_files
from arcall_tui.errors import InputRefusedError, refused

# More than this comes through no pipe by intention.
_LARGEST = 2 << 30
_BLOCK = 1 << 20
_SILENCE = 30.0  # seconds without a byte
# A pipe that nobody writes to must not hold the opening of it.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)


@contextmanager
def at_hand(said: str) -> Iterator[Path]:
    """Give the path of a file; `-` is what comes through the pipe.

    What is no plain file is kept beside, private, for as long as it is read. Raises InputRefusedError.
    """
    path = private_files.in_home(said)
    if said != "-" and not _flows(path):
        yield path
        return
    with TemporaryDirectory(prefix="arcall-") as folder:
        kept = Path(folder) / ("standard input" if said in ("-", "/dev/stdin") else path.name)
        way_out = "Check the path and its permissions."
        with refused(InputRefusedError, f"{said} cannot be read", way_out), kept.open("wb") as out:
            _copy(sys.stdin.fileno() if said == "-" else os.open(path, os.O_RDONLY | _AT_ONCE), out)
        yield kept


def _flows(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode)


def _copy(source: int, out: IO[bytes]) -> None:
    with os.fdopen(source, "rb", buffering=0, closefd=source != 0) as pipe:
        if (
            stat.S_ISCHR(os.fstat(source).st_mode)
            and not pipe.isatty()
            and not os.path.samestat(os.fstat(source), Path(os.devnull).stat())
        ):
            raise InputRefusedError("A device is no ledger: it may never end.", "Name a file or a pipe.")
        size = 0
        while block := _awaited(pipe):
            size += len(block)
            if size > _LARGEST:
                raise InputRefusedError(
                    "More than 2 GB came through the pipe; no ledger is so large.", "Write it to a file."
                )
            out.write(block)


def _awaited(pipe: IO[bytes]) -> bytes:
    """Return what comes next; empty at the end. Raises InputRefusedError where nothing comes for long."""
    if os.name != "posix":  # select is for sockets alone there
        return pipe.read(_BLOCK)
    waited = select.poll()
    waited.register(pipe, select.POLLIN)
    if not waited.poll(_SILENCE * 1000):
        raise InputRefusedError(
            f"Nothing came through the pipe for {_SILENCE:g} seconds.",
            "See to what should write to it, or let that write a file.",
        )
    return pipe.read(_BLOCK) or b""
