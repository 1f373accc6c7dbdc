"""Reports on the screen."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from arcall_tui.domain.activity import PromiseState
from arcall_tui.domain.money import Money
from arcall_tui.render.report_lines import PaintedReport, tabs
from arcall_tui.reports.calling import HEADS
from arcall_tui.reports.table import Chart, Report, Table, columns
from arcall_tui.reports.writing import Writer
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.tui.actions import Where
from arcall_tui.tui.widgets.report_panel import ReportPanel
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.catalogue import NAMES, report
from arcall_tui.workday.reports.report_room import Ask
from arcall_tui.workday.sample.book import sample_rates
from shell import SAMPLE_DAY
from tries import DEEP
from tui_driver import screen

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)


@pytest.fixture
def desk(sample_book: Path) -> Desk:
    goals = {"day": {"calls": 40.0, "promises": 5.0}}
    return Desk(
        sample_book,
        Clock(ZoneInfo("Europe/London"), NOW),
        Settings("Europe/London", "test", goals=goals),
        load_policy(None),
    )


_MADE: dict[tuple[str, Ask, str], Report] = {}


def once(desk: Desk, name: str, ask: Ask) -> Report:
    """Make each report of the sample once a run: nothing here writes into the book."""
    key = (name, ask, desk.settings.base_currency)
    if key not in _MADE:
        _MADE[key] = report(desk, name, ask)
    return _MADE[key]


@pytest.fixture(autouse=True)
def made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arcall_tui.tui.places.reports.report", once)


async def test_every_report_fits_the_screen(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("O")
        for size, key, names in (
            ((80, 24), "right", NAMES),
            ((120, 40), "left", NAMES[: None if DEEP else -5 : -1]),
        ):
            await driver.resize(*size)
            for name in names:
                assert "Working out" not in driver.text
                assert f"[{name}]" in driver.text
                assert all(len(row) == size[0] for row in driver.text.splitlines()[1:-1] if row.isascii())
                await driver.press(*[key] * (name != names[-1]))


async def test_a_bucket_leads_to_its_invoices_and_an_invoice_to_its_account(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("O", *["right"] * 4)
        panel = await driver.late.reports.stage.panel(ReportPanel)
        assert panel is not None
        assert panel.view is not None
        while not panel.view.key(panel.cursor).endswith("currency=GBP&bucket=1-30"):
            await driver.press("down")
        await driver.press("enter")
        assert "Open items, GBP, 1-30" in driver.text
        assert "as of 20 Nov 2026" in driver.text
        assert panel.view is not None
        while not panel.view.key(panel.cursor):
            await driver.press("down")
        key = panel.view.key(panel.cursor)
        await driver.press("escape")
        assert "By bucket" in driver.text
        await driver.press("enter")
        while panel.view.key(panel.cursor) != key:
            await driver.press("down")
        await driver.press("enter")
        assert driver.where is Where.LIST
        assert f"account|{driver.account}" == key


async def test_a_figure_says_what_it_rests_on_and_escape_leads_back(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("O", *["right"] * 5)
        assert "credit sales of the period" not in driver.text
        await driver.press("?")
        assert "credit sales of the period" in driver.text
        await driver.press("escape")
        assert driver.where is Where.LIST
        assert "[measures]" not in driver.text


async def test_enter_on_a_figure_shows_its_calls_and_escape_leads_back_to_it(desk: Desk):
    async with screen(desk, size=(120, 40)) as driver:
        await driver.press("O", "right", "right")
        panel = await driver.late.reports.stage.panel(ReportPanel)
        assert panel is not None
        assert panel.view is not None
        while not panel.view.key(panel.cursor).endswith("contact=yes"):
            await driver.press("down")
        line, (told, *_) = panel.cursor, driver.text.split("Contacts: ")[1].split()
        await driver.press("enter")
        rule = next(row for row in driver.text.splitlines() if "Calls, contact" in row)
        assert rule.rstrip("─ ").endswith(f" {told}")
        await driver.press("escape")
        assert panel.cursor == line
        assert "[month]" in driver.text
        assert driver.where is Where.REPORT


async def test_the_header_shows_the_goals(desk: Desk):
    async with screen(desk) as driver:
        assert "0/40 calls · 0/5 promises" in driver.text.splitlines()[0]


async def test_a_report_of_another_day_says_how_the_day_is_read_and_its_bucket_opens_as_of_it(desk: Desk):
    async with screen(desk, size=(120, 40)) as driver:
        await driver.press("O", *["right"] * 4, "d", *"fri")
        assert "As of fri" in driver.text
        assert "→ Fri 13 Nov 2026" in driver.text
        await driver.press("enter")
        assert "As of the close of 13 Nov 2026" in driver.text
        assert "Fri 13 Nov 2026" in "".join(driver.text.splitlines()[1:3])
        panel = await driver.late.reports.stage.panel(ReportPanel)
        assert panel is not None
        assert panel.view is not None
        while not panel.view.key(panel.cursor).endswith("currency=GBP&bucket=1-30"):
            await driver.press("down")
        await driver.press("enter")
        assert "Open items, GBP, 1-30" in driver.text
        assert "as of 13 Nov 2026" in driver.text


async def test_a_word_is_found_in_a_report_as_in_a_pager(desk: Desk):
    async with screen(desk, size=(120, 40)) as driver:
        await driver.press("O", "n")
        assert "/ finds a word here" in driver.text
        panel = await driver.late.reports.stage.panel(ReportPanel)
        assert panel.view is not None

        def here() -> str:
            assert panel.view is not None
            return "".join(text for text, _ in panel.view.line(panel.cursor)).lower()

        lines = ["".join(t for t, _ in panel.view.line(n)).lower() for n in range(len(panel.view.entries))]
        figures = {ink for n, line in enumerate(lines) if "calls:" in line for _, ink in panel.view.line(n)}
        assert figures == {""}, "the figures on top are no side note"
        places = [n for n, line in enumerate(lines) if "promise" in line]
        assert len(places) > 3
        await driver.press("/", *"PROMISE")
        assert panel.cursor == places[0]
        await driver.press("escape")
        assert panel.cursor == 0
        await driver.press("/", *"promise", "enter")
        for place in (*places[1:], places[0]):
            await driver.press("n")
            assert panel.cursor == place
            assert "promise" in here()
        await driver.press("N")
        assert panel.cursor == places[-1]
        await driver.press("/", *"qqq")
        assert "this does not stand in the report" in driver.text
        await driver.press("enter", "n")
        assert "'qqq' does not stand in this report" in driver.text
        assert driver.where is Where.REPORT


async def test_reports_of_one_creditor_lead_to_its_customers_alone(desk: Desk):
    names = [name for (name,) in desk.book.execute("SELECT name FROM creditor ORDER BY id")]
    async with screen(desk, size=(120, 40)) as driver:
        await driver.press("O", *["right"] * 4)
        for name in names:
            await driver.press("c")
            assert f" For {name}" in driver.text
            assert name in "".join(driver.text.splitlines()[1:3])
        panel = await driver.late.reports.stage.panel(ReportPanel)
        assert panel.view is not None
        while not panel.view.key(panel.cursor).startswith("items?"):
            await driver.press("down")
        await driver.press("enter")
        assert f" For {names[-1]}" in driver.text
        await driver.press("escape", "c")
        assert " For " not in driver.text


async def test_a_period_is_for_reports_of_one_and_a_slip_changes_nothing(desk: Desk):
    async with screen(desk, size=(120, 40)) as driver:
        await driver.press("O", *["right"] * 5, "d", *"1 oct to eom")
        assert "→ Thu 1 Oct 2026 to Sat 31 Oct 2026" in driver.text
        await driver.press("enter")
        assert "1 Oct 2026 to 31 Oct 2026, both included" in driver.text
        await driver.press("d", *"tomorrow", "enter")
        assert "is still to come" in driver.text
        assert driver.where is Where.REPORT_LINE
        await driver.press("escape")
        assert "1 Oct 2026 to 31 Oct 2026, both included" in driver.text
        await driver.press("left")  # aging is of one day: the period's last one
        assert "As of the close of 31 Oct 2026" in driver.text
        await driver.press("d", *"1 oct to eom", "enter")
        assert "of one day" in driver.text
        await driver.press("escape", "d", "enter")  # nothing typed: today
        assert "As of the close of 20 Nov 2026" in driver.text


async def test_hidden_details_are_hidden_in_reports_too(desk: Desk):
    async with screen(desk, size=(120, 40)) as driver:
        await driver.press("O", *["right"] * 7)
        names = {name for row in desk.book.execute("SELECT name, ledger_id FROM account") for name in row}
        assert [name for name in names if name in driver.text]
        await driver.press("escape", "h", "O")
        assert "Getting worse" in driver.text
        assert [name for name in names if name in driver.text] == []


@pytest.mark.parametrize("locale", ["en_GB", "de_DE", "en_IN"])
@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("first", ["currency", "bucket"])
def test_every_amount_is_hidden_however_it_is_written(locale: str, width: int, first: str):
    """Below 1,000 too, and without its decimals where there is no room for them."""
    rows = tuple(
        ("CAD", "late", 17, *(Money(minor, "CAD") for minor in (91_000, 62_655, 5))) for _ in range(2)
    )
    heads = columns(f"{first} bucket items:count balance:money+ disputed:money+ promised:money+")
    table = Table("By bucket", heads, rows, "buckets", summed=True)
    view = PaintedReport(Report("aging", "Aging", (), (table,)), Writer(locale), width)
    shown = [view.line(index) for index, entry in enumerate(view.entries) if entry.kind in {"row", "sum"}]
    assert any("9" in text for line in shown for text, _ in line)
    for index, entry in enumerate(view.entries):
        if entry.kind in {"row", "sum"}:
            digits = [
                text for text, _ in view.line(index, masked=True) if any(sign.isdigit() for sign in text)
            ]
            assert [text.strip() for text in digits] == (["17"] if entry.kind == "row" else [])


async def test_an_invoice_behind_a_bucket_shows_its_due_day_and_balance_in_80_columns(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("O", *["right"] * 4)
        panel = await driver.late.reports.stage.panel(ReportPanel)
        assert panel is not None
        assert panel.view is not None
        while not panel.view.key(panel.cursor).endswith("currency=AED&bucket=1-30"):
            await driver.press("down")
        await driver.press("enter")
        heading = next(row for row in driver.text.splitlines() if "balance" in row)
        assert heading.split()[:5] == ["item", "due", "days", "balance", "customer"]
        total = next(row for row in driver.text.splitlines() if row.startswith(" Total"))
        assert "AED" in total


def fitted(heads: str, row: tuple[object, ...], *charts: Chart) -> str:
    table = Table("T", columns(heads), (row,), "t", charts=charts)  # type: ignore[arg-type]
    view = PaintedReport(Report("r", "R", (), (table,)), Writer(), 80)
    return "\n".join("".join(text for text, _ in view.line(index)) for index in range(len(view.entries)))


def test_only_amounts_are_said_to_be_rounded_and_no_telephone_number_is_cut():
    for heads, row in (
        ("who what how", ("long " * 9,) * 3),
        ("who share:percent how", ("long " * 9, 0.5, "x " * 30)),
    ):
        assert "…" in fitted(heads, row)
        assert "rounded" not in fitted(heads, row)
    number = "+91 80 5550 1234567"
    assert number in fitted("who phone how", ("long " * 9, number, "x " * 30))
    assert "rounded" in fitted("who due:money how", ("long " * 12, Money(123456, "EUR"), "longer " * 12))
    several = "AUD 10,126.60, EUR 5,148.10, GBP 5,920.50, JPY 522,119"  # no bar is worth one of them
    assert several in fitted("cause share:percent overdue", ("approval", 0.5, several), Chart("bars", (), ()))


def test_words_of_the_trade_are_explained_where_they_first_stand_and_not_where_they_say_nothing():
    pace, told = (40, 21, 18, 7, 0.45, 0.38, 12.5, 3.4), "the person who can pay answered"
    assert told in fitted(HEADS, pace)
    assert told not in fitted(HEADS, (0, 0, 0, 0, *pace[4:])), "no contact, no word"
    assert "no ledger has told" in " ".join(
        fitted("due state", ("7 Dec", str(PromiseState.UNVERIFIED))).split()
    )
    assert "no ledger has told" not in fitted("due state", ("7 Dec", str(PromiseState.OPEN)))
    table = Table("T", columns(HEADS), (pace,), "t", basis=("the basis",))  # type: ignore[arg-type]
    for explain, times in ((False, 1), (True, 0)):  # what it rests on says it in full
        view = PaintedReport(Report("r", "R", (), (table, table)), Writer(), 0, explain)
        assert [told in entry.text for entry in view.entries].count(True) == times


def test_the_day_in_80_columns_has_room_for_the_minutes_and_for_what_became_of_a_promise():
    pace = (40, 21, 18, 7, 0.45, 0.38, 12.5, 3.4)
    assert "3.4" in fitted(HEADS, pace)
    given = (
        "C0130",
        "Sterling Metals Fabrication and Trading",
        Money(1_234_567, "AED"),
        NOW.date(),
        "Amelia Hargreaves",
        "open",
    )
    text = fitted("account customer amount:money+ due:date said_by state", given)
    assert "open" in text
    assert "Sterling" in text
    assert "…  " in text  # the name gives way


async def test_how_a_day_is_written_is_read_in_full_in_80_columns(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("O", *["right"] * 4, "d", *"zzz", "enter")
        said = " ".join(" ".join(driver.text.splitlines()[3:5]).split())
        assert said.endswith("Write it like fri, -7, -2w, -1m, 15 oct, 2026-10-15, eom, yesterday or today.")
        assert driver.where is Where.REPORT_LINE
        await driver.press("escape")
        assert "As of the close of 20 Nov 2026" in driver.text.splitlines()[3]


async def test_all_reports_stay_named_in_80_columns_when_a_day_is_chosen(desk: Desk):
    async with screen(desk, size=(80, 24)) as driver:
        await driver.press("O", *["right"] * 4)
        before = driver.text.splitlines()[2]
        await driver.press("d", *"fri", "enter")
        assert driver.text.splitlines()[2] == before
        assert f"[{NAMES[4]}]" in before
        assert "As of the close of 13 Nov 2026" in driver.text


@pytest.mark.parametrize("width", [20, 40, 80])
def test_the_report_on_screen_is_named_however_many_reports_there_are(width: int):
    names = (*NAMES, "another", "and one more")
    for place, name in enumerate(names):
        line = "".join(text for text, _ in tabs(names, place, width))
        assert f"[{name}]" in line
        assert len(line) <= width


@pytest.mark.parametrize("width", [80, *[120] * DEEP, 200])
def test_trends_columns_and_bars_stand_below_each_other_with_wide_names_too(desk: Desk, width: int):
    desk.settings = replace(desk.settings, base_currency="GBP", rates=sample_rates(SAMPLE_DAY))
    for name in ("day", "week", "aging", "measures", "customers", "causes"):
        made = once(desk, name, Ask(SAMPLE_DAY))
        tables = tuple(wide(table) for table in made.tables)
        told = replace(made, tables=tables, notes=("漢字のとても長い " * 40,))
        view = PaintedReport(told, Writer("ja_JP"), width)
        lines = ["".join(text for text, _ in view.line(place)) for place in range(len(view.entries))]
        assert [line for line in lines if cell_len(line.rstrip()) > width] == [], name
        piped = PaintedReport(told, Writer("ja_JP"), 0)
        assert "…" not in "".join(text for at in range(len(piped.entries)) for text, _ in piped.line(at)), (
            name
        )
        heads = [line for line, entry in zip(lines, view.entries, strict=True) if entry.table is None]
        starts = {
            cell_len(line[: found.start()]) for line in heads if (found := re.search("[▁▂▃▄▅▆▇█·]{4,}", line))
        }
        assert len(starts) <= 1, (name, starts)
        for table in tables:
            drawn = [
                view.line(place)
                for place, entry in enumerate(view.entries)
                if entry.table is table and entry.kind in {"row", "head"}
            ]
            ends = {
                tuple(accumulate(cell_len(text) for text, ink in line if ink != "accent")) for line in drawn
            }
            assert len(ends) <= 1, (name, table.sheet)


def wide(table: Table) -> Table:
    """The table with every second customer's name in letters of two cells."""
    place = next((p for p, column in enumerate(table.columns) if column.name == "customer"), None)
    if place is None:
        return table
    rows = tuple(
        (*row[:place], "青波商事株式会社東京支店", *row[place + 1 :]) if n % 2 else row
        for n, row in enumerate(table.rows)
    )
    return replace(table, rows=rows)
