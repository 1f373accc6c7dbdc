"""The terminal: what is typed before somebody reads it, or is a secret, is not shown; how large it is."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

with suppress(ImportError):  # Windows has none
    import termios

_USUAL_SIZE = (24, 80)  # rows and columns


@contextmanager
def unseen(*, by_key: bool = False) -> Iterator[None]:
    """What is typed meanwhile is not shown, where the system can do that; the terminal is left as it was found.

    `by_key`: what is typed can be read before its line ends.
    """
    if os.name != "posix" or not sys.stdin.isatty():
        yield
        return
    before, quiet = termios.tcgetattr(sys.stdin), termios.tcgetattr(sys.stdin)
    quiet[3] &= ~(termios.ECHO | (termios.ICANON if by_key else 0))  # local flags
    try:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
        yield
    finally:
        with suppress(termios.error):  # where its window was closed, there is no terminal any more
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def size() -> os.terminal_size:
    """Return how many columns and rows it has. Where nobody told it, it is told the usual size: each library would take another."""
    with suppress(termios.error):
        if 0 in termios.tcgetwinsize(sys.stdout.fileno()):
            termios.tcsetwinsize(sys.stdout.fileno(), _USUAL_SIZE)
    return os.get_terminal_size(sys.stdout.fileno())
