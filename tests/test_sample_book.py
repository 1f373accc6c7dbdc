"""The sample book: the same for the same seed and day, alive, and made of nobody."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arcall_tui.rules.policy_file import load_policy
from arcall_tui.workday.sample import book as sample
from arcall_tui.workday.sample.book import make_sample, sample_rows, working_moment
from cases import for_each
from shell import SAMPLE_DAY, in_queue
from tries import DEEP

ROOT = Path(__file__).parents[1]


def _dump(path: Path) -> list[str]:
    """All that the book holds but what is worked out of it, and its record's links: salts are random, moments the system's."""
    with closing(sqlite3.connect(path)) as book:
        book.execute("DELETE FROM record_link")
        book.execute("DELETE FROM standing")
        book.execute("DELETE FROM setting")
        return list(book.iterdump())


def _ask(path: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as book:
        return book.execute(sql).fetchall()


def test_the_same_seed_and_day_give_the_same_book(tmp_path: Path, kept_sample: Path):
    again, ranked = tmp_path / "again.sqlite3", Path(shutil.copy(kept_sample, tmp_path))
    make_sample(again, SAMPLE_DAY)
    assert _dump(again) == _dump(ranked)


def test_another_seed_gives_another_book(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sample, "CUSTOMERS", 30)
    assert sample_rows(SAMPLE_DAY, seed=8).tables != sample_rows(SAMPLE_DAY, seed=7).tables


def test_it_holds_what_a_caller_meets_in_a_year(whole_sample: Path):
    (counts,) = _ask(
        whole_sample,
        """SELECT (SELECT count(*) FROM account), (SELECT count(DISTINCT country) FROM account),
                  (SELECT count(DISTINCT zone) FROM account), (SELECT count(DISTINCT currency) FROM invoice),
                  (SELECT count(*) FROM invoice WHERE kind = 'credit note' AND settled_on IS NULL),
                  (SELECT count(*) FROM invoice WHERE settled_on IS NULL AND balance BETWEEN 1 AND amount - 1)""",
    )
    accounts, countries, zones, currencies, credits_, partly_paid = counts
    assert accounts == 150
    assert min(countries, zones) >= 12
    assert currencies >= 8
    assert credits_ >= 2
    assert partly_paid >= 5
    for creditor in ("Quayfoods", "Torvbolt", "Quillsoft"):
        (own,) = _ask(
            whole_sample,
            f"""SELECT count(*) FROM account JOIN creditor ON creditor.id = creditor_id
                WHERE creditor.name = '{creditor}'""",
        )
        assert own[0] >= 20, creditor
    early = "SELECT count(*) FROM promise WHERE state = 'kept' AND settled_on < due_on"
    assert _ask(whole_sample, early)[0][0] >= 10
    assert _ask(whole_sample, "SELECT count(*) FROM dispute WHERE resolved_on IS NOT NULL")[0][0] >= 10
    assert _ask(whole_sample, "SELECT count(*) FROM dispute JOIN activity ON activity.id = activity_id"
                " WHERE opened_on <> workday") == [(0,)]  # fmt: skip
    states = dict(_ask(whole_sample, "SELECT state, count(*) FROM promise GROUP BY state"))
    assert min(states["kept"], states["broken"], states["open"]) >= 10
    assert _ask(whole_sample, "SELECT count(*) FROM dispute WHERE state = 'open'")[0][0] >= 5
    oldest, newest = _ask(whole_sample, "SELECT min(invoice_date), max(invoice_date) FROM invoice")[0]
    assert oldest < str(SAMPLE_DAY - timedelta(days=365)) < newest < str(SAMPLE_DAY)


@pytest.mark.usefixtures("all_customers")
@for_each("days", [0, 2, 3, 170] if DEEP else [3])
def test_on_any_day_it_has_commitments_calls_and_a_next_step_for_every_account(tmp_path: Path, days: int):
    day = SAMPLE_DAY + timedelta(days=days)
    book = tmp_path / "b.sqlite3"
    make_sample(book, day)
    assert _ask(book, "PRAGMA foreign_key_check") == []
    assert _ask(book, "PRAGMA integrity_check") == [("ok",)]
    without = """SELECT ledger_id FROM account WHERE id IN (SELECT account_id FROM invoice WHERE settled_on IS NULL)
                 AND id NOT IN (SELECT account_id FROM follow_up WHERE done_at IS NULL)"""
    assert _ask(book, without) == []
    assert _ask(book, f"SELECT count(*) FROM activity WHERE workday >= '{day}'") == [(0,)]
    over = """SELECT invoice.number FROM invoice JOIN promise_line ON invoice_id = invoice.id
              JOIN promise ON promise.id = promise_id WHERE state IN ('open', 'unverified')
              GROUP BY invoice.id HAVING sum(promise_line.amount) > balance"""
    assert _ask(book, over) == []
    (due,) = _ask(book, f"SELECT count(*) FROM follow_up WHERE kind = 'call back' AND due_on >= '{day}'")[0]
    assert due == 3


def test_it_reads_as_a_working_queue(whole_sample: Path):
    codes = {reason["code"] for entry in in_queue(whole_sample) for reason in entry["reasons"]}
    assert {
        "call_back_due",
        "broken_promise",
        "value",
        "hold",
        "no_number",
        "outside_hours",
        "later",
    } <= codes


def test_nobody_in_it_can_be_rung_or_written_to(whole_sample: Path):
    contacts = _ask(whole_sample, "SELECT phone, email FROM contact")
    fictional = re.compile(
        r"\+44 (20 7946|161 496|117 496) 0|\+353 20 91|\+49 (30 23125|69 90009|89 99998) |\+33 1 99 00 |\+61 2 5550 |.* ?555 ?0"
    )
    assert [phone for phone, _ in contacts if not fictional.match(phone)] == []
    assert [email for _, email in contacts if not email.endswith(".example")] == []


def test_the_shipped_ledger_is_what_its_script_makes():
    made = subprocess.run(
        [sys.executable, ROOT / "data" / "make_sample_ledger.py"], check=True, capture_output=True
    )
    assert made.stdout == (ROOT / "data" / "sample_ledger.csv").read_bytes()


@for_each(
    ("now", "shown"),
    [
        ("2026-11-20T11:30", "2026-11-20T11:30"),  # a Friday at work
        ("2026-11-20T22:30", "2026-11-20T10:05"),  # in the evening
        ("2026-11-21T11:30", "2026-11-23T10:05"),  # on Saturday
    ],
)
def test_the_samples_clock_stands_in_working_hours(now: str, shown: str):
    zone = ZoneInfo("Europe/London")
    start = working_moment(datetime.fromisoformat(now).replace(tzinfo=zone), zone, load_policy(None))
    assert start == datetime.fromisoformat(shown).replace(tzinfo=zone)
