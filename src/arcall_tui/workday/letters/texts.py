"""Texts that the caller can edit: letters, checklists, snippets, words to mind; packaged ones where there is none."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from arcall_tui import private_files
from arcall_tui.domain.activity import DisputeState, PromiseState
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError

if TYPE_CHECKING:
    from arcall_tui.workday.desk.views import Card

_PACKAGED = resources.files("arcall_tui.texts")
_FOLDERS = ("letters", "checklists")
_FILES = ("snippets.txt", "tone.txt")
_FACT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts in `folder` (None: only the packaged ones). Each raises InputRefusedError for an unreadable file."""

    folder: Path | None = None

    def read(self, name: str) -> str:
        """Return the text called `name` (`snippets.txt`, `letters/reminder.txt`): the user's, else the packaged."""
        own = self.folder / name if self.folder is not None else None
        if own is not None and own.exists():
            try:
                return own.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
                raise InputRefusedError(
                    f"{own} cannot be read: {reason}.", "Mend it, or move it away."
                ) from None
        try:
            return _PACKAGED.joinpath(name).read_text(encoding="utf-8")
        except FileNotFoundError:
            place = self.folder / name if self.folder is not None else name
            raise InputRefusedError(f"There is no text {name}.", f"Write it to {place}.") from None

    def names(self, kind: str) -> list[str]:
        """Return the names of all letters or checklists, the packaged ones and the user's."""
        found = {each.name for each in _PACKAGED.joinpath(kind).iterdir()}
        own = self.folder / kind if self.folder is not None else None
        if own is not None and own.is_dir():
            found |= {each.name for each in own.iterdir() if each.is_file()}
        return sorted(name.removesuffix(".txt") for name in found if name.endswith(".txt"))

    def checklist(self, situation: str) -> list[str]:
        """Return the steps of the standard procedure in that situation."""
        return _lines(self.read(f"checklists/{situation}.txt"))

    def snippets(self) -> dict[str, str]:
        """Return what each abbreviation becomes."""
        pairs = (line.split(maxsplit=1) for line in _lines(self.read("snippets.txt")))
        return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}  # noqa: PLR2004

    def tone(self) -> list[str]:
        """Return the words that read as a threat or an insult."""
        return [line.lower() for line in _lines(self.read("tone.txt"))]

    def unpack(self) -> list[Path]:
        """Write the packaged texts into the user's folder, never over one that is there; return what is new."""
        assert self.folder is not None, "there is a place to write to"
        names = [*_FILES, *(f"{kind}/{name}.txt" for kind in _FOLDERS for name in Texts().names(kind))]
        written = []
        for name in names:
            target = self.folder / name
            private_files.make_folder(target.parent)
            if not target.exists():
                private_files.write(target, _PACKAGED.joinpath(name).read_text(encoding="utf-8"), over=False)
                written.append(target)
        return written


def _lines(text: str) -> list[str]:
    rows = (line.strip() for line in text.splitlines())
    return [row for row in rows if row and not row.startswith("#")]


def harsh(text: str, words: list[str]) -> list[str]:
    """Return which of `words` stand in `text`, whole and in any case."""
    low = " ".join(text.lower().split())
    return [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", low)]


def filled_in(text: str, facts: Mapping[str, str]) -> str:
    """Return a snippet with its facts; one that is not known stays as it is written."""
    return _FACT.sub(lambda found: facts.get(found[1], found[0]), text)


def expanded(typed: str, snippets: Mapping[str, str], facts: Mapping[str, str]) -> tuple[str, str] | None:
    """Return (the abbreviation that `typed` ends with, what it becomes); None where it ends with none.

    One that another begins with waits for the blank after it.
    """
    word = re.search(r"\S+\s?\Z", typed)
    if word is None:
        return None
    short = word[0].rstrip()
    if short not in snippets:
        return None
    waits = any(other != short and other.startswith(short) for other in snippets)
    if waits and not word[0][-1].isspace():
        return None
    return word[0], filled_in(snippets[short], facts) + word[0][len(short) :]


def situation(card: Card) -> str:
    """Return which checklist fits a call to that account."""
    last = card.history[0].code if card.history else None
    if card.placing.standing.broken is not None:
        return "broken"
    if any(dispute.state is DisputeState.OPEN for dispute in card.disputes):
        return "dispute"
    if last in {Code.ESC, Code.RTP}:
        return "escalation"
    if not card.history and all(promise.state is not PromiseState.BROKEN for promise in card.promises):
        return "first"
    return "follow-up"


def me() -> str:
    """Return the caller's name as this computer has it, to sign with; empty where it is not known."""
    return os.environ.get("ARCALL_ME") or os.environ.get("USER") or os.environ.get("USERNAME") or ""
