"""The words and figures of a date or time (date_words.py), and every way to read them."""

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from arcall_tui.domain.calendar import YEAR_LIKE, clock, first_of_month, monday, months_on
from arcall_tui.domain.date_words import MONTHS, WEEKDAYS
from arcall_tui.errors import UsageError

_ORDERS = {"dmy": ("day", "month", "year"), "mdy": ("month", "day", "year"), "ymd": ("year", "month", "day")}

_ISO_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})t(\d{2}:\d{2})(?::\d{2})?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2}|\d{4})([/.-])(\d{1,2})(?:\2(\d{4}|\d{1,2}))?\.?", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]*([a-z]{3,9})\.?(?:[ .-]+(\d{4}|\d{2}))?", re.ASCII)
_NAMED_US = re.compile(r"([a-z]{3,9})\.?[ -]*(\d{1,2})(?:st|nd|rd|th)?(?: +(\d{4}))?", re.ASCII)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)(?P<next> next month)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,2}", re.ASCII)
_WEEK_NUMBER = re.compile(r"([a-z]+ )?(week|wk|cw) ?(\d{1,2})( [a-z]+)?", re.ASCII)

_SPAN = r"(?P<count>\d{1,3}|an?|half an?|one|two|three|four)[ -]?"
_DAYS = re.compile(_SPAN + r"(?P<unit>d(?:ays?)?|w(?:(?:ee)?ks?)?|m(?:onths?)?|fortnights?)", re.ASCII)
_HOURS = re.compile(_SPAN + r"(?P<unit>h(?:(?:ou)?rs?)?|min(?:ute)?s?)", re.ASCII)
_COUNTS = {
    "a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0,
}  # fmt: skip
_NEAR = {
    "today": 0, "tod": 0, "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tom": 1, "tmr": 1,
    "tmrw": 1, "tmw": 1, "day after tomorrow": 2, "tomorrow week": 8,
}  # fmt: skip
_PAST = {"today": 0, "tod": 0, "yesterday": 1, "yday": 1, "day before yesterday": 2}
_ENDS = {
    "eow": "week", "end week": "week", "week end": "week", "eom": "month", "end month": "month",
    "month end": "month", "eoq": "quarter", "end quarter": "quarter", "quarter end": "quarter",
    "eoy": "year", "end year": "year", "year end": "year",
}  # fmt: skip
_NTHS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1}
_NTH = re.compile(rf"({'|'.join(_NTHS)}) ([a-z]+) (?:(next )?month|([a-z]+)(?: (\d{{4}}))?)", re.ASCII)
_AN_HOUR = re.compile(r"\d{1,2}h", re.ASCII)
_QUARTER, _YEAR = 3, 12  # months
_FRIDAY = 4
_EARLY = 7  # hours
_CENTURY = 100
_LONGEST = 31  # days of a month

Moment = tuple[date, time | None]


class Look(NamedTuple):
    """From where dates are read: `now` on the clock that is meant, `order` of digits, `back`: what is past is meant."""

    now: datetime
    order: str
    back: bool = False

    @property
    def today(self) -> date:
        """The day of `now`."""
        return self.now.date()

    @property
    def sign(self) -> int:
        """Which way the days that are meant lie."""
        return -1 if self.back else 1

    def sided(self, day: date) -> bool:
        """Whether a day lies that way; today does."""
        return day <= self.today if self.back else day >= self.today


def readings(words: str, look: Look) -> list[Moment]:
    """Return every way to read `words` (see `plain`), the likelier first; empty where there is none.

    Raises ValueError and OverflowError for days and times that do not exist, UsageError where a day and its name
    contradict each other.
    """
    if match := _ISO_INSTANT.fullmatch(words):
        return [(date.fromisoformat(match[1]), time.fromisoformat(match[2]))]
    if (at := _from_now(words, look)) is not None:
        span = (at.date(), at.time())
        # 15h is three o'clock to many, in 15 hours to others.
        hour = clock(words) if _AN_HOUR.fullmatch(words) and int(words[:-1]) >= _EARLY else None
        return [span] if hour is None else list(dict.fromkeys([(_day_of(hour, look), hour), span]))
    found: list[Moment] = [(day, None) for day in _days(words, look)]
    # A day that is over is hardly meant where one to come can be read: `20 nov 10` is ten o'clock.
    if not found or (not look.back and all(day < look.today for day, _ in found)):
        found = [*_others(words, look), *found]
    if not look.back and any(day >= look.today for day, _ in found):
        found = [moment for moment in found if moment[0] >= look.today]
    return list(dict.fromkeys(found))


def _others(words: str, look: Look) -> Iterator[Moment]:
    """Yield what is a time alone, a number alone, or a day and a time in either order."""
    if (at := clock(words)) is not None:
        yield _day_of(at, look), at
    if _NUMBER.fullmatch(words) and (day := _day_of_month(int(words), look)):
        yield day, None
        if (at := clock(words, beside=True)) is not None:
            yield _day_of(at, look), at
    parts = words.split(" ")
    for place in range(1, len(parts)):
        head, tail = " ".join(parts[:place]), " ".join(parts[place:])
        yield from _day_and_time(head, tail, look)
        if not _NUMBER.fullmatch(head):
            with suppress(ValueError):  # mon 09.30: no 9th of a 30th month
                yield from _day_and_time(tail, head, look)


def _day_and_time(day: str, at: str, look: Look) -> Iterator[Moment]:
    weekday = _named(day, WEEKDAYS)
    days = _days(day, look)
    if weekday is not None and _NUMBER.fullmatch(at):
        on = _day_of_month(int(at), look)  # monday 10: at ten o'clock, or the tenth where that is a Monday
        if on is not None and on.weekday() == weekday:
            yield on, None
    if YEAR_LIKE.fullmatch(at) and _told_from_today(day, look) is None:
        return  # 12 nov 2026 is no time on a 12 Nov
    if days and (hour := clock(at, beside=True)) is not None:
        there = hour < look.now.time() if look.back else hour > look.now.time()
        if weekday == look.today.weekday() and there:
            yield look.today, hour  # on a Friday `fri 3pm` is today's, or the other one
        yield from ((each, hour) for each in days)


# Times


def _day_of(at: time, look: Look) -> date:
    """Return the day of a time alone: the next such time, or the last."""
    if look.back:
        return look.today - timedelta(days=at > look.now.time())
    return look.today + timedelta(days=at <= look.now.time())


def _from_now(words: str, look: Look) -> datetime | None:
    """Read `in an hour`, `+1h`, `90 min`; looking back `-1h`, `half an hour ago`."""
    if words == "now":
        return look.now.replace(second=0, microsecond=0)
    span = _span(words, look, _HOURS)
    if span is None:
        return None
    count, unit = span
    minutes = count * (60 if unit == "h" else 1) * look.sign
    # Around a change of the clock an hour is still sixty minutes.
    there = look.now.tzinfo
    moved = (look.now.astimezone(UTC) if there else look.now) + timedelta(minutes=minutes)
    return (moved.astimezone(there) if there else moved).replace(second=0, microsecond=0)


def _span(words: str, look: Look, pattern: re.Pattern[str]) -> tuple[float, str] | None:
    """Return how many of which unit (its first letter) words like `+2w` and `2 weeks ago` are in that direction."""
    if look.back:
        bare = words.removesuffix(" ago").removeprefix("-").strip()
        if bare == words:
            return None
    else:
        bare = words.removeprefix("+").strip()
    match = pattern.fullmatch(bare)
    if match is None or (match["unit"] == "m" and bare == words):  # months, or minutes?
        return None
    count = match["count"]
    return _COUNTS[count] if count in _COUNTS else float(count), match["unit"][0]


# Days


def _days(words: str, look: Look) -> list[date]:
    """Return the days that words without a time can mean. Raises ValueError for one that does not exist."""
    told = _told_from_today(words, look)
    if told is not None:
        return told
    head, _, rest = words.partition(" ")
    before, _, tail = words.rpartition(" ")
    for named, dated in ((head, rest), (tail, before)):
        weekday = _named(named, WEEKDAYS)
        if weekday is not None and dated:
            return _with_weekday(weekday, dated, look)
    day = _dated(words, look)
    return [] if day is None else [day]


def _with_weekday(weekday: int, words: str, look: Look) -> list[date]:
    """Read a date whose weekday was named, too. Raises UsageError where they contradict each other."""
    try:
        ordinal = _ORDINAL.fullmatch(words)
        day = _day_of_month(int(ordinal[1]), look) if ordinal else _dated(words, look)
    except ValueError:  # 9.30 is a time
        return []
    if day is not None and day.weekday() != weekday:
        if clock(words, beside=True) is not None:
            return []
        raise UsageError(
            f"{day.day} {day:%b} {day.year} is a {day:%A}, not a {WEEKDAYS[weekday].title()}.",
            "Leave the weekday out, or write another day.",
        )
    return [] if day is None else [day]


def _told_from_today(words: str, look: Look) -> list[date] | None:
    """Read days that are told from today; None where these words are none."""
    today = look.today
    near = _PAST if look.back else _NEAR
    if words in near:
        return [today + timedelta(days=near[words] * look.sign)]
    if (ends := _end(words, look)) is not None:
        return [ends]
    if re.fullmatch(r"-\d{1,3}" if look.back else r"\+\d{1,3}", words, re.ASCII):
        return [today + timedelta(days=int(words))]
    if (span := _span(words, look, _DAYS)) is not None:
        return _spanned(*span, look)
    if match := _ORDINAL.fullmatch(words):
        start = first_of_month(today, 1) if match["next"] else today
        found = _day_of_month(int(match[1]), look._replace(now=datetime.combine(start, look.now.time())))
        return [found] if found else []
    return _numbered_week(words, look) or _weekday_of_month(words, look) or _weekday_or_period(words, look)


def _weekday_or_period(words: str, look: Look) -> list[date] | None:
    """Read `fri`, `next fri`, `fri week`, `fri next week`, `next week`, `next month`; looking back `last ...`."""
    today, turn = look.today, "last " if look.back else "next "
    if words.removeprefix(turn) in {"week", "fortnight", "month", "year"} and words.startswith(turn):
        return _period(words.removeprefix(turn), look)
    for beside in (f"{turn}week ", f" {turn}week"):
        if beside in words and (day := _named(words.replace(beside, ""), WEEKDAYS)) is not None:
            return [monday(today, look.sign) + timedelta(days=day)]
    weekday = _named(words.removeprefix(turn).removesuffix(" week"), WEEKDAYS)
    if weekday is None:
        return None
    away = (look.sign * (weekday - today.weekday()) - 1) % 7 + 1
    nearest = today + look.sign * timedelta(days=away)
    if words.endswith(" week"):
        return [nearest + timedelta(days=7)]
    if not words.startswith(turn):
        return [nearest]
    # On a Monday `next fri` is this week's to some, next week's to others.
    beside_week = monday(today, look.sign) + timedelta(days=weekday)
    return list(dict.fromkeys([beside_week, nearest]))


def _weekday_of_month(words: str, look: Look) -> list[date] | None:
    """Read `last fri of the month`, `first monday of december`: the next such day, or the last."""
    match = _NTH.fullmatch(words)
    if match is None:
        return None
    nth, day, of_next, month, year = match.groups()
    weekday, named = _named(day, WEEKDAYS), _named(month, MONTHS) if month else look.today.month - 1
    if weekday is None or named is None:
        return None
    start = date(int(year or look.today.year), named + 1, 1)
    for step in (1,) if of_next else (0, 1):
        first = first_of_month(start, step * (_YEAR if month else 1) * look.sign)
        weeks = [first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * week) for week in range(5)]
        found = [each for each in weeks if each.month == first.month][_NTHS[nth]]
        if year or look.sided(found):
            return [found]
    return None


def _period(unit: str, look: Look) -> list[date]:
    """Return what `next week` can mean: its first day, or as far from now; or looking back `last week`."""
    today, sign = look.today, look.sign
    weeks = {"week": 1, "fortnight": 2}.get(unit)
    if weeks is not None:
        edge = monday(today, sign * weeks)
        return list(dict.fromkeys([edge, today + sign * timedelta(weeks=weeks)]))
    months = sign * (1 if unit == "month" else _YEAR)
    edge = first_of_month(today, months) if unit == "month" else date(today.year + sign, 1, 1)
    return list(dict.fromkeys([edge, months_on(today, months)]))


def _numbered_week(words: str, look: Look) -> list[date] | None:
    """Read `week 51`, `fri week 51`: the next such day or the last week; Monday or Friday where no day is named.

    Raises UsageError for `fri week 3`, which may be a week on Friday at three.
    """
    match = _WEEK_NUMBER.fullmatch(words)
    if match is None:
        return None
    before, word, number, after = match.groups(default="")
    weekday = (before or after).strip()
    named = _named(weekday, WEEKDAYS)
    if weekday and named is None:
        return None
    # Where the past is meant it is no week on Friday: that is to come.
    hour = clock(number, beside=True) if before and word == "week" and not look.back else None
    if hour is not None:
        raise UsageError(
            f"{weekday} week {number} could be a week on {weekday} at {hour:%H:%M}, or that day of week {number}.",
            f"Write {weekday} week {hour:%H:%M}, or {weekday} cw {number}.",
        )
    this = look.today.isocalendar()
    year = this.year - (look.back and int(number) > this.week)
    found = _days_of_week(year, int(number), named)
    if not look.back and found[-1] < look.today:
        return _days_of_week(year + 1, int(number), named)
    return found


def _days_of_week(year: int, number: int, weekday: int | None) -> list[date]:
    first = date.fromisocalendar(year, number, 1)
    return [first + timedelta(days=days) for days in ((0, _FRIDAY) if weekday is None else (weekday,))]


def _spanned(count: float, unit: str, look: Look) -> list[date]:
    if count != int(count):
        return []
    ahead = look.sign * int(count)
    if unit == "m":
        return [months_on(look.today, ahead)]
    return [look.today + timedelta(days=ahead * {"d": 1, "w": 7, "f": 14}[unit])]


def _end(words: str, look: Look) -> date | None:
    """Read `eom`, `end of month`, `month end`, also of the week (Friday), the quarter, the year; and the next one's."""
    if words == "last eom" and look.back:
        words = "eom"
    ends, month = words[:3] in {"end", "eom"}, _named(re.sub(r"^(?:end|eom) ", "", words), MONTHS)
    if ends and month is not None:
        return first_of_month(_such(28 if month == 1 else 30, month + 1, look), 1) - timedelta(days=1)
    of_next = "next" in words.split()
    unit = _ENDS.get(" ".join(word for word in words.split() if word != "next"))
    if unit is None or (of_next and look.back):
        return None
    today = look.today
    if unit == "week":
        friday = monday(today, int(of_next)) + timedelta(days=_FRIDAY)
        return friday if look.sided(friday) else friday + look.sign * timedelta(days=7)
    months = {"month": 1, "quarter": _QUARTER, "year": _YEAR}[unit]
    into = (today.month - 1) % months
    end = first_of_month(today, months - into + (months if of_next else 0)) - timedelta(days=1)
    return first_of_month(today, -into) - timedelta(days=1) if look.back and end > today else end


def _named(word: str, names: tuple[str, ...]) -> int | None:
    """Return which of `names` begins with `word` (three letters at least)."""
    word = word.removesuffix(".")
    word = "wed" if word == "weds" else word
    if len(word) < len("mon"):
        return None
    return next((index for index, name in enumerate(names) if name.startswith(word)), None)


def _dated(words: str, look: Look) -> date | None:
    """Read a date with a day and a month; without a year it is the next such date, or the last."""
    if match := _ISO.fullmatch(words):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.fullmatch(words):
        return _digits(match[1], match[3], match[4], look)
    return _month_named(words, look)


def _digits(first: str, second: str, third: str | None, look: Look) -> date | None:
    names = _ORDERS[look.order]
    year_first = len(first) == len("2026")
    if third is None:
        if year_first:
            return None
        day_first = names.index("day") < names.index("month")
        day, month = (first, second) if day_first else (second, first)
        return _such(int(day), int(month), look)
    if year_first:  # leaves one reading
        return date(int(first), int(second), int(third))
    if len(third) == len("2026") and look.order == "ymd":
        raise ValueError("year last, though dates begin with it")
    parts = dict(zip(names, (first, second, third), strict=True))
    return date(_year(parts["year"]), int(parts["month"]), int(parts["day"]))


def _month_named(words: str, look: Look) -> date | None:
    if match := _NAMED.fullmatch(words):
        day, name, year = match.groups()
    elif match := _NAMED_US.fullmatch(words):
        name, day, year = match.groups()
    else:
        return None
    month = _named(name, MONTHS)
    if month is None:
        return None
    if year:
        return date(_year(year), month + 1, int(day))
    return _such(int(day), month + 1, look)


def _year(text: str) -> int:
    return int(text) if len(text) == len("2026") else 2000 + int(text) % _CENTURY


def _such(day: int, month: int, look: Look) -> date:
    """Return the next date of that day and month, or the last; today is one. 29 Feb waits for its leap year."""
    for year in range(look.today.year, look.today.year + 9 * look.sign, look.sign):
        try:
            found = date(year, month, day)
        except ValueError:
            if (day, month) != (29, 2):
                raise
            continue
        if look.sided(found):
            return found
    raise ValueError("no such date")


def _day_of_month(day: int, look: Look) -> date | None:
    """Return the next day of that number, or the last; months that have none are passed over."""
    if not 1 <= day <= _LONGEST:
        return None
    for months in range(12):
        first = first_of_month(look.today, look.sign * months)
        if day <= monthrange(first.year, first.month)[1] and look.sided(found := first.replace(day=day)):
            return found
    return None
