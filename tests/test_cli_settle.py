"""Ending what is open from the shell: promises, disputes, next steps, holds."""

from __future__ import annotations

from pathlib import Path

import pytest

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
