"""The way to the screen: the first frame at once, in plain ANSI; the program behind it as soon as it is loaded."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping, Sequence

from arcall_tui.errors import UsageError
from arcall_tui.settings import Settings
from arcall_tui.tui.first_view import Opening
from arcall_tui.workday.desk.desk import Desk

# Seconds (Python's own: 0.005). A key must not wait long for the thread that ranks 20,000 accounts.
_SWITCH = 0.001


def check_keymap(keymap: Mapping[str, str], commands: Mapping[str, Sequence[str]] | None = None) -> None:
    """Raise InputRefusedError where the user's keymap names no action, or one key for two. `commands`: their own."""
    from arcall_tui.tui.actions import with_keymap

    with_keymap(keymap, commands)


def check_theme(name: str) -> None:
    """Raise UsageError for a theme that there is not."""
    from arcall_tui.tui.inks import THEMES

    if name not in THEMES:
        raise UsageError(f"there is no theme {name!r}.", f"There are: {', '.join(THEMES)}.")


def run(desk: Desk, settings: Settings) -> None:
    """Show the workday until the caller quits. Raises ArcallError where the book or the keymap cannot be read."""
    gc.disable()  # until the queue is ranked (Upkeep): the first seconds make much that stays
    sys.setswitchinterval(_SWITCH)
    opening = Opening.read(desk)
    from arcall_tui.tui.actions import Keys
    from arcall_tui.tui.first_frame import shown_at_once

    keys = Keys(settings.keymap, settings.keys)
    with shown_at_once(desk, settings, opening, keys) as painted:
        from arcall_tui.tui.program import ArcallApp

        app = ArcallApp(desk, settings, opening=opening, keys=keys, painted=painted)
        app.run()
    if app.failure is not None:
        raise app.failure
