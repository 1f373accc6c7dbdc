"""Days as people write them in messages, in the languages that letters have: what is certain, and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from babel import Locale
from dateutil.relativedelta import relativedelta

from arcall_tui.domain.calendar import Calendar, first_of_month
from arcall_tui.domain.date_words import PARTS_OF_MONTH
from arcall_tui.workday.letters.customer_words import any_of, says, small, tables
from arcall_tui.workday.letters.customer_words import pattern as pattern_of
from arcall_tui.workday.letters.language import languages

# Short names of months that are other words in other languages.
_OTHER_WORDS = frozenset(("out", "ago", "set", "sie", "gen", "lis", "lip", "mag"))
_NEAR = {
    "day_after_tomorrow": 2, "day_before_yesterday": -2, "today": 0, "part_of_today": 0, "tomorrow": 1, "yesterday": -1,
}  # fmt: skip
_MONTHS = 12
_FAR = 270  # days from today: one without a year that is further away may be of the other year
_LAST = relativedelta(day=31)  # of its month
_YEARS = 5  # from today: further away is no day of a payment, but a bank's sort code
COUNTED = {
    word: int(count)
    for table in tables()
    for count, said in table.get("counts", {}).items()
    for word in said.split()
}
_UNITS = ("working_days", "days", "fortnights", "weeks", "months")
_AFTER, _END = f"(?:{any_of('after_this')})", f"(?:{any_of('end')})"
_WEEK, _MONTH = f"(?:{any_of('week')})", f"(?:{any_of('month')})"


def _whole(words: str, key: str = "") -> re.Pattern[str]:
    """Return what finds whole words; or, in languages that set none apart, what stands under a key anywhere."""
    return re.compile(rf"\b(?:{words})\b|{any_of(key)}", re.IGNORECASE)


_THIS_MONTH = _whole(rf"{_END}(?: [a-z]{{2,5}})? {_MONTH}", "month_end")
_NEXT_MONTH = _whole(f"{_AFTER} {_MONTH}|{_MONTH} {_AFTER}", "next_month_anywhere")
_WEEKS_OFF = {
    1: _whole(f"{_AFTER} {_WEEK}|{_WEEK} {_AFTER}", "next_week_anywhere"),
    0: _whole(rf"(?:{any_of('this')}) ?{_WEEK}", "this_week_anywhere"),
}
_WEEK_NUMBER = re.compile(
    rf"\b(?:{any_of('week_number')}|{_WEEK}) ?(?:no\.?|nr\.?)? ?(\d{{1,2}})\b(?! \w*(?:tag|day))",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    rf"\b(?:{any_of('ahead')})(?: (?:{any_of('about')}))* (\d{{1,3}}|{'|'.join(COUNTED)})"
    rf" (?:{'|'.join(f'(?P<{unit}>{any_of(unit)})' for unit in _UNITS)})\b",
    re.IGNORECASE,
)
_AHEAD_IN_JAPANESE = re.compile(
    r"(\d{1,3})(?:(?P<days>日)|(?P<weeks>週間)|(?P<months>[かヶカ]月))(?:以内|後)"
)
_END_OF = re.compile(rf"\b{_END} (?:de )?([^\W\d_]{{3,12}})", re.IGNORECASE)
_IN_FULL = {
    word: place for table in tables() for place, word in enumerate(table.get("ordinals", "").split(), 1)
}
_FULL = "|".join(sorted(_IN_FULL, key=len, reverse=True))
_DAY_IN_FULL = re.compile(
    rf"(?i)\b(?:({_FULL}),? (?:of )?([^\W\d_]{{3,}})|(?!\w+day )([^\W\d_]{{3,}}) (?:the )?({_FULL})\b(?! of))"
)
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_JAPANESE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_DAY_MONTH = re.compile(
    r"(?i)\b(?P<day>\d{1,2})(?:-|(?:st|nd|rd|th|er|\.|º|e)?\s+(?:of\s+|de\s+)?)(?P<month>(?:[^\W\d_]|[\u0900-\u0963]){3,12})\.?"
    r"(?:(?:-|,?\s+(?:de\s+)?)(?P<year>\d{4,}))?"
)
_MONTH_DAY = re.compile(
    r"(?i)\b(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{4,}))?"
)
# What stands before the second of two days: 4 or 5 December.
_OR_THE_DAY = re.compile(
    rf"(?i)(?<![\w-])\d{{1,2}}\.?(?:st|nd|rd|th)?\s*(?:[-\u2013/]|\b(?:{any_of('or')})\b)\s*$"
)
_FIGURES = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})\b")
_DOTTED = re.compile(r"(?<![\d./])(\d{1,2})\.(\d{1,2})\.(?!\d)")
_SLASHED = re.compile(r"(?<![\w./-])(\d{1,2})/(\d{1,2})(?![\w/-])")
_OF_MONTH = re.compile(
    rf"\b(?:(?:{any_of('of_month_before')})\s+(\d{{1,2}})(?:st|nd|rd|th)\b|(?:{any_of('of_month')})\s+(\d{{1,2}})(?:er|e)?"
    r"(?=\.?\s*(?:[,;)]|$)|\.\s|\s(?:par|por|per|via)\b))",
    re.IGNORECASE,
)
_TERMS = re.compile(any_of("terms"), re.IGNORECASE)
# What stands before the day on which something was told, or a letter or invoice written.
_OF_ANOTHER = re.compile(rf"(?:{any_of('day_of_another')})[\s(]*$", re.IGNORECASE)
_DAY_FOLLOWS = re.compile(r"[\s,.]*(?:[^\W\d_]{1,4}\s+){0,2}\d|,?\s+[A-Z][a-z]{2,8}\.?\s+\d")
_FRIDAY = 4
_BEFORE = 80  # characters before a day that may say of what it is


class SaidDay(NamedTuple):
    """A day that was named; `doubtful` where it could be another."""

    day: date
    doubtful: bool = False


class Written(NamedTuple):
    """When a text was written, which is today for its writer. `order`: how days in figures are written (dmy, mdy).

    `certain`: False where that is not known, as of a message that is handed on. `settled`: whether the order is known.
    """

    on: date
    order: str
    certain: bool = True
    settled: bool = False

    def ordered(self, text: str) -> Written:
        """Settle how a text writes its days in figures, where one of them can be read in one way alone."""
        whole = [(int(one), int(two)) for one, _, two, _ in _FIGURES.findall(text)]
        short = [(int(one), 0) for one, _ in _SLASHED.findall(text)]  # 11/27 may be a month of a year
        orders = {"dmy" if one > _MONTHS else "mdy" for one, two in whole + short if max(one, two) > _MONTHS}
        return self._replace(order=orders.pop(), settled=True) if len(orders) == 1 else self


class _Search(NamedTuple):
    """A text, and on which side of `today` its day is."""

    text: str
    today: date
    order: str
    past: bool
    settled: bool

    def nearest(self, month: int, day: int, *, doubtful: bool = False) -> Iterator[SaidDay]:
        """Yield the day without a year that is nearest on its side; doubtful where that is far, and what is to come where near, instead."""
        years = (self.today.year + each for each in ((0, -1, 1) if self.past else (0, 1)))
        days = [found for year in years if (found := _date(year, month, day))]
        if sided := next(filter(self.sided, days), None):
            might = (sided, *days) if self.past else (sided,)
            near = next((each for each in might if abs((each - self.today).days) <= _FAR), None)
            yield SaidDay(near or sided, doubtful or near != sided)

    def sided(self, day: date) -> bool:
        """Whether a day is on its side; today is on both."""
        return day <= self.today if self.past else day >= self.today


def said_day(text: str, written: Written, *, past: bool) -> SaidDay | None:
    """Return the day that a text names; None where it names none. What has two readings is doubtful.

    So is a day that is told from when it was written, where that is not known; one of several on their side of it; and
    one on the other side.
    """
    search = _Search(_without_others(text), written.on, written.order, past, written.settled)
    exact = [found for reader in _EXACT for found in reader(search)]
    sided = [each for each in exact if search.sided(each.day)]
    if exact:
        first = (sided or exact)[0]
        other = any(each.day != first.day for each in sided) or _other_weekday(search.text, first.day)
        return SaidDay(first.day, first.doubtful or not sided or other)
    found = next((found for reader in _TOLD for found in reader(search)), None)
    if found is None:
        return None
    return SaidDay(found.day, found.doubtful or not written.certain or not search.sided(found.day))


def _without_others(text: str) -> str:
    """Return a text without days of payment, and those on which a letter was written, or something was told."""
    text = _DAY_IN_FULL.sub(_in_digits, _TERMS.sub(" ", text))
    readers = (_ISO, _JAPANESE, _FIGURES, _DOTTED, _SLASHED, _DAY_MONTH, _MONTH_DAY, _OF_MONTH)
    for pattern in (*readers, *_weekdays_found()):
        for found in reversed(list(pattern.finditer(text))):
            if _OF_ANOTHER.search(text[max(0, found.start() - _BEFORE) : found.start()]):
                text = f"{text[: found.start()]} {text[found.end() :]}"
    return text


def _in_digits(found: re.Match[str]) -> str:
    """Return the fourth of December in digits; as it stands what is no day."""
    day, month = found[1] or found[4], found[2] or found[3]
    return f"{_IN_FULL[day.lower()]} {month}" if month_named(month) else found[0]


def _other_weekday(text: str, day: date) -> bool:
    """Whether a weekday stands before a day that is not on it."""
    found = ((on, each) for on, name in enumerate(_weekdays_found()) for each in name.finditer(text))
    named = {on for on, each in found if _DAY_FOLLOWS.match(text, each.end())}
    return bool(named) and day.weekday() not in named


def _full(search: _Search) -> Iterator[SaidDay]:
    for year, month, day in (*_ISO.findall(search.text), *_JAPANESE.findall(search.text)):
        if year:
            yield from _dated(int(year), int(month), int(day))
        else:
            yield from search.nearest(int(month), int(day))


def _dated(year: int, month: int, day: int, *, doubtful: bool = False) -> Iterator[SaidDay]:
    """Yield a day; of one that does not exist, what may be meant, which is never certain."""
    real = _date(year, month, day)
    if meant := real or _date(int(str(year)[:4]), month, 1):
        yield SaidDay(real or meant + relativedelta(day=day), doubtful or not real)


def _in_words(search: _Search) -> Iterator[SaidDay]:
    for found in (*_DAY_MONTH.finditer(search.text), *_MONTH_DAY.finditer(search.text)):
        month, day, year = month_named(found["month"]), int(found["day"]), found["year"]
        other = _OR_THE_DAY.search(search.text[: found.start()]) is not None
        if month and year:
            yield from _dated(int(year), month, day, doubtful=other)
        elif month:
            yield from search.nearest(month, day, doubtful=other)


def _in_figures(search: _Search) -> Iterator[SaidDay]:
    for one, sign, two, end in _FIGURES.findall(search.text):
        year = int(end) + (2000 if len(end) == 2 else 0)  # noqa: PLR2004 - a year of two digits
        if abs(year - search.today.year) > _YEARS:
            continue
        both = _either_way(search, int(one), int(two), year)
        if sign == "." and (pointed := _date(year, int(two), int(one))):
            both = [pointed]  # whoever writes points begins with the day
        # One of them may be on the wrong side of today.
        for day in sorted(both, key=lambda each: not search.sided(each))[:1]:
            yield SaidDay(day, len(set(both)) > 1)
        if not both:
            yield from (*_dated(year, int(two), int(one)), *_dated(year, int(one), int(two)))
    for one, two in _DOTTED.findall(search.text):
        yield from search.nearest(int(two), int(one))
    for one, two in _SLASHED.findall(search.text):
        # 11/27 may be a month of a year.
        both = _either_way(search, int(one), int(two), search.today.year)
        for day in both[:1]:
            unsure = len(set(both)) > 1 or (day.day == int(two) and not search.settled)
            yield from search.nearest(day.month, day.day, doubtful=unsure)


def _either_way(search: _Search, one: int, two: int, year: int) -> list[date]:
    """Return what two figures of a year may be, the usual order first; where that is known, no other."""
    ways = [_date(year, two, one), _date(year, one, two)]
    ways = ways[::-1] if search.order == "mdy" else ways
    return [day for day in (ways[:1] if search.settled else ways) if day]


def _ends_of_months(search: _Search) -> Iterator[SaidDay]:
    today = search.today
    if _NEXT_MONTH.search(search.text) and not search.past:
        yield SaidDay(today + relativedelta(months=1, day=31), doubtful=not says("end", search.text))
    elif _THIS_MONTH.search(search.text):
        yield SaidDay(today + relativedelta(day=1, days=-1) if search.past else today + _LAST)
    for word in _END_OF.findall(search.text):
        if month := month_named(word):
            years = -(month >= today.month) if search.past else int(month < today.month)
            yield SaidDay(today + relativedelta(years=years, month=month, day=31))


def _parts_of_months(search: _Search) -> Iterator[SaidDay]:
    """Yield a day of what is told as mid December: never a certain one."""
    for key, day in PARTS_OF_MONTH.items():
        told = rf"(?i)\b(?:{any_of(key)})[- ]([^\W\d_]{{3,12}})(?:,? (?:de )?(\d{{4}})\b)?"
        for word, year in re.findall(told, search.text):
            if month := month_named(word):
                days = _dated(int(year), month, day) if year else search.nearest(month, day)
                yield from (SaidDay(each.day, doubtful=True) for each in days)


def _ahead(search: _Search) -> Iterator[SaidDay]:
    """Yield the day after so many days, weeks or months: as it is counted, it may be another."""
    found = _AHEAD.search(search.text) or _AHEAD_IN_JAPANESE.search(search.text)
    if found is not None and not search.past:
        count = COUNTED.get(found[1].lower()) or int(found[1] if found[1].isdigit() else 0)
        unit = next(unit for unit, said in found.groupdict().items() if said)
        yield SaidDay(_counted(search.today, unit, count), doubtful=True)


def _counted(day: date, unit: str, count: int) -> date:
    """Return the day after so many units; working days are those of most countries, for the calendar is not known."""
    if unit == "working_days":
        return Calendar().add_business_days(day, count)
    if unit == "fortnights":
        unit, count = "weeks", 2 * count
    return day + relativedelta(**{unit: count})  # type: ignore[arg-type]


def _weeks(search: _Search) -> Iterator[SaidDay]:
    """Yield a day of a week that is told: its weekday where that is named, else its Friday, which is not certain."""
    if search.past:
        return
    named = next((day for day, name in enumerate(_weekdays_found()) if name.search(search.text)), None)
    monday = search.today - timedelta(days=search.today.weekday())
    weeks = [monday + timedelta(weeks=off) for off, told in _WEEKS_OFF.items() if told.search(search.text)]
    for number in map(int, _WEEK_NUMBER.findall(search.text)):
        this = search.today.isocalendar()
        year = this.year + (number < this.week)
        if 0 < number <= date(year, 12, 28).isocalendar().week:
            weeks.insert(0, date.fromisocalendar(year, number, 1))
    for start in weeks:
        yield SaidDay(start + timedelta(days=_FRIDAY if named is None else named), doubtful=named is None)


def _weekdays(search: _Search) -> Iterator[SaidDay]:
    """Yield the weekday on its side of today. Doubtful: one of several, the next one, and today's own: it may be a week off."""
    named = [pattern.search(search.text) for pattern in _weekdays_found()]
    several = len(list(filter(None, named))) > 1
    for weekday, found in enumerate(named):
        if found:
            ahead = (weekday - search.today.weekday() - 1) % 7 + 1
            near = search.text[max(0, found.start() - 25) : found.end() + 25]
            own = ahead == 7  # noqa: PLR2004 - days of a week
            back = search.past * (1 + (own and not pattern_of("today").search(small(near))))
            yield SaidDay(
                search.today + timedelta(days=ahead - 7 * back),
                several or (own and not says("last", near)) or says("next", near) or says("week_after", near),
            )


def _near_days(search: _Search) -> Iterator[SaidDay]:
    """Yield today, tomorrow and the like, the first that is named; several are doubtful."""
    text, named = search.text, []
    ahead = ((key, days) for key, days in _NEAR.items() if not (days > 0 if search.past else days < 0))
    for key, days in ahead:
        # In Japanese the words around it stand close.
        pattern = re.compile(rf"(?<![^\W\d_\u3040-\u9fff])(?:{any_of(key)})", re.IGNORECASE)
        named += [(found.start(), days) for found in pattern.finditer(text)]
        text = pattern.sub(lambda found: " " * len(found[0]), text)  # tomorrow stands in the day after it
    for _, days in sorted(named)[:1]:
        yield SaidDay(search.today + timedelta(days=days), len({ahead for _, ahead in named}) > 1)


def _of_month(search: _Search) -> Iterator[SaidDay]:
    """Yield the 3rd: this month's, or the one before or after it on its side of today."""
    for one, other in _OF_MONTH.findall(search.text):
        for months in (0, -1 if search.past else 1):
            first = first_of_month(search.today, months)
            found = _date(first.year, first.month, int(one or other))
            if found is not None and search.sided(found):
                yield SaidDay(found)
                break


_EXACT = (_full, _in_words, _in_figures)
_TOLD = (_ends_of_months, _parts_of_months, _ahead, _weeks, _weekdays, _near_days, _of_month)


def without_days(text: str) -> str:
    """Return a text in which blanks stand for what it says of days in figures or with a month's name."""
    for pattern in (_ISO, _JAPANESE, _FIGURES, _DOTTED):
        text = pattern.sub(" ", text)
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        text = pattern.sub(lambda found: " " if month_named(found["month"]) else found[0], text)
    return text


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_named(word: str) -> int:
    """Return a month by its name or how it is shortened, in any language of letters; 0 for no month."""
    return months_by_name().get(word.lower(), 0)


def names_day(word: str) -> bool:
    """Whether a word is a month's, a weekday's, or as today."""
    told = (*_weekdays_found(), *map(pattern_of, _NEAR))
    return month_named(word) > 0 or any(each.match(small(word)) for each in told)


@lru_cache(1)
def months_by_name() -> dict[str, int]:
    """Return the months by their names and how these are shortened, in small letters."""
    names: dict[str, int] = {"sept": 9}
    for each in languages():
        for context in Locale.parse(each).months.values():
            for style in ("wide", "abbreviated"):
                names |= {str(name).lower().rstrip("."): month for month, name in context[style].items()}
    return {name: month for name, month in names.items() if name not in _OTHER_WORDS}


@lru_cache(1)
def weekday_names() -> list[set[str]]:
    """Return patterns of how each weekday is called, Monday first; their ends may change (środa, środę)."""
    named: list[set[str]] = [set() for _ in range(7)]
    for each in languages():
        for weekday, name in Locale.parse(each).days["format"]["wide"].items():
            text = str(name).lower()
            ends = r"\w?\b" if text[0].isascii() or each == "pl" else ""
            if each == "pl" and text.endswith("ek"):  # piątek, do piątku, przed piątkiem
                text, ends = text[:-1], r"(?:ek|k\w{1,3})\b"
            named[weekday].add(re.escape(text[:-1]) + ends)
    for table in tables():
        for weekday, said in enumerate(table.get("weekdays", ())):
            named[weekday].add(said)
    return named


@lru_cache(1)
def _weekdays_found() -> list[re.Pattern[str]]:
    return [
        re.compile(rf"(?<![^\W\d_])(?:{'|'.join(sorted(each))})", re.IGNORECASE) for each in weekday_names()
    ]
