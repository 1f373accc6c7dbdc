"""Dates in a file: one format must fit a whole column, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from arcall_tui.errors import InputRefusedError

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_FULL_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_NUMBERS = {
    name: number for names in (_MONTHS, _FULL_MONTHS) for number, name in enumerate(names, start=1)
} | {"sept": 9}

# A time of day after a date says nothing about an invoice.
_TIME = re.compile(
    r"[T ,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)? ?(?:[ap]\.?m\.?)? ?(?:z|utc|[+-][0-9]{2}:?[0-9]{2})?$",
    re.ASCII | re.IGNORECASE,
)

# Spreadsheets count days from here (the 1900 system with its leap-year mistake behind it).
_SERIAL_ZERO = date(1899, 12, 30)
# Two-digit years are read in this century up to this one, as POSIX does.
_PIVOT = 69
# So many different values are kept to tell whether two formats really read them differently.
_KEPT = 50_000

ORDERS = ("dmy", "mdy", "ymd")


@dataclass(frozen=True, slots=True)
class DateFormat:
    """One way to write a date. `example` is 31 December 2026 in it; `order` is dmy, mdy or ymd."""

    example: str
    order: str
    pattern: re.Pattern[str]

    def read(self, text: str) -> str | None:
        """Return the ISO date, or None where `text` is not a date in this format."""
        found = self.pattern.fullmatch(text) or self.pattern.fullmatch(_TIME.sub("", text))
        if not found:
            return None
        parts = found.groupdict()
        try:
            if "serial" in parts:
                return (_SERIAL_ZERO + timedelta(days=int(parts["serial"]))).isoformat()
            return date(_year(parts["y"]), _month(parts["m"]), int(parts["d"])).isoformat()
        except ValueError:
            return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < _PIVOT else 1900 + year


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTH_NUMBERS.get(text.lower(), 0)


def _formats() -> tuple[DateFormat, ...]:
    parts = {"d": "(?P<d>[0-9]{1,2})", "m": "(?P<m>[0-9]{1,2})"}
    shown = {"d": "31", "m": "12", "y": "2026", "Y": "26"}
    made = []
    for mark in "/-. ":
        for order in ORDERS:
            for year, digits in (("y", 4), ("Y", 2)):
                names = [year if part == "y" else part for part in order]
                fields = {**parts, year: f"(?P<y>[0-9]{{{digits}}})"}
                pattern = re.escape(mark).join(fields[name] for name in names)
                made.append(
                    DateFormat(mark.join(shown[name] for name in names), order, re.compile(pattern, re.ASCII))
                )
    word, gap = "(?P<m>[A-Za-z]{3,9})\\.?", "[ ,./-]{1,2}"
    year = "(?P<y>[0-9]{4}|[0-9]{2})"
    made += [
        DateFormat("31 Dec 2026", "dmy", re.compile(f"(?P<d>[0-9]{{1,2}}){gap}{word}{gap}{year}", re.ASCII)),
        DateFormat("Dec 31, 2026", "mdy", re.compile(f"{word}{gap}(?P<d>[0-9]{{1,2}}){gap}{year}", re.ASCII)),
        DateFormat(
            "2026 Dec 31",
            "ymd",
            re.compile(f"(?P<y>[0-9]{{4}}){gap}{word}{gap}(?P<d>[0-9]{{1,2}})", re.ASCII),
        ),
        DateFormat(
            "20261231", "ymd", re.compile("(?P<y>(?:19|20)[0-9]{2})(?P<m>[01][0-9])(?P<d>[0-3][0-9])")
        ),
        # 25569 is 1970, 73050 the last day of 2099.
        DateFormat(
            "46387 (a spreadsheet's day number)", "ymd", re.compile("(?P<serial>[2-7][0-9]{4})(?:\\.0+)?")
        ),
    ]
    return tuple(made)


FORMATS = _formats()


_WORD = re.compile(r"[^\W\d_]+\.?")


def month_names(locale: str) -> dict[str, str]:
    """Return the month names of a locale (`de`, `pt_BR`) with their English ones. Raises InputRefusedError."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only where a locale is stated
    from babel.dates import get_month_names  # noqa: PLC0415

    try:
        spoken = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise InputRefusedError(
            f"{locale!r} is no locale that arcall knows.", "Write it like --locale de or --locale pt_BR."
        ) from None
    names = {"de": "", "del": ""}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for number, name in get_month_names(width, context, spoken).items():
                names[name.casefold().rstrip(".")] = _MONTHS[number - 1].title()
    return names


def english(value: str, months: Mapping[str, str]) -> str:
    """Return a date with its month in English; as it is where no locale was stated."""
    if not months:
        return value
    words = _WORD.sub(lambda word: months.get(word[0].casefold().rstrip("."), word[0]), value)
    return " ".join(words.split())


@dataclass(slots=True)
class DateColumn:
    """What is known of one column after some of its values: how many each format fails to read."""

    name: str
    months: Mapping[str, str] = field(default_factory=dict)
    fails: dict[DateFormat, int] = field(default_factory=lambda: dict.fromkeys(FORMATS, 0))
    seen: set[str] = field(default_factory=set)
    overflow: bool = False
    count: int = 0

    def feed(self, values: Iterable[str]) -> None:
        """Look at more values of the column; empty ones say nothing."""
        fresh = {value.strip() for value in set(values) - self.seen} - self.seen
        fresh.discard("")
        if not fresh:
            return
        self.count += len(fresh)
        for fmt in self.fails:
            self.fails[fmt] += sum(fmt.read(english(value, self.months)) is None for value in fresh)
        self._drop_hopeless()
        if len(self.seen) > _KEPT:
            self.overflow = True
            self.seen.clear()
        self.seen |= fresh

    def _drop_hopeless(self) -> None:
        best = min(self.fails.values())
        self.fails = {fmt: fails for fmt, fails in self.fails.items() if fails <= best + 50}

    def certain(self) -> bool:
        """Whether exactly one format reads all values so far."""
        return not self.count or list(self.fails.values()).count(0) == 1

    def fitting(self) -> list[DateFormat]:
        """Return the formats that read the most values: all of them, or all but the bad ones."""
        best = min(self.fails.values())
        return [fmt for fmt, fails in self.fails.items() if fails == best and fails < max(self.count, 1)]


# What is left of a date that a spreadsheet showed as minutes and seconds, and then saved.
_DESTROYED = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?", re.ASCII)


def decide(columns: Iterable[DateColumn], wanted: str | None) -> Mapping[str, DateFormat | None]:
    """Return each column's one format, None for a column without a value.

    `wanted` (dmy, mdy or ymd) decides where several fit. A column that could be read in two ways takes the
    order that another date column of the file leaves no doubt about. Raises InputRefusedError.
    """
    columns = list(columns)
    fitting = {column.name: _wanted(column, wanted) for column in columns if column.count}
    certain = {formats[0] for formats in fitting.values() if len(formats) == 1}
    chosen: dict[str, DateFormat | None] = {}
    for column in columns:
        if not column.count:
            chosen[column.name] = None
            continue
        formats = _alike(column, fitting[column.name])
        shared = [fmt for fmt in formats if fmt in certain]
        if len(formats) > 1 and len(shared) == 1:
            formats = shared
        if len(formats) > 1:
            raise _doubt(column, formats)
        chosen[column.name] = formats[0]
    return chosen


def _wanted(column: DateColumn, wanted: str | None) -> list[DateFormat]:
    formats = column.fitting()
    if not formats and column.seen and all(map(_DESTROYED.fullmatch, column.seen)):
        raise InputRefusedError(
            f"The dates in column {column.name!r} were destroyed, such as {min(column.seen)!r}: a spreadsheet showed them"
            " as times and saved what it showed.",
            "Export the file again and import it without opening it in a spreadsheet first.",
        )
    if not formats:
        raise InputRefusedError(
            f"Column {column.name!r} holds no dates that can be read, such as {min(column.seen)!r}.",
            "Name the right column with --map, or export the dates like 2026-12-31.",
        )
    if wanted is None or len(formats) == 1:
        return formats
    return [fmt for fmt in formats if fmt.order == wanted] or formats


def _alike(column: DateColumn, formats: list[DateFormat]) -> list[DateFormat]:
    """Keep one of several formats that read every value the same way (05/05/2026)."""
    if len(formats) == 1 or column.overflow:
        return formats
    readings = {
        tuple(fmt.read(english(value, column.months)) for value in column.seen): fmt
        for fmt in reversed(formats)
    }
    return list(readings.values())


def _doubt(column: DateColumn, formats: list[DateFormat]) -> InputRefusedError:
    values = sorted(column.seen, key=lambda value: (len({fmt.read(value) for fmt in formats}) < 2, value))
    value = values[0]
    readings = " or ".join(
        f"{_spelled(fmt.read(value))} (--date-order {fmt.order})" for fmt in formats if fmt.read(value)
    )
    return InputRefusedError(
        f"The dates in column {column.name!r} can be read in more than one way: {value!r} is {readings}.",
        "Say which with --date-order.",
    )


def _spelled(iso: str | None) -> str:
    return f"{date.fromisoformat(iso):%d %b %Y}" if iso else "no date"


@dataclass(slots=True)
class DateReader:
    """Reads a column's values in its one format, each different value once."""

    fmt: DateFormat | None
    months: Mapping[str, str] = field(default_factory=dict)
    known: dict[str, str | None] = field(default_factory=lambda: {"": None})

    def read(self, values: tuple[str, ...]) -> list[str | None]:
        """Return the ISO dates, None for empty cells. Raises KeyError(value) for one that is no date."""
        try:
            return list(map(self.known.__getitem__, values))
        except KeyError:
            pass
        if len(self.known) > _KEPT:
            self.known = {"": None}
        for value in set(values):
            if value not in self.known:
                self.known[value] = self._one(value)
        return list(map(self.known.__getitem__, values))

    def _one(self, value: str) -> str:
        iso = self.fmt.read(english(value, self.months)) if self.fmt else None
        if iso is None:
            raise KeyError(value)
        return iso
