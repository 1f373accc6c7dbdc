"""Amounts as people type them; what could be thousands or decimals is refused or asked about, never guessed."""

from __future__ import annotations

import re

from arcall_tui.domain.money import Money, exponent
from arcall_tui.errors import UsageError

_THREE = re.compile(r"(\d{1,3})[.,](\d{3})", re.ASCII)


def parse_amount(text: str, currency: str) -> Money:
    """Read an amount above zero: `1,234.50`, `1234.5`, `1.234,50`, `3,20,000`, `EUR 500`, `4k`.

    Raises UsageError, also where a comma or point could mean thousands or decimals.
    """
    bare = text.strip().upper().removeprefix(currency).removesuffix(currency).strip()
    thousands = bare.removesuffix("K").rstrip()
    plain = _plain_amount(re.sub(r"(?<=\d)[ '\u00a0\u202f](?=\d{3})", "", thousands), currency)
    if plain is None:
        raise UsageError(f"{text.strip()!r} is not an amount in {currency}.", "Write it like 1234.50.")
    money = Money.of(plain, currency)
    money = Money(money.minor * (1 if thousands == bare else 1000), currency)
    if money.minor <= 0:
        raise UsageError(
            f"{text.strip()!r} is nothing: an amount above zero is needed.", "Write it like 1234.50."
        )
    return money


def amount_read(text: str, currency: str) -> tuple[Money, str]:
    """Read an amount; where it could be thousands or decimals, as thousands, with what is in doubt, else nothing.

    Raises UsageError where it is none.
    """
    found = _THREE.fullmatch(text.strip().upper().removeprefix(currency).removesuffix(currency).strip())
    try:
        return parse_amount(text, currency), ""
    except UsageError:
        if found is None or not exponent(currency):
            raise
    decimals = _as_decimals(found[1], found[2], currency)
    doubt = f"it could be {Money.of(decimals, currency)}, too" if decimals else "read as thousands"
    return Money.of(found[1] + found[2], currency), doubt


def _as_decimals(whole: str, part: str, currency: str) -> str:
    """Return the amount with its decimals; nothing where the currency has fewer of them."""
    kept = exponent(currency)
    return f"{whole}.{part[:kept]}" if kept and not part[kept:].strip("0") else ""


def _plain_amount(text: str, currency: str) -> str | None:
    """Return the amount with a decimal point and no grouping; None where it is none."""
    if not re.fullmatch(r"\d[\d.,]*", text, re.ASCII):
        return None
    marks = [mark for mark in ",." if mark in text]
    if not marks:
        return text
    last = max(marks, key=text.rindex)
    whole, _, part = text.rpartition(last)
    if len(marks) == 2:
        other = "," if last == "." else "."
        groups = whole.split(other)
        return (
            f"{whole.replace(other, '')}.{part}" if _grouped(groups) and last not in whole and part else None
        )
    if last in whole:
        groups = text.split(last)
        return text.replace(last, "") if _grouped(groups) else None
    return _one_mark(whole, last, part, currency)


def _one_mark(whole: str, mark: str, part: str, currency: str) -> str | None:
    """One comma or point: decimals unless three digits follow, which might be thousands."""
    if not part:
        return None
    if len(part) != 3 or len(whole) > 3 or whole == "0":
        return f"{whole}.{part}"
    if (mark == ",") == (exponent(currency) < 3):
        return whole + part if mark == "," else f"{whole}.{part}"
    decimals = _as_decimals(whole, part, currency)
    if not decimals:
        raise UsageError(
            f"{whole}{mark}{part} has more decimals than {currency}, or is thousands.",
            f"Write {whole}{part} for thousands.",
        )
    raise UsageError(
        f"{whole}{mark}{part} could be thousands or decimals.",
        f"Write {whole}{part} for thousands, {decimals} for decimals.",
    )


def _grouped(groups: list[str]) -> bool:
    """Whether digits are grouped as thousands (1,234,567) or as lakhs (12,34,567)."""
    first, *middle, last = groups
    return (
        1 <= len(first) <= 3
        and len(last) == 3
        and len({len(group) for group in middle} | {3}) <= 2
        and all(len(group) in (2, 3) for group in middle)
    )
