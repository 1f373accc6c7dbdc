"""Ledgers made by others come out as their README says; where the folder is not there, nothing is shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from arcall_tui.errors import InputRefusedError
from cases import for_each
from ledger_files import ask, take_in

LEDGERS = Path(__file__).parents[2] / "shared" / "ledgers"
pytestmark = pytest.mark.skipif(not LEDGERS.exists(), reason="the ledgers are not on this machine")
ON = date(2026, 8, 3)


def taken(folder: Path, name: str, **said: object):
    return take_in(
        folder, (LEDGERS / name).read_bytes(), on=ON, name=Path(name).name, **{"as_of": None, **said}
    )


def kinds(folder: Path) -> list[tuple[object, ...]]:
    return ask(folder, "SELECT kind, count(*), sum(balance) FROM invoice GROUP BY kind ORDER BY kind")


def test_quickbooks(tmp_path: Path):
    report = taken(tmp_path, "quickbooks/qbo_ar_aging_detail.csv")
    assert (report.invoices.new, report.totals, report.as_of) == (4, {"USD": 140000}, date(2026, 7, 25))


def test_quickbooks_desktop(tmp_path: Path):
    report = taken(tmp_path, "quickbooks/qbd_open_invoices.csv")
    assert (report.accounts.new, report.totals) == (3, {"USD": 22500})
    assert kinds(tmp_path) == [("invoice", 3, 37500), ("unapplied payment", 2, -15000)]


def test_sales_are_refused(tmp_path: Path):
    with pytest.raises(InputRefusedError, match="sales report"):
        taken(tmp_path, "quickbooks/qbo_sales_by_customer_detail.csv")


def test_xero(tmp_path: Path):
    with pytest.raises(InputRefusedError) as asked:
        taken(tmp_path, "xero/xero_sales_invoices_export.csv", currency=None)
    assert "--date-order" in asked.value.hint
    taken(tmp_path, "xero/xero_sales_invoices_export.csv", currency=None, date_order="dmy")
    assert kinds(tmp_path) == [
        ("credit note", 1, -158094),
        ("invoice", 1, 158094),
        ("unapplied payment", 1, -158094),
    ]


def test_invoice_ninja(tmp_path: Path):
    report = taken(tmp_path, "invoiceninja/invoice.csv")
    assert (report.invoices.new, report.accounts.new, report.totals) == (400, 20, {"USD": 617466})
    assert ask(tmp_path, "SELECT sum(amount) FROM invoice") == [(1186087,)]
    report = taken(tmp_path, "invoiceninja/payments.csv")
    assert (report.totals, report.invoices.changed) == ({"USD": 617466}, 0)
    assert any("history" in warning for warning in report.warnings)
    report = taken(tmp_path, "invoiceninja/clients.csv")
    assert (report.accounts.new, report.accounts.changed, report.totals) == (0, 20, {"USD": 617466})
    assert ask(tmp_path, "SELECT count(*) FROM contact WHERE phone <> '' AND email <> ''") == [(20,)]


def test_datev(tmp_path: Path):
    report = taken(tmp_path, "datev/EXTF_Buchungsstapel.csv", currency=None)
    assert report.totals == {"EUR": 595000}
    assert ask(tmp_path, "SELECT number, invoice_date FROM invoice") == [("RE201802-135", "2018-02-22")]
    assert any("not on customers' accounts" in warning for warning in report.warnings)
    taken(tmp_path, "datev/EXTF_Stammdaten.csv", currency=None)
    assert ask(
        tmp_path, "SELECT ledger_id, count(*) FROM contact JOIN account ON account.id = account_id"
    ) == [("10000", 1)]


@for_each("name", sorted(path.name for path in LEDGERS.glob("encodings/*")) or ["none"])
def test_what_is_no_ledger(tmp_path: Path, name: str):
    with pytest.raises(InputRefusedError, match=r"no ledger|NUL"):
        taken(tmp_path, f"encodings/{name}")
