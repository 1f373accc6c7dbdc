"""What was reported of a day stays, whatever comes later: promises paid in part, reversals, credits, imports taken back."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from arcall_tui.domain.activity import DisputeRaised, DisputeReason, Line, Outcome, PromiseGiven
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.reports.table import Report, Table, sums
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.calls.record import log_call
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.imports.taken import take_back
from arcall_tui.workday.reports.catalogue import report
from arcall_tui.workday.reports.report_room import Ask
from ledger_files import ask, take_in
from tries import tries

FIRST = date(2026, 3, 2)  # a Monday
DAYS = (FIRST, FIRST + timedelta(days=5), FIRST + timedelta(days=12))
NAMES = ("aging", "customers", "forecast", "promises", "measures", "causes")
HEADER = "Customer ID,Customer Name,Country,Invoice Number,Invoice Date,Due Date,Amount,Open Balance,Currency"


class Bill(NamedTuple):
    """An item, the ledger in which it appears, how it goes on in those after the first, and what is said of it."""

    customer: int
    currency: str
    age: int
    units: int
    stages: tuple[str, str]
    said: str
    appears: int


bill = st.builds(
    Bill,
    st.integers(0, 7),
    st.sampled_from(["USD", "JPY"]),
    st.integers(31, 150),
    st.integers(-3, 9).map(lambda n: n * 1000 + 7),
    st.tuples(*[st.sampled_from(["same", "part", "gone", "more", "back"])] * 2),
    st.sampled_from(["", "promised", "half promised", "disputed"]),
    st.integers(0, 1),
)

# A ledger of credits alone is asked about: somebody always owes.
OWED = Bill(0, "USD", 40, 5007, ("same", "same"), "", 0)


def ledger(bills: list[Bill], stage: int) -> str:
    """Write the items as they stand in the first, second or third ledger."""
    lines = [HEADER]
    for number, b in enumerate(bills):
        balance = b.units
        for word in b.stages[:stage]:
            balance = {
                "same": balance, "part": balance // 2, "gone": 0, "more": balance * 3 // 4, "back": b.units,
            }[word]  # fmt: skip
        dated = FIRST - timedelta(days=b.age)
        if balance and stage >= b.appears:
            places = "" if b.currency == "JPY" else ".00"
            row = (f"C{b.customer}", f"Customer {b.customer}", "DE", f"N{number}", dated, dated + timedelta(days=30),
                   f"{b.units}{places}", f"{balance}{places}", b.currency)  # fmt: skip
            lines.append(",".join(map(str, row)))
    return "\n".join(lines) + "\n"


def desk_on(folder: Path, day: date) -> Desk:
    clock = Clock(ZoneInfo("UTC"), datetime.combine(day, time(22), UTC))
    return Desk(folder / "book.sqlite3", clock, Settings("UTC", "test"), load_policy(None))


def tell(folder: Path, day: date) -> dict[str, Report]:
    """Return every report as of a day; the clock is long after."""
    desk = desk_on(folder, DAYS[-1] + timedelta(days=90))
    since = {"promises", "measures", "causes"}
    try:
        return {
            name: report(desk, name, Ask(day, day - timedelta(days=30) if name in since else None, day))
            for name in NAMES
        }
    finally:
        desk.close()


def speak(folder: Path, bills: list[Bill]) -> None:
    """Record what is said of the bills on the first day, a call each."""
    desk = desk_on(folder, FIRST)
    for number, b in enumerate(bills):
        if b.units <= 0 or not b.said or b.appears:
            continue
        ((account, invoice, minor),) = ask(
            folder, "SELECT account_id, id, balance FROM invoice WHERE number = ?", f"N{number}"
        )
        part = Line(invoice, Money(minor // 2 if b.said == "half promised" else minor, b.currency))
        if b.said == "disputed":
            log_call(
                desk, account, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, lines=(part,)))
            )
        else:
            given_ = PromiseGiven(part.amount, FIRST + timedelta(days=2), (part,))
            log_call(desk, account, Outcome(Code.PTP, promises=(given_,)))
    desk.close()


def total(table: Table, column: str) -> dict[str, int]:
    place = [c.name for c in table.columns].index(column)
    cells = (row[place] for row in sums(table))
    return {cell.currency: cell.minor for cell in cells if isinstance(cell, Money) and cell.minor}


def check_sums(folder: Path, reports: dict[str, Report]) -> None:
    """Every way of adding up the newest day comes to the open items themselves."""
    owed = dict(ask(folder, "SELECT currency, sum(balance) FROM invoice WHERE settled_on IS NULL GROUP BY 1"))
    tables = {table.sheet: table for table in reports["aging"].tables}
    for sheet, column in (("buckets", "balance"), ("countries", "total"), ("accounts", "total")):
        assert total(tables[sheet], column) == {code: minor for code, minor in owed.items() if minor}
    for column in ("disputed", "promised"):
        assert total(tables["buckets"], column) == total(tables["accounts"], column)


# Few books of many customers: what is asked of one customer's bills does not hang on those of the others.
@settings(
    max_examples=tries(3),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.generate, Phase.shrink),
)
@given(st.lists(bill, min_size=16, max_size=24).map(lambda drawn: [*drawn, OWED]))
def test_reports_of_a_day_do_not_change_when_later_data_comes_in(bills: list[Bill]):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        told: dict[date, dict[str, Report]] = {}
        for stage, day in enumerate(DAYS):
            content = ledger(bills, stage)
            before = tell(folder, day) if day is DAYS[-1] else {}
            take_in(folder, content, on=day, name=f"{stage}.csv", currency=None, confirm_closures=True)
            if stage == 0:
                speak(folder, bills)
            told[day] = tell(folder, day)
            check_sums(folder, told[day])
            for earlier in DAYS[:stage]:
                for name, then in tell(folder, earlier).items():
                    assert then == told[earlier][name], (name, earlier, day)
        # The newest is taken back: all is as if it had never been.
        desk = desk_on(folder, DAYS[-1])
        take_back(desk)
        desk.close()
        assert tell(folder, DAYS[2]) == before
        for earlier in DAYS[:2]:
            assert tell(folder, earlier) == told[earlier]


ROW = (
    HEADER
    + "\nA,A Ltd,DE,1,2026-01-05,2026-02-01,1000.00,{a},USD\nB,B Ltd,DE,2,2026-01-05,2026-02-01,500.00,{b},USD\n"
)


def test_a_promise_paid_in_part_covers_only_what_is_left_of_it(tmp_path: Path):
    take_in(tmp_path, ROW.format(a="1000.00", b="500.00"), on=DAYS[0])
    desk = desk_on(tmp_path, FIRST)
    part = (Line(1, Money(60_000, "USD")),)
    log_call(desk, 1, Outcome(Code.PTP, promises=(PromiseGiven(Money(60_000, "USD"), DAYS[2], part),)))
    desk.close()
    first = tell(tmp_path, DAYS[0])
    assert total(first["aging"].tables[0], "promised") == {"USD": 60_000}
    take_in(tmp_path, ROW.format(a="700.00", b="500.00"), on=DAYS[1], name="2.csv")
    second = tell(tmp_path, DAYS[1])
    assert total(second["aging"].tables[0], "promised") == {"USD": 30_000}
    assert total(second["forecast"].tables[0], "from promises") == {
        "USD": 30_000
    }  # no promise was judged yet: all of it
    take_in(tmp_path, ROW.format(a="50.00", b="500.00"), on=DAYS[2], name="3.csv")
    assert tell(tmp_path, DAYS[0]) == first
    assert tell(tmp_path, DAYS[1]) == second


def test_money_that_stands_unapplied_counts_towards_a_promise_then_and_later(tmp_path: Path):
    paid = "A,A Ltd,DE,PMT1,2026-03-06,2026-03-06,-200.00,{},USD\n"
    take_in(tmp_path, ROW.format(a="1000.00", b="500.00"), on=DAYS[0])
    desk = desk_on(tmp_path, FIRST)
    part = (Line(1, Money(60_000, "USD")),)
    log_call(desk, 1, Outcome(Code.PTP, promises=(PromiseGiven(Money(60_000, "USD"), DAYS[2], part),)))
    desk.close()
    take_in(tmp_path, ROW.format(a="1000.00", b="500.00") + paid.format("-200.00"), on=DAYS[1], name="2.csv")
    second = tell(tmp_path, DAYS[1])
    assert total(second["aging"].tables[0], "promised") == {"USD": 40_000}
    take_in(tmp_path, ROW.format(a="800.00", b="500.00"), on=DAYS[2], name="3.csv", confirm_closures=True)
    assert tell(tmp_path, DAYS[1]) == second


def test_reports_rest_on_imports_that_stand(tmp_path: Path):
    take_in(tmp_path, ROW.format(a="1000.00", b="500.00"), on=DAYS[0])
    take_in(tmp_path, ROW.format(a="900.00", b="400.00"), on=DAYS[1], name="wrong.csv")
    desk = desk_on(tmp_path, DAYS[1])
    log_call(desk, 1, Outcome(Code.TT, note="spoke"))
    assert take_back(desk).kept == ("A",)
    assert desk.card(1).as_of == FIRST
    desk.close()
    aging = tell(tmp_path, DAYS[1])["aging"]
    assert f"Balances as of {FIRST.day} Mar 2026, the newest ledger by then" in aging.about
    assert (
        "1 account is as a ledger told that was taken back: something had been recorded on them"
        in aging.about
    )
    assert total(aging.tables[0], "balance") == {"USD": 140_000}  # A as it was left, B put back
    assert total(tell(tmp_path, FIRST)["aging"].tables[0], "balance") == {"USD": 150_000}
    take_in(tmp_path, ROW.format(a="800.00", b="300.00"), on=DAYS[2], name="right.csv")
    assert total(tell(tmp_path, DAYS[2])["aging"].tables[0], "balance") == {"USD": 110_000}
    assert total(tell(tmp_path, DAYS[1])["aging"].tables[0], "balance") == {"USD": 140_000}
    assert total(tell(tmp_path, FIRST)["aging"].tables[0], "balance") == {"USD": 150_000}


def test_a_list_of_contacts_is_no_ledger(tmp_path: Path):
    take_in(tmp_path, ROW.format(a="1000.00", b="500.00"), on=DAYS[0])
    before = tell(tmp_path, DAYS[1])
    take_in(tmp_path, "Customer ID,Contact Name,Phone\nA,Ann,+49 30 1234567\n", on=DAYS[1], name="people.csv")
    assert tell(tmp_path, DAYS[1]) == before
    desk = desk_on(tmp_path, DAYS[1])
    assert desk.card(1).as_of == FIRST
    desk.close()
