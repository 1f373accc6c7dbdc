"""Text as it is compared when somebody looks for it: without accents, case and marks, in any script."""

from __future__ import annotations

import unicodedata

# Letters that no normal form takes apart, as they are typed where a keyboard lacks them.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "ħ": "h",
        "ŧ": "t",
    }
)
# The voicing marks of Japanese make another letter, not an accent.
_KEPT = frozenset("\u3099\u309a")


def fold(text: str) -> str:
    """Return `text` in small letters without accents: `Straße` -> `strasse`, `Ёлка` -> `елка`, `Ørsted` -> `orsted`.

    Whatever normal form it came in; full-width letters and ligatures become plain ones.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in apart if not unicodedata.combining(c) or c in _KEPT)
    return unicodedata.normalize("NFKC", bare.translate(_LETTERS))


def squeeze(folded: str) -> str:
    """Return folded text without blanks and signs: `inv-22 01` -> `inv2201`."""
    return "".join(filter(str.isalnum, folded))
