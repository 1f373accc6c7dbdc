"""Times every report on 20,000 accounts and 1,000,000 invoices against the one SQL scan that it needs."""

from __future__ import annotations

import gc
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import big_book
from big_book import TODAY

from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.catalogue import report
from arcall_tui.workday.reports.report_room import Ask

LIMIT = 5.0
ROUNDS = 3
SETTLED_EACH = 40

# What a report has to read at the least: its figures by the same keys, without names, promises or the past.
_OPEN = "SELECT account_id, currency, due_date, balance FROM invoice WHERE settled_on IS NULL"
_BUCKETS = """SELECT account_id, currency, (julianday(:day) - julianday(due_date)) / 30 AS bucket, sum(balance), count(*)
    FROM invoice WHERE settled_on IS NULL GROUP BY account_id, currency, bucket"""
_SALES = "SELECT currency, invoice_date, sum(amount) FROM invoice GROUP BY currency, invoice_date"
_HABITS = """SELECT account_id, strftime('%Y', settled_on), count(*), sum(julianday(settled_on) - julianday(due_date))
    FROM invoice WHERE settled_on IS NOT NULL GROUP BY 1, 2"""
_PAID = "SELECT account_id, due_date, settled_on FROM invoice WHERE settled_on IS NOT NULL"
_MONEY = "SELECT account_id, amount, settled_on FROM invoice WHERE settled_on >= date(:day, '-14 days')"
_OVERDUE = """SELECT account_id, currency, sum(balance) FROM invoice WHERE settled_on IS NULL AND due_date < :day
    GROUP BY account_id, currency"""
_FLOW = """SELECT currency, sum(iif(invoice_date > date(:day, '-7 days'), amount, 0)),
    sum(iif(settled_on > date(:day, '-7 days'), amount, 0)), sum(balance) FROM invoice GROUP BY currency"""
_ASKED = """SELECT account.id, consumer, country, zone, contact.name, phone FROM account
    JOIN contact ON contact.account_id = account.id"""
_NOTES = "SELECT account_id, note, max(at) FROM activity GROUP BY account_id"
_STEPS = """SELECT account_id, ledger_id, name, kind, due_on, reason FROM follow_up
    JOIN account ON account.id = account_id WHERE done_at IS NULL ORDER BY due_on"""
_OF_THE_PAST = ("aging", "customers", "measures", "forecast")
FLOORS: dict[str, tuple[str, ...]] = {
    "aging": (_BUCKETS,),
    "customers": (_BUCKETS, _HABITS),
    "measures": (_SALES,),
    "forecast": (_OPEN, _PAID),
    "causes": (_BUCKETS,),
    # Beside the week before: money in, what is overdue, and DSO and CEI, each of both.
    "week": (_MONEY, _OVERDUE, _OVERDUE, _FLOW, _FLOW),
    "day": (_STEPS, _MONEY, _OVERDUE, _OVERDUE),
    "handover": (_STEPS, _OVERDUE, _ASKED, _NOTES),
}


def _book(folder: Path) -> Path:
    with mock.patch.multiple(big_book, SETTLED_EACH=SETTLED_EACH, _VERSION=f"{big_book._VERSION}-million"):
        return big_book.big_book(folder / "book.sqlite3")


# What a second ledger has changed since: 40,000 bills settled, and all of the last two months' are new with it.
_TWO_LEDGERS = f"""
    UPDATE ledger_import SET as_of = date('{TODAY}', '-60 days');
    INSERT INTO ledger_import (id, creditor_id, file_name, file_hash, shape, mapping, as_of, at, summary)
        SELECT 2, creditor_id, file_name, 'second', shape, mapping, date('{TODAY}', '-1 day'), at, summary FROM ledger_import;
    UPDATE invoice SET first_import_id = 2, last_import_id = 2 WHERE invoice_date > date('{TODAY}', '-60 days');
    INSERT INTO balance_change (invoice_id, import_id, as_of, old_balance, new_balance)
        SELECT id, 2, date('{TODAY}', '-1 day'), amount, 0 FROM invoice WHERE settled_on IS NOT NULL AND id % 20 = 0;
"""


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _scan(connection: sqlite3.Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.execute(statement, {"day": TODAY.isoformat()} if ":day" in statement else {}).fetchall()


def run() -> list[dict[str, Any]]:
    """Return one line per report: name, floor_ms, ours_ms (medians), ratio, limit."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="arcall-bench-") as folder:
        path = _book(Path(folder))
        desk = big_book.desk_on(path)
        gc.disable()
        with closing(sqlite3.connect(path)) as connection:
            for name, statements in FLOORS.items():
                sys.stderr.write(f"  {name}\n")
                floors, ours, past = [], [], []
                for _ in range(ROUNDS):
                    floors.append(_timed(lambda statements=statements: _scan(connection, statements)))
                    ours.append(_timed(lambda name=name: report(desk, name, Ask(TODAY))))
                    past.append(_timed(lambda name=name: report(desk, name, Ask(TODAY - timedelta(days=30)))))
                floor = statistics.median(floors)
                lines.append(_line(f"report {name}", floor, statistics.median(ours)))
                if name in _OF_THE_PAST:
                    lines.append(_line(f"report {name}, 30 days ago", floor, statistics.median(past)))
            lines += _rolled_back(connection, desk)
        gc.enable()
        desk.close()
    return lines


def _rolled_back(connection: sqlite3.Connection, desk: Desk) -> list[dict[str, Any]]:
    """Time reports of a day of which a later ledger is rolled back, rather than one told by dates."""
    connection.executescript(_TWO_LEDGERS)
    lines = []
    for name in _OF_THE_PAST:
        sys.stderr.write(f"  {name}, rolled back\n")
        floors, ours = [], []
        for _ in range(ROUNDS):
            floors.append(_timed(lambda name=name: _scan(connection, FLOORS[name])))
            ours.append(_timed(lambda name=name: report(desk, name, Ask(TODAY - timedelta(days=30)))))
        lines.append(
            _line(
                f"report {name}, 30 days ago, rolled back", statistics.median(floors), statistics.median(ours)
            )
        )
    return lines


def _line(name: str, floor: float, took: float) -> dict[str, Any]:
    return {
        "name": name,
        "floor_ms": round(floor, 1),
        "ours_ms": round(took, 1),
        "ratio": round(took / floor, 3),
        "limit": LIMIT,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(), indent=2) + "\n")
