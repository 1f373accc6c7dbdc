"""Days and times as the user types them: in English, or else in another language of letters."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from importlib import import_module
from typing import TypeVar

from arcall_tui.domain.when import UnreadError, parse_past, parse_when

_Read = TypeVar("_Read")


def own_day(text: str, today: date, order: str, *, ahead: bool) -> date:
    """Read a day that is over, or one to come. Raises UsageError."""
    now = datetime.combine(today, time.min)
    return in_own_words(
        lambda said: parse_when(said, now, order).date if ahead else parse_past(said, today, order), text
    )


def in_own_words(read: Callable[[str], _Read], text: str) -> _Read:
    """Read a day or time; what is none in English is read by its words in other languages. Raises UsageError."""
    try:
        return read(text)
    except UnreadError:
        words = import_module("arcall_tui.workday.letters.typed_words")  # 0.2 s, and seldom needed
        with suppress(UnreadError):
            return read(words.in_english(text) or text)
        raise
