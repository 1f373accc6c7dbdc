"""Files made to hurt: each is refused with the reason, in little memory and time, and the book stays as it was."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from cases import for_each

sys.path.insert(0, str(Path(__file__).parent / "fuzz"))

from fuzz_import import run

from arcall_tui.errors import InputRefusedError
from arcall_tui.workday.imports.import_report import LedgerRefusedError
from ledger_files import HEADER, TODAY, ask, item, take_in, text_of
from tries import tries

ROWS = [item("C1", "001", "10.50"), item("C2", "002", "20.00")]
_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
_RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>"""
_BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_SHEET = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"""

# Of a row's own column only the name could be it, and what stands there holds amounts (found at random).
_NO_FIGURES = """Kundennummer;Rechnungsnummer;Rechnungsdatum;Fälligkeit;Offener Betrag;Währung
C1;7;31.01.2026;28.02.2026;1.23R
C2;8;01.02.2026;28.02.2026;0,50;EUR
"""
_NO_FIGURES_OF_ITEMS = """A/C:,C1,Name:,One,Tel:,01632 960001
No:,Type,Date,Due Date,Ref,Balance,Current,Older
1,SI,16/01/2026,15/02/2026,7,10.50,0,10.50
A/C:,C2,Name:,Two,EUR 60.00,0,yes,Paid,Cr,10.00,
Three,3,1900-01-01,60.00 kr,,no,void,Dr,10.00,7
"""
# The 200.00 is no customer, though that is what the file's columns are followed by.
_CELL_TOO_MANY = """\
,Type,Date,Num,Due Date,Open Balance
Ash,,,,,
,Invoice,2026-01-10,1,2026-02-10,200.00
,Invoice,2026-01-10,2,2026-02-10,1,200.00
"""
_AMOUNTS_AS_NAMES = """\
,Type,Date,Num,Due Date,Open Balance
3.50,,,,,
,Invoice,2026-01-10,1,2026-02-10,200.00
-4.20,,,,,
,Invoice,2026-01-10,2,2026-02-10,200.00
"""
_NO_CUSTOMER = """Customer ID,Customer Name,Invoice Number,sep=;
,Due Date,Amount (EUR),Open EUR,Currency,Country,Credit Limit
C1,One,1,2026-0sep=;
1-16,2026-02-15,10.50,10.50,EUR,391,1000
C2,Tw1.234,56o,2,2026-01-16,2026-02-15,20.00,5.00,,AT,
"""

resource = pytest.importorskip("resource", reason="limits as Unix has them")


def xlsx(file: Path, rows: str) -> bytes:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("[Content_Types].xml", _TYPES)
        packed.writestr("_rels/.rels", _RELS.format(kind="officeDocument", target="xl/workbook.xml"))
        packed.writestr("xl/workbook.xml", _BOOK)
        packed.writestr(
            "xl/_rels/workbook.xml.rels", _RELS.format(kind="worksheet", target="worksheets/sheet1.xml")
        )
        packed.writestr("xl/worksheets/sheet1.xml", _SHEET.format(rows=rows))
    return file.read_bytes()


def refused(folder: Path, content: bytes | str, name: str = "ledger.csv") -> str:
    began = time.monotonic()
    with pytest.raises(InputRefusedError) as why:
        take_in(folder, content, name=name)
    assert time.monotonic() - began < 30
    assert why.value.hint
    assert ask(folder, "SELECT count(*) FROM invoice") == [(2,)]
    return why.value.message


@pytest.fixture
def book(tmp_path: Path) -> Path:
    take_in(tmp_path, ROWS)
    return tmp_path


def test_a_sheet_with_two_cells_at_its_ends_takes_no_memory(book: Path, tmp_path: Path):
    cell = '<row r="{row}"><c r="{place}" t="inlineStr"><is><t>x</t></is></c></row>'
    rows = cell.format(row=1, place="A1") + cell.format(row=1_048_576, place="XFD1048576")
    assert "ledger.xlsx" in refused(book, xlsx(tmp_path / "sparse.xlsx", rows), "ledger.xlsx")


def test_a_zip_bomb_is_refused(book: Path, tmp_path: Path):
    row = '<row><c t="inlineStr"><is><t>' + "A" * 10_000 + "</t></is></c></row>"
    content = xlsx(tmp_path / "bomb.xlsx", row * 7_000)
    assert len(content) < 10_000_000
    assert "unpacks to" in refused(book, content, "ledger.xlsx")


@for_each(
    ("content", "said"),
    [
        (text_of(ROWS) + 'C3,"' + "x" * 10_000_000 + '",3,2026-01-16,2026-02-15,1,1\n', "row 4"),
        (text_of(ROWS) + "C3," + "x" * 10_000_000 + ",3,2026-01-16,2026-02-15,1,1\n", "row 4"),
        (
            "Customer ID,Invoice Number,Due Date,Open Balance,Open Balance\nC1,1,2026-02-15,1,1\n",
            "both called",
        ),
        (text_of(ROWS) + "C3,\0,3\n", "NUL"),
        ("," * 100_000 + "\n" * 50, "no ledger"),
        ("\n" * 200_000, "no ledger"),
        (b"\xff" * 5_000, "no ledger"),
        (_CELL_TOO_MANY, "1 row cannot be taken in"),
        (f"Due Date,1-30,{'A' * 20_000},Open\n2026-02-15,1,2,3\n", "no column for account"),
        (_AMOUNTS_AS_NAMES, "can be the customer"),
        (_NO_CUSTOMER, "3 rows cannot be taken in"),
        (_NO_FIGURES, "rows cannot be taken in"),
        (_NO_FIGURES_OF_ITEMS, "cannot be"),
        (
            "<table><tr><td>" * 150
            + "<table><tr><td>Customer<td>Number<td>Due Date<td>Open<tr><td>C3<td>3<td>2026-02-15<td>1</table>",
            "no ledger",
        ),
    ],
    ids="quoted-10-MB unquoted-10-MB twice NUL commas lines bytes too-many long-heading amounts-as-names no-customer no-figures no-figures-nor-days nested".split(),
)
def test_hostile_text_is_refused_with_the_row(book: Path, content: str | bytes, said: str):
    assert said in refused(book, content)


def test_headings_again_and_no_figure_below_them_are_asked_about(book: Path):
    with pytest.raises(LedgerRefusedError, match="both called 'Due Date'"):
        take_in(book, b",Due Date,x,x\n,,Amount (EUR),Due Date,,,,\n,x,x,x\n,,,\nCustomer ID,x,,\xff\xfe\n")


_ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Open">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


_MANIFEST = """<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""


def _cell(value: object, more: str = "") -> str:
    return f'<table:table-cell{more} office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


_WIDE = ' table:number-columns-repeated="16000"'


def _ods(folder: Path, more: str = "") -> bytes:
    rows = "".join(
        f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in (HEADER, *ROWS)
    )
    file = folder / "made.ods"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", _MANIFEST)
        packed.writestr("content.xml", _ODS.format(rows=rows + more))
    return file.read_bytes()


@pytest.mark.usefixtures("sheets_read_here")
def test_an_ods_sheet_reads_as_the_same_rows(tmp_path: Path):
    # Programs say of the empty rest of a sheet how often it is repeated.
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert take_in(tmp_path, _ods(tmp_path, empty), name="ledger.ods").totals == {"USD": 3050}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            f'<table:table-row table:number-rows-repeated="1000000">{_cell("x")}</table:table-row>',
            "1,000,000 times",
        ),
        (
            f"<table:table-row>{_cell('x', _WIDE)}</table:table-row>" * 3_000,
            "16,000 times",
        ),
    ],
    ids=["rows", "cells"],
)
def test_cells_that_a_sheet_repeats_a_million_times_are_bounded(
    book: Path, tmp_path: Path, more: str, said: str
):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert said in refused(book, _ods(tmp_path, more), "ledger.ods")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 10


@pytest.mark.usefixtures("sheets_read_here")
def test_the_sheet_with_the_ledger_is_found_or_asked_for(tmp_path: Path):
    def made(*names: str) -> bytes:
        file = tmp_path / "made.xlsx"
        with xlsxwriter.Workbook(file) as out:
            notes = out.add_worksheet("Notes")
            notes.write_row(0, 0, ["some", "table"])
            notes.write_row(1, 0, [1, 2])
            for name in names:
                sheet = out.add_worksheet(name)
                for place, row in enumerate([HEADER, *ROWS], start=2):
                    sheet.write_row(place, 0, [str(cell) for cell in row])
        return file.read_bytes()

    report = take_in(tmp_path, made("Open"), name="ledger.xlsx")
    assert any("'Open' was read" in warning for warning in report.warnings)
    with pytest.raises(InputRefusedError, match="several sheets"):
        take_in(tmp_path, made("May", "June"), name="ledger.xlsx")
    assert take_in(tmp_path, made("May", "June"), name="ledger.xlsx", sheet="June").invoices.unchanged == 2


def test_rows_wider_than_their_heading_are_refused_in_a_sentence(book: Path):
    content = "Payments\nclient,Invoice Number,Amounate\nC3,Three,003,2026-01-16,2026-02-15,-3.00,-3.00\n"
    assert "names no due date" in refused(book, content) or "has no column for" in refused(book, content)


def test_a_balance_without_a_figure_beside_another_is_refused_in_a_sentence(tmp_path: Path):
    with pytest.raises(InputRefusedError, match="dates"):
        take_in(
            tmp_path,
            "Date,€,Opening,Pending,Due o\nC1;7;31.01.2026;28.02.2026;1.234,50;EUR\n.2026;0,50;EUR\nC2;8;01.02.2026;28.02.2026;0,50-21,-10.50,Failed\nCheck,Two,2,2026-02-21,1,Zq\n",
            mapping={"account": "€"},
            date_order="dmy",
            currency=None,
        )


def test_mutated_files_break_no_rule():
    broken, outcomes, tried = run(files=tries(120), seconds=60, seed=TODAY.year)
    assert not broken, broken[0]
    assert tried > 10
    assert outcomes["refused"] < tried


@pytest.mark.usefixtures("sheets_read_here")
def test_a_spreadsheet_at_which_its_reader_panics_is_refused_in_one_sentence(book: Path):
    made = io.BytesIO()
    old = xlwt.Workbook()
    old.add_sheet("A").write(0, 0, "Customer")
    old.save(made)
    said = {
        refused(book, made.getvalue()[:length], "ledger.xls").split(" (")[0] for length in (600, 4109, 4200)
    }
    assert said == {"ledger.xls cannot be read as a spreadsheet"}


def test_a_line_that_never_ends_is_no_row(book: Path):
    assert "row 1: it has 2,000,001 cells" in refused(book, b"a," * 2_000_000, "ledger.csv")


def test_a_table_that_packs_as_none_of_people_does_is_refused_unread(book: Path, tmp_path: Path):
    cells = "".join(f'<c t="inlineStr"><is><t>v{number}</t></is></c>' for number in range(12))
    content = xlsx(tmp_path / "rows.xlsx", f"<row>{cells}</row>" * 150_000)
    assert "unpacks to" in refused(book, content, "ledger.xlsx")


@pytest.mark.usefixtures("sheets_read_here")
def test_a_zip_of_a_newer_version_is_one_sentence(book: Path, tmp_path: Path):
    content = bytearray(xlsx(tmp_path / "new.xlsx", "<row/>"))
    at = content.find(b"PK\x01\x02")
    content[at + 6 : at + 8] = b"\xff\x00"
    assert "cannot be read as a spreadsheet" in refused(book, bytes(content), "ledger.xlsx")
