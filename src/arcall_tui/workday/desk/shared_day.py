"""The rules in force and what the day's ranking rests on: public holidays, responses to calls; shared by a desk's clones."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from itertools import starmap

from arcall_tui.domain.calendar import Caller
from arcall_tui.errors import BookError
from arcall_tui.rules.policy import Policy, place_of
from arcall_tui.rules.responses import Reached, Response, Responses, Watched, responses
from arcall_tui.rules.value import BookFigures, CurrencyScale, Slowness
from arcall_tui.settings import Settings
from arcall_tui.store.accounts import kept, read
from arcall_tui.store.book.engine import OpenBook, writing
from arcall_tui.store.standings import histories

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
