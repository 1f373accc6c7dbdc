"""A day ranked from what was kept is the day worked out anew, however far apart; at once as one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arcall_tui.domain.activity import Code, FollowUpKind
from arcall_tui.domain.outcome import NextStep, Outcome, PromiseGiven
from arcall_tui.rules.policy import load_policy
from arcall_tui.rules.queue import Placing
from arcall_tui.settings import Rate, Settings
from arcall_tui.workday import ranking, record
from arcall_tui.workday.clock import Clock
from arcall_tui.workday.desk import Desk, open_desk
from books import NOW, TODAY, Shelf, owing
from shell import SAMPLE_DAY

SETTINGS = Settings(
    zone="Europe/London", zone_basis="test", base_currency="EUR", rates={"GBP": Rate(1.15, SAMPLE_DAY)}
)


class Stopped(Clock):
    """A clock that does not run on between two rankings."""

    def __init__(self, at: datetime) -> None:
        super().__init__(ZoneInfo(SETTINGS.zone), at)
        self._at = at

    def now(self) -> datetime:
        return self._at


def desk_on(book: Path, days_later: int = 0, hour: int = 9) -> Desk:
    now = datetime.combine(SAMPLE_DAY + timedelta(days=days_later), time(hour), UTC)
    return open_desk(book, Stopped(now), SETTINGS, load_policy(None))


def a_morning_of_calls(desk: Desk) -> None:
    callable_now = [placing.account for placing in desk.rank_day() if placing.callable]
    codes = (Code.NA, Code.BZ, Code.LM, Code.TT, Code.GK)
    for code, account in zip(codes * 3, callable_now, strict=False):
        record.log_call(desk, account, Outcome(code))
    account = callable_now[20]
    owed = max((item.free() for item in desk.invoices(account)), key=lambda free: free.minor)
    due = SAMPLE_DAY + timedelta(days=6)
    record.log_call(desk, account, Outcome(Code.PTP, promises=(PromiseGiven(owed, due),)))
    record.snooze(desk, callable_now[21], NextStep(due), "away")
    record.set_next_step(desk, callable_now[22], FollowUpKind.CALL, NextStep(due), "ask again")


@pytest.mark.parametrize("days_later", [0, 1, 3, 7, 30])
@pytest.mark.parametrize("many", [1, 10**6], ids=["at once", "one by one"])
def test_a_new_day_is_ranked_as_if_it_were_worked_out_anew(
    sample_book: Path, days_later: int, many: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ranking, "_MANY", many)
    before = desk_on(sample_book)
    a_morning_of_calls(before)
    before.close()
    desk = desk_on(sample_book, days_later)
    kept = desk.rank_day()
    desk.judge_anew()
    assert kept == desk.rank_day()


def test_at_once_and_one_by_one_come_to_the_same(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    a_morning_of_calls(desk_on(sample_book))
    for hour in (0, 9, 16):
        found: list[list[Placing]] = []
        for many in (1, 10**6):
            monkeypatch.setattr(ranking, "_MANY", many)
            found.append(desk_on(sample_book, 4, hour).rank_day())
        assert found[0] == found[1]
        assert found[0]


def test_a_desk_set_back_by_a_day_does_not_go_by_what_came_later(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(100_000, TODAY - timedelta(days=20))])
    desk.rank_day()
    record.log_call(desk, account, Outcome(Code.NA))
    earlier = shelf.desk(now=NOW - timedelta(days=1))
    earlier.rank_day()
    assert earlier.standing_kept(account) == earlier.standing(account)


def test_other_rules_rank_at_once_and_leave_nothing_behind(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ranking, "_MANY", 1)
    desk = desk_on(sample_book)
    before = desk.rank_day()
    other = replace(load_policy(None), minimum=5_000.0)
    assert [each.account for each in desk.ranked_under(other)] != [each.account for each in before]
    assert desk.rank_day() == before
