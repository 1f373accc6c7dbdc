"""Some of an account's invoices, marked on the account; and why they are late, said before the outcome."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from arcall_tui.domain.activity import DisputeRaised, DisputeReason, Line, Outcome, RootCause
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import BUCKETS
from arcall_tui.tui.actions import Where
from arcall_tui.workday.calls import record
from arcall_tui.workday.calls.record import book_of
from arcall_tui.workday.desk.desk import Desk
from books import NOW, TODAY, Shelf, add_invoice, owing
from shell import arcall
from tries import DEEP
from tui_driver import Driver, screen

PAST = TODAY - timedelta(days=40)


@pytest.fixture
def desk(shelf: Shelf, tmp_path: Path) -> Desk:
    """Two accounts; the first owes three bills and has a credit."""
    shelf.settings = replace(shelf.settings, drafts=tmp_path / "drafts")
    desk = shelf.desk()
    account = owing(desk, "C0", [(300_000, PAST), (200_000, PAST), (100_000, PAST)], name="Northwind 0")
    add_invoice(desk, account, "CN-1", -5_000, PAST)
    owing(desk, "C1", [(50_000, PAST)], name="Northwind 1")
    return desk


def marked_rows(driver: Driver) -> list[str]:
    width = driver.app.stage.main.account.layout.list_width
    rows = [row[width:].strip("│ ") for row in driver.text.splitlines()]
    return [row.split()[0].lstrip("•") for row in rows if row.startswith("•")]


def drafts(desk: Desk) -> list[str]:
    return [path.read_text() for path in Path(desk.settings.drafts or "").glob("*.eml")]


def settled_beside(desk: Desk, number: str) -> None:
    """Settle a bill as an import in another program does."""
    other = desk.clone()
    with book_of(other).quiet():
        other.book.execute(
            "UPDATE invoice SET balance = 0, settled_on = ? WHERE number = ?", (TODAY.isoformat(), number)
        )
    other.close()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_promise_for_the_marked_invoices_alone(desk: Desk, size: tuple[int, int]):
    async with screen(desk, size=size) as driver:
        first = driver.account
        await driver.press("tab", "space", "j", "space")
        assert {"C0-0", "C0-2"} == {i.number for i in driver.app.stage.main.account.chosen(desk.card(first))}
        assert "2 marked: USD 4,000.00" in driver.footer
        if size[0] == 120:
            assert marked_rows(driver) == ["C0-0", "C0-2"]
        await driver.press("p")
        assert "2 marked" in driver.text
        assert "USD 4,000.00 (all of what is marked)" in driver.text
        await driver.press("enter")
        (promise,) = desk.card(first).promises
        items = {item.id: item.number for item in desk.invoices(first)}
        assert {items[line.invoice]: line.amount.minor for line in promise.lines} == {
            "C0-0": 300_000,
            "C0-2": 100_000,
        }
        assert driver.name == "Northwind 1"
        await driver.press("u")
        assert desk.card(first).promises == ()
        assert driver.app.stage.main.account.chosen(desk.card(first)) == ()


async def test_with_none_marked_an_outcome_is_about_the_invoice_under_the_cursor(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("tab", "j", "d", "q", "enter")
        (dispute,) = desk.card(first).disputes
        items = {item.id: item.number for item in desk.invoices(first)}
        assert [items[line.invoice] for line in dispute.lines] == ["C0-1"]


async def test_with_none_marked_in_the_list_it_is_about_all(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("tab", "space", "escape", "escape", "p", "enter")
        (promise,) = desk.card(first).promises
        assert promise.amount == Money(595_000, "USD")


@pytest.mark.parametrize(
    ("key", "place"),
    [*((key, ()) for key in ("pdxcfel" if DEEP else "cl")), ("p", ("tab",)), *[("d", ("tab",))] * DEEP],
)
async def test_marks_on_what_is_settled_meanwhile_do_not_mean_everything(
    desk: Desk, key: str, place: tuple[str, ...]
):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("tab", "space", "escape")
        settled_beside(desk, "C0-0")
        await driver.press("j", "k", *place, key)
        assert "What was marked is no longer open; nothing was done." in driver.footer
        assert driver.where is Where.LIST
        await driver.press("enter", "escape")
        assert (desk.card(first).promises, desk.card(first).disputes, drafts(desk)) == ((), (), [])
        await driver.press(key)
        assert driver.where is Where.FORM


async def test_marking_anew_lets_go_of_marks_on_what_is_settled(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("tab", "space", "escape")
        settled_beside(desk, "C0-0")
        await driver.press("j", "k", "tab", "space", "up", "space")
        assert driver.app.stage.main.account.marks == {}
        await driver.press("space", "p", "enter")
        (promise,) = desk.card(first).promises
        assert len(promise.lines) == 1


async def test_a_credit_alone_cannot_be_promised_and_does_not_mean_everything(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("tab", "j", "j", "j", "space", "p")
        assert "Only credits are marked" in driver.footer
        assert driver.where is Where.LIST
        await driver.press("c")
        assert driver.where is Where.FORM


async def test_the_list_says_how_much_is_disputed_and_the_whole_number(
    desk: Desk,
):
    whole, part = desk.invoices(2)[0], add_invoice(desk, 2, "C1-1", 60_000, PAST)
    add_invoice(desk, owing(desk, "C3", []), "invoice 2026-09-03", 60_000, PAST)
    given = (Line(whole.id, whole.balance), Line(part, Money(5_000, "USD")))
    record.log_call(desk, 2, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, "sales", given)))
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("slash", *"C1", "enter")
        assert re.search(r"C1-0 .*USD 500.00  disputed: price \(sales", driver.text)
        assert re.search(r"C1-1 .*USD 600.00  50.00 disputed: price", driver.text)
        await driver.press("slash", *"C3", "enter")
        assert "invoice 2026-09-03 " in driver.text


async def test_card_brief_and_report_take_the_same_credits_off_what_is_overdue(desk: Desk):
    account, later = owing(desk, "C3", [(10_000, PAST)], name="Northwind 3"), TODAY + timedelta(days=9)
    for number, (minor, due, kind) in enumerate([
        (-3_000, later, "credit note"), (-2_000, later, "unapplied payment"), (-500, TODAY, "credit note"),
        (5_000, TODAY, "invoice"), (4_000, later, "invoice"),
    ]):  # fmt: skip
        add_invoice(desk, account, f"X-{number}", minor, due, kind=kind)
    # Credits beyond what is late leave nothing overdue, not less.
    beyond = owing(desk, "C4", [(10_000, PAST), (8_000, later)], name="Southwind 4")
    add_invoice(desk, beyond, "Y-1", -15_000, later, kind="unapplied payment")
    said = arcall("report", "aging", "--json", book=desk.path, now=NOW.isoformat()).json
    (rows,) = (table["rows"] for table in said["tables"] if table["name"] == "accounts")
    (row,) = (row for row in rows if row["account"] == "C3")
    assert sum(float(row[each]["amount"]) for each in BUCKETS[1:]) == 75
    async with screen(desk, size=(120, 40)) as driver:
        await driver.press("slash", *"Northwind 3", "enter")
        assert re.search(r"open +USD 135.00\W+overdue +USD 75.00", driver.text)
        await driver.press("B")
        assert "USD 75.00 overdue · USD 60.00 not due" in driver.text
    async with screen(desk, size=(120, 40)) as driver:
        await driver.press("slash", *"Southwind 4", "enter")
        assert re.search(r"open +USD 30.00\W+overdue +USD 0.00", driver.text)
        await driver.press("B")
        assert "USD 0.00 overdue · USD 80.00 not due · USD 150.00 credit" in driver.text


async def test_marks_stay_while_the_caller_looks_elsewhere_and_esc_takes_them_off(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("tab", "asterisk", "escape", "j", "k")
        assert marked_rows(driver) == ["C0-0", "C0-1", "C0-2", "CN-1"]
        await driver.press("escape")
        assert marked_rows(driver) == []


async def test_a_form_left_comes_back_to_the_list_with_the_marks(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("tab", "space", "p", "escape")
        assert driver.where is Where.LIST
        assert marked_rows(driver) == ["C0-0"]


async def test_the_record_names_the_invoices_that_an_outcome_was_about(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        for keys, code, detail in (
            (("c", "enter"), Code.COPY, "C0-0, CN-1"),
            (("x", *"TX 7", "enter"), Code.PAID, "C0-0"),
            (("f", *"no money", "enter"), Code.RTP, "C0-0"),
            (("e", "enter"), Code.ESC, "C0-0"),
        ):
            await driver.go_to(first)
            await driver.press("tab", "space", "j", "j", "space", *keys)
            call = desk.card(first).history[0]
            assert call.code is code
            assert call.detail.startswith(detail + ";")
            await driver.press("u")


async def test_a_letter_is_about_the_marked_invoices(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("tab", "j", "space", "l")
        assert "Subject  First reminder: USD 2,000.00 past due" in driver.text
        await driver.press("enter")
        assert marked_rows(driver) == []
    (text,) = drafts(desk)
    assert "C0-1" in text
    assert "C0-0" not in text


async def test_the_mouse_marks_an_invoice(desk: Desk):
    async with screen(desk) as driver:
        rows = driver.text.splitlines()
        y = next(index for index, row in enumerate(rows) if "C0-1" in row)
        await driver.pilot.click(offset=(rows[y].index("C0-1") + 2, y))
        await driver.quiet()
        assert marked_rows(driver) == ["C0-1"]
        assert driver.where is Where.INVOICES


async def test_invoices_of_several_currencies_are_promised_one_currency_at_a_time(desk: Desk):
    account = desk.find("Northwind 0")[0]
    add_invoice(desk, account, "EUR-1", 70_000, PAST, "EUR")
    async with screen(desk) as driver:
        await driver.press("tab", "asterisk", "p", "enter")
        assert "These are in EUR and USD: one currency at a time" in driver.text
        await driver.press("escape", "escape", "p", "tab", "tab")
        await driver.type("EUR-1")
        await driver.press("enter")
        (promise,) = desk.card(account).promises
        assert promise.amount == Money(70_000, "EUR")


# Why they are late, said before the outcome


@pytest.mark.parametrize(("keys", "code"), [(("t",), Code.TT), (("a",), Code.GK), (("p", "enter"), Code.PTP)])
async def test_why_late_is_said_once_and_goes_with_the_next_outcome_of_any_kind(
    desk: Desk, keys: tuple[str, ...], code: Code
):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("X", "c", "enter")
        assert "Call notes · why late: cash" in driver.text
        await driver.press("j")
        assert "why late" not in driver.text
        await driver.press("k", *keys)
        call = desk.card(first).history[0]
        assert (call.code, call.root_cause) == (code, RootCause.CASH)
        assert "why late" not in driver.text
        second = driver.account
        await driver.press("t")
        assert all(call.root_cause is None for call in desk.card(second).history)


async def test_undo_brings_back_the_note_and_why_they_are_late(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("X", "c", "enter", "i", *"No cash till May", "escape")
        await driver.press("m")
        assert driver.account != first
        assert "why late" not in driver.text
        await driver.press("u")
        assert driver.account == first
        assert "why late: cash" in driver.text
        assert "No cash till May" in driver.text
        await driver.press("m")
        assert desk.card(first).history[0].root_cause is RootCause.CASH


async def test_undo_leaves_what_was_said_of_why_since_and_makes_up_nothing(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("X", "c", "enter", "m")
        while driver.account != first:
            await driver.press("j")
        await driver.press("X", "d", "enter", "u")
        assert "why late: dispute" in driver.text
        await driver.press("j", "d", *"price", "enter", "u")
        assert "why late" not in driver.text


async def test_what_was_said_of_why_can_be_taken_back(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("X", "c", "enter", "X", "n", "enter", "t")
        assert all(call.root_cause is None for call in desk.card(desk.find("Northwind 0")[0]).history)
