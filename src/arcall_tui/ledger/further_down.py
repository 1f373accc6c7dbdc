"""Columns that hold nothing of weight in the rows by which they are judged, watched for what comes further down."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from arcall_tui.ledger import amounts, words
from arcall_tui.ledger.column_work import AMOUNTS
from arcall_tui.ledger.profiles import PLACES, Cells, Profile
from arcall_tui.ledger.words import Status, fold, is_nothing

# Fields of which a value may change what another column is, or what is owed.
_OF_WEIGHT = frozenset(
    {*AMOUNTS, "kind", "side", "dc", "status", "paid_flag", "open_flag", "settled_on", "void"}
)
_WORDED = (Cells.CURRENCIES, Cells.FLAGS, Cells.MARKERS, Cells.SIDES, Cells.STATES, Cells.TYPES)
_WHOLE = re.compile(r"-?[0-9]*", re.ASCII)
# Different values of a column that are remembered; what is forgotten is only looked at again.
_KEPT = 10_000
_FEW_WORDS = 30
_NOTHING = words.SPELLED | {""}


class LookAgainError(Exception):
    """A row further down holds what the rows did not by which the columns were judged."""


@dataclass(slots=True)
class Watch:
    """`matters`: by place, whether a value says what the judged rows did not; `seen`: those that were looked at."""

    matters: Mapping[int, Callable[[str], bool]]
    seen: dict[int, set[str]]

    def news(self, rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
        """Return the rows that say something new in one of the columns, each different value once."""
        found = set[int]()
        for place, matters in self.matters.items():
            cells = [row[place] if place < len(row) else "" for row in rows]
            seen = self.seen[place]
            if matters is is_nothing and _NOTHING.isdisjoint(cells):
                continue
            if fresh := set(cells) - seen:
                found.update(cells.index(value) for value in fresh if matters(value))
                if len(seen) > _KEPT:
                    seen.clear()
                seen |= fresh
        return [rows[spot] for spot in sorted(found)]


def watch_of(known: Sequence[Profile], fields: Mapping[int, str]) -> Watch | None:
    """Return what to watch in columns that were judged, `fields` by place; None for nothing.

    Places that are in `fields` with an empty name mean nothing at all, but what notes say.
    """
    matters = {
        place: said
        for place, one in enumerate(known)
        if fields.get(place, "-") in _OF_WEIGHT | {"-", ""} and (said := _matters(one, fields.get(place)))
    }
    return Watch(matters, {place: set(known[place].cells) for place in matters}) if matters else None


_NOTES = re.compile(
    r"note|notiz|bemerk|comment|komment|remark|memo|observ|opmerk|annot|poznam|uwagi|megjegy", re.IGNORECASE
)


def _matters(one: Profile, name: str | None) -> Callable[[str], bool] | None:
    """Return which values further down matter, None where none can."""
    if name == "":
        noted = one.holds in (Cells.TEXT, Cells.NOTHING, Cells.STATES) and _NOTES.search(one.title)
        return _is_telling if noted else None
    unread = name is None
    ways: tuple[tuple[bool, Callable[[str], bool]], ...] = (
        (one.holds is Cells.NOTHING, lambda value: not is_nothing(value)),
        (bool(one.figures) and not any(one.figures), _is_no_zero),
        (name == "balance" and all(one.cells), is_nothing),
        (one.holds in _WORDED, lambda value: not is_nothing(value) and fold(value) not in one.words),
        (
            unread and one.holds is Cells.NUMBERS,
            lambda value: not (is_nothing(value) or _WHOLE.fullmatch(value.strip())),
        ),
        (unread and one.holds is Cells.TEXT and len(one.words) <= _FEW_WORDS, _is_of_weight),
    )
    return next((way for fits, way in ways if fits), None)


def _is_telling(value: str) -> bool:
    return words.speaks_of_dispute(value) or words.status_of(value) not in (None, Status.OPEN)


def _is_no_zero(value: str) -> bool:
    readings = (
        amounts.read_amount(value.strip(), mark, PLACES, rounded=True)
        for mark in (amounts.POINT, amounts.COMMA)
    )
    return not is_nothing(value) and all(reading != 0 for reading in readings)


def _is_of_weight(value: str) -> bool:
    said = fold(value)
    states = words.status_of(value) not in (None, Status.OPEN)
    typed = words.kind_of(value) is not None
    return states or typed or said in words.CREDITS or said in words.DEBITS or said in words.PAYABLE
