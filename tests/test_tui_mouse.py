"""The mouse: rows, fields, boards and lists can be clicked, and panes scrolled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual import events

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.tui.actions import Where
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, owing
from tries import DEEP
from tui_driver import Driver, screen


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """Thirty accounts, the first owing most; the first two have history and something due."""
    desk = shelf.desk()
    for index in range(30):
        owing(
            desk,
            f"C{index}",
            [(500_000 - 5_000 * index, TODAY - timedelta(days=40))],
            name=f"Northwind {index:02}",
        )
    for index in range(2):
        account = desk.find(f"Northwind {index:02}")[0]
        record.log_call(desk, account, Outcome(Code.PAID, f"Words of {index}.", reference="TX"))
        record.log_call(desk, account, Outcome(Code.IN, f"Older words of {index}."))
    return desk


async def click(driver: Driver, words: str, times: int = 1) -> None:
    """Click the first place where `words` stand on the screen."""
    rows = driver.text.splitlines()
    y = next(index for index, row in enumerate(rows) if words in row)
    for _ in range(times):
        await driver.pilot.click(offset=(rows[y].index(words) + 1, y))
    await driver.quiet()


BOTH = ((80, 24), (120, 40))
SIZES = pytest.mark.parametrize("size", BOTH, ids=["80x24", "120x40"])
ONE = pytest.mark.parametrize("size", BOTH if DEEP else BOTH[1:])


@SIZES
async def test_a_row_of_the_list_is_clicked_also_after_scrolling(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size=size) as driver:
        await click(driver, "Northwind 04")
        assert driver.name == "Northwind 04"
        for _ in range(2):
            await driver.pilot._post_mouse_events([events.MouseScrollDown], "#accounts", offset=(5, 3))
        await driver.quiet()
        last = [row for row in driver.text.splitlines() if "Northwind" in row][2].split("Northwind ")[1][:2]
        await click(driver, f"Northwind {last}")
        assert driver.name == f"Northwind {last}"


@SIZES
async def test_a_field_is_clicked_and_typed_in(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size=size) as driver:
        await driver.press("d")
        await click(driver, "Owner")
        await driver.type("Sales")
        await click(driver, "Reason")
        await driver.press("q")
        account = driver.account
        await driver.press("enter")
        (dispute,) = desk.card(account).disputes
        assert (dispute.owner, str(dispute.reason)) == ("Sales", "quantity")


async def test_a_field_below_a_warning_is_clicked(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("D")
        await click(driver, "Hold ")
        await driver.press("l")
        assert "legal hold" in driver.text


@SIZES
async def test_an_entry_of_the_agenda_is_clicked(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size=size) as driver:
        await driver.press("A", "tab", "tab")
        await click(driver, "Northwind 01")
        assert driver.where is Where.LIST
        assert driver.name == "Northwind 01"


@ONE
async def test_what_was_found_is_clicked_and_its_entry_is_there(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size=size) as driver:
        await driver.press("N", *"words")
        await click(driver, "Words of 1.")
        assert driver.name == "Northwind 01"
        assert driver.where is Where.HISTORY


@ONE
async def test_who_was_found_is_clicked(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size=size) as driver:
        await driver.press("slash", *"northwind 1")
        await click(driver, "Northwind 13")
        assert driver.name == "Northwind 13"
        assert driver.where is Where.LIST


@ONE
async def test_a_line_of_the_history_is_clicked_and_corrected(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size=size) as driver:
        await driver.go_to(desk.find("Northwind 00")[0])
        await driver.press("o")
        await click(driver, "TX")
        await driver.press("c")
        assert driver.app.stage.main.notes.text == "Words of 0."


@ONE
async def test_a_call_of_the_day_plan_is_clicked(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size=size) as driver:
        await driver.press("L")
        rows = driver.text.splitlines()
        plan = next(index for index, row in enumerate(rows) if "Day plan" in row)
        row = rows[plan + 3]
        name = row[row.rindex("Northwind") : row.rindex("Northwind") + 12]
        await driver.pilot.click(offset=(row.rindex("Northwind") + 1, plan + 3))
        await driver.quiet()
        await driver.press("enter")
        assert driver.name == name


async def test_an_action_is_clicked_in_the_commands(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("colon", *"agenda")
        await click(driver, "appointments, checks")
        assert driver.where is Where.AGENDA


async def test_the_notes_are_clicked_and_written_in(desk: Desk):
    async with screen(desk) as driver:
        await click(driver, "i or enter to write")
        await driver.type("hello")
        assert driver.app.stage.main.notes.text == "hello"


async def test_the_account_scrolls_under_the_wheel(desk: Desk):
    bills = [(1_000_000, TODAY - timedelta(days=40))] * 30
    account = owing(desk, "LONG", bills, name="Long Ltd")
    async with screen(desk, size=(80, 24)) as driver:
        await driver.go_to(account)
        await driver.quiet()
        assert "24 more: USD 240,000.00" in driver.text
        assert "No calls on record" not in driver.text
        for _ in range(12):
            await driver.pilot._post_mouse_events([events.MouseScrollDown], "#detail", offset=(5, 3))
        await driver.quiet()
        assert "No calls on record" in driver.text


@ONE
async def test_the_name_of_a_report_is_clicked(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size=size) as driver:
        await driver.press("O")
        await click(driver, " aging ")
        assert "[aging]" in driver.text
        assert driver.late.reports.name == "aging"
