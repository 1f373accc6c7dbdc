"""The import on screen: pick a file, see what it would do, correct how it is read, apply, stop."""

from __future__ import annotations

from pathlib import Path

from rich.cells import cell_len

from arcall_tui.domain.ledger_rows import Counts
from arcall_tui.render import board_rows
from arcall_tui.tui.actions import Where
from arcall_tui.workday.imports.import_report import ImportReport
from arcall_tui.workday.imports.preview import Preview
from books import TODAY as DAY
from books import Shelf, owing
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


def test_what_is_asked_about_in_wide_letters_is_broken_where_the_line_ends():
    report = ImportReport("", DAY, Counts(), Counts(), {}, ())
    look = Preview(report, "The columns are: " + "請求書番号, 取引先, " * 9, (), top=("支払期限 | " * 20,))
    rows = board_rows.preview(look, 60)
    assert max(cell_len("".join(text for text, _ in row.line)) for row in rows) <= 60
