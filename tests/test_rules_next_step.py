"""Nobody who owes stands without a next step: the store refuses it, and a check lists any."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.calendar import parse_hours
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import BookError
from arcall_tui.store.actions.undo import Book
from arcall_tui.workday.calls import record
from arcall_tui.workday.calls.customer_facts import Facts, set_facts
from books import NOW, TODAY, Shelf, owing
from cases import for_each
from shell import arcall

OLD = TODAY - timedelta(days=30)


def test_an_action_that_would_leave_none_is_refused_and_nothing_of_it_is_written(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(5_000, OLD)])
    record.snooze(desk, account, None, "")
    (step,) = desk.follow_ups(account)
    with pytest.raises(BookError, match="C1 would be left without a next step"):
        _finish_everything(desk, account)
    assert desk.follow_ups(account) == (step,)


def _finish_everything(desk: object, account: int) -> None:
    from arcall_tui.store.actions import action_rows  # noqa: PLC0415

    with Book(desk.book).action("a slip", account, NOW) as session:
        for step in desk.follow_ups(account):
            action_rows.finish(session, step.id, NOW)


def test_the_check_lists_who_has_none_and_every_country_that_is_not_known(shelf: Shelf):
    desk = shelf.desk()
    owing(desk, "C1", [(5_000, OLD)], country="UK", zone=None)
    desk.close()
    said = arcall("check", book=shelf.folder / "book.sqlite3", now=NOW.isoformat())
    assert said.code == 4
    assert "C1 Customer C1 owes since 21 Oct 2026 and has no next step." in said.out
    assert "country 'UK' of 1 accounts is not known. Did you mean GB" in said.out
    found = arcall("check", "--json", book=shelf.folder / "book.sqlite3", now=NOW.isoformat()).json
    assert found["without_next_step"] == [{"account": "C1", "name": "Customer C1", "due": "2026-10-21"}]
    assert found["without_zone"] == 1


def test_a_sound_book_passes(sample_book: Path):
    said = arcall("check", book=sample_book)
    assert said.code == 0
    assert said.out.startswith("Everyone who owes has a next step.")


def test_zones_are_suggested_with_their_basis_and_stored_only_when_confirmed(shelf: Shelf):
    desk = shelf.desk()
    owing(desk, "BY-NUMBER", [(5_000, OLD)], country="US", zone=None, phone="+1 212 555 0123")
    owing(desk, "BY-COUNTRY", [(5_000, OLD)], country="IN", zone=None, phone="")
    owing(desk, "TOLL-FREE", [(5_000, OLD)], country="US", zone=None, phone="+1 800 555 0199")
    owing(desk, "ELSEWHERE", [(5_000, OLD)], country="GB", zone=None, phone="+1 212 555 0123")
    owing(desk, "KNOWN", [(5_000, OLD)])
    desk.close()
    book = shelf.folder / "book.sqlite3"
    found = {each["account"]: each for each in arcall("zones", "--json", book=book).json}
    assert set(found) == {"BY-NUMBER", "BY-COUNTRY", "TOLL-FREE", "ELSEWHERE"}
    assert found["BY-NUMBER"]["suggestion"] == "America/New_York"
    assert found["BY-NUMBER"]["basis"] == "by the number +1 212-555-0123"
    assert found["BY-COUNTRY"]["suggestion"] == "Asia/Kolkata"
    assert found["TOLL-FREE"]["suggestion"] is None
    assert "America/Chicago" in found["TOLL-FREE"]["candidates"]
    assert "no number tells which: America/" in arcall("zones", book=book).out
    assert found["ELSEWHERE"]["suggestion"] is None
    assert found["ELSEWHERE"]["candidates"][:2] == ["America/New_York", "Europe/London"]
    # Looking stores nothing.
    assert arcall("show", "BY-COUNTRY", "--json", book=book).json["zone"] is None
    confirmed = {
        each["account"]: each["stored"] for each in arcall("zones", "--confirm", "--json", book=book).json
    }
    assert confirmed == {"BY-NUMBER": True, "BY-COUNTRY": True, "TOLL-FREE": False, "ELSEWHERE": False}
    assert arcall("show", "BY-COUNTRY", "--json", book=book).json["zone"] == "Asia/Kolkata"
    assert arcall("undo", book=book).code == 0
    assert arcall("show", "BY-NUMBER", "--json", book=book).json["zone"] is None


def test_facts_are_set_in_one_step_and_a_slip_is_told_with_the_nearest(shelf: Shelf):
    desk = shelf.desk()
    owing(desk, "C1", [(5_000, OLD)])
    desk.close()
    book = shelf.folder / "book.sqlite3"
    said = arcall(
        "account", "C1", "--region", "sct", "--prefers", "10:00-12:00", "--consumer", "--json", book=book
    )
    assert (said.json["region"], said.json["prefers"], said.json["consumer"]) == ("SCT", "10:00-12:00", True)
    assert arcall("undo", book=book).code == 0
    assert arcall("show", "C1", "--json", book=book).json["country"] == "GB"
    for option, value, hint in (
        ("--zone", "Europe/Londn", "Europe/London"),
        ("--zone", "kolkata", "Asia/Kolkata"),
        ("--country", "UK", "GB"),
        ("--region", "XX", "SCT"),
        ("--prefers", "12-10", "10:00-12:00"),
        ("--credit-limit", "50 dollars", "5000 EUR"),
    ):
        wrong = arcall("account", "C1", option, value, book=book)
        assert (wrong.code, hint in wrong.err) == (2, True), (option, value, wrong.err)
    assert arcall("account", "C1", "--credit-limit", "30.00 USD", book=book).code == 0
    assert "USD" in arcall("report", "customers", book=book).out
    over = [row for row in arcall("report", "customers", book=book).out.splitlines() if "20.00" in row]
    assert over, "owes 50.00 with a limit of 30.00"
    resting = arcall("account", "C1", "--rest-until", "+5", "--reason", "year-end closing", book=book)
    assert "snoozed until" in resting.out
    assert arcall("account", "C1", "--rest-until", "+5", book=book).code == 2
    assert arcall("account", "C1", "--wake", book=book).code == 0


@for_each(
    ("typed", "hours"),
    [
        ("10:00-12:00", "10:00-12:00"),
        ("10-12", "10:00-12:00"),
        ("2-4pm", "14:00-16:00"),
        ("10 - 2pm", "10:00-14:00"),
        ("9.30am to 11", "09:30-11:00"),
        ("after 2pm", "14:00-23:59"),
        ("before 11", "00:00-11:00"),
        ("Mornings", "09:00-12:00"),
        ("mornings, not Fridays", None),
        ("12-10", None),
        ("25-26", None),
        ("", None),
    ],
)
def test_a_part_of_the_day_is_read_as_people_write_it_and_nothing_more(typed: str, hours: str | None):
    found = parse_hours(typed)
    assert (str(found) if found else None) == hours


def test_whom_to_ask_for_is_rung_at_the_time_they_like_unless_the_account_has_its_own(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(5_000, OLD)])
    first = desk.card(account).contacts[0].id
    placing = record.edit_contact(desk, account, first, {"times": "3-4pm"})
    assert str(placing.standing.prefers) == "15:00-16:00"
    logged = record.log_call(desk, account, Outcome(Code.NA))
    at = logged.follow_ups[0].at
    assert at is not None
    assert f"{at:%H:%M}" == "15:00"
    # Someone else is to be asked for from now on, who said nothing of the kind.
    record.log_call(desk, account, Outcome(Code.WN, contact=first))
    placing = record.edit_contact(desk, account, None, {"name": "Jo", "phone": "+44 20 7946 0019"})
    assert placing.standing.prefers is None
    jo = desk.card(account).contacts[0]
    assert jo.name == "Jo"
    record.edit_contact(desk, account, jo.id, {"times": "after 2pm"})
    placing = set_facts(desk, account, Facts(prefers="10-11"))
    assert str(placing.standing.prefers) == "10:00-11:00"
    record.undo(desk)
    assert str(desk.standings.now(account).prefers) == "14:00-23:59"
