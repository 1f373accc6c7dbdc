"""Random second days of a ledger: what is told to have happened is what did, whatever the program did to numbers and ids."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from arcall_tui.workday.imports.import_report import ImportReport, LedgerRefusedError
from ledger_files import ask, take_in
from test_import_promises import promise, states
from tries import tries

ONE, TWO = date(2026, 6, 1), date(2026, 6, 8)
COLUMNS = ("Customer ID", "Customer", "Type", "Number", "Date", "Due Date", "Amount", "Balance")
# How a spreadsheet, or the program's next version, writes the same numbers.
SPELLINGS = (str, str, lambda number: f"{number}.0", lambda number: number.lstrip("0"))


@dataclass(frozen=True)
class Item:
    """An open item; figures in minor units."""

    who: str
    number: str
    kind: str
    due: str
    amount: int
    balance: int

    @property
    def key(self) -> tuple[str, str]:
        """What tells the item from others."""
        return self.number, self.due


@dataclass
class Day:
    """A second day: its items, the ids and names of customers, and what happened, by customer."""

    items: list[Item] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    came: Counter[str] = field(default_factory=Counter)
    notes: int = 0
    new: int = 0
    gone: set[tuple[str, str]] = field(default_factory=set)


def first_day(dice: random.Random) -> list[Item]:
    items = []
    for place in range(dice.randrange(6, 14)):
        amount = dice.randrange(100, 90_000)
        note = dice.random() < 0.25
        items.append(
            Item(
                f"C{dice.randrange(4)}", f"{dice.choice(['', '00'])}{1001 + place}",
                "Credit Memo" if note else "Invoice", f"2026-0{dice.randrange(2, 6)}-15", -amount if note else amount,
                -amount if note else amount,
            )
        )  # fmt: skip
    if dice.random() < 0.5:
        # One bill that falls due in parts.
        parts = ("2026-03-20", "2026-04-20", "2026-07-20")[: dice.randrange(2, 4)]
        items += [
            Item("C3", "003007", "Invoice", due, 5000 + place, 5000 + place)
            for place, due in enumerate(parts)
        ]
    return items


def second_day(dice: random.Random, before: list[Item]) -> Day:
    """Let customers pay, in full and in part, credit notes be set off, and new bills come."""
    day = Day()
    left = {item.key: item for item in before}
    for note in [item for item in before if item.balance < 0 and dice.random() < 0.4]:
        bills = [item for item in left.values() if item.who == note.who and item.balance >= -note.balance]
        if bills:
            bill = dice.choice(bills)
            rest = bill.balance + note.balance
            del left[note.key]
            left[bill.key] = replace(bill, balance=rest)
            day.notes += 1
    for item in [item for item in left.values() if item.balance > 0]:
        part = dice.choice([0, 0, 0, item.balance, dice.randrange(1, item.balance + 1)])
        day.came[item.who] += part
        left[item.key] = replace(item, balance=item.balance - part)
    day.items = [item for item in left.values() if item.balance]
    day.gone = {item.key for item in before} - {item.key for item in day.items}
    for place in range(dice.randrange(3)):
        amount = dice.randrange(100, 90_000)
        day.items.append(
            Item(f"C{dice.randrange(5)}", f"{2001 + place}", "Invoice", "2026-07-15", amount, amount)
        )
        day.new += 1
    dice.shuffle(day.items)
    return day


def rows(items: list[Item], day: Day, write: object = str) -> list[tuple[object, ...]]:
    return [
        (
            day.ids.get(item.who, item.who), day.names.get(item.who, f"Firm {item.who}"), item.kind, write(item.number) if item.number.isdigit() else item.number,  # type: ignore[operator]
            "2026-01-15" if item.number < "2" else "2026-06-05", item.due, f"{item.amount / 100:.2f}", f"{item.balance / 100:.2f}",
        )
        for item in items
    ]  # fmt: skip


def imported(folder: Path, items: list[tuple[object, ...]], on: date) -> ImportReport:
    try:
        return take_in(folder, items, on, header=COLUMNS)
    except LedgerRefusedError as asked:
        if asked.question is None:
            raise
        return take_in(folder, items, on, header=COLUMNS, confirm_closures=True)


def count(story: str, words: str) -> int:
    found = re.search(rf"(\d+) {words}", story)
    return int(found[1]) if found else 0


@settings(max_examples=tries(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
@example(seed=78107765)
def test_what_happened_is_told_as_it_was(seed: int):
    dice = random.Random(seed)
    before = first_day(dice)
    day = second_day(dice, before)
    for who in ("C0", "C2"):
        stays = sum(item.who == who and item.number < "2" for item in day.items)
        if stays and dice.random() < 0.5:
            day.ids[who] = f"K{who}"
        if (
            who not in day.ids or stays * 2 > sum(item.who == who for item in before)
        ) and dice.random() < 0.3:
            day.names[who] = f"{who} Holding"
    with TemporaryDirectory() as name:
        folder = Path(name)
        imported(folder, rows(before, Day()), ONE)
        owes = sum(item.balance for item in before if item.who == "C1")
        promised = dice.randrange(1, owes + 1) if owes > 0 else 0
        if promised:
            promise(folder, (f"{promised / 100:.2f}", ONE + timedelta(days=1)), made=ONE)
        report = imported(folder, rows(day.items, day, dice.choice(SPELLINGS)), TWO)
        assert sum(report.totals.values()) == sum(item.balance for item in day.items)
        if promised:
            # Where most of it came and credit notes took the rest of all that was due, there is nothing more to pay.
            left = any(
                item.who == "C1" and item.balance > 0 and item.due <= "2026-06-02" for item in day.items
            )
            enough = day.came["C1"] >= promised or (not left and day.came["C1"] * 2 > promised)
            assert states(folder) != ["kept"] or enough, report.story
            assert states(folder) != ["partly kept"] or day.came["C1"], report.story
        came = ask(
            folder,
            """SELECT account.name, sum(payment.amount) FROM payment JOIN invoice ON invoice.id = invoice_id
               JOIN account ON account.id = invoice.account_id WHERE payment.amount > 0 GROUP BY 1""",
        )
    told = {who.split()[-1] if who.startswith("Firm") else who.split()[0]: amount for who, amount in came}
    assert told == +day.came, report.story
    assert count(report.story, "new") == report.invoices.new == day.new
    assert count(report.story, "credit note") == day.notes
    assert bool(count(report.story, "(paid in full|part paid)")) == bool(+day.came)
    assert report.invoices.closed == len(day.gone)
