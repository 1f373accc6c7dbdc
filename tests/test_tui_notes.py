"""The call notes: never lost, and on record with the call they belong to."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from textual import events

from arcall_tui.domain.outcomes import Code
from arcall_tui.tui import key_input
from arcall_tui.tui.actions import Where
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, earlier_notes, owing
from tui_driver import Driver, screen


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """Three accounts, the first owing most."""
    desk = shelf.desk()
    for index in range(3):
        owing(
            desk,
            f"C{index}",
            [(500_000 - 50_000 * index, TODAY - timedelta(days=40))],
            name=f"Northwind {index}",
        )
    return desk


async def write(driver: Driver, text: str) -> None:
    await driver.press("i")
    await driver.type(text)


async def test_letters_are_letters_in_the_notes_and_keys_after_esc(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("i", *"npd quick note", "escape", "n")
        (call,) = desk.card(first).history
        assert (call.code, call.note) == (Code.NA, "npd quick note")
        assert driver.name == "Northwind 1"


@pytest.mark.parametrize(
    ("key", "character", "code"), [("alt+n", "n", Code.NA), ("alt+shift+w", "W", Code.TD)]
)
async def test_esc_and_a_letter_that_a_slow_line_delivers_as_one_are_still_two(
    desk: Desk, key: str, character: str, code: Code
):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("i", *"quick note")
        driver.app.post_message(events.Key(key, character))
        await driver.quiet()
        (call,) = desk.card(first).history
        assert (call.code, call.note) == (code, "quick note")


async def test_a_draft_is_saved_a_moment_after_the_last_key(desk: Desk):
    async with screen(desk) as driver:
        await write(driver, "bank run is on Thursdays")
        other = desk.clone()
        await driver.until(lambda: other.card(driver.account).draft == "bank run is on Thursdays")
        await driver.until(lambda: "draft kept" in driver.text)
        other.close()


async def test_steady_typing_is_saved_without_waiting_for_a_pause(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("i")
        other, typed, kept = desk.clone(), "", ""
        while not kept:  # for ever, and so until the test's timeout, if each letter put the saving off
            await driver.type("x")
            typed += "x"
            kept = other.card(driver.account).draft
        other.close()
        assert typed.startswith(kept)


async def test_a_draft_stays_with_its_account_when_the_cursor_moves_on(desk: Desk):
    async with screen(desk) as driver:
        await write(driver, "for zero")
        await driver.press("escape", "j")
        assert "for zero" not in driver.text
        await write(driver, "for one")
        await driver.press("escape", "k")
        assert "for zero" in driver.text
        await driver.press("n")
        assert "for one" in driver.text


async def test_quitting_right_after_the_last_letter_keeps_the_draft(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("i", *"half a thou", "ctrl+q")
    assert desk.card(first).draft == "half a thou"


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (120, 40)])
async def test_an_enter_too_many_shows_on_whom_notes_are_written_and_the_key_that_leaves_them(
    desk: Desk, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(key_input, "_HABIT", 0.0)  # the finger came late
    owing(
        desk, "C9", [(480_000, TODAY - timedelta(days=40))], name="Northwind of old and all its branches " * 3
    )
    async with screen(desk, size) as driver:
        for whom, next_ in (("Northwind 0", "Northwind of old"), ("Northwind of old", "Northwind 1")):
            await driver.press("n")
            assert f"NA logged, {whom}"[: size[0] // 3] in driver.footer
            await driver.press("enter", *"nny")
            assert f"Notes on {next_}"[: size[0] // 3] in driver.footer
            assert driver.footer.rstrip().endswith("esc done")
            assert "logged" not in driver.footer
            await driver.press("escape")
            assert "Notes on" not in driver.footer
            assert "n no answer" in driver.footer


async def test_an_enter_out_of_habit_is_dropped_once_and_none_that_comes_later(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("n")
        driver.app.session.last.at -= 2.0
        await driver.press("enter")
        assert driver.where is Where.LIST
        assert "logged already · enter again" in driver.footer
        await driver.press("enter")
        assert driver.where is Where.NOTES
        await driver.press("escape", "n")
        driver.app.session.last.at -= 4.0  # who has read the card meanwhile
        await driver.press("enter")
        assert driver.where is Where.NOTES


async def test_the_note_is_gone_from_the_screen_once_it_is_on_record(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await write(driver, "left a message with Jo")
        await driver.press("escape", "m", "G")
        assert driver.account == first
        assert driver.app.stage.main.notes.text == ""
        assert driver.desk.card(driver.account).draft == ""


async def test_undo_brings_the_note_back(desk: Desk):
    async with screen(desk) as driver:
        await write(driver, "typed with care")
        await driver.press("escape", "n", "u")
        assert driver.name == "Northwind 0"
        assert "typed with care" in driver.text


async def test_a_note_that_is_kept_again_while_it_is_being_kept_is_not_taken_for_another_windows(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("i", *"as masked")
        draft = driver.late.notes.draft
        before = asyncio.create_task(draft.keep())  # as the timer has it kept
        await asyncio.sleep(0)
        draft.put("as it was typed")
        await asyncio.gather(before, draft.keep())
        assert desk.card(driver.account).draft == "as it was typed"


async def test_a_failed_write_leaves_the_draft_where_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    from arcall_tui.errors import BookError  # noqa: PLC0415
    from arcall_tui.workday.calls import record  # noqa: PLC0415

    def full(*_: object):
        raise BookError("The disk is full.")

    async with screen(desk) as driver:
        await write(driver, "still here")
        with monkeypatch.context() as patch:
            patch.setattr(record, "log_call", full)
            await driver.press("escape", "n")
        assert "still here" in driver.text
        await driver.press("escape", "n")
        first = next(
            r.standing.account for r in driver.app.session.worklist.rows if r.standing.name == "Northwind 0"
        )
        assert desk.card(first).history[0].note == "still here"


async def test_the_note_goes_with_an_outcome_from_a_form(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await write(driver, "on Friday, she says")
        await driver.press("escape", "p", "enter")
        assert desk.card(first).history[0].note == "on Friday, she says"


async def test_cursor_keys_in_the_notes_do_not_overtake_letters(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("i", "a", "c", "left", "b", "end", "d", "escape")
        assert driver.app.stage.main.notes.text == "abcd"


async def test_pasted_text_is_cleaned(desk: Desk):
    from textual import events  # noqa: PLC0415

    async with screen(desk) as driver:
        await driver.press("i")
        driver.app.post_message(events.Paste("two\r\nlines \x1b]52;c;AAAA\x07 and \u202ebidi"))
        await driver.until(lambda: "lines" in driver.app.stage.main.notes.text)
        await driver.press("escape")
        assert driver.app.stage.main.notes.text == "two\nlines ]52;c;AAAA and bidi"


async def test_the_history_shows_notes_in_full_and_a_note_can_be_corrected(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        note = "a note so long that one line of the history cannot hold it, whatever the width of the pane may be; end"
        await write(driver, note)
        await driver.press("escape", "t", "G", "o")
        assert driver.where is Where.HISTORY
        assert "end" in driver.text
        await driver.press("c", "end", "!", "escape")
        card = desk.card(first)
        assert card.history[0].note == note + "!"
        assert earlier_notes(desk, card.history[0].id) == [note]
        assert "Note corrected" in driver.footer
        await driver.press("u")
        assert desk.card(first).history[0].note == note


async def test_an_uncorrected_note_is_no_new_revision(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await write(driver, "as it was")
        await driver.press("escape", "t", "G", "o", "c", "escape")
        assert earlier_notes(desk, desk.card(first).history[0].id) == []
        assert driver.app.stage.main.notes.text == ""


async def test_a_draft_that_cannot_be_kept_is_told_before_leaving_and_a_second_time_leaves(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    from arcall_tui.errors import BookError  # noqa: PLC0415
    from arcall_tui.workday.calls import record  # noqa: PLC0415

    def full(*_: object):
        raise BookError("The disk is full.")

    async with screen(desk) as driver:
        monkeypatch.setattr(record, "save_draft", full)
        await driver.press("i", "a", "escape", "q")
        assert "The draft cannot be kept: The disk is full." in driver.footer
        assert not driver.app._exit
        await driver.press("ctrl+c")
        assert "q leaves" in driver.footer
        await driver.press("q")
        assert driver.app._exit


async def test_a_correction_cut_off_in_the_middle_is_there_again(shelf: Shelf, desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await write(driver, "as it was")
        await driver.press("escape", "t", "G", "o", "c", "end")
        await driver.type(" and more")
        await driver.late.notes._keep_correction()  # what the clock does; then the power fails
    again = shelf.desk()
    async with screen(again) as driver:
        await driver.app.stage.session.show(first)
        await driver.press("o", "c")
        assert "as it was and more" in driver.app.stage.main.notes.text
        await driver.press("escape")
        assert again.card(first).history[0].note == "as it was and more"
        await driver.press("o", "c")
        assert driver.app.stage.main.notes.text == "as it was and more"


async def test_two_windows_lose_nothing_of_each_others_notes(shelf: Shelf, desk: Desk):
    from arcall_tui.workday.calls.record import save_draft  # noqa: PLC0415

    other = shelf.desk()
    async with screen(desk) as driver:
        await write(driver, "mine")
        await driver.app.router.draft.keep()
        save_draft(other, driver.account, "theirs")
        await driver.type(" and more")
        await driver.app.router.draft.keep()
        assert desk.card(driver.account).draft == "mine and more\ntheirs"
        assert "Another window" in driver.footer
        await driver.type("!")
        assert driver.app.stage.main.notes.text == "mine and more!\ntheirs"
        await driver.app.router.draft.keep()
        save_draft(other, driver.account, "theirs, later", "theirs")
        assert other.card(driver.account).draft == "theirs, later\nmine and more!"


async def test_of_two_screens_with_one_note_neither_writes_over_the_other_unsaid(shelf: Shelf, desk: Desk):
    other = shelf.desk()
    async with screen(desk) as one:
        await write(one, "from the first")
        await one.app.router.draft.keep()
        async with screen(other) as two:
            await write(two, " and second words")
            await two.app.router.draft.keep()
        await one.type(" more first")
        await one.app.router.draft.keep()
        kept = desk.card(one.account).draft
        assert all(words in kept for words in ("from the first", "and second words", "more first")), kept
        assert "Another window" in one.footer
