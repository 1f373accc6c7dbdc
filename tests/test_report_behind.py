"""What a figure is made of: every figure of every report of the sample book, added up again from its rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arcall_tui.domain.money import Money
from arcall_tui.reports.reference import ACCOUNT
from arcall_tui.reports.table import Cell, Headline, Table
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk, open_desk
from arcall_tui.workday.reports.behind import made_of
from arcall_tui.workday.reports.catalogue import NAMES, report
from arcall_tui.workday.reports.report_room import Ask
from arcall_tui.workday.sample.book import sample_rates
from shell import SAMPLE_DAY, arcall

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)

# The column of a table whose figure the rows behind it add up to: their amounts by a column, or how many they are.
_ADDS_UP = {
    "buckets": ("balance", "balance"), "countries": ("total", "balance"), "accounts": ("total", "balance"),
    "before": ("paid", "amount"), "paid": ("amount", "amount"), "amounts": ("this", "amount"),
    "risk": ("owed", "balance"),
}  # fmt: skip
_COUNTS = {
    "results": "count", "counts": "this", "hours": "attempts", "weekdays": "attempts", "trend": "settled",
    "causes": "calls",
}  # fmt: skip
_FIRST, _EVERY = 3, 37  # lines of a table that are checked: its first ones, and some of the rest


@pytest.fixture
def desk(sample_book: Path) -> Desk:
    goals = {"day": {"calls": 40.0, "promises": 5.0}, "month": {"amount": 9000.0}}
    settings = Settings(
        "Europe/London", "test", base_currency="GBP", rates=sample_rates(SAMPLE_DAY), goals=goals
    )
    return open_desk(sample_book, Clock(ZoneInfo("Europe/London"), NOW), settings, load_policy(None))


def behind(desk: Desk, key: str) -> Table:
    made = made_of(desk, key, lambda _: None)
    if key.startswith("month?"):
        assert made.name == "month"
    return made.tables[0]


def summed(table: Table, column: str) -> dict[str, int]:
    place = next(place for place, each in enumerate(table.columns) if each.name == column)
    found: dict[str, int] = {}
    for row in table.rows:
        cell = row[place]
        assert isinstance(cell, Money)
        found[cell.currency] = found.get(cell.currency, 0) + cell.minor
    return found


def in_gbp(amounts: dict[str, int]) -> int:
    rates = sample_rates(SAMPLE_DAY)
    scale = {"JPY": 100, "KWD": 0.1}
    return sum(
        round(minor * (1 if code == "GBP" else rates[code].rate * scale.get(code, 1)))
        for code, minor in amounts.items()
    )


def figure(table: Table, row: tuple[Cell, ...], start: str) -> Cell:
    return next(
        cell for cell, column in zip(row, table.columns, strict=True) if column.name.startswith(start)
    )


def checked(desk: Desk, table: Table) -> None:
    """Add up what is behind lines of a table."""
    lines = [pair for pair in zip(table.rows, table.keys, strict=False) if not pair[1].startswith(ACCOUNT)]
    for row, key in (*lines[:_FIRST], *lines[_FIRST::_EVERY]):
        made = behind(desk, key)
        if table.sheet in _ADDS_UP:
            told, column = _ADDS_UP[table.sheet]
            amount = figure(table, row, told)
            assert isinstance(amount, Money)
            found = summed(made, column)
            if table.sheet == "amounts" and str(row[1]).startswith("all in"):
                assert in_gbp(found) == amount.minor
            else:
                assert found.get(amount.currency, 0) == amount.minor, (table.sheet, row, key)
                assert {code for code, minor in found.items() if minor} <= {amount.currency}
        elif table.sheet in _COUNTS:
            value, rows = figure(table, row, _COUNTS[table.sheet]), made.rows
            if table.sheet in {"hours", "weekdays"}:
                rows = tuple(each for each in rows if figure(made, each, "attempt") == "yes")
            assert len(rows) == value, (table.sheet, row, key)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_report_leads_to_what_its_figure_is_made_of(desk: Desk, name: str):
    made = report(desk, name, Ask(SAMPLE_DAY))
    for table in made.tables:
        assert len(table.keys) == len(table.rows) or table.sheet == "changed", table.sheet
        assert all(table.keys), table.sheet
        checked(desk, table)
    for each in made.headlines:
        if name != "year":  # its figures lead to the month's report
            adds_up(desk, each)


def adds_up(desk: Desk, each: Headline) -> None:
    made = behind(desk, each.of)
    if each.column.kind == "count":
        of_plans = {figure(made, row, "promise") for row in made.rows} if "judged" in each.of else made.rows
        assert len(of_plans) == each.value, each.name
    elif isinstance(each.value, Money):
        found = summed(made, "balance" if each.name == "Overdue" else "amount")
        assert in_gbp(found) == each.value.minor, each.name


def test_a_measure_is_made_of_balances_sales_and_money_and_each_of_them_of_its_items(desk: Desk):
    made = report(desk, "measures", Ask(date(2026, 11, 19), date(2026, 9, 1), date(2026, 10, 30)))
    table = next(table for table in made.tables if table.sheet == "receivables")
    place = next(place for place, row in enumerate(table.rows) if row[0] == "GBP")
    parts = behind(desk, table.keys[place])
    told = dict(zip(("opening", "sales", "collected", "closing", "not overdue"), parts.rows, strict=True))
    columns = {column.name: cell for column, cell in zip(table.columns, table.rows[place], strict=True)}
    for (name, row), key in zip(told.items(), parts.keys, strict=True):
        assert row[1] == columns[name]
        column = "amount" if name in {"sales", "collected"} else "balance"
        found = summed(behind(desk, key), column)
        assert isinstance(row[1], Money)
        assert found == {"GBP": row[1].minor}, name
        assert row[1].minor > 0


def test_one_customers_sheet_leads_to_that_customers_rows_alone(desk: Desk):
    account = desk.resolve("C0026")
    made = report(desk, "customers", Ask(SAMPLE_DAY, account=account))
    for table in made.tables:
        for key in table.keys:
            if not key.startswith(ACCOUNT):
                assert set(behind(desk, key).keys) <= {f"{ACCOUNT}{account}"}
        checked(desk, table)


def test_the_shell_leads_there_by_what_json_names(sample_book: Path):
    made = arcall("report", "aging", "--json", book=sample_book).json
    table = next(table for table in made["tables"] if table["name"] == "buckets")
    row, key = table["rows"][1], table["of"][1]
    said = arcall("report", "aging", "--of", key, "--json", book=sample_book).json
    assert len(said["tables"][0]["rows"]) == row["items"]
    assert said["tables"][0]["sums"][0]["balance"] == row["balance"]


@pytest.mark.parametrize(
    "reference", ["", "nothing", "gold?until=2026-11-20", "items?until=soon", "items?since=2026-01-01"]
)
def test_a_reference_that_leads_to_nothing_is_refused(sample_book: Path, reference: str):
    said = arcall("report", "aging", "--of", reference or "?", book=sample_book)
    assert said.code == 2
    assert "leads to nothing" in said.err or "is nothing that" in said.err
