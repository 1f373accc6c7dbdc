"""The list narrowed on screen: as one types, kept on a key, shown in its heading, and cleared by esc."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arcall_tui.rules.filters import WORDS
from arcall_tui.tui.actions import Where
from arcall_tui.workday.calls import customer_facts
from arcall_tui.workday.calls.customer_facts import Facts
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, add_account, add_invoice
from tui_driver import Driver, screen


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """Twelve accounts, every third of them German; a call to the fifth is set for later, the last two are not due yet."""
    desk = shelf.desk()
    for index in range(12):
        account = add_account(
            desk, f"C{index}", name=f"Firm {index:02}", country="DE" if index % 3 == 0 else "GB"
        )
        due = TODAY - timedelta(days=40) if index < 10 else TODAY + timedelta(days=20)
        add_invoice(desk, account, f"INV-{index}", 900_000 - 10_000 * index, due)
    customer_facts.set_facts(desk, desk.find("C4")[0], Facts(tags="vip"))
    return desk


def shown(driver: Driver) -> list[str]:
    """The accounts in the list, in order."""
    return [row.standing.name for row in driver.app.stage.main.accounts.rows]


async def test_the_list_narrows_with_every_word_and_esc_puts_back_what_was_there(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        before = shown(driver)
        await driver.press("j", "equals_sign")
        await driver.type("country:DE")
        assert shown(driver) == ["Firm 00", "Firm 03", "Firm 06", "Firm 09"]
        assert driver.name == "Firm 00"
        await driver.press("escape")
        assert (shown(driver), driver.name) == (before, "Firm 01")


async def test_the_words_of_the_filter_are_read_whole_and_one_being_typed_says_what_it_means(desk: Desk):
    async with screen(desk) as driver:
        for size in ((80, 24), (120, 40), (200, 50)):
            await driver.resize(*size)
            await driver.press("equals_sign")
            words = driver.text.split()
            assert [word for word, _ in WORDS[:-1] if word not in words] == []
            assert "#12 goes to row 12" in driver.footer
            await driver.type("over:60d s")
            assert "sort:days: or amount, name, country, tried; -sort:... turns it round" in driver.footer
            await driver.type("ort:name =")
            assert "=NAME keeps it, =NAME 5 on the key 5; -=NAME forgets it" in driver.footer
            await driver.press("escape")


async def test_a_narrowed_list_says_so_and_esc_shows_everyone(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("equals_sign")
        await driver.type("tag:vip")
        await driver.press("enter")
        assert shown(driver) == [driver.name] == ["Firm 04"]
        assert "tag:vip 1 of 1 (12)" in driver.text
        await driver.press("n", "escape")
        assert len(shown(driver)) == 12


async def test_the_account_on_screen_is_marked_in_a_narrowed_list_only_where_it_is_in_it(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        await driver.press("=")
        await driver.type("country:DE")
        await driver.press("enter", "n", "n")
        assert driver.name == "Firm 02"
        assert "▸" not in driver.text
        await driver.press("j")
        assert driver.name == shown(driver)[0]
        assert driver.text.count("▸") == 1


async def test_words_that_mean_nothing_are_told_and_cannot_be_kept(desk: Desk):
    async with screen(desk, size=(120, 40)) as driver:
        await driver.press("equals_sign")
        await driver.type("colour:red")
        assert "“colour:” is no filter" in driver.footer
        await driver.press("enter")
        assert driver.app.stage.where is Where.FILTER


async def test_a_filter_is_kept_on_a_key_and_found_there_the_next_day(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("7")
        assert "No filter is kept on 7" in driver.footer
        await driver.press("equals_sign")
        await driver.type("country:DE sort:name =german 7")
        await driver.press("enter", "escape")
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("7")
        assert shown(driver) == ["Firm 00", "Firm 03", "Firm 06", "Firm 09"]


async def test_a_kept_filter_is_forgotten_and_that_is_undone(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        for words in ("country:DE =german 7", "-=german"):
            await driver.press("equals_sign")
            await driver.type(words)
            await driver.press("enter")
        assert "=german is forgotten" in driver.footer
        await driver.press("7")
        assert "No filter is kept on 7" in driver.footer
        await driver.press("escape", "u", "7")
        assert shown(driver)[0] == "Firm 00"
        assert "country:DE" in driver.footer


async def test_a_row_is_gone_to_by_its_number(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("number_sign", "8", "enter")
        assert driver.name == shown(driver)[7]


async def test_who_is_not_due_yet_stands_under_a_heading_of_their_own_with_a_sign(desk: Desk):
    async with screen(desk, size=(120, 40)) as driver:
        rows = driver.text.splitlines()
        heading = next(index for index, row in enumerate(rows) if row.startswith(" Not now"))
        below = [row.split("│")[0].split() for row in rows[heading + 2 : heading + 4]]
        assert [(row[1], row[-1]) for row in below] == [("10", "\u00d7"), ("11", "\u00d7")]
        assert "Call next" in rows[1]
        await driver.press("G")
        assert driver.name == "Firm 11"
        await driver.press("k", "k", "k")
        assert driver.name == "Firm 09"
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("G")
        assert driver.text.splitlines()[1].startswith(" Not now")
