"""Whether the book is as it should be: next steps, countries and zones; its record unchanged."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from arcall_tui.country_zones import countries, nearest
from arcall_tui.domain.calendar import zone_named
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.store.accounts import read
from arcall_tui.store.book import record_links
from arcall_tui.store.standings import gather
from arcall_tui.workday.desk.desk import Desk, asked_of


class Stepless(NamedTuple):
    """An account that owes, from its earliest due date, and has no next step."""

    ledger_id: str
    name: str
    due: date


class Unknown(NamedTuple):
    """A country or zone that no list has, on so many accounts, and what may have been meant."""

    what: str
    value: str
    accounts: int
    hint: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `zoneless`: how many accounts have no time zone."""

    stepless: tuple[Stepless, ...]
    unknown: tuple[Unknown, ...]
    zoneless: int

    def lines(self) -> list[str]:
        """Return what `arcall check` prints."""
        lines = [
            f"{each.ledger_id} {each.name} owes since {each.due:%d %b %Y} and has no next step."
            for each in self.stepless
        ] or ["Everyone who owes has a next step."]
        lines += [
            f"{each.what} {each.value!r} of {each.accounts} accounts is not known. {each.hint}"
            for each in self.unknown
        ]
        if self.zoneless:
            lines.append(f"{self.zoneless} accounts have no time zone: arcall zones suggests them.")
        return [one_line(line) for line in lines]


_SET_IT = "Set it: arcall account ACCOUNT --zone"


def check_book(desk: Desk) -> Checked:
    """Look at every account that owes."""
    stepless = tuple(Stepless(*row) for row in gather.without_step(desk.book))
    places = read.places(desk.book)
    known = {place.country for place in places if place.country.upper() in countries()} | {""}
    odd = Counter(("country", place.country) for place in places if place.country not in known)
    odd.update(("zone", place.zone) for place in places if place.zone and zone_named(place.zone) is None)
    unknown = tuple(
        Unknown(what, value, count, nearest(value) if what == "country" else _SET_IT)
        for (what, value), count in sorted(odd.items())
    )
    return Checked(stepless, unknown, sum(place.zone is None for place in places))


_NOTED = re.compile(r"(\d+):([0-9a-f]{8,64})")


head_of = asked_of(record_links.head)


def tampering(desk: Desk, noted: str = "") -> list[str]:
    """Return what was changed past arcall. `noted`: a head from before, as `arcall record head` prints it.

    Raises UsageError for a `noted` that is no head.
    """
    match = _NOTED.fullmatch(noted.strip())
    if noted and match is None:
        raise UsageError(f"{noted!r} is no head of a record.", "It looks like 41:9f86d081884c7d65")
    return list(record_links.faults(desk.book, (int(match[1]), match[2]) if match else None))
