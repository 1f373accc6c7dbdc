"""Reports of one creditor: nothing of another's customers is in them, and together they are the whole."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arcall_tui.domain.money import Money
from arcall_tui.reports.plain import as_json
from arcall_tui.reports.table import Amounts, Cell, NotAvailable, Report, of_whom, sums
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.store.past import view
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.catalogue import NAMES, REPORTS, report
from arcall_tui.workday.reports.report_room import Ask
from shell import SAMPLE_DAY, arcall
from tries import DEEP

NOW = datetime(2026, 11, 20, 22, 5, tzinfo=UTC)
# What is expected leans on how the others in sight pay: with fewer customers it is another guess.
_BACK = {"year": (0,), "week": (0,), "month": (38,)}
_ELSE = (0, 38) if DEEP else (38,)
_GUESSED = {"from promises", "from other bills", "expected", "forecast"}


@pytest.fixture
def desk(sample_book: Path) -> Desk:
    return Desk(
        sample_book, Clock(ZoneInfo("UTC"), NOW), Settings("UTC", "test", goals={}), load_policy(None)
    )


def creditors(desk: Desk) -> list[str]:
    return [name for (name,) in desk.book.execute("SELECT name FROM creditor ORDER BY name")]


def amounts(cell: Cell) -> Counter[str]:
    each = cell.each if isinstance(cell, Amounts) else (cell,)
    return Counter({one.currency: one.minor for one in each if isinstance(one, Money)})


def added(made: Report) -> Counter[tuple[str, str, str]]:
    """What may be added up of a report: its headlines and its tables' sums, by place and currency."""
    found: Counter[tuple[str, str, str]] = Counter()
    for each in made.headlines:
        if isinstance(each.value, int):
            found["", each.name, ""] += each.value
        for code, minor in amounts(each.value).items():
            found["", each.name, code] += minor
    for table in made.tables:
        alone = table.rows if len(table.rows) == 1 else ()  # has no row of sums
        for row in sums(table) or alone:
            for cell, column in zip(row, table.columns, strict=True):
                if column.summed and column.name not in _GUESSED:
                    assert not isinstance(cell, NotAvailable)
                    found[table.sheet, column.name, ""] += cell if isinstance(cell, int) else 0
                    for code, minor in amounts(cell).items():
                        found[table.sheet, column.name, code] += minor
    return +found


# Weeks and years are months, cut and put together.
@pytest.mark.parametrize("name", [name for name in NAMES if DEEP or name not in {"week", "year"}])
def test_the_parts_of_all_creditors_are_the_whole_and_none_holds_anothers_customers(desk: Desk, name: str):
    own = creditors(desk)
    assert len(own) > 2
    customers = {
        each: [
            text
            for row in desk.book.execute(
                "SELECT ledger_id, account.name FROM account JOIN creditor ON creditor.id = creditor_id"
                " WHERE creditor.name = ?",
                (each,),
            )
            for text in row
        ]
        for each in own
    }
    # The twelve months of a year are the past; a week is not told otherwise than a month.
    for back in _BACK.get(name, (0,) if REPORTS[name].ahead else _ELSE):
        day = SAMPLE_DAY - timedelta(days=back)
        parts: Counter[tuple[str, str, str]] = Counter()
        for each in own:
            made = report(desk, name, Ask(day, creditor=each.upper()))
            assert made.about[0] == f"For {each}"
            parts += added(made)
            text = json.dumps(as_json(made), ensure_ascii=False)
            assert not [of for of in own if of != each and of in text]
            others = (f'"{text}"' for other in own if other != each for text in customers[other])
            assert not [name_ for name_ in others if name_ in text]
        assert parts == added(report(desk, name, Ask(day))), (name, day)


@pytest.mark.parametrize("name", ["aging", "forecast"])
def test_what_holds_for_every_row_or_every_creditor_is_said_once(desk: Desk, name: str):
    (together,) = (table for table in report(desk, name, Ask(SAMPLE_DAY)).tables if table.sheet == "all")
    assert (together.rows, together.empty) == ((), "Not added up: no base currency is set.")
    ((first,),) = desk.book.execute("SELECT DISTINCT min(as_of) FROM ledger_import GROUP BY creditor_id")
    earlier = report(desk, name, Ask(date.fromisoformat(first) - timedelta(days=1))).about
    (said,) = (line for line in earlier if line.startswith("Before the first ledger"))
    assert all(creditor in said for creditor in creditors(desk))


def test_the_book_is_whole_again_after_a_report_of_one_creditor(desk: Desk):
    before = report(desk, "aging", Ask(SAMPLE_DAY))
    for each in creditors(desk):
        report(desk, "month", Ask(SAMPLE_DAY, creditor=each))
    assert report(desk, "aging", Ask(SAMPLE_DAY)) == before
    assert not desk.book.execute("SELECT name FROM sqlite_temp_schema WHERE type = 'view'").fetchall()


def test_whatever_hangs_on_an_account_is_of_one_creditor(desk: Desk):
    links = desk.book.execute(
        """SELECT t.name, f."table" FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS f
           UNION SELECT t.name, 'account' FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
           WHERE t.type = 'table' AND t.sql LIKE 'CREATE TABLE%' AND c.name LIKE '%account_id'"""
    ).fetchall()
    theirs = {"creditor"}
    while more := {table for table, parent in links if parent in theirs} - theirs:
        theirs |= more
    assert {"payment", "undo_step", "standing", "note_revision", "receipt"} <= theirs
    with view.only(desk.book, creditors(desk)[0]):
        rows = desk.book.execute("SELECT name FROM sqlite_temp_schema WHERE type = 'view'")
        assert {name for (name,) in rows} >= theirs


def test_the_shell_makes_pages_packets_and_what_is_behind_a_figure_for_one_creditor(
    desk: Desk, sample_book: Path, tmp_path: Path
):
    first, second = creditors(desk)[:2]
    theirs, others = (
        {ledger_id for (ledger_id,) in desk.book.execute(
            "SELECT ledger_id FROM account WHERE creditor_id = (SELECT id FROM creditor WHERE name = ?)", (name,))}
        for name in (first, second)
    )  # fmt: skip
    where = ("--book", str(sample_book), "--now", NOW.isoformat())
    page = tmp_path / "day.html"
    made = arcall("report", "day", "--creditor", first.lower(), "--html", str(page), *where)
    assert made.code == 0, made.err
    assert first in page.read_text()
    assert second not in page.read_text()
    told = arcall("report", "aging", "--table", "buckets", "--creditor", first, "--json", *where).json
    key = told["tables"][0]["of"][0]
    rows = arcall("report", "aging", "--of", key, "--creditor", first, "--json", *where).json
    found = {row["account"] for row in rows["tables"][0]["rows"]}
    assert found
    assert found <= theirs
    packet = tmp_path / "packet.json"
    made = arcall("handover", "out", str(packet), "--creditor", first, "--json", *where)
    handed = {each["ledger_id"] for each in json.loads(packet.read_text())["accounts"]}
    assert handed
    assert handed <= theirs
    assert not handed & (others - theirs)
    last = arcall("handover", "calls", "--creditor", second, "--json", *where).json
    mine, rest = (arcall("handover", "calls", "--creditor", first, "--json", *where).json for _ in "ab")
    assert {call["creditor"] for call in mine} == {first}
    assert {call["creditor"] for call in last} == {second}
    assert rest == [], "each is handed over once"
    assert min(call["id"] for call in mine) < min(call["id"] for call in last) or len(mine) > len(last)
    for wrong in (
        ("report", "day", "--creditor", "Nobody"),
        ("report", "customers", min(others - theirs), "--creditor", first),
        ("handover", "out", str(tmp_path / "x.json"), min(others - theirs), "--creditor", first),
    ):
        refused = arcall(*wrong, *where)
        assert refused.code == 2, refused.err
        assert "There is no" in refused.err


def test_a_creditor_without_a_name_is_named_beside_one_that_has_one():
    assert [of_whom(*names) for names in (("",), ("Nord",), ("Nord", ""))] == [
        "",
        " of Nord",
        " of Nord, the creditor without a name",
    ]
