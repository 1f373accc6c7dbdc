"""The list narrowed to what the caller asks for, and the filters that are kept under a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.rules.filters import ListFilter, Tags, parse_filter
from arcall_tui.rules.queue import Placing
from arcall_tui.store.accounts import kept, read
from arcall_tui.store.book.engine import writing
from arcall_tui.workday.desk.desk import Desk

# At the end of a filter: keep it under this name, and on this key.
_SAVED = re.compile(r"(?P<words>.*?)(?:^|\s+)=\s*(?P<name>[^\s=]+)(?:\s+(?P<key>[1-9]))?", re.DOTALL)


class KeptFilter(NamedTuple):
    """A filter that is kept: `key` is a digit, or empty."""

    name: str
    key: str
    words: str


def kept_filters(desk: Desk) -> list[KeptFilter]:
    """Return the filters that are kept, by name."""
    return [KeptFilter(*row) for row in kept.filters(desk.book)]


def read_filter(desk: Desk, text: str) -> ListFilter:
    """Read a filter; `=name` alone stands for the one kept under that name. Raises UsageError."""
    match = _SAVED.fullmatch(text.strip())
    if match is None:
        return parse_filter(text)
    if match["words"]:
        return parse_filter(match["words"])
    saved = {each.name: each.words for each in kept_filters(desk)}
    if match["name"] not in saved:
        known = ", ".join(f"={name}" for name in saved) or "none yet: end one with =NAME"
        raise UsageError(f"There is no filter ={match['name']}.", f"Kept: {known}.")
    return parse_filter(saved[match["name"]])


def keep_filter(desk: Desk, text: str) -> KeptFilter | None:
    """Keep a filter that ends with `=name`, or `=name 5` to have it on a key; None where it does not."""
    match = _SAVED.fullmatch(text.strip())
    if match is None or not match["words"]:
        return None
    new = KeptFilter(one_line(match["name"]), match["key"] or "", parse_filter(match["words"]).text)
    with writing(desk.book):
        kept.put_filter(desk.book, *new)
    return new


def tags(desk: Desk) -> Tags:
    """Return the caller's own words for accounts, by account."""
    return read.tags(desk.book)


def narrowed(desk: Desk, placings: Iterable[Placing], text: str) -> list[Placing]:
    """Return what a filter leaves of a ranking, in its order. Raises UsageError."""
    return read_filter(desk, text).rows(placings, tags(desk))
