"""The import on screen: pick a file, see what it would do, correct how it is read, apply, stop."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from arcall_tui.domain.ledger_rows import Counts
from arcall_tui.render import board_rows
from arcall_tui.tui.actions import Where
from arcall_tui.workday.imports.import_report import ImportOptions, ImportReport, LedgerRefusedError
from arcall_tui.workday.imports.preview import Preview
from arcall_tui.workday.imports.said import changed
from books import TODAY as DAY
from books import Shelf, owing
from ledger_files import take_in
from tui_driver import screen

LEDGER = """Kdnr,Beleg X,Rechnungsdatum,Bis,Rest,Land
C1,7,2026-09-01,2026-10-01,12.50,US
C2,8,2026-09-01,2026-10-01,2.50,US
"""


async def test_a_file_is_picked_read_corrected_and_taken_in(shelf: Shelf, tmp_path: Path, monkeypatch):  # noqa: ANN001
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "open items.csv").write_text(LEDGER)
    monkeypatch.chdir(folder)
    desk = shelf.desk()
    owing(desk, "OLD", [(1000, DAY)])
    async with screen(desk) as driver:
        await driver.press("f4")
        assert "open items.csv" in driver.text
        await driver.press("enter")
        assert "No heading names" in driver.text
        assert "FIELD=COLUMN" in driver.text
        assert "--" not in driver.text.replace("─", "")
        assert "answer:" in driver.text
        assert "C1 | 7 | 2026-09-01" in driver.text  # what is asked about can be seen
        wide = driver.text.split()
        await driver.resize(60, 40)  # it is laid out anew, and no word lost
        assert {*wide[wide.index("No") : wide.index("FIELD=COLUMN")]} <= {*driver.text.split()}
        await driver.resize(120, 40)
        for said in ("account=Kdnr", "number=Beleg X", "due_date=Bis", "balance=Rest", "eur"):
            await driver.press(*("space" if letter == " " else letter for letter in said), "enter")
        assert "Taken for a plain table" in driver.text
        assert "EUR 12.50" in driver.text
        before = desk.book.execute("SELECT count(*) FROM invoice").fetchone()
        await driver.press("f9")
        if "not in this ledger" in driver.text:
            await driver.press(*"partial", "enter")
            assert "To take in: 2 new" in driver.text  # it is not yet taken in
            ranked: list[Where] = []
            judge = driver.app.session.rank
            monkeypatch.setattr(driver.app.session, "rank", lambda: ranked.append(driver.where) or judge())
            await driver.press("f9")
        await driver.until(lambda: driver.where is Where.LIST)
        await driver.quiet()
        after = desk.book.execute("SELECT count(*) FROM invoice").fetchone()
        assert (before, after) == ((1,), (3,))
        assert ranked == [Where.IMPORT]  # no list of before with figures of after is to be seen
        assert "US" in desk.day.policy.public  # nobody was there before: their holidays count at once
        assert "Taken in: 2 new" in driver.text
        assert "no time zone yet: arcall zones --confirm" in driver.text  # as the shell says
        assert "…" not in driver.footer  # what has no room is left out whole
        await driver.resize(50, 40)
        await driver.press("f4", *"zz/", "enter")
        assert "There is no file zz/" in driver.footer
        await driver.press("ctrl+u", ".", "enter")
        assert "There is no file" not in driver.footer
        await driver.press("enter")
        await driver.press("f9")
        assert (
            "`arcall imports undo` takes it back" in driver.footer
        )  # the story gives way, and not the way back


ASKED = "Client,Bill No,Due Date,Total,Zq,Depot\nArlo,A1,05/04/2026,90.00,30.00,North\nBeck,A2,06/04/2026,50.00,50.00,South\n"


async def test_the_screen_asks_what_the_shell_asks_with_the_same_totals_and_says_the_columns(
    shelf: Shelf,
    tmp_path: Path,
    monkeypatch,  # noqa: ANN001
):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.csv").write_text(ASKED)
    monkeypatch.chdir(tmp_path / "in")
    desk, options = shelf.desk(), ImportOptions()
    async with screen(desk) as driver:
        await driver.resize(200, 50)
        await driver.press("f4", "enter")
        for _ in range(3):
            said = {name: getattr(options, name) for name in ("mapping", "currency", "date_order")}
            with pytest.raises(LedgerRefusedError) as refused:
                take_in(tmp_path, ASKED, on=DAY, dry_run=True, **said)
            question = refused.value.question
            assert question is not None
            for each in (question.text, *(answer.told() for answer in question.choices)):
                assert each in driver.text
            options = changed(options, question.choices[0].option)
            await driver.press("1", "enter")
        report = take_in(
            tmp_path, ASKED, on=DAY, mapping=options.mapping, currency="EUR", date_order=options.date_order
        )
        assert report.totals == {"EUR": 6000}
        for each in ("Open in the book: EUR 60.00", *report.left_out, *report.mapping.values()):
            assert each in driver.text
        await driver.press("f9")
        await driver.until(lambda: driver.where is Where.LIST)
    assert desk.book.execute("SELECT sum(balance) FROM invoice").fetchone() == (6000,)


async def test_nothing_is_written_by_looking_and_escape_leaves(shelf: Shelf, tmp_path: Path, monkeypatch):  # noqa: ANN001
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    monkeypatch.chdir(tmp_path)
    desk = shelf.desk()
    owing(desk, "OLD", [(1000, DAY)])
    async with screen(desk) as driver:
        await driver.press("f4", "enter")
        assert "no ledger" in driver.text
        await driver.press("f9", "escape", "escape")
        assert driver.where is Where.LIST
        assert desk.book.execute("SELECT count(*) FROM ledger_import").fetchone() == (0,)


async def test_a_part_of_a_name_finds_the_file_and_escape_comes_back_to_it(
    shelf: Shelf,
    tmp_path: Path,
    monkeypatch,  # noqa: ANN001
):
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(("March ledger.csv", "April ledger.csv", "PAID.csv", "ledger")):
        (folder / name).write_text("a,b\n1,2\n") if "." in name else (folder / name).mkdir()
        os.utime(folder / name, (number, number))
    monkeypatch.chdir(folder)
    desk = shelf.desk()
    owing(desk, "OLD", [(1000, DAY)])

    async def looked_at(typed: str) -> str:
        await driver.press("f4", *typed, "enter")
        return driver.text.split(" ─")[0].rsplit("\n", 1)[-1].strip()

    async with screen(desk) as driver:
        assert await looked_at("march") == "March ledger.csv"
        await driver.press("escape", "enter")
        assert "March ledger.csv ─" in driver.text  # not the newest one of the folder
        await driver.press("escape", "a", "enter")
        assert "April ledger.csv ─" in driver.text  # begins with it, wherever the cursor stood
        await driver.press("escape", "escape")
        for typed, found in (
            ("paid", "PAID.csv"),
            ("rch", "March ledger.csv"),
            ("APRIL", "April ledger.csv"),
        ):
            assert await looked_at(typed) == found
            await driver.press("escape", "escape")
        await driver.press("f4", *"april", "f9")
        assert "April ledger.csv ─" in driver.text  # it is shown first
        await driver.press("escape", "escape")
        assert (
            await looked_at("ledger") == "Take a file in"
        )  # a folder of that very name comes before a part of one
        await driver.press("escape")
        assert await looked_at("may") == "Take a file in"
        assert "There is no file may." in driver.footer


def test_what_is_asked_about_in_wide_letters_is_broken_where_the_line_ends():
    report = ImportReport("", DAY, Counts(), Counts(), {}, ())
    look = Preview(report, "The columns are: " + "請求書番号, 取引先, " * 9, (), top=("支払期限 | " * 20,))
    rows = board_rows.preview(look, 60)
    assert max(cell_len("".join(text for text, _ in row.line)) for row in rows) <= 60
