"""The day or the period that a report is asked for, as people type it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from arcall_tui.domain.when import When, parse_past, parse_when
from arcall_tui.errors import UsageError

# Reports of one day; the others are of a period, which ends with the day where only one is named.
OF_A_DAY = frozenset({"aging", "day", "customers", "forecast"})
# The report that looks ahead.
AHEAD = "handover"
_TO = " to "


@dataclass(frozen=True, slots=True)
class Span:
    """`until`: the day, or the period's last one; `since`: the period's first, where one was named."""

    until: date
    since: date | None = None

    def __str__(self) -> str:
        """Spell it out: `Thu 1 Oct 2026 to Sat 31 Oct 2026`."""
        end = str(When(self.until))
        return f"{When(self.since)}{_TO}{end}" if self.since else end


def read_day(report: str, text: str, today: date, order: str) -> date:
    """Read a day for a report: one that is over, or today; for the hand-over one to come. Raises UsageError."""
    if report == AHEAD:
        return parse_when(text, datetime.combine(today, time.min), order).date
    return parse_past(text, today, order)


def read_span(report: str, text: str, today: date, order: str) -> Span:
    """Read a day, or a period with `to` or `..` between its ends. Raises UsageError."""
    words = f" {text.strip().lower()} ".replace("..", _TO)
    first, between, last = (part.strip() for part in words.partition(_TO))
    if not between:
        return Span(read_day(report, first, today, order))
    if report in OF_A_DAY:
        raise UsageError(f"{report.capitalize()} is of one day.", "Name that day alone.")
    since, until = read_day(report, first, today, order), read_day(report, last, today, order)
    if since > until:
        raise UsageError(f"The period ends ({When(until)}) before it begins ({When(since)}).")
    return Span(until, since)
