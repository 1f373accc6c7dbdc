"""The words in which customers write, of all languages of letters together: texts/messages, a file for each."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

_PACKAGED = resources.files("arcall_tui.texts").joinpath("messages")


@cache
def tables() -> tuple[dict[str, Any], ...]:
    """Return what each language has."""
    files = sorted(_PACKAGED.iterdir(), key=lambda each: each.name)
    return tuple(
        tomllib.loads(each.read_text(encoding="utf-8")) for each in files if each.name.endswith(".toml")
    )


@cache
def any_of(*keys: str) -> str:
    """Return a pattern of all that stands under some keys, in any language; of nothing where none has them."""
    texts = (str(table.get(key, "")) for key in keys for table in tables())
    return "|".join(line for text in texts for line in text.splitlines() if line) or "(?!)"


@cache
def pattern(*keys: str) -> re.Pattern[str]:
    """Return what finds any of it, in any case."""
    return re.compile(any_of(*keys), re.IGNORECASE)


@cache
def words(key: str) -> re.Pattern[str]:
    """Return what finds any of it as whole words; anywhere in languages that set no words apart (`key` + _anywhere)."""
    return re.compile(rf"\b(?:{any_of(key)})\b|{any_of(f'{key}_anywhere')}", re.IGNORECASE)


def says(key: str, text: str) -> bool:
    """Whether any of it stands in a text as whole words."""
    return words(key).search(text) is not None
