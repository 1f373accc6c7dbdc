"""One call, several results; and the right person: who is rung, whose number was wrong, who is next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arcall_tui.domain.outcomes import Code
from arcall_tui.tui.actions import Where
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, owing
from tui_driver import screen

PAST = TODAY - timedelta(days=40)
FIRST = 1


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """Two accounts; the first owes three bills and has a second number."""
    desk = shelf.desk()
    first = owing(desk, "C0", [(300_000, PAST), (200_000, PAST), (100_000, PAST)], name="Northwind 0")
    owing(desk, "C1", [(5_000, TODAY - timedelta(days=3))], name="Northwind 1")
    second = {"name": "Jo Smith", "role": "CFO", "phone": "+44 20 7946 0777", "email": "jo@example.org"}
    record.edit_contact(desk, first, None, second)
    desk.book.execute("UPDATE contact SET by_caller = 0")
    return desk


def outbound(desk: Desk, account: int) -> int:
    rows = desk.book.execute(
        "SELECT count(*) FROM activity WHERE direction = 'out' AND account_id = ?", (account,)
    )
    return int(rows.fetchone()[0])


async def test_a_promise_on_one_invoice_and_a_dispute_on_another_are_one_call(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        first = FIRST
        await driver.go_to(first)
        await driver.press("tab", "p", "enter")  # a promise for one invoice: 3 keys
        assert driver.account != first
        await driver.press("plus")
        assert driver.account == first
        assert "another result of PTP" in driver.text
        await driver.press("d", "tab", *"C0-2", "enter")
        assert [each.code for each in desk.card(first).history] == [Code.DISP, Code.PTP]
        assert outbound(desk, first) == 1
        await driver.press("plus", "c", "enter")
        assert outbound(desk, first) == 1
        await driver.until(lambda: driver.app.session.queue.tally.calls == 1)


async def test_results_join_a_call_of_theirs_and_one_of_the_history(desk: Desk):
    async with screen(desk) as driver:
        first = FIRST
        await driver.go_to(first)
        await driver.press("I", "plus", "p", "enter")
        assert outbound(desk, first) == 0
        await driver.go_to(first)
        await driver.press("o", "j", "plus", "x", "enter")
        assert [each.code for each in desk.card(first).history].count(Code.PAID) == 1
        assert outbound(desk, first) == 0


async def test_a_call_that_nobody_answered_has_no_more_results(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.go_to(FIRST)
        await driver.press("n", "plus")
        assert "Nobody answered NA 10:05" in driver.footer
        assert not driver.app.stage.main.same_call


async def test_what_is_a_call_of_its_own_joins_none_and_esc_lets_go(desk: Desk):
    async with screen(desk) as driver:
        first = FIRST
        await driver.go_to(first)
        await driver.press("t", "plus", "n")
        assert "is a call of its own" in driver.text
        await driver.press("escape")
        assert "another result" not in driver.text
        assert len(desk.card(first).history) == 1


async def test_a_wrong_number_is_that_persons_and_the_next_number_is_one_key_away(desk: Desk):
    async with screen(desk) as driver:
        first = FIRST
        await driver.go_to(first)
        await driver.press("full_stop")
        assert "for Maria Anders (AP)" in driver.footer
        assert "> 1 other number" in driver.footer
        await driver.press("w")
        bad = {each.name: each.bad_number for each in desk.card(first).contacts}
        assert bad == {"Jo Smith": False, "Maria Anders": True}
        assert desk.card(first).history[0].contact == "Maria Anders"
        assert "> next number" in driver.footer
        await driver.press("greater_than_sign")
        assert driver.account == first
        assert "Ask for Jo Smith (CFO), +44 20 7946 0777" in driver.footer


async def test_whom_is_asked_for_is_rung_written_to_and_marked_wrong(desk: Desk):
    async with screen(desk) as driver:
        first = FIRST
        await driver.go_to(first)
        await driver.press("greater_than_sign", "at")
        assert driver.app.clipboard == "jo@example.org"
        await driver.press("l")
        assert "jo@example.org" in driver.text
        await driver.press("escape", "W")
        bad = {each.name: each.bad_number for each in desk.card(first).contacts}
        assert bad == {"Jo Smith": True, "Maria Anders": False}


async def test_correcting_what_is_not_the_number_leaves_a_wrong_one_wrong(desk: Desk):
    async with screen(desk) as driver:
        first = FIRST
        await driver.go_to(first)
        await driver.press("w", "greater_than_sign", "E", "tab", *"maria@new.example", "enter")
        assert driver.where is Where.LIST
        assert [each.bad_number for each in desk.card(first).contacts] == [False, True]
        people = {each.name: each.phone for each in desk.card(first).contacts}
        await driver.press("E", *"+44 20 7946 0999", "enter")
        assert {each.name: each.phone for each in desk.card(first).contacts} == {
            **people, "Maria Anders": "+44 20 7946 0999",
        }  # fmt: skip
        assert not any(each.bad_number for each in desk.card(first).contacts)
