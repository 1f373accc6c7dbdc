"""Erasing a customer on screen: by name from the commands, asked first."""

from __future__ import annotations

import asyncio

import pytest

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.workday.book import erasing
from arcall_tui.workday.calls import half_done
from arcall_tui.workday.calls.record import log_call
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, owing
from tui_driver import screen


async def test_a_customer_is_erased_after_a_yes_and_not_after_an_enter(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "KD-7788", [(10_000, TODAY.replace(month=8))], name="Quillfeather")
    owing(desk, "OTHER", [(100, TODAY.replace(month=9))], name="Somebody")
    log_call(desk, account, Outcome(Code.TT, note="snickersnee"))
    async with screen(desk) as driver:
        await driver.press("slash", *"quill", "enter")
        assert driver.name == "Quillfeather"
        await driver.press("i", *"flibberti", "escape")
        for answer in ((), ("escape",)):
            await driver.press("colon", *"erase", "enter")
            assert "2 notes" not in driver.text
            assert "The name, 1 contact, 1 note, 1 draft go for good" in driver.text
            await driver.press(*(answer or ("enter",)))
            assert driver.name == "Quillfeather"
        await driver.press("colon", *"erase", "enter", "right", "enter")
        assert driver.name == f"erased customer {account}"
        for word in ("Quillfeather", "Maria", "snickersnee", "flibberti"):
            assert word not in driver.text
        assert "KD-7788 erased" in driver.footer
        await driver.press("i", *"new", "escape")
    assert desk.book.execute("SELECT note FROM draft").fetchall() == [("new",)]
    content = (shelf.folder / "book.sqlite3").read_bytes()
    assert [word for word in (b"Quillfeather", b"snickersnee", b"flibberti") if word in content] == []
    assert b"Somebody" in content


async def test_the_form_that_asked_is_not_written_after_the_customer_is_gone(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    desk = shelf.desk()
    account = owing(desk, "KD-7788", [(10_000, TODAY.replace(month=8))], name="Quillfeather")
    erase, keep, written = erasing.erase, half_done.keep, []
    async with screen(desk) as driver:
        loop = asyncio.get_running_loop()

        def slowly(desk: Desk, account: int) -> erasing.Erasure:
            monkeypatch.setattr(half_done, "keep", lambda *given: written.append(given) or keep(*given))
            asyncio.run_coroutine_threadsafe(driver.late.form_drafts.keep(), loop)
            return erase(desk, account)

        monkeypatch.setattr(erasing, "erase", slowly)
        await driver.press("p", *"1200", "f2", "colon", *"erase", "enter", "right")
        await driver.late.form_drafts.keep()
        assert len(half_done.kept(desk)) == 2
        await driver.press("enter")
        assert driver.name == f"erased customer {account}"
        assert "Maria" not in driver.text
        await driver.press("p")
        assert "1200" not in driver.text
        assert "you had typed" not in driver.text
    assert (half_done.kept(desk), written) == ({}, [])
