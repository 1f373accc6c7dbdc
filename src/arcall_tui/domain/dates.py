"""Times said on the clocks of those they concern."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def place(zone: str | None) -> str:
    """Return the town of an IANA zone: `Europe/London` -> `London`."""
    return "" if zone is None else zone.rsplit("/", 1)[-1].replace("_", " ")


def both_clocks(at: datetime, zone: str | None, here: ZoneInfo) -> str:
    """`Thu 26 Nov 2026, 15:00 London = 20:30 here`; the day is said again where it differs."""
    mine = at.astimezone(here)
    if zone is None or zone == here.key:
        return f"{mine:%a %d %b %Y, %H:%M}"
    theirs = at.astimezone(ZoneInfo(zone))
    other = f"{mine:%H:%M}" if theirs.date() == mine.date() else f"{mine:%a %H:%M}"
    return f"{theirs:%a %d %b %Y, %H:%M} {place(zone)} = {other} here"
