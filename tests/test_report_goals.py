"""Goals and plans: what the header shows agrees with the reports, and a plan counts once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arcall_tui.domain.activity import Outcome, PromiseGiven
from arcall_tui.domain.figures import Goal
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.render.head_and_foot import header
from arcall_tui.render.pieces import length
from arcall_tui.reports.table import NotAvailable
from arcall_tui.reports.writing import Writer, shown, unavailable
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Rate, Settings
from arcall_tui.workday.calls.record import log_call
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import tally
from arcall_tui.workday.reports.catalogue import report
from arcall_tui.workday.reports.report_room import Ask
from ledger_files import TODAY, item, take_in

GOALS = {
    "day": {"calls": 2.0, "contacts": 5.0, "promises": 3.0, "amount": 1000.0},
    "week": {"calls": 9.0, "amount": 250_000.0},
    "month": {"promises": 1.0},
}
WEDNESDAY = TODAY + timedelta(days=2)


def desk_on(folder: Path, day: date, base: str = "EUR") -> Desk:
    at = datetime(day.year, day.month, day.day, 14, 5, tzinfo=UTC)
    rates = {"USD": Rate(0.5, TODAY)} if base == "EUR" else {}
    own = Settings("UTC", "test", base_currency=base, rates=rates, goals=GOALS)
    return Desk(folder / "book.sqlite3", Clock(ZoneInfo("UTC"), at), own, load_policy(None))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    take_in(tmp_path, [item("A", "1", "900.00"), item("B", "2", "400.00")])
    monday = desk_on(tmp_path, TODAY)
    log_call(
        monday,
        monday.resolve("B"),
        Outcome(Code.PTP, promises=(PromiseGiven(Money(40_000, "USD"), WEDNESDAY),)),
    )
    monday.close()
    desk = desk_on(tmp_path, WEDNESDAY)
    parts = tuple(
        PromiseGiven(Money(30_000, "USD"), WEDNESDAY + timedelta(days=7 * week)) for week in (1, 2, 3)
    )
    log_call(desk, desk.resolve("A"), Outcome(Code.PLAN, promises=parts))
    log_call(desk, desk.resolve("B"), Outcome(Code.NA))
    desk.close()
    return tmp_path


def test_a_plan_is_one_promise_with_all_its_amounts(folder: Path):
    desk = desk_on(folder, WEDNESDAY)
    so_far = tally(desk)
    assert (so_far.calls, so_far.promises) == (2, 1)
    assert so_far.goals == (
        Goal("day", "calls", 2, 2),
        Goal("day", "promises", 1, 3),
        Goal("day", "amount", 45_000, 100_000, "EUR"),  # 3 x 300 USD at 0.5
        Goal("day", "contacts", 1, 5),
        Goal("week", "calls", 3, 9),
        Goal("week", "amount", 65_000, 25_000_000, "EUR"),
        Goal("month", "promises", 2, 1),
    )
    tables = {table.sheet: table for table in report(desk, "day", Ask(WEDNESDAY)).tables}
    written = [row[2:4] for row in shown(tables["goals"], Writer("de_DE"), None)[0][1:]]
    assert written == [
        ["2", "2"], ["1", "3"], ["450,00 EUR", "1.000,00 EUR"], ["1", "5"], ["3", "9"], ["650,00 EUR", "250.000,00 EUR"],
        ["2", "1"],
    ]  # fmt: skip
    assert tables["done"].rows[0][3] == 1
    assert len(tables["promised"].rows) == 3
    desk.close()


def test_a_plan_is_judged_as_one(folder: Path):
    """Two of its instalments are past their grace: one kept, one broken."""
    rows = [item("A", "1", "600.00", amount="900.00"), item("B", "2", "400.00")]
    take_in(folder, rows, on=WEDNESDAY + timedelta(days=8), name="2.csv")
    take_in(folder, rows, on=WEDNESDAY + timedelta(days=19), name="3.csv")
    desk = desk_on(folder, WEDNESDAY + timedelta(days=19))
    kept = next(t for t in report(desk, "promises", Ask(desk.clock.today())).tables if t.sheet == "kept")
    desk.close()
    assert kept.rows[0][1:5] == (0, 1, 1, 0)  # A's plan is partly kept, B's promise broken
    assert [round(float(rate), 3) for rate in kept.rows[0][5:]] == [0.0, 0.3, 0.5]  # type: ignore[arg-type]
    assert any("plan of instalments is one promise" in line for line in kept.basis)


@pytest.mark.parametrize("width", [80, 100, 120, 160, 200])
def test_the_header_shows_the_goals_of_the_day_and_as_many_more_as_fit(folder: Path, width: int):
    desk = desk_on(folder, WEDNESDAY)
    line = header(desk.clock.now(), desk.clock.zone, tally(desk), width, ranked=True)
    desk.close()
    text = "".join(piece for piece, _ in line)
    assert length(line) == width
    assert "…" not in text
    day = ["2/2 calls✓", "1/3 prom", "EUR 450/1,000", "1/5 cont"]
    order = [*day, "wk 3/9 calls", "EUR 650/250k", "mo 2/1 prom✓"]
    if width == 200:
        order = ["2/2 calls ✓", "1/3 promises", "EUR 450/1,000", "1/5 contacts"]
        order += ["week 3/9 calls", "week EUR 650/250k", "month 2/1 promises ✓"]
        assert text.rstrip().endswith("0 not today")
    places = [text.find(goal) for goal in order]
    shown = [place for place in places if place >= 0]
    assert shown == sorted(shown)
    assert len(shown) >= {80: 4, 100: 5, 120: 7, 160: 7, 200: 7}[width]
    assert places == shown + [-1] * (7 - len(shown))
    assert len(shown) == 7 or f"+{7 - len(shown)}" in text


@pytest.mark.parametrize(("width", "said"), [(80, "1 call  1 prom "), (160, "1 call · 1 promise ")])
def test_the_header_counts_one_as_one(folder: Path, width: int, said: str):
    desk = desk_on(folder, WEDNESDAY)
    others = tuple(goal for goal in tally(desk).goals if goal.name not in {"calls", "promises"})
    one = replace(tally(desk), calls=1, promises=1, goals=others)
    text = "".join(piece for piece, _ in header(desk.clock.now(), desk.clock.zone, one, width, ranked=True))
    desk.close()
    assert said in f"{text} "


def test_the_header_says_why_an_amount_is_not_to_be_had_where_there_is_room(folder: Path):
    desk = desk_on(folder, WEDNESDAY, base="GBP")
    so_far = replace(tally(desk), goals=tuple(goal for goal in tally(desk).goals if goal.period == "day"))
    wide, narrow = (
        "".join(piece for piece, _ in header(desk.clock.now(), desk.clock.zone, so_far, width, ranked=True))
        for width in (160, 80)
    )
    day = report(desk, "day", Ask(WEDNESDAY))
    desk.close()
    assert "amount n/a (no rate for USD)" in wide
    assert "amount n/a" in narrow
    assert "1/5 cont" in narrow
    goals = next(table for table in day.tables if table.sheet == "goals")
    assert any("no rate for USD" in said for said in unavailable(goals))


def test_an_amount_that_cannot_be_added_up_says_so(folder: Path):
    desk = desk_on(folder, WEDNESDAY, base="GBP")
    goal = next(goal for goal in tally(desk).goals if goal.name == "amount")
    assert goal.reached == "no rate for USD"
    tables = {table.sheet: table for table in report(desk, "day", Ask(WEDNESDAY)).tables}
    assert tables["goals"].rows[2][3] == Money(100_000, "GBP")
    assert isinstance(tables["goals"].rows[2][2], NotAvailable)
    desk.close()
