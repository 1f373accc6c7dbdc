"""What a morning at the screen found, by real keys; where another file holds a finding, it is named here.

A call back that is due stays above the cursor: test_after_an_outcome_comes_the_plans_first_wherever_the_cursor_stood
After find and an inbound call, the next key logs on who owes nothing: test_the_keystrokes_stay_few
Nobody is left, and capped accounts are rung again: test_when_nobody_is_left_that_is_said_with_when_the_next_opens
An account on hold is dialled and logged without a word: test_an_account_on_hold_is_asked_about_once_more
A number where they are shut: test_dialling_where_they_are_shut_says_so_and_asks_once_more
A promise a year off: test_a_day_that_is_hardly_meant_is_doubted_once
A wrong number replaces the good one: test_a_wrong_number_is_that_persons_and_the_next_number_is_one_key_away
An enter does nothing: test_an_enter_that_is_not_accepted_says_why
Two results, two attempts: test_a_promise_on_one_invoice_and_a_dispute_on_another_are_one_call
No invoice in view at 80x24, the last note cut: test_all_that_a_call_needs_is_in_view_at_every_size
A copy that nobody sends: test_a_copy_that_was_asked_for_is_a_task_until_the_letter_is_written
A long name takes the clock's place: test_a_heading_cuts_its_left_end_and_never_the_clock
An appointment goes by time, not by what was done: test_an_appointment_announces_itself_in_any_view_and_one_key_goes_there
A dispute without an owner: test_a_dispute_needs_a_reason_and_names_its_owner
A dispute where nothing is owed, reasons cut: test_a_dispute_is_refused_where_nothing_is_owed_and_every_reason_is_read
All of a dispute to collect, nothing for a credit: test_a_dispute_that_was_right_asks_for_what_is_credited_and_keeps_that_off_the_call
Another's card beside what was not found: test_nothing_found_leaves_no_other_account_beside_the_list
Amounts, addresses, swapped words and slips are not found: test_anything_a_caller_sees_or_hears_finds_the_account
No answer on all of them, unasked: test_more_than_ten_accounts_at_once_are_asked_about
No headings, shut ones by dimming alone: test_the_list_has_headings_and_shows_by_a_sign_who_is_shut
Words of the trade's programmers: test_no_word_of_ours_is_left_on_screen
The sample's clock ignored: test_options_before_the_command_count_and_the_commands_own_outrank_them
The sample made anew in another window: test_a_sample_book_made_anew_elsewhere_is_told_of_with_the_way_out
A form given up, the timer runs on: test_a_form_that_is_given_up_stops_the_timer_it_began_and_no_other
A report not laid out anew: test_an_open_report_is_laid_out_anew_in_a_smaller_window
Aging by currency, empty buckets included: test_the_aging_in_the_base_currency_comes_first_and_has_no_empty_bucket
Instalments on a Sunday: test_instalments_on_days_off_are_told_before_they_are_taken
A threat in a note: test_a_threat_in_a_note_is_pointed_at_and_never_blocks
The checklist cannot be ticked: test_the_points_of_the_checklist_are_ticked_and_kept_with_the_call
An empty book: test_an_empty_book_says_how_to_fill_it_and_no_key_breaks_it
Unknown keys, keys of other layouts: test_a_key_that_does_nothing_says_so_once_and_how_to_read_the_others
Two windows: test_what_another_window_did_shows_here_and_is_neither_doubled_nor_undone_unasked
The shell logs where nobody may call: test_a_call_to_an_account_on_hold_is_logged_only_with_a_yes
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import OBJECTIONS, Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.outgoing import Outgoing, Sender, Senders
from arcall_tui.render.pieces import opens
from arcall_tui.store.book.engine import writing
from arcall_tui.store.standings.cache import forget as forget_standings
from arcall_tui.tui.actions import Where
from arcall_tui.tui.screens.main import MainScreen
from arcall_tui.tui.widgets.report_panel import ReportPanel
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.desk import Desk
from books import NOW, TODAY, Shelf, add_invoice, owing
from shell import arcall
from tries import DEEP
from tui_driver import Driver, screen


@pytest.fixture
def desk(shelf: Shelf, tmp_path: Path) -> Desk:
    """Five accounts, in the order of what they owe, each with two invoices; the last one in Perth."""
    shelf.settings = replace(shelf.settings, texts=tmp_path / "texts", drafts=tmp_path / "drafts")
    desk = shelf.desk()
    for index in range(5):
        facts = {"country": "AU", "zone": "Australia/Perth"} if index == 4 else {}
        key = owing(
            desk,
            f"C{index}",
            [(900_000 - 90_000 * index, TODAY - timedelta(days=40))],
            name=f"Firm {index}",
            **facts,
        )
        add_invoice(desk, key, f"C{index}-B", 30_000, TODAY - timedelta(days=12))
    return desk


def calls(desk: Desk, account: int) -> list[Code]:
    return [entry.code for entry in desk.card(account).history]


async def keys_to(driver: Driver, *keys: str) -> int:
    """Press keys one by one, as a finger does; return how many."""
    for key in keys:
        await driver.press(key)
    return len(keys)


async def test_dialling_where_they_are_shut_says_so_and_asks_once_more(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("#", "5", "enter")
        assert driver.name == "Firm 4"
        await driver.press(".")
        assert "it is Fri 18:05 in Perth" in driver.footer
        assert not driver.late.timer.on_the_line() or "again does it" in driver.footer


@pytest.mark.parametrize(("key", "said"), [("D", "Reason is missing"), ("b", "Call back is missing")])
async def test_an_enter_that_is_not_accepted_says_why(desk: Desk, key: str, said: str):
    async with screen(desk, (80, 24)) as driver:
        await driver.press(key)
        await driver.press("enter")
        assert said in driver.text
        assert driver.where is Where.FORM


async def test_the_palette_finds_what_people_call_it(desk: Desk):
    async with screen(desk) as driver:
        for word in ("email", "e-mail", "backup"):
            await driver.press(":")
            await driver.type(word)
            assert driver.text.partition("type to narrow")[2].splitlines()[1].strip()
            await driver.press("escape")


async def test_an_open_report_is_laid_out_anew_in_a_smaller_window(desk: Desk):
    async with screen(desk, (160, 45)) as driver:
        await driver.press("O")
        panel = driver.app.screen.query_one(ReportPanel)
        await driver.until(lambda: panel.view is not None)
        await driver.resize(60, 24)
        await driver.quiet()
        assert panel.view is not None
        assert panel.view.width == 60


async def test_the_points_of_the_checklist_are_ticked_and_kept_with_the_call(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        account = driver.account
        await driver.press("B")
        await keys_to(driver, "1", "3", "1", "2")
        assert driver.text.count("■") == 2
        await driver.press("escape")
        assert "2 ticked" in driver.text
        await driver.press("t")
        (call, *_) = desk.card(account).history
        assert call.detail.startswith("ticked: ")
        assert "ticked" not in driver.text.replace(call.detail, "")
        await driver.press("u")
        assert "2 ticked" in driver.text


@pytest.mark.parametrize(
    ("key", "typed", "owed", "points"),
    [("$", "5", " awaited", "follow-up"), ("d", "q", " disputed", "dispute"), ("x", "T1", "", "follow-up")],
)
async def test_the_brief_calls_disputed_only_what_they_object_to(
    desk: Desk, key: str, typed: str, owed: str, points: str
):
    async with screen(desk, (80, 24)) as driver:
        account = driver.account
        await driver.press(key)
        await driver.type(typed)
        await driver.press("enter")
        await driver.go_to(account)
        await driver.press("B")
        (owes,) = re.findall(r"Owes .*overdue(.*)", driver.text)
        assert re.findall(r"[a-z]+ed", owes) == owed.split()
        assert f"Checklist: {points}" in driver.text


async def test_the_keystrokes_stay_few(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        first = driver.account
        assert await keys_to(driver, "n") == 1  # no answer, and the next account is there
        assert (calls(desk, first), driver.name) == ([Code.NA], "Firm 1")

        second = driver.account
        assert await keys_to(driver, "p", "enter") == 2  # a promise of everything
        assert await keys_to(driver, "+", "c", "enter") == 3  # another result of the same call: 1 and its own
        assert calls(desk, second) == [Code.COPY, Code.PTP]
        assert len(desk.card(second).placing.standing.attempts) == 1

        third = driver.account
        assert await keys_to(driver, "tab", "p", "enter") == 3  # a promise for the invoice under the cursor
        assert [len(each.lines) for each in desk.card(third).promises] == [1]
        await driver.press("escape")

        fourth = driver.account
        # A dispute: reason and owner by their letters, the rest is filled in.
        assert await keys_to(driver, "d", "q", "enter") == 3
        (dispute,) = desk.card(fourth).disputes
        assert (str(dispute.reason)[0], bool(dispute.owner)) == ("q", True)

        await keys_to(driver, "/", *"firm 1", "enter")
        assert driver.name == "Firm 1"
        await driver.press("I")  # the outcome leads back to the next call, without a key of its own
        assert driver.name != "Firm 1"


async def test_what_comes_of_a_call_of_theirs_is_asked_about_before_it_goes_to_the_next_account(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        await keys_to(driver, "/", *"firm 3", "enter")
        rang = driver.account
        assert await keys_to(driver, "I", "p") == 2
        assert driver.where is Where.LIST
        assert "was another account's call: + adds to that · p again does it" in driver.footer
        await keys_to(driver, "+")
        assert (driver.where, driver.account) == (Where.FORM, rang)
        await keys_to(driver, "enter")
        assert calls(desk, rang) == [Code.PTP, Code.IN]
        assert not desk.card(rang).placing.standing.attempts
        await keys_to(driver, "/", *"firm 2", "enter", "I", "j", "k", "p")
        assert (driver.where, driver.name) == (Where.FORM, "Firm 0")


async def test_what_was_done_says_when_in_full_and_cuts_the_name_alone(desk: Desk):
    desk.book.execute("UPDATE account SET name = 'Jessop & Daughters of Wolverhampton' WHERE id < 4")
    with writing(desk.book):
        forget_standings(desk.book, [1, 2, 3])
    async with screen(desk, (80, 24)) as driver:
        for keys, said in (
            (["b", *"thu 14:30"], ("Thu 26 Nov 14:30", "u undo, + more")),
            (
                ["j", "p", *"200", "tab", *"4 dec"],  # the next one comes by the plan: no room
                ("PTP logged, Jessop & Daughters of…: USD 200.00 by Fri 04 Dec · ", "u undo, + more"),
            ),
            (["P", *"300"], (": USD 300.00 in 3 parts by Wed 27 Jan · ", "u undo")),
        ):
            await driver.press(*keys, "enter")
            assert [each for each in said if each not in driver.footer] == [], driver.footer
            assert "(pgdn)" not in driver.text  # the form that was above is gone


async def test_a_next_step_of_the_callers_leaves_the_repair_of_a_number_standing(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        account = driver.account
        await driver.press("w")
        await driver.go_to(account)
        await driver.press("s")
        await driver.type("+5")
        await driver.press("enter")
        assert "fix contact" in {str(step.kind) for step in desk.follow_ups(account)}


async def test_a_window_that_grows_shows_no_row_of_before_and_one_that_does_not_is_painted_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    everything = list[MainScreen]()
    monkeypatch.setattr(MainScreen, "paint_everything", everything.append)
    async with screen(desk, (80, 24)) as driver:
        assert not everything, "a start tells the same size three times"
        monkeypatch.undo()
        await driver.resize(120, 40)
        await driver.until(lambda: driver.app.screen.size == (120, 40))
        await driver.quiet()
        assert driver.text.count("▸") == 1
        assert all("USD" in row.split("│")[0] for row in driver.text.splitlines() if row.startswith("  Firm"))


async def test_what_would_follow_is_said_of_what_can_be_read_alone(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        await driver.press("p")
        assert "check payment" in driver.text
        await driver.press("tab")
        await driver.type("fri+d")
        assert "check payment" not in driver.text


async def test_the_newest_call_stands_on_the_card_with_what_was_noted_last_and_no_letters_text(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        account = driver.account
        record.log_call(desk, account, Outcome(Code.TT, note="the run is on Thursdays"))
        record.log_call(desk, account, Outcome(Code.MAIL, note="Dear Ms Bell, here is what is open"))
        record.log_call(desk, account, Outcome(Code.NA))
        await driver.press("j", "k")
        last = " ".join(driver.text.partition(" Last ")[2].split())
        assert last.index("NA no answer") < last.index("the run is on Thursdays")
        assert "Dear Ms Bell" not in last.partition("Invoice")[0]


async def test_a_step_for_several_is_at_that_time_on_each_ones_clock_and_leaves_what_was_agreed(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        rows = driver.app.session.worklist.rows
        london, perth = rows[0].account, next(row.account for row in rows if row.standing.name == "Firm 4")
        agreed = desk.clock.now().replace(microsecond=0) + timedelta(hours=3)
        record.log_call(desk, london, Outcome(Code.CB, call_back=agreed))
        driver.app.stage.main.accounts.mark({london, perth})
        await driver.press("s")
        assert "each on its own clock; agreed call backs stay" in driver.text
        await driver.type("mon 10")
        await driver.press("enter")
        assert desk.follow_ups(london)[0].at == agreed
        for account, zone in ((london, "Europe/London"), (perth, "Australia/Perth")):
            step = desk.follow_ups(account)[-1]
            assert step.at is not None
            assert f"{step.at.astimezone(ZoneInfo(zone)):%a %H:%M}" == "Mon 10:00"


async def test_what_is_hidden_is_hidden_in_the_banner_too(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        name, account = driver.name, driver.account
        record.log_call(desk, account, Outcome(Code.CB, call_back=desk.clock.now() + timedelta(minutes=4)))
        await driver.late.appointments.look()
        await driver.quiet()
        assert name in driver.text.splitlines()[1]
        await driver.press("h")
        assert name not in driver.text
        await driver.press("h")
        assert name in driver.text.splitlines()[1]


async def test_a_sample_book_made_anew_elsewhere_is_told_of_with_the_way_out(sample_book: Path, shelf: Shelf):
    shelf.folder.mkdir(exist_ok=True)
    desk = shelf.desk(str(sample_book.with_suffix("")))
    async with screen(desk, (80, 24)) as driver:
        assert arcall("demo", "--reset", "--book", sample_book).code == 0
        await driver.press("n")
        assert "was replaced or moved elsewhere. Leave and open it again." in driver.footer
        await driver.press("j", "escape")
        assert "1 key was dropped" in driver.footer


# Every layout types these by the places of n, j and p.
_BY_PLACE = ["тоз", "νξπ", "लरज", "ื่ย", "מחפ", "ىتح"]


@pytest.mark.parametrize("keys", _BY_PLACE if DEEP else _BY_PLACE[::5])
async def test_keys_of_other_layouts_work_by_their_place_and_answer_what_is_asked(desk: Desk, keys: str):
    async with screen(desk, (80, 24)) as driver:
        no_answer, down, promise = keys
        first = driver.account
        await keys_to(driver, no_answer)
        assert calls(desk, first) == [Code.NA]
        await keys_to(driver, down)
        assert driver.name == "Firm 2"
        await keys_to(driver, promise)
        assert driver.where is Where.FORM
        await driver.press("escape", "G", no_answer)
        shut = driver.account
        before = len(calls(desk, shut))
        assert "again does it" in driver.footer
        await keys_to(driver, no_answer)
        assert len(calls(desk, shut)) == before + 1


async def test_each_layout_has_n_j_and_p_at_their_places(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        first = driver.account
        for no_answer, down, promise in _BY_PLACE:
            await keys_to(driver, no_answer)
            assert calls(desk, first) == [Code.NA]
            await keys_to(driver, "u")
            assert (driver.account, calls(desk, first)) == (first, [])
            await keys_to(driver, down)
            assert driver.account != first
            await keys_to(driver, promise)
            assert driver.where is Where.FORM
            await keys_to(driver, "escape")
            await driver.go_to(first)


_LOGGED = [("n",), ("e", "tab", "boss", "enter"), ("m",), ("p", "enter"), ("c", "enter")]


@pytest.mark.parametrize("keys", _LOGGED if DEEP else _LOGGED[:2])
async def test_whatever_is_logged_where_another_window_has_called_meanwhile_is_asked_about(
    desk: Desk, shelf: Shelf, keys: tuple[str, ...]
):
    async with screen(desk, (80, 24)) as driver:
        first = driver.account
        if len(keys) > 1:
            await driver.press(keys[0])
        record.log_call(shelf.desk(), first, Outcome(Code.TT))
        await driver.press(*keys[len(keys) > 1 :])
        assert "Logged elsewhere meanwhile: TT" in " ".join(driver.text.split())
        assert calls(desk, first) == [Code.TT]
        await driver.press(keys[-1])
        assert len(calls(desk, first)) == 2


async def test_what_is_owed_in_another_currency_is_said_where_one_is_promised(desk: Desk):
    account = desk.find("Firm 0")[0]
    add_invoice(desk, account, "EU-1", 210_000, TODAY - timedelta(days=60), "EUR")
    with writing(desk.book):
        forget_standings(desk.book, [account])
    async with screen(desk, (120, 40)) as driver:
        await driver.go_to(account)
        card = " ".join(driver.text.split())
        assert (
            "USD 9,300.00 and EUR 2,100.00 in full by" in card
            or "EUR 2,100.00 and USD 9,300.00 in full" in card
        )
        await driver.press("p")
        assert "besides " in driver.text
        assert "all that can be collected" not in driver.text
        await driver.press("escape", "d", "enter")
        await driver.go_to(account)
        card = " ".join(driver.text.split())
        assert "EUR 2,100.00 + USD 9,300.00 open" in card or "USD 9,300.00 + EUR 2,100.00 open" in card


async def test_a_promise_kept_by_the_callers_word_says_what_that_leaves_open(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        account = driver.account
        await keys_to(driver, "p", "enter")
        await driver.go_to(account)
        await driver.press("v")
        assert "SEEN ($) keeps it off" in " ".join(driver.text.split())
        await driver.press("right")
        assert "SEEN ($)" not in driver.text


async def test_an_amount_is_typed_as_people_say_it(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        first = driver.account
        for typed, said in (("half", "USD 4,650.00"), ("50%", "USD 4,650.00"), ("4k", "USD 4,000.00")):
            await keys_to(driver, "p", *typed, "enter")
            (promise,) = desk.card(first).promises
            assert str(promise.amount) == said
            await driver.go_to(first)
            assert f"{said[4:]} promised" in driver.text  # of the bill it is a part of
            await keys_to(driver, "u")


async def test_working_days_are_counted_on_the_days_on_which_both_sides_work(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        for typed in ("5 working days", "within 5 business days", "in 5 Werktagen", "en 5 días hábiles"):
            await driver.press("p", "tab")
            await keys_to(driver, *typed)
            assert "Fri 27 Nov 2026" in driver.text
            await driver.press("escape")


async def test_what_cannot_be_meant_says_what_it_was_taken_for(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        for keys, said in (
            (["b", *"yesterday 3pm"], "Thu 19 Nov 2026, 15:00 is past"),
            (["z", *"gestern"], "Thu 19 Nov 2026 is past"),
            (["p", *"EUR 100"], "Nothing is open in EUR"),
            (["#", "9", "9"], "There is no row 99: the list has 5."),
        ):
            await keys_to(driver, *keys, "enter")
            assert said in driver.text
            await driver.press("escape")


async def test_an_address_that_has_no_room_beside_the_number_stands_below_in_full(desk: Desk):
    address = "accounts.payable.department@long-name.example"
    desk.book.execute("UPDATE contact SET email = ?", (address,))
    async with screen(desk, (120, 40)) as driver:
        assert ["E-mail", address] in [row.partition("│")[2].split() for row in driver.text.splitlines()]


@pytest.mark.parametrize("name", ["Foxglove Florist", "The Old Harbour Chandlery and Boat Repairs"])
async def test_who_has_no_id_but_the_name_is_named_once_in_the_heading(desk: Desk, name: str):
    for id_, again in ((name, False), ("F-7", True)):
        account = owing(desk, id_, [(9_000_000, TODAY)], name=name)
        async with screen(desk, (160, 40)) as driver:
            await driver.go_to(account)
            on_screen = next(row for row in driver.text.splitlines() if f" {name} " in row.partition("│")[2])
        said = arcall("show", id_, book=desk.path, now=NOW.isoformat()).out.splitlines()[0]
        for row in (on_screen.partition("│")[2], said):
            assert (row.count(name[:20]), " · " in row) == (1, again), row


async def test_what_a_contact_is_stands_whole_beside_the_number_or_below_with_the_name(desk: Desk):
    account = desk.find("Firm 0")[0]
    known = {"name": "Jo Hargreave", "role": "finance manager, large accounts", "phone": "+44 20 7946 0799"}
    record.edit_contact(desk, account, None, known)
    async with screen(desk, (120, 40)) as driver:
        await driver.go_to(account)
        rows = [row.partition("│")[2] for row in driver.text.splitlines()]
        (first,) = [row for row in rows if row.startswith(" Ask for  Jo Hargreave  +44")]
        assert "finance" not in first
        (below,) = [row for row in rows if row.startswith(" Ask for  Jo Hargreave (")]
        assert "(finance manager, large accounts)" in below


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_hold_is_said_once_on_the_card_and_on_the_sheet(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size) as driver:
        account = driver.account
        record.log_call(desk, account, Outcome(Code.DNC, hold=HoldKind.LEGAL, reference="with the lawyers"))
        await driver.press("j")
        await driver.go_to(account)
        card = driver.text.partition("Ask for")[2].partition("Aim")[0]
        assert card.count("with the lawyers") == 1
        await driver.press("B")
        assert "legal hold: with the lawyers" in driver.text


async def test_the_terminals_cursor_stands_where_is_typed_for_input_methods_show_there_what_is_composed(
    desk: Desk,
):
    async with screen(desk, (80, 24)) as driver:
        for opens in "/=:EN":
            await driver.press(opens)
            await driver.press("ctrl+u", *"x東京")
            typed = [
                (row.index("x東京") + 5, y)
                for y, row in enumerate(driver.text.splitlines())
                if "x東京" in row
            ]
            assert driver.app.cursor_position in typed, opens
            await driver.press("escape", "escape")


async def test_a_letter_to_an_account_on_hold_is_asked_about_once_more_and_the_email_is_copied(
    shelf: Shelf, desk: Desk
):
    known = Outgoing(senders=Senders(Sender(name="Sam Lee", country="GB"), said=True))
    shelf.settings = replace(shelf.settings, outgoing=known)
    desk = shelf.desk()
    async with screen(desk, (80, 24)) as driver:
        account = driver.account
        await driver.press("@")
        assert driver.app.clipboard == desk.contacts(account)[0].email
        record.log_call(desk, account, Outcome(Code.DNC, hold=HoldKind.LEGAL, reference="with the lawyers"))
        await driver.press("j")
        await driver.go_to(account)
        await driver.press("l")
        assert "with the lawyers" in driver.footer
        assert driver.where is Where.LIST
        await driver.press("l")
        assert driver.where is Where.FORM


async def test_an_amount_with_two_readings_shows_both_and_is_asked_about_once_more(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        first = driver.account
        await keys_to(driver, "p", *"1.500", "tab", *"Freitag", "enter")
        assert "USD 1,500.00: it could be USD 1.50, too" in driver.text
        assert "Fri 27 Nov 2026" in driver.text
        assert not desk.card(first).promises
        await keys_to(driver, "enter")
        assert [str(each.amount) for each in desk.card(first).promises] == ["USD 1,500.00"]


async def test_what_is_typed_where_words_are_chosen_is_taken_or_said(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        await keys_to(driver, "P", "tab", "tab", "tab", *"2 week")
        assert "Then each   2 weeks" in driver.text
        await keys_to(driver, "x")
        assert "Nothing to choose begins with “2 weekx”" in driver.footer
        assert "Then each   2 weeks" in driver.text
        await keys_to(driver, "escape")
        assert "Nothing to choose" not in driver.text  # it was about the form
        await keys_to(driver, "P", "tab", "tab", "+")
        await keys_to(driver, "escape", "d", *"price agreed was lower")
        assert "Reason      price" in driver.text
        assert "“price agreed was lower”" in driver.footer
        await keys_to(driver, "backspace", "q")
        assert "Reason      quantity" in driver.text
        await keys_to(driver, "tab", "shift+tab", "p")  # anew, from there on
        assert "Reason      PO missing" in driver.text


async def test_hidden_is_all_that_was_written_of_them(desk: Desk):
    async with screen(desk) as driver:
        account = driver.account
        record.log_call(desk, account, Outcome(Code.COPY, reference="ola@wci.example"))
        await driver.press("j", "k")
        assert driver.text.count("ola@wci.example") > 1
        await driver.press("h")
        assert "ola@wci" not in driver.text


async def test_names_and_amounts_are_whole_in_the_list_where_there_is_room(desk: Desk):
    add_invoice(desk, desk.find("Firm 3")[0], "BIG", 124_855_080, TODAY - timedelta(days=60))
    desk.book.execute("UPDATE account SET name = 'Cerámicas de Alcoriza S.A.' WHERE name = 'Firm 2'")
    with writing(desk.book):
        forget_standings(desk.book, range(1, 6))
    async with screen(desk, (120, 40)) as driver:
        await driver.press("R")
        assert "Firm 3               USD 1,255,150.80     60d" in driver.text
        assert "Cerámicas de Alcoriza S… USD 7,500.00     40d" in driver.text
        assert "Fri 20 Nov 10:05 London" in driver.text


def test_the_hour_is_said_of_what_opens_in_the_same_night():
    night = datetime(2026, 11, 25, 23, 4, tzinfo=UTC)
    shown = [opens(night + timedelta(hours=hours), night, ZoneInfo("UTC")) for hours in (2, 9, 13)]
    assert shown == ["01:04", "08:04", "Thu"]


async def test_keys_behind_the_one_that_leaves_do_nothing(desk: Desk):
    accounts = [desk.find(f"Firm {index}")[0] for index in range(5)]
    async with screen(desk) as driver:
        await driver.press("q", "n", "l", "n")
    assert [calls(desk, account) for account in accounts] == [[]] * 5


async def test_the_plan_hides_names_too(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("h", "L")
        assert "Day plan" in driver.text
        assert "Firm" not in driver.text


async def test_what_is_taken_back_elsewhere_is_gone_here(desk: Desk, shelf: Shelf):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("I", "k")
        await driver.go_to(first)
        record.undo(shelf.desk())
        await driver.late.others.look()
        await driver.quiet()
        assert driver.account == first
        assert "inbound" not in driver.text
        assert " 0 calls" in driver.text


async def test_a_number_of_another_country_has_its_code(desk: Desk):
    dialled = {1: "+13125550107", 2: "02079460107", 3: "0107"}
    desk.book.execute("UPDATE account SET country = iif(id = 2, 'GB', 'US')")
    for account, phone in ((1, "(312) 555-0107 ext 4"), (2, "020 7946 0107"), (3, "0107")):
        desk.book.execute("UPDATE contact SET phone = ? WHERE account_id = ?", (phone, account))
    desk.settings = replace(desk.settings, country="GB")
    async with screen(desk) as driver:
        for account, number in dialled.items():
            await driver.go_to(account)
            await driver.press("full_stop", "full_stop")
            assert driver.app.clipboard == number


def test_every_finding_is_held_by_a_test():
    held = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    lacking = [
        name
        for name in re.findall(r": (test_\w+)$", __doc__ or "", re.MULTILINE)
        if f"def {name}(" not in held
    ]
    assert lacking == []


async def test_a_dispute_is_refused_where_nothing_is_owed_and_every_reason_is_read(desk: Desk):
    desk.book.execute("UPDATE invoice SET settled_on = '2026-11-19', balance = 0 WHERE account_id = 2")
    with writing(desk.book):
        forget_standings(desk.book, [2])
    async with screen(desk, (80, 24)) as driver:
        await driver.press("d")
        read = " ".join(driver.text.split())
        assert all(reason in read for reason in OBJECTIONS)
        await driver.press("escape")
        await driver.go_to(2)
        await keys_to(driver, "d", "d")
        assert "Nothing is owed on this account" in driver.text
        assert driver.where is Where.LIST


async def test_the_list_has_headings_and_shows_by_a_sign_who_is_shut(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NO_COLOR", "1")
    async with screen(desk) as driver:
        rows = driver.text.splitlines()
        assert "Call next 1 of 5" in rows[1]
        assert "to collect    late" in rows[1]
        (shut,) = [row for row in rows if "Firm 4" in row]
        assert "Mon ×" in shut
        (heading,) = [row for row in rows if row.startswith(" Not now")]
        assert "opens" in heading


async def test_no_word_of_ours_is_left_on_screen(desk: Desk):
    async with screen(desk) as driver:
        seen = driver.text
        for key in ("B", "L", "A", "z", "s", "E", "Z", "question_mark"):
            await driver.press(key)
            seen += driver.text
            await driver.press("escape")
    for words in ("money-days", "takes it off until", "rules' own", "wake it now", "enter log it"):
        assert words not in seen


def test_the_aging_in_the_base_currency_comes_first_and_has_no_empty_bucket(sample_book: Path):
    whole, by_currency, *_ = arcall("report", "aging", "--json", book=sample_book).json["tables"]
    assert (whole["name"], by_currency["name"]) == ("all", "buckets")
    assert all(float(row["balance"]["amount"]) for row in by_currency["rows"])
