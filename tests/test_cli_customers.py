"""From the shell: whom to ask for, what stands about a customer, and letters to several of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from books import TODAY, Shelf, owing
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
    arcall("contact", "C1", "--email", "no address", book=book)
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
