from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.ledger.columns import parse_mapping
from arcall_tui.ledger.reader import Source
from arcall_tui.workday.imports.importing import LedgerRefusedError
from cases import for_each
from ledger_files import HEADER, ask, item, take_in, text_of
from tries import tries

pytestmark = pytest.mark.usefixtures("sheets_read_here")

ROWS = [item("C1", "001", "10.50"), item("C2", "002", "20.00")]


@for_each("other", ["cp1252", "latin_1"])
def test_letters_that_were_written_twice_are_read_as_they_were_meant(tmp_path: Path, other: str):
    names = ["B\u00e4ckerei Gr\u00fcnwald", "Caf\u00e9 au Lait", "Elm"]
    rows = [(f"C{n}", name, n, "2026-01-16", "2026-02-15", "5.00", "5.00") for n, name in enumerate(names)]
    report = take_in(tmp_path, text_of(rows).encode().decode(other))
    assert ask(tmp_path, "SELECT name FROM account ORDER BY ledger_id") == [(name,) for name in names]
    assert any("twice written" in told for told in report.warnings)
    # One letter that is none of those: nothing is read otherwise.
    take_in(tmp_path, text_of([*rows[:1], ("C9", "\u00c3\u00bc\u00fc", 9, *rows[0][3:])]), creditor="x")
    assert ("\u00c3\u00bc\u00fc",) in ask(tmp_path, "SELECT name FROM account")
    take_in(tmp_path, text_of([("C9", "REN\u00c9\u2019S", 9, *rows[0][3:])]), creditor="y")
    assert ("REN\u00c9\u2019S",) in ask(tmp_path, "SELECT name FROM account")


LINES = st.lists(
    st.sampled_from(("a", "b c", "", ",", "é", '"x"', '"y\n,z"', '"', "\n", "\r\n", "\r", "\x85")),
    max_size=40,
)


@settings(max_examples=tries(100))
@given(LINES.map("".join))
def test_lines_without_quotes_are_cut_as_csv_cuts_them(text: str):
    content = text.encode()
    expected: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    with suppress(csv.Error):
        expected.extend(reader)
        chunks = [*Source("x", io.BytesIO(content), "", len(content), "utf-8").chunks(3)]
        assert [row for chunk in chunks for row in chunk.rows] == expected
        assert [line for chunk in chunks for line in chunk.line_numbers()][-1:] <= [reader.line_num]
        return
    with pytest.raises(InputRefusedError, match=f"row {1 + sum(line_breaks(row) + 1 for row in expected)}: "):
        [*Source("x", io.BytesIO(content), "", len(content), "utf-8").chunks(3)]


def line_breaks(row: list[str]) -> int:
    return "".join(row).count("\n")


@for_each("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
def test_any_common_encoding_is_read(tmp_path: Path, encoding: str):
    rows = [("C1", "M\u00fcller & S\u00f6hne", "1", "2026-01-16", "2026-02-15", "5.00", "5.00")] * 1
    take_in(tmp_path, text_of(rows).encode(encoding))
    assert ask(tmp_path, "SELECT name FROM account") == [("M\u00fcller & S\u00f6hne",)]


@for_each("mark", [",", ";", "\t", "|"])
def test_any_common_delimiter_is_found(tmp_path: Path, mark: str):
    lines = "\n".join(mark.join(map(str, row)) for row in [HEADER, *ROWS])
    assert take_in(tmp_path, lines).totals == {"USD": 3050}


def test_semicolons_with_decimal_commas(tmp_path: Path):
    lines = "sep=;\nKundennummer;Rechnungsnummer;Rechnungsdatum;F\u00e4lligkeit;Offener Betrag\nC1;7;31.01.2026;28.02.2026;1.234,50\n"
    assert take_in(tmp_path, lines, currency="EUR").totals == {"EUR": 123450}


def test_old_mac_line_ends(tmp_path: Path):
    assert take_in(tmp_path, text_of(ROWS).replace("\r\n", "\r")).totals == {"USD": 3050}


def test_titles_above_the_header_and_their_date(tmp_path: Path):
    report = take_in(tmp_path, "My Company\nAs of 28 Feb 2026\n\n" + text_of(ROWS), as_of=None)
    assert report.as_of == date(2026, 2, 28)
    with pytest.raises(InputRefusedError, match="28 Feb 2026"):
        take_in(tmp_path, "As of 28 Feb 2026,\n" + text_of(ROWS), as_of=date(2026, 2, 27))


def test_every_bad_row_is_listed_with_its_physical_line_and_nothing_written(tmp_path: Path):
    rows = [
        item("C1", "1", "10.00"),
        ("C2", "two\nlines", "2", "2026-01-16", "2026-02-15", "5.00", "5.00"),
        item("C3", "3", "ten"),
        (),
        item("C4", "", "4.00"),
        item("C5", "5", "5.00", due="2026-02-30"),
    ]
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, rows)
    report = refused.value.report.as_json()
    assert [(error["row"], error["column"], error["value"]) for error in report["errors"]] == [
        (5, "Amount", "ten"),
        (7, "Invoice Number", ""),
        (8, "Due Date", "2026-02-30"),
    ]
    assert report["invoices"] == {"new": 0, "changed": 0, "unchanged": 0, "closed": 0}
    assert not (tmp_path / "book.sqlite3").exists()


def test_good_rows_beside_a_bad_one_are_read_on(tmp_path: Path):
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, [*ROWS, item("C3", "3", "ten"), item("C4", "4", "4.00"), item("C4", "4", "5.00")])
    assert [error.row for error in refused.value.report.errors] == [4, 6]


def test_a_cell_too_many_is_pointed_out(tmp_path: Path):
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text_of(ROWS) + "C3,Foundry, Inc,3,2026-01-16,2026-02-15,1.00,1.00\n")
    assert refused.value.report.errors[0].row == 4
    assert "delimiter" in refused.value.report.errors[0].problem


def test_the_same_number_with_other_figures_is_an_error_and_an_exact_repeat_a_warning(tmp_path: Path):
    report = take_in(tmp_path, [*ROWS, ROWS[0]])
    assert report.totals == {"USD": 3050}
    assert any("repeat" in warning for warning in report.warnings)
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, [*ROWS, item("C1", "001", "99.00")])
    assert [(error.row, error.value) for error in refused.value.report.errors] == [(4, "001")]


@for_each(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xff\xfe", "no rows"),
        (text_of(ROWS).encode() + b"C3,\0", "row 4.*NUL"),
        (text_of(ROWS) + 'C3,"never closed,3,2026-01-16\n' + "x,\n" * 50_000, "row 4.*never closed"),
        ("a,b,c\n1,2,3\n", "no ledger"),
        (b"%PDF-1.7 ...", "PDF"),
        ("Date,Transaction Type,Num,Customer,Qty,Sales Price,Amount,Balance\n", "sales report"),
        (
            "Customer ID,Invoice Number,Due Date,Open Balance,Open Balance\nC1,1,2026-02-15,1,1\n",
            "both called",
        ),
        ("Customer ID,Invoice Number,Due Date,Remark\nC1,1,2026-02-15,x\n", "amount or balance"),
    ],
)
def test_what_is_no_ledger_is_refused_with_the_reason(tmp_path: Path, content: str | bytes, said: str):
    with pytest.raises(LedgerRefusedError, match=said) as refused:
        take_in(tmp_path, content)
    (error,) = refused.value.report.as_json()["errors"]
    assert (error["row"], error["problem"]) == (0, refused.value.message)


def test_a_missing_currency_is_asked_for(tmp_path: Path):
    with pytest.raises(InputRefusedError, match="currency") as refused:
        take_in(tmp_path, ROWS, currency=None)
    assert "--currency" in refused.value.hint


def test_currencies_by_row(tmp_path: Path):
    header = (*HEADER, "Currency")
    rows = [
        (*item("C1", "1", "1000"), "JPY"),
        (*item("C1", "2", "10.5"), "eur"),
        (*item("C2", "3", "1.234"), "KWD"),
    ]
    report = take_in(tmp_path, text_of(rows, header), currency=None, decimal="point")
    assert report.as_json()["totals"] == {"EUR": "10.50", "JPY": "1000", "KWD": "1.234"}


def test_columns_can_be_mapped(tmp_path: Path):
    header = ("Kdnr", "Who", "Beleg X", "Vom", "Bis", "Summe", "Rest")
    mapping = parse_mapping(
        [
            "account=Kdnr",
            "name=Who",
            "number=Beleg X",
            "invoice_date=Vom",
            "due_date=Bis",
            "amount=Summe",
            "balance=Rest",
        ]
    )
    assert take_in(tmp_path, text_of(ROWS, header), mapping=mapping).totals == {"USD": 3050}
    with pytest.raises(InputRefusedError, match="no column"):
        take_in(tmp_path, ROWS, mapping={"po": "Order"})
    with pytest.raises(UsageError, match="FIELD=COLUMN"):
        parse_mapping(["colour=Red"])


def test_due_dates_come_from_terms_where_they_are_missing(tmp_path: Path):
    lines = "Customer,Invoice No,Invoice Date,Terms,Open Balance\nAcme,1,2026-01-16,Net 30,5.00\n"
    report = take_in(tmp_path, lines)
    assert ask(tmp_path, "SELECT due_date, due_from_terms FROM invoice") == [("2026-02-15", 1)]
    assert any("terms" in warning for warning in report.warnings)


def test_credits_lower_what_is_open_even_when_their_type_is_all_that_says_so(tmp_path: Path):
    header = (*HEADER, "Type")
    rows = [(*item("C1", "1", "100.00"), "Invoice"), (*item("C1", "2", "30.00"), "Credit Memo")]
    assert take_in(tmp_path, text_of(rows, header)).totals == {"USD": 7000}
    assert ask(tmp_path, "SELECT kind, balance FROM invoice ORDER BY number") == [
        ("invoice", 10000),
        ("credit note", -3000),
    ]


def test_text_from_a_ledger_is_made_harmless(tmp_path: Path):
    rows = [("C1", "Evil\x1b]52;c;x\x07 [/b]\u202e  Ltd", "1", "2026-01-16", "2026-02-15", "5.00", "5.00")]
    take_in(tmp_path, rows)
    assert ask(tmp_path, "SELECT name FROM account") == [("Evil]52;c;x [/b] Ltd",)]


def spreadsheet(file: Path) -> None:
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Open items")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(1, 0, HEADER)
        for place, (customer, name, number, *_, balance) in enumerate(ROWS, start=2):
            sheet.write_row(place, 0, [customer, name, number])
            sheet.write_datetime(place, 3, datetime(2026, 1, 16), day)  # noqa: DTZ001 - cells have no zone
            sheet.write_datetime(place, 4, datetime(2026, 2, 15), day)  # noqa: DTZ001
            sheet.write_row(place, 5, [float(str(balance)), float(str(balance))])


def test_a_spreadsheet_reads_as_the_same_rows(tmp_path: Path):
    file = tmp_path / "made.xlsx"
    spreadsheet(file)
    report = take_in(tmp_path, file.read_bytes(), name="ledger.xlsx")
    assert report.totals == {"USD": 3050}
    assert ask(tmp_path, "SELECT DISTINCT due_date FROM invoice") == [("2026-02-15",)]
    with pytest.raises(InputRefusedError, match="no sheet 'Other'"):
        take_in(tmp_path, file.read_bytes(), name="ledger.xlsx", sheet="Other")


def old_spreadsheet(file: Path, rows: list[tuple[object, ...]], *, epoch_1904: bool = False) -> None:
    """Write an XLS with real dates and numbers, a sheet of words before the ledger's."""
    book = xlwt.Workbook()
    book.dates_1904 = epoch_1904
    book.add_sheet("Read me").write(0, 0, "Ask the office")
    sheet = book.add_sheet("Open items")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(place, column, cell, day) if isinstance(cell, date) else sheet.write(
                place, column, cell
            )
    book.save(str(file))


@for_each("epoch_1904", [False, True])
def test_an_old_spreadsheet_reads_as_the_same_rows(tmp_path: Path, epoch_1904: bool):  # noqa: FBT001
    rows = [
        HEADER,
        ("C1", "Müller & Söhne", "00017", date(2026, 1, 16), date(2026, 2, 15), 1234.56, 1234.56),
        ("C2", "Two", 4711, date(2026, 1, 16), date(2026, 3, 15), 20, 0.1 + 0.2),
        ("C2", "Two", "CN-1", date(2026, 1, 20), date(2026, 1, 20), -5.5, -5.5),
    ]
    old_spreadsheet(tmp_path / "made.xls", rows, epoch_1904=epoch_1904)
    report = take_in(tmp_path, (tmp_path / "made.xls").read_bytes(), name="ledger.xls")
    assert report.totals == {"USD": 123456 + 30 - 550}
    found = ask(tmp_path, "SELECT number, invoice_date, due_date, amount, balance FROM invoice ORDER BY id")
    assert found == [
        ("00017", "2026-01-16", "2026-02-15", 123456, 123456),
        ("4711", "2026-01-16", "2026-03-15", 2000, 30),
        ("CN-1", "2026-01-20", "2026-01-20", -550, -550),
    ]
    assert ask(tmp_path, "SELECT name FROM account ORDER BY ledger_id") == [("Müller & Söhne",), ("Two",)]


def test_a_cut_old_spreadsheet_is_refused(tmp_path: Path):
    old_spreadsheet(tmp_path / "made.xls", [HEADER, *ROWS])
    content = (tmp_path / "made.xls").read_bytes()
    for length in (600, len(content) // 2):
        with pytest.raises(InputRefusedError):
            take_in(tmp_path, content[:length], name="ledger.xls")


def test_a_broken_spreadsheet_is_refused(tmp_path: Path):
    with pytest.raises(InputRefusedError, match="cannot be read"):
        take_in(tmp_path, b"PK\x03\x04 no zip after all", name="ledger.xlsx")
