"""How often one customer may be tried, and from which day on again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arcall_tui.rules.policy import Caps

_WEEK = 7


def capped_until(
    attempts: Sequence[date], day: date, caps: Caps, last_contact_on: date | None, *, same_day: bool
) -> date | None:
    """Return the first workday on which the caps allow another attempt; None if they do on `day`.

    `attempts`: workdays of past attempts, oldest first. `last_contact_on`: when someone was last reached.
    `same_day`: an attempt that the cap of the day does not hold back, such as after a busy line.
    """
    until: date | None = None
    if attempts:
        if not same_day and attempts.count(day) >= caps.per_day:
            until = day + timedelta(days=1)
        week = [attempt for attempt in attempts if (day - attempt).days < _WEEK]
        if len(week) >= caps.per_week:
            until = max(until or day, week[len(week) - caps.per_week] + timedelta(days=_WEEK))
    if caps.quiet_days and last_contact_on is not None:
        quiet = last_contact_on + timedelta(days=caps.quiet_days)
        until = max(until or quiet, quiet) if quiet > day else until
    return until
