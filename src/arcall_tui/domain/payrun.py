"""Pay runs: the days on which a customer pays its bills, as people say them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from arcall_tui.domain.calendar import Calendar
from arcall_tui.domain.date_words import WEEKDAYS

# mon, monday, mondays; tues, thur and thurs as well.
_DAY_NAMES = {form: at for at, name in enumerate(WEEKDAYS) for form in (name[:3], name, f"{name}s")}
_DAY_NAMES |= {"tues": 1, "thur": 3, "thurs": 3}
_ENDS = frozenset({"eom", "last", "ultimo", "month-end"})
_FILLING = frozenset({"and", "&", "the", "of", "every", "each", "on", "month", "week", "day"})
_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?", re.ASCII)
_SOME_DAYS = re.compile(r"\d{1,2}", re.ASCII)
_LAST = 31
_LOOK_AHEAD = 400  # days; a run comes round at least once a month


@dataclass(frozen=True, slots=True)
class PayRun:
    """Days of the week (0 = Monday) or of the month (31: its last day, whichever that is)."""

    weekdays: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, text: str) -> PayRun | None:
        """Read `thu`, `tue, fri`, `15 and 30`, `1st, eom`; None for what is said otherwise, or nothing."""
        weekdays, days = set(), set()
        for word in text.lower().replace(",", " ").replace("/", " ").replace("+", " ").split():
            number = _NUMBER.fullmatch(word)
            if word in _FILLING:
                continue
            if word in _DAY_NAMES:
                weekdays.add(_DAY_NAMES[word])
            elif word in _ENDS:
                days.add(_LAST)
            elif number and 1 <= int(number[1]) <= _LAST:
                days.add(int(number[1]))
            else:
                return None
        return cls(frozenset(weekdays), frozenset(days)) if weekdays or days else None

    def falls_on(self, day: date) -> bool:
        """Whether `day` is one of them; a day that a month lacks falls on its last."""
        last = monthrange(day.year, day.month)[1]
        return day.weekday() in self.weekdays or any(min(each, last) == day.day for each in self.days)

    def first(self, day: date, calendar: Calendar) -> date:
        """Return the first run on or after `day`; one that falls on a day off is made on the next working day."""
        for ahead in range(_LOOK_AHEAD):
            run = day + timedelta(days=ahead)
            if self.falls_on(run):
                return calendar.on_or_after(run)
        return calendar.on_or_after(day)


def doubt_of_run(text: str) -> str:
    """Say what comes of a pay run that no day can be worked out from; nothing where one can, or none is said."""
    if not text.strip() or PayRun.parse(text) is not None:
        return ""
    return "kept as it is written; no day is worked out from it: thu · 15, 30 · eom"


def doubt_of_cut_off(text: str) -> str:
    """Say what comes of a cut-off without a number of days; nothing where it has one, or none is said."""
    if not text.strip() or _SOME_DAYS.search(text):
        return ""
    return "kept as it is written; no day is worked out from it: 2, or 3 days before"


def cut_off_days(text: str) -> int:
    """Return how many days before a run they must have what they need: the first number said; 0 where none is."""
    found = _SOME_DAYS.search(text)
    return int(found[0]) if found else 0
