"""The first line of the screen, the day so far against its goals, and the last one: what was done, and which keys there are."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from arcall_tui.domain.calendar import place
from arcall_tui.domain.figures import Goal
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.render.pieces import Line, Piece, clip, cut, ends, length
from arcall_tui.workday.desk.desk import Tally

_NARROW = 100
_AROUND = 6  # cells beside what is said, before the last hint
_FEWEST = 12  # cells that are worth showing of what is cut
_THOUSANDS_FROM, _THOUSANDS_FROM_SHORT, _MILLION = 100_000, 10_000, 1_000_000


class _Form(NamedTuple):
    """A way to write the header. `counts`: how many of the queue's counts stay. `why`: whether n/a is explained."""

    short: bool
    why: bool
    counts: int


# From the fullest to the shortest; the first that has room for every goal is taken.
_FORMS = (
    _Form(short=False, why=True, counts=3),
    _Form(short=False, why=False, counts=3),
    _Form(short=True, why=False, counts=3),
    _Form(short=False, why=False, counts=2),
    _Form(short=True, why=False, counts=1),
    _Form(short=True, why=False, counts=0),
)


def header(now: datetime, zone: ZoneInfo, tally: Tally, width: int, *, ranked: bool) -> Line:
    """Say what day and time it is for the caller, the day so far, and how the queue divides once `ranked`.

    The goals come before the queue's counts; `+3`: so many more are in the day report.
    """
    local = now.astimezone(zone)
    name: Line = () if width < _NARROW else ((" arcall ", "title"),)
    left: Line = (*name, (f" {local:%a %d %b %H:%M} ", "strong"), (place(zone.key), "dim"), ("   ", ""))
    room = width - length(left) - 1
    made = [(_parts(tally, form), _counts(tally, form, ranked=ranked)) for form in _FORMS]
    roomy = ((parts, right) for parts, right in made if _fits(parts, room - length(right) - bool(right)))
    parts, right = next(roomy, made[-1])
    return ends((*left, *_filled(parts, room - length(right))), right, width)


def _fits(parts: Sequence[Line], room: int) -> bool:
    return length(piece for part in parts for piece in part) <= room


def _filled(parts: Sequence[Line], room: int) -> Line:
    """Join as many parts as fit, and say how many do not."""
    kept = len(parts)
    while kept > 1 and not _fits([*parts[:kept], _more(len(parts) - kept)], room):
        kept -= 1
    return tuple(piece for part in [*parts[:kept], _more(len(parts) - kept)] for piece in part)


def _more(count: int) -> Line:
    return ((f"  +{count}", "dim"),) if count else ()


def _parts(tally: Tally, form: _Form) -> list[Line]:
    """Say what is done today and how far the goals are reached, the nearest ones first; each with what parts it."""
    goals = {(goal.period, goal.name): goal for goal in tally.goals}
    said: list[tuple[str, Piece]] = []
    for name, number in (("calls", tally.calls), ("promises", tally.promises)):
        goal = goals.pop(("day", name), None)
        word = _name(name, form).removesuffix("s" * (number == 1))
        said.append(("day", _progress(goal, form) if goal else (f"{number:,} {word}", "")))
    said += [(goal.period, _progress(goal, form)) for goal in goals.values()]
    parts: list[Line] = []
    before = "day"
    for period, (text, ink) in said:
        # In short a period is named once, before the first of its goals.
        named = "" if period == "day" or (form.short and period == before) else f"{_name(period, form)} "
        gap = "  " if form.short else " · "
        pieces = ((gap if parts else "", ""), (named, "dim" if form.short else ink), (text, ink))
        parts.append(tuple(piece for piece in pieces if piece[0]))
        before = period
    return parts


def _counts(tally: Tally, form: _Form, *, ranked: bool) -> Line:
    """Say how the queue divides."""
    if not form.counts:
        return ()
    if not ranked:
        return (("ranking … " if form.short else "as last ranked · ranking … ", "dim"),)
    counts = [(tally.now, "now", "strong"), (tally.later, "later", ""), (tally.shut, "not today", "")]
    said: list[Piece] = []
    for count, word, ink in counts[: form.counts]:
        said += [(" · " if said else "", "dim"), (f"{count:,}", ink), (f" {word}", "dim")]
    return (*said, (" ", ""))


_SHORT = {"contacts": "cont", "promises": "prom", "week": "wk", "month": "mo"}


def _name(name: str, form: _Form) -> str:
    return _SHORT.get(name, name) if form.short else name


def _progress(goal: Goal, form: _Form) -> Piece:
    """Say how much so far, and of how much; a goal that is reached is marked."""
    name = _name(goal.name, form)
    if isinstance(goal.reached, str):
        return f"{name} n/a" + (f" ({goal.reached})" if form.why else ""), "dim"
    reached = goal.reached >= goal.wanted
    tick, ink = ("✓" if form.short else " ✓", "good") if reached else ("", "")
    if not goal.currency:
        return f"{goal.reached:,}/{goal.wanted:,} {name}{tick}", ink
    amounts = (_brief(Money(minor, goal.currency), form) for minor in (goal.reached, goal.wanted))
    return f"{goal.currency} {'/'.join(amounts)}{tick}", ink


def _brief(amount: Money, form: _Form) -> str:
    """Write an amount short, cut and never rounded up: 9,500, 320k, 1.2M."""
    whole = int(amount.minor / 10 ** exponent(amount.currency))
    if whole < (_THOUSANDS_FROM_SHORT if form.short else _THOUSANDS_FROM):
        return f"{whole:,}"
    if whole < _MILLION:
        return f"{whole // 1000}k"
    millions = f"{whole // (_MILLION // 10) / 10:,.1f}"
    return f"{millions.removesuffix('.0')}M"


def footer(said: str, tone: str, hints: Iterable[tuple[str, str]], width: int) -> Line:
    """Return the last line: what was just done (in ink `tone`), then as many (key, name) hints as fit.

    The last hint is the way to all the others: it gives way only to what is said and has no room beside it.
    """
    rows, said = list(hints), one_line(said)
    last = _hint(*rows[-1]) if rows else ()
    if said and cell_len(said) > width - length(last) - _AROUND:
        last = ()
    room = width - length(last) - 1
    pieces: list[Piece] = [(" ", "")]
    if said:
        told = _told(said, room - (5 if last else 1))
        pieces += [(told, tone), (" " * min(3, room - 1 - cell_len(told)), "")]
    for key, name in rows[:-1]:
        hint = _hint(key, name)
        if length(pieces) + length(hint) > room:
            break
        pieces += hint
    return clip((*clip(pieces, room), *last), width)


def _told(text: str, width: int) -> str:
    """Return what is said in at most `width` cells: what to do about it, which comes last, stays whole where it can."""
    if cell_len(text) <= width:
        return text
    for between, fewest in ((" · ", _FEWEST), (". ", 2 * _FEWEST)):
        head, found, tail = text.rpartition(between)
        if found and (room := width - cell_len(between + tail) - 1) >= fewest:
            return f"{cut(head, room)}{' · ' if between == ' · ' else ' '}{tail}"
    return cut(text, width)


def _hint(key: str, name: str) -> Line:
    return ((key, "key"), (f" {name}  ", "dim"))
