"""How a problem is told in the shell: one sentence on stderr and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from arcall_tui.domain.text import one_line
from arcall_tui.errors import ArcallError

_OURS = 1
_INTERRUPTED = 130  # what shells give for ctrl+c


@contextmanager
def told_plainly() -> Iterator[None]:
    """Run the block; raise SystemExit with the problem told on stderr: 2, 3, 4 as the error says, 1 for a bug."""
    try:
        yield
    except ArcallError as error:
        narrate(f"arcall: {error}")
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        narrate("arcall: stopped.")
        raise SystemExit(_INTERRUPTED) from None
    except Exception as error:
        if _ends_quietly(error):
            raise
        from arcall_tui.workday.desk.trouble import of_the_book  # --help must not wait for the database

        if (trouble := of_the_book(error)) is not None:
            narrate(f"arcall: {trouble}")
            raise SystemExit(trouble.exit_code) from None
        if isinstance(error, OSError) and error.errno:
            about = f" ({error.filename})" if error.filename else ""
            narrate(
                f"arcall: the system refused: {os.strerror(error.errno)}{about}. See to the disk, then try again."
            )
            raise SystemExit(_OURS) from None
        if isinstance(error, MemoryError):
            narrate("arcall: there is not enough memory. Close other programs, then try again.")
            raise SystemExit(_OURS) from None
        narrate(f"arcall: a bug in arcall stopped this ({type(error).__name__}). {_report(error)}")
        raise SystemExit(_OURS) from None


def narrate(text: str) -> None:
    """Say something to the person at the terminal: stderr, cleaned, never mixed into the data on stdout."""
    sys.stderr.write("\n".join(one_line(line) for line in text.splitlines()) + "\n")


def _ends_quietly(error: Exception) -> bool:
    """Whether it is no failure: an exit of typer's own, or a reader of our output (`head`) that left early."""
    broken_pipe = isinstance(error, OSError) and error.errno in {errno.EPIPE, errno.EINVAL}
    return broken_pipe or type(error).__module__.startswith(("click.", "typer."))


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
