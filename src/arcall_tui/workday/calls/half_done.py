"""Forms that are being filled in, kept in the book until sent or given up: no crash loses what was typed."""

from __future__ import annotations

from collections.abc import Mapping

from arcall_tui.store.accounts import kept as kept_in
from arcall_tui.workday.calls.prepare import safe_line, safe_note
from arcall_tui.workday.calls.record import book_of
from arcall_tui.workday.desk.desk import Desk


def keep(desk: Desk, account: int, form: str, texts: Mapping[str, str]) -> None:
    """Keep what was typed in the fields of a form about an account; nothing typed keeps nothing.

    Raises BookError where it cannot be written.
    """
    known = kept_in.spared(desk.book)
    typed = {name: (safe_note if "\n" in text else safe_line)(text, known) for name, text in texts.items()}
    with book_of(desk).quiet():
        kept_in.put_form(desk.book, account, form, typed)


def kept(desk: Desk) -> dict[tuple[int, str], dict[str, str]]:
    """Return what is kept, by account and form: what was typed in each field."""
    return kept_in.forms(desk.book)
