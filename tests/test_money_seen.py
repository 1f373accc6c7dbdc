"""Money seen by hand and credits agreed: kept off what is asked for until an import shows them, and never counted twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from arcall_tui.domain.activity import (
    DisputeRaised,
    DisputeReason,
    DisputeState,
    Line,
    Outcome,
    PromiseGiven,
    PromiseState,
)
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.errors import UsageError
from arcall_tui.workday.calls import intake, record, settling
from arcall_tui.workday.calls.reading import reading_for
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.imports.taken import take_back
from books import Shelf, owing
from cases import for_each
from ledger_files import HEADER, TODAY, ask, item, take_in
from shell import arcall
from test_import_promises import desk_at
from tries import tries
from tui_driver import screen

SEEN = TODAY + timedelta(days=1)
NEXT = TODAY + timedelta(days=2)
OTHER = item("C2", "X", "500.00")
KINDS = (*HEADER, "Type")


def collectable(desk: Desk, account: int) -> int:
    return sum(each.collectable for each in desk.card(account).placing.standing.exposures)


def see(desk: Desk, account: int, amount: str, number: str = "") -> None:
    """Put down money that came, by the way that form and shell go."""
    reading = reading_for(desk.card(account), desk, desk.settings)
    told = {
        Fact.PART: Money.of(amount, "USD"),
        Fact.PAID_ON: desk.clock.today(),
        Fact.REFERENCE: "REF 7",
        Fact.INVOICES: reading.invoices(Code.SEEN, number) if number else (),
    }
    record.log_call(desk, account, intake.outcome(Code.SEEN, told, reading))


def one(folder: Path) -> int:
    ((account,),) = ask(folder, "SELECT id FROM account WHERE ledger_id = 'C1'")
    return int(account)


def test_money_that_was_seen_is_not_asked_for_fills_the_promise_and_is_undone(shelf: Shelf):
    desk = shelf.desk()
    due = desk.clock.today() + timedelta(days=3)
    account = owing(
        desk,
        "C1",
        [(600, desk.clock.today() - timedelta(days=30)), (400, desk.clock.today() - timedelta(days=9))],
    )
    record.log_call(desk, account, Outcome(Code.PTP, promises=(PromiseGiven(Money(600, "USD"), due),)))
    see(desk, account, "6.00")
    assert collectable(desk, account) == 400
    card = desk.card(account)
    assert [promise.state for promise in card.promises] == [PromiseState.KEPT]
    assert [str(each.reason) for each in card.disputes] == ["seen by hand, not in the ledger yet"]
    assert "fills what was promised: USD 6.00" in card.history[0].detail
    assert any(
        "REF 7" in step.reason and "in the ledger?" in step.reason for step in desk.follow_ups(account)
    )
    record.undo(desk)
    assert [promise.state for promise in desk.card(account).promises] == [PromiseState.OPEN]
    assert not desk.card(account).disputes


def test_part_of_what_was_promised_leaves_the_promise_open_and_more_than_is_open_is_refused(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(600, desk.clock.today() - timedelta(days=30))])
    due = desk.clock.today() + timedelta(days=3)
    record.log_call(desk, account, Outcome(Code.PTP, promises=(PromiseGiven(Money(600, "USD"), due),)))
    see(desk, account, "2.00")
    assert [promise.state for promise in desk.card(account).promises] == [PromiseState.OPEN]
    with pytest.raises(UsageError, match=r"Only USD 4\.00 is open on this account"):
        see(desk, account, "6.00")


@pytest.mark.parametrize(
    ("balance", "credit", "left"),
    [
        ("600.00", 0, 0),
        ("400.00", 0, 0),
        ("900.00", 0, 300),
        ("1000.00", 400, 0),
        ("1000.00", 100, 300),
        ("1000.00", 0, 400),
    ],
)
def test_the_next_ledger_tells_what_of_it_has_come_and_the_rest_stays_off(
    tmp_path: Path, balance: str, credit: int, left: int
):
    before = [(*item("C1", "1", "1000.00"), "Invoice"), (*OTHER, "Invoice")]
    take_in(tmp_path, before, header=KINDS)
    desk = desk_at(tmp_path, SEEN)
    see(desk, one(tmp_path), "400.00")
    desk.close()
    rows = [(*item("C1", "1", balance, amount="1000.00"), "Invoice"), (*OTHER, "Invoice")]
    rows += [(*item("C1", "PAY1", f"-{credit}.00"), "Payment")] if credit else []
    take_in(tmp_path, rows, NEXT, header=KINDS)
    desk = desk_at(tmp_path, NEXT, 22)
    owed = round(float(balance) * 100) - credit * 100 - left * 100
    assert collectable(desk, one(tmp_path)) == owed
    states = [each.state for each in desk.card(one(tmp_path)).disputes]
    assert (DisputeState.OPEN in states) is bool(left)
    assert any("in the ledger?" in step.reason for step in desk.follow_ups(one(tmp_path))) is bool(left)
    desk.close()
    assert take_back(desk_at(tmp_path, NEXT, 23)).kept == ()
    assert ask(tmp_path, "SELECT state, amount FROM dispute JOIN dispute_line ON dispute_id = id") == [
        ("open", 40_000)
    ]
    assert ask(tmp_path, "SELECT count(*) FROM follow_up WHERE dispute_id = 1 AND done_at IS NULL") == [(1,)]


@effort(max_examples=tries(25), deadline=None)
@example(billed=198, awaited=1, notes=[2], money=2)
@given(
    billed=st.integers(50, 200),
    awaited=st.integers(1, 49),
    notes=st.lists(st.integers(1, 60), max_size=3),
    money=st.integers(0, 49),
)
def test_a_credit_agreed_is_never_counted_twice_however_it_comes(
    tmp_path_factory: pytest.TempPathFactory, billed: int, awaited: int, notes: list[int], money: int
):
    folder = tmp_path_factory.mktemp("credit")
    rows = [(*item("C1", "1", f"{billed}.00"), "Invoice"), (*OTHER, "Invoice")]
    take_in(folder, rows, header=KINDS)
    desk = desk_at(folder, SEEN)
    account = one(folder)
    raised = DisputeRaised(DisputeReason.PRICE, "sales")
    record.log_call(desk, account, Outcome(Code.DISP, dispute=raised))
    (dispute,) = desk.card(account).disputes
    assert dispute.id is not None
    settling.resolve_dispute(desk, account, dispute.id, DisputeState.VALID, Money(awaited * 100, "USD"))
    desk.close()
    money = 0 if money == awaited else money
    left = billed - money
    rows = [(*item("C1", "1", f"{left}.00", amount=f"{billed}.00"), "Invoice"), (*OTHER, "Invoice")]
    for index, note in enumerate(notes):
        rows.append((*item("C1", f"CN{index}", f"-{note}.00"), "Credit Note"))
        take_in(folder, rows, NEXT + timedelta(days=index), header=KINDS)
    if not notes:
        take_in(folder, rows, NEXT, header=KINDS)
    desk = desk_at(folder, NEXT + timedelta(days=5))
    still = max(0, awaited - sum(notes))
    assert collectable(desk, account) == 100 * max(0, left - min(still, left) - sum(notes))
    desk.close()


@pytest.mark.parametrize("listed", [True, False])
def test_a_sum_of_just_the_credits_amount_is_money_where_a_list_of_payments_says_so_and_else_that_is_told(
    tmp_path: Path, *, listed: bool
):
    take_in(tmp_path, [item("C1", "1", "1000.00"), OTHER])
    desk = desk_at(tmp_path, SEEN)
    account = one(tmp_path)
    record.log_call(desk, account, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, "sales")))
    (dispute,) = desk.card(account).disputes
    assert dispute.id is not None
    settling.resolve_dispute(desk, account, dispute.id, DisputeState.VALID, Money(40_000, "USD"))
    desk.close()
    if listed:
        rows = f"Customer,Invoice,Payment Date,Payment Amount,Reference\nC1,1,{NEXT},400.00,BACS 1\n"
        report = take_in(tmp_path, rows, NEXT, name="payments.csv", payments=True)
    else:
        report = take_in(tmp_path, [item("C1", "1", "600.00", amount="1000.00"), OTHER], NEXT)
    desk = desk_at(tmp_path, NEXT, 22)
    assert collectable(desk, account) == (20_000 if listed else 60_000)
    said = "USD 400.00 less on 1 of C1 was taken for the credit that was agreed"
    assert any(said in warning for warning in report.warnings) is not listed
    desk.close()


# What comes beside the bill as a credit, what the bill says now (open, billed), what is asked for then, and whether the dispute has ended.
ENDS = {
    "a note of just so much": (300, "1000.00", "1000.00", 70_000, True),
    "a note of less": (200, "1000.00", "1000.00", 50_000, False),
    "so much less is open, and nothing says as what": (0, "700.00", "1000.00", 40_000, False),
    "so much less was billed": (0, "700.00", "700.00", 70_000, True),
    "something else less was billed": (0, "750.00", "750.00", 45_000, False),
    "so much less was billed and some was paid": (0, "600.00", "700.00", 60_000, True),
    "so much less is open in a ledger that does not say what was billed": (0, "700.00", "", 40_000, False),
}


@for_each("kind", ENDS)
def test_a_credit_of_just_what_is_disputed_ends_the_dispute_and_both_are_not_taken_off(
    tmp_path: Path, kind: str
):
    note, open_, billed, owed, ended = ENDS[kind]
    at = HEADER.index("Amount")
    header = KINDS if billed else (*KINDS[:at], *KINDS[at + 1 :])

    def rows(*bills: tuple[object, ...]) -> list[tuple[object, ...]]:
        return [bill if billed else (*bill[:at], *bill[at + 1 :]) for bill in bills]

    other = (*OTHER, "Invoice")
    take_in(tmp_path, rows((*item("C1", "1", "1000.00"), "Invoice"), other), header=header)
    desk = desk_at(tmp_path, SEEN)
    account = one(tmp_path)
    lines = (Line(invoice=1, amount=Money(30_000, "USD")),)
    raised = DisputeRaised(DisputeReason.PRICE, "sales", lines)
    record.log_call(desk, account, Outcome(Code.DISP, dispute=raised))
    desk.close()
    now = [(*item("C1", "1", open_, amount=billed or open_), "Invoice"), other]
    now += [(*item("C1", "CN1", f"-{note}.00"), "Credit Note")] if note else []
    report = take_in(tmp_path, rows(*now), NEXT, header=header)
    desk = desk_at(tmp_path, NEXT, 22)
    assert collectable(desk, account) == owed
    assert [each.state for each in desk.card(account).disputes] == [
        DisputeState.CREDITED if ended else DisputeState.OPEN
    ]
    said = "USD 300.00 came as a credit for C1, just what was disputed (price): taken for its end"
    assert any(said in warning for warning in report.warnings) is ended
    said = "USD 300.00 less on 1 of C1 is just what is disputed (price): taken for money, and the dispute goes on"
    assert any(said in warning for warning in report.warnings) is (owed == 40_000)
    desk.close()
    take_back(desk_at(tmp_path, NEXT, 23))
    assert ask(tmp_path, "SELECT state FROM dispute") == [("open",)]


@pytest.mark.parametrize(
    ("seen", "raised", "said"),
    [
        (600, None, "money seen by hand"),
        (None, DisputeReason.PRICE, "disputes (price)"),
        (None, DisputeReason.CREDIT_DUE, "credits to come"),
        (200, DisputeReason.QUALITY, "disputes (quality) and money seen by hand"),
    ],
)
def test_the_reason_says_what_covers_the_bills(
    shelf: Shelf, seen: int | None, raised: DisputeReason | None, said: str
):
    desk = shelf.desk()
    account = owing(desk, "C1", [(600, desk.clock.today() - timedelta(days=30))])
    if raised is not None:
        (bill,) = desk.invoices(account)
        parts = (Line(bill.id, Money(600 - (seen or 0), "USD")),)
        record.log_call(desk, account, Outcome(Code.DISP, dispute=DisputeRaised(raised, "sales", parts)))
    if seen:
        see(desk, account, f"{seen // 100}.00")
    assert desk.card(account).reasons[0].text.startswith(f"all that is overdue is covered by {said}")


def test_what_is_promised_and_what_is_disputed_cover_the_bills_together(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(600, desk.clock.today() - timedelta(days=30))])
    (bill,) = desk.invoices(account)
    raised = DisputeRaised(DisputeReason.PRICE, "sales", (Line(bill.id, Money(200, "USD")),))
    record.log_call(desk, account, Outcome(Code.DISP, dispute=raised))
    due = desk.clock.today() + timedelta(days=7)
    record.log_call(desk, account, Outcome(Code.PTP, promises=(PromiseGiven(Money(400, "USD"), due),)))
    said = desk.card(account).reasons[0].text
    assert said.startswith("all that is overdue is covered by promises and disputes (price)")


async def test_one_key_and_enter_put_down_what_was_promised_as_seen(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(60_000, desk.clock.today() - timedelta(days=30))])
    async with screen(desk, (80, 24)) as driver:
        await driver.press("$")
        assert "not asked for again" in driver.text
        await driver.press("enter")
        assert "SEEN logged" in driver.footer
        assert "Awaited" in driver.text
        assert not collectable(desk, account)
        await driver.press("u")
        assert collectable(desk, account) == 60_000


def test_the_shell_puts_down_the_same_and_the_reports_say_it(sample_book: Path):
    (found, *_) = arcall("queue", "--json", book=sample_book).json
    account = found["account"]
    said = arcall(
        "log",
        account,
        "SEEN",
        "--amount",
        "1.00",
        "--paid-on",
        "yesterday",
        "--reference",
        "BACS 9",
        book=sample_book,
    )
    assert said.code == 0, said.err
    shown = arcall("show", account, book=sample_book).out
    assert "seen by hand, not in the ledger yet" in shown
    # It waits for others, and nobody disputes it.
    assert "seen by hand, not in the ledger yet" in arcall("report", "day", book=sample_book).out
    assert "seen by hand" not in arcall("report", "causes", book=sample_book).out
    assert arcall("undo", book=sample_book).code == 0
    assert "seen by hand, not in the ledger yet" not in arcall("report", "day", book=sample_book).out
    assert "Add --amount" in arcall("log", account, "SEEN", book=sample_book).err
    assert arcall("log", account, "DISP", "--reason", "seen", book=sample_book).code == 2


@pytest.mark.parametrize(
    ("by", "named", "first", "second", "settled"),
    [
        ("BACS 7", "1", 0, 500, True),
        ("BACS 7", "1", 700, 500, True),
        ("BACS 7", "1", 1000, 0, False),
        ("BACS 7", "", 1000, 0, True),
        ("BACS 7", "", 1000, 500, False),
        # Without a reference they are asked for it until the bills are paid, all that were due where none was named.
        ("", "1", 0, 500, True),
        ("", "1", 700, 500, False),
        ("", "1", 1000, 0, False),
        ("", "", 0, 0, True),
        ("", "", 0, 500, False),
        # What was not promised is talked about until it is paid; what was is waited for.
        ("promise", "1", 1000, 0, True),
        ("promise", "1", 700, 0, True),
        ("promise", "1", 1000, 200, False),
        ("promise", "1", 0, 500, False),
        ("dispute", "1", 1000, 0, True),
        ("dispute", "1", 1000, 200, False),
        # Nobody is asked to look into what was refused once it is paid.
        ("refusal", "1", 0, 500, True),
        ("refusal", "1", 700, 0, False),
        ("refusal", "", 0, 0, True),
        ("refusal", "", 0, 500, False),
    ],
)
def test_what_is_to_be_asked_for_is_done_with_once_a_ledger_shows_it(
    tmp_path: Path, by: str, named: str, first: int, second: int, *, settled: bool
):
    later = item("C1", "12", "50.00", due="2026-06-01")
    take_in(tmp_path, [item("C1", "1", "1000.00"), item("C1", "11", "500.00"), later, OTHER])
    desk = desk_at(tmp_path, SEEN)
    account = one(tmp_path)
    reading = reading_for(desk.card(account), desk, desk.settings)
    lines = (Line(1, Money.of("1000.00", "USD")),)
    if by == "promise":
        given = PromiseGiven(lines[0].amount, SEEN + timedelta(days=20), lines)
        record.log_call(desk, account, Outcome(Code.PTP, promises=(given,)))
    elif by == "dispute":
        raised = DisputeRaised(DisputeReason.PRICE, "sales", lines)
        record.log_call(desk, account, Outcome(Code.DISP, dispute=raised))
    else:
        code, said = (Code.RTP, "") if by == "refusal" else (Code.PAID, by)
        told = {Fact.REFERENCE: said, Fact.INVOICES: reading.invoices(code, named) if named else ()}
        record.log_call(desk, account, intake.outcome(code, told, reading))
    before = [step.reason for step in desk.follow_ups(account)]
    desk.close()
    left = [("1", first, "1000.00"), ("11", second, "500.00")]
    rows = [item("C1", number, f"{owed}.00", amount=amount) for number, owed, amount in left if owed]
    report = take_in(tmp_path, [*rows, later, OTHER], NEXT, confirm_closures=True)
    steps = [step.reason for step in desk_at(tmp_path, NEXT, 22).follow_ups(account)]
    if by in {"promise", "dispute"}:
        assert any("about the rest" in step for step in steps) is not settled
        assert len(steps) == 2 - (settled or not first)
    elif by == "refusal":
        assert (len(before), len(steps)) == (2, 1 if settled else 2)
        assert set(steps).isdisjoint(before) is settled
    else:
        assert steps == (["what they said is paid has come: about the rest"] if settled else before)
    assert ("1 planned call dropped, nothing left to ask for" in report.story) is (settled and by != "BACS 7")
    assert take_back(desk_at(tmp_path, NEXT, 23)).kept == ()
    assert [step.reason for step in desk_at(tmp_path, NEXT, 23).follow_ups(account)] == before
