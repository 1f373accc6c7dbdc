"""Comparing accounts across currencies: through the rates the user gave, or by rank where there is none."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from arcall_tui.domain.money import exponent
from arcall_tui.domain.standing import Exposure, Standing


class Worth(NamedTuple):
    """An account on the scale: `value` in base money-days, `collectable` in base, major units.

    `unrated`: the currencies that had no rate and were placed by rank within their own currency.
    """

    value: float
    collectable: float
    unrated: tuple[str, ...]

    def to_collect(self, exposures: Iterable[Exposure]) -> float:
        """What can be asked for, in base, major units; an amount without a rate counts as it stands."""
        unrated = (each for each in exposures if each.currency in self.unrated)
        return self.collectable + sum(
            float(each.collectable / 10 ** exponent(each.currency)) for each in unrated
        )


@dataclass(frozen=True, slots=True)
class CurrencyScale:
    """What comparing currencies needs. `factors`: base major units per minor unit of each rated currency.

    `ladder`: sorted values (base money-days) of the rated exposures; `unrated`: sorted values (minor units
    x days) of every other currency.
    """

    base: str
    factors: Mapping[str, float]
    ladder: tuple[float, ...]
    unrated: Mapping[str, tuple[float, ...]]

    @classmethod
    def of(cls, standings: Iterable[Standing], base: str, rates: Mapping[str, float]) -> CurrencyScale:
        """Build from all standings. `rates`: base per major unit; an empty `base`: the most used currency."""
        values: dict[str, list[float]] = {}
        for standing in standings:
            for exposure in standing.exposures:
                if exposure.collectable > 0:
                    values.setdefault(exposure.currency, []).append(exposure.value)
        return cls.of_values(values, base, rates)

    @classmethod
    def of_values(
        cls, values: Mapping[str, Sequence[float]], base: str, rates: Mapping[str, float]
    ) -> CurrencyScale:
        """Build from the values of all that is collectable, by currency (see `of`)."""
        base = base or min(values, key=lambda currency: (-len(values[currency]), currency), default="")
        factors = {currency: rate / 10 ** exponent(currency) for currency, rate in rates.items()}
        factors[base] = 10.0 ** -exponent(base)
        ladder = sorted(
            value * factors[currency]
            for currency in values
            if currency in factors
            for value in values[currency]
        )
        unrated = {
            currency: tuple(sorted(values[currency]))
            for currency in sorted(values)
            if currency not in factors
        }
        return cls(base, factors, tuple(ladder), unrated)

    def weigh(self, exposures: Iterable[Exposure]) -> Worth:
        """Return what the account's exposures amount to together."""
        value = collectable = 0.0
        missing: tuple[str, ...] = ()
        factors = self.factors
        for exposure in exposures:
            if exposure.collectable <= 0 and not exposure.soon:
                continue
            factor = factors.get(exposure.currency)
            if factor is None:
                missing += (exposure.currency,)
                value += self.by_rank(exposure.currency, exposure.value)
            else:
                value += exposure.value * factor
                collectable += exposure.collectable * factor
        return Worth(value, collectable, missing)

    def by_rank(self, currency: str, worth: float) -> float:
        """Return the value that stands as high on the rated ladder as this one does in its own currency.

        Where nothing is rated, the share of its currency that it outranks: an order, though not an amount.
        """
        own = self.unrated.get(currency, ())
        below, upto = bisect_left(own, worth), bisect_right(own, worth)
        share = (below + upto) / (2 * len(own)) if own else 0.5
        if not self.ladder:
            return share
        last = len(self.ladder) - 1
        place = min(max(share * len(self.ladder) - 0.5, 0.0), float(last))
        low = int(place)
        high = min(low + 1, last)
        return self.ladder[low] + (self.ladder[high] - self.ladder[low]) * (place - low)
