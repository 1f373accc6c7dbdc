"""The order of the last ranking, kept in the book, and whether it still tells who comes first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace

from arcall_tui.rules.currency_scale import CurrencyScale
from arcall_tui.store.book.engine import OpenBook, writing
from arcall_tui.store.standings import cache, histories
from arcall_tui.store.standings.cache import Kept, Place
from arcall_tui.workday.desk.call_effects import keep_responses
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.shared_day import Day

# So many times as many as are asked for are looked at: some of the first may be shut at this hour.
_SPARE = 10


class KeptOrder:
    """What was kept of the last ranking of a book."""

    def __init__(self, book: OpenBook, clock: Clock, day: Day) -> None:
        self._book = book
        self._clock = clock
        self._day = day

    def keep(self, places: Iterable[Place], scale: CurrencyScale) -> None:
        """Keep an order and the scale under it. Once a day is enough, and after something was worked out anew.

        An account that is called meanwhile may be kept in its place of before; who reads it judges it anew.
        """
        if self._day.order_kept == self._clock.today():
            return
        steps = cache.keep_order(self._book, places)
        more = True
        while more:
            with writing(self._book, worked_out=True):
                more = next(steps, False)
        self._keep(self.basis(), scale)
        self._day.order_kept = self._clock.today()

    def keep_scale(self, scale: CurrencyScale) -> None:
        """Keep a scale by itself, but not within somebody else's transaction."""
        if not self._book.in_transaction:
            self._keep("", scale)

    def _keep(self, basis: str, scale: CurrencyScale) -> None:
        parts = (scale.base, dict(scale.factors), scale.ladder, dict(scale.unrated))
        with writing(self._book, worked_out=True):
            cache.keep_ranking(self._book, cache.LastRanking(basis, self._money(), parts))
            if (slowness := self._day.slowness) is not None:
                kept = histories.KeptSlowness(cache.generation(self._book), slowness.ages, slowness.means)
                histories.keep_slowness(self._book, kept)
            keep_responses(self._book, self._day)

    def scale(self, basis: str | None = None) -> CurrencyScale | None:
        """Return the scale of the last ranking; None where a ledger, a join or other rates came since.

        With a `basis` it has to be of that one, too.
        """
        kept = cache.ranking(self._book)
        if kept is None or kept.money != self._money() or basis not in {None, kept.basis}:
            return None
        base, factors, ladder, unrated = kept.scale
        return CurrencyScale(
            base, factors, tuple(ladder), {name: tuple(values) for name, values in unrated.items()}
        )

    def candidates(self, limit: int) -> list[Kept]:
        """Return accounts among which the first `limit` are that can be called now; none where that is not known.

        Within a day an order only changes by what is done, which is kept in its place at once, and by what time
        brings: gates that open, steps that come due.
        """
        kept = cache.ranking(self._book)
        if kept is None or kept.basis != self.basis():
            return []
        found = [*cache.head(self._book, limit * _SPARE), *cache.turned(self._book, self._clock.now())]
        return list({each.account: each for each in found}.values())

    def basis(self) -> str:
        """Return what an order rests on besides what the caller does: the day, its ledgers, rates and rules."""
        rules = asdict(replace(self._day.policy, public={}))
        told = json.dumps([rules, self._day.settings.zone, self._money()], default=_plain, sort_keys=True)
        return f"{self._clock.today()} {hashlib.sha256(told.encode()).hexdigest()}"

    def _money(self) -> str:
        """Return what comparing currencies rests on besides the accounts themselves."""
        settings = self._day.settings
        rates = sorted(settings.rate_table().items())
        return json.dumps([cache.generation(self._book), settings.base_currency, rates])


def _plain(value: object) -> object:
    """Write what JSON has no form for, always in the same order."""
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
