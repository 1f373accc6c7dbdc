"""Where accounts stand today: the rules in force, what the ranking rests on (shared by clones of a desk), what is kept of each or worked out anew."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from itertools import groupby, starmap
from operator import attrgetter
from typing import TYPE_CHECKING

from arcall_tui.domain.calendar import Caller
from arcall_tui.domain.standing import Exposure, OpenItem, Standing, pack, unpack
from arcall_tui.errors import AccountGoneError, BookError
from arcall_tui.rules.assess import exposures, slowness_by_age
from arcall_tui.rules.gates import gate_facts
from arcall_tui.rules.policy import Policy, place_of
from arcall_tui.rules.queue import Group
from arcall_tui.rules.responses import NO_RESPONSES, Reached, Response, Responses, Watched, responses
from arcall_tui.rules.value import ALIKE, NO_HISTORY, BookFigures, CurrencyScale, Lateness, Slowness
from arcall_tui.settings import Settings
from arcall_tui.store.accounts import kept, read
from arcall_tui.store.book.engine import OpenBook, writing
from arcall_tui.store.standings import cache, gather, histories
from arcall_tui.store.standings.cache import Kept, KeptBook, Place
from arcall_tui.workday.desk.clock import Clock

if TYPE_CHECKING:
    from arcall_tui.rules.owing import Owing


_HOLIDAYS = "public holidays"
_YEARS_AHEAD = 2

Public = dict[str, frozenset[date]]


def holidays_kept(book: OpenBook) -> Public:
    """Return the public holidays that were looked up before, by place."""
    return {place: _days(days) for place, (_, days) in _looked_up(book).items()}


def _looked_up(book: OpenBook) -> dict[str, tuple[int, list[str]]]:
    text = kept.get(book, _HOLIDAYS)
    return json.loads(text) if text else {}


def _days(days: Iterable[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, days))


def look_up(book: OpenBook, policy: Policy, today: date) -> Public:
    """Return the public holidays of every place in the book, from the year before `today`'s to two years on.

    Places that no library knows have none. What is new is kept in the book.
    """
    if not policy.use_holidays:
        return {}
    places = {policy.own_holidays} | {place_of(country, region) for country, region in read.regions(book)}
    places |= {place[:2] for place in places}
    known = _looked_up(book)
    missing = sorted(place for place in places if place and known.get(place, (0, []))[0] != today.year)
    if missing:
        for place in missing:
            days = holidays_of(place, range(today.year - 1, today.year + _YEARS_AHEAD + 1))
            known[place] = (today.year, sorted(day.isoformat() for day in days))
        # What cannot be kept is looked up again.
        with suppress(BookError), nullcontext() if book.in_transaction else writing(book):
            kept.put(book, _HOLIDAYS, json.dumps(known))
    return {place: _days(days) for place, (_, days) in known.items()}


def holidays_of(place: str, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays of a country (GB) or a region (GB-SCT); none where it is not known."""
    country, _, region = place.partition("-")
    with warnings.catch_warnings(), suppress(NotImplementedError):
        warnings.simplefilter("ignore")  # of years for which it has none
        library = import_module("holidays")  # slow to load, and seldom needed
        return frozenset(
            library.country_holidays(country, subdiv=region or None, years=list(years), language=None)
        )
    return frozenset()


def regions_of(country: str) -> list[str]:
    """Return the regions of a country whose holidays are known, as ISO 3166-2 names them."""
    return sorted(import_module("holidays").list_supported_countries().get(country.upper(), ()))


@dataclass(slots=True)
class Day:
    """`policy` has the public holidays as far as they are known; the rest is what was found out under it today.

    `scale_of`: what the scale stays for, a day with its ledgers, rates and rules; empty where it only stands in.
    """

    policy: Policy
    settings: Settings
    scale: CurrencyScale | None = None
    scale_of: str = ""
    book_figures: BookFigures | None = None
    figures_of: tuple[date, int] | None = None
    slowness: Slowness | None = None
    responses: tuple[str, Responses] | None = None
    order_kept: date | None = None
    holidays_known: int = 0
    slot_minutes: int = 0
    _caller: tuple[Policy, Caller] | None = None

    @property
    def caller(self) -> Caller:
        """The caller's side of the line."""
        if self._caller is None or self._caller[0] is not self.policy:
            self._caller = self.policy, self.caller_under(self.policy)
        return self._caller[1]

    def caller_under(self, policy: Policy) -> Caller:
        """Return the caller's side of the line under other rules."""
        return policy.caller(self.settings.zone, self.settings.country)

    def obey(self, policy: Policy) -> None:
        """Go by other rules from now on; every account is judged anew when the day is ranked next."""
        self.policy = policy.with_holidays(self.policy.public)
        self.slot_minutes = 0
        self.holidays_known = 0
        self.order_kept = None

    def compared(self, slowness: Slowness, policy: Policy) -> None:
        """Go by how slow accounts were found to be, if that was under the rules in force."""
        if policy is self.policy:
            self.slowness = slowness

    def holidays_may_change(self) -> None:
        """Look at the places in the book again when holidays are wanted next."""
        self.holidays_known = 0

    def know_holidays(self, book: OpenBook, today: date) -> None:
        """Look up the public holidays of every place in the book, where that has not been done yet."""
        if self.holidays_known != today.year:
            found = look_up(book, self.policy, today)
            self.policy = self.policy.with_holidays(found)
            self.holidays_known = today.year


_RESPONSES = "responses to calls"


def known_responses(book: OpenBook, day: Day) -> Responses:
    """Return how the book's accounts respond, by what ledgers and calls tell up to the newest ledger."""
    mark = histories.mark(book)
    if day.responses is None or day.responses[0] != mark:
        told = json.loads(kept.get(book, _RESPONSES) or "[null]")
        day.responses = (mark, _responses_of(told) if told[0] == mark else worked_out(book))
    return day.responses[1]


def keep_responses(book: OpenBook, day: Day) -> None:
    """Keep what was worked out, so that the next start need not; within the transaction under way."""
    if day.responses is not None:
        mark, found = day.responses
        kept.put(book, _RESPONSES, json.dumps([mark, found.book, list(found.accounts.items())]))


def _responses_of(told: list[object]) -> Responses:
    _, book, accounts = told
    assert isinstance(accounts, list), "as it was kept"
    return Responses(Response(*book), {key: Response(*each) for key, each in accounts})  # type: ignore[misc]


def worked_out(book: OpenBook) -> Responses:
    """Return how the accounts respond that are in sight, without keeping it."""
    contacts = {account: Reached(*days) for account, days in histories.reached(book).items()}
    return responses(starmap(Watched, histories.watched(book)), contacts)


# From this many on a book is worked out in columns; what that needs takes longer to load than fewer take one by one.
_MANY = 1000
# Beyond this many it is quicker to read every account than to name the ones wanted.
_FEW = 400
# Where an account is kept that has not been ranked yet: last.
_UNRANKED = (int(Group.GATED), 1e12)


class Standings:
    """Reads where accounts stand, at its clock's time."""

    def __init__(self, book: OpenBook, clock: Clock, day: Day) -> None:
        self._book = book
        self._clock = clock
        self._day = day

    def judge_anew(self) -> None:
        """Work out everything anew when the day is ranked next, whatever is kept."""
        with writing(self._book, worked_out=True):
            cache.forget_all(self._book)

    def kept_book(self) -> tuple[KeptBook, bool]:
        """Return everyone in the queue, and whether any of them had to be worked out anew."""
        today, anew = self._clock.today(), False
        while not (kept := cache.everyone(self._book, today)).complete:
            self._work_out()
            anew = True
        return kept, anew

    def _work_out(self) -> None:
        """Work out and keep where accounts stand; what is owed follows from the date, and is not kept."""
        began, today = cache.generation(self._book), self._clock.today()
        accounts = cache.missing(self._book, today)
        history, _ = histories.book_history(self._book)
        read = self._read(None if len(accounts) > _FEW else accounts)
        found = [(standing, pack(items)) for standing, items in read]
        self._day.order_kept = None
        with writing(self._book, worked_out=True):
            if cache.generation(self._book) != began:
                return  # an import came in between: what was read may be of before it
            histories.keep_book_history(self._book, history)
            # An account that was called while this was worked out is kept already.
            still = set(cache.missing(self._book, today))
            last = Place(0, *_UNRANKED)
            rows = [(each, gate_facts(each), last) for each, _ in found if each.account in still]
            cache.keep(self._book, rows, {each.account: owed for each, owed in found})

    def now(self, account: int) -> Standing:
        """Work out where one account stands right now."""
        for standing, items in self._read([account]):
            late = histories.days_late(self._book, [account])
            owes = self._owes(items, late.get(account), self.book_figures)
            return replace(standing, exposures=owes)
        raise AccountGoneError

    def kept(self, account: int) -> Standing:
        """Return where one account stands today, from what is kept if that holds."""
        kept = cache.kept_one(self._book, account, self._clock.today())
        return self.of([kept])[0] if kept else self.now(account)

    def of(self, kept: Sequence[Kept], book: BookFigures | None = None) -> list[Standing]:
        """Put standings together as of today; `book`: the figures to judge by, where they are not those in force."""
        few = [each.account for each in kept] if len(kept) <= _FEW else None
        late, today = histories.days_late(self._book, few), self._clock.today()
        book = book or self.book_figures
        found = []
        for each in kept:
            owes = self._owes(unpack(each.account, each.owed), late.get(each.account), book)
            found.append(cache.decode(each.card, today, owes))
        return found

    def _owes(
        self, items: Sequence[OpenItem], late: Iterable[int] | None, book: BookFigures
    ) -> tuple[Exposure, ...]:
        return exposures(items, _paid(late), book, self._clock.today())

    def _read(self, accounts: Sequence[int] | None) -> Iterator[tuple[Standing, Sequence[OpenItem]]]:
        """Read from the book where accounts stand (all where None), and what they owe."""
        everything = gather.open_items(self._book, accounts)
        owed = {account: list(rows) for account, rows in groupby(everything, attrgetter("account"))}
        for account, standing in gather.facts(self._book, self._clock.today(), accounts).items():
            yield standing, owed.get(account, ())

    @property
    def book_figures(self) -> BookFigures:
        """How late the whole book was paid, how long the rest has been open today, and how slow its accounts are."""
        if self._day.slowness is None:
            kept = histories.slowness(self._book)
            if kept is None or kept.generation != cache.generation(self._book):
                return self.figures_under(cache.everyone(self._book, self._clock.today()), self._day.policy)
            self._day.slowness = Slowness(kept.ages, kept.means)
        # The rules may have changed, or learnt of holidays, since.
        self._day.book_figures = self._under(self._day.policy, self._day.slowness)
        return self._day.book_figures

    def make_do(self) -> None:
        """Take accounts to be as slow as when the book was last ranked: comparing them all anew takes longer."""
        if self._day.slowness is None:
            kept = histories.slowness(self._book)
            self._day.slowness = ALIKE if kept is None else Slowness(kept.ages, kept.means)

    def figures_under(self, kept: KeptBook, policy: Policy) -> BookFigures:
        """Compare how slow all accounts are, and return the book's figures under a policy with that."""
        if in_columns(kept):
            slowness = self.owing(kept, policy).slowness
        else:
            late = histories.days_late(self._book)
            owed = {each.account: unpack(each.account, each.owed) for each in kept.each()}
            # Who has paid everything was one of those that let bills come to their ages, too.
            accounts = owed.keys() | late.keys()
            everyone = [(owed.get(account, []), _paid(late.get(account))) for account in accounts]
            slowness = slowness_by_age(everyone, self._under(policy), self._clock.today())
            self._day.compared(slowness, policy)
        return self._under(policy, slowness)

    def owing(self, kept: KeptBook, policy: Policy) -> Owing:
        """Work out what everyone owes, in columns."""
        from arcall_tui.rules.owing import owing  # noqa: PLC0415 - numpy, for large books only

        packed = histories.packed(self._book)
        late = [packed.pop(account, b"") for account in kept.facts.account]
        others = list(packed.values())
        owes = owing(kept.owed, late, self._under(policy), self._clock.today(), kept.facts.account, others)
        self._day.compared(owes.slowness, policy)
        return owes

    def _under(self, policy: Policy, slowness: Slowness | None = None) -> BookFigures:
        """Return the figures of today's book as a policy reads them."""
        responses = known_responses(self._book, self._day) if policy.order == "saved" else NO_RESPONSES
        return self._figures().under(policy, slowness, responses)

    def _figures(self) -> BookFigures:
        """Return the figures of today's book, whatever its accounts' slowness was when they were put together."""
        known = (self._clock.today(), cache.generation(self._book))
        figures = self._day.book_figures
        if figures is None or self._day.figures_of != known:
            counted, _ = histories.book_history(self._book)
            ages = {(known[0] - due).days: count for due, count in counted.open_due.items()}
            late = Lateness.counted(counted.late, ages, counted.seen)
            self._day.book_figures = figures = BookFigures(late, self._day.policy)
            self._day.figures_of = known
        return figures


def in_columns(kept: KeptBook) -> bool:
    """Whether so large a book is worked out in columns."""
    return len(kept.card) >= _MANY


def _paid(late: Iterable[int] | None) -> Lateness:
    return Lateness(late) if late else NO_HISTORY
