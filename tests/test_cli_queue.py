"""`arcall queue` and `arcall show`: the ranking and one account, for people and for programs."""

from __future__ import annotations

import re
from calendar import month_abbr
from decimal import Decimal
from pathlib import Path

import pytest
from rich.cells import cell_len

from cases import for_each
from shell import ESCAPES, arcall, in_queue


def test_queue_json_is_as_other_programs_expect_it(sample_book: Path):
    entries = in_queue(sample_book)
    assert [entry["rank"] for entry in entries] == list(range(1, len(entries) + 1))
    for entry in entries:
        assert set(entry) == {
            "creditor",
            "rank",
            "account",
            "name",
            "collectable",
            "days_past_due",
            "callable",
            "opens_at",
            "contact",
            "phone",
            "reasons",
        }
        assert (entry["opens_at"] is None) or not entry["callable"]
        assert isinstance(entry["callable"], bool)
        assert entry["days_past_due"] >= 0
        assert all(
            Decimal(amount) >= 0 and len(currency) == 3 for currency, amount in entry["collectable"].items()
        )
        assert entry["reasons"]
        assert all(set(reason) == {"code", "text"} and reason["text"] for reason in entry["reasons"])


def test_limit_gives_the_head_of_the_same_queue(sample_book: Path):
    everything = in_queue(sample_book)
    assert arcall("queue", "--limit", 4, "--json", book=sample_book).json == everything[:4]


def test_who_can_be_called_comes_before_who_cannot(sample_book: Path):
    can_call = [entry["callable"] for entry in in_queue(sample_book)]
    assert any(can_call)
    assert not all(can_call)
    assert can_call == sorted(can_call, reverse=True)


def test_the_queue_for_people_lines_up_and_holds_no_escape_codes(sample_book: Path):
    said = arcall("queue", book=sample_book)
    head, *lines = said.out.splitlines()
    assert said.code == 0
    assert len(lines) == len(in_queue(sample_book))
    for entry, line in zip(in_queue(sample_book), lines, strict=True):
        assert line.split()[0] == str(entry["rank"])
        assert line[head.index("ACCOUNT") :].startswith(f"{entry['creditor']}/{entry['account']}")
    assert not ESCAPES.search(said.out.replace("\n", ""))
    whys = {
        (each["code"], each["text"].partition(":")[0])
        for entry in in_queue(sample_book)
        for each in entry["reasons"]
        if each["code"] in {"no_history", "no_rate", "hours_unknown"}
    }
    assert whys  # how it was reckoned: each kind said in one line below, and not on every line
    assert [(said.out.count(why), said.err.count(why)) for _, why in whys] == [(0, 1)] * len(whys)
    assert len(said.err.splitlines()) == len({code for code, _ in whys})


def test_a_customer_without_an_id_is_named_once_in_a_line_and_one_with_an_id_by_both(tmp_path: Path):
    book, ledger = tmp_path / "b.sqlite3", tmp_path / "l.csv"
    ledger.write_text("Customer,Invoice,Due Date,Balance\nHarbour Ltd,1,2026-01-05,900.00\n")
    assert arcall("import", ledger, "--currency", "EUR", book=book).code == 0
    verbs: tuple[tuple[str, ...], ...] = (
        ("queue",),
        ("find", "harbour"),
        ("plan",),
        ("zones",),
        ("agenda", "--all"),
    )
    for verb in verbs:
        assert arcall(*verb, book=book).out.count("Harbour Ltd") == 1, verb
    ledger.write_text(
        "Customer Id,Customer Name,Invoice,Due Date,Balance\nK7,Harbour Ltd,1,2026-01-05,900.00\n"
    )
    assert arcall("import", ledger, "--currency", "EUR", book=(other := tmp_path / "o.sqlite3")).code == 0
    for verb in verbs:
        assert re.search(r"K7 +Harbour Ltd", arcall(*verb, book=other).out), verb


def test_a_missing_book_is_no_empty_queue_and_is_not_made(tmp_path: Path):
    said = arcall("queue", "--json", book=tmp_path / "none.sqlite3")
    assert (said.code, said.out) == (4, "")
    assert "arcall import" in said.err
    assert not (tmp_path / "none.sqlite3").exists()


def test_options_before_the_command_count_and_the_commands_own_outrank_them(
    sample_book: Path, tmp_path: Path
):
    missing = tmp_path / "none.sqlite3"
    before = arcall("--book", sample_book, "queue", "--json", book=missing)
    own = arcall("--book", missing, "queue", "--json", "--book", sample_book)
    assert before.json == own.json != []


def test_another_now_is_another_queue(sample_book: Path):
    in_the_night = arcall("queue", "--json", "--now", "2026-11-21T02:00+00:00", book=sample_book).json
    assert not any(entry["callable"] for entry in in_the_night)


def test_show_json_agrees_with_the_queue(sample_book: Path):
    entry = in_queue(sample_book)[0]
    card = arcall("show", entry["account"], "--json", book=sample_book).json
    for field in ("account", "name", "collectable", "days_past_due", "callable", "reasons"):
        assert card[field] == entry[field]
    assert card["follow_ups"]
    assert card["invoices"]
    assert card["history"] == sorted(card["history"], key=lambda call: call["at"], reverse=True)


def test_show_for_people_names_what_the_caller_needs(sample_book: Path):
    entry = in_queue(sample_book, "broken_promise")[0]
    card = arcall("show", entry["account"], "--json", book=sample_book).json
    text = arcall("show", entry["account"], book=sample_book).out
    wanted = [
        entry["name"],
        card["contacts"][0]["phone"],
        card["invoices"][0]["number"],
        "broken promise",
        card["follow_ups"][0]["reason"],
    ]
    assert [word for word in wanted if word not in text] == []


_LONG_ID, _LONG_NUMBER = "CUSTOMER-GROUP-EUROPE-NORTH-000001", "N" * 71
_LONG_NAME = "The Northern European Group of Customers of Things and Other Things Limited"


@pytest.fixture
def told_of(tmp_path: Path) -> Path:
    """Make a book of one account with long names, a bill that is disputed and promised in part, and ended promises."""
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "Account,Name,Invoice,Due,Balance,Currency,PO,Zone\n"
        f"{_LONG_ID},{_LONG_NAME},{_LONG_NUMBER},2026-02-05,100.00,GBP,PO-7788-OF-THE-NORTH,America/New_York\n"
        f"{_LONG_ID},{_LONG_NAME},B-2,2027-02-05,50.00,GBP,,America/New_York\n"
    )
    book = tmp_path / "book.sqlite3"
    assert arcall("import", ledger, "--creditor", "Seller", book=book).code == 0
    for day in ("2026-12-01", "2026-12-02"):
        promise = ["--promise", f"60.00@{day}", "--invoice", _LONG_NUMBER, "--said-by", f"Ann of {day}"]
        assert arcall("log", _LONG_ID, "PTP", *promise, book=book).code == 0
    promise = ["--promise", "60.00@2027-01-10", "--invoice", _LONG_NUMBER]
    assert arcall("log", _LONG_ID, "PTP", *promise, book=book).code == 0
    dispute = ["--reason", "quality", "--owner", "sales", "--amount", "40.00", "--invoice", _LONG_NUMBER]
    assert arcall("log", _LONG_ID, "DISP", *dispute, book=book).code == 0
    for paid in (["--reference", "R 7"], ["--amount", "30.00"]):
        assert arcall("log", _LONG_ID, "PAID", "--invoice", "B-2", *paid, book=book).code == 0
    assert arcall("log", _LONG_ID, "PAID", "--amount", "10.00", book=book).code == 0  # of whatever
    return book


def _laid_out(book: Path, width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("arcall_tui.cli.queue_verbs.terminal_width", lambda: width)
    said = arcall("show", _LONG_ID, book=book)
    assert said.code == 0
    assert all(cell_len(line) <= width for line in said.out.splitlines() if width)
    return said.out


@for_each("width", [0, 300, 120, 80])
def test_an_account_is_told_whole_at_any_width(told_of: Path, width: int, monkeypatch: pytest.MonkeyPatch):
    text = _laid_out(told_of, width, monkeypatch)
    told = " ".join(text.split())
    wanted = [_LONG_NAME, f"Seller/{_LONG_ID}", "America/New_York", "PO-7788-OF-THE-NORTH"]
    wanted += [
        "05 Feb 26",
        "05 Feb 27",
        "GBP 100.00",
        "GBP 40.00 disputed: quality",
        "GBP 60.00 promised 10 Jan 27",
        "GBP 50.00 says GBP 30.00 paid 20 Nov 26",
    ]
    wanted += [
        f"GBP 60.00 by {day} Dec 26 withdrawn, made 20 Nov 26, by Ann of 2026-12-{day}"
        for day in ("01", "02")
    ]
    wanted += ["GBP 60.00 by 10 Jan 27 open", "GBP 40.00 open, with sales, news due"]
    assert [each for each in wanted if each not in told] == []
    assert text.count("N" * 40) == 1
    assert "…" not in text
    assert re.findall(r"says .*paid 20 Nov 26", text) == [
        "says GBP 30.00 paid 20 Nov 26"
    ]  # once, and not on the other


def test_each_day_of_an_account_is_told_with_its_year(told_of: Path):
    text = arcall("show", _LONG_ID, book=told_of).out
    facts = [
        line for line in text.splitlines() if line[1:9].strip() not in {"Why now", "Why not", "Aim", "Rank"}
    ]
    days = re.findall(rf"\b\d\d? (?:{'|'.join(month_abbr[1:])})\b *(\d*)", "\n".join(facts))
    assert len(days) > 10
    assert "" not in days


def test_of_many_promises_all_that_count_and_the_last_that_ended_are_told(told_of: Path):
    plan = [word for day in range(1, 16) for word in ("--promise", f"4.00@2027-02-{day:02}")]
    for _ in range(2):
        assert arcall("log", _LONG_ID, "PLAN", *plan, "--invoice", _LONG_NUMBER, book=told_of).code == 0
    states = [each["state"] for each in arcall("show", _LONG_ID, "--json", book=told_of).json["promises"]]
    text = arcall("show", _LONG_ID, book=told_of).out
    assert text.count(" open, made") == states.count("open") >= 15
    assert text.count(" withdrawn, made") == 12 < states.count("withdrawn")
    assert f"          and {states.count('withdrawn') - 12} earlier\n" in text


def test_an_unknown_account_is_wrong_usage_and_names_the_nearest(sample_book: Path):
    said = arcall("show", "C00011", book=sample_book)
    assert (said.code, said.out) == (2, "")
    assert "C0001" in said.err
    assert len(said.err.splitlines()) == 1


def test_filters_are_kept_listed_used_and_forgotten_from_the_shell(sample_book: Path):
    assert arcall("filters", "over:60d", "=late", "5", book=sample_book).out == "=late  5  over:60d\n"
    assert arcall("queue", "--filter", "=late", "--json", book=sample_book).json
    assert arcall("filters", "--", "-=late", book=sample_book).out == "No filter is kept.\n"
    assert "no filter =late" in arcall("filters", "--", "-=late", book=sample_book).err
    assert "End it with =NAME" in arcall("filters", "over:60d", book=sample_book).err
    assert arcall("undo", book=sample_book).code == 0
    assert arcall("filters", "--json", book=sample_book).json == [
        {"name": "late", "key": "5", "words": "over:60d"}
    ]
    assert arcall("redo", book=sample_book).out == "Done again: filter =late forgotten\n"
