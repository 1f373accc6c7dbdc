"""Erasing a customer: nothing of them is left in the file, the figures are, and no import brings them back."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from arcall_tui.domain.account import Guide
from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import BookError, UsageError
from arcall_tui.settings import Paths
from arcall_tui.workday.book import erasing
from arcall_tui.workday.calls import half_done
from arcall_tui.workday.calls.customer_facts import Facts, edit_guide, set_facts
from arcall_tui.workday.calls.feedback import remark
from arcall_tui.workday.calls.record import (
    correct_note,
    edit_contact,
    log_call,
    save_draft,
    snooze,
    undo,
)
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.imports.taken import merge, take_back
from cases import for_each
from ledger_files import HEADER, TODAY, ask, take_in, text_of
from shell import arcall
from test_import_undo import desk_of

WIDE = (*HEADER, "Contact", "Phone", "Email", "PO Number", "Country")
# Every word of the customer's that goes into the book.
WORDS = (
    "Quillfeather", "Zanzibarian", "KD-7788", "Wolframina", "5550123", "wolfra@quill.example", "POXYZZY",
    "grumpleton", "snickersnee", "flibberti", "dongleberry", "plughole", "remarkitude", "frobnicate", "hullabaloo",
)  # fmt: skip


def wide(customer: str, name: str, number: str, *people: str, balance: str = "10.00") -> tuple[object, ...]:
    return (customer, name, number, "2026-01-16", "2026-02-15", balance, balance, *people)


ROWS = [
    wide("KD-7788", "Quillfeather Zanzibarian Ltd", "A1", "Wolframina", "5550123", "wolfra@quill.example", "POXYZZY", "DE"),
    wide("C2", "Other", "B1", "Otto", "5559876", "otto@other.example", "PO2", "DE"),
    *(wide("C3", "Third", f"T{n}", "", "", "", "", "DE") for n in range(8)),
]  # fmt: skip


def filled(folder: Path) -> tuple[Desk, int]:
    """A book in which the customer's words stand wherever words can stand."""
    take_in(folder, text_of(ROWS, WIDE))
    desk = desk_of(folder)
    key = desk.resolve("KD-7788")
    log_call(desk, key, Outcome(Code.TT, note="grumpleton says 4111 1111"))
    log_call(desk, key, Outcome(Code.LM, note="first snickersnee"))
    correct_note(desk, desk.card(key).history[0].id, "then flibberti")
    save_draft(desk, key, "dongleberry")
    edit_guide(desk, key, Guide(mind="plughole"))
    edit_contact(desk, key, None, {"name": "frobnicate", "phone": "+49 30 5550123"})
    snooze(desk, key, None, "hullabaloo")
    remark(desk, "remarkitude", account=key)
    log_call(desk, desk.resolve("C2"), Outcome(Code.LM, note="stays on record"))
    take_in(folder, text_of([wide(*ROWS[0][:3], *ROWS[0][7:], balance="4.00"), *ROWS[1:]], WIDE), on=TODAY + timedelta(days=3))  # type: ignore[arg-type] # fmt: skip
    return desk_of(folder, TODAY + timedelta(days=4)), key


def left_in(folder: Path) -> list[str]:
    """The words that stand in the bytes of the book, of the files beside it and of its backups."""
    beside = [path for path in folder.iterdir() if path.name.startswith("book.sqlite3")]
    files = [*beside, *(folder / "backups").glob("*")]
    content = b"".join(path.read_bytes() for path in files).lower()
    encodings = ("utf-8", "utf-16-le")
    return [word for word in WORDS if any(word.lower().encode(each) in content for each in encodings)]


def test_nothing_of_the_customer_is_left_in_the_file(tmp_path: Path):
    desk, key = filled(tmp_path)
    assert set(left_in(tmp_path)) == set(WORDS)
    erasing.erase(desk, key)
    desk.close()
    assert left_in(tmp_path) == []
    assert ask(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    assert ask(tmp_path, "PRAGMA foreign_key_check") == []
    assert b"stays on record" in (tmp_path / "book.sqlite3").read_bytes()


def test_amounts_dates_and_calls_stay_under_a_neutral_name(tmp_path: Path):
    desk, key = filled(tmp_path)
    figures = "SELECT account_id, amount, balance, due_date, currency, number FROM invoice ORDER BY id"
    calls = "SELECT account_id, code, at, workday FROM activity ORDER BY id"
    before = ask(tmp_path, figures), ask(tmp_path, calls)
    erasing.erase(desk, key)
    assert (ask(tmp_path, figures), ask(tmp_path, calls)) == before
    card = desk.card(key)
    assert (card.account.ledger_id, card.account.name) == (f"erased-{key}", f"erased customer {key}")
    assert (card.contacts, card.draft, card.guide) == ((), "", Guide())
    assert (card.placing.callable, len(card.follow_ups)) == (False, 1)


def test_others_keep_their_notes_and_their_undo(tmp_path: Path):
    desk, key = filled(tmp_path)
    erasing.erase(desk, key)
    assert undo(desk).label.startswith("LM")
    with pytest.raises(UsageError, match="nothing to undo"):
        undo(desk)


@for_each("header", [WIDE, WIDE[1:]])
def test_a_later_ledger_does_not_bring_the_name_back(tmp_path: Path, header: tuple[str, ...]):
    rows = [row[len(WIDE) - len(header) :] for row in ROWS]
    take_in(tmp_path, text_of(rows, header))
    desk = desk_of(tmp_path)
    key = desk.resolve("KD-7788" if header == WIDE else "Quillfeather Zanzibarian Ltd")
    erasing.erase(desk, key)
    again = take_in(tmp_path, text_of(rows, header))
    assert (again.accounts.new, again.invoices.new, again.invoices.unchanged) == (0, 0, len(ROWS))
    newer = tuple("A2" if cell == "A1" else cell for cell in rows[0])
    report = take_in(tmp_path, text_of([*rows, newer], header), on=TODAY + timedelta(days=1))
    assert (report.accounts.new, report.invoices.new) == (0, 1)
    (warning,) = [text for text in report.warnings if "erased" in text]
    assert f"erased-{key}" in warning
    assert "--readmit" in warning
    assert left_in(tmp_path) == []
    assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE account_id = ?", key) == [(2,)]


def test_a_contacts_file_and_payments_do_not_bring_them_back(tmp_path: Path):
    take_in(tmp_path, text_of(ROWS, WIDE))
    pay = "Customer ID,Payment Number,Payment Date,Payment Amount,Invoice Number,Reference\n"
    paid = pay + "KD-7788,P1,2026-03-05,4.00,A1,snickersnee\n"
    take_in(tmp_path, paid, on=TODAY + timedelta(days=4), name="pay.csv")
    desk = desk_of(tmp_path, TODAY + timedelta(days=5))
    key = desk.resolve("KD-7788")
    erasing.erase(desk, key)
    later = {"on": TODAY + timedelta(days=6)}
    told_again = take_in(tmp_path, paid, name="pay.csv", **later)
    assert ask(tmp_path, "SELECT balance FROM invoice WHERE account_id = ?", key) == [(600,)], told_again
    take_in(tmp_path, paid + "KD-7788,P2,2026-03-07,1.00,A1,flibberti\n", name="pay.csv", **later)
    assert ask(tmp_path, "SELECT balance FROM invoice WHERE account_id = ?", key) == [(500,)]
    people = "Customer ID,Customer Name,Contact,Phone,Email\nKD-7788,Quillfeather Zanzibarian Ltd,Wolframina,5550123,wolfra@quill.example\n"
    take_in(tmp_path, people, name="people.csv", **later)
    assert left_in(tmp_path) == []
    assert ask(tmp_path, "SELECT count(*) FROM contact WHERE account_id = ?", key) == [(0,)]


def test_who_is_let_back_is_named_by_the_next_ledger(tmp_path: Path):
    take_in(tmp_path, text_of(ROWS, WIDE))
    desk = desk_of(tmp_path)
    key = desk.resolve("KD-7788")
    erasing.erase(desk, key)
    erasing.readmit(desk, key)
    report = take_in(tmp_path, text_of(ROWS, WIDE), on=TODAY + timedelta(days=1))
    assert not [text for text in report.warnings if "erased" in text]
    assert desk.resolve("KD-7788") == key
    assert [contact.name for contact in desk.card(key).contacts] == ["Wolframina"]
    with pytest.raises(UsageError, match="was not erased"):
        erasing.readmit(desk, desk.resolve("C2"))


def test_taking_an_import_back_does_not_bring_them_back(tmp_path: Path):
    desk, key = filled(tmp_path)
    erasing.erase(desk, key)
    assert take_back(desk).kept == (f"erased-{key}",)
    assert left_in(tmp_path) == []
    assert ask(tmp_path, "PRAGMA foreign_key_check") == []


def test_what_was_merged_into_the_customer_goes_with_them(tmp_path: Path):
    take_in(tmp_path, text_of(ROWS, WIDE))
    desk = desk_of(tmp_path)
    whole, part = desk.resolve("C2"), desk.resolve("KD-7788")
    merge(desk, whole, part)
    with pytest.raises(UsageError, match="Erase C2"):
        erasing.look(desk, part)
    erasing.erase(desk, whole)
    take_in(tmp_path, text_of(ROWS, WIDE), on=TODAY + timedelta(days=1))
    assert left_in(tmp_path) == []
    assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE account_id = ?", whole) == [(2,)]
    assert b"otto@other" not in (tmp_path / "book.sqlite3").read_bytes()


def test_half_done_forms_go_with_the_customer_and_with_what_was_merged_into_them(tmp_path: Path):
    take_in(tmp_path, text_of(ROWS, WIDE))
    desk = desk_of(tmp_path)
    whole, part, other = (desk.resolve(each) for each in ("C2", "KD-7788", "C3"))
    for account in (whole, part, other):
        half_done.keep(desk, account, "Dispute", {"owner": f"hullabaloo {account}"})
    half_done.keep(desk, part, "Erase KD-7788", {"sure": "snickersnee"})
    merge(desk, whole, part)
    erasing.erase(desk, whole)
    assert half_done.kept(desk) == {(other, "Dispute"): {"owner": f"hullabaloo {other}"}}
    desk.close()
    assert left_in(tmp_path) == ["hullabaloo"]


def test_half_done_forms_stay_where_erasing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    take_in(tmp_path, text_of(ROWS, WIDE))
    desk = desk_of(tmp_path)
    key = desk.resolve("KD-7788")
    half_done.keep(desk, key, "Dispute", {"owner": "hullabaloo"})

    def breaks(*_: object) -> None:
        raise BookError("The disk is full.")

    monkeypatch.setattr(erasing, "settle_place", breaks)
    with pytest.raises(BookError):
        erasing.erase(desk, key)
    assert (desk.resolve("KD-7788"), len(half_done.kept(desk))) == (key, 1)


def test_a_ledger_says_the_limit_again_of_who_is_let_back(tmp_path: Path):
    header = (*HEADER, "Credit Limit")
    rows = [(*row[: len(HEADER)], limit) for row, limit in zip(ROWS, ("700.00", *[""] * 9), strict=True)]
    take_in(tmp_path, text_of(rows, header))
    desk = desk_of(tmp_path)
    key = desk.resolve("KD-7788")
    set_facts(desk, key, Facts(credit_limit="500 USD"))
    erasing.erase(desk, key)
    erasing.readmit(desk, key)
    take_in(tmp_path, text_of(rows, header), on=TODAY + timedelta(days=1))
    assert ask(tmp_path, "SELECT credit_limit FROM account WHERE id = ?", key) == [(70_000,)]


def test_letters_go_and_backups_are_named(tmp_path: Path):
    take_in(tmp_path, text_of(ROWS, WIDE))
    book, now = tmp_path / "book.sqlite3", "2026-03-03T10:00+00:00"
    letter = Path(arcall("letter", "KD-7788", "reminder", book=book, now=now).out.strip())
    other = Path(arcall("letter", "C2", "reminder", book=book, now=now).out.strip())
    odd = letter.with_name(letter.name.replace("reminder", "mine"))
    odd.write_text("Subject: nobody\n\nnothing\n")
    assert Path(arcall("backup", book=book, now=now).out.strip()).exists()
    asked = arcall("erase", "KD-7788", book=book, now=now)
    assert (asked.code, letter.exists()) == (2, True)
    assert "1 contact, 1 note, 1 letter" in asked.err
    assert "USD 10.00" in asked.err
    assert "cannot be undone" in asked.err
    said = arcall("erase", "KD-7788", "--yes", "--json", book=book, now=now)
    assert (said.code, said.json["backups"]) == (0, [])
    assert (letter.exists(), other.exists(), odd.exists()) == (False, True, True)
    assert said.json["doubtful_letters"] == [str(odd)]
    assert Paths.find().data in letter.parents
    assert left_in(tmp_path) == []


def test_notes_of_others_with_the_name_are_pointed_out(tmp_path: Path):
    take_in(tmp_path, text_of(ROWS, WIDE))
    desk = desk_of(tmp_path)
    log_call(desk, desk.resolve("C2"), Outcome(Code.TT, note="now part of Quillfeather Zanzibarian Ltd"))
    done = erasing.erase(desk, desk.resolve("KD-7788"))
    assert done.mentioned_in == ("C2",)
    assert "C2" in " ".join(done.left())


def test_what_imports_said_keeps_its_figures(tmp_path: Path):
    desk, key = filled(tmp_path)
    erasing.erase(desk, key)
    summary = json.loads(ask(tmp_path, "SELECT summary FROM ledger_import ORDER BY id DESC LIMIT 1")[0][0])
    assert summary["totals"] == {"USD": "94.00"}


def test_export_has_every_word_about_a_customer_and_none_about_others(tmp_path: Path):
    _, key = filled(tmp_path)
    book = tmp_path / "book.sqlite3"
    shown, data = (arcall("export", "KD-7788", *more, book=book) for more in ([], ["--json"]))
    for said in (shown.out, data.out):
        assert [word for word in WORDS if word.lower() not in said.lower()] == []
        assert not {word for word in ("stays on record", "Otto", "5559876") if word in said}
    assert "EUR 4.00" in shown.out or "USD 4.00" in shown.out
    tables = data.json["tables"]
    for table in tables:
        columns = {name for _, name, *_ in ask(tmp_path, f"PRAGMA table_info({table})")}
        if "account_id" in columns:
            own = ask(tmp_path, f"SELECT count(*) FROM {table} WHERE account_id = {key}")
            assert own == [(len(tables[table]),)], table


# Which rows belong together, and what only the program makes of them.
_NO_WORDS = re.compile(
    r"id|(account|creditor|activity|promise|dispute|import|after_import|first_import|last_import)_id"
)
_OF_THE_PROGRAM = {"uid", "was", "key", "currency", "credit_currency"}


def test_what_is_exported_of_a_customer_reads_as_words_and_no_column_is_forgotten(tmp_path: Path):
    filled(tmp_path)
    shown = arcall("export", "KD-7788", book=tmp_path / "book.sqlite3").out.split("In these backups")[0]
    assert not re.search(r"_|\bid: |\{|\d{4}-\d\d-\d\dT", shown), "a field's name, JSON, or a machine's time"
    for table in arcall("export", "KD-7788", "--json", book=tmp_path / "book.sqlite3").json["tables"]:
        assert table in erasing._words_of_tables(), "a table about a customer needs words"
    for table, words in ((table, told["words"]) for table, told in erasing._words_of_tables().items()):
        columns = {name for _, name, *_ in ask(tmp_path, f"PRAGMA table_info({table})")}
        silent = {name for name in columns - set(words) if not _NO_WORDS.fullmatch(name)}
        assert silent <= _OF_THE_PROGRAM, table
        assert set(words) <= columns, table


def test_export_into_a_file_is_private_and_never_over_another(tmp_path: Path):
    filled(tmp_path)
    place = tmp_path / "all.json"
    for code in (0, 2):
        said = arcall("export", "KD-7788", "--json", "--to", place, book=tmp_path / "book.sqlite3")
        assert said.code == code
    assert place.stat().st_mode & 0o077 == 0
    assert json.loads(place.read_text())["account"] == "KD-7788"


def test_every_copy_that_a_restore_has_kept_aside_is_reached(tmp_path: Path):
    take_in(tmp_path, text_of(ROWS, WIDE))
    book, now = tmp_path / "book.sqlite3", "2026-03-03T10:00+00:00"
    assert arcall("backup", book=book, now=now).code == 0
    assert arcall("restore", "--yes", book=book, now=now).code == 0
    (aside,) = tmp_path.glob("book.sqlite3.replaced-*[0-9]")
    named = arcall("export", "KD-7788", "--json", book=book, now=now).json["backups"]
    assert str(aside) in named
    assert arcall("erase", "KD-7788", "--yes", "--json", book=book, now=now).json["backups"] == []
    assert b"KD-7788" not in aside.read_bytes()
    # One that cannot be read any more is named, for the caller to delete.
    aside.write_bytes(aside.read_bytes()[:5000])
    assert str(aside) in arcall("erase", "C2", "--yes", "--json", book=book, now=now).json["backups"]
