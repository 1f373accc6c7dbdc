"""Days as people write them in messages, in the languages that letters have: what is certain, and what is not."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from babel import Locale
from dateutil.relativedelta import relativedelta

from arcall_tui.workday.letters.language import languages

# Short names of months that are other words in other languages.
_OTHER_WORDS = frozenset(("out", "ago", "set", "sie", "gen", "lis", "lip", "mag"))
_NEAR = (
    (2, r"(?:the )?day after tomorrow|übermorgen|après-demain|pasado mañana|dopodomani|depois de amanhã|overmorgen|pojutrze|明後日|あさって"),
    (0, r"today|heute|aujourd.hui|hoy|oggi|hoje|vandaag|dzisiaj|dziś|本日"),
    (1, r"tomorrow|morgen|demain|mañana|domani|amanhã|jutro|明日"),
    (-1, r"yesterday|gestern|ayer|ieri|ontem|gisteren|wczoraj|昨日"),
)  # fmt: skip
_NEXT = re.compile(
    r"\b(?:next|(?:über)?nächst\w*|prochain\w*|próxim\w*|prossim\w*|que viene|volgende|przyszł\w*|następn\w*)",
    re.IGNORECASE,
)
_END = r"(?:end of|ende|fin(?: de)?|finales de|a? ?fine|fim d[eo]|eind[e]?(?: van)?|koniec|końca|końcem)"
_MONTH = r"(?:month|monats?|mois|mes|mese|mês|maand|miesiąca)"
_THIS_MONTH = re.compile(rf"\b{_END}(?: [a-z]{{2,5}})? {_MONTH}\b|monatsende|month.end|月末", re.IGNORECASE)
_AFTER_THIS = r"(?:next|nächst\w*|kommend\w*|prochaine?|próxim[oa]|prossim[oa]|volgende|komende|przyszł\w*|que v(?:iene|em))"
_NEXT_MONTH = re.compile(rf"\b(?:{_AFTER_THIS} {_MONTH}|{_MONTH} {_AFTER_THIS})\b|来月", re.IGNORECASE)
_LAST_OF_IT = re.compile(rf"\b{_END}\b|末", re.IGNORECASE)
_PART_OF_MONTH = {
    5: r"early|beginning of|anfang|début|principios de|inizio(?: di)?|início de|begin|(?:na )?początku",
    15: r"mid|mitte|mi|mediados de|metà(?: di)?|meados de|half|medio|(?:w )?połowie",
}
_WEEK = r"(?:week|woche|semaine|semana|settimana|tygodni\w*)"
_WEEKS_OFF = {
    1: re.compile(rf"\b(?:{_AFTER_THIS} {_WEEK}|{_WEEK} {_AFTER_THIS})\b|来週", re.IGNORECASE),
    0: re.compile(
        rf"\b(?:this|diese\w*|der|cette|est[ae]|questa|deze|tym|(?:end of|end of the|fin de|fine) ?(?:la )?) ?{_WEEK}\b|今週",
        re.IGNORECASE,
    ),
}
_WEEK_NUMBER = re.compile(
    rf"\b(?:kw|cw|wk|kalenderwoche|{_WEEK}) ?(?:no\.?|nr\.?)? ?(\d{{1,2}})\b(?! \w*(?:tag|day))",
    re.IGNORECASE,
)
_COUNTED = {
    word: count
    for count, words in (
        (1, "a an one ein eine einer einem un une una uma um een jeden"), (2, "two zwei deux dos due dois duas twee dwa dwóch"),
        (3, "three drei trois tres tre três drie trzy trzech"), (4, "four vier quatre cuatro quattro quatro cztery czterech"),
        (10, "ten zehn dix diez dieci dez tien dziesięć dziesięciu"), (14, "fourteen vierzehn"), (15, "quinze quince quindici"),
    )
    for word in words.split()
}  # fmt: skip
_UNITS = (
    (
        "working_days",
        r"(?:business|working) days?|werktagen?|arbeitstagen?|jours ouvr\w+|días hábiles|giorni lavorativi|werkdagen|dni roboczych",
    ),
    (
        "days",
        r"days?|tagen?|jours?|días?|giorn[io]|dias?|dagen|dag|dni",
    ),
    ("fortnights", r"fortnights?"),
    ("weeks", r"weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|tygodni\w*|tygodnie"),
    ("months", r"months?|monaten?|mois|mes(?:es)?|mes[ei]|maanden|miesi\w*"),
)
_AHEAD = re.compile(
    r"\b(?:in|within|innerhalb|innert|binnen|dans|sous|d['\u2019]ici|en|dentro|entro|tra|fra|em|over|za|w ciągu)(?: (?:von|the|next|den|de|les|los|os|about|ca\.?|circa|environ))*"
    rf" (\d{{1,3}}|{'|'.join(_COUNTED)}) (?:{'|'.join(f'(?P<{unit}>{words})' for unit, words in _UNITS)})\b",
    re.IGNORECASE,
)
_AHEAD_IN_JAPANESE = re.compile(
    r"(\d{1,3})(?:(?P<days>日)|(?P<weeks>週間)|(?P<months>[かヶカ]月))(?:以内|後)"
)
_END_OF = re.compile(rf"\b{_END} (?:de )?([^\W\d_]{{3,12}})", re.IGNORECASE)
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_JAPANESE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_DAY_MONTH = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º|e)?\s+(?:of\s+|de\s+)?(?P<month>(?:[^\W\d_]|[\u0900-\u0963]){3,12})\.?"
    r"(?:,?\s+(?:de\s+)?(?P<year>\d{4}))?"
)
_MONTH_DAY = re.compile(
    r"\b(?P<month>[A-Z][a-z]{2,8})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{4}))?"
)
_FIGURES = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b")
_DOTTED = re.compile(r"(?<![\d./])(\d{1,2})\.(\d{1,2})\.(?!\d)")
_SLASHED = re.compile(r"(?<![\w./-])(\d{1,2})/(\d{1,2})(?![\w/-])")
_OF_MONTH = re.compile(
    r"\b(?:(?:the|on)\s+(\d{1,2})(?:st|nd|rd|th)\b|(?:am|zum|le|el|il|dia|op|dnia)\s+(\d{1,2})(?:er|e)?"
    r"(?=\.?\s*(?:[,;)]|$)|\.\s|\s(?:par|por|per|via)\b))",
    re.IGNORECASE,
)


_FRIDAY = 4


class SaidDay(NamedTuple):
    """A day that was named; `doubtful` where it could be another."""

    day: date
    doubtful: bool = False


class Written(NamedTuple):
    """When a text was written, which is today for its writer. `order`: how days in figures are written (dmy, mdy).

    `certain`: False where that is not known, as of a message that is handed on.
    """

    on: date
    order: str
    certain: bool = True


class _Search(NamedTuple):
    """A text, and on which side of `today` its day is."""

    text: str
    today: date
    order: str
    past: bool

    def nearest(self, month: int, day: int) -> Iterator[date]:
        """Yield the day without a year that is nearest on its side."""
        for years in (0, -1 if self.past else 1):
            found = _date(self.today.year + years, month, day)
            if found is not None and (found <= self.today if self.past else found >= self.today):
                yield found
                return


def said_day(text: str, written: Written, *, past: bool) -> SaidDay | None:
    """Return the first day that a text names; None where it names none. What has two readings is doubtful.

    So is a day that is told from when it was written, where that is not known.
    """
    search = _Search(text, written.on, written.order, past)
    for reader in _READERS:
        for found in reader(search):
            told_from = reader not in _EXACT and not written.certain
            return SaidDay(found.day, found.doubtful or told_from)
    return None


def _full(search: _Search) -> Iterator[SaidDay]:
    for year, month, day in (*_ISO.findall(search.text), *_JAPANESE.findall(search.text)):
        found = (
            _date(int(year), int(month), int(day))
            if year
            else next(search.nearest(int(month), int(day)), None)
        )
        if found is not None:
            yield SaidDay(found)


def _in_words(search: _Search) -> Iterator[SaidDay]:
    for found in (*_DAY_MONTH.finditer(search.text), *_MONTH_DAY.finditer(search.text)):
        month, day, year = month_named(found["month"]), int(found["day"]), found["year"]
        if month and year and (exact := _date(int(year), month, day)):
            yield SaidDay(exact)
        elif month and not year:
            yield from map(SaidDay, search.nearest(month, day))


def _in_figures(search: _Search) -> Iterator[SaidDay]:
    for one, two, end in _FIGURES.findall(search.text):
        year = int(end) + (2000 if len(end) == 2 else 0)  # noqa: PLR2004 - a year of two digits
        dmy, mdy = _date(year, int(two), int(one)), _date(year, int(one), int(two))
        first, other = (mdy, dmy) if search.order == "mdy" else (dmy, mdy)
        if day := first or other:
            yield SaidDay(day, first is not None and other is not None and first != other)
    for one, two in _DOTTED.findall(search.text):
        yield from map(SaidDay, search.nearest(int(two), int(one)))
    for one, two in _SLASHED.findall(search.text):
        month, day = (one, two) if search.order == "mdy" else (two, one)
        yield from (SaidDay(found, doubtful=True) for found in search.nearest(int(month), int(day)))


def _ends_of_months(search: _Search) -> Iterator[SaidDay]:
    today = search.today
    if _NEXT_MONTH.search(search.text) and not search.past:
        after = _last(today.year, today.month) + timedelta(days=1)
        yield SaidDay(_last(after.year, after.month), doubtful=_LAST_OF_IT.search(search.text) is None)
    elif _THIS_MONTH.search(search.text):
        yield SaidDay(
            today.replace(day=1) - timedelta(days=1) if search.past else _last(today.year, today.month)
        )
    for word in _END_OF.findall(search.text):
        if month := month_named(word):
            years = -(month >= today.month) if search.past else int(month < today.month)
            yield SaidDay(_last(today.year + years, month))


def _parts_of_months(search: _Search) -> Iterator[SaidDay]:
    """Yield a day of what is told as mid December: never a certain one."""
    for day, words in _PART_OF_MONTH.items():
        for word in re.findall(rf"(?i)\b(?:{words})[- ]([^\W\d_]{{3,12}})", search.text):
            if month := month_named(word):
                yield from (SaidDay(each, doubtful=True) for each in search.nearest(month, day))


def _ahead(search: _Search) -> Iterator[SaidDay]:
    """Yield the day after so many days, weeks or months: as it is counted, it may be another."""
    found = _AHEAD.search(search.text) or _AHEAD_IN_JAPANESE.search(search.text)
    if found is not None and not search.past:
        count = _COUNTED.get(found[1].lower()) or int(found[1] if found[1].isdigit() else 0)
        unit = next(unit for unit, said in found.groupdict().items() if said)
        yield SaidDay(_counted(search.today, unit, count), doubtful=True)


def _counted(day: date, unit: str, count: int) -> date:
    """Return the day after so many units; working days are those of most countries, for the calendar is not known."""
    if unit == "working_days":
        for _ in range(count):
            day += timedelta(days=1 if day.weekday() < _FRIDAY else 7 - day.weekday())
        return day
    if unit == "fortnights":
        unit, count = "weeks", 2 * count
    return day + relativedelta(**{unit: count})  # type: ignore[arg-type]


def _weeks(search: _Search) -> Iterator[SaidDay]:
    """Yield a day of a week that is told: its weekday where that is named, else its Friday, which is not certain."""
    if search.past:
        return
    named = next((day for day, name in enumerate(_weekday_names()) if name.search(search.text)), None)
    monday = search.today - timedelta(days=search.today.weekday())
    weeks = [monday + timedelta(weeks=off) for off, words in _WEEKS_OFF.items() if words.search(search.text)]
    for number in map(int, _WEEK_NUMBER.findall(search.text)):
        this = search.today.isocalendar()
        year = this.year + (number < this.week)
        if 0 < number <= date(year, 12, 28).isocalendar().week:
            weeks.insert(0, date.fromisocalendar(year, number, 1))
    for start in weeks:
        yield SaidDay(start + timedelta(days=_FRIDAY if named is None else named), doubtful=named is None)


def _weekdays(search: _Search) -> Iterator[SaidDay]:
    """Yield the weekday on its side of today. Doubtful: the next one, and today's own: it may be a week off."""
    for weekday, pattern in enumerate(_weekday_names()):
        if found := pattern.search(search.text):
            ahead = (weekday - search.today.weekday() - 1) % 7 + 1
            near = search.text[max(0, found.start() - 25) : found.end() + 25]
            doubtful = ahead == 7 or _NEXT.search(near) is not None  # noqa: PLR2004 - days of a week
            yield SaidDay(search.today + timedelta(days=ahead - 7 * search.past), doubtful)


def _near_days(search: _Search) -> Iterator[SaidDay]:
    for days, words in _NEAR:
        if re.search(rf"(?<![^\W\d_])(?:{words})", search.text, re.IGNORECASE):
            yield SaidDay(search.today + timedelta(days=days))


def _of_month(search: _Search) -> Iterator[SaidDay]:
    """Yield the 3rd: this month's, or the one before or after it on its side of today."""
    for one, other in _OF_MONTH.findall(search.text):
        for months in (0, -1 if search.past else 1):
            year, month = divmod(search.today.year * 12 + search.today.month - 1 + months, 12)
            found = _date(year, month + 1, int(one or other))
            if found is not None and (found <= search.today if search.past else found >= search.today):
                yield SaidDay(found)
                break


_READERS = (
    _full, _in_words, _in_figures, _ends_of_months, _parts_of_months, _ahead, _weeks, _weekdays, _near_days, _of_month,
)  # fmt: skip
_EXACT = frozenset((_full, _in_words, _in_figures))


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


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def month_named(word: str) -> int:
    """Return a month by its name or how it is shortened, in any language of letters; 0 for no month."""
    return _months().get(word.lower(), 0)


@lru_cache(1)
def _months() -> dict[str, int]:
    names: dict[str, int] = {"sept": 9}
    for each in languages():
        for context in Locale.parse(each).months.values():
            for style in ("wide", "abbreviated"):
                names |= {str(name).lower().rstrip("."): month for month, name in context[style].items()}
    return {name: month for name, month in names.items() if name not in _OTHER_WORDS}


@lru_cache(1)
def _weekday_names() -> list[re.Pattern[str]]:
    """Return how each weekday is called, Monday first; their ends may change (środa, środę)."""
    named: list[set[str]] = [set() for _ in range(7)]
    for each in languages():
        for weekday, name in Locale.parse(each).days["format"]["wide"].items():
            text = str(name).lower()
            named[weekday].add(re.escape(text[:-1]) + (r"\w?\b" if text[0].isascii() or each == "pl" else ""))
    return [re.compile(rf"(?<![^\W\d_])(?:{'|'.join(sorted(each))})", re.IGNORECASE) for each in named]
