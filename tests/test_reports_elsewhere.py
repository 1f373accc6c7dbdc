"""What others' programs were reported to get wrong in their reports, tried on ours: one small book, sums by hand."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from arcall_tui.reports.charts import sparkline, svg
from arcall_tui.reports.table import Chart, Series, Trend
from arcall_tui.reports.writing import spark
from cases import for_each
from ledger_files import take_in
from report_forms import forms
from shell import arcall
from tries import DEEP

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
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


@for_each(("table", "column"), [("buckets", "balance"), ("countries", "total"), ("accounts", "total")])
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


def test_what_stands_above_a_table_and_its_chart_have_room_on_their_page(book: Path, tmp_path: Path):
    """Neither is cut where the columns are few, and an n/a says why."""
    said = arcall("report", "day", "--xlsx", tmp_path / "a.xlsx", book=book, now="2026-06-22T22:00+00:00")
    assert said.code == 0, said.err
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        names = ET.fromstring(file.read("xl/workbook.xml")).iter(f"{SHEET}definedName")
        areas = {
            name.text.split("!")[0].strip("'"): name.text for name in names if "Area" in name.get("name", "")
        }  # type: ignore[union-attr]
        assert len(areas) > 2
        for sheet, area in areas.items():
            assert re.search(r"\$([G-Z])\$\d+$", area) or sheet == "headlines", area
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("headlines").to_python()
    assert next(row[3] for row in rows if row[0] == "Money in").startswith("no ledger of these days")


def test_a_spreadsheet_has_numbers_and_days_that_can_be_reckoned_with(book: Path, tmp_path: Path):
    said = arcall(
        "report", "customers", "A", "--xlsx", tmp_path / "a.xlsx", book=book, now=f"{JUNE}T22:00+00:00"
    )
    assert said.code == 0, said.err
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("invoices").to_python()
    cells = [cell for row in rows for cell in row]
    assert 900.0 in cells
    assert date(2024, 2, 4) in cells


EDGES = HEAD + "".join(
    f"E,Eve Ltd,E{n},Invoice,2026-01-05,{date(2026, 6, 20) - timedelta(days=n)},{1000 + n}.00,{1000 + n}.00,USD\n"
    for n in (-1, 0, 1, 30, 31, 60, 61, 90, 91, 120, 121)
)


def test_each_bill_at_the_edge_of_an_age_is_in_one_of_them_and_none_before_it_is_due(tmp_path: Path):
    take_in(tmp_path, EDGES, on=JUNE, currency=None)
    rows = aging(tmp_path / "book.sqlite3", JUNE)["buckets"]
    assert {row["bucket"]: (row["items"], row["balance"]["amount"]) for row in rows} == {
        "not due": (2, "1999.00"), "1-30": (2, "2031.00"), "31-60": (2, "2091.00"), "61-90": (2, "2151.00"),
        "91-120": (2, "2211.00"), "120+": (1, "1121.00"),
    }  # fmt: skip


def test_the_weeks_around_new_year_are_one_each_and_no_day_is_in_two(tmp_path: Path):
    take_in(tmp_path, HEAD + OLD, on=date(2026, 12, 24), currency=None)
    book = tmp_path / "book.sqlite3"
    for day in ("2026-12-27", "2026-12-28", "2026-12-31", "2027-01-01", "2027-01-03", "2027-01-04"):
        assert arcall("log", "A", "NA", book=book, now=f"{day}T10:00+00:00").code == 0
    told = arcall("report", "week", "--json", book=book, now="2027-01-08T22:00+00:00").json
    (weeks,) = (table["rows"] for table in told["tables"] if table["name"] == "lately")
    assert [(row["week"], row["calls"]) for row in weeks[-3:]] == [
        ("2026-12-21", 1), ("2026-12-28", 4), ("2027-01-04", 1),
    ]  # fmt: skip


@for_each(
    ("name", "since", "until", "against", "called", "newest"),
    [
        ("month", "2026-05-06", "2026-06-10", "31 Mar 2026 to 5 May 2026", "as many days before", "2026-06-01"),
        ("month", "2026-05-15", "2026-05-31", "28 Apr 2026 to 14 May 2026", "as many days before", "2026-05-01"),
        ("month", "2026-05-01", "2026-05-31", "1 Apr 2026 to 30 Apr 2026", "the month before", "2026-05-01"),
        ("month", "2026-05-01", "2026-05-30", "1 Apr 2026 to 30 Apr 2026", "the same days before", "2026-05-01"),
        ("week", "2026-06-08", "2026-06-14", "1 Jun 2026 to 7 Jun 2026", "the week before", "2026-06-08"),
        ("week", "2026-06-10", "2026-06-12", "3 Jun 2026 to 5 Jun 2026", "the same days before", "2026-06-08"),
        ("week", "2026-05-20", "2026-06-12", "26 Apr 2026 to 19 May 2026", "as many days before", "2026-06-08"),
    ],
)  # fmt: skip
def test_days_are_held_against_as_many_and_stand_for_no_month_or_week_that_they_are_not(
    book: Path, name: str, since: str, until: str, against: str, called: str, newest: str
):
    asked = ("report", name, "--from", since, "--to", until)
    said, told = (arcall(*asked, *more, book=book, now=f"{JUNE}T22:00+00:00") for more in ([], ["--json"]))
    assert f"against {against}" in said.out
    assert set(re.findall(r"the (?:month|week|same days) before|as many days before", said.out)) == {called}
    (begins,) = (
        [row[name] for row in table["rows"]] for table in told.json["tables"] if table["name"] == "lately"
    )
    assert begins == sorted(set(begins))
    assert begins[-1] == newest


@for_each("values", [(7.0,), (3.0, 3.0, 3.0), (0.0,), (0.0, None, 2.0), (-4.0, 2.0), (None,)])
def test_a_chart_of_one_bar_of_equal_ones_or_of_nothing_shows_what_there_is(values: tuple[float | None, ...]):
    labels = tuple(f"day {n}" for n in range(len(values)))
    drawn = ET.fromstring(svg(Chart("bars", labels, (Series("money", values),), "GBP"), "Money in"))
    sizes = [float(rect.get("height", 0)) for rect in drawn.iter("rect")]
    assert sum(size > 0 for size in sizes) >= sum(bool(value) for value in values)
    trend = spark(Trend(values))
    assert [mark == "·" for mark in trend] == [value is None for value in values], (
        "nothing known is not nothing"
    )
    small = ET.fromstring(sparkline(Trend(values), "money"))
    dark = [rect for rect in small.iter("rect") if rect.get("class") == "s0"]
    assert len(dark) == (values[-1] is not None), "an earlier figure is not the newest"


def test_an_evenings_call_is_of_its_day_where_one_is_and_a_days_report_is_of_the_whole_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path))
    (tmp_path / "settings.toml").write_text(
        'zone = "America/Chicago"\n[sender]\nname = "Ann Lee"\nfirm = "Lee & Sons"\n', encoding="utf-8"
    )
    take_in(tmp_path, HEAD + OLD, on=date(2026, 9, 4), currency=None)
    book = tmp_path / "book.sqlite3"
    for now in ("2026-09-07T14:00+00:00", "2026-09-08T02:23+00:00", "2026-09-08T15:00+00:00"):
        assert arcall("log", "A", "NA", book=book, now=now).code == 0
    for day, count in (("2026-09-07", 2), ("2026-09-08", 1)):
        made = arcall("report", "day", "--as-of", day, "--json", book=book, now="2026-09-09T20:00+00:00").json
        assert next(each["value"] for each in made["headlines"] if each["name"] == "Calls") == count
    arcall("report", "day", "--html", tmp_path / "a.html", book=book, now="2026-09-09T03:00+00:00")
    assert "Ann Lee, Lee &amp; Sons · made on Tue 8 Sep 2026, 22:00" in (tmp_path / "a.html").read_text(
        "utf-8"
    )


@for_each("name", [*["customers", "handover"] * DEEP, "aging", "month"])
def test_no_column_of_a_wide_table_is_cut_on_paper_and_rows_left_out_are_counted(
    kept_sample: Path, name: str
):
    *_, made, _, _, pdf = forms(kept_sample, name)
    paper = pypdfium2.PdfDocument(pdf)
    words = ""
    for page in paper:
        text = page.get_textpage()
        words += text.get_text_bounded()
        boxes = [text.get_charbox(place) for place in range(text.count_chars())]
        assert all(left >= 0 and right <= page.get_width() for left, _, right, _ in boxes)
    for table in made["tables"]:
        heads = {word for row in table["rows"][:1] for name in row for word in name.split()}
        assert {head for head in heads if head not in words} == set(), table["name"]
    if any(len(table["rows"]) > 60 for table in made["tables"]):
        assert re.search(r"and \d+ more", words)


def test_a_day_that_is_still_to_come_has_no_ages_yet(book: Path):
    said = arcall("report", "aging", "--as-of", "2027-01-05", book=book, now=f"{JUNE}T22:00+00:00")
    assert said.code == 2
    assert "still to come" in said.err


def test_the_total_of_a_column_is_that_of_its_lines(kept_sample: Path):
    for name in ("aging", "forecast", "promises", "month"):
        for table in forms(kept_sample, name).json["tables"]:
            for column in (
                name for name, cell in (table["sums"] or [{}])[-1].items() if isinstance(cell, dict)
            ):
                if any("na" in row[column] for row in table["rows"] if row[column]):
                    continue
                told = by_currency([row for row in table["sums"] if row[column]], column)
                found = by_currency([row for row in table["rows"] if row[column]], column)
                assert told == {code: found[code] for code in told}, (table["name"], column)
