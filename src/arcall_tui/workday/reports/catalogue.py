"""The reports there are: each one's name, what it is of, and who makes it; and the days it may be asked for."""

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from arcall_tui.domain.when import When
from arcall_tui.errors import UsageError
from arcall_tui.reports.table import Report
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import own_day
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports import making, reviewing
from arcall_tui.workday.reports.report_room import Ask, Room, for_one

_TO = " to "
_PAGE, _REVIEW = 12, 9  # rows of each table: on one page for the evening, on two for a week or a month
_FALLBACK = "en_GB"
_NO_LOCALE = frozenset({"", "C", "POSIX"})


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One report. Of one day (`of_a_day`), or of a period; `ahead`: of days to come, else of days that are over.

    `most`: rows of a table that are shown in text and on the page before the rest is only counted.
    """

    make: Callable[[Room], Report]
    of_a_day: bool = False
    ahead: bool = False
    most: int = 40


# In the order of the screen. To add one: its maker in making.py or reviewing.py, its row here.
REPORTS = {
    "day": ReportKind(reviewing.make_day, of_a_day=True, most=_PAGE),
    "week": ReportKind(reviewing.make_week, most=_REVIEW),
    "month": ReportKind(reviewing.make_month, most=_REVIEW),
    "year": ReportKind(reviewing.make_year, of_a_day=True),
    "aging": ReportKind(making.make_aging, of_a_day=True),
    "measures": ReportKind(making.make_measures),
    "promises": ReportKind(making.make_promises),
    "customers": ReportKind(making.make_customers, of_a_day=True),
    "forecast": ReportKind(making.make_forecast, of_a_day=True),
    "causes": ReportKind(making.make_causes),
    "handover": ReportKind(making.make_handover, ahead=True),
}
NAMES = tuple(REPORTS)


def report(desk: Desk, name: str, ask: Ask) -> Report:
    """Work out one report. Raises UsageError for a period that ends before it begins, and for an unknown creditor."""
    if ask.since and ask.until and ask.since > ask.until:
        raise UsageError(f"The period ends ({ask.until}) before it begins ({ask.since}).")
    with for_one(desk, ask.creditor) as said, ExitStack() as views:
        room = Room(desk, ask, views)
        return said(room.rates.in_base(REPORTS[name].make(room)))


@dataclass(frozen=True, slots=True)
class Span:
    """`until`: the day, or the period's last one; `since`: the period's first, where one was named."""

    until: date
    since: date | None = None

    def __str__(self) -> str:
        """Spell it out: `Thu 1 Oct 2026 to Sat 31 Oct 2026`."""
        end = str(When(self.until))
        return f"{When(self.since)}{_TO}{end}" if self.since else end


def read_day(name: str, text: str, today: date, order: str) -> date:
    """Read a day for a report: one that is over, or today; for the hand-over one to come. Raises UsageError."""
    return own_day(text, today, order, ahead=REPORTS[name].ahead)


def read_span(name: str, text: str, today: date, order: str) -> Span:
    """Read a day, or a period with `to` or `..` between its ends. Raises UsageError."""
    words = f" {text.strip().lower()} ".replace("..", _TO)
    first, between, last = (part.strip() for part in words.partition(_TO))
    if not between:
        return Span(read_day(name, first, today, order))
    if REPORTS[name].of_a_day:
        raise UsageError(f"{name.capitalize()} is of one day.", "Name that day alone.")
    since, until = read_day(name, first, today, order), read_day(name, last, today, order)
    if since > until:
        raise UsageError(f"The period ends ({When(until)}) before it begins ({When(since)}).")
    return Span(until, since)


def reading_locale(settings: Settings, environ: Mapping[str, str] | None = None) -> str:
    """Return the locale for reports: the settings' own, English as in the caller's country, or the system's."""
    if settings.locale:
        return settings.locale
    if settings.country:
        return f"en_{settings.country}"
    environ = os.environ if environ is None else environ
    for name in ("LC_ALL", "LC_MONETARY", "LANG"):
        locale = environ.get(name, "").split(".")[0].split("@")[0]
        if locale not in _NO_LOCALE:
            return locale
    return _FALLBACK
