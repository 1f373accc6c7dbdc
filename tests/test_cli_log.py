"""`arcall log` and `arcall undo`: what came of a call, what is set next, and taking it back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from arcall_tui.domain.outcomes import Code
from cases import for_each
from shell import arcall, in_queue

# The facts that some codes need; the others need none.
FACTS = {
    "CB": ["--call-back", "mon 14:30"],
    "PTP": ["--promise", "1.00@2026-12-01"],
    "PLAN": ["--promise", "1.00@2026-12-01", "--promise", "2.00@2027-01-04"],
    "DISP": ["--reason", "price"],
    "SEEN": ["--amount", "1.00"],
    "DNC": ["--reason", "asked in writing"],
}


@cache
def _first(kept_sample: Path) -> str:
    entry = next(e for e in in_queue(kept_sample) if e["callable"] and e["reasons"][0]["code"] == "value")
    return str(entry["account"])


@pytest.fixture
def account(kept_sample: Path) -> str:
    """An account that can be called, with nothing promised or disputed."""
    return _first(kept_sample)


@pytest.mark.parametrize("code", FACTS)
def test_what_a_code_cannot_do_without_is_asked_for_by_its_option(sample_book: Path, account: str, code: str):
    said = arcall("log", account, code, book=sample_book)
    assert (said.code, f"Add {FACTS[code][0]} " in said.err.replace("\n", " ")) == (2, True), said.err


@pytest.mark.parametrize("code", list(Code))
def test_every_code_is_recorded_and_says_what_is_next(sample_book: Path, account: str, code: Code):
    said = arcall("log", account, code.lower(), *FACTS.get(code, []), "--json", book=sample_book)
    assert said.code == 0, said.err
    assert set(said.json) == {"call", "follow_up", "follow_ups"}
    assert said.json["follow_ups"][0] == said.json["follow_up"]
    assert set(said.json["call"]) == {"id", "account", "code", "at"}
    assert (said.json["call"]["account"], said.json["call"]["code"]) == (account, code.value)
    assert datetime.fromisoformat(said.json["call"]["at"]) >= datetime.fromisoformat(
        "2026-11-20T10:00:00+00:00"
    )
    assert set(said.json["follow_up"]) == {"kind", "due", "zone", "reason"}
    card = arcall("show", account, "--json", book=sample_book).json
    assert card["history"][0]["id"] == said.json["call"]["id"]
    steps = [{name: value for name, value in step.items() if name != "id"} for step in card["follow_ups"]]
    assert said.json["follow_up"] in steps


@for_each(("code", "option"), [("PTP", "--promise"), ("PLAN", "--promise"), ("CB", "--call-back"),
                                              ("DISP", "--reason")])  # fmt: skip
def test_a_missing_fact_is_wrong_usage_and_names_its_option(
    sample_book: Path, account: str, code: str, option: str
):
    said = arcall("log", account, code, book=sample_book)
    assert (said.code, said.out) == (2, "")
    assert option in said.err


@for_each(
    ("arguments", "word"),
    [
        (["XX"], "result code"),
        (["NA", "--promise", "1@fri"], "--promise"),
        (["NA", "--call-back", "mon 14:30"], "--call-back"),
        (["PTP", "--promise", "100"], "AMOUNT@DATE"),
        (["PTP", "--promise", "abc@fri"], "--promise"),
        (["PTP", "--promise", "1.00@someday"], "--promise"),
        (["PTP", "--promise", "1.00@fri", "--promise", "2.00@fri"], "PLAN"),
        (["PTP", "--promise", "1.00@fri", "--invoice", "NO-SUCH"], "--invoice"),
        (["PTP", "--promise", "99999999.00@fri"], ""),
        (["DISP", "--reason", "weather"], "--reason"),
        (["CB", "--call-back", "monday"], "time"),
        (["NA", "--at", "2026-11-20"], "--at"),
        (["NA", "--next", "blue"], "--next"),
        (["NA", "--root-cause", "moon"], "--root-cause"),
        (["NA", "--contact", "Nobody Here"], "--contact"),
        (["NA", "--seconds", "-4"], "--seconds"),
    ],
)
def test_what_does_not_fit_is_told_in_one_sentence_and_nothing_is_written(
    sample_book: Path, account: str, arguments: list[str], word: str
):
    before = arcall("show", account, "--json", book=sample_book).out
    said = arcall("log", account, *arguments, book=sample_book)
    assert (said.code, said.out) == (2, "")
    assert word in said.err
    assert arcall("show", account, "--json", book=sample_book).out == before


def test_a_promise_covers_the_invoice_that_was_named(sample_book: Path, account: str):
    item = arcall("show", account, "--json", book=sample_book).json["invoices"][-1]
    promise = f"{item['balance']}@2026-12-01"
    said = arcall("log", account, "PTP", "--promise", promise, "--invoice", item["number"], book=sample_book)
    assert said.code == 0, said.err
    invoices = arcall("show", account, "--json", book=sample_book).json["invoices"]
    promised = {i["number"]: i["promised"] for i in invoices}
    assert promised.pop(item["number"]) == item["balance"]
    assert {float(amount) for amount in promised.values()} <= {0.0}


def test_the_callers_own_date_is_the_next_step(sample_book: Path, account: str):
    said = arcall("log", account, "TT", "--next", "2026-12-03", "--json", book=sample_book)
    assert said.json["follow_up"]["due"] == "2026-12-03"


def test_a_call_back_is_set_to_the_minute_on_the_customers_clock(sample_book: Path, account: str):
    zone = arcall("show", account, "--json", book=sample_book).json["zone"]
    said = arcall("log", account, "CB", "--call-back", "mon 14:30", "--json", book=sample_book)
    assert said.json["follow_up"]["due"].startswith("2026-11-23T14:30")
    assert said.json["follow_up"]["zone"] == zone


def test_at_says_when_the_call_was(sample_book: Path, account: str):
    said = arcall("log", account, "NA", "--at", "2026-11-20T09:15+00:00", "--json", book=sample_book)
    assert said.json["call"]["at"] == "2026-11-20T09:15:00+00:00"


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("today 9:05", "2026-11-20T09:05"),
        ("yesterday 3pm", "2026-11-19T15:00"),
        ("Tue 10", "2026-11-17T10:00"),
        ("2 days ago 1530", "2026-11-18T15:30"),
    ],
)
def test_at_is_read_backwards_as_people_type_it(sample_book: Path, account: str, typed: str, at: str):
    said = arcall("log", account, "NA", "--at", typed, "--json", book=sample_book)
    assert said.json["call"]["at"].startswith(at), said.err


def test_a_day_with_two_readings_is_told_with_both(sample_book: Path, account: str):
    said = arcall("log", account, "TT", "--next", "next month", book=sample_book)
    assert said.code == 0
    assert "it could be Sun 20 Dec 2026, too" in said.err
    assert "01 Dec" in said.out


def test_nothing_speaks_against_a_call_that_was_agreed_for_now(sample_book: Path, account: str):
    assert arcall("log", account, "CB", "--call-back", "in 30 min", book=sample_book).code == 0
    assert "the cap is" in arcall("log", account, "NA", book=sample_book).err
    assert arcall("undo", book=sample_book).code == 0
    assert arcall("log", account, "NA", book=sample_book, now="2026-11-20T11:00+00:00").err == ""


def test_days_and_amounts_as_another_country_writes_them(sample_book: Path, account: str):
    said = arcall("log", account, "PTP", "--promise", "1.500@Freitag", book=sample_book)
    assert (said.code, said.err.count("1,500.00: it could be")) == (0, 1), said
    promises = arcall("show", account, "--json", book=sample_book).json["promises"]
    assert ("2026-11-27", "1500.00") in {(each["due"], each["amount"]) for each in promises}


def test_a_note_keeps_its_lines_and_loses_its_escapes(sample_book: Path, account: str):
    arcall("log", account, "NA", "--note", "one\n[/b] \x1b]52;c;aGk=\x07two", book=sample_book)
    call = arcall("show", account, "--json", book=sample_book).json["history"][0]
    assert call["note"] == "one\n[/b] ]52;c;aGk=two"


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("Zweite Zeile\nmit “Ümlaut” 🙂\n", "Zweite Zeile\nmit “Ümlaut” 🙂"),
        (b"caf\xe9 at noon", "café at noon"),
        ("at noon".encode("utf-16"), "at noon"),
        ("", ""),
    ],
)
def test_a_note_can_come_by_stdin_where_no_other_program_sees_it(
    sample_book: Path, account: str, typed: str | bytes, note: str
):
    assert arcall("log", account, "NA", "--note", "-", book=sample_book, stdin=typed).code == 0
    assert arcall("show", account, "--json", book=sample_book).json["history"][0]["note"] == note


def test_a_card_number_in_a_note_is_masked(sample_book: Path, account: str):
    arcall("log", account, "TT", "--note", "card 4111 1111 1111 1111, said Ann", book=sample_book)
    note = arcall("show", account, "--json", book=sample_book).json["history"][0]["note"]
    assert "4111 1111" not in note
    assert note.endswith("1111, said Ann")


def test_undo_takes_back_one_thing_after_the_other(sample_book: Path, account: str):
    before = arcall("show", account, "--json", book=sample_book).json
    arcall("log", account, "NA", book=sample_book)
    arcall("log", account, "PTP", "--promise", "1.00@2026-12-01", book=sample_book)
    first = arcall("undo", "--json", book=sample_book, now="2026-11-23T10:00+00:00")
    assert (first.code, first.json["account"]) == (0, account)
    assert first.json["undone"].startswith("PTP ")
    assert ", of " not in first.json["undone"]  # on whichever day: programs know it again by that
    assert (
        arcall("undo", book=sample_book, now="2026-11-23T10:00+00:00")
        .out.rstrip()
        .endswith(", of 20 Nov 2026")
    )
    assert arcall("show", account, "--json", book=sample_book).json == before
    nothing_left = arcall("undo", book=sample_book)
    assert (nothing_left.code, nothing_left.out) == (2, "")


def test_two_currencies_want_the_promises_currency_named(sample_book: Path, account: str):
    with closing(sqlite3.connect(sample_book)) as book:
        book.execute(
            "INSERT INTO invoice (account_id, number, kind, due_date, amount, balance, currency, po, disputed,"
            " due_from_terms) SELECT id, 'CHF-1', 'invoice', '2026-10-01', 5000, 5000, 'CHF', '', 0, 0"
            " FROM account WHERE ledger_id = ?",
            (account,),
        )
        book.execute("DELETE FROM standing")
        book.commit()
    refused = arcall("log", account, "PTP", "--promise", "10.00@2026-12-01", book=sample_book)
    assert refused.code == 2
    assert "CHF" in refused.err
    assert arcall("log", account, "PTP", "--promise", "CHF 10.00@2026-12-01", book=sample_book).code == 0


def _promisers(book: Path, account: str) -> list[str]:
    promises = arcall("show", account, "--json", book=book).json["promises"]
    return [promise["said_by"] for promise in promises if promise["state"] == "open"]


@pytest.mark.parametrize("code", ["PTP", "PLAN"])
def test_a_promise_keeps_who_gave_it_whom_the_caller_spoke_to_unless_another_is_named(
    sample_book: Path, account: str, code: str
):
    name = arcall("show", account, "--json", book=sample_book).json["contacts"][0]["name"]
    parts = ["--promise", "1.00@2026-12-01", "--promise", "2.00@2026-12-07"][: 4 if code == "PLAN" else 2]
    arcall("log", account, code, *parts, "--contact", name, book=sample_book)
    assert _promisers(sample_book, account) == [name] * (len(parts) // 2)
    assert name in arcall("report", "promises", book=sample_book).out
    arcall("undo", book=sample_book)
    arcall("log", account, code, *parts, "--contact", name, "--said-by", "The CFO", book=sample_book)
    assert set(_promisers(sample_book, account)) == {"The CFO"}


def _in_kuwait(book: Path, account: str) -> None:
    assert arcall("account", account, "--zone", "Asia/Kuwait", "--country", "KW", book=book).code == 0


@pytest.mark.parametrize(
    ("code", "options", "doubts"),
    [
        ("CB", ["--call-back", "sat 3am"], ["03:00", "a day off for them; the nearest good time is"]),
        ("CB", ["--call-back", "tue 3am"], ["03:00", "they are open", "the nearest good time is"]),
        ("PTP", ["--promise", "1.00@2026-11-28"], ["Sat 28 Nov 2026: a day off for them", "Mon 30 Nov 2026"]),
        ("PTP", ["--promise", "1.00@2030-01-02"], ["more than a year from now"]),
        ("TT", ["--next", "2026-11-29"], ["Sun 29 Nov 2026: a day off for them"]),
        ("CB", ["--call-back", "tue 11:00"], []),
        ("PTP", ["--promise", "1.00@2026-12-02"], []),
    ],
)
def test_what_is_unwise_is_said_beside_the_data_and_recorded(
    sample_book: Path, account: str, code: str, options: list[str], doubts: list[str]
):
    arcall("account", account, "--zone", "Europe/London", "--country", "GB", book=sample_book)
    said = arcall("log", account, code, *options, "--json", book=sample_book)
    assert (said.code, said.json["call"]["code"]) == (0, code)
    assert bool(said.err) == bool(doubts)
    assert all(doubt in said.err for doubt in doubts), said.err


def test_a_promise_that_replaces_another_says_so(sample_book: Path, account: str):
    card = arcall("show", account, "--json", book=sample_book).json
    ((currency, amount),) = card["collectable"].items()
    first = arcall("log", account, "PTP", "--promise", f"{amount}@2026-12-01", "--json", book=sample_book)
    assert "withdrawn" not in first.json
    second = arcall("log", account, "PTP", "--promise", f"{amount}@2026-12-02", "--json", book=sample_book)
    assert second.json["withdrawn"] == [{"due": "2026-12-01", "currency": currency, "amount": amount}]
    third = arcall("log", account, "PTP", "--promise", f"{amount}@2026-12-03", book=sample_book).out
    assert "Withdrawn" in third
    assert "Wed 02 Dec 2026" in third


def test_the_history_has_a_call_back_on_the_clock_it_was_asked_for_on(sample_book: Path, account: str):
    _in_kuwait(sample_book, account)
    arcall("log", account, "CB", "--call-back", "2026-11-24 15:00", book=sample_book)
    newest = arcall("show", account, "--json", book=sample_book).json["history"][0]
    assert newest["detail"] == "call back Tue 24 Nov 2026 15:00 Kuwait"
    assert "15:00 Kuwait" in arcall("show", account, book=sample_book).out


# What speaks against a call


def test_a_call_to_an_account_on_hold_is_logged_only_with_a_yes(sample_book: Path, account: str):
    arcall("log", account, "DNC", "--reason", "their lawyer asked", book=sample_book)
    refused = arcall("log", account, "NA", book=sample_book)
    assert (refused.code, refused.out) == (2, "")
    assert "do not call (their lawyer asked)" in refused.err
    assert "--anyway" in refused.err
    assert arcall("log", account, "IN", book=sample_book).code == 0  # they called
    assert arcall("log", account, "NA", "--anyway", book=sample_book).code == 0


def test_a_consumer_who_was_reached_is_left_in_peace(sample_book: Path, account: str):
    arcall("contact", account, "--new", "--phone", "+44 20 7946 0000", book=sample_book)
    assert "Ask for  whoever pays  +44 20 7946 0000" in arcall("show", account, book=sample_book).out
    arcall("account", account, "--consumer", "--zone", "Europe/London", "--country", "GB", book=sample_book)
    name = arcall("show", account, "--json", book=sample_book).json["name"]
    assert f"Ask for  {name}  +44 20 7946 0000" in arcall("show", account, book=sample_book).out
    at_ten = "2026-11-20T10:30+00:00"
    assert arcall("log", account, "TT", "--anyway", book=sample_book, now=at_ten).code == 0
    refused = arcall("log", account, "TT", book=sample_book, now="2026-11-23T10:30+00:00")
    assert (refused.code, refused.out) == (2, "")
    assert "spoken to Fri 20 Nov: a consumer should rest until Fri 27 Nov" in refused.err
    assert arcall("log", account, "TT", "--anyway", book=sample_book, now="2026-11-23T10:30+00:00").code == 0


def test_what_is_only_courtesy_is_said_and_logged(sample_book: Path, account: str):
    arcall("account", account, "--zone", "Australia/Perth", "--country", "AU", book=sample_book)
    night = arcall("log", account, "NA", book=sample_book, now="2026-11-20T11:31+00:00")
    assert night.code == 0
    assert "it is Fri 19:31 in Perth, shut until Mon 23 Nov" in night.err
    assert "tried once" not in night.err
    again = arcall("log", account, "NA", book=sample_book, now="2026-11-20T11:35+00:00")
    assert again.code == 0
    assert "tried once today, the cap is 1 a day, next Mon 23 Nov" in again.err
    arcall("account", account, "--zone", "America/New_York", "--country", "US", book=sample_book)
    for at in ("2026-11-25T15:00+00:00", "2026-11-25T15:05+00:00"):
        before_thanksgiving = arcall("log", account, "NA", book=sample_book, now=at)
    assert "the cap is 1 a day, next Fri 27 Nov" in before_thanksgiving.err


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("09:30", "2026-11-20T09:30"),
        ("yesterday 3pm", "2026-11-19T15:00"),
        ("19/11 15:30", "2026-11-19T15:30"),
        ("thu 15:30", "2026-11-19T15:30"),
    ],
)
def test_when_a_call_was_is_read_looking_back(sample_book: Path, account: str, typed: str, at: str):
    said = arcall("log", account, "TT", "--at", typed, "--json", book=sample_book)
    assert said.code == 0, said.err
    assert said.json["call"]["at"].startswith(at)


# Several results of one call


@pytest.mark.parametrize("first", ["PTP", "IN"])
def test_further_results_of_a_call_are_no_further_calls(sample_book: Path, account: str, first: str):
    options = ["--promise", "1.00@2026-12-01"] if first == "PTP" else []
    call = arcall("log", account, first, *options, "--seconds", "90", "--json", book=sample_book).json["call"]
    before = arcall("report", "day", book=sample_book).out.partition("Promised:")[0]
    disputed = arcall(
        "log", account, "DISP", "--reason", "price", "--call", "last", "--json", book=sample_book
    )
    assert disputed.code == 0, disputed.err
    assert disputed.json["call"]["at"] == call["at"]
    copied = arcall(
        "log", account, "COPY", "--call", call["id"], book=sample_book, now="2026-11-20T11:00+00:00"
    )
    assert copied.code == 0, copied.err
    assert arcall("report", "day", book=sample_book).out.partition("Promised:")[0] == before
    card = arcall("show", account, "--json", book=sample_book).json
    assert {each["code"] for each in card["history"] if each["at"] == call["at"]} == {first, "DISP", "COPY"}
    assert {"chase owner", "call"} <= {step["kind"] for step in card["follow_ups"]}


@pytest.mark.parametrize(
    ("code", "options", "word"),
    [
        ("PTP", ["--promise", "1.00@2026-12-01", "--call", "last"], "nobody can have said so"),
        ("NA", ["--call", "last"], "a call of its own"),
        ("COPY", ["--call", "999999"], "no call 999999"),
        ("COPY", ["--call", "first"], "no call of this account"),
        ("COPY", ["--call", "last", "--seconds", "5"], "one length"),
    ],
)
def test_a_result_is_added_only_to_a_call_that_can_have_had_it(
    sample_book: Path, account: str, code: str, options: list[str], word: str
):
    arcall("log", account, "GK", book=sample_book)
    before = arcall("show", account, "--json", book=sample_book).out
    said = arcall("log", account, code, *options, book=sample_book)
    assert (said.code, said.out) == (2, "")
    assert word in said.err
    assert arcall("show", account, "--json", book=sample_book).out == before
