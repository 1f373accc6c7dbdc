"""Dates, times and amounts as people type them; what fits two readings is refused or shown, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time

from arcall_tui.domain.calendar import Hours
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.typed_dates import Look, Moment, clock, plain, readings
from arcall_tui.errors import UsageError

_WAY_OUT = "Write it like fri, +3, +2w, 15/12, 15 dec, 2026-12-15, eom, tomorrow 3pm or mon 14:30."
_WAY_BACK = "Write it like fri, -7, -2w, -1m, 15/10, 15 oct, 2026-10-15, eom, yesterday or today."
_FAR = 100  # years: nobody means a day further off
_SPAN = re.compile(r"(?:from )?(.+?) ?(?:-|\u2013| to | until ) ?(.+)", re.ASCII)
_HALVES = {"morning": (9, 12), "afternoon": (13, 17)}  # on their clock (ours)
_LAST_MINUTE = time(23, 59)


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
    return _one(text, _read(text, Look(now_local, order), _WAY_OUT), doubtful=doubtful)


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
        raise UsageError(f"{text.strip()!r} is not a past day that I can read.", _WAY_BACK)
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
        raise UsageError(f"{text.strip()!r} is not {what} that I can read.", way_out)
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


def parse_hours(text: str) -> Hours | None:
    """Read a part of the day: `10-12`, `2pm-4pm`, `10:00 to 12:30`, `after 2pm`, `before 11`, `mornings`.

    None where it is not that alone: what else is said of the times is for people to read.
    """
    words = " ".join(text.strip().lower().replace(".", ":").split())
    half = _HALVES.get(words.removeprefix("in the ").removesuffix("s"))
    try:
        if half is not None:
            return Hours(time(half[0]), time(half[1]))
        opens, closes = _span(words)
    except ValueError:
        return None
    return Hours(opens, closes) if opens < closes else None


def _span(words: str) -> tuple[time, time]:
    if words.startswith("after "):
        return _hour(words.removeprefix("after ")), _LAST_MINUTE
    if words.startswith("before "):
        return time.min, _hour(words.removeprefix("before "))
    match = _SPAN.fullmatch(words)
    if match is None:
        raise ValueError(words)
    first, last = match.groups()
    closes = _hour(last)
    # 2-4pm: both after noon; 10-2pm: only the second.
    if first.isdigit() and last.endswith("m") and _hour(first + last[-2:]) < closes:
        first += last[-2:]
    return _hour(first), closes


def _hour(words: str) -> time:
    at = time(int(words)) if words.isascii() and words.isdigit() else clock(words)
    if at is None:
        raise ValueError(words)
    return at


def parse_amount(text: str, currency: str) -> Money:
    """Read an amount above zero: `1,234.50`, `1234.5`, `1.234,50`, `3,20,000`, `EUR 500`.

    Raises UsageError, also where a comma or point could mean thousands or decimals.
    """
    bare = text.strip().upper().removeprefix(currency).removesuffix(currency).strip()
    plain = _plain_amount(re.sub(r"(?<=\d)[ '\u00a0\u202f](?=\d{3})", "", bare), currency)
    if plain is None:
        raise UsageError(f"{text.strip()!r} is not an amount in {currency}.", "Write it like 1234.50.")
    money = Money.of(plain, currency)
    if money.minor <= 0:
        raise UsageError(
            f"{text.strip()!r} is nothing: an amount above zero is needed.", "Write it like 1234.50."
        )
    return money


def _plain_amount(text: str, currency: str) -> str | None:
    """Return the amount with a decimal point and no grouping; None where it is none."""
    if not re.fullmatch(r"\d[\d.,]*", text, re.ASCII):
        return None
    marks = [mark for mark in ",." if mark in text]
    if not marks:
        return text
    last = max(marks, key=text.rindex)
    whole, _, part = text.rpartition(last)
    if len(marks) == 2:
        other = "," if last == "." else "."
        groups = whole.split(other)
        return (
            f"{whole.replace(other, '')}.{part}" if _grouped(groups) and last not in whole and part else None
        )
    if last in whole:
        groups = text.split(last)
        return text.replace(last, "") if _grouped(groups) else None
    return _one_mark(whole, last, part, currency)


def _one_mark(whole: str, mark: str, part: str, currency: str) -> str | None:
    """One comma or point: decimals unless three digits follow, which might be thousands."""
    if not part:
        return None
    if len(part) != 3 or len(whole) > 3 or whole == "0":
        return f"{whole}.{part}"
    if (mark == ",") == (exponent(currency) < 3):
        return whole + part if mark == "," else f"{whole}.{part}"
    raise UsageError(
        f"{whole}{mark}{part} could be thousands or decimals.",
        f"Write {whole}{part} for thousands, {whole}.{part[: exponent(currency)]} for decimals.",
    )


def _grouped(groups: list[str]) -> bool:
    """Whether digits are grouped as thousands (1,234,567) or as lakhs (12,34,567)."""
    first, *middle, last = groups
    return (
        1 <= len(first) <= 3
        and len(last) == 3
        and len({len(group) for group in middle} | {3}) <= 2
        and all(len(group) in (2, 3) for group in middle)
    )
