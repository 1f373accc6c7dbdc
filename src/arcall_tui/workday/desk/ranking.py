"""Who is next: the whole book ranked for the day, and accounts placed among the others."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Self

from arcall_tui.domain.calendar import Caller
from arcall_tui.domain.owed import OpenItem, pack, unpack
from arcall_tui.domain.standing import Exposure, GateFacts, Reason, Standing
from arcall_tui.rules.assess import exposures
from arcall_tui.rules.currency_scale import CurrencyScale
from arcall_tui.rules.dayplan import DayPlan, Waiting, plan_day, waiting
from arcall_tui.rules.gate_facts import gate_facts
from arcall_tui.rules.gates import Gate
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.queue import Group, Placing, open_order, place, rank
from arcall_tui.rules.value import NO_HISTORY, BookFigures, Lateness
from arcall_tui.rules.words import explain
from arcall_tui.settings import Settings
from arcall_tui.store.accounts import finder, tally
from arcall_tui.store.book.engine import writing
from arcall_tui.store.book.opening import open_book
from arcall_tui.store.standings import cache, gather, histories
from arcall_tui.store.standings.cache import Kept, KeptBook, Place
from arcall_tui.store.standings.gather import StandingFacts
from arcall_tui.workday.desk import public_holidays
from arcall_tui.workday.desk.clock import Clock

if TYPE_CHECKING:
    from arcall_tui.rules.owing import Owing

# Beyond this many it is quicker to read every account than to name the ones wanted.
_FEW = 400
# From this many on a book is ranked in columns; what that needs takes longer to load than fewer take one by one.
_MANY = 1000
# From so many measured calls on, the caller's own pace is known.
_ENOUGH_CALLS = 20
# Where an account is kept that has not been ranked yet: last.
_UNRANKED = (int(Group.GATED), 1e12)


@dataclass(slots=True)
class Day:
    """What ranking rests on beyond one account; shared by a desk and its clones."""

    policy: Policy
    scale: CurrencyScale | None = None
    book_figures: BookFigures | None = None
    figures_of: tuple[date, int] | None = None
    order_kept: date | None = None
    holidays_known: int = 0
    slot_minutes: int = 0


class Ranking:
    """An open book under a policy, at its clock's time: who stands where in it."""

    def __init__(
        self, path: Path, clock: Clock, settings: Settings, policy: Policy, day: Day | None = None
    ) -> None:
        self.path = path
        self.clock = clock
        self.settings = settings
        self.connection: sqlite3.Connection = open_book(path)
        finder.prepare(self.connection)
        self._day = day or Day(policy.with_holidays(public_holidays.kept(self.connection)))

    @property
    def policy(self) -> Policy:
        """The rules in force, with the public holidays as far as they are known; shared with all clones."""
        return self._day.policy

    @property
    def caller(self) -> Caller:
        """The caller's side of the line."""
        return self.policy.caller(self.settings.zone, self.settings.country)

    def obey(self, policy: Policy) -> None:
        """Go by other rules from now on; every account is judged anew when the day is ranked next."""
        self._day.policy = policy.with_holidays(self.policy.public)
        self._day.slot_minutes = 0
        self._day.holidays_known = 0
        self._day.order_kept = None

    def holidays_may_change(self) -> None:
        """Look at the places in the book again when holidays are wanted next."""
        self._day.holidays_known = 0

    def know_holidays(self) -> None:
        """Look up the public holidays of every place in the book, where that has not been done yet."""
        year = self.clock.today().year
        if self._day.holidays_known != year:
            found = public_holidays.look_up(self.connection, self.policy, self.clock.today())
            self._day.policy = self.policy.with_holidays(found)
            self._day.holidays_known = year

    def clone(self) -> Self:
        """Return the same desk on a connection of its own, for long work in another thread."""
        return type(self)(self.path, self.clock, self.settings, self.policy, self._day)

    def close(self) -> None:
        """Close the book."""
        self.connection.close()

    # The queue

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
        head = cache.head(self.connection, limit)
        known = {each.account for each in head}
        opened = cache.opened(self.connection, self.clock.now().timestamp(), limit)
        head += [each for each in opened if each.account not in known]
        everyone = self._standings_of(head)
        # The head's own scale stands in until rank_day has seen everyone.
        self._day.scale = self._day.scale or self._scale_of(everyone)
        return self.place_all(everyone)

    def rank_day(self) -> list[Placing]:
        """Return the whole queue in order, after working out anew what has changed since it was kept."""
        self.know_holidays()
        while True:
            began = cache.generation(self.connection)
            with _uncollected():
                kept, anew = self._kept_book()
                self._day.scale, placings = self._ranked(kept, self.policy)
            if anew:
                self.keep_order(placings)
            # An import that came in meanwhile has changed what was read; what the caller did is kept already.
            if cache.generation(self.connection) == began:
                return placings

    def keep_order(self, placings: Iterable[Placing]) -> None:
        """Keep a ranking's order, for the first page of the next start.

        Once a day is enough, and after something was worked out anew. An account that is called meanwhile may
        be kept in its place of before; that page judges it anew.
        """
        if self._day.order_kept == self.clock.today():
            return
        steps = cache.keep_order(self.connection, map(_place_of, placings))
        more = True
        while more:
            with writing(self.connection):
                more = next(steps, False)
        self._day.order_kept = self.clock.today()

    def judge_anew(self) -> None:
        """Work out everything anew when the day is ranked next, whatever is kept."""
        with writing(self.connection):
            cache.forget_all(self.connection)

    def _kept_book(self) -> tuple[KeptBook, bool]:
        """Return everyone in the queue, and whether any of them had to be worked out anew."""
        today, anew = self.clock.today(), False
        while not (kept := cache.everyone(self.connection, today)).complete:
            self._work_out()
            anew = True
        return kept, anew

    def _work_out(self) -> None:
        """Work out and keep where accounts stand; what is owed follows from the date, and is not kept."""
        began, today = cache.generation(self.connection), self.clock.today()
        accounts = cache.missing(self.connection, today)
        history, _ = histories.book_history(self.connection)
        found = [
            (facts.standing(today, ()), pack(items))
            for facts, items in self._read(None if len(accounts) > _FEW else accounts)
        ]
        self._day.order_kept = None
        with writing(self.connection):
            if cache.generation(self.connection) != began:
                return  # an import came in between: what was read may be of before it
            histories.keep_book_history(self.connection, history)
            # An account that was called while this was worked out is kept already.
            still = set(cache.missing(self.connection, today))
            last = Place(0, *_UNRANKED)
            rows = [(each, gate_facts(each), last) for each, _ in found if each.account in still]
            cache.keep(self.connection, rows, {each.account: owed for each, owed in found})

    def ranked_under(self, policy: Policy) -> list[Placing]:
        """Return the whole queue as other rules would have it; the rules in force stay so."""
        return self._ranked(self._kept_book()[0], policy.with_holidays(self.policy.public))[1]

    def _ranked(self, kept: KeptBook, policy: Policy) -> tuple[CurrencyScale, list[Placing]]:
        """Rank everyone under a policy."""
        caller, now = policy.caller(self.settings.zone, self.settings.country), self.clock.now()
        if len(kept.card) >= _MANY:
            return self._ranked_at_once(kept, policy, caller, now)
        each = self._standings_of(kept.each(), policy)
        scale = self._scale_of(each)
        return scale, rank(each, scale, policy, caller, now)

    def _ranked_at_once(
        self, kept: KeptBook, policy: Policy, caller: Caller, now: datetime
    ) -> tuple[CurrencyScale, list[Placing]]:
        from arcall_tui.rules.book_ranking import rank_book  # noqa: PLC0415
        from arcall_tui.rules.owing import owing  # noqa: PLC0415 - numpy, for large books only

        today, packed = self.clock.today(), histories.packed(self.connection)
        late = [packed.get(account, b"") for account in kept.facts.account]
        owes = owing(kept.owed, late, self.book_figures.under(policy), today)
        scale = owes.scale(self.settings.base_currency, self.settings.rate_table())
        source = _Unpacked(kept, owes, today)
        return scale, rank_book(kept.facts, owes, scale, policy, caller, now, source)

    def place_all(self, everyone: Iterable[Standing]) -> list[Placing]:
        """Place standings anew as of now, in order: gates open and shut with the hour."""
        return rank(everyone, self.scale, self.policy, self.caller, self.clock.now())

    def explain_under(self, placing: Placing, policy: Policy) -> tuple[Reason, ...]:
        """Say why the account stands there under other rules, the deciding reason first."""
        caller = policy.caller(self.settings.zone, self.settings.country)
        return explain(placing, policy, self.clock.now(), caller)

    # The plan

    def plan(self, placings: Sequence[Placing]) -> DayPlan:
        """DayPlan the rest of the shift from now on: `placings` is the day's ranking, in order."""
        return plan_day(placings, self.policy, self.caller, self.clock.now(), self.slot_minutes)

    def waiting(self, plan: DayPlan) -> Iterator[Waiting]:
        """Yield what does not fit into the plan, best first, with when it can be reached."""
        return waiting(plan, self.policy, self.caller, self.clock.now())

    @property
    def slot_minutes(self) -> int:
        """What a call takes: the caller's own measured handling time, or the policy's until there is one."""
        if not self._day.slot_minutes:
            gaps = tally.handling_seconds(self.connection)
            measured = round(median(gaps) / 60) if len(gaps) >= _ENOUGH_CALLS else self.policy.slot_minutes
            self._day.slot_minutes = min(max(measured, 1), 60)
        return self._day.slot_minutes

    # One account among the others

    def together(self, account: int) -> list[Placing]:
        """Place the accounts of one payer, as of now, in order; `account` alone where it shares none."""
        keys = gather.together(self.connection, account)
        return self.place_all([self.standing_kept(key) for key in keys])

    def place(self, standing: Standing) -> Placing:
        """Place one standing among the others, as of now."""
        if standing.payer is not None:
            mates = gather.together(self.connection, standing.account)
            others = [self.standing_kept(key) for key in mates if key != standing.account]
            placed = self.place_all([standing, *others])
            return next(each for each in placed if each.account == standing.account)
        return place(standing, self.scale, self.policy, self.caller, self.clock.now())

    @property
    def scale(self) -> CurrencyScale:
        """What comparing values across currencies rests on."""
        if self._day.scale is None:
            kept = cache.everyone(self.connection, self.clock.today())
            self._day.scale = self._ranked(kept, self.policy)[0]
        return self._day.scale

    def _scale_of(self, everyone: Sequence[Standing]) -> CurrencyScale:
        return CurrencyScale.of(everyone, self.settings.base_currency, self.settings.rate_table())

    def standing(self, account: int) -> Standing:
        """Work out where one account stands right now."""
        ((facts, items),) = self._read([account])
        late = histories.days_late(self.connection, [account])
        owes = self._owes(items, late.get(account), self.book_figures)
        return facts.standing(self.clock.today(), owes)

    def standing_kept(self, account: int) -> Standing:
        """Return where one account stands today, from what is kept if that holds."""
        kept = cache.kept_one(self.connection, account, self.clock.today())
        return self._standings_of([kept])[0] if kept else self.standing(account)

    def _standings_of(self, kept: Sequence[Kept], policy: Policy | None = None) -> list[Standing]:
        """Put standings together as of today."""
        few = [each.account for each in kept] if len(kept) <= _FEW else None
        late, today = histories.days_late(self.connection, few), self.clock.today()
        book = self.book_figures.under(policy or self.policy)
        found = []
        for each in kept:
            owes = self._owes(unpack(each.account, each.owed), late.get(each.account), book)
            found.append(cache.decode(each.card, today, owes))
        return found

    def _owes(
        self, items: Sequence[OpenItem], late: Iterable[int] | None, book: BookFigures
    ) -> tuple[Exposure, ...]:
        own = Lateness.of(late) if late else NO_HISTORY
        return exposures(items, own, book, self.clock.today())

    def _read(self, accounts: Sequence[int] | None) -> Iterator[tuple[StandingFacts, Sequence[OpenItem]]]:
        """Read from the book where accounts stand (all where None), and what they owe."""
        everything = gather.open_items(self.connection, accounts)
        owed = {account: list(rows) for account, rows in groupby(everything, attrgetter("account"))}
        for account, facts in gather.facts(self.connection, self.clock.today(), accounts).items():
            yield facts, owed.get(account, ())

    @property
    def book_figures(self) -> BookFigures:
        """How late the whole book was paid, and how long the rest has been open today."""
        today = self.clock.today()
        known = (today, cache.generation(self.connection))
        if self._day.book_figures is None or self._day.figures_of != known:
            late = _spread(histories.book_history(self.connection)[0], today)
            self._day.book_figures, self._day.figures_of = BookFigures(late, self.policy), known
        # The rules may have changed, or learnt of holidays, since.
        return self._day.book_figures.under(self.policy)


class _Unpacked:
    """Puts an account's standing together when somebody looks at it."""

    def __init__(self, kept: KeptBook, owes: Owing, today: date) -> None:
        self._kept_book, self._owes, self._today = kept, owes, today
        self._place_of = {account: place for place, account in enumerate(kept.facts.account)}
        self._known: dict[int, Standing] = {}

    def __call__(self, account: int) -> Standing:
        found = self._known.get(account)
        if found is None:
            place = self._place_of[account]
            found = cache.decode(self._kept_book.card[place], self._today, self._owes.of(place))
            self._known[account] = found
        return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make many things that all stay: looking among them for garbage takes longer than making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
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


def _spread(counted: histories.History, today: date) -> Lateness:
    """Make the history of its counts: so many days late, so many times; and how long others have been open."""
    ages = {(today - due).days: count for due, count in counted.open_due.items()}
    return Lateness.counted(counted.late, ages)
