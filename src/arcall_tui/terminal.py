"""The terminal's echo: what is typed before somebody reads it, or is a secret, is not shown."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def unseen(*, by_key: bool = False) -> Iterator[None]:
    """What is typed meanwhile is not shown, where the system can do that; the terminal is left as it was found.

    `by_key`: what is typed can be read before its line ends.
    """
    if os.name != "posix" or not sys.stdin.isatty():
        yield
        return
    import termios  # noqa: PLC0415 - Windows has none

    before, quiet = termios.tcgetattr(sys.stdin), termios.tcgetattr(sys.stdin)
    quiet[3] &= ~(termios.ECHO | (termios.ICANON if by_key else 0))  # local flags
    try:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
        yield
    finally:
        with suppress(termios.error):  # where its window was closed, there is no terminal any more
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
