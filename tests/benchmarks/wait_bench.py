"""How long a logged call waits while a ledger of 300,000 rows is imported by another process, against one on a book at rest."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import import_bench

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.calls.record import log_call
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk

ROWS = 300_000
LIMIT_MS = 250.0
PAUSE = 0.05  # seconds between calls


def run(rows: int = ROWS) -> list[dict[str, Any]]:
    """Return one line: the median of a call on the book at rest, the longest while the second day's ledger goes in."""
    with tempfile.TemporaryDirectory(prefix="arcall-bench-") as place:
        folder = Path(place)
        book = folder / "book.sqlite3"
        first, second = import_bench.make_ledgers(folder, rows)
        import_bench.ours(book, first, import_bench.AS_OF)
        day = import_bench.AS_OF + timedelta(days=1)
        clock = Clock(ZoneInfo("UTC"), datetime(day.year, day.month, day.day, 10, tzinfo=UTC))
        desk = Desk(book, clock, Settings("UTC", "set"), load_policy(None))
        accounts = (key for (key,) in desk.book.execute("SELECT id FROM account ORDER BY id").fetchall())
        desk.ranking.rank_day()  # as a screen has by then
        log_call(desk, next(accounts), Outcome(Code.NA))
        ends = time.perf_counter() + 2
        rest = list(_calls(desk, accounts, lambda: time.perf_counter() > ends))
        work = [sys.executable, "-c", import_bench.WORK, str(book), str(second), day.isoformat()]
        with subprocess.Popen(work, stdout=subprocess.DEVNULL) as taking:
            waits = list(_calls(desk, accounts, lambda: taking.poll() is not None))
        assert taking.returncode == 0, "the import failed"
        (logged,) = desk.book.execute("SELECT count(*) FROM activity").fetchone()
        assert logged == 1 + len(rest) + len(waits), "a call was lost"
        desk.close()
    line = {
        "name": f"longest of {len(waits)} calls while {rows:,} rows go in",
        "floor_ms": round(statistics.median(rest), 1),
    }
    return [{**line, "ours_ms": round(max(waits), 1), "ratio": round(max(waits), 1), "limit": LIMIT_MS}]


def _calls(desk: Desk, accounts: Iterator[int], done: Callable[[], bool]) -> Iterator[float]:
    """Log a call on one account after another until it is done; yield the milliseconds of each."""
    while not done():
        account = next(accounts)
        began = time.perf_counter()
        desk.keep_up()
        log_call(desk, account, Outcome(Code.NA))
        yield (time.perf_counter() - began) * 1000
        time.sleep(PAUSE)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(), indent=2) + "\n")
