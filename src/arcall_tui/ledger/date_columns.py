"""Dates in a file: one format must fit a whole column, and nothing is guessed."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from arcall_tui.domain.calendar import NO_DUE_DATE
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import date_formats, headings
from arcall_tui.ledger.columns import squeeze
from arcall_tui.ledger.date_formats import FORMATS, MIDRANGE, ROUGH, DateFormat, english, plain
from arcall_tui.ledger.questions import asking, option
from arcall_tui.ledger.words import NO, Status, fold, is_nothing, plain_digits, status_of

# So many different values are kept to tell whether two formats really read them differently.
_KEPT = 50_000


@dataclass(slots=True)
class DateColumn:
    """What is known of one column after some of its values: how many each format fails to read.

    `foreign`: the file's dates with months that are not English; `worked_out`: `months` come from those. `dotted`: what
    is said of a date that only its dots, or years that are over, let be read in one way. `until`: no day is after that one (ISO), most likely.
    """

    name: str
    months: Mapping[str, str] = field(default_factory=dict)
    fails: dict[DateFormat, int] = field(default_factory=lambda: dict.fromkeys(FORMATS, 0))
    seen: set[str] = field(default_factory=set)
    overflow: bool = False
    count: int = 0
    foreign: set[str] = field(default_factory=set)
    worked_out: bool = False
    dotted: str = ""
    until: str = ""

    def feed(self, values: Iterable[str]) -> None:
        """Look at more values of the column; empty ones say nothing."""
        fresh = {value.strip() for value in set(values) - self.seen} - self.seen
        fresh = {plain(value) for value in fresh if not is_nothing(value.removeprefix("#"))}  # #N/A
        if not fresh:
            return
        if not (self.months and not self.worked_out) and any(map(date_formats.is_foreign, fresh)):
            self._find_language(fresh)
        self.count += len(fresh)
        said = [english(value, self.months) for value in fresh]
        fails = {fmt: self.fails[fmt] + sum(fmt.read(each) is None for each in said) for fmt in self.fails}
        best = min(fails.values())
        self.fails = {fmt: count for fmt, count in fails.items() if count <= best + 50}
        if len(self.seen) > _KEPT:
            self.overflow = True
            self.seen.clear()
        self.seen |= fresh

    def _find_language(self, fresh: set[str]) -> None:
        """Find in which language the months are; ask where some languages know them all, and mean different ones."""
        foreign = sorted(self.foreign | {value for value in fresh if date_formats.is_foreign(value)})
        if fits := date_formats.languages_of(foreign):
            self.foreign.update(foreign)
            meant = [date_formats.month_names(each) for each in fits]
            if all(len({english(value, names) for names in meant}) == 1 for value in foreign):
                self.months, self.worked_out = meant[0], True
                return
            raise asking(
                f"The months in column {self.name!r} are not in English, such as {foreign[0]!r}: in which language are they?",
                *(
                    (option("locale", each), english(foreign[0], date_formats.month_names(each)))
                    for each in fits
                ),
                free="--locale ",
            )

    def certain(self) -> bool:
        """Whether exactly one format reads all values so far."""
        return not self.count or list(self.fails.values()).count(0) == 1

    def fitting(self) -> list[DateFormat]:
        """Return the formats that read the most values: all of them, or all but the bad ones."""
        best = min(self.fails.values())
        return [fmt for fmt, fails in self.fails.items() if fails == best and fails < max(self.count, 1)]


# What is left of a date that a spreadsheet showed as minutes and seconds, and then saved; and what programs hand to programs.
_NO_DATES = (
    (
        re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?", re.ASCII),
        "The dates in c{} were destroyed, {}: a spreadsheet showed them as times and saved what it showed.",
        "Export the file again and import it without opening it in a spreadsheet first.",
    ),
    (
        re.compile("1[4-9][0-9]{8}(?:[0-9]{3})?"),
        "C{} holds seconds since 1970, {}: what programs hand to programs, with amounts that may be in cents.",
        "Export it as a table for people, with dates like 2026-12-31 and amounts like 100.00.",
    ),
)


def decide(
    columns: Iterable[DateColumn], wanted: str | None, today: date, beside: Iterable[DateColumn] = ()
) -> Mapping[str, DateFormat | None]:
    """Return each column's one format, None for a column without a value.

    `wanted` (dmy, mdy or ymd) decides where several fit; else a year of two figures is one that bills of `today` have, and dates
    with dots begin with the day. A column that could be read in two ways takes the
    order that another date column of the file, or one that is left out (`beside`), leaves no doubt about. Raises InputRefusedError.
    """
    columns = list(columns)
    fitting = {column.name: _wanted(column, wanted, today) for column in columns if column.count}
    # A file that has the month first in one column has it so in all, whatever its headings say.
    sure = {one.fitting()[0] for one in (*columns, *beside) if one.count and one.certain()}
    month_first = {fmt for fmt in sure if {fmt.order} == {each.order for each in sure} - {"ymd"} == {"mdy"}}
    for column in columns if month_first and not wanted else ():
        if column.count and (same := [fmt for fmt in column.fitting() if fmt in month_first]):
            fitting[column.name], column.dotted = same, ""
    certain = sure | {formats[0] for formats in fitting.values() if len(formats) == 1}
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
        if not wanted and "serial" in formats[0].pattern.groupindex:
            value = min(column.seen)
            column.dotted = f"The dates in column {column.name!r} are written as numbers, such as {value!r}: a spreadsheet's days, {_spelled(formats[0].read(value))} and the like."
        chosen[column.name] = _of_midnight(column, formats[0])
    return chosen


def due_too_early(columns: Mapping[str, DateColumn], formats: Mapping[str, DateFormat | None]) -> bool:
    """Whether something is due before the first bill: what stands beside them has another order."""
    billed, due = (days(columns, formats, name) for name in ("invoice_date", "due_date"))
    return bool(billed and due) and min(due) < min(billed)


def days(columns: Mapping[str, DateColumn], formats: Mapping[str, DateFormat | None], name: str) -> set[str]:
    """Return the days (ISO) that a field has, as a column's format reads them."""
    column = columns.get(name, DateColumn(""))
    fmt = formats.get(column.name)
    return {*filter(None, (fmt.read(english(each, column.months)) for each in column.seen if fmt))}


_EVE = re.compile(r"[T ](1[3-9]|2[0-3]):([034][05])(?::00(?:\.0+)?)?(?: ?Z| ?UTC|\+00:?00)$")


def _of_midnight(column: DateColumn, fmt: DateFormat) -> DateFormat:
    """Read days that a program wrote as their midnight elsewhere, east of Greenwich: all of one time of the evening before, but for summer time."""
    times = [_EVE.search(value) for value in column.seen]
    hours, minutes = ({time[part] for time in times if time} for part in (1, 2))
    if not all(times) or len(minutes) != 1 or int(max(hours)) - int(min(hours)) > 1 or column.overflow:
        return fmt
    later, value = replace(fmt, later=1), min(column.seen)
    column.dotted = f"Times such as {value} are midnight where the file comes from: {_spelled(later.read(value))} and the like."
    return later


def _wanted(column: DateColumn, wanted: str | None, today: date) -> list[DateFormat]:
    formats = fitting = column.fitting()
    if wanted:
        formats = _of_our_time(column, [fmt for fmt in fitting if fmt.order == wanted] or fitting, today)
    else:
        formats = _of_our_time(column, _day_first(column, fitting), today)
        column.dotted = _passed_over(column, formats, fitting)
    for pattern, told, instead in _NO_DATES if not formats else ():
        if column.seen and all(map(pattern.fullmatch, column.seen)):
            raise InputRefusedError(
                told.format(f"olumn {column.name!r}", f"such as {min(column.seen)!r}"), instead
            )
    said = {value: english(value, column.months) for value in sorted(column.seen)}
    if not formats and (formats := [fmt for fmt in ROUGH if said and all(map(fmt.read, said.values()))][:1]):
        last = next((value, formats[0].read(day)) for value, day in said.items())
        column.dotted = f"Column {column.name!r} names no days: such as {last[0]} is taken for its last day, {_spelled(last[1])}."
    if not formats:
        month = next((value for value in sorted(column.seen) if date_formats.is_foreign(value)), None)
        raise InputRefusedError(
            f"Column {column.name!r} holds no dates that can be read, such as {month or min(column.seen)!r}.",
            f"If its months are in another language, say which, such as --locale fr; if not, leave it out with {option('ignore', column.name)}."
            if month
            else f"Leave it out with {option('ignore', column.name)}, or export the dates like 2026-12-31.",
        )
    read = {value: formats[0].read(day) or "" for value, day in said.items()}
    # Years of ours as Muslims and Persians count them, and those of which no bill is, as two figures of such years are read.
    strange = [value for value, day in read.items() if _OTHER_YEARS[0] <= day[:4] <= _OTHER_YEARS[1]]
    # Where orders differ and none gives days of our time alone, years of two figures that are Persia's now are so.
    now = {f"{(today.year - _PERSIAN + more) % 100:02}" for more in (-1, 0, 1)}
    for fmt in formats if len(formats) > 1 and not wanted else ():
        if fmt.order == "ymd" and {(fmt.read(value) or "")[2:4] for value in read} <= now:
            strange = [*read]
    real = {
        value: day
        for value, day in read.items()
        if _FIRST_REAL <= day[:4] < str(_NEVER) and day not in _STAND_INS
    }
    # 1150901 is of 2015 in midrange computers, and of 2026 in Taiwan; years of four figures are what they are.
    first = today.year - (_SOME_YEARS if formats[0].example == MIDRANGE else _LONG_AGO)
    short, serial = "2026" not in formats[0].example, "serial" in formats[0].pattern.groupindex
    far = [value for value, day in real.items() if short and not first < int(day[:4]) < today.year + _FAR_OFF]
    if strange or len(far) == len(real) > 0 or (serial and far):
        raise InputRefusedError(
            f"Column {column.name!r} holds {'dates of another calendar' if strange else 'years that no bill has'}, such as {min(strange or far)!r}.",
            "Export it with dates of the Gregorian calendar and years of four figures, such as 2026-12-31.",
        )
    return formats


_OTHER_YEARS, _PERSIAN = ("1390", "1480"), 621
_LONG_AGO, _SOME_YEARS, _FAR_OFF = 40, 8, 10


def _day_first(column: DateColumn, formats: list[DateFormat]) -> list[DateFormat]:
    """Drop the month first where dots stand between the numbers, or the heading is not English: whoever writes 04.09.2026, Fecha or Échéance, begins with the day."""
    days = [fmt for fmt in formats if fmt.order != "mdy"]
    # Letters of Korea, and those beyond, of Japan and China, begin with the year.
    foreign = any("\x7f" < letter < "\u1100" and letter.isalpha() for letter in column.name)
    if foreign or any(word in squeeze(column.name) for word in headings.DAY_FIRST):
        return days if any(fmt.order == "dmy" for fmt in days) else formats
    dotted = {fmt.order for fmt in formats if fmt.example.count(".") == 2 and fmt.example[0].isdigit()}
    return days if {"dmy", "mdy"} <= dotted else formats


def _of_our_time(column: DateColumn, formats: list[DateFormat], today: date) -> list[DateFormat]:
    """Drop years of two figures that no bill has where others fit: 01.09.26 is no day of 2001."""
    if len(formats) < 2 or column.overflow:
        return formats
    first, last = (f"{today.year + years}" for years in _OUR_TIME)
    days = {fmt: [fmt.read(english(value, column.months)) for value in column.seen] for fmt in formats}
    return [fmt for fmt in formats if all(first <= day[:4] <= last for day in days[fmt] if day)] or formats


# An open item is of these years, counted from ours.
_OUR_TIME = (-12, 5)


def _passed_over(column: DateColumn, formats: list[DateFormat], fitting: list[DateFormat]) -> str:
    """Say as what a date was taken where another order would fit it, too; nothing where none would."""
    for other in fitting if formats else ():
        for value in sorted(column.seen) if other not in formats else ():
            taken, else_ = formats[0].read(value), other.read(value)
            if taken and else_ and taken != else_:
                says = f"; --date-order {other.order} says otherwise" * (other.order != formats[0].order)
                return (
                    f"Dates such as {value} are {_spelled(taken)} and the like, not {_spelled(else_)}{says}."
                )
    return ""


def _alike(column: DateColumn, formats: list[DateFormat]) -> list[DateFormat]:
    """Keep one of several formats that read every value the same way (05/05/2026)."""
    if len(formats) == 1 or column.overflow:
        return formats
    readings = {
        tuple(fmt.read(english(value, column.months)) for value in column.seen): fmt
        for fmt in reversed(formats)
    }
    return list(readings.values())[::-1]


def _doubt(column: DateColumn, formats: list[DateFormat]) -> InputRefusedError:
    values = sorted(column.seen, key=lambda value: (len({fmt.read(value) for fmt in formats}) < 2, value))
    value = values[0]
    last = {fmt: max(fmt.read(one) or "" for one in values) for fmt in formats}
    # Of lists of payments the last days are the likeliest, but none to come.
    formats.sort(key=lambda fmt: last[fmt] * (last[fmt] <= column.until), reverse=True)
    days = {fmt.order: _spelled(iso) for fmt in formats if (iso := fmt.read(value))}
    if len(days) < 2:
        one = next(fmt for fmt in formats if fmt.read(value))
        other = next((each for each in values if not one.read(each)), value)
        return InputRefusedError(
            f"The dates in column {column.name!r} are written in several ways, such as {value!r} and {other!r}.",
            "Write them in one way, or export the ledger again and import it without opening it in a spreadsheet first.",
        )
    return asking(
        f"The dates in column {column.name!r} can be read in more than one way: {value!r} is {' or '.join(days.values())}.",
        *((f"--date-order {order}", f"{value} is {day}") for order, day in days.items()),
    )


def _spelled(iso: str | None) -> str:
    return f"{date.fromisoformat(iso):%d %b %Y}" if iso else "no date"


# Dates that programs write for "never": so late that it is none, and the last day or the first of their year.
_NEVER, _LATEST = 2900, 2150
_ENDS = ("-12-31", "-01-01")
_IN_ANY_ORDER = {"12 31 9999": "9999-12-31", "01 01 1900": "1900-01-01"} | dict.fromkeys(
    ("99991231", "31129999", "12319999"), "9999-12-31"
)
# Dates that programs write where there is none: the first days of their calendars.
_STAND_INS = frozenset("1970-01-01 1969-12-31 1970-01-31 1753-01-01 1980-01-01 1899-12-30 1899-12-31".split())
_FIRST_REAL, _YEAR_ONE, _CALENDARS_BEGIN = "1902", "0001", "1600"


@dataclass(slots=True)
class DateReader:
    """Reads a column's values in its one format, each different value once.

    `never`: values that are so far away that they mean never; `stand_ins`: the first day of some calendar, which
    stands for none. Both are no dates, but a due date of never is NO_DUE_DATE. `contradicted`: dates that do not fall on the day of the
    week that they name. `settles`: it says when an item was paid, or that it is not.
    """

    fmt: DateFormat | None
    months: Mapping[str, str] = field(default_factory=dict)
    due: bool = False
    settles: bool = False
    known: dict[str, str | None] = field(default_factory=lambda: {"": None})
    never: set[str] = field(default_factory=set)
    stand_ins: set[str] = field(default_factory=set)
    contradicted: set[str] = field(default_factory=set)

    def read(self, values: tuple[str, ...]) -> list[str | None]:
        """Return the ISO dates, None for empty cells. Raises KeyError(value) for one that is no date."""
        with suppress(KeyError):
            return list(map(self.known.__getitem__, values))
        if len(self.known) > _KEPT:
            self.known = {"": None}
        self.known |= {value: self._one(value) for value in set(values) - self.known.keys()}
        return list(map(self.known.__getitem__, values))

    def _one(self, value: str) -> str | None:
        if is_nothing(value.removeprefix("#")):
            return None
        none = _IN_ANY_ORDER.get(" ".join(sorted(re.findall("[0-9]+", plain_digits(value)))))
        iso = self.fmt.read(english(value, self.months)) or none if self.fmt else None
        if iso is None and self.settles and (fold(value) in NO or status_of(value) is Status.OPEN):
            return None
        if iso is None:
            raise KeyError(value)
        if int(iso[:4]) >= _LATEST and not (iso.endswith(_ENDS) or iso[:4] == "9999"):
            raise KeyError(value)  # a slip of a key, or another calendar
        if int(iso[:4]) >= _NEVER:
            self.never.add(value)
            return NO_DUE_DATE.isoformat() if self.due else None
        if _YEAR_ONE < iso[:4] < _CALENDARS_BEGIN:
            raise KeyError(value)  # a year that has lost its century, which no calendar begins with
        if iso < _FIRST_REAL or iso in _STAND_INS:
            self.stand_ins.add(value)
            return None
        if date_formats.contradicts_itself(value, iso, self.months):
            self.contradicted.add(value)
        return iso
