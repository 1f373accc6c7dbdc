"""Logging a call: what it writes, what follows, and taking it back."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.activity import (
    Code,
    DisputeReason,
    DisputeState,
    FollowUpKind,
    Line,
    PromiseState,
    SetBy,
)
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcome import DisputeRaised, NextStep, Outcome, PromiseGiven
from arcall_tui.errors import UsageError
from arcall_tui.rules.queue import Gate, Group
from arcall_tui.workday import record
from arcall_tui.workday.desk import Desk
from books import NOW, TODAY, Shelf, add_account, add_invoice, owing

OLD, OLDER = TODAY - timedelta(days=20), TODAY - timedelta(days=40)
FRIDAY_NEXT = date(2026, 11, 27)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    return shelf.desk()


def promise(minor: int, due: date = FRIDAY_NEXT) -> Outcome:
    return Outcome(Code.PTP, promises=(PromiseGiven(usd(minor), due),))


def dump(desk: Desk) -> list[str]:
    """All that the book holds but for its undo steps and caches."""
    caches = ('"undo_step"', '"standing"', "sqlite_", '"setting"', '"said_')
    return [line for line in desk.connection.iterdump() if not any(cache in line for cache in caches)]


# What a call leads to


def test_a_no_answer_comes_back_on_the_next_business_day_in_the_other_half_of_the_day(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    (step,) = record.log_call(desk, account, Outcome(Code.NA)).follow_ups
    assert step.kind is FollowUpKind.CALL
    assert step.at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # logged on a Friday morning


def test_a_logged_call_gates_the_account_until_its_next_step(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    assert desk.rank_day()[0].callable
    placing = record.log_call(desk, account, Outcome(Code.NA)).placing
    assert not placing.callable
    assert placing.gate is Gate.LATER
    assert desk.rank_day()[0].rank_key == placing.rank_key


def test_a_promise_covers_the_oldest_invoices_and_leaves_the_rest_to_be_chased(desk: Desk):
    account = owing(desk, "C1", [(1000, OLDER), (5000, OLD)])
    logged = record.log_call(desk, account, promise(3000))
    older, newer = desk.card(account).invoices
    assert (older.promised, newer.promised) == (usd(1000), usd(2000))
    assert [step.kind for step in logged.follow_ups] == [FollowUpKind.CHECK_PAYMENT, FollowUpKind.CALL]
    assert logged.placing.standing.exposures[0].collectable == 3000


def test_a_promise_of_everything_takes_the_account_off_the_list(desk: Desk):
    account = owing(desk, "C1", [(1000, OLDER), (5000, OLD)])
    logged = record.log_call(desk, account, promise(6000))
    assert [step.kind for step in logged.follow_ups] == [FollowUpKind.CHECK_PAYMENT]
    assert logged.placing.gate is Gate.PROMISED


def test_a_renewed_promise_replaces_the_open_one(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.log_call(desk, account, promise(1000))
    record.log_call(desk, account, promise(1000, FRIDAY_NEXT + timedelta(days=3)))
    newest, first = desk.card(account).promises
    assert (newest.state, first.state) == (PromiseState.OPEN, PromiseState.WITHDRAWN)
    assert desk.card(account).invoices[0].promised == usd(1000)
    assert [step.kind for step in desk.follow_ups(account)] == [FollowUpKind.CHECK_PAYMENT]


def test_instalments_are_promises_with_a_check_each(desk: Desk):
    account = owing(desk, "C1", [(9000, OLD)])
    parts = tuple(PromiseGiven(usd(3000), TODAY + timedelta(days=30 * n)) for n in (1, 2, 3))
    logged = record.log_call(desk, account, Outcome(Code.PLAN, promises=parts))
    assert [step.kind for step in logged.follow_ups] == [FollowUpKind.CHECK_PAYMENT] * 3
    assert sum(made.amount.minor for made in desk.promises(account)) == 9000


def test_a_dispute_pauses_its_own_amount_only(desk: Desk):
    account = owing(desk, "C1", [(1000, OLDER), (5000, OLD)])
    older, _ = desk.invoices(account)
    raised = DisputeRaised(DisputeReason.PRICE, "Finance", (Line(older.id, usd(1000)),))
    logged = record.log_call(desk, account, Outcome(Code.DISP, dispute=raised))
    assert logged.placing.standing.exposures[0].collectable == 5000
    assert [step.kind for step in logged.follow_ups] == [FollowUpKind.CHASE_OWNER, FollowUpKind.CALL]


def test_a_resolved_dispute_can_be_asked_for_again(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    raised = DisputeRaised(DisputeReason.PRICE, "Finance")
    record.log_call(desk, account, Outcome(Code.DISP, dispute=raised))
    (dispute,) = desk.card(account).disputes
    assert dispute.id is not None
    placing = record.resolve_dispute(desk, account, dispute.id, DisputeState.INVALID)
    assert placing.standing.exposures[0].collectable == 1000
    assert desk.follow_ups(account)


def test_a_call_back_owns_its_time(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    when = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    (step,) = record.log_call(desk, account, Outcome(Code.CB, call_back=when)).follow_ups
    assert (step.kind, step.at) == (FollowUpKind.CALL_BACK, when)


def test_a_call_ends_the_call_that_was_planned(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.log_call(desk, account, Outcome(Code.TT))
    logged = record.log_call(desk, account, Outcome(Code.LM))
    assert [(step.kind, step.due) for step in desk.follow_ups(account)] == [
        (step.kind, step.due) for step in logged.follow_ups
    ]


def test_a_promise_past_its_grace_waits_for_an_import_to_tell(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.log_call(desk, account, promise(1000))
    late = Shelf(desk.path.parent).desk(now=NOW + timedelta(days=14))
    assert [made.state for made in late.card(account).promises] == [PromiseState.UNVERIFIED]


def test_a_card_number_never_reaches_the_book(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.save_draft(desk, account, "card 4111 1111 1111 1111")
    record.log_call(
        desk, account, Outcome(Code.TT, note="card 4111 1111 1111 1111", reference="4111111111111111")
    )
    desk.close()
    assert b"4111 1111" not in desk.path.read_bytes()
    assert b"41111111" not in desk.path.read_bytes()


def test_the_callers_own_date_outranks_the_suggested_one(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    (step,) = record.log_call(desk, account, Outcome(Code.TT, next_step=NextStep(FRIDAY_NEXT))).follow_ups
    assert (step.due, step.set_by) == (FRIDAY_NEXT, SetBy.CALLER)


def test_a_wrong_number_stops_the_calls_until_it_is_corrected(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    logged = record.log_call(desk, account, Outcome(Code.WN))
    assert logged.placing.standing.no_number
    (contact,) = desk.card(account).contacts
    placing = record.edit_contact(desk, account, contact.id, {"phone": "+44 20 7946 0999"})
    assert not placing.standing.no_number
    assert [step.kind for step in desk.follow_ups(account)] == [FollowUpKind.CALL]


def test_do_not_call_holds_the_account_and_dates_the_review(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    logged = record.log_call(desk, account, Outcome(Code.DNC, reference="asked by e-mail"))
    assert logged.placing.gate is Gate.HOLD
    assert [step.kind for step in logged.follow_ups] == [FollowUpKind.REVIEW_HOLD]
    assert record.release_hold(desk, account).gate is not Gate.HOLD
    assert desk.follow_ups(account)


def test_an_inbound_call_keeps_the_next_step(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    before = record.log_call(desk, account, Outcome(Code.LM)).follow_ups
    after = record.log_call(desk, account, Outcome(Code.IN, note="rang us")).follow_ups
    assert [(step.kind, step.due) for step in after] == [(step.kind, step.due) for step in before]


def test_says_paid_with_a_reference_rests_until_the_ledger_is_checked(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    logged = record.log_call(desk, account, Outcome(Code.PAID, reference="FT-2211"))
    assert [step.kind for step in logged.follow_ups] == [FollowUpKind.CHECK_LEDGER]
    assert logged.placing.gate is Gate.LATER


def test_a_broken_promise_outranks_value_until_someone_is_spoken_to(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    owing(desk, "C2", [(900_000, OLDER)])
    record.log_call(desk, account, promise(1000))
    (made,) = desk.promises(account)
    assert made.id is not None
    record.settle_promise(desk, account, made.id, PromiseState.BROKEN)
    desk = Shelf(desk.path.parent).desk(now=NOW + timedelta(days=3))
    first = desk.rank_day()[0]
    assert (first.standing.account, first.group) == (account, Group.COMMITMENT)
    placing = record.log_call(desk, account, Outcome(Code.TT)).placing
    assert placing.standing.broken is None


def test_the_note_takes_the_draft_with_it(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.save_draft(desk, account, "Spoke to Maria")
    assert desk.card(account).draft == "Spoke to Maria"
    record.log_call(desk, account, Outcome(Code.TT, note="Spoke to Maria"))
    card = desk.card(account)
    assert (card.draft, card.history[0].note) == ("", "Spoke to Maria")
    record.undo(desk)
    assert desk.card(account).draft == "Spoke to Maria"


def test_a_call_that_keeps_no_note_keeps_the_draft(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.save_draft(desk, account, "half a thought")
    record.log_call(desk, account, Outcome(Code.NA))
    assert desk.card(account).draft == "half a thought"


def test_a_corrected_note_keeps_what_stood_before(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    call = record.log_call(desk, account, Outcome(Code.TT, note="pays Munday")).call
    record.correct_note(desk, call, "pays Monday")
    assert desk.card(account).history[0].note == "pays Monday"
    assert [text for _, text in desk.revisions(call)] == ["pays Munday"]


@pytest.mark.parametrize(
    ("outcome", "problem"),
    [
        (Outcome(Code.PTP), "amount promised"),
        (Outcome(Code.CB), "when to call back"),
        (Outcome(Code.DISP), "reason"),
        (promise(1000, TODAY - timedelta(days=1)), "past"),
        (promise(1001), "more than is owed"),
        (promise(0), "above zero"),
        (Outcome(Code.PTP, promises=(PromiseGiven(Money(5, "EUR"), FRIDAY_NEXT),)), "EUR"),
        (Outcome(Code.NA, at=NOW + timedelta(days=1)), "future"),
        (Outcome(Code.CB, call_back=NOW - timedelta(hours=1)), "past"),
        (Outcome(Code.TT, next_step=NextStep(TODAY - timedelta(days=1))), "past"),
    ],
)
def test_a_fact_that_does_not_fit_is_refused_and_nothing_is_written(
    desk: Desk, outcome: Outcome, problem: str
):
    account = owing(desk, "C1", [(1000, OLD)])
    before = dump(desk)
    with pytest.raises(UsageError, match=problem):
        record.log_call(desk, account, outcome)
    assert dump(desk) == before


def test_nothing_to_undo_says_so(desk: Desk):
    with pytest.raises(UsageError, match="nothing to undo"):
        record.undo(desk)


def test_undo_refuses_what_an_import_has_used_since(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.log_call(desk, account, promise(1000))
    desk.connection.execute("UPDATE promise SET state = 'kept', settled_on = '2026-11-28'")
    before = dump(desk)
    with pytest.raises(UsageError, match="changed since"):
        record.undo(desk)
    assert dump(desk) == before


# Properties

_amounts = st.integers(1, 10_000)
_days = st.integers(0, 60).map(lambda n: TODAY + timedelta(days=n))
_outcomes = st.one_of(
    st.sampled_from(
        ["NA", "BZ", "LM", "GK", "TT", "IN", "WN", "TD", "COPY", "RTP", "ESC", "DNC", "PAID"]
    ).map(lambda code: Outcome(Code(code), note=f"said {code}")),
    st.builds(promise, _amounts, _days),
    st.lists(st.builds(PromiseGiven, _amounts.map(usd), _days), min_size=2, max_size=4).map(
        lambda parts: Outcome(Code.PLAN, promises=tuple(parts))
    ),
    st.builds(
        lambda reason: Outcome(Code.DISP, dispute=DisputeRaised(reason)), st.sampled_from(list(DisputeReason))
    ),
    st.integers(1, 500).map(lambda hours: Outcome(Code.CB, call_back=NOW + timedelta(hours=hours))),
)


def a_book(folder: str) -> tuple[Desk, list[int]]:
    desk = Shelf(Path(folder)).desk()
    accounts = [owing(desk, f"C{n}", [(4000 + n, OLDER), (3000, OLD), (500, FRIDAY_NEXT)]) for n in range(3)]
    credited = add_account(desk, "C9")
    add_invoice(desk, credited, "I", 5000, OLD)
    add_invoice(desk, credited, "CN", -1000, OLD)
    return desk, [*accounts, credited]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), _outcomes), max_size=8))
def test_undo_brings_back_every_row_and_the_order(calls: list[tuple[int, Outcome]]):
    with TemporaryDirectory() as folder:
        desk, accounts = a_book(folder)
        order = [placing.rank_key for placing in desk.rank_day()]
        states = [dump(desk)]
        for index, outcome in calls:
            try:
                record.log_call(desk, accounts[index], outcome)
            except UsageError:
                assert dump(desk) == states[-1]
            else:
                states.append(dump(desk))
        for state in reversed(states[:-1]):
            record.undo(desk)
            assert dump(desk) == state
        assert [placing.rank_key for placing in desk.rank_day()] == order
        desk.close()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), _outcomes), max_size=8))
def test_whatever_is_logged_the_book_stays_sound(calls: list[tuple[int, Outcome]]):
    with TemporaryDirectory() as folder:
        desk, accounts = a_book(folder)
        for index, outcome in calls:
            try:
                record.log_call(desk, accounts[index], outcome)
            except UsageError:
                continue
            for account in accounts[index : index + 1]:
                assert desk.follow_ups(account), "an account with open items has a next step"
                for invoice in desk.invoices(account):
                    covered = invoice.promised.minor
                    assert covered <= max(0, invoice.balance.minor)
                    assert invoice.disputed.minor <= max(0, invoice.balance.minor)
        kept = {placing.standing.account: placing.standing for placing in desk.rank_day()}
        assert kept == {account: desk.standing(account) for account in kept}
        desk.close()


def test_two_desks_on_one_book_lose_no_call(shelf: Shelf):
    one, two = shelf.desk(), shelf.desk()
    account = owing(one, "C1", [(1000, OLD)])
    for _ in range(10):
        record.log_call(one, account, Outcome(Code.NA))
        record.log_call(two, account, Outcome(Code.LM))
    assert len(one.card(account).history) == 20


def test_a_failing_write_leaves_nothing_behind(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    desk.connection.execute(
        "CREATE TEMP TRIGGER full_disk BEFORE INSERT ON follow_up BEGIN SELECT raise(ABORT, 'disk full'); END"
    )
    before = dump(desk)
    with pytest.raises(Exception, match="disk full"):
        record.log_call(desk, account, Outcome(Code.NA))
    assert dump(desk) == before
    assert not desk.connection.in_transaction
    assert isinstance(desk.connection, sqlite3.Connection)
