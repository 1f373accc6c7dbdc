"""Files that go with a letter: found by the user's patterns, each for certain of that invoice, within limits."""

import glob
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.domain.account import Account, Invoice
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError, refused
from arcall_tui.outgoing import DOCUMENT_FIELDS
from arcall_tui.workday.letters.account_view import Item

_EACH = 10_000_000  # bytes of one file; most mail systems take 20 MB in all
_ALL = 15_000_000
_MOST = 20  # files of one item
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]')


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it goes with a letter."""

    name: str
    content: bytes


def documents_for(
    patterns: Mapping[str, tuple[str, ...]], items: Sequence[Item], account: Account
) -> tuple[tuple[Attachment, ...], list[str]]:
    """Return the files of each item by the patterns of each kind, and in words what was not found.

    {invoice}, {po} and {account} in a pattern stand for numbers. Raises InputRefusedError for a pattern that leads out
    of the user's home, for too many, and for files that are too large.
    """
    paths: dict[Path, None] = {}
    missing = []
    for kind, each_kind in patterns.items():
        for item in items:
            found = paths_of(each_kind, item, account)
            if len(found) > _MOST:
                raise InputRefusedError(
                    f"There are {len(found):,} {kind} files of {one_line(item.number)}, at most {_MOST} go with a letter.",
                    "Write a closer pattern: documents in settings.toml",
                )
            paths.update(dict.fromkeys(found))
            missing += [] if found else [f"no {kind} file of {one_line(item.number)}"]
    _refuse_large(list(paths))
    return tuple(_read(path) for path in paths), missing


def paths_of(patterns: Iterable[str], item: Invoice, account: Account) -> list[Path]:
    """Return the files of one item by some patterns, each once. Raises InputRefusedError as `documents_for` does."""
    return list(dict.fromkeys(path for pattern in patterns for path in _files(pattern, item, account)))


def _read(path: Path) -> Attachment:
    with refused(InputRefusedError, f"{path} cannot be read", "Mend it, or move it away."):
        return Attachment(one_line(path.name), path.read_bytes())


def _files(pattern: str, item: Invoice, account: Account) -> list[Path]:
    """Return the files of one item by one pattern, each of which has its number whole in its name or its folder's."""
    numbers = dict(zip(DOCUMENT_FIELDS, (item.number, item.po, account.ledger_id), strict=True))
    named = [name for name in ("invoice", "po") if f"{{{name}}}" in pattern]
    if any(not any(map(str.isalnum, numbers[name])) for name in named):
        return []  # a number without a letter or digit stands in every name
    check_pattern(pattern)
    home = Path.home().resolve()
    text = re.sub(r"\{(\w+)\}", lambda found: _globbed(numbers.get(found[1], found[0])), pattern)
    whole = [re.compile(_whole(numbers[name])) for name in named]
    places = sorted(Path(each) for each in glob.glob(str(home / private_files.in_home(text))))  # noqa: PTH207 - absolute
    return [
        path
        for path in places
        if path.is_file()
        and path.resolve().is_relative_to(home)
        and all(each.search(str(path.relative_to(home))) for each in whole)
    ]


def check_pattern(pattern: str) -> None:
    """Raise InputRefusedError for a pattern that leads out of the user's home folder."""
    home = Path.home().resolve()
    base = home / private_files.in_home(re.split(r"[{*?\[]", pattern, maxsplit=1)[0])
    if not base.resolve().is_relative_to(home) or ".." in Path(pattern).parts:
        raise InputRefusedError(
            f"The documents pattern {pattern} leads out of your home folder.",
            "Files that go with letters must lie within it: documents in settings.toml",
        )


def _globbed(number: str) -> str:
    """Write a number as a pattern: what no file name has matches any one character."""
    parts = _NOT_IN_NAMES.split(number.strip())
    return "?".join(glob.escape(part) for part in parts)


def _whole(number: str) -> str:
    # R-1 is not R-10: another invoice, maybe another customer's.
    parts = map(re.escape, _NOT_IN_NAMES.split(number.strip()))
    return rf"(?<![^\W_]){'.'.join(parts)}(?![^\W_])"


def _refuse_large(paths: list[Path]) -> None:
    sizes = {path: path.stat().st_size for path in paths}
    large = next((path for path, size in sizes.items() if size > _EACH), None)
    if large is not None:
        raise InputRefusedError(
            f"{large.name} is too large for a letter: {sizes[large] / 1e6:.1f} MB, at most {_EACH / 1e6:.0f}.",
            "Send it another way, or name fewer invoices.",
        )
    if sum(sizes.values()) > _ALL:
        raise InputRefusedError(
            f"The {len(paths)} files are too large for one letter: {sum(sizes.values()) / 1e6:.1f} MB,"
            f" at most {_ALL / 1e6:.0f}.",
            "Write two letters: --invoice names some, or mark some on the screen.",
        )
