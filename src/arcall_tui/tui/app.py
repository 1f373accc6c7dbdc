"""The way to the screen: the first frame at once, in plain ANSI; the program behind it as soon as it is loaded."""

import gc
import sys

from arcall_tui.settings import Settings
from arcall_tui.tui.actions import Keys, with_keymap
from arcall_tui.tui.first_frame import shown_at_once
from arcall_tui.tui.inks import check_theme
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import Opening

__all__ = ["check_theme", "run", "with_keymap"]  # what the shell may know of the screen

# Seconds (Python's own: 0.005). A key must not wait long for the thread that ranks 20,000 accounts.
_SWITCH = 0.001


def run(desk: Desk, settings: Settings) -> None:
    """Show the workday until the caller quits. Raises ArcallError where the book or the keymap cannot be read."""
    gc.disable()  # until the queue is ranked (Upkeep): the first seconds make much that stays
    sys.setswitchinterval(_SWITCH)
    opening = Opening.read(desk)
    keys = Keys(settings.keymap, settings.keys)
    with shown_at_once(desk, settings, opening, keys) as painted:
        from arcall_tui.tui.program import ArcallApp

        app = ArcallApp(desk, settings, opening=opening, keys=keys, painted=painted)
        app.run()
    if app.failure is not None:
        raise app.failure
