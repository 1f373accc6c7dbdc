"""From the shell: the agenda and its calendar, what was said, letters, and the texts that the caller can edit."""

from __future__ import annotations

import sqlite3
import stat
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.account import Guide, Number
from arcall_tui.domain.calendar import Calendar
from arcall_tui.domain.text import fold
from arcall_tui.rules.promises import PayRun, promise_day
from arcall_tui.settings import Paths
from arcall_tui.store.accounts import full_text
from arcall_tui.workday.letters.texts import expanded, harsh
from arcall_tui.workday.sample.book import make_sample
from books import TODAY
from cases import for_each
from shell import SAMPLE_DAY, arcall, in_queue
from tries import tries


def test_the_agenda_lists_appointments_checks_and_what_others_owe(sample_book: Path):
    said = arcall("agenda", "--days", 60, "--json", book=sample_book).json
    kinds = {entry["kind"] for entry in said}
    assert {"call back", "check payment", "chase owner"} <= kinds
    assert [entry["due"] for entry in said] == sorted(entry["due"] for entry in said)
    assert all(entry["kind"] != "call" or "rule" not in entry["reason"] for entry in said)
    assert "call back" in arcall("agenda", book=sample_book).out
    account = in_queue(sample_book)[0]["account"]
    assert (
        arcall("log", account, "PTP", "--promise", "1.00@2026-12-01", "--anyway", book=sample_book).code == 0
    )
    lines = arcall("agenda", "--days", 60, book=sample_book).out.splitlines()
    assert [line.count(" 1.00") for line in lines if " 1.00" in line] == [1], "an amount stands once"
    wider = arcall("agenda", "--all", "--days", 60, "--json", book=sample_book).json
    assert len(wider) > len(said)


def test_the_agenda_as_a_calendar_is_what_other_programs_read(whole_sample: Path):
    text = arcall("agenda", "--ics", "--days", 60, book=whole_sample).out
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    listed = arcall("agenda", "--json", "--days", 60, book=whole_sample).json
    marks = {str(event["UID"]).partition("@")[0] for event in events}
    assert {f"step-{entry['id']}" for entry in listed if entry["id"]} < marks
    assert len(marks) == len(listed), "what the rules plan, too, which has no number of its own"
    books = {str(event["UID"]).partition("@")[2] for event in events}
    assert len(books) == 1, "an event is the same one the next time, and no other book's"
    timed = [entry for entry in listed if entry["at"]]
    assert timed
    starts = [event.decoded("DTSTART") for event in events if hasattr(event.decoded("DTSTART"), "hour")]
    assert len(starts) == len(timed)
    alarmed = [event for event in events if event.walk("VALARM")]
    assert len(alarmed) == len(timed)
    assert all(event["TRANSP"] == "TRANSPARENT" for event in events if event not in alarmed)
    assert "+" in str(events[0]["DESCRIPTION"]), "the number to ring"


def test_two_books_with_the_same_steps_give_events_of_their_own(sample_book: Path, tmp_path: Path):
    other = tmp_path / "other.sqlite3"
    make_sample(other, SAMPLE_DAY + timedelta(days=7))
    texts = [arcall("agenda", "--ics", "--days", 60, book=book).out for book in (sample_book, other)]
    marks = [{str(e["UID"]) for e in icalendar.Calendar.from_ical(text).walk("VEVENT")} for text in texts]
    assert not marks[0] & marks[1]


def test_an_account_is_found_by_its_id_however_it_is_capitalised(sample_book: Path):
    first = in_queue(sample_book)[0]["account"]
    assert arcall("show", first.lower(), "--json", book=sample_book).json["account"] == first


def test_what_was_said_is_found_by_the_beginnings_of_its_words(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    first = in_queue(sample_book)[0]["account"]
    arcall("log", first, "TT", "--note", "The Zwiebelfisch invoice is with Rosalind", book=sample_book)
    (hit,) = arcall("search", "zwieb", "rosal", "--json", book=sample_book).json
    assert (hit["account"], hit["code"]) == (first, "TT")
    nothing = arcall("search", "zwieb", "nobody", book=sample_book)
    assert (nothing.code, nothing.out) == (0, "")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    late = "2026-11-19T20:30+00:00"  # the next morning there
    arcall("log", first, "TT", "--note", "Zwiebelkuchen", "--at", late, book=sample_book)
    assert arcall("search", "zwiebelkuchen", book=sample_book).out.startswith("20 Nov 26  TT ")


def test_what_was_said_is_found_newest_first_by_the_time_of_the_call(sample_book: Path):
    for words in (["thurs"], ["bank"]):
        times = [hit["at"] for hit in arcall("search", *words, "--json", book=sample_book).json]
        assert len(times) > 1
        assert times == sorted(times, reverse=True)
    first = in_queue(sample_book)[0]["account"]
    for note, at in (("newest", "2026-11-20T09:00+00:00"), ("late entry", "2026-11-10T09:00+00:00")):
        arcall("log", first, "TT", "--note", f"Zwiebelfisch {note}", "--at", at, book=sample_book)
    found = arcall("search", "zwieb", "--json", book=sample_book).json
    assert [hit["text"] for hit in found] == ["Zwiebelfisch newest", "Zwiebelfisch late entry"]
    (only,) = arcall("search", "zwieb", "--limit", 1, "--json", book=sample_book).json
    assert only["text"] == "Zwiebelfisch newest"


@given(
    days=st.lists(st.integers(0, 30), max_size=40),
    limit=st.integers(1, 6),
    read=st.integers(1, 12),
    every=st.integers(1, 3),
)
@settings(max_examples=tries(60))
def test_however_late_calls_were_put_on_record_the_newest_are_found(
    days: list[int], limit: int, read: int, every: int
):
    notes = [(key, "bank" if key % every == 0 else "else", day) for key, day in enumerate(days, 1)]
    with closing(sqlite3.connect(":memory:")) as book:
        book.create_function("fold", 1, fold)
        for table in (
            "account (id INTEGER PRIMARY KEY, ledger_id, name)",
            "activity (id INTEGER PRIMARY KEY, account_id, note, detail, code, at, workday)",
            "promise (activity_id, said_by, method)",
            "dispute (activity_id, reason, owner)",
            "guide (account_id, mind, portal, method)",
        ):
            book.execute(f"CREATE TABLE {table}")
        book.execute(full_text.TABLE)
        for trigger in full_text.TRIGGERS:
            book.execute(f"CREATE TEMP TRIGGER {trigger}")
        book.execute("INSERT INTO account VALUES (1, 'C1', 'One')")
        book.execute("INSERT INTO guide VALUES (1, 'bank holidays', '', '')")
        for key, note, day in notes:
            at = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
            row = (key, 1, note, "", "TT", at.isoformat(), at.date().isoformat())
            book.execute("INSERT INTO activity VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(full_text, "_READ", read)
            found = [hit.call for hit in full_text.find(book, "bank", limit)]
    newest = sorted(((day, key) for key, note, day in notes if note == "bank"), reverse=True)
    assert found == [*(key for _, key in newest), 0][:limit]


def test_a_letter_leaves_as_a_draft_that_mail_programs_open_and_is_on_record(sample_book: Path):
    first = next(e["account"] for e in in_queue(sample_book) if e["phone"].startswith("+44"))
    path = Path(arcall("letter", first, "statement", "--to", "ap@example.org", book=sample_book).out.strip())
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert (message["To"], message["X-Unsent"]) == ("ap@example.org", "1")
    assert "Total open" in message.get_content()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    newest = arcall("show", first, "--json", book=sample_book).json["history"][0]
    assert (newest["code"], newest["detail"]) == ("MAIL", "statement to ap@example.org")
    undone = arcall("undo", book=sample_book)
    assert "e-mail" in undone.out


def test_a_letter_of_the_callers_own_outranks_ours_and_a_mistake_in_it_is_told(sample_book: Path):
    first = in_queue(sample_book)[0]["account"]
    folder = Path(arcall("config", "texts", "--json").json["folder"])
    assert folder == Paths.find().texts
    own = folder / "letters" / "reminder.txt"
    own.write_text("Subject: {{ id }}\n\nPay {{ amount }} or else.\n")
    said = arcall("letter", first, "reminder", "--show", book=sample_book)
    assert f"Subject: {first}" in said.out
    assert "or else" in said.err
    assert arcall("config", "texts", "--json").json["written"] == []
    for bad in (
        "{{ amount",
        "{{ ''.__class__.__mro__ }}",
        "{{ 1 / 0 }}",
        "{% for i in range(10**9) %}x{% endfor %}",
    ):
        own.write_text(bad)
        wrong = arcall("letter", first, "reminder", "--show", book=sample_book)
        assert wrong.code == 3, bad
        assert "letter reminder" in wrong.err
    assert arcall("letter", first, "sonnet", book=sample_book).code == 2
    assert arcall("letter", first, "copy", "--to", "x\ny@z", book=sample_book).code == 2


def test_settings_for_dialling_and_mail_say_what_they_lack():
    folder = Paths.find().config
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text('dial = "phone --call"\n')
    said = arcall("config", "check")
    assert said.code == 3
    assert "{number}" in said.err


@for_each(
    ("typed", "digits", "after"),
    [
        ("+44 (0)20 7946 0018 ext. 12, menu 2-1", "+442079460018", "ext 12, menu 2 1"),
        ("020 7946 0018 x5", "02079460018", "ext 5"),
        ("+1 212 555 0100 > 2 > 3#", "+12125550100", "menu 2 3#"),
        ("+81 3-5550-0101", "+81355500101", ""),
    ],
)
def test_a_number_keeps_its_prefix_extension_and_menu(typed: str, digits: str, after: str):
    number = Number.parse(typed)
    assert number is not None
    assert (number.digits, number.after()) == (digits, after)
    assert Number.parse("ask Maria") is None


@for_each(
    ("said", "day"),
    [
        ("thu", "2026-11-26"),
        ("Tuesdays and Fridays", "2026-11-24"),
        ("15 and 30", "2026-11-30"),
        ("31", "2026-11-30"),
        ("eom", "2026-11-30"),
        ("1st", "2026-12-01"),
        ("whenever", "2026-11-27"),
    ],
)
def test_a_promise_is_suggested_for_a_pay_run(said: str, day: str):
    assert promise_day(TODAY, Guide(pay_run=said), Calendar()).isoformat() == day


def test_words_are_minded_whole_and_snippets_wait_where_a_longer_one_may_come():
    assert harsh("The prisoner's LIES; or  else", ["prison", "or else"]) == ["or else"]
    assert PayRun.parse("") is None
    assert PayRun.parse("every weds") == PayRun.parse("every wednesday") is not None
    snippets = {";a": "short {name}", ";ab": "long"}
    assert expanded("x ;a", snippets, {"name": "N"}) is None
    assert expanded("x ;a ", snippets, {"name": "N"}) == (";a ", "short N ")
    assert expanded("x ;ab", snippets, {}) == (";ab", "long")
