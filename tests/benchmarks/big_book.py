"""A book of 20,000 accounts and 200,000 open invoices for the benchmarks, made once and kept in the temp folder."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.store.book.engine import SCHEMA_VERSION, writing
from arcall_tui.store.book.opening import open_book
from arcall_tui.store.standings import cache
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk

ACCOUNTS = 20_000
OPEN_EACH = 10
SETTLED_EACH = 5
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SETTINGS = Settings(zone="Europe/London", zone_basis="the benchmark's")
_ZONES = ("Europe/London", "Europe/London", "Europe/Berlin", "Europe/Paris", "Asia/Dubai", "America/New_York")
_COUNTRIES = ("GB", "GB", "DE", "FR", "AE", "US")
_CURRENCIES = ("GBP", "GBP", "EUR", "EUR", "AED", "USD")
_VERSION = 9


def desk_on(book: Path, now: datetime = NOW) -> Desk:
    """Open a desk on the book as the benchmarks do."""
    return Desk(book, Clock(SETTINGS.zone_info, now), SETTINGS, load_policy(None))


def big_book(into: Path) -> Path:
    """Put a fresh copy of the big book at `into`; it was last ranked a day before."""
    kept = (
        Path(tempfile.gettempdir())
        / f"arcall-bench-{SCHEMA_VERSION}-{cache.SHAPE}-{_VERSION}-{ACCOUNTS}.sqlite3"
    )
    if not kept.exists():
        sys.stderr.write(f"making a book of {ACCOUNTS:,} accounts ...\n")
        beside = kept.with_suffix(".new")
        beside.unlink(missing_ok=True)
        _make(beside)
        beside.replace(kept)
    shutil.copyfile(kept, into)
    return into


def _make(path: Path) -> None:
    with closing(open_book(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        with writing(connection):
            _fill(connection, Random(1))
    desk = desk_on(path, NOW - timedelta(days=1))
    desk.ranking.rank_day()
    desk.close()


def _fill(connection: sqlite3.Connection, rng: Random) -> None:
    accounts = range(1, ACCOUNTS + 1)
    connection.execute("INSERT INTO creditor (id, name) VALUES (1, '')")
    connection.execute(
        "INSERT INTO ledger_import (id, creditor_id, file_name, file_hash, shape, mapping, as_of, at, summary)"
        " VALUES (1, 1, 'big.csv', 'big', 'bench', '{}', ?, ?, '{}')",
        (str(TODAY - timedelta(days=1)), (NOW - timedelta(days=1)).isoformat()),
    )
    connection.executemany(
        "INSERT INTO account (id, creditor_id, ledger_id, name, country, zone, language, terms, consumer,"
        " hold_reason, snooze_reason) VALUES (?, 1, ?, ?, ?, ?, '', 'Net 30', 0, '', '')",
        ((a, f"A{a:05d}", f"Customer {a:05d} Ltd", _COUNTRIES[a % 6], _ZONES[a % 6]) for a in accounts),
    )
    connection.executemany(
        "INSERT INTO contact (account_id, name, role, phone, digits, email, bad_number, by_caller)"
        " VALUES (?, ?, 'AP', ?, ?, '', 0, 0)",
        ((a, f"Person {a}", f"+44 20 7946 {a % 1000:04d}", f"44207946{a % 1000:04d}") for a in accounts),
    )
    connection.executemany(
        "INSERT INTO invoice (account_id, number, kind, invoice_date, due_date, due_from_terms, amount, balance,"
        " currency, po, disputed, settled_on, first_import_id, last_import_id)"
        " VALUES (?, ?, 'invoice', ?, ?, 0, ?, ?, ?, '', 0, ?, 1, 1)",
        _invoices(rng),
    )
    connection.executemany(
        "INSERT INTO payer_history VALUES (?, ?)",
        ((a, array("h", sorted(round(rng.gauss(12, 15)) for _ in range(40))).tobytes()) for a in accounts),
    )
    connection.executemany(
        "INSERT INTO activity (account_id, direction, code, at, workday, note, detail)"
        " VALUES (?, 'out', ?, ?, ?, 'Rang out.', '')",
        _calls(rng),
    )
    connection.executemany(
        "INSERT INTO follow_up (account_id, kind, due_on, zone, reason, set_by)"
        " VALUES (?, 'call', ?, ?, 'no answer: try the morning', 'rule')",
        ((a, str(TODAY - timedelta(days=rng.randint(0, 5))), _ZONES[a % 6]) for a in accounts),
    )


def _invoices(rng: Random) -> Iterator[tuple[object, ...]]:
    for account in range(1, ACCOUNTS + 1):
        currency = _CURRENCIES[account % 6]
        for number in range(OPEN_EACH + SETTLED_EACH):
            amount = round(rng.lognormvariate(11, 1))
            paid = number >= OPEN_EACH
            due = TODAY - timedelta(days=rng.randint(120, 300) if paid else rng.randint(-20, 90))
            settled = str(due + timedelta(days=rng.randint(0, 40))) if paid else None
            dated = due - timedelta(days=30)
            name = f"INV-{account:05d}-{number:02d}"
            yield account, name, str(dated), str(due), amount, 0 if paid else amount, currency, settled


def _calls(rng: Random) -> Iterator[tuple[object, ...]]:
    for account in range(1, ACCOUNTS + 1):
        for _ in range(4):
            day = TODAY - timedelta(days=rng.randint(8, 90))
            yield (
                account,
                rng.choice(("NA", "LM", "TT", "GK")),
                f"{datetime.combine(day, time(10)):%FT%T}+00:00",
                str(day),
            )
