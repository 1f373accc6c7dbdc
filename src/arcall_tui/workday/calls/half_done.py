"""Forms that are being filled in, kept in the book until sent or given up: no crash loses what was typed."""

from __future__ import annotations

from collections.abc import Mapping

from arcall_tui.store.accounts import half_done_forms
from arcall_tui.store.accounts.spared import spared
from arcall_tui.workday.calls.prepare import safe_line
from arcall_tui.workday.calls.record import book_of
from arcall_tui.workday.desk.desk import Desk


def keep(desk: Desk, account: int, title: str, texts: Mapping[str, str]) -> None:
    """Keep what was typed in the fields of a form about an account; nothing typed keeps nothing.

    Raises BookError where it cannot be written.
    """
    known = spared(desk.connection)
    typed = {name: safe_line(text, known) for name, text in texts.items()}
    with book_of(desk).quiet():
        half_done_forms.put(desk.connection, account, title, typed)


def kept(desk: Desk) -> dict[tuple[int, str], dict[str, str]]:
    """Return what is kept, by account and the form's title: what was typed in each field."""
    return half_done_forms.kept(desk.connection)
