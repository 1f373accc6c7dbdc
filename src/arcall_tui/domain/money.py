"""Amounts: whole minor units with their ISO 4217 currency, never a float."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

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
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return tuple(Money(minor, currency) for currency, minor in sums.items())
