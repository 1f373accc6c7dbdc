"""Amounts: whole minor units with their ISO 4217 currency, never a float."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from arcall_tui.domain.grouping import summed
from arcall_tui.errors import UsageError

# ISO 4217 (list one, funds and metals left out).
CURRENCIES = frozenset(
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP
    LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB
    PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR
    ZMW ZWG""".split()
)
_EXPONENTS = dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0)
_EXPONENTS |= dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)

_PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?", re.ASCII)


def exponent(currency: str) -> int:
    """How many decimals the currency has (ISO 4217): 2 for USD, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` units (cents for USD) of `currency` (ISO 4217 code). May be negative: a credit."""

    minor: int
    currency: str

    @classmethod
    def of(cls, text: str, currency: str) -> Money:
        """Read a plain decimal such as `1234.5`.

        Raises UsageError for anything else, an unknown currency, or more decimals than it has.
        """
        if currency not in CURRENCIES:
            raise UsageError(f"{currency!r} is not an ISO 4217 currency code.", "Write it like USD or EUR.")
        if not _PLAIN.fullmatch(text):
            raise UsageError(f"{text!r} is not an amount.", "Write it like 1234.50.")
        scaled = Decimal(text).scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise UsageError(f"{text} has more decimals than {currency} has ({exponent(currency)}).")
        return cls(int(scaled), currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up without a rate")
        return other.minor

    def plain(self) -> str:
        """For machines: `-1234.50`, no grouping, all the currency's decimals."""
        return self._text("")

    def grouped(self) -> str:
        """For people, without the currency: `1,234.50`."""
        return self._text(",")

    def __str__(self) -> str:
        return f"{self.currency} {self.grouped()}"

    def _text(self, group: str) -> str:
        places = exponent(self.currency)
        sign = "-" if self.minor < 0 else ""
        whole, part = divmod(abs(self.minor), 10**places)
        digits = f"{whole:{group}}" if group else str(whole)
        return f"{sign}{digits}.{part:0{places}}" if places else f"{sign}{digits}"


def added(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """Add amounts up, one a currency."""
    sums = summed((amount.currency, amount.minor) for amount in amounts)
    return tuple(Money(minor, currency) for currency, minor in sums.items())


_SIGNS = {"EUR": "€", "GBP": "£", "INR": "₹", **dict.fromkeys("USD CAD AUD NZD HKD SGD MXN".split(), "$")}
_THREE = re.compile(r"(\d{1,3})[.,](\d{3})", re.ASCII)


def parse_amount(text: str, currency: str) -> Money:
    """Read an amount above zero: `1,234.50`, `1234.5`, `1.234,50`, `3,20,000`, `EUR 500`, `€500`, `4k`.

    Raises UsageError, also where a comma or point could mean thousands or decimals.
    """
    bare = text.strip().strip(_SIGNS.get(currency)).upper()
    bare = bare.removeprefix(currency).removesuffix(currency).strip()
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
