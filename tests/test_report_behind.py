"""What a figure is made of: every figure of every report of the sample book, added up again from its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arcall_tui.domain.money import Money
from arcall_tui.reports.reference import ACCOUNT
from arcall_tui.reports.table import Cell, Headline, NotAvailable, Table
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.behind import made_of
from arcall_tui.workday.reports.catalogue import NAMES, report
from arcall_tui.workday.reports.report_room import Ask
from arcall_tui.workday.sample.book import sample_rates
from shell import SAMPLE_DAY, arcall
from tries import DEEP

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)

Rows = list[dict[str, Cell]]


def added(rows: Rows, column: str) -> dict[str, int]:
    """Add up a column by currency, in minor units."""
    found: dict[str, int] = {}
    for row in rows:
        cell = row[column]
        assert isinstance(cell, Money)
        found[cell.currency] = found.get(cell.currency, 0) + cell.minor
    return found


def those(rows: Rows, **where: str) -> Rows:
    return [
        row for row in rows if all(row[column.replace("_", " ")] == value for column, value in where.items())
    ]


def of_items(rows: Rows) -> dict[str, object]:
    by_bucket = {str(row["bucket"]): added(those(rows, bucket=str(row["bucket"])), "balance") for row in rows}
    return (
        by_bucket
        | {"total": added(rows, "balance")}
        | {name: added(rows, name) for name in ("disputed", "promised")}
    )


def of_promises(rows: Rows) -> dict[str, object]:
    """Count single promises: with plans among them their parts say less."""
    states = {state: len(those(rows, state=state)) for state in ("kept", "partly kept", "broken")}
    judged = [row for row in rows if row["state"] in states]
    paid, of = (sum(added(judged, column).values()) for column in ("paid", "amount"))
    return {**states, "kept rate by amount": paid / of} if judged else states


def of_calls(rows: Rows) -> dict[str, object]:
    columns = {"attempts": "attempt", "contacts": "contact", "promises": "promise"}
    return {name: len(those(rows, **{column: "yes"})) for name, column in columns.items()}


def of_disputes(rows: Rows) -> dict[str, object]:
    return {"open": len(those(rows, open="yes")), "ended": len(those(rows, open=""))}


# What the rows behind a line of a table add up to, by the columns of that table.
_SAYS: dict[str, Callable[[Rows], dict[str, object]]] = {
    "buckets": lambda rows: {"items": len(rows), "balance": added(rows, "balance"), **of_items(rows)},
    "countries": of_items,
    "accounts": of_items,
    "risk": lambda rows: {"owed": added(rows, "balance"), "customers": len({row["account"] for row in rows})},
    "paid": lambda rows: {
        "amount": added(rows, "amount"),
        "payments": sum(row["amount"].minor > 0 for row in rows),
    },
    "before": lambda rows: {"paid": added(rows, "amount"), "payments": len(rows)},
    "amounts": lambda rows: {"now": added(rows, "amount")},
    "accuracy": lambda rows: {"came besides": added(rows, "amount")},
    "kept": of_promises,
    "customers": of_promises,
    "done": of_calls,
    "calling": of_calls,
    "hours": of_calls,
    "weekdays": of_calls,
    "results": lambda rows: {"count": len(rows)},
    "causes": lambda rows: {"calls": len(rows)},  # an account stands under the cause that it gave last
    "reasons": lambda rows: of_disputes(rows) | {"open amount": added(those(rows, open="yes"), "amount")},
    "ages": lambda rows: of_disputes(rows) | {"open amount": added(those(rows, open="yes"), "amount")},
    "owners": of_disputes,
    "trend": lambda rows: {"settled": len(rows)},
    "changed": lambda _: {},  # payments within days after these calls, of which the basis tells
    "goals": lambda rows: {"reached": added(rows, "amount") if rows and "amount" in rows[0] else len(rows)},
    "all": lambda rows: {"balance": added(rows, "balance")} if rows and "balance" in rows[0] else {},
    "weeks": lambda _: {},  # weighed by how customers keep their word: the basis tells
}
# Lines of a table that are checked: its first ones and some of the rest, and of those that are reports of their own.
_FIRST, _EVERY, _REPORTS = (2, 37, 5) if DEEP else (1, 101, 9)


@pytest.fixture
def desk(sample_book: Path) -> Desk:
    goals = {"day": {"calls": 40.0, "promises": 5.0}, "month": {"amount": 9000.0}}
    settings = Settings(
        "Europe/London", "test", base_currency="GBP", rates=sample_rates(SAMPLE_DAY), goals=goals
    )
    return Desk(sample_book, Clock(ZoneInfo("Europe/London"), NOW), settings, load_policy(None))


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


def as_rows(table: Table) -> Rows:
    return [dict(zip([column.name for column in table.columns], row, strict=True)) for row in table.rows]


def same(told: Cell, found: object, sheet: str) -> None:
    """A figure is what was added up: in base currency where it is of several."""
    if not isinstance(found, dict):
        assert told == (pytest.approx(found) if isinstance(found, float) else found), sheet
        return
    found = {code: minor for code, minor in found.items() if minor}
    assert isinstance(told, Money), sheet
    assert told.minor == (found.get(told.currency, 0) if set(found) <= {told.currency} else in_gbp(found)), (
        sheet
    )


def checked(desk: Desk, table: Table) -> int:
    """Add up what is behind lines of a table, each of its figures that rows add up to; return how many figures were."""
    lines, count = list(zip(as_rows(table), table.keys, strict=False)), 0
    stretches = table.sheet == "lately"  # each of them is a report of its own
    for row, key in (
        *lines[: 1 if stretches else _FIRST],
        *lines[_FIRST :: _REPORTS if stretches else _EVERY],
    ):
        if key.startswith(ACCOUNT):
            count += on_the_sheet(desk, key, row)
        elif key.startswith("receivables"):
            count += of_measures(desk, key, row)
        elif table.sheet == "lately":
            count += of_stretch(desk, key, row)
        else:
            says = _SAYS[table.sheet](as_rows(behind(desk, key)))
            if table.sheet == "accuracy":
                both = [cell.minor for cell in (row["came"], row["besides"]) if isinstance(cell, Money)]
                assert not both or sum(both) == sum(says["came besides"].values())  # type: ignore[attr-defined]
            for name, cell in row.items():
                if name in says and not isinstance(cell, (NotAvailable, type(None))):
                    same(cell, says[name], f"{table.sheet} {name} {key}")
                    count += 1
    return count


def on_the_sheet(desk: Desk, key: str, row: dict[str, Cell]) -> int:
    """A line of one account leads to its sheet, which is that account's."""
    made = made_of(desk, key, lambda _: None)
    assert made.title == row.get("customer", made.title)
    return 1


def of_measures(desk: Desk, key: str, row: dict[str, Cell]) -> int:
    """The measures are worked out from the parts that they lead to."""
    made = behind(desk, key)
    opening, sales, collected, closing, current = (line["amount"] for line in as_rows(made))
    told = {
        "opening": opening,
        "sales": sales,
        "collected": collected,
        "closing": closing,
        "not overdue": current,
    }
    days = int(made.basis[0].split()[1])
    minor = [cell.minor for cell in (opening, sales, closing, current) if isinstance(cell, Money)]
    if len(minor) == 4 and "DSO" in row:
        had, sold, left, early = minor
        told = {"DSO": left / sold * days, "CEI": (had + sold - left) / (had + sold - early)}
    figures = [name for name in told if name in row and not isinstance(row[name], NotAvailable)]
    for name in figures:
        value = row[name]
        assert (
            value == told[name] if isinstance(value, Money) else float(value) == pytest.approx(told[name])
        ), name  # type: ignore[arg-type]
    return len(figures)


def of_stretch(desk: Desk, key: str, row: dict[str, Cell]) -> int:
    """A day, week or month leads to its own report, whose headlines are those figures."""
    heads = {
        each.name.removeprefix("Promises ").casefold(): each.value
        for each in made_of(desk, key, lambda _: None).headlines
    }
    names = [name for name in row if name in heads and isinstance(row[name], (int, Money))]
    for name in names:
        assert heads[name] == row[name], (key, name)
    return len(names)


@pytest.mark.parametrize("name", [name for name in NAMES if DEEP or name != "week"])  # as a month
def test_every_line_of_a_report_leads_to_what_its_figure_is_made_of(desk: Desk, name: str):
    made = report(desk, name, Ask(SAMPLE_DAY))
    for table in made.tables:
        assert len(table.keys) == len(table.rows) or table.sheet == "changed", table.sheet
        assert all(table.keys), table.sheet
        count = checked(desk, table)
        assert (
            count or not table.rows or table.sheet in {"changed", "weeks", "besides"} or name == "forecast"
        ), table.sheet
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
