"""The caller's clock: the system's, or one that was set with --now; and days and times as they type them."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from importlib import import_module
from typing import TypeVar
from zoneinfo import ZoneInfo

from arcall_tui.domain.when import UnreadError, parse_past, parse_when
from arcall_tui.errors import UsageError

_YEARS = range(1970, 2201)
_DATE_ALONE = re.compile(r"\d{4}-?\d{2}-?\d{2}")


class Clock:
    """Tells the instant (UTC) and the workday.

    `zone` is the caller's own. `start` (aware) is where a clock that was set begins; it runs on from there.
    The workday is the date on which the shift began: with a shift that closes on the next day
    (`shift_closes` <= `shift_opens`), the hours before `shift_closes` belong to the day before.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        start: datetime | None = None,
        shift_opens: clock_time = clock_time(9),
        shift_closes: clock_time = clock_time(18),
    ) -> None:
        self.zone = zone
        self._start = start
        self._began = time.monotonic()
        self._opens = shift_opens
        self._closes = shift_closes

    def now(self) -> datetime:
        """Return the instant, in UTC."""
        if self._start is None:
            return datetime.now(UTC)
        return self._start.astimezone(UTC) + timedelta(seconds=time.monotonic() - self._began)

    def today(self) -> date:
        """Return the workday's date."""
        return self.workday(self.now())

    def calendar_day(self) -> date:
        """Return the calendar's date on the caller's clock, which past midnight is the one after the shift's."""
        return self.now().astimezone(self.zone).date()

    def workday(self, instant: datetime) -> date:
        """Return the date of the workday to which `instant` belongs."""
        local = instant.astimezone(self.zone)
        over_midnight = self._closes <= self._opens
        return local.date() - timedelta(days=over_midnight and local.time() < self._closes)


def parse_now(text: str, zone: ZoneInfo) -> datetime:
    """Read an ISO 8601 instant; without an offset it is in `zone`. Raises UsageError, for a date alone too."""
    if _DATE_ALONE.fullmatch(text.strip()):
        raise UsageError(f"--now {text} lacks a time.", f"Write it like {text.strip()}T09:00.")
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(
            f"--now {text!r} is not a date and time.", "Write it like 2026-11-20T14:05+00:00."
        ) from None
    if instant.year not in _YEARS:
        raise UsageError(
            f"--now {text} is of no working day.", f"The years {_YEARS[0]} to {_YEARS[-1]} can be replayed."
        )
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)


_Read = TypeVar("_Read")


def own_day(text: str, today: date, order: str, *, ahead: bool) -> date:
    """Read a day that is over, or one to come. Raises UsageError."""
    now = datetime.combine(today, clock_time.min)
    return in_own_words(
        lambda said: parse_when(said, now, order).date if ahead else parse_past(said, today, order), text
    )


def in_own_words(read: Callable[[str], _Read], text: str) -> _Read:
    """Read a day or time; what is none in English is read by its words in other languages. Raises UsageError."""
    try:
        return read(text)
    except UnreadError:
        words = import_module("arcall_tui.workday.letters.typed_words")  # 0.2 s, and seldom needed
        with suppress(UnreadError):
            return read(words.in_english(text) or text)
        raise
