"""Card numbers never go on record: found by issuer prefix, length and check digit, and masked."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

# Issuer prefixes and the lengths that each has (ISO/IEC 7812): Visa, Mastercard, Amex, Discover, JCB, Diners.
_ISSUERS = (
    (re.compile("4"), (16, 19, 13)),
    (re.compile("5[1-5]|2[2-7]|6011|65|35"), (16,)),
    (re.compile("3[47]"), (15,)),
    (re.compile("3[68]"), (14,)),
)
# A number begins where no letter or digit stands before it.
_START = re.compile(r"(?<![^\W_])(?=[2-6]\d)")
# Digits may be set apart by single blanks or dashes, as people say them; what follows may be a date.
_OF_LENGTH = {length: re.compile(rf"\d(?:[ -]?\d){{{length - 1}}}(?!\d)") for length in (13, 14, 15, 16, 19)}
_SHOWN = 4


def mask_cards(text: str, spared: Container[str] = ()) -> str:
    """Return `text` with all but the last four digits of every card number replaced by `*`.

    `spared`: digits that are no card number, by the caller's word.
    """
    parts, done = [], 0
    for begins, ends in _found(text):
        number = text[begins:ends]
        parts += [text[done:begins], number if _digits(number) in spared else _masked(number)]
        done = ends
    return "".join([*parts, text[done:]])


def card_numbers(text: str) -> list[str]:
    """Return the digits of every card number in `text`."""
    return [_digits(text[begins:ends]) for begins, ends in _found(text)]


def _found(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each card number begins and ends."""
    done = 0
    for start in _START.finditer(text):
        if start.start() >= done and (ends := _end_of_card(text, start.start())):
            yield start.start(), (done := ends)


def _end_of_card(text: str, begins: int) -> int:
    """Return where the card number that begins there ends; 0 where none does."""
    for prefix, lengths in _ISSUERS:
        if prefix.match(re.sub(r"[ -]", "", text[begins : begins + 8])):
            found = (_OF_LENGTH[length].match(text, begins) for length in lengths)
            return next((match.end() for match in found if match and _luhn(_digits(match[0]))), 0)
    return 0


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


def _luhn(digits: str) -> bool:
    """Whether the check digit fits (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0
