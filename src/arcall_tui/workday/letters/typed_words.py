"""What is typed of days in any language of letters, in English words: by the tables that messages are read with."""

import re
from functools import cache

from babel import Locale

from arcall_tui.domain.date_words import MONTHS, WEEKDAYS
from arcall_tui.domain.text import fold
from arcall_tui.workday.letters.customer_words import any_of
from arcall_tui.workday.letters.language import languages
from arcall_tui.workday.letters.said_days import COUNTED, months_by_name, weekday_names

# What stands under keys of the tables, and what it is in English; longer words first, for others stand in them.
_MEANT = (
    (("in_the_morning",), "morning"), (("in_the_afternoon",), "afternoon"), (("in_the_evening",), "evening"),
    (("at_noon",), "noon"), (("day_after_tomorrow",), "day after tomorrow"), (("tomorrow",), "tomorrow"),
    (("today",), "today"), (("day_before_yesterday",), "day before yesterday"),
    (("yesterday", "yesterday_alone"), "yesterday"), (("next_week_anywhere",), "next week"),
    (("next_month_anywhere",), "next month"), (("month_end",), "end month"), (("end",), "end"), (("early",), "early"),
    (("start",), "start"), (("week_number",), "cw"), (("week",), "week"), (("month",), "month"),
    (("after_this", "next"), "next"), (("last",), "last"),
)  # fmt: skip
_UNITS = ("minutes", "hours", "working_days", "days", "weeks", "months")


def in_english(text: str) -> str:
    """Return the words of a day or time in English, as far as any language of letters knows them."""
    said = fold(text)
    for pattern, meant in _patterns():
        said = pattern.sub(meant, said)
    return " ".join(_months().get(word.strip(".,"), word) for word in said.split())


@cache
def _months() -> dict[str, str]:
    names = months_by_name().items()
    return {
        fold(typed): MONTHS[month - 1] for name, month in names for typed in (name, name.replace("ä", "ae"))
    }


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return what is found in a folded text and what stands there instead, in this order."""
    units = {unit.replace("_", " "): _said(unit) for unit in _UNITS}
    counts = [
        (rf"{fold(word)}(?= (?:{'|'.join(units.values())})(?!\w))", str(count))
        for word, count in COUNTED.items()
    ]
    nothing = _said("of_no_meaning", "of_month")
    ahead, ago, clock = _said("ahead"), _said("ago"), _said("o_clock")
    found = [
        *counts,
        *((rf"(?:{ahead}) (\d+) (?:{said})", rf"in \1 {unit}") for unit, said in units.items()),
        *(
            (rf"(?:{ago}) (\d+) (?:{said})|(\d+) (?:{said}) (?:{ago})", rf"\1\2 {unit} ago")
            for unit, said in units.items()
        ),
        (rf"(\d{{1,2}}) ?(?:{clock}) ?(\d{{2}})", r"\1:\2"),
        (rf"(\d{{1,2}}[:.]\d{{2}}) ?(?:{clock})", r"\1"),
        (rf"(\d{{1,2}}) ?(?:{clock})", r"\1:00"),
        (rf"(?:{_said('week_number')})(\d+)", r"cw \1"),
        *((_said(*keys), meant) for keys, meant in _MEANT),
        (rf"(?:{_said('mid')})[- ]+(?:(?:{nothing}) )*(next month|month|{'|'.join(_months())})", r"mid \1"),
        *(
            ("|".join(map(_typed, sorted(names, key=len, reverse=True))), WEEKDAYS[day])
            for day, names in enumerate(weekday_names())
        ),
        *((rf"{re.escape(word)}\.?(?=$|,? \d)", WEEKDAYS[day]) for word, day in _short_weekdays().items()),
        (nothing, ""),
        (r"(?<![.\d])(\d{1,2})(?:er|e|o|a|\.)", r"\1th"),
        (rf"({'|'.join(WEEKDAYS)}|week|month) +(next|last)", r"\2 \1"),
    ]
    return [(re.compile(rf"(?<![^\W\d])(?:{pattern})(?!\w)"), meant) for pattern, meant in found]


def _short_weekdays() -> dict[str, int]:
    """Return how weekdays are shortened, where that is no other day and means nothing else in another language."""
    named: dict[str, set[int]] = {}
    for each in languages():
        for day, name in Locale.parse(each).days["format"]["abbreviated"].items():
            named.setdefault(fold(str(name).rstrip(".")), set()).add(day)
    other = re.compile(_said("of_no_meaning", "of_month"))
    return {word: min(days) for word, days in named.items() if len(days) == 1 and not other.fullmatch(word)}


def _said(*keys: str) -> str:
    return _typed(any_of(*keys))


def _typed(pattern: str) -> str:
    """Return what finds it in a folded text, ü typed as ue, too."""
    return fold(re.sub("([äöü])", r"\1e?", pattern))
