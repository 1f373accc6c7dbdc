"""Who is next: the whole book ranked for the day, and accounts placed among the others."""

from __future__ import annotations

import functools
import gc
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from arcall_tui.domain.calendar import Caller
from arcall_tui.domain.standing import GateFacts, Standing
from arcall_tui.rules.gates import Gate, gate_facts
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.queue import Placing, open_order, place, rank
from arcall_tui.rules.value import CurrencyScale
from arcall_tui.settings import Settings
from arcall_tui.store.book.engine import OpenBook, writing
from arcall_tui.store.standings import cache, gather, histories
from arcall_tui.store.standings.cache import Kept, KeptBook, Place
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.standings_today import Day, Standings, in_columns, keep_responses

if TYPE_CHECKING:
    from arcall_tui.rules.owing import Owing

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
        kept = cache.ranking(self._book, basis)
        if kept is None or kept.money != self._money():
            return None
        base, factors, ladder, known = kept.scale
        return CurrencyScale(base, factors, tuple(ladder), {name: tuple(own) for name, own in known.items()})

    def candidates(self, limit: int) -> list[Kept]:
        """Return accounts among which the first `limit` are that can be called now; none where that is not known.

        Within a day an order only changes by what is done, which is kept in its place at once, and by what time
        brings: gates that open, steps that come due.
        """
        if cache.ranking(self._book, self.basis()) is None:
            return []
        found = [*cache.head(self._book, limit * _SPARE), *cache.turned(self._book, self._clock.now())]
        return list({each.account: each for each in found}.values())

    def basis(self) -> str:
        """Return what an order rests on besides what the caller does: the day, its ledgers, rates and rules."""
        rules = replace(self._day.policy, public={})
        told = json.dumps([rules, self._day.settings.zone, self._money()], default=_plain, sort_keys=True)
        return f"{self._clock.today()} {hashlib.sha256(told.encode()).hexdigest()}"

    def _money(self) -> str:
        """Return what comparing currencies rests on besides the accounts themselves."""
        rates = sorted(self._day.settings.rate_table().items())
        return json.dumps([cache.generation(self._book), self._day.settings.base_currency, rates])


def _plain(value: object) -> object:
    """Write what JSON has no form for, always in the same order."""
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)


class Ranking:
    """The order among the accounts of a book, at its clock's time; `standings` says where each one stands."""

    def __init__(self, book: OpenBook, clock: Clock, day: Day) -> None:
        self._book = book
        self._clock = clock
        self._day = day
        self._kept = KeptOrder(book, clock, day)
        self.standings = Standings(book, clock, day)

    def first_page(self, limit: int = 60) -> list[Placing]:
        """Return the head of the queue at once: of those that ranked first last time, as they stand today.

        Empty where nothing was ever ranked; `rank_day` then tells.
        """
        placings = self._head(limit)
        while placings and not any(placing.callable for placing in placings):
            if limit > len(placings):  # everyone is in it
                break
            limit *= 8
            placings = self._head(limit)
        return placings

    def _head(self, limit: int) -> list[Placing]:
        """Place the first `limit` of the kept order, and with them those whose time has come since."""
        self.standings.make_do()
        head = cache.head(self._book, limit)
        known = {each.account for each in head}
        opened = cache.opened(self._book, self._clock.now().timestamp(), limit)
        head += [each for each in opened if each.account not in known]
        everyone = self.standings.of(head)
        # The head's own scale stands in until rank_day has seen everyone.
        self._day.scale = self._day.scale or _scale_of(everyone, self._day.settings)
        return self.place_all(everyone)

    def head(self, limit: int) -> list[Placing]:
        """Return the first `limit` of the queue: of what was ranked today, if that still tells, else ranked now."""
        everyone = self.standings.of(self._kept.candidates(limit))
        # Which of a payer's accounts comes first is told by all of them.
        if not any(standing.payer is not None for standing in everyone):
            placings = self.place_all(everyone)[:limit]
            if len(placings) == limit > 0 and placings[-1].callable:
                return placings
        placings = self.rank_day()
        self.keep_order(placings)
        return placings[:limit]

    def rank_day(self) -> list[Placing]:
        """Return the whole queue in order, after working out anew what has changed since it was kept.

        What is logged takes values off the scale; for the day it stays, so that nobody else's place moves by it.
        """
        self._day.know_holidays(self._book, self._clock.today())
        while True:
            began = cache.generation(self._book)
            with _uncollected():
                kept, anew = self.standings.kept_book()
                basis = self._kept.basis()
                scale = self._day.scale if self._day.scale_of == basis else self._kept.scale(basis)
                self._day.scale, placings = self._ranked(kept, self._day.policy, scale)
                self._day.scale_of = basis
            if anew:
                self.keep_order(placings)
            # An import that came in meanwhile has changed what was read; what the caller did is kept already.
            if cache.generation(self._book) == began:
                return placings

    def judge_anew(self) -> None:
        """Work out everything anew when the day is ranked next, whatever is kept; the scale is the day's all the same."""
        stays = self._day.scale_of == self._kept.basis()
        self.standings.judge_anew()
        self._day.scale_of = self._kept.basis() if stays else ""

    def keep_order(self, placings: Iterable[Placing]) -> None:
        """Keep a ranking's order, for the first page of the next start, and for who only wants the first few."""
        self._kept.keep(map(_place_of, placings), self.scale)

    def ranked_under(self, policy: Policy) -> list[Placing]:
        """Return the whole queue as other rules would have it; the rules in force stay so."""
        return self._ranked(self.standings.kept_book()[0], policy.with_holidays(self._day.policy.public))[1]

    def _ranked(
        self, kept: KeptBook, policy: Policy, scale: CurrencyScale | None = None
    ) -> tuple[CurrencyScale, list[Placing]]:
        """Rank everyone under a policy, on that scale or on their own."""
        caller, now = self._day.caller_under(policy), self._clock.now()
        if in_columns(kept):
            return self._ranked_at_once(kept, policy, caller, now, scale)
        each = self.standings.of(kept.each(), self.standings.figures_under(kept, policy))
        scale = scale or _scale_of(each, self._day.settings)
        return scale, rank(each, scale, policy, caller, now)

    def _ranked_at_once(
        self, kept: KeptBook, policy: Policy, caller: Caller, now: datetime, scale: CurrencyScale | None
    ) -> tuple[CurrencyScale, list[Placing]]:
        from arcall_tui.rules.book_ranking import rank_book  # noqa: PLC0415 - numpy, for large books only

        today, owes = self._clock.today(), self.standings.owing(kept, policy)
        scale = scale or owes.scale(self._day.settings.base_currency, self._day.settings.rate_table())
        source = _unpacked(kept, owes, today)
        return scale, rank_book(kept.facts, owes, scale, policy, caller, now, source)

    def place_all(self, everyone: Iterable[Standing]) -> list[Placing]:
        """Place standings anew as of now, in order: gates open and shut with the hour."""
        return rank(everyone, self.scale, self._day.policy, self._day.caller, self._clock.now())

    def together(self, account: int) -> list[Placing]:
        """Place the accounts of one payer, as of now, in order; `account` alone where it shares none."""
        keys = gather.together(self._book, account)
        return self.place_all([self.standings.kept(key) for key in keys])

    def place(self, standing: Standing) -> Placing:
        """Place one standing among the others, as of now."""
        if standing.payer is not None:
            mates = {*gather.together(self._book, standing.account)} - {standing.account}
            placed = self.place_all([standing, *map(self.standings.kept, mates)])
            return next(each for each in placed if each.account == standing.account)
        return place(standing, self.scale, self._day.policy, self._day.caller, self._clock.now())

    @property
    def scale(self) -> CurrencyScale:
        """What comparing values across currencies rests on: as it was ranked last, unless a ledger came since."""
        if self._day.scale is None:
            self._day.scale = self._kept.scale()
        if self._day.scale is None:
            everyone = cache.everyone(self._book, self._clock.today())
            self._day.scale = self._ranked(everyone, self._day.policy)[0]
            self._kept.keep_scale(self._day.scale)
        return self._day.scale


def _scale_of(everyone: Sequence[Standing], settings: Settings) -> CurrencyScale:
    return CurrencyScale.of(everyone, settings.base_currency, settings.rate_table())


def _unpacked(kept: KeptBook, owes: Owing, today: date) -> Callable[[int], Standing]:
    """Return what puts an account's standing together when somebody looks at it."""
    place_of = {account: place for place, account in enumerate(kept.facts.account)}

    @functools.cache
    def standing_of(account: int) -> Standing:
        place = place_of[account]
        return cache.decode(kept.card[place], today, owes.of(place))

    return standing_of


# From so many new things on (a few thousand accounts) the collector would take long.
_MANY_MADE = 20_000


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make many things that all stay: looking among them for garbage takes longer than making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if gc.get_count()[0] > _MANY_MADE:
                gc.freeze()  # not looked at later either; what goes, goes by its references
            gc.enable()


def to_keep(placing: Placing) -> tuple[Standing, GateFacts, Place]:
    """Return a standing with the place to keep it in."""
    return placing.standing, gate_facts(placing.standing), _place_of(placing)


def _place_of(placing: Placing) -> Place:
    """Return the place to keep an account in: shut hours come and go, and do not count."""
    if placing.gate is Gate.HOURS:
        group, order, *_ = open_order(placing, placing.commitment)
        return Place(placing.account, group, order)
    return Place(placing.account, int(placing.group), placing.order)
