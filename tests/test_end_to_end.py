"""A caller's day from outside: a ledger in, calls by keys in a real terminal, a kill, and everything still there."""

from __future__ import annotations

import csv
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from shell import NOW, arcall
from tries import tries

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal and SIGKILL")
if sys.platform != "win32":
    from benchmarks.pty_driver import Terminal
    from warm import ARCALL, WarmTerminal

AS_OF = date(2013, 6, 30)
MONDAY = "2013-07-01T10:00+00:00"
HEADER = (
    "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
    "PaperlessBill,DaysToSettle,DaysLate"
).split(",")


def _american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


@pytest.fixture
def ledger(tmp_path: Path) -> tuple[Path, int, int]:
    """A settled ledger of 100 customers: m/d/yyyy, no currency. Also what was open on AS_OF: count and cents."""
    rng = random.Random(4)
    path = tmp_path / "receivables.csv"
    count = cents = 0
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        for number in range(400):
            dated = date(2012, 1, 3) + timedelta(days=rng.randrange(690))
            settled = dated + timedelta(days=rng.randrange(4, 70))
            amount = rng.randrange(500, 12_000)
            late = max(0, (settled - dated).days - 30)
            rows.writerow(
                [391, f"{number % 100:04d}-QXZRV", _american(date(2012, 3, 4)), f"{number:010d}", _american(dated),
                 _american(dated + timedelta(days=30)), f"{amount / 100:.2f}", rng.choice(("Yes", "No")),
                 _american(settled), "Paper", (settled - dated).days, late]
            )  # fmt: skip
            if dated <= AS_OF < settled:
                count, cents = count + 1, cents + amount
    return path, count, cents


@contextmanager
def _screen(book: Path) -> Iterator[Terminal]:
    terminal = WarmTerminal(ARCALL, env={"ARCALL_BOOK": str(book), "ARCALL_NOW": MONDAY})
    try:
        yield terminal
    finally:
        terminal.close()


def _next_account(book: Path) -> dict[str, Any]:
    entry: dict[str, Any] = arcall("queue", "--limit", 1, "--json", book=book, now=MONDAY).json[0]
    return entry


def _card(book: Path, account: str) -> dict[str, Any]:
    card: dict[str, Any] = arcall("show", account, "--json", book=book, now=MONDAY).json
    return card


def _is_on_screen(account: str) -> str:
    """The head of the account's card, to the right of the list."""
    return rf"│ {account} ─"


def drafts(book: Path) -> list[str]:
    """Return the notes that are kept and not on record yet."""
    with closing(sqlite3.connect(book)) as connection:
        return [note for (note,) in connection.execute("SELECT note FROM draft")]


def test_a_day_survives_a_kill(tmp_path: Path, ledger: tuple[Path, int, int]):
    book = tmp_path / "book.sqlite3"
    path, count, cents = ledger
    took = arcall("import", path, "--as-of", AS_OF, "--currency", "USD", "--json", book=book, now=MONDAY)
    assert took.code == 0, took.err
    assert took.json["totals"] == {"USD": f"{cents / 100:.2f}"}
    with closing(sqlite3.connect(book)) as connection:
        assert connection.execute("SELECT count(*) FROM invoice WHERE balance > 0").fetchone() == (count,)

    first = _next_account(book)["account"]
    with _screen(book) as screen:
        screen.wait_for(_is_on_screen(first))
        screen.wait_for("Why now")
        screen.press("n")
        screen.wait_for("NA logged, ")
        second = _next_account(book)["account"]
        screen.wait_for(_is_on_screen(second))
        screen.press("p")
        screen.wait_for("Promise to pay")
        screen.press("enter")
        screen.wait_for("PTP logged, ")
        third = _next_account(book)["account"]
        screen.wait_for(_is_on_screen(third))
        screen.press("i", *"Bank run is on Thursdays")
        screen.wait_for("draft kept")
        while drafts(book) != ["Bank run is on Thursdays"]:  # at first it is a part of it
            screen.settle()
        screen.kill(signal.SIGKILL)

    assert len({first, second, third}) == 3
    assert _card(book, first)["history"][0]["code"] == "NA"
    promised = _card(book, second)
    assert promised["history"][0]["code"] == "PTP"
    assert [promise["state"] for promise in promised["promises"]] == ["open"]
    assert "check payment" in {step["kind"] for step in promised["follow_ups"]}
    assert _card(book, third)["draft"] == "Bank run is on Thursdays"

    with _screen(book) as screen:
        screen.wait_for(_is_on_screen(third))
        screen.wait_for("Bank run is on Thursdays")
        screen.wait_for("2 calls")


def test_demo_opens_the_screen_on_the_sample_book(own_home: Path):
    screen = WarmTerminal([*ARCALL, "demo"], env={"ARCALL_NOW": NOW})
    try:
        screen.wait_for("call back asked for")
        screen.settle()
        screen.press("q")
        screen.wait_for_end()
    finally:
        screen.close()
    assert list(own_home.rglob("demo.sqlite3"))


def test_a_file_that_is_no_book_is_told_in_a_sentence(tmp_path: Path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customer")
    screen = WarmTerminal([*ARCALL, "--book", str(letter)], columns=200)
    try:
        screen.wait_for("letter.txt is not an arcall book")
        assert "Traceback" not in screen.text()
    finally:
        screen.close()
    assert letter.read_text() == "Dear customer"


_CALLER = """
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from arcall_tui.domain.activity import SetBy
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.activity import Outcome
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.calls.record import log_call, save_draft
clock = Clock(ZoneInfo("UTC"), datetime.fromisoformat(sys.argv[2]))
desk = Desk(Path(sys.argv[1]), clock, Settings("UTC", "set"), load_policy(None))
# Not those on hold, nor with a call agreed: there a call that rang out sets no step of its own.
standings = [placing.standing for placing in desk.ranking.rank_day()]
agreed = {each.account for each in standings if each.next_call and each.next_call.set_by is SetBy.CALLER}
accounts = [each.account for each in standings if each.hold is None and each.account not in agreed]
while True:
    for account in accounts:
        logged = log_call(desk, account, Outcome(Code.NA, note="rang out"))
        print(logged.call, flush=True)
"""


@pytest.mark.timeout(240)
def test_no_acknowledged_call_is_lost_to_kill_9(sample_book: Path):
    rng = random.Random(9)
    acknowledged: set[int] = set()
    for minute in range(tries(4)):
        # Each caller starts later than the last: a call from before one on record would leave its next step alone.
        now = NOW.replace("T10:00", f"T10:{5 * minute:02}")
        with subprocess.Popen(
            [sys.executable, "-c", _CALLER, str(sample_book), now], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            for _ in range(rng.randrange(1, 25)):
                acknowledged.add(int(child.stdout.readline()))
            # Somewhere within the next save.
            with pytest.raises(subprocess.TimeoutExpired):
                child.wait(rng.random() * 0.02)
            os.kill(child.pid, signal.SIGKILL)
            # What had been acknowledged before the kill may still be on its way in the pipe.
            rest = child.stdout.read().splitlines(keepends=True)
            acknowledged |= {int(line) for line in rest if line.endswith("\n")}
        with closing(sqlite3.connect(sample_book)) as book:
            assert book.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert book.execute("PRAGMA foreign_key_check").fetchall() == []
            kept = {key for (key,) in book.execute("SELECT id FROM activity")}
            # A step that was agreed before stays that call's: what counts is that the call is set for a later day.
            steps = """SELECT count(*) FROM activity AS a WHERE note = 'rang out' AND NOT EXISTS (
                SELECT 1 FROM follow_up AS f WHERE f.account_id = a.account_id AND done_at IS NULL AND f.due_on > a.workday)"""
            assert book.execute(steps).fetchone() == (0,), "a call was saved without its next step"
        assert acknowledged <= kept
    assert len(acknowledged) > 9
