"""The list narrowed to what the caller asks for, and the filters that are kept under a name."""

import re
from collections.abc import Callable, Iterable

from arcall_tui.domain.standing import Exposure
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.rules.filters import ListFilter, parse_filter
from arcall_tui.rules.queue import Placing
from arcall_tui.store.accounts import kept, read
from arcall_tui.store.accounts.finder import amount_typed
from arcall_tui.store.accounts.kept import KeptFilter
from arcall_tui.store.actions import action_rows
from arcall_tui.store.actions.undo import Book
from arcall_tui.workday.desk.desk import Desk, asked_of

# Alone: forget that one. At the end of a filter: keep it under this name, and on this key.
_FORGET = re.compile(r"-\s*=\s*([^\s=]+)")
_SAVED = re.compile(r"(?P<words>.*?)(?:^|\s+)=\s*(?P<name>[^\s=]+)(?:\s+(?P<key>[1-9]))?", re.DOTALL)


kept_filters = asked_of(kept.filters)


def owing(typed: str, rows: Callable[[], Iterable[Placing]]) -> list[int]:
    """Return the accounts of whom as much as was typed is open, overdue or to be collected, in the order of `rows`.

    `rows` are only asked for where an amount was typed.
    """
    fits = amount_typed(typed)
    if fits is None:
        return []

    def owes(each: Exposure) -> bool:
        return any(fits(minor, each.currency) for minor in {each.collectable, each.overdue, each.open})

    return [row.account for row in rows() if any(map(owes, row.standing.exposures))]


def read_filter(desk: Desk, text: str) -> ListFilter:
    """Read a filter; `=name` alone stands for the one kept under that name. Raises UsageError."""
    match = _SAVED.fullmatch(text.strip())
    if match is None:
        return parse_filter("" if _FORGET.fullmatch(text.strip()) else text)
    if match["words"]:
        return parse_filter(match["words"])
    return parse_filter(_kept(desk, match["name"]).words)


def change_kept(desk: Desk, text: str) -> KeptFilter | None:
    """Keep a filter that ends with `=name`, or `=name 5` to have it on a key; `-=name` forgets it; one undo step.

    Return what it is now (without words: forgotten), None where the text does neither. Raises UsageError.
    """
    if gone := _FORGET.fullmatch(text.strip()):
        _kept(desk, gone[1])
        new = KeptFilter(gone[1], "", "")
    else:
        match = _SAVED.fullmatch(text.strip())
        if match is None or not match["words"]:
            return None
        new = KeptFilter(one_line(match["name"]), match["key"] or "", parse_filter(match["words"]).text)
    label = f"filter ={new.name} {'kept' if new.words else 'forgotten'}"
    with Book(desk.book).action(label, None, desk.clock.now()) as rows:
        action_rows.put_filter(rows, *new)
    return new


def _kept(desk: Desk, name: str) -> KeptFilter:
    saved = {each.name: each for each in kept_filters(desk)}
    if name not in saved:
        known = ", ".join(f"={each}" for each in saved) or "none yet: end one with =NAME"
        raise UsageError(f"There is no filter ={name}.", f"Kept: {known}.")
    return saved[name]


tags = asked_of(read.tags)


def narrowed(desk: Desk, placings: Iterable[Placing], text: str) -> list[Placing]:
    """Return what a filter leaves of a ranking, in its order. Raises UsageError."""
    return read_filter(desk, text).rows(placings, tags(desk))
