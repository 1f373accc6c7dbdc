"""How a problem is told in the shell, and whether somebody reads it: a sentence on stderr and an exit code, no traceback."""

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from shutil import get_terminal_size
from textwrap import fill
from typing import TextIO

from arcall_tui.domain.text import one_line
from arcall_tui.errors import ArcallError


def on_terminal() -> bool:
    """Whether the screen can be opened, or something asked: such a terminal is at every end.

    Textual draws on stderr: where that goes to a file, the first look at the list would stand there for ever.
    """
    ends = (sys.stdin, sys.stdout, sys.stderr)
    return all(end is not None and end.isatty() for end in ends) and os.environ.get("TERM") != "dumb"


def can_ask() -> bool:
    """Whether somebody sits there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


_OURS, _SYSTEM = 1, 4
_READER_LEFT = {errno.EPIPE, errno.EINVAL}  # EINVAL on Windows
INTERRUPTED = 130  # what shells give for ctrl+c


@contextmanager
def told_plainly() -> Iterator[None]:
    """Run the block; raise SystemExit with the problem told on stderr: 2, 3, 4 as the error says, 1 for a bug, 4 where the system refuses."""
    try:
        yield
    except ArcallError as error:
        narrate(str(error))
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        narrate("stopped.")
        raise SystemExit(INTERRUPTED) from None
    except Exception as error:
        words, code = _words_for(error)
        if words:
            narrate(words)
        raise SystemExit(code) from error


def _words_for(error: Exception) -> tuple[str, int]:
    """Return what to say of a failure, nothing where a reader (`head`) left early; and the exit code."""
    if isinstance(error, OSError) and error.errno in _READER_LEFT and error.filename is None:
        return "", _OURS
    from arcall_tui.workday.desk.desk import of_the_book  # --help must not wait for the database

    if (trouble := of_the_book(error)) is not None:
        return str(trouble), trouble.exit_code
    if isinstance(error, OSError) and error.errno:
        about = f" ({error.filename})" if error.filename else ""
        way_out = "Give it somewhere to print to" if error.errno == errno.EBADF else "See to the disk"
        return f"the system refused: {os.strerror(error.errno)}{about}. {way_out}, then try again.", _SYSTEM
    if isinstance(error, MemoryError):
        return "there is not enough memory. Close other programs, then try again.", _SYSTEM
    return f"a bug in arcall stopped this ({type(error).__name__}). {_report(error)}", _OURS


@contextmanager
def written_out() -> Iterator[None]:
    """See that what the block prints has left, so that a full disk is told, and where the shell closed the way out."""
    # In the place of one that the shell closed: of stdout a file that refuses what is written, as it would itself.
    for name, mode in (("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, mode), "w", encoding="utf-8"))
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except OSError:
        # What could not be written must not be tried once more at the end.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def narrate(*texts: str, mark: str = "arcall: ") -> None:
    """Say things to the person at the terminal, each after the `mark`: stderr, cleaned, never mixed into the data on stdout."""
    for text in texts:
        lines = map(one_line, f"{mark}{text}".splitlines())
        sys.stderr.write("\n".join(whole_words(lines, sys.stderr)) + "\n")


def whole_words(lines: Iterable[str], stream: TextIO) -> Iterator[str]:
    """Break lines between words where a terminal would tear them within one; not in an option: it may be copied."""
    columns = get_terminal_size().columns if stream.isatty() else sys.maxsize
    room = max(20, columns - 1)
    for line in lines:
        yield (
            line if len(line) <= columns else fill(line, room, break_long_words=False, break_on_hyphens=False)
        )


def _report(error: Exception) -> str:
    """Write the crash report; say where it is. It names our code's places only: no message, no data."""
    from arcall_tui.cli.crash import write_report  # a crash is rare, and every start loads this module

    try:
        return f"What happened is in {write_report(error)}; it holds no customer data."
    except Exception as second:  # noqa: BLE001 - whatever is wrong with the disk, the first bug is what counts
        reason = (
            os.strerror(second.errno) if isinstance(second, OSError) and second.errno else "no place for it"
        )
        return f"No crash report could be written: {reason}."
