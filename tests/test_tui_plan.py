"""The day plan on the screen: the list is in its order, and one key shows it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from arcall_tui.domain.activity import FollowUpKind, NextStep, Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.settings import Paths
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.desk import Desk
from books import NOW, TODAY, Shelf, owing
from tui_driver import screen

OLD = TODAY - timedelta(days=40)


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """A day on which Berlin shuts in 55 minutes, with more to call in London."""
    desk = shelf.desk(now=NOW.replace(hour=15, minute=5))
    for number in range(20):
        owing(desk, f"L{number:02}", [(900_000 - number, OLD)], name=f"London {number}")
    owing(desk, "B1", [(5_000, OLD)], name="Berlin Small", zone="Europe/Berlin", country="DE")
    owing(desk, "A1", [(950_000, OLD)], name="Angeles Late", zone="America/Los_Angeles", country="US")
    return desk


async def test_the_list_is_in_the_plans_order_and_replanned_after_each_call(desk: Desk):
    async with screen(desk) as driver:
        names = [row.standing.name for row in driver.app.session.worklist.shown]
        plan = driver.app.session.queue.plan
        assert names[: len(plan.calls)] == [call.placing.standing.name for call in plan.calls]
        assert names[0] == "London 0"
        # Los Angeles opens within the shift: it has its slot among those of London, though it is shut now.
        assert "Angeles Late" in names[: len(plan.calls)]
        await driver.press("n")
        await driver.until(lambda: driver.app.session.queue.plan is not plan)
        left = [call.placing.standing.name for call in driver.app.session.queue.plan.calls]
        assert "London 0" not in left
        shown = [row.standing.name for row in driver.app.session.worklist.shown]
        assert shown[: len(left)] == left
        await driver.press("u")
        assert [row.standing.name for row in driver.app.session.worklist.shown] == names


async def test_one_key_shows_the_plan_and_enter_goes_to_the_account(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("L")
        assert "Day plan" in driver.text
        assert "15:05" in driver.text
        assert "not today; they can" in driver.text or "calls until 18:00" in driver.text
        await driver.press("j", "enter")
        assert "Day plan" not in driver.text
        assert (
            driver.app.session.card.account.name
            == driver.app.session.queue.plan.calls[1].placing.standing.name
        )
        await driver.press("L", "escape")
        assert "Day plan" not in driver.text


async def test_rules_edited_meanwhile_count_and_a_mistake_leaves_the_last_good_ones(desk: Desk):
    policy = Paths.find().policy
    policy.parent.mkdir(parents=True, exist_ok=True)
    async with screen(desk) as driver:
        policy.write_text('[hours]\ncloses = "12:00"\n')
        await driver.press("R")
        await driver.until(lambda: "judged anew" in driver.text)
        assert not any(row.callable for row in driver.app.session.worklist.shown)
        policy.write_text('[hours]\ncloses = "noon"\n')
        await driver.press("R")
        await driver.until(lambda: "policy.toml, line 2: hours.closes" in driver.text)
        assert not any(row.callable for row in driver.app.session.worklist.shown)


async def test_an_account_keeps_its_slot_when_something_is_written_about_it(desk: Desk):
    best = desk.ranking.rank_day()[0].account
    record.set_next_step(desk, best, FollowUpKind.CALL, NextStep(TODAY), "today")
    record.log_call(desk, best, Outcome(Code.IN, note="rang us"))
    async with screen(desk) as driver:
        shown = [row.account for row in driver.app.session.worklist.shown]
        await driver.go_to(best)
        await driver.press("o", "c", *" and wrote", "escape")
        assert "Note corrected" in driver.footer
        assert [row.account for row in driver.app.session.worklist.shown] == shown
        await driver.press("n")
        assert driver.account == shown[shown.index(best) + 1]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_amount_and_time_stand_apart_in_the_plan(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size=size) as driver:
        await driver.press("L")
        assert re.search(r"8,999\.99  \d\d:\d\d London", driver.text)
