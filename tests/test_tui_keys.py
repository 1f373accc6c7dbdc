"""Keys on the main screen: what is logged, where the cursor goes, what can be taken back."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta
from itertools import product

import pytest
from textual import events
from textual.keys import _character_to_key

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import FollowUpKind, Outcome, PromiseState
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError
from arcall_tui.tui import router
from arcall_tui.tui.actions import ACTIONS, Keys, Where, with_keymap
from arcall_tui.tui.late_places import LatePlaces
from arcall_tui.tui.program import ArcallApp
from arcall_tui.tui.screens.main import AccountPane
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.desk import Desk
from books import NOW, TODAY, Shelf, owing
from shell import arcall
from tries import DEEP
from tui_driver import Driver, screen

PAST = TODAY - timedelta(days=40)


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """Five accounts, the first owing most."""
    desk = shelf.desk()
    for index in range(5):
        owing(desk, f"C{index}", [(500_000 - 50_000 * index, PAST)], name=f"Northwind {index}")
    return desk


def codes(desk: Desk, account: int) -> list[Code]:
    return [call.code for call in desk.card(account).history]


def queue(driver: Driver) -> list[str]:
    return [row.standing.name for row in driver.app.session.worklist.shown]


async def test_the_next_account_and_its_reasons_are_there_before_any_key(desk: Desk):
    async with screen(desk) as driver:
        assert driver.name == "Northwind 0"
        assert "Why now" in driver.text
        assert "USD 5,000.00" in driver.text


async def test_n_logs_a_no_answer_and_goes_on_to_the_next_account(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("n")
        assert codes(desk, first) == [Code.NA]
        assert driver.name == "Northwind 1"
        assert "NA logged, Northwind 0; back Mon 23 Nov" in driver.footer
        assert "u undo" in driver.footer


async def test_enter_after_an_outcome_without_a_form_does_not_write_to_the_next_customer(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("t", "enter", "n")
        assert "logged" in driver.footer
        assert desk.card(driver.account).draft == ""
        assert driver.name == "Northwind 2"


async def test_three_no_answers_typed_at_once_log_three_accounts_in_order(desk: Desk):
    async with screen(desk) as driver:
        before = [row.standing.account for row in driver.app.session.worklist.shown]
        await driver.press("n", "n", "n")
        assert [codes(desk, account) for account in before] == [[Code.NA]] * 3 + [[]] * 2
        assert driver.account == before[3]


async def test_keys_typed_before_the_recorder_is_loaded_wait_and_apply_in_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    held, load = threading.Event(), router.load

    def slowly() -> type[LatePlaces]:
        held.wait()
        return load()

    monkeypatch.setattr(router, "load", slowly)
    app = ArcallApp(desk, desk.settings)
    async with app.run_test(size=(120, 40)) as pilot:
        driver = Driver(app, pilot)
        first = driver.account
        for key in ("n", "p", "enter"):
            app.post_message(events.Key(key, None))
        await driver.until(lambda: app.stage.touched)
        held.set()
        await driver.quiet()
        second = next(
            r.standing.account for r in app.session.worklist.rows if r.standing.name == "Northwind 1"
        )
        assert codes(desk, first) == [Code.NA]
        assert codes(desk, second) == [Code.PTP]


async def test_outcomes_that_need_no_facts_take_one_key(desk: Desk):
    keys = {"m": "LM", "y": "BZ", "w": "WN", "W": "TD", "t": "TT", "a": "GK", "I": "IN", "n": "NA"}
    for index in range(5, len(keys) + 1):
        owing(desk, f"C{index}", [(500_000 - 50_000 * index, PAST)], name=f"Northwind {index}")
    async with screen(desk) as driver:
        for key, code in keys.items():
            first = driver.account
            await driver.press(key)
            assert codes(desk, first) == [Code(code)]
            assert driver.account != first


async def test_p_and_enter_log_a_promise_of_everything_on_the_suggested_day(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p")
        assert "Fri 27 Nov 2026" in driver.text
        assert "USD 5,000.00 (all that can be collected)" in driver.text
        assert "check payment" in driver.text
        await driver.press("enter")
        (promise,) = desk.card(first).promises
        assert (promise.amount.minor, promise.due, promise.state) == (
            500_000,
            date(2026, 11, 27),
            PromiseState.OPEN,
        )
        assert driver.where is Where.LIST


@pytest.mark.parametrize(
    ("typed", "minor", "due"),
    [
        (("p", "1000 mon"), 100_000, date(2026, 11, 23)),
        (("p", "1,000.50 4 dec"), 100_050, date(2026, 12, 4)),
        (("P", "1000 +3", "enter"), 33_333, date(2026, 11, 23)),
        (("p", "USD 5.12"), 512, date(2026, 11, 27)),  # no fifth of December
        (("p", "1000 some day"), 0, None),
        (("p", "tab", "+5", "shift+tab", "1000 mon"), 0, None),  # a day was typed already
    ],
)
async def test_a_day_behind_the_amount_is_the_day_of_the_promise(
    desk: Desk, typed: tuple[str, ...], minor: int, due: date | None
):
    async with screen(desk) as driver:
        first = driver.account
        for keys in typed:
            await (
                driver.press(keys) if keys in {"p", "P", "tab", "shift+tab", "enter"} else driver.type(keys)
            )
        await driver.press("enter")
        made = sorted(desk.card(first).promises, key=lambda each: each.due)
        assert [(each.amount.minor, each.due) for each in made[:1]] == ([(minor, due)] if due else [])
        assert (driver.where is Where.FORM) == (due is None)


async def test_p_and_enter_typed_in_one_go_log_the_promise_too(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p", "enter")
        assert codes(desk, first) == [Code.PTP]


async def test_another_amount_and_date_are_echoed_in_full_before_they_count(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p")
        await driver.type("1200")
        await driver.press("tab")
        await driver.type("+3")
        assert "USD 1,200.00" in driver.text
        assert "Mon 23 Nov 2026, in 3 days" in driver.text
        await driver.press("enter")
        (promise,) = desk.card(first).promises
        assert (promise.amount.minor, promise.due) == (120_000, date(2026, 11, 23))


async def test_a_wrong_date_is_told_in_the_form_and_nothing_is_recorded(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p", "tab")
        await driver.type("soon")
        await driver.press("enter")
        assert "not a date" in driver.text
        assert driver.where is Where.FORM
        assert codes(desk, first) == []
        await driver.press("escape")
        assert driver.where is Where.LIST
        assert codes(desk, first) == []


async def test_a_call_back_is_set_on_the_customers_clock_and_shown_on_both(desk: Desk):
    kolkata = owing(desk, "K1", [(900_000, PAST)], name="Kolkata Mills", country="IN", zone="Asia/Kolkata")
    async with screen(desk) as driver:
        await driver.go_to(kolkata)
        await driver.press("b")
        await driver.type("mon 3pm")
        assert "Mon 23 Nov 2026, 15:00 Kolkata = 09:30 here" in driver.text
        await driver.press("enter")
        step = desk.card(kolkata).follow_ups[0]
        assert step.kind is FollowUpKind.CALL_BACK
        assert step.at is not None
        assert step.at.isoformat() == "2026-11-23T09:30:00+00:00"
        assert "back Mon 23 Nov 09:30 here" in driver.footer
        await driver.press("n")  # in London, as the caller
        assert re.search(r"back Mon 23 Nov \d\d:\d\d ·", driver.footer)


async def test_a_day_with_two_readings_shows_both_and_is_asked_about_once_more(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p", "tab")
        await driver.type("next month")
        assert "Tue 01 Dec 2026" in driver.text
        assert "it could be Sun 20 Dec 2026, too" in " ".join(driver.text.split())
        await driver.press("enter")
        assert codes(desk, first) == []
        await driver.press("enter")
        assert [promise.due for promise in desk.card(first).promises] == [date(2026, 12, 1)]


async def test_a_year_far_away_is_refused_and_the_form_stays(desk: Desk):
    far = ("31/12/9999 23:59", "15/12/2199", "+999m", "9999-12-31")
    async with screen(desk) as driver:
        for key, typed in product("bsz", far):
            await driver.press(key)
            if key != "b":
                await driver.press("shift+tab")
            await driver.type(typed)
            assert driver.where is Where.FORM
            await driver.press("escape")


async def test_the_suggested_next_step_is_shown_and_can_be_changed(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("x", *"TX9")
        assert "check ledger" in driver.text or "call" in driver.text
        await driver.press("shift+tab")
        await driver.type("2 dec")
        assert "Wed 02 Dec 2026" in driver.text
        await driver.press("enter")
        assert date(2026, 12, 2) in {step.due for step in desk.card(first).follow_ups}
        await driver.go_to(first)
        assert "says paid 20 Nov" in driver.text  # a reference alone is of what was due


async def test_a_dispute_needs_a_reason_and_names_its_owner(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("d", "g", "tab", "tab", "tab")
        await driver.type("Logistics")
        await driver.press("enter")
        (dispute,) = desk.card(first).disputes
        assert (dispute.reason, dispute.owner) == ("goods not received", "Logistics")


async def test_instalments_split_the_amount_and_say_so_before_they_count(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("P")
        assert "3 parts: USD 1,666.66 on Fri 27 Nov 2026" in driver.text
        assert "USD 1,666.68 on Wed 27 Jan 2027" in " ".join(driver.text.split())
        await driver.press("enter")
        assert sorted(p.amount.minor for p in desk.card(first).promises) == [166_666, 166_666, 166_668]


async def test_do_not_call_asks_first_and_needs_a_reason(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("D", "enter")
        assert codes(desk, first) == []
        assert "Nobody may call this account" in driver.text
        await driver.type("asked in writing")
        await driver.press("enter")
        assert codes(desk, first) == [Code.DNC]
        assert desk.card(first).account.hold is not None


async def test_undo_takes_back_several_steps_and_shows_the_account_again(desk: Desk):
    async with screen(desk) as driver:
        order = queue(driver)
        await driver.press("n", "m", "n")
        await driver.press("u", "u")
        assert "u undoes one more" in driver.footer
        await driver.press("u")
        assert queue(driver) == order
        assert driver.name == "Northwind 0"
        assert codes(desk, driver.account) == []
        assert "Taken back: NA" in driver.footer
        assert "one more" not in driver.footer
        await driver.press("u")
        assert "!" in driver.footer


async def test_s_sets_the_next_step_of_the_account_on_screen(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("s")
        await driver.type("fri 10:00")
        await driver.press("enter")
        step = desk.card(first).follow_ups[0]
        assert (step.due, step.set_by) == (date(2026, 11, 27), "caller")


async def test_capital_s_changes_the_step_of_the_account_that_was_just_logged(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("n", "S")
        await driver.type("1 dec")
        await driver.press("enter")
        assert desk.card(first).follow_ups[0].due == date(2026, 12, 1)
        assert driver.name == "Northwind 1"


async def test_moving_shows_the_account_under_the_cursor(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("j", "down", "k")
        assert driver.name == "Northwind 1"
        await driver.press("G")
        assert driver.name == "Northwind 4"
        await driver.press("g")
        assert driver.name == "Northwind 0"


async def test_a_click_goes_to_the_row(desk: Desk):
    async with screen(desk) as driver:
        await driver.pilot.click("#accounts", offset=(5, 3))
        await driver.quiet()
        assert driver.name == "Northwind 2"


async def test_the_filter_shows_only_the_reachable_says_so_and_esc_clears_it(desk: Desk):
    owing(desk, "NY", [(9_900_000, PAST)], name="Sleeping Inc", country="US", zone="America/Los_Angeles")
    async with screen(desk) as driver:
        assert len(queue(driver)) == 6
        await driver.press("r")
        assert "Sleeping Inc" not in queue(driver)
        assert "Reachable now" in driver.text
        await driver.press("n")
        assert len(queue(driver)) == 4
        await driver.press("escape")
        assert len(queue(driver)) == 6
        assert "Call next" in driver.text


async def test_an_empty_book_says_how_to_fill_it_and_no_key_breaks_it(shelf: Shelf):
    async with screen(shelf.desk("empty")) as driver:
        assert "arcall import LEDGER" in driver.text
        assert "arcall demo" in driver.text
        for action in ACTIONS:
            if Where.LIST in action.where and action.id != "quit":
                await driver.press(*action.keys[:1])
                await driver.press("escape", "escape")
        assert "arcall import LEDGER" in driver.text


async def test_the_users_keymap_changes_a_key_its_hint_and_its_help(desk: Desk):
    async with screen(desk, keymap={"no_answer": "f19", "notes": "f20"}) as driver:
        assert "f19 no answer" in driver.footer
        await driver.press("n")
        assert driver.name == "Northwind 0"
        await driver.press("f19")
        assert driver.name == "Northwind 1"


@pytest.mark.parametrize("keymap", [{"no_answer": "m"}, {"no_answer": "f2"}, {"next_call": "n"}])
def test_a_keymap_that_gives_one_key_two_meanings_is_refused(keymap: dict[str, str]):
    with pytest.raises(InputRefusedError, match="would mean both"):
        with_keymap(keymap)


@pytest.mark.parametrize(
    "key", ["k9", "ctrl", "control+k", "f25", "ctrl+", "PageUp", "Comma", "TAB", "ctrl+K", "nul", "line_feed"]
)
def test_a_key_that_no_terminal_sends_is_refused(key: str):
    with pytest.raises(InputRefusedError, match="No key is called"):
        with_keymap({"busy": key})
    with pytest.raises(InputRefusedError, match="No key is called"):
        with_keymap({}, {key: ["true"]})


def test_every_sign_is_a_key_by_its_name():
    names = [_character_to_key(sign) for sign in map(chr, range(33, 127))]
    assert with_keymap({}, {f"alt+{name}": ["true"] for name in (*names, "€", "漢")})


def test_a_keymap_with_an_unknown_action_is_refused():
    with pytest.raises(InputRefusedError, match="unknown action"):
        with_keymap({"fly": "z"})


async def test_every_action_is_wired(desk: Desk):
    async with screen(desk) as driver:
        assert driver.app.router.known >= {action.id for action in ACTIONS}


def test_no_key_means_two_things_in_one_place():
    Keys({})


async def test_help_narrows_as_you_type_and_runs_what_is_chosen(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("question_mark")
        assert "no answer" in driver.text
        await driver.type("left")
        assert "a message was left" in driver.text
        assert "disputes" not in driver.text
        await driver.press("enter")
        assert codes(desk, first) == [Code.LM]


async def test_the_palette_holds_every_action_of_the_list(desk: Desk):
    async with screen(desk, size=(120, 92)) as driver:
        await driver.press("colon")
        for action in ACTIONS:
            if Where.LIST in action.where:
                assert action.name in driver.text
        await driver.press("escape")
        assert driver.where is Where.LIST


async def test_find_as_you_type_goes_to_the_account_and_esc_comes_back(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("slash")
        await driver.type("wind 3")
        assert driver.name == "Northwind 3"
        await driver.press("escape")
        assert driver.name == "Northwind 0"
        await driver.press("slash")
        await driver.type("c4")
        await driver.press("enter")
        assert driver.name == "Northwind 4"
        assert driver.app.stage.main.accounts.cursor == 4
        await driver.press("n")
        assert "NA logged" in driver.footer


async def test_a_figure_that_is_on_screen_finds_its_account_there_and_in_the_shell(shelf: Shelf):
    desk = shelf.desk()
    for index in range(3):
        bills = [
            ((index + 1) * 10_010 + part, PAST if part < 2 else TODAY + timedelta(20)) for part in range(3)
        ]
        owing(desk, f"C{index}", bills, name=f"Northwind {index}")
    async with screen(desk) as driver:
        await driver.press("slash")
        await driver.type("400.41")  # two of the three bills of the second
        assert driver.name == "Northwind 1"
    assert [each["account"] for each in arcall("find", "USD 400.41", "--json", book=desk.path).json] == ["C1"]


async def test_find_without_a_match_says_so_and_keeps_the_account(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("slash")
        await driver.type("zzzz")
        assert "nobody" in driver.text
        await driver.press("enter")
        assert driver.name == "Northwind 0"


async def test_a_problem_becomes_one_line(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    from arcall_tui.errors import BookError  # noqa: PLC0415
    from arcall_tui.workday.calls import record  # noqa: PLC0415

    def full(*_: object):
        raise BookError("The disk is full.", "Make room and try again.")

    async with screen(desk) as driver:
        monkeypatch.setattr(record, "log_call", full)
        await driver.press("n")
        assert driver.name == "Northwind 0"
        assert "! The disk is full. Make room and try again." in driver.footer


async def test_the_header_counts_the_day(desk: Desk):
    async with screen(desk) as driver:
        assert "5 now" in driver.text
        await driver.press("n", "p", "enter")
        await driver.until(lambda: "2 calls · 1 promise " in driver.text)
        assert "3 now" in driver.text


async def test_a_wrong_number_is_repaired_with_the_contact_form(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("w")
        assert not next(r for r in driver.app.session.worklist.rows if r.standing.account == first).callable
        await driver.go_to(first)
        await driver.press("E")
        await driver.type("+44 20 7946 9999")
        await driver.press("enter")
        assert desk.card(first).contacts[0].phone == "+44 20 7946 9999"
        assert not desk.card(first).contacts[0].bad_number
        await driver.press("u")
        assert desk.card(first).contacts[0].bad_number


async def test_a_promise_is_settled_by_the_callers_word(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p", "enter")
        await driver.go_to(first)
        await driver.press("v", "enter")
        assert desk.card(first).promises[0].state is PromiseState.KEPT


async def test_beside_a_promise_that_nothing_has_told_of_stands_what_that_means(desk: Desk):
    assert (
        arcall("log", "C0", "PTP", "--promise", "500@2026-11-27", book=desk.path, now=NOW.isoformat()).code
        == 0
    )
    for days, told in ((1, False), (20, True)):
        now = (NOW + timedelta(days=days)).isoformat()
        said = " ".join(arcall("show", "C0", book=desk.path, now=now).out.split())
        assert bool(re.search("unverified, .*, no ledger since", said)) is told


async def test_a_hold_is_released_a_dispute_resolved_and_a_zone_set(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("d", "enter")
        await driver.go_to(first)
        await driver.press("V", "enter", "Z", *"Asia/Tokyo", "enter", "D", *"said so", "enter")
        await driver.go_to(first)
        card = desk.card(first)
        # What they were right about is awaited until the ledger shows it.
        states = {each.reason: each.state for each in card.disputes}
        assert (states, card.account.zone) == ({"price": "valid", "credit to come": "open"}, "Asia/Tokyo")
        assert card.account.hold is not None
        await driver.press("H", "enter")
        assert desk.card(first).account.hold is None
        await driver.press("v")
        assert "No promise is open" in driver.footer


async def test_all_time_zones_that_are_certain_are_kept_at_once_and_undone_at_once(desk: Desk):
    desk.book.execute("UPDATE account SET zone = '', country = 'GB'")
    desk.book.execute("UPDATE account SET country = '' WHERE id = 2")
    desk.book.execute("UPDATE contact SET phone = ''")
    before = desk.book.execute("SELECT id, zone FROM account").fetchall()
    async with screen(desk) as driver:
        # Said once, and not as a reason again.
        assert "local time unknown: by day in their country" in driver.text
        assert "judged by your own shift" not in driver.text
        await driver.press("colon", *"time zones", "enter")
        assert "not certain: 1" in " ".join(driver.text.split())
        await driver.press("enter")
        zones = {zone for (zone,) in desk.book.execute("SELECT zone FROM account WHERE id <> 2")}
        assert (zones, f"{len(before) - 1} time zones kept" in driver.footer) == ({"Europe/London"}, True)
        assert "local time unknown" not in driver.text  # the account on screen is read anew
        await driver.press("u")
        assert desk.book.execute("SELECT id, zone FROM account").fetchall() == before
        # A ledger's own code: no country's day is known.
        desk.book.execute("UPDATE account SET country = '391'")
        await driver.press("colon", *"time zones", "enter")
        assert "No time zone is certain" in driver.footer
        await driver.press("escape", "j")
        assert "local time unknown: your own hours" in driver.text
        long = "Harper Haulage and Storage of Bristol"
        desk.book.execute("UPDATE account SET name = ?", (long,))
        await driver.press("k", "j")
        assert re.search(rf"{long} · \S+ ─* local time unknown ", driver.text), (
            driver.text
        )  # who comes before how


async def test_an_account_rests_until_a_day_and_can_be_woken(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("z", *"+10", "enter")
        assert desk.card(first).account.snoozed_until == TODAY + timedelta(days=10)
        await driver.press("z", "enter")
        assert desk.card(first).account.snoozed_until is None


async def test_a_step_is_ticked_off(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("s", *"fri", "tab", *"ask for Jo", "enter")
        await driver.press("F")
        assert "call Fri 27 Nov" in driver.text
        await driver.press("enter")
        assert "ask for Jo" not in {step.reason for step in desk.card(first).follow_ups}


async def test_the_best_call_comes_up_when_everyone_has_been_judged_unless_someone_is_at_work(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    desk = shelf.desk()
    owing(desk, "BIG", [(9_000_000, TODAY - timedelta(days=1))], name="Due Since Ltd")
    owing(desk, "LATE", [(1_000, TODAY - timedelta(days=60))], name="Small But Late")
    head = desk.ranking.rank_day()[::-1]
    monkeypatch.setattr(desk.ranking, "first_page", lambda: head)
    async with screen(desk) as driver:
        assert driver.name == "Due Since Ltd"
        await driver.press("G")
        await driver.app.router.background.rank()
        assert driver.name == "Small But Late"


async def test_with_no_color_nothing_is_coloured_and_the_cursor_still_shows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NO_COLOR", "1")
    async with screen(desk, theme="arcall-light") as driver:
        strips = driver.app.screen._compositor.render_strips()
        for strip in strips:
            plain = strip
            for part in driver.app._filters:
                if part.enabled:
                    plain = plain.apply_filter(part, driver.app.screen.styles.background)
            for segment in plain:
                for colour in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                    assert colour is None or colour.is_default
        row = next(strip for strip in strips if "▸ Northwind 0" in strip.text)
        assert any(segment.style and segment.style.reverse for segment in row)


async def test_a_word_can_be_typed_where_one_of_a_few_is_wanted(desk: Desk):
    async with screen(desk) as driver:
        account = driver.account
        await driver.press("d", *"price", "enter")
        assert [dispute.reason.value for dispute in desk.card(account).disputes] == ["price"]


async def test_a_legal_hold_is_set_from_the_same_form(desk: Desk):
    async with screen(desk) as driver:
        account = driver.account
        await driver.press("D", *"with the lawyers", "tab", "l", "enter")
        assert desk.account(account).hold is HoldKind.LEGAL


# What is said has room


async def test_what_is_wrong_is_said_in_full_at_80_columns(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("b")
        await driver.type("sat 10:00")
        said = " ".join(driver.text.split())
        assert "a day off for them; the nearest good time is Mon 23 Nov 2026, 09:00" in said
        await driver.press("enter")
        assert "enter again insists" in " ".join(driver.text.split())
        await driver.press("escape", "p")
        await driver.type("99999999")
        await driver.press("enter")
        assert "Only USD 5,000.00 is open." in driver.text


async def test_every_instalment_is_shown_at_80_columns_before_it_counts(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("P")
        said = " ".join(driver.text.split())
        for part in (
            "1,666.66 on Fri 27 Nov 2026",
            "1,666.66 on Sun 27 Dec 2026",
            "1,666.68 on Wed 27 Jan 2027",
        ):
            assert part in said
        await driver.press("tab", *"12")
        said = " ".join(driver.text.split())
        assert "12 x USD 416.66, the last USD 416.74 on Wed 27 Oct 2027" in said


async def test_a_long_note_scrolls_in_the_history(desk: Desk):
    account = desk.find("Northwind 0")[0]
    record.log_call(desk, account, Outcome(Code.TT, "\n".join(f"line {index}" for index in range(60))))
    async with screen(desk, size=(80, 24)) as driver:
        await driver.go_to(account)
        await driver.press("o")
        assert "line 1\n" in driver.text.replace(" \n", "\n") or "line 1 " in driver.text
        assert "line 30" not in driver.text
        await driver.press(*"JJJJJ")
        assert "line 30" in driver.text
        await driver.press(*"KKKKK")
        assert "line 2 " in driver.text


async def test_a_note_being_corrected_does_not_bear_the_time_of_a_draft(desk: Desk):
    account = desk.find("Northwind 0")[0]
    record.log_call(desk, account, Outcome(Code.TT, "Old words."))
    record.save_draft(desk, account, "A draft.")
    async with screen(desk) as driver:
        await driver.go_to(account)
        assert f"draft kept {NOW:%a} 10:05:0" in driver.text  # the day, too: it may be of another
        await driver.press("o", "c")
        assert "Correct the note: TT of" in driver.text
        assert "draft kept" not in driver.text


@pytest.mark.parametrize("size", [(80, 24), *[(120, 40)] * DEEP, (170, 40)])
async def test_what_was_made_ready_ahead_is_painted_as_what_was_not(
    desk: Desk, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
):
    painted = []
    for _ in range(2):
        async with screen(desk, size=size) as driver:
            session, main = driver.app.session, driver.app.stage.main
            await driver.press("j")
            await driver.until(lambda now=session: now.ahead.card is not None)
            main.account.get_ready(session.ahead.card)
            await driver.press("j")
            assert driver.name == "Northwind 2"
            painted.append(driver.text.splitlines()[1:-1])
        monkeypatch.setattr(AccountPane, "get_ready", lambda *_: None)
    assert painted[0] == painted[1]


async def test_every_explanation_can_be_read_in_full_in_80_columns(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("colon")
        unread = {" ".join(action.tooltip.split()) for action in ACTIONS if Where.LIST in action.where}
        for _ in range(12):
            rows = [
                row[39:].strip() if not row[2:39].strip() else row.strip() for row in driver.text.splitlines()
            ]
            seen = " ".join(" ".join(rows).split())
            unread = {words for words in unread if words not in seen}
            await driver.press("pagedown")
        assert unread == set()
