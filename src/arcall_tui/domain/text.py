"""Text from outside, made harmless: what may stay in a name, a note or a cell; and folded, as it is compared when searched for."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls, DEL; zero-width and bidirectional marks; line and paragraph separators; tags;
# surrogates, which no file can hold. Tab and newline are handled by the callers.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(rf"\r\n|{_HOSTILE.pattern}")
_BREAK = r"\t\n\x0b\f\r\x1c-\x1f\x85\u2028\u2029\u00a0"
_BREAK_RUN = re.compile(f"[{_BREAK}]+")
_SPACES = re.compile(f"[{_BREAK} ]+")
_BLANKS = re.compile("  +")


def number_of(count: int, one: str, several: str = "") -> str:
    """`number_of(2, "row")` is `2 rows`; with what changes too: `number_of(n, "row is", "rows are")`."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def one_line(text: str) -> str:
    """Return `text` on one line: hostile characters dropped, runs of white space folded into one blank."""
    # Breaks first become blanks, then what is hostile goes, and last the blanks that it stood between.
    return _BLANKS.sub(" ", _HOSTILE.sub("", _SPACES.sub(" ", text))).strip()


def harmless(text: str) -> str:
    """Return `text` as it may be painted: hostile characters dropped, breaks made blanks; its own blanks stay."""
    return _HOSTILE.sub("", _BREAK_RUN.sub(" ", text))


def as_lines(text: str) -> str:
    """Return `text` with its breaks and tabs, but nothing that steers a terminal: for what is printed."""
    return _BREAKS.sub(lambda found: found[0] if found[0] == "\r\n" else "", text)


def many_lines(text: str) -> str:
    """Return `text` as a note may hold it: lines kept, tabs as four blanks, hostile characters dropped."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return _HOSTILE.sub("", unified)


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
