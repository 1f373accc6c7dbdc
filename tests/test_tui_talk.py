"""Before, during and after the talk: the brief, the number, the timer, snippets, card numbers, tone, hidden details."""

from __future__ import annotations

import sys
from array import array
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len, set_cell_size

from arcall_tui.domain.account import Guide
from arcall_tui.domain.activity import Outcome, RootCause
from arcall_tui.domain.outcomes import Code
from arcall_tui.outgoing import Outgoing, Senders
from arcall_tui.store.standings import histories
from arcall_tui.tui.actions import Where
from arcall_tui.workday.calls import customer_facts, record
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, add_invoice, owing
from tui_driver import screen

PAST = TODAY - timedelta(days=40)
CARD = "4111 1111 1111 1111"


@pytest.fixture
def desk(shelf: Shelf, tmp_path: Path) -> Desk:
    """Three accounts; the first owes most, and has paid before."""
    asked = Outgoing(senders=Senders(said=True))  # who sends was asked before
    shelf.settings = replace(
        shelf.settings, texts=tmp_path / "texts", drafts=tmp_path / "drafts", outgoing=asked
    )
    desk = shelf.desk()
    for index in range(3):
        account = owing(desk, f"C{index}", [(500_000 - 50_000 * index, PAST)], name=f"Northwind {index}")
        for bill in range(8):
            due = TODAY - timedelta(days=300 - 30 * bill)
            paid = due + timedelta(days=4 * bill)
            number = f"OLD-{index}-{bill}"
            add_invoice(desk, account, number, 1000, due, balance=0, settled_on=paid.isoformat())
        histories.change(desk.book, {account: array("h", range(0, 32, 4))}, {})
    return desk


def history(desk: Desk, account: int):
    return desk.card(account).history


def drafts(desk: Desk) -> list[Path]:
    assert desk.settings.drafts is not None
    return list(desk.settings.drafts.glob("*.eml"))


# Prepare


async def test_the_brief_says_all_that_a_caller_needs_before_the_first_word(desk: Desk):
    account = desk.find("Northwind 0")[0]
    for note in ("First.", "Second.", "Third.", "Fourth."):
        record.log_call(desk, account, Outcome(Code.TT, note))
    customer_facts.edit_guide(desk, account, Guide("BACS", "thu", "2", "Ariba", "PO number first"))
    facts = {
        "name": "Maria Anders",
        "role": "AP",
        "address": "Ms Anders",
        "language": "de",
        "times": "mornings",
    }
    record.edit_contact(desk, account, desk.card(account).contacts[0].id, facts)
    async with screen(desk, size=(80, 24)) as driver:
        await driver.go_to(account)
        await driver.press("B")
        for words in (
            "Maria Anders (AP, “Ms Anders”, de, mornings)",
            "USD 5,000.00 overdue",
            "14 days late on average ▁▂▃",
            "days later than before · BACS · pay run thu · cut-off 2 days before · portal Ariba",
            "USD 5,000.00 in full by Thu 26 Nov, their pay run",
            "PO number first",
            "Fourth.",
            "Second.",
        ):
            assert words in " ".join(driver.text.split()), words
        assert "First." not in driver.text
        await driver.press("j", "j")
        assert "□ Terms and date confirmed back" in " ".join(driver.text.split())
        await driver.press("g")
        assert driver.where is Where.LIST


async def test_a_promise_is_suggested_for_the_next_pay_run_that_can_still_be_made(desk: Desk):
    account = desk.find("Northwind 0")[0]
    async with screen(desk) as driver:
        await driver.press("Y")
        await driver.type("BACS")
        await driver.press("tab")
        await driver.type("mon")
        assert "the next one is Mon 23 Nov 2026" in driver.text
        await driver.press("tab")
        await driver.type("5 days")
        await driver.press("enter")
        assert desk.card(account).guide == Guide("BACS", "mon", "5 days")
        await driver.press("p", "enter")
    (promise,) = desk.card(account).promises
    assert promise.due == date(2026, 11, 30)


async def test_a_pay_run_in_other_words_is_kept_once_the_caller_insists(desk: Desk):
    account = desk.find("Northwind 0")[0]
    async with screen(desk) as driver:
        await driver.press("Y", "tab")
        await driver.type("when they feel like it")
        await driver.press("enter")
        assert "enter again insists" in driver.text
        await driver.press("enter")
        assert desk.card(account).guide.pay_run == "when they feel like it"


# Talk


async def test_the_number_is_copied_with_what_is_dialled_after_it(desk: Desk):
    account = desk.find("Northwind 0")[0]
    contact = desk.card(account).contacts[0].id
    record.edit_contact(desk, account, contact, {"phone": "+44 (0)20 7946 0018 ext 12, menu 2-1"})
    async with screen(desk) as driver:
        await driver.go_to(account)
        await driver.press("full_stop")
        assert driver.app.clipboard == "+442079460018"
        assert "then ext 12, menu 2 1" in driver.footer


async def test_the_number_goes_to_the_callers_own_command_without_a_shell(desk: Desk, tmp_path: Path):
    out = tmp_path / "dialled"
    code = f"import sys; open({str(out)!r}, 'w').write(sys.argv[1])"
    command = f'{sys.executable} -c "{code}" {{number}};true'
    desk.settings = replace(desk.settings, dial=command, dial_prefix="9")
    async with screen(desk) as driver:
        await driver.press("full_stop")
        assert "Handed over 9+442079460018" in driver.footer
        await driver.until(lambda: out.exists() and bool(out.read_text()))
    assert out.read_text() == "9+442079460018;true"


async def test_the_timer_runs_from_the_first_key_and_goes_on_record(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("i")
        start = desk.clock.now()
        monkeypatch.setattr(type(desk.clock), "now", lambda _: start + timedelta(seconds=192))
        driver.late.timer.tick()
        await driver.quiet()
        assert "00:03:1" in driver.text
        await driver.press("escape", "t")
        assert 190 <= (history(desk, first)[0].seconds or 0) <= 193
        await driver.press("n")
    assert history(desk, desk.find("Northwind 1")[0])[0].seconds is None


async def test_a_snippet_expands_with_the_accounts_facts_and_the_callers_own_outrank_ours(desk: Desk):
    folder = desk.settings.texts
    assert folder is not None
    folder.mkdir()
    async with screen(desk) as driver:
        await driver.press("i")
        await driver.type(";lm ")
        assert driver.app.stage.main.notes.text.startswith(
            "Left a message for Maria Anders on +44 20 7946 0018: USD 5,000.00"
        )
        await driver.press("escape")
    (folder / "snippets.txt").write_text(";lm {name} owes {amount}\n;lmx never\n")
    async with screen(desk) as driver:
        await driver.press("j", "i")
        await driver.type(";lm")
        assert driver.app.stage.main.notes.text == ";lm"  # ;lmx may still come
        await driver.type(" x")
        assert driver.app.stage.main.notes.text == "Northwind 1 owes USD 4,500.00 x"


async def test_a_card_number_is_masked_on_sight_and_what_is_none_can_be_put_back_for_good(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("i")
        await driver.type(f"card {CARD} ok")
        assert "1111 1111" not in driver.text
        assert "**** **** **** 1111" in driver.app.stage.main.notes.text
        await driver.press("f8")
        assert driver.app.stage.main.notes.text == f"card {CARD} ok"
        await driver.press("escape", "t")
        assert history(desk, first)[0].note == f"card {CARD} ok"
        await driver.press("i")
        await driver.type(f"again {CARD} and 5500 0000 0000 0004.")
        assert CARD in driver.app.stage.main.notes.text
        assert "5500" not in driver.app.stage.main.notes.text


async def test_a_threat_in_a_note_is_pointed_at_and_never_blocks(desk: Desk):
    async with screen(desk, (80, 24)) as driver:
        for note, words in (
            ("Pay now or else!", "or else"),
            ("we will sue you on Monday", "sue you"),
            ("this is the final warning", "final warning"),
        ):
            account = driver.account
            await driver.press("i")
            await driver.type(note)
            await driver.press("escape")
            assert f"“{words}” may read as a threat" in driver.footer
            await driver.press("t")
            assert history(desk, account)[0].note == note


async def test_hidden_details_mask_names_and_amounts_everywhere(desk: Desk):
    account = desk.find("Northwind 0")[0]
    record.log_call(desk, account, Outcome(Code.TT, "Maria said something private."))
    async with screen(desk) as driver:
        await driver.press("h")
        for keys in (
            (),
            ("o",),
            ("escape", "B"),
            ("escape", "A"),
            ("escape", "slash", "n"),
            ("escape", "N", "m"),
        ):
            await driver.press(*keys)
            for secret in ("Northwind", "Maria", "5,000", "private", "7946"):
                assert secret not in driver.text, (keys, secret)
        await driver.press("escape", "h")
        assert "Northwind 0" in driver.text


async def test_what_forms_say_is_hidden_too(desk: Desk):
    async with screen(desk) as driver:
        number = desk.card(driver.account).invoices[0].number
        await driver.press("h", "tab", "space", "d")
        assert number not in driver.text
        for keys in (
            ("escape", "escape", "p"),
            ("escape", "E", "tab", "tab"),
            ("escape", "colon", *"erase", "enter"),
        ):
            await driver.press(*keys)
            assert driver.where is Where.FORM
            for secret in (number, "Northwind", "Erase C", "Maria", "7946"):
                assert secret not in driver.text, (keys, secret)
        await driver.press("escape", "h", "tab", "space", "d")
        assert driver.text.count(number) > 1


async def test_details_hide_after_idleness(desk: Desk):
    desk.settings = replace(desk.settings, hide_after_minutes=1)
    async with screen(desk) as driver:
        await driver.press("i")  # where h is a letter
        driver.app.stage.last_key -= 61
        driver.app.router.privacy.look()
        await driver.quiet()
        assert "Northwind" not in driver.text
        assert "h in the list shows" in driver.footer
        assert driver.footer.rstrip().endswith("esc done")
        await driver.press("escape", "h")
        assert "Northwind" in driver.text


# Record


async def test_why_they_were_late_can_be_said_of_any_call_afterwards(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("t", "slash", *"Northwind 0", "enter", "o", "w", "c", "enter")
        assert history(desk, first)[0].root_cause is RootCause.CASH
        assert driver.where is Where.HISTORY
        assert "1 entry" in driver.text
        await driver.press("escape", "u")
        assert history(desk, first)[0].root_cause is None


async def test_a_letter_is_shown_then_left_as_a_draft_and_put_on_record(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("l")
        assert "Subject  First reminder: USD 5,000.00 past due (account C0)" in driver.text
        assert "40 days past due" in driver.text
        await driver.press("enter")
        (draft,) = drafts(desk)
        assert b"To: maria@example.org" in draft.read_bytes()
        assert b"X-Unsent: 1" in draft.read_bytes()
        if sys.platform != "win32":
            assert draft.stat().st_mode & 0o077 == 0
        (call,) = history(desk, first)
        assert (call.code, call.detail) == (Code.MAIL, "first-reminder to maria@example.org")
        assert driver.account == first


# Bad input


async def test_a_call_back_at_a_bad_time_is_doubted_at_once_with_the_nearest_good_one(desk: Desk):
    async with screen(desk, size=(160, 40)) as driver:
        for typed, said in (
            ("12 nov 2026 3pm", "is past; the nearest good time is Fri 20 Nov 2026"),
            ("sat 10:00", "a day off for them; the nearest good time is Mon 23 Nov 2026, 09:00"),
            ("mon 03:00", "they are open"),
            ("25 dec 10:00", "a day off for them; the nearest good time is Tue 29 Dec 2026"),
        ):
            await driver.press("b", "ctrl+u", *typed)
            assert said in driver.text
            await driver.press("escape", "j")


async def test_the_caller_may_insist_on_what_is_only_unwise(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("b")
        await driver.type("sat 10:00")
        await driver.press("enter")
        assert history(desk, first) == ()
        assert "enter again insists" in driver.text
        await driver.press("enter")
        assert history(desk, first)[0].code is Code.CB


async def test_a_promise_in_the_past_or_above_the_debt_cannot_be_insisted_on(desk: Desk):
    async with screen(desk) as driver:
        first = driver.account
        await driver.press("p", "tab")
        await driver.type("12 nov 2026")
        assert "is past; the nearest good day is Fri 27 Nov 2026" in driver.text
        await driver.press("enter", "enter")
        assert history(desk, first) == ()
        await driver.press("escape", "p")
        await driver.type("6000")
        assert "Only USD 5,000.00 is open" in driver.text
        await driver.press("enter", "enter")
        assert history(desk, first) == ()


# Names that are wide, or run from right to left


async def test_wide_and_right_to_left_names_do_not_break_columns(shelf: Shelf):
    desk = shelf.desk()
    for index, name in enumerate(
        ("日本電信電話株式会社", "שלום תעשיות בע״מ", "Cafe\u0301 Mu\u0308ller", "شركة النور", "🙂 Ltd")
    ):
        owing(desk, f"W{index}", [(100_000 - index, PAST)], name=name)
    for size in ((80, 24), (120, 40)):
        async with screen(desk, size=size) as driver:
            strips = driver.app.screen._compositor.render_strips()
            assert {cell_len(strip.text) for strip in strips[: size[1]]} == {size[0]}
            width = driver.app.stage.main.account.layout.list_width
            rows = [set_cell_size(row, width) for row in driver.text.splitlines()[2:]]
            amounts = [row for row in rows if " USD " in row and "40d" in row]
            assert len(amounts) >= 4
            assert len({cell_len(row[: row.index("40d")]) for row in amounts}) == 1


# Batches


async def test_marked_accounts_get_the_same_outcome_with_one_undo(desk: Desk):
    accounts = [desk.find(f"Northwind {index}")[0] for index in range(3)]
    async with screen(desk) as driver:
        await driver.press("M", "M", "n")
        assert [[c.code for c in history(desk, account)] for account in accounts] == [
            [Code.NA],
            [Code.NA],
            [],
        ]
        assert "NA logged on 2 accounts" in driver.footer
        await driver.press("u")
        assert [history(desk, account) for account in accounts] == [(), (), ()]
        assert driver.app.session.worklist.rows[0].standing.name == "Northwind 0"


async def test_marked_accounts_rest_get_a_next_step_and_letters_together(desk: Desk):
    accounts = [desk.find(f"Northwind {index}")[0] for index in range(3)]
    async with screen(desk) as driver:
        await driver.press("asterisk", "z")
        assert "3 accounts" in driver.text
        await driver.type("+10")
        await driver.press("enter")
        assert len({desk.account(account).snoozed_until for account in accounts}) == 1
        assert desk.account(accounts[0]).snoozed_until is not None
        await driver.press("u")
        assert desk.account(accounts[0]).snoozed_until is None
        await driver.press("asterisk", "l", "enter")
        assert len(drafts(desk)) == 3
        assert all(history(desk, account)[0].code is Code.MAIL for account in accounts)
        await driver.press("u", "asterisk", "s")
        await driver.type("mon")
        await driver.press("enter")
        assert {desk.card(account).follow_ups[0].due for account in accounts} == {date(2026, 11, 23)}


async def test_where_a_draft_is_left_is_read_in_full_in_80_columns(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HOME", "/home/somebody")
    deep = Path("/home/somebody/.local/share/arcall/books/of-the-north/and-of-the-south/drafts-of-mine")
    desk.settings = replace(desk.settings, drafts=deep)
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("l")
        assert "~/.local/share/arcall/books/of-the-north/and-of-the-south/drafts-of-mine" in "".join(
            driver.text.split()
        )
