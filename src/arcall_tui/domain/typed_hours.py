"""Times of day and spans of hours, as people type them."""

from __future__ import annotations

import re
from datetime import time

from arcall_tui.domain.calendar import Hours

_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:(?P<mark>[:.h])(?P<minute>\d{2})?)?\s*(?P<half>am|pm)?", re.ASCII)
_BARE_CLOCK = re.compile(r"(\d{1,2})(\d{2})", re.ASCII)
YEAR_LIKE = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_SPAN = re.compile(r"(?:from )?(.+?) ?(?:-|\u2013| to | until ) ?(.+)", re.ASCII)
_PARTS = {
    "morning": time(9), "noon": time(12), "midday": time(12), "afternoon": time(13), "evening": time(18),
    "am": time(9), "pm": time(13), "eod": time(17), "cob": time(17), "close business": time(17), "end day": time(17), "first thing": time(9),
}  # fmt: skip
_HALVES = {"morning": (9, 12), "afternoon": (13, 17)}  # on their clock (ours)
_HALF_DAY, _LAST_HOUR, _EARLIEST = 12, 23, 7
_LAST_MINUTE = time(23, 59)


def clock(words: str, *, beside: bool = False) -> time | None:
    """Read `3pm`, `14:30`, `9.15am`, `1530`, `noon`, `morning`; None where it is no time.

    `15` and `12.30` might be dates: they are times only `beside` a day, and there 1 to 6 are after noon.
    `2026` alone is more likely a year. Raises ValueError for a time that does not exist.
    """
    if (named := _PARTS.get(words)) is not None:
        return named
    if match := _BARE_CLOCK.fullmatch(words):
        a_year = not beside and YEAR_LIKE.fullmatch(words)
        return None if a_year else time(int(match[1]), int(match[2]))
    match = _CLOCK.fullmatch(words)
    if not match or (match["mark"] == ":" and not match["minute"]):
        return None
    if not beside and not (match["half"] or match["mark"] in {":", "h"}):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= _HALF_DAY:
            raise ValueError(words)
        hour = hour % _HALF_DAY + (_HALF_DAY if match["half"] == "pm" else 0)
    elif beside and match["mark"] is None:
        if hour > _LAST_HOUR:
            return None
        hour += _HALF_DAY if 1 <= hour < _EARLIEST else 0
    return time(hour, minute)


def parse_hours(text: str) -> Hours | None:
    """Read a part of the day: `10-12`, `2pm-4pm`, `10:00 to 12:30`, `after 2pm`, `before 11`, `mornings`.

    None where it is not that alone: what else is said of the times is for people to read.
    """
    words = " ".join(text.strip().lower().replace(".", ":").split())
    half = _HALVES.get(words.removeprefix("in the ").removesuffix("s"))
    try:
        if half is not None:
            return Hours(time(half[0]), time(half[1]))
        opens, closes = _span(words)
    except ValueError:
        return None
    return Hours(opens, closes) if opens < closes else None


def _span(words: str) -> tuple[time, time]:
    if words.startswith("after "):
        return _hour(words.removeprefix("after ")), _LAST_MINUTE
    if words.startswith("before "):
        return time.min, _hour(words.removeprefix("before "))
    match = _SPAN.fullmatch(words)
    if match is None:
        raise ValueError(words)
    first, last = match.groups()
    closes = _hour(last)
    # 2-4pm: both after noon; 10-2pm: only the second.
    if first.isdigit() and last.endswith("m") and _hour(first + last[-2:]) < closes:
        first += last[-2:]
    return _hour(first), closes


def _hour(words: str) -> time:
    at = time(int(words)) if words.isascii() and words.isdigit() else clock(words)
    if at is None:
        raise ValueError(words)
    return at
