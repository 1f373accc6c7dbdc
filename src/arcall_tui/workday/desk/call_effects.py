"""How accounts respond to calls, as the book tells; worked out once for each ledger, and kept."""

from __future__ import annotations

import json
from itertools import starmap

from arcall_tui.rules.responses import Reached, Response, Responses, Watched, responses
from arcall_tui.store.accounts import kept
from arcall_tui.store.book.engine import OpenBook, writing
from arcall_tui.store.standings import reactions
from arcall_tui.workday.desk.shared_day import Day

_KEPT = "responses to calls"


def known_responses(book: OpenBook, day: Day) -> Responses:
    """Return how the book's accounts respond, by what ledgers and calls tell up to the newest ledger."""
    mark = reactions.mark(book)
    if day.responses is None or day.responses[0] != mark:
        told = json.loads(kept.get(book, _KEPT) or "[null]")
        found = _read(told) if told[0] == mark else _work_out(book, mark)
        day.responses = (mark, found)
    return day.responses[1]


def _read(told: list[object]) -> Responses:
    _, book, accounts = told
    assert isinstance(accounts, list), "as it was kept"
    return Responses(Response(*book), {key: Response(*each) for key, each in accounts})  # type: ignore[misc]


def _work_out(book: OpenBook, mark: str) -> Responses:
    contacts = {account: Reached(*days) for account, days in reactions.reached(book).items()}
    found = responses(starmap(Watched, reactions.watched(book)), contacts)
    if not book.in_transaction and not book.read_only:
        with writing(book):
            kept.put(book, _KEPT, json.dumps([mark, found.book, list(found.accounts.items())]))
    return found
