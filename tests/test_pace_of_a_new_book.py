"""The first ledger shows old bills whose like was paid unseen: what few days have shown is not stretched over their age."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from ledger_files import ask, take_in
from test_import_beside import desk_of

ONE = date(2026, 11, 25)
# One bill of each customer, from not yet due to four months late.
BILLS = [(f"C{place:03}", f"N{place}", 5 - place) for place in range(120)]


def ledger(left: list[tuple[str, str, int]]) -> list[tuple[object, ...]]:
    rows = []
    for who, number, late in left:
        due = ONE + timedelta(days=late)
        rows.append((who, f"{who} Ltd", number, due - timedelta(days=30), due, "100.00", "100.00"))
    return rows


def expected_on(folder: Path, today: date) -> dict[int, float]:
    """For how many days more each account's bill is expected to stay unpaid, by its days past due."""
    desk = desk_of(folder, today)
    try:
        standings = [desk.standings.now(account) for (account,) in ask(folder, "SELECT id FROM account")]
        return {int(each.age): each.further_days for standing in standings for each in standing.exposures}
    finally:
        desk.close()


def test_a_handful_paid_in_a_day_is_a_pace_of_days_and_old_bills_still_come_before_new_ones(tmp_path: Path):
    take_in(tmp_path, ledger(BILLS), on=ONE)
    first = expected_on(tmp_path, ONE)
    paid = BILLS[10:100:15]
    take_in(tmp_path, ledger([each for each in BILLS if each not in paid]), on=ONE + timedelta(days=1))
    second = expected_on(tmp_path, ONE + timedelta(days=1))
    assert 30 < first[1] < 35
    # Six of some 115 bills a day: one is paid after about 20 days, not after a share of the months before.
    assert 10 < second[2] < 30
    assert second[110] > 2 * second[2]
    assert all(each < 200 for each in second.values())
