"""The command that encrypts the book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypedDict

from arcall_tui.cli.asking import new_passphrase
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import answer, verb
from arcall_tui.errors import BookError, UsageError
from arcall_tui.workday.book import locking

_VERBS = ("new", "change", "off")
_LOST = "a passphrase that is lost cannot be had back, and nobody can read the book without it."


class LockView(TypedDict):
    """Whether the book is encrypted; `left`: copies of it that could not be written anew."""

    book: str
    encrypted: bool
    left: list[str]


@verb(LockView)
def lock(
    run: Run,
    what: Annotated[str, "[new|change|off]", "Else it is said whether the book is encrypted."] = "",
    keyring: Annotated[
        bool, "--keyring", "Keep the passphrase in the system's keyring: it is not asked for then."
    ] = False,
) -> None:
    """Encrypt the book with a passphrase, change it, or take it off.

    The book and the backups beside it are written anew, each whole or not at all; close other windows first. A
    passphrase that is lost is lost, and the book with it. Without a terminal it is read from ARCALL_PASSPHRASE,
    a new one from ARCALL_NEW_PASSPHRASE.
    """
    if what != "new" and not run.book.exists():
        raise BookError(f"There is no book at {run.book}.", "Take a ledger in with: arcall import LEDGER.csv")
    left: list[Path] = []
    if what:
        _refuse_what_cannot_be(what, encrypted=locking.is_locked(run.book))
        passphrase = "" if what == "off" else new_passphrase(_LOST)
        left = locking.lock(run.book, run.backups, passphrase, keep=keyring)
    encrypted = locking.is_locked(run.book)
    answer(
        run,
        lambda: LockView(book=str(run.book), encrypted=encrypted, left=[str(each) for each in left]),
        lambda: [
            f"{run.book} is {'encrypted' if encrypted else 'not encrypted'}.",
            *(f"Not written anew, and as it was: {path}" for path in left),
            *(
                ["Letters that were written, exports and copies elsewhere are as they were."]
                if what == "new"
                else []
            ),
        ],
    )


def _refuse_what_cannot_be(what: str, *, encrypted: bool) -> None:
    if what not in _VERBS:
        raise UsageError(f"A lock cannot be {what!r}.", "arcall lock new, change or off")
    if (what == "new") == encrypted:
        state = "encrypted already" if encrypted else "not encrypted"
        raise UsageError(f"The book is {state}.", "arcall lock change" if encrypted else "arcall lock new")
