"""A large import works on a copy beside the book: what is recorded meanwhile counts as done before it, and nothing waits."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import ArcallError, BookError
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.store.book import cipher
from arcall_tui.store.imports.beside import Beside
from arcall_tui.store.imports.steps import Steps
from arcall_tui.workday.book import erasing, locking
from arcall_tui.workday.calls import own_programs, record
from arcall_tui.workday.desk.checking import tampering
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.standings_today import Standings
from arcall_tui.workday.imports import importing, taken
from cases import for_each
from ledger_files import TODAY, ask, item, take_in, taken_in, text_of
from test_import_killed import Import
from test_import_promises import LATER, MADE, promise
from test_workday_ranking import DEEDS, days
from tries import tries

FIRST = [item(f"C{n}", f"{n}-{k}", "100.00") for n in range(1, 5) for k in range(3)]
# Of each customer one bill is paid, one in part and one is new; one customer is new, one is gone.
SECOND = [
    *[item(f"C{n}", f"{n}-1", "100.00") for n in range(1, 4)],
    *[item(f"C{n}", f"{n}-2", "40.00", amount="100.00") for n in range(1, 4)],
    *[item(f"C{n}", f"{n}-3", "70.00") for n in (1, 2, 3, 9)],
]
NEXT = TODAY + timedelta(days=1)


def desk_of(folder: Path, on: date = TODAY) -> Desk:
    clock = Clock(ZoneInfo("UTC"), datetime(on.year, on.month, on.day, 12, tzinfo=UTC))
    return Desk(folder / "book.sqlite3", clock, Settings("UTC", "test"), load_policy(None))


@contextmanager
def meanwhile(work: Callable[[], object], times: int = 1) -> Iterator[list[int]]:
    """Have every import work beside the book, and do `work` when it has read all and not yet taken the book's place."""
    done: list[int] = []
    plain, large = Beside.take_its_place, importing.LARGE

    def spy(self: Beside, settle: Callable[..., None]) -> None:
        done.append(1)
        if len(done) <= times:
            work()
        plain(self, settle)

    Beside.take_its_place, importing.LARGE = spy, -1  # type: ignore[method-assign]
    try:
        yield done
    finally:
        Beside.take_its_place, importing.LARGE = plain, large  # type: ignore[method-assign]


def second(folder: Path) -> None:
    take_in(folder, SECOND, on=NEXT, confirm_closures=True)


# What is on record and owed, with names in place of numbers that an import beside the book gives otherwise.
TOLD = (
    """SELECT ledger_id, name, country, zone, hold, hold_reason, snoozed_until, consumer, payer_id, merged_into
       FROM account ORDER BY 1""",
    "SELECT ledger_id, contact.name, phone, bad_number FROM contact JOIN account ON account.id = account_id ORDER BY 1, 2, 3",
    """SELECT ledger_id, number, amount, balance, due_date, settled_on, came_from FROM invoice
       JOIN account ON account.id = account_id ORDER BY 1, 2""",
    "SELECT account_id, code, at, note, detail FROM activity ORDER BY 1, id",
    "SELECT promise.account_id, due_on, promise.amount, state, settled_on FROM promise ORDER BY id",
    "SELECT promise_id, number, promise_line.amount, paid FROM promise_line JOIN invoice ON invoice.id = invoice_id ORDER BY 1, 2",
    """SELECT ledger_id, kind, due_on, at, reason, set_by, done_at IS NULL FROM follow_up
       JOIN account ON account.id = account_id ORDER BY 1, 2, 3, 4, 5, 6, 7""",
    "SELECT ledger_id, sum(amount), count(*) FROM payment JOIN account ON account.id = account_id GROUP BY 1 ORDER BY 1",
    "SELECT label, undone_at IS NULL FROM undo_step ORDER BY id",
    "SELECT rowid, note, detail, agreed, folded FROM said ORDER BY 1",
)


def told(folder: Path) -> list[list[tuple[Any, ...]]]:
    return [ask(folder, query) for query in TOLD]


def do(folder: Path, deeds: list[tuple[str, int, int, int]]) -> None:
    with closing(desk_of(folder)) as desk:
        for what, account, other, ahead in deeds:
            with suppress(ArcallError, ValueError):
                DEEDS[what](desk, account, other, TODAY + timedelta(days=ahead))


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("morning")
    taken_in(folder, FIRST)
    do(folder, [("promise", 1, 1, 3), ("contact", 2, 2, 0), ("no answer", 3, 1, 0)])
    return folder / "book.sqlite3"


@given(days)
@example([("promise", 2, 1, 0), ("no answer", 3, 1, 0), ("step", 1, 1, 2), ("zone", 2, 1, 0)])
@example([("promise", 3, 1, 2), ("undo", 1, 1, 0), ("broken", 1, 1, 0), ("contact", 1, 1, 0)])
@example([("undo", 1, 1, 0), ("undo", 1, 1, 0), ("wrong number", 2, 1, 0), ("snooze", 4, 1, 4)])
@example([("erase", 2, 1, 0), ("no answer", 1, 1, 0)])
@example([("merge", 1, 2, 0), ("payer", 3, 1, 0)])
@settings(max_examples=tries(6), deadline=None)
def test_what_is_done_while_an_import_runs_counts_as_done_before_it(
    morning: Path, deeds: list[tuple[str, int, int, int]]
):
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        for place in (one, other):
            shutil.copyfile(morning, Path(place) / "book.sqlite3")
        do(Path(one), deeds)
        second(Path(one))
        with meanwhile(lambda: do(Path(other), deeds)):
            second(Path(other))
        assert told(Path(other)) == told(Path(one))
        assert ask(Path(other), "PRAGMA integrity_check") == [("ok",)]
        assert ask(Path(other), "PRAGMA foreign_key_check") == []
        with closing(desk_of(Path(other), NEXT)) as desk:
            assert tampering(desk) == []
            kept = desk.ranking.rank_day()
            desk.standings.judge_anew()
            assert kept == desk.ranking.rank_day()
        # Taken back, the import leaves the book with what was done meanwhile.
        for place in (one, other):
            with closing(desk_of(Path(place), NEXT)) as desk:
                taken.take_back(desk)
        assert told(Path(other)) == told(Path(one))
        assert ask(Path(other), "SELECT name FROM sqlite_schema WHERE name LIKE 'meanwhile%'") == []


@for_each(
    "second",
    [
        [item("C9", "10", "100.00"), item("C9", "11", "200.00"), item("C1", "12", "9.00")],
        [item("C2", "10", "100.00"), item("C2", "11", "200.00"), item("C1", "12", "9.00")],
        [
            item("C1", "10-A", "40.00"),
            item("C1", "10-B", "60.00", due="2026-03-20"),
            item("C1", "11", "200.00"),
            item("C1", "12", "9.00"),
        ],
    ],
    ids=["to a new customer", "to one in the book", "in parts"],
)
def test_what_was_promised_goes_along_with_bills_though_a_call_is_logged_meanwhile(
    tmp_path: Path, second: list[list[str]]
):
    rest = [item("C2", "7", "5.00"), *(item(f"R{n}", f"9{n}", "9.00") for n in range(9))]
    first = [item("C1", "10", "100.00"), item("C1", "11", "200.00"), item("C1", "12", "9.00"), *rest]
    taken_in(tmp_path, first)
    promise(tmp_path, ("100.00", LATER), number="10")
    for account in (1, 2):
        shutil.copy(tmp_path / "book.sqlite3", tmp_path / "kept")
        with closing(desk_of(tmp_path, MADE)) as desk:

            def call(desk: Desk = desk, account: int = account) -> None:
                record.log_call(desk, account, Outcome(Code.NA))

            with meanwhile(call):
                take_in(tmp_path, [*second, *rest], on=MADE, confirm_closures=True, gone="same")
        lines = ask(
            tmp_path,
            """SELECT number, promise_line.amount FROM promise_line JOIN promise ON promise.id = promise_id
               JOIN invoice ON invoice.id = invoice_id WHERE invoice.account_id = promise.account_id AND state = 'open'
               ORDER BY 1""",
        )
        assert lines in ([("10", 10_000)], [("10-A", 4_000), ("10-B", 6_000)])
        shutil.move(tmp_path / "kept", tmp_path / "book.sqlite3")


def test_a_call_does_not_wait_for_an_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    taken_in(tmp_path, FIRST)
    (tmp_path / "more.csv").write_text(text_of(SECOND))
    running = Import(tmp_path, NEXT, "1", large=True)
    assert running.said() == "here"
    monkeypatch.setattr("arcall_tui.store.book.engine._PRAGMAS", "PRAGMA busy_timeout = 0;")
    with closing(desk_of(tmp_path)) as desk:
        record.log_call(desk, 1, Outcome(Code.LM, note="meanwhile"))
    assert running.ends_well()
    assert ask(tmp_path, "SELECT note FROM activity") == [("meanwhile",)]
    assert ask(tmp_path, "SELECT count(*) FROM ledger_import") == [(2,)]


def test_nobody_waits_while_what_was_done_meanwhile_is_written_into_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    taken_in(tmp_path, FIRST)
    plain, called = Steps.settle, []

    def settling(self: Steps) -> None:
        if self.only is not None and not called:
            called.append(self.only)
            monkeypatch.setattr("arcall_tui.store.book.engine._PRAGMAS", "PRAGMA busy_timeout = 0;")
            do_one(2, "and this one")
        plain(self)

    def do_one(account: int, note: str) -> None:
        with closing(desk_of(tmp_path)) as desk:
            record.log_call(desk, account, Outcome(Code.LM, note=note))

    monkeypatch.setattr(Steps, "settle", settling)
    with meanwhile(lambda: do_one(1, "this one")) as tried:
        second(tmp_path)
    assert called
    assert len(tried) == 1
    assert ask(tmp_path, "SELECT note FROM activity ORDER BY id") == [("this one",), ("and this one",)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that begins where this one is")
@pytest.mark.parametrize("until", ["1", "end", "renaming", "renamed"])
def test_a_kill_leaves_the_book_without_the_import_or_with_all_of_it(tmp_path: Path, until: str):
    taken_in(tmp_path, FIRST)
    (tmp_path / "more.csv").write_text(text_of(SECOND))
    before = told(tmp_path)
    running = Import(tmp_path, NEXT, until, large=True)
    assert running.said() == "here"
    running.kill()
    if until == "renamed":
        assert ask(tmp_path, "SELECT count(*) FROM ledger_import") == [(2,)]
    else:
        assert told(tmp_path) == before
    do(tmp_path, [("no answer", 1, 1, 0)])
    assert ask(tmp_path, "SELECT name FROM sqlite_schema WHERE name LIKE 'meanwhile%'") == []
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".unfinished"]
    with meanwhile(lambda: None):
        take_in(tmp_path, SECOND, on=NEXT, confirm_closures=True)
    with closing(desk_of(tmp_path, NEXT)) as desk:
        assert tampering(desk) == []
    assert ask(tmp_path, "SELECT count(*) FROM ledger_import") == [(2,)]


def test_a_call_does_not_wait_for_an_import_that_is_taken_back_and_its_account_stays(tmp_path: Path):
    told_of = []
    for place in ("one", "other"):
        folder = tmp_path / place
        folder.mkdir()
        taken_in(folder, FIRST)
        second(folder)
        with closing(desk_of(folder, NEXT)) as desk:
            if place == "one":
                do(folder, [("promise", 2, 1, 3)])
                taken.take_back(desk)
            else:
                with meanwhile(partial(do, folder, [("promise", 2, 1, 3)])) as tried:
                    taken.take_back(desk)
                assert len(tried) == 2  # it began anew: the account that was called stays as it is
            assert tampering(desk) == []
        told_of.append(told(folder))
        assert ask(folder, "SELECT name FROM sqlite_schema WHERE name LIKE 'meanwhile%'") == []
        assert ask(folder, "SELECT count(*) FROM account WHERE ledger_id = '-'") == [(0,)]
    assert told_of[0] == told_of[1]


def test_what_places_rest_on_is_worked_out_before_anybody_waits_for_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    taken_in(tmp_path, FIRST)
    with closing(desk_of(tmp_path)) as desk:
        desk.ranking.rank_day()
    second(tmp_path)
    seen, plain = [], Standings.figures_under

    def spy(self: Standings, *given: Any) -> Any:  # noqa: ANN401
        seen.append(desk.book.in_transaction)
        return plain(self, *given)

    monkeypatch.setattr(Standings, "figures_under", spy)
    with closing(desk_of(tmp_path, NEXT)) as desk:
        record.log_call(desk, 1, Outcome(Code.NA))
    assert seen
    assert not any(seen)


def test_an_open_desk_goes_on_in_the_file_that_took_the_books_place(tmp_path: Path):
    taken_in(tmp_path, FIRST)
    with closing(desk_of(tmp_path, NEXT)) as desk:
        record.log_call(desk, 1, Outcome(Code.NA))
        with meanwhile(lambda: record.log_call(desk, 2, Outcome(Code.NA))):
            second(tmp_path)
        record.log_call(desk, 3, Outcome(Code.NA))
        assert record.undo(desk).label.startswith("NA")
        desk.keep_up()
        assert {each.number for each in desk.invoices(1)} == {"1-1", "1-2", "1-3"}
    assert len(ask(tmp_path, "SELECT 1 FROM activity")) == 2


def test_a_desk_does_not_go_on_in_another_book(tmp_path: Path):
    taken_in(tmp_path, FIRST)
    shutil.copyfile(tmp_path / "book.sqlite3", tmp_path / "old")
    with closing(desk_of(tmp_path)) as desk:
        record.log_call(desk, 1, Outcome(Code.NA))
        (tmp_path / "old").replace(tmp_path / "book.sqlite3")
        with pytest.raises(BookError, match="replaced or moved"):
            record.log_call(desk, 2, Outcome(Code.NA))


def test_who_is_erased_while_an_import_runs_stays_erased(tmp_path: Path):
    taken_in(tmp_path, FIRST)

    def erase() -> None:
        with closing(desk_of(tmp_path)) as desk:
            erasing.erase(desk, 2)

    with meanwhile(erase) as tried:
        second(tmp_path)
    assert len(tried) == 2  # it began anew
    assert b"C2 Ltd" not in (tmp_path / "book.sqlite3").read_bytes()


def test_of_two_imports_at_once_neither_is_lost(tmp_path: Path):
    taken_in(tmp_path, FIRST)
    other = [item("X1", "x", "10.00")]
    with meanwhile(lambda: take_in(tmp_path, other, on=NEXT, name="other.csv", creditor="Other")):
        second(tmp_path)
    assert ask(tmp_path, "SELECT count(*) FROM ledger_import") == [(3,)]
    assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE number = 'x'") == [(1,)]
    with closing(desk_of(tmp_path, NEXT)) as desk:
        assert tampering(desk) == []


def test_a_book_that_is_always_overtaken_takes_the_ledger_in_at_last(tmp_path: Path):
    taken_in(tmp_path, FIRST)

    def sneak() -> None:
        with closing(sqlite3.connect(tmp_path / "book.sqlite3")) as connection, connection:
            connection.execute("UPDATE invoice SET po = po || 'x'")

    with meanwhile(sneak, times=99):
        second(tmp_path)
    assert ask(tmp_path, "SELECT count(*) FROM ledger_import") == [(2,)]
    assert not [path for path in tmp_path.iterdir() if "unfinished" in path.name]


def test_a_refused_ledger_leaves_the_book_and_its_folder_as_they_were(tmp_path: Path):
    taken_in(tmp_path, FIRST)
    before = told(tmp_path)
    with meanwhile(lambda: None), pytest.raises(ArcallError, match="not in this ledger"):
        take_in(tmp_path, SECOND[:1], on=NEXT)
    assert told(tmp_path) == before
    assert not [path for path in tmp_path.iterdir() if "unfinished" in path.name]


def test_an_encrypted_book_stays_so_and_an_open_desk_goes_on_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    taken_in(tmp_path, FIRST)
    monkeypatch.setattr(cipher.KEYS, "passphrase", "")
    monkeypatch.setattr(cipher.KEYS, "ask", lambda _: "four plain words")
    locking.lock(tmp_path / "book.sqlite3", tmp_path / "backups", "four plain words")
    with closing(desk_of(tmp_path, NEXT)) as desk:
        with meanwhile(lambda: record.log_call(desk, 2, Outcome(Code.LM, note="meanwhile"))):
            second(tmp_path)
        record.log_call(desk, 3, Outcome(Code.NA))
        assert {each.number for each in desk.invoices(1)} == {"1-1", "1-2", "1-3"}
        assert tampering(desk) == []
        taken.take_back(desk)
        assert desk.book.execute("SELECT count(*) FROM activity").fetchone() == (2,)
    assert cipher.is_encrypted(tmp_path / "book.sqlite3")


def test_calls_that_were_handed_over_after_an_import_are_not_handed_over_again(tmp_path: Path):
    taken_in(tmp_path, FIRST)
    with closing(desk_of(tmp_path)) as desk:
        record.log_call(desk, desk.resolve("C1"), Outcome(Code.NA, "rang twice"))
        with meanwhile(lambda: None):
            second(tmp_path)
        own_programs.handed_over(desk, own_programs.call_notes(desk))
    with closing(desk_of(tmp_path)) as desk:
        assert own_programs.call_notes(desk) == []
