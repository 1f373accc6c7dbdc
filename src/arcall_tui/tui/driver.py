"""Textual's terminal driver, for a terminal on which the first frame may be painted already."""

from __future__ import annotations

import re
import termios
from typing import TYPE_CHECKING

from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver

if TYPE_CHECKING:
    from textual import events

# A key by the newer protocol: key:shifted:base ; modifiers:kind ; text. Textual reads it without what follows a colon.
_REPORT = re.compile(r"\x1b\[(\d*)(?::\d*)?(?::(\d+))?;(\d*)(?::(\d*))?((?:;[\d:]*)?[A-Za-z~])")
_RELEASED, _WITH_CTRL_OR_ALT = "3", 0b110


class KeyReports(XTermParser):
    """Reads keys with all that a terminal may tell of them: repeated, let go, where they are on a Latin keyboard."""

    def _parse_extended_key(self, sequence: str) -> list[events.Key] | None:  # type: ignore[override]
        """Return the keys of a report; a key that was let go is none."""
        report = _REPORT.fullmatch(sequence)
        if report is not None:
            key, base, modifiers, kind, rest = report.groups()
            if kind == _RELEASED:
                return []
            # ctrl+c is where c is, whatever letter the layout has there.
            held = (int(modifiers or 1) - 1) & _WITH_CTRL_OR_ALT
            sequence = f"\x1b[{base if base and held else key};{modifiers}{rest}"
        return super()._parse_extended_key(sequence)


setattr(linux_driver, "XTermParser", KeyReports)  # noqa: B010 - the driver makes its parser by that name


class UnpaintedDriver(linux_driver.LinuxDriver):
    """For a terminal on which nothing stands yet."""


class PaintedDriver(linux_driver.LinuxDriver):
    """Does not switch to the alternate screen again: that would wipe the first frame."""

    _entered = False

    def start_application_mode(self) -> None:
        """Begin; what the caller types elsewhere meanwhile is shown and read by lines: the first frame has switched that off."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self.attrs_before is not None:
            self.attrs_before[3] |= termios.ECHO | termios.ICANON

    def write(self, data: str) -> None:
        """Write to the terminal."""
        if data == "\x1b[?1049h" and not self._entered:
            self._entered = True
            return
        super().write(data)
