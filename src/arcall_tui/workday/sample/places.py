"""Where the sample's customers are and for whom its caller rings: read from `invented.toml`, with names that are nobody's."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import NamedTuple, TypeVar


class SamplePlace(NamedTuple):
    """A country as the sample needs it.

    `scale`: what an amount of 1 is there, roughly. `phones`: numbers set aside for fiction where the
    country has such (the rest end in 5550 01xx), `#` stands for a digit.
    """

    country: str
    zones: tuple[str, ...]
    currency: str
    language: str
    scale: float
    share: int
    phones: tuple[str, ...]
    suffixes: tuple[str, ...]
    roots: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]


class SampleCreditor(NamedTuple):
    """A creditor: words in the names of who buys there, who answers for disputes, and what they are about, in a caller's words.

    The last two are as long for each, so that chance draws the same place whoever it is.
    """

    name: str
    buyers: tuple[str, ...]
    owners: tuple[str, ...]
    disputes: tuple[tuple[str, str], ...]


_Row = TypeVar("_Row", SamplePlace, SampleCreditor)


def _fixed(value: object) -> object:
    """Return what was read with tuples for its lists."""
    return tuple(map(_fixed, value)) if isinstance(value, list) else value


def _made(kind: type[_Row], rows: list[dict[str, object]]) -> tuple[_Row, ...]:
    return tuple(kind._make(_fixed(row[name]) for name in kind._fields) for row in rows)


_FILE = resources.files("arcall_tui.workday.sample").joinpath("invented.toml")
INVENTED = tomllib.loads(_FILE.read_text(encoding="utf-8"))
PLACES = _made(SamplePlace, INVENTED["places"])
CREDITORS = _made(SampleCreditor, INVENTED["creditors"])
TRADES, FANCIES, ROLES = (tuple[str, ...](INVENTED[name]) for name in ("trades", "fancies", "roles"))
