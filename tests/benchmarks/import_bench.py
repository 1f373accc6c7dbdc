"""Times taking a ledger of 1,000,000 rows in, against `sqlite3 .import` of the same rows, in the same run."""

from __future__ import annotations

import csv
import json
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROWS = 1_000_000
ACCOUNTS = 20_000
FIRST_LIMIT, SECOND_LIMIT, MEMORY_LIMIT_MB = 2.5, 3.0, 250.0
AS_OF = date(2026, 6, 30)
HEADER = (
    "customer id,customer name,country,phone,email,invoice number,invoice date,due date,amount,open balance,"
    "currency,settled date,po number"
).split(",")

# What `.import` fills: the same columns, typed, with the key.
_TABLE = """CREATE TABLE ledger (customer_id TEXT NOT NULL, name TEXT, country TEXT, phone TEXT, email TEXT,
    number TEXT NOT NULL, invoiced DATE, due DATE, amount NUMERIC, balance NUMERIC, currency TEXT, settled DATE,
    po TEXT, PRIMARY KEY (customer_id, number));"""

WORK = """
import json, resource, sys, time
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.imports.importing import ImportOptions, import_ledger
book, ledger, as_of = sys.argv[1:]
day = date.fromisoformat(as_of)
clock = Clock(ZoneInfo("UTC"), datetime(day.year, day.month, day.day, 20, tzinfo=UTC))
began = time.perf_counter()
report = import_ledger(Path(book), Path(ledger), ImportOptions(as_of=day), clock, Settings("UTC", "set"), load_policy(None))
took = time.perf_counter() - began
status = Path("/proc/self/status")
if status.exists():  # what `getrusage` says of a process that another one began may be the other's
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
print(json.dumps({"ms": took * 1000, "mb": peak, "report": report.as_json()}))
"""


def make_ledgers(folder: Path, rows: int = ROWS, accounts: int = ACCOUNTS) -> tuple[Path, Path]:
    """Write the ledger of one day, and that of the next with about 5 % of the items settled since."""
    dice = random.Random(20261120)
    first, second = folder / "first.csv", folder / "second.csv"
    spell = {day: (AS_OF - timedelta(days=day)).isoformat() for day in range(-60, 1500)}
    with first.open("w", newline="") as one, second.open("w", newline="") as two:
        writers = csv.writer(one), csv.writer(two)
        for writer in writers:
            writer.writerow(HEADER)
        for number in range(rows):
            account = dice.randrange(accounts)
            head = [
                f"C{account:06}",
                f"Customer {account} Trading Ltd",
                ("GB", "US", "DE", "IN")[account % 4],
                f"+44 20 7946 {account % 10000:04}",
                f"ap{account}@example.com",
                f"INV-{number:08}",
            ]
            amount = f"{dice.randrange(1_000, 5_000_000) / 100:.2f}"
            chance = dice.random()
            age = dice.randrange(1, 150) if chance < 0.2 else dice.randrange(200, 1400)
            dates = [spell[age], spell[age - 30]]
            tail = ["GBP", "", f"PO{number % 70_000}"]
            settled = "" if chance < 0.2 else spell[max(1, age - 30 - dice.randrange(-5, 60))]
            for writer, end in (
                (writers[0], settled),
                (writers[1], spell[0] if 0.15 < chance < 0.2 else settled),
            ):
                tail[1] = end
                writer.writerow([*head, *dates, amount, "0.00" if end else amount, *tail])
    return first, second


def floor(ledger: Path, folder: Path) -> float:
    """Return the milliseconds that `sqlite3 .import` takes into a fresh table with its key."""
    target = folder / "floor.sqlite3"
    target.unlink(missing_ok=True)
    began = time.perf_counter()
    if shell := shutil.which("sqlite3"):
        script = f"{_TABLE}\n.import --csv --skip 1 {ledger} ledger\n"
        subprocess.run([shell, str(target)], input=script, text=True, check=True, stdout=subprocess.DEVNULL)
    else:
        _floor_in_python(ledger, target)
    return (time.perf_counter() - began) * 1000


def _floor_in_python(ledger: Path, target: Path) -> None:
    connection = sqlite3.connect(target)
    connection.execute(_TABLE)
    with ledger.open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        connection.executemany(f"INSERT INTO ledger VALUES ({', '.join('?' * len(HEADER))})", rows)
    connection.commit()
    connection.close()


def ours(book: Path, ledger: Path, as_of: date) -> dict[str, Any]:
    """Import in a process of its own; return its milliseconds, peak megabytes and report."""
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(book), str(ledger), as_of.isoformat()],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def run(times: int = 3, rows: int = ROWS) -> list[dict[str, Any]]:
    """Return one line per figure: name, floor_ms, ours_ms (medians), ratio, limit; memory in MB as ratio."""
    with tempfile.TemporaryDirectory(prefix="arcall-bench-") as place:
        folder = Path(place)
        first, second = make_ledgers(folder, rows)
        floors: list[float] = []
        days: tuple[list[float], list[float]] = ([], [])
        peaks: list[float] = []
        for _ in range(times):
            floors.append(floor(first, folder))
            book = folder / "book.sqlite3"
            book.unlink(missing_ok=True)
            for day, ledger, as_of in ((0, first, AS_OF), (1, second, AS_OF + timedelta(days=1))):
                done = ours(book, ledger, as_of)
                days[day].append(done["ms"])
                peaks.append(done["mb"])
    base = statistics.median(floors)
    lines = [
        _line(name, base, statistics.median(took), limit)
        for name, took, limit in (
            (f"import of {rows:,} rows, first", days[0], FIRST_LIMIT),
            (f"import of {rows:,} rows, second day", days[1], SECOND_LIMIT),
        )
    ]
    memory = {"name": "import, peak memory in MB", "floor_ms": None, "ours_ms": None}
    return [*lines, {**memory, "ratio": round(max(peaks), 1), "limit": MEMORY_LIMIT_MB}]


def _line(name: str, base: float, took: float, limit: float) -> dict[str, Any]:
    return {
        "name": name, "floor_ms": round(base, 1), "ours_ms": round(took, 1), "ratio": round(took / base, 3), "limit": limit,
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(), indent=2) + "\n")
