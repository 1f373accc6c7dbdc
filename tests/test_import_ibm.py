"""The real ledger that an import is proven on; where the folder is not there, nothing is shown."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cases import for_each
from ledger_files import ask, take_in

IBM = Path(__file__).parents[2] / "shared" / "ledgers" / "ibm" / "WA_Fn-UseC_-Accounts-Receivable.csv"
pytestmark = pytest.mark.skipif(not IBM.exists(), reason="the ledger is not on this machine")


def day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a date


def by_hand(as_of: date) -> tuple[int, Decimal, int]:
    """Count what was open at the close of a day, with nothing of arcall in it."""
    with IBM.open(newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if day(row["InvoiceDate"]) <= as_of < day(row["SettledDate"])
        ]
    return (
        len(rows),
        sum(Decimal(row["InvoiceAmount"]) for row in rows),
        len({row["customerID"] for row in rows}),
    )


@for_each("as_of", [date(2012, 12, 31), date(2013, 6, 30), date(2013, 9, 30)])
def test_what_was_open_on_a_day_is_what_the_file_says(tmp_path: Path, as_of: date):
    report = take_in(tmp_path, IBM.read_bytes(), on=as_of)
    count, total, customers = by_hand(as_of)
    if as_of == date(2013, 6, 30):
        assert (count, total, customers) == (84, Decimal("5119.85"), 52)
    assert report.as_json()["totals"] == {"USD": str(total)}
    assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE settled_on IS NULL") == [(count,)]
    open_accounts = "SELECT DISTINCT account_id FROM invoice WHERE settled_on IS NULL"
    assert ask(tmp_path, f"SELECT count(*) FROM ({open_accounts})") == [(customers,)]
    assert ask(tmp_path, "SELECT count(DISTINCT account_id) FROM follow_up WHERE done_at IS NULL") == [
        (customers,)
    ]


def test_numbers_that_lost_their_zeros_are_matched(tmp_path: Path):
    take_in(tmp_path, IBM.read_bytes(), on=date(2013, 12, 31))
    eaten = IBM.with_name("pbifinanceml_variant.csv").read_bytes()
    report = take_in(tmp_path, eaten, on=date(2013, 12, 31))
    assert (report.invoices.new, report.invoices.changed, report.invoices.closed) == (0, 0, 0)
    assert any("266 numbers are written otherwise" in warning for warning in report.warnings)


def test_day_after_day_the_book_follows_the_file(tmp_path: Path):
    for as_of in (date(2013, 6, 30), date(2013, 7, 1), date(2013, 7, 15), date(2013, 8, 31)):
        report = take_in(tmp_path, IBM.read_bytes(), on=as_of, confirm_closures=True)
        assert report.as_json()["totals"] == {"USD": str(by_hand(as_of)[1])}
    assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE number LIKE '0%'")[0][0] > 0
