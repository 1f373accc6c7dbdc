"""Credit limits: a ledger's column gives them, but never in place of one that the caller set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from arcall_tui.domain.money import Money
from arcall_tui.reports.table import Row
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.calls.customer_facts import Facts, set_facts
from arcall_tui.workday.calls.record import undo
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.imports.taken import take_back
from arcall_tui.workday.reports.catalogue import report
from arcall_tui.workday.reports.report_room import Ask
from cases import for_each
from ledger_files import HEADER, TODAY, ask, item, take_in, text_of

NEXT_DAY = TODAY + timedelta(days=1)


def ledger(*limits: str, title: str = "Credit Limit") -> str:
    rows = [(*item(f"C{n}", f"I{n}", "1,000.00"), limit) for n, limit in enumerate(limits)]
    return text_of(rows, (*HEADER, title))


def kept(folder: Path) -> list[tuple[int | None, str | None]]:
    return ask(folder, "SELECT credit_limit, credit_currency FROM account ORDER BY ledger_id")


def desk_of(folder: Path) -> Desk:
    clock = Clock(ZoneInfo("UTC"), datetime(NEXT_DAY.year, NEXT_DAY.month, NEXT_DAY.day, 22, tzinfo=UTC))
    return Desk(folder / "book.sqlite3", clock, Settings("UTC", "test"), load_policy(None))


def over(folder: Path) -> list[Row]:
    desk = desk_of(folder)
    tables = report(desk, "customers", Ask(NEXT_DAY)).tables
    desk.close()
    return list(next(table for table in tables if table.sheet == "limit").rows)


@for_each("title", ["Credit Limit", "credit_limit", "Kreditlimit", "CREDIT LIMIT (USD)"])
def test_a_ledger_s_limits_are_known_and_reported(tmp_path: Path, title: str):
    take_in(tmp_path, ledger("400.00", "5,000.00", "", "0", title=title))
    assert kept(tmp_path) == [(40_000, "USD"), (500_000, "USD"), (None, None), (None, None)]
    assert [row[0] for row in over(tmp_path)] == ["C0"]
    assert over(tmp_path)[0][2:] == (Money(100_000, "USD"), Money(40_000, "USD"), Money(60_000, "USD"))


def test_a_newer_limit_counts_and_a_ledger_without_one_leaves_it(tmp_path: Path):
    take_in(tmp_path, ledger("400.00", "500.00"))
    assert take_in(tmp_path, ledger("450.00", ""), on=NEXT_DAY, name="2.csv").accounts.changed == 1
    assert kept(tmp_path) == [(45_000, "USD"), (50_000, "USD")]


def test_an_import_never_overwrites_the_caller_s_limit(tmp_path: Path):
    take_in(tmp_path, ledger("400.00", "500.00"))
    desk = desk_of(tmp_path)
    account = desk.resolve("C0")
    set_facts(desk, account, Facts(credit_limit="2000 USD"))
    desk.close()
    take_in(tmp_path, ledger("410.00", "510.00"), on=NEXT_DAY, name="2.csv")
    assert kept(tmp_path) == [(200_000, "USD"), (51_000, "USD")]
    desk = desk_of(tmp_path)
    set_facts(desk, account, Facts(credit_limit=""))  # the caller has no word of their own any more
    desk.close()
    take_in(tmp_path, ledger("420.00", "520.00"), on=NEXT_DAY, name="3.csv")
    assert kept(tmp_path) == [(42_000, "USD"), (52_000, "USD")]


def test_undone_by_the_caller_it_is_the_ledger_s_again(tmp_path: Path):
    take_in(tmp_path, ledger("400.00"))
    desk = desk_of(tmp_path)
    set_facts(desk, desk.resolve("C0"), Facts(credit_limit="2000 USD"))
    undo(desk)
    desk.close()
    take_in(tmp_path, ledger("410.00"), on=NEXT_DAY, name="2.csv")
    assert kept(tmp_path) == [(41_000, "USD")]


def test_taking_the_import_back_takes_its_limits_back(tmp_path: Path):
    take_in(tmp_path, ledger("400.00"))
    take_in(tmp_path, ledger("410.00"), on=NEXT_DAY, name="2.csv")
    desk = desk_of(tmp_path)
    take_back(desk)
    desk.close()
    assert kept(tmp_path) == [(40_000, "USD")]


def test_what_is_no_amount_or_contradicts_itself_is_no_limit(tmp_path: Path):
    rows = [(*item("C0", "I0", "10.00"), "400.00"), (*item("C0", "I1", "10.00"), "500.00"),
            (*item("C1", "I2", "10.00"), "on request")]  # fmt: skip
    said = take_in(tmp_path, text_of(rows, (*HEADER, "Credit Limit")))
    assert kept(tmp_path) == [(None, None), (None, None)]
    assert any("1 credit limit is none, such as 'on request'" in line for line in said.warnings)


def test_the_heading_s_currency_is_the_limit_s(tmp_path: Path):
    take_in(tmp_path, ledger("400.00", title="Credit limit (EUR)"))
    assert kept(tmp_path) == [(40_000, "EUR")]
