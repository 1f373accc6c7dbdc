"""What hands do: keys of other layouts, keys that do nothing, clicks on footer and headings, and the account at a glance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.render.pieces import length, rule
from arcall_tui.tui.actions import Where
from arcall_tui.tui.key_input import by_place
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, owing
from tui_driver import screen

NOTE = "Bad moment, month-end close. Meera asked for a copy of every invoice of September and gave me a time."


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """An account with a very long name, two contacts, eight invoices and a note; and two others."""
    desk = shelf.desk()
    name = "Kestrel Foods and Beverages of Greater Bangalore Private Limited (India)"
    bills = [(900_000 + index, TODAY - timedelta(days=100 - 10 * index)) for index in range(8)]
    first = owing(desk, "CUSTOMER-0000000129", bills, name=name)
    for index in range(2):
        owing(desk, f"C{index}", [(5_000, TODAY - timedelta(days=40))], name=f"Northwind {index}")
    record.log_call(desk, first, Outcome(Code.IN, NOTE))
    return desk


def test_no_latin_letter_is_taken_for_another():
    assert not any(by_place(chr(sign)) for sign in range(0x250))


async def test_a_key_that_does_nothing_says_so_once_and_how_to_read_the_others(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("Q")
        assert "Q does nothing in the list · ? shows the keys" in driver.footer
        await driver.press("j", "Q")
        assert "does nothing" not in driver.footer


async def test_the_number_of_an_invoice_is_copied(desk: Desk):
    async with screen(desk) as driver:
        number = desk.invoices(driver.account)[0].number
        await driver.press("tab", "Q")
        assert driver.app.clipboard == number
        assert f"Copied {number}" in driver.footer


async def test_nothing_found_leaves_no_other_account_beside_the_list(desk: Desk):
    async with screen(desk) as driver:
        name = driver.name
        await driver.press("slash")
        await driver.type("nobody at all")
        assert "Nothing in the book fits “nobody at all”" in driver.text
        assert "Ask for" not in driver.text
        await driver.press("escape")
        assert driver.name == name
        assert "Ask for" in driver.text


async def test_the_footer_and_the_lists_heading_answer_the_mouse(desk: Desk):
    async with screen(desk, size=(120, 40)) as driver:
        account = driver.account
        await driver.pilot.click(offset=(driver.footer.index("no answer") + 2, 39))
        await driver.quiet()
        assert desk.card(account).history[0].code is Code.NA
        await driver.pilot.click(offset=(driver.footer.index("? keys"), 39))
        await driver.quiet()
        assert driver.where is Where.CHOOSER
        await driver.press("escape")
        await driver.pilot.click(offset=(5, 1))
        await driver.quiet()
        assert driver.where is Where.FILTER


async def test_all_that_a_call_needs_is_in_view_at_every_size(desk: Desk):
    async with screen(desk) as driver:
        await driver.go_to(desk.find("Kestrel")[0])
        for size in ((80, 24), (100, 30), (120, 40), (200, 50)):
            await driver.resize(*size)
            seen = " ".join(driver.text.replace("│", " ").split())
            rows = driver.text.splitlines()
            assert "London 10:05, open until" in driver.text
            for words in ("+44 20 7946 0018", "Why not", "Aim", "CUSTOME"):
                assert words in seen
            assert any("more: USD" in row for row in rows) or "open USD 7" in seen
            # The note is broken over lines, beside other panes.
            assert all(word in seen for word in NOTE.split())
        await driver.resize(60, 19)
        await driver.press("p", "p")
        assert "CUSTOMER-00" in driver.text  # a bill, where there is room for one alone


@given(st.text(max_size=80), st.integers(24, 200))
def test_a_heading_cuts_its_left_end_and_never_the_clock(name: str, width: int):
    clock = (("London 10:05", "strong"),)
    made = rule(((f" {name}", "title"),), clock, width)
    assert length(made) == width
    if width >= 34:
        assert ("London 10:05", "strong") in made
