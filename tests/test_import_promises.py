"""Promises and the money that imports find: each unit of it counts once, and only if it came since."""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from arcall_tui.domain.activity import Line, Outcome, PromiseGiven, PromiseState
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.imports.import_report import ImportReport
from arcall_tui.workday.imports.importing import ImportOptions, LedgerRefusedError, import_ledger
from arcall_tui.workday.imports.taken import take_back
from cases import for_each
from ledger_files import HEADER, TODAY, ask, item, take_in, taken_in, text_of
from shell import arcall, in_queue
from tries import tries

MADE = TODAY + timedelta(days=1)
LATER = TODAY + timedelta(days=8)
MUCH_LATER = TODAY + timedelta(days=60)
OTHER = item("C2", "X", "500.00")


def desk_at(folder: Path, day: date, hour: int = 10, zone: str = "UTC") -> Desk:
    policy = load_policy(None)
    clock = Clock(
        ZoneInfo(zone), datetime.combine(day, time(hour), UTC), policy.shift.opens, policy.shift.closes
    )
    return Desk(folder / "book.sqlite3", clock, Settings(zone, "set by the test"), policy)


def promise(
    folder: Path, *parts: tuple[str, date], number: str = "", made: date = MADE, hour: int = 10
) -> None:
    """Let C1 promise some amounts for some days, on one invoice or on what is open."""
    desk = desk_at(folder, made, hour)
    ((account,),) = ask(folder, "SELECT id FROM account WHERE ledger_id = 'C1'")
    chosen = [invoice.id for invoice in desk.invoices(account) if invoice.number == number]
    given = []
    for amount, due in parts:
        money = Money.of(amount, "USD")
        given.append(PromiseGiven(money, due, tuple(Line(key, money) for key in chosen)))
    code = Code.PTP if len(given) == 1 else Code.PLAN
    record.log_call(desk, account, Outcome(code, promises=tuple(given)))
    desk.close()


def states(folder: Path) -> list[str]:
    return [state for (state,) in ask(folder, "SELECT state FROM promise ORDER BY due_on, id")]


def left(balance: str, amount: str = "300.00") -> list[tuple[object, ...]]:
    return [item("C1", "1", balance, amount=amount), OTHER]


PLAN = [("100.00", MADE + timedelta(days=days)) for days in (1, 30, 55)]


@for_each(
    ("balance", "on", "expected"),
    [
        ("200.00", LATER, ["kept", "open", "open"]),
        ("100.00", LATER, ["kept", "kept", "open"]),
        ("150.00", LATER, ["kept", "open", "open"]),
        ("0.00", LATER, ["kept", "kept", "kept"]),
        ("300.00", LATER, ["broken", "open", "open"]),
        ("150.00", MUCH_LATER, ["kept", "partly kept", "broken"]),
    ],
)
def test_a_payment_counts_towards_one_instalment_only(
    tmp_path: Path, balance: str, on: date, expected: list[str]
):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, *PLAN)
    take_in(tmp_path, left(balance), on=on)
    assert states(tmp_path) == expected


def test_instalments_are_kept_one_after_the_other(tmp_path: Path):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, *PLAN)
    for balance, on, expected in [
        ("200.00", LATER, ["kept", "open", "open"]),
        ("200.00", MADE + timedelta(days=40), ["kept", "broken", "open"]),
        ("100.00", MUCH_LATER, ["kept", "broken", "kept"]),
    ]:
        take_in(tmp_path, left(balance), on=on)
        assert states(tmp_path) == expected


@for_each(("promised", "seen", "still"), [("300.00", "100.00", 100_00), ("200.00", "150.00", 50_00)])
def test_a_promise_covers_only_what_is_still_to_come(tmp_path: Path, promised: str, seen: str, still: int):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, (promised, MADE + timedelta(days=20)))
    take_in(tmp_path, left(seen), on=MADE + timedelta(days=2))
    desk = desk_at(tmp_path, MADE + timedelta(days=3))
    (invoice,) = desk.invoices(1)
    (exposure,) = desk.standings.now(1).exposures
    assert invoice.promised == Money(still, "USD")
    assert (exposure.promised, exposure.collectable) == (still, invoice.balance.minor - still)
    said = f"USD {still // 100}.00 is still to come of the USD {promised} promised for 23 Mar 2026"
    assert [step.reason for step in desk.follow_ups(1) if step.kind == "check payment"] == [said]
    assert [line.paid for line in desk.promises(1)[0].lines] == [round(float(promised) * 100) - still]
    desk.close()
    shown = arcall("show", "C1", book=tmp_path / "book.sqlite3", now=f"{MADE + timedelta(days=3)}T10:00Z").out
    assert f"USD {still // 100}.00 promised 23 Mar" in shown
    take_in(tmp_path, left("300.00"), on=MADE + timedelta(days=4))  # the money went back
    (reason,) = ask(tmp_path, "SELECT reason FROM follow_up WHERE kind = 'check payment'")
    assert reason == (f"USD {promised} promised for 23 Mar 2026",)


def test_neither_promises_nor_disputes_cover_more_than_is_open(tmp_path: Path):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, ("300.00", MADE + timedelta(days=20)))
    ask(
        tmp_path,
        "INSERT INTO dispute (account_id, opened_on, reason, owner, next_on, state)"
        " VALUES (1, '2026-03-02', 'price', '', '2026-03-05', 'open')",
    )
    ask(tmp_path, "INSERT INTO dispute_line (dispute_id, invoice_id, amount) VALUES (1, 1, 30000)")
    # The bill is corrected: nothing was paid, and less is owed.
    take_in(tmp_path, left("120.00", "120.00"), on=MADE + timedelta(days=2))
    (invoice,) = desk_at(tmp_path, MADE + timedelta(days=3)).invoices(1)
    assert (invoice.promised, invoice.disputed) == (Money(120_00, "USD"), Money(120_00, "USD"))


@for_each(
    ("rows", "currency", "paid"),
    [
        (left("800.00", "800.00"), "USD", []),
        (left("1000.00", "1000.00"), "JPY", []),
        (left("700.00", "800.00"), "USD", [(100_00,)]),
        (left("900.00", "1000.00"), "USD", [(100_00,)]),
        (left("900.00", "1100.00"), "USD", [(200_00,)]),
    ],
)
def test_a_correction_is_no_payment(
    tmp_path: Path, rows: list[tuple[object, ...]], currency: str, paid: list[tuple[int]]
):
    take_in(tmp_path, left("1000.00", "1000.00"))
    promise(tmp_path, ("50.00", MADE + timedelta(days=1)))
    take_in(tmp_path, rows, on=MUCH_LATER, currency=currency, new_facts=True)
    assert ask(tmp_path, "SELECT amount FROM payment") == paid
    assert states(tmp_path) == ["kept" if paid else "broken"]


def test_a_correction_upwards_takes_no_payment_back(tmp_path: Path):
    taken_in(tmp_path, left("300.00"))
    take_in(tmp_path, left("200.00"), on=MADE)
    take_in(tmp_path, left("250.00", "350.00"), on=LATER)
    assert ask(tmp_path, "SELECT amount FROM payment") == [(100_00,)]


def test_where_a_file_has_one_figure_a_lower_one_is_money(tmp_path: Path):
    header = HEADER[:-1]
    take_in(tmp_path, text_of([row[:-1] for row in left("300.00")], header))
    report = take_in(tmp_path, text_of([row[:-1] for row in left("200.00", "200.00")], header), on=MADE)
    assert report.story == "1 part paid or billed at less (USD 100.00)"
    assert ask(tmp_path, "SELECT amount FROM payment") == [(100_00,)]


def test_call_and_import_in_the_same_second_are_told_apart_by_their_order(tmp_path: Path):
    taken_in(tmp_path, left("300.00"))
    take_in(tmp_path, left("250.00"), on=MADE)
    promise(tmp_path, ("250.00", MADE), hour=21)
    take_in(tmp_path, left("100.00"), on=MADE)
    assert ask(tmp_path, "SELECT count(DISTINCT at) FROM ledger_import WHERE id > 1") == [(1,)]
    assert ask(tmp_path, "SELECT paid FROM promise_line") == [(150_00,)]
    take_in(tmp_path, [OTHER], on=LATER, confirm_closures=True)
    assert states(tmp_path) == ["kept"]


SETTLED = (*HEADER, "Settled Date")


def test_money_of_a_day_before_the_promise_does_not_keep_it_when_it_is_seen_later(tmp_path: Path):
    def ledger(settled: str) -> str:
        paid = (*item("C1", "1", "0.00" if settled else "100.00", amount="100.00"), settled)
        return text_of([paid, (*item("C1", "2", "50.00"), ""), (*OTHER, "")], SETTLED)

    take_in(tmp_path, ledger(""))
    promise(tmp_path, ("100.00", MADE + timedelta(days=1)), number="1")
    take_in(tmp_path, ledger("2026-02-20"), on=LATER)
    assert ask(tmp_path, "SELECT paid_on FROM payment") == [("2026-02-20",)]
    # Nor was it broken: nothing was left to pay.
    assert states(tmp_path) == ["withdrawn"]


def test_balances_of_a_day_before_the_promise_do_not_keep_it(tmp_path: Path):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, ("100.00", MADE + timedelta(days=3)))
    take_in(tmp_path, left("200.00"), on=MADE, as_of=TODAY)
    assert ask(tmp_path, "SELECT paid FROM promise_line") == [(0,)]
    take_in(tmp_path, left("200.00"), on=MUCH_LATER)
    assert states(tmp_path) == ["broken"]


def test_a_payment_taken_back_by_a_second_file_of_the_same_day_reopens_the_promise(tmp_path: Path):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, ("300.00", LATER + timedelta(days=5)))
    take_in(tmp_path, left("0.00"), on=LATER)
    assert states(tmp_path) == ["kept"]
    story = take_in(tmp_path, left("300.00"), on=LATER).story
    assert (states(tmp_path), story) == (
        ["unverified"],
        "USD 300.00 that had come in went back, 1 promise that it had kept open again, 1 owed again",
    )
    assert ask(tmp_path, "SELECT paid FROM promise_line") == [(0,)]
    take_in(tmp_path, left("300.00"), on=MUCH_LATER)
    assert states(tmp_path) == ["broken"]


def credit(balance: str, dated: date) -> tuple[object, ...]:
    return ("C1", "C1 Ltd", "PAY-1", dated.isoformat(), dated.isoformat(), balance, balance)


@for_each(
    ("number", "kind", "amount", "state"),
    [
        ("RTN-1001", "Invoice", "100.00", "broken"),
        ("Returned cheque 7", "Invoice", "108.50", "broken"),
        ("RC5", "Returned Cheque", "100.00", "broken"),
        ("88", "NSF", "100.00", "broken"),
        ("RTN-9", "Invoice", "100.00", "broken"),
        # Goods, a fee alone, another bill of the sum, one of the customer's that was not paid.
        ("RETAIL-1001", "Invoice", "100.00", "kept"),
        ("RETURNED-GOODS-1", "Invoice", "100.00", "kept"),
        ("NSF fee 7", "Invoice", "100.00", "kept"),
        ("F7", "NSF Fee", "100.00", "kept"),
        ("1003", "Invoice", "100.00", "kept"),
        ("RTN-1002", "Invoice", "60.00", "kept"),
    ],
)
def test_money_that_a_row_says_went_back_keeps_no_promise(
    tmp_path: Path, number: str, kind: str, amount: str, state: str
):
    report = with_money_back(tmp_path, number, kind, amount)
    assert states(tmp_path) == [state]
    again = ("USD 100.00 that had come in went back, 1 owed again" in report.story, "new" in report.story)
    assert again == (state != "kept", state == "kept"), report.story
    assert report.totals == {"USD": 6000 + round(float(amount) * 100) + 6000}


# By when it went back, whether a list before it had neither, and whether the last one may lack bills.
@for_each(
    ("days", "between", "partial", "state", "told"),
    [
        (80, True, False, "broken", "USD 100.00 that had come in went back, 1 owed again"),
        (120, True, False, "kept", "1 new"),
        (3, False, False, "broken", "1 with another due date, 1 broken"),
        (3, False, True, "open", "1 new"),
    ],
)
def test_money_went_back_that_came_of_late_or_came_and_went_between_two_lists(
    tmp_path: Path, days: int, state: str, told: str, *, between: bool, partial: bool
):
    report = with_money_back(tmp_path, "88", "NSF", "100.00", days, between=between, partial=partial)
    assert (states(tmp_path), told in report.story) == ([state], True), report.story


def with_money_back(
    tmp_path: Path,
    number: str,
    kind: str,
    amount: str,
    days: int = 3,
    *,
    between: bool = True,
    partial: bool = False,
) -> ImportReport:
    """Take in two bills, a list without the one that is promised (`between`), and one in which a row says that money went back."""
    head = ("Customer ID", "Customer", "Number", "Type", "Date", "Due Date", "Balance")
    both = [
        ("C1", "Elm", n, "Invoice", "2026-02-01", "2026-03-01", left)
        for n, left in (("1001", "100.00"), ("1002", "60.00"))
    ]
    rest = [(f"R{n}", f"R{n}", f"9{n}", "Invoice", "2026-02-01", "2026-03-01", "10.00") for n in range(6)]
    taken_in(tmp_path, [*both, *rest], TODAY, header=head)
    promise(tmp_path, ("100.00", TODAY + timedelta(1)), number="1001")
    if between:
        take_in(tmp_path, [both[1], *rest], TODAY + timedelta(2), header=head)
    on = TODAY + timedelta(days)
    return take_in(
        tmp_path,
        [both[1], ("C1", "Elm", number, kind, f"{on}", f"{on}", amount), *rest],
        on,
        header=head,
        partial=partial,
    )


def test_a_bill_that_is_numbered_as_others_is_no_money_that_went_back(tmp_path: Path):
    def ledger(on: date, *numbers: str) -> str:
        rows = [item("C1", number, "100.00") for number in numbers]
        return take_in(tmp_path, [*rows, *(item(f"R{n}", f"9{n}", "10.00") for n in range(6))], on).story

    ledger(TODAY, "NSF1001", "NSF1002")
    assert ledger(TODAY + timedelta(1), "NSF1002") == "1 paid in full (USD 100.00)"
    assert ledger(TODAY + timedelta(2), "NSF1002", "NSF1003") == "1 new"


@for_each(
    ("left", "number", "kind", "amount", "told"),
    [
        ("60.00", "R1", "Returned cheque", "40.00", True),
        ("60.00", "R1", "Returned cheque", "43.50", True),
        ("60.00", "NSF 1001", "Invoice", "40.00", True),
        # Another sum, a fee, a retainer with terms, and where the bill itself is open by as much again.
        ("60.00", "R1", "Returned cheque", "30.00", False),
        ("60.00", "R1", "NSF fee", "40.00", False),
        ("60.00", "RTN-7", "Invoice", "40.00", False),
        ("100.00", "R1", "Returned cheque", "40.00", True),
    ],
)
def test_a_part_that_went_back_keeps_no_promise(
    tmp_path: Path, left: str, number: str, kind: str, amount: str, *, told: bool
):
    head = ("Customer ID", "Customer", "Number", "Type", "Date", "Due Date", "Amount", "Balance")
    rest = [
        (f"R{n}", f"R{n}", f"9{n}", "Invoice", "2026-02-01", "2026-03-01", "10.00", "10.00") for n in range(6)
    ]

    def ledger(on: date, open_: str, *more: tuple[str, ...]) -> str:
        bill = ("C1", "Elm", "1001", "Invoice", "2026-02-01", "2026-03-01", "100.00", open_)
        return take_in(tmp_path, [bill, *more, *rest], on, header=head).story

    ledger(TODAY, "100.00")
    promise(tmp_path, ("40.00", TODAY + timedelta(5)), number="1001")
    assert ledger(TODAY + timedelta(1), "60.00") == "1 part paid (USD 40.00), 1 promise kept"
    back = ("C1", "Elm", number, kind, "2026-03-04", "2026-04-03", amount, amount)
    story = ledger(TODAY + timedelta(2), left, back)
    assert ("USD 40.00 that had come in went back" in story, states(tmp_path)) == (
        told,
        ["unverified" if told else "kept"],
    )
    assert ask(tmp_path, "SELECT sum(amount) FROM payment") == [(0 if told else 4000,)]


def test_money_that_went_back_and_came_again_may_go_back_once_more(tmp_path: Path):
    rest = [item(f"R{n}", f"9{n}", "10.00") for n in range(6)]
    taken_in(tmp_path, [item("C1", "1001", "100.00"), *rest], TODAY)
    promise(tmp_path, ("100.00", TODAY + timedelta(9)))
    found = []
    for days, back in enumerate(([], ["NSF1"], [], ["NSF2"]), 1):
        take_in(tmp_path, [*(item("C1", one, "100.00") for one in back), *rest], TODAY + timedelta(days))
        found += states(tmp_path)
    assert found == ["kept", "unverified", "kept", "unverified"]


@for_each(
    ("due", "day", "state"),
    [(2, "2026-03-20", "broken"), (2, "2026-03-04", "withdrawn"), (20, "2026-03-20", "withdrawn")],
)
def test_a_promise_was_broken_where_nothing_came_by_its_day_whatever_was_written_off_later(
    tmp_path: Path, due: int, day: str, state: str
):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, ("300.00", MADE + timedelta(due)), number="1")
    off = f"Payment Date,Customer No,Invoice,Amount Paid,Type\n{day},C1,1,300.00,Write-off\n"
    story = take_in(tmp_path, off, date(2026, 3, 21), "payments.csv", as_of=None).story
    assert states(tmp_path) == [state]
    # What became of a promise is told, not only on its card.
    assert f"1 {'promise withdrawn' if state == 'withdrawn' else state}" in story


@for_each(("days", "part", "told"), [(3, False, True), (120, False, False), (3, True, False)])
def test_what_was_paid_long_ago_or_is_only_no_part_of_a_list_did_not_go_back(
    tmp_path: Path, days: int, *, part: bool, told: bool
):
    rest = [item(f"R{n}", f"9{n}", "10.00") for n in range(6)]
    taken_in(tmp_path, [item("C1", "1001", "100.00"), *rest], TODAY)
    if not part:
        take_in(tmp_path, rest, TODAY + timedelta(1))
    on = TODAY + timedelta(days)
    back = ("C1", "C1 Ltd", "NSF-1", on.isoformat(), on.isoformat(), "100.00", "100.00")
    assert (
        "1 new"
        not in take_in(
            tmp_path, [back, *rest[1:]], on, partial=part, gone="paid", confirm_closures=True
        ).story
    ) == told


@for_each(
    ("back", "told"),
    [
        (
            {"NSF-1": "160.00"},
            "USD 160.00 that had come in went back, 1 promise that it had kept open again, 1 owed again",
        ),
        (
            {"NSF-1": "168.50"},
            "USD 160.00 that had come in went back, 1 promise that it had kept open again, 1 owed again",
        ),
        # No cheque of that day, what was paid on others, and a retainer, with terms.
        ({"NSF-1": "140.00"}, "1 new"),
        ({"NSF-1": "190.00"}, "1 new"),
        ({"RTN-1": "160.00"}, "1 new"),
        # Money that went back itself paid no bill.
        ({"NSF-1": "160.00", "PAY-2": "-160.00"}, "2 new"),
    ],
)
def test_a_cheque_for_several_bills_that_went_back_keeps_no_promise(
    tmp_path: Path, back: dict[str, str], told: str
):
    rest = [item(f"R{n}", f"9{n}", "10.00") for n in range(6)]
    bills = [item("C1", "1001", "100.00"), item("C1", "1002", "60.00"), item("C1", "1003", "30.00")]
    stood = "SELECT number, balance, settled_on FROM invoice UNION SELECT amount, paid_on, reference FROM payment ORDER BY 1, 2"
    taken_in(tmp_path, [*bills, *rest], TODAY)
    promise(tmp_path, ("160.00", TODAY + timedelta(9)))
    for days, left in enumerate((bills[2:], []), 1):
        take_in(tmp_path, [*left, *rest], TODAY + timedelta(days))
    before = ask(tmp_path, stood)
    report = take_in(tmp_path, [*(item("C1", *one) for one in back.items()), *rest], TODAY + timedelta(3))
    assert report.story == told
    assert states(tmp_path) == ["kept" if "new" in told else "unverified"]
    take_back(desk_at(tmp_path, TODAY + timedelta(3)))
    assert (ask(tmp_path, stood), states(tmp_path)) == (before, ["kept"])


def test_unapplied_money_keeps_promises_until_it_is_applied(tmp_path: Path):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, *PLAN)
    take_in(tmp_path, [*left("300.00"), credit("-150.00", LATER)], on=LATER)
    assert states(tmp_path) == ["kept", "open", "open"]
    assert ask(tmp_path, "SELECT paid FROM promise_line ORDER BY promise_id") == [(100_00,), (50_00,), (0,)]
    (exposure,) = desk_at(tmp_path, LATER).standings.now(1).exposures
    assert exposure.collectable == 0
    # Applied, it is the same money, not more of it.
    take_in(tmp_path, left("150.00"), on=LATER + timedelta(days=1), confirm_closures=True)
    assert states(tmp_path) == ["kept", "open", "open"]
    assert ask(tmp_path, "SELECT paid FROM promise_line ORDER BY promise_id") == [(100_00,), (50_00,), (0,)]


# Booked under an older day, though no ledger had it when they promised; older than the bill, or there already, also as more under another number.
STOOD = [
    (LATER, "", "kept"),
    (date(2026, 2, 1), "", "kept"),
    (date(2026, 1, 5), "", "broken"),
    (date(2026, 2, 1), "PAY-1", "broken"),
    (MADE, "PAY-1", "broken"),
    (date(2026, 2, 1), "PAY-0", "broken"),
]


@for_each(("on", "known", "state"), STOOD)
def test_money_that_stood_on_account_before_the_promise_does_not_keep_it_when_it_is_applied(
    tmp_path: Path, on: date, known: str, state: str
):
    header = (*HEADER, "Document Type")
    bills, money = [(*row, "Invoice") for row in left("300.00")], (*credit("-100.00", on), "Payment")
    more = (
        money
        if known == "PAY-1"
        else (*credit("-160.00", on)[:2], known, *credit("-160.00", on)[3:], "Payment")
    )
    take_in(tmp_path, text_of([*bills, more] if known else bills, header))
    promise(tmp_path, ("100.00", MADE + timedelta(days=1)))
    if known != "PAY-1":
        take_in(tmp_path, text_of([*bills, money], header), on=LATER, confirm_closures=True)
        assert ("kept" in states(tmp_path)) == (state == "kept")
    applied = [(*row, "Invoice") for row in left("200.00")]
    report = take_in(tmp_path, text_of(applied, header), on=LATER + timedelta(days=1), confirm_closures=True)
    assert states(tmp_path) == [state]
    assert "1 part paid (USD 100.00), USD 100.00 of that stood on account before" in report.story
    assert ask(tmp_path, "SELECT amount FROM payment") == [(100_00,)]


NOTES = [
    ("PAY-1", "Payment", "kept"),
    ("PAY-1", "Credit memo", "broken"),
    ("CN-1", "Payment", "kept"),
    # Nothing but its number says what it is.
    ("CN-1", "", "broken"),
    ("Gutschrift 17", "", "broken"),
    ("PAY-1", "", "kept"),
    ("1017", "", "kept"),
    ("CASH-9", "", "kept"),
]


@for_each(("number", "kind", "expected"), NOTES)
def test_a_credit_note_is_no_money_where_the_ledger_or_its_number_says_so(
    tmp_path: Path, number: str, kind: str, expected: str
):
    header = (*HEADER, "Document Type")[: None if kind else -1]
    bills = [(*row, "Invoice")[: len(header)] for row in left("300.00")]
    take_in(tmp_path, text_of(bills, header))
    promise(tmp_path, ("100.00", MADE + timedelta(days=1)))
    who, name, _, *facts = credit("-100.00", LATER)
    came = (who, name, number, *facts, kind)[: len(header)]
    take_in(tmp_path, text_of([*bills, came], header), on=LATER)
    assert states(tmp_path) == [expected]


def test_money_that_is_dated_later_than_the_ledger_keeps_nothing_before_its_day(tmp_path: Path):
    header = (*HEADER, "Document Type")
    bills = [(*row, "Invoice") for row in left("300.00")]
    take_in(tmp_path, text_of(bills, header))
    promise(tmp_path, ("100.00", LATER))
    cheque = (*credit("-100.00", LATER), "Payment")
    for days, state in ((3, "open"), (7, "kept")):
        take_in(tmp_path, text_of([*bills, cheque], header), on=MADE + timedelta(days=days))
        assert states(tmp_path) == [state]


@for_each(
    ("paid", "seen", "expected"),
    [
        ([1, 2], [], "kept"),
        ([1, 7], [], "partly kept"),
        ([7, 7], [], "broken"),
        ([7], [], "unverified"),
        ([1], [], "unverified"),
        # What a part of a ledger shows after the grace may have come in time.
        ([9], [8], "partly kept"),
        ([], [8, 9], "kept"),
    ],
)
def test_money_that_a_list_says_came_late_keeps_no_promise(
    tmp_path: Path, paid: list[int], seen: list[int], expected: str
):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, ("300.00", MADE + timedelta(days=1)), number="1")
    for place, days in enumerate(seen, 1):
        rest = [item("C1", "1", f"{300 - 150 * place}.00", amount="300.00")]
        take_in(tmp_path, rest, on=MADE + timedelta(days=days), partial=True)
    rows = (f"{MADE + timedelta(days=days)},C1,1,150.00\n" for days in paid)
    text = f"Payment Date,Customer No,Invoice,Amount Paid\n{''.join(rows)}"
    if paid:
        take_in(tmp_path, text, MADE + timedelta(days=10), "payments.csv", as_of=None)
    assert states(tmp_path) == [expected]


def test_what_was_credited_of_promised_bills_is_promised_no_more(tmp_path: Path):
    header, more = (*HEADER, "Type"), item("C1", "2", "200.00")
    bills = [(*row, "Invoice") for row in (*left("300.00"), more)]
    take_in(tmp_path, text_of(bills, header))
    promise(tmp_path, ("500.00", MADE + timedelta(days=30)))
    note = (*credit("-300.00", MADE), "Credit memo")
    mornings = (([*bills, note], "open"), (bills[1:], "open"), (bills[1:2], "kept"))
    for days, (rows, expected) in enumerate(mornings, 1):
        day = MADE + timedelta(days=days)
        take_in(tmp_path, text_of(rows, header), on=day, confirm_closures=True)
        assert states(tmp_path) == [expected]


@for_each("gone", [True, False])
def test_a_promise_is_not_told_as_kept_without_a_word_by_what_may_be_no_money(tmp_path: Path, *, gone: bool):
    old = credit("-100.00", date(2026, 1, 5))
    take_in(tmp_path, [*left("300.00"), old])
    promise(tmp_path, ("100.00", MADE + timedelta(days=1)), number="1")
    now = [*left("200.00"), *[old] * (not gone)]
    story = take_in(tmp_path, now, on=LATER, confirm_closures=True).story
    assert story.endswith("1 promise kept" + ", 1 of them only if what is owed less was paid" * gone)


def test_credit_of_before_the_promise_does_not_count(tmp_path: Path):
    old = credit("-100.00", date(2026, 1, 5))
    take_in(tmp_path, [*left("300.00"), old])
    promise(tmp_path, ("100.00", MADE + timedelta(days=1)))
    take_in(tmp_path, [*left("300.00"), old], on=LATER)
    assert states(tmp_path) == ["broken"]


def test_taking_an_import_back_takes_back_what_it_found_paid(tmp_path: Path):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, *PLAN)
    take_in(tmp_path, left("150.00"), on=LATER)
    assert ask(tmp_path, "SELECT sum(paid) FROM promise_line") == [(150_00,)]
    desk = desk_at(tmp_path, LATER)
    take_back(desk)
    assert ask(tmp_path, "SELECT sum(paid) FROM promise_line") == [(0,)]
    assert states(tmp_path) == ["open", "open", "open"]


@for_each(
    ("whose", "notes", "promised"),
    [
        (
            ["C9", "C9", "C9", "C9"],
            ["C9", "C9"],
            "C9",
        ),  # one that is new has all: all that was said goes there
        (["C2", "C2", "C2", "C2"], ["C1", "C2"], "C2"),  # that another one of the book has
        (["C9", "C1", "C1", "C2"], ["C1", "C9"], "C9"),  # the bill that was promised alone
        (["C1", "C9", "C9", "C2"], ["C1", "C1"], "C1"),
    ],
)
@for_each("back", ["", "at once", "after a call"])
def test_what_was_said_of_bills_goes_where_they_go(
    tmp_path: Path, whose: list[str], notes: list[str], promised: str, back: str
):
    def day(*whose: str) -> list[tuple[object, ...]]:
        own = [item(who, f"1{n}", f"{n + 1}00.00", due=f"2026-02-1{n}") for n, who in enumerate(whose)]
        return [*own, *(item(f"R{n}", f"9{n}", "9.00") for n in range(9))]

    taken_in(tmp_path, day("C1", "C1", "C1", "C2"))
    desk = desk_at(tmp_path, MADE)
    record.log_call(desk, 1, Outcome(Code.TT))
    desk.close()
    promise(tmp_path, ("100.00", LATER), number="10")
    ask(tmp_path, "UPDATE account SET hold = 'legal hold', hold_reason = 'said' WHERE ledger_id = 'C1'")
    stands = (
        "SELECT ledger_id FROM account JOIN {} ON account.id = account_id WHERE {} ORDER BY ledger_id".format
    )
    where = (stands("activity", "1"), stands("promise", "1"), stands("follow_up", "promise_id"))
    before = in_queue(tmp_path / "book.sqlite3") if back else []
    report = take_in(tmp_path, day(*whose), on=MADE, confirm_closures=True, gone="same")
    moved = in_queue(tmp_path / "book.sqlite3") if back == "after a call" else []
    assert ("paid" in report.story, report.invoices.new, report.invoices.closed) == (False, 0, 0)
    if back:
        desk = desk_at(tmp_path, MADE, 22)
        if back == "after a call" and notes[0] == "C1":  # what has gone there stays with the other, too
            record.log_call(desk, 1, Outcome(Code.TT))
            notes = sorted([*notes, "C1"])
        else:
            whose, notes, promised, moved = ["C1", "C1", "C1", "C2"], ["C1"] * 2, "C1", before
        take_back(desk)
        desk.close()
        now, was = (
            [each["collectable"] for each in ranked if each["account"] == "C2"]
            for ranked in (in_queue(tmp_path / "book.sqlite3"), moved)
        )
        assert now == was
    found = [[who for (who,) in ask(tmp_path, query)] for query in where]
    assert found == [notes, [promised], [promised]]
    assert sorted(who for (who,) in ask(tmp_path, stands("invoice", "number LIKE '1_'"))) == sorted(whose)
    held = {who for (who,) in ask(tmp_path, "SELECT ledger_id FROM account WHERE hold = 'legal hold'")}
    assert ("C9" in held) is (notes == ["C9", "C9"])
    take_in(tmp_path, day(*whose)[1:], on=LATER, confirm_closures=True)
    assert states(tmp_path) == ["kept"]


def test_a_promise_made_after_an_import_outlives_it(tmp_path: Path):
    """The next import must count as later than the promise, though the one before it is gone."""
    taken_in(tmp_path, left("300.00"))
    take_in(tmp_path, [*left("300.00"), item("C3", "3", "10.00")], on=MADE)
    promise(tmp_path, ("300.00", LATER), made=MADE)
    take_back(desk_at(tmp_path, MADE))
    take_in(tmp_path, [OTHER], on=LATER, confirm_closures=True)
    assert states(tmp_path) == ["kept"]


@for_each("named", [True, False])
def test_a_promise_that_names_no_invoice_is_kept_by_money_on_any_of_them(tmp_path: Path, *, named: bool):
    def two(first: str, second: str) -> list[tuple[object, ...]]:
        return [item("C1", "1", first, amount="300.00"), item("C1", "2", second, amount="400.00"), OTHER]

    take_in(tmp_path, two("300.00", "400.00"))
    desk = desk_at(tmp_path, MADE)
    lines = (Line(desk.invoices(1)[0].id, Money(300_00, "USD")),) if named else ()
    one = PromiseGiven(Money(300_00, "USD"), MADE + timedelta(days=3), lines)
    record.log_call(desk, 1, Outcome(Code.PTP, promises=(one,)))
    desk.close()
    take_in(tmp_path, two("300.00", "300.00"), on=MADE + timedelta(days=2))
    desk = desk_at(tmp_path, MADE + timedelta(days=2), 22)
    (made,) = desk.promises(1)
    assert (made.any_invoice, made.came) == (not named, "" if named else "USD 100.00 of it came")
    assert [each.promised.minor for each in desk.invoices(1)] == [300_00 if named else 200_00, 0]
    desk.close()
    take_in(tmp_path, two("300.00", "100.00"), on=MUCH_LATER)
    assert states(tmp_path) == ["broken" if named else "kept"]


@for_each(
    ("zone", "at", "state"),
    [
        # The check is due on Friday 6 March; at 17:00 in Los Angeles it is already the 7th in UTC.
        ("America/Los_Angeles", datetime(2026, 3, 7, 1, tzinfo=UTC), "open"),
        ("America/Los_Angeles", datetime(2026, 3, 7, 18, tzinfo=UTC), "unverified"),
        # In Auckland the 7th begins while it is the 6th in UTC.
        ("Pacific/Auckland", datetime(2026, 3, 6, 20, tzinfo=UTC), "unverified"),
    ],
)
def test_an_import_and_the_card_agree_when_a_promise_is_unverified(
    tmp_path: Path, zone: str, at: datetime, state: str
):
    taken_in(tmp_path, left("300.00"))
    promise(tmp_path, ("100.00", date(2026, 3, 4)))
    assert ask(tmp_path, "SELECT due_on FROM follow_up WHERE kind = 'check payment'") == [("2026-03-06",)]
    policy, settings = load_policy(None), Settings(zone, "set by the test")
    clock = Clock(ZoneInfo(zone), at, policy.shift.opens, policy.shift.closes)
    (shown,) = Desk(tmp_path / "book.sqlite3", clock, settings, policy).promises(1)
    file = tmp_path / "ledger.csv"
    file.write_text(text_of(left("300.00")))
    options = ImportOptions(as_of=date(2026, 3, 5), currency="USD")
    import_ledger(tmp_path / "book.sqlite3", file, options, clock, settings, policy)
    assert states(tmp_path) == [state]
    assert shown.state is PromiseState(state)


def test_balances_of_a_day_still_to_come_are_refused(tmp_path: Path):
    with pytest.raises(LedgerRefusedError, match="still to come"):
        take_in(tmp_path, left("300.00"), as_of=TODAY + timedelta(days=1))


def test_a_creditor_s_name_is_made_harmless(tmp_path: Path):
    take_in(tmp_path, left("300.00"), creditor="Acme\x1b]52;c;AAAA\x07\n\u202eLtd ")
    take_in(tmp_path, left("300.00"), creditor="Acme]52;c;AAAA Ltd", on=MADE)
    assert ask(tmp_path, "SELECT name FROM creditor") == [("Acme]52;c;AAAA Ltd",)]


@effort(deadline=None, max_examples=tries(15))
@given(st.lists(st.integers(0, 300), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_promises_are_never_credited_with_more_than_came_in(balances: list[int], dice: random.Random):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        take_in(folder, left("300.00"))
        parts = sorted(dice.sample(range(1, 50), 3))
        promise(folder, *(("100.00", MADE + timedelta(days=days)) for days in parts))
        for step, balance in enumerate(balances):
            take_in(
                folder, left(f"{balance}.00"), on=LATER + timedelta(days=step * 10), confirm_closures=True
            )
            ((paid,),) = ask(folder, "SELECT sum(paid) FROM promise_line")
            assert paid <= (300 - balance) * 100
            desk = desk_at(folder, LATER + timedelta(days=step * 10))
            assert all(each.promised.minor <= each.balance.minor for each in desk.invoices(1))
            desk.close()


@for_each(
    ("before", "bills", "first", "kept"),
    [
        ({"1": "300.00"}, [("1", "100.00", 5), ("1", "100.00", 33), ("1", "100.00", 60)], 1, ["kept", "open", "open"]),
        ({"1": "300.00"}, [("1-A", "200.00", 5), ("1-B", "100.00", 33)], 1, ["kept", "kept", "open"]),
        ({"1": "120.00", "2": "180.00"}, [("S1", "300.00", 5)], 1, ["kept", "kept", "kept"]),
        ({"1": "120.00", "2": "180.00"}, [("S1", "300.00", 5)], 0, ["broken", "open", "open"]),
    ],
)  # fmt: skip
def test_what_was_agreed_of_bills_goes_on_with_what_stands_for_them_and_comes_back(
    tmp_path: Path, before: dict[str, str], bills: list[tuple[str, str, int]], first: int, kept: list[str]
):
    """A plan and a dispute, each of the whole; those of them that are due first are about the bill that is."""
    days = [str(MADE + timedelta(days=more)) for more in (1, 30, 55)]
    named = [word for number in before for word in ("--invoice", number)]
    taken_in(tmp_path, [*(item("C1", *bill) for bill in before.items()), OTHER])
    parts = [word for day in days for word in ("--promise", f"100.00@{day}")]
    for words in (
        ["PLAN", *parts],
        ["DISP", "--reason", "price", "--owner", "Sales", "--owner-by", str(LATER)],
    ):
        arcall("log", "C1", *words, *named, book=tmp_path / "book.sqlite3", now=f"{MADE}T10:00Z")
    lines = """SELECT 'p', promise_id, invoice_id, amount, paid FROM promise_line
        UNION ALL SELECT 'd', dispute_id, invoice_id, amount, 0 FROM dispute_line ORDER BY 1, 2, 3"""
    agreed = ask(tmp_path, lines)
    assert len(agreed) > len(before)
    rows = [item("C1", number, balance, str(TODAY + timedelta(days=due))) for number, balance, due in bills]
    take_in(tmp_path, [*rows, OTHER], on=MADE, gone="same")
    disputed = """SELECT balance = (SELECT sum(amount) FROM dispute_line WHERE invoice_id = invoice.id)
        FROM invoice WHERE account_id = 1 AND settled_on IS NULL"""
    assert ask(tmp_path, disputed) == [(1,)] * len(rows)
    take_back(desk_at(tmp_path, MADE, 22))
    assert ask(tmp_path, lines) == agreed
    take_in(tmp_path, [*rows, OTHER], on=MADE, gone="same")
    take_in(tmp_path, [*rows[first:], OTHER], on=LATER, confirm_closures=True)
    assert states(tmp_path) == kept
