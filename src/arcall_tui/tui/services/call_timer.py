"""How long the call on screen has lasted."""

from __future__ import annotations

from datetime import datetime

from arcall_tui.tui.stage import Stage

_TICK = 1.0  # seconds
_LONGEST = 4 * 3600  # seconds; a timer that runs longer was forgotten


class CallTimer:
    """Knows since when the caller has been on a call, and with whom.

    `agreed`: the account that is being rung although something speaks against it, until that call is over.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.agreed: int | None = None
        self._began: tuple[int, datetime] | None = None
        self._ticking = False

    def on_the_line(self) -> bool:
        """Start the timer for the account on screen; return whether that was needed."""
        card = self.stage.session.card
        if card is None or (self._began is not None and self._began[0] == card.account.id):
            return False
        self._began = (card.account.id, self.stage.session.desk.clock.now())
        if self.agreed != card.account.id:
            self.agreed = None
        if not self._ticking:
            self._ticking = True
            self.stage.main.set_interval(_TICK, self.tick)
        self.tick()
        return True

    def seconds(self) -> int | None:
        """Return how long the call on screen has lasted; None where it was not timed."""
        card = self.stage.session.card
        if card is None or self._began is None or self._began[0] != card.account.id:
            return None
        passed = int((self.stage.session.desk.clock.now() - self._began[1]).total_seconds())
        return passed if 0 <= passed <= _LONGEST else None

    def hung_up(self) -> None:
        """Stop the timer: the call is on record, or was none."""
        self._began = self.agreed = None
        self.tick()

    def tick(self) -> None:
        """Show the time in the heading of the notes."""
        seconds, main = self.seconds(), self.stage.main
        shown = "" if seconds is None else f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if shown != main.timer:
            main.timer = shown
            main.head_notes()
