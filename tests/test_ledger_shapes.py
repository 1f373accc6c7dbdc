"""Exports as the programs that people use write them, made by hand: each comes out right, to the cent."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from arcall_tui.domain.account import ItemKind
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import shapes
from arcall_tui.ledger.arrange import Plan
from arcall_tui.ledger.column_layout import Layout
from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.shapes import SHAPES, TABLE, Shape
from arcall_tui.workday.imports.importing import ImportReport, LedgerRefusedError
from cases import for_each
from ledger_files import ask, take_in

ITEMS = (
    "SELECT account.name, number, kind, amount, balance, due_date FROM invoice JOIN account ON account.id = account_id"
    " ORDER BY invoice.id"
)


def told(report: ImportReport, what: str) -> bool:
    return any(what in warning for warning in report.warnings)


AGING = """Foundry Inc,,,,,,,
A/R Aging Detail Report,,,,,,,
"As of Feb 28, 2026",,,,,,,

,Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance
91 or more days past due,,,,,,,
,10/13/2025,Invoice,A-1,Tactics,11/12/2025,"1,000.00",800.00
,01/23/2025,Credit Memo,A-2,Zumi,01/23/2025,-100.00,-100.00
Total for 91 or more days past due,,,,,,,{total}
CURRENT,,,,,,,
,02/13/2026,Invoice,A-3,Total Sports,03/15/2026,500.00,500.00
Total for CURRENT,,,,,,,500.00
TOTAL,,,,,,,"1,200.00"
" Thursday, July 30, 2026 04:19 PM GMT-06:00",,,,,,,
"""


@for_each("abroad", [False, True])
def test_quickbooks_aging_detail(tmp_path: Path, *, abroad: bool):
    text = AGING.format(total="700.00")
    if abroad:
        text = re.sub(r"(\d\d)/(\d\d)/(?=\d{4})", r"\2/\1/", text).replace(
            "Feb 28, 2026", "28 February, 2026"
        )
        text = text.replace(",Num,", ",No.,").replace("Aging", "Ageing")
    report = take_in(tmp_path, text, as_of=None)
    assert (report.title, report.as_of.isoformat()) == ("QuickBooks' A/R aging detail", "2026-02-28")
    assert (report.totals, report.accounts.new, report.invoices.new) == ({"USD": 120000}, 3, 3)
    assert not told(report, "add up")


def test_a_total_that_does_not_add_up_is_pointed_out_and_the_rows_count(tmp_path: Path):
    report = take_in(tmp_path, AGING.format(total="650.00"), as_of=None)
    assert report.totals == {"USD": 120000}
    (warning,) = (warning for warning in report.warnings if "add up" in warning)
    assert warning.startswith("Row 9 ")
    assert "USD 650.00" in warning
    assert "USD 700.00" in warning


OPEN_INVOICES = """,Type,Date,Num,P. O. #,Terms,Due Date,Aging,Open Balance
3000,,,,,,,,
,Invoice,2026-01-10,INV-B,,,2026-02-10,,200.00
,Payment,2026-01-15,,,,,,-50.00
,Payment,2026-01-15,,,,,,-20.00
Total 3000,,,,,,,,{first}
Total Oil Ltd,,,,,,,,
,Invoice,2026-01-20,INV-C,,Net 30,,,75.00
Total Total Oil Ltd,,,,,,,,75.00
TOTAL,,,,,,,,205.00
"""


@for_each("first", ["", "130.00"])
def test_quickbooks_open_invoices_with_customers_on_rows_of_their_own(tmp_path: Path, first: str):
    report = take_in(tmp_path, OPEN_INVOICES.format(first=first))
    assert ask(tmp_path, ITEMS) == [
        ("3000", "INV-B", "invoice", 20000, 20000, "2026-02-10"),
        ("3000", "unapplied payment 2026-01-15", "unapplied payment", -5000, -5000, "2026-01-15"),
        ("3000", "unapplied payment 2026-01-15 (2)", "unapplied payment", -2000, -2000, "2026-01-15"),
        ("Total Oil Ltd", "INV-C", "invoice", 7500, 7500, "2026-02-19"),
    ]
    assert not told(report, "add up")
    again = take_in(tmp_path, OPEN_INVOICES.format(first=first))
    assert (again.invoices.unchanged, again.invoices.new, again.invoices.changed) == (4, 0, 0)


def test_quickbooks_customer_balance_detail_with_sub_customers(tmp_path: Path):
    lines = """Customer Balance Detail
,Date,Transaction Type,Num,Due Date,Amount,Open Balance,Balance
Freeman,(650) 555-3311,,,,,,
0969 Ocean View,,,,,,,
,01/13/2026,Invoice,1036,02/12/2026,477.50,477.50,477.50
Total for 0969 Ocean View,,,,,$477.50,$477.50,
,01/14/2026,Invoice,1037,02/13/2026,22.50,22.50,500.00
Total for Freeman with sub-customers,,,,,$500.00,$500.00,
TOTAL,,,,,$500.00,$500.00,
"""
    report = take_in(tmp_path, lines)
    assert [row[:2] for row in ask(tmp_path, ITEMS)] == [("0969 Ocean View", "1036"), ("Freeman", "1037")]
    assert (report.totals, told(report, "add up")) == ({"USD": 50000}, False)


def test_xero_aged_receivables_detail(tmp_path: Path):
    lines = """Aged Receivables Detail,,,,,,,,
Demo Company,,,,,,,,
As at 28 February 2026,,,,,,,,
Ageing by due date,,,,,,,,

Invoice Date,Due Date,Invoice Number,Invoice Reference,Current,< 1 Month,1 Month,Older,Total
Bayside Club,,,,,,,,
13 Jan 2026,12 Feb 2026,INV-1,Ref,0.00,234.00,0.00,0.00,234.00
14 Feb 2026,16 Mar 2026,INV-2,,100.00,0.00,0.00,0.00,100.00
Total Bayside Club,,,,100.00,234.00,0.00,0.00,334.00
City Limousines,,,,,,,,
20 Jan 2026,20 Jan 2026,CN-1,,0.00,-50.00,0.00,0.00,-50.00
Total City Limousines,,,,0.00,-50.00,0.00,0.00,-50.00
Total,,,,100.00,184.00,0.00,0.00,284.00
Percentage of total,,,,35%,65%,0%,0%,100%
"""
    report = take_in(tmp_path, lines, as_of=None)
    assert (report.totals, report.accounts.new, report.as_of.isoformat()) == ({"USD": 28400}, 2, "2026-02-28")
    assert not told(report, "add up")


XERO = "ContactName,EmailAddress,POCountry,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,InvoiceAmountPaid,InvoiceAmountDue,UnitAmount,LineAmount,AccountCode,Currency,Type,Status\n"


def test_xero_invoices_count_once_and_credits_lower_what_is_open(tmp_path: Path):
    line = "{name} (Pty) Ltd,,,{number},r,13/01/2026,12/02/2026,158.94,0.00,158.94,28.64,{line},200,ZAR,{type},{status}\n"
    rows = [
        ("INV-1", "100.00", "Sales invoice", "Awaiting Payment"),
        ("INV-1", "58.94", "Sales invoice", "Awaiting Payment"),
        ("CN-1", "158.94", "Sales credit note", "Awaiting Payment"),
        ("", "158.94", "Sales overpayment", "Awaiting Payment"),
        ("INV-2", "158.94", "Sales invoice", "Draft"),
        ("INV-3", "158.94", "Sales invoice", "Awaiting Payment"),
        ("B-1", "158.94", "Bill", "Awaiting Payment"),
    ]
    text = XERO + "".join(
        line.format(
            name="Other" if number == "INV-3" else "One", number=number, line=amount, type=kind, status=status
        )
        for number, amount, kind, status in rows
    )
    report = take_in(tmp_path, text, currency=None)
    assert report.accounts.new == 2  # the account of each line is one of the books
    assert [(number, kind, balance) for _, number, kind, _, balance, _ in ask(tmp_path, ITEMS)] == [
        ("INV-1", "invoice", 15894),
        ("CN-1", "credit note", -15894),
        ("unapplied payment 2026-01-13", "unapplied payment", -15894),
        ("INV-3", "invoice", 15894),
    ]
    assert told(report, "by type owed by you")
    assert told(report, "draft")


def test_zoho_invoices(tmp_path: Path):
    head = "Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer Name,Customer ID,Due Date,Currency Code,Total,Balance,Item Name,Quantity,Item Total,Payment Terms,Payment Terms Label\n"
    rows = (
        '2026-01-13,9001,INV-1,Overdue,Acme,77,2026-02-12,INR,"1,23,456.50","1,00,000.00",Pen,1,5,30,Net 30\n'
        '2026-01-13,9001,INV-1,Overdue,Acme,77,2026-02-12,INR,"1,23,456.50","1,00,000.00",Ink,1,5,30,Net 30\n'
        "2026-01-14,9002,INV-2,Void,Acme,77,2026-02-12,INR,5.00,5.00,Ink,1,5,30,Net 30\n"
        "2026-01-15,9003,INV-3,Closed,Acme,77,2026-02-12,INR,9.00,0.00,Ink,1,5,30,Net 30\n"
    )
    report = take_in(tmp_path, head + rows, currency=None)
    assert (report.title, report.totals) == ("Zoho's export of invoices", {"INR": 10000000})
    assert [row[1] for row in ask(tmp_path, ITEMS)] == ["INV-1", "INV-3"]
    assert ask(tmp_path, "SELECT ledger_id, name FROM account") == [("77", "Acme")]


def test_freshbooks_lines_are_added_up(tmp_path: Path):
    head = "Client Name,Invoice #,Date Issued,Invoice Status,Date Paid,Item Name,Rate,Quantity,Line Subtotal,Line Total,Currency\n"
    rows = (
        "Acme,0001,2026-01-13,sent,,Pen,5,2,10.00,11.00,CAD\n"
        "Acme,0001,2026-01-13,sent,,Ink,5,2,10.00,9.50,CAD\n"
        "Acme,0002,2026-01-13,paid,2026-02-01,Ink,5,2,10.00,7.00,CAD\n"
        "Acme,0003,2026-01-13,draft,,Ink,5,2,10.00,7.00,CAD\n"
    )
    report = take_in(tmp_path, head + rows, currency=None, terms="Net 15")
    assert report.totals == {"CAD": 2050}
    assert ask(tmp_path, "SELECT number, amount, balance, due_date, settled_on FROM invoice") == [
        ("0001", 2050, 2050, "2026-01-28", None),
        ("0002", 700, 0, "2026-01-28", "2026-02-01"),
    ]


def test_invoice_ninja_invoices(tmp_path: Path):
    lines = """"Invoice Ninja v4.5.17 - December 19, 2025 11:28 pm",,,,,,,,,
,,,,,,,,,
INVOICES,,,,,,,,,
Client,Email,Invoice Number,Amount,Paid,Status,Invoice Date,Due Date,Item Product,Item Cost
Ann,a@example.org,1,$13.50,$5.01,Partial,2026-01-25,2025-10-20,et,1.35
Ann,a@example.org,2,"$1,026.67",$6.94,Partial,2026-01-19,2026-02-19,omnis,8.89
Ann,a@example.org,2,"$1,026.67",$6.94,Partial,2026-01-19,2026-02-19,omnis,8.89
Bob,b@example.org,3,$51.03,$51.03,Paid,2026-01-01,2026-01-14,voluptas,7.29
"""
    report = take_in(tmp_path, lines)
    assert (report.totals, report.invoices.new, report.accounts.new) == ({"USD": 102822}, 3, 2)
    assert ask(tmp_path, "SELECT balance, settled_on FROM invoice WHERE number = '3'") == [(0, "2026-03-02")]
    again = take_in(tmp_path, lines, on=report.as_of.replace(day=9))
    assert (again.invoices.unchanged, again.invoices.changed) == (3, 0)


TALLY = """My Traders,,,,,
Bills Receivable,,,,,
1-Apr-25 to 28-Feb-26,,,,,
Date,Ref. No.,Opening,Pending,Due on,Overdue
,,Amount,Amount,,by days
Sharma & Sons,,,,,
1-Dec-25,S/1,"1,20,000.00 Dr","1,10,000.00 Dr",31-Dec-25,61
2-Dec-25,S/2,"10,000.00 Cr","10,000.00 Cr",2-Dec-25,90
,,"1,10,000.00 Dr","1,00,000.00 Dr",,
Gupta,,,,,
3-Jan-26,S/1,500.00 Dr,500.00 Dr,2-Feb-26,28
,,500.00 Dr,500.00 Dr,,
"""


def test_tally_pending_bills_with_a_header_over_two_rows(tmp_path: Path):
    report = take_in(tmp_path, TALLY, currency="INR")
    assert report.title == "Tally's pending bills"
    assert ask(tmp_path, ITEMS) == [
        ("Sharma & Sons", "S/1", "invoice", 12000000, 11000000, "2025-12-31"),
        ("Sharma & Sons", "S/2", "credit note", -1000000, -1000000, "2025-12-02"),
        ("Gupta", "S/1", "invoice", 50000, 50000, "2026-02-02"),
    ]


def test_sap_items_without_the_payables(tmp_path: Path):
    lines = """30.01.2026                    Dynamic List Display

-----------------------------------------------------------------
|Customer|Name 1|DocumentNo|Ty|Account type|Doc. date |Net due dt|Amount in local currency|LCurr|Clearing|
-----------------------------------------------------------------
|100045|Weber|0090001234|RV|D|13.01.2026|12.02.2026|1.234,50|EUR||
|100045|Weber|0090001235|DG|D|14.01.2026|14.01.2026|234,50-|EUR||
|100045|Weber|0014000001|DZ|D|15.01.2026|15.01.2026|100,00-|EUR||
|200001|Lieferant AG|0051000001|KR|K|13.01.2026|12.02.2026|999,00-|EUR||
-----------------------------------------------------------------
|*|||||||900,00|EUR||
"""
    report = take_in(tmp_path, lines, currency=None)
    assert [(row[1], row[2], row[4]) for row in ask(tmp_path, ITEMS)] == [
        ("0090001234", "invoice", 123450),
        ("0090001235", "credit note", -23450),
        ("0014000001", "unapplied payment", -10000),
    ]
    assert report.totals == {"EUR": 90000}
    assert told(report, "1 row is by type owed by you")


DATEV = (
    '"EXTF";700;21;"Buchungsstapel";9;20260306102500000;;"XY";"";"";1001;456;20260101;4;20260101;20260228;"";"";1;;0;"EUR";\n'
    "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Konto;Gegenkonto (ohne BU-Schl\u00fcssel);BU-Schl\u00fcssel;"
    "Belegdatum;Belegfeld 1;Belegfeld 2;Buchungstext\n"
    '24,95;"H";"";1200;4940;"8";2101;"";"";"Fachbuch"\n'
    '5950,00;"S";"";10000;8400;"";2202;"RE-1";"240326";"Honorar"\n'
    '1190,00;"S";"";1200;10000;"";102;"RE-1";"";"Zahlung"\n'
    '100,00;"H";"";10001;8400;"";1502;"GS-1";"";"Gutschrift"\n'
)


def test_datev_postings_are_added_up_by_voucher(tmp_path: Path):
    report = take_in(tmp_path, DATEV.encode("cp1252"), currency=None)
    assert ask(tmp_path, "SELECT number, kind, amount, balance, invoice_date, due_date FROM invoice") == [
        ("RE-1", "invoice", 595000, 476000, "2026-02-22", "2026-03-24"),
        ("GS-1", "credit note", -10000, -10000, "2026-02-15", "2026-02-15"),
    ]
    assert told(report, "1 row is not on customers' accounts")


def test_datev_master_data_gives_contacts_of_customers_only(tmp_path: Path):
    take_in(tmp_path, DATEV.encode("cp1252"), currency=None)
    lines = (
        '"EXTF";700;16;"Debitoren/Kreditoren";5;20260306102500000;;"XY";"";"";1001;456;20260101;4;;;"";"";\n'
        "Konto;Name (Adressatentyp Unternehmen);Name (Adressatentyp nat\u00fcrl. Person);Vorname (Adressatentyp nat\u00fcrl. Person);Land;Telefon;E-Mail\n"
        '10000;"";"Mustermann";"Sabine";"DE";"0221/1234567";"s@example.de"\n'
        '70001;"Meyer GmbH";"";"";"DE";"";""\n'
    )
    report = take_in(tmp_path, lines.encode("cp1252"), currency=None)
    assert ask(tmp_path, "SELECT ledger_id, name, country FROM account ORDER BY 1") == [
        ("10000", "Sabine Mustermann", "DE"),
        ("10001", "10001", ""),
    ]
    assert ask(tmp_path, "SELECT digits, email FROM contact") == [("02211234567", "s@example.de")]
    assert report.totals == {"EUR": 466000}


def test_a_plain_table_with_totals_repeated_headers_and_a_footer(tmp_path: Path):
    head = "Customer,Invoice No,Invoice Date,Due Date,Paid,Open Balance,Extra\n"
    text = (
        "Ledger of Foundry\n\n" + head + "Acme,1,2026-01-01,2026-01-31,2.00,10.00,x\n" + head
        + "Acme,2,2026-01-01,2026-01-31,0.00,5.00,x\nTotal,,,,,15.00,\nPrinted by Ann,,,,,,\n"
    )  # fmt: skip
    report = take_in(tmp_path, text)
    assert (report.totals, report.invoices.new) == ({"USD": 1500}, 2)


@for_each(
    "notes",
    [
        ("Records: 2,,,,", "* 1 item is in dispute,,,,"),
        ("Foundry,,,Page 2,", "Ledger,,,,", "Invoice No,Customer,Due Date,Open Balance,Currency"),
    ],
)
def test_notes_in_the_columns_of_numbers_and_amounts_are_no_items(tmp_path: Path, notes: tuple[str, ...]):
    rows = ["Invoice No,Customer,Due Date,Open Balance,Currency", "1,Acme,2026-01-31,10.00,USD"]
    last = ["2,Beech,2026-02-28,5.00,USD"] if len(notes) > 2 else []
    report = take_in(tmp_path, "\n".join([*rows, *notes, *last, ""]), currency="USD" if last else None)
    assert (report.totals, report.invoices.new) == ({"USD": 1500 if last else 1000}, 1 + len(last))


def test_an_item_without_amount_above_a_repeated_heading_is_refused_and_not_a_title(tmp_path: Path):
    head = "Customer,Invoice No,Invoice Date,Due Date,Open Balance\n"
    good = [f"Acme,{n},2026-01-01,2026-01-31,10.00\n" for n in range(3)]
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, head + good[0] + "Beech,INV-9,,,\nPage 2,,,,\n" + head + good[1] + good[2])
    assert [error.row for error in refused.value.report.errors] == [3]


def test_a_customer_without_an_invoice_between_rows_is_an_error_not_a_footer(tmp_path: Path):
    head = "Customer,Invoice No,Invoice Date,Due Date,Open Balance\n"
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(
            tmp_path,
            head + "Acme,1,2026-01-01,2026-01-31,10.00\nBeta,,,,\nAcme,2,2026-01-01,2026-01-31,5.00\n",
        )
    assert [error.row for error in refused.value.report.errors] == [3]


def test_aging_columns_stand_for_the_balance_where_there_is_none(tmp_path: Path):
    text = "Customer,Invoice No,Invoice Date,Due Date,Current,1 - 30,31 - 60,> 60\nAcme,1,2026-01-01,2026-01-31,,10.50,,\n"
    assert take_in(tmp_path, text).totals == {"USD": 1050}


@for_each(
    ("text", "said"),
    [
        ("Customer,Current,1 - 30,31 - 60,61 - 90,> 90,Total\nAcme,1,2,3,4,5,15\n", "aging summary"),
        (
            "Kunde;Summe;nicht fällig;bis 30 Tage;bis 60 Tage;älter als 60 Tage\nAcme;10;1;2;3;4\n",
            "aging summary",
        ),
        ("Kunde;Summe;Aktuell;Fällig seit 1-30;Fällig seit 31-60;älter\nAcme;10;1;2;3;4\n", "aging summary"),
        ("Pupil,Email,Current,1 - 30,31 - 60,> 60,Total\nAda Lee,a@b.example,1,2,3,4,10\n", "aging summary"),
        (
            "Customer,Invoice No,Due Date,Open Balance\nAcme,1.93003E+09,2026-01-31,9.00\n",
            "cannot be taken in",
        ),
        ("Account,Debit,Credit\n1200 Bank,10.00,\n8400 Sales,,10.00\n", "trial balance"),
        ("Date,Description,Debit,Credit,Balance\n2026-01-01,Coffee,3.00,,97.00\n", "statement"),
        ("Date,Description,Amount,Balance\n2026-01-01,Coffee,-3.00,97.00\n", "bank statement"),
        ("Vendor,Bill No,Date,Due Date,Open Balance\nAcme,1,2026-01-01,2026-01-31,9.00\n", "payables"),
        ("Proveedor,Factura,Fecha,Importe\nP1,F1,2026-01-01,9.00\n", "payables"),
        ("Fornecedor,Nota Fiscal,Vencimento,Valor\nAcme,1,2026-01-31,9.00\n", "payables"),
        (
            "factura,cuit_proveedor,monto,fecha_emision,estado,fecha_pago\n1,30-1,9.00,2026-01-31,Pendiente,\n2,30-1,9.00,2026-01-31,Pagada,2026-02-01\n",
            "payables",
        ),
        (
            "Cliente,Vencimento,Preço,Quantidade\nAcme,2026-01-31,9.00,3\n",
            "no column for .*amount",
        ),
        ("Kund,Nr,Förfallodatum,Antal,Pris,Moms %\nAcme,1,2026-01-31,3,9.00,25\n", "no column for amount"),
        (
            "Student,Fee ID,Semester,Balance\nAcme,F1,3,9.00\nBirch,F2,4,8.00\n",
            "no column for number, due_date",
        ),
        (
            "Patient,Invoice No,Date of Birth,Balance\nAda,1,1971-01-31,9.00\nBea,2,1982-02-28,8.00\n",
            "no column for due_date",
        ),
        (
            "Vendor,Invoice No,Amount Paid,Payment Date\nAcme,INV-1,9.00,2026-02-01\nBirch,INV-2,8.00,2026-02-03\n",
            "payables",
        ),
        (
            "UnitNo,Month,Amount,Status,ReceiptNo,PaymentDate\nA1,2026-01,9.00,Paid,R1,2026-02-01\nA1,2026-02,9.00,Unpaid,,\n",
            "no column for account",
        ),
        ("nome,unidade,valor\nAcme,17,9.00\nBirch,18,8.00\n", "no column for number, due_date"),
        ("الاسم,0-15 يوم,16-30 يوم,31-45 يوم,اكثر من 45 يوم,الرصيد\nAcme,1,2,3,4,10\n", "aging summary"),
        ("Customer,Total Sales\nAcme,9.00\n", "sales report"),
        ("Customer,Invoice No,Invoice Date,Open Balance\nAcme,1,2026-01-01,9.00\n", "fall due"),
        (
            "Customer,Invoice No,Due Date,Open Balance\nAcme,1,00:00.0,9.00\nAcme,2,12:30.0,9.00\n",
            "destroyed",
        ),
    ],
)
def test_what_looks_like_a_ledger_but_is_none_is_refused_with_what_to_export(
    tmp_path: Path, text: str, said: str
):
    with pytest.raises(InputRefusedError, match=said) as refused:
        take_in(tmp_path, text)
    assert refused.value.hint
    assert not (tmp_path / "book.sqlite3").exists() or ask(tmp_path, "SELECT count(*) FROM invoice") == [(0,)]


@for_each(
    ("locale", "written"), [("de", "31. J\u00e4nner 2026"), ("de", "31. Januar 2026"), ("fr", "31 janv. 2026"), ("es", "31 de enero de 2026")]
)  # fmt: skip
def test_month_names_of_a_locale(tmp_path: Path, locale: str, written: str):
    # Names of which all languages that know them mean the same month need not be asked about.
    text = f"Customer,Invoice No,Due Date,Open Balance\nAcme,1,{written},9.00\nAcme,2,{written},8.00\n"
    if "J\u00e4" in written:
        with pytest.raises(InputRefusedError):
            take_in(tmp_path, text)
        locale = "de_AT"
    else:
        take_in(tmp_path, text)
        assert ask(tmp_path, "SELECT DISTINCT due_date FROM invoice") == [("2026-01-31",)]
    assert take_in(tmp_path, text, locale=locale).invoices.closed == 0
    assert ask(tmp_path, "SELECT DISTINCT due_date FROM invoice") == [("2026-01-31",)]


@cache
def tried() -> set[str]:
    """All that stands in the files of these tests between two marks."""
    files = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_ledger_*.py"))
    return {squeeze(cell.strip()) for cell in re.split(r'[,;|"\n]|\\[tn]', files)}


@for_each("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_shape_is_declared_in_words_that_can_be_found(shape: Shape):
    fields, headings = {*SYNONYMS}, chain.from_iterable((*shape.marks, *shape.columns.values()))
    assert {*shape.columns, *shape.silent, *chain.from_iterable(shape.needs)} <= fields
    assert [heading for heading in headings if squeeze(heading) != heading] == []
    assert [word for word in shape.kinds if word != word.upper()] == []
    assert shape.shows(tried()), (
        f"a small invented file in test_ledger_products.py: no test has one of {shape.name}"
    )


@for_each("slip", [{"adds_ups": True}, {"holds": "item"}, {"kinds": {"SI": "invioce"}}])
def test_a_slip_in_a_shape_names_the_shape(slip: dict[str, object]):
    with pytest.raises(ValueError, match="kontor-open"):
        shapes._shape({"name": "kontor-open", "title": "a list", **slip})


def test_a_type_that_a_shape_names_an_invoice_is_none_of_its_credits():
    shape = replace(TABLE, kinds={"SI": ItemKind.INVOICE, "SC": ItemKind.CREDIT})
    layout = Layout((), {}, 1, Plan(0, (), (), None, None, ()), shape)
    assert [layout.is_credit("kind", word, {}) for word in ("SI", "si", "SC", "Credit note")] == [
        False, False, True, True,
    ]  # fmt: skip


@for_each(
    ("text", "option", "said"),
    [
        ("Name,Invoice,Balance\nAsh,I1,9.00\n", "--map due_date=- --terms 'due on receipt'", {"mapping": {"due_date": "-"}, "terms": "due on receipt"}),
        ("Name,Invoice,Due Date,Zq,Qty\nAsh,I1,2026-03-31,nine,3\n", "--map amount=Zq", {}),
    ],
)  # fmt: skip
def test_a_refusal_names_the_very_option_that_may_be_meant(
    tmp_path: Path, text: str, option: str, said: dict[str, Any]
):
    with pytest.raises(InputRefusedError) as refused:
        take_in(tmp_path, text)
    assert f"or say {option} where" in refused.value.hint
    if said:
        assert take_in(tmp_path, text, **said).totals == {"USD": 900}


# What a product's export has, and how a row of it goes: its number, who owes it, how much.
OF_PRODUCTS = {
    "SAP": ("Debitor,Name 1,Belegnummer,Belegart,Belegdatum,Nettofälligkeit,Betrag in Hauswährung", "70{0},{1} Ltd,R10{0},RV,2026-01-1{0},2026-02-1{0},{2}"),
    "QuickBooks": ("Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance", "2026-01-1{0},Invoice,10{0},{1} Ltd,2026-02-1{0},{2},{2}"),
    "Xero": ("ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,InvoiceAmountDue,LineAmount", "{1} Ltd,INV-{0},2026-01-1{0},2026-02-1{0},{2},{2},{2}"),
    "Zoho": ("Invoice ID,Invoice Number,Customer Name,Invoice Date,Due Date,Total,Balance", "90{0},INV-{0},{1} Ltd,2026-01-1{0},2026-02-1{0},{2},{2}"),
    "FreshBooks": ("Client Name,Invoice #,Date Issued,Line Total", "{1} Ltd,INV-{0},2026-01-1{0},{2}"),
    "Tally": ("Date,Ref. No.,Party's Name,Pending Amount,Due on", "2026-01-1{0},R10{0},{1} Ltd,{2},2026-02-1{0}"),
    "AppFolio": ("Payer Name,Charge Date,Total Amount,Amount Receivable", "{1} Ltd,2026-01-1{0},{2},{2}"),
}  # fmt: skip
# What some other column says of each item, and of the second that nothing of it is owed.
FURTHER = {
    "Status Posten": "Offen Ausgeglichen Offen",
    "Is paid": "N Y N",
    "Storno": "nein ja nein",
    "Item state": "Open Cancelled Open",
}
HARMLESS = {"Colour": "red blue red", "Cost centre": "4400 4500 4400", "Discount": "1.00 2.00 4.00"}


@pytest.mark.parametrize("product", OF_PRODUCTS)
def test_a_column_beside_those_of_a_product_is_judged_as_in_any_table(tmp_path: Path, product: str):
    head, row = OF_PRODUCTS[product]
    for spot, (heading, said) in enumerate((FURTHER | HARMLESS).items()):
        rows = [
            f"{row.format(n, who, f'{n * 100}.00')},{what}"
            for n, (who, what) in enumerate(zip(("Ann", "Bob", "Cyd"), said.split(), strict=True), 1)
        ]
        (place := tmp_path / str(spot)).mkdir()
        total, told_of = _total_or_question(place, "\n".join([f"{head},{heading}", *rows]))
        assert total == (40000 if heading in FURTHER else 60000) or (
            heading in FURTHER and heading in told_of
        ), (heading, told_of)


def _total_or_question(place: Path, lines: str) -> tuple[int, str]:
    try:
        report = take_in(place, lines)
    except LedgerRefusedError as error:
        return 0, error.message
    return report.totals["USD"], report.title


@pytest.mark.parametrize(
    ("marks", "still"),
    [
        ("A A - - -", 3),
        ("A A B - B", 1),
        ("A A - - B", 5),  # B takes nothing off anything
        ("A B A B -", 5),  # of one customer and another
        ("A A$ - - -", 5),  # in euros and in dollars
    ],
)
def test_rows_of_a_mark_that_come_to_nothing_are_settled_with_one_another(
    tmp_path: Path, marks: str, still: int
):
    rows = ("Ash,F1,1140.00,", "Ash,V1,,1140.00", "Bay,F2,72.00,", "Ash,F3,60.00,", "Bay,V2,,72.00")
    marked = zip(rows, [mark.strip("-") for mark in marks.split()], strict=True)
    lines = ["Client,Pièce,Date,Échéance,Débit,Crédit,Devise,Let."]
    lines += [
        f"{who},{number},2026-01-0{day},2026-01-2{day},{owed},{off},{'USD' if '$' in mark else 'EUR'},{mark.strip('$')}"
        for day, (row, mark) in enumerate(marked, 1)
        for who, number, owed, off in [row.split(",")]
    ]
    rest = {"EUR": 6000} if "$" not in marks else {"EUR": 120000, "USD": -114000}
    assert take_in(tmp_path, "\n".join(lines)).totals == rest
    assert len(ask(tmp_path, "SELECT number FROM invoice WHERE settled_on IS NULL")) == still


# Whole files without a question: lines, and what is open of which day and in which currency.
CLEAR = {
    "the Republic's years, and its dollars": (
        (
            "鼎新ERP 應收帳款未收明細表\n截止日期：115/03/02\n幣別：NTD\n客戶代號,客戶簡稱,發票號碼,結帳日期,預計收款日,未收金額\n"
            "A0041,台中精機,AB12345601,115/01/01,115/01/31,42000\nB0012,高雄海產行,AB12345650,115/01/20,115/02/19,3150\n"
        ),
        ("TWD", 4515000, "2026-03-02", "2026-01-31"),
    ),
    "a balance in the books' own currency": (
        (
            "客户应收明细表\n截止日期,2026-03-02,币种,人民币\n客户编码,客户简称,单据号,单据日期,到期日,本币金额,已核销,本币余额\n"
            "0104,宁波港务,XS260441,2026-01-02,2026-01-31,88000.00,8000.00,80000.00\n"
        ),
        ("CNY", 8000000, "2026-03-02", "2026-01-31"),
    ),
    "ways of payment that are no types": (
        (
            "Moneda: EUR\nFecha: 02/03/2026\nCliente,Num.Doc,Vto,F.Factura,F.Vencto.,Tipo,Pendiente\n"
            "Arce S.A.,26/001204,1,01/01/2026,31/01/2026,Pagaré,3025.00\nLasierra C.B.,26/001266,1,09/01/2026,13/02/2026,Giro,605.00\n"
            "Lasierra C.B.,26/001270,2,09/01/2026,13/02/2026,Transferencia,5.00\n"
        ),
        ("EUR", 363500, "2026-03-02", "2026-01-31"),
    ),
}


@for_each("lines, said", CLEAR.values(), ids=[*CLEAR])
def test_what_a_print_says_is_not_asked(tmp_path: Path, lines: str, said: tuple[str, int, str, str]):
    report = take_in(tmp_path, lines, currency=None)
    due = ask(tmp_path, "SELECT min(due_date) FROM invoice")[0][0]
    assert (*report.totals, *report.totals.values(), f"{report.as_of}", due) == said
