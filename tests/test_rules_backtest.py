"""Trying the rules on the past: the score is what it says, and nothing of the future is visible."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.rules.backtest import Bill, backtest, chosen, compared, every, replay
from arcall_tui.rules.policy_file import load_policy
from shell import arcall
from tries import tries

POLICY = load_policy(None)
START = date(2025, 1, 1)
IBM = Path(__file__).parents[2] / "shared" / "ledgers" / "ibm" / "WA_Fn-UseC_-Accounts-Receivable.csv"

bills = st.lists(
    st.builds(
        lambda account, dated, terms, open_for, amount: Bill(
            f"C{account}",
            START + timedelta(days=dated),
            START + timedelta(days=dated + terms),
            START + timedelta(days=dated + open_for),
            amount,
        ),
        st.integers(0, 7),
        st.integers(0, 90),
        st.integers(0, 30),
        st.integers(0, 120),
        st.integers(1, 10**7),
    ),
    min_size=8,
    max_size=60,
)
DAYS = every(START + timedelta(days=20), START + timedelta(days=140), 10)


def corrupted(bill: Bill, day: date, shift: int) -> Bill | None:
    """The same bill as far as it was known at the close of the day before `day`; the rest made up."""
    if bill.dated >= day:
        return None
    if bill.settled >= day:
        return bill._replace(settled=day + timedelta(days=shift))
    return bill


@given(bills, st.integers(0, 500), bills)
@settings(max_examples=tries(20))
def test_a_corrupted_future_changes_no_choice(known: list[Bill], shift: int, others: list[Bill]):
    for day, (scene, _) in zip(DAYS, replay(known, DAYS, POLICY), strict=True):
        past = [kept for bill in known if (kept := corrupted(bill, day, shift))]
        invented = [
            bill._replace(
                dated=bill.dated + (day - START),
                due=bill.due + (day - START),
                settled=bill.settled + (day - START),
            )
            for bill in others
        ]
        ((same, _),) = replay([*past, *invented], [day], POLICY)
        for name in ("arcall", "oldest", "largest", "amount_days", "amount_mean_late"):
            rule = compared()[name]
            assert chosen(rule, scene, 3) == chosen(rule, same, 3), (name, day)


@given(bills, st.integers(1, 4))
@settings(max_examples=tries(30))
def test_a_score_is_a_share_and_nobody_beats_the_oracle(known: list[Bill], capacity: int):
    found = backtest(known, DAYS, capacity, POLICY)
    rules = ["arcall", "oldest", "largest", "amount_days", "amount_mean_late", "random", "oracle"]
    # Where no day could be scored nothing is said, not nought.
    assert list(found.coverage) == (rules if found.snapshots else [])
    for share in found.coverage.values():
        assert 0 <= share <= found.coverage["oracle"] + 1e-9


def test_the_score_of_a_day_worked_out_by_hand():
    day = date(2025, 3, 10)
    owed = [
        Bill("A", START, date(2025, 3, 9), date(2025, 3, 20), 100),  # 1,000 money-days to come
        Bill("B", START, date(2025, 3, 1), date(2025, 3, 12), 200),  # 400
        Bill("C", START, date(2025, 3, 10), date(2025, 4, 10), 900),  # due today: not overdue yet
        Bill("D", START, date(2025, 3, 1), date(2025, 3, 9), 900),  # paid the day before
        Bill("E", START, date(2025, 3, 8), date(2025, 3, 10), 500),  # paid on the day: nothing to come
    ]
    found = backtest(owed, [day], 1, POLICY)
    assert found.snapshots == 1
    assert found.coverage["oracle"] == pytest.approx(1000 / 1400)
    assert found.coverage["oldest"] == pytest.approx(400 / 1400)
    assert found.coverage["largest"] == 0
    assert found.coverage["random"] == pytest.approx(1 / 3)
    # Three accounts are less than twice a capacity of two.
    assert backtest(owed, [day], 2, POLICY).snapshots == 0


def test_a_ledger_without_a_past_is_refused_with_the_way_out(tmp_path: Path):
    ledger = tmp_path / "open.csv"
    ledger.write_text("Customer,Invoice,Due date,Balance\nA,1,2026-01-01,10.00\n")
    said = arcall("rules", "backtest", ledger)
    assert said.code == 3
    assert "when invoices were settled" in said.err


def test_the_command_reads_a_ledger_and_says_what_it_left_out(tmp_path: Path):
    ledger = tmp_path / "paid.csv"
    rows = [("Customer", "Invoice", "Invoice date", "Due date", "Amount", "Settled date")]
    for number in range(60):
        dated = START + timedelta(days=number)
        settled = "" if number == 59 else str(dated + timedelta(days=35 + number % 7 * 5))
        rows.append(
            (f"C{number % 6}", str(number), str(dated), str(dated + timedelta(days=30)), "100.00", settled)
        )
    with ledger.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    said = arcall("rules", "backtest", ledger, "--capacity", 2, "--every", 3, "--json")
    assert said.code == 0
    assert said.json["capacity"] == 2
    assert said.json["snapshots"] > 5
    assert "1 invoices are not settled yet" in said.err
    none = arcall("rules", "backtest", ledger, "--capacity", 50, "--json")
    assert none.json["snapshots"] == 0
    assert "smaller --capacity" in none.err
    assert arcall("rules", "backtest", ledger, "--from", "someday").code == 2


@pytest.mark.skipif(not IBM.exists(), reason="the shared ledgers are not here")
def test_on_the_ibm_ledger_it_is_ahead_of_every_usual_rule():
    said = arcall(
        "rules", "backtest", IBM, "--capacity", 5, "--every", 7, "--from", "2012-06-01", "--to", "2013-11-01", "--json"
    )  # fmt: skip
    found, coverage = said.json, said.json["coverage"]
    assert found["snapshots"] == 48
    assert found["of_best"] >= 0.83
    assert found["interval"][0] < coverage["arcall"] < found["interval"][1]
    assert coverage["oracle"] == pytest.approx(0.7705, abs=0.001)
    usual = [coverage[rule] for rule in ("oldest", "largest", "amount_days", "amount_mean_late", "random")]
    assert max(usual) == pytest.approx(0.58, abs=0.005)
    calibration = found["calibration"]
    assert 0.85 <= calibration["came_over_said"] <= 1.15
    assert calibration["mean_error_days"] <= 5.0
    assert calibration["by_age"]["1-30"] == pytest.approx(1.0, abs=0.3)
    assert calibration["by_age"]["91+"] is None, "no bill there is so old"


@pytest.mark.skipif(not IBM.exists(), reason="the shared ledgers are not here")
def test_a_backtest_tells_by_how_much_the_rule_is_ahead_of_another_and_says_so_in_words(tmp_path: Path):
    ask = ("rules", "backtest", IBM, "--capacity", 5, "--from", "2012-06-01", "--to", "2012-12-01")
    other = tmp_path / "other.toml"
    other.write_text("[value]\nshrinkage = 90.0\n")
    found = arcall(*ask, "--against", other, "--json").json
    against = found["against"]
    low, high = against["interval"]
    assert low <= against["difference"] <= high
    assert against["difference"], "as if it were compared with itself"
    same = tmp_path / "same.toml"
    same.write_text("[value]\nshrinkage = 4.0\n")
    assert arcall(*ask, "--against", same, "--json").json["against"] == {
        "coverage": found["coverage"]["arcall"], "difference": 0.0, "interval": [0.0, 0.0],
    }  # fmt: skip
    words = arcall(*ask, "--against", other).out
    for told in ("of the best possible", f"Against {other}: ", "1-30 days past due", "Mean error: "):
        assert told in words
    assert arcall(*ask, "--against", "no.toml").code == 2


@given(bills, st.integers(1, 3))
@settings(max_examples=tries(25))
def test_what_was_said_is_held_to_what_came(known: list[Bill], capacity: int):
    found = backtest(known, DAYS, capacity, POLICY)
    overdue = [
        [bill for bill in known if bill.dated < day <= bill.settled and bill.due < day] for day in DAYS
    ]
    assert found.calibration.count == sum(map(len, overdue))
    came = [(bill.settled - day).days for day, part in zip(DAYS, overdue, strict=True) for bill in part]
    assert sum(found.calibration.came.values()) == sum(came)
    if found.interval:
        assert found.interval[0] <= found.coverage["arcall"] + 1e-9
        assert found.interval[1] >= found.coverage["arcall"] - 1e-9
