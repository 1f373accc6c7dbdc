"""How a date is written: its formats, months in many languages, calendars of other countries."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from unicodedata import normalize

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.words import plain_digits
from arcall_tui.packaged import table_of

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_FULL_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_NUMBERS = {
    name: number for names in (_MONTHS, _FULL_MONTHS) for number, name in enumerate(names, start=1)
} | {"sept": 9}

# A time of day after a date says nothing about an invoice.
_TIME = re.compile(
    r"[T ,]+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)? ?(?:[ap]\.?m\.?)? ?(?:z|utc|[+-][0-9]{2}:?[0-9]{2})?$",
    re.ASCII | re.IGNORECASE,
)

# Spreadsheets count days from here (the 1900 system with its leap-year mistake behind it).
_SERIAL_ZERO = date(1899, 12, 30)
# Two-digit years are read in this century up to this one, as POSIX does.
_PIVOT = 69
# Years of the Buddhist calendar, as Thailand counts, are these; no bill is of our 25th century.
_BUDDHIST, _BUDDHIST_YEARS = 543, (2_450, 2_650)
ORDERS = ("dmy", "mdy", "ymd")


@dataclass(frozen=True, slots=True)
class DateFormat:
    """One way to write a date. `example` is 31 December 2026 in it; `order` is dmy, mdy or ymd; `later`: by so many days."""

    example: str
    order: str
    pattern: re.Pattern[str]
    later: int = 0

    def read(self, text: str) -> str | None:
        """Return the ISO date, or None where `text` is not a date in this format."""
        timed = ":" in text or "." in text
        found = self.pattern.fullmatch(text) or (timed and self.pattern.fullmatch(_TIME.sub("", text)))
        if not found:
            return None
        parts = found.groupdict()
        try:
            if "serial" in parts:
                return (_SERIAL_ZERO + timedelta(days=int(parts["serial"]))).isoformat()
            if "day" in parts:
                first = date(_year(parts["y"]), 1, 1)
                day = first + timedelta(days=int(parts["day"]) - 1)
                return day.isoformat() if day.year == first.year else None
            if "w" in parts:
                return date.fromisocalendar(int(parts["y"]), int(parts["w"]), 7).isoformat()
            month = parts["m"] if parts["m"].isdigit() else _MONTH_NUMBERS.get(parts["m"].lower(), 0)
            last = parts.get("d") or monthrange(_year(parts["y"]), int(month))[1]
            return (date(_year(parts["y"]), int(month), int(last)) + timedelta(self.later)).isoformat()
        except (ValueError, OverflowError):
            return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year - _BUDDHIST if _BUDDHIST_YEARS[0] <= year <= _BUDDHIST_YEARS[1] else year
    return 2000 + year if year < _PIVOT else 1900 + year


_FILE = table_of("ledger/date_formats")
_PARTS: dict[str, tuple[str, str, str]] = _FILE["parts"]
_TEMPLATES = (
    *(mark.join(order.replace("y", year)) for mark in "/-. " for order in ORDERS for year in "yY"),
    *"d_b_e b_d_e y_b_d DbT DbY CMD DMT YMD MDY DMY".split(),
)


def _format(template: str) -> DateFormat:
    """Return the format that a template of parts and marks stands for."""
    pattern = "".join(
        (_PARTS[part][0] if part in "b_" else f"(?P<{_PARTS[part][2]}>{_PARTS[part][0]})")
        if part in _PARTS
        else f" ?{re.escape(part)} ?"  # 1. 9. 2026, as Czechs write it
        for part in template
    )
    order = "".join(_PARTS[part][2] for part in template if part in _PARTS and part != "_")
    example = "".join(_PARTS[part][1] if part in _PARTS else part for part in template)
    return DateFormat(
        "Dec 31, 2026" if template == "b_d_e" else example, order, re.compile(pattern, re.ASCII)
    )


MIDRANGE = "1261231"
FORMATS = (
    *map(_format, _TEMPLATES),
    # A century since 1900, as midrange computers count.
    DateFormat(MIDRANGE, "ymd", re.compile("1(?P<y>[0-9]{2})(?P<m>[01][0-9])(?P<d>[0-3][0-9])", re.ASCII)),
    DateFormat("2026-365", "ymd", re.compile(r"(?P<y>20[0-9]{2})-?(?P<day>[0-3][0-9]{2})", re.ASCII)),
    # A year and the day in it, as ledgers of mainframes have them, with or without the century since 1900.
    DateFormat(
        "26365 (year and day)", "ymd", re.compile(r"1?(?P<y>[0-9]{2})(?P<day>[0-3][0-9]{2})", re.ASCII)
    ),
    # 25569 is 1970, 73050 the last day of 2099.
    DateFormat(
        "46387 (a spreadsheet's day number)",
        "ymd",
        re.compile(r"(?P<serial>[2-7][0-9]{4})(?:\.[0-9]+)?", re.ASCII),
    ),
)
# Months and weeks, which no day is told of: only a whole column of them is one of dates.
ROUGH = tuple(DateFormat("2026-12", "ymd", re.compile(f"(?i){each}")) for each in _FILE["rough"].split())
_WORD = re.compile(r"[^\W\d_]+\.?")
# Whose months are recognised where nobody said the language, for as long as they are not at odds.
_LOCALES = "de fr es it nl pt pl cs sk sv da nb fi hu ro tr hr sl et lv lt el bg uk ru ca id ms vi".split()
# Words of dates that are no months.
_NOT_MONTHS = frozenset("de del of the st nd rd th am pm a m utc gmt z t".split())


def month_names(locale: str) -> dict[str, str]:
    """Return the names of months and of days of the week of a locale (`de`, `pt_BR`) with their English ones. Raises InputRefusedError."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only where months are in words

    try:
        spoken = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise InputRefusedError(
            f"{locale!r} is no locale that arcall knows.", "Write it like --locale de or --locale pt_BR."
        ) from None
    names = {"de": "", "del": ""}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in spoken.months[context].get(width, {}).items():
                names[name.casefold().rstrip(".")] = _MONTHS[number - 1].title()
            for number, name in spoken.days[context].get(width, {}).items():
                names.setdefault(name.casefold().rstrip("."), _DAYS_OF_THE_WEEK[number].title())
    return names


@cache
def all_months() -> dict[str, dict[str, str]]:
    """Return the month names of many languages: each word with what it is in English, by locale."""
    meant: dict[str, dict[str, str]] = {}
    for locale in _LOCALES:
        for word, month in month_names(locale).items():
            if word and not word[0].isdigit():
                meant.setdefault(word, {})[locale] = month
    return meant


def is_weekday(word: str) -> bool:
    """Whether a word is a day of the week in one of the languages."""
    said = word.casefold().strip(".,")
    meant = {*all_months().get(said, {}).values(), month_names("en").get(said, "")}
    return any(day.lower() in _DAYS_OF_THE_WEEK for day in meant)


def is_foreign(value: str) -> bool:
    """Whether a date holds a word that is no English month."""
    found = (word[0].casefold().rstrip(".") for word in _WORD.finditer(value))
    return any(word not in _MONTH_NUMBERS and word not in _NOT_MONTHS for word in found)


def languages_of(values: Iterable[str]) -> tuple[str, ...]:
    """Return the locales that know every month of the dates."""
    said = {
        word[0].casefold().rstrip(".") for value in values for word in _WORD.finditer(value)
    } - _NOT_MONTHS
    table = all_months()
    return tuple(
        each
        for each in _LOCALES
        if all(word in _MONTH_NUMBERS or each in table.get(word, ()) for word in said)
    )


# 2026年1月31日, 2026년 1월 31일
_EAST = re.compile("([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日일]?\\.?")
# R8.9.15, 令和8年9月15日: years of an emperor; 115/09/15, 民國115年9月15日: years of the Republic of China.
_ERA = re.compile(
    r"(?P<era>令和|平成|昭和|[RHS])\.? ?(?P<y>[0-9]{1,2}|元)[./年-](?P<m>[0-9]{1,2})[./月-](?P<d>[0-9]{1,2})日?"
)
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_REPUBLIC = re.compile("(?:民[國国] ?)?(1[0-9]{2})[./年-]([0-9]{1,2})[./月-]([0-9]{1,2})日?")
_REPUBLIC_FROM = 1911
# A day of the week before a date says nothing more, nor do the letters of 1st and 1er.
_WEEKDAY = re.compile(
    r"^(?:[^\W\d_]{2,12}\.?,\s+(?=[0-9])|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)",
    re.IGNORECASE,
)
_DAYS_OF_THE_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ORDINAL = re.compile(r"(?<=[0-9])(?:st|nd|rd|th|er|ère|º|ª)\b", re.IGNORECASE)
# Marks of the direction of writing, which no screen shows.
_UNSEEN = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
# Thu Oct 01 00:00:00 UTC 2026, as programs write instants.
_INSTANT = re.compile(
    r"[A-Za-z]{3} ([A-Za-z]{3} +[0-9]{1,2}) [0-9]{2}:[0-9]{2}:[0-9]{2}(?: [A-Z]{2,5})? ([0-9]{4})"
)
_ROMAN = re.compile(r"([0-9]{1,2})\. ?(I{1,3}|IV|VI{0,3}|IX|XI{0,2})\. ?([0-9]{2,4})")
_ROMANS = "I II III IV V VI VII VIII IX X XI XII".split()
_WEEK = re.compile(r"([0-9]{4})-?W([0-5][0-9])-?([1-7])")
# What is said of a date behind it, the words for year and day in Slavic and Baltic dates, the mark of a century left out.
_REMARK = re.compile(
    r"(?<=[0-9])\s*(?:\([^()]*\)|(?:\u0433|\u0440|r|год|року|m|d)\.?)(?=\s|$)|(?<=[-/. ])['\u2019](?=[0-9]{2}$)"
)


def _rare(value: str) -> str:
    """Return a date with months in Roman figures, of a week, of a program's instant or with a remark in a usual form."""
    value = _INSTANT.sub(r"\1, \2", _REMARK.sub("", value)).removesuffix(" 00:00:00 GMT")
    value = _ROMAN.sub(lambda said: f"{said[1]}.{_ROMANS.index(said[2]) + 1}.{said[3]}", value)
    week = _WEEK.fullmatch(value)
    if week and int(week[2]) <= date(int(week[1]), 12, 28).isocalendar().week:
        return date.fromisocalendar(int(week[1]), int(week[2]), int(week[3])).isoformat()
    return value


@lru_cache(maxsize=4096)
def plain(value: str) -> str:
    """Return a date with digits from 0 to 9, with dashes where East Asia writes year, month and day, and no dot behind."""
    value = (
        value
        if value.isascii()
        else _EAST.sub(r"\1-\2-\3", plain_digits(normalize("NFKC", value.translate(_UNSEEN))))
    )
    if found := _ERA.fullmatch(value):
        year = 1 if found["y"] == "元" else int(found["y"])
        value = f"{_ERAS[found['era']] + year}-{found['m']}-{found['d']}"
    elif found := _REPUBLIC.fullmatch(value):
        value = f"{int(found[1]) + _REPUBLIC_FROM}-{found[2]}-{found[3]}"
    elif not value.replace("-", "").isdigit():
        value = _ORDINAL.sub("", _WEEKDAY.sub("", _rare(value)))
    return value[:-1] if value.endswith(".") and value[-2:-1].isdigit() else value


NO_SERIAL = tuple(fmt for fmt in FORMATS if "serial" not in fmt.pattern.groupindex)


def is_day(text: str) -> bool:
    """Whether a text is a date in one of the ways to write it, but for a spreadsheet's mere number."""
    return any(fmt.read(text) for fmt in NO_SERIAL)


def contradicts_itself(value: str, iso: str, months: Mapping[str, str]) -> bool:
    """Whether a date as it is written begins with a day of the week, English or of a stated locale (`months`), that it (ISO) does not fall on."""
    said = _translated(value.strip(), months)[:3].casefold()
    return said in _DAYS_OF_THE_WEEK and said != _DAYS_OF_THE_WEEK[date.fromisoformat(iso).weekday()]


def _translated(value: str, months: Mapping[str, str]) -> str:
    return _WORD.sub(lambda word: months.get(word[0].casefold().rstrip("."), word[0]), value)


def english(value: str, months: Mapping[str, str]) -> str:
    """Return a date, plain, with its month in English where a locale was stated."""
    value = plain(value)
    if not months:
        return value
    return " ".join(_WEEKDAY.sub("", _translated(value, months)).replace(" .", ".").split())
