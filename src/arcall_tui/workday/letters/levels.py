"""Which reminder is right: by how old the oldest claim is, and by what was sent before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from arcall_tui.outgoing import ReminderDays


class Level(StrEnum):
    """The reminders in their order; the value is what a letter of that level is called."""

    FRIENDLY = "friendly-reminder"
    FIRST = "first-reminder"
    SECOND = "second-reminder"
    FINAL = "final-reminder"


LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder that went out: on which day (the caller's), and its level."""

    on: date
    level: Level


def sent_since(record: Iterable[tuple[date, str]], since: date | None) -> tuple[Sent, ...]:
    """Return the reminders for debts past due since `since`, oldest first.

    `record`: (day, what is on record of a letter, which begins with its name). Without a debt there are none.
    """
    if since is None:
        return ()
    found = [Sent(day, level) for day, detail in record if day > since and (level := _level_of(detail))]
    return tuple(sorted(found, key=lambda each: each.on))


def _level_of(detail: str) -> Level | None:
    # Books from before there were levels say only "reminder".
    old = Level.FRIENDLY if detail.startswith("reminder") else None
    return next((level for level in LEVELS if detail.startswith(level.value)), old)


def next_level(days: int, sent: Sequence[Sent], today: date, cadence: ReminderDays) -> Level:
    """Return the level of the next reminder: never one above the last that was sent, nor above what the age allows.

    `days`: past due, of the oldest claim. Within the gap after the last one, its level is kept.
    """
    if not sent:
        return Level.FRIENDLY if days < cadence.first else Level.FIRST
    last = LEVELS.index(max(sent, key=lambda each: LEVELS.index(each.level)).level)
    if (today - sent[-1].on).days < cadence.gap:
        return LEVELS[last]
    from_days = (0, cadence.first, cadence.second, cadence.final)
    allowed = max(place for place, start in enumerate(from_days) if days >= start)
    return LEVELS[min(last + 1, max(allowed, last))]
