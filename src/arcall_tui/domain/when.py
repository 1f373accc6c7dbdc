"""Dates and moments as people type them; what fits two readings is refused or shown, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time

from arcall_tui.domain.date_words import plain
from arcall_tui.domain.typed_dates import Look, Moment, readings
from arcall_tui.errors import UsageError

_WAY_OUT = "Write it like fri, +3, +2w, 15 dec, 2026-12-15, eom, tomorrow 3pm or mon 14:30."
_WAY_BACK = "Write it like fri, -7, -2w, -1m, 15 oct, 2026-10-15, eom, yesterday or today."
_FAR = 100  # years: nobody means a day further off


class UnreadError(UsageError):
    """What was typed is no date or time in English."""


@dataclass(frozen=True, slots=True)
class When:
    """A date, and a time of day if one was typed, on the clock of whoever it was asked for.

    `other`: what it could mean as well; None where it has one reading.
    """

    date: date
    time: time | None = None
    other: When | None = None

    def __str__(self) -> str:
        """Spell it out, so that no reading stays in doubt: `Thu 26 Nov 2026, 15:00`."""
        day = f"{self.date:%a} {self.date.day} {self.date:%b} {self.date.year}"
        return day if self.time is None else f"{day}, {self.time:%H:%M}"


def parse_when(text: str, now_local: datetime, order: str = "dmy", *, doubtful: bool = False) -> When:
    """Read a date with or without a time, or a time alone (today's, or tomorrow's once it has passed).

    `now_local`: the present on the clock that is meant. `order`: `dmy`, `mdy` or `ymd`, how dates in digits
    are read. A date without a year is the next such date, today included. Raises UsageError, also for what has
    two readings: both are said. With `doubtful` the likelier one is returned instead, the `other` with it.
    """
    if not text.strip():
        raise UsageError("No date was typed.", _WAY_OUT)
    try:
        found = _read(text, Look(now_local, order), _WAY_OUT)
    except UnreadError:
        with suppress(ValueError, OverflowError):  # yesterday: understood, but over
            if past := readings(plain(text), Look(now_local, order, back=True)):
                raise UsageError(f"{When(*past[0])} is past.", _WAY_OUT) from None
        raise
    return _one(text, found, doubtful=doubtful)


def parse_past(text: str, today: date, order: str = "dmy") -> date:
    """Read a day that is over, or today: the same words as elsewhere, looking back.

    `fri` is the last one before today, `eom` the last end of a month, `-7` a week ago, `15 oct` the last such
    date. `order`: how dates in digits are read. Raises UsageError, also for a day that is still to come.
    """
    now = datetime.combine(today, time.max)
    try:
        days = _days_alone(_read(text, Look(now, order, back=True), _WAY_BACK))
    except UsageError:
        # tomorrow, in 2 weeks: understood, but not past.
        with suppress(ValueError, OverflowError):
            days = _days_alone(readings(plain(text), Look(now, order)))
            if days:
                raise _to_come(When(days[0][0]), today) from None
        raise
    if not days:
        raise UnreadError(f"{text.strip()!r} is not a past day that I can read.", _WAY_BACK)
    when = _one(text, days)
    if when.date > today:
        raise _to_come(when, today)
    return when.date


def _days_alone(read: list[Moment]) -> list[Moment]:
    return [(day, None) for day, at in read if at is None]


def _to_come(when: When, today: date) -> UsageError:
    return UsageError(f"{when} is still to come; the nearest good day is {When(today)}.", _WAY_BACK)


def parse_past_when(text: str, now_local: datetime, order: str = "dmy") -> When:
    """Read a moment that is over: `yesterday 3pm`, `09:30` (the last such time), `half an hour ago`, `fri 15:00`.

    Raises UsageError, also for a moment that is still to come.
    """
    read = _read(text, Look(now_local, order, back=True), _WAY_BACK)
    when = _one(text, [moment for moment in read if moment[1] is not None] or read)
    if (when.date, when.time or time.min) > (now_local.date(), now_local.time()):
        raise UsageError(f"{when} is still to come.", _WAY_BACK)
    return when


def _read(text: str, look: Look, way_out: str) -> list[Moment]:
    try:
        found = readings(plain(text), look)
    except (ValueError, OverflowError):
        found = []
    if not found:
        what = "a past day" if look.back else "a date"
        raise UnreadError(f"{text.strip()!r} is not {what} that I can read.", way_out)
    if any(abs(day.year - look.today.year) > _FAR for day, _ in found):
        raise UsageError(f"{text.strip()!r} is more than {_FAR} years away.", way_out)
    return found


def _one(text: str, read: Sequence[Moment], *, doubtful: bool = False) -> When:
    """Return the one reading; the likelier of two where that is asked for."""
    first, *others = (When(*moment) for moment in read)
    if not others:
        return first
    if doubtful:
        return When(first.date, first.time, others[0])
    raise UsageError(f"{text.strip()!r} could be {first} or {others[0]}.", "Write it with day and month.")
