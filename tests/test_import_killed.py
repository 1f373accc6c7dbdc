"""A kill in the middle of an import leaves the book as it was before."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from ledger_files import TODAY, ask, item, take_in, text_of

ROWS = [item(f"C{n % 500}", str(n), f"{n}.00") for n in range(1, 801)]
MORE = [item(f"C{n % 500}", str(n), f"{n + 1}.00") for n in range(1, 3_001)]

CHILD = """
import sqlite3, sys
from datetime import date
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import ledger_files
from arcall_tui import private_files
from arcall_tui.store.imports import compare, steps
from arcall_tui.workday.imports import importing as taking
if sys.argv[5] == "large":
    taking.LARGE = -1
def pause():
    print("here", flush=True)
    sys.stdin.read()
add, settle, done = compare.Intake.add, steps.Steps.settle, []
def spy(self, batch):
    add(self, batch)
    done.append(1)
    if str(len(done)) == sys.argv[4]:
        pause()
def spy_settle(self):
    settle(self)
    if sys.argv[4] == "end":
        pause()
compare.Intake.add, steps.Steps.settle = spy, spy_settle
folder = Path(sys.argv[2])
def spy_run(self, connection, progress):
    try:
        sqlite3.connect(folder / "book.sqlite3", timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        print(error, flush=True)
    return run(self, connection, progress)
take_name = private_files.take_name
def spy_name(beside, path):
    if sys.argv[4] == "renaming" and path.name == "book.sqlite3":
        pause()
    take_name(beside, path)
    if sys.argv[4] == "renamed" and path.name == "book.sqlite3":
        pause()
private_files.take_name = spy_name
if sys.argv[4] == "locked":
    run, taking._Import.run = taking._Import.run, spy_run
ledger_files.take_in(
    folder, (folder / "more.csv").read_bytes(), on=date.fromisoformat(sys.argv[3]), confirm_closures=True
)
"""


def child(folder: Path, on: date, until: str, *, large: bool = False) -> subprocess.Popen[str]:
    """Start an import that says that it is there, and waits; `large`: it works beside the book."""
    size = "large" if large else ""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(Path(__file__).parent), str(folder), on.isoformat(), until, size],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a kill that cannot be caught")
@pytest.mark.parametrize(("until", "first"), [("1", False), ("5", True), ("end", False)])
def test_a_kill_in_the_middle_leaves_the_book_as_it_was(tmp_path: Path, until: str, first: bool):  # noqa: FBT001
    take_in(tmp_path, ROWS, creditor="Other" if first else "")
    (tmp_path / "more.csv").write_text(text_of(MORE))
    what = "SELECT count(*), sum(balance), (SELECT count(*) FROM follow_up), (SELECT count(*) FROM account) FROM invoice"
    before = ask(tmp_path, what)
    running = child(tmp_path, TODAY + timedelta(1), until)
    assert running.stdout is not None
    assert running.stdout.readline() == "here\n"
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert ask(tmp_path, what) == before
    assert ask(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    # The book is not stuck: the same import goes through afterwards.
    report = take_in(tmp_path, (tmp_path / "more.csv").read_bytes(), on=TODAY + timedelta(1))
    assert report.invoices.new == len(MORE) - (0 if first else len(ROWS))


def test_an_import_waits_while_another_program_writes(tmp_path: Path):
    take_in(tmp_path, ROWS[:10])
    (tmp_path / "more.csv").write_text(text_of(MORE[:20]))
    writer = sqlite3.connect(tmp_path / "book.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    running = child(tmp_path, TODAY + timedelta(1), "locked")
    assert running.stdout is not None
    assert running.stdout.readline() == "database is locked\n"  # and yet it goes on to ask
    writer.execute("COMMIT")
    writer.close()
    assert running.wait(timeout=30) == 0
    assert ask(tmp_path, "SELECT count(*) FROM invoice") == [(20,)]
