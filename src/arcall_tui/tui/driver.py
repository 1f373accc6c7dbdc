"""Textual's terminal driver, for a terminal on which the first frame is already painted."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver


class PaintedDriver(LinuxDriver):
    """Does not switch to the alternate screen again: that would wipe the first frame."""

    _entered = False

    def write(self, data: str) -> None:
        """Write to the terminal."""
        if data == "\x1b[?1049h" and not self._entered:
            self._entered = True
            return
        super().write(data)
