"""Next is next: whom the screen shows after an outcome, what it asks before a shut gate, and keys nobody pressed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from textual import events

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import BookError
from arcall_tui.tui.actions import Where
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.imports import taken
from books import TODAY, Shelf, owing
from ledger_files import item, take_in
from tries import DEEP
from tui_driver import screen


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """Twelve accounts that owe ever less."""
    desk = shelf.desk()
    for index in range(12):
        days = timedelta(days=60 - index)
        owing(desk, f"C{index:02}", [(900_000 - index * 50_000, TODAY - days)], name=f"Northwind {index}")
    return desk


def calls(desk: Desk, account: int) -> list[Code]:
    return [entry.code for entry in desk.card(account).history]


async def test_after_an_outcome_comes_the_plans_first_wherever_the_cursor_stood(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("j", "j", "j", "n")
        assert driver.account == first
        assert "on by the plan" in driver.footer
        await driver.press("slash", *"wind 7", "enter", "I")
        assert driver.account == first


async def test_the_footer_names_whom_was_logged(desk: Desk):
    async with screen(desk) as driver:
        name = driver.name
        await driver.press("n")
        assert f"NA logged, {name}; back" in driver.footer


async def test_a_call_back_that_comes_due_meanwhile_comes_up_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    async with screen(desk) as driver:
        now = desk.clock.now()
        asked = driver.app.session.worklist.rows[-1].account
        await driver.go_to(asked)
        outcome = Outcome(Code.CB, call_back=now + timedelta(minutes=30))
        await driver.app.session.log(record.log_call, outcome)
        await driver.app.router.background.look()
        monkeypatch.setattr(type(desk.clock), "now", lambda _: now + timedelta(minutes=31))
        driver.app.router.background._looked_at = now + timedelta(minutes=31)
        await driver.app.router.background.look()
        await driver.until(lambda: driver.app.session.worklist.next() == asked)


async def test_a_new_day_after_a_sleep_is_judged_and_shown_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    async with screen(desk) as driver:
        now = desk.clock.now()
        await driver.press("n")
        await driver.app.router.background.look()
        monkeypatch.setattr(type(desk.clock), "now", lambda _: now + timedelta(days=3))
        await driver.app.router.background.look()
        await driver.quiet()
        assert "Mon 23 Nov" in driver.text.splitlines()[0]
        assert "1 call" not in driver.text.splitlines()[0]


async def test_the_clock_of_the_account_goes_with_the_headers_and_says_when_they_have_shut(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    key = owing(desk, "TOK", [(990_000, TODAY - timedelta(days=50))], country="GB", zone="Europe/London")
    async with screen(desk) as driver:
        now = desk.clock.now()
        await driver.go_to(key)
        for minutes, said in (
            (0, "London 10:05, open until"),
            (3, "London 10:08, open"),
            (600, "London 20:05, shut"),
        ):
            monkeypatch.setattr(type(desk.clock), "now", lambda _, m=minutes: now + timedelta(minutes=m))
            driver.app.router.background._looked_at = (
                desk.clock.now()
            )  # no sleep: it was looked at all the time
            await driver.app.router.background.look()
            await driver.quiet()
            assert said in driver.text


async def test_a_heading_is_not_said_twice(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        for _ in range(3):
            await driver.press("n")
        rows = driver.app.stage.main.accounts
        for first in range(rows.count):
            rows.first = rows.bounded(first)
            rows.refresh()
            await driver.quiet()
            assert driver.text.count("Not now") <= 1


async def test_when_nobody_is_left_that_is_said_with_when_the_next_opens(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        for _ in range(12):
            await driver.press("n")
        # When this one comes back is not what is cut.
        assert re.search(r"; back \w+ \d+ \w+[^…]* · Done until ", driver.footer), driver.footer
        account, before = driver.account, len(calls(desk, driver.account))
        await driver.press("n")
        assert "n again does it" in driver.footer
        assert len(calls(desk, account)) == before


async def test_an_account_on_hold_is_asked_about_once_more(desk: Desk):
    async with screen(desk) as driver:
        held = driver.account
        hold = Outcome(Code.DNC, hold=HoldKind.LEGAL, reference="with the lawyer")
        await driver.app.session.log(record.log_call, hold)
        for key in (
            "n",
            "p",
            *["m", "l"] * DEEP,
            "full_stop",
        ):  # a yes to dialling is one to what comes of it
            await driver.go_to(held)
            before = len(calls(desk, held))
            await driver.press(key)
            assert "with the lawyer" in driver.footer
            assert driver.where is Where.LIST
            assert len(calls(desk, held)) == before
            await driver.press(key)
            assert "with the lawyer" not in driver.footer
            await driver.press("escape")


async def test_a_yes_is_only_the_same_key_with_nothing_between(desk: Desk):
    async with screen(desk) as driver:
        held = driver.account
        await driver.app.session.log(record.log_call, Outcome(Code.DNC, reference="asked not to"))
        await driver.go_to(held)
        await driver.press("n", "j", "k", "n")
        assert calls(desk, held) == [Code.DNC]


async def test_what_is_typed_while_a_gate_asks_does_nothing_and_that_is_said(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        held, name = driver.account, driver.name
        await driver.app.session.log(record.log_call, Outcome(Code.DNC, reference="asked not to"))
        await driver.go_to(held)
        for key in ("b", *"mon 3pm"):
            await driver.press(key if key != " " else "space")
        assert (driver.where, driver.name, calls(desk, held)) == (Where.LIST, name, [Code.DNC])
        assert "7 keys dropped: esc first" in driver.footer
        await driver.press("b")
        assert driver.where is Where.LIST
        await driver.press("enter")
        assert "Not done" in driver.footer
        await driver.press("b", "b")
        assert driver.where is Where.FORM


@pytest.mark.parametrize("answer", ["up", *["f2", "pageup"] * DEEP])
async def test_a_key_that_types_nothing_is_a_no_and_does_what_it_means(desk: Desk, answer: str):
    async with screen(desk) as driver:
        held = driver.account
        await driver.app.session.log(record.log_call, Outcome(Code.DNC, reference="asked not to"))
        await driver.go_to(held)
        await driver.press("n", answer)
        assert driver.account != held
        assert "asked not to" not in driver.footer
        assert calls(desk, held) == [Code.DNC]


async def test_what_comes_of_a_call_that_was_begun_all_the_same_is_not_asked_about_again(desk: Desk):
    async with screen(desk) as driver:
        held = driver.account
        record.edit_contact(desk, held, None, {"name": "Jo", "phone": "+44 20 7946 0701"})
        await driver.app.session.log(record.log_call, Outcome(Code.DNC, reference="asked not to"))
        await driver.go_to(held)
        await driver.press("full_stop", "full_stop", "n")
        assert calls(desk, held) == [Code.NA, Code.DNC]
        await driver.go_to(held)
        await driver.press("i", "escape", "n")
        assert "asked not to" in driver.footer
        assert calls(desk, held) == [Code.NA, Code.DNC]


async def test_a_yes_is_over_when_its_call_is_on_record_also_where_the_account_was_marked(desk: Desk):
    async with screen(desk) as driver:
        held = driver.account
        record.edit_contact(desk, held, None, {"name": "Jo", "phone": "+44 20 7946 0701"})
        await driver.app.session.log(record.log_call, Outcome(Code.DNC, reference="asked not to"))
        await driver.go_to(held)
        await driver.press("full_stop", "full_stop", "M", "n")
        assert "NA logged on 1 account ·" in driver.footer
        await driver.go_to(held)
        await driver.press("n")
        assert "asked not to" in driver.footer
        assert calls(desk, held) == [Code.NA, Code.DNC]


async def test_more_than_ten_accounts_at_once_are_asked_about(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("asterisk", "n")
        assert "12 accounts at once" in driver.footer
        assert [calls(desk, row.account) for row in driver.app.session.worklist.rows] == [[]] * 12
        await driver.press("n")
        assert "NA logged on 12 accounts" in driver.footer


async def test_what_the_book_refuses_stays_until_it_is_answered_and_keys_behind_it_are_dropped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object):
        raise BookError("The disk is full.", "Make room and try again.")

    async with screen(desk) as driver:
        name = driver.name
        with monkeypatch.context() as patch:
            patch.setattr(record, "log_call", full)
            await driver.press("n")
        await driver.press("j", "n", "m")
        assert "The disk is full." in driver.footer
        assert driver.name == name
        await driver.press("escape")
        assert "3 keys were dropped" in driver.footer
        await driver.press("n")
        assert f"NA logged, {name}" in driver.footer


def key_at(key: str, at: float) -> events.Key:
    made = events.Key(key, key if len(key) == 1 else None)
    made.time = at
    return made


async def test_a_key_held_down_logs_once(desk: Desk):
    async with screen(desk) as driver:
        for index in range(8):
            driver.app.post_message(key_at("n", 1000 + index * 0.033))
        await driver.quiet()
        assert sum(len(calls(desk, row.account)) for row in driver.app.session.worklist.rows) == 1


async def test_a_key_after_another_is_not_held_down_however_fast_they_came(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        for index, key in enumerate("njkn"):
            driver.app.post_message(key_at(key, 1000 + index * 0.01))
        await driver.quiet()
        logged = {row.account: calls(desk, row.account) for row in driver.app.session.worklist.rows}
        assert len(logged.pop(first)) == 1
        assert sum(map(len, logged.values())) == 1


async def test_what_the_terminal_answers_late_runs_no_action(desk: Desk):
    names = {"[": "left_square_bracket", ";": "semicolon", "?": "question_mark"}
    async with screen(desk) as driver:
        for at, answer in ((1000, "[8;24;80t"), (2000, "[0n"), (3000, "[?62;22c")):
            for index, character in enumerate(answer):
                driver.app.post_message(key_at(names.get(character, character), at + index * 0.0001))
            await driver.quiet()
            assert driver.where is Where.LIST
            assert all(not calls(desk, row.account) for row in driver.app.session.worklist.rows)


async def test_a_key_without_a_meaning_says_so_once(desk: Desk):
    async with screen(desk) as driver:
        driver.app.post_message(events.Key("section_sign", "§"))
        await driver.quiet()
        assert "§ does nothing in" in driver.footer
        await driver.press("j")
        driver.app.post_message(events.Key("section_sign", "§"))
        await driver.quiet()
        assert "does nothing" not in driver.footer


async def test_what_is_pasted_where_nothing_is_typed_runs_no_action_and_that_is_said(desk: Desk):
    async with screen(desk) as driver:
        driver.app.post_message(events.Paste("nnnm hello\nnobody p\n"))
        await driver.quiet()
        assert "What was pasted does nothing here" in driver.footer
        assert driver.where is Where.LIST
        assert all(not calls(desk, row.account) for row in driver.app.session.worklist.rows)


async def test_what_was_done_before_the_start_is_ones_own_while_the_window_has_not_looked_yet(
    desk: Desk, shelf: Shelf
):
    record.log_call(shelf.desk(), 1, Outcome(Code.TT))
    async with screen(desk) as driver:
        others = driver.late.others
        others._turned, others._since = (), 0  # as it stands until the list is ranked
        await driver.press("u")
        assert "Taken back: TT" in driver.footer


async def test_what_another_window_did_shows_here_and_is_neither_doubled_nor_undone_unasked(
    desk: Desk, shelf: Shelf
):
    async with screen(desk) as driver:
        first, other = driver.account, shelf.desk()
        record.log_call(other, first, Outcome(Code.TT))
        await driver.press("n")
        assert "Logged elsewhere meanwhile: TT" in driver.footer
        assert calls(desk, first) == [Code.TT]
        assert driver.app.session.card is not None
        assert driver.app.session.card.history
        await driver.press("escape", "u")
        assert "Another window did the last thing: TT" in driver.footer
        assert calls(desk, first) == [Code.TT]
        await driver.press("u")
        assert calls(desk, first) == []


async def test_a_look_at_what_was_done_elsewhere_moves_those_accounts(desk: Desk, shelf: Shelf):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p")
        record.log_call(shelf.desk(), first, Outcome(Code.TT))
        await driver.late.others.look()
        assert "enter accept" in driver.footer  # a form keeps its keys, and is not sent unasked
        await driver.press("enter")
        assert "Logged elsewhere meanwhile: TT" in driver.text
        await driver.press("escape")
        await driver.late.others.look()
        await driver.quiet()
        placing = driver.app.session.worklist.get(first)
        assert placing is not None
        assert not placing.callable
        assert "Another window: TT" in driver.footer


async def test_what_was_done_on_another_day_is_undone_only_when_asked_twice(desk: Desk, shelf: Shelf):
    first, day = 1, timedelta(days=1)
    record.log_call(shelf.desk(now=desk.clock.now() - day), first, Outcome(Code.TT))
    record.log_call(desk, first, Outcome(Code.NA))
    async with screen(desk) as driver:
        await driver.press("u")
        assert "Taken back: NA" in driver.footer  # of today: at once
        await driver.press("u")
        assert f"The last thing is of {spelt(TODAY - day)}: TT" in driver.footer
        assert calls(desk, first) == [Code.TT]
        await driver.press("u")
        assert calls(desk, first) == []
        await driver.press("u")
        assert "There is nothing to undo. A ledger is taken back by: arcall imports undo" in driver.footer


@pytest.mark.parametrize("stay", [0, 12])
async def test_an_account_goes_from_the_screen_when_another_window_takes_its_ledger_back(
    request: pytest.FixtureRequest, shelf: Shelf, stay: int
):
    desk = request.getfixturevalue("desk") if stay else shelf.desk()
    take_in(shelf.folder, [item("C90", "1", "990000.00")], on=TODAY, hour=6, partial=True)
    async with screen(desk) as driver:
        assert driver.name == "C90 Ltd"
        await driver.press("p")
        taken.take_back(shelf.desk())
        await driver.type("5")
        await driver.until(lambda: "no longer in the book" in driver.text)  # what is typed cannot be kept
        await driver.press("enter")
        assert driver.where is Where.FORM
        await driver.press("escape", "n")
        assert "no longer in the book" in driver.footer
        await driver.late.others.look()
        await driver.quiet()
        assert len(driver.app.session.worklist.rows) == stay
        assert ("Northwind 0" if stay else "This book has no open items yet") in driver.text
        assert "C90" not in driver.text


async def test_a_call_to_what_another_window_made_a_part_of_another_account_stands_with_the_whole(
    desk: Desk, shelf: Shelf
):
    async with screen(desk) as driver:
        part, whole = driver.account, driver.app.session.worklist.rows[3].account
        taken.merge(shelf.desk(), whole, part)
        await driver.press("n")
        assert (calls(desk, whole), calls(desk, part)) == ([Code.NA], [])
        await driver.press("u")
        assert calls(desk, whole) == []


async def test_own_actions_are_undone_at_once(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("n", "u")
        assert calls(desk, first) == []
