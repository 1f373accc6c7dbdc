"""Textual's terminal driver, for a terminal on which the first frame may be painted already."""

from __future__ import annotations

import codecs
import os
import re
import signal
import sys
import termios
import time
from functools import partial
from typing import TYPE_CHECKING

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread
from textual.keys import _character_to_key

from arcall_tui.tui.key_input import TypedAtOnce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.message import Message

# A key by the newer protocol: key:shifted:base ; modifiers:kind ; text. Textual reads it without what follows a colon.
_REPORT = re.compile(r"\x1b\[(\d*)(?::\d*)?(?::(\d+))?(?:;(\d*)(?::(\d*))?(;[\d:]*)?)?([A-Za-z~])")
_RELEASED, _WITH_CTRL_OR_ALT = "3", 0b110
_HALVES = range(0xD800, 0xE000)  # of characters, which alone are none
# Of the number pad: its signs, and the 5 that moves nothing.
_PAD = {57409: ".", 57410: "/", 57411: "*", 57412: "-", 57413: "+", 57415: "=", 57416: ",", 57427: ""}


# So many printable characters in one piece are text, but for what an escape begins.
_AT_ONCE = re.compile(r"(?<![^\r\n\t])[^\x00-\x1f\x7f-\x9f]{6,}(?:[\r\n\t]+[^\x00-\x1f\x7f-\x9f]*)*")
_PASTED = re.compile(r"\x1b\[200~.*?(?:\x1b\[201~|\Z)", re.DOTALL)
_UNFINISHED = re.compile(r"\x1b(?:\[[^a-zA-Z~]*)?\Z|\x1b\[M.{0,2}\Z|\x1b\[200~(?!.*\x1b\[201~)", re.DOTALL)
# Strings that a terminal answers with; in eight bits, too. None of them is a key.
_STRING = re.compile(r"(?:\x1b[P\]X^_]|[\x90\x98\x9d-\x9f])[^\x1b\x07\x9c]*(\x1b\\|[\x07\x9c])?", re.DOTALL)
_STRING_ENDS, _STRING_TAKES = re.compile(r"\x1b\\|[\x07\x9c]"), 1.0  # seconds
_CUT_OFF = re.compile(r"(?:\x1b[P\]X^_][^\x1b]{2,}|[\x90\x98\x9d-\x9f][^\x1b]*)\Z", re.DOTALL)
_WITHIN_PASTE = re.compile(r"\x1b(?!\[20[01]~)|[\x80-\x9f]")
_BEGUN = re.compile(r"\x1b(?:[P\]X^_].?)?\Z")
_STRINGS = "\x90\x98\x9c\x9d\x9e\x9f"
# Controls in eight bits, as the decoder hands them on where they are no text: those that begin or end something stay.
_EIGHT_BITS = dict.fromkeys((*range(0x80, 0xA0), *range(0xDC80, 0xDD00))) | {
    start + ord(code): meant
    for start in (0, 0xDC00)
    for code, meant in (*zip(_STRINGS, _STRINGS, strict=True), ("\x9b", "\x1b["))
}
_PASTE, _SEQUENCE_TAKES = "\x1b[200~", 0.1  # seconds


class KeyReports(XTermParser):
    """Reads keys with all that a terminal may tell of them: repeated, let go, where they are on a Latin keyboard.

    What it says unasked is no key: strings are taken out, text that comes in one piece is told as such.
    """

    _before = ""  # what began and has not ended yet
    _held, _at = "", 0.0  # an escape of which is not known yet what it begins
    _string_until = 0.0  # until when a string that was cut off may go on

    def feed(self, data: str) -> Iterable[Message]:
        """Yield what was read."""
        if not data:
            yield from super().feed(data)
            return
        data = self._behind_string(self._held + data.translate(_EIGHT_BITS))
        begun = _BEGUN.search(data)
        self._held = begun[0] if begun else ""
        data = data.removesuffix(self._held)
        now = time.monotonic()
        if now - self._at > _SEQUENCE_TAKES and not self._before.startswith(_PASTE):
            self._before = ""
        self._at = now
        if not data:
            return
        if self._before:
            yield from super().feed(data)
        else:
            data = _without_strings(data)
            if cut := _CUT_OFF.search(data):
                self._string_until, data = time.monotonic() + _STRING_TAKES, data[: cut.start()]
            yield from self._plain(data)
        found = _UNFINISHED.search(self._before + data)
        self._before = found[0] if found else ""

    def tick(self) -> Iterable[Message]:
        """Yield what nothing has followed for long."""
        if self._held and time.monotonic() - self._at >= constants.ESCAPE_DELAY:
            held, self._held = self._held, ""
            if held == "\x1b":
                yield events.Key("escape", held)
            else:
                yield from super().feed(held)
        yield from super().tick()

    def _behind_string(self, data: str) -> str:
        if time.monotonic() > self._string_until:
            return data
        ends = _STRING_ENDS.search(data)
        if ends is None:
            return ""
        self._string_until = 0.0
        return data[ends.end() :]

    def _plain(self, data: str) -> Iterable[Message]:
        end = 0
        for found in _AT_ONCE.finditer(data):
            if not _UNFINISHED.search(data[: found.start()]):
                if found.start() > end:
                    yield from super().feed(data[end : found.start()])
                yield TypedAtOnce(found[0])
                end = found.end()
        if end < len(data):
            yield from super().feed(data[end:])

    def _parse_extended_key(self, sequence: str) -> list[events.Key] | None:  # type: ignore[override]
        """Return the keys of a report; a key that was let go is none."""
        report = _REPORT.fullmatch(sequence)
        if report is not None:
            key, base, modifiers, kind, text, end = report.groups(default="")
            # What is no character at all, or half of one, Textual cannot read.
            codes = map(int, re.findall(r"\d+", f"{key};{base}{text}"))
            if kind == _RELEASED or any(code > sys.maxunicode or code in _HALVES for code in codes):
                return []
            # ctrl+c is where c is, whatever letter the layout has there.
            held = (int(modifiers or 1) - 1) & _WITH_CTRL_OR_ALT
            if end == "u" and (typed := _typed(int(key or 1), held, text[1:])) is not None:
                return [events.Key(_character_to_key(typed), typed)] if typed else []
            modifiers = f";{modifiers}" if modifiers or text else ""
            sequence = f"\x1b[{base if base and held else key}{modifiers}{text}{end}"
        return super()._parse_extended_key(sequence)


def _typed(key: int, held: int, text: str) -> str | None:
    """Return the character that a report stands for, though Textual knows a key by it alone; None for all others.

    AltGr is told as ctrl and alt: what is typed with it is no letter's key, or stands behind it as text.
    """
    if key in _PAD:
        return _PAD[key]
    typed = chr(int(text) if text.isdigit() else key)
    altgr = held == _WITH_CTRL_OR_ALT and typed.isprintable()
    return typed if altgr and not (typed.isascii() and typed.isalnum()) else None


def _without_strings(data: str) -> str:
    """Take out what a terminal answers in strings; one that is cut off stays, it may be escape and a letter."""
    kept, end = [], 0
    for pasted in _PASTED.finditer(data):
        kept += [_STRING.sub(_unless_cut, data[end : pasted.start()]), _WITHIN_PASTE.sub("", pasted[0])]
        end = pasted.end()
    return "".join([*kept, _STRING.sub(_unless_cut, data[end:])])


def _unless_cut(found: re.Match[str]) -> str:
    return "" if found[1] else found[0]


def _forgiving(name: str) -> Callable[[], codecs.IncrementalDecoder]:
    """Return a decoder that hands on what is no text, to be left out: a stray byte must not end the program."""
    return partial(codecs.getincrementaldecoder(name), "surrogateescape")


class TerminalWriter(WriterThread):
    """Writes to the terminal; where that is gone, what else is written is dropped, and the program is told to end.

    Textual's own ends there, and the program waits for ever for room in its queue: no signal reaches it.
    """

    def run(self) -> None:
        """Write until told to stop."""
        try:
            super().run()
        except OSError:
            os.kill(os.getpid(), signal.SIGHUP)
            while self._queue.get() is not None:
                pass


setattr(linux_driver, "getincrementaldecoder", _forgiving)  # noqa: B010 - as below
setattr(linux_driver, "XTermParser", KeyReports)  # noqa: B010 - the driver makes its parser by that name
setattr(linux_driver, "WriterThread", TerminalWriter)  # noqa: B010 - and its writer


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
