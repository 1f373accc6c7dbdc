"""A dry run looks at a copy: the book is not made, not locked, not changed, and nothing is left behind."""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from arcall_tui.domain.ledger_rows import Counts
from arcall_tui.errors import BookError
from arcall_tui.store.imports.compare import Intake
from arcall_tui.workday.imports import importing
from arcall_tui.workday.imports.import_report import ImportOptions
from arcall_tui.workday.imports.importing import LedgerRefusedError
from arcall_tui.workday.imports.said import changed, on_screen
from cases import for_each
from ledger_files import TODAY, ask, item, take_in, text_of
from shell import arcall
from test_import_book import FIVE


def test_a_dry_run_makes_no_book(tmp_path: Path):
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(text_of(FIVE))
    book = tmp_path / "folder" / "slip.sqlite3"
    said = arcall("import", ledger, "--dry-run", "--currency", "USD", "--json", book=book)
    assert (said.code, said.json["invoices"]["new"]) == (0, len(FIVE))
    ledger.write_text("nothing\n")
    assert arcall("import", ledger, "--dry-run", book=book).code == 3
    assert not book.parent.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"ledger.csv", "home"}


def test_the_caller_can_go_on_writing_while_a_file_is_looked_at(tmp_path: Path):
    take_in(tmp_path, FIVE)
    wrote = []

    def meanwhile(done: int, size: int) -> bool:  # noqa: ARG001 - what a progress is told
        with closing(sqlite3.connect(tmp_path / "book.sqlite3", timeout=0)) as other, other:
            other.execute(
                "INSERT OR REPLACE INTO draft (account_id, note, at) VALUES (1, 'typed', '2026-03-02')"
            )
        wrote.append(1)
        return True

    rows = [*FIVE[:4], item("C9", "9", "1.00")]
    report = _looked_at(tmp_path, rows, meanwhile)
    assert (report.invoices.new, report.invoices.closed) == (1, 1)
    assert wrote
    with closing(sqlite3.connect(tmp_path / "book.sqlite3")) as book:
        assert book.execute("SELECT note FROM draft").fetchall() == [("typed",)]
        assert book.execute("SELECT count(*) FROM invoice").fetchone() == (len(FIVE),)


def _looked_at(
    folder: Path, rows: list[tuple[object, ...]], progress: Callable[[int, int], bool]
) -> importing.ImportReport:
    whole = importing.import_ledger

    def told(*arguments: object) -> importing.ImportReport:
        return whole(*arguments, progress)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ledger_files.import_ledger", told)
        return take_in(folder, rows, on=TODAY + timedelta(days=1), dry_run=True)


def test_an_import_that_would_leave_rows_without_their_account_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    take_in(tmp_path, FIVE)
    write = Intake.finish

    def loses_one(intake: Intake, gone: Sequence[int]) -> Counts:
        done = write(intake, gone)
        intake.connection.execute("DELETE FROM account WHERE ledger_id = 'C1'")
        return done

    monkeypatch.setattr(Intake, "finish", loses_one)
    with pytest.raises(BookError, match="Nothing was taken in"):
        take_in(tmp_path, [*FIVE, item("C9", "9", "1.00")], on=TODAY + timedelta(days=1))
    assert ask(tmp_path, "SELECT count(*) FROM account") == [(len(FIVE),)]


def test_nothing_is_left_of_the_copy(tmp_path: Path):
    take_in(tmp_path, FIVE)
    before = sorted(path.name for path in tmp_path.iterdir())
    content = (tmp_path / "book.sqlite3").read_bytes()
    later = TODAY + timedelta(days=1)
    take_in(tmp_path, FIVE, on=later, dry_run=True)
    with pytest.raises(LedgerRefusedError, match="not in this ledger"):
        take_in(tmp_path, FIVE[:1], on=later, dry_run=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "book.sqlite3").read_bytes() == content


@for_each(
    "option",
    ["--map 'balance=Amount Due'", "--map number=Invoice --map 'kind=Doc. type'", "--ignore 'Late Fee'", "--status 'Sent back=void'",
     "--status Sale=open --status Return=credit", "--date-order dmy", "--currency EUR", "--map 'name=Firm (Oak)'", "--add-up"],
)  # fmt: skip
def test_an_answer_may_be_typed_as_the_screen_shows_it(option: str):
    assert changed(ImportOptions(), on_screen(option)) == changed(ImportOptions(), option) != ImportOptions()
    assert changed(ImportOptions(), "name=Owner's name").mapping == {"name": "Owner's name"}


@example("by --days", "x")
@given(*[st.from_regex(r"[a'=][ab'=-]{0,4}( [ab'=-]{1,4}){0,2}", fullmatch=True)] * 2)
def test_any_heading_comes_back_whole_from_the_options_that_name_it(one: str, other: str):
    said = f"--map {shlex.quote(f'due_date={one}')} --ignore {shlex.quote(other)} --add-up"
    options = changed(ImportOptions(), said)
    assert (options.mapping, options.ignored, options.add_up) == ({"due_date": one}, (other,), True)
