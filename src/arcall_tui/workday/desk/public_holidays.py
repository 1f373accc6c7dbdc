"""Public holidays of the places in the book: looked up once a year and place, and kept in the book.

The library takes a tenth of a second to load, so what is kept has to do until the first screen stands.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from datetime import date
from types import ModuleType

from arcall_tui.errors import BookError
from arcall_tui.rules.policy import Policy, place_of
from arcall_tui.store.accounts import kept as settings_kept
from arcall_tui.store.accounts import read
from arcall_tui.store.book.engine import OpenBook, writing

_KEY = "public holidays"
_YEARS_AHEAD = 2

Public = dict[str, frozenset[date]]


def kept(book: OpenBook) -> Public:
    """Return the public holidays that were looked up before, by place."""
    return {place: _days(days) for place, (_, days) in _kept(book).items()}


def _kept(book: OpenBook) -> dict[str, tuple[int, list[str]]]:
    text = settings_kept.get(book, _KEY)
    return json.loads(text) if text else {}


def _days(days: Iterable[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, days))


def look_up(book: OpenBook, policy: Policy, today: date) -> Public:
    """Return the public holidays of every place in the book, from the year before `today`'s to two years on.

    Places that no library knows have none. What is new is kept in the book.
    """
    if not policy.use_holidays:
        return {}
    places = {place_of(country, region) for country, region in read.regions(book)}
    places |= {policy.own_holidays}
    places |= {place[:2] for place in places}
    known = _kept(book)
    missing = sorted(place for place in places if place and known.get(place, (0, []))[0] != today.year)
    if missing:
        for place in missing:
            days = holidays_of(place, range(today.year - 1, today.year + _YEARS_AHEAD + 1))
            known[place] = (today.year, sorted(day.isoformat() for day in days))
        # What cannot be kept is looked up again.
        with suppress(BookError), nullcontext() if book.in_transaction else writing(book):
            settings_kept.put(book, _KEY, json.dumps(known))
    return {place: _days(days) for place, (_, days) in known.items()}


def holidays_of(place: str, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays of a country (GB) or a region (GB-SCT); none where it is not known."""
    country, _, region = place.partition("-")
    with warnings.catch_warnings(), suppress(NotImplementedError):
        warnings.simplefilter("ignore")  # of years for which it has none
        return frozenset(
            _library().country_holidays(country, subdiv=region or None, years=list(years), language=None)
        )
    return frozenset()


def _library() -> ModuleType:
    import holidays  # noqa: PLC0415 - slow to load, and seldom needed

    return holidays


def regions_of(country: str) -> list[str]:
    """Return the regions of a country whose holidays are known, as ISO 3166-2 names them."""
    return sorted(_library().list_supported_countries().get(country.upper(), ()))
