"""A currency in the heading of the amounts: taken, shown, and never against what the rows say."""

from __future__ import annotations

from pathlib import Path

import pytest

from arcall_tui.errors import InputRefusedError
from ledger_files import TODAY, ask, take_in

HEAD = "Customer ID,Customer Name,Invoice Number,Invoice Date,Due Date"
ROW = "C1,One,1,2026-01-16,2026-02-15"


def currencies(folder: Path) -> list[str]:
    return [code for (code,) in ask(folder, "SELECT DISTINCT currency FROM invoice ORDER BY 1")]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Amount (CHF)", "CHF"), ("Open EUR", "EUR"), ("Balance in USD", "USD"), ("Outstanding [in GBP]", "GBP"),
        ("Due EUR", "EUR"), ("Offen (€)", "EUR"), ("Solde en CHF", "CHF"), ("GBP Balance", "GBP"), ("Montant dû €", "EUR"),
    ],
)  # fmt: skip
def test_the_heading_of_the_amounts_says_the_currency_and_that_is_shown(
    tmp_path: Path, heading: str, code: str
):
    report = take_in(tmp_path, f"{HEAD},{heading}\n{ROW},10.00\n", currency=None)
    assert report.totals == {code: 1000}
    (told,) = [text for text in report.warnings if code in text]
    assert heading in told


def test_what_is_said_beside_the_file_gives_way_and_that_is_said(tmp_path: Path):
    report = take_in(tmp_path, f"{HEAD},Open (CHF)\n{ROW},10.00\n", currency="USD")
    assert currencies(tmp_path) == ["CHF"]
    assert any("CHF" in text and "USD" in text for text in report.warnings)


def test_decimals_are_those_of_the_headings_currency(tmp_path: Path):
    take_in(tmp_path, f'{HEAD},Open (KWD)\n{ROW},"1,010.125"\n', currency=None)
    assert ask(tmp_path, "SELECT balance FROM invoice") == [(1010125,)]
    with pytest.raises(InputRefusedError):
        take_in(tmp_path, f"{HEAD},Open (JPY)\n{ROW},10.12\n", currency=None, creditor="other")


def test_a_currency_column_may_agree_or_be_empty(tmp_path: Path):
    take_in(
        tmp_path,
        f"{HEAD},Open (CHF),Currency\n{ROW},10.00,CHF\n{ROW.replace(',1,', ',2,')},5.00,\n",
        currency=None,
    )
    assert currencies(tmp_path) == ["CHF"]


def test_a_row_in_another_currency_than_its_heading_is_refused(tmp_path: Path):
    rows = f"{ROW},10.00,CHF\n{ROW.replace(',1,', ',2,')},5.00,USD\n"
    with pytest.raises(InputRefusedError) as refused:
        take_in(tmp_path, f"{HEAD},Open (CHF),Currency\n{rows}", currency=None)
    (error,) = refused.value.report.errors  # type: ignore[attr-defined]
    assert (error.row, error.column, error.value) == (3, "Currency", "USD")
    assert "CHF" in error.problem


def test_amounts_in_two_currencies_are_refused(tmp_path: Path):
    with pytest.raises(InputRefusedError, match="different currencies"):
        take_in(tmp_path, f"{HEAD},Amount (EUR),Open (USD)\n{ROW},10.00,11.00\n", currency=None)
    report = take_in(
        tmp_path,
        f"{HEAD},Amount (EUR),Open (EUR),Open (USD)\n{ROW},10.00,8.00,9.00\n",
        currency=None,
        mapping={"balance": "Open (USD)", "amount": "Open (USD)"},
    )
    assert report.totals == {"USD": 900}


@pytest.mark.parametrize("heading", ["Amount ($)", "Balance (ALL)", "Total ALL", "Amount (XYZ)", "Amount"])
def test_what_may_be_several_or_none_is_asked_for(tmp_path: Path, heading: str):
    if heading == "Balance (ALL)":  # in brackets it can only be the lek
        assert take_in(tmp_path, f"{HEAD},{heading}\n{ROW},1.00\n", currency=None).totals == {"ALL": 100}
        return
    with pytest.raises(InputRefusedError):
        take_in(tmp_path, f"{HEAD},{heading}\n{ROW},10.00\n", currency=None)


def test_payments_are_in_the_currency_of_their_heading(tmp_path: Path):
    take_in(tmp_path, f"{HEAD},Open (CHF)\n{ROW},10.00\n", currency=None)
    pay = "Customer ID,Payment Date,Payment Amount (CHF),Invoice Number\nC1,2026-03-02,4.00,1\n"
    take_in(tmp_path, pay, on=TODAY, name="pay.csv", currency=None)
    assert currencies(tmp_path) == ["CHF"]
