"""Hand-made ledgers and an import into a book, for the tests."""

from __future__ import annotations

import csv
import io
import sqlite3
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.book import backups
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.imports.importing import ImportOptions, ImportReport, import_ledger

HEADER = (
    "Customer ID",
    "Customer Name",
    "Invoice Number",
    "Invoice Date",
    "Due Date",
    "Amount",
    "Open Balance",
)
TODAY = date(2026, 3, 2)
_BEGUN: dict[str, tuple[bytes, ImportReport]] = {}


def text_of(rows: list[tuple[object, ...]], header: tuple[str, ...] = HEADER) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def item(
    customer: str, number: str, balance: str, due: str = "2026-02-15", amount: str = ""
) -> tuple[object, ...]:
    return (customer, f"{customer} Ltd", number, "2026-01-16", due, amount or balance, balance)


def take_in(
    folder: Path,
    content: str | bytes | list[tuple[object, ...]],
    on: date = TODAY,
    name: str = "ledger.csv",
    header: tuple[str, ...] = HEADER,
    caller: tuple[str, str] = ("UTC", ""),
    hour: int = 21,
    **said: Any,  # noqa: ANN401 - the options as they are
) -> ImportReport:
    """Import a ledger into the folder's book, at that hour of `on`; `caller`: zone and country. No copy is made before."""
    file = folder / name
    if isinstance(content, list):
        content = text_of(content, header)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    said = {"currency": "USD", "as_of": on, **said}
    zone, country = caller
    clock = Clock(ZoneInfo(zone), datetime.combine(on, time(hour), ZoneInfo(zone)).astimezone(UTC))
    settings = Settings(zone, "set by the test", country=country)
    with patch.object(backups, "make", lambda *_: None):
        return import_ledger(
            folder / "book.sqlite3", file, ImportOptions(**said), clock, settings, load_policy(None)
        )


def taken_in(
    folder: Path,
    content: str | bytes | list[tuple[object, ...]],
    on: date = TODAY,
    **said: Any,  # noqa: ANN401
) -> ImportReport:
    """Import a ledger as `take_in` does; of books that begin with the same one all but the first are copied."""
    book, known = folder / "book.sqlite3", repr((content, on, sorted(said.items())))
    if book.exists():
        return take_in(folder, content, on, **said)
    if known not in _BEGUN:
        report = take_in(folder, content, on, **said)
        _BEGUN[known] = book.read_bytes(), report
    else:
        book.touch(0o600)
        book.write_bytes(_BEGUN[known][0])
    return _BEGUN[known][1]


def ask(folder: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / "book.sqlite3")
    try:
        with connection:
            return connection.execute(sql, values).fetchall()
    finally:
        connection.close()
