"""Which drafts a record names, and taking them away with it. Loads nothing: undo must not wait for letters."""

import re
from collections.abc import Iterable
from pathlib import Path

from arcall_tui.errors import UsageError

_NAMED = re.compile(r"^Draft: ([^/\\\\]+\.eml)$", re.MULTILINE)


def draft_line(path: Path) -> str:
    """Say in a record where its draft is."""
    return f"Draft: {path.name}"


def in_short(note: str) -> str:
    """Return a note in a line; of what was written to a customer its subject and where the draft is."""
    draft = _NAMED.search(note)
    return f"{note.splitlines()[0]} · {draft[0]}" if draft else note


def refuse_letter(note: str) -> None:
    """Refuse to change a record of what was written to a customer. Raises UsageError."""
    if _NAMED.search(note):
        raise UsageError("That is what was written to them, and stays so.", "Log what is to be added to it.")


def remove_drafts(folder: Path | None, notes: Iterable[str]) -> None:
    """Remove the drafts that records have named; those that are not there any more have left."""
    if folder is not None:
        remove(folder / name for note in notes for name in _NAMED.findall(note))


def remove(paths: Iterable[Path]) -> None:
    """Remove files, wherever they still are."""
    for path in paths:
        path.unlink(missing_ok=True)
