"""The words of a date or time as people type them, brought to those that are read as such."""

import re

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# The day that is meant where only a part of a month is told.
PARTS_OF_MONTH = {"start": 1, "early": 5, "mid": 15}

_FILLERS = frozenset(
    {"at", "on", "by", "the", "of", "this", "until", "till", "coming", "o'clock", "in", "around", "about"}
)
_MONTH_NAME = rf"(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*"
_BY_THE = r"^(?:(?:by|in|on|from|around|about|until|till) )?(?:the )?"
# Said in other words; the first ones before the fillers go, for there they mean something.
_REWORDED = tuple(
    (re.compile(pattern, re.ASCII), said)
    for pattern, said in (
        (r"\b(?:xmas|christmas)[ -]eve\b", "24 dec"),
        (r"\b(?:xmas|christmas)(?: day)?\b", "25 dec"),
        (r"\bboxing day\b", "26 dec"),
        (r"\bnew year'?s[ -]eve\b", "31 dec"),
        (r"\bnew year'?s?[ -]day\b", "1 jan"),
        (r"(?<=[a-z] )this week$|^this week (?=[a-z])", ""),
        (r"\bin (?=\d|an? |half |one |two |three |four )", "+"),
        (r"(?<![\d.])(1[3-9]|2[0-3])\.(1[3-9]|[2-5]\d)(?![\d.])", r"\1:\2"),  # no day and month in any order
        (r"\bnxt\b", "next"),
        (r"\bjust now\b", "now"),
        (r"(?<=\w) back$", " ago"),
        (r"^fortnight$", "a fortnight"),
        (r"^(?:the )?week after next$", "next fortnight"),
        (r"\b12 noon\b", "noon"),
        (r"\b(\d{4})h\b", r"\1"),
        (r"\b(20\d\d)([01]\d)([0-3]\d)\b", r"\1-\2-\3"),
        (r"\bmorning (?=\d{1,2}(?:[:.]\d\d| ?am))", ""),
        (r"^an? week (?:on |from |after )?(?!ago)([a-z]{3,9})$", r"\1 week"),
        (
            rf"{_BY_THE}(?:beginning|first)(?= (?:of )?(?:the |this |next )?[a-z]+( \d{{4}})?$)(?! thing)",
            "start",
        ),
        *(
            (rf"{_BY_THE}{part}[- ](?:of |in )?{typed}$", said)
            for part, day in PARTS_OF_MONTH.items()
            for typed, said in (
                ("(?:the |this )?month", f"{day}th"),
                ("next month", f"{day}th next month"),
                (rf"({_MONTH_NAME}(?: \d{{4}})?)", rf"{day} \1"),
            )
        ),
        (r"^(?:the )?last day (?:of )?(?:the )?(?=[a-z])", "end of "),
        (r"(?<=\d)(st|nd|rd|th) of (?:the|this) month$", r"\1"),
        (r"^(.+) from (?:today|now)$", r"\1"),
        (r"\ba couple of\b", "two"),
        (r"\btonight\b", "today evening"),
        (r"\bafter (?=\d{1,2} ?[ap]m|\d{1,2}[:.]\d\d)", ""),
        (r"^end (?:of )?last month$", "last eom"),
        (r"^next month (?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)?$", r"\1th next month"),
        (r"^(?:the )?(\d{1,2}) (?:of )?next month$", r"\1th next month"),
        (r"^(\d{1,2}) ([a-z]{3,9}day|mon|tue|tues|wed|weds|thu|thurs?|fri|sat|sun)$", r"\2 \1"),
    )
)
_PAST_HOUR = re.compile(r"\b(half past|quarter past|quarter to) (\d{1,2})\b", re.ASCII)
_MINUTES = {"half past": 30, "quarter past": 15, "quarter to": -15}
_NOON, _EARLY = 12, 7  # hours


def plain(text: str) -> str:
    """Return what was typed in small letters, without the words that mean nothing, with single blanks."""
    words = (
        re.sub(r"[,()]", " ", text.strip().lower()).replace("\u2019", "'").replace("month-end", "month end")
    )
    words = " ".join(re.sub(r"\b([ap])\.m\.?(?=\s|$)", r"\1m", words).split())
    for pattern, said in _REWORDED:
        words = pattern.sub(said, words)
    words = _PAST_HOUR.sub(_past_hour, words)
    return " ".join(word for word in words.split() if word not in _FILLERS)


def _past_hour(match: re.Match[str]) -> str:
    """Write `half past 3` as 15:30: one to six are after noon, as everywhere."""
    hour = int(match[2])
    minutes = (hour + (_NOON if 0 < hour < _EARLY else 0)) * 60 + _MINUTES[match[1]]
    return f"{minutes // 60}:{minutes % 60:02}" if minutes >= 0 else match[0]
