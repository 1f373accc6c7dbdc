"""Clocks that jump while the screen is open: sleep over midnight, summer time, a clock set back or to another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.tui.actions import Where
from arcall_tui.workday.calls import record
from books import Shelf, owing
from shell import arcall
from tries import DEEP
from tui_driver import screen

LONDON = ZoneInfo("Europe/London")
# The morning on which the screen was opened, and when it is looked at again; what the clock shows then in London.
JUMPS = {
    "sleep over midnight": ("2026-11-19T16:55", "2026-11-20T09:01", "Fri 20 Nov 09:01 London"),
    "sleep over a weekend": ("2026-11-20T16:55", "2026-11-23T09:00", "Mon 23 Nov 09:00 London"),
    "sleep into summer time": ("2026-03-27T16:30", "2026-03-30T08:30", "Mon 30 Mar 09:30 London"),
    "awake into winter time": ("2026-10-25T00:59", "2026-10-25T01:01", "Sun 25 Oct 01:01 London"),
    "set back an hour": ("2026-11-20T10:05", "2026-11-20T09:05", "Fri 20 Nov 09:05 London"),
    "set back a day": ("2026-11-20T10:05", "2026-11-19T10:05", "Thu 19 Nov 10:05 London"),
    "set on a year": ("2026-11-20T10:05", "2027-11-22T10:05", "Mon 22 Nov 10:05 London"),
    "set back a year": ("2026-11-20T10:05", "2025-11-20T10:05", "Thu 20 Nov 10:05 London"),
}


# Each jump from one of the places where a caller may be, or two.
PLACES = ((), ("p",), ("A",), ("i", "x"))
PAIRS = [
    (jump, PLACES[(index + more) % 4])
    for index, jump in enumerate(JUMPS)
    for more in ((0, 2) if DEEP else (0,) * (jump not in {"sleep over a weekend", "set back a year"}))
]


@pytest.mark.parametrize(("jump", "keys"), PAIRS)
async def test_after_a_jump_of_the_clock_all_is_of_that_day_and_the_book_stays_whole(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, jump: str, keys: tuple[str, ...]
):
    before, after, shown = JUMPS[jump]
    begun, woken = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (before, after))
    shelf.settings = replace(shelf.settings, drafts=shelf.folder / "drafts")
    desk = shelf.desk(now=begun)
    due = begun.date() - timedelta(days=40)
    first, *_ = (
        owing(desk, f"C{index}", [(90_000 - index, due)], name=f"Firm {index}") for index in range(4)
    )
    record.log_call(desk, first, Outcome(Code.CB, call_back=begun + timedelta(minutes=10)))
    async with screen(desk, (80, 24)) as driver:
        monkeypatch.setattr(type(desk.clock), "now", lambda _: begun)
        await driver.app.router.background.look()
        await driver.press("n", *keys)
        where = driver.where
        monkeypatch.setattr(type(desk.clock), "now", lambda _: woken)
        await driver.app.router.background.look()
        await driver.quiet()
        assert driver.where is where
        assert shown in driver.text.splitlines()[0]
        await driver.press("escape", "escape", "f2", "escape")
        assert driver.where is Where.LIST
        assert f"London {woken.astimezone(LONDON):%H:%M}" in driver.text
        assert driver.app.session.card is not None
        assert driver.app.session.card.placing.standing.day == desk.clock.today()
        account = driver.account
        await driver.press("n")
        await driver.press("n") if "again does it" in driver.footer else None
        assert desk.card(account).history[0].code in {Code.NA, Code.CB}
        assert driver.app.failure is None
    whole = arcall("check", "--record", book=shelf.folder / "book.sqlite3", now=woken.isoformat())
    assert whole.code == 0, whole
