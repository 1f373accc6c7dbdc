"""What the forms doubt before they take it, and what they leave behind when they are given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from arcall_tui.domain.activity import FollowUpKind
from arcall_tui.domain.outcomes import Code
from arcall_tui.tui.actions import Where
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, owing
from tui_driver import Driver, screen


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """Twelve accounts that owe ever less."""
    shelf.settings = replace(shelf.settings, drafts=shelf.folder / "drafts")
    desk = shelf.desk()
    for index in range(12):
        owing(
            desk,
            f"C{index:02}",
            [(900_000 - index * 50_000, TODAY - timedelta(days=60))],
            name=f"North {index}",
        )
    return desk


async def retyped(driver: Driver, text: str) -> None:
    await driver.press(*["backspace"] * 20, *text, "enter")


async def test_a_day_that_is_hardly_meant_is_doubted_once(desk: Desk):
    async with screen(desk) as driver:
        for key, field, said in (
            ("p", "19 nov", "in 2027: is the year right"),
            ("p", "19 jan", "your rules allow 30 for a promise"),
            ("P", "19 jan", "your rules allow 30 for a promise"),
            ("s", "19 nov", "in 2027: is the year right"),
            ("b", "19 nov 3pm", "in 2027: is the year right"),
        ):
            account = driver.account
            await driver.press(key, *{"p": ["tab"], "P": ["tab", "tab"]}.get(key, []))
            await retyped(driver, field)
            assert driver.where is Where.FORM
            assert said in driver.text
            await driver.press("enter")
            assert driver.where is Where.LIST
            if key == "p":
                assert "2027" in driver.footer or "2027" not in said
                assert desk.card(account).promises
            await driver.press("escape")


async def test_a_form_for_more_than_ten_accounts_asks_once_more(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("asterisk", "z", *"+3", "enter")
        assert "12 accounts at once" in driver.text
        assert not any(desk.account(row.account).snoozed_until for row in driver.app.session.worklist.rows)
        await driver.press("enter")
        assert all(desk.account(row.account).snoozed_until for row in driver.app.session.worklist.rows)


async def test_a_copy_that_was_asked_for_is_a_task_until_the_letter_is_written(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("c", "enter")
        assert "l there sends it" in driver.footer
        assert FollowUpKind.SEND_COPY in {step.kind for step in desk.follow_ups(first)}
        await driver.go_to(first)
        await driver.press("l", *"copy", "enter")
        assert "gets no files" in driver.text
        await driver.press("enter")
        kinds = {step.kind for step in desk.follow_ups(first)}
        assert kinds == {FollowUpKind.CALL}
        await driver.press("u")
        assert FollowUpKind.SEND_COPY in {step.kind for step in desk.follow_ups(first)}


async def test_a_form_that_is_given_up_stops_the_timer_it_began_and_no_other(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("d", "escape")
        assert driver.late.timer.seconds() is None
        await driver.press("full_stop", "d", "escape")
        assert driver.late.timer.seconds() is not None


async def test_a_call_that_was_not_made_has_no_length(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("d", "escape", "n")
        (call,) = desk.card(first).history
        assert (call.code, call.seconds) == (Code.NA, None)


async def test_a_dispute_that_was_right_asks_for_what_is_credited_and_keeps_that_off_the_call(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        first = driver.account
        await driver.press("d", "enter")
        await driver.go_to(first)
        await driver.press("V")
        assert "To credit" in driver.text
        await driver.press("tab", *"4000", "enter")
        standing = desk.card(first).placing.standing
        assert [each.collectable for each in standing.exposures] == [500_000]
        assert "credit to come" in driver.text


async def test_instalments_on_days_off_are_told_before_they_are_taken(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("P")
        assert "a day off for them: Sun 27 Dec 2026" in " ".join(driver.text.split())
