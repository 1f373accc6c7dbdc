"""Country codes of an accounting system's own: said once what they mean, for the book and for later ledgers."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from arcall_tui.country_zones import countries, nearest
from arcall_tui.domain.grouping import by_key
from arcall_tui.domain.ledger_rows import Batch, Party
from arcall_tui.domain.text import number_of
from arcall_tui.errors import UsageError
from arcall_tui.rules.queue import Placing
from arcall_tui.store.accounts import kept, read
from arcall_tui.store.actions import action_rows
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.workday.calls.record import book_of, keep_place
from arcall_tui.workday.desk import standings_today
from arcall_tui.workday.desk.desk import Desk

_KEY = "country codes"

Codes = dict[str, str]


class Strange(NamedTuple):
    """A code that is no country's, and the ids of the accounts that have it."""

    code: str
    accounts: tuple[str, ...]


def pair(text: str, example: str, *parts: str) -> tuple[str, str]:
    """Read a word and what it means. Raises UsageError, with the `example` and which of the `parts` is lacking."""
    word, meaning = map(str.strip, text.rsplit("=", 1) if "=" in text else (text, ""))
    for said, part in zip((word, meaning), parts, strict=True):
        if not said:
            raise UsageError(f"{text!r} does not say which {part}.", f"Write it like {example}.")
    return word, meaning


def parse_codes(said: Iterable[str]) -> Codes:
    """Read `391=AT` each: a ledger's code and the country's ISO code. Raises UsageError."""
    codes = {}
    for text in said:
        code, country = pair(text, "391=AT", "code", "country")
        if country.upper() not in countries():
            raise UsageError(f"{country!r} is not a country's ISO code.", nearest(country))
        codes[code] = country.upper()
    return codes


def placed(batch: Batch, codes: Mapping[str, str]) -> Batch:
    """Return rows whose customers' regions are those of their countries (ISO 3166-2); what is none there is left out."""

    def region_of(party: Party) -> str:
        country = codes.get(party.country, party.country)
        said = party.region.strip().upper().removeprefix(f"{country}-")
        return said if said in standings_today.regions_of(country) else ""

    return batch._replace(parties=tuple(party._replace(region=region_of(party)) for party in batch.parties))


def known_codes(connection: OpenBook) -> Codes:
    """Return what was said of codes before."""
    return dict(json.loads(kept.get(connection, _KEY) or "{}"))


def keep_codes(connection: OpenBook, codes: Mapping[str, str]) -> None:
    """Remember what codes mean, within the transaction under way."""
    kept.put(connection, _KEY, json.dumps({**known_codes(connection), **codes}))


def strange(desk: Desk) -> list[Strange]:
    """Return the codes in the book that are no country's, by code."""
    rows = ((country, ledger_id) for _, ledger_id, country in read.countries(desk.book) if country)
    found = by_key(each for each in rows if each[0].upper() not in countries())
    return [Strange(code, tuple(ids)) for code, ids in sorted(found.items())]


def set_codes(desk: Desk, codes: Mapping[str, str]) -> list[Placing]:
    """Say what codes mean: for all accounts that have them (one step, undone as one), and for later ledgers."""
    meant = [
        (account, codes[country]) for account, _, country in read.countries(desk.book) if country in codes
    ]
    desk.day.holidays_may_change()
    many = number_of(len(meant), "account")
    with book_of(desk).action(f"countries of {many}", None, desk.clock.now()) as rows:
        keep_codes(desk.book, codes)
        for account, country in meant:
            action_rows.set_facts(rows, account, {"country": country})
        desk.day.know_holidays(desk.book, desk.clock.today())
        return [keep_place(desk, account) for account, _ in meant]
