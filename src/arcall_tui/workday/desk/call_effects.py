"""How accounts respond to calls, as the book tells; worked out once for each ledger, and kept."""

from __future__ import annotations

import json
from itertools import starmap

from arcall_tui.rules.responses import Reached, Response, Responses, Watched, responses
from arcall_tui.store.accounts import kept
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.store.standings import reactions
from arcall_tui.workday.desk.shared_day import Day

_KEPT = "responses to calls"


def known_responses(book: OpenBook, day: Day) -> Responses:
    """Return how the book's accounts respond, by what ledgers and calls tell up to the newest ledger."""
    mark = reactions.mark(book)
    if day.responses is None or day.responses[0] != mark:
        told = json.loads(kept.get(book, _KEPT) or "[null]")
        day.responses = (mark, _read(told) if told[0] == mark else worked_out(book))
    return day.responses[1]


def keep_responses(book: OpenBook, day: Day) -> None:
    """Keep what was worked out, so that the next start need not; within the transaction under way."""
    if day.responses is not None:
        mark, found = day.responses
        kept.put(book, _KEPT, json.dumps([mark, found.book, list(found.accounts.items())]))


def _read(told: list[object]) -> Responses:
    _, book, accounts = told
    assert isinstance(accounts, list), "as it was kept"
    return Responses(Response(*book), {key: Response(*each) for key, each in accounts})  # type: ignore[misc]


def worked_out(book: OpenBook) -> Responses:
    """Return how the accounts respond that are in sight, without keeping it."""
    contacts = {account: Reached(*days) for account, days in reactions.reached(book).items()}
    return responses(starmap(Watched, reactions.watched(book)), contacts)
