from __future__ import annotations

import random
import tempfile
from array import array
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from arcall_tui.errors import InputRefusedError
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.imports.importing import ImportOptions, LedgerRefusedError, import_ledger
from cases import for_each
from ledger_files import HEADER, TODAY, ask, item, take_in, taken_in, text_of
from shell import arcall
from tries import tries

NEXT_DAY = TODAY + timedelta(days=1)
# What carries a minus is a credit, also where everything does.
SIGNED: dict[str, Any] = {"mapping": {"balance": "Open Balance"}}
FIVE = [item(f"C{n}", str(n), f"{n}0.00") for n in range(1, 6)]


def snapshot(folder: Path) -> list[object]:
    tables = (
        "account contact invoice balance_change payment promise dispute follow_up ledger_import payer_history"
    )
    return [ask(folder, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables.split()]


ledgers = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 12), st.integers(-5_000, 500_000).filter(bool)),
    min_size=1,
    unique_by=lambda row: row[:2],
)


def rows_of(ledger: list[tuple[int, int, int]]) -> list[tuple[object, ...]]:
    return [item(f"C{account}", f"N{number}", f"{minor / 100:.2f}") for account, number, minor in ledger]


@effort(deadline=None, max_examples=tries(15))
@given(ledgers, st.randoms(use_true_random=False))
def test_the_book_adds_up_to_the_file_whatever_the_order_of_its_rows(
    ledger: list[tuple[int, int, int]], dice: random.Random
):
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        mixed = ledger.copy()
        dice.shuffle(mixed)
        for folder, rows in ((Path(one), ledger), (Path(two), mixed)):
            assert take_in(folder, rows_of(rows), **SIGNED).totals == {
                "USD": sum(minor for _, _, minor in ledger)
            }
        what = "SELECT ledger_id, number, due_date, balance FROM invoice JOIN account ON account.id = account_id ORDER BY 1, 2"
        assert ask(Path(one), what) == ask(Path(two), what)


@effort(deadline=None, max_examples=tries(15))
@given(ledgers, ledgers)
def test_a_newer_list_leaves_exactly_what_it_holds(
    old: list[tuple[int, int, int]], new: list[tuple[int, int, int]]
):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        take_in(folder, rows_of(old), **SIGNED)
        report = take_in(folder, rows_of(new), on=NEXT_DAY, confirm_closures=True, **SIGNED)
        assert report.totals == {"USD": sum(minor for _, _, minor in new)}
        keys_old, keys_new = {row[:2] for row in old}, {row[:2] for row in new}
        assert report.invoices.new == len(keys_new - keys_old)
        assert report.invoices.closed == len(keys_old - keys_new)
        assert report.invoices.changed == len({*new} - {*old}) - report.invoices.new
        lacking = """SELECT count(*) FROM account WHERE id IN (SELECT account_id FROM invoice WHERE settled_on IS NULL)
                     AND id NOT IN (SELECT account_id FROM follow_up WHERE done_at IS NULL)"""
        assert ask(folder, lacking) == [(0,)]


def test_numbers_without_their_leading_zeros_are_the_same_items(tmp_path: Path):
    take_in(tmp_path, [item("C1", "0071", "10.00"), item("C1", "0072", "20.00"), item("C1", "73", "30.00")])
    report = take_in(
        tmp_path,
        [item("C1", "71", "10.00"), item("C1", "72", "5.00"), item("C1", "73", "30.00")],
        on=NEXT_DAY,
    )
    counts = report.invoices
    assert (counts.new, counts.changed, counts.unchanged, counts.closed) == (0, 1, 2, 0)
    assert ask(tmp_path, "SELECT number, balance FROM invoice ORDER BY 1") == [
        ("0071", 1000),
        ("0072", 500),
        ("73", 3000),
    ]


def test_the_same_file_again_changes_nothing(tmp_path: Path):
    first = take_in(tmp_path, FIVE)
    assert (first.accounts.new, first.invoices.new) == (5, 5)
    before = snapshot(tmp_path)
    again = take_in(tmp_path, FIVE)
    assert (again.invoices.unchanged, again.invoices.new, again.invoices.closed) == (5, 0, 0)
    assert snapshot(tmp_path) == before


def test_a_dry_run_says_what_would_change_and_writes_nothing(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    before = snapshot(tmp_path)
    report = take_in(tmp_path, [*FIVE[:4], item("C9", "9", "1.00")], on=NEXT_DAY, dry_run=True)
    assert (report.invoices.new, report.invoices.closed, report.totals) == (1, 1, {"USD": 10100})
    assert snapshot(tmp_path) == before


def test_lower_balances_are_money_that_came_in(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    take_in(tmp_path, [item("C1", "1", "4.00", amount="10.00"), *FIVE[1:4]], on=NEXT_DAY)
    assert ask(tmp_path, "SELECT amount, paid_on FROM payment ORDER BY amount") == [
        (600, NEXT_DAY.isoformat()),
        (5000, NEXT_DAY.isoformat()),
    ]
    assert ask(tmp_path, "SELECT old_balance, new_balance FROM balance_change ORDER BY 1") == [
        (1000, 400),
        (5000, 0),
    ]
    assert ask(tmp_path, "SELECT settled_on, balance FROM invoice WHERE number = '5'") == [
        (NEXT_DAY.isoformat(), 0)
    ]


def test_an_older_ledger_is_refused_unless_told(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    with pytest.raises(LedgerRefusedError, match="already has one") as refused:
        take_in(tmp_path, FIVE, on=TODAY - timedelta(days=3))
    assert "--older-anyway" in refused.value.hint
    take_in(tmp_path, FIVE, on=TODAY - timedelta(days=3), older_anyway=True)


def test_many_items_gone_at_once_need_a_word(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    with pytest.raises(LedgerRefusedError, match="2 of the 5"):
        take_in(tmp_path, FIVE[:3], on=NEXT_DAY)
    assert take_in(tmp_path, FIVE[:3], on=NEXT_DAY, partial=True).invoices.closed == 0
    assert take_in(tmp_path, FIVE[:3], on=NEXT_DAY, confirm_closures=True).invoices.closed == 2


def test_other_creditors_are_not_touched(tmp_path: Path):
    take_in(tmp_path, FIVE, creditor="North")
    report = take_in(tmp_path, [item("C1", "1", "7.00")], creditor="South")
    assert (report.accounts.new, report.invoices.closed, report.totals) == (1, 0, {"USD": 15700})


def test_paid_up_accounts_have_nothing_left_to_do_but_what_the_caller_set(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    ask(tmp_path, "UPDATE follow_up SET set_by = 'caller' WHERE account_id = 5")
    take_in(tmp_path, FIVE[:3], on=NEXT_DAY, confirm_closures=True)
    assert ask(tmp_path, "SELECT account_id FROM follow_up WHERE done_at IS NULL ORDER BY 1") == [
        (1,),
        (2,),
        (3,),
        (5,),
    ]


def test_a_first_call_moves_up_for_an_earlier_bill_but_not_one_that_the_caller_set(tmp_path: Path):
    later = [item("C1", "1", "10.00", due="2026-05-15"), item("C2", "2", "10.00", due="2026-05-15")]
    take_in(tmp_path, later)
    assert ask(tmp_path, "SELECT DISTINCT due_on FROM follow_up") == [("2026-05-18",)]
    ask(tmp_path, "UPDATE follow_up SET set_by = 'caller' WHERE account_id = 2")
    earlier = [item(customer, f"{customer}-0", "5.00", due="2026-03-10") for customer in ("C1", "C2")]
    take_in(tmp_path, [*later, *earlier], on=NEXT_DAY)
    assert ask(tmp_path, "SELECT due_on FROM follow_up ORDER BY account_id") == [
        ("2026-03-11",),
        ("2026-05-18",),
    ]


def test_a_first_call_that_quiet_days_put_off_stays_put_off_when_the_next_ledger_comes(tmp_path: Path):
    bill = [item("C1", "1", "10.00", due="2026-01-10")]
    take_in(tmp_path, bill)
    said = arcall("log", "C1", "IN", book=tmp_path / "book.sqlite3", now=f"{TODAY}T15:00+00:00")
    assert "no sooner: quiet after a conversation" in said.out, said.err
    planned = ask(tmp_path, "SELECT due_on, reason FROM follow_up")
    take_in(tmp_path, [*bill, item("C1", "2", "5.00", due="2026-01-05")], on=NEXT_DAY)
    assert ask(tmp_path, "SELECT due_on, reason FROM follow_up") == planned


def promise(folder: Path, amount: int, due: date, invoice: int = 1) -> None:
    made = TODAY.isoformat()
    ask(
        folder,
        "INSERT INTO activity (account_id, direction, code, at, workday, note, detail)"
        " VALUES (?, 'out', 'PTP', ?, ?, 'mind this note', '')",
        invoice, f"{made}T22:00:00+00:00", made,
    )  # fmt: skip
    ask(
        folder,
        "INSERT INTO promise (account_id, activity_id, made_on, due_on, amount, currency, method, said_by, level, state,"
        " after_import_id) VALUES (?, (SELECT max(id) FROM activity), ?, ?, ?, 'USD', '', '', 0, 'open',"
        " (SELECT max(id) FROM ledger_import))",
        invoice, made, due.isoformat(), amount,
    )  # fmt: skip
    ask(
        folder,
        "INSERT INTO promise_line (promise_id, invoice_id, amount) SELECT max(id), ?, ? FROM promise",
        invoice,
        amount,
    )
    ask(folder, "UPDATE follow_up SET done_at = ? WHERE account_id = ?", f"{made}T22:00:00+00:00", invoice)
    ask(
        folder,
        "INSERT INTO follow_up (account_id, activity_id, promise_id, kind, due_on, reason, set_by) SELECT"
        " ?, max(activity_id), max(id), 'check payment', ?, 'promised', 'rule' FROM promise",
        invoice, due.isoformat(),
    )  # fmt: skip


@for_each(
    ("left", "days", "state"),
    [
        ("0.00", 20, "kept"),
        ("0.50", 20, "kept"),
        ("4.00", 20, "partly kept"),
        ("10.00", 20, "broken"),
        ("10.00", 4, "open"),
        ("0.00", 1, "kept"),
    ],
)
def test_promises_are_judged_by_what_came_in_since(tmp_path: Path, left: str, days: int, state: str):
    taken_in(tmp_path, FIVE)
    promise(tmp_path, 1000, TODAY + timedelta(days=3))
    rest = [] if left == "0.00" else [item("C1", "1", left, amount="10.00")]
    take_in(tmp_path, [*rest, *FIVE[1:]], on=TODAY + timedelta(days=days))
    assert ask(tmp_path, "SELECT state FROM promise") == [(state,)]
    steps = ask(tmp_path, "SELECT kind FROM follow_up WHERE account_id = 1 AND done_at IS NULL")
    assert steps == ([] if left == "0.00" else [("check payment",)] if state == "open" else [("call",)])
    assert ask(tmp_path, "SELECT note FROM activity") == [("mind this note",)]


def test_money_that_came_before_the_promise_does_not_keep_it(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    take_in(tmp_path, [item("C1", "1", "6.00", amount="10.00"), *FIVE[1:]])
    promise(tmp_path, 300, TODAY + timedelta(days=1))
    take_in(tmp_path, [item("C1", "1", "6.00", amount="10.00"), *FIVE[1:]], on=TODAY + timedelta(days=10))
    assert ask(tmp_path, "SELECT state FROM promise") == [("broken",)]


def test_a_payment_that_is_taken_back_breaks_the_promise_it_kept(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    promise(tmp_path, 1000, TODAY + timedelta(days=3))
    take_in(tmp_path, FIVE[1:], on=TODAY + timedelta(days=10))
    take_in(tmp_path, FIVE, on=TODAY + timedelta(days=11))
    assert ask(tmp_path, "SELECT state FROM promise") == [("broken",)]
    assert ask(tmp_path, "SELECT sum(amount) FROM payment") == [(0,)]


def test_a_dispute_on_a_closed_invoice_is_closed(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    ask(
        tmp_path,
        "INSERT INTO dispute (account_id, opened_on, reason, owner, next_on, state)"
        " VALUES (1, '2026-03-02', 'price', 'Sales', '2026-03-05', 'open')",
    )
    ask(tmp_path, "INSERT INTO dispute_line (dispute_id, invoice_id, amount) VALUES (1, 1, 500)")
    take_in(tmp_path, FIVE[1:], on=NEXT_DAY)
    assert ask(tmp_path, "SELECT state, resolved_on FROM dispute") == [("closed", NEXT_DAY.isoformat())]


CONTACTS = (*HEADER, "Contact Name", "Phone", "E-mail")


def test_contacts_follow_the_ledger_unless_the_caller_typed_them(tmp_path: Path):
    def with_phone(phone: str) -> str:
        people = [(*row, "Ann", phone, "ann@example.com") for row in FIVE[:2]]
        return text_of(people, CONTACTS)

    take_in(tmp_path, with_phone("+44 20 7946 0018"))
    assert ask(tmp_path, "SELECT DISTINCT digits FROM contact") == [("442079460018",)]
    ask(tmp_path, "UPDATE contact SET by_caller = 1, phone = '123', digits = '123' WHERE account_id = 1")
    report = take_in(tmp_path, with_phone("+44 20 7946 0099"), on=NEXT_DAY)
    assert ask(tmp_path, "SELECT phone FROM contact ORDER BY account_id") == [("123",), ("+44 20 7946 0099",)]
    assert (report.accounts.changed, report.accounts.unchanged) == (1, 1)


SETTLED = (*HEADER[:-1], "Settled Date", "PO")


def test_a_settled_ledger_is_read_as_it_stood(tmp_path: Path):
    rows: list[tuple[object, ...]] = [
        ("C1", "One", "paid", "2026-01-01", "2026-01-31", "1.00", "2026-02-10", "P1"),
        ("C1", "One", "paid on the day", "2026-01-01", "2026-01-31", "2.00", "2026-03-02", "P2"),
        ("C1", "One", "paid later", "2026-01-01", "2026-01-31", "4.00", "2026-03-03", "P3"),
        ("C1", "One", "not paid", "2026-01-01", "2026-01-31", "8.00", "", "P4"),
        ("C1", "One", "not there", "2026-03-03", "2026-04-02", "16.00", "", "P5"),
    ]
    report = take_in(tmp_path, text_of(rows, SETTLED))
    assert (report.totals, report.invoices.new) == ({"USD": 1200}, 4)
    report = take_in(tmp_path, text_of(rows, SETTLED), on=NEXT_DAY)
    assert (report.totals, report.invoices.new, report.invoices.closed) == ({"USD": 2400}, 1, 1)
    late = b"".join(days.to_bytes(2, "little") for days in (10, 30, 31))
    assert ask(tmp_path, "SELECT days_late FROM payer_history") == [(late,)]


def test_an_import_can_be_stopped_midway(tmp_path: Path):
    file = tmp_path / "ledger.csv"
    file.write_text(text_of(FIVE))
    clock = Clock(ZoneInfo("UTC"), datetime.combine(TODAY, time(21), UTC))
    seen: list[int] = []

    def stop(done: int, _size: int) -> bool:
        seen.append(done)
        return len(seen) < 2

    with pytest.raises(InputRefusedError, match="stopped"):
        import_ledger(
            tmp_path / "book.sqlite3",
            file,
            ImportOptions(currency="USD"),
            clock,
            Settings("UTC", ""),
            load_policy(None),
            stop,
        )
    assert not (tmp_path / "book.sqlite3").exists()


def test_a_due_date_of_never_is_told_as_none_and_nothing_is_counted_from_it(tmp_path: Path):
    rows = [item("C1", "N-1", "100.00", due="9999-12-31"), item("C2", "N-2", "70.00", due="9999-12-31")]
    report = take_in(tmp_path, rows)
    assert report.warnings == ("2 items have no due date (such as 9999-12-31): not overdue on any day.",)
    take_in(tmp_path, rows[:1], on=NEXT_DAY, confirm_closures=True)
    ((step, reason),) = ask(tmp_path, "SELECT due_on, reason FROM follow_up WHERE account_id = 1")
    assert (step[:4], reason) == ("2026", "no bill has a due date: ask when they pay")
    assert ask(tmp_path, "SELECT days_late FROM payer_history") == [(array("h", [0]).tobytes(),)]


def test_a_first_ledger_that_is_refused_leaves_no_book(tmp_path: Path):
    with pytest.raises(LedgerRefusedError):
        take_in(tmp_path, [item("C1", "1", "10.00"), item("C1", "2", "ten")])
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("book")]
    take_in(tmp_path, [item("C1", "1", "10.00")])
    with pytest.raises(LedgerRefusedError):
        take_in(tmp_path, [item("C1", "1", "ten")], on=TODAY + timedelta(days=1))
    assert ask(tmp_path, "SELECT count(*) FROM invoice") == [(1,)]


def test_a_bill_that_is_dated_ahead_is_not_missed_before_its_day(tmp_path: Path):
    ahead = ("C1", "C1 Ltd", "9", "2026-03-04", "2026-04-20", "5.00", "5.00")
    take_in(tmp_path, [*FIVE, ahead])
    closed = [take_in(tmp_path, FIVE, on=NEXT_DAY + timedelta(days=days)).invoices.closed for days in (0, 1)]
    assert closed == [0, 1]
