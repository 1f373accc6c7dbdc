"""What happened since the last ledger is true: nobody is said to have paid who did not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.account import several
from arcall_tui.workday.imports.import_report import ImportReport, LedgerRefusedError
from arcall_tui.workday.imports.taken import take_back
from cases import for_each
from ledger_files import ask, take_in, taken_in
from test_import_promises import desk_at, promise
from tries import tries

ONE, TWO = date(2026, 6, 1), date(2026, 6, 8)
HEADER = "Customer ID,Customer,Type,Number,Date,Due Date,Balance\n"


def rows(*lines: str) -> str:
    """A ledger with five customers more, so that what is gone is few beside them."""
    billed = any(line.count(",") > HEADER.count(",") for line in lines)
    rest = (f"R{n},Rest {n},Invoice,90{n},2026-04-01,2026-05-01,10.00{',10.00' * billed}" for n in range(6))
    return HEADER.replace("\n", ",Amount\n" * billed or "\n") + "\n".join([*lines, *rest]) + "\n"


def second(folder: Path, *lines: str, **said: Any) -> str:  # noqa: ANN401 - the options as they are
    return take_in(folder, rows(*lines), TWO, **said).story


def paid(folder: Path) -> list[tuple[Any, ...]]:
    return ask(
        folder,
        "SELECT invoice.number, payment.amount FROM payment JOIN invoice ON invoice.id = invoice_id ORDER BY 1",
    )


BILL = "C1,Elm Works,Invoice,100,2026-03-01,2026-03-31,"
CASES = {
    "paid in full": ((BILL + "80.00",), (), [("100", 8000)], "1 paid in full"),
    "paid more than was billed": ((BILL + "80.00,80.00",), (BILL + "-10.00,80.00",), [("100", 9000)], "=1 paid in full (USD 90.00)"),
    "a credit note takes all": ((BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-80.00"), (), [], "1 credit note set off against invoices (USD 80.00)"),
    "a credit note takes a part": (
        (BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00"), (), [("100", 5000)], "1 credit note set off against invoices (USD 30.00)",
    ),
    "a credit note takes a part, the rest stays": (
        (BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00"), (BILL + "50.00",), [], "1 credit note set off",
    ),
    "a credit note takes a part of what the rest of a bill leaves": (
        (BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00"), ("C1,Elm Works,Invoice,100-RET,2026-03-01,2027-03-31,10.00",), [("100", 4000)], "1 paid in full (USD 40.00), 1 credit note set off against invoices (USD 30.00)",
    ),
    "a credit note of another customer comes off a bill, perhaps": (
        (BILL + "80.00", "C2,Oak Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00"), (BILL + "50.00",), [("100", 3000)], "1 owed less (USD 30.00; USD 30.00 of it is gone from CM1 too: set off, moved or paid, not known)",
    ),
    "a credit note of another customer of the payer comes off a bill": (
        (BILL + "80.00", "C2,Oak Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00", "C2,Oak Works,Invoice,200,2026-03-01,2026-03-31,9.00"),
        (BILL + "45.00", "C2,Oak Works,Invoice,200,2026-03-01,2026-03-31,9.00"), [("100", 500)], "1 part paid (USD 5.00), 1 credit note set off against invoices (USD 30.00)",
    ),
    "a note goes off its own bill though another customer of the payer paid as much": (
        (BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00", "C2,Oak Works,Invoice,200,2026-03-01,2026-03-31,30.00"),
        (BILL + "35.00",), [("100", 1500), ("200", 3000)], "=1 paid in full (USD 30.00), 1 part paid (USD 15.00), 1 credit note set off against invoices (USD 30.00)",
    ),
    "and off a bill of another customer of the payer that is less by just as much": (
        (BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00", "C2,Oak Works,Invoice,200,2026-03-01,2026-03-31,50.00"),
        ("C2,Oak Works,Invoice,200,2026-03-01,2026-03-31,20.00",), [("100", 8000)], "=1 paid in full (USD 80.00), 1 credit note set off against invoices (USD 30.00)",
    ),
    "money on account of the payer's is used as more comes": (
        (BILL + "80.00", "C2,Oak Works,Payment,P1,2026-03-05,2026-03-05,-30.00"), (BILL + "50.00", "C2,Oak Works,Payment,P2,2026-06-08,2026-06-08,-9.00"),
        [("100", 3000)], "=1 part paid (USD 30.00), USD 30.00 of that stood on account before, 1 new",
    ),
    "a note is in its own new bill though another was paid": (
        (BILL + "80.00,80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00,-30.00"),
        ("C1,Elm Works,Invoice,101,2026-06-01,2026-07-01,20.00,50.00",), [("100", 8000)], "=1 paid in full (USD 80.00), 1 new",
    ),
    "money on account is in a new bill as more comes": (
        (BILL + "80.00,80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-30.00,-30.00"),
        (BILL + "71.00,80.00", "C1,Elm Works,Invoice,101,2026-06-01,2026-07-01,20.00,50.00", "C1,Elm Works,Payment,P2,2026-06-08,2026-06-08,-9.00,-9.00"), [("100", 900)], "=1 part paid (USD 9.00), 2 new",
    ),
    "a note is in its own new bill though another customer of the payer paid": (
        (BILL + "80.00,80.00", "C2,Oak Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00,-30.00"),
        (BILL + "20.00,80.00", "C2,Oak Works,Invoice,201,2026-06-01,2026-07-01,20.00,50.00"), [("100", 6000)], "=1 part paid (USD 60.00), 1 new",
    ),
    "money on account is used up by its own bill before a note of the payer's takes it": (
        (BILL + "80.00", "C2,Oak Works,Credit Memo,CM1,2026-03-05,2026-03-05,-50.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-30.00"),
        (BILL + "50.00",), [("100", 3000)], "=1 part paid (USD 30.00), USD 30.00 of that stood on account before, USD 50.00 of credits gone, and no bill of theirs is lower",
    ),
    "a new bill that was wrong is credited at once as another is paid": (
        (BILL + "80.00,80.00",), (BILL + "0.00,80.00", "C1,Elm Works,Invoice,101,2026-06-05,2026-07-01,0.00,80.00", "C1,Elm Works,Credit Memo,CM1,2026-06-05,2026-06-05,0.00,-80.00"),
        [("100", 8000)], "=1 paid in full (USD 80.00), 2 settled already when first seen",
    ),
    "a payment on account of another customer of the payer": (
        (BILL + "80.00", "C2,Oak Works,Payment,P1,2026-03-05,2026-03-05,-30.00"), (BILL + "50.00",), [("100", 3000)], "1 part paid (USD 30.00), USD 30.00 of that stood on account before",
    ),
    "a credit note is gone, the bill is not": (
        (BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00"), (BILL + "80.00",), [], "USD 30.00 of credits gone, and no bill of theirs is lower",
    ),
    "a credit note is gone that the bill's amount has now": (
        (BILL + "80.00,80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00,-30.00"), (BILL + "60.00,60.00",), [], "USD 10.00 of credits gone, and no bill of theirs is lower, 1 billed at less",
    ),
    "and so is a payment on account": (
        (BILL + "80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-30.00"), (BILL + "60.00",), [("100", 2000)], "1 part paid (USD 20.00), USD 20.00 of that stood on account before, USD 10.00 of credits gone",
    ),
    "a payment on account is in a new bill": (
        (BILL + "80.00,80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-30.00,-30.00"), (BILL + "80.00,80.00", "C1,Elm Works,Invoice,101,2026-06-01,2026-07-01,20.00,50.00"), [], "=1 new",
    ),
    "what is left of a payment on account has a number of its own": (
        (BILL + "80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-100.00"), ("C1,Elm Works,Payment,P9,2026-03-05,2026-03-05,-20.00",), [("100", 8000)], "=1 paid in full (USD 80.00), USD 80.00 of that stood on account before",
    ),
    "a payment on account goes back as another comes": (
        (BILL + "80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-30.00"), (BILL + "80.00", "C1,Elm Works,Payment,P9,2026-06-05,2026-06-05,-45.00"), [], "=USD 30.00 of credits gone, and no bill of theirs is lower, 1 new",
    ),
    "and a new bill is paid in part by somebody else": (
        (BILL + "80.00,80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-30.00,-30.00"), (BILL + "80.00,80.00", "C2,Oak Works,Invoice,201,2026-06-01,2026-07-01,20.00,50.00"), [], "=USD 30.00 of credits gone, and no bill of theirs is lower, 1 new",
    ),
    "what takes off has no known kind": (
        (BILL + "80.00", "C1,Elm Works,Zqx,V77,2026-03-05,2026-03-05,-30.00"), (BILL + "50.00",), [("100", 3000)], "1 owed less (USD 30.00; USD 30.00 of it is gone from V77 too: set off, moved or paid, not known)",
    ),
    "what takes off is a contra": (
        (BILL + "80.00", "C1,Elm Works,Contra,V77,2026-03-05,2026-03-05,-30.00"), (BILL + "50.00",), [], "1 credit note set off against invoices (USD 30.00)",
    ),
    "a credit note is used as soon as it is made out": (
        (BILL + "80.00,80.00",), (BILL + "50.00,80.00", "C1,Elm Works,Credit Memo,CM1,2026-06-05,2026-06-05,0.00,-30.00"), [], "1 credit note set off against invoices (USD 30.00), 1 settled already when first seen",
    ),
    "and in part": (
        (BILL + "80.00,80.00",), (BILL + "50.00,80.00", "C1,Elm Works,Credit Memo,CM1,2026-06-05,2026-06-05,-20.00,-50.00"), [], "1 credit note set off against invoices (USD 30.00), 1 new",
    ),
    "and no bill is lower": (
        (BILL + "80.00,80.00",), (BILL + "80.00,80.00", "C1,Elm Works,Credit Memo,CM1,2026-06-05,2026-06-05,0.00,-30.00"), [], "1 settled already when first seen",
    ),
    "a credit note of before is used up when first seen": (
        (BILL + "80.00,80.00",), (BILL + "50.00,80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,0.00,-30.00"), [("100", 3000)], "1 part paid (USD 30.00), 1 settled already",
    ),
    "what is left on account has another number, or as much": (
        (BILL + "80.00,80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-90.00,-90.00"), ("C1,Elm Works,Payment,P2,2026-06-08,2026-06-08,-30.00,-30.00",),
        [("100", 2000), ("100", 6000)], "1 paid in full (USD 80.00), USD 60.00 of that stood on account before, 1 with another due date",
    ),
    "a payment on account is billed at what is left of it": (
        (BILL + "80.00,80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-90.00,-90.00"), ("C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-10.00,-10.00",),
        [("100", 8000)], "1 paid in full (USD 80.00), USD 80.00 of that stood on account before",
    ),
    "a payment on account has another number every day": (
        (BILL + "80.00,80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-80.00,-80.00"), (BILL + "80.00,80.00", "C1,Elm Works,Payment,P2,2026-06-08,2026-06-08,-80.00,-80.00"),
        [], "1 with another due date",
    ),
    "another payment on account came as one was used up": (
        (BILL + "80.00,80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-80.00,-80.00"), ("C1,Elm Works,Payment,P2,2026-06-08,2026-06-08,-30.00,-30.00",),
        [("100", 8000)], "1 paid in full (USD 80.00), USD 80.00 of that stood on account before, 1 new",
    ),
    "another payment on account is larger": (
        (BILL + "80.00,80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-80.00,-80.00"), ("C1,Elm Works,Payment,P2,2026-06-08,2026-06-08,-90.00,-90.00",),
        [("100", 8000)], "1 paid in full (USD 80.00), USD 80.00 of that stood on account before",
    ),
    "a supplier's bill of theirs is gone that was left out": (
        (BILL + "80.00", "C1,Elm Works,Vendor Bill,V1,2026-03-05,2026-03-05,30.00"), (BILL + "50.00",),
        [("100", 3000)], "=1 owed less (USD 30.00; USD 30.00 of it is gone from what is left out too: set off, moved or paid, not known)",
    ),
    "and another sum came": ((BILL + "80.00", "C1,Elm Works,Vendor Bill,V1,2026-03-05,2026-03-05,30.00"), (BILL + "45.00",), [("100", 3500)], "=1 part paid (USD 35.00)"),
    "and several paid as much": (
        (BILL + "80.00", "C1,Elm Works,Vendor Bill,V1,2026-03-05,2026-03-05,30.00", "C2,Oak Works,Invoice,200,2026-03-01,2026-03-31,30.00"), (BILL + "50.00",),
        [("100", 3000), ("200", 3000)], "=1 paid in full (USD 30.00), 1 part paid (USD 30.00)",
    ),
    "and is left out still": (
        (BILL + "80.00", "C1,Elm Works,Vendor Bill,V1,2026-03-05,2026-03-05,30.00"), (BILL + "50.00", "C1,Elm Works,Vendor Bill,V1,2026-03-05,2026-03-05,30.00"), [("100", 3000)], "=1 part paid (USD 30.00)",
    ),
    "what is left of a credit note has a number of its own": (
        (BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00"), (BILL + "60.00", "C1,Elm Works,Credit Memo,CM1-R,2026-06-05,2026-06-05,-10.00"),
        [], "=1 credit note set off against invoices (USD 20.00), 1 with another due date",
    ),
    "another credit note begins alike": (
        (BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00"), (BILL + "50.00", "C1,Elm Works,Credit Memo,CM10,2026-06-05,2026-06-05,-10.00"),
        [], "=1 credit note set off against invoices (USD 30.00), 1 new",
    ),
    "and all of it was used": (
        (BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00"), (BILL + "50.00", "C1,Elm Works,Credit Memo,CM1-2,2026-06-05,2026-06-05,-10.00"),
        [], "=1 credit note set off against invoices (USD 30.00), 1 new",
    ),
    "and is larger": (
        (BILL + "80.00", "C1,Elm Works,Credit Memo,CM1,2026-03-05,2026-03-05,-30.00"), (BILL + "60.00", "C1,Elm Works,Credit Memo,CM1-R,2026-06-05,2026-06-05,-40.00"),
        [], "=1 credit note set off against invoices (USD 20.00), USD 10.00 of credits gone, and no bill of theirs is lower, 1 new",
    ),
    "a payment on account is money": (
        (BILL + "80.00", "C1,Elm Works,Payment,P1,2026-03-05,2026-03-05,-80.00"), (), [("100", 8000)], "1 paid in full",
    ),
}  # fmt: skip


@for_each("case", CASES)
def test_credits_that_are_set_off_are_no_payments(tmp_path: Path, case: str):
    before, after, payments, told = CASES[case]
    taken_in(tmp_path, rows(*before), ONE)
    if "the payer" in case:
        ask(
            tmp_path,
            "UPDATE account SET payer_id = (SELECT id FROM account WHERE ledger_id = 'R1') WHERE ledger_id IN ('C1', 'C2')",
        )
    story = second(tmp_path, *after, confirm_closures=True)
    assert paid(tmp_path) == payments
    assert told[1:] == story if told[0] == "=" else told in story, story
    assert bool(payments) == ("paid" in story)


@for_each(
    ("owed", "told"),
    [
        (["100,80.00,AP"], "1 credited, void or written off, unpaid (USD 80.00)"),
        # A supplier's own bill has another sum, or number.
        (["100,81.00,AP"], "1 paid in full (USD 80.00)"),
        (["V1,80.00,AP"], "1 paid in full (USD 80.00)"),
        # Another kind of report leaves nothing out.
        (["100,80.00,AR V1,80.00,AP", "100,80.00,AR V1,80.00,AP", "other"], "1 paid in full (USD 80.00)"),
        # What went back is not set off by what is owed to a supplier now.
        (
            ["100,50.00,AR V1,5.00,AP", "100,80.00,AR V1,5.00,AP V2,30.00,AP"],
            "USD 30.00 that had come in went back, 1 owed more",
        ),
    ],
)
def test_a_bill_that_is_owed_by_the_user_now_was_not_paid(tmp_path: Path, owed: list[str], told: str):
    head = "Customer ID,Customer,AR/AP,Date,Due Date,Number,Balance\n"

    def ledger(*lines: str) -> str:
        bills = (
            line.split(",") for line in ("R1,1.00,AR", "R2,2.00,AR", "R3,90.00,AR", *lines) if "," in line
        )
        if lines == ("other",):
            return "".join(
                line.replace(",AR,", ",") + "\n" for line in ledger().replace(",AR/AP,", ",").splitlines()
            )
        return head + "".join(
            f"C1,Elm,{side},2026-03-01,2026-03-31,{number},{sum_}\n" for number, sum_, side in bills
        )

    taken_in(tmp_path, ledger("100,80.00,AR"), ONE)
    stories = [
        take_in(tmp_path, ledger(*each.split(" ")), ONE + timedelta(days)).story
        for days, each in enumerate(owed, 1)
    ]
    assert stories[-1] == told


@for_each(
    ("left", "after", "promised", "money"),
    [
        # A discount of two per cent, of three on an odd sum, or of two and a half.
        (["20.00"], 1, False, False),
        (["29.63"], 1, False, False),
        (["25.00"], 9, False, False),
        # No usual one, the rest of parts, weeks later, after the due day, and what was promised.
        (["23.10"], 1, False, True),
        (["150.00"], 1, False, True),
        (["500.00", "20.00"], 1, False, True),
        (["20.00"], 20, False, True),
        (["20.00", "20.00"], 25, False, True),
        (["20.00"], 1, True, True),
    ],
)
def test_the_rest_that_is_a_discount_is_no_money_a_few_days_after_the_payment(
    tmp_path: Path, left: list[str], after: int, *, promised: bool, money: bool
):
    billed = "987.65" if "29.63" in left else "1000.00"

    def ledger(rest: str, on: date) -> ImportReport:
        bill = f"C1,Elm,Invoice,1,2026-05-20,2026-06-12,{rest},{billed}"
        return taken_in(tmp_path, rows(*([bill] if rest else [])), on)

    ledger(billed, ONE)
    for day, rest in enumerate(left, 1):
        ledger(rest, ONE + timedelta(day))
    if promised:
        promise(tmp_path, ("20.00", date(2026, 6, 20)), number="1", made=ONE + timedelta(1))
    report = ledger("", ONE + timedelta(len(left) + after))
    assert ("paid in full" in report.story, "unpaid" in report.story) == (money, not money), report.story
    assert any("discount" in warning and "--gone paid" in warning for warning in report.warnings) != money
    # How soon they pay is known either way.
    assert ask(tmp_path, "SELECT count(*) FROM payer_history") == [(1,)]


@for_each(
    ("after", "told"),
    [
        (
            ["100,50.00"],
            "1 owed less (USD 30.00; USD 30.00 of it is gone from 9 too: set off, moved or paid, not known)",
        ),
        (
            ["100,60.00", "9,-10.00"],
            "1 owed less (USD 20.00; USD 20.00 of it is gone from 9 too: set off, moved or paid, not known)",
        ),
        (
            ["100,20.00"],
            "1 owed less (USD 60.00; USD 30.00 of it is gone from 9 too: set off, moved or paid, not known)",
        ),
        (
            [],
            "1 owed less (USD 80.00; USD 30.00 of it is gone from 9 too: set off, moved or paid, not known)",
        ),
        (["100,50.00", "9,-30.00"], "1 part paid (USD 30.00)"),
        (["100,80.00"], "USD 30.00 of credits gone, and no bill of theirs is lower"),
        (
            ["100,70.00", "9,-30.00", "900,15.00"],
            "1 owed less (USD 10.00; USD 10.00 of it is gone from 900 too: set off, moved or paid, not known), 1 owed more",
        ),
    ],
)
def test_it_is_not_told_as_paid_what_a_credit_of_no_known_kind_may_have_taken_off(
    tmp_path: Path, after: list[str], told: str
):
    head = "Customer ID,Customer,Number,Date,Due Date,Open\n"
    for day, items in ((ONE, ["100,80.00", "9,-30.00"]), (TWO, after)):
        both = dict(item.split(",") for item in [*(f"90{n},5.00" for n in range(6)), *items])
        lines = (f"C1,Elm Works,{number},2026-03-01,2026-03-31,{owed}\n" for number, owed in both.items())
        report = take_in(tmp_path, head + "".join(lines), day, confirm_closures=True)
    assert report.story == told


REPORTS = {"Open": "{1}", "Amount": "{1}", "Amount,Open": "{0},{1}", "Debit,Credit": "{1},"}


@for_each(
    "days",
    [
        [("Amount", 100), ("Amount,Open", 100), ("Debit,Credit", 70), ("Amount,Open", 70)],
        [("Debit,Credit", 160), ("Debit,Credit", 100), ("Amount,Open", 90), ("Amount", 90)],
        [("Open", 90), ("Amount,Open", 60), ("Open", 60)],
    ],
)
def test_money_is_told_once_whichever_reports_tell_of_what_is_open_and_was_billed(
    tmp_path: Path, days: list[tuple[str, int]]
):
    was = days[0][1]
    for day, (head, left) in enumerate(days, 1):
        bills = [("1", 160, left), *((f"9{n}", 10, 10) for n in range(5))]
        rows_ = "".join(f"Elm,{n},2026-04-01,{REPORTS[head].format(*sums)}\n" for n, *sums in bills)
        story = taken_in(tmp_path, f"Name,Number,Due Date,{head}\n{rows_}", date(2026, 6, day)).story
        alone = " or billed at less" * (head in {"Amount", "Debit,Credit"})
        lower = f"1 part paid{alone} (USD {was - left}.00)"
        assert story == (lower if left < was else "6 new" * (day == 1)), day
        was = left


def test_bills_in_another_currency_are_owed_neither_more_nor_less(tmp_path: Path):
    head = "Customer,Number,Date,Due Date,Open,Currency\n"
    rest = "".join(f"Oak,90{n},2026-03-01,2026-03-31,5.00,USD\n" for n in range(3))
    bill = "Elm,100,2026-03-01,2026-03-31,{},{}\n"
    taken_in(tmp_path, head + bill.format("80.00", "USD") + rest, ONE)
    assert take_in(tmp_path, head + bill.format("90.00", "EUR") + rest, TWO).story == "1 in another currency"


OTHER_NAME = "1 customer with another name or id"


@for_each("now", ["C1B,Elm Works", "C1B,Elm Works Limited"])
def test_a_customer_with_another_id_is_the_same(tmp_path: Path, now: str):
    taken_in(tmp_path, rows(BILL + "80.00"), ONE)
    report = take_in(tmp_path, rows(BILL.replace("C1,Elm Works", now) + "80.00"), TWO)
    assert (report.story, report.accounts.new, report.invoices.closed) == (OTHER_NAME, 0, 0)
    assert any("C1B" in warning for warning in report.warnings)
    assert ask(tmp_path, "SELECT id, ledger_id FROM account ORDER BY id")[0] == (1, "C1B")
    assert paid(tmp_path) == []


def test_whom_a_spreadsheet_numbered_otherwise_with_the_bills_is_not_asked_about(tmp_path: Path):
    bill = "312{},Elm Works,Invoice,{},2026-0{}-01,2026-08-31,80.00".format
    taken_in(tmp_path, rows(*(bill("", 8801 + n, 3 + n) for n in range(3))), ONE)
    after = (bill(".0", "8801.0", 3), bill(".0", "8803.0", 5), bill(".0", "8809.0", 6))
    assert second(tmp_path, *after) == "1 paid in full (USD 80.00), 1 new"
    numbers = "SELECT ledger_id, number FROM invoice JOIN account ON account.id = account_id WHERE number LIKE '88%'"
    assert ask(tmp_path, numbers) == [("312", str(n)) for n in (8801, 8802, 8803, 8809)]


def test_who_comes_back_under_another_id_is_told_of_and_two_of_one_name_who_owe_are_two(tmp_path: Path):
    oak = "C2,Oak Ltd,Invoice,101,2026-03-01,2026-03-31,9.00"
    take_in(tmp_path, rows(BILL + "80.00", oak), ONE)
    second(tmp_path, oak)
    new = (
        f"{who},Invoice,{who[1:3]},2026-06-09,2026-07-09,70.00" for who in ("K 7,Elm Works", "K 8,Oak Ltd")
    )
    report = take_in(tmp_path, rows(oak, *new), date(2026, 6, 15))
    assert [warning for warning in report.warnings if warning.startswith("One customer")] == [
        "One customer, perhaps, under two ids: notes stay with the old one unless you say arcall merge 'K 7' C1."
    ]


def test_a_customer_with_another_name_and_no_id_is_the_same(tmp_path: Path):
    def ledger(name: str, balance: str) -> str:
        rest = "".join(f"Rest {n},90{n},2026-04-01,2026-05-01,5.00,5.00\n" for n in range(6))
        return f"Client,Number,Date,Due Date,Amount,Open\n{name},100,2026-03-01,2026-03-31,80.00,{balance}\n{rest}"

    taken_in(tmp_path, ledger("Elm Works", "80.00"), ONE)
    report = take_in(tmp_path, ledger("Elm Works GmbH", "50.00"), TWO)
    assert (report.accounts.new, report.invoices.new, report.story) == (
        0, 0, f"1 part paid (USD 30.00), {OTHER_NAME}",
    )  # fmt: skip


def test_items_under_another_customer_of_the_book_are_not_paid(tmp_path: Path):
    taken_in(tmp_path, rows(BILL + "80.00"), ONE)
    report = take_in(tmp_path, rows("R1,Rest 1,Invoice,100,2026-03-01,2026-03-31,80.00"), TWO)
    assert "paid in full" not in report.story
    assert paid(tmp_path) == []
    assert any("another customer" in warning for warning in report.warnings)


@for_each("said", ["confirm_closures", "partial"])
@for_each(
    ("now", "paid_"),
    [("K{0}9,Firm {0},{0}00", 0), ("K{0},Firm {0} Ltd,{0}00", 0), ("K{0}9,Firm {0},{0}00", 2), ("K{0},New {0},X-{0}77", 0), ("K{0},Firm {0},X-{0}77", 3)],
)  # fmt: skip
def test_customers_with_other_ids_are_asked_about_by_what_they_are_and_never_stand_there_twice(
    tmp_path: Path, now: str, paid_: int, said: str
):
    head, item_ = "Customer ID,Customer,Number,Date,Due Date,Balance\n", "{0},2026-04-01,2026-05-01,1{1}.00\n"
    taken_in(tmp_path, head + "".join(item_.format(f"C{n},Firm {n},{n}00", n) for n in range(5)), ONE)
    renumbered = head + "".join(item_.format(now.format(n), n) for n in range(paid_, 5))
    with pytest.raises(
        LedgerRefusedError, match=rf"{5 - paid_} customers with another id or name: C{paid_} is K"
    ):
        take_in(tmp_path, renumbered, TWO)
    # A day and a sum may be a chance, and where nothing is closed nobody has said that they are not.
    sure = {"gone": "same"} if paid_ == 3 else {}
    report = take_in(tmp_path, renumbered, TWO, **{said: True}, **sure)
    closed = paid_ * (said == "confirm_closures")
    # Where neither name nor number is as it was, a part of the ledger has others.
    new = 5 * ("New" in now and said == "partial")
    assert (report.accounts.new, report.invoices.new, report.invoices.closed) == (new, new, closed)
    assert report.story.endswith("5 new" if new else f"{5 - paid_} customers with another name or id")


def test_where_bills_went_to_another_customer_the_first_answer_is_not_that_it_is_a_part(tmp_path: Path):
    def ledger(whose: str) -> str:
        bills = "".join(
            f"C{who},Firm {who},10{n},2026-04-01,2026-05-01,1{n}.10\n"
            for n, who in enumerate(whose)
            if who != "-"
        )
        return f"Customer ID,Customer,Number,Date,Due Date,Balance\n{bills}"

    taken_in(tmp_path, ledger("012012012"), ONE)
    with pytest.raises(
        LedgerRefusedError, match="2 of them stand under other customers now, and gone"
    ) as refused:
        take_in(tmp_path, ledger("0021---12"), TWO)
    assert refused.value.question is not None
    assert refused.value.question.choices[0].option == "--confirm-closures"


def test_who_is_called_as_before_is_the_same_under_another_id_though_a_bill_went_to_another(tmp_path: Path):
    def ledger(mark: str, whose: str) -> str:
        lines = (
            f"{mark}{who},Firm {who},90{n},2026-04-01,2026-05-0{n + 1},1{n}.00\n"
            for n, who in enumerate(whose)
        )
        return "Customer ID,Customer,Number,Date,Due Date,Balance\n" + "".join(lines)

    taken_in(tmp_path, ledger("C", "00112233"), ONE)
    report = take_in(tmp_path, ledger("K", "01112233"), TWO, confirm_closures=True)
    assert (report.accounts.new, report.story) == (0, "4 customers with another name or id")
    assert ask(tmp_path, "SELECT ledger_id FROM account ORDER BY id") == [("K0",), ("K1",), ("K2",), ("K3",)]


@for_each("number", ["100", "0100", "100.0"])
def test_what_is_written_off_is_neither_owed_nor_paid(tmp_path: Path, number: str):
    header = "Customer ID,Customer,Number,Date,Due Date,Amount,Status\n"
    rest = "".join(f"R{n},Rest {n},90{n},2026-04-01,2026-05-01,10.00,Open\n" for n in range(6))
    line = "C1,Elm Works,100,2026-03-01,2026-03-31,80.00,"
    taken_in(tmp_path, f"{header}{line}Open\n{rest}", ONE)
    line = line.replace(",100,", f",{number},")
    report = take_in(tmp_path, f"{header}{line}Written off\n{rest}", TWO)
    assert report.totals == {"USD": 6000}
    assert paid(tmp_path) == []
    assert "unpaid (USD 80.00)" in report.story


def test_a_write_off_with_the_number_of_the_bill_is_that_bill(tmp_path: Path):
    header = "Customer ID,Customer,Type,Number,Date,Due Date,Amount,Balance\n"
    rest = "".join(f"R{n},Rest {n},Invoice,90{n},2026-04-01,2026-05-01,10.00,10.00\n" for n in range(6))
    line = "C1,Elm Works,{},100,2026-03-01,2026-03-31,80.00,{}\n".format
    taken_in(tmp_path, header + line("Invoice", "80.00") + rest, ONE)
    report = take_in(tmp_path, header + line("Write-off", "0.00") + rest, TWO)
    assert (report.totals, report.invoices.new, report.story) == ({"USD": 6000}, 0, "")
    assert paid(tmp_path) == []


PARTS = tuple(f"C1,Elm Works,Invoice,F-1,2026-03-01,2026-0{month}-30,{month}0.00" for month in (4, 5, 6))


def test_parts_of_a_bill_have_numbers_that_stay(tmp_path: Path):
    report = take_in(tmp_path, rows(*PARTS), ONE)
    assert report.invoices.new == 9
    assert take_in(tmp_path, rows(*reversed(PARTS)), ONE).invoices.unchanged == 9
    after = take_in(tmp_path, rows(*PARTS[1:]), TWO)
    assert (paid(tmp_path), after.invoices.new, after.invoices.unchanged) == ([("F-1/1", 4000)], 0, 8)
    last = take_in(tmp_path, rows(PARTS[2]), date(2026, 6, 9))
    assert (paid(tmp_path), last.invoices.new) == ([("F-1/1", 4000), ("F-1/2", 5000)], 0)
    assert ask(tmp_path, "SELECT due_date FROM invoice WHERE number = 'F-1/3' AND settled_on IS NULL") == [
        ("2026-06-30",)
    ]


BOTH = tuple(
    f"C1,Elm Works,{kind},100,2026-03-01,{{}},{amount}"
    for kind, amount in (("Invoice", "70.00"), ("Credit Memo", "-20.00"))
)


@for_each("due", ["2026-04-30", "2026-03-31"])
@for_each("turned", [1, -1])
@for_each("old", [False, True])
def test_a_credit_with_the_number_of_a_bill_is_no_part_of_it(
    tmp_path: Path, due: str, turned: int, *, old: bool
):
    both = tuple(line.format(day) for line, day in zip(BOTH, ("2026-03-31", due), strict=True))
    take_in(tmp_path, rows(*both[::turned]), ONE)
    shown = "SELECT number, balance FROM invoice WHERE number LIKE '100%' ORDER BY balance DESC"
    numbers = [("100", 7000), ("100 credit", -2000)]
    assert ask(tmp_path, shown) == numbers
    if old:  # as they were numbered before
        for number, was in (("100", "100/1"), ("100 credit", "100/2")):
            ask(tmp_path, "UPDATE invoice SET number = ? WHERE number = ?", was, number)
    for way in (1, -1):
        again = take_in(tmp_path, rows(*both[::way]), TWO)
        assert (again.story, again.invoices.new, again.invoices.closed, paid(tmp_path)) == ("", 0, 0, [])
        assert ask(tmp_path, shown) == numbers
    left = take_in(tmp_path, rows(both[turned > 0]), date(2026, 6, 9))
    assert (left.invoices.new, left.invoices.changed) == (0, 0)
    assert [each for each in ask(tmp_path, shown) if each[1]] == [numbers[turned > 0]]


SECOND = "C1,Elm Works,Invoice,100,2026-03-01,2026-04-30,50.00"
MONEY = "C1,Elm Works,Payment,100,2026-03-09,2026-03-09,-15.00"
FEWER = "C1,Elm Works,Credit Memo,100,2026-03-01,2026-04-15,-5.00"
BILLED, LESS = (line.format("2026-03-31") for line in BOTH)


@for_each(
    ("days", "left"),
    [
        ([[BILLED], [BILLED, LESS], [LESS, BILLED]], {"100": 7000, "100 credit": -2000}),
        ([[LESS], [BILLED, LESS], [LESS, BILLED]], {"100": 7000, "100 credit": -2000}),
        ([[BILLED, LESS, MONEY], [MONEY, LESS, BILLED]], {"100": 7000, "100 credit": -2000, "100 payment": -1500}),
        ([[BILLED, SECOND, LESS], [LESS, SECOND, BILLED]], {"100/1": 7000, "100/2": 5000, "100 credit": -2000}),
        ([[BILLED, LESS, FEWER], [FEWER, LESS, BILLED]], {"100": 7000, "100 credit/1": -2000, "100 credit/2": -500}),
        ([[BILLED, LESS, LESS], [LESS, BILLED, BILLED]], {"100": 7000, "100 credit": -2000}),
        ([[BILLED, LESS], [line.replace(",100,", ",0100,") for line in (LESS, BILLED)]], {"100": 7000, "100 credit": -2000}),
        ([[BILLED, LESS], [LESS.replace(",100,", ",100.0,")]], {"100 credit": -2000}),
        ([[BILLED, LESS], [LESS]], {"100 credit": -2000}),
        ([[BILLED, SECOND, LESS], [], [LESS, SECOND]], {"100/2": 5000, "100 credit": -2000}),
    ],
)  # fmt: skip
def test_what_has_one_number_stays_told_apart_by_what_it_is(
    tmp_path: Path, days: list[list[str]], left: dict[str, int]
):
    for n, lines in enumerate(days):
        if not lines:  # from then on as credits were numbered before
            ask(tmp_path, "UPDATE invoice SET number = '100/3' WHERE number = '100 credit'")
            continue
        story = take_in(tmp_path, rows(*lines), date(2026, 6, 1 + n), confirm_closures=True).story
    shown = "SELECT number, balance FROM invoice WHERE number LIKE '%100%' AND settled_on IS NULL"
    assert (dict(ask(tmp_path, shown)), "new" in story) == (left, False)


@for_each(("before", "after"), [("1001", "1001.0"), ("1001.0", "1001"), ("0001001", "1001.0"), ("007", "7")])
def test_numbers_that_a_spreadsheet_changed_are_the_same(tmp_path: Path, before: str, after: str):
    taken_in(tmp_path, rows(BILL.replace("100", before) + "80.00"), ONE)
    report = take_in(tmp_path, rows(BILL.replace("100", after) + "80.00"), TWO)
    assert (report.story, report.invoices.new, report.invoices.closed) == ("", 0, 0)


@for_each(
    ("cell", "numbers"),
    [
        ("T: +44 161 496 0103\nM: +44 7700 900104", ["+44 161 496 0103", "+44 7700 900104"]),
        ("Tel. 0161 496 0103 Mob.: 07700 900104", ["0161 496 0103", "07700 900104"]),
        ("0345/771 00-12, 0171 / 55 51 234", ["0345/771 00-12", "0171 / 55 51 234"]),
        ("0345/771 00-12", ["0345/771 00-12"]),
        ("030 / 901 82 04", ["030 / 901 82 04"]),
        ("01 99 00 12 35 et demander Jo", ["01 99 00 12 35 et demander Jo"]),
        ("1 800 555 0199 o 12", ["1 800 555 0199 o 12"]),
        ("771 00 12 / 13", ["771 00 12", "771 00 13"]),
        ("020 7946 0018 ext. 12", ["020 7946 0018 ext. 12"]),
        ("Tel: +44 20 7946 0001, Fax: +44 20 7946 0009", ["+44 20 7946 0001"]),
    ],
)
def test_numbers_in_a_cell_are_parted_where_each_is_whole(cell: str, numbers: list[str]):
    assert list(several(cell)) == numbers


def test_several_numbers_and_addresses_in_a_cell_are_several(tmp_path: Path):
    text = 'Customer,Number,Due Date,Open,Phone,Email,Contact\nElm,1,2026-03-31,5.00,"020 7946 0018 / 07700 900123","ap@example.org; cfo@example.org",Jo\n'
    taken_in(tmp_path, text, ONE)
    wanted = [("Jo", "020 7946 0018", "ap@example.org"), ("Jo", "07700 900123", "cfo@example.org")]
    assert ask(tmp_path, "SELECT name, phone, email FROM contact ORDER BY phone") == wanted
    take_in(tmp_path, text, TWO)
    assert ask(tmp_path, "SELECT name, phone, email FROM contact ORDER BY phone") == wanted


def test_a_part_of_a_ledger_closes_what_it_says_is_void_and_nothing_else(tmp_path: Path):
    head = ("Customer", "Invoice", "Due Date", "Amount", "Status")
    taken_in(tmp_path, [("A", str(n), "2026-02-01", "10.00", "Open") for n in (1, 2, 3)], ONE, header=head)
    # A file of which nothing is owed is asked about.
    said: dict[str, Any] = {"partial": True, "statuses": {"Void": "void"}}
    report = take_in(tmp_path, [("A", "1", "2026-02-01", "10.00", "Void")], TWO, header=head, **said)
    assert (report.totals, report.story) == (
        {"USD": 2000},
        "1 credited, void or written off, unpaid (USD 10.00)",
    )
    assert ask(tmp_path, "SELECT count(*) FROM payment") == [(0,)]


def test_a_new_customer_made_of_anothers_few_remaining_items_is_that_customer(tmp_path: Path):
    old = "".join(f"C1,Firm,Invoice,{n}00,2026-04-01,2026-05-01,1{n}.00\n" for n in range(6))
    rest = "".join(
        f"C{k},Other {k},Invoice,{k}{n},2026-04-01,2026-05-01,5.00\n" for k in range(2, 6) for n in range(6)
    )
    taken_in(tmp_path, HEADER + old + rest, ONE)
    left = "".join(old.splitlines(keepends=True)[:2]).replace("C1,Firm", "K9,Renamed")
    report = take_in(tmp_path, HEADER + left + rest, TWO, confirm_closures=True)
    assert "4 paid in full" in report.story
    assert any("C1 now seems to be K9" in warning for warning in report.warnings)


def test_ids_that_lost_their_zeros_are_the_same_customers_and_nobody_is_asked(tmp_path: Path):
    text = "".join(f"000{n},Firm {n},Invoice,{n}00,2026-04-01,2026-05-01,1{n}.00\n" for n in range(1, 5))
    taken_in(tmp_path, HEADER + text, ONE)
    report = take_in(tmp_path, HEADER + text.replace("000", "", 1).replace("\n000", "\n"), TWO)
    assert (report.invoices.new, report.invoices.closed) == (0, 0)


def test_whom_the_book_has_by_name_alone_is_the_same_when_a_ledger_has_an_id(tmp_path: Path):
    lines = [f"Firm {n},{n}00,2026-04-01,2026-05-01,1{n}.00\n" for n in range(1, 6)]
    head = "Customer,Number,Date,Due Date,Balance\n"
    taken_in(tmp_path, head + "".join(lines), ONE)
    now = "Customer ID," + head + "".join(f"K{n},{line}" for n, line in enumerate(lines[1:]))
    report = take_in(tmp_path, now, TWO)
    assert (report.story, report.accounts.new) == (
        "1 paid in full (USD 11.00), 4 customers with another name or id",
        0,
    )
    # Another name is none of them.
    take_back(desk_at(tmp_path, TWO))
    with pytest.raises(LedgerRefusedError, match="4 customers with another id or name"):
        take_in(tmp_path, now.replace("Firm", "House"), TWO)


def test_the_very_file_of_an_older_day_is_not_taken_for_todays(tmp_path: Path):
    first = rows("C1,Elm Works,Invoice,100,2026-04-01,2026-05-01,19.00")
    taken_in(tmp_path, first, ONE)
    take_in(tmp_path, rows(), TWO)
    with pytest.raises(LedgerRefusedError, match=r"the very file of 01 Jun 2026.*--older-anyway"):
        take_in(tmp_path, first, date(2026, 6, 9), as_of=None)
    assert take_in(tmp_path, first, date(2026, 6, 9), as_of=None, older_anyway=True).invoices.changed == 1


TAKEN = ("Customer", "Invoice", "Due Date", "Amount", "Paid", "Credited", "Balance")


@for_each("word", ["Credited", "Write Off"])
@for_each(
    ("before", "after", "money", "off"),
    [
        ((0, 0), (0, 100), 0, 100),
        ((0, 0), (20, 30), 20, 30),
        ((0, 30), (0, 100), 0, 70),
        ((0, 0), (100, 0), 100, 0),
        ((0, 0), (60, 40), 60, 40),
    ],
)
def test_what_a_column_says_was_credited_or_written_off_is_no_money(
    tmp_path: Path, word: str, before: tuple[int, int], after: tuple[int, int], money: int, off: int
):
    def day(paid_: int, credited: int, number: str = "1") -> list[tuple[object, ...]]:
        others = [(f"R{n}", f"90{n}", "2026-05-01", "100.00", "5.00", "1.00", "94.00") for n in range(6)]
        left = 100 - paid_ - credited
        return [
            ("A", number, "2026-02-01", "100.00", f"{paid_}.00", f"{credited}.00", f"{left}.00"),
            *others,
        ]

    head = tuple(word if each == "Credited" else each for each in TAKEN)
    taken_in(tmp_path, day(*before), ONE, header=head)
    story = take_in(tmp_path, day(*after, "001"), TWO, header=head).story
    assert ask(tmp_path, "SELECT coalesce(sum(amount), 0) FROM payment") == [(money * 100,)]
    assert (f"1 credited, void or written off, unpaid (USD {off}.00)" in story) == bool(off)
    assert ("part paid" in story or "paid in full" in story) == bool(money)


def test_a_credit_note_that_a_column_of_the_invoice_tells_of_is_not_set_off_once_more(tmp_path: Path):
    head = (*TAKEN, "Type")

    def day(credited: str, left: str, note: str, other: str) -> list[tuple[object, ...]]:
        return [
            ("A", "1", "2026-02-01", "100.00", "0.00", credited, left, "Invoice"),
            ("A", "2", "2026-02-01", "100.00", "0.00", "0.00", other, "Invoice"),
            ("A", "CN1", "2026-02-01", "-100.00", "0.00", "0.00", note, "Credit Memo"),
            *[(f"R{n}", f"90{n}", "2026-05-01", "9.00", "1.00", "1.00", "7.00", "Invoice") for n in range(6)],
        ]

    taken_in(tmp_path, day("0.00", "100.00", "-100.00", "100.00"), ONE, header=head)
    rest = [row for row in day("100.00", "0.00", "0.00", "0.00") if row[1] not in ("CN1", "2")]
    take_in(tmp_path, rest, TWO, header=head, confirm_closures=True)
    assert paid(tmp_path) == [("2", 10000)]


@for_each(("one", "two"), [("1001", "INV-1001"), ("RE/2026/77", "77"), ("1001", "21001")])
def test_a_number_with_another_prefix_is_the_same_where_dates_and_amount_are_and_nobody_has_paid(
    tmp_path: Path, one: str, two: str
):
    bill = "C1,Elm Works,Invoice,{},2026-03-01,2026-03-31,80.00"
    taken_in(tmp_path, rows(bill.format(one)), ONE)
    same = two != "21001"
    if not same:
        with pytest.raises(LedgerRefusedError, match=r"1001 \(USD 80.00\) as 21001"):
            second(tmp_path, bill.format(two), confirm_closures=True)
    story = second(tmp_path, bill.format(two), confirm_closures=True, **({} if same else {"gone": "paid"}))
    assert (story == "") is same
    assert paid(tmp_path) == ([] if same else [(one, 8000)])


NAMES = ("Ash", "Birch", "Cedar", "Dogwood", "Elder")
NAMED = ("Customer ID", "Customer", "Number", "Date", "Due Date", "Balance")


def numbered(names: Sequence[str], ids: Sequence[str]) -> list[tuple[object, ...]]:
    """Each customer's one item, under the ids; all have the same number."""
    return [
        (own, name, "1", "2026-04-01", f"2026-05-1{NAMES.index(name)}", "10.00")
        for own, name in zip(ids, names, strict=False)
    ]


@settings(max_examples=tries(12), deadline=None)
@given(st.permutations(NAMES), st.permutations("12345"), st.integers(2, 5), st.integers(0, 1))
def test_what_was_said_stays_with_the_customer_when_the_ids_are_others(
    names: list[str], ids: list[str], left: int, newcomers: int
):
    with TemporaryDirectory() as folder:
        book = Path(folder)
        taken_in(book, numbered(NAMES, "12345"), ONE, header=NAMED)
        for key, name in ask(book, "SELECT id, name FROM account"):
            ask(
                book,
                "INSERT INTO activity (account_id, at, workday, code, detail, note) VALUES (?, '', '', 'TT', '', ?)",
                key,
                name,
            )
        now = numbered(names[:left], ids)
        now += [(ids[left - 1] + "0", "Zelkova", "9", "2026-06-01", "2026-06-30", "5.00")] * newcomers
        take_in(book, now, TWO, header=NAMED, confirm_closures=True, renamed="other")
        told = ask(
            book,
            """SELECT name, note, (SELECT count(*) FROM invoice WHERE account_id = account.id AND settled_on IS NULL)
               FROM account JOIN activity ON account_id = account.id ORDER BY name""",
        )
        assert told == [(name, name, int(name in names[:left])) for name in NAMES]
        ids_now = dict(ask(book, "SELECT name, ledger_id FROM account"))
        assert [ids_now[name] for name in names[:left]] == list(ids[:left])


@for_each(
    ("before", "now"), [("Smith & Co", "Smith Plumbing"), ("Smith", "Oak & Smith"), ("Oak & Smith", "Smith")]
)
def test_an_id_whose_name_is_much_the_same_is_one_customer_unasked(tmp_path: Path, before: str, now: str):
    taken_in(tmp_path, rows(f"C1,{before},Invoice,1,2026-03-01,2026-03-31,80.00"), ONE)
    insert = "INSERT INTO activity (account_id, at, workday, code, detail, note) VALUES (1, '', '', 'TT', '', 'said')"
    ask(tmp_path, insert)
    second(tmp_path, f"C1,{now},Invoice,2,2026-05-20,2026-06-20,70.00")
    assert ask(tmp_path, "SELECT name FROM account WHERE ledger_id = 'C1'") == [(now,)]


def test_an_id_with_another_name_and_other_items_is_asked_about(tmp_path: Path):
    taken_in(tmp_path, rows("C1,Smith,Invoice,1,2026-03-01,2026-03-31,80.00"), ONE)
    insert = "INSERT INTO activity (account_id, at, workday, code, detail, note) VALUES (1, '', '', 'TT', '', 'said')"
    ask(tmp_path, insert)
    other = "C1,Zeta Plumbing,Invoice,2,2026-05-20,2026-06-20,70.00"
    with pytest.raises(LedgerRefusedError, match="C1 was Smith, and is Zeta Plumbing"):
        second(tmp_path, other)
    second(tmp_path, other, renamed="other")
    assert ask(tmp_path, "SELECT name FROM account JOIN activity ON account_id = account.id") == [("Smith",)]
    assert ask(tmp_path, "SELECT name FROM account WHERE ledger_id = 'C1'") == [("Zeta Plumbing",)]


def test_that_an_empty_column_means_nothing_does_not_bind_when_it_is_filled(tmp_path: Path):
    text = "Customer,Invoice,Due,Amount,Rcpts\nElm,1,2026-03-31,80.00,{}\nOak,2,2026-03-31,50.00,0.00\n"
    taken_in(tmp_path, text.format("0.00"), ONE, ignored=("Rcpts",))
    with pytest.raises(LedgerRefusedError, match="Column 'Rcpts' is not known"):
        take_in(tmp_path, text.format("60.00"), TWO)


def test_what_was_said_of_columns_holds_wherever_they_stand(tmp_path: Path):
    said = {"amount": "A", "paid": "B"}
    taken_in(tmp_path, "Customer,Invoice,Due,A,B\nElm,1,2026-03-31,80.00,30.00\n", ONE, mapping=said)
    take_in(tmp_path, "Customer,Invoice,Due,B,A\nElm,1,2026-03-31,40.00,80.00\n", TWO)
    assert ask(tmp_path, "SELECT balance FROM invoice") == [(4000,)]


def test_a_decimal_mark_that_was_said_before_gives_way_to_one_that_alone_fits(tmp_path: Path):
    text = "Customer;Invoice;Due;Amount\nElm;1;2026-03-31;{}\nOak;2;2026-03-31;70,5\n"
    taken_in(tmp_path, text.format("1.250"), ONE, decimal="comma")
    report = take_in(tmp_path, text.format("250.00").replace(",", "."), TWO, new_facts=True)
    assert ask(tmp_path, "SELECT sum(balance) FROM invoice") == [(32050,)]
    assert "Amounts have a decimal point: no other reading fits all of them." in report.warnings


def test_of_few_bills_as_many_may_be_gone_as_chance_brings(tmp_path: Path):
    few = [f"G{n},Gone {n},Invoice,{n},,2026-03-31,9.00" for n in range(3)]
    taken_in(tmp_path, rows(*few), ONE)
    assert second(tmp_path) == "3 paid in full (USD 27.00)"


def test_what_is_gone_is_named_and_so_is_who_is_called_otherwise(tmp_path: Path):
    take_in(
        tmp_path,
        rows(BILL + "80.00", *(f"G{n},Gone {n},Invoice,{n},,2026-03-31,9.00" for n in range(4))),
        ONE,
    )
    with pytest.raises(
        LedgerRefusedError, match=r"not in this ledger: G0 Gone 0 0 \(USD 9.00\); .*; .* and 1 more"
    ):
        second(tmp_path, BILL + "80.00")
    report = take_in(tmp_path, rows(BILL.replace("Works", "Works & Sons") + "80.00"), TWO, partial=True)
    assert "Called otherwise now, taken as the same: C1 Elm Works & Sons (was Elm Works)." in report.warnings
    assert report.story.endswith(OTHER_NAME)


def test_less_of_what_somebody_owes_without_a_day_is_a_part_paid_of_what_was_due_since_the_first_list(
    tmp_path: Path,
):
    said = {"mapping": {"balance": "Owes", "number": "-", "due_date": "-"}, "terms": "due on receipt"}
    text = "Name,Mobile,Owes\nAsh,+44 20 7946 0958,80.00\nElm,,70.00\n"
    take_in(tmp_path, text, date(2026, 6, 1), **said)
    report = take_in(tmp_path, text.replace("80", "50"), date(2026, 6, 8), **said)
    assert (report.story, report.totals) == ("1 part paid (USD 30.00)", {"USD": 12000})
    assert ask(tmp_path, "SELECT DISTINCT due_date FROM invoice") == [("2026-06-01",)]


def test_bills_without_a_number_whose_due_dates_do_not_count_are_told_apart_by_their_own_day(tmp_path: Path):
    said = {"mapping": {"number": "-", "due_date": "-"}, "terms": "Net 30"}
    text = "Name,Date,Due,Balance\nAsh,2026-04-01,2026-05-01,80.00\nAsh,2026-04-11,2026-05-11,70.00\n"
    take_in(tmp_path, text, date(2026, 6, 1), **said)
    less = text.replace("Ash,2026-04-01,2026-05-01,80.00\n", "")
    report = take_in(tmp_path, less, date(2026, 6, 8), confirm_closures=True, **said)
    assert report.story == "1 paid in full (USD 80.00)"


OF_A_DAY = {
    "0": "300.00,300.00",
    "1": "120.00,80.00",
    "2": "50.00,50.00",
    "p": "120.00,50.00",
    "n": "77.00,77.00",
    "s": "300.00,300.00,AP",
}


@for_each(
    ("now", "story"),
    [
        ("201", ""),
        ("12", "1 paid in full (USD 300.00)"),
        ("21", "1 paid in full (USD 300.00)"),
        ("2", "2 paid in full (USD 380.00)"),
        ("0p2", "1 part paid (USD 30.00)"),
        ("p20", "1 part paid (USD 30.00)"),
        ("n201", "1 new"),
        ("120n", "1 new"),
        ("21s", "1 credited, void or written off, unpaid (USD 300.00)"),
        # A sum that none had is that of the first which is left, as ever.
        ("n2", "1 paid in full (USD 80.00), 1 billed at less"),
    ],
)
@for_each("due", ["2026-02-28", ""])
def test_bills_without_a_number_are_told_apart_by_their_sums_and_not_by_their_order(
    tmp_path: Path, due: str, now: str, story: str
):
    others = [f"Oak {n},2026-02-01,2026-02-28,9{n}.00,9{n}.00,AR\n" for n in range(9)]

    def ledger(which: str) -> str:
        rows = (
            f"Ash,2026-02-01,{due},{OF_A_DAY[one]}".removesuffix(",AP") + f",A{'RP'[one == 's']}\n"
            for one in which
        )
        return "Customer,Date,Due Date,Amount,Open,AR/AP\n" + "".join((*rows, *others))

    said: dict[str, Any] = {"mapping": {"number": "-"}, "terms": "Net 30", "gone": "paid"}
    take_in(tmp_path, ledger("012"), ONE, **said)
    assert take_in(tmp_path, ledger(now), TWO, **said).story == story
    if now == "201":
        rest = re.sub(r",[0-9.]+(,[0-9.]+,A)", r"\1", ledger("102"))
        assert take_in(tmp_path, rest.replace("Amount,", ""), TWO + timedelta(1), **said).story == ""


@for_each(
    ("columns", "days", "story"),
    [
        ("Open", ["300.00 120.00", "120.00", "80.00"], "1 part paid (USD 40.00)"),
        ("Amount,Open", ["300.00 120.00", "120.00", "120.00 70.00"], "1 new"),
        ("Amount,Open", ["300.00", "", "70.00", "", "80.00"], "1 new"),
        (
            "Amount,Open",
            ["300.00 120.00", "120.00", "120.00 300.00"],
            "USD 300.00 that had come in went back, 1 owed again",
        ),
    ],
)
def test_the_place_of_a_bill_without_a_number_is_not_that_of_one_that_was_paid_before(
    tmp_path: Path, columns: str, days: list[str], story: str
):
    others = [("Oak", f"9{n}.00") for n in range(9)]

    def ledger(sums: str) -> str:
        rows = [*(("Ash", sum_) for sum_ in sums.split()), *others]
        money = ("{1},{1}" if "Amount" in columns else "{1}").format
        return f"Customer,Date,{columns}\n" + "".join(
            f"{who},2026-02-01,{money(who, sum_)}\n" for who, sum_ in rows
        )

    said: dict[str, Any] = {"mapping": {"number": "-"}, "terms": "Net 30"}
    stories = [
        take_in(tmp_path, ledger(sums), ONE + timedelta(on), **said).story for on, sums in enumerate(days)
    ]
    assert (stories[1], stories[-1]) == ("1 paid in full (USD 300.00)", story)
