"""The header line and the footer line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.tui.render.pieces import Line, Piece, clip, ends, length

if TYPE_CHECKING:
    from arcall_tui.workday.views import Goal, Tally

_NARROW = 100
_THOUSANDS_FROM, _MILLION = 100_000, 1_000_000


def header(now: datetime, zone: ZoneInfo, tally: Tally, width: int, *, ranked: bool) -> Line:
    """Say what day and time it is for the caller, the day so far, and how the queue divides once `ranked`."""
    local = now.astimezone(zone)
    name: Line = () if width < _NARROW else ((" arcall ", "title"),)
    left: Line = (
        *name,
        (f" {local:%a %d %b %H:%M} ", "strong"),
        (local.tzname() or "", "dim"),
        ("   ", ""),
    )
    right = _divided(tally, width) if ranked else (("ranking … ", "dim"),)
    return ends((*left, *_so_far(tally, width - length(left) - length(right) - 1)), right, width)


def _so_far(tally: Tally, room: int) -> Line:
    """Say what is done today and how far the goals are reached: the nearest ones first, as many as fit."""
    goals = {(goal.period, goal.name): goal for goal in tally.goals}
    today = (("calls", tally.calls), ("promises", tally.promises))
    parts = [
        _progress(goals.pop(("day", name))) if ("day", name) in goals else (_count(number, name), "")
        for name, number in today
    ]
    parts += [_progress(goal) for goal in goals.values()]
    pieces = [*parts[:1], (" · ", ""), *parts[1:2]]
    for part in parts[2:]:
        if length((*pieces, part)) + 3 <= room:
            pieces += [(" · ", "dim"), part]
    return tuple(pieces)


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


def _progress(goal: Goal) -> Piece:
    """Say how much so far, and of how much; a goal that is reached is marked."""
    period = "" if goal.period == "day" else f"{goal.period} "
    if isinstance(goal.reached, str):
        return f"{period}{goal.name} n/a", "dim"
    reached = goal.reached >= goal.wanted
    tick, ink = (" ✓", "good") if reached else ("", "")
    if not goal.currency:
        return f"{period}{goal.reached:,}/{goal.wanted:,} {goal.name}{tick}", ink
    amounts = (_brief(Money(minor, goal.currency)) for minor in (goal.reached, goal.wanted))
    return f"{period}{goal.currency} {'/'.join(amounts)}{tick}", ink


def _brief(amount: Money) -> str:
    """Write an amount short, cut and never rounded up: 9,500, 320k, 1.2M."""
    whole = int(amount.minor / 10 ** exponent(amount.currency))
    if whole < _THOUSANDS_FROM:
        return f"{whole:,}"
    if whole < _MILLION:
        return f"{whole // 1000}k"
    millions = f"{whole // (_MILLION // 10) / 10:,.1f}"
    return f"{millions.removesuffix('.0')}M"


def _count(number: int, names: str) -> str:
    return f"{number:,} {names[:-1] if number == 1 else names}"


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
