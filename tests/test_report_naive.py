"""Day, week and month against a naive account of the same days: bills as a list of balances, added up by hand."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from arcall_tui.domain.activity import Line, Outcome, PromiseGiven
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.reports.table import Amounts, Cell, NotAvailable
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.calls.record import log_call
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.catalogue import report
from arcall_tui.workday.reports.report_room import Ask
from ledger_files import take_in
from tries import tries

FIRST = date(2026, 3, 5)  # a Thursday: the week and the days run over a weekend
DAYS = [day for day in (FIRST + timedelta(days=n) for n in range(7)) if day.weekday() < 5]
HEAD = "Customer ID,Customer Name,Invoice Number,Invoice Date,Due Date,Amount,Open Balance,Currency\n"


class Bill(NamedTuple):
    """A bill of a customer; `pays`: per mille of the bill that comes on each day; `rung`: what is logged on which day."""

    customer: int
    currency: str
    due: int
    cents: int
    pays: list[int]
    rung: tuple[int, str]


bills = st.lists(
    st.builds(
        Bill, st.integers(0, 5), st.sampled_from(["USD", "EUR", "JPY"]), st.integers(-20, 10), st.integers(1, 9_999),
        st.lists(st.sampled_from([0, 0, 0, 250, 400, 1000]), min_size=len(DAYS), max_size=len(DAYS)),
        st.tuples(st.integers(0, len(DAYS) - 1), st.sampled_from(["", "NA", "TT", "PTP", "LM"])),
    ),
    min_size=8, max_size=20,
)  # fmt: skip


def desk_on(folder: Path, day: date) -> Desk:
    clock = Clock(ZoneInfo("UTC"), datetime.combine(day, time(22), UTC))
    return Desk(folder / "book.sqlite3", clock, Settings("UTC", "test"), load_policy(None))


class Told:
    """The naive account: what each day brought, by currency, in minor units."""

    def __init__(self, made: list[Bill]) -> None:
        self.bills, self.left = made, [bill.cents * 100 for bill in made]
        self.came = {day: Counter[str]() for day in DAYS}
        self.promised = {day: Counter[str]() for day in DAYS}
        self.calls = dict.fromkeys(DAYS, 0)
        self.overdue = {day: Counter[str]() for day in DAYS}

    def pay(self, place: int, day: date) -> None:
        for number, bill in enumerate(self.bills):
            paid = min(self.left[number], bill.cents * 100 * bill.pays[place] // 1000) if place else 0
            paid -= paid % 100  # whole units, in yen and all
            self.left[number] -= paid
            self.came[day][bill.currency] += paid
            if FIRST + timedelta(days=bill.due) < day:
                self.overdue[day][bill.currency] += self.left[number]

    def ledger(self) -> str:
        lines = []
        for number, bill in enumerate(self.bills):
            due, dated = FIRST + timedelta(days=bill.due), FIRST - timedelta(days=30)
            amounts = f"{bill.cents},{self.left[number] // 100}"
            if self.left[number]:
                lines.append(
                    f"C{bill.customer},Name {bill.customer},N{number},{dated},{due},{amounts},{bill.currency}"
                )
        return HEAD + "\n".join([*lines, f"Z,Zed,Z1,{FIRST},{FIRST + timedelta(days=90)},7,7,USD"]) + "\n"

    def speak(self, folder: Path, place: int, day: date) -> None:
        desk = desk_on(folder, day)
        for number, bill in enumerate(self.bills):
            when, code = bill.rung
            if when != place or not code or not self.left[number]:
                continue
            account, invoice, minor = desk.book.execute(
                "SELECT account_id, id, balance FROM invoice WHERE number = ?", (f"N{number}",)
            ).fetchone()
            line = Line(invoice, Money(minor, bill.currency))
            given_ = (PromiseGiven(line.amount, day + timedelta(days=3), (line,)),) if code == "PTP" else ()
            log_call(desk, account, Outcome(Code(code), promises=given_))
            self.calls[day] += 1
            self.promised[day][bill.currency] += minor if code == "PTP" else 0
        desk.close()


def by_currency(cell: Cell) -> dict[str, int]:
    assert not isinstance(cell, NotAvailable), cell
    each = cell.each if isinstance(cell, Amounts) else (cell,)
    return {one.currency: one.minor for one in each if isinstance(one, Money) and one.minor}


def minor(counted: Counter[str]) -> dict[str, int]:
    """As the book keeps it: yen have no hundredths."""
    return {code: cents // 100 if code == "JPY" else cents for code, cents in counted.items() if cents}


@settings(
    max_examples=tries(3),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.generate, Phase.shrink),
)
@given(bills)
def test_day_week_and_month_say_what_a_naive_account_of_the_same_days_says(made: list[Bill]):
    told = Told(made)
    with tempfile.TemporaryDirectory() as place_:
        folder = Path(place_)
        for place, day in enumerate(DAYS):
            told.pay(place, day)
            take_in(folder, told.ledger(), on=day, name=f"{day}.csv", currency=None, confirm_closures=True)
            told.speak(folder, place, day)
        desk = desk_on(folder, DAYS[-1])
        for place, day in enumerate(DAYS):
            for name, since in (
                ("day", day),
                ("week", day - timedelta(days=day.weekday())),
                ("month", FIRST),
            ):
                within = [each for each in DAYS[: place + 1] if each >= since]
                heads = {each.name: each.value for each in report(desk, name, Ask(day)).headlines}
                assert heads["Calls"] == sum(told.calls[each] for each in within), (name, day)
                assert by_currency(heads["Overdue"]) == minor(told.overdue[day]), (name, day)
                for head, sums in (("Money in", told.came), ("Promised", told.promised)):
                    whole = sum((sums[each] for each in within), Counter[str]())
                    if sums is told.promised:
                        whole = Counter(
                            {code: cents * (100 if code == "JPY" else 1) for code, cents in whole.items()}
                        )
                    assert by_currency(heads[head]) == minor(whole), (name, day, head)
        desk.close()
