"""Ending what is open from the shell: promises, disputes, next steps, holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cases import for_each
from shell import arcall, in_queue


@pytest.fixture
def account(sample_book: Path) -> str:
    """An account that can be called, with nothing promised or disputed."""
    entry = next(e for e in in_queue(sample_book) if e["callable"] and e["reasons"][0]["code"] == "value")
    return str(entry["account"])


def test_a_promise_is_settled_and_a_dispute_resolved_by_their_only_ones(sample_book: Path, account: str):
    arcall("log", account, "PTP", "--promise", "1.00@2026-12-01", book=sample_book)
    settled = arcall("settle", account.lower(), "part", "--json", book=sample_book)
    assert (settled.code, settled.json["account"]) == (0, account)
    arcall("log", account, "DISP", "--reason", "price", "--call", "last", book=sample_book)
    said = arcall("resolve", account, "invalid", book=sample_book)
    if said.code:  # the account has others, too
        which = said.err.partition(": price")[0].rpartition(" ")[2]
        said = arcall("resolve", account, "invalid", "--id", which, book=sample_book)
    assert said.code == 0, said.err
    card = arcall("show", account, "--json", book=sample_book).json
    assert "partly kept" in {each["state"] for each in card["promises"]}
    assert "invalid" in {each["state"] for each in card["disputes"]}
    arcall("log", account, "DISP", "--reason", "price", "--call", "last", book=sample_book)
    which = next(
        each
        for each in arcall("show", account, "--json", book=sample_book).json["disputes"]
        if each["state"] == "open"
    )
    right = arcall("resolve", account, "valid", "--id", str(which["id"]), book=sample_book)
    assert "stays off what is asked for until the ledger shows it (--credit says how much)" in " ".join(
        right.out.split()
    ), right
    again = arcall("settle", account, "kept", book=sample_book)
    assert (again.code, again.out) == (2, "")
    assert "no open promise" in again.err


def test_several_are_told_apart_by_their_numbers(sample_book: Path, account: str):
    for part in ("1.00@2026-12-01", "2.00@2026-12-02"):
        arcall("log", account, "PTP", "--promise", part, book=sample_book)
    asked = arcall("settle", account, "broken", book=sample_book)
    assert asked.code == 2
    number = asked.err.partition("one of ")[2].partition(":")[0]
    assert arcall("settle", account, "broken", "--id", number, book=sample_book).code == 0


def test_a_step_is_ticked_off_and_a_hold_released(sample_book: Path, account: str):
    arcall("log", account, "DNC", "--reason", "lawyer", book=sample_book)
    done = arcall("done", account, book=sample_book)
    if done.code:  # the account has others, too
        step = done.err.partition(": review hold")[0].rpartition(" ")[2]
        done = arcall("done", account, "--id", step, book=sample_book)
    assert done.code == 0
    assert arcall("release", account, book=sample_book).code == 0
    assert arcall("log", account, "NA", book=sample_book).code == 0
    assert "not on hold" in arcall("release", account, book=sample_book).err


def test_the_next_step_is_set_without_a_call_and_moved_to_another_day(sample_book: Path, account: str):
    def steps() -> dict[int, dict[str, object]]:
        return {
            each["id"]: each
            for each in arcall("show", account, "--json", book=sample_book).json["follow_ups"]
        }

    before, calls = steps(), arcall("show", account, "--json", book=sample_book).json["history"]
    words = ("--kind", "send", "--reason", "asked for by mail")
    said = arcall("next", account.lower(), "2026-12-01", *words, "--json", book=sample_book)
    assert (said.code, said.json["account"]) == (0, account)
    assert steps().keys() > before.keys(), "what is no call stands beside the planned call"
    (new,) = (each for key, each in steps().items() if key not in before)
    assert (new["kind"], new["due"], new["reason"]) == ("send the copy", "2026-12-01", "asked for by mail")
    entries = arcall("agenda", "--days", "30", "--json", book=sample_book).json
    listed = next(each for each in entries if each["id"] == new["id"])
    moved = arcall("next", account, "2026-12-02 14:30", "--move", listed["id"], book=sample_book)
    assert "Moved: send the copy" in moved.out
    after = steps()[new["id"]]
    assert (after["due"][:16], after["kind"]) == ("2026-12-02T14:30", "send the copy")
    for _ in range(2):
        arcall("undo", book=sample_book)
    assert (steps(), arcall("show", account, "--json", book=sample_book).json["history"]) == (before, calls)


def test_a_planned_call_gives_way_to_the_one_that_is_set(sample_book: Path, account: str):
    assert arcall("next", account, "2026-12-03", book=sample_book).code == 0
    calls = [
        each
        for each in arcall("show", account, "--json", book=sample_book).json["follow_ups"]
        if each["kind"] == "call"
    ]
    assert [each["due"] for each in calls] == ["2026-12-03"]


@for_each(
    ("words", "says"),
    [
        (("never",), "WHEN"),
        (("2020-01-01",), "past"),
        (("2026-12-01", "--kind", "dance"), "--kind"),
        (("2026-12-01", "--move", "999999"), "no open next step 999999"),
        (("2026-12-01", "--move", "1", "--reason", "so"), "without"),
    ],
)
def test_what_is_no_next_step_is_refused_in_words(
    sample_book: Path, account: str, words: tuple[str, ...], says: str
):
    said = arcall("next", account, *words, book=sample_book)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_a_note_on_record_and_its_cause_are_corrected_and_taken_back(sample_book: Path, account: str):
    def newest() -> dict[str, object]:
        return arcall("show", account, "--json", book=sample_book).json["history"][0]

    arcall("log", account, "TT", "--note", "she pays frday", book=sample_book)
    told = arcall(
        "log",
        account,
        "TT",
        "--call",
        "last",
        "--correct",
        "--note",
        "she pays Friday",
        "--json",
        book=sample_book,
    )
    assert (told.code, told.json["call"]["id"], newest()["note"]) == (0, newest()["id"], "she pays Friday")
    key = str(newest()["id"])
    arcall("log", account, "TT", "--call", key, "--correct", "--root-cause", "cash", book=sample_book)
    assert newest()["root_cause"].startswith("cash")
    for _ in range(2):
        arcall("undo", book=sample_book)
    assert (newest()["note"], newest()["root_cause"]) == ("she pays frday", None)
    for words in (
        ("NA", "--call", key, "--note", "x"), ("TT", "--call", "999999", "--note", "x"), ("TT", "--note", "x"),
        ("TT", "--call", key), ("TT", "--call", key, "--note", "x", "--promise", "100@fri"),
        ("TT", "--call", key, "--note", "x", "--seconds", "0"),
    ):  # fmt: skip
        wrong = arcall("log", account, *words, "--correct", book=sample_book)
        assert (wrong.code, newest()["note"]) == (2, "she pays frday"), words
    emptied = arcall("log", account, "TT", "--call", key, "--correct", "--note", "", book=sample_book)
    assert (emptied.code, newest()["note"]) == (0, "")


def test_a_cause_and_a_credit_that_nothing_takes_are_refused(sample_book: Path, account: str):
    arcall("log", account, "DISP", "--reason", "price", book=sample_book)
    arcall("log", account, "DNC", "--reason", "lawyer", book=sample_book)
    missed = arcall(
        "log", account, "DNC", "--call", "last", "--correct", "--root-cause", "cash", book=sample_book
    )
    assert (missed.code, "--root-cause does not go with DNC" in missed.err) == (2, True)
    with closing(sqlite3.connect(sample_book)) as book, book:
        book.execute("DELETE FROM dispute_line")  # its bills are of another book, say
    refused = arcall("resolve", account, "credited", "--credit", "10", book=sample_book)
    assert (refused.code, "names no bill" in refused.err) == (2, True)
