"""Where arcall is run: whether a person sits at a terminal that can place text."""

from __future__ import annotations

import os
import sys


def on_terminal() -> bool:
    """Whether the screen can be opened, or something asked: such a terminal is at every end.

    Textual draws on stderr: where that goes to a file, the first look at the list would stand there for ever.
    """
    ends = (sys.stdin, sys.stdout, sys.stderr)
    return all(end is not None and end.isatty() for end in ends) and os.environ.get("TERM") != "dumb"


def can_ask() -> bool:
    """Whether somebody sits there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()
