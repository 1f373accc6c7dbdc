"""Reports as of a day: they add up to the cent, and do not change when later ledgers come in."""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcall_tui.domain.money import Money
from arcall_tui.reports.table import Report, Row, Table, sums
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.store.book.opening import open_book
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.behind import made_of
from arcall_tui.workday.reports.catalogue import REPORTS, report
from arcall_tui.workday.reports.report_room import Ask
from ledger_files import take_in, taken_in
from tries import tries

FIRST = date(2026, 3, 2)  # a Monday
HEADER = ("Customer ID", "Customer Name", "Country", "Invoice Number", "Invoice Date", "Due Date", "Amount",
          "Open Balance", "Currency")  # fmt: skip
IBM = Path(__file__).parents[2] / "shared" / "ledgers" / "ibm" / "WA_Fn-UseC_-Accounts-Receivable.csv"


def desk_in(folder: Path, now: date = FIRST + timedelta(days=60)) -> Desk:
    clock = Clock(ZoneInfo("UTC"), datetime.combine(now, time(21), UTC))
    return Desk(folder / "book.sqlite3", clock, Settings("UTC", "test"), load_policy(None))


def made(folder: Path, name: str, as_of: date, since: date | None = None) -> Report:
    desk = desk_in(folder)
    try:
        return report(desk, name, Ask(as_of, since, as_of))
    finally:
        desk.close()


def total(table: Table, column: str) -> dict[str, int]:
    place = [c.name for c in table.columns].index(column)
    cells = (row[place] for row in sums(table))
    return {cell.currency: cell.minor for cell in cells if isinstance(cell, Money)}


item = st.fixed_dictionaries(
    {
        "customer": st.integers(0, 3),
        "currency": st.sampled_from(["USD", "JPY", "KWD"]),
        "age": st.integers(1, 200),
        "terms": st.integers(0, 60),
        "units": st.integers(1, 10_000_000),
        "then": st.sampled_from(["same", "part", "gone", "due later", "corrected"]),
        "later": st.sampled_from(["same", "gone", "back"]),
    }
)


def ledger(items: list[dict[str, object]], stage: int) -> str:
    """Write the items as they stand in the first, second or third ledger."""
    lines = [",".join(HEADER)]
    for number, it in enumerate(items):
        dated = FIRST - timedelta(days=int(str(it["age"])))
        due = dated + timedelta(days=int(str(it["terms"])))
        units = int(str(it["units"]))
        amount = balance = units
        if stage > 0:
            if it["then"] == "gone":
                balance = 0
            if it["then"] == "part":
                balance = (units + 1) // 2
            if it["then"] == "due later":
                due += timedelta(days=45)
            if it["then"] == "corrected":
                amount = balance = units + 7
        if stage > 1:
            balance = {"same": balance, "gone": 0, "back": units}[str(it["later"])]
        if balance == 0:
            continue
        lines.append(
            f"C{it['customer']},Customer {it['customer']},DE,N{number},{dated},{due},{amount},{balance},{it['currency']}"
        )
    return "\n".join(lines) + "\n"


@settings(max_examples=tries(4), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(item, min_size=6, max_size=16), st.lists(item, min_size=1, max_size=3))
def test_buckets_invoices_and_imports_agree_and_the_past_stays(
    items: list[dict[str, object]], fresh: list[dict[str, object]]
):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        days = [FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=9)]
        told: dict[tuple[str, date], Report] = {}
        for stage, day in enumerate(days):
            rows = items if stage == 0 else [*items, *fresh]
            content = ledger(rows, stage)
            if content.count("\n") == 1:
                return
            said = take_in(folder, content, on=day, name=f"{stage}.csv", currency=None, confirm_closures=True)
            imported = said.as_json()["totals"]
            aging = made(folder, "aging", day)
            by_name = {table.sheet: table for table in aging.tables}
            for sheet, column in (("buckets", "balance"), ("countries", "total"), ("accounts", "total")):
                found = total(by_name[sheet], column)
                assert {code: Money(minor, code).plain() for code, minor in found.items() if minor} == {
                    code: amount for code, amount in imported.items() if Decimal(amount)
                }
            opened(folder, by_name["buckets"])
            for name in ("aging", "measures", "customers", "promises", "causes", "forecast"):
                for earlier in days[: stage + 1]:
                    now = (
                        made(folder, name, earlier)
                        if name in {"aging", "customers", "forecast"}
                        else made(folder, name, earlier, earlier - timedelta(days=30))
                    )
                    assert told.setdefault((name, earlier), now) == now, (name, earlier, day)


def opened(folder: Path, buckets: Table) -> None:
    """What is behind each bucket adds up to it."""
    desk = desk_in(folder)
    for row, key in zip(buckets.rows, buckets.keys, strict=True):
        (table,) = made_of(desk, key, lambda _: None).tables
        balance = row[3]
        assert isinstance(balance, Money)
        assert total(table, "balance").get(balance.currency, 0) == balance.minor
        assert len(table.rows) == row[2]
    desk.close()


def test_a_corrected_due_date_does_not_reach_back(tmp_path: Path):
    rows = "Customer ID,Invoice Number,Invoice Date,Due Date,Amount\nA,1,2026-01-05,{due},100.00\n"
    take_in(tmp_path, rows.format(due="2026-02-01"), on=FIRST)
    before = made(tmp_path, "aging", FIRST)
    assert before.tables[0].rows[0][1:4] == ("1-30", 1, Money(10_000, "USD"))  # 29 days
    take_in(tmp_path, rows.format(due="2026-05-01"), on=FIRST + timedelta(days=1), name="2.csv")
    assert made(tmp_path, "aging", FIRST) == before
    after = made(tmp_path, "aging", FIRST + timedelta(days=1))
    assert after.tables[0].rows[0][1:4] == ("not due", 1, Money(10_000, "USD"))


def test_an_open_item_list_alone_tells_no_sales(tmp_path: Path):
    take_in(
        tmp_path,
        "Customer ID,Invoice Number,Invoice Date,Due Date,Amount\nA,1,2026-01-05,2026-02-01,100.00\n",
    )
    measures = made(tmp_path, "measures", FIRST)
    row = measures.tables[0].rows[0]
    assert [getattr(cell, "reason", "")[:12] for cell in row[1:]] == ["an open-item"] * 5


# The real ledger, with nothing of arcall in the arithmetic.


@cache
def rows_of_ibm() -> list[dict[str, str]]:
    with IBM.open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def us(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a date


@pytest.mark.skipif(not IBM.exists(), reason="the ledger is not on this machine")
@pytest.mark.parametrize("seen", [date(2013, 6, 30), date(2014, 3, 31)])
def test_the_measures_of_a_real_ledger_are_those_of_its_rows(tmp_path: Path, seen: date):
    taken_in(tmp_path, IBM.read_bytes(), on=seen)
    end, begin = date(2013, 6, 30), date(2013, 4, 1)
    desk = desk_in(tmp_path, date(2014, 6, 1))
    measures = report(desk, "measures", Ask(end, begin, end))
    desk.close()

    def open_at(day: date, *, current: bool = False) -> Decimal:
        return sum(
            (
                Decimal(row["InvoiceAmount"])
                for row in rows_of_ibm()
                if us(row["InvoiceDate"]) <= day < us(row["SettledDate"])
                and (not current or us(row["DueDate"]) >= day)
            ),
            Decimal(0),
        )

    sales = sum(
        Decimal(row["InvoiceAmount"]) for row in rows_of_ibm() if begin <= us(row["InvoiceDate"]) <= end
    )
    paid = sum(
        Decimal(row["InvoiceAmount"]) for row in rows_of_ibm() if begin <= us(row["SettledDate"]) <= end
    )
    opening, closing, current = open_at(begin - timedelta(days=1)), open_at(end), open_at(end, current=True)
    days = 91
    _, dso, _, best, late, cei = measures.tables[0].rows[0]
    assert float(dso) == pytest.approx(float(closing / sales * days))
    assert float(best) == pytest.approx(float(current / sales * days))
    assert float(late) == pytest.approx(float((closing - current) / sales * days))
    assert float(cei) == pytest.approx(float((opening + sales - closing) / (opening + sales - current)))
    plain = [cell.plain() for cell in measures.tables[1].rows[0][1:]]
    assert plain == [str(value) for value in (opening, sales, paid, Decimal("0.00"), closing, current)]
    assert closing == Decimal("5119.85")


@pytest.mark.skipif(not IBM.exists(), reason="the ledger is not on this machine")
def test_a_real_ledger_told_by_dates_agrees_with_the_one_taken_in_that_day(tmp_path: Path):
    whole, then = tmp_path / "whole", tmp_path / "then"
    whole.mkdir(), then.mkdir()
    taken_in(whole, IBM.read_bytes(), on=date(2014, 3, 31))
    for day in (date(2013, 5, 31), date(2013, 6, 30)):
        take_in(then, IBM.read_bytes(), on=day, confirm_closures=True)
    for day in (date(2013, 5, 31), date(2013, 6, 30)):
        tables = [made_in(folder, day).tables[0].rows for folder in (whole, then)]
        assert tables[0] == tables[1]


@pytest.mark.skipif(not IBM.exists(), reason="the ledger is not on this machine")
def test_the_forecast_beats_one_expected_date_for_each_bill(tmp_path: Path):
    """Over the four weeks ahead of several Sundays, against the due date plus the customer's mean days late."""
    taken_in(tmp_path, IBM.read_bytes(), on=date(2014, 3, 31))
    bills = [
        (row["customerID"], us(row["InvoiceDate"]), us(row["DueDate"]), us(row["SettledDate"]), Decimal(row["InvoiceAmount"]))
        for row in rows_of_ibm()
    ]  # fmt: skip
    ours = dated = came = Decimal(0)
    looked_back: list[Row] = []
    desk = desk_in(tmp_path, date(2014, 6, 1))
    for sunday in (
        date(2012, 8, 26),
        date(2012, 11, 25),
        date(2013, 2, 24),
        date(2013, 5, 26),
        date(2013, 8, 25),
    ):
        late: dict[str, list[int]] = {}
        for who, _, due, settled, _ in bills:
            if settled <= sunday:
                late.setdefault(who, []).append((settled - due).days)
        everyone = [days for own in late.values() for days in own]
        usual = sum(everyone) / len(everyone)
        truth, guess = [Decimal(0)] * 4, [Decimal(0)] * 4
        for who, begun, due, settled, amount in bills:
            if begun <= sunday < settled:
                own = late.get(who, [])
                mean = (sum(own) + 4 * usual) / (len(own) + 4)
                expected = max(due + timedelta(days=round(mean)), sunday + timedelta(days=1))
                for sums_, day in ((truth, settled), (guess, expected)):
                    if (week := ((day - sunday).days - 1) // 7) < 4:
                        sums_[week] += amount
        made_ = report(desk, "forecast", Ask(sunday))
        rows, looked_back = made_.tables[0].rows[:4], [*looked_back, *made_.tables[-1].rows]
        told = [Decimal(row[4].plain()) for row in rows if isinstance(row[4], Money)]
        ours += sum(abs(a - b) for a, b in zip(told, truth, strict=True))
        dated += sum(abs(a - b) for a, b in zip(guess, truth, strict=True))
        came += sum(truth)
    desk.close()
    assert ours < dated * Decimal("0.9")
    assert ours < came * Decimal("0.25")
    # What it says of its own past: each week's money, told apart by whether the bill was open when the week began.
    for row in looked_back:
        monday = date.fromisoformat(str(row[1]))
        paid = [bill for bill in bills if monday <= bill[3] < monday + timedelta(days=7)]
        was_open = sum((bill[4] for bill in paid if bill[1] < monday), Decimal(0))
        assert [row[3], row[5]] == [
            Money.of(str(amount), "USD") for amount in (was_open, sum(bill[4] for bill in paid) - was_open)
        ]
    told, truly = (sum(Decimal(row[place].plain()) for row in looked_back) for place in (2, 3))  # type: ignore[union-attr]
    assert Decimal("0.85") < truly / told < Decimal("1.15")


def made_in(folder: Path, day: date) -> Report:
    desk = desk_in(folder, date(2014, 6, 1))
    try:
        return report(desk, "aging", Ask(day))
    finally:
        desk.close()


def test_every_report_leaves_the_book_as_it_was(sample_book: Path):
    desk = Desk(
        sample_book,
        Clock(ZoneInfo("UTC"), datetime(2026, 11, 20, 16, tzinfo=UTC)),
        Settings("UTC", "test"),
        load_policy(None),
    )
    with closing(open_book(sample_book)) as connection:
        before = list(connection.iterdump())
        for name in REPORTS:
            assert report(desk, name, Ask(date(2026, 11, 20))).tables
        assert list(connection.iterdump()) == before
    desk.close()
    assert not [
        name for (name,) in sqlite3.connect(sample_book).execute("SELECT name FROM sqlite_temp_schema")
    ]


@pytest.mark.skipif(not IBM.exists(), reason="the ledger is not on this machine")
def test_a_month_within_a_gap_between_two_ledgers_is_that_of_its_rows(tmp_path: Path):
    for day in (date(2013, 3, 31), date(2013, 6, 30)):
        take_in(tmp_path, IBM.read_bytes(), on=day, confirm_closures=True)
    desk = desk_in(tmp_path, date(2013, 7, 1))
    measures = report(desk, "measures", Ask(date(2013, 6, 30), date(2013, 6, 1), date(2013, 6, 30)))
    desk.close()
    opening, _, collected, other, _, _ = (
        getattr(cell, "plain", lambda: "")() for cell in measures.tables[1].rows[0][1:]
    )
    assert (opening, collected, other) == ("6918.35", "7648.09", "0.00")
    cei = measures.tables[0].rows[0][5]
    assert float(cei) == pytest.approx(0.9015, abs=0.00005)  # type: ignore[arg-type]
