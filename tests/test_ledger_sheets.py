"""What a workbook shows besides the values of its cells, and several sheets of one ledger."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from arcall_tui.ledger.questions import AskError
from arcall_tui.workday.imports.import_report import LedgerRefusedError
from ledger_files import TODAY, ask, take_in

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


@pytest.mark.parametrize("seed", range(3))
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


@pytest.mark.parametrize(("heading", "ways"), [("Balance", ["void"]), ("Amount", ["paid_flag", "void"])])
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("names", [("Open", "Paid 2025"), ("Jan", "Feb")])
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


def test_a_table_of_what_is_paid_below_is_never_taken_for_a_page(tmp_path: Path):
    head = "Client,Invoice,Due Date,Amount\n"
    text = f"{head}Arlo,A1,2026-03-31,100.00\n\nPaid this month\n{head}Cole,A3,2026-03-31,70.00\n"
    with pytest.raises(LedgerRefusedError, match="1 row cannot be taken in"):
        take_in(tmp_path, text)
    assert take_in(tmp_path, text.replace("Paid this month", "Page 2")).totals == {"USD": 17000}
