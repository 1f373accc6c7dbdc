"""The agenda, appointments, full-text search, finding who owes nothing, and how many keys the day takes."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from arcall_tui.domain.activity import (
    DisputeRaised,
    DisputeReason,
    FollowUp,
    FollowUpKind,
    NextStep,
    Outcome,
    PromiseGiven,
)
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.render import board_rows as rows
from arcall_tui.render.head_and_foot import header
from arcall_tui.render.open_items import items
from arcall_tui.tui.actions import Where
from arcall_tui.workday.calls import half_done, record
from arcall_tui.workday.desk.desk import Desk, Tally, said
from arcall_tui.workday.desk.today import Entry, agenda
from books import NOW, TODAY, Shelf, add_account, add_invoice, owing
from tries import DEEP
from tui_driver import screen

PAST = TODAY - timedelta(days=40)


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """Six accounts, the first owing most."""
    desk = shelf.desk()
    for index in range(6):
        owing(desk, f"C{index}", [(600_000 - 50_000 * index, PAST)], name=f"Northwind {index}")
    return desk


def number(desk: Desk, index: int) -> int:
    return desk.find(f"Northwind {index}")[0]


# The agenda


async def test_the_agenda_shows_moves_and_ticks_off_what_is_due_and_leads_there(desk: Desk):
    first, second, third = (number(desk, index) for index in range(3))
    record.log_call(desk, first, Outcome(Code.CB, call_back=NOW + timedelta(hours=4)))
    record.log_call(desk, second, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, "Finance")))
    record.set_next_step(desk, third, FollowUpKind.ASK_NEWS, NextStep(TODAY), "legal")
    async with screen(desk) as driver:
        await driver.press("A")
        assert "Agenda · today" in driver.text
        assert "14:05 call back" in " ".join(driver.text.split())
        assert "ask for news" in driver.text
        assert "Finance" not in driver.text
        await driver.press("tab", "tab")
        assert "Finance to answer" in driver.text or "ask Finance" in driver.text
        await driver.press("s")
        await driver.type("mon 14:30")
        await driver.press("enter")
        assert driver.where is Where.AGENDA
        step = desk.card(first).follow_ups[0]
        assert (step.kind, step.at) == (FollowUpKind.CALL_BACK, datetime(2026, 11, 23, 14, 30, tzinfo=UTC))
        await driver.press("F")
        assert FollowUpKind.ASK_NEWS not in {step.kind for step in desk.card(third).follow_ups}
        await driver.press("enter")
        assert driver.where is Where.LIST
        assert driver.account == first
        await driver.press("u", "u")
        assert desk.card(first).follow_ups[0].at == NOW.replace(hour=14)


async def test_a_call_back_stands_under_the_day_it_has_on_the_callers_clock(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(60_000, PAST)], zone="Asia/Tokyo", country="JP")
    record.log_call(
        desk, account, Outcome(Code.CB, call_back=datetime(2026, 11, 25, 23, 30, tzinfo=UTC))
    )  # 08:30 on Thursday 26 in Tokyo
    (entry,) = agenda(desk, None).entries
    assert (entry.step.due, entry.step.day_here(desk.clock.zone)) == (date(2026, 11, 26), date(2026, 11, 25))
    async with screen(desk) as driver:
        await driver.press("A", "tab", "tab")
        assert "Wed 25 Nov 2026" in driver.text
        assert "23:30 call back" in " ".join(driver.text.split())
        assert "26 Nov" not in driver.text.split("Agenda")[1].split("23:30")[0]


def test_after_midnight_of_a_night_shift_the_calendars_day_is_today_and_the_one_after_it_tomorrow(desk: Desk):
    for days in (1, 2):
        step = NextStep(TODAY + timedelta(days=days))
        record.set_next_step(desk, number(desk, days), FollowUpKind.CHECK_LEDGER, step, "look")
    made = replace(agenda(desk, 7), on=TODAY + timedelta(days=1))  # the shift began on TODAY
    days = [
        "".join(text for text, _ in row.line) for row in rows.agenda(made, desk.clock.zone, 80, masked=False)
    ]
    assert [day for day in days if " · " in day] == [
        " Sat 21 Nov 2026 · today",
        " Sun 22 Nov 2026 · tomorrow",
    ]


@pytest.mark.parametrize("width", [80, 120, 200])
def test_the_agenda_says_each_reason_in_full_however_narrow(desk: Desk, width: int):
    record.log_call(desk, number(desk, 1), Outcome(Code.RTP, "No."))
    made = agenda(desk, None)
    shown = rows.agenda(made, desk.clock.zone, width, masked=False)
    assert [row.key for row in shown if row.key is not None] == list(range(len(made.entries)))
    assert all(cell_len("".join(text for text, _ in row.line)) < width for row in shown)
    words = " ".join(" ".join(text for text, _ in row.line) for row in shown).split()
    assert all(" ".join(entry.step.reason.split()) in " ".join(words) for entry in made.entries)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("check JPY 5,000", "JPY 500, check JPY 5,000"),
        ("check JPY 500.", "check JPY 500."),
        ("JPY 500.50 came", "JPY 500, JPY 500.50 came"),
    ],
)
def test_an_amount_is_told_unless_the_reason_has_just_that(reason: str, said: str):
    step = FollowUp(FollowUpKind.CHECK_PAYMENT, TODAY, reason)
    assert Entry(1, "Ann", "A", "", Money(500, "JPY"), step).told(", ") == said


@pytest.mark.parametrize("width", [80, 100, 120])
def test_the_header_tells_how_many_cannot_be_called_today(width: int):
    said = header(NOW, ZoneInfo("Europe/London"), Tally(12, 4, 3, 33, 100, 10), width, ranked=True)
    assert "33 now · 100 later · 10 not today" in "".join(text for text, _ in said)


@pytest.mark.parametrize("width", [56, 68, 80])
@pytest.mark.parametrize("currency", ["EUR", "INR"])
def test_what_is_disputed_is_told_beside_its_bill_in_whole_words(desk: Desk, width: int, currency: str):
    account = add_account(desk, "D1", name="Disputing")
    add_invoice(desk, account, "RE-2026-123450", 7_219_162, date(2026, 9, 21), currency)
    dispute = DisputeRaised(DisputeReason.NOT_RECEIVED, "Finance")
    record.log_call(desk, account, Outcome(Code.DISP, dispute=dispute))
    line = list(items(desk.card(account), width, TODAY, desk.clock.zone))[1]
    assert cell_len(text := "".join(part for part, _ in line)) <= width
    assert text.rstrip().endswith(
        ("  disputed", ": goods not received", ": goods not received (Finance, 25 Nov)")
    )
    assert width < 80 or "goods not received" in text


def test_the_rules_own_calls_are_counted_not_listed(desk: Desk):
    for index in range(3):
        record.log_call(desk, number(desk, index), Outcome(Code.NA))
    made = agenda(desk, 7)
    assert (made.entries, made.calls) == ((), 3)
    assert len(agenda(desk, 7, everything=True).entries) == 3
    record.snooze(desk, number(desk, 0), NextStep(TODAY + timedelta(days=30)), "on holiday")
    assert agenda(desk, 7).calls == 2
    assert len(agenda(desk, 7, everything=True).entries) == 2, (
        "and who cannot be called until then is in neither"
    )
    assert agenda(desk, None).calls == 3


# Appointments


@pytest.mark.parametrize("keys", [(), ("p",), *[("A",), ("o",), ("i",)] * DEEP])
async def test_an_appointment_announces_itself_in_any_view_and_one_key_goes_there(
    desk: Desk, keys: tuple[str, ...]
):
    last = number(desk, 5)
    record.log_call(desk, last, Outcome(Code.CB, call_back=NOW + timedelta(minutes=4)))
    async with screen(desk) as driver:
        await driver.press(*keys)
        await driver.late.appointments.look()
        assert "▲ 10:09 call back Northwind 5, in" in driver.text.splitlines()[1]
        assert "0 promises" in driver.text.splitlines()[0]
        await driver.app.router.act("appointment")
        await driver.quiet()
        assert (driver.account, driver.where) == (last, Where.LIST)
        assert "▲" in driver.text, "it stays until it is dealt with"
        await driver.press("t", "t", "enter")  # once more: tried today already, and it is not yet their time
        await driver.until(lambda: "▲" not in driver.text)


async def test_an_appointment_that_is_announced_is_hidden_with_the_rest(desk: Desk):
    record.log_call(desk, number(desk, 5), Outcome(Code.CB, call_back=NOW + timedelta(minutes=4)))
    async with screen(desk) as driver:
        await driver.late.appointments.look()
        await driver.press("h")
        assert "▲ 10:09" in driver.text
        assert "Northwind" not in driver.text
        await driver.press("h")
        assert "Northwind 5" in driver.text.splitlines()[1]
        await driver.press("A")
        assert driver.text.splitlines()[2].startswith(" Agenda")
        driver.late.appointments._coming = ()
        driver.late.appointments._announce()
        await driver.quiet()
        assert driver.text.splitlines()[1].startswith(" Agenda"), "the board takes its place"


async def test_the_bell_rings_once_where_it_is_wanted(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    record.log_call(desk, number(desk, 5), Outcome(Code.CB, call_back=NOW + timedelta(minutes=4)))
    async with screen(desk) as driver:
        rung: list[int] = []
        monkeypatch.setattr(driver.app, "bell", lambda: rung.append(1))
        driver.app.session.settings = type(desk.settings)("Europe/London", "test", bell=True)
        driver.late.appointments.rung.clear()
        await driver.late.appointments.look()
        await driver.late.appointments.look()
        assert rung == [1]


# Search


async def test_all_that_was_said_is_found_as_it_is_typed_and_leads_to_the_entry(desk: Desk):
    account = number(desk, 3)
    record.log_call(desk, account, Outcome(Code.TT, "The Müller cheque bounced."))
    record.log_call(desk, account, Outcome(Code.LM, "Nothing."))
    async with screen(desk) as driver:
        await driver.press("N")
        await driver.type("mull che")
        assert "The Müller cheque bounced." in driver.text
        await driver.press("enter")
        assert driver.account == account
        assert driver.where is Where.HISTORY
        assert driver.late.history.entry == 1


def test_notes_promises_disputes_and_standing_facts_are_searched_and_follow_corrections_and_undo(desk: Desk):
    account = number(desk, 0)
    promised = PromiseGiven(Money(1000, "USD"), date(2026, 12, 1), said_by="Rosalind", method="giro")
    call = record.log_call(desk, account, Outcome(Code.PTP, "first words", promises=(promised,))).call
    record.log_call(
        desk, account, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.QUALITY, "Warehouse"))
    )
    for words in ("first", "rosal", "giro", "warehouse quality", "1 dec"):
        assert said(desk, words), words
    record.correct_note(desk, call, "second words")
    assert not said(desk, "first")
    assert said(desk, "second")[0].call == call
    record.undo(desk)
    assert said(desk, "first")
    record.undo(desk)
    assert not said(desk, "warehouse")
    assert not said(desk, '" OR *')
    record.log_call(desk, account, Outcome(Code.TT, "日本電信電話に電話した"))
    assert said(desk, "電話した")


# Who owes nothing


async def test_an_account_that_owes_nothing_is_found_and_a_call_from_it_can_be_logged(desk: Desk):
    paid = add_account(desk, "P1", name="Paid Up Ltd")
    add_invoice(desk, paid, "P1-1", 1000, PAST, balance=0, settled_on="2026-11-10")
    async with screen(desk) as driver:
        await driver.press("slash")
        await driver.type("paid up")
        assert "Paid Up Ltd" in driver.text
        await driver.press("enter")
        assert driver.account == paid
        assert "▸ Paid Up Ltd" in driver.text
        await driver.app.router.background.rank()
        assert driver.account == paid
        await driver.press("I")
        assert [call.code for call in desk.card(paid).history] == [Code.IN]


# Keystrokes: each figure is the number of keys that the issue allows


async def test_no_answer_and_a_message_take_one_key_each_to_the_next_account(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("n")
        assert driver.name == "Northwind 1"
        await driver.press("m")
        assert driver.name == "Northwind 2"


async def test_a_promise_of_everything_takes_two_keys_and_undo_takes_it_back(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p", "enter")
        assert [p.amount.minor for p in desk.card(first).promises] == [600_000]
        await driver.press("u")
        assert desk.card(first).promises == ()


async def test_a_call_back_takes_two_keys_and_what_is_typed(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("b")
        await driver.type("mon 3pm")
        await driver.press("enter")
        assert desk.card(first).follow_ups[0].kind is FollowUpKind.CALL_BACK


async def test_finding_an_account_takes_two_keys_and_what_is_typed(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("slash")
        await driver.type("wind 4")
        await driver.press("enter")
        assert driver.name == "Northwind 4"


async def test_one_key_leads_from_any_view_back_to_the_next_call(desk: Desk):
    async with screen(desk) as driver:
        for view in ("o", "A", "B", "N", "p", "i", "slash", "question_mark", "L", "z"):
            await driver.press("j", "j", view)
            assert driver.where is not Where.LIST or view == "o", view
            await driver.press("f2")
            assert (driver.where, driver.name) == (Where.LIST, "Northwind 0"), view


async def test_every_key_of_the_list_works_after_esc_in_the_notes(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("i", *"spoke", "escape", "t")
        (call,) = desk.card(first).history
        assert (call.code, call.note) == (Code.TT, "spoke")


# Forms


async def test_a_promise_can_be_for_one_invoice_alone(desk: Desk):
    account = number(desk, 0)
    other = add_invoice(desk, account, "EXTRA-77", 12_300, PAST)
    async with screen(desk) as driver:
        await driver.press("p", "tab", "tab")
        await driver.type("77")
        assert "123.00" in driver.text
        await driver.press("enter")
    (promise,) = desk.card(account).promises
    assert [(line.invoice, line.amount.minor) for line in promise.lines] == [(other, 12_300)]


async def test_instalments_may_have_amounts_of_their_own_and_go_by_the_calendar(desk: Desk):
    account = number(desk, 0)
    async with screen(desk) as driver:
        await driver.press("P", "tab")
        await driver.type("1000 500 250")
        await driver.press("tab")
        await driver.type("31 jan 2027")
        said = " ".join(driver.text.split())
        for part in ("1,000.00 on Sun 31 Jan 2027", "500.00 on Sun 28 Feb 2027", "250.00 on Wed 31 Mar 2027"):
            assert part in said
        await driver.press("enter", "enter")
    made = sorted((p.due, p.amount.minor) for p in desk.card(account).promises)
    assert made == [(date(2027, 1, 31), 100_000), (date(2027, 2, 28), 50_000), (date(2027, 3, 31), 25_000)]


async def test_says_paid_takes_reference_day_and_amount_and_doubts_a_day_to_come(desk: Desk):
    account = number(desk, 0)
    async with screen(desk) as driver:
        await driver.press("x", *"TX9", "tab")
        await driver.type("24 dec")
        assert "is still to come; the nearest good day is Fri 20 Nov 2026" in driver.text
        await driver.press("ctrl+u", "ctrl+a")
        for _ in range(8):
            await driver.press("delete")
        await driver.type("wed")
        await driver.press("tab")
        await driver.type("1200")
        await driver.press("enter")
    (call,) = desk.card(account).history
    assert call.detail == "paid USD 1,200.00 on Wed 18 Nov 2026; TX9"


# What was typed in a form


async def test_what_was_typed_in_a_form_is_there_again_after_something_else(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p")
        await driver.type("1200")
        await driver.press("tab", *"+3", "f2")
        assert driver.where is Where.LIST
        await driver.go_to(first)
        await driver.press("j", "k", "p")
        assert "USD 1,200.00" in driver.text
        assert "What you had typed is back" in driver.footer
        await driver.press("enter")
        (promise,) = desk.card(first).promises
        assert (promise.amount.minor, promise.due) == (120_000, date(2026, 11, 23))


async def test_what_was_typed_in_a_form_is_on_disk_a_moment_later_and_survives_the_program(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("d", "q", "tab", "tab", "tab")
        await driver.type("Sales 4111 1111 1111 1111")
        other = desk.clone()
        await driver.until(
            lambda: any(each.get("owner", "").startswith("Sales") for each in half_done.kept(other).values())
        )
        (found,) = half_done.kept(other).values()
        assert "4111" not in found["owner"]
        other.close()
    async with screen(desk) as driver:
        await driver.go_to(first)
        await driver.press("d")
        assert "quantity" in driver.text
        assert "Sales" in driver.text


async def test_two_windows_in_one_form_lose_nothing_and_the_second_is_told(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("d", "down")
        await driver.type("Sales")
        await driver.late.form_drafts.keep()
        ((about, mine),) = half_done.kept(desk).items()
        (field,) = (name for name, text in mine.items() if text == "Sales")
        other = desk.clone()
        half_done.keep(other, *about, {**mine, field: "Warehouse"}, mine)
        await driver.type(" team")
        await driver.late.form_drafts.keep()
        assert "Another window fills this in, too" in driver.text
        assert "Sales team / Warehouse" in driver.text
        assert half_done.kept(other)[about][field] == "Sales team / Warehouse"
        await driver.late.form_drafts.keep()
        assert half_done.kept(other)[about][field] == "Sales team / Warehouse"
        # What the other one typed after that is not taken away with the form that is given up here.
        half_done.keep(other, *about, {field: "Accounts"}, half_done.kept(other)[about])
        await driver.press("escape")
        await driver.until(lambda: driver.late.form_drafts._form is None)
        assert half_done.kept(other)[about] == {field: "Accounts"}
        other.close()
        assert first == about[0]


async def test_a_form_given_up_or_sent_begins_anew(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("p")
        await driver.type("1200")
        await driver.late.form_drafts.keep()
        await driver.press("escape", "p")
        assert "1200" not in driver.text
        assert half_done.kept(desk) == {}
        await driver.type("1300")
        await driver.late.form_drafts.keep()
        await driver.press("enter")
        assert half_done.kept(desk) == {}


async def test_two_forms_can_be_half_done_side_by_side(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p")
        await driver.type("1200")
        await driver.press("f2")
        await driver.go_to(first)
        await driver.press("d", "f2")  # untouched
        await driver.go_to(first)
        await driver.press("x")
        await driver.type("TX9")
        await driver.press("f2")
        await driver.go_to(first)
        await driver.press("p")
        assert "1,200.00" in driver.text
        await driver.press("escape", "x")
        assert "TX9" in driver.text
        assert len(half_done.kept(desk)) == 1


async def test_a_form_given_up_while_it_is_being_written_stays_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    async with screen(desk) as driver:
        begun, go_on, keep = threading.Event(), threading.Event(), half_done.keep

        def slowly(*given: Any) -> half_done.KeptForm:  # noqa: ANN401 - whatever is handed on
            begun.set()
            go_on.wait()
            return keep(*given)

        monkeypatch.setattr(half_done, "keep", slowly)
        await driver.press("p")
        await driver.type("1200")
        if not begun.is_set():  # as the timer does, where it has not yet
            driver.app.stage.spawn(driver.late.form_drafts.keep())
        await driver.until(begun.is_set)
        given_up = asyncio.ensure_future(driver.late.form_drafts.let_go())
        await asyncio.sleep(0)
        go_on.set()
        await given_up
        await driver.quiet()
        assert half_done.kept(desk) == {}
