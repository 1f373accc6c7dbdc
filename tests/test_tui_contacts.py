"""On the screen: who promised, whom to ask for, and what the ledger says of an invoice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, owing
from tui_driver import screen

PAST = TODAY - timedelta(days=40)


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """One account that owes three bills."""
    desk = shelf.desk()
    owing(desk, "C0", [(300_000, PAST), (200_000, PAST), (100_000, PAST)], name="Northwind 0")
    return desk


async def test_the_ledgers_own_dispute_flag_is_shown_whole(desk: Desk):
    desk.book.execute("UPDATE invoice SET disputed = 1 WHERE number = 'C0-1'")
    async with screen(desk, size=(120, 40)) as driver:
        assert "disputed (ledger)" in driver.text


async def test_a_plan_keeps_whom_the_caller_spoke_to_as_who_promised(desk: Desk):
    async with screen(desk, size=(120, 40)) as driver:
        first = driver.account
        await driver.press("P", "enter")
        parts = desk.card(first).promises
        assert [part.said_by for part in parts] == ["Maria Anders"] * 3


async def test_the_contact_form_refuses_what_is_no_number_and_no_address(desk: Desk):
    async with screen(desk, size=(120, 40)) as driver:
        first = driver.account
        before = desk.card(first).contacts
        await driver.press("E")
        await driver.type("abc")
        await driver.press("enter")
        assert "is not a phone number" in driver.text
        await driver.type(" +44 20 7946 9999")
        await driver.press("tab")
        await driver.type("notmail")
        await driver.press("enter")
        assert "is not an e-mail address" in driver.text
        assert desk.card(first).contacts == before
        await driver.type("@example.org")
        await driver.press("enter")
        assert desk.card(first).contacts[0].email == "notmail@example.org"
