"""Dates, times and amounts as people type them; what fits two readings is refused, never guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from arcall_tui.domain.calendar import Hours
from arcall_tui.domain.money import Money, exponent
from arcall_tui.errors import UsageError

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WAY_OUT = "Write it like fri, +3, +2w, 15/12, 15 dec, 2026-12-15, eom, tomorrow 3pm or mon 14:30."
_WAY_BACK = "Write it like fri, -7, -2w, -1m, 15/10, 15 oct, 2026-10-15, eom, yesterday or today."
_ORDERS = {"dmy": ("day", "month", "year"), "mdy": ("month", "day", "year"), "ymd": ("year", "month", "day")}

_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:(?P<mark>[:.])(?P<minute>\d{2}))?\s*(?P<half>am|pm)?", re.ASCII)
_AHEAD = re.compile(r"\+(?P<count>\d{1,3})\s*(?P<unit>d(?:ays?)?|w(?:eeks?)?|m(?:onths?)?)?", re.ASCII)
_BACK = re.compile(r"-(?P<count>\d{1,3})\s*(?P<unit>d(?:ays?)?|w(?:eeks?)?|m(?:onths?)?)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,4})([/.-])(\d{1,2})(?:\2(\d{1,4}))?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]*([a-z]{3,9})\.?(?:[ ,.-]+(\d{2,4}))?", re.ASCII)
_NAMED_US = re.compile(r"([a-z]{3,9})\.?[ -]*(\d{1,2})(?:st|nd|rd|th)?(?:[ ,]+(\d{4}))?", re.ASCII)
_NEAR = {"today": 0, "tod": 0, "tomorrow": 1, "tom": 1, "tmr": 1}
_CENTURY = 100
_SPAN = re.compile(r"(?:from )?(.+?) ?(?:-|\u2013| to | until ) ?(.+)", re.ASCII)
_HALVES = {"morning": (9, 12), "afternoon": (13, 17)}  # on their clock (ours)
_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True)
class When:
    """A date, and a time of day if one was typed, on the clock of whoever it was asked for."""

    date: date
    time: time | None = None

    def __str__(self) -> str:
        """Spell it out, so that no reading stays in doubt: `Thu 26 Nov 2026, 15:00`."""
        day = f"{self.date:%a} {self.date.day} {self.date:%b} {self.date.year}"
        return day if self.time is None else f"{day}, {self.time:%H:%M}"


def parse_when(text: str, now_local: datetime, order: str = "dmy") -> When:
    """Read a date with or without a time, or a time alone (today's, or tomorrow's once it has passed).

    `now_local`: the present on the clock that is meant. `order`: `dmy`, `mdy` or `ymd`, how dates in digits
    are read. A date without a year is the next such date, today included. Raises UsageError.
    """
    words = " ".join(text.strip().lower().replace(",", " ").split())
    if not words:
        raise UsageError("No date was typed.", _WAY_OUT)
    try:
        return _read(words, now_local, order)
    except (ValueError, OverflowError):
        raise UsageError(f"{text.strip()!r} is not a date that I can read.", _WAY_OUT) from None


def parse_past(text: str, today: date, order: str = "dmy") -> date:
    """Read a day that is over, or today: the same words as elsewhere, looking back.

    `fri` is the last one before today, `eom` the last end of a month, `-7` a week ago, `15 oct` the last such
    date. `order`: how dates in digits are read. Raises UsageError, also for a day that is still to come.
    """
    words = " ".join(text.strip().lower().replace(",", " ").split())
    try:
        # The next such date from a year ago on is the last one.
        day = _look_back(words, today) or _dated(words, _ahead(-12, "m", today) + timedelta(days=1), order)
    except (ValueError, OverflowError):
        day = None
    if day is None:
        raise UsageError(f"{text.strip()!r} is not a past day that I can read.", _WAY_BACK)
    if day > today:
        raise UsageError(f"{When(day)} is still to come: today is {When(today)}.", _WAY_BACK)
    return day


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
    at = time(int(words)) if words.isascii() and words.isdigit() else _time(words)
    if at is None:
        raise ValueError(words)
    return at


def _read(words: str, now: datetime, order: str) -> When:
    iso_instant = re.fullmatch(r"(\d{4}-\d{2}-\d{2})t(\d{2}:\d{2})(?::\d{2})?", words, re.ASCII)
    if iso_instant:
        return When(date.fromisoformat(iso_instant[1]), time.fromisoformat(iso_instant[2]))
    day = _day(words, now.date(), order)
    if day is not None:
        return When(day)
    at = _time(words)
    if at is not None:
        later = at > now.time()
        return When(now.date() if later else now.date() + timedelta(days=1), at)
    # The time is the last word, or the last two ("3 pm"); what is before it must be a date.
    parts = words.replace(" at ", " ").split(" ")
    for count in (1, 2):
        at = _time(" ".join(parts[-count:]))
        day = _day(" ".join(parts[:-count]), now.date(), order) if parts[:-count] else None
        if at is not None and day is not None:
            return When(day, at)
    raise ValueError(words)


def _time(words: str) -> time | None:
    """Read `3pm`, `14:30`, `9.15am`, `noon`; `15` and `12.30` are none: they might be dates."""
    if words == "noon":
        return time(12)
    match = _CLOCK.fullmatch(words)
    if not match or not (match["mark"] == ":" or match["half"]):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(words)
        hour = hour % 12 + (12 if match["half"] == "pm" else 0)
    return time(hour, minute)


def _day(words: str, today: date, order: str) -> date | None:
    """Read a date alone; None where it is none. Raises ValueError for one that does not exist."""
    relative = _relative(words, today)
    return _dated(words, today, order) if relative is None else relative


def _dated(words: str, today: date, order: str) -> date | None:
    """Read a date with a day and a month; without a year it is the next such date."""
    if match := _ISO.fullmatch(words):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.fullmatch(words):
        return _digits(match[1], match[3], match[4], today, order)
    return _month_named(words, today)


def _relative(words: str, today: date) -> date | None:
    """Read a date that is told from today: `tomorrow`, `eom`, `+3`, `fri` (the next one after today)."""
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    if words == "eom":
        return today.replace(day=monthrange(today.year, today.month)[1])
    if match := _AHEAD.fullmatch(words):
        return _ahead(int(match["count"]), (match["unit"] or "d")[0], today)
    weekday = _named(words, _WEEKDAYS)
    return None if weekday is None else _weekday(weekday, today)


def _look_back(words: str, today: date) -> date | None:
    """Read a past day that is told from today: `yesterday`, `-7`, `eom`, `fri`."""
    if words in {"today", "tod", "yesterday"}:
        return today - timedelta(days=words == "yesterday")
    if words == "eom":
        return today if (today + timedelta(days=1)).day == 1 else today.replace(day=1) - timedelta(days=1)
    if match := _BACK.fullmatch(words):
        return _ahead(-int(match["count"]), (match["unit"] or "d")[0], today)
    weekday = _named(words, _WEEKDAYS)
    return None if weekday is None else _weekday(weekday, today - timedelta(days=8))


def _named(word: str, names: tuple[str, ...]) -> int | None:
    """Return which of `names` begins with `word` (three letters at least)."""
    if len(word) < 3:
        return None
    return next((index for index, name in enumerate(names) if name.startswith(word)), None)


def _weekday(weekday: int, today: date) -> date:
    """Return the next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _ahead(count: int, unit: str, today: date) -> date:
    if unit == "m":
        years, month = divmod(today.month - 1 + count, 12)
        year = today.year + years
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return today + timedelta(days=count * (7 if unit == "w" else 1))


def _digits(first: str, second: str, third: str | None, today: date, order: str) -> date | None:
    names = _ORDERS[order]
    if third is None:
        if len(first) > 2:
            return None
        day_first = names.index("day") < names.index("month")
        day, month = (first, second) if day_first else (second, first)
        return _next_such(int(day), int(month), today)
    if len(first) == 4:
        return date(int(first), int(second), int(third))
    if len(third) == 4 and order == "ymd":
        raise ValueError("year last, though dates begin with it")
    parts = dict(zip(names, (first, second, third), strict=True))
    return date(_year(parts["year"]), int(parts["month"]), int(parts["day"]))


def _month_named(words: str, today: date) -> date | None:
    if match := _NAMED.fullmatch(words):
        day, name, year = match.groups()
    elif match := _NAMED_US.fullmatch(words):
        name, day, year = match.groups()
    else:
        return None
    month = _named(name, _MONTHS)
    if month is None:
        return None
    if year:
        return date(_year(year), month + 1, int(day))
    return _next_such(int(day), month + 1, today)


def _year(text: str) -> int:
    if len(text) == 3:
        raise ValueError(text)
    return int(text) if len(text) == 4 else 2000 + int(text) % _CENTURY


def _next_such(day: int, month: int, today: date) -> date:
    """Return the next date of that day and month, today included; 29 Feb waits for its leap year."""
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            if (day, month) != (29, 2):
                raise
            continue
        if found >= today:
            return found
    raise ValueError("no such date")


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
