"""The header line and the footer line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from arcall_tui.domain.text import one_line
from arcall_tui.tui.render.pieces import Line, Piece, clip, ends, length

if TYPE_CHECKING:
    from arcall_tui.workday.views import Tally

_NARROW = 100


def header(now: datetime, zone: ZoneInfo, tally: Tally, width: int, *, ranked: bool) -> Line:
    """Say what day and time it is for the caller, the day so far, and how the queue divides once `ranked`."""
    local = now.astimezone(zone)
    name: Line = () if width < _NARROW else ((" arcall ", "title"),)
    left: Line = (
        *name,
        (f" {local:%a %d %b %H:%M} ", "strong"),
        (local.tzname() or "", "dim"),
        ("   ", ""),
        *_progress(tally.calls, "call", tally),
        (" · ", ""),
        *_progress(tally.promises, "promise", tally),
    )
    return ends(left, _divided(tally, width) if ranked else (("ranking … ", "dim"),), width)


def announced(banner: Line, now: datetime, zone: ZoneInfo, width: int) -> Line:
    """Announce an appointment in the header's place, the caller's time beside it."""
    return ends(banner, ((f" {now.astimezone(zone):%a %d %b %H:%M} ", "strong"),), width)


def _divided(tally: Tally, width: int) -> Line:
    shut = "shut" if width < _NARROW else "shut today"
    return (
        (f"{tally.now:,}", "strong"),
        (" now · ", "dim"),
        (f"{tally.later:,}", ""),
        (" later · ", "dim"),
        (f"{tally.shut:,}", ""),
        (f" {shut} ", "dim"),
    )


def _progress(number: int, what: str, tally: Tally) -> Line:
    """Say how many so far, and of how many where there is a goal; one that is reached is marked."""
    goal = int(tally.goals.get(f"{what}s", 0))
    if not goal:
        return ((_count(number, what), ""),)
    reached = number >= goal
    return ((f"{number:,}/{goal:,} {what}s{' ✓' if reached else ''}", "good" if reached else ""),)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def footer(said: str, tone: str, hints: Iterable[tuple[str, str]], width: int) -> Line:
    """Return the last line: what was just done (in ink `tone`), then as many (key, name) hints as fit.

    The last hint is the way to all the others and always stays.
    """
    rows = list(hints)
    last = _hint(*rows[-1]) if rows else ()
    room = width - length(last) - 1
    pieces: list[Piece] = [(" ", "")]
    if said:
        pieces += clip_soft(((one_line(said), tone), ("   ", "")), room - 1)
    for key, name in rows[:-1]:
        hint = _hint(key, name)
        if length(pieces) + length(hint) > room:
            break
        pieces += hint
    return clip((*clip(pieces, room), *last), width)


def clip_soft(line: Line, width: int) -> Line:
    """Cut a line only where it is too long."""
    return clip(line, width) if length(line) > width else line


def _hint(key: str, name: str) -> Line:
    return ((key, "key"), (f" {name}  ", "dim"))
