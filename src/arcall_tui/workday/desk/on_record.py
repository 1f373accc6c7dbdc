"""What is on record: found by its words, and what other windows or the shell have done on the same book meanwhile."""

from __future__ import annotations

from typing import NamedTuple

from arcall_tui.domain.activity import Hit
from arcall_tui.store.accounts import full_text, kept
from arcall_tui.store.accounts.read import newest_call
from arcall_tui.store.actions import undo
from arcall_tui.workday.desk.desk import Desk


def said(desk: Desk, typed: str, limit: int = 100) -> list[Hit]:
    """Return what has every word of `typed` (its beginning is enough) in a note, promise or dispute, newest first."""
    return full_text.find(desk.book, typed, limit)


def spared(desk: Desk) -> frozenset[str]:
    """Return the digits that are no card number by the caller's word."""
    return kept.spared(desk.book)


class DoneElsewhere(NamedTuple):
    """An action that was not done through this desk: its number, what it was, and the accounts that it was on."""

    step: int
    label: str
    accounts: tuple[int, ...]


def newest_step(desk: Desk) -> int:
    """Return the number of the newest action on record, whoever did it."""
    return undo.newest(desk.book)


def turned(desk: Desk) -> tuple[int, ...]:
    """Return what an import, or something that is taken back, changes, by whomever."""
    return undo.turned(desk.book)


def done_elsewhere(desk: Desk, since: int) -> list[DoneElsewhere]:
    """Return what was done elsewhere after the action `since` and still stands, the newest first."""
    steps = undo.done_elsewhere(desk.book, since)
    return [DoneElsewhere(step.id, step.label, tuple(undo.accounts_of(step))) for step in steps]


def would_undo_elsewhere(desk: Desk, since: int) -> str:
    """Return what undo would take back where that was done elsewhere after `since`; empty where it is one's own."""
    newest = undo.standing(desk.book)
    found = undo.done_elsewhere(desk.book, since)
    return found[0].label if found and found[0].id == newest else ""


def last_call(desk: Desk, account: int) -> int:
    """Return the number of what was put on record last on an account, whoever did it; 0 where nothing was."""
    return newest_call(desk.book, account)
