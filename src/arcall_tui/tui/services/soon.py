"""Work that waits for a pause between keys."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual.timer import Timer

from arcall_tui.tui.stage import Stage

DEBOUNCE = 0.3  # seconds from the first key until what was typed is on disk


class Soon:
    """Does `work` in the background, `seconds` after it was asked for.

    `again`: being asked anew, it waits anew; else it is done as soon as it was first due, so that steady typing
    does not put it off.
    """

    def __init__(
        self, stage: Stage, seconds: float, work: Callable[[], Coroutine[Any, Any, None]], *, again: bool
    ) -> None:
        self._stage, self._seconds, self._work, self._again = stage, seconds, work, again
        self._timer: Timer | None = None

    def ask(self) -> None:
        """Have the work done soon."""
        if self._again:
            self.stop()
        if self._timer is None:
            self._timer = self._stage.main.set_timer(self._seconds, self._due)

    def stop(self) -> None:
        """Have it not done after all."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _due(self) -> None:
        self._timer = None
        self._stage.spawn(self._work())
