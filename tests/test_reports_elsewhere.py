"""What others' programs were reported to get wrong in their reports, tried on ours: one small book, sums by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from ledger_files import take_in
from shell import arcall

HEAD = "Customer no,Customer,Invoice no,Type,Invoice date,Due date,Amount,Balance,Currency\n"
MAY, JUNE = date(2026, 5, 15), date(2026, 6, 20)
OLD = "A,Ann Ltd,A1,Invoice,2024-01-05,2024-02-04,900.00,900.00,USD\n"  # owed for more than two years
LONG_TERMS = "B,Bob Ltd,B1,Invoice,2026-02-01,2026-06-01,500.00,500.00,USD\n"  # 100 days old, not due in May
PAID_LATER = "C,Cid Ltd,C1,Invoice,2026-03-01,2026-04-01,1000.00,{},EUR\n"
CREDIT = "D,Dot Ltd,D1,Credit note,2026-05-01,2026-05-01,-120.00,-120.00,USD\n"  # all that Dot has


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    first, then = (
        HEAD + OLD + LONG_TERMS + PAID_LATER.format(left) + CREDIT for left in ("1000.00", "400.00")
    )
    for content, on in ((first, MAY), (then, JUNE)):
        take_in(folder, content, on=on, name=f"{on}.csv", currency=None, confirm_closures=True)
    return folder / "book.sqlite3"


def aging(book: Path, day: date) -> dict[str, list[dict[str, Any]]]:
    said = arcall("report", "aging", "--as-of", day, "--json", book=book, now=f"{JUNE}T22:00+00:00")
    return {table["name"]: table["rows"] for table in said.json["tables"]}


def by_currency(rows: list[dict[str, Any]], column: str) -> dict[str, Decimal]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row[column]["currency"]] += Decimal(row[column]["amount"])  # type: ignore[assignment]
    return {code: Decimal(amount) for code, amount in found.items()}


MAYS = {"USD": Decimal("1280.00"), "EUR": Decimal("1000.00")}


@pytest.mark.parametrize(
    ("table", "column"), [("buckets", "balance"), ("countries", "total"), ("accounts", "total")]
)
def test_ages_add_up_to_what_is_owed_with_a_credit_that_no_bill_took(book: Path, table: str, column: str):
    assert by_currency(aging(book, MAY)[table], column) == MAYS  # no currency among another's


def test_money_of_june_is_not_off_what_was_owed_in_may(book: Path):
    (may,), (june,) = (
        [row for row in aging(book, day)["buckets"] if row["currency"] == "EUR"] for day in (MAY, JUNE)
    )
    assert (may["balance"]["amount"], june["balance"]["amount"]) == ("1000.00", "400.00")


def test_a_bill_ages_from_its_due_day_and_an_old_debt_is_never_left_out(book: Path):
    ages = {
        row["bucket"]: row["balance"]["amount"]
        for row in aging(book, MAY)["buckets"]
        if row["currency"] == "USD"
    }
    assert ages == {"not due": "500.00", "1-30": "-120.00", "120+": "900.00"}


def test_a_customer_who_has_a_credit_alone_is_on_the_list(book: Path):
    (dot,) = (row for row in aging(book, MAY)["accounts"] if row["account"] == "D")
    assert (dot["total"]["amount"], dot["credits"]["amount"]) == ("-120.00", "-120.00")


def test_a_credit_note_is_no_money(book: Path):
    said = arcall("report", "month", "--json", book=book, now=f"{JUNE}T22:00+00:00")
    paid = next(table["rows"] for table in said.json["tables"] if table["name"] == "paid")
    assert [(row["account"], row["amount"]["amount"]) for row in paid] == [("C", "600.00")]


def test_a_spreadsheet_has_numbers_and_days_that_can_be_reckoned_with(book: Path, tmp_path: Path):
    said = arcall(
        "report", "customers", "A", "--xlsx", tmp_path / "a.xlsx", book=book, now=f"{JUNE}T22:00+00:00"
    )
    assert said.code == 0, said.err
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("invoices").to_python()
    cells = [cell for row in rows for cell in row]
    assert 900.0 in cells
    assert date(2024, 2, 4) in cells
