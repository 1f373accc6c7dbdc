"""The day of the balances, as the lines above the heading state it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import date_formats
from arcall_tui.ledger.questions import Choices, asking
from arcall_tui.ledger.words import AS_OF, FIGURE, WEAK_AS_OF, pattern

# What may be a date within a line: digits with marks, or a day, a month's name and a year in any order.
_DATE = pattern("date")
_MARKS = " :=-–,("
_YEAR = re.compile(r"(?<![0-9])(?:20|25)[0-9]{2}(?![0-9])")
_RANGE, _PERIOD = pattern("between_days"), pattern("period")
_FEW, _NOTE, _LONG_AGO, _OF_LATE = 2, (1, 2), 400, 31
# In the name of a file words are glued, and a day may have its time behind it.
_GLUE, _PARTED = re.compile(r"_|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z]{3})"), re.compile(r"(?<=\d)_(?=\d)")
_GROUPS = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?:\d{4}|\d{6})?(?!\d)")
_LATEST_YEAR, _EARLIEST_YEAR = 2100, 1980


def stated_as_of(
    titles: Sequence[Sequence[str]], choices: Choices, today: date, order: str, column: str, *, settles: bool
) -> tuple[date, list[str]]:
    """Return the day at whose close the balances stood, and what to say about it. Raises InputRefusedError, AskError.

    `order`: in which the file's own dates are written, where they say so (dmy, mdy). `column`: the day that a column
    has (ISO). `settles`: the file says when items were settled, so that its day is what the user wants it to be.
    """
    own, doubt, sure = _stated(titles, choices.date_order or order, today)
    if column and not sure:
        own, sure = date.fromisoformat(column), True
    if own and own > today and not settles:
        if not choices.as_of:
            question = f"The file says that its balances are of {own:%d %b %Y}, and that day is still to come: of which are they?"
            raise asking(question, (f"--as-of {today}", "of today"), free="--as-of ")
        own = None
    if own and not settles and (sure or not choices.as_of):
        if choices.as_of and choices.as_of != own:
            raise InputRefusedError(
                f"The file says that its balances are of {own:%d %b %Y}, and --as-of says {choices.as_of:%d %b %Y}.",
                "Leave --as-of out, or import the list of that day.",
            )
        return own, []
    if choices.as_of and choices.as_of > today:
        raise InputRefusedError(
            f"Balances cannot be of {choices.as_of:%d %b %Y}: that day is still to come.",
            f"Say --as-of with the list's own day, {today:%Y-%m-%d} at the latest.",
        )
    told = [
        (
            f"{one_line(doubt)[:60]!r} stands above the heading; whether the balances are of that day is not clear."
            f" They count as of {today:%d %b %Y}; --as-of says another day."
        )
    ] if doubt and not choices.as_of and not settles else []  # fmt: skip
    return choices.as_of or today, told


def elsewhere(
    last: Sequence[Sequence[str]], name: str, order: str, first: str, today: date
) -> tuple[date, list[str]]:
    """Return the day that a line below the rows or else the file's name gives the balances for, and what to say of it.

    It is none before the last bill's (`first`, ISO) or to come, for such lines and names tell of other days, too; where bills have none,
    a name may be of the day on which a list was begun that has been kept since.
    """
    since = max(first, f"{today - timedelta(_LONG_AGO if first else _OF_LATE)}")
    notes = [row for row in last if sum(map(bool, row)) in _NOTE and _DATE.search(" ".join(row))]
    named = _GROUPS.sub(r";\1-\2-\3", _GLUE.sub(" ", _PARTED.sub("-", name.rpartition(".")[0])))
    orders = [order] if order else ["dmy", "mdy", "ymd"]
    read = [{_read(each[0], one) for one in orders} for each in _DATE.finditer(named)]
    days = [sorted(day for day in each if day and since <= f"{day}" <= f"{today}") for each in read]
    day, who = _stated(notes, order, today)[0], "a line below the rows says"
    if not day or not first <= day.isoformat() <= today.isoformat():
        day, who = max((each[0] for each in days if len(each) == 1), default=today), "the file's name says"
    either = " or ".join(f"{one:%d %b %Y}" for each in days for one in each if len(each) > 1)
    if day == today and either:
        return day, [
            f"The file's name may say {either}: balances are taken as of today; --as-of says another day."
        ]
    return day, [f"Balances are as of {day:%d %b %Y}, as {who}; --as-of says another."] * (day != today)


def _stated(titles: Sequence[Sequence[str]], order: str, today: date) -> tuple[date | None, str, bool]:
    """Return the day that a line gives the balances for, a line with a date that was not understood, and whether the day is sure.

    Of several days that are sure the last counts, of those up to `today` where there are some.
    """
    doubt, perhaps, days = "", None, []
    for row in titles:
        told = [cell for cell in row if AS_OF.match(cell.strip()) and _DATE.search(cell)] or row
        line = " ".join(" ".join(cell.split()) for cell in told if cell.strip()).replace("：", ":")
        spans = list(_DATE.finditer(line))
        if not spans:
            said = _YEAR.search(line) and AS_OF.search(line)
            doubt = doubt or (line if said and _is_strong(line[said.start() : said.start("day")]) else "")
            continue
        # Of `1-Apr-26 to 31-May-26` the last day counts, else the first date; a period that goes on tells none.
        ranged = len(spans) > 1 and _RANGE.fullmatch(line[spans[0].end() : spans[1].start()])
        day = _read(spans[bool(ranged)][0], order)
        over = ranged and day and day <= today and _PERIOD.fullmatch(line[: spans[0].start()])
        sure = False if over else means_balances(line, spans[0].start())
        # What begins with a day and goes on with figures is a row of another table; of two cells one numbers the page.
        tabled = sum(map(bool, row)) > _FEW and any(map(FIGURE.fullmatch, row))
        sure = None if tabled and sure is False else sure
        if day and sure:
            days.append(day)
        elif day and sure is not None:
            perhaps = perhaps or day
        else:
            doubt = doubt or line
    if days:
        return max(days, key=lambda day: (day <= today, day)), "", True
    return perhaps, doubt, False


def means_balances(line: str, start: int) -> bool | None:
    """Whether the words before a date, but for its day of the week, say that it is the balances' day (False: perhaps, None: no)."""
    before = line[:start].strip(_MARKS)
    while before:
        rest, said = before, None
        # Of words that follow one another, as in `zum Stichtag`, the last counts.
        while rest and (said := (AS_OF.match if said else AS_OF.search)(f"{rest} ")):
            rest = said["day"].strip(_MARKS)
        if said:
            return _is_strong(said[0])
        before, _, last = before.rpartition(" ")
        if not date_formats.is_weekday(last):
            return None
    return False


def _is_strong(words: str) -> bool:
    return words.strip(_MARKS).casefold().replace(" ", "_") not in WEAK_AS_OF


def _read(text: str, order: str) -> date | None:
    plain = date_formats.plain(re.sub(r"(?<=\d)\. ?(?=[^\W\d])|(?<=[^\W\d])\.(?=\d)", " ", text).strip())
    readings = _readings([plain]) or _readings(
        date_formats.english(plain, date_formats.month_names(each))
        for each in date_formats.languages_of([plain])
    )
    days = set(readings.values())
    found = readings.get(order) if len(days) > 1 else next(iter(days), None)
    day = date.fromisoformat(found) if found else None
    return day if day and _EARLIEST_YEAR <= day.year <= _LATEST_YEAR else None


def _readings(spoken: Iterable[str]) -> dict[str, str]:
    return {fmt.order: read for text in spoken for fmt in date_formats.NO_SERIAL if (read := fmt.read(text))}
