"""A kill in the middle of an import leaves the book as it was before."""

from __future__ import annotations

import os
import sqlite3
from datetime import date, timedelta
from itertools import count
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from arcall_tui import private_files
from arcall_tui.store.imports.compare import Intake
from arcall_tui.store.imports.steps import Steps
from arcall_tui.workday.imports import importing, one_import
from cases import for_each
from ledger_files import TODAY, ask, item, take_in, text_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that begins where this one is")
ROWS = [item(f"C{n % 500}", str(n), f"{n}.00") for n in range(1, 451)]
MORE = [item(f"C{n % 500}", str(n), f"{n + 1}.00") for n in range(1, 1_251)]


class Import:
    """An import in a process of its own, that says where it is and waits until it is let go on or killed."""

    def __init__(self, folder: Path, on: date, until: str, *, large: bool = False) -> None:
        self._line, theirs = Pipe()
        self._process = get_context("fork").Process(
            target=_take_in, args=(folder, on, until, theirs), kwargs={"large": large}
        )
        self._process.start()
        theirs.close()

    def said(self) -> str:
        assert self._line.poll(60)
        return str(self._line.recv())

    def kill(self) -> None:
        self._process.kill()
        self._process.join()

    def goes_on(self) -> None:
        self._line.send("go on")

    def ends_well(self) -> bool:
        self.goes_on()
        self._process.join(60)
        return self._process.exitcode == 0


def _take_in(folder: Path, on: date, until: str, line: Connection, *, large: bool) -> None:
    """Import more.csv; wait first (`until` is "locked"), after so many batches, at the end, or before or after the book is renamed."""
    if large:
        importing.LARGE = -1  # it works beside the book
    batches = count(1)
    add, settle, run = Intake.add, Steps.settle, one_import.OneImport.run
    take_name = private_files.take_name

    def pause(*, here: bool) -> None:
        if here:
            line.send("here")
            line.recv()

    def spy_add(self: Intake, batch: Any) -> None:  # noqa: ANN401
        add(self, batch)
        pause(here=str(next(batches)) == until)

    def spy_settle(self: Steps) -> None:
        settle(self)
        pause(here=until == "end")

    def spy_run(self: Any, *given: Any) -> Any:  # noqa: ANN401
        try:
            sqlite3.connect(folder / "book.sqlite3", timeout=0, isolation_level=None).execute(
                "BEGIN IMMEDIATE"
            )
        except sqlite3.OperationalError as error:
            line.send(str(error))
        return run(self, *given)

    def spy_name(beside: Path, path: Path) -> None:
        ours = path.name == "book.sqlite3"
        pause(here=ours and until == "renaming")
        take_name(beside, path)
        pause(here=ours and until == "renamed")

    Intake.add, Steps.settle, private_files.take_name = spy_add, spy_settle, spy_name  # type: ignore[method-assign]
    if until == "locked":
        one_import.OneImport.run = spy_run  # type: ignore[method-assign]
        pause(here=True)
    take_in(folder, (folder / "more.csv").read_bytes(), on=on, confirm_closures=True)


@for_each(("until", "first"), [("1", False), ("3", True), ("end", False)])
def test_a_kill_in_the_middle_leaves_the_book_as_it_was(tmp_path: Path, until: str, first: bool):  # noqa: FBT001
    take_in(tmp_path, ROWS, creditor="Other" if first else "")
    (tmp_path / "more.csv").write_text(text_of(MORE))
    what = "SELECT count(*), sum(balance), (SELECT count(*) FROM follow_up), (SELECT count(*) FROM account) FROM invoice"
    before = ask(tmp_path, what)
    running = Import(tmp_path, TODAY + timedelta(1), until)
    assert running.said() == "here"
    running.kill()
    assert ask(tmp_path, what) == before
    assert ask(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    # The book is not stuck: the same import goes through afterwards.
    report = take_in(tmp_path, (tmp_path / "more.csv").read_bytes(), on=TODAY + timedelta(1))
    assert report.invoices.new == len(MORE) - (0 if first else len(ROWS))


def test_an_import_waits_while_another_program_writes(tmp_path: Path):
    take_in(tmp_path, ROWS[:10])
    (tmp_path / "more.csv").write_text(text_of(MORE[:20]))
    running = Import(tmp_path, TODAY + timedelta(1), "locked")  # before: a lock is no fork's
    assert running.said() == "here"
    writer = sqlite3.connect(tmp_path / "book.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    running.goes_on()
    assert running.said() == "database is locked"  # and yet it goes on to ask
    writer.execute("COMMIT")
    writer.close()
    assert running.ends_well()
    assert ask(tmp_path, "SELECT count(*) FROM invoice") == [(20,)]
