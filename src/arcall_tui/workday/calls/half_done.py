"""Forms that are being filled in, kept in the book until sent or given up: no crash loses what was typed."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from arcall_tui.store.accounts import kept as kept_in
from arcall_tui.workday.calls.prepare import safe_line, safe_note
from arcall_tui.workday.calls.record import book_of
from arcall_tui.workday.desk.desk import Desk, asked_of


class KeptForm(NamedTuple):
    """What is kept of a form, and in which of its fields another window has typed meanwhile."""

    texts: dict[str, str]
    elsewhere: tuple[str, ...]


def keep(
    desk: Desk,
    account: int,
    form: str,
    texts: Mapping[str, str],
    known: Mapping[str, str] | None = None,
    one_of: Collection[str] = (),
) -> KeptForm:
    """Keep what was typed in the fields of a form about an account. Nothing typed keeps nothing.

    `known`: what the writer last knew to be kept; None: whatever is. What another window has typed meanwhile is not lost: it stands behind,
    but in fields that take `one_of` a few words, where this one's stays. Raises BookError where it cannot be written.
    """
    numbers = kept_in.spared(desk.book)
    typed = {name: (safe_note if "\n" in text else safe_line)(text, numbers) for name, text in texts.items()}
    with book_of(desk).quiet():
        theirs = kept_in.forms(desk.book).get((account, form), {})
        before = theirs if known is None else known
        news = {name: text for name, text in theirs.items() if text != before.get(name)}
        for name, text in news.items():
            own = typed.get(name, "")
            if not own or own == before.get(name):
                typed[name] = text
            elif name not in one_of and text not in own:
                between = "\n" if "\n" in own + text else " / "
                typed[name] = f"{own}{between}{text}"
        kept_in.put_form(desk.book, desk.account(account).id, form, typed)  # or it has gone, and that is told
    return KeptForm(typed, tuple(news))


kept = asked_of(kept_in.forms)
