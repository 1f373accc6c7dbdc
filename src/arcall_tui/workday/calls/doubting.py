"""What is unwise in a call that is put on record from the shell: the same doubts as the screen's forms have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from arcall_tui.domain.calendar import zone_named
from arcall_tui.domain.dates import both_clocks
from arcall_tui.domain.outcome import Outcome
from arcall_tui.rules import doubts
from arcall_tui.workday.desk.desk import Desk, shared_calendar


def unwise(desk: Desk, account: int, outcome: Outcome) -> list[str]:
    """Say of each day and time in the outcome what is wrong with it, and the way to a better one."""
    check = _Check(desk, account)
    return list(check.outcome(outcome))


class _Check:
    def __init__(self, desk: Desk, account: int) -> None:
        desk.day.know_holidays(desk.book, desk.clock.today())
        facts = desk.account(account)
        policy = desk.policy
        self._now, self._here, self._zone = desk.clock.now(), desk.clock.zone, facts.zone
        self._shared = shared_calendar(desk, facts)
        self._theirs = policy.calendar_of(facts.country, facts.region)
        self._hours = policy.hours_of(consumer=facts.consumer, country=facts.country, region=facts.region)
        self._today = self._now.astimezone(zone_named(facts.zone) or self._here).date()

    def outcome(self, outcome: Outcome) -> Iterator[str]:
        days = sorted({given.due for given in outcome.promises})
        for day in days:
            yield from self._day("promised for", day)
        if outcome.call_back is not None:
            yield from self._time("call back", outcome.call_back)
        if outcome.next_step is not None and outcome.next_step.at is not None:
            yield from self._time("next step", outcome.next_step.at)
        elif outcome.next_step is not None:
            yield from self._day("next step", outcome.next_step.due)

    def _day(self, what: str, day: date) -> Iterator[str]:
        doubt = doubts.of_day(day, self._today, self._theirs, self._shared)
        if doubt:
            yield f"{what} {day:%a %d %b %Y}: {doubt}."

    def _time(self, what: str, at: datetime) -> Iterator[str]:
        zone = self._zone if zone_named(self._zone) else None
        doubt = doubts.of_time(at, self._now, self._hours, self._theirs, zone, self._here)
        if doubt:
            yield f"{what} {both_clocks(at, zone, self._here)}: {doubt}."
