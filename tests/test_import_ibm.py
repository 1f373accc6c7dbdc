"""The real ledger that an import is proven on; where the folder is not there, nothing is shown."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ledger_files import ask, take_in

IBM = Path(__file__).parents[2] / "shared" / "ledgers" / "ibm" / "WA_Fn-UseC_-Accounts-Receivable.csv"
pytestmark = pytest.mark.skipif(not IBM.exists(), reason="the ledger is not on this machine")


@cache
def _rows() -> list[tuple[date, date, Decimal, str]]:
    def day(text: str) -> date:
        return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a date

    with IBM.open(newline="") as file:
        return [
            (
                day(row["InvoiceDate"]),
                day(row["SettledDate"]),
                Decimal(row["InvoiceAmount"]),
                row["customerID"],
            )
            for row in csv.DictReader(file)
        ]


def by_hand(as_of: date) -> tuple[int, Decimal, int]:
    """Count what was open at the close of a day, with nothing of arcall in it."""
    found = [(amount, customer) for dated, settled, amount, customer in _rows() if dated <= as_of < settled]
    return len(found), sum((amount for amount, _ in found), Decimal(0)), len({who for _, who in found})


def test_day_after_day_what_is_open_is_what_the_file_says(tmp_path: Path):
    for as_of in (date(2012, 12, 31), date(2013, 6, 30), date(2013, 7, 1), date(2013, 9, 30)):
        report = take_in(tmp_path, IBM.read_bytes(), on=as_of, confirm_closures=True)
        count, total, customers = by_hand(as_of)
        if as_of == date(2013, 6, 30):
            assert (count, total, customers) == (84, Decimal("5119.85"), 52)
        assert report.as_json()["totals"] == {"USD": str(total)}
        assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE settled_on IS NULL") == [(count,)]
        for accounts in ("invoice WHERE settled_on IS NULL", "follow_up WHERE done_at IS NULL"):
            found = ask(tmp_path, f"SELECT count(DISTINCT account_id) FROM {accounts}")
            assert found == [(customers,)], (as_of, accounts)
    assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE number LIKE '0%'")[0][0] > 0


def test_numbers_that_lost_their_zeros_are_matched(tmp_path: Path):
    take_in(tmp_path, IBM.read_bytes(), on=date(2013, 12, 31))
    eaten = IBM.with_name("pbifinanceml_variant.csv").read_bytes()
    report = take_in(tmp_path, eaten, on=date(2013, 12, 31))
    assert (report.invoices.new, report.invoices.changed, report.invoices.closed) == (0, 0, 0)
    assert any("266 numbers are written otherwise" in warning for warning in report.warnings)
