"""Ledgers of each kind go in right to the cent, or one question with the exact option stands before them."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.ledger import inference
from arcall_tui.ledger.columns import SYNONYMS
from arcall_tui.ledger.questions import option
from arcall_tui.ledger.words import status_of
from arcall_tui.workday.imports.import_report import ImportOptions, LedgerRefusedError
from arcall_tui.workday.imports.said import changed
from cases import for_each
from ledger_files import ask, take_in, text_of
from tries import tries

pytestmark = pytest.mark.usefixtures("sheets_read_here")

HEAD = "Client,Bill No,Dated,Due Date,"
DAY = date(2026, 6, 30)


def table(heading: str, *rows: str) -> str:
    """A ledger of one client a row; `heading` and rows are the columns behind the due date."""
    lines = [f"Firm {n},B-{n},2026-03-0{n},2026-04-0{n},{row}" for n, row in enumerate(rows, start=1)]
    return "\n".join([HEAD + heading, *lines]) + "\n"


# What was paid, in other words and as flags, dates and status words.
SETTLED = {
    "payments": (table("Total,Receipts", "90.00,30.00", "50.00,50.00", "7.00,"), 6700),
    "payments with a minus": (table("Total,Collected", "90.00,-30.00", "50.00,-50.00", "7.00,0.00"), 6700),
    "what was open before beside a sum of both": (table("Amount,Balance,Previous balance,Sum of all", "90.00,80.00,5.00,85.00", "50.00,50.00,0.00,50.00"), 13000),
    "what is held back beside a sum of both": (table("Amount,Balance,Retention,Sum of all", "90.00,80.00,5.00,85.00", "50.00,50.00,1.00,51.00"), 13000),
    "what is owed in Serbian, with a total in the column of codes": ("Шифра,Назив купца,Број рачуна,Валута плаћања,Задужење,Уплаћено,Дуговање\n1,Млин,12,2026-03-01,90.00,10.00,80.00\n2,Бор,13,2026-03-02,50.00,0.00,50.00\nУКУПНО,,,,140.00,10.00,131.00\n", 13000),
    "what is left with the tax": (table("Montant HT,TVA,Montant TTC,Restant dû TTC", "80.00,10.00,90.00,70.00", "40.00,10.00,50.00,50.00"), 12000),
    "drafts, each on a day": (table("Total,Draft Date", "90.00,2026-05-01", "50.00,2026-05-02"), 14000),
    "called off, some on a day": (table("Total,Cancelled Date", "90.00,2026-05-01", "50.00,"), 5000),
    "of what was charged": (table("Charged,Received", "450000,200000", "380000,380000"), 25000000),
    "two columns take off": (table("Total,Payments,Credits Applied", "90.00,30.00,10.00", "50.00,0,50.00"), 5000),
    "in German": (table("Betrag,Zahlungen", '"90,00","30,00"', '"50,50","0,50"'), 11000),
    "in Polish": (table("Kwota,Zap\u0142acono", '"90,00","30,00"', '"50,50","0,50"'), 11000),
    "in Greek": (table("Total,\u03a0\u03bb\u03b7\u03c1\u03c9\u03bc\u03ad\u03c2", "90.00,30.00", "50.00,0.00"), 11000),
    "words of a list that asks who, in German": ("Wer,Was,Wann,Bis wann,Wieviel,Bezahlt\nArlo,Zaun,01.04.2026,01.05.2026,90.00,ja\nBeck,Tor,13.04.2026,13.05.2026,50.00,\n", 5000),
    "what was let off comes off, too": (table("Fine,Late Penalty,Paid,Dismissed,Amount Owing", "45.00,45.00,0.00,0.00,90.00", "85.00,85.00,60.00,50.00,60.00", "45.00,45.00,90.00,0.00,0.00"), 15000),
    "a footer where numbers stand": ("Number,Client,Due Date,Balance,Currency\n1,Ash,2026-03-01,90.00,USD\n2,Elm,2026-03-02,50.00,USD\n,,,,\nPrinted by: admin,,,,\nRecords: 2,,,,\nPage 1 of 3,,,,\n", 14000),
    "a spreadsheet's days": ("Number,Client,Due Date,Balance\n1,Ash,46144,90.00\n2,Elm,46150,50.00\n", 14000),
    "what is paid among what is open": (table("Total,Balance", "90.00,PAID", "50.00,50.00", "7.00,5.00"), 5500),
    "colons before the cents, as in Sweden": (table("Belopp,Rest", "89:50,89:50", "1 200:00,1 100:00", "30:-,12:25"), 120175),
    "money that came in": (table("Total,Cash received", "90.00,yes", "50.00,no", "7.00,no"), 5700),
    "a payment that came in": (table("Total,Payment received?", "90.00,ja", "50.00,nein", "7.00,nein"), 5700),
    "flag": (table("Total,Paid?", "90.00,yes", "50.00,no", "7.00,no"), 5700),
    "flags with notes behind": (table("Total,Paid?", "90.00,Y - BACS 14/5", "50.00,no", '7.00,"yes, cash"', '30.00,"no, rang 3/5"', "20.00,ja - Ueberw.", "40.00,Y - 10.00"), 11000),
    "flags with notes under another word": (table("Total,Settled", "90.00,14/5 BACS", "50.00,", "7.00,pd chq 1123", "40.00,part 10", "20.00,OK", "30.00,no - chased"), 11000),
    "a part in its own currency": (table("Total,Status", "90.00,Paid 50 USD", "50.00,Paid 14 Mar", "7.00,Open"), 4700),
    "flag, only ticked": (table("Total,Settled", "90.00,x", "50.00,", "7.00,"), 5700),
    "flag in Danish": (table("Total,Is Paid", "90.00,ja", "50.00,nej", "7.00,nej"), 5700),
    "flag of ones": (table("Total,Paid", "90.00,1", "50.00,0", "7.00,0"), 5700),
    "flag of what is open": (table("Total,Outstanding", "90.00,No", "50.00,Yes", "7.00,Yes"), 5700),
    "status": (table("Total,State", "90.00,Fully paid", "50.00,Unpaid", "7.00,Late"), 5700),
    "status of who was reminded": (table("Total,State", "90.00,1. Mahnung", "50.00,2nd notice", "7.00,3e rappel", "8.00,Deurwaarder", "9.00,Fully paid"), 15500),
    "status in Spanish": (table("Total,Estado", "90.00,Cobrada", "50.00,Pendiente", "7.00,Vencida"), 5700),
    "what was billed alone": ("Customer,Due,Bill\nArlo,2026-03-01,90.00\nBeck,2026-03-02,50.00\nBeck,2026-03-02,90.00\n", 23000),
    "what was billed and paid": ("Customer,Due,Bill,Paid\nArlo,2026-03-01,90.00,\nBeck,2026-03-02,50.00,20.00\nBeck,2026-03-02,90.00,\n", 21000),
    "bills numbered with cents": ("Customer,Due,Bill,Balance\nArlo,2026-03-01,1001.00,90.00\nBeck,2026-03-02,1002.00,50.00\n", 14000),
    "a status beside how far the bills have come": (table("Total,Approval Status,Status", "90.00,In review,Paid", "50.00,Approved,Open", "7.00,Approved,Open"), 5700),
    "how far the bills have come": (table("Total,Estado de aprobaci\u00f3n", "90.00,Rechazado", "50.00,Aprobado", "7.00,Aprobado"), 5700),
    "how far mails, orders and customers have come": (table("Total,Sync Status,Delivery status,Customer Status", "50.00,Synced,In transit,Good", "7.00,Failed,Gone,Bad"), 5700),
    "status in Hungarian": (table("Total,\u00c1llapot", "90.00,Kifizetve", "50.00,Lej\u00e1rt", "7.00,Nyitott"), 5700),
    "work on what came back": (table("Total,Description", "50.00,Returns inwards handling", "7.00,Vratka obalu"), 5700),
    "arrears beside what came in": (table("Huur,Ontvangen,Achterstand", "850.00,0.00,850.00", "700.00,500.00,200.00"), 105000),
    "written off": (table("Total,Status", "90.00,Uncollectible", "50.00,Open", "7.00,Draft", "1.00,Perdido"), 5000),
    "a draft needs no number": (table("Total,Status", "40.00,Draft", "50.00,Open").replace("B-1", ""), 5000),
    "words of Odoo's list in German": (table("Gesamt mit Vorzeichen,F\u00e4lliger Betrag mit Vorzeichen", "90.00,40.00", "10.00,10.00"), 5000),
    "words of Dolibarr": (table("Montant TTC,Re\u00e7u,Reste \u00e0 recevoir", "90.00,50.00,40.00", "10.00,0.00,10.00"), 5000),
    "words of Mikro": (table("Mebla\u011f,Kapanan", "90.00,50.00", "10.00,0.00"), 5000),
    "words of Misa": (table("Gi\u00e1 tr\u1ecb h\u00f3a \u0111\u01a1n,S\u1ed1 \u0111\u00e3 thu,S\u1ed1 c\u00f2n ph\u1ea3i thu", "90.00,50.00,40.00", "10.00,0.00,10.00"), 5000),
    "what was owed at first, and what is now": (table("Orig bal,Cur bal", "90.00,40.00", "10.00,10.00"), 5000),
    "what is owed of it in Spanish": (table("Total,Entregado,Debe", "90.00,50.00,40.00", "10.00,0.00,10.00", "20.00,20.00,0.00"), 5000),
    "debits and credits in Spanish": (table("Debe,Haber", "90.00,40.00", "10.00,0.00"), 6000),
    "a draft needs no day": (table("Total,Status", "90.00,Draft", "50.00,Open").replace("2026-03-01,2026-04-01", ","), 5000),
    "a date settles": (table("Total,Paid On", "90.00,2026-04-09", "50.00,", "7.00,"), 5700),
    "a date settles in French": (table("Montant TTC,Pay\u00e9e le", "90.00,2026-04-09", "50.00,", "7.00,"), 5700),
    "an open rest outranks a date": (table("Total,Open,Paid On", "90.00,60.00,2026-04-09", "50.00,0.00,2026-05-01", "7.00,7.00,"), 6700),
    "a part outranks a date": (table("Total,Amount Paid,Payment Date", "90.00,30.00,2026-04-09", "50.00,50.00,2026-04-09", "7.00,0.00,"), 6700),
    "a status of part outranks a date": (table("Total,Status,Paid On", "90.00,Partly paid,2026-04-09", "7.00,Paid,2026-04-09"), 9000),
}  # fmt: skip


@for_each(
    "heading",
    [
        "Invoice Date,Amount,Date Paid",
        "Data wystawienia,Kwota,Data wpłaty",
        "Rechnungsdatum,Betrag,Zahldatum",
        "Fakturadatum,Belopp,Inbetalningsdag",
    ],
)
def test_bills_without_a_due_day_that_were_paid_or_not_are_no_list_of_payments(tmp_path: Path, heading: str):
    rows = "Arlo,1,2026-03-01,90.00,\nBeck,2,2026-03-02,50.00,2026-03-20\n"
    report = take_in(tmp_path, f"Customer,Invoice,{heading}\n{rows}", DAY, terms="Net 30")
    assert report.totals == {"USD": 9000}


@for_each("kind", SETTLED)
def test_what_was_paid_is_not_owed(tmp_path: Path, kind: str):
    text, owed = SETTLED[kind]
    report = take_in(tmp_path, text, DAY)
    assert report.totals == {"USD": owed}
    assert all(one in text for one in (*report.mapping.values(),))


# How an amount and its sign are written.
WRITTEN = {
    "a point and a comma": (table("Open", '"1.234,50"', '"1,250.50"', '"30,00"'), {"USD": 251500}),
    "no cents": (table("Open", "\"1'250.-\"", '"20,--"'), {"USD": 127000}),
    "debit and credit": (table("Amount,S/H", "90.00,S", "20.00,H"), {"USD": 7000}),
    "plus and minus": (table("Amount,Sign", "90.00,+", "20.00,-"), {"USD": 7000}),
    "two columns": (table("Debit,Credit", "90.00,", ",20.00", "5.00,"), {"USD": 7500}),
    "marker under an odd heading": (table("Amount,Xyz", "90.00,Dr", "20.00,Cr"), {"USD": 7000}),
    "signed and marked": (table("Amount,D/C", "90.00,D", "-20.00,C"), {"USD": 7000}),
    "net and gross": (table("Amount,GST,Sum", "90.00,9.00,99.00", "50.00,5.00,55.00"), {"USD": 15400}),
    "net named so": (table("Net Amount,Tax,Invoice Total", "90.00,9.00,99.00", "50.00,0,50.00"), {"USD": 14900}),
    "signs of currencies": (table("Open", "\u00a390.00", "\u20ac5.00", "US$1.00"), {"EUR": 500, "GBP": 9000, "USD": 100}),
    "words of currencies": (table("Open,Currency", "90.00,US$", "5.00,Euro - EUR", "1.00,Pound Sterling"), {"EUR": 500, "GBP": 100, "USD": 9000}),
    "binary noise": (table("Open", "56.130000000000003", "0.69999999999709", "100.0", "5.684341886080802e-14", "-1.4210854715202004e-14"), {"USD": 15683}),
    "placeholders": (table("Open,Paid On", "90.00,N/A", "5.00,-", "1.00,0000-00-00"), {"USD": 9600}),
    "a minus in what was billed alone": (table("Amount,Balance", "90.00,90.00", "-20.00,20.00", "-9.00,4.00"), {"USD": 6600}),
    "invoices for advances": (table("Kind,Open", "Facture d'acompte,90.00", "Anzahlungsrechnung,5.00", "Deposit Invoice,1.00", "Deposit,2.00", "Fattura split payment,7.00"), {"USD": 10100}),
    "payables": (table("Open,AR/AP", "90.00,AR", "5.00,AP", "1.00,AR"), {"USD": 9100}),
    "what guests gave": (table("Tip,Open", "9.00,90.00", "5.00,50.00"), {"USD": 14000}),
    "payables without numbers": ("Customer ID,Customer,Side,Due Date,Balance\nC1,Elm,Supplier,2026-04-01,5.00\nC2,Oak,Customer,2026-04-01,90.00\nC3,Ash,Customer,2026-04-01,1.00\n", {"USD": 9100}),
    "payables in Danish": (table("Open,Type", "90.00,Salg", "5.00,K\u00f8b", "-7.00,K\u00f8b"), {"USD": 9000}),
    "payables in Slovak": (table("Open,Druh", "90.00,Poh\u013ead\u00e1vka", "5.00,Z\u00e1v\u00e4zok"), {"USD": 9000}),
    "how much they may owe at most": ("Client,Mobile,Max debt\nArlo,+44 20 7946 0958,9.00\nBeck,,1.00\n", {}),
    "countries, of which PL is no purchase": (table("Open,Zq", "90.00,NL", "5.00,PL", "1.00,DE"), {"USD": 9600}),
    "what was spent for customers": (table("Open,Zq", "90.00,Fees", "5.00,Expense"), {"USD": 9500}),
    "what is still to be paid": (table("Open,Zq", "90.00,Por pagar", "5.00,Zw"), {"USD": 9500}),
    "no day of payment in Polish": (table("Open,Data zap\u0142aty", "90.00,nd.", "5.00,brak"), {"USD": 9500}),
    "words where a day of payment would stand": (table("Open,Data zap\u0142aty", "90.00,offen", "5.00,por pagar"), {"USD": 9500}),
    "their supplier is the user": (table("Residuo,Fornitore", '"90,00",Noi Srl', '"5,00",Noi Srl').replace("Client", "Cliente"), {"USD": 9500}),
    "payables under an odd heading": (table("Open,Xyz", "90.00,Customer", "5.00,Vendor"), {"USD": 9000}),
    "more payables than receivables": (table("Open,Typ", "90.00,Nale\u017cno\u015b\u0107", "500.00,Zobowi\u0105zanie"), {"USD": 9000}),
}  # fmt: skip


@for_each("kind", WRITTEN)
def test_amounts_are_read_as_they_are_meant(tmp_path: Path, kind: str):
    text, owed = WRITTEN[kind]
    assert take_in(tmp_path, text, DAY).totals == owed


OWN_ROWS = """Customer,Type,Date,Number,Due Date,Open Balance
Arlo Press,,,,,{total}
,Invoice,2026-03-01,1,2026-03-31,60.00
,Credit,2026-03-02,C1,2026-03-02,-10.00
{word} - Arlo Press,,,,,50.00
Beck Mills,,,,,
,Invoice,2026-03-05,1,2026-04-05,5.00
{word},,,,,{sum}
"""


@for_each("word", ["Total", "Summe", "Totale", "Razem", "\u0418\u0442\u043e\u0433\u043e", "\u5408\u8a08"])
@for_each("total", ["", "50.00"])
def test_names_stand_on_rows_of_their_own_under_a_heading(tmp_path: Path, word: str, total: str):
    report = take_in(tmp_path, OWN_ROWS.format(word=word, total=total, sum="55.00"), DAY)
    assert (report.totals, report.accounts.new, report.invoices.new) == ({"USD": 5500}, 2, 3)
    assert not any("add up" in warning for warning in report.warnings)


@for_each(
    ("rows", "owed"),
    [
        ("Arlo,,,,\nArlo,Invoice,1,2026-03-31,60.00\nBeck,,,,\nBeck,Invoice,2,2026-03-31,5.00\n", 6500),
        ("Arlo,,,,\nBeck,Invoice,1,2026-03-31,60.00\nBeck,Invoice,2,2026-03-31,5.00\n", None),
        ("Arlo,,,2026-03-31,\nArlo,Invoice,1,2026-03-31,60.00\nBeck,Invoice,2,2026-03-31,5.00\n", None),
    ],
)
def test_a_name_alone_above_rows_that_say_it_too_is_their_heading(
    tmp_path: Path, rows: str, owed: int | None
):
    text = f"Customer,Type,Number,Due Date,Open\n{rows}"
    if owed is None:
        with pytest.raises(LedgerRefusedError, match="1 row cannot be taken in"):
            take_in(tmp_path, text, DAY)
    else:
        assert take_in(tmp_path, text, DAY).totals == {"USD": owed}


@for_each("heading", ["Customer", "Name", "Particulars", "Customer/Type", ""])
def test_names_stand_in_the_column_of_types_on_rows_of_their_own(tmp_path: Path, heading: str):
    rows = "Arlo Press,,,,\nInvoice,2026-03-01,1,2026-03-31,60.00\nCredit,2026-03-02,C1,2026-03-02,10.00\nBeck Mills,,,,\nInvoice,2026-03-05,2,2026-04-05,5.00\n"
    report = take_in(tmp_path, f"{heading},Date,Number,Due Date,Open Balance\n{rows}", DAY)
    assert (report.totals, report.accounts.new) == ({"USD": 5500}, 2)


def test_totals_of_customers_say_the_currency_of_the_rows_above_them(tmp_path: Path):
    text = OWN_ROWS.format(word="Total", total="", sum="\u00a355.00")
    assert take_in(tmp_path, text, DAY, currency=None).totals == {"GBP": 5500}


@for_each(("first", "name"), [("C1", "C1 Arlo"), ("4 -", "Arlo"), ("1044", "Arlo")])
def test_a_label_that_says_more_than_the_name_has_its_total_below(tmp_path: Path, first: str, name: str):
    text = (
        f"Number,Date,Due Date,Open\nCustomer: {first} Arlo   Tel: 020 7946 0000   Terms: 30 days,,,\n1,2026-03-01,2026-03-31,60.00\n"
        "Total for Arlo,,,60.00\nCustomer: C2 Beck Mills   Tel: 020 7946 0001,,,\n2,2026-03-01,2026-03-31,5.00\nTotal for Beck Mills,,,5.00\n"
    )
    report = take_in(tmp_path, text, DAY)
    assert (report.totals, report.invoices.new) == ({"USD": 6500}, 2)
    assert ask(tmp_path, "SELECT name FROM account ORDER BY id") == [(name,), ("C2 Beck Mills",)]


@for_each(
    ("below", "name", "phone"),
    [
        ("07 5550 0112", "Arlo", "07 5550 0112"),
        ("(02) 5550-0112", "Arlo", "(02) 5550-0112"),
        ("pay@arlo.example", "Arlo", ""),
        ("Attn: Jo Peel", "Arlo", ""),
        ("Phone: 07 5550 0112", "Arlo", "07 5550 0112"),
        ("Terms: 30 days", "Arlo", ""),
        ("Arlo:Kitchen", "Arlo:Kitchen", ""),
        # Rows below a region are customers, by whatever id.
        ("4000112", "4000112", ""),
        ("Beck 24 7", "Beck 24 7", ""),
        ("Beck, Tel. 0251/55 01 44", "Beck", "0251/55 01 44"),
    ],
)
def test_how_to_reach_who_is_named_above_is_no_other_customer(
    tmp_path: Path, below: str, name: str, phone: str
):
    text = f'Number,Date,Due Date,Balance DR/CR\nArlo,,,\n"{below}",,,\n1,2026-03-01,2026-03-31,60.00 DR\nCove,,,\n2,2026-03-01,2026-03-31,1.00 DR\n'
    report = take_in(tmp_path, text, DAY)
    assert report.totals == {"USD": 6100}
    assert any("only a heading or a note" in told for told in report.warnings)
    assert ask(tmp_path, "SELECT name FROM account ORDER BY id") == [(name,), ("Cove",)]
    # A number is rung at who stands above it, and at nobody below.
    found = ask(tmp_path, "SELECT account.name, phone FROM contact JOIN account ON account.id = account_id")
    assert found == [(name, phone)] * bool(phone)


@for_each("label", ["", "Customer: C1 "])
@for_each("ours", ["Our contact: Kim Ours", "Ihr Ansprechpartner: Kim", "Your account manager: Kim"])
@for_each("above", [False, True], ids=["below the heading", "above it"])
def test_whom_to_ask_for_at_the_senders_reaches_no_customer(
    tmp_path: Path, label: str, ours: str, *, above: bool
):
    head, item = "Number,Date,Due Date,Open\n", "1,2026-03-01,2026-03-31,60.00\n"
    who = f"{label or 'Customer: '}Arlo,,,\n{ours},,,\nPhone: 07 5550 0112,,,\n"
    theirs = (
        ""
        if above
        else f"{label.replace('C1', 'C2')}Cove,,,\nPhone: 07 5550 0199,,,\n2,2026-03-01,2026-03-31,1.00\n"
    )
    if not above and not label:
        who = who.removeprefix("Customer: ")
    report = take_in(tmp_path, (who + head if above else head + who) + item + theirs, DAY)
    assert report.totals == {"USD": 6000 if above else 6100}
    assert ask(tmp_path, "SELECT phone FROM contact WHERE phone <> ''") == [("07 5550 0199",)] * (not above)


def test_below_the_senders_own_people_a_customer_may_be_named_with_theirs(tmp_path: Path):
    ours, who = "Our contact: Kim,,,\nPhone: 07 5550 0112,,,\n", "Customer: Arlo,,,\nPhone: 07 5550 0199,,,\n"
    ledger = f"{ours}{who}Number,Date,Due Date,Open\n1,2026-03-01,2026-03-31,60.00\n"
    assert take_in(tmp_path, ledger, DAY).totals == {"USD": 6000}
    assert ask(tmp_path, "SELECT name, phone FROM contact WHERE phone <> ''") == [("", "07 5550 0199")]


def test_names_that_stand_once_go_down(tmp_path: Path):
    text = (
        "Customer,Number,Due Date,Open\nArlo,1,2026-03-31,60.00\n,2,2026-03-31,1.00\nBeck,1,2026-04-05,5.00\n"
    )
    report = take_in(tmp_path, text, DAY)
    assert (report.totals, report.accounts.new) == ({"USD": 6600}, 2)


def test_a_note_before_codes_and_names_that_stand_once_names_nobody(tmp_path: Path):
    head = "Memo,Customer No,Customer,Number,Due Date,Open\n"
    rows = ",C1,Arlo,1,2026-03-31,60.00\n,,,2,2026-03-31,1.00\nsee,,,,,\n,,,3,2026-04-05,5.00\n,C2,Beck,4,2026-04-05,2.00\n"
    take_in(tmp_path, head + rows, DAY)
    owed = "SELECT ledger_id, sum(balance) FROM invoice JOIN account ON account.id = account_id GROUP BY 1"
    assert ask(tmp_path, owed) == [("C1", 6600), ("C2", 200)]


def test_cells_that_only_repeat_whose_they_are_say_nothing_new(tmp_path: Path):
    head = "Customer No,Customer,Contact,Number,Due Date,Open\n"
    whose = [
        "C1,Arlo,Sam",
        "C1,Arlo,Sam",
        "C2, Beck  Ltd ,n/a",
        "C2,Beck Ltd,",
        "C1,Arlo,-",
        "C2, Beck  Ltd ,n/a",
    ]
    rows = "".join(f"{who},{n},2026-03-31,60.00\n" for n, who in enumerate(whose))
    # A row that is longer: all are read one by one.
    take_in(tmp_path, f"{head}{rows}C1,Arlo,Sam,9,2026-03-31,1.00,\n", DAY)
    assert ask(tmp_path, "SELECT ledger_id, name FROM account ORDER BY 1") == [
        ("C1", "Arlo"),
        ("C2", "Beck Ltd"),
    ]
    assert ask(tmp_path, "SELECT name FROM contact WHERE name <> ''") == [("Sam",)]


@for_each("label", ["Arlo Total", "Arlo Ergebnis", "S\u0103n Arlo", "***"])
def test_a_row_that_is_the_sum_of_those_above_is_a_total(tmp_path: Path, label: str):
    text = "Customer,Number,Date,Due Date,Open\nArlo,1,2026-03-01,2026-03-31,60.00\nArlo,2,2026-03-01,2026-03-31,1.00\n"
    text += f"{label},,,,61.00\nBeck,1,2026-03-05,2026-04-05,5.00\n{label} 2,,,,5.00\nAll in all,,,,66.00\n"
    report = take_in(tmp_path, text, DAY)
    assert (report.totals, report.invoices.new) == ({"USD": 6600}, 3)
    wrong = text.replace("66.00", "66.01").replace("All in all", "Cove Inn")
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, wrong, DAY)
    assert [error.row for error in refused.value.report.errors] == [7]
    # The label may stand where days do.
    text = "Date,Ref No,Open,Due Date\nArlo,,,\n2026-03-01,G1,60.00,2026-03-31\n2026-03-01,G2,1.00,2026-03-31\n,,61.00,\nBeck,,,\n2026-03-05,G3,5.00,2026-04-05\n,,5.00,\nJumla kuu,,66.00,\n"
    assert take_in(tmp_path, text, DAY, creditor="other").invoices.new == 3
    with pytest.raises(LedgerRefusedError):
        take_in(tmp_path, text.replace("66.00", "66.01"), DAY, creditor="third")
    # So may the title of the rows below, which names nobody.
    text = "Date,Transaction Type,Num,Customer,Due Date,Amount,Open Balance\nCurrent,,,,,,\n01/03/2026,Invoice,8,Arlo,31/03/2026,6.00,6.00\n02/03/2026,Credit Note,C1,Arlo,02/03/2026,-1.00,-1.00\n1 - 30 days past due,,,,,,\n01/02/2026,Invoice,9,Beck,01/03/2026,1.00,1.00\nTOTAL,,,,,6.00,6.00\n"
    assert take_in(tmp_path, text, DAY, creditor="fourth").invoices.new == 3


def test_an_id_that_is_not_the_customers_is_passed_over(tmp_path: Path):
    text = "Account Code,Customer Name,Number,Due Date,Open\n1100,Arlo,1,2026-03-31,60.00\n1100,Beck,2,2026-03-31,1.00\n"
    report = take_in(tmp_path, text, DAY)
    assert report.accounts.new == 2
    assert "the same in all rows" in report.left_out["Account Code"]


@for_each(
    ("heading", "asks"), [("Kontakt,Ansprechpartner", False), ("Ansprechpartner,Kontakt", False), ("Zq,Ansprechpartner", True), ("Ime,Zq", True)]
)  # fmt: skip
def test_who_is_spoken_with_in_some_rows_is_not_the_customer_of_all(
    tmp_path: Path, heading: str, *, asks: bool
):
    cells = [("Ash", "Jo"), ("Birch", ""), ("Birch", "Jo")]
    rows = [
        ",".join([*(pair[:: -1 if heading.startswith("An") else 1]), f"{n},2026-03-31,1.00\n"])
        for n, pair in enumerate(cells)
    ]
    text = f"{heading},Number,Due Date,Open\n{''.join(rows)}"
    with pytest.raises(LedgerRefusedError, match="names the customer") if asks else nullcontext():
        take_in(tmp_path, text, DAY)
        assert ask(tmp_path, "SELECT name FROM account ORDER BY 1") == [("Ash",), ("Birch",)]


@for_each(
    ("heading", "first", "called"),
    [("Account;Name", "11000 Accounts Receivable", ["Arlo", "Beck", "Cove"]), ("Compte;Intitulé;Tiers", "411000;Clients", ["Arlo 24", "Beck", "Cove"]), ("Art;Konto;Bezeichnung", "Kunde", ["Arlo 24", "Beck 3", "Cove 1"]), ("Payer;Patient", "AOK", ["Arlo", "Beck", "Cove"]), ("Code tiers;Compte;Intitulé", "411000;Clients", ["Arlo", "Beck", "Cove"]), ("Account;Account Name;Customer", "13{}0;Trade receivables {}", ["Arlo", "Beck", "Cove"]), ("Account No;Account Name;Customer", "13{}0;Client Care {}", ["Arlo", "Beck", "Cove"]), ("Empresa;Nome 1", "BR01", ["Arlo", "Beck", "Cove"]),
     *((each, "Chair {}", ["Arlo", "Beck", "Cove"]) for each in ("Naziv;Komitent", "Denumire;Terț", "Название;Арендатор", "Nominativo;Ditta", "Beställare;Hyresgäst", "Kontaktname;Rechnungsempfänger"))],
)  # fmt: skip
def test_names_are_not_what_all_rows_share_and_may_have_figures(
    tmp_path: Path, heading: str, first: str, called: list[str]
):
    own = ["D1;", "D2;", "D3;"] if "Konto" in heading else ["", "", ""]
    rows = [
        f"{first.replace('{}', str(n % 2))};{own[n % 3]}{called[n % 3]};R{n};2026-03-01;2026-03-31;10.00\n"
        for n in (0, 1, 2, 3, 4)
    ]
    take_in(tmp_path, f"{heading};Beleg;Datum;Due Date;Open\n{''.join(rows)}", DAY)
    # Who pays owes, whomever it is for.
    who = [first] if heading.startswith("Payer") else called
    if "Client Care" in first:  # a firm, and no account of the books
        who = ["Client Care 0", "Client Care 1"]
    assert ask(tmp_path, "SELECT name FROM account ORDER BY name") == [(name,) for name in who]


@for_each(
    "line",
    [
        "As of 31 May 2026", "Pr. dato: 31.05.2026", "Pr. dato 2026-05-31", "Report Date:,31/05/2026", "Stand: 31.05.2026", "At 31 May 2026", "Situation au 31/05/2026", "A fecha 31/05/2026",
        "Mandant 1234/55512,Wirtschaftsjahr 2026,Stand 31.05.2026", "Saldos al 31/05/2026", "Situación a 31/05/2026", "As of Date,2026-05-31", "1-Apr-26 to 31-May-26", "Date To:,31/05/2026", "Balances at 31st May 2026",
        "Period: 01/01/2026 to 31/05/2026", "For the period 1 Jan 2026 - 31 May 2026", "Zeitraum: 01.01.2026 bis 31.05.2026", "Du 01/01/2026 au 31/05/2026", "Período: 01/01/2026 a 31/05/2026", "Period from 01/01/2026 to 31/05/2026", "Za okres od 01.01.2026 do 31.05.2026",
        "Задолженность на 31.05.2026", "Võlad seisuga 31.05.2026", "ยอดค้าง ณ วันที่ 31.05.2026", "נכון ליום 31.05.2026", "Công nợ đến ngày 31.05.2026",
        "Stan na dzie\u0144 31.05.2026", "Cobranza al 31/may/2026", "Per 31.mai.2026", "Situazione al 31 maggio 2026", "Per 31. Mai 2026", "\u57fa\u6e96\u65e5 2026\u5e745\u670831\u65e5",
        "\u622a\u6b62\u65e5\u671f\uff1a2026\u5e745\u670831\u65e5", "Fordul\u00f3nap: 2026.05.31.", "Reskontro per dato: 31.05.2026", "Tarih itibariyle,2026-05-31", "Stand: Sonntag 31. Mai 2026", "OP-Liste zum Stichtag 31. 5. 2026", "기준일 2026. 5. 31.",
    ],
)  # fmt: skip
def test_the_day_of_the_balances_is_known_in_other_words(tmp_path: Path, line: str):
    text = f"Aged list,,,\n{line},,\n\nClient,Number,Due Date,Open\nArlo,1,13/03/2026,60.00\n"
    assert take_in(tmp_path, text, DAY, as_of=None).as_of == date(2026, 5, 31)


@for_each(
    "line",
    [
        "As of Q1 2026", "Stand: 01.01.1950", "As of 31.12.2150", "Fiscal start 01/04/2026", "Lease period 01/01/2026 to 31/05/2026", "Paid from 01/01/2026 to 31/05/2026", "Period: 01/01/2026 to 31/12/2026", "Invoices of the period 01/01/2026 - 31/05/2026",
        "01/05/2026 Fuel 350", "Folio 12/VAT/2026",
    ],
)  # fmt: skip
def test_a_day_above_the_heading_that_is_not_understood_is_told(tmp_path: Path, line: str):
    # The last is a row of another table, in cells of its own.
    above = line.replace(" ", ",") if line.endswith("350") else line
    text = f"{above},,,\n\nClient,Number,Due Date,Open\nArlo,1,13/03/2026,60.00\n"
    report = take_in(tmp_path, text, DAY, as_of=None)
    assert report.as_of == DAY
    assert any(line in warning for warning in report.warnings)


@for_each(
    ("name", "below", "day", "options"),
    [
        ("AR 2026-05-31", "", date(2026, 5, 31), {}),
        ("AR", "Printed on 31.05.2026,,,", date(2026, 5, 31), {}),
        ("AR 2026-05-30", "As of: 31 May 2026", date(2026, 5, 31), {}),
        ("AR", "As of:,31 May 2026,,,", date(2026, 5, 31), {}),
        ("AR 31.05.26", "", date(2026, 5, 31), {}),
        ("AR 05-06-2026", "", date(2026, 6, 5), {}),  # as the file's own days are written
        # No day of these balances: before the last bill, to come, of long ago; or something else says it.
        ("AR 2026-03-31", "Prices as of 1 Jan 2026", DAY, {}),
        ("To pay by 2026-12-31", "Please pay by 31 Dec 2026", DAY, {}),
        ("AR of 2024-05-31, Job 12-10-11", "", DAY, {}),
        ("AR 2026-05-31", "As of 30 May 2026", DAY, {"as_of": DAY}),
    ],
)  # fmt: skip
def test_the_day_of_the_balances_stands_below_the_rows_or_in_the_name_of_the_file(
    tmp_path: Path, name: str, below: str, day: date, options: dict[str, object]
):
    text = f"Client,Number,Date,Due Date,Open\nArlo,1,13/04/2026,13/05/2026,60.00\nArlo,2,,31/12/2026,7.00\n{below}\n"
    report = take_in(tmp_path, text, DAY, name=f"{name}.csv", **{"as_of": None, **options})
    assert (report.as_of, report.totals) == (day, {"USD": 6700})
    assert any("Balances are as of" in told for told in report.warnings) == (day != DAY)


@for_each(("name", "day"), [("2026-01-15", DAY), ("2026-06-15", date(2026, 6, 15))])
def test_a_list_without_days_of_its_bills_may_have_been_begun_on_the_day_in_its_name(
    tmp_path: Path, name: str, day: date
):
    text = "Member,Ref,Due,Owed\nArlo,1,2026-03-01,60.00\nBeck,2,2026-06-01,7.00\n"
    assert take_in(tmp_path, text, DAY, name=f"Members {name}.csv", as_of=None).as_of == day


@for_each(
    ("name", "day", "told"),
    [
        ("AR 05-06-2026", DAY, ["05 Jun 2026", "06 May 2026"]),
        ("AR 31.05.26", date(2026, 5, 31), []),
        ("AR 03-06-2026", date(2026, 6, 3), []),  # 6 Mar is before the bill's own day
        ("AR Job 12-10-11", DAY, []),
    ],
)
def test_a_day_in_a_files_name_that_can_be_two_is_told(tmp_path: Path, name: str, day: date, told: list[str]):
    text = "Client,Number,Date,Due Date,Open\nArlo,1,2026-04-13,2026-05-13,60.00\n"
    report = take_in(tmp_path, text, DAY, name=f"{name}.csv", as_of=None)
    said = [each for each in report.warnings if "file's name may say" in each]
    assert (report.as_of, len(said)) == (day, bool(told))
    assert all(one in said[0] for one in told)


@for_each("below", ["Stand 7,,,2026-05-13,", "As of Ltd,2,,2026-05-13,"])
def test_a_row_without_an_amount_whose_name_begins_as_a_day_of_balances_is_no_note(
    tmp_path: Path, below: str
):
    text = f"Client,Number,Date,Due Date,Open\nArlo,1,2026-04-13,2026-05-13,60.00\n{below}\n"
    with pytest.raises(LedgerRefusedError, match="1 row cannot be taken in"):
        take_in(tmp_path, text, DAY)


def test_never_is_far_away_and_the_first_day_of_a_calendar_is_none(tmp_path: Path):
    text = (
        table("Open", "9.00", "8.00", "7.00", "6.00")
        .replace("2026-04-01", "9999-12-31")
        .replace("2026-04-02", "1900-01-01")
        .replace("2026-04-04", "01/01/1900")
    )
    report = take_in(tmp_path, text, DAY, terms="Net 30")
    due = dict(ask(tmp_path, "SELECT number, due_date FROM invoice"))
    assert (report.totals, due["B-1"], due["B-2"]) == ({"USD": 3000}, "2999-12-31", "2026-04-01")
    assert due["B-4"] == "2026-04-03"
    assert any("9999-12-31" in warning for warning in report.warnings)
    assert any("1900-01-01" in warning for warning in report.warnings)
    with pytest.raises(LedgerRefusedError, match="1 row cannot be taken in"):
        take_in(tmp_path, table("Open", "9.00", "8.00").replace("2026-04-01", "20269999"), DAY)
    days = table("Open", "9.00", "8.00").replace("2026-04-01", "99991231").replace("2026-04-02", "20260402")
    take_in(tmp_path, days, DAY, creditor="Southern", terms="Net 30")
    arabic = "٢٠٢٦٠٤٠٢ ٩٩٩٩١٢٣١".split()
    days = table("Open", "9.00", "8.00").replace("2026-04-02", arabic[0]).replace("2026-04-01", arabic[1])
    take_in(tmp_path, days, DAY, creditor="Eastern", terms="Net 30")
    assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE due_date = '2999-12-31'") == [(3,)]


def test_items_without_numbers_get_the_same_one_every_day(tmp_path: Path):
    text = "Client,Days Overdue,Open,Mobile\nArlo,30,60.00,+27 82 555 0101\nBeck,2,5.00,+27 82 555 0102\n"
    options = {"mapping": {"number": "-"}}
    report = take_in(tmp_path, text, DAY, **options)
    assert report.totals == {"USD": 6500}
    assert [due for (due,) in ask(tmp_path, "SELECT due_date FROM invoice ORDER BY due_date")] == [
        "2026-05-31",
        "2026-06-28",
    ]
    again = take_in(tmp_path, text, DAY, **options)
    assert (again.invoices.new, again.invoices.unchanged) == (0, 2)


# What has to be asked, and an answer that settles it.
ASKED = {
    "sides in words for debits and credits": (table("Open,T\u00fcr", "90.00,Alacak", "5.00,Bor\u00e7"), "--map 'side=T\u00fcr'", {"USD": 9000}),
    "unknown amounts": (table("Total,Zq", "90.00,30.00", "50.00,50.00"), "--map paid=Zq", {"USD": 6000}),
    "unknown amounts with the other mark": (table("Total,Zq", '90.00,"30,00"', '50.00,"50,00"'), "--map paid=Zq", {"USD": 6000}),
    "balances that run on but for once, first": ("Client,Number,Due Date,Amount,Balance\nArlo,1,2026-05-01,9.00,9.00\nArlo,2,2026-05-01,5.00,14.00\nArlo,3,2026-05-01,3.00,17.00\nArlo,4,2026-05-01,4.00,1.00\nArlo,5,2026-05-01,2.00,3.00\n", "--ignore Balance", {"USD": 2300}),
    "unknown amounts that mean nothing": (table("Total,Zq", "90.00,30.00", "50.00,50.00"), "--ignore Zq", {"USD": 14000}),
    "whole amounts beside a status": (
        table("Total,Zq collected,Status", "90,90,paid", "50,20,part paid", "30,0,open").replace(".00", ""),
        "--map 'paid=Zq collected'",
        {"USD": 6000},
    ),
    "ways of paying beside all that is open, first": (table("Open,Payment", "90.00,DD", "50.00,", "7.00,BACS"), "--ignore Payment", {"USD": 14700}),
    "unknown flags": (table("Total,Zq", "90.00,y", "50.00,n"), "--map paid_flag=Zq", {"USD": 5000}),
    "ones and noughts": (table("Total,Zq", "90.00,1", "50.00,0", "7.00,0"), "--map paid_flag=Zq", {"USD": 5700}),
    "an amount among flags of what is paid": (table("Total,Paid", "90.00,Paid", "50.00,20.00"), "--status 20.00=open", {"USD": 5000}),
    "a bill that has come in, first": (table("Total,Invoice received", "90.00,yes", "50.00,no", "7.00,no"), "--ignore 'Invoice received'", {"USD": 14700}),
    "whether the customer has it, first": (table("Total,Received by customer", "90.00,x", "50.00,", "7.00,"), "--ignore 'Received by customer'", {"USD": 14700}),
    "what came in, in German, first": (table("Betrag,Erhalten", "90.00,ja", "50.00,nein", "7.00,nein"), "--ignore Erhalten", {"USD": 14700}),
    "the day on which a bill came, first": (table("Total,Invoice received", "90.00,2026-05-01", "50.00,", "7.00,"), "--ignore 'Invoice received'", {"USD": 14700}),
    "what came in, and is open": (table("Total,Received", "90.00,yes", "50.00,no", "7.00,no"), "--map open_flag=Received", {"USD": 9000}),
    "unknown dates beside dashes": (table("Total,Zq", "90.00,2026-05-01", "50.00,-"), "--map settled_on=Zq", {"USD": 5000}),
    "a word for suppliers beside one that is not known": (table("Open,Zq", "90.00,Zklant", "50.00,Leverancier"), "--map side=Zq", {"USD": 9000}),
    "unknown dates of a few": (table("Total,Zq", "90.00,2026-05-01", "50.00,"), "--map settled_on=Zq", {"USD": 5000}),
    "tax beside amounts": (table("Amount,VAT", "90.00,9.00", "50.00,5.00"), "--map tax=VAT", {"USD": 15400}),
    "a currency's word": (table("Total,Currency", "90.00,Rs", "50.00,Rs"), "--currency-word Rs=PKR", {"PKR": 14000}),
    "a sign of several": (table("Total,Currency", "90.00,kr", "50.00,kr"), "--currency-word kr=DKK", {"DKK": 14000}),
    "an empty balance that is none": (
        table("Total,Open", "90.00,", "5.00,5.00", "1.00,1.00"),
        "--blank-balance paid",
        {"USD": 600},
    ),
    "an empty balance that is all": (
        table("Total,Open", "90.00,", "5.00,0.00", "1.00,1.00"),
        "--blank-balance open",
        {"USD": 9100},
    ),
    "more decimals than there are": (table("Total", "90.125", "50.00"), "--round", {"USD": 14013}),
    "either order": (table("Total", "90.00").replace("2026-03-01", "").replace("2026-04-01", "05/04/2026"), "--date-order dmy", {"USD": 9000}),
    "no due date": (table("Total", "90.00").replace("Due Date", "Zz").replace("2026-04-01", "q"), "--terms 'Net 30'", {"USD": 9000}),
    "no number": ("Client,Zq,Due Date,Total\nArlo,A7,2026-03-31,9.00\nBeck,A8,2026-03-31,1.00\n", "--map number=Zq", {"USD": 1000}),
    "the patient's part beside the insurer's, first": (table("Charges,Ins. Balance,Pt. Balance", "420.00,0.00,80.00", "185.00,185.00,0.00", "90.00,0.00,60.00"), "--map 'balance=Pt. Balance'", {"USD": 14000}),
    "what is disputed is owed all the same, first": (table("Disputed,Outstanding,Undisputed Due", "0.00,420.00,420.00", "15.00,185.00,170.00", "0.00,90.00,90.00"), "--map balance=Outstanding", {"USD": 69500}),
    "the patient's part before the insurer's, first": (table("Charges,Patient Balance,Insurance Balance", "420.00,80.00,0.00", "185.00,0.00,185.00", "90.00,60.00,0.00"), "--map 'balance=Patient Balance'", {"USD": 14000}),
    "terms under another word": ("Client,Number,Sent,Payable within,Total\nArlo,A7,2026-03-31,30 days,9.00\nBeck,A8,2026-03-31,on receipt,1.00\n", "--map invoice_date=Sent", {"USD": 1000}),
    "no column that can be the number": ("Client,Zq,Total\nArlo,2026-03-31,9.00\nBeck,2026-03-31,1.00\n", "--map due_date=Zq", {"USD": 1000}),
    "no customer": ("Zq,Number,Due Date,Total\nArlo,A7,2026-03-31,9.00\nBeck,A8,2026-03-31,1.00\n", "--map account=Zq", {"USD": 1000}),
    "no amount beside what is outstanding": ("Client,Number,Due Date,Zq,Outstanding?\nArlo,A7,2026-03-31,9,Y\nBeck,A8,2026-03-31,1,N\n", "--map amount=Zq", {"USD": 900}),
    "another's balance before a word that heads tables": (table("InvoiceAmount,Previous_BalanceDue", "90.00,10.00", "50.00,0.00"), "--ignore Previous_BalanceDue", {"USD": 14000}),
    "only what is due of it by now": (table("Amount,Now Due", "90.00,10.00", "50.00,0.00"), "--ignore 'Now Due'", {"USD": 14000}),
    "a day to come among flags": (table("Amount,Paid?", "90.00,2099-01-02", "50.00,Yes", "7.00,No"), "--status 2099-01-02=open", {"USD": 9700}),
    "a day to come among flags with notes": (table("Amount,Paid?", "90.00,Y - BACS 14/7", "50.00,Yes", "7.00,No"), "--status 'Y - BACS 14/7=open'", {"USD": 9700}),
    "flags with notes beside what is open": (table("Amount Due,Paid?", "90.00,Y - BACS 14/5", "50.00,no"), "--map 'amount=Amount Due'", {"USD": 5000}),
    "notes under a word for paid that say neither": (table("Balance,Paid?", "90.00,see Ann", "50.00,rang him", "7.00,see Ann"), "--ignore 'Paid?'", {"USD": 14700}),
    "for whom it is collected, beside who owes": ("Mandant,Zq,Number,Due Date,Total\nNorth,Arlo,A7,2026-03-31,9.00\nNorth,Beck,A8,2026-03-31,1.00\n", "--map account=Zq", {"USD": 1000}),
    "whoever insures": ("Insurer,Patient,Number,Due Date,Total\nAOK,Arlo,A7,2026-03-31,9.00\nTK,Beck,A8,2026-03-31,1.00\n", "--map name=Patient", {"USD": 1000}),
    "who gets the bill": ("Customer Name,Bill To,Number,Due Date,Total\nArlo,Ash Homes,A7,2026-03-31,9.00\nBeck,Beck,A8,2026-03-31,1.00\n", "--map 'name=Bill To'", {"USD": 1000}),
    "firms beside persons": ("Client Name,Company,Number,Due Date,Total\nArlo,Ash Ltd,A7,2026-03-31,9.00\nBeck,Birch & Co,A8,2026-03-31,1.00\nCai,Cedar Mill,A9,2026-03-31,1.00\n", "--map name=Company", {"USD": 1100}),
    "parents or guardians beside pupils": ("Student,Parent/Guardian,Number,Due Date,Total\nBen Ash,Anna Ash,A7,2026-03-31,9.00\nEve Elm,Dora Elm,A8,2026-03-31,1.00\n", "--map name=Parent/Guardian", {"USD": 1000}),
    "parents beside their children": ("Student,Parent,Number,Due Date,Total\nBen Ash,Anna Ash,A7,2026-03-31,9.00\nEve Elm,Dora Elm,A8,2026-03-31,1.00\n", "--map name=Parent", {"USD": 1000}),
    "for whom a factor collects, and who owes, first": ("Client,Debtor No,Debtor,Number,Due Date,Total\nNorth,D1,Arlo,A7,2026-03-31,9.00\nNorth,D2,Beck,A8,2026-03-31,1.00\n", "--map name=Debtor", {"USD": 1000}),
    "whoever gets the bill, first": ("Invoice to,Patient,Number,Due Date,Total\nAda,Arlo,A7,2026-03-31,9.00\nBea,Beck,A8,2026-03-31,1.00\n", "--map 'name=Invoice to'", {"USD": 1000}),
    "the id of another party": ("Payer,Patient ID,Patient,Number,Due Date,Total\nAOK,P1,Arlo,A7,2026-03-31,9.00\nAOK,P2,Beck,A8,2026-03-31,1.00\n", "--map name=Patient", {"USD": 1000}),
    "two columns of which either may be open": (
        table("Saldo,Zq", "90.00,90.00", "50.00,50.00", "10.00,4.00"),
        "--map amount=Saldo --map balance=Zq",
        {"USD": 14400},
    ),
    "tax that is a part of another amount": (table("Imponibile,IVA,Totale documento,Ritenuta,Netto a pagare", "1000.00,220.00,1220.00,200.00,1020.00", "100.00,22.00,122.00,20.00,102.00"), "--map 'amount=Netto a pagare'", {"USD": 112200}),
    "one customer in all rows beside several names": (table("Customer,Name,Total", "North,Arlo,9.00", "North,Beck,1.00", "North,Cove,5.00", "North,Arlo,2.00").replace("Client,", "Memo,"), "--map name=Name", {"USD": 1700}),
    "one name with a word for customers beside several": (table("Client,Student,Total", "Clients United,Arlo,9.00", "Clients United,Beck,1.00", "Clients United,Cove,5.00").replace("Client,", "Memo,", 1), "--map name=Client", {"USD": 1500}),
    "one name of customers in all rows beside several": (table("Customer Name,Student,Total", "North,Arlo,9.00", "North,Beck,1.00", "North,Cove,5.00", "North,Arlo,2.00").replace("Client,", "Memo,"), "--map 'name=Customer Name'", {"USD": 1700}),
    "ages under a word for what is due": ("Client,Number,Invoice Date,Due,Total\nArlo,A7,2026-03-01,56 days,9.00\nBeck,A8,2026-03-12,45 days,1.00\n", "--map days_late=Due", {"USD": 1000}),
    "terms without a day to count from": ("Client,Number,Due,Total\nArlo,A7,30 days,9.00\n", "--map days_late=Due", {"USD": 900}),
    "a sign beside another currency": ("Client,Number,Due Date,Total,Currency\nArlo,A7,2026-03-31,$9.00,EUR\nBeck,A8,2026-03-31,$1.00,USD\n", "--currency-word '$=EUR'", {"EUR": 900, "USD": 100}),
    "the number of a fee": ("Client,Fee Invoice,Due Date,Total\nArlo,45345,2026-03-31,9.00\nBeck,45352,2026-03-31,1.00\n", "--map 'number=Fee Invoice'", {"USD": 1000}),
    "what was paid beside a part of another sum": (table("Gross,Agency Comm,Net Due,Collected", "100.00,10.00,90.00,30.00", "200.00,20.00,180.00,0.00"), "--map 'amount=Net Due'", {"USD": 24000}),
    "bills that all fall due before their own day": ("Client,Number,Invoice Date,Due Date,Total\n" + "".join(f"Arlo,A{n},2026-03-1{n},2026-02-1{n},9.00\n" for n in range(3)), "--map 'invoice_date=Due Date' --map 'due_date=Invoice Date'", {"USD": 2700}),
    "an amount due beside its date": ("Client,Number,Certified,Paid to date,Due,Final date for payment\nArlo,A7,50000,32500,16500,2026-03-31\nBeck,A8,8000,5000,3000,2026-03-31\n", "--map balance=Due", {"USD": 1950000}),
    "open at one day, and since": ("Client,Number,Due Date,Balance,Zq since,Adjusted balance\nArlo,A7,2026-03-31,90.00,30.00,60.00\nBeck,A8,2026-03-31,50.00,0.00,50.00\n", "--map 'balance=Adjusted balance'", {"USD": 11000}),
    "open at the end of a month, and since": ("Client,Number,Due Date,Balance at month end,Zq since,Adjusted balance\nArlo,A7,2026-03-31,90.00,30.00,60.00\nBeck,A8,2026-03-31,50.00,0.00,50.00\n", "--map 'balance=Adjusted balance'", {"USD": 11000}),
    "many days or amounts": ("Client,Number,Dated,Due,Amount\nArlo,A7,2026-03-01,101,900.00\nBeck,A8,2026-03-31,250,800.00\n", "--map days_late=Due", {"USD": 170000}),
    "a mark that may be a supplier's": (table("Saldo,D/K", "90.00,D", "50.00,K"), "--map side=D/K", {"USD": 9000}),
    "sides of accounts in Czech": (table("Total,Strana", "90.00,MD", "20.00,D", "5.00,MD"), "--map kind=Strana --status D=credit --status MD=open", {"USD": 7500}),
    "all of it owed by the user, in Spanish": (table("Importe,Tipo", "90.00,A pagar", "50.00,A pagar"), "--status 'A pagar=open'", {"USD": 14000}),
    "most of it owed by the user, beside rows without a word": (table("Saldo,AR/AP", "90.00,", "950.00,AP"), "--status AP=void", {"USD": 9000}),
    "all of it under a title of suppliers": (table("Total", "90.00").replace("Firm", "Kreditoren,,,\nFirm"), "--status Kreditoren=open", {"USD": 9000}),
    "all of it below such a title above the heading": (f"A/P Aging Summary\n{table('Total', '90.00')}", "--status 'A/P Aging Summary=open'", {"USD": 9000}),
    "all of it void by a column of its own": (table("Total,Void?", "90.00,x", "50.00,yes"), "--ignore 'Void?'", {"USD": 14000}),
    "all of it void, and left out": (table("Total,Void?", "90.00,x", "50.00,yes"), "--map 'void=Void?'", {}),
    "sent to who pays, or to who approves": (table("Total,Status", "90.00,Submitted", "50.00,Open"), "--status Submitted=open", {"USD": 14000}),
    "the first of several parts": (table("Total,Status", "90.00,1st paid", "50.00,1st notice"), "--status '1st paid=open'", {"USD": 14000}),
    "all of it written off": (table("Total,Status", "90.00,Written off", "50.00,Written off"), "--status 'Written off=open'", {"USD": 14000}),
    "half of a currency owed by the user": (table("Total,Currency,AR/AP", "90.00,EUR,AP", "50.00,USD,AR"), "--status AP=void", {"USD": 5000}),
    "what was bought, by its number, first": ("Client,Number,Due Date,Balance\nArlo,SI-1,2026-03-31,90.00\nBeck,PI-7,2026-03-31,-60.00\n", "--map number=Number --map kind=Number", {"USD": 9000}),
    "the tax of a property, first": ("Client,Number,Roll,Year,Due Date,Tax\nArlo,A7,1001,2026,2026-03-31,9.00\nBeck,A8,1002,2026,2026-03-31,1.00\n", "--map balance=Tax", {"USD": 1000}),
    "the number of a job, first": ("Client,Job,Due Date,Total\nArlo,A7,2026-03-31,9.00\nBeck,A8,2026-03-31,1.00\n", "--map number=Job", {"USD": 1000}),
    "suppliers among kinds of customers, first": (table("Open,Zq", "90.00,Retail", "50.00,Supplier", "1.00,Trade"), "--ignore Zq", {"USD": 14100}),
    "the day of payment beside terms, first": ("Client,Number,Terms,Pay date,Total\nArlo,A7,Net 30,2026-03-31,9.00\nBeck,A8,Net 14,2026-03-31,1.00\n", "--map 'due_date=Pay date'", {"USD": 1000}),
    "what is overdue of it, in Romanian, first": (table("Total,Scadent", "90.00,30.00", "50.00,50.00", "7.00,0.00"), "--ignore Scadent", {"USD": 14700}),
    "what is due of it where days would stand, first": ("Client,Number,Dated,Terms,Total,Splatnost\nArlo,A7,2026-03-01,Net 30,90.00,30.00\nBeck,A8,2026-03-01,Net 30,50.00,50.00\n", "--ignore Splatnost", {"USD": 14000}),
    "days that passed, first": ("Client,Number,経過日数,Open balance\nArlo,A7,56,9.00\nBeck,A8,45,1.00\n", "--map 'days_late=経過日数'", {"USD": 1000}),
    "days past due beside those of the bills, first": ("Client,Number,Invoice Date,D/O,Total\nArlo,A7,2026-03-01,56,9.00\nBeck,A8,2026-03-12,30,1.00\n", "--map days_late=D/O", {"USD": 1000}),
    "the one day beside terms, first": ("Client,Number,Dt,Credit days,Total\nArlo,A7,2026-03-01,30,9.00\nBeck,A8,2026-03-12,60,1.00\n", "--map invoice_date=Dt", {"USD": 1000}),
    "the day of one who is billed is due before another's, first": ("Client,Number,Due Insurer By,Client Due,Total\nArlo,A7,2026-05-01,2026-03-01,9.00\nBeck,A8,2026-06-12,2026-04-12,1.00\n", "--map 'due_date=Client Due'", {"USD": 1000}),
    "what several customers share, first": ("Client,Zq,Due Date,Total\nArlo,Q3,2026-03-01,9.00\nBeck,Q3,2026-04-12,1.00\nBeck,Q4,2026-05-12,2.00\n", "--map number=-", {"USD": 1200}),
    "an account that runs on beside what is overdue of it, first": ("Client,Invoice,Due Date,Opening Balance,Payments,New Charges,Closing Balance,Past Due\nArlo,S1,2026-03-31,9.00,4.00,3.00,8.00,5.00\nBeck,S2,2026-03-31,0.00,0.00,2.00,2.00,0.00\n", "--map 'balance=Closing Balance'", {"USD": 1000}),
    "an amount in another currency numbers nothing": ("Client,Zq,Due Date,Amount,Received,Open,Currency,EUR equivalent\nArlo,Q3,2026-03-01,9.00,0.00,9.00,USD,8\nBeck,Q3,2026-04-12,1.00,0.00,1.00,USD,1\nBeck,Q4,2026-05-12,2.00,1.00,1.00,USD,2\n", "--map number=-", {"USD": 1100}),
    "the day on which a debt fell due, and not that of its placing, first": ("Debtor,Number,Date Placed,Default Date,Balance\nArlo,A7,2026-05-01,2026-03-01,9.00\nBeck,A8,2026-05-12,2026-02-12,1.00\n", "--map 'due_date=Default Date'", {"USD": 1000}),
    "the day of placing, and not that of the last payment, first": ("Debtor,Number,Placed,Last paid,Balance\nArlo,A7,2026-05-01,2026-03-01,9.00\nBeck,A8,2026-05-12,2026-02-12,1.00\n", "--map due_date=Placed", {"USD": 1000}),
    "who keeps a shop is not the shop, first": ("Shop,Owner,Number,Due Date,Total\nBell Traders,Mr Rao,A7,2026-05-01,9.00\nBell Traders,Mr Rao,A8,2026-05-12,1.00\nOm Medicals,Mrs Iyer,A9,2026-05-12,2.00\n", "--map account=Shop", {"USD": 1200}),
    "who owes one sum each that is due some day, with a telephone": ("Debtor,Tel,Case ref,Cur bal,Next due\nArlo,01902 496001,K1,9.00,2026-05-01\nBeck,07700 900302,K2,1.00,2026-05-12\n", "--map 'due_date=Next due'", {"USD": 1000}),
    "whom to ask for, whatever else is due": ("Client,Mobile,Renewal due,Owes\nArlo,+44 20 7946 0958,2026-12-01,9.00\nBeck,+44 20 7946 0959,2026-09-01,1.00\n", "--ignore Owes", {}),
    "work done on days in words for people who can be rung": ("Who,Job done,Bill,Had so far,Still owes,Ring on\nArlo,3rd Sept 2026,9.00,4.00,5.00,01305 496014\nBeck,18th Sept 2026,3.00,0.00,3.00,01305 496077\nArlo,2nd Nov 2026,1.00,0.00,1.00,01305 496014\n", "--map 'due_date=Job done'", {"USD": 900}),
    "what somebody owes, whatever for, first": ("Client,Debt\nArlo,9.00\nBeck,1.00\n", "--map number=- --map due_date=- --terms 'due on receipt'", {"USD": 1000}),
    "what somebody owes beside a telephone, first": ("Client,Mobile,Owes\nArlo,+44 20 7946 0958,9.00\nBeck,,1.00\n", "--map balance=Owes --map number=- --map due_date=- --terms 'due on receipt'", {"USD": 1000}),
    "a word with a joiner that no terminal shows": (table("Total,Status", "90.00,می\u200cشود", "50.00,Open"), "--status 'میشود=paid'", {"USD": 5000}),
    "arrears beside a telephone, first": ("Tenant,Phone,arrears_amount,invoices_count\nArlo,+44 20 7946 0958,9.00,3\nBeck,+44 20 7946 0959,1.00,1\n", "--map balance=arrears_amount --map number=- --map due_date=- --terms 'due on receipt'", {"USD": 1000}),
    "who owes nothing beside who owes, first": ("Client,Mobile,Owes\nArlo,+44 20 7946 0958,9.00\nBeck,,\n", "--map balance=Owes --map number=- --map due_date=- --terms 'due on receipt'", {"USD": 900}),
    "whom to ask for, though they owe": ("Client,Mobile,Owes\nArlo,+44 20 7946 0958,9.00\nBeck,,1.00\n", "--ignore Owes", {}),
    "no day but that of delivery": ("Kupec,Račun,Datum dobave,Znesek\nArlo,A7,2026-03-31,9.00\nBeck,A8,2026-04-30,1.00\n", "--map 'due_date=Datum dobave'", {"USD": 1000}),
    "ages without a word for days": ("Client,Number,Ageing,Open balance\nArlo,A7,56,9.00\nBeck,A8,45,1.00\n", "--map days_late=Ageing", {"USD": 1000}),
    "days of delay until it falls due": ("Client,Number,Invoice Date,Payment delay (days),Total\nArlo,A7,2026-03-01,30,9.00\nBeck,A8,2026-03-01,45,1.00\n", "--map 'terms=Payment delay (days)'", {"USD": 1000}),
    "days of delay": ("Client,Number,Delay,Open balance\nArlo,A7,56,9.00\nBeck,A8,45,1.00\n", "--map days_late=Delay", {"USD": 1000}),
    "ages without a word for days, in Spanish": ("Client,Number,Mora,Open balance\nArlo,A7,56,9.00\nBeck,A8,45,1.00\n", "--map days_late=Mora", {"USD": 1000}),
    "no day but that of an order": ("Client,Number,Birthday,Order Date,Total\nArlo,A7,1971-03-01,2026-03-31,9.00\nBeck,A8,1982-02-28,2026-04-30,1.00\n", "--map 'due_date=Order Date'", {"USD": 1000}),
    "all that is open, with fees, beside what was billed, first": (table("Amount,Paid,Balance,Late fee,Zq,Sum of all", "90.00,10.00,80.00,5.00,1.00,86.00", "50.00,0.00,50.00,0.00,0.00,50.00"), "--map 'balance=Sum of all'", {"USD": 13600}),
    "what is open, without the fees": (table("Soll,Ist,Rest,S\u00e4umniszuschlag,Gesamtrest", "90.00,10.00,80.00,5.00,85.00", "50.00,0.00,50.00,0.00,50.00"), "--map balance=Rest", {"USD": 13000}),
    "types under a word for numbers, first": ("No,Customer,Voucher,Due Date,Total\n1001,Arlo,Debit Note,2026-03-31,90.00\n1002,Arlo,Sales Return,2026-03-31,20.00\n1003,Beck,Sales,2026-03-31,50.00\n", "--map number=No", {"USD": 12000}),
    "how it was sold, first": (table("Total,Type", "90.00,Credit", "50.00,Cash", "5.00,Credit"), "--ignore Type", {"USD": 14500}),
    "how it was sold, in Spanish, first": (table("Total,Tipo", "90.00,Cr\u00e9dito", "50.00,Contado"), "--ignore Tipo", {"USD": 14000}),
    "work that is done of a bill that is open, first": (table("Total,Paid,Balance,Stage", "90.00,10.00,80.00,Roof on", "50.00,0.00,50.00,Complete", "9.00,0.00,9.00,Walls", "1.00,0.00,1.00,Ground"), "--ignore Stage", {"USD": 14000}),
    "whoever is there again with the telephone, first": ("Kto,Za co,Number,Due Date,Total,Tel.\nLipowa 4,pion,A7,2026-03-31,9.00,601555010\nPark 12,bojler,A8,2026-03-31,1.00,502555021\nLipowa 4,serwis,A9,2026-03-31,2.00,601555010\n", "--map account=Kto", {"USD": 1200}),
    "an office whose telephone two share, behind who is there once": ("Zq,Customer of,Number,Due Date,Total,Tel.\nArlo,North,A7,2026-03-31,9.00,601555010\nBeck,South,A8,2026-03-31,1.00,502555021\nCai,West,A9,2026-03-31,2.00,601555010\n", "--map 'account=Customer of'", {"USD": 1200}),
    "what was brought forward beside what is open, first": ("Client,Phone,Arrears B/F,Bill,Total Payable,Amount Paid,Balance\nArlo,+44 20 7946 0958,25.00,180.00,205.00,100.00,105.00\nBeck,,0.00,210.00,210.00,60.00,150.00\n", "--map balance=Balance --map number=- --map due_date=- --terms 'due on receipt'", {"USD": 25500}),
    "months in another language": (table("Total", "90.00").replace("2026-03-01", "").replace("2026-04-01", "30 listopad 2026"), "--locale hr", {"USD": 9000}),
}  # fmt: skip


@for_each("kind", ASKED)
def test_a_doubt_is_a_question_whose_answer_is_remembered(tmp_path: Path, kind: str):
    text, answer, owed = ASKED[kind]
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text, DAY)
    question = refused.value.question
    assert question is not None
    assert answer in [choice.option for choice in question.choices]
    assert answer in refused.value.hint
    assert bool(question.free) is ("takes any other" in refused.value.hint), question
    assert answer == question.choices[0].option or not kind.endswith(", first")
    effect = next(choice.effect for choice in question.choices if choice.option == answer)
    assert all(code in effect for code in owed)
    said = changed(ImportOptions(currency="USD"), answer)
    fields = "mapping currency date_order decimal terms locale ignored currency_words rounded blank statuses".split()
    options = {name: getattr(said, name) for name in fields}
    assert take_in(tmp_path, text, DAY, **options).totals == owed
    assert take_in(tmp_path, text, DAY).totals == owed


@for_each(
    ("rows", "owed", "told"),
    [
        ("INV-1,90.00;CR1,-20.00", 7000, "1 item is called CR"),
        ("INV-1,90.00;CN-1,-20.00", 7000, ""),
        ("INV-1,90.00;PI-7,-20.00", 7000, ""),  # payments in, where no number says what was sold
        ("SI-1,90.00;PI-7,20.00", 11000, ""),
        ("AR-1,90.00;AP7X,-20.00", 7000, ""),
    ],
)
def test_what_a_number_says_of_what_takes_off_is_told_or_nothing(
    tmp_path: Path, rows: str, owed: int, told: str
):
    lines = [f"Firm {n},2026-03-0{n},{row}" for n, row in enumerate(rows.split(";"), start=1)]
    report = take_in(tmp_path, "\n".join(["Client,Due Date,Number,Balance", *lines]), DAY)
    assert report.totals == {"USD": owed}
    assert told in " ".join(report.warnings)
    assert ("called CR" in " ".join(report.warnings)) == bool(told)


def test_days_overdue_tell_which_dates_are_due_and_no_column_of_numbers_asks_nothing(tmp_path: Path):
    rows = [
        ("2026-05-01", "2026-05-31", 30),
        ("2026-04-01", "2026-05-01", 60),
        ("2026-06-20", "2026-07-20", 0),
    ]
    lines = [f"Arlo,{billed},{due},{days},{days + 5}.00" for billed, due, days in rows]
    take_in(tmp_path, "\n".join(["Client,Zq,Xq,Days overdue,Saldo", *lines]), DAY)
    found = ask(tmp_path, "SELECT due_date FROM invoice ORDER BY balance")
    assert found == [("2026-07-20",), ("2026-05-31",), ("2026-05-01",)]


BASE = "Customer No;Customer Name;Invoice;Invoice Date;Due Date;Amount;{}\n" + "".join(
    f"K{number};{who};20{number};2026-02-0{number};2026-03-0{number};{{}};{{}}\n"
    for number, who in enumerate(("Alder", "Birch", "Cedar", "Dill"), start=1)
)
# A heading, what stands below it beside amounts of 100, 200, 300 and 50, and what is open then.
BESIDE = {
    "a sign in a column of its own": ("Zq", "1 1 1 -1", 55000),
    "shares that were paid": ("Paid %", "100 50 0 0", 45000),
    "shares with their sign": ("Paid %", "100% 50% 0% 10%", 44500),
    "shares in parts of one": ("Paid %", "1 0.5 0 0.1", 44500),
    "types under Doc": ("Doc", "RV RV RV DG", 55000),
    "income and spending": ("Zq", "Przych\u00f3d Przych\u00f3d Przych\u00f3d Rozch\u00f3d", 60000),
    "codes of transactions": ("Trans Code", "1 1 1 9", 65000),
    "types that Lexware writes": ("Belegart", "RE RE RE GS", 55000),
    "sales and returns in Russian": (
        "Zq",
        "\u041f\u0440\u043e\u0434\u0430\u0436\u0430 \u041f\u0440\u043e\u0434\u0430\u0436\u0430 \u041f\u0440\u043e\u0434\u0430\u0436\u0430 \u0412\u043e\u0437\u0432\u0440\u0430\u0442",
        55000,
    ),
    "sales and returns in Italian": ("Causale", "Vendita Vendita Vendita Reso", 55000),
    "types that Tally writes": ("Zq", "Sales Sales Sales Receipt", 55000),
    "a reversal among invoices": ("Zq", "Factura Factura Factura Storno", 55000),
    "amounts that end in their side": ("Zq", "a a a a", 65000),
    "bills alone": ("Nature", "Facture Facture Facture Facture", 65000),
    "types beside a department that sells": ("Dept;Zq", "Sales;INV Sales;INV Sales;INV Sales;CN", 55000),
    "how people are called": ("Title", "Dr Mr Mr Dr", 65000),
}


@for_each("kind", BESIDE)
def test_what_stands_beside_the_amounts_is_read_whatever_it_is_called(tmp_path: Path, kind: str):
    heading, words, owed = BESIDE[kind]
    cells = [
        cell
        for pair in zip(("100.00", "200.00", "300.00", "50.00"), words.split(" "), strict=True)
        for cell in pair
    ]
    report = take_in(tmp_path, BASE.format(heading, *cells), DAY)
    assert report.totals == {"USD": owed}
    assert heading not in report.left_out or words in ("a a a a", "Dr Mr Mr Dr")
    numbers = ask(tmp_path, "SELECT number FROM invoice ORDER BY number")
    assert {number for (number,) in numbers} <= {"201", "202", "203", "204"}


@for_each(
    ("heading", "open_"),
    [("Total in USD", 65000), ("Total i USD", 65000), ("Received USD", 0), ("Zq USD", None)],
)
def test_amounts_once_more_in_the_currency_of_all_are_not_asked_about(
    tmp_path: Path, heading: str, open_: int | None
):
    text = BASE.format(heading, *(each for each in ("100.00", "200.00", "300.00", "50.00") for _ in range(2)))
    if open_ is None:
        with pytest.raises(LedgerRefusedError, match="what is it"):
            take_in(tmp_path, text, DAY)
    else:
        assert take_in(tmp_path, text, DAY).totals == ({"USD": open_} if open_ else {})


def test_codes_of_currencies_are_that_whatever_they_are_called(tmp_path: Path):
    text = BASE.format("Zq", "100.00", "EUR", "200.00", "USD", "300.00", "USD", "50.00", "EUR")
    assert take_in(tmp_path, text, DAY).totals == {"EUR": 15000, "USD": 50000}
    of_the_books = take_in(tmp_path, text.replace("Zq", "Base Cur."), DAY, currency="GBP", creditor="other")
    assert of_the_books.totals["GBP"] == 65000
    ours = text.replace("Zq", "HW").replace("Amount", "Betrag in HW")
    assert take_in(tmp_path, ours, DAY, creditor="third").totals == {
        "EUR": 30000,
        "USD": 100000,
        "GBP": 65000,
    }


@for_each(
    ("cell", "owed"),
    [("<1.00>", -100), ("1.00C", -100), ("1.00 H", -100), ("1.00 D", 100), ("1.00S", 100), ("(-1.00)", -100), ("-1.00-", -100), ("-1.00 CR", -100), ("(1.00-)", -100), ("\u20131.00", -100), ("\uff11\uff0e\uff10\uff10", 100)],
)  # fmt: skip
def test_signs_as_programs_print_them(tmp_path: Path, cell: str, owed: int):
    assert take_in(tmp_path, table("Open", "5.25", cell), DAY).totals == {"USD": 525 + owed}


@for_each(
    ("heading", "noughts"),
    [
        ("Open (k)", 3), ("Open in thousands", 3), ("Open ('000)", 3), ("Open TUSD", 3), ("Open k$", 3), ("Offen in Tsd. USD", 3),
        ("Open (Lakhs)", 5), ("Balance, USD millions", 6), ("Open in crores", 7), ("Open", 0),
    ],
)  # fmt: skip
def test_a_heading_that_leaves_noughts_out_is_believed(tmp_path: Path, heading: str, noughts: int):
    report = take_in(tmp_path, table(f'"{heading}"', "2.30", "1.05"), DAY)
    assert report.totals == {"USD": 335 * 10**noughts}


@for_each("nobody", ["#N/A", "#REF!", "???", "0", "-"])
def test_what_names_nobody_is_no_customer_and_no_name(tmp_path: Path, nobody: str):
    head, rows = "Invoice,Due Date,Open\n", ("1,2026-04-01,90.00\n", "2,2026-04-02,5.00\n")
    named = f"Customer No,Customer,{head}C1,Ash,{rows[0]}C2,{nobody},{rows[1]}"
    assert take_in(tmp_path, named, DAY).totals == {"USD": 9500}
    assert ask(tmp_path, "SELECT name FROM account ORDER BY ledger_id") == [("Ash",), ("C2",)]
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, f"Customer,{head}Ash,{rows[0]}{nobody},{rows[1]}", DAY)
    assert [(each.row, each.value, each.problem) for each in refused.value.report.errors] == [
        (3, nobody, "names no customer")
    ]


@for_each(
    ("said", "owed"),
    [
        ("Paid", 0), ("Paid (late)", 0), ("paid on 3 May", 0), ("Paid - 12.10.2026", 0), ("bezahlt am 3.10.2026", 0), ("Paid via Stripe", 0),
        ("closed - paid", 0), ("Paid BACS 1/10", 0), ("Paid chq 123", 0), ("Paid #1234", 0), ("Paid 100%", 0), ("Paid Oct 2026", 0), ("Closed - unpaid", 9000), ("paid 40", 5000), ("Paid 40%", 5400), ("paid (40.00)", 5000), ("paid 1/2", 4500), ("Paid 2 of 3", 3000),
        ("paid - 60 o/s", 9000), ("Paid (partial)", 9000), ("paid by 30/11 promised", None), ("paid - bounced", None), ("pay\u00e9 40", 5000), ("Paid 90.00", 0), ("paid 95", 9000),
        ("Incassata in parte", 9000), ("Zčásti uhrazeno", 9000), ("partially shipped", None), ("Da incassare", 9000),
    ],
)  # fmt: skip
def test_paid_and_so_much_more_settles_nothing_unsaid(tmp_path: Path, said: str, owed: int | None):
    text = table("Amount,Status", f'90.00,"{said}"', "7.00,Open")
    if owed is None:
        with pytest.raises(LedgerRefusedError, match="what does that mean"):
            take_in(tmp_path, text, DAY)
        return
    report = take_in(tmp_path, text, DAY)
    assert report.totals == {"USD": owed + 700}
    assert not owed or said in ("Closed - unpaid", "Da incassare") or report.warnings


@for_each(
    ("said", "owed"),
    [
        ("Payment", -1), ("Payment Reversal", 1), ("Returned Payment", 1), ("Reversed Credit Note", 1), ("Credit Sale", 1), ("Credit Note", -1),
        ("\u0412\u043e\u0437\u0432\u0440\u0430\u0442", -1), ("Reso", -1), ("\ubc18\ud488", -1), ("Retour", -1),
        ("Deposit Refund", 1), ("Rebate", -1), ("Rechnungskorrektur", -1), ("Sales Return", -1), ("Bad Debt Write-off", -1), ("Recibo", -1),
    ],
)  # fmt: skip
def test_a_credit_turned_round_is_owed(tmp_path: Path, said: str, owed: int):
    report = take_in(tmp_path, table("Type,Open", "Invoice,90.00", f"{said},5.00"), DAY)
    assert report.totals == {"USD": 9000 + 500 * owed}


def test_a_word_in_brackets_says_whose_debt_it_is(tmp_path: Path):
    text = table("Direction,Open", "Lent (Receivable),90.00", "Borrowed (Payable),5.00")
    assert take_in(tmp_path, text, DAY).totals == {"USD": 9000}


def test_what_was_brought_forward_without_a_date_is_asked_about(tmp_path: Path):
    text = "Client,Number,Invoice Date,Due Date,Open\nA,Opening balance,,,90.00\nA,2,2026-03-01,2026-03-31,5.00\n"
    with pytest.raises(LedgerRefusedError, match="1 row has no date at all: when are they due") as asked:
        take_in(tmp_path, text, DAY)
    assert asked.value.question is not None
    options = changed(ImportOptions(), asked.value.question.choices[0].option)
    # The total below has no date, either, and is none of them.
    report = take_in(tmp_path, f"{text}Total,,,,95.00\n", DAY, terms=options.terms)
    assert report.totals == {"USD": 9500}
    assert next(told for told in report.warnings if "no date" in told).startswith("1 item has")
    due = "SELECT due_date FROM invoice ORDER BY id"
    assert ask(tmp_path, due) == [(DAY.isoformat(),), ("2026-03-31",)]
    # On a later day the first day counts; without a number it is the same item.
    for open_ in ("90.00", "80.00"):
        take_in(tmp_path, text.replace("90.00", open_), DAY + timedelta(7), as_of=DAY + timedelta(7))
        assert ask(tmp_path, due) == [(DAY.isoformat(),), ("2026-03-31",)]
    (tmp_path / "other").mkdir()
    rows = "Client,Due Date,Open\nA,,90.00\nA,,5.00\n"
    take_in(tmp_path / "other", rows, DAY, terms="due on receipt")
    again = take_in(tmp_path / "other", rows, DAY + timedelta(7), terms="due on receipt")
    assert (again.invoices.new, again.invoices.unchanged) == (0, 2)


def test_a_minus_without_a_due_date_is_due_when_it_is_there(tmp_path: Path):
    text = table("Entry,Open", "Invoice,90.00", "Journal,-5.00")
    take_in(tmp_path, text.replace(",2026-04-02,Journal", ",,Journal"), DAY)
    found = ask(tmp_path, "SELECT invoice_date = due_date, balance FROM invoice ORDER BY 2")
    assert found == [(1, -500), (0, 9000)]


def test_a_due_date_that_stands_for_none_asks_for_terms(tmp_path: Path):
    text = table("Total", "90.00", "5.00").replace("2026-04-01", "1900-01-01", 1)
    with pytest.raises(LedgerRefusedError, match=r"1 row has neither a due date nor terms.*--terms 'Net 30'"):
        take_in(tmp_path, text, DAY)
    text = "Client,Number,Invoice Date,Terms,Total\nArlo,A7,2026-03-01,Net 7,9.00\nBeck,A8,2026-03-01,Quick Pay,1.00\n"
    with pytest.raises(
        LedgerRefusedError, match=r"1 row has neither .* known \(such as 'Quick Pay'\).*--terms 'Net 30'"
    ):
        take_in(tmp_path, text, DAY)
    take_in(tmp_path, text, DAY, terms="Net 30")
    assert ask(tmp_path, "SELECT due_date FROM invoice ORDER BY id") == [("2026-03-08",), ("2026-03-31",)]


def test_codes_of_a_letter_and_digits_are_no_amounts(tmp_path: Path):
    assert take_in(tmp_path, table("Route,Open", "R1,90.00", "R2,5.00", "R1,1.00"), DAY).totals == {
        "USD": 9600
    }


def test_who_has_no_firm_goes_by_the_persons_name_and_never_by_the_firm_above(tmp_path: Path):
    text = """Company,Last Name,First Name,Number,Due,Amount
Ash Ltd,Ash,Ann,1,2026-04-01,90.00
,Bell,Bob,2,2026-04-02,7.00
Cedar Ltd,Cox,Cid,3,2026-04-03,1.00
"""
    take_in(tmp_path, text, DAY)
    assert ask(tmp_path, "SELECT name FROM account ORDER BY name") == [
        ("Ash Ltd",),
        ("Bob Bell",),
        ("Cedar Ltd",),
    ]
    ids = "Id,Company,Last Name,First Name,Number,Due,Amount\nC1,Dee Ltd,Dee,Ann,1,2026-04-01,9.00\nC2,,Bell,Bob,2,2026-04-02,7.00\nC3,,Cox,Cid,3,2026-04-03,1.00\n"
    take_in(tmp_path, ids, DAY, creditor="third")
    assert ("Dee Ltd",) in ask(tmp_path, "SELECT name FROM account")
    # Where no row has a person, there are none to go by.
    nobody = "Klantnummer,Bedrijfsnaam,Voornaam,Achternaam,Factuur id,Factuurnummer,Due,Amount\n1,Ash,,,81,A1,2026-04-01,9.00\n"
    take_in(tmp_path, nobody, DAY, creditor="other")
    found = ask(tmp_path, "SELECT name, number FROM invoice JOIN account ON account.id = account_id")
    assert ("Ash", "A1") in found


def test_who_pays_for_several_is_not_the_name_of_each(tmp_path: Path):
    text = "Customer,Payer,Number,Due,Amount\nAsh North,Ash HQ,1,2026-04-01,9.00\nAsh South,Ash HQ,2,2026-04-01,9.00\n"
    take_in(tmp_path, text, DAY)
    assert ask(tmp_path, "SELECT name FROM account ORDER BY name") == [("Ash North",), ("Ash South",)]


def test_a_day_of_payment_in_every_row_may_be_the_day_it_falls_due(tmp_path: Path):
    text = table("Data p\u0142atno\u015bci,Open", "2026-05-04,90.00", "2026-05-05,5.00").replace(
        ",Due Date", ",Term"
    )
    with pytest.raises(InputRefusedError, match="is it to be paid until then, or was it paid then"):
        take_in(tmp_path, text, DAY)
    report = take_in(tmp_path, text, DAY, mapping={"due_date": "Data p\u0142atno\u015bci"}, ignored=("Term",))
    assert report.totals == {"USD": 9500}


def test_days_that_can_hardly_be_right_are_told(tmp_path: Path):
    text = "Customer,Invoice,Invoice Date,Due Date,Open\nAsh,1,2026-05-04,1926-06-04,9.00\nAsh,2,2026-05-04,2026-06-04,9.00\n"
    told = " ".join(take_in(tmp_path, text, DAY).warnings)
    assert "The oldest due date is 04 Jun 1926" in told
    assert "1 item falls due before the day of the invoice" in told


@for_each("heading", ["Overdue", "Sent", "Late", "Gemahnt", "Envoy\u00e9e", "Posted"])
def test_what_is_not_overdue_or_not_sent_is_owed_all_the_same(tmp_path: Path, heading: str):
    text = table(f"Amount,{heading}", "90.00,Y", "5.00,N")
    try:
        assert take_in(tmp_path, text, DAY).totals == {"USD": 9500}
    except InputRefusedError as asked:
        assert "what is it" in asked.message  # noqa: PT017 - asked, or harmless
    assert take_in(tmp_path, table("Amount,Unpaid", "90.00,Y", "5.00,N"), DAY).totals == {"USD": 9000}


@for_each("cell", ["1\u00b2", "1.5\u00b9", "\u246050"])
def test_the_mark_of_a_footnote_is_no_digit(tmp_path: Path, cell: str):
    with pytest.raises(InputRefusedError):
        take_in(tmp_path, table("Open", "5.25", cell), DAY)


def test_whole_amounts_that_a_program_put_out_may_be_cents(tmp_path: Path):
    text = table("amount_remaining", "65943", "0", "49217", "100250", "0")
    with pytest.raises(LedgerRefusedError, match="in cents") as asked:
        take_in(tmp_path, text, DAY)
    assert asked.value.question is not None
    assert [one.option for one in asked.value.question.choices] == ["--decimal cents", "--decimal point"]
    with pytest.raises(LedgerRefusedError, match="in cents") as asked:
        take_in(tmp_path, text.replace("amount_remaining", "amount_usd"), DAY)
    assert asked.value.question is not None
    assert asked.value.question.choices[0].option == "--decimal point"
    assert take_in(tmp_path, text, DAY, decimal="cents").totals == {"USD": 215410}
    round_ = table("openBalance", "6500", "4900", "10025")
    assert take_in(tmp_path, round_, DAY, creditor="x").totals == {"USD": 215410 + 2142500}


@for_each("said", [{"locale": "xx"}, {"currency": "ZZZ"}, {"terms": "soon"}])
def test_what_cannot_be_meant_is_refused_before_anything_is_asked(tmp_path: Path, said: dict[str, str]):
    with pytest.raises(LedgerRefusedError, match=next(iter(said.values()))) as refused:
        take_in(tmp_path, table("Zork,Blub", "9.00,3.00", "5.00,2.00"), DAY, **said)
    assert refused.value.question is None


def test_net_and_gross_in_two_currencies_are_no_amounts_of_two_currencies(tmp_path: Path):
    rows = ["100.00,20.00,120.00,GBP", "50.00,0.00,50.00,EUR", "30.00,6.00,36.00,GBP"]
    report = take_in(tmp_path, table("Net,VAT,Total,Currency", *rows), DAY, currency="")
    assert report.totals == {"EUR": 5000, "GBP": 15600}


def test_amounts_in_cents_are_read_so(tmp_path: Path):
    assert take_in(tmp_path, table("balance_cents", "10000", "25050"), DAY).totals == {"USD": 35050}
    assert take_in(tmp_path, table("Open (in pence)", "7"), DAY, creditor="x").totals == {"USD": 35057}
    assert take_in(tmp_path, table("balanceCents", "3"), DAY, creditor="y").totals == {"USD": 35060}


def test_a_heading_over_two_rows_with_groups_over_several_columns_is_read(tmp_path: Path):
    text = """Who owes us;;;;;;
;;;;;;
Customer;Invoice;;;Money (EUR);;Notes
;No;Date;Due;Total;Still owed;
Alder;501;2026-01-01;2026-02-01;1500.00;1500.00;
;502;2026-01-15;30 days;700.50;500.50;rang, pays soon
Birch;498;2026-01-20;2026-02-19;3300.00;3300.00;DISPUTED - short delivery
"""
    report = take_in(tmp_path, text, DAY, currency=None)
    assert report.totals == {"EUR": 530050}
    assert ask(tmp_path, "SELECT number, due_date, disputed FROM invoice ORDER BY number") == [
        ("498", "2026-02-19", 1), ("501", "2026-02-01", 0), ("502", "2026-02-14", 0),
    ]  # fmt: skip
    assert "--ignore Notes" in " ".join(report.warnings)


NOTED = {
    "disputed": 1,
    "Query: in dispute since May": 1,
    "contestado": 1,
    "Reklamation wegen Menge": 1,
    "no dispute": 0,
    "dispute resolved": 0,
    "undisputed": 0,
    "rang": 0,
}


def test_notes_that_speak_of_disputes_are_taken_at_their_word_wherever_they_stand(tmp_path: Path):
    rows = [(word, place) for place, word in enumerate(["rang"] * 1300 + list(NOTED))]
    text = "Client,Number,Due Date,Total,Notes\n" + "".join(
        f"C,{place},2026-03-31,1.00,{word}\n" for word, place in rows
    )
    take_in(tmp_path, text, DAY)
    found = [disputed for (disputed,) in ask(tmp_path, "SELECT disputed FROM invoice ORDER BY number + 0")]
    assert found[1300:] == list(NOTED.values())
    assert not any(found[:1300])


@for_each(
    ("heading", "cells", "found"),
    [
        ("Dispute Reason", ("Price", "", "resolved"), [1, 0, 0]),
        ("Dispute Amount", ("4.50", "0.00", ""), [1, 0, 0]),
        ("Status", ("Disputed", "Open", "Overdue"), [1, 0, 0]),
    ],
)
def test_reasons_amounts_and_states_say_what_is_disputed(
    tmp_path: Path, heading: str, cells: tuple[str, ...], found: list[int]
):
    take_in(tmp_path, table(f"Open,{heading}", *(f"9.00,{cell}" for cell in cells)), DAY)
    assert [one for (one,) in ask(tmp_path, "SELECT disputed FROM invoice ORDER BY id")] == found


def test_a_note_that_says_paid_beside_what_is_open_is_asked_about(tmp_path: Path):
    text = table(
        "Open,Comment", "9.00,PAID 12/10", "5.00,called", "1.00,left a message", "2.00,asked for a copy"
    )
    with pytest.raises(LedgerRefusedError, match=r"PAID 12/10.*--map status=Comment.*--ignore Comment"):
        take_in(tmp_path, text, DAY)
    assert take_in(tmp_path, text, DAY, mapping={"status": "Comment"}).totals == {"USD": 800}


def test_an_empty_balance_is_the_amount_less_what_was_paid(tmp_path: Path):
    text = table("Amount,Paid,Balance", "100.00,40.00,", "50.00,0.00,50.00", "9.00,9.00,0.00")
    assert take_in(tmp_path, text, DAY, blank="open").totals == {"USD": 11000}


def test_what_is_due_beside_what_was_paid_of_it_is_asked_about(tmp_path: Path):
    net = table("Amount,Tax,За плаќање,Paid", "80.00,20.00,100.00,40.00", "40.00,10.00,50.00,0.00")
    with pytest.raises(LedgerRefusedError, match="or what was billed"):
        take_in(tmp_path, net, DAY)
    text = table("Amount Due,Amount Paid", "1000.00,300.00", "70.00,70.00")
    with pytest.raises(LedgerRefusedError, match="or what was billed") as refused:
        take_in(tmp_path, text, DAY)
    assert refused.value.question is not None
    assert [answer.option for answer in refused.value.question.choices] == [
        "--map 'amount=Amount Due'", "--map 'balance=Amount Due'",
    ]  # fmt: skip
    assert take_in(tmp_path, text, DAY, mapping={"amount": "Amount Due"}).totals == {"USD": 70000}


def test_a_balance_that_runs_on_within_each_customer_is_not_what_is_open(tmp_path: Path):
    rows = (
        "A;A1;2026-03-01;1200.00;0.00;1200.00",
        "A;T9;2026-03-02;0.00;200.00;1000.00",
        "B;A2;2026-03-03;500.00;0.00;500.00",
    )
    text = "\n".join(("Client;Number;Due Date;Debit;Credit;Balance", *rows))
    assert take_in(tmp_path, text, DAY).totals == {"USD": 150000}


@for_each(
    ("heading", "rows", "owed"),
    [
        ("Total,Paid,Balance", ("90.00,0.00,0.00", "50.00,20.00,0.00"), 12000),
        ("Total,Status,Balance", ("90.00,Overdue,0.00", "50.00,Open,0.00"), 14000),
        ("Total,Paid,Skonto,Balance", ("90.00,88.00,2.00,0.00", "50.00,50.00,0.00,0.00"), None),
        ("Total,Status,Balance", ("90.00,Paid,0.00", "50.00,Paid,0.00"), None),
        ("Total,Paid,Balance", ("90.00,90.00,0.00", "50.00,50.00,0.00"), None),
    ],
)
def test_balances_that_nobody_worked_out_are_not_what_is_open(
    tmp_path: Path, heading: str, rows: tuple[str, ...], owed: int | None
):
    if owed:
        with pytest.raises(LedgerRefusedError, match="is nothing open") as refused:
            take_in(tmp_path, table(heading, *rows), DAY)
        assert refused.value.question is not None
        assert refused.value.question.choices[0].option == "--ignore Balance"
    options = {"ignored": ("Balance",)} if owed else {}
    assert take_in(tmp_path, table(heading, *rows), DAY, **options).totals == ({"USD": owed} if owed else {})
    # That they mean nothing holds for no list that has some.
    assert take_in(
        tmp_path, table("Total,Paid,Balance", "90.00,0.00,80.00", "50.00,20.00,25.00"), DAY
    ).totals == {"USD": 10500}


def test_a_word_is_meant_also_as_a_terminal_shows_it(tmp_path: Path):
    text = table("Total,Status", "90.00,zq\u200cw", "50.00,Open", "7.00,پرداخت\u200cشده")
    assert take_in(tmp_path, text, DAY, statuses={"zqw": "paid"}).totals == {"USD": 5000}


@for_each("heading", ["Side", "AR/AP"])
def test_rows_without_a_day_say_whose_debt_they_are_where_none_needs_one(tmp_path: Path, heading: str):
    rows = ["Ash,,300.00,AP", "Ash,,120.00,AR", *(f"Oak{n},2026-02-01,9{n}.00,AR" for n in range(4))]
    none = {"number": "-", "due_date": "-"}
    text = "\n".join([f"Customer,Date,Open,{heading}", *rows, ""])
    assert take_in(tmp_path, text, DAY, mapping=none, terms="Net 30").totals == {"USD": 48600}


def test_a_list_that_says_what_is_paid_is_no_list_of_customers(tmp_path: Path):
    text = "Name,Email,Financial Status,Outstanding\n#1,a@b.example,paid,0.00\n#2,c@d.example,pending,9.00\n"
    with pytest.raises(LedgerRefusedError):
        take_in(tmp_path, text, DAY)


def test_texts_that_are_dressed_for_spreadsheets_are_undressed(tmp_path: Path):
    text = (
        'Client,Number,Due Date,Total\n="Alder",="000123",2026-03-31,9.00\nBirch,\'000124,2026-03-31,\'1.00\n'
    )
    assert take_in(tmp_path, text, DAY).totals == {"USD": 1000}
    assert ask(tmp_path, "SELECT name, number FROM account JOIN invoice ON account_id = account.id ORDER BY 2") == [
        ("Alder", "000123"), ("Birch", "000124"),
    ]  # fmt: skip


def test_sites_are_not_the_name_of_the_customer_beside_them(tmp_path: Path):
    text = "Customer,Name,Number,Due Date,Open\nCrest Group,Site North,1,2026-03-31,1.00\nCrest Group,Site South,2,2026-03-31,2.00\nMaple Ltd,Head office,3,2026-03-31,3.00\n"
    take_in(tmp_path, text, DAY)
    assert ask(tmp_path, "SELECT name FROM account ORDER BY 1") == [("Crest Group",), ("Maple Ltd",)]


@for_each("names", [("Ash Ltd", "Beck", "Cai"), ("Ash", "Ash", "Cai")])
def test_a_company_beside_firms_or_that_one_customer_has_several_of_is_not_asked_about(
    tmp_path: Path, names: tuple[str, ...]
):
    rows = zip(names, ("Elm Ltd", "Fir & Co", "Oak Inc"), strict=True)
    text = "".join(f"{name},{firm},{firm[0]}1,2026-03-31,9.00\n" for name, firm in rows)
    report = take_in(tmp_path, f"Client Name,Company,Number,Due Date,Total\n{text}", DAY)
    assert report.mapping["name"] == "Client Name"


def test_a_company_that_goes_with_several_customers_is_not_their_name(tmp_path: Path):
    text = "Company,Customer,Number,Due Date,Total\n" + "".join(
        f"{own},{who},{place},2026-03-31,1.00\n"
        for place, (own, who) in enumerate(
            (("North Co", "Ash"), ("South Co", "Ash"), ("North Co", "Birch"), ("South Co", "Birch"))
        )
    )
    assert "Company" in take_in(tmp_path, text, DAY).left_out


@for_each("ids", ["Customer No", "Code client", ""])
@for_each(
    ("seller", "buyer"),
    [("Company", "Kunde"), ("Company Name", "Customer"), ("Soci\u00e9t\u00e9", "Client"), ("Empresa", "Cliente"), ("Firma", "Klant"), ("Firm", "Client"), ("Unternehmen", "Empfänger"), ("firma", "Odberatel"), ("Firma", "Odbiorca")],
)  # fmt: skip
def test_customers_never_go_by_the_name_of_who_sells(tmp_path: Path, seller: str, buyer: str, ids: str):
    rows = [("North Co", "Ash"), ("North Co", "Birch"), ("South Co", "Cedar"), ("South Co", "Ash")]
    text = f"{seller},{ids or 'Memo'},{buyer},Number,Due Date,Total\n" + "".join(
        f"{own},{'ABC'.index(who[0]) + 100 if ids else ''},{who},{place},2026-03-31,1.00\n"
        for place, (own, who) in enumerate(rows)
    )
    assert seller in take_in(tmp_path, text, DAY).left_out
    assert ask(tmp_path, "SELECT name FROM account ORDER BY 1") == [("Ash",), ("Birch",), ("Cedar",)]


def test_a_name_beside_a_company_that_several_ids_share_is_offered_first(tmp_path: Path):
    text = "Company Code,Company,Customer,Name,Number,Due Date,Total\n1,North,C1,Ash,5,2026-03-31,1.00\n2,South,C1,Ash,5,2026-04-30,3.00\n2,South,C2,Birch,6,2026-04-30,5.00\n"
    with pytest.raises(LedgerRefusedError, match="customers' names") as refused:
        take_in(tmp_path, text, DAY)
    assert refused.value.question is not None
    assert refused.value.question.choices[0].option == "--map name=Name"
    with pytest.raises(LedgerRefusedError, match="C1 is there under two of 'Company Code'") as refused:
        take_in(tmp_path, text, DAY, mapping={"name": "Name"})
    assert refused.value.question is not None
    assert refused.value.question.choices[0].option == "--map 'account=Company Code + Customer'"
    take_in(tmp_path, text, DAY, mapping={"name": "Name", "account": "Company Code + Customer"})
    assert ask(tmp_path, "SELECT name, number FROM account JOIN invoice ON account_id = account.id ORDER BY 2, 1") == [
        ("Ash", "5"), ("Ash", "5"), ("Birch", "6"),
    ]  # fmt: skip


# Under Zq and Xy, of which nobody knows what they are: which of them numbers the bills, and "" where it is asked.
NUMBERED = {
    "alone": ("Zq", ["Q-1", "Q-2", "Q-3"], "Zq"),
    "beside what a customer has once": ("Zq,Xy", ["Q-1,P7", "Q-2,P7", "Q-3,P8"], "Zq"),
    "as another does": ("Zq,Xy", ["Q-1,P7", "Q-2,P8", "Q-3,P9"], ""),
    "twice": ("Zq", ["Q-1", "Q-1", "Q-3"], ""),
    "not in all rows": ("Zq", ["Q-1", "", "Q-3"], ""),
    "in words": ("Zq", ["rent 1", "rent 2", "rent 3"], ""),
    "as rows are counted": ("Zq", ["1", "2", "3"], ""),
    "under no more than id": ("id", ["Q-1", "Q-2", "Q-3"], "id"),
    "under an id, as rows are counted": ("id", ["1", "2", "3"], ""),
    "as a delivery note": ("Delivery Note", ["Q-1", "Q-2", "Q-3"], ""),
}


@for_each("kind", NUMBERED)
def test_what_alone_differs_in_all_rows_numbers_the_bills(tmp_path: Path, kind: str):
    heads, cells, number = NUMBERED[kind]
    for who in ("Ash", "Cove"):
        rows = zip((who, "Ash", "Birch"), cells, strict=True)
        text = "".join(f"{name},{each},2026-03-31,9.00\n" for name, each in rows)
        text = f"Client,{heads},Due Date,Total\n{text}"
        if number and who == "Ash":
            report = take_in(tmp_path, text, DAY)
            assert report.mapping["number"] == number
            assert f"{number!r} is taken for it" in " ".join(report.warnings)
        else:  # where each customer has one, it may be their own
            with pytest.raises(LedgerRefusedError, match="invoice number"):
                take_in(tmp_path, text, DAY)


@for_each(
    ("heads", "cells", "read"),
    [
        ("Tipo Documento,Nro Documento,Factura", "{},20{},F-{}", ("Nro Documento", "Factura")),
        ("Factura,Tipo Doc,Documento", "F-{2},{0},20{1}", ("Cliente", "Factura")),
        ("Tipo Documento,Nro Documento,Nota", "FAC,F-{2},{0}", ("Cliente", "Nro Documento")),
    ],
)
def test_the_papers_of_customers_have_numbers_that_are_no_bills(
    tmp_path: Path, heads: str, cells: str, read: tuple[str, str]
):
    rows = [("Ash", "RUC", 1), ("Birch", "DNI", 2), ("Birch", "DNI", 2)]
    lines = [
        f"{who},{cells.format(kind, own, spot)},2026-03-31,9.00" for spot, (who, kind, own) in enumerate(rows)
    ]
    report = take_in(tmp_path, "\n".join([f"Cliente,{heads},Vencimiento,Importe", *lines, ""]), DAY)
    named = report.mapping.get("account", report.mapping.get("name"))
    assert ((named, report.mapping["number"]), report.invoices.new) == (read, 3)


def test_what_is_left_is_offered_before_what_it_was_taken_from(tmp_path: Path):
    text = "Client,Number,Due Date,Sum Zq,Got Zq,Left\nAsh,A1,2026-03-31,100.00,20.00,70.00\nBirch,A2,2026-03-31,50.00,0.00,50.00\n"
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text, DAY)
    assert refused.value.question is not None
    assert refused.value.question.choices[0].option == "--map balance=Left"


def test_shares_of_nothing_but_0_and_1_are_asked_about_and_none_is_more_than_all(tmp_path: Path):
    cells = [
        cell for pair in zip(("100.00", "200.00", "300.00", "50.00"), "0101", strict=True) for cell in pair
    ]
    with pytest.raises(LedgerRefusedError, match="is 1 all of it"):
        take_in(tmp_path, BASE.format("Paid %", *cells), DAY)
    rows = "".join(f"C,{place},2026-03-31,1.00,{0.5 if place < 1300 else 40}\n" for place in range(1400))
    with pytest.raises(LedgerRefusedError, match="cannot be taken in"):
        take_in(tmp_path, f"Client,Number,Due Date,Total,Paid %\n{rows}", DAY)


def test_letters_behind_a_heading_are_no_currency(tmp_path: Path):
    text = "Customer RM,Company,Number,Due Date,Total\nJohn,Alpha,1,2026-03-31,1.00\nJohn,Beta,2,2026-03-31,2.00\n"
    take_in(tmp_path, text, DAY)
    assert ask(tmp_path, "SELECT name FROM account ORDER BY 1") == [("Alpha",), ("Beta",)]


def test_a_status_that_is_said_to_be_a_credit_takes_off(tmp_path: Path):
    text = table("Total,Status", "100.00,Open", "30.00,Guthaben", "50.00,Open", "9.00,Paid")
    assert take_in(tmp_path, text, DAY, statuses={"Guthaben": "credit"}).totals == {"USD": 12000}


def test_what_is_held_back_is_no_tax(tmp_path: Path):
    text = table(
        "Invoice Total,Holdback,Net Payable,Paid",
        "1000.00,100.00,900.00,400.00",
        "500.00,50.00,450.00,0.00",
        "200.00,20.00,180.00,0.00",
    )
    with pytest.raises(LedgerRefusedError, match="Holdback"):
        take_in(tmp_path, text, DAY)


def test_a_total_of_ages_and_credits_is_what_is_open(tmp_path: Path):
    text = "Client,Number,Invoice Date,Current,1-30,31-60,Credits,Total\nA,1,2026-03-01,100.00,0.00,0.00,-20.00,80.00\nB,2,2026-03-01,0.00,50.00,0.00,0.00,50.00\nB,3,2026-03-01,0.00,0.00,5.00,0.00,5.00\n"
    assert take_in(tmp_path, text, DAY, terms="Net 30").totals == {"USD": 13500}


def test_invoices_that_all_carry_a_minus_are_asked_about_beside_payments_that_carry_none(tmp_path: Path):
    text = table("Type,Total", *(f"Invoice,-{place}0.00" for place in range(1, 5)), "Payment,20.00")
    with pytest.raises(LedgerRefusedError, match="carry a minus"):
        take_in(tmp_path, text, DAY)
    assert take_in(tmp_path, text, DAY, mapping={"debit": "Total"}).totals == {"USD": 8000}
    with pytest.raises(LedgerRefusedError, match="carry a minus"):
        take_in(tmp_path, table("Type,Value", "Invoice,-9.00", "Payment,2.00"), DAY, creditor="other")


def test_a_total_without_a_word_may_count_rows_that_are_left_out(tmp_path: Path):
    text = table("Total,Status", "9.00,Open", "5.00,Draft") + ",,,,14.00,\n"
    assert take_in(tmp_path, text, DAY).totals == {"USD": 900}


def test_what_a_type_is_can_be_said(tmp_path: Path):
    text = BASE.format("Type", "100.00", "ZZ", "200.00", "ZY", "300.00", "Invoice", "50.00", "Invoice")
    with pytest.raises(
        LedgerRefusedError, match=r"does any of that take off.*--status ZZ=open --status ZY=credit"
    ):
        take_in(tmp_path, text, DAY)
    said = {"statuses": {"ZZ": "credit", "ZY": "void"}}
    assert take_in(tmp_path, text, DAY, **said).totals == {"USD": 25000}


@for_each(
    ("word", "amount", "first"),
    [
        ("Reversal", "50.00", "Reversal=credit"),
        ("Reversal", "40.00", "Reversal=open"),
        # Twice a month is no going back.
        ("ZZ", "50.00", "ZZ=open"),
    ],
)
def test_what_goes_back_with_the_sum_of_a_bill_takes_off_first(
    tmp_path: Path, word: str, amount: str, first: str
):
    rows = (
        f"Ash,1,2026-03-01,50.00,Invoice\nAsh,2,2026-03-01,{amount},{word}\nElm,3,2026-03-01,70.00,Invoice\n"
    )
    with pytest.raises(LedgerRefusedError, match="does any of that take off") as asked:
        take_in(tmp_path, f"Customer,Number,Due Date,Amount,Type\n{rows}", DAY)
    assert asked.value.question.choices[0].option == f"--status {first}"


def test_a_type_that_is_not_known_is_told_where_amounts_have_signs(tmp_path: Path):
    text = BASE.format("Type", "100.00", "ZZ", "200.00", "ZY", "-300.00", "Invoice", "50.00", "Invoice")
    assert "--status ZY=credit" in " ".join(take_in(tmp_path, text, DAY).warnings)


def test_names_that_go_with_the_ids_are_names(tmp_path: Path):
    text = "Client Code;Zq;Number;Due Date;Total\n" + "".join(
        f"{code};{name};{place};2026-03-01;1.00\n"
        for place, (code, name) in enumerate(
            (("AL", "Alder"), ("BI", "Birch"), ("AL", "Alder"), ("CE", "Cedar"))
        )
    )
    report = take_in(tmp_path, text, DAY)
    assert (report.mapping["name"], report.why["Zq"]) == ("Zq", "one for each customer's id")
    other = text.replace("Zq;", "Zq;Zx;").replace("Alder;", "Alder;North;").replace("Birch;", "Birch;South;")
    with pytest.raises(LedgerRefusedError, match=r"customers' names.*name=Zq.*name=Zx.*name=-"):
        take_in(tmp_path, other.replace("Cedar;", "Cedar;East;"), DAY)


def test_who_beside_codes_is_the_name_where_each_has_another(tmp_path: Path):
    head = "Acct,{},Inv,Due Date,Total\n"
    rows = [("A1", "Alder"), ("B2", "Birch"), ("A1", "Alder"), ("C3", "Cedar")]
    lines = [f"{code},{who},{n},2026-03-01,1.00\n" for n, (code, who) in enumerate(rows)]
    text = head.format("Who") + "".join(lines)
    assert take_in(tmp_path, text, DAY).mapping["name"] == "Who"
    # One for several accounts is a clerk, and beside names it is a person.
    shared = take_in(tmp_path, text.replace("Cedar", "Alder"), DAY, name="shared.csv", creditor="B")
    named = text.replace("Who", "Name,Who").replace("A1,", "A1,Ash,").replace("B2,", "B2,Beck,")
    both = take_in(tmp_path, named.replace("C3,", "C3,Cove,"), DAY, name="both.csv", creditor="C")
    assert "name" not in shared.mapping
    assert (both.mapping["name"], both.mapping["contact"]) == ("Name", "Who")


WAYS = [
    "Payment Method",
    "Fizet\u00e9si m\u00f3d",
    "Forma de pago",
    "Zahlungsart",
    "Spos\u00f3b p\u0142atno\u015bci",
]


@for_each("heading", WAYS)
def test_a_way_of_paying_is_no_status(tmp_path: Path, heading: str):
    text = table(f"Amount,{heading}", "90.00,transfer", "5.00,card", "-4.00,storniert")
    with pytest.raises(LedgerRefusedError, match="does that count") as asked:
        take_in(tmp_path, text, DAY)
    # What voids a bill comes off: that stands first; a bill that is void is not owed.
    assert asked.value.question.choices[0].option.startswith("--ignore")
    with pytest.raises(LedgerRefusedError, match="does that count") as asked:
        take_in(tmp_path, text.replace("-4", "4"), DAY)
    assert "status=" in asked.value.question.choices[0].option


@for_each(
    ("rows", "first"),
    [
        (("90.00,open", "5.00,open", "-5.00,storno"), "open"),
        (("90.00,open", "5.00,", "-5.00,Storno"), "open"),
        # The bill is paid, void as well, or none of that sum: the credit is what is void.
        (("90.00,open", "5.00,paid", "-5.00,storno"), ""),
        (("90.00,open", "5.00,storno", "-5.00,storno"), ""),
        (("90.00,open", "5.00,void", "-5.00,storno"), ""),
        (("90.00,open", "5.00,open", "-4.00,storno"), ""),
    ],
)
def test_a_void_credit_may_be_what_voids_an_open_bill_of_its_sum(
    tmp_path: Path, rows: tuple[str, ...], first: str
):
    text = "Customer,Number,Due Date,Amount,Status\n"
    text += "".join(f"Ash,{number},2026-03-01,{row}\n" for number, row in enumerate(rows))
    if not first:
        assert any("left out" in said for said in take_in(tmp_path, text, DAY).warnings)
        return
    with pytest.raises(LedgerRefusedError, match="called off") as asked:
        take_in(tmp_path, text, DAY)
    assert [choice.option[-4:] for choice in asked.value.question.choices] == ["open", "void"]


def test_families_that_several_ids_share_are_of_articles(tmp_path: Path):
    head, families = "Client Code;Famille;Number;Due Date;Total\n", ("Roof", "Roof", "Pipe", "Pipe")
    rows = [f"C{n};{family};{n};2026-03-01;1.00\n" for n, family in enumerate(families)]
    assert "name" not in take_in(tmp_path, head + "".join(rows), DAY).mapping
    own = "".join(rows).replace("C1;Roof", "C1;Ash").replace("C3;Pipe", "C3;Elm")
    assert take_in(tmp_path, head + own, DAY, name="own.csv", creditor="B").mapping["name"] == "Famille"


def test_lines_of_one_invoice_are_added_up_where_they_are_said_to_be(tmp_path: Path):
    text = "Client,Number,Due Date,Product,Total\nArlo,1,2026-03-31,A,60.00\nArlo,1,2026-03-31,B,1.00\nBeck,2,2026-03-31,A,5.00\n"
    with pytest.raises(LedgerRefusedError, match="--add-up") as refused:
        take_in(tmp_path, text, DAY)
    assert refused.value.question is not None
    report = take_in(tmp_path, text, DAY, add_up=True)
    assert (report.totals, report.invoices.new) == ({"USD": 6600}, 2)
    assert take_in(tmp_path, text, DAY).invoices.unchanged == 2


@for_each("heading", ["Broj,Br. dokumenta,Datum valute", "Protocollo,Fatt. n.,Scade il", "VS,Č. faktury,Splatné dne", "Riferimento,Bill,Expiry,Settlement Due"])  # fmt: skip
def test_what_may_number_or_end_anything_gives_way_to_the_bills_own(tmp_path: Path, heading: str):
    ends = ",2027-01-01" * heading.endswith("Settlement Due")
    rows = "".join(f"Ash,7,R{n}{ends},2026-03-31,1.00\n" for n in (1, 2))
    take_in(tmp_path, f"Customer,{heading},Open\n{rows}", DAY)
    assert ask(tmp_path, "SELECT number, due_date FROM invoice ORDER BY 1") == [
        (f"R{n}", "2026-03-31") for n in (1, 2)
    ]


@for_each("heading", ["S/No", "Sr/No", "Sl/No.", "Flat", "What for", "M\u00eas Ref"])
def test_what_counts_rows_or_is_of_something_else_is_no_invoices_number_and_asks_nothing(
    tmp_path: Path, heading: str
):
    cells = {
        "What for": ("boiler, new", "tap", "tap"),
        "M\u00eas Ref": ("10/2026", "10/2026", "11/2026"),
    }.get(heading, ("1", "2", "3"))
    rows = zip(cells, ("Ash", "Birch", "Birch"), ("02-01", "02-01", "03-01"), strict=True)
    text = "".join(f'"{cell}",{who},2026-{day},60.00\n' for cell, who, day in rows)
    report = take_in(tmp_path, f"{heading},Customer,Due date,Balance\n{text}", DAY)
    assert (report.totals, "number" in report.mapping) == ({"USD": 18000}, False)
    assert "3 items have no number" in " ".join(report.warnings)


def test_whole_amounts_as_long_as_codes_add_up_and_are_no_codes(tmp_path: Path):
    text = table(
        "請求金額(税抜),消費税,税込金額", "426330,42633,468963", "927400,92740,1020140", "238280,23828,262108"
    )
    assert take_in(tmp_path, text, DAY, currency="JPY").totals == {"JPY": 1751211}


def test_a_row_with_a_cell_too_many_is_told_and_asks_nothing(tmp_path: Path):
    text = table("Open,Currency", "90.00,EUR", "5.00,EUR", "1,250.00,EUR")
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text, DAY, currency=None)
    assert (refused.value.question, [error.row for error in refused.value.report.errors]) == (None, [4])


def test_a_row_with_a_cell_too_few_is_told_where_amounts_are_at_the_end(tmp_path: Path):
    text = "Client,Number,Due Date,Amount,Paid,Balance\nArlo,1,2026-03-31,90.00,40.00\nBeck,2,2026-03-31,50.00,20.00,30.00\n"
    told = "1 row has fewer cells than the heading, and no amount at the end"
    assert any(each.startswith(told) for each in take_in(tmp_path, text, DAY).warnings)
    whole = text.replace("Balance", "Balance,Note").replace("90.00,40.00", "90.00,40.00,50.00")
    assert not any(each.startswith(told) for each in take_in(tmp_path, whole, DAY, creditor="B").warnings)


def test_a_missing_currency_names_the_option(tmp_path: Path):
    text = table("Open,Currency Code", "90.00,", "5.00,USD", "1.00,")
    with pytest.raises(LedgerRefusedError, match=r"2 rows have no currency.*--currency EUR"):
        take_in(tmp_path, text, DAY, currency=None)


def test_a_column_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path):
    for options in ({"mapping": {"paid": "Recepts"}}, {"ignored": ("Recepts",)}):
        with pytest.raises(InputRefusedError, match="Did you mean 'Receipts'"):
            take_in(tmp_path, table("Total,Receipts", "9.00,1.00"), DAY, **options)


def test_every_column_is_accounted_for(tmp_path: Path):
    text = table("Total,Open,Zq,Sales Rep,Remarks,Xx", "90.00,60.00,4.00,Jo,hello,", "5.00,5.00,1.00,Al,,")
    report = take_in(tmp_path, text, DAY)
    said = report.as_json()["columns"]
    header = text.split("\n")[0].split(",")
    assert set(header) == set(report.mapping.values()) | set(said["left out"])
    assert "Open" in said["left out"]["Zq"]


def test_a_running_total_is_not_what_is_open(tmp_path: Path):
    text = table("Amount,Balance", "90.00,90.00", "50.00,140.00", "7.00,147.00", "3.00,150.00")
    report = take_in(tmp_path, text, DAY)
    assert report.totals == {"USD": 15000}
    assert "running" in report.left_out["Balance"]


def test_what_is_open_of_whole_bills_between_paid_ones_is_no_running_total(tmp_path: Path):
    rows = ("90.00,0.00", "50.00,50.00", "7.00,0.00", "3.00,3.00", "4.00,0.00", "6.00,6.00")
    assert take_in(tmp_path, table("Amount,Balance", *rows), DAY).totals == {"USD": 5900}
    rates = table("Net Amount,VAT rate", "90.00,S", "50.00,Z")  # codes of rates
    assert take_in(tmp_path, rates, DAY, creditor="Other").totals == {"USD": 5900 + 14000}


@for_each("newest_first", [False, True])
@for_each("each", [False, True], ids=["of all", "of each customer"])
def test_a_running_total_is_seen_from_either_end(tmp_path: Path, *, newest_first: bool, each: bool):
    items = [("Ash", 100), ("Ash", 50), ("Elm", 200), ("Elm", 60), ("Elm", -10)]
    rows = []
    for at, (name, amount) in enumerate(items):
        runs = sum(other for who, other in items[: at + 1] if who == name or not each)
        rows.append(f"{name},10{at},2026-10-{at + 10},{amount}.00,{runs}.00")
    text = "\n".join(["Customer,Invoice,Due,Amount,Balance", *(rows[::-1] if newest_first else rows), ""])
    report = take_in(tmp_path, text, DAY)
    assert report.totals == {"USD": 40000}
    assert "running" in report.left_out["Balance"]


@for_each(
    ("heading", "known", "word", "owed"),
    [
        ("Status", ("Open", "Paid"), "Gone fishing", (9500, 9000, 9000)),
        ("Paid?", ("no", "yes"), "Gone fishing", (9500, 9000, 9000)),
        ("Is open", ("yes", "no"), "Zq", (9500, 9000, 9000)),
    ],
)
def test_a_word_that_alone_says_whether_something_is_open_and_is_not_known_is_asked_about(
    tmp_path: Path, heading: str, known: tuple[str, str], word: str, owed: tuple[int, ...]
):
    text = table(f"Total,{heading}", f"90.00,{known[0]}", f"5.00,{word}", f"1.00,{known[1]}", "0.00,Zx")
    with pytest.raises(LedgerRefusedError, match=f"says '{word}' in 1 row: what does that mean") as refused:
        take_in(tmp_path, text, DAY)
    assert refused.value.question
    answers = [answer.option for answer in refused.value.question.choices]
    assert answers == [option("status", word, each) for each in ("open", "paid", "void")]
    for answer, total in zip(answers, owed, strict=True):
        statuses = changed(ImportOptions(), answer).statuses
        (folder := tmp_path / statuses[word]).mkdir()
        assert take_in(folder, text, DAY, statuses=statuses).totals == {"USD": total}
        assert take_in(folder, text, DAY).totals == {"USD": total}


@for_each("done", ["Zq", "완료", "afgerond"])
def test_all_words_that_are_not_known_can_be_answered_at_once(tmp_path: Path, done: str):
    text = table("Total,Status", f"90.00,{done}", "5.00,Zr", "1.00,Paid")
    with pytest.raises(LedgerRefusedError, match=r"--status '\*=open' \(still open, as all 2 words"):
        take_in(tmp_path, text, DAY)
    assert take_in(tmp_path, text, DAY, statuses={"*": "open", "Zr": "void"}).totals == {"USD": 9000}


def test_an_unknown_status_beside_what_is_open_is_named(tmp_path: Path):
    text = table("Total,Balance,Status", "90.00,90.00,Open", "5.00,5.00,Zq", "1.00,0.00,Zw", "3.00,,Paid")
    report = take_in(tmp_path, text, DAY)
    assert report.totals == {"USD": 9500}
    assert any("Zq" in warning and "--status" in warning for warning in report.warnings)
    with pytest.raises(LedgerRefusedError, match="'Zx' in 1 row: what does that mean"):
        take_in(tmp_path, text.replace("3.00,,Paid", "3.00,,Zx"), DAY, blank="open")


@settings(max_examples=tries(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_word_for_a_state_that_is_not_known_is_named_with_its_rows(data: st.DataObject):
    """Whatever the language and the heading: it is asked about, or named with how many rows and how they were counted."""
    letters = st.sampled_from(["abdegiklmnoprstuvz", "абвгдежклмнопрстую", "αβγδεκλμνοπρστω"])
    strange = letters.flatmap(lambda each: st.text(each, min_size=6, max_size=12)).filter(
        lambda word: status_of(word) is None
    )
    said = Counter(
        data.draw(
            st.lists(st.one_of(strange, strange, st.sampled_from(["Open", "Sent"])), min_size=2, max_size=9)
        )
    )
    heading = data.draw(st.sampled_from(sorted(SYNONYMS["status"])))
    rest = data.draw(st.booleans())
    rows = [f"9.00,{'9.00,' * rest}{word}" for word in said.elements()]
    with TemporaryDirectory() as folder:
        text = table(f"Total,{'Balance,' * rest}{heading}", *rows)
        if not rest and any(status_of(word) is None for word in said):
            with pytest.raises(LedgerRefusedError) as refused:
                take_in(Path(folder), text, DAY)
            assert any(f"{word!r} in {count} row" in str(refused.value) for word, count in said.items())
            return
        report = take_in(Path(folder), text, DAY)
    assert report.totals == {"USD": 900 * said.total()}
    for word, count in said.items():
        told = [
            said for said in report.warnings if f"{word!r} ({count} row" in said and "counted as open" in said
        ]
        assert bool(told) is (status_of(word) is None), (word, report.warnings)


@for_each(
    "heading",
    ["Posting Status", "ApprovalState", "Buchungsstatus", "Stato registrazione", "Statut de validation"],
)
def test_what_is_not_known_of_how_far_bills_have_come_is_named_or_asked(tmp_path: Path, heading: str):
    text = table(f"Balance,{heading}", "90.00,Zzq", "50.00,Posted", "7.00,Posted")
    report = take_in(tmp_path, text, DAY)
    assert report.totals == {"USD": 14700}
    assert any("'Zzq' (1 row)" in said for said in report.warnings)
    with pytest.raises(LedgerRefusedError, match="'Zzq' in 1 row"):
        take_in(tmp_path, text.replace("Balance", "Total"), DAY)


@for_each(
    ("words", "told"),
    [
        (("Pending", "Posted", "Paid"), True),
        (("Pending", "Sent", "Processing"), True),
        (("Pending", "Paid", "Overdue"), False),
        (("Draft", "Posted", "Paid"), False),
    ],
)
def test_what_may_be_no_bill_yet_is_told_beside_those_that_are(
    tmp_path: Path, words: tuple[str, ...], *, told: bool
):
    text = table("Total,Balance,Status", *(f"9.00,{9 * (word != 'Paid')}.00,{word}" for word in words))
    report = take_in(tmp_path, text, DAY)
    assert any("may be of drafts" in said and "Pending=void" in said for said in report.warnings) is told


@for_each(
    ("heading", "first", "told"),
    [
        ("Total,Balance,Cleared on", "90.00,90.00,2026-05-01", True),
        ("Total,Balance,Paid on", "90.00,60.00,2026-05-01", False),  # a part of it was paid then
        ("Total,Balance,Paid on", "90.00,90.00,", False),
        ("Total,Balance,Status", "90.00,90.00,Paid", True),
    ],
)
def test_a_day_of_payment_beside_all_that_is_open_is_told(
    tmp_path: Path, heading: str, first: str, *, told: bool
):
    rows = ("7.00,0.00,Paid",) if heading.endswith("Status") else ("7.00,0.00,2026-05-02", "5.00,5.00,")
    said = "1 item is said to be paid, but the file has something open there"
    assert any(said in each for each in take_in(tmp_path, table(heading, first, *rows), DAY).warnings) is told


def test_what_a_status_says_was_paid_comes_off_where_nothing_else_says_it(tmp_path: Path):
    text = table("Total,Balance,Status", "90.00,,Paid 40", "50.00,50.00,Open", "7.00,,Open")
    assert take_in(tmp_path, text, DAY, blank="open").totals == {"USD": 10700}


def test_what_a_status_says_was_paid_comes_off_in_rows_of_which_no_column_says_it(tmp_path: Path):
    text = table("Total,Paid,Status", "90.00,,Paid 40", "50.00,20.00,Open", "7.00,,Open")
    assert take_in(tmp_path, text, DAY).totals == {"USD": 8700}


@for_each(("less", "net"), [("WHT 10%", "Net Receivable"), ("Deposit", "Amount Due")])
def test_what_is_left_before_payments_is_not_taken_for_what_is_open_unasked(
    tmp_path: Path, less: str, net: str
):
    text = table(f"Gross,{less},{net},Received", "100.00,10.00,90.00,0.00", "50.00,5.00,45.00,20.00")
    with pytest.raises(LedgerRefusedError, match="'Received' has no part in it") as refused:
        take_in(tmp_path, text, DAY)
    assert refused.value.question
    answers = [(one.option, one.effect) for one in refused.value.question.choices]
    assert answers == [
        (option("map", "amount", net), "USD 115.00 open"),
        (option("map", "balance", net), "USD 135.00 open"),
    ]
    assert take_in(tmp_path, text, DAY, mapping={"amount": net}).totals == {"USD": 11500}


def test_what_a_heading_calls_open_is_that_where_it_is_nowhere_more_and_numbers_of_orders_are_no_names(
    tmp_path: Path,
):
    assert take_in(
        tmp_path, table("Total,Invoice bal1", "9.00,9.00", "5.00,5.00", "7.00,2.00"), DAY
    ).totals == {"USD": 1600}
    text = "Name,Due Date,Total,Customer\n#1,2026-04-01,9.00,Ash\n#2,2026-04-01,1.00,Ash\n"
    assert take_in(
        tmp_path, text.replace("Customer", "Zq"), DAY, mapping={"account": "Zq"}, partial=True
    ).totals
    assert ask(tmp_path, "SELECT number FROM invoice WHERE number LIKE '#%'") == [("#1",), ("#2",)]
    # As a shop exports its orders: how they were paid is no type.
    text = "Name,Due Date,Total,Outstanding Balance,Lineitem name,Billing Name,Payment Method\n#3,2026-04-01,9.00,9.00,Oak,Beck,\n#4,2026-04-01,1.00,1.00,Elm,Cove,Shop Payments\n"
    take_in(tmp_path, text, DAY, creditor="shop")
    assert ask(tmp_path, "SELECT sum(balance) FROM invoice WHERE number IN ('#3', '#4')") == [(1000,)]
    assert {name for (name,) in ask(tmp_path, "SELECT name FROM account")} >= {"Ash", "Beck", "Cove"}
    # The company first, where there is one.
    text = "Name,Due Date,Total,Billing Name,Billing Company\n#5,2026-04-01,9.00,Ann Lee,{}\n#6,2026-04-01,1.00,Bo Diaz,{}\n"
    take_in(tmp_path, text.format("Elm LLC", "Oak LLC"), DAY, creditor="firms")
    take_in(tmp_path, text.format("", "").replace("#", "#7"), DAY, creditor="people")
    named = {name for (name,) in ask(tmp_path, "SELECT name FROM account")}
    assert named >= {"Elm LLC", "Oak LLC", "Ann Lee", "Bo Diaz"}


def test_a_heading_that_is_a_currency_behind_a_blank_is_read(tmp_path: Path):
    text = table(" EUR", "90.00", "5.00")
    assert take_in(tmp_path, text, DAY, currency=None, mapping={"balance": "EUR"}).totals == {"EUR": 9500}


def test_amounts_of_two_currencies_in_one_row_are_never_set_off(tmp_path: Path):
    text = table("Total,Paid", "EUR 100.00,EUR 40.00", "USD 50.00,EUR 20.00")
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text, DAY)
    assert [(each.row, each.column, each.value) for each in refused.value.report.errors] == [
        (3, "Paid", "EUR")
    ]


def file_with(extra: str, above: str, below: str) -> str:
    """A ledger with a column that says one thing in its first rows and another in one of the last."""
    rows = [
        (f"Firm {number % 9}", f"I-{number}", "2026-01-15", "2026-02-15", "100.50" if number == 7 else "100.00", above)
        for number in range(150)
    ]  # fmt: skip
    rows[140] = (*rows[140][:5], below)
    return text_of(rows, ("Customer", "Invoice", "Invoice Date", "Due Date", "Amount", extra))


@for_each(
    ("extra", "above", "below", "owed"),
    [
        ("Zqx", "", "40.00", "asked"),
        ("Zqx", "0.00", "40.00", "asked"),
        ("Zqx", "", "yes", "asked"),
        ("Zqx", "no", "yes", "asked"),
        ("Zqx", "", "2026-02-20", "asked"),
        ("Open Balance", "100.00", "", "asked"),
        ("Tax", "0.00", "20.00", "asked"),
        ("Zqx", "open", "void", "14900.50"),
        ("Zqx", "D", "C", "14800.50"),
        ("Written off", "", "100.00", "14900.50"),
        ("Paid", "", "-40.00", "14960.50"),
        ("Paid?", "no", "maybe", "asked"),
        ("Remarks", "", "40.00", "15000.50"),
        ("Zqx", "", "called on Monday", "15000.50"),
    ],
)
def test_what_a_column_holds_far_down_counts_as_at_the_top(
    tmp_path: Path, extra: str, above: str, below: str, owed: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inference, "_SAMPLE", 120)
    try:
        told = f"{Decimal(take_in(tmp_path, file_with(extra, above, below)).totals['USD']) / 100:.2f}"
    except LedgerRefusedError as refused:
        told = "asked" if refused.question else refused.report.errors[0].problem
    assert owed in told


def test_a_type_of_document_that_is_not_known_is_told(tmp_path: Path):
    text = "Customer ID,Type,Number,Invoice Date,Due Date,Open Balance\nA,Invoice,1,2026-01-05,2026-02-05,100.00\nA,Zorblat,2,2026-01-06,2026-02-06,50.00\nB,Credit Memo,3,2026-01-06,2026-02-06,-20.00\n"
    report = take_in(tmp_path, text, date(2026, 6, 30))
    assert report.totals == {"USD": 13_000}
    assert [each for each in report.warnings if "'Zorblat' (1 row) is not known" in each]
    assert not [each for each in report.warnings if "Invoice" in each or "Credit" in each]


# Headings beside customer, number and due date, two rows of figures, and what is owed after the first answers.
SUMS = {
    "held back": ("Invoice Total,Holdback,Net Payable,Paid to date", "1000,100,900,400", "500,50,450,0", 95000),
    "held back, nothing paid": ("Amount,Retention,Total Payable", "1000,50,950", "500,25,475", 142500),
    "tax withheld with a minus": ("Base,IVA,IRPF,Total,Cobrado", "1000,210,-150,1060,60", "100,21,-15,106,0", 110600),
    "tax withheld": ("Base,IVA,Retenci\u00f3n,Total,Cobrado", "1000,210,150,1060,60", "100,21,15,106,0", 110600),
    "what is claimed, under no word for amounts": ("Zq claimed,Paid zq,Left of it", "1000,100,900", "500,50,450", 135000),
    "a deposit": ("Total,Deposit,Remaining to pay", "1000,300,700", "500,0,500", 120000),
    "a part for interest": ("Principal,Interest,Amount", "100,5,105", "50,0,50", 15500),
    "nothing holds all": ("Subtotal,Shipping,Tax,Paid", "100,10,20,30", "50,5,10,0", 16500),
    "a shop's": ("Item Total,Shipping,Fee,Buyer Pays,Received So Far,To Collect", "100,10,11,110,0,110", "50,5,5,55,20,35", 14500),
    "what was open before": ("Opening Bal,Charges,Adjustments,Payments,Closing Bal", "20,30,-5,-10,35", "0,40,0,0,40", 7500),
    "open with a minus before it": ("Charges,Pre-payments,Total Owed", "900,-200,700", "50,0,50", 75000),
    "in a currency each": ("Balance USD,Balance EUR", "100,", "30,", 13000),
    "what is not due before ages": ("Zq,1-30,31-60,91+", ",,100,", "50,,,", 15000),
    "what is older than ages": ("1-30,31-60,61-90,Zq", "100,,,", ",,,50", 15000),
    "older than ages beside a total": ("1-30,31-60,61-90,Zq,Total", "100,,,,100", ",,,50,50", 15000),
    "around ages with a total": ("Zork,1-30,31-60,61-90,Blarg,Total", "100,,,,,100", ",50,,,,50", 15000),
    "what was paid beside ages": ("Amount,Zq,Current,1-30,31-60", "100,100,0,0,0", "50,0,0,50,0", 5000),
    "what was paid beside ages with a gap": ("Amount,Zq,1-30,31-60,61-90", "100,100,0,0,0", "50,0,0,50,0", 5000),
    "ages beside what was billed": ("Invoice Amount,Current,1-30,31-60,Total", "120,100,,,100", "50,,50,,50", 15000),
    "credits beside ages": ("Current,1-30,31-60,Credits", "0,0,100,-20", "50,0,0,0", 13000),
    "what was open before, on top of taxed charges": ("Beginning Balance,Rent,Tax,Total Charges,Received,Ending Balance", "10,20,5,25,5,30", "0,40,0,40,0,40", 7000),
    "a balance at the beginning that nothing adds up with": ("Amount,Beginning Balance,Balance", "25,7,20", "40,9,40", 6000),
    "what a bill is of before tax beside what is open of it": ("Gross valuation,Retention,Net due,VAT,Invoice total,Received,Balance due", "240,-12,228,45.60,273.60,200,73.60", "600,-30,570,114,684,0,684", 75760),
    "a discount for who pays early": ("Amount,Skonto,Zahlbetrag bei Skonto", "100,2,98", "80,1.60,78.40", 18000),
}  # fmt: skip


@for_each("kind", SUMS)
def test_what_adds_up_leads_among_the_answers(tmp_path: Path, kind: str):
    heading, *rows, owed = SUMS[kind]
    cells = [",".join(f"{float(cell):.2f}" if cell else "" for cell in row.split(",")) for row in rows]
    text = f"Customer,Invoice,Due,{heading}\nAlder,1,2026-02-15,{cells[0]}\nBeech,2,2026-02-16,{cells[1]}\n"
    options = ImportOptions(currency=None if "USD" in heading else "USD", as_of=DAY)
    for _ in range(4):
        if (option := first_answer(tmp_path, text, options)) is None:
            break
        options = changed(options, option)
    assert take_in(tmp_path, text, DAY, **read_by(options)).totals == {"USD": owed}


def read_by(options: ImportOptions) -> dict[str, object]:
    return {name: getattr(options, name) for name in ("mapping", "ignored", "currency", "terms")}


def first_answer(folder: Path, text: str, options: ImportOptions) -> str | None:
    """The first answer that a ledger's question offers, None where it goes in."""
    try:
        take_in(folder, text, DAY, dry_run=True, **read_by(options))
    except LedgerRefusedError as asked:
        return asked.question.choices[0].option if asked.question else None
    return None


@for_each(
    ("heading", "cell"),
    [("Dispute Case", "D-77"), ("Dispute No", "12"), ("Dispute Date", "2026-02-05"), ("Reklamation", "R1")],
)
def test_a_dispute_has_a_case_or_a_day_and_ends_when_it_is_resolved(tmp_path: Path, heading: str, cell: str):
    head = f"Customer,Invoice,Due Date,Balance,{heading},Resolved\n"
    rows = f"Ash,1,2026-02-01,100.00,{cell},\nBirch,2,2026-02-01,60.00,{cell},2026-02-20\nCedar,3,2026-02-01,40.00,,\n"
    take_in(tmp_path, head + rows)
    assert ask(tmp_path, "SELECT number FROM invoice WHERE disputed") == [("1",)]


@for_each(
    ("said", "ended"),
    [("pending", 0), ("open", 0), ("in progress", 0), ("not yet", 0), ("not resolved", 0), ("to be closed", 0), ("resolution pending", 0),
     ("yes", 1), ("Resolved", 1), ("was closed", 1), ("settled, no credit", 1), ("20 Feb 2026", 1), ("20/02/2026", 1)],
)  # fmt: skip
def test_a_dispute_ends_only_where_the_words_say_that_it_has(tmp_path: Path, said: str, ended: int):
    text = f'Customer,Invoice,Due Date,Balance,Dispute Case,Resolved\nAsh,1,2026-02-01,100.00,D-7,"{said}"\n'
    text += "Birch,2,2026-02-01,60.00,D-8,2026-02-20\nCedar,3,2026-02-01,40.00,,\n"
    take_in(tmp_path, text)
    assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE disputed") == [(1 - ended,)]


def test_what_is_resolved_where_no_dispute_is_named_ends_none(tmp_path: Path):
    text = "Customer,Invoice,Due Date,Balance,Resolved\nAsh,1,2026-02-01,100.00,2026-02-20\nBirch,2,2026-02-01,60.00,2026-02-20\n"
    assert "settled_dispute" not in take_in(tmp_path, text).mapping


@for_each(
    ("said", "told"),
    [
        ("--blank-balance foo", "--blank-balance 'foo' is not one of open, paid."),
        ("order foo", "--date-order 'foo' is not one of dmy, mdy, ymd."),
        ("--decimal foo", "--decimal 'foo' is not one of point, comma, cents."),
        ("renamed foo", "--renamed 'foo' is not one of same, other."),
        ("--country GB=", "'GB=' does not say which country."),
        ("--country GB", "'GB' does not say which country."),
        ("--currency-word =INR", "'=INR' does not say which word."),
        ("--currency-word Rs=", "'Rs=' does not say which currency."),
        ("--status =paid", "'=paid' does not say which word."),
    ],
)
def test_what_is_said_wrongly_is_named_as_it_is_to_be_said(said: str, told: str):
    with pytest.raises(UsageError, match=re.escape(told)):
        changed(ImportOptions(), said)


@for_each(("heading", "number"), [("ID", "Invoice"), ("Code", "Invoice"), ("No", "No. Faktur")])
@for_each("names", ["Ash Birch Ash Ash", "Ash Birch Cedar Elm"])
def test_a_number_of_each_row_is_no_customers_id(tmp_path: Path, heading: str, number: str, names: str):
    who = names.split()
    rows = [f"{n},{name},A-{n},2026-04-0{n},{n}.00" for n, name in enumerate(who, start=1)]
    report = take_in(tmp_path, "\n".join([f"{heading},Customer,{number},Due Date,Balance", *rows, ""]), DAY)
    assert heading in report.left_out
    found = ask(tmp_path, "SELECT name, number FROM invoice JOIN account ON account.id = account_id")
    assert {*found} == {(name, f"A-{n}") for n, name in enumerate(who, start=1)}


def test_bills_that_are_numbered_from_one_on_keep_their_numbers(tmp_path: Path):
    rows = [f"{n},Ash,PO-5{n}1,2026-04-0{n},{n}.00" for n in range(1, 4)]
    take_in(tmp_path, "\n".join(["Invoice No,Customer,Reference,Due Date,Balance", *rows, ""]), DAY)
    assert ask(tmp_path, "SELECT number FROM invoice ORDER BY id") == [("1",), ("2",), ("3",)]


@for_each(
    ("headings", "ids"),
    [
        ("Code,Customer", "K7 K8 K7 K7"),
        ("A/C,Name", "K7 K8 K7 K7"),
        ("Mitgl.-Nr,Name", "118 131 118 118"),
        ("User ID,Customer", "K7 K8 K7 K7"),
        ("Codice,Ragione sociale", "501.0012 501.0020 501.0012 501.0012"),
        ("Cod client,Denumire", "411.01 411.02 411.01 411.03"),
        ("NIF,Customer", "K7 K8 K9 K6"),
        ("Cliente,Nome", "K7 K8 K7 K7"),
        ("Nome,Cliente", "K7 K8 K7 K7"),
        ("Kunde,Name", "K7 K8 K7 K7"),
        ("Tiers,Intitulé", "K7 K8 K7 K7"),
        ("Compte,Intitulé", "411ASH 411BIR 411ASH 411ASH"),
        ("Patron ID,Patron", "3301 3340 3301 3301"),
        ("Org Code,Organisation", "ASHMEL BIRSYD ASHMEL ASHMEL"),
        ("\u0428\u0438\u0444\u0440\u0430,\u041d\u0430\u0437\u0438\u0432 \u043a\u0443\u043f\u0446\u0430", "1001 1044 1001 1001"),
        ("Clave,Nombre", "14 27 14 14"),
    ],
)  # fmt: skip
def test_codes_that_go_with_the_names_are_the_customers_ids(tmp_path: Path, headings: str, ids: str):
    who = dict(zip(dict.fromkeys(ids.split()), "Ash Birch Cedar Elm".split(), strict=False))
    # What numbers the rows is nobody's id, and a total below the dates is no customer.
    rows = [
        f"{each},{who[each]},9{n},A-{n},2026-04-0{n},{n}.00" for n, each in enumerate(ids.split(), start=1)
    ]
    take_in(
        tmp_path, "\n".join([f"{headings},No,Invoice,Due Date,Balance", *rows, ",,,,Totale,10.00", ""]), DAY
    )
    found = dict(ask(tmp_path, "SELECT ledger_id, name FROM account"))
    assert found == {each: who[each] for each in ids.split()}


@for_each(
    ("cells", "coded"),
    [
        (["10012 - Ash Ltd", "10044 - Birch"], True),
        (["[K7] Ash Ltd", "[K8] Birch"], True),
        (["3M - Berlin"], False),
        (["2025 - Ash", "2025 - Birch"], False),  # a year, or a branch
        (["10012 - Ash", "Birch"], False),
        (["411 Ash Street", "412 Birch"], False),
        (["Ash (10115)", "Birch (80331)"], False),  # where they are
    ],
)
def test_a_code_before_each_customers_name_is_their_id(tmp_path: Path, cells: list[str], *, coded: bool):
    rows = [f"{cell},B{place},2026-04-01,1.00" for place, cell in enumerate([*cells, cells[0]])]
    take_in(tmp_path, "\n".join(["Customer,Invoice,Due Date,Balance", *rows, "Total,,,3.00", ""]), DAY)
    found = dict(ask(tmp_path, "SELECT ledger_id, name FROM account"))
    parts = (cell.strip("[").replace("] ", " - ").split(" - ") for cell in cells)
    assert found == (dict(parts) if coded else dict(zip(cells, cells, strict=True)))


def test_a_letter_of_creditors_in_rows_of_customers_may_take_off(tmp_path: Path):
    head, rows = "Type,Customer,Invoice,Due Date,Amount\n", "Invoice,Ash,1,2026-04-01,9.00\n"
    with pytest.raises(LedgerRefusedError, match="'Type' says 'K' in 1 of 2 rows") as refused:
        take_in(tmp_path, f"{head}{rows}K,Ash,2,2026-04-01,5.00\n", DAY)
    assert refused.value.question
    assert [one.effect for one in refused.value.question.choices] == [
        f"USD {each} open" for each in ("4.00", "9.00", "14.00")
    ]
    for ours in ("K,Elm", "AP,Ash"):
        assert take_in(tmp_path, f"{head}{rows}{ours},2,2026-04-01,5.00\n", DAY).totals == {"USD": 900}


# What stands under a heading in another way than that says; what is open (minor units) is at the end.
OTHERWISE = {
    "what was billed under a word for numbers": (
        "Client,Job,Due,Bill,Had so far,Still owes\nAsh,roof,2026-02-01,9.00,4.00,5.00\nElm,wall,2026-02-01,1.00,,1.00\n",
        {"USD": 600},
    ),
    "numbers with decimals": (
        "Client,Due,Bill,Balance\nAsh,2026-02-01,1001.00,9.00\nElm,2026-02-01,1002.00,1.00\n",
        {"USD": 1000},
    ),
    "numbers with decimals, far apart": (
        "Client,Due,Invoice No,Balance\nAsh,2026-02-01,100145.00,9.00\nElm,2026-02-01,107899.00,1.00\n",
        {"USD": 1000},
    ),
    "parts of jobs": (
        "Client,Due,Bill,Balance\nAsh,2026-02-01,1204.01,9.00\nElm,2026-02-01,1877.02,1.00\n",
        {"USD": 1000},
    ),
    "numbers of a year": (
        "Client,Due,Bill,Balance\nAsh,2026-02-01,2026.01,9.00\nElm,2026-02-01,2026.14,1.00\n",
        {"USD": 1000},
    ),
    "reminders and unit prices that are counted": (
        "Client,Invoice,Due,Reminder Count,Prix unitaire HT,Statut,Total\nAsh,1,2026-02-01,2,4.50,Retard,9.00\nElm,2,2026-02-01,0,1.00,Contentieux,1.00\n",
        {"USD": 1000},
    ),
    "what is cancelled has no amount": (
        "Client,Invoice,Due,Type,Status,Total\nAsh,1,2026-02-01,Zq,cancelled,\nElm,2,2026-02-01,Zq,active,1.00\n",
        {"USD": 100},
    ),
    "how bills fall due in Portuguese": (
        "Cliente,Fatura,Vencimento,Tip Vencimento,Saldo\nAsh,1,2026-02-01,P,9.00\nElm,2,2026-02-01,V,1.00\n",
        {"USD": 1000},
    ),
    "the table before each heading": (
        "Customer_Name,InvcHead_InvoiceNum,InvcHead_DueDate,InvcHead_DocInvoiceBal,InvcHead_CurrencyCode\nAsh,1,2026-02-01,9.00,USD\n",
        {"USD": 900},
    ),
    "a delivery's day is not that of the bill": (
        "customer_name,invoice_no,due_date,delivery_date,amount_open\nAsh,1,2026-02-01,2027-01-01,9.00\n",
        {"USD": 900},
    ),
    "terms for due dates": (
        "Customer,Invoice,Invoice Date,Due,Balance\nAsh,1,2026-01-01,Net 30,9.00\nElm,2,2026-01-01,45 days,1.00\n",
        {"USD": 1000},
    ),
    "a currency as a title, with empty cells": (
        "Währung EUR;;;\nKunde;Beleg;Fällig;Offen\nAsh;1;01.02.2026;9,00\nWährung CHF;;;\nKunde;Beleg;Fällig;Offen\nElm;2;13.02.2026;1,00\n",
        {"EUR": 900, "CHF": 100},
    ),
    "the row's currency, and that of the books": (
        "Kunde;Beleg;Fällig;Betrag FW;FW;Saldo FW;Betrag EUR;Saldo EUR\nAsh;1;13.02.2026;9,00;CHF;4,00;9,90;4,40\nElm;2;14.02.2026;2,00;USD;2,00;1,80;1,80\n",
        {"CHF": 400, "USD": 200},
    ),
    "a chain of sums, the last of which is open": (
        "Customer,Invoice,Due,Gross,Commission,Net Due,Deposit Paid,Balance Owing\nAsh,1,2026-02-01,2000.00,200.00,1800.00,300.00,1500.00\nElm,2,2026-02-01,1000.00,100.00,900.00,900.00,0.00\nAsh,3,2026-02-01,500.00,50.00,450.00,0.00,450.00\n",
        {"USD": 195000},
    ),
    "days that were not found, and never": (
        "Customer,Invoice,Invoice Date,Due Date,Date Paid,Outstanding,Terms\nAsh,1,2026-01-01,#N/A,#N/A,9.00,Net 30\nElm,2,2026-01-01,31/12/9999,#N/A,1.00,\nOak,3,2026-01-01,2026-02-01,..,2.00,\n",
        {"USD": 1200},
    ),
    "codes beside the names of who gets the bill": (
        "Bill To,Bill To Name,Pro #,Due,Balance Due\nC0011,Bright Inc,1,2026-02-01,9.00\nC0018,Cobalt LLC,2,2026-02-01,1.00\nC0011,Bright Inc,3,2026-02-01,2.00\n",
        {"USD": 1200},
    ),
    "days, words and nothing under Paid?": (
        "Invoice,Client,Due,Amount,Paid?\n1,Ash,2026-02-01,1.00,2026-02-05\n2,Ash,2026-02-01,2.00,No\n3,Elm,2026-02-01,4.00,part\n4,Elm,2026-02-01,8.00,\n",
        {"USD": 1400},
    ),
}


def test_days_overdue_that_count_from_other_days_are_asked_about_and_tell_of_which_day_a_list_is(
    tmp_path: Path,
):
    head = "Customer,Invoice,Date,Due,Promised,Days Overdue,Balance\n"
    rows = [(1, 20, 15), (2, 15, 20), (5, 10, 25)]  # due, promised, overdue on 5 February from the latter
    lines = [
        f"C{n},B{n},2025-12-0{n + 1},2026-01-{due:02},2026-01-{day:02},{{}},1.00\n"
        for n, (due, day, _) in enumerate(rows)
    ]
    asked = "".join(lines).format(*(36 - day for _, day, _ in rows))
    with pytest.raises(LedgerRefusedError, match="does not count from 'Due'") as refused:
        take_in(tmp_path, head + asked, DAY)
    assert refused.value.question
    assert [one.option for one in refused.value.question.choices] == [
        "--map due_date=Promised",
        "--map due_date=Due",
    ]
    (tmp_path / "said").mkdir()
    said = take_in(tmp_path / "said", head + asked, DAY, mapping={"due_date": "Due"})
    assert said.mapping["due_date"] == "Due"
    plain = "".join(lines).format(*(36 - due for due, _, _ in rows))
    told = "Days overdue count to 5 Feb 2026"
    for day, seen in ((date(2026, 2, 6), False), (DAY, True)):
        warnings = take_in(tmp_path, head + plain, day).warnings
        assert any(told in said for said in warnings) is seen
    unnamed = "Customer,Invoice,Qx,Days Overdue,Balance\nAsh,1,2026-01-30,6,1.00\nElm,2,2026-02-20,0,1.00\nOak,3,2026-02-03,2,1.00\n"
    (tmp_path / "unnamed").mkdir()
    assert take_in(tmp_path / "unnamed", unnamed, DAY).mapping["due_date"] == "Qx"
    sooner = unnamed.replace("2026-02-20", "2026-02-04")
    (tmp_path / "sooner").mkdir()
    assert "due_date" not in take_in(tmp_path / "sooner", sooner, DAY).mapping


@for_each(("day", "as_of"), [(DAY, date(2026, 2, 20)), (DAY, DAY), (date(2026, 2, 21), None)])
def test_days_overdue_that_leave_nobody_time_to_pay_are_hardly_counted_to_today(
    tmp_path: Path, day: date, as_of: date | None
):
    text = "Customer,Invoice,Date,Days Overdue,Balance\nAsh,1,2026-01-30,6,1.00\nElm,2,2026-02-20,0,1.00\n"
    if as_of:
        with pytest.raises(LedgerRefusedError, match="to which day does it count") as refused:
            take_in(tmp_path, text, day, as_of=None)
        assert refused.value.question
        choices = [one.option for one in refused.value.question.choices]
        assert choices == ["--as-of 2026-02-20", "--as-of 2026-06-30"]
    report = take_in(tmp_path, text, day, as_of=as_of)
    assert any("are counted back from" in said for said in report.warnings) is (as_of is None)
    due = (as_of or day) - timedelta(days=6)
    assert ask(tmp_path, "SELECT min(due_date) FROM invoice") == [(f"{due}",)]


@for_each(
    ("terms", "late", "due"),
    [
        (("Net 30", "Net 45", "Net 15"), (50, 1, 17), "2026-05-30"),  # all seen from one day
        (("Net 30", "Net 45", "Net 15"), (50, 2, 17), "2026-05-11"),  # not so: they count back from today
        (("Net 30", "as agreed", "Net 15"), (50, 1, 17), "2026-05-11"),
        (("Net 30", "", "Net 15"), (50, 1, 17), "2026-05-11"),
    ],
)
def test_terms_that_days_overdue_bear_out_say_when_bills_fell_due(
    tmp_path: Path, terms: tuple[str, ...], late: tuple[int, ...], due: str
):
    dated = ("2026-04-30", "2026-06-03", "2026-06-17")
    rows = [f"Firm {at},B{at},{dated[at]},{terms[at]},9.00,{late[at]}" for at in range(3)]
    text = "\n".join(["Client,Invoice,Inv Date,Terms,Balance,Days Past Due", *rows, ""])
    report = take_in(tmp_path, text, DAY, as_of=None)
    assert ask(tmp_path, "SELECT min(due_date) FROM invoice") == [(due,)]
    assert any("Days overdue count to 19 Jul" in said for said in report.warnings) is (due == "2026-05-30")


@for_each("kind", OTHERWISE)
def test_what_stands_otherwise_under_its_heading_is_read_all_the_same(tmp_path: Path, kind: str):
    text, totals = OTHERWISE[kind]
    report = take_in(tmp_path, text, DAY)
    assert report.totals == totals
    assert "delivery_date" not in report.mapping.values()
    made = any("have no number" in each for each in report.warnings)
    assert made == (kind == "what was billed under a word for numbers")


def test_neither_names_nor_amounts_are_offered_as_numbers(tmp_path: Path):
    text = "Student,Father Name,Fee Head,Due Date,Concession,Balance\nAnn,Ash,Tuition Q2,2026-02-01,200,1000\nBen,Birch,Bus Q2,2026-02-01,0,2000\n"
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text, DAY)
    assert refused.value.question
    assert [one.option for one in refused.value.question.choices] == [
        "--map 'number=Fee Head'",
        "--map number=-",
    ]


def test_valuta_is_a_currency_or_the_day_of_a_payment(tmp_path: Path):
    take_in(tmp_path, "Klant,Factuur,Vervaldatum,Saldo,Valuta\nAsh,1,2026-02-01,9.00,EUR\n", DAY)
    for rest, paid_on, currency in (
        ("Betaaldatum,Bedrag,Valuta\nAsh,1,2026-02-05,2.00,EUR", "Betaaldatum", "Valuta"),
        ("Bedrag,Valuta\nAsh,1,3.00,2026-02-06", "Valuta", None),
        ("Bedrag,Valuta,Currency\nAsh,1,3.00,2026-02-06,EUR", "Valuta", "Currency"),
    ):
        found = take_in(tmp_path, f"Klant,Factuur,{rest}\n", DAY, payments=True, currency="EUR").mapping
        assert (found["settled_on"], found.get("currency")) == (paid_on, currency)


# What reads like a credit and is none: texts of what was sold.
NO_CREDITS = {
    "a delivery in place of goods": ("Causale", ["Vendita", "Vendita", "Reso merce e nuova fornitura"]),
    "prose": ("Causale", ["Manutenzione", "Consulenza", "Reso merce e nuova fornitura"]),
    "parts, and goods that came in": ("Tipe", ["Pembayaran termin 2", "Faktur", "Penerimaan barang"]),
    "the type of a customer": ("Kundentyp", ["1", "2", "1"]),
    "of a payment": ("Zahlungstyp", ["1", "2", "1"]),
    "of a customer in two words": ("Type de client", ["1", "2", "1"]),
    "sales on credit": ("Tipo", ["Venta a cr\u00e9dito", "Factura cr\u00e9dito", "Vente \u00e0 cr\u00e9dit"]),
    "sales on credit in Indonesian": ("Jenis", ["Penjualan kredit", "Faktur", "Penjualan kredit"]),
    "goods that came back for work": (
        "Description",
        ["Goods returned after repair", "Returned goods inspection", "Wood"],
    ),
    "a return that is a journey": ("Description", ["Retour ticket", "Sales training", "Return fare"]),
    "credit for something to be had": ("Description", ["Credit for training", "Goods", "Goods"]),
}


@for_each("kind", NO_CREDITS)
def test_what_only_begins_like_a_credit_takes_nothing_off_unasked(tmp_path: Path, kind: str):
    heading, said = NO_CREDITS[kind]
    text = table(f"{heading},Amount", *(f"{each},{n}0.00" for n, each in enumerate(said, start=1)))
    assert take_in(tmp_path, text, DAY).totals == {"USD": 6000}


@for_each(
    ("heading", "types", "effects"),
    [
        # How it is to be paid, a part of what is due, what was not paid, and what may be more as well as less.
        *(
            ("Type", [each, "Invoice", each], ["60.00", "-20.00"])
            for each in "Res;Bonifico 30 gg;przelew;دفعة أولى;Maksājums par īri;未回款;شيك مرتجع;返金;корректировка реализации;수정세금계산서".split(
                ";"
            )
        ),
        # None of them, each, and both but for the one of most rows.
        ("RMDTYPAL", ["1", "7", "1", "9"], ["100.00", "20.00", "60.00", "20.00", "-20.00"]),
        ("Buchungstyp", ["1", "7", "1", "9"], ["100.00", "20.00", "60.00", "20.00", "-20.00"]),
    ],
)
def test_an_abbreviation_or_a_number_that_may_take_off_is_asked_about(
    tmp_path: Path, heading: str, types: list[str], effects: list[str]
):
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(
            tmp_path, table(f"{heading},Amount", *(f"{each},{n}0.00" for n, each in enumerate(types, 1))), DAY
        )
    assert refused.value.question
    assert [one.effect for one in refused.value.question.choices] == [f"USD {sum_} open" for sum_ in effects]


@for_each(("heading", "owed"), [("Paid?", 5500), ("Open?", 9300), ("Settled", 5500)])
@for_each("more", [(), ("overdue", "open")], ids=["mostly flags", "few flags"])
def test_yes_and_no_are_known_among_words_for_states(
    tmp_path: Path, heading: str, owed: int, more: tuple[str, ...]
):
    states = ("41.00,yes", "3.00,no", "50.00,partly", "2.00,disputed", *(f"1.00,{each}" for each in more))
    report = take_in(tmp_path, table(f"Amount,{heading}", *states), DAY)
    assert report.totals == {"USD": owed + 100 * len(more)}


def test_beside_a_type_that_is_not_known_those_that_take_off_are_named(tmp_path: Path):
    text = table("Type,Amount", "Reservation,90.00", "Retour,5.00", "Reso merce,1.00", "Invoice,2.00")
    with pytest.raises(LedgerRefusedError, match="take off, as 'Retour' and 'Reso merce' do") as refused:
        take_in(tmp_path, text, DAY)
    assert refused.value.question
    first = refused.value.question.choices[0]
    assert (first.says, first.effect) == ("no: all of that is owed", "USD 86.00 open")


@for_each("heading", ["Applies To", "Matched"])
@for_each("sign", ["-", ""])
def test_a_payment_that_names_its_bill_comes_off_that_bill(tmp_path: Path, heading: str, sign: str):
    header = f"Customer,Type,Document,Date,Due Date,Amount,{heading},Currency"
    rows = (
        f"Elm,Payment,R1,2026-09-13,,{sign}30.00,100,GBP",  # may stand above its bill
        "Elm,Invoice,100,2026-08-24,2026-09-23,80.00,,GBP",
        f"Elm,Payment,R2,2026-09-14,,{sign}10.00,100,GBP",
        "Elm,Invoice,101,2026-08-25,2026-09-24,50.00,,GBP",
        f"Elm,Payment,R3,2026-09-15,,{sign}50.00,101,GBP",
        f"Elm,Payment,R4,2026-09-15,,{sign}5.00,,GBP",
        f"Oak,Payment,R5,2026-09-15,,{sign}7.00,102,GBP",
        "Oak,Invoice,102,2026-08-25,2026-09-24,7.50,,GBP",
        "Ash,Invoice,103,2026-08-25,2026-09-24,60.00,,GBP",
    )
    content = "\n".join((header, *rows, ""))
    if heading == "Matched":
        with pytest.raises(LedgerRefusedError, match="--map applies_to=Matched"):
            take_in(tmp_path, content)
    take_in(tmp_path, content, mapping={"applies_to": heading} if heading == "Matched" else {})
    open_ = dict(ask(tmp_path, "SELECT number, balance FROM invoice WHERE balance <> 0"))
    assert open_ == {"100": 4000, "R4": -500, "102": 50, "103": 6000}


def test_bills_without_a_number_are_none_that_a_payment_names(tmp_path: Path):
    rows = (
        "Customer,Type,Document,Date,Due Date,Amount,Applies To",
        "Elm,Invoice,,2026-08-24,2026-09-23,80.00,",
        "Elm,Invoice,,2026-08-25,2026-09-24,50.00,",
        "Elm,Payment,R1,2026-09-13,,-30.00,101",
        "Elm,Invoice,101,2026-08-25,2026-09-24,60.00,",
    )
    take_in(tmp_path, "\n".join(rows) + "\n", currency="GBP")
    assert ask(tmp_path, "SELECT balance FROM invoice ORDER BY balance") == [(3000,), (5000,), (8000,)]


def test_who_was_reminded_or_owes_today_is_known_to_owe_in_any_language(tmp_path: Path):
    said = "with agency|due today|heute fällig|Mahnung versendet|relance envoyée|recordatorio enviado|Vence hoje|herinnering verstuurd|påminnelse skickad|rykker sendt|Maksumuistutus lähetetty|sollecito inviato|wezwanie wysłane|elküldve"
    rows = "".join(f"Arlo,{n},2026-03-31,1.00,{word}\n" for n, word in enumerate(said.split("|")))
    report = take_in(tmp_path, f"Customer,Number,Due Date,Total,Status\n{rows}", DAY)
    assert report.totals == {"USD": 1400}
    assert not any("not known" in told for told in report.warnings)


def test_a_note_in_brackets_behind_an_amount_is_named_and_one_that_may_take_off_is_refused(tmp_path: Path):
    rows = ["£1,020.00 (agreed £100/mth)", "£55.00(incl. VAT)", "£12.50", "(£2.00)"]
    ledger = table("Owed", *(f'"{row}"' for row in rows))
    report = take_in(tmp_path, ledger, DAY, currency=None)
    assert report.totals == {"GBP": 108550}
    told = [each for each in report.warnings if "note" in each]
    assert told == [f"Read without its note: {row!r}." for row in rows[:2]]
    notes = [
        "paid",
        "credit",
        "storniert",
        "written off",
        "part paid",
        "bezahlt 3.5.",
        "in dispute",
        "contra",
        "thousand",
    ]
    for note in notes:
        with pytest.raises(LedgerRefusedError, match="1 row cannot be taken in"):
            take_in(tmp_path, ledger.replace("agreed £100/mth", note), DAY, currency=None)
