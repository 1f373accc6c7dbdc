"""A form that is being filled in, kept in the book until it is sent or given up: no crash loses what was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from arcall_tui.store import settings_kept
from arcall_tui.store.spared import spared
from arcall_tui.workday.desk import Desk
from arcall_tui.workday.prepare import safe_line
from arcall_tui.workday.record import book_of

_KEY = "form being filled in"


def keep(desk: Desk, account: int, title: str, texts: Mapping[str, str]) -> None:
    """Keep what was typed in the fields of a form about an account; nothing typed keeps nothing.

    Raises BookError where it cannot be written.
    """
    known = spared(desk.connection)
    typed = {name: safe_line(text, known) for name, text in texts.items()}
    _put(desk, json.dumps([account, title, typed]) if typed else "")


def _put(desk: Desk, text: str) -> None:
    with book_of(desk).quiet():
        settings_kept.put(desk.connection, _KEY, text)


def kept(desk: Desk) -> tuple[int, str, dict[str, str]] | None:
    """Return what is kept: the account, the form's title, and what was typed in each field."""
    text = settings_kept.get(desk.connection, _KEY)
    if not text:
        return None
    account, title, texts = json.loads(text)
    return account, title, texts


def forget(desk: Desk, account: int) -> None:
    """Let go of what was typed about an account."""
    found = kept(desk)
    if found is not None and found[0] == account:
        _put(desk, "")
