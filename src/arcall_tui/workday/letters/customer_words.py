"""The words in which customers write, of all languages of letters together: texts/messages, a file for each."""

import re
from functools import cache
from typing import Any

from arcall_tui.packaged import table_of
from arcall_tui.workday.letters.language import languages


@cache
def tables() -> tuple[dict[str, Any], ...]:
    """Return what each language has."""
    return tuple(table_of(f"texts/messages/{language}") for language in languages())


@cache
def any_of(*keys: str) -> str:
    """Return a pattern of all that stands under some keys, in any language; of nothing where none has them."""
    texts = (str(table.get(key, "")) for key in keys for table in tables())
    return "|".join(line for text in texts for line in text.splitlines() if line) or "(?!)"


def small(text: str) -> str:
    """Return a text in small letters, as long: the words are in these, and found in a third of the time that any case takes."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(each.lower()[:1] for each in text)


@cache
def pattern(*keys: str) -> re.Pattern[str]:
    """Return what finds any of it in small letters."""
    return re.compile(any_of(*keys))


@cache
def words(key: str) -> re.Pattern[str]:
    """Return what finds any of it as whole words in small letters; anywhere in languages that set no words apart (`key` + _anywhere)."""
    keys = (key, "all_but") if key in {"denied", "short"} else (key,)  # what is left out of all
    return re.compile(rf"\b(?:{any_of(*keys)})\b|{any_of(f'{key}_anywhere')}")


def says(key: str, text: str) -> bool:
    """Whether any of it stands in a text as whole words."""
    return words(key).search(small(text)) is not None
