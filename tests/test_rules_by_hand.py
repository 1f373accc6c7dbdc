"""The reasons of ten accounts of the sample book, worked out again from its ledger's rows with plain arithmetic."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from arcall_tui.domain.money import Money
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from books import NOW
from shell import SAMPLE_DAY


class Row(NamedTuple):
    """A bill of the ledger: `late` when it was paid, or its `age` while it is open."""

    account: int
    late: int | None
    age: int
    balance: int


class ByHand:
    """The rule as it is written down, a bill at a time, without any of its code."""

    def __init__(self, rows: list[Row]) -> None:
        self.settled = [row for row in rows if row.late is not None]
        self.open = [row for row in rows if row.late is None]
        self.of: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            self.of[row.account].append(row)
        self.lates = [max(row.late or 0, 0) for row in self.settled]
        self.due: list[float] = []
        self.q = {account: self._slow(own) for account, own in self.of.items()}

    def payments_due(self, age: int) -> float:
        while len(self.due) <= age:
            at = len(self.due)
            paid = sum(late == at for late in self.lates)
            at_risk = sum(late >= at for late in self.lates) + sum(row.age >= max(at, 1) for row in self.open)
            self.due.append((self.due[-1] if self.due else 0.0) + (paid / at_risk if paid else 0.0))
        return self.due[age]

    def _slow(self, own: list[Row]) -> float:
        paid = [row.late for row in own if row.late is not None]
        overdue = [row.age for row in own if row.late is None and row.age > 0]
        hazard = sum(self.payments_due(max(late, 0)) for late in paid)
        still = sum(self.payments_due(age) for age in overdue) / max(len(overdue), 1) ** 0.5
        return ((2 + hazard + still) / (2 + len(paid))) ** 0.75

    def further(self, account: int, age: int) -> float:
        came = [row for row in self.settled if (row.late or 0) >= age]
        days = sum((row.late or 0) - age for row in came) + sum(
            row.age - age for row in self.open if row.age > age
        )
        reached = [self.q[row.account] for row in came]
        reached += [self.q[row.account] for row in self.open if row.age >= age]
        others = sum(reached) / len(reached)
        book = days / len(came) * self.q[account] / others
        own = [row.late - age for row in self.of[account] if row.late is not None and row.late >= age]
        older = [row.age - age for row in self.of[account] if row.late is None and row.age > age]
        overdue = sum(row.late is None and row.age > 0 for row in self.of[account])
        return float(min((sum(own) + sum(older) / overdue**0.5 + 4 * book) / (len(own) + 4), 730))


def rows_of(book: object) -> list[Row]:
    found = book.execute(  # type: ignore[attr-defined]
        "SELECT account_id, due_date, settled_on, balance FROM invoice WHERE kind = 'invoice'"
        " AND (settled_on IS NOT NULL OR balance > 0)"
    )
    rows = []
    for account, due_on, settled, balance in found:
        due = date.fromisoformat(due_on)
        late = (date.fromisoformat(settled) - due).days if settled else None
        rows.append(Row(account, late, (SAMPLE_DAY - due).days, balance))
    return rows


def test_the_reasons_of_ten_accounts_are_what_the_ledger_gives_by_hand(sample_book: Path):
    zone = Settings(zone="Europe/London", zone_basis="test").zone_info
    desk = Desk(
        sample_book, Clock(zone, NOW), Settings(zone="Europe/London", zone_basis="test"), load_policy(None)
    )
    hand = ByHand(rows_of(desk.book))
    checked = 0
    for placing in desk.ranking.rank_day():
        account, exposures = placing.account, placing.standing.exposures
        (exposure, *others) = exposures or (None,)
        if others or exposure is None or not exposure.collectable or checked == 10:
            continue
        if exposure.disputed or exposure.promised or exposure.credit or exposure.assumed:
            continue
        bills = [row for row in hand.of[account] if row.late is None and row.age > 0]
        owed = sum(row.balance for row in bills)
        value = sum(row.balance * hand.further(account, row.age) for row in bills)
        assert exposure.collectable == owed
        assert exposure.collectable * exposure.further_days == pytest.approx(value)
        said = {reason.code: reason for reason in desk.explain(placing)}
        oldest, days = max(row.age for row in bills), round(value / owed)
        assert said["value"].text.startswith(f"{oldest} day")
        assert f"about {days} more expected" in said["value"].text
        assert said["value"].figures.startswith(f"{Money(owed, exposure.currency)} x {days} day")
        checked += 1
    assert checked == 10
