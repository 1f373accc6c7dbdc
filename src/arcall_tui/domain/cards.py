"""Card numbers never go on record: found by issuer prefix, length and check digit, and masked."""

from __future__ import annotations

import re
from collections.abc import Container

# Issuer prefixes (ISO/IEC 7812): Visa 4, Mastercard 51-55 and 2221-2720, Amex 34 and 37, Discover 6011 and
# 65, JCB 35, Diners 36 and 38. Digits may be set apart by single blanks or dashes, as people say them.
_CANDIDATE = re.compile(r"(?<![\d.,-])(?:4|5[1-5]|2[2-7]|3[4-8]|6011|65)(?:[ -]?\d){11,17}(?![\d.,-]*\d)")
_LENGTHS = {
    "4": (13, 16, 19),
    "5": (16,),
    "2": (16,),
    "34": (15,),
    "37": (15,),
    "35": (16,),
    "36": (14,),
    "38": (14,),
}
_LONGEST = 19
_SHOWN = 4


def mask_cards(text: str, spared: Container[str] = ()) -> str:
    """Return `text` with all but the last four digits of every card number replaced by `*`.

    `spared`: digits that are no card number, by the caller's word.
    """
    return _CANDIDATE.sub(
        lambda found: (
            _masked(found[0]) if _is_card(found[0]) and _digits(found[0]) not in spared else found[0]
        ),
        text,
    )


def card_numbers(text: str) -> list[str]:
    """Return the digits of every card number in `text`."""
    return [_digits(found[0]) for found in _CANDIDATE.finditer(text) if _is_card(found[0])]


def _digits(found: str) -> str:
    return re.sub(r"\D", "", found)


def _masked(found: str) -> str:
    hidden = sum(map(str.isdigit, found)) - _SHOWN
    shown = []
    for character in found:
        hide = character.isdigit() and hidden > 0
        hidden -= hide
        shown.append("*" if hide else character)
    return "".join(shown)


def _is_card(found: str) -> bool:
    digits = _digits(found)
    lengths = _LENGTHS.get(digits[:2]) or _LENGTHS.get(digits[0], (16, _LONGEST))
    return len(digits) in lengths and _luhn(digits)


def _luhn(digits: str) -> bool:
    """Whether the check digit fits (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0  # noqa: PLR2004 - digit sums
