"""What stands beside the amounts: read as it is meant, or asked about, the likeliest answer first."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.ledger.opened import Ledger, open_ledger
from arcall_tui.ledger.questions import AskError
from arcall_tui.ledger.reader import KeptFile
from arcall_tui.ledger.words import METHODS, NO, STATUS_WORDS, UNPAID, YES, Status, fold
from arcall_tui.workday.imports.import_report import ImportOptions
from arcall_tui.workday.imports.said import changed
from cases import for_each
from tries import tries

TODAY = date(2026, 11, 26)
HEAD = "Customer,Invoice,Due,"
NAMES = ["Ash", "Birch", "Cedar"]
EUROS = ImportOptions(currency="EUR")
Owed = dict[str, int]


@contextmanager
def opened(folder: Path, text: str, options: ImportOptions = EUROS) -> Iterator[Ledger]:
    """A ledger of that text, ready to be read."""
    path = folder / "ledger.csv"
    path.write_text(text, encoding="utf-8")
    with KeptFile(path) as kept:
        yield open_ledger(kept, options, TODAY)


def table(heading: str, *rows: str) -> str:
    """A ledger with an invoice for each of three customers; `heading` and rows are what stands behind the due date."""
    lines = [f"{NAMES[n]},B{n},2026-10-0{n + 1},{row}" for n, row in enumerate(rows)]
    return "\n".join([HEAD + heading, *lines]) + "\n"


def owed(folder: Path, text: str, options: ImportOptions = EUROS) -> tuple[Owed, list[str]]:
    """What each customer owes (minor units) as a file says it, and what is said about it."""
    with opened(folder, text, options) as ledger:
        found: Counter[str] = Counter()
        for batch in ledger.reader.batches():
            found.update(dict.fromkeys(batch.account, 0))
            for account, rest in zip(batch.account, batch.balance, strict=True):
                found[account] += rest
        assert not ledger.reader.errors
        return {name: rest for name, rest in found.items() if rest}, ledger.closing_warnings()


@for_each(
    ("heading", "rows", "rest"),
    [
        ("Fee,Paid?", ("9.00,N", "8.00,Y"), {"Ash": 900}),
        ("Levy", ("9.00", "8.00"), {"Ash": 900, "Birch": 800}),
        ("debtAmount", ("9.00", "8.00"), {"Ash": 900, "Birch": 800}),
        ("Total Debt,Phone", ("9.00,020 7946 0001", "8.00,020 7946 0002"), {"Ash": 900, "Birch": 800}),
        ("Deposit Held", ("9.00", "8.00"), None),
        ("Last Overdue", ("9.00", "8.00"), None),
        ("Received by us", ("9.00", "8.00"), None),
        ("Interest", ("9.00", "8.00"), None),
        ("Budget", ("9.00", "8.00"), None),
        ("Levy,Rebate", ("9.00,1.00", "8.00,1.00"), {"Ash": 800, "Birch": 700}),
    ],
)
def test_the_only_amounts_that_no_word_makes_less_are_owed(
    tmp_path: Path, heading: str, rows: tuple[str, ...], rest: Owed | None
):
    if rest is None:
        with pytest.raises(InputRefusedError):
            owed(tmp_path, table(heading, *rows))
    else:
        assert owed(tmp_path, table(heading, *rows))[0] == rest


@for_each(
    ("kind", "counts"),
    [
        ("Factura compraventa", 1),
        ("Leveransfaktura", 1),
        ("Factura de compra", 0),
        ("Faktura zakupu", 0),
        ("Alış faturası", 0),
        ("Zobowiązanie", 0),
        ("Verbindlichkeit", 0),
        ("Należność", 1),
    ],
)
def test_a_purchase_is_no_bill_and_a_word_that_begins_so_no_purchase(tmp_path: Path, kind: str, counts: int):
    found = owed(tmp_path, table("Type,Owed", f"{kind},9.00", "Invoice,8.00", "Invoice,7.00"))[0]
    assert found == {"Birch": 800, "Cedar": 700} | ({"Ash": 900} if counts else {})


@for_each("heading", ["Membership", "File", "Policy", "Unit", "Matter", "Parcel", "Instalment", "Sl No"])
def test_what_numbers_anything_else_is_offered_behind_what_may_number_bills(tmp_path: Path, heading: str):
    rows = [f"{name},M{n}10,D-9{n},2026-10-0{9 - n},5.00" for n, name in enumerate(NAMES)]
    with pytest.raises(AskError, match="invoice number") as error:
        owed(tmp_path, "\n".join([f"Name,{heading},Notice,Due,Owed", *rows]))
    assert "number=Notice" in error.value.question.choices[0].option
    # Where nothing else may number them, nothing does.
    found = owed(
        tmp_path,
        "\n".join([f"Name,{heading},Notice,Due,Owed", *[re.sub(",D-9[0-9],", ",,", row) for row in rows]]),
    )[0]
    assert set(found.values()) == {500}


def answered(folder: Path, text: str) -> tuple[Owed, list[str]]:
    """What customers owe where every question gets the answer that is offered first, and the questions."""
    options, asked = EUROS, []
    for _ in range(4):
        try:
            return owed(folder, text, options)[0], asked
        except AskError as question:
            asked.append(str(question))
            options = changed(options, question.question.choices[0].option)
    raise AssertionError(asked)


ALL = {"Ash": 10000, "Birch": 5000, "Cedar": 3000}
FIRST_AND_LAST = {"Ash": 10000, "Cedar": 3000}

# Read without a question: heading, cells, and what is owed.
READ = [
    ("Balance,+/-", "+", "-", "+", {**ALL, "Birch": -5000}),
    ("Balance,Sign", "plus", "minus", "plus", {**ALL, "Birch": -5000}),
    ("Balance,CR", "", "CR", "", {**ALL, "Birch": -5000}),
    ("Balance,Currency,Last Payment,Payment Currency", "EUR,30.00,USD", "EUR,30.00,USD", "EUR,30.00,USD", ALL),
    ("Amount,CN", "", "CN", "", {**ALL, "Birch": -5000}),
    ("Amount,Not Paid", "1", "0", "1", FIRST_AND_LAST),
    ("Amount,Open,Paid", "0.00,Lloyds", "0.00,BACS", "30.00,promised", {"Cedar": 3000}),
    ("Amount,Open,Paid", "0.00,Lloyds", "0.00,Barclays", "30.00,", {"Cedar": 3000}),
    ("Amount,Write-off Date", "", "2026-10-05", "", FIRST_AND_LAST),
    ("Amount,Credited On", "", "2026-10-05", "", FIRST_AND_LAST),
    ("Amount,\u662f\u5426\u7ed3\u6e05", "\u5426", "\u662f", "\u5426", FIRST_AND_LAST),
    ("Amount,\u6d88\u8fbc", "", "\u6e08", "", FIRST_AND_LAST),
    ("Amount,Pd", "", "\u2713", "", FIRST_AND_LAST),
    ("Amount,Open %", "100", "0", "50", {"Ash": 10000, "Cedar": 1500}),
    ("Amount,Remaining %", "100%", "0%", "100%", FIRST_AND_LAST),
    ("Amount,Gross kg", "120.50", "60.10", "35.25", ALL),
    ("Amount,DaysToSettle,SettledDate", "0,2026-10-05", "13,2026-10-09", ",", {"Cedar": 3000}),
    ("Amount,Open", "180.00", "180.00", "180.00", ALL),
    ("Amount,Paid", "no", "20.00", "yes", {"Ash": 10000, "Birch": 3000}),
    ("Amount,Paid On", "never", "2026-10-05", "pending", FIRST_AND_LAST),
    ("Amount,Status", "open", "late", "part-settled", ALL),
    ("Balance,Collection account", "1200", "1210", "1200", ALL),
    ("Amount,Status,Paid?", "Open,no", "Open,20.00", "Open,yes", {"Ash": 10000, "Birch": 3000}),
    ("Amount,Total,Net,VAT,Part", "300.00,250.00,50.00,1/3", "50.00,40.00,10.00,1/1", "60.00,50.00,10.00,1/2", ALL),
    ("Amount,Status,Paid?", "Open,no", ",20.00", "Open,yes", {"Ash": 10000, "Birch": 3000}),
    ("Amount,Status,Paid?", "Part paid (10.00),no", "Part paid,20.00", "Paid,yes", {"Ash": 9000, "Birch": 3000}),
    ("Amount,Facture pay\u00e9e", "20.00", "50.00", "0.00", {"Ash": 8000, "Cedar": 3000}),
    ("Amount,Fatura paga", "0", "1", "0", FIRST_AND_LAST),
    ("Amount,Bill paid", "", "2026-10-05", "", FIRST_AND_LAST),
    ("Amount,Status", "Overdue +90", "PartiallyPaid", "Overdue >90", ALL),
    ("Amount,Status", "WrittenOff", "NotPaid", "OverPaid", {"Birch": 5000}),
    ("Amount,Balance,Status", "100.00,Open", "-10.00,Paid", "30.00,Open", {**ALL, "Birch": -1000}),
    ("AMOUNT_DUE_ORIGINAL,AMOUNT_DUE_REMAINING", "100.00", "0.00", "20.00", {"Ash": 10000, "Cedar": 2000}),
    ("Amount,Credito dias", "30", "60", "45", ALL),
    ("Amount,Payment score", "0.87", "0.51", "0.30", ALL),
    ("Amount,Serie", "A", "B", "A", ALL),
    ("Amount,Zq", "100.00", "150.00", "180.00", ALL),
    ("Amount,Movement", "Sale", "Goods returned", "Sale", {**ALL, "Birch": -5000}),
    ("Amount,Soort", "Verkoop", "Retour verkoop", "Verkoop", {**ALL, "Birch": -5000}),
    ("Amount,T\u00edpus", "\u00c9rt\u00e9kes\u00edt\u00e9s", "Vissz\u00e1ru", "\u00c9rt\u00e9kes\u00edt\u00e9s", {**ALL, "Birch": -5000}),
    ("Openstaand,Achterstand", "28", "24", "9", ALL),
    ("Openstaand,Dagen achterstand", "28", "24", "9", ALL),
    ("Amount,Incassata", "No", "S\u00ec", "No", FIRST_AND_LAST),
    ("Amount,Réglée", "0.00", "50.00", "20.00", {"Ash": 10000, "Cedar": 1000}),
    ("Amount,Pagada", "", "2026-10-15", "", FIRST_AND_LAST),
    ("Amount,Fatura Tipi", "Toptan Sat\u0131\u015f", "Sat\u0131\u015f \u0130ade", "Perakende Sat\u0131\u015f", {**ALL, "Birch": -5000}),
    ("Gross,Balance,Type", "100.00,Invoice", "-50.00,Reversal", "30.00,Invoice", {**ALL, "Birch": -5000}),
    ("Amount,open_items_count", "3", "1", "2", ALL),
    ("total,days_1_30,days31to60,days90plus", "0,0,100.00", "0,50.00,0", "30.00,0,0", ALL),
    ("total,bucket_0_30,0_30_days,90_plus", "0,0,100.00", "0,50.00,0", "30.00,0,0", ALL),
    ("total,Age 0-30,owed_31_60,Over90", "0,0,100.00", "0,50.00,0", "30.00,0,0", ALL),
]  # fmt: skip


@for_each(("heading", "one", "two", "three", "rest"), READ)
def test_a_column_is_read_as_it_is_meant(
    tmp_path: Path, heading: str, one: str, two: str, three: str, rest: Owed
):
    text = table(heading, f"100.00,{one}", f"50.00,{two}", f"30.00,{three}")
    assert owed(tmp_path, text)[0] == rest


@for_each("heading", ["Qty,Unit Price", "Menge,Einzelpreis", "Cantidad,Precio", "Hours,Rate"])
def test_the_price_of_one_beside_a_quantity_is_never_offered_as_what_is_owed(tmp_path: Path, heading: str):
    with pytest.raises(InputRefusedError, match="no column for amount") as refused:
        owed(tmp_path, table(heading, "10,12.50", "3,100.00"))
    assert not isinstance(refused.value, AskError)


# Asked about: heading, cells, and what is owed after the first answer.
ASKED = [
    ("Payment Ref", "", "CHQ 1234", "", FIRST_AND_LAST),
    ("Cheque No", "", "1234", "", FIRST_AND_LAST),
    ("Paid By", "", "Card", "", FIRST_AND_LAST),
    ("Paid via", "", "Stripe", "", FIRST_AND_LAST),
    ("Level of payment", "none", "full", "none", None),
    ("Payment Count", "0", "1", "0", None),
    ("P", "", "P", "", None),
    ("Credit?", "No", "Yes", "No", {**ALL, "Birch": -5000}),
    ("Direction", "OUT", "IN", "OUT", {**ALL, "Birch": -5000}),
    ("Status", "open", "Paid - awaiting clearance", "open", ALL),
    ("Awaiting payment", "Y", "N", "Y", ALL),
    ("Issued", "Y", "N", "Y", ALL),
    ("Prior Balance", "12.50", "0.00", "7.25", ALL),
    ("Highest Balance", "12.50", "0.00", "7.25", ALL),
    ("Open Orders", "12.50", "0.00", "7.25", ALL),
    ("Past Due Amount", "12.50", "0.00", "7.25", ALL),
    ("Not Due", "12.50", "0.00", "7.25", ALL),
    ("Te ontvangen", "40.00", "50.00", "30.00", {**ALL, "Ash": 4000}),
    ("Still to come", "40.00", "50.00", "30.00", {**ALL, "Ash": 4000}),
    ("Paid 1,Paid 2", "60.00,40.00", "20.00,0.00", "0.00,0.00", {"Birch": 3000, "Cedar": 3000}),
    ("Payment 1,Payment 2", "60.00,40.00", "20.00,0.00", "0.00,0.00", {"Birch": 3000, "Cedar": 3000}),
    ("Receipt 1,Receipt 2,CN", "60.00,40.00,", "20.00,,10.00", ",,", {"Birch": 2000, "Cedar": 3000}),
    ("Amount Paid,Amount Paid 2", "60.00,40.00", "20.00,", ",", {"Birch": 3000, "Cedar": 3000}),
    ("Data p\u0142atno\u015bci", "2026-10-01", "2026-12-15", "2026-10-02", None),
    ("Reconciled", "no", "yes", "no", ALL),
    ("Refunded", "no", "yes", "no", ALL),
    ("On account", "0.00", "12.50", "0.00", {**ALL, "Birch": 3750}),
    ("Type", "Invoice", "SXQ", "Invoice", ALL),
    ("Zq", "100.00", "150.00", "170.00", None),
    ("Vorgang", "Verkauf", "Warenr\u00fcckgabe", "Verkauf", {**ALL, "Birch": -5000}),
    ("Tekst", "Towar", "Zwrot towaru A1", "Towar", {**ALL, "Birch": -5000}),
    ("Description", "Hosting", "Credit note for B0", "Hosting", {**ALL, "Birch": -5000}),
    ("Betreff", "Wartung", "Gutschrift zu B0", "", {**ALL, "Birch": -5000}),
    ("Type", "Invoice", "Reversal", "Invoice", ALL),
    ("Open,Paid", "100.00,", "50.00,chq 1123", "0.00,chq 1199", {"Ash": 10000, "Birch": 5000}),
    ("Open,Paid", "100.00,", "50.00,chq 1123", "30.00,", FIRST_AND_LAST),
    ("Open,Status", "100.00,Completed", "20.00,Completed", "30.00,Reversed", {"Ash": 10000, "Birch": 2000}),
    ("Open,Status", "100.00,Paid", "50.00,Open", "30.00,Paid", {"Birch": 5000}),
    ("\u00c9tat facture,Facture pay\u00e9e", "1,0", "2,1", "1,0", FIRST_AND_LAST),
]  # fmt: skip


@for_each(("heading", "one", "two", "three", "rest"), ASKED)
def test_a_column_that_could_change_what_is_owed_is_asked_about(
    tmp_path: Path, heading: str, one: str, two: str, three: str, rest: Owed | None
):
    text = table(f"Amount,{heading}", f"100.00,{one}", f"50.00,{two}", f"30.00,{three}")
    found, asked = answered(tmp_path, text)
    assert asked
    assert rest is None or found == rest


@for_each(
    ("heading", "rows", "rest", "asks"),
    [
        ("Previous balance,Current charges,Total due", ("0.00,100.00,100.00", "100.00,50.00,150.00"), 15000, 0),
        ("Previous balance,Current charges,Total due", ("100.00,50.00,150.00", "0.00,100.00,100.00"), 15000, 0),
        ("Opening balance,Charges,Closing balance", (",100.00,100.00", "100.00,50.00,150.00"), 15000, 0),
        ("Arrears b/f,Rent,Total owed", ("0.00,100.00,100.00", "100.00,50.00,150.00"), 15000, 0),
        ("Previous balance,Current charges,Payments,Total due", ("0.00,100.00,40.00,60.00", "60.00,50.00,0.00,110.00"), 11000, 0),
        ("Previous balance,Current charges,Total due", ("20.00,100.00,120.00", "120.00,50.00,170.00"), 15000, 1),
        ("Previous balance,Current charges,Total due", ("20.00,100.00,120.00", "90.00,50.00,140.00"), 26000, 0),
        ("Deposit,Balance,Total", ("0.00,100.00,100.00", "20.00,50.00,70.00"), 15000, 0),
        ("Deposit,Unpaid,Total", ("0.00,100.00,100.00", "20.00,100.00,120.00"), 20000, 0),
        ("Goods,Freight,Total owed", ("100.00,0.00,100.00", "100.00,5.00,105.00"), 20500, 0),
    ],
)  # fmt: skip
def test_statements_that_run_on_are_owed_as_much_as_each_adds(
    tmp_path: Path, heading: str, rows: tuple[str, ...], rest: int, asks: int
):
    lines = [
        f"{name},{name}{n},2026-{9 + n:02}-01,{row}"
        for name in ("Ash", "Birch")
        for n, row in enumerate(rows)
    ]
    found, asked = answered(tmp_path, "\n".join([f"{HEAD}{heading}", *lines]) + "\n")
    assert (found, len(asked)) == ({"Ash": rest, "Birch": rest}, asks)


def test_one_answer_says_of_all_columns_that_are_not_known_that_they_change_nothing(tmp_path: Path):
    text = table("Amount,Qx,Wy,Vz", "100.00,9.00,3.50,Y", "50.00,0.00,2.00,N", "30.00,5.00,0.00,N")
    with pytest.raises(AskError, match="'Qx' is not known") as error:
        owed(tmp_path, text)
    answer = error.value.question.choices[1]
    assert answer.says == "it changes nothing that is owed, nor do Wy and Vz"
    assert owed(tmp_path, text, changed(EUROS, answer.option))[0] == ALL
    assert answered(tmp_path, text)[0] == ALL


@for_each(
    ("heading", "rows", "rest"),
    [
        ("Payments,Invoice Total,To Collect", ("-20.00,100.00,80.00", "0.00,50.00,50.00", "-30.00,30.00,0.00"), {"Ash": 8000, "Birch": 5000}),
        ("Charges,Pre-payments,Total Owed", ("100.00,-20.00,80.00", "50.00,0.00,50.00"), {"Ash": 8000, "Birch": 5000}),
        ("Recd,Invoiced,Owes", ("20.00,100.00,80.00", "0.00,50.00,50.00"), {"Ash": 8000, "Birch": 5000}),
        ("Total,Deposit,Balance Due,Amount Paid,Outstanding", ("100.00,20.00,80.00,30.00,50.00", "50.00,0.00,50.00,0.00,50.00"), {"Ash": 5000, "Birch": 5000}),
        ("Invoice Value,TDS,Net Receivable,Received,Pending", ("100.00,10.00,90.00,40.00,50.00", "50.00,5.00,45.00,0.00,45.00"), {"Ash": 5000, "Birch": 4500}),
        ("Gross,Commission,Net Due,Deposit Paid,Balance Owing", ("100.00,10.00,90.00,40.00,50.00", "50.00,5.00,45.00,0.00,45.00"), {"Ash": 5000, "Birch": 4500}),
        ("Overdue,Not Yet Due", ("100.00,0.00", "0.00,50.00"), {"Ash": 10000, "Birch": 5000}),
        ("Claim,Settled,To collect", ("100.00,20.00,80.00", "50.00,0.00,50.00"), {"Ash": 8000, "Birch": 5000}),
        ("Value,Qx,Wx", ("100.00,20.00,80.00", "50.00,0.00,50.00"), {"Ash": 8000, "Birch": 5000}),
        ("Rent,Late Fee,Paid", ("100.00,5.00,0.00", "50.00,0.00,10.00"), {"Ash": 10500, "Birch": 4000}),
        ("Instalment Amount,Total Financed,Remaining Principal,Paid", ("100.00,300.00,100.00,N", "25.00,50.00,0.00,N"), {"Ash": 10000, "Birch": 2500}),
        ("Opening Bal,Payments,Charges,VAT,Adjustments,Closing Bal", ("100.00,-100.00,200.00,30.00,0.00,230.00", "50.00,0.00,100.00,15.00,-15.00,150.00"), {"Ash": 23000, "Birch": 15000}),
        ("Charges,Credits", ("100.00,", ",30.00"), {"Ash": 10000, "Birch": -3000}),
        ("Current Charges,Previous Balance,Payments Received,Total Amount Due", ("60.00,0.00,0.00,60.00", "40.00,30.00,0.00,70.00", "50.00,50.00,50.00,50.00"), {"Ash": 6000, "Birch": 7000, "Cedar": 5000}),
        ("Opening,Movement,Closing", ("100.00,-60.00,40.00", "50.00,0.00,50.00"), {"Ash": 4000, "Birch": 5000}),
    ],
)  # fmt: skip
def test_the_last_that_is_left_is_what_is_open(
    tmp_path: Path, heading: str, rows: tuple[str, ...], rest: Owed
):
    assert answered(tmp_path, table(heading, *rows))[0] == rest


def test_a_or_b_is_the_first_amount_that_is_filled(tmp_path: Path):
    text = table("Open,Total", "40.00,100.00", ",50.00", "0.00,30.00")
    assert owed(tmp_path, text, changed(EUROS, "--map 'balance=Open or Total'"))[0] == {
        "Ash": 4000,
        "Birch": 5000,
    }
    with pytest.raises(UsageError, match="mixes 'or' with sums"):
        owed(tmp_path, text, changed(EUROS, "--map 'balance=Open or Total - Open'"))


@for_each("heading", ["Belegtext", "Libell\u00e9", "Property", "Vehicle", "Ship To", "Bank"])
def test_words_that_each_customer_has_once_are_no_names_unasked(tmp_path: Path, heading: str):
    rows = [
        "10001,1,2026-10-01,9.00,Elm House",
        "10002,2,2026-10-02,8.00,Oak Court",
        "10003,3,2026-10-03,7.00,Ash Lodge",
    ]
    text = "\n".join([f"Customer No,Invoice,Due,Balance,{heading}", *rows]) + "\n"
    with pytest.raises(AskError, match="Which column has the customers' names") as asked:
        owed(tmp_path, text)
    assert asked.value.question.choices[0].option == "--map name=-"


@for_each("heading", ["Denumire", "Naziv", "\u041d\u0430\u0437\u0432\u0430\u043d\u0438\u0435"])
@for_each(("articles", "asked"), [("Bolt,Nut,Screw,Bolt", 1), ("Ash Ltd,Ash Ltd,Birch,Birch", 0)])
def test_articles_beside_the_ids_of_customers_are_no_names_unasked(
    tmp_path: Path, heading: str, articles: str, asked: int
):
    rows = [f"C{n // 2},{n},2026-10-0{n + 1},9.00,{one}" for n, one in enumerate(articles.split(","))]
    told = answered(tmp_path, "\n".join([f"Customer No,Invoice,Due,Balance,{heading}", *rows]) + "\n")[1]
    assert ["--map name=- (none of them" in each for each in told] == [True] * asked


@for_each(
    ("heading", "cells", "asked"),
    [
        ("Account,Description", "{0},{1}", ["Which column has the customers' names?"]),
        ("Sold-to,Sold-to name,Bill-to,Bill-to name", "{2},Site of {3},{0},{1}", []),
        (
            "Auftraggeber,Name Auftraggeber,Rechnungsempfänger,Name Rechnungsempfänger",
            "{2},Site of {3},{0},{1}",
            [],
        ),
        ("Agent,Agent name,Client,Client name", "{2},Agent {3},{0},{1}", []),
        (
            "Customer,Customer Name,Rechnungsempf\u00e4nger,Rechnungsempf\u00e4nger Name",
            "{2},Site of {3},{0},{1}",
            [],
        ),
        ("Customer No,Ship-to Name,Bill-to No,Bill-to Name", "{2},Site of {3},{0},{1}", []),
        ("Kunde,Kundenname,Zahler,Zahler Name", "{2},Site of {3},{0},{1}", []),
    ],
)
def test_names_are_those_of_the_codes_that_owe(tmp_path: Path, heading: str, cells: str, asked: list[str]):
    names = ["Elm House", "Oak Court", "Ash Lodge"] * 2
    rows = [
        f"{cells.format(f'C{n % 3}01', who, f'S{n % 2}01', NAMES[n % 2])},{n},2026-10-01,{n + 1}.00"
        for n, who in enumerate(names)
    ]
    text = "\n".join([f"{heading},Invoice,Due,Balance", *rows]) + "\n"
    options = EUROS
    for question in asked:
        with pytest.raises(AskError) as error:
            owed(tmp_path, text, options)
        assert error.value.question.text == question
        options = changed(options, error.value.question.choices[0].option)
    with opened(tmp_path, text, options) as ledger:
        read, header = ledger.layout.columns, ledger.layout.header
        assert [header[read["account"]], header[read["name"]]] == heading.split(",")[-2:]


@for_each(("bill", "credit"), [("INV-1", "CN-2"), ("1001", "CRN17"), ("RE1", "GS2"), ("F1", "NC 2")])
def test_a_number_that_is_a_credit_notes_is_asked_about(tmp_path: Path, bill: str, credit: str):
    text = f"{HEAD}Balance\nAsh,{bill},2026-10-01,100.00\nAsh,{credit},2026-10-02,50.00\nBirch,{bill}9,2026-10-02,20.00\n"
    assert answered(tmp_path, text)[0] == {"Ash": 5000, "Birch": 2000}
    said = changed(EUROS, "--map kind=-")
    assert owed(tmp_path, text, said)[0] == {"Ash": 15000, "Birch": 2000}


@for_each(
    ("bill", "minus", "rest"),
    [
        ("BILL-7", "-", {"Ash": 10000, "Cedar": 2000}),
        ("Purchase 7", "-", {"Ash": 10000, "Cedar": 2000}),
        ("BILL-7", "", None),
        ("CN-7", "-", None),
        ("7", "-", None),
    ],
)
def test_bills_with_a_minus_may_be_the_users_to_pay(tmp_path: Path, bill: str, minus: str, rest: Owed | None):
    text = f"{HEAD}Balance\nAsh,INV-1,2026-10-01,100.00\nBirch,{bill},2026-10-02,{minus}50.00\nCedar,INV-2,2026-10-02,20.00\n"
    found, asked = answered(tmp_path, text)
    assert (found, len(asked)) == (
        rest or {"Ash": 10000, "Birch": int(f"{minus}5000"), "Cedar": 2000},
        bool(rest),
    )


@for_each(
    ("heading", "one", "two", "asks"),
    [
        ("Type,Amount", "Payment,50.00", "Payment,20.00", True),
        ("Type,Amount", "Receipt,-50.00", "Customer payment,-20.00", True),
        ("Type,Amount", "Payment,50.00", "Invoice,20.00", False),
        ("Type,Amount", "Credit note,50.00", "Credit note,20.00", False),
        ("Type,Amount,Open", "Payment,-90.00,-50.00", "Payment,-80.00,-20.00", False),
    ],
)
def test_a_table_of_nothing_but_payments_may_be_a_list_of_those_that_came(
    tmp_path: Path, heading: str, one: str, two: str, *, asks: bool
):
    text = f"Customer,Date,Number,Due,{heading}\nAsh,2026-09-01,B1,2026-10-01,{one}\nBirch,2026-09-02,B2,2026-10-02,{two}\n"
    if asks:
        with pytest.raises(AskError, match="list of payments") as error:
            owed(tmp_path, text)
        said = [changed(EUROS, choice.option) for choice in error.value.question.choices]
        assert [choices.payments for choices in said] == [True, False]
        assert owed(tmp_path, text, said[1])[0] == {"Ash": -5000, "Birch": -2000}
    else:
        assert owed(tmp_path, text)[0]


@for_each(
    ("heading", "rows", "rest"),
    [
        ("Total,Outstanding", ("9.00,9.00", "8.00,8.00", "7.00,0.00", "6.00,0.00"), 3000),
        ("Total balance,Open", ("9.00,9.00", "8.00,8.00", "7.00,0.00", "6.00,0.00"), 3000),
        ("Total,Overdue", ("9.00,9.00", "8.00,8.00", "7.00,0.00", "6.00,0.00"), 3000),
        ("Total,Balance", ("9.00,9.00", "8.00,8.00", "7.00,0.00", "6.00,0.00"), 1700),
        ("Total,Saldo", ("9.00,9.00", "8.00,8.00", "7.00,0.00", "6.00,0.00"), 1700),
        ("Total,Vencido", ("9.00,9.00", "8.00,8.00", "7.00,0.00", "6.00,0.00"), 3000),
        ("Total,Échu", ("9.00,9.00", "8.00,8.00", "7.00,0.00", "6.00,0.00"), 3000),
        ("Total,Po terminie", ("9.00,9.00", "8.00,8.00", "7.00,0.00", "6.00,0.00"), 3000),
        ("Total,Outstanding", ("9.00,9.00", "8.00,8.00", "7.00,0.00", "6.00,6.00"), None),
        ("Total,Outstanding", ("9.00,0.00", "8.00,0.00", "7.00,7.00", "6.00,6.00"), None),
        ("Total,Outstanding", ("9.00,9.00", "8.00,8.00", "7.00,2.00", "6.00,0.00"), None),
        ("Total,Outstanding,Status", ("9.00,9.00,Open", "8.00,8.00,Open", "7.00,0.00,Paid", "6.00,0.00,Paid"), None),
        ("Total,Paid,Outstanding", ("9.00,0.00,9.00", "8.00,0.00,8.00", "7.00,7.00,0.00", "6.00,6.00,0.00"), None),
    ],
)  # fmt: skip
def test_what_is_open_of_nothing_that_is_due_later_may_be_what_is_overdue(
    tmp_path: Path, heading: str, rows: tuple[str, ...], rest: int | None
):
    lines = [
        f"Ash,B{n},2026-{month},{row}"
        for n, (month, row) in enumerate(zip(("09-01", "10-01", "12-01", "12-09"), rows, strict=True))
    ]
    found, asked = answered(tmp_path, "\n".join([f"{HEAD}{heading}", *lines]) + "\n")
    assert bool(asked) == bool(rest)
    assert found == {"Ash": rest} or not rest
    # What was due by then and has nothing open was paid.
    past = "\n".join([f"{HEAD}{heading}", *lines]).replace("-12-", "-11-") + "\n"
    assert not any("is nothing in rows" in told for told in answered(tmp_path, past)[1])


@for_each(
    ("heading", "owed_by", "off", "asks"),
    [
        ("B/A", "B", "A", 1), ("T/K", "T", "K", 1), ("Χ/Π", "Χ", "Π", 1), ("Nợ/Có", "Nợ", "Có", 1), ("Sense: in | out", "in", "out", 0),
        ("Kz", "R", "G", -1), ("Store", "A", "B", -1), ("Region", "N", "S", 0), ("Kz", "RE", "GU", -1), ("Kz", "Nord", "West", 0), ("Post/Mail", "Post", "Mail", 0),
        ("M/F", "M", "F", -1), ("D/I", "D", "I", -1), ("POD?", "N", "Y", 0),
    ],
)  # fmt: skip
def test_two_marks_by_which_a_row_may_take_off_are_asked_about(
    tmp_path: Path, heading: str, owed_by: str, off: str, asks: int
):
    rows = [
        f"Ash,1,2026-10-01,100.00,{owed_by}",
        f"Ash,2,2026-10-02,30.00,{off}",
        f"Birch,3,2026-10-03,5.00,{owed_by}",
    ]
    left, asked = answered(tmp_path, "\n".join([f"{HEAD}Balance,{heading}", *rows]) + "\n")
    # Of mere letters none takes off unless that is said.
    assert (left["Ash"], len(asked)) == (7000 if asks > 0 else 13000, abs(asks))
    # One customer's rows are all of one mark: as with a branch, nothing says that it takes off.
    apart = "\n".join([f"{HEAD}Balance,Kz", rows[0], rows[2].removesuffix(owed_by) + off]) + "\n"
    assert owed(tmp_path, apart)[0] == {"Ash": 10000, "Birch": 500}


@for_each(
    ("heading", "one", "two", "rest"),
    [
        ("Balance,Unapplied cash", "100.00,60.00", "50.00,0.00", {"Ash": 4000, "Birch": 5000}),
        ("Balance,Unapplied cash", "100.00,-60.00", "50.00,0.00", {"Ash": 4000, "Birch": 5000}),
        ("Balance,Interest,Total with interest", "100.00,2.00,102.00", "50.00,1.00,51.00", {"Ash": 10200, "Birch": 5100}),
        ("Interest,Total with interest", "2.00,102.00", "1.00,51.00", {"Ash": 10200, "Birch": 5100}),
    ],
)  # fmt: skip
def test_what_is_on_account_or_charged_beside_what_is_open_is_asked_about(
    tmp_path: Path, heading: str, one: str, two: str, rest: Owed
):
    found, asked = answered(tmp_path, table(heading, one, two))
    assert (found, len(asked)) == (rest, 1)


@for_each(
    ("heading", "cells", "told"),
    [
        ("Freight,Freight Currency,Demurrage,Demurrage Currency", "90.00,USD,30.00,EUR", "have a currency each"),
        ("Not yet due,Overdue", "5.00,100.00", "which column is it"),
        ("Do zap\u0142aty,D\u0142ug", "90.00,30.00", "which is still open? Say it with --map 'amount=Do zap\u0142aty'"),
        ("Balance,Adjusted Balance", "90.00,30.00", "which is still open?"),
        ("Encours,Solde", "90.00,0.00", "which is still open?"),
        ("Amount,Amount Paid,Amount Refunded", "90.00,30.00,19.00", "--ignore 'Amount Refunded'"),
        ("Amount,Balance,Adjusted Balance", "90.00,30.00,20.00", "which is still open? Say it with --map 'balance=Adjusted Balance' ("),
        (
            "Betrag in Hausw\u00e4hrung,Hausw\u00e4hrung,Betrag in Belegw\u00e4hrung,Belegw\u00e4hrung",
            "9.00,EUR,30.00,USD",
            "--map 'balance=Betrag in Hausw\u00e4hrung' --map 'currency=Hausw\u00e4hrung' ",
        ),
    ],
)  # fmt: skip
def test_two_amounts_of_a_row_are_never_one_unasked(tmp_path: Path, heading: str, cells: str, told: str):
    text = table(f"Date,{heading}", f"2026-09-01,{cells}", f"2026-09-02,{cells.replace('9', '8')}")
    found, asked = answered(tmp_path, text)
    assert (len(found), any(told in each for each in asked)) == (2, True), asked


@for_each(("said", "told"), [("--terms zz", "do not say when"), ("--sheet zz", "has no sheets")])
def test_what_is_said_and_cannot_be_is_refused(tmp_path: Path, said: str, told: str):
    with pytest.raises(InputRefusedError, match=told):
        owed(tmp_path, table("Balance", "90.00"), changed(EUROS, said))


def test_money_on_account_that_differs_within_a_customer_is_not_taken_once(tmp_path: Path):
    rows = ["Ash,1,2026-10-01,9.00,4.00", "Ash,2,2026-10-02,8.00,4.00", "Birch,3,2026-10-03,7.00,1.00"]
    text = "\n".join([f"{HEAD}Balance,Unapplied", *rows]) + "\n"
    assert answered(tmp_path, text)[0] == {"Ash": 1300, "Birch": 600}
    said, text = changed(EUROS, "--map on_account=Unapplied"), text.replace("8.00,4.00", "8.00,3.00")
    with pytest.raises(InputRefusedError, match=r"Row 3 has '3.00'.* Ash '4.00'"):
        owed(tmp_path, text, said)


@for_each(
    ("heading", "rows", "due"),
    [
        ("Original Due Date,Revised Due Date", ("2026-10-01,2026-12-01", "2026-10-01,"), ("2026-12-01", "2026-10-01")),
        ("Due Date,New Due Date", ("2026-10-01,2026-12-01", "2026-10-01,"), ("2026-12-01", "2026-10-01")),
        ("Due Date,Deferred to", ("2026-10-01,2026-12-01", "2026-10-01,"), ("2026-12-01", "2026-10-01")),
        ("Frist,Zahlungsziel", ("2026-10-15,30 Tage", "2026-10-20,14 Tage"), ("2026-10-01", "2026-09-15")),
        ("Due", ("30", "60"), ("2026-10-01", "2026-10-31")),
        ("Days net", ("30", "60"), ("2026-10-01", "2026-10-31")),
        ("Weg", ("01.10.2026.", "31.10.2026."), ("2026-10-01", "2026-10-31")),
        ("Weg", ("115/10/01", "115/10/31"), ("2026-10-01", "2026-10-31")),
        ("Weg", ("1 août 2027", "31 août 2027"), ("2027-08-01", "2027-08-31")),
        ("Baseline Date,Days 1,Days net", ("2026-09-05,10,30", "2026-09-10,0,60"), ("2026-10-05", "2026-11-09")),
    ],
)  # fmt: skip
def test_days_that_may_be_when_bills_fall_due_are_asked_about(
    tmp_path: Path, heading: str, rows: tuple[str, ...], due: tuple[str, ...]
):
    lines = [f"{NAMES[n]},{n},2026-09-01,9.00,{row}" for n, row in enumerate(rows)]
    text = "\n".join([f"Customer,Invoice,Invoice Date,Balance,{heading}", *lines]) + "\n"
    with pytest.raises(AskError, match="When do invoices fall due") as asked:
        owed(tmp_path, text)
    with opened(tmp_path, text, changed(EUROS, asked.value.question.choices[0].option)) as ledger:
        assert [each for batch in ledger.reader.batches() for each in batch.due_date] == [*due]


@for_each("heading", ["Frist,Zahlungsziel", "Due Date,Terms"])
@for_each("day", ["2026-10-01", "2026-09-20"])
def test_a_day_that_bears_terms_out_or_is_called_due_is_not_asked_about(
    tmp_path: Path, heading: str, day: str
):
    days = (day, "2026-10-20") if heading[:3] == "Due" else (day, "2026-09-15")
    rows = [
        f"Ash,{n},2026-09-01,9.00,{end},{late}"
        for n, (end, late) in enumerate(zip(days, ("30 Tage", "14 Tage"), strict=True))
    ]
    assert owed(tmp_path, "\n".join([f"Customer,Invoice,Invoice Date,Balance,{heading}", *rows]))[0] == {
        "Ash": 1800
    }


def test_days_that_are_left_are_no_terms(tmp_path: Path):
    with pytest.raises(InputRefusedError, match="no dates that can be read"):
        owed(tmp_path, "Customer,Invoice,Invoice Date,Balance,Due\nAsh,1,2026-09-01,9.00,-20\n")


def test_an_id_that_several_names_share_may_be_a_branchs(tmp_path: Path):
    rows = [
        "01,100,Ash,5,2026-10-01,9.00",
        "02,100,Cedar,5,2026-10-13,5.00",
        "01,101,Birch,6,2026-10-14,2.00",
    ]
    text = "\n".join(["Branch,Cust No,Name,Invoice,Due,Balance", *rows]) + "\n"
    found, asked = answered(tmp_path, text)
    assert (found, len(asked)) == ({"01-100": 900, "02-100": 500, "01-101": 200}, 1)


def test_a_total_may_stand_in_the_column_of_numbers(tmp_path: Path):
    text = HEAD + "Amount\nAsh,1,2026-10-10,40.00\nAsh,2,2026-10-10,20.00\nAsh,Total,2026-10-10,60.00\n"
    assert owed(tmp_path, text)[0] == {"Ash": 6000}


def test_the_newest_day_above_the_heading_that_is_not_to_come_is_that_of_the_balances(tmp_path: Path):
    text = table("Balance", "100.00")
    with opened(tmp_path, "Year ended 31/03/2026\nAs at 31/10/2026\n" + text) as ledger:
        assert ledger.as_of == date(2026, 10, 31)
    with pytest.raises(AskError) as asked, opened(tmp_path, "As at 31/12/2026\n" + text):
        pass
    said = changed(EUROS, asked.value.question.choices[0].option)
    with opened(tmp_path, "As at 31/12/2026\n" + text, said) as ledger:
        assert ledger.as_of == TODAY


def test_a_column_may_have_the_day_of_the_balances_and_of_several_none_is_chosen(tmp_path: Path):
    rows = ["Ash,1,2026-10-10,40.00,2026-09-30", "Birch,2,2026-10-10,20.00,2026-09-30"]
    text = "\n".join([HEAD + "Balance,Snapshot Date", *rows])
    with opened(tmp_path, text) as ledger:
        assert ledger.as_of == date(2026, 9, 30)
    again = f"{text}\nAsh,1,2026-10-10,30.00,2026-10-31"
    with pytest.raises(InputRefusedError, match="'Snapshot Date' has several days"), opened(tmp_path, again):
        pass


def test_amounts_before_tax_alone_are_said_to_be_so(tmp_path: Path):
    assert "before tax" in " ".join(owed(tmp_path, table("Montant HT", "100.00", "50.00"))[1])


def test_rows_of_whoever_sells_to_the_seller_are_asked_about(tmp_path: Path):
    rows = [
        "We Ltd,Ash,1,2026-10-01,90.00",
        "We Ltd,Birch,2,2026-10-02,50.00",
        "Paper Co,We Ltd,3,2026-10-03,70.00",
    ]
    found, asked = answered(tmp_path, "\n".join(["Supplier,Customer,Invoice,Due,Amount", *rows]) + "\n")
    assert (found, len(asked)) == ({"Ash": 9000, "Birch": 5000}, 1)


@for_each(
    ("cell", "rest"),
    [("- \u20ac", 0), ("-   \u20ac", 0), ("-.--", 0), ("zero", 0), ("50.00 Dr.", 5000), ("50.00 Cr.", -5000), ("50.00+", 5000), ("5E+1", 5000), ("1.25E+3", 125000)],
)  # fmt: skip
def test_amounts_and_nothing_as_programs_write_them(tmp_path: Path, cell: str, rest: int):
    found, _ = owed(tmp_path, table("Balance", "100.00", cell))
    assert found == {"Ash": 10000, **({"Birch": rest} if rest else {})}


@for_each(
    "day",
    ["\u200f13/10/2026\u200f", "13OCT2026", "Tue Oct 13 00:00:00 UTC 2026", "13.X.2026", "2026-W42-2", "1261013", "13/10/2026 (overdue)"],
)  # fmt: skip
def test_days_in_rare_forms_are_read(tmp_path: Path, day: str):
    with opened(tmp_path, f"Customer,Invoice,Due,Balance\nAsh,1,{day},9.00\n") as ledger:
        assert [batch.due_date for batch in ledger.reader.batches()] == [("2026-10-13",)]


@for_each("day", ["Mon 13 Oct 2026", "Wednesday, 13 October 2026", "Fri Oct 13 00:00:00 UTC 2026"])
def test_a_day_of_the_week_that_is_not_the_dates_is_told(tmp_path: Path, day: str):
    for said, told in ((day, True), (f"Tue{day[day.index(' ') :]}", False)):
        _, warnings = owed(tmp_path, f'Customer,Invoice,Due,Balance\nAsh,1,"{said}",9.00\n')
        assert (
            any(f"not fall on the day of the week beside it, such as {said!r}" in one for one in warnings)
            is told
        )


@for_each("day", ["3026-10-01", "2206-10-01", "5787-01-20"])
def test_a_year_that_no_bill_can_have_is_told(tmp_path: Path, day: str):
    text = f"Customer,Invoice,Due,Balance\nAsh,1,{day},9.00\nBirch,2,2026-10-02,5.00\n"
    with opened(tmp_path, text) as ledger:
        assert [batch.account for batch in ledger.reader.batches()] == [("Birch",)]
        assert [each.value for each in ledger.reader.errors] == [day]


STATES = {each: [word for word, state in STATUS_WORDS.items() if state is each] for each in Status}
FLAGS = [
    ("yes", "no"),
    ("Y", "N"),
    ("1", "0"),
    ("x", ""),
    ("ja", "nein"),
    ("oui", "non"),
    ("TRUE", "FALSE"),
    ("\u662f", "\u5426"),
]
SIGNS = [("D", "C"), ("+", "-"), ("Dr", "Cr"), ("S", "H"), ("", "CR"), ("plus", "minus"), ("1", "-1")]
# Headings that say nothing of payments, and what may stand below them.
PLAIN: dict[str, Callable[[random.Random], str]] = {
    "Route": lambda any_: f"R{any_.randint(1, 3)}",
    "Warehouse": lambda any_: f"W-{any_.randint(1, 99)}",
    "Grade": lambda any_: any_.choice("ABC"),
    "Memo": lambda any_: any_.choice(["call back", "ok", "see mail", "", "work in May"]),
    "Delivered on": lambda any_: any_.choice(["2026-08-03", "2026-09-14", ""]),
    "Insured": lambda any_: any_.choice(["yes", "no"]),
    "Weight kg": lambda any_: f"{any_.uniform(1, 300):.2f}",
    "VAT %": lambda any_: any_.choice(["0", "50", "100"]),
    "Budget": lambda any_: f"{any_.uniform(1, 300):.2f}",
    "Open Orders": lambda any_: any_.choice(["0.00", "12.50", "33.10"]),
}
SHOW_PAYMENTS = [
    "Payment Ref",
    "Cheque No",
    "Receipt No",
    "Paid via",
    "Zahlungsbeleg",
    "N\u00b0 ch\u00e8que",
    "Ref pago",
    "\u5165\u91d1\u756a\u53f7",
    "Matched with",
    "Lettrage",
]
PAID_ON = [
    "Paid On",
    "Payment Date",
    "Zahlungsdatum",
    "Date de paiement",
    "Fecha de pago",
    "Betaaldatum",
    "\u5165\u91d1\u65e5",
]
LEFT = [
    "Balance",
    "Open",
    "Offen",
    "Nog te betalen",
    "To be paid",
    "Noch zu zahlen",
    "Por cobrar",
    "Da pagare",
    "Reste \u00e0 payer",
]
PAID = ["Paid", "Bezahlt", "Encaiss\u00e9", "Pagado", "Already paid", "Bereits gezahlt", "Receipts"]


def made(seed: int) -> tuple[str, int | None]:
    """A ledger with one column more beside its amounts, and what is owed in all (minor units); None: it cannot be known unasked."""
    any_ = random.Random(seed)
    amounts = [any_.randint(500, 90_000) for _ in range(any_.randint(3, 7))]
    marked = [True, False, *(any_.random() < 0.5 for _ in amounts[2:])]
    unmarked = sum(amount for amount, mark in zip(amounts, marked, strict=True) if not mark)
    yes, no = any_.choice(FLAGS)
    plus, minus = any_.choice(SIGNS)
    share = [any_.choice([0, amount, amount // 3]) for amount in amounts]
    flag = [yes if mark else no for mark in marked]
    heading = any_.choice([*PLAIN])
    late = any_.choice(
        [
            word
            for word in STATES[Status.OPEN]
            if fold(word) not in UNPAID
            and word
            in ("sent", "late", "overdue", "legal", "gemahnt", "versendet", "scaduta", "posted", "reminded")
        ]
    )
    kinds: list[tuple[str, list[str], int | None]] = [
        (heading, [PLAIN[heading](any_) for _ in amounts], sum(amounts)),
        (any_.choice(STATES[Status.PAID]), flag, unmarked),
        (any_.choice([*STATES[Status.VOID], *STATES[Status.GIVEN_UP]]), flag, unmarked),
        (late, flag, sum(amounts)),
        (any_.choice(["D/C", "+/-", "Sign", "S/H", "Soll/Haben"]), [minus if mark else plus for mark in marked], 2 * unmarked - sum(amounts)),
        (any_.choice(SHOW_PAYMENTS), [any_.choice(["CHQ 12", "BACS", "R-77", "Stripe"]) if mark else "" for mark in marked], None),
        (any_.choice(PAID_ON), ["2026-11-04" if mark else "" for mark in marked], unmarked),
        (any_.choice(PAID_ON), ["2026-12-04" if mark else "" for mark in marked], None),
        (any_.choice(LEFT), [f"{part / 100:.2f}" for part in share], sum(share)),
        (any_.choice(PAID), [f"{part / 100:.2f}" for part in share], sum(amounts) - sum(share)),
        (any_.choice(["Refunded", "Reconciled", "Overpaid"]), flag, None),
        (any_.choice(["On account", "Unapplied", "Unallocated cash"]), [f"{part / 100:.2f}" for part in share], None if any(share) else sum(amounts)),
        (any_.choice(["Description", "Text", "Memo"]), ["Credit note" if mark else "Work" for mark in marked], None),
        ("State", [any_.choice(STATES[Status.PAID]) if mark else "open" for mark in marked], unmarked),
    ]  # fmt: skip
    heading, cells, owed_ = any_.choice(kinds)
    names = [any_.choice(["Ash", "Birch & Co", "Cedar", "Dill Ltd"]) for _ in amounts]
    columns = [
        ("Invoice", [f"B{n}" for n in range(len(amounts))]),
        ("Due Date", [f"2026-10-{any_.randint(1, 28):02d}" for _ in amounts]),
        ("Amount", [f"{amount / 100:.2f}" for amount in amounts]),
        (heading, cells),
    ]
    any_.shuffle(columns)
    rows = zip(names, *(column for _, column in columns), strict=True)
    return "\n".join(map(",".join, [("Customer", *(title for title, _ in columns)), *rows])) + "\n", owed_


@settings(max_examples=tries(50), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_a_column_beside_the_amounts_never_changes_them_unsaid(seed: int):
    text, right = made(seed)
    with TemporaryDirectory() as folder:
        try:
            found, told = owed(Path(folder), text)
        except AskError:
            return
    assert sum(found.values()) == right or "not known" in " ".join(told), text


# Headings for paid, and what people write behind a yes or a no: nothing of it may change which of the two it is.
PAID_HEADINGS = ["Paid?", "Paid", "Settled", "Bezahlt?", "Betaald", "Pagado", "Zaplaceno", "Received"]
SAYS = {
    "yes": sorted(word for word in YES if word.isalpha() and word != "on"),
    "no": sorted(filter(str.isalpha, NO)),
}
BEHIND = ["", " - {way} 14/10", " - {way}", " ({way})", ": 14/10/2026", " 14/10", " - ref A"]


@settings(max_examples=tries(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_a_note_behind_a_yes_or_a_no_never_changes_which_it_is(seed: int):
    any_ = random.Random(seed)
    ways = sorted(filter(str.isalpha, METHODS))
    said = ["yes", "no", *(any_.choice(["yes", "no"]) for _ in range(6))]
    cells = [any_.choice(SAYS[each]) + any_.choice(BEHIND).format(way=any_.choice(ways)) for each in said]
    rows = [f"Firm {at},B{at},2026-10-0{at + 1},{at + 1}0.00,{cell}" for at, cell in enumerate(cells)]
    text = "\n".join([HEAD + "Amount," + any_.choice(PAID_HEADINGS), *rows, ""])
    with TemporaryDirectory() as folder:
        found, _ = owed(Path(folder), text)
    assert sum(found.values()) == sum((at + 1) * 1000 for at, each in enumerate(said) if each == "no"), text
