"""What a workbook shows besides the values of its cells, and several sheets of one ledger."""

from __future__ import annotations

import random
import zipfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.questions import AskError
from arcall_tui.workday.imports.import_report import LedgerRefusedError
from cases import for_each
from ledger_files import TODAY, ask, take_in
from tries import DEEP

pytestmark = pytest.mark.usefixtures("sheets_read_here")
HEADER = ("Client", "Invoice", "Due Date", "Balance")
SHOWN = {"USD": "[$$-409]#,##0.00", "EUR": '#,##0.00 "€"', "GBP": '"£"#,##0.00', "JPY": "[$JPY] #,##0"}


class Workbook:
    """A workbook of sheets, each a list of rows; `dress` gives the format of a cell's row and column."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "made.xlsx"
        self.book = xlsxwriter.Workbook(self.path)

    def sheet(
        self,
        name: str,
        rows: list[tuple[Any, ...]],
        dress: dict[tuple[int, int], dict[str, Any]] | None = None,
    ) -> Any:  # noqa: ANN401
        sheet = self.book.add_worksheet(name)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell, self.book.add_format((dress or {}).get((line, place), {})))
        return sheet

    def content(self) -> bytes:
        self.book.close()
        return self.path.read_bytes()


def refused(folder: Path, content: bytes, **said: Any) -> LedgerRefusedError:  # noqa: ANN401
    with pytest.raises(LedgerRefusedError) as found:
        take_in(folder, content, name="l.xlsx", **said)
    return found.value


@for_each("seed", range(3))
def test_each_amount_is_in_the_currency_that_its_cell_shows(tmp_path: Path, seed: int):
    rng = random.Random(seed)
    owed = Counter[str]()
    rows: list[tuple[Any, ...]] = [HEADER]
    dress = {}
    for line in range(1, rng.randrange(5, 12)):
        code = rng.choice(list(SHOWN))
        minor = rng.randrange(100, 10**7)
        owed[code] += minor
        rows.append((f"C{line}", f"A{line}", "2026-03-31", minor if code == "JPY" else minor / 100))
        dress[line, 3] = {"num_format": SHOWN[code]}
    book = Workbook(tmp_path)
    book.sheet("Open", rows, dress)
    report = take_in(tmp_path, book.content(), name="l.xlsx", currency="USD" if len(owed) == 1 else None)
    assert report.totals == owed


@for_each(("heading", "ways"), [("Balance", ["void"]), ("Amount", ["paid_flag", "void"])])
def test_rows_that_are_struck_out_are_asked_about(tmp_path: Path, heading: str, ways: list[str]):
    book = Workbook(tmp_path)
    rows = [(*HEADER[:3], heading), ("Arlo", "A1", "2026-03-31", 100), ("Beck", "A2", "2026-03-31", 50)]
    book.sheet("Open", rows, {(1, place): {"font_strikeout": True} for place in range(4)})
    content = book.content()
    asked = refused(tmp_path, content).question
    assert asked
    *named, last = [one.option for one in asked.choices]
    assert named == [f"--map '{way}=Struck out'" for way in ways]
    assert last == "--ignore 'Struck out'"
    assert [one.effect for one in asked.choices] == [*["USD 50.00 open"] * len(ways), "USD 150.00 open"]


def test_one_struck_cell_strikes_no_row_and_what_else_is_shown_is_said(tmp_path: Path):
    book = Workbook(tmp_path)
    rows = [HEADER, *((f"C{line}", f"A{line}", "2026-03-31", line) for line in range(1, 7))]
    dress: dict[tuple[int, int], dict[str, Any]] = {(1, 0): {"font_strikeout": True}}
    dress |= {(0, place): {"bg_color": "#CCCCCC"} for place in range(4)}
    dress |= {(3, place): {"bg_color": "#00FF00"} for place in range(4)}
    sheet = book.sheet("Open", rows, dress)
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.write_comment("D3", "40 paid\non Friday")
    told = " ".join(take_in(tmp_path, book.content(), name="l.xlsx").warnings)
    assert "1 row is hidden in the sheet" in told
    assert "1 row is coloured in the sheet" in told
    assert "1 comment stands on cells and changes nothing here, such as 'D3: 40 paid on Friday'" in told


@for_each(
    ("seed", "named", "totals"), [(1, True, True), (2, False, True), (3, False, False), (4, True, False)]
)
def test_sheets_with_one_heading_are_read_one_below_the_other(
    tmp_path: Path, seed: int, *, named: bool, totals: bool
):
    rng = random.Random(seed)
    owed = Counter[str]()
    book = Workbook(tmp_path)
    for sheet in range(rng.randrange(2, 5)):
        who, rows = f"Customer {sheet}", []
        for line in range(rng.randrange(2, 5)):
            minor = rng.randrange(100, 10**6)
            owed[who] += minor
            due = (TODAY + timedelta(rng.randrange(-60, 30))).isoformat()
            rows.append((who, f"S{sheet}-{line}", due, minor / 100))
        titles: list[tuple[Any, ...]] = [("Open items",)] * rng.randrange(3)
        total = [("Total", "", "", sum(row[3] for row in rows))] * totals
        cut = 0 if named else 1
        foot = [(*one[:1], *one[2:]) if cut else one for one in total]
        book.sheet(who, [*titles, HEADER[cut:], *(row[cut:] for row in rows), *foot])
    content = book.content()
    asked = refused(tmp_path, content).question
    assert asked
    assert asked.choices[0].option == "--sheet '*'"
    take_in(tmp_path, content, name="l.xlsx", sheet="*")
    found = ask(
        tmp_path,
        "SELECT name, sum(balance) FROM invoice JOIN account ON account.id = account_id GROUP BY name",
    )
    assert dict(found) == owed


@for_each(
    "names", [("Hobart Tyres Ltd", "Lakeview Diner"), ("Hobart Tyres Ltd", "Hobart Tyres Ltd"), ("", "")]
)
def test_sheets_that_name_a_customer_each_are_read_together_and_how_to_reach_them(
    tmp_path: Path, names: tuple[str, str]
):
    book = Workbook(tmp_path)
    for place, name in enumerate(names):
        above: list[tuple[Any, ...]] = [
            ("Phone:", "0115 496 0999"),
            ("Customer:", name),
            ("Phone:", f"0115 496 011{place}"),
        ]
        book.sheet(f"Sheet {place}", [*above[: 3 * bool(name)], HEADER[1:], (f"A{place}", "2026-03-31", 100)])
    if len(set(names)) < len(names):
        asked = refused(tmp_path, book.content()).question
        assert asked
        assert asked.choices[0].option == "--sheet '*'"
        return
    take_in(tmp_path, book.content(), name="l.xlsx")
    # What stands above the customer's name is the sender's.
    found = ask(tmp_path, "SELECT account.name, phone FROM contact JOIN account ON account.id = account_id")
    assert found == [(name, f"0115 496 011{place}") for place, name in enumerate(names)]


def test_sheets_that_are_called_by_a_currency_hold_amounts_of_it(tmp_path: Path):
    book = Workbook(tmp_path)
    for name, minor in (("EUR", 100), ("USD", 250)):
        book.sheet(name, [HEADER, ("Arlo", f"{name}1", "2026-03-01", minor)])
    report = take_in(tmp_path, book.content(), name="l.xlsx", sheet="*", currency=None)
    assert report.totals == {"EUR": 10000, "USD": 25000}


@for_each("names", [("Open", "Paid 2025"), ("Jan", "Feb")])
def test_sheets_that_hold_the_same_items_are_never_added_up(tmp_path: Path, names: tuple[str, str]):
    book = Workbook(tmp_path)
    for month, name in enumerate(names):
        book.sheet(name, [HEADER, ("Arlo", "A1", date(2026, 3, 1 + month).isoformat(), 100 - month)])
    content = book.content()
    asked = refused(tmp_path, content).question
    assert asked
    assert "--sheet '*'" not in [one.option for one in asked.choices]
    with pytest.raises((LedgerRefusedError, AskError), match="no sheets that are parts of one ledger"):
        take_in(tmp_path, content, name="l.xlsx", sheet="*")


OPEN = [HEADER, ("Arlo", "A1", "2026-03-31", 100), ("Beck", "A2", "2026-03-31", 50)]


def test_two_tables_below_one_another_are_asked_about(tmp_path: Path):
    book = Workbook(tmp_path)
    paid = [("Paid this month",), HEADER, ("Cole", "A3", "2026-03-31", 70)]
    book.sheet("Ledger", [("Open invoices",), *OPEN, (), *paid])
    content = book.content()
    asked = refused(tmp_path, content).question
    assert asked
    assert [(one.option, one.effect) for one in asked.choices] == [
        ("--sheet Ledger", "USD 150.00 open"),
        ("--sheet 'Paid this month'", "USD 70.00 open"),
    ]
    assert take_in(tmp_path, content, name="l.xlsx", sheet="Ledger").totals == {"USD": 15000}


def test_a_table_of_other_columns_below_is_said_and_not_read(tmp_path: Path):
    book = Workbook(tmp_path)
    rules = [("Client", "Credit Limit", "Terms", "Phone"), ("Arlo", 500, "Net 30", "+44 20 7946 0018")]
    book.sheet("Ledger", [*OPEN, (), ("Limits",), *rules])
    report = take_in(tmp_path, book.content(), name="l.xlsx")
    assert report.totals == {"USD": 15000}
    assert any("Sheet 'Ledger' was read; there are also Limits" in told for told in report.warnings)


@for_each("title", [[], [("Ledger",)], [("Other",)]], ids=["none", "its own", "a sheet's"])
def test_a_table_below_never_takes_the_place_of_a_table_of_its_name(
    tmp_path: Path, title: list[tuple[Any, ...]]
):
    book = Workbook(tmp_path)
    people = [("Client", "Phone", "E-mail"), ("Arlo", "+44 20 7946 0018", "arlo@example.com")]
    book.sheet("Ledger", [("Open items as of 28 Feb 2026",), (), *OPEN, (), *title, *people])
    book.sheet("Other", [("Words", "only"), ("no", "more")])
    report = take_in(tmp_path, book.content(), name="l.xlsx", as_of=None)
    assert report.totals == {"USD": 15000}
    assert report.as_of == date(2026, 2, 28)
    other = {0: "Ledger (row 7)", 1: f"{title[0][0] if title else ''} (2)"}[len(title)]
    assert any("Sheet 'Ledger' was read" in told and other in told for told in report.warnings)


@for_each("wanted", ["Ledger", "More", "*"])
def test_what_stands_above_several_tables_counts_and_rows_are_those_of_the_sheet(tmp_path: Path, wanted: str):
    book = Workbook(tmp_path)
    top = [("Open items as of 28 Feb 2026",), ()]
    if wanted == "More":
        bad = [
            *OPEN,
            (),
            ("More",),
            ("Client", "Invoice", "Due Date", "Open Amount"),
            ("Dorn", "A4", "2026-03-31", 5),
            ("Elm", "A5", "2026-03-31", 6),
            ("Cole", "A3", "2026-03-31", "x"),
        ]
    else:
        bad = [
            (*row, "", *row[:1], f"R{row[1]}", *row[2:]) for row in (*OPEN, ("Cole", "A3", "2026-03-31", "x"))
        ]
        bad[0] = (*HEADER, "", *HEADER)
    book.sheet("Ledger", [*top, *bad])
    content = book.content()
    errors = refused(tmp_path, content, sheet=wanted, as_of=None).report.errors
    assert [error.row for error in errors][:1] == [11 if wanted == "More" else 6]
    if wanted != "More":
        good = Workbook(tmp_path)
        good.sheet("Ledger", [*top, *bad[:-1]])
        assert take_in(tmp_path, good.content(), name="l.xlsx", sheet=wanted, as_of=None).as_of == date(
            2026, 2, 28
        )


def test_tables_beside_one_another_are_read_one_below_the_other(tmp_path: Path):
    book = Workbook(tmp_path)
    right = [HEADER, ("Cole", "A3", "2026-03-31", 70), ("", "", "", "")]
    book.sheet("Ledger", [(*left, "", *other) for left, other in zip(OPEN, right, strict=True)])
    content = book.content()
    asked = refused(tmp_path, content).question
    assert asked
    assert [one.effect for one in asked.choices] == ["USD 220.00 open", "USD 150.00 open", "USD 70.00 open"]
    assert take_in(tmp_path, content, name="l.xlsx", sheet="*").totals == {"USD": 22000}


def test_headings_that_are_repeated_on_each_page_begin_no_other_table(tmp_path: Path):
    book = Workbook(tmp_path)
    book.sheet("Ledger", [*OPEN, (), ("Page 2",), HEADER, ("Cole", "A3", "2026-03-31", 70)])
    assert take_in(tmp_path, book.content(), name="l.xlsx").totals == {"USD": 22000}


def test_a_struck_row_neither_cuts_a_sheet_in_two_nor_keeps_sheets_apart(tmp_path: Path):
    strike = {(1, place): {"font_strikeout": True} for place in range(4)}
    later = ("Cole", "A3", "2026-03-31", 70)
    book = Workbook(tmp_path)
    book.sheet("Ledger", [*OPEN, (), ("Page 2",), HEADER, later], strike)
    asked = refused(tmp_path, book.content()).question
    assert asked
    assert [one.effect for one in asked.choices] == ["USD 120.00 open", "USD 220.00 open"]
    for first in (True, False):
        book = Workbook(tmp_path)
        book.sheet("Jan", [HEADER[1:], *(row[1:] for row in OPEN[1:])], strike if first else {})
        book.sheet("Feb", [HEADER[1:], later[1:]], {} if first else strike)
        asked = refused(tmp_path, book.content(), sheet="*").question
        assert asked
        open_now = "USD 120.00 open" if first else "USD 150.00 open"
        assert [one.effect for one in asked.choices] == [open_now, "USD 220.00 open"]


def test_what_went_wrong_in_a_cell_is_seen_where_the_workbook_has_no_styles(tmp_path: Path):
    book = Workbook(tmp_path)
    sheet = book.sheet("Open", OPEN)
    sheet.write_formula(2, 3, "=A99/0", None, "#REF!")
    with zipfile.ZipFile(tmp_path / "bare.xlsx", "w") as bare:
        book.content()
        with zipfile.ZipFile(book.path) as whole:
            for name in whole.namelist():
                if name != "xl/styles.xml":
                    bare.writestr(name, whole.read(name))
    errors = refused(tmp_path, (tmp_path / "bare.xlsx").read_bytes()).report.errors
    assert [error.value for error in errors] == ["#REF!"]


@for_each(("worked", "owed"), [([0, 0], None), ([0, 70], {"USD": 7000}), ([90, 70], {"USD": 16000})])
def test_formulas_that_were_all_put_out_as_nought_are_none(
    tmp_path: Path, worked: list[int], owed: dict[str, int] | None
):
    book = Workbook(tmp_path)
    sheet = book.sheet("Open", [HEADER, *[("Ash", f"B{n}", "2026-10-01", "") for n in range(2)]])
    for line, value in enumerate(worked, 1):
        sheet.write_formula(line, 3, f"=Z{line}-Y{line}", None, value)
    if owed is None:
        assert "never worked out" in str(refused(tmp_path, book.content()))
    else:
        assert take_in(tmp_path, book.content(), name="l.xlsx", currency="USD").totals == owed


def test_a_table_of_what_is_paid_below_is_never_taken_for_a_page(tmp_path: Path):
    head = "Client,Invoice,Due Date,Amount\n"
    text = f"{head}Arlo,A1,2026-03-31,100.00\n\nPaid this month\n{head}Cole,A3,2026-03-31,70.00\n"
    with pytest.raises(InputRefusedError, match=r"Below 'Paid this month' are 1 of 2 rows, USD 70\.00"):
        take_in(tmp_path, text)
    assert take_in(tmp_path, text.replace("Paid this month", "Page 2")).totals == {"USD": 17000}


STRUCK_OUT = {"font_strikeout": True}


def test_a_row_struck_out_is_so_in_each_of_the_tables_beside_one_another(tmp_path: Path):
    right = [HEADER, ("Cole", "A3", "2026-03-31", 70), ("Dorn", "A4", "2026-03-31", 30)]
    for width in (9, 11):
        book = Workbook(tmp_path)
        rows = [(*left, "", *other) for left, other in zip(OPEN, right, strict=True)]
        book.sheet("Ledger", rows, {(1, place): STRUCK_OUT for place in range(9)}).write(9, width - 1, "  ")
        content = book.content()
        for wanted, effects in (
            ("Ledger", ["USD 50.00 open", "USD 150.00 open"]),
            ("Ledger (column 6)", ["USD 30.00 open", "USD 100.00 open"]),
            ("*", ["USD 80.00 open", "USD 250.00 open"]),
        ):
            asked = refused(tmp_path, content, sheet=wanted).question
            assert asked, wanted
            assert [one.effect for one in asked.choices] == effects


@for_each("right", [0, 5])
@for_each("shift", [0, 2])
def test_a_row_struck_out_in_one_of_the_tables_beside_one_another_is_so_in_that_one(
    tmp_path: Path, right: int, shift: int
):
    other = [HEADER, ("Cole", "A3", "2026-03-31", 70), ("Dorn", "A4", "2026-03-31", 30)]
    book = Workbook(tmp_path)
    rows = [(*[""] * shift, *left, "", *beside) for left, beside in zip(OPEN, other, strict=True)]
    sheet = book.sheet("Ledger", rows, {(1, place + shift + right): STRUCK_OUT for place in range(4)})
    sheet.set_row(2, None, None, {"hidden": True})
    content = book.content()
    effects = [f"USD {250 - (100, 70)[right > 0]}.00 open", "USD 250.00 open"]
    asked = refused(tmp_path, content, sheet="*").question
    assert asked
    assert [one.effect for one in asked.choices] == effects
    report = take_in(tmp_path, content, name="l.xlsx", sheet="*", ignored=("Struck out",))
    assert [told for told in report.warnings if "hidden" in told] == [
        "1 row is hidden in the sheet; they count, too."
    ]


@for_each("note", [4, 7], ids=["right beside", "further out"])
@for_each("named", [True, False])
def test_a_note_beside_a_table_keeps_no_sheets_apart(tmp_path: Path, note: int, *, named: bool):
    cut = 0 if named else 1
    months = {
        "Jan": [("Arlo", "A1", "2026-03-31", 100), ("Beck", "A2", "2026-03-31", 50)],
        "Feb": [("Cole", "A3", "2026-03-31", 70), ("Dorn", "A4", "2026-03-31", 30)],
    }
    cases = ((("Jan",), 200), (("Feb",), 220), (("Jan", "Feb"), 170), ((), 250))
    # Each of these, and each of them with either of the others.
    for struck, still_open in cases if DEEP else cases[(note == 4) is named :: 2]:
        book = Workbook(tmp_path)
        for name, items in months.items():
            dress = {(3, place): STRUCK_OUT for place in range(4)} if name in struck else {}
            top = ("Open items as of 28 Feb 2026",)
            sheet = book.sheet(name, [top, *(row[cut:] for row in (HEADER, *items))], dress)
            if name == "Feb":
                sheet.write(2, note, "rang twice")
        content = book.content()
        asked = refused(tmp_path, content, as_of=None).question
        assert asked
        assert asked.choices[0].option == "--sheet '*'"
        if struck:
            asked = refused(tmp_path, content, sheet="*", as_of=None).question
            assert asked
            assert [one.effect for one in asked.choices] == [f"USD {still_open}.00 open", "USD 250.00 open"]
        else:
            report = take_in(tmp_path, content, name="l.xlsx", sheet="*", as_of=None)
            assert (report.totals, report.as_of) == ({"USD": still_open * 100}, date(2026, 2, 28))


def test_rows_of_a_table_far_down_are_those_of_the_sheet(tmp_path: Path):
    book = Workbook(tmp_path)
    many = [(f"C{line}", f"A{line}", "2026-03-31", 1) for line in range(60)]
    other = [
        (*HEADER[:3], "Open Amount"),
        *(("Dorn", f"B{cents}", "2026-03-31", cents / 100) for cents in (750, 1250, 2000)),
    ]
    book.sheet("Ledger", [HEADER, *many, (), ("More",), *other, ("Cole", "B3", "2026-03-31", "x")])
    content = book.content()
    assert [error.row for error in refused(tmp_path, content, sheet="More").report.errors] == [68]
    assert take_in(tmp_path, content, name="l.xlsx", sheet="Ledger").totals == {"USD": 6000}
