"""Styled pieces of lines, as wide as they come out on a terminal: what the shell and the screen write is cut, padded and laid out here."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.cells import cell_len, set_cell_size

from arcall_tui.domain.activity import FollowUp
from arcall_tui.domain.calendar import place, zone_named
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import harmless, one_line
from arcall_tui.workday.letters.text_tables import padded

ELLIPSIS = "…"


def cut(text: str, width: int) -> str:
    """Return `text`, which is clean already, in at most `width` cells; its blanks stay."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS if width > 0 else ""


def short(text: str, width: int) -> str:
    """Return `text`, cleaned, in at most `width` cells."""
    return cut(text if text.isprintable() and "  " not in text else one_line(text), width)


def lined_up(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), width: int = 0) -> list[str]:
    """Lay rows out in columns, cleaned; those in `right` are aligned right. `width` (cells, 0 = any) cuts each line."""
    lines = padded([[one_line(cell) for cell in row] for row in rows], right)
    return [cut(line, width) for line in lines] if width else lines


def beside(id_: str, name: str, width: int) -> str:
    """Return the name that stands beside an id: none where the id says the same already."""
    return "" if name == id_ else short(name, width)


def fit(text: str, width: int, align: str = "left") -> str:
    """Return `text`, cleaned, in exactly `width` cells: padded, or cut with an ellipsis.

    `align`: left or right.
    """
    clean = short(text, width)
    pad = " " * (width - cell_len(clean))
    return pad + clean if align == "right" else clean + pad


Piece = tuple[str, str]  # what it says, and the name of its ink (inks.py)
Line = tuple[Piece, ...]
Laid = tuple[Line, str]  # a line, and the ground that it is laid on: paper, shade, cursor

LABEL = 10  # cells for what stands before the facts of an account
_LEAST_LEFT = 12  # cells of a heading
CARET = "caret"  # the ink of the caret in a line being typed, and of what is selected there


def length(line: Iterable[Piece]) -> int:
    """Return the width of a line in cells."""
    return sum(cell_len(text) for text, _ in line)


def _cleaned(text: str) -> str:
    return text if text.isprintable() else harmless(text)


def clip(line: Iterable[Piece], width: int) -> Line:
    """Return the line in exactly `width` cells; what is too long ends in an ellipsis."""
    kept: list[Piece] = []
    room = width
    for raw, ink in line:
        text = _cleaned(raw)
        size = cell_len(text)
        if size > room:
            kept.append((set_cell_size(text, room - 1) + ELLIPSIS if room > 0 else "", ink))
            return tuple(kept)
        kept.append((text, ink))
        room -= size
    if room:
        kept.append((" " * room, ""))
    return tuple(kept)


def clipped(lines: Iterable[Line], width: int) -> list[Line]:
    """Return lines, each in exactly `width` cells."""
    return [clip(line, width) for line in lines]


def caret_in_view(line: Line, width: int) -> Line:
    """Cut a line that is being typed at its left where its caret would be beyond `width` cells."""
    past = 0
    for text, ink in line:
        past += cell_len(text)
        if ink == CARET:
            break
    else:
        return line
    return line if past <= width else ((ELLIPSIS, "dim"), *without(line, past - width + 1))


def without(line: Line, cells: int) -> Iterator[Piece]:
    """Yield a line without its first cells."""
    for text, ink in line:
        left = text
        while left and cells > 0:
            cells -= cell_len(left[0])
            left = left[1:]
        yield left, ink


def ends(left: Line, right: Line, width: int) -> Line:
    """Set `left` and `right` at the two ends of a line; the left one gives way."""
    room = width - length(right)
    return (*clip(left, room), *right) if room > 0 else clip(right, width)


def rule(left: Line, right: Line, width: int) -> Line:
    """Return a heading: `left`, a thin line, `right`. Without room for both, `left` is cut.

    Where it is being typed, or where hardly any of it would be left, `right` goes.
    """
    left = tuple((_cleaned(text), ink) for text, ink in left)  # what it is drawn as is measured
    gap = width - length(left) - length(right) - 3
    if gap < 1:
        room = width - length(right) - 4
        if room < _LEAST_LEFT or any(ink == CARET for _, ink in left):
            gap, right = max(0, width - length(left) - 2), ()
        else:
            gap, left = 1, clip(left, room)
    tail: Line = ((" ", ""), *right) if right else ()
    return clip((*left, (" ", ""), ("─" * gap, "rule"), *tail, (" ", "")), width)


def wrap(pieces: Iterable[Piece], width: int, indent: int = 0) -> Iterator[Line]:
    """Break pieces between words into lines of at most `width` cells, all but the first indented.

    In a narrow pane the indent gives way: at least half of it is left for the words.
    """
    room = max(1, width)
    indent = min(indent, room // 2)
    line: list[Piece] = []
    used = 0
    for text, ink in pieces:
        for word in _words(_cleaned(text), room - indent):
            size = cell_len(word)
            if used + size - word.endswith(" ") > room and used > indent:
                yield joined(line)
                line, used = [(" " * indent, "")] if indent else [], indent
            for part in _chop(word, room - indent) if size > room - indent else (word,):
                if part is not word and used + cell_len(part.rstrip(" ")) > room and used > indent:
                    yield joined(line)
                    line, used = [(" " * indent, "")] if indent else [], indent
                line.append((part, ink))
                used += cell_len(part) if part is not word else size
    if line:
        yield joined(line)


def labelled(label: str, pieces: Iterable[Piece], width: int) -> Iterator[Line]:
    """Yield pieces in lines under a label at their left."""
    yield from wrap(((f" {label:<{LABEL - 1}}", "dim"), *pieces), width, LABEL)


def listed(label: str, each: Iterable[Iterable[Piece]], width: int) -> Iterator[Line]:
    """Yield things of one kind below each other, the first one with what they are called."""
    for index, pieces in enumerate(each):
        yield from labelled("" if index else label, pieces, width)


def trimmed(line: Line, width: int) -> Line:
    """Return the line in at most `width` cells, cut without a mark."""
    kept: list[Piece] = []
    for text, ink in line:
        room = width - length(kept)
        kept.append((text if cell_len(text) <= room else set_cell_size(text, max(0, room)).rstrip(), ink))
    return tuple(kept)


def joined(pieces: Iterable[Piece]) -> Line:
    """Join neighbours of the same ink (fewer pieces are quicker to paint), without blanks at the end."""
    line: list[Piece] = []
    for text, ink in pieces:
        if line and line[-1][1] == ink:
            line[-1] = (line[-1][0] + text, ink)
        else:
            line.append((text, ink))
    if line:
        line[-1] = (line[-1][0].rstrip(" "), line[-1][1])
    return tuple(line)


# A word and what is nothing without it: `GBP 1,200.00`, `Net 30`, `Wed 9 Dec 2026`, `0161 496 0122`.
_WORDS = re.compile(
    r"(?:[^ ]+(?:(?<=\w) -?\d[^ ]*){0,3}(?:(?<=\d) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b[^ ]*(?: \d[^ ]*)?)?)? ?"
)


_BLANKS = re.compile(r"[^ ]+ ?| ")


def _words(text: str, width: int) -> Iterator[str]:
    """Split after blanks, so that joining the words gives the text again; before a number or within a day only what is too wide."""
    for word in filter(None, _WORDS.findall(text)):
        yield from (word,) if cell_len(word.rstrip(" ")) <= width else _BLANKS.findall(word)


def _chop(word: str, width: int) -> Iterator[str]:
    """Cut a word that is wider than a line; words are rarely so long."""
    head = ""
    for char in word:
        if head and cell_len(head + char) > width:
            yield head
            head = ""
        head += char
    yield head


WEEK = 7
_SOON = timedelta(hours=12)
_PLAIN = 183  # days: further away, a day and month alone could be this year's
ON_PAPER = date.min  # as today: what is kept or handed on says the year of each day


def day(value: date) -> str:
    """`21 Sep 26`: for tables."""
    return f"{value:%d %b %y}"


def day_short(value: date, today: date | None = None) -> str:
    """`14 Nov`, or `14 Nov 24` where that is more than half a year from `today` (by no `today`, the year is plain)."""
    return f"{value:%d %b}" if today is None or abs((value - today).days) <= _PLAIN else day(value)


def day_full(value: date) -> str:
    """`Thu 26 Nov 2026`: for what is about to count."""
    return f"{value:%a %d %b %Y}"


def opens(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Say in at most six cells when a gate opens, on the caller's clock: `14:00`, `Mon`, `02 Dec`.

    An hour of the coming night is told as one: a shift may go on beyond midnight.
    """
    local, here = at.astimezone(zone), now.astimezone(zone)
    if local.date() == here.date() or local - here < _SOON:
        return f"{local:%H:%M}"
    return f"{local:%a}" if (local.date() - here.date()).days < WEEK else day_short(local.date())


def step(follow_up: FollowUp, here: ZoneInfo, today: date | None = None) -> str:
    """`call Mon 23 Nov 14:00 London`: a next step with its day, and the time where one matters."""
    if follow_up.at is None:
        return f"{follow_up.kind} {on(follow_up.due, today)}"
    zone = zone_named(follow_up.zone)
    theirs, town = follow_up.at.astimezone(zone or here), place(zone.key if zone else None)
    return f"{follow_up.kind} {on(theirs.date(), today)} {theirs:%H:%M}{' ' + town if town else ''}"


def back(follow_up: FollowUp, here: ZoneInfo, today: date) -> str:
    """`Mon 23 Nov 14:00 here`: when a call comes back, on the caller's clock, which is said where theirs is another."""
    day, zone = on(follow_up.day_here(here), today), zone_named(follow_up.zone) or here
    if follow_up.at is None:
        return day
    at = follow_up.at.astimezone(here)
    return f"{day} {at:%H:%M}{' here' * (at.utcoffset() != at.astimezone(zone).utcoffset())}"


def on(due: date, today: date | None) -> str:
    """`Mon 23 Nov`: a day; the year is said where that is more than half a year from `today`."""
    far = today is not None and abs((due - today).days) > _PLAIN
    return f"{due:%a %d %b}{f' {due.year}' if far else ''}"


def amount(money: Money, width: int = 0) -> str:
    """`GBP 42,110.00`; where `width` is too small for that, `GBP 42,110…`: never cut without a sign."""
    text = str(money)
    return text if not width or len(text) <= width else f"{text.partition('.')[0]}{ELLIPSIS}"


_MIDDLING, _OLD = 30, 60  # days past due


def age_ink(days: int) -> str:
    """Return the ink of a number of days past due: the number says it, the colour only helps to find it."""
    return "" if days <= _MIDDLING else "aged" if days <= _OLD else "old"
