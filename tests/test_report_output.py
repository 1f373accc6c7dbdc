"""Reports in their written forms: real types, sums as formulas, and nothing that runs."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import sys
import zipfile
from datetime import date
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from arcall_tui.domain.money import Money
from arcall_tui.reports.html import page
from arcall_tui.reports.plain import as_csv, as_json, safe
from arcall_tui.reports.table import (
    Amounts,
    Chart,
    Column,
    NotAvailable,
    Report,
    Series,
    Table,
    columns,
    sums,
)
from arcall_tui.reports.writing import Writer
from arcall_tui.reports.xlsx import spreadsheet
from arcall_tui.settings import Paths, Settings
from arcall_tui.workday.reports.catalogue import NAMES, reading_locale
from report_forms import forms
from shell import NOW, arcall

EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def a_report(name: str = "Ord & <b>Co</b>") -> Report:
    rows = (
        ("GBP", name, Money(-1234567, "GBP"), 3, Fraction(1, 8), date(2026, 11, 20), Fraction(5, 2)),
        ("GBP", "Two", Money(50, "GBP"), 4, NotAvailable("no sales"), None, 0.5),
        ("KWD", "Three", Money(1234, "KWD"), 5, Fraction(1), date(2026, 1, 2), 1.0),
    )
    heads = columns("currency name balance:money+ items:count+ share:percent due:date days:decimal")
    chart = Chart("bars", (name, "Two"), (Series(name, (1.0, None)),), "GBP")
    return Report(
        "aging",
        name,
        ("As of today",),
        (Table("T", heads, rows, "t", ("why",), summed=True, charts=(chart,)),),
    )


@pytest.mark.parametrize("text", EVIL)
def test_no_text_is_a_formula_in_csv_or_spreadsheet(text: str, tmp_path: Path):
    made = a_report(text)
    cells = [cell for row in csv.reader(io.StringIO(as_csv(made))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert "-12345.67" in cells  # a number stays one
    assert not [cell for cell in cells if cell.startswith("-") and not re.fullmatch(r"-[0-9.]+", cell)]
    (tmp_path / "r.xlsx").write_bytes(spreadsheet(made))
    with zipfile.ZipFile(tmp_path / "r.xlsx") as file:
        sheet = ET.fromstring(file.read("xl/worksheets/sheet1.xml"))
    formulas = [formula.text for formula in sheet.iter(f"{SHEET}f")]
    assert formulas == [
        f'SUMIF($A$5:$A$7,"{code}",{column}5:{column}7)' for code in ("GBP", "KWD") for column in "CD"
    ]


@given(st.text(max_size=12))
def test_what_csv_makes_safe_is_still_the_text(text: str):
    assert safe(text).removeprefix("'") == text.removeprefix("'")


def test_the_spreadsheet_has_real_types_a_frozen_header_and_right_sums(tmp_path: Path):
    (tmp_path / "r.xlsx").write_bytes(spreadsheet(a_report()))
    rows = CalamineWorkbook.from_path(str(tmp_path / "r.xlsx")).get_sheet_by_name("t").to_python()
    assert rows[0][0] == "Ord & <b>Co</b>: T"
    assert rows[1][0] == "As of today"
    assert rows[4][:7] == ["GBP", "Ord & <b>Co</b>", -12345.67, 3.0, 0.125, date(2026, 11, 20), 2.5]
    assert rows[5][4] == "n/a"
    assert [row[:4] for row in rows[7:]] == [["Total GBP", "", -12345.17, 7.0], ["Total KWD", "", 1.234, 5.0]]
    with zipfile.ZipFile(tmp_path / "r.xlsx") as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert 'ySplit="4"' in sheet
    with zipfile.ZipFile(tmp_path / "r.xlsx") as file:
        assert '<c:min val="0"/>' in file.read("xl/charts/chart1.xml").decode(), "bars begin at nothing"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@pytest.mark.parametrize(
    "name", ["Ord & <b>Co</b>", "</title><script>alert(1)</script>", '"><img src=x onerror=y>']
)
def test_the_page_loads_nothing_and_runs_nothing(name: str):
    reader = _Reader()
    reader.feed(page(a_report(name), Writer()))
    assert name in reader.said
    assert not {"script", "img", "b", "link", "iframe"} & {tag for tag, _ in reader.tags}
    asked = [(name, value or "") for _, attrs in reader.tags for name, value in attrs.items()]
    assert not [name for name, _ in asked if name.startswith("on") or name == "src"]
    assert all(value.startswith("#") for name, value in asked if name == "href"), "only within the page"
    assert "svg" in {tag for tag, _ in reader.tags}


def test_json_says_amounts_as_texts_and_why_a_figure_is_missing():
    made = as_json(a_report())
    first, second, _ = made["tables"][0]["rows"]
    assert first["balance"] == {"amount": "-12345.67", "currency": "GBP"}
    assert second["share"] == {"na": "no sales"}
    assert json.loads(json.dumps(made)) == made


def test_amounts_of_several_currencies_are_never_added_up():
    table = a_report().tables[0]
    assert [(row[0], row[2]) for row in sums(table)] == [
        ("Total GBP", Money(-1234517, "GBP")),
        ("Total KWD", Money(1234, "KWD")),
    ]


@pytest.mark.parametrize(
    ("locale", "money", "written"),
    [
        ("en_GB", Money(123456789, "GBP"), "GBP 1,234,567.89"),
        ("de_DE", Money(123456789, "EUR"), "1.234.567,89 EUR"),
        ("en_IN", Money(32000000, "INR"), "INR 3,20,000.00"),
        ("ja_JP", Money(1234567, "JPY"), "JPY 1,234,567"),
        ("en_GB", Money(1234567, "KWD"), "KWD 1,234.567"),
        ("en_GB", Money(-85797, "GBP"), "GBP -857.97"),  # as on every other page
        ("de_CH", Money(-85797, "CHF"), "CHF -857.97"),
        ("fa_IR", Money(-85797, "CHF"), "CHF -857.97"),
        ("bn_BD", Money(85797, "CHF"), "857.97 CHF"),
        ("pt_BR", Money(-85797, "BRL"), "BRL -857,97"),
    ],
)
def test_amounts_are_written_as_the_locale_does_with_their_currency_s_code(
    locale: str, money: Money, written: str
):
    assert Writer(locale).money(money) == written
    assert Writer(locale).cell(Amounts((money, money)), Column("disputed")) == f"{written}, {written}"


@pytest.mark.parametrize(
    ("locale", "bare", "count"),
    [
        ("en_GB", "1,234,567.80", "1,234,567"),
        ("en_IN", "12,34,567.80", "12,34,567"),
        ("de_DE", "1.234.567,80", "1.234.567"),
        ("de_CH", "1’234’567.80", "1’234’567"),
    ],
)
def test_amounts_without_their_currency_and_counts_are_grouped_as_the_locale_does(
    locale: str, bare: str, count: str
):
    writer = Writer(locale)
    assert writer.bare(Money(123456780, "INR")) == bare
    assert writer.bare(Money(123456720, "INR"), whole=True) == count
    assert writer.number(1234567) == count
    assert writer.bare(Money(1234567, "JPY")) == count
    small = writer.number(-0.04, 1), writer.percent(Fraction(-1, 2500)), writer.whole(Money(-40, "EUR"))
    assert not {"-", "\u2212"} & {*"".join(small)}, "less than nothing"


def test_the_locale_is_the_settings_then_the_country_then_the_systems():
    assert reading_locale(Settings("UTC", "", locale="de_DE", country="IN"), {}) == "de_DE"
    assert reading_locale(Settings("UTC", "", country="IN"), {"LANG": "fr_FR.UTF-8"}) == "en_IN"
    assert reading_locale(Settings("UTC", ""), {"LANG": "fr_FR.UTF-8"}) == "fr_FR"
    assert reading_locale(Settings("UTC", ""), {"LC_ALL": "C"}) == "en_GB"


# From the shell


@pytest.mark.parametrize("name", NAMES)
def test_every_report_comes_in_every_form(name: str, kept_sample: Path):
    made = forms(kept_sample, name)
    assert made.text.out
    assert "\x1b" not in made.text.out
    said = made.json
    assert said["report"] == name
    assert list(csv.reader(io.StringIO(made.csv.out)))
    sheets = CalamineWorkbook.from_path(str(made.xlsx)).sheet_names
    first = ["headlines"] if said["headlines"] else []
    assert sheets == [*first, *(table["name"] for table in said["tables"] if table["rows"]), "about"]
    page = unescape(made.html.read_text("utf-8"))
    assert [table["title"] for table in said["tables"] if table["title"] not in page] == []


def test_one_table_is_printed_alone_and_two_forms_at_once_are_refused(sample_book: Path):
    alone = arcall("report", "day", "--table", "done", "--json", book=sample_book).json
    assert (alone["headlines"], [table["name"] for table in alone["tables"]]) == ([], ["done"])
    both = arcall("report", "day", "--json", "--csv", book=sample_book)
    assert (both.code, both.out, "--csv" in both.err) == (2, "", True)


def test_on_a_terminal_a_long_table_has_room_for_its_last_rows(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    numbers = [*["+1 2"] * 400, "+49 30 1234567890 ext 44"]
    table = Table("T", columns("who phone"), tuple((f"C{at}", each) for at, each in enumerate(numbers)), "t")
    monkeypatch.setattr("arcall_tui.cli.report_verbs.make", lambda *_: Report("day", "R", (), (table,)))
    monkeypatch.setattr("arcall_tui.cli.report_verbs.terminal_width", lambda: 80)
    assert numbers[-1] in arcall("report", "day", "--all", book=sample_book).out


def test_a_customers_sheet(sample_book: Path):
    said = arcall("report", "customers", "C0026", "--json", book=sample_book).json
    assert said["report"] == "customer"
    (items,) = (table for table in said["tables"] if table["name"] == "invoices")
    assert items["rows"]
    assert {key.startswith("account|") for key in items["of"]} == {True}
    assert not {"account", "customer", "country"} & set(items["rows"][0])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "There is no report"),
        (["aging", "--from", "2026-01-01"], "is of one day"),
        (["aging", "--as-of", "31/11/2026"], "is not a past day"),
        (["aging", "--as-of", "2027-01-01"], "is still to come"),
        (["measures", "--from", "2026-11-20", "--to", "2026-11-01"], "ends"),
        (["aging", "--table", "nonsense"], "has no table"),
        (["day", "C0026"], "is of all accounts"),
        (["day", "--locale", "xx_nowhere_at_all"], "is not a locale"),
    ],
)
def test_wrong_usage_is_told_with_the_way_out(arguments: list[str], words: str, sample_book: Path):
    said = arcall("report", *arguments, book=sample_book)
    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_feedback_is_kept_closed_and_undone(sample_book: Path):
    assert arcall("feedback", "rate", "C0026", "4", "--text", "kind", book=sample_book).code == 0
    assert arcall("feedback", "remark", "ask for the PO first", "--by", "Priya", book=sample_book).code == 0
    assert arcall("feedback", "close", "2", "done since Monday", book=sample_book).code == 0
    rating, remark = arcall("feedback", "list", "--json", book=sample_book).json
    assert (rating["rating"], rating["text"]) == (4, "kind")
    assert (remark["said_by"], remark["result"]) == ("Priya", "done since Monday")
    week = arcall("report", "week", "--table", "feedback", "--csv", book=sample_book).out
    assert "ask for the PO first" in week
    for _ in range(3):
        assert arcall("undo", book=sample_book).code == 0
    assert arcall("feedback", "list", "--json", book=sample_book).json == []
    assert arcall("feedback", "rate", "C0026", "6", book=sample_book).code == 2
    assert arcall("feedback", "close", "9", "x", book=sample_book).code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize(
    ("terminal", "seconds", "said"),
    [
        (True, 2.0, "arcall: adding up what is owed ..."),
        (True, 0.0, ""),
        (False, 2.0, ""),
    ],
    ids=["long", "short", "into a file"],
)
def test_a_long_report_says_on_a_terminal_what_it_is_at(
    sample_book: Path,
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,  # noqa: FBT001 - a case of the test
    seconds: float,
    said: str,
):
    from arcall_tui.cli.shell import app  # noqa: PLC0415 - heavy

    ours, theirs = os.openpty() if terminal else os.pipe()
    moments = itertools.count(0.0, seconds)
    with os.fdopen(ours) as reader, os.fdopen(theirs, "w") as stderr:
        with monkeypatch.context() as patch:
            patch.setattr("time.monotonic", lambda: next(moments))
            patch.setattr(sys, "stderr", stderr)
            app(["report", "aging", "--book", str(sample_book), "--now", NOW], standalone_mode=False)
        stderr.write("end\n")
        stderr.flush()
        assert "".join(iter(reader.readline, "end\n")).strip() == said


@pytest.mark.parametrize("name", ["One Ltd", "C1"])
def test_accounts_without_ids_are_named_once_where_it_is_read(tmp_path: Path, name: str):
    ledger, book = tmp_path / "ledger.csv", tmp_path / "book.db"
    ledger.write_text(
        "Account,Customer,Invoice,Due Date,Currency,Balance\n"
        f"One Ltd,{name},INV-1,2026-10-01,GBP,12.50\nTwo Ltd,Two Ltd,INV-2,2026-10-02,GBP,7.50\n"
        "Two Ltd,Two Ltd,INV-3,2026-10-02,EUR,10.00\n"
    )
    config = Paths.find().config
    config.mkdir(parents=True)
    (config / "settings.toml").write_text(
        'base_currency = "GBP"\n[rates.EUR]\nrate = 0.5\ndate = 2026-11-01\n'
    )
    assert arcall("import", str(ledger), book=book).code == 0
    made, read = (arcall("report", "aging", *form, book=book).out for form in (["--json"], []))
    first = next(line for line in read.splitlines() if "customer" in line and "not due" in line)
    assert ("account" in first) == (name != "One Ltd")
    assert '"account"' in made
    assert not re.search(r"Two Ltd +Two Ltd", read)
    assert re.search(r"Total GBP.*20\.00", read)
    first, _, *sums = re.findall(r"All in GBP +([\d. ]+)\n", read)[-1].split()
    assert (first, "25.00" in sums) == ("0.00", True), "each sum stands in its column"
