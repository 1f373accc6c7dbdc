"""From the shell: whom to ask for, what stands about a customer, and letters to several of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from books import TODAY, Shelf, owing
from cases import for_each
from shell import arcall


@pytest.fixture
def book(shelf: Shelf) -> Path:
    """Two accounts that owe, each with one contact, Maria Anders."""
    desk = shelf.desk()
    for index in range(2):
        owing(desk, f"C{index}", [(500_000 - index, TODAY - timedelta(days=40))], name=f"Northwind {index}")
    desk.close()
    return shelf.folder / "book.sqlite3"


def test_a_contact_is_corrected_and_added_and_both_can_be_taken_back(book: Path):
    said = arcall("contact", "C0", "--times", "10-12", "--address", "Ms Anders", "--json", book=book)
    (maria,) = said.json
    assert (maria["name"], maria["times"], maria["hours"]) == ("Maria Anders", "10-12", "10:00-12:00")
    assert arcall("show", "C0", "--json", book=book).json["prefers"] == "10:00-12:00"
    added = arcall("contact", "C0", "--new", "--name", "Jo Ko", "--role", "CFO", "--json", book=book).json
    assert {each["name"] for each in added} == {"Maria Anders", "Jo Ko"}
    listed = arcall("contact", "C0", book=book).out
    assert "Ms Anders" in listed
    assert "CFO" in listed
    assert arcall("contact", "C0", "jo", "--phone", "+44 20 7946 0019", book=book).code == 0
    shown = arcall("show", "C0", book=book).out
    assert "+44 20 7946 0019" in shown
    for _ in range(3):
        assert arcall("undo", book=book).code == 0
    (maria,) = arcall("contact", "C0", "--json", book=book).json
    assert maria["times"] == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--new",), "needs a name"),
        (("--phone", "1"), "Which contact is meant?"),
        (("xyz", "--phone", "1"), "fits 0 contacts"),
    ],
)
def test_a_contact_that_is_not_clear_is_asked_for(book: Path, arguments: tuple[str, ...], says: str):
    arcall("contact", "C0", "--new", "--name", "Jo Ko", book=book)
    said = arcall("contact", "C0", *arguments, book=book)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_standing_facts_are_set_beside_the_others_in_one_step(book: Path):
    options = ("--method", "BACS", "--pay-run", "thu", "--cut-off", "2", "--mind", "PO number first")
    said = arcall("account", "C0", *options, "--zone", "Europe/Berlin", "--json", book=book).json
    assert (said["pay_run"], said["mind"], said["zone"]) == ("thu", "PO number first", "Europe/Berlin")
    arcall("account", "C0", "--portal", "Ariba", book=book)
    shown = arcall("show", "C0", "--json", book=book).json["standing_facts"]
    assert shown == {
        "method": "BACS", "pay_run": "thu", "cut_off": "2", "portal": "Ariba", "mind": "PO number first",
        "tags": "", "post": "",
    }  # fmt: skip
    assert "PO number first" in arcall("show", "C0", book=book).out
    arcall("account", "C0", "--mind", "", book=book)
    assert arcall("show", "C0", "--json", book=book).json["standing_facts"]["mind"] == ""
    for _ in range(3):
        assert arcall("undo", book=book).code == 0
    shown = arcall("show", "C0", "--json", book=book).json
    assert not any(shown["standing_facts"].values())
    assert shown["zone"] == "Europe/London"


def test_letters_to_several_accounts_are_one_step(book: Path):
    paths = arcall("letter", "C0", "C1", "reminder", book=book).out.splitlines()
    assert len(paths) == 2
    assert all(Path(path).exists() for path in paths)
    for account in ("C0", "C1"):
        (call,) = arcall("show", account, "--json", book=book).json["history"]
        assert call["code"] == "MAIL"
    assert "e-mails to 2 accounts" in arcall("undo", book=book).out
    assert arcall("show", "C1", "--json", book=book).json["history"] == []


def test_letters_are_all_written_or_none(book: Path):
    with closing(sqlite3.connect(book)) as rows, rows:
        rows.execute(
            "UPDATE contact SET email = 'no address'"
            " WHERE account_id = (SELECT id FROM account WHERE ledger_id = 'C1')"
        )
    said = arcall("letter", "C0", "C1", "reminder", book=book)
    assert said.code == 2
    drafts = Path(arcall("config", "path", "--json", book=book).json["drafts"])
    assert list(drafts.glob("*.eml")) == []
    assert arcall("show", "C0", "--json", book=book).json["history"] == []
    assert arcall("letter", "C0", "C1", "reminder", "--to", "a@b", book=book).code == 2


def test_an_account_without_an_address_is_said(book: Path):
    arcall("contact", "C0", "--email", "", book=book)
    said = arcall("letter", "C0", "reminder", "--show", book=book)
    assert "C0 has no e-mail address" in said.err


def test_the_record_says_which_invoice_a_copy_was_wanted_of(book: Path):
    arcall("log", "C0", "COPY", "--invoice", "C0-0", "--reference", "Jo", book=book)
    (call,) = arcall("show", "C0", "--json", book=book).json["history"]
    assert call["detail"] == "C0-0; Jo"


@for_each(
    ("option", "text", "says"),
    [
        ("--phone", "abc", "not a phone number. Write its digits"),
        ("--phone", "ext 12", "not a phone number"),
        ("--email", "notmail", "not an e-mail address. Write it like"),
        ("--email", "a b@@c", "not an e-mail address"),
        ("--email", "a@localhost", "not an e-mail address"),
        ("--email", "a@x..org", "not an e-mail address"),
    ],
)
def test_what_is_no_number_and_no_address_is_refused(book: Path, option: str, text: str, says: str):
    before = arcall("contact", "C0", "--json", book=book).json
    for who in (("--new", "--name", "Zed"), ("maria",)):
        said = arcall("contact", "C0", *who, option, text, book=book)
        assert (said.code, said.out) == (2, "")
        assert says in said.err
    assert arcall("contact", "C0", "--json", book=book).json == before


def test_times_that_plan_nothing_are_kept_and_said_to_be_for_reading(book: Path):
    said = arcall("contact", "C0", "--times", "not on Fridays", "--json", book=book)
    assert (said.code, said.json[0]["times"]) == (0, "not on Fridays")
    assert "for you to read; 10-12" in said.err
    assert arcall("contact", "C0", "--times", "10-12", book=book).err == ""


def test_an_address_that_a_ledger_brought_stands_in_no_ones_way(book: Path):
    with closing(sqlite3.connect(book)) as rows, rows:
        rows.execute("UPDATE contact SET email = 'see portal', phone = 'none'")
    said = arcall("contact", "C0", "--email", "see portal", "--phone", "none", "--role", "AP", book=book)
    assert said.code == 0
    refused = arcall("letter", "C0", "reminder", book=book)
    assert refused.code == 2
    assert "not an e-mail address" in refused.err


@pytest.mark.parametrize(
    ("option", "good", "bad"), [("--pay-run", "15 and 30", "foo"), ("--cut-off", "2 days", "x")]
)
def test_a_pay_run_that_no_day_can_be_worked_out_from_is_said(book: Path, option: str, good: str, bad: str):
    said = arcall("account", "C0", option, bad, "--json", book=book)
    assert (said.code, said.json[option.strip("-").replace("-", "_")]) == (0, bad)
    assert f"{option}: kept as it is written; no day is worked out from it" in said.err
    for text in (good, ""):
        assert arcall("account", "C0", option, text, book=book).err == ""


def test_the_ledgers_own_dispute_flag_is_shown(book: Path):
    with closing(sqlite3.connect(book)) as rows, rows:
        rows.execute("UPDATE invoice SET disputed = 1 WHERE number = 'C0-0'")
    (item,) = arcall("show", "C0", "--json", book=book).json["invoices"]
    assert (item["disputed_in_ledger"], item["disputed"]) == (True, "0.00")
    assert "disputed (ledger)" in arcall("show", "C0", book=book).out
    (other,) = arcall("show", "C1", "--json", book=book).json["invoices"]
    assert other["disputed_in_ledger"] is False


def test_an_account_that_was_merged_is_told_as_what_it_is_part_of(book: Path):
    assert arcall("merge", "C0", "C1", book=book).code == 0
    said = arcall("show", "C1", "--json", book=book)
    assert said.json["account"] == "C0"
    assert "C1 is part of C0" in said.err
    assert arcall("log", "C1", "NA", "--json", book=book).json["call"]["account"] == "C0"
    assert arcall("split", "C1", book=book).code == 0
    assert arcall("show", "C1", "--json", book=book).json["account"] == "C1"
