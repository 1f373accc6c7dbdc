"""A ledger's own country codes: said once, for the book, for later ledgers, and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from arcall_tui.errors import UsageError
from arcall_tui.workday.calls.customer_facts import Facts, set_facts
from arcall_tui.workday.calls.record import undo
from arcall_tui.workday.imports.countries import parse_codes, set_codes, strange
from arcall_tui.workday.imports.importing import ImportOptions
from arcall_tui.workday.imports.preview import changed
from cases import for_each
from ledger_files import HEADER, TODAY, ask, take_in, text_of
from shell import arcall
from test_import_undo import desk_of

WITH = (*HEADER, "Country Code")


def row(customer: str, country: str, number: str = "", due: str = "2026-02-15") -> tuple[object, ...]:
    return (
        customer,
        f"{customer} Ltd",
        number or f"{customer}-1",
        "2026-01-16",
        due,
        "10.00",
        "10.00",
        country,
    )


ROWS = [row("C1", "391"), row("C2", "391"), row("C3", "406"), row("C4", "GB")]


def countries(folder: Path) -> list[str]:
    return [country for (country,) in ask(folder, "SELECT country FROM account ORDER BY ledger_id")]


def test_a_code_is_said_with_the_import_and_known_at_the_next(tmp_path: Path):
    report = take_in(tmp_path, text_of(ROWS, WITH), countries={"391": "AT"})
    assert countries(tmp_path) == ["AT", "AT", "406", "GB"]
    (warning,) = [text for text in report.warnings if "ISO" in text]
    assert "406" in warning
    assert "391" not in warning
    assert "--country 406=" in warning
    again = take_in(tmp_path, text_of([*ROWS, row("C5", "391")], WITH), on=TODAY + timedelta(days=1))
    assert countries(tmp_path) == ["AT", "AT", "406", "GB", "AT"]
    assert (again.accounts.changed, again.accounts.new) == (0, 1)


def test_codes_in_the_book_are_set_at_once_and_taken_back_as_one(tmp_path: Path):
    take_in(tmp_path, text_of(ROWS, WITH))
    desk = desk_of(tmp_path)
    assert [tuple(each) for each in strange(desk)] == [("391", ("C1", "C2")), ("406", ("C3",))]
    assert len(set_codes(desk, {"391": "AT", "406": "DE"})) == 3
    assert countries(tmp_path) == ["AT", "AT", "DE", "GB"]
    assert strange(desk) == []
    assert "3 accounts" in undo(desk).label
    assert countries(tmp_path) == ["391", "391", "406", "GB"]


def test_a_later_ledger_with_the_old_code_leaves_what_the_caller_made_of_it(tmp_path: Path):
    take_in(tmp_path, text_of(ROWS, WITH))
    desk = desk_of(tmp_path)
    set_facts(desk, desk.resolve("C3"), Facts(country="CH"))
    take_in(tmp_path, text_of(ROWS, WITH), on=TODAY + timedelta(days=1))
    assert countries(tmp_path) == ["391", "391", "CH", "GB"]


def test_a_dry_run_remembers_nothing(tmp_path: Path):
    take_in(tmp_path, text_of(ROWS, WITH))
    take_in(tmp_path, text_of(ROWS, WITH), countries={"391": "AT"}, dry_run=True)
    take_in(tmp_path, text_of(ROWS, WITH), on=TODAY + timedelta(days=1))
    assert countries(tmp_path)[0] == "391"


def test_the_shell_and_the_import_screen_say_codes_too(tmp_path: Path):
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(text_of(ROWS, WITH))
    book, now = tmp_path / "book.sqlite3", "2026-03-02T10:00+00:00"
    said = arcall("import", ledger, "--currency", "USD", "--country", "391=at", book=book, now=now)
    assert said.code == 0, said.err
    listed = arcall("countries", "--json", book=book, now=now).json
    assert listed == {"set": 0, "unknown": [{"code": "406", "accounts": ["C3"]}]}
    assert "406" in arcall("countries", book=book, now=now).out
    assert arcall("countries", "406=DE", "--json", book=book, now=now).json == {"set": 1, "unknown": []}
    assert arcall("undo", book=book, now=now).out == "Undone: countries of 1 account\n"
    assert arcall("countries", "406=Gemany", book=book, now=now).code == 2
    assert changed(ImportOptions(), "country 391=AT").countries == {"391": "AT"}


@for_each("said", ["391", "=AT", "391=ATT", "391=", ""])
def test_what_is_no_code_is_refused(said: str):
    with pytest.raises(UsageError):
        parse_codes([said])


def test_a_first_call_minds_the_holidays_of_the_region(tmp_path: Path):
    take_in(tmp_path, text_of([row("C1", "DE"), row("C2", "DE")], WITH), on=date(2026, 1, 2))
    desk = desk_of(tmp_path, date(2026, 1, 2))
    set_facts(desk, desk.resolve("C2"), Facts(region="BY"))
    # New bills, due on the day before Epiphany, which only some regions keep.
    rows = [row(who, "DE", f"{who}-9", "2026-01-05") for who in ("C1", "C2")]
    ask(tmp_path, "DELETE FROM follow_up")
    take_in(tmp_path, text_of(rows, WITH), on=date(2026, 1, 5), confirm_closures=True)
    due = ask(
        tmp_path, "SELECT ledger_id, due_on FROM follow_up JOIN account ON account.id = account_id ORDER BY 1"
    )
    assert due == [("C1", "2026-01-06"), ("C2", "2026-01-07")]
