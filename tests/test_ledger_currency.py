"""A currency in the heading of the amounts: taken, shown, and never against what the rows say."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from arcall_tui.errors import InputRefusedError
from arcall_tui.workday.imports.import_report import LedgerRefusedError
from cases import for_each
from ledger_files import TODAY, ask, take_in

pytestmark = pytest.mark.usefixtures("sheets_read_here")

HEAD = "Customer ID,Customer Name,Invoice Number,Invoice Date,Due Date"
ROW = "C1,One,1,2026-01-16,2026-02-15"


def currencies(folder: Path) -> list[str]:
    return [code for (code,) in ask(folder, "SELECT DISTINCT currency FROM invoice ORDER BY 1")]


@for_each(
    ("heading", "code"),
    [
        ("Amount (CHF)", "CHF"), ("Baki RM", "MYR"), ("Open\uff08€\uff09", "EUR"), ("Auki €", "EUR"), ("Open EUR", "EUR"), ("Balance in USD", "USD"), ("Outstanding [in GBP]", "GBP"),
        ("Due EUR", "EUR"), ("Offen (€)", "EUR"), ("Solde en CHF", "CHF"), ("GBP Balance", "GBP"), ("Balance AED / الرصيد", "AED"), ("Montant dû €", "EUR"),
        ("outstanding_amount_usd", "USD"), ("BalanceGBP", "GBP"), ("TOTAL_EUR", "EUR"), ("Saldo i SEK", "SEK"), ("Kwota w PLN", "PLN"), ("Částka v CZK", "CZK"), ("Valor em EUR", "EUR"), ("K úhradě Kč", "CZK"), ("Kwota zł", "PLN"),
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


@for_each("heading", ["Amount ($)", "Rest lei", "Balance (ALL)", "Total ALL", "Amount (XYZ)", "Amount"])
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


TABLE = "Client,Number,Due Date,Total\nArlo,A1,2026-03-31,{}90.00\n,,,{}90.00\n"
_GROUPED = "Number,Due Date,,Total\nArlo\nA1,2026-03-31,,90.00\n{},,,90.00\n"


@for_each(
    ("text", "code", "said"),
    [
        (TABLE.format("", "\u00a3"), "GBP", "its totals"),
        ("Currency: CHF\n\n" + TABLE.format("", ""), "CHF", "above the heading"),
        (
            "All amounts are in \u20ac;;\n" + TABLE.format("", "").replace(",", ";"),
            "EUR",
            "above the heading",
        ),
        ("W\u00e4hrung;EUR\n" + TABLE.format("", "").replace(",", ";"), "EUR", "above the heading"),
        ("As of 28 Feb 2026 in KWD\n" + TABLE.format("", ""), "KWD", "above the heading"),
        ("Moneda: Peso mexicano\n" + TABLE.format("", ""), "MXN", "above the heading"),
        ("Data base: 28/02/2026,,Moeda: Real\n" + TABLE.format("", ""), "BRL", "above the heading"),
        ("截止日期,2026-02-28,币种,人民币\n" + TABLE.format("", ""), "CNY", "above the heading"),
        ("Şube : 0 MERKEZ,Para birimi: TL\n" + TABLE.format("", ""), "TRY", "above the heading"),
        (TABLE.format("", "").replace("Total", "Total (บาท)"), "THB", ""),
        ("Stichtag: 28.02.2026,EUR\n" + TABLE.format("", ""), "EUR", "above the heading"),
        ("Валюта;грн\n" + TABLE.format("", "").replace(",", ";"), "UAH", "above the heading"),
        ("Beløp i NOK\n" + TABLE.format("", ""), "NOK", "above the heading"),
        ("Bills: 1, outstanding: \u20b990.00\n" + TABLE.format("", ""), "INR", "above the heading"),
        ("Bills: 1, outstanding: SEK 1,090.00\n" + TABLE.format("", ""), "SEK", "above the heading"),
        ("Outstanding (1): 1,090.00 SEK\n" + TABLE.format("", ""), "SEK", "above the heading"),
        ("Total 90,00 \u20ac;;\n" + TABLE.format("", "").replace(",", ";"), "EUR", "above the heading"),
        (TABLE.format("", "") + "\nAll amounts in GBP\n", "GBP", "beside the rows"),
        ("Umur piutang (dalam IDR)\n" + TABLE.format("", ""), "IDR", "above the heading"),
        ("Reporting currency: CAD\n" + TABLE.format("$", "$"), "CAD", "above the heading"),
        (_GROUPED.format("Saldo i alt (DKK)"), "DKK", "its totals"),
        ("Amounts in GBP\n" + TABLE.format("USD ", "USD "), "USD", ""),
    ],
)
def test_what_stands_beside_the_rows_says_the_currency_of_those_that_name_none(
    tmp_path: Path, text: str, code: str, said: str
):
    report = take_in(tmp_path, text, currency=None, as_of=None)
    assert list(report.totals) == [code]
    assert said in " ".join(report.warnings)
    assert bool(said) == ("--currency" in " ".join(report.warnings))


@for_each(
    "titles",
    [
        "Top 20 in ALL regions",
        "TOP 20 of Q1 in ALL 3 regions: #5 R 2",
        "SUM 1,015.20",
        "Total $90.00",
        "Total \u20ac90.00 and \u00a310.00",
        "Currency: GBP and EUR",
        "ALL,TOP,20",
        "Printed by,BOB",
        "EUR,USD",
        "Dollars",
        "in $",
        "Printed in May",
        "Account: EUR004",
        "Ref BIR 4",
        "Drawn with CAD 2026, sheet ARS 4 of 7",
        "In 2026 TRY the portal",
        "Currency: all",
        "Currency: dollar",
        "Moneda: local",
    ],
)
def test_a_line_above_that_does_not_say_one_currency_leaves_it_to_be_asked(tmp_path: Path, titles: str):
    with pytest.raises(LedgerRefusedError, match="currency"):
        take_in(tmp_path, f"{titles}\n{TABLE.format('', '')}", currency=None)


@for_each(
    "content",
    [
        f"Reporting currency: EUR\n{TABLE.format('$', '$')}",
        _GROUPED.format("Total (DKK),,,90.00\nTotal (USD)"),
    ],
    ids=["no-dollars", "two-totals"],
)
def test_what_does_not_say_whose_the_amounts_are_leaves_it_to_be_asked(tmp_path: Path, content: str):
    with pytest.raises(LedgerRefusedError, match="currency"):
        take_in(tmp_path, content, currency=None)


@for_each(
    "note",
    ["Please send payments in USD", "Amounts in USD are not included", "Arlo asks to be billed in USD"],
)
def test_a_note_that_does_not_speak_of_the_amounts_leaves_the_currency_to_be_asked(tmp_path: Path, note: str):
    with pytest.raises(LedgerRefusedError, match="currency"):
        take_in(tmp_path, f"{TABLE.format('', '')}\n{note}\n", currency=None)


@for_each(
    ("of", "instead", "first"),
    [
        ("Total", "Total (Rs.)", "INR"),
        ("Total", "Total (kr)", "SEK"),
        ("Arlo", "Arlo sp. z o.o.", "PLN"),
        ("Arlo", "Arlo Bygg AB", "SEK"),
        # One of several firms is from there.
        ("Arlo,", "Ash Ltd and Birch Ltd,", "GBP"),
        ("Arlo,", "Ash Ltd for Birch Ltd and Cedar sp. z o.o.,", "GBP"),
        ("Client", "Party's Name", "INR"),
        ("Arlo", "ACME as agreed", "EUR"),  # no Norwegian A/S
        ("Arlo", "Arlo Pty Ltd", "AUD"),
        ("Arlo", '"Arlo, +254 700 000001"', "KES"),
        ("2026-03-31", "03/31/2026", "USD"),
        ("2026-03-31", "31/03/2026", "EUR"),
        ("Client", "得意先", "JPY"),
        ("Client", "客户", "CNY"),
        ("Client", "клієнт", "UAH"),
        ("Due Date", "Gjalddagi", "ISK"),
        ("Client,Number,Due Date,Total\nArlo", "Mieter,Rechnung,Fällig,Summe\nYılmaz", "EUR"),
        ("Client,Number,Due Date,Total\nArlo", "Kunde,Rechnung,Fällig,Summe\nArlo +41 44 1234567", "CHF"),
        ("Client,Number,Due Date,Total\nArlo", "Müşteri,Fatura No,Vade,Tutar\nIşık", "TRY"),
        ("Number", "Invoice No", "USD"),
        ("Number,Due Date,Total\nArlo,A1,2026-03-31", "Invoice,Due Date,Total\nArlo,A1,31/03/2026", "GBP"),
        ("Number,Due Date,Total\nArlo,A1", "Factura,Vto,Total\nArlo,A1", "EUR"),
        (
            "Number,Due Date,Total\nArlo,A1,2026-03-31",
            "Invoice,Due Date,Total\nArlo Pty Ltd,A1,31/03/2026",
            "AUD",
        ),
        (
            "Number,Due Date,Total\nArlo,A1,2026-03-31",
            "Invoice,Due Date,Total\nArlo Ltd +254 700 000001,A1,31/03/2026",
            "KES",
        ),
        ("Arlo", "Arlo Ltd +233 24 123 4567", "GHS"),
        ("Arlo", "Arlo ehf. Brúarbær", "ISK"),
        ("Arlo", "Arlo Ltd 0803 123 4567", "NGN"),
        ("Client,Number,Due Date", "Kunde,Fakturanr,Forfallsdato", "NOK"),
        ("Arlo", "Arlo 12 High St Leeds LS1 4AB", "GBP"),
        ("Arlo", "Arlo 020 7946 0001", "GBP"),
        ("Arlo", "Arlo 01632 960441", "GBP"),
        ("Arlo", "Arlo (credit limit £ 200)", "GBP"),
        ("Arlo", "Arlo 01632-960441", "EUR"),
        ("Arlo", "Arlo GB123456789", "GBP"),
        ("Arlo", "Arlo 12 Main St Austin TX 78701", "USD"),
        ("Arlo", "Arlo 512-555-0101", "USD"),
        ("Arlo", "Arlo 12 Main St Toronto M5V 2T6", "CAD"),
        ("Number,Due Date,Total\nArlo", "Invoice,Due Date,Total\nArlo DE123456789", "EUR"),
        ("Arlo", "Arlo 030-555-0101", "EUR"),
        ("Due Date", "Datum dospijeća", "EUR"),
        ("Arlo", "Arlo d.o.o. +381 11 1234567", "RSD"),
        ("Client", "купац", "RUB"),
        ("Client,Number", "Назив купца,Број рачуна", "RSD"),
        ("Client,Number", "Покупатель,Счёт", "RUB"),
        ("Client,Number,Due Date,Total\nArlo", "Naam,Factuurnr.,Vervalt,Saldo\nBet./inc.", "EUR"),
        ("Client,Number,Due Date,Total\nArlo", "Naam,Factuurnr.,Due,Saldo\nArlo Inc", "USD"),
        ("Client,Number", "Cliente cheque rechazado,NumeroComprobante", "ARS"),
        ("Client,Number", "Client by cheque,Reference", "GBP"),
    ],
)
def test_what_a_ledger_looks_like_is_proposed_first(tmp_path: Path, of: str, instead: str, first: str):
    with pytest.raises(LedgerRefusedError, match=f"Say it with --currency {first}"):
        take_in(tmp_path, TABLE.format("", "").replace(of, instead), currency=None)


@for_each(
    ("instead", "country", "first"),
    [("Arlo Pty Ltd", "", "AUD"), ("Arlo Inc", "AU", "USD"), ("Arlo", "AU", "AUD"), ("Arlo", "", "USD"), ("Arlo Pte Ltd", "", "SGD")],
)  # fmt: skip
def test_whose_dollars_they_are_is_proposed_as_a_ledger_looks(
    tmp_path: Path, instead: str, country: str, first: str
):
    text = TABLE.format("$", "$").replace("Arlo", instead)
    with pytest.raises(LedgerRefusedError, match=rf"Say it with --currency-word '\$={first}'"):
        take_in(tmp_path, text, currency=None, caller=("UTC", country))


def test_a_currency_without_cents_is_not_proposed_first_where_amounts_have_some(tmp_path: Path):
    text = TABLE.format("", "").replace("Client", "得意先")
    for amount, first in (("90.00", "JPY"), ("90.50", "CNY")):
        with pytest.raises(LedgerRefusedError, match=f"Say it with --currency {first}"):
            take_in(tmp_path, text.replace("90.00", amount), currency=None)


def test_lakhs_propose_rupees_first(tmp_path: Path):
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, TABLE.format("", "").replace("90.00", '"1,18,000.00 Dr"'), currency=None)
    assert refused.value.question is not None
    assert refused.value.question.choices[0].option == "--currency INR"


def test_rows_without_a_currency_are_counted_without_totals_and_headings(tmp_path: Path):
    text = "Client,Number,Due Date,Total\nArlo,A1,2026-03-31,\u00a390.00\nBeck,A2,2026-03-31,9.00\nSome heading,,,\n,,,99.00\n"
    with pytest.raises(LedgerRefusedError, match="1 row has no currency"):
        take_in(tmp_path, text, currency=None)


@for_each(
    ("shown", "code"),
    [
        ('"\u00a3"#,##0.00', "GBP"),
        ("[$\u20ac-407] #,##0.00", "EUR"),
        ("#,##0.00 [$CHF]", "CHF"),
        ("[$$-1009]#,##0.00", "CAD"),
        ("#,##0.00", ""),
        ('"$"#,##0.00', ""),
    ],
)
def test_the_currency_that_a_workbook_shows_with_its_amounts_is_theirs(tmp_path: Path, shown: str, code: str):
    with xlsxwriter.Workbook(tmp_path / "made.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Client", "Number", "Due Date", "Total"))
        for place, (who, number, total) in enumerate((("Arlo LLP", "A1", 90.5), ("Beck", "A2", 9)), start=1):
            sheet.write_row(place, 0, (who, number))
            sheet.write_datetime(place, 2, date(2026, 3, 31), book.add_format({"num_format": "dd/mm/yyyy"}))
            sheet.write_number(place, 3, total, book.add_format({"num_format": shown}))
    content = (tmp_path / "made.xlsx").read_bytes()
    if not code:
        first = "USD.*--currency CAD" if "$" in shown else "GBP"
        with pytest.raises(LedgerRefusedError, match=f"Say it with --currency {first}"):
            take_in(tmp_path, content, name="l.xlsx", currency=None)
    else:
        report = take_in(tmp_path, content, name="l.xlsx", currency=None)
        assert report.totals == {code: 9950}
        assert "spreadsheet shows" in " ".join(report.warnings)


def test_a_word_that_no_row_before_had_is_not_taken_for_the_currency_of_the_others(tmp_path: Path):
    head = "Client,Number,Due Date,Total,Currency\n"
    rows = [
        f"C{place % 50},{place},2026-02-28,1.00,{'EUR' if place < 2_700 else 'XBT'}\n"
        for place in range(2_900)
    ]
    # Nor is it proposed first.
    with pytest.raises(
        LedgerRefusedError, match=r"'XBT': which currency.*--currency-word XBT=USD.*=GBP.*=EUR"
    ):
        take_in(tmp_path, head + "".join(rows), currency="EUR")


def test_the_formats_of_another_sheet_say_nothing_of_this_one(tmp_path: Path):
    with xlsxwriter.Workbook(tmp_path / "made.xlsx") as book:
        items, budget = book.add_worksheet("Items"), book.add_worksheet("Budget")
        for place, row in enumerate(
            (("Client", "Number", "Due Date", "Total"), ("Arlo", "A1", "2026-03-31", 9))
        ):
            items.write_row(place, 0, row)
        budget.write_row(0, 0, ("What", "Planned"))
        budget.write_number(1, 1, 5, book.add_format({"num_format": "[$\u20ac-407] #,##0.00"}))
    with pytest.raises(LedgerRefusedError, match="currency"):
        take_in(tmp_path, (tmp_path / "made.xlsx").read_bytes(), name="l.xlsx", currency=None)


def test_a_total_below_a_column_of_dates_needs_no_currency(tmp_path: Path):
    text = "Invoice Date,Client,Number,Due Date,Total,Currency\n2026-01-02,Arlo,A1,2026-03-31,9.00,INR\nTotal,,,,9.00,\n"
    assert take_in(tmp_path, text, currency=None).totals == {"INR": 900}


def test_a_total_without_a_currency_asks_for_none(tmp_path: Path):
    rows = "FS/1;Kowalski;2026-10-01;1 230,00;PLN\nFS/2;Nowak;2026-10-15;2 000,00;PLN\n"
    head = "Numer dokumentu;Kontrahent;Termin płatności;Pozostaje;Waluta\n"
    report = take_in(tmp_path, f"{head}{rows}Razem;;;3 230,00;\n", currency=None)
    assert report.totals == {"PLN": 323000}
    with pytest.raises(LedgerRefusedError, match="1 row has no currency"):
        take_in(tmp_path, f"{head}{rows}FS/3;Nowak;2026-10-16;1,00;\n", currency=None)


@for_each(
    ("word", "code"), [('"ש""ח"', "ILS"), ("NIS", "ILS"), ("د.إ", "AED"), ("U$S", "USD"), ("RD$", "DOP"), ("Z-US$", "USD"), ("US Dollars", "USD"), ("DOL", "USD"), ("港币", "HKD"), ("درهم إماراتي", "AED"), ("ריאל סעודי", "SAR")],
)  # fmt: skip
def test_abbreviations_of_a_country_are_its_currency(tmp_path: Path, word: str, code: str):
    report = take_in(tmp_path, f"{HEAD},Balance,Currency\n{ROW},10.00,{word}\n", currency=None)
    assert report.totals == {code: 1000}


@for_each(
    ("first", "second", "owed"),
    [
        ("Euro", "US Dollar", {"EUR": 1000, "USD": 500}), ("Pfund Sterling", "Euro", {"EUR": 500, "GBP": 1000}), ("dólares", "euros", {"EUR": 500, "USD": 1000}), ("dólares", "dólares", {"USD": 1500}), ("доллар США", "EUR", {"EUR": 500, "USD": 1000}), ("złoty", "British Pounds", {"GBP": 500, "PLN": 1000}), ("米ドル", "kronor", {"SEK": 500, "USD": 1000}), ("Dólar estadounidense", "UK Pound", {"GBP": 500, "USD": 1000}),
        ("United States Dollar", "Euro", {}), ("Dollar", "Dollar", {}),  # of which of them is asked
        # Weights, nationalities and sellers are no currencies.
        ("Pfund", "Pfund", {"EUR": 1500}), ("suisse", "danoise", {"EUR": 1500}), ("Euro", "Oak", {"EUR": 1500}),
    ],
)  # fmt: skip
def test_a_column_of_names_of_currencies_is_that_of_its_rows(
    tmp_path: Path, first: str, second: str, owed: dict[str, int]
):
    text = f"{HEAD},Open,Ghj\n{ROW},10.00,{first}\n{ROW.replace(',1,', ',2,')},5.00,{second}\n"
    with nullcontext() if owed else pytest.raises(LedgerRefusedError, match="which currency"):
        assert take_in(tmp_path, text, currency="EUR").totals == owed


def test_what_the_rows_own_currency_says_of_a_sign_is_not_asked(tmp_path: Path):
    text = (
        f"{HEAD},Open,Moneda\n{ROW},$90.00,Peso Mexicano\n{ROW.replace(',1,', ',2,')},$5.00,Dólar Americano\n"
    )
    assert take_in(tmp_path, text, currency=None).totals == {"MXN": 9000, "USD": 500}
    pesos = text.replace("Peso Mexicano", "ARS")
    assert take_in(tmp_path, pesos, currency=None, creditor="third").totals["ARS"] == 9000
    plain = text.replace("Peso Mexicano", "").replace("Dólar Americano", "")
    with pytest.raises(LedgerRefusedError, match="are in '\\$': which currency"):
        take_in(tmp_path, plain, currency=None, creditor="other")


_AGES = "Customer,Invoice Number,Invoice Date,Due Date,1-30 EUR,31-60\nAnn,1,2026-01-16,2026-02-15,,8.50\nBob,2,2026-01-16,2026-02-15,3.20,\n"
_TWICE = "ContactName,Number,Invoice Date,DueDate,InvoiceAmountDue,{ineAmount,Currency\nAnn,1,2026-01-13,2026-02-12,8.94,4,EUR\nAnn,2,2026-01-13,2026-02-13,8.94,8.94,ZAR\n"


@for_each(
    ("content", "mapping", "totals"),
    [
        (_AGES, {"balance": "1-30 EUR + 31-60"}, {"EUR": 1170}),
        (_TWICE, {"balance": "InvoiceAmountDue"}, {"EUR": 894, "ZAR": 894}),
        (f"{HEAD},Amount,Balance\n{ROW},10.50,EUR\n", {}, {"EUR": 1050}),
        (
            f"{HEAD},USD,EUR\n{ROW},10.00,\n{ROW.replace(',1,', ',2,')},,7.00\nTOTAL,,,,,10.00,7.00\n",
            {},
            {"USD": 1000, "EUR": 700},
        ),
    ],
    ids="part-of-a-sum brace-in-a-heading last-column-of-codes a-column-each-and-a-total".split(),
)
def test_a_currency_in_odd_places_is_read(
    tmp_path: Path, content: str, mapping: dict[str, str], totals: dict[str, int]
):
    """What mutated files showed: each ended in a traceback."""
    assert take_in(tmp_path, content, currency=None, mapping=mapping).totals == totals


def test_totals_that_name_two_currencies_of_rows_that_name_none_are_refused(tmp_path: Path):
    text = "Customer,Invoice,Due,Open\nAsh,1,2026-10-01,100.00\nBirch,2,2026-10-02,20.00\nTotal GBP,,,120.00\nCedar,3,2026-10-03,50.00\nTotal {}\n"
    with pytest.raises(LedgerRefusedError):
        take_in(tmp_path, text.format("EUR,,,50.00"), currency="GBP")
    take_in(tmp_path, text.format("EUR,,,195.00"), currency="GBP")  # the same in another currency
    take_in(tmp_path, text.format("EUR,,,0.00"), currency="GBP")  # nothing is owed in it
    take_in(tmp_path, text.format("ALL,,,170.00"), currency="GBP")  # a word


def test_signs_in_a_column_of_their_own_are_each_rows_currency(tmp_path: Path):
    text = "Customer,Invoice,Due,,Open\nAsh,1,2026-10-01,\u00a3,5.00\nBirch,2,2026-10-01,\u20ac,6.00\n"
    assert take_in(tmp_path, text, currency=None).totals == {"GBP": 500, "EUR": 600}
    for flag in ("", "\u00a3"):  # a mark of something else, or in some rows alone
        ticked = text.replace(",,Open", ",Seen,Open" if flag else ",,Open").replace("\u20ac", flag)
        assert take_in(tmp_path, ticked, currency="USD").totals == {"USD": 1100}


def test_sections_are_in_the_currency_of_their_titles(tmp_path: Path):
    text = "Cliente;Factura;Vencimiento;Saldo\nDÓLARES;;;\nAla;F1;05/10/2026;100,00\nTotal DÓLARES;;;100,00\nSOLES;;;\nBela;F2;06/10/2026;30,00\nTotal SOLES;;;30,00\n"
    assert take_in(tmp_path, text, currency=None).totals == {"USD": 10000, "PEN": 3000}


@for_each(
    ("word", "code"), [("euros", "EUR"), ("Euro", "EUR"), ("EUR.", "EUR"), ("Kč.", "CZK"), ("usd", "USD")]
)
def test_a_currency_in_words_behind_each_amount_is_its_own(tmp_path: Path, word: str, code: str):
    text = f"Client,Number,Due Date,Open\nArlo,1,2026-03-31,90.00 {word}\nBeck,2,2026-03-31,5.50 {word}\n"
    assert take_in(tmp_path, text, currency=None).totals == {code: 9550}
