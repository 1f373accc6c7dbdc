"""How days and moments are written: for people, on the clocks of those they concern; for the book, in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from arcall_tui.domain.calendar import zone_named

# The due date of a bill that says "never": held so that every calendar still has days after it, told as none.
NO_DUE_DATE = date(2999, 12, 31)


def utc_text(at: datetime) -> str:
    """Write a moment as the book keeps it: ISO 8601 in UTC, to the second. Such texts sort by time."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def spelt(value: date) -> str:
    """`5 Nov 2026`: a day in a sentence."""
    return f"{value.day} {value:%b %Y}"


def day_words(day: date, today: date) -> str:
    """`Thu 12 Nov`, with the year where it is not the current one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def moment_words(moment: datetime, zone: ZoneInfo, today: date) -> str:
    """`Mon 23 Nov 09:00 London`: the instant on a clock in `zone`."""
    local = moment.astimezone(zone)
    return f"{day_words(local.date(), today)} {local:%H:%M} {place(zone.key)}"


def place(zone: str | None) -> str:
    """Return the town of an IANA zone: `Europe/London` -> `London`."""
    return "" if zone is None else zone.rsplit("/", 1)[-1].replace("_", " ")


def both_clocks(at: datetime, zone: str | None, here: ZoneInfo) -> str:
    """`Thu 26 Nov 2026, 15:00 London = 20:30 here`; the day is said again where it differs."""
    mine = at.astimezone(here)
    there = zone_named(zone)
    if there is None or zone == here.key:
        return f"{mine:%a %d %b %Y, %H:%M}"
    theirs = at.astimezone(there)
    other = f"{mine:%H:%M}" if theirs.date() == mine.date() else f"{mine:%a %H:%M}"
    return f"{theirs:%a %d %b %Y, %H:%M} {place(zone)} = {other} here"
