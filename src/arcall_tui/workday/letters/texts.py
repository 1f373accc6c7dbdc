"""Texts that the caller can edit: letters, checklists, snippets, words to mind; packaged ones where there is none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.domain.activity import AWAITED, PromiseState
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError, UsageError, refused
from arcall_tui.packaged import PACKAGE, text_of
from arcall_tui.workday.desk.desk import Card
from arcall_tui.workday.letters.account_view import LETTERS, MEMOS

_PACKAGED = PACKAGE / "texts"
_LETTERS = "letters"
_MEMOS = "memos"
_FACT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts in `folder` (None: only the packaged ones). Each raises InputRefusedError for an unreadable file."""

    folder: Path | None = None

    def read(self, name: str) -> str:
        """Return the text called `name` (`snippets.txt`, `letters/reminder.txt`): the user's, else the packaged."""
        own = self.folder / name if self.folder is not None else None
        if own is not None and own.exists():
            way_out = "Mend it, or move it away."
            with refused(InputRefusedError, f"{own} cannot be read", way_out, UnicodeDecodeError):
                return private_files.read_text(own)
        try:
            return text_of(f"texts/{name}")
        except FileNotFoundError:
            raise InputRefusedError(f"There is no text {name}.", f"Write it to {own or name}.") from None

    def letter(self, name: str, language: str, creditor: str = "") -> tuple[str, str]:
        """Return a letter's template and its own name: the creditor's, the language's, the user's; else the packaged.

        A reminder without one of its own level is written from the user's `reminder`. Raises UsageError for none such.
        """
        names = [name, "reminder"] if name.endswith("-reminder") else [name]
        plain = creditor and Path(creditor).name == creditor and creditor not in {".", ".."}
        folders = [f"{creditor}/{language}/", f"{creditor}/"] if plain else []
        for folder in (*folders, f"{language}/", ""):
            for each in names:
                if self._own(f"{_LETTERS}/{folder}{each}.txt"):
                    return self.read(f"{_LETTERS}/{folder}{each}.txt"), f"{folder}{each}"
        for packaged in (language, "en"):
            if (_PACKAGED / _LETTERS / packaged / f"{name}.txt").is_file():
                return self.read(f"{_LETTERS}/{packaged}/{name}.txt"), f"{packaged}/{name}"
        raise UsageError(f"There is no letter {name!r}.", f"There are: {', '.join(self.letters())}.")

    def _own(self, name: str) -> bool:
        """Whether the user has a text of that name that is not just a copy of ours."""
        own = self.folder / name if self.folder is not None else None
        if own is None or not own.is_file():
            return False
        packaged = _PACKAGED / name
        return not packaged.is_file() or own.read_bytes() != packaged.read_bytes()

    def letters(self) -> list[str]:
        """Return the names of all letters to customers: ours in the order of their use, then the user's own."""
        return [*LETTERS, *sorted(self._names(_LETTERS).difference(LETTERS, MEMOS))]

    def memos(self) -> list[str]:
        """Return the names of all memos to the user's own people."""
        return [*MEMOS, *sorted(self._names(_MEMOS).difference(MEMOS))]

    def own(self) -> list[Path]:
        """Return the user's own texts, as they stand in the folder."""
        found = sorted(self.folder.rglob("*.txt")) if self.folder is not None else []
        return [path.relative_to(self.folder) for path in found if self.folder and path.is_file()]

    def _names(self, folder: str) -> set[str]:
        """Return what the user's own texts in a folder and below it are called."""
        return {path.stem for path in self.own() if path.parts[0] == folder}

    def checklist(self, situation: str) -> list[str]:
        """Return the steps of the standard procedure in that situation."""
        return _lines(self.read(f"checklists/{situation}.txt"))

    def snippets(self) -> dict[str, str]:
        """Return what each abbreviation becomes."""
        pairs = (line.split(maxsplit=1) for line in _lines(self.read("snippets.txt")))
        return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}  # noqa: PLR2004

    def tone(self, language: str = "en") -> list[str]:
        """Return the words that read as a threat or an insult: the language's, and those of `tone.txt`."""
        files = ["tone.txt", *([f"tone/{language}.txt"] if language not in {"", "en"} else [])]
        return [line.lower() for name in files for line in _lines(self.read(name))]

    def unpack(self) -> list[Path]:
        """Write the packaged texts into the user's folder, never over one that is there; return what is new."""
        assert self.folder is not None, "there is a place to write to"
        names = sorted(path.relative_to(_PACKAGED).as_posix() for path in _PACKAGED.rglob("*.txt"))
        written = []
        for name in names:
            target = self.folder / name
            private_files.make_folder(target.parent)
            if not target.exists():
                private_files.write(target, text_of(f"texts/{name}"), over=False)
                written.append(target)
        return written


def _lines(text: str) -> list[str]:
    rows = (line.strip() for line in text.splitlines())
    return [row for row in rows if row and not row.startswith("#")]


def harsh(text: str, words: list[str]) -> list[str]:
    """Return which of `words` stand in `text`, whole and in any case; where words are not set apart, anywhere."""
    low = " ".join(text.lower().split())
    found = (word for word in words if word in low)
    # Chinese and Japanese have no blanks between words.
    return [word for word in found if word >= "\u3000" or re.search(rf"(?<!\w){re.escape(word)}(?!\w)", low)]


def expanded(typed: str, snippets: Mapping[str, str], facts: Mapping[str, str]) -> tuple[str, str] | None:
    """Return (the abbreviation that `typed` ends with, what it becomes); None where it ends with none.

    One that another begins with waits for the blank after it. A fact that is not known stays as it is written.
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
    filled = _FACT.sub(lambda found: facts.get(found[1], found[0]), snippets[short])
    return word[0], filled + word[0][len(short) :]


def situation(card: Card) -> str:
    """Return which checklist fits a call to that account."""
    last = card.history[0].code if card.history else None
    if card.placing.standing.broken is not None:
        return "broken"
    if any(dispute.is_open and dispute.reason not in AWAITED for dispute in card.disputes):
        return "dispute"
    if last in {Code.ESC, Code.RTP}:
        return "escalation"
    if not card.history and all(promise.state is not PromiseState.BROKEN for promise in card.promises):
        return "first"
    return "follow-up"
