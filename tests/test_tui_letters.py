"""Letters on the screen: memos and their people, a PDF with it, interest in the brief, a line for another program."""

from __future__ import annotations

import threading
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from textual import events

from arcall_tui.outgoing import Colleague, InterestTerms, Outgoing, Sender, Senders
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.tui.actions import ACTIONS, Where
from arcall_tui.tui.forms.form import MANY
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, owing
from tui_driver import screen

PEOPLE = {"supervisor": Colleague("supervisor", "Ann Boss", "boss@firm.example")}


@pytest.fixture
def desk(shelf: Shelf, tmp_path: Path) -> Desk:
    outgoing = Outgoing(
        senders=Senders(Sender(name="Sam Lee", country="GB")),
        people=PEOPLE,
        interest=InterestTerms(contract=10.0),
        handover="{account}/{code}/{detail}",
    )
    shelf.settings = replace(shelf.settings, drafts=tmp_path / "drafts", outgoing=outgoing)
    made = shelf.desk()
    owing(made, "C0", [(500_000, TODAY.replace(month=9))])
    return made


def drafts(folder: Path) -> list[Path]:
    return list(folder.glob("drafts/*"))


async def test_a_pdf_goes_with_a_letter_where_it_is_chosen(desk: Desk, tmp_path: Path):
    async with screen(desk) as driver:
        await driver.press("l", "tab", "tab", "right")
        assert "Attached Reminder-C0-2026-11-20.pdf" in driver.text
        assert drafts(tmp_path) == []
        await driver.press("enter")
    (path,) = drafts(tmp_path)
    (file,) = message_from_bytes(path.read_bytes(), policy=default).iter_attachments()
    assert file.get_content_type() == "application/pdf"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_letter_can_be_read_to_its_end_before_it_leaves(desk: Desk, size: tuple[int, int]):
    desk.book.execute("UPDATE contact SET email = 'münz@example.org'")
    async with screen(desk, size=size) as driver:
        await driver.press("l")
        assert "letters beyond ASCII" in " ".join(driver.text.split())
        await driver.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert "Kind regards" in driver.text.partition(" E-mail draft · ")[0]
        await driver.press("escape", "J")
        assert driver.app.stage.main.detail.below == 0


async def test_where_letters_on_paper_go_stands_on_the_card(desk: Desk):
    async with screen(desk) as driver:
        assert "Leeds" not in driver.text
        await driver.press("Y", *["tab"] * 6)
        await driver.type("PO Box 7; Leeds LS1 1AA")
        await driver.press("enter")
        assert "PO Box 7, Leeds LS1 1AA" in " ".join(driver.text.split())


async def test_the_letter_that_the_last_call_asks_for_is_offered_and_none_that_would_be_refused(desk: Desk):
    later = owing(desk, "C1", [(1_000, TODAY.replace(year=2027))])
    async with screen(desk) as driver:
        for calls, name in (
            (["n"], "reminder"),
            (["c", "enter"], "copy"),
            (["p", "enter"], "confirmation"),
            (["d", "enter"], "dispute-received"),
        ):
            await driver.go_to(1)
            await driver.press(*calls)
            await driver.go_to(1)
            await driver.press("l", "l")
            assert f"Letter      {name}" in driver.text, calls
            await driver.press("escape", "u")
        await driver.go_to(later)
        await driver.press("l")
        assert "Letter      statement" in driver.text
        await driver.type("fi")
        assert " ! There is nothing to ask" in driver.text  # not a mark alone in the field's row
        assert not [line for line in driver.text.splitlines() if line.rstrip().endswith("!")]


async def test_a_memo_on_screen_goes_to_ones_own_people(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("l")
        await driver.type("esc")
        assert "boss@firm.example" in driver.text
        await driver.press("tab")
        await driver.type("maria@example.org")
        await driver.press("enter")
        assert desk.card(1).history == ()


async def test_the_brief_says_what_interest_comes_to_and_that_it_is_not_claimed(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("B")
        assert "Interest USD 83.56 to today, by contract, not claimed" in driver.text
        await driver.press("escape", "h", "B")
        assert "83.56" not in driver.text


async def test_late_interest_is_shown_with_its_working(desk: Desk):
    async with screen(desk, size=(160, 40)) as driver:
        await driver.press("colon")
        await driver.type("late interest")
        await driver.press("enter")
        assert "Late interest to 20 Nov 2026: USD 83.56 (by contract, as agreed; not claimed)" in driver.text
        assert "10 %" in driver.text
        assert desk.card(1).history == ()


async def test_the_last_call_is_copied_as_a_line_for_another_program(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("U")
        assert "Nothing is on record here yet" in driver.footer
        await driver.press("l", "enter", "U")
        assert driver.app.clipboard == "C0/MAIL/first-reminder to maria@example.org"


async def test_what_they_wrote_is_shown_and_recorded_only_when_it_is_chosen(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("colon")
        await driver.type("read a message")
        await driver.press("enter")
        await driver.paste("We will pay C0-0, USD 5,000.00, on 4 December 2026.")
        assert "PTP will pay: C0-0, USD 5,000.00, 04 Dec 2026" in driver.text
        await driver.press("enter")
        assert "Nothing is chosen: 1 to accept, by its number" in " ".join(driver.text.split())
        assert desk.card(1).history == ()
        await driver.press("1", "enter")  # where the number is typed
        (promise,) = desk.card(1).promises
        assert (promise.amount.minor, promise.due.isoformat()) == (500_000, "2026-12-04")
        await driver.press("u")
        assert desk.card(1).promises == ()
        await driver.press("colon", *"read a message", "enter")
        await driver.paste("We will pay C0-0 on 4 December 2026. Please call me soon.")
        assert "all takes the 1 that are certain" in " ".join(driver.text.split())
        await driver.press("tab", *"all", "enter")
        assert [each.due.isoformat() for each in desk.card(1).promises] == ["2026-12-04"]
        await driver.press("u", "colon", *"read a message", "enter")
        await driver.paste("C0-0 is down for payment on 4 December 2026.")
        await driver.press("tab", "1", "enter")
        assert "It is not certain that it says so: read its words. · enter again insists" in " ".join(
            driver.text.split()
        )
        assert desk.card(1).promises == ()
        await driver.press("enter")
        assert [each.due.isoformat() for each in desk.card(1).promises] == ["2026-12-04"]


async def test_the_open_book_is_read_and_written_in_one_thread_whatever_is_pressed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    """SQLite calls back into Python: two threads in one connection wait for each other for ever."""
    used: dict[str, list[str]] = {}
    execute = OpenBook.execute

    def watched(book: OpenBook, sql: str, *args: Any) -> Any:  # noqa: ANN401 - as sqlite3 has it
        if book is desk.book:
            used.setdefault(threading.current_thread().name, []).append(sql)
        return execute(book, sql, *args)

    async with screen(desk, (80, 24)) as driver:
        monkeypatch.setattr(OpenBook, "execute", watched)
        for action in ACTIONS:
            if Where.LIST in action.where and action.id not in {"quit", "suspend", "import", "notes_editor"}:
                await driver.app.router.act(action.id)
                await driver.quiet()
                await driver.press("1", "tab", "escape", "escape")
        await driver.app.router.act("read_message")
        await driver.paste("We will pay C0-0, USD 5,000.00, on 4 December 2026.")
        await driver.press("escape")
        monkeypatch.undo()
    assert [name.partition("_")[0] for name in used] == ["desk"], {
        name: sqls[:3] for name, sqls in used.items()
    }


async def test_what_another_customer_wrote_is_recorded_there_and_shown(desk: Desk):
    other = owing(desk, "C7", [(1_000, TODAY.replace(month=9))], name="Northwind Traders")
    async with screen(desk, (80, 24)) as driver:
        here = driver.account
        number = desk.invoices(other)[0].number
        await driver.press("colon", *"read a message", "enter")
        await driver.paste(f"We will pay {number} on 4 December 2026.")
        assert "of Northwind Traders, not of the account here: 1 to accept" in " ".join(driver.text.split())
        await driver.press("tab", "1", "enter")
        assert (driver.account, driver.where) == (other, Where.LIST)
        assert len(desk.card(other).promises) == 1
        assert desk.card(here).history == ()


async def test_what_is_left_of_a_message_can_be_recorded_after_one_suggestion_of_it(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        await driver.press("colon", *"read a message", "enter")
        await driver.paste("We will pay C0-0 on 4 December 2026. Please send a copy of C0-0.")
        await driver.press("tab", "9", "enter")
        assert "Nothing to choose begins with “9”" in " ".join(driver.text.split())
        await driver.press("1", "enter")
        assert driver.where == Where.FORM
        assert "1 to accept" in " ".join(driver.text.split())
        assert len(desk.card(driver.account).promises) == 1
        await driver.press("1")  # is on record, and no longer to choose
        assert "Nothing to choose begins with “1”" in " ".join(driver.text.split())
        await driver.press("2", "enter")
        assert driver.where == Where.LIST
        assert {each.code for each in desk.card(driver.account).history} == {"IN", "COPY", "PTP"}


async def test_their_list_is_shown_beside_ours(desk: Desk, tmp_path: Path):
    (tmp_path / "list.csv").write_text("Invoice;Amount\nC0-0;4,000.00\nXX-77;10,00\n")
    async with screen(desk) as driver:
        await driver.press("colon")
        await driver.type("read a message")
        await driver.press("enter")
        await driver.type(str(tmp_path / "list.csv"))
        assert "Differs: C0-0, ours USD 5,000.00, theirs USD 4,000.00" in driver.text
        assert "Only theirs: XX-77" in driver.text
        await driver.press("tab", "right", "enter")
        assert desk.card(1).history == ()


@pytest.mark.parametrize("filler", [0, 40])
async def test_what_is_pasted_keeps_its_lines(desk: Desk, filler: int):
    greeting = "Dear Ann,\n\n" + "We thank you for the pleasant years of business with your house.\n" * filler
    async with screen(desk) as driver:
        await driver.press("colon")
        await driver.type("read a message")
        await driver.press("enter")
        text = (
            f"{greeting}\nour remittance advice: USD 5,000.00 was released today.\n\nInvoice   Amount\n"
            "C0-0      5,000.00\n\nKind regards"
        )
        driver.app.post_message(events.Paste(text))
        await driver.quiet()
        assert "PAID says it is paid: C0-0, USD 5,000.00" in driver.text
        await driver.press("tab", "right", "enter")
        assert "C0-0" in desk.card(1).history[0].detail


async def test_a_pasted_list_is_shown_beside_ours(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("colon")
        await driver.type("read a message")
        await driver.press("enter")
        driver.app.post_message(events.Paste("Invoice\tAmount\nC0-0\t4,000.00\nXX-77\t10.00\n"))
        await driver.quiet()
        assert "Differs: C0-0, ours USD 5,000.00, theirs USD 4,000.00" in driver.text
        assert "Only theirs: XX-77" in driver.text
        await driver.press("tab")
        await driver.type("1")
        await driver.press("enter")
        assert desk.card(1).history == ()


async def test_who_sends_is_asked_where_several_are_meant_and_who_gets_none_is_named(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path / "config"))
    shelf.settings = replace(
        shelf.settings, drafts=tmp_path / "drafts", texts=tmp_path / "config" / "texts", country="DE"
    )
    desk = shelf.desk()
    for number in range(MANY + 2):
        owing(desk, f"C{number}", [(500_000, TODAY.replace(month=12 if number == 1 else 9))])
    async with screen(desk, size=(120, 40)) as driver:
        await driver.press("*", "l", "enter")
        assert "E-mail draft" in driver.text
        assert "no letter goes to C1 (There is nothing" in driver.text
        await driver.press("enter", "enter")
        assert len(list((tmp_path / "drafts").glob("*.eml"))) == MANY + 1


async def test_who_sends_is_asked_once_and_kept(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path / "config"))
    shelf.settings = replace(
        shelf.settings, drafts=tmp_path / "drafts", texts=tmp_path / "config" / "texts", country="DE"
    )
    desk = shelf.desk()
    owing(desk, "C0", [(500_000, TODAY.replace(month=9))])
    async with screen(desk) as driver:
        await driver.press("l")
        assert "Who sends letters?" in driver.text
        await driver.type("Ann Lee")
        await driver.press("tab", "tab", "tab", "tab")
        await driver.type("DE89370400440532013001")
        await driver.press("enter")
        assert "IBAN is DE89370400440532013001" in driver.text
        await driver.press("backspace")
        await driver.type("0")
        await driver.press("enter")
        assert "Your USD account?" in driver.text
        await driver.press("enter")
        assert "E-mail draft" in driver.text
        assert "Ann Lee" in driver.text
        assert "DE89 3704 0044 0532 0130 00" in driver.text
        await driver.press("escape", "l")
        assert "E-mail draft" in driver.text
        assert "usual account" not in driver.text
    kept = (tmp_path / "config" / "settings.toml").read_text()
    usual = '[sender]\nname = "Ann Lee"\niban = "DE89370400440532013000"\n'
    assert kept == f"{usual}\n[sender.currencies.USD]\n"


async def test_who_says_nobody_sends_is_not_asked_again(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path / "config"))
    shelf.settings = replace(shelf.settings, drafts=tmp_path / "drafts", texts=tmp_path / "config" / "texts")
    desk = shelf.desk()
    owing(desk, "C0", [(500_000, TODAY.replace(month=9))])
    async with screen(desk) as driver:
        await driver.press("l", "enter")
        assert "E-mail draft" in driver.text
        await driver.press("escape", "l")
        assert "E-mail draft" in driver.text
    assert (tmp_path / "config" / "settings.toml").read_text() == "[sender]\n"
