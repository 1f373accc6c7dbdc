"""The panes, the header and the footer as they are built for a width, however they are painted: the first frame and the widgets share them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from arcall_tui.domain.calendar import place
from arcall_tui.domain.figures import Goal
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.standing import Standing
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.render import card as cards
from arcall_tui.render import hidden
from arcall_tui.render.pieces import (
    Laid,
    Line,
    Piece,
    age_ink,
    amount,
    clip,
    cut,
    ends,
    fit,
    length,
    opens,
    rule,
    wrap,
)
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.desk.desk import Card, Tally

WIDE, BROAD = 100, 200  # columns
MIDDLING, TALL = 30, 38  # rows
_HISTORY = 60
_LEAST, _MOST = 46, 72


class ScreenLayout(NamedTuple):
    """Sizes in cells. `beside`: the account stands beside the list, else below it. `history` 0: no column of its own.

    Columns to the right of the list have a rule of one cell at their left, counted in their width.
    """

    width: int
    height: int
    beside: bool
    list_width: int
    list_height: int
    detail_width: int
    detail_height: int
    history: int
    notes: int

    @classmethod
    def of(cls, width: int, height: int) -> ScreenLayout:
        """Lay out a terminal of that size."""
        notes = 8 if height >= TALL else 6 if height >= MIDDLING else 3
        body = max(2, height - 2 - notes)
        history = _HISTORY if width >= BROAD else 0
        if width >= WIDE:
            list_width = max(_LEAST, min(_MOST, width * 42 // 100))
            return cls(
                width, height, True, list_width, body, width - list_width - history, body, history, notes
            )
        list_height = min(body - 1, 8 if height >= MIDDLING else 5)
        return cls(width, height, False, width, list_height, width, body - list_height, 0, notes)


Built = tuple[Line, Line, Sequence[Line]]  # the two ends of the heading, and the lines


class Row(NamedTuple):
    """A row of a board; `key` is what the cursor can stand on, None for headings."""

    line: Line
    key: int | None = None


_INVITATION: Line = ((" i or enter to write; what is written goes with the next outcome", "dim"),)


def rows(built: Built, first: int, width: int, height: int, key: str = "J") -> list[Line]:
    """Return the rows of a pane scrolled to line `first`: its heading, its lines, how many are below, and by which key."""
    left, right, lines = built
    shown = [rule(left, right, width), *lines[first : first + height - 1]]
    if 1 < height <= len(lines) - first:
        shown[-1] = ((f" ↓ {len(lines) - first - height + 2} more lines ({key})", "dim"),)
    return shown[:height] + [()] * (height - len(shown))


def note(text: str, width: int, height: int) -> list[Line]:
    """Return the rows below the heading of the notes, at most `height`; the end of a long note is announced."""
    if not text:
        return [_INVITATION]
    rows: list[Line] = []
    for paragraph in many_lines(text).split("\n"):
        rows += list(wrap(((" ", ""), (paragraph, "")), width - 1, 1)) or [()]
    if len(rows) > height:
        rest = len(rows) - height + 1
        rows = [*rows[: height - 1], ((f" … {rest} more lines", "dim"),)]
    return rows


# How to fill a book in which nothing is.
_EMPTY: tuple[Line, ...] = (
    (),
    (("  This book has no open items yet.", "strong"),),
    (),
    (("  ", ""), ("f4", "key"), (" takes in a ledger (CSV, XLSX, XLS or ODS). From the shell:", "")),
    (("      arcall import LEDGER", "accent"),),
    (),
    (("  Or look around in a sample book first: ", ""), ("q", "key"), (" leaves, then", "")),
    (("      arcall demo", "accent"),),
)


def account(
    card: Card | None,
    now: datetime,
    here: ZoneInfo,
    layout: ScreenLayout,
    width: int,
    marks: frozenset[int] = frozenset(),
    *,
    whole: bool = False,
) -> Built:
    """Return the account's pane, or how to fill an empty book. `marks`: the invoices that are marked.

    `whole`: with every open item.
    """
    if card is None:
        return ((" Nobody to call", "title"),), (), _EMPTY
    left, right = cards.heading(card, now, here)
    height = layout.detail_height - 1
    lines = cards.lines(card, width - 1, here, height, history=not layout.history, marks=marks, whole=whole)
    return left, right, lines


def history(card: Card | None, here: ZoneInfo, width: int) -> Built:
    """Return the history's own column."""
    lines = list(cards.history_column(card, width - 1, here)) if card is not None else []
    return ((" History", "title"),), (), lines


def told(title: str, rows: Sequence[str], width: int) -> Built:
    """Return rows of words under a title, each broken where it is longer than the pane."""
    lines = [line for row in rows for line in (wrap(((" ", ""), (row, "")), width - 1, 1) or ((),))]
    return ((title, "title"),), (), lines


def notes_heading(card: Card | None, here: ZoneInfo) -> tuple[Line, Line]:
    """Return the two ends of the notes' heading: what they are, and when the draft was kept."""
    at = card.draft_at if card is not None and card.draft else None
    kept: Line = ((f"draft kept {at.astimezone(here):%H:%M:%S}", "dim"),) if at else ()
    return ((" Call notes", "title"),), kept


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
        said.append(("day", _progress(goal, form) if goal else (_count(number, name, form), "")))
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
        return (("ranking … ", "dim"),)
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


def _count(number: int, names: str, form: _Form) -> str:
    return f"{number:,} {_name(names, form) if form.short else names[:-1] if number == 1 else names}"


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


CALL_NEXT = "Call next"
COMMITMENT, VALUE, TASK, GATED = range(4)
# What a heading says of the accounts below it, and what their last column is.
_SECTIONS = {VALUE: (CALL_NEXT, "late"), TASK: ("To do, no call", "late"), GATED: ("Not now", "opens")}
_SHUT = "\u00d7"
# The signs beside a row, as the help explains them.
SIGNS = f"! agreed, due or broken · {_SHUT} not now · • marked"

_TAIL = 10  # cells: a blank, when or how late, and the sign
_NAME = 12  # cells of a name at least, whatever the amount


class ListLook(NamedTuple):
    """How a list of accounts is drawn. `prompt`: what is typed in its heading; `masked`: without names."""

    width: int
    now: datetime
    zone: ZoneInfo
    prompt: tuple[Line, Line] | None = None
    marked: Collection[int] = frozenset()
    masked: bool = False


class Listing:
    """Accounts as a list shows them: where headings stand between the rows, the first one being the list's own title.

    `total`: how many there are where no filter hides any. `label`: what they are called where that is not the section in view.
    `parted`: they stand in the queue's order, with headings. `starts`: the accounts before which one stands.
    """

    def __init__(self, rows: Sequence[Placing], total: int, label: str = "", *, parted: bool = True) -> None:
        ends = [0, *(bisect_left(rows, group, key=_group) for group in (TASK, GATED)), len(rows)]
        parts = [(name, at) for name, at, end in zip(_SECTIONS, ends, ends[1:], strict=False) if at < end]
        self.rows, self.total, self.label = rows, total, label
        self.names = [name for name, _ in parts] if parted else []
        self.starts = [start for _, start in parts[1:]] if parted else []
        self._heads = [start + above for above, start in enumerate(self.starts)]
        self.made: dict[tuple[object, ...], Line] = {}  # rows, by what they are made of

    def after(self, before: Listing) -> Listing:
        """Return this list, with the rows that the one before it had made; not of very many."""
        self.made = before.made if len(before.made) < _KEPT else {}
        return self

    def row_of(self, account: int) -> int:
        """Return in which row an account stands, both from 0."""
        return account + bisect_right(self.starts, account)

    def account_at(self, row: int) -> int | None:
        """Return which account stands in a row; None for a heading."""
        return None if row in self._heads else row - bisect_left(self._heads, row)

    def _section(self, row: int) -> int:
        """Return the section that a row is in; a heading is in the one that it begins."""
        return self.names[bisect_right(self._heads, row)] if self.names else VALUE

    def page(self, first: int, height: int, cursor: int, look: ListLook) -> list[Laid]:
        """Return the heading and the rows from `first` on, as many as there is room for, the cursor on its account."""
        left, right = _title(len(self.rows), self.total, cursor + 1, self.label, self._section(first))
        if look.prompt:
            left, right = (*look.prompt[0], *left[1:]), look.prompt[1]
        page: list[Laid] = [(rule(left, right, look.width), "paper")]
        last = min(first + max(1, height - 1), len(self.rows) + len(self.starts))
        for row in range(first, last):
            index = self.account_at(row)
            if index is None:
                name, column = _SECTIONS[self._section(row)]
                page.append((rule(((f" {name}", "title"),), _columns(column), look.width), "paper"))
            else:
                here = index == cursor
                page.append((self._row(self.rows[index], look, here=here), "cursor" if here else "paper"))
        return page

    def _row(self, placing: Placing, look: ListLook, *, here: bool) -> Line:
        """Return the row of an account: the same makes the same, wherever it stands."""
        of = (*placing[:2], placing.gate, placing.opens_at, placing.source, look.width, look.masked, here)
        line = self.made.get(of)
        if line is None:
            shown = hidden.placing(placing) if look.masked else placing
            line = self.made[of] = account_row(shown, look.width, look.now, look.zone, here=here)
        return (("▸•" if here else " •", "accent"), *line[1:]) if placing.account in look.marked else line


_KEPT = 2000  # rows


def _group(row: Placing) -> int:
    return int(row.rank_key[0])  # below 0: it has a slot in the day's plan


def account_row(placing: Placing, width: int, now: datetime, zone: ZoneInfo, *, here: bool) -> Line:
    """Return the row of one account. `here`: the cursor stands on it."""
    standing = placing.standing
    quiet = "dim" if placing.group >= TASK else ""
    room = max(_NAME, width - 4 - _TAIL)  # the name has what the amount leaves
    money = owed(standing, room - _NAME)
    return (
        ("▸ " if here else "  ", "accent"),
        (fit(standing.name or standing.ledger_id, room - len(money)), "strong" if here else quiet),
        (f" {money} ", quiet),
        *_tail(placing, now, zone),
        (" ", ""),
    )


def _tail(placing: Placing, now: datetime, zone: ZoneInfo) -> Line:
    if placing.group == GATED:
        return ((fit(_gate(placing, now, zone), _TAIL - 3, "right"), "dim"), (f" {_SHUT}", "dim"))
    late = placing.days_past_due
    days = f"{late}d" if late > 0 else ("task" if placing.group == TASK else "due")
    mark = (" !", "urgent") if placing.group == COMMITMENT else ("  ", "")
    return ((fit(days, _TAIL - 3, "right"), "dim" if placing.group == TASK else age_ink(late)), mark)


def _gate(placing: Placing, now: datetime, zone: ZoneInfo) -> str:
    if placing.opens_at is not None:
        return opens(placing.opens_at, now, zone)
    return _GATES.get(str(placing.gate), str(placing.gate or ""))


_GATES = {"no_number": "no tel", "shared": "payer", "minimum": "small", "not_overdue": "not due"}


def owed(standing: Standing, width: int) -> str:
    """Return what can be collected, `-` where that is nothing; `+` where there is another currency."""
    most = standing.shown_exposure
    if most is None or not most.collectable:
        return "-"
    more = "+" if sum(e.collectable > 0 for e in standing.exposures) > 1 else ""
    return more + amount(Money(most.collectable, most.currency), width - len(more))


def _title(shown: int, total: int, position: int, label: str, section: int = VALUE) -> tuple[Line, Line]:
    """Return the two ends of the list's heading: what it is and where the cursor stands; what its columns are.

    `position` 0: the account on screen is not in it. `label`: what it is called where that is not the section that is in view.
    """
    name, column = _SECTIONS[section]
    where = f" {position:,} of {shown:,}" if shown and position else f" {shown:,}" if shown else " nobody"
    if shown != total:
        where += f" ({total:,})"
    return ((f" {label or name}", "title"), (where, "dim")), _columns(column) if shown else ()


def _columns(last: str) -> Line:
    return (("to collect" + fit(last, _TAIL - 2, "right") + "  ", "dim"),)
