"""Logging a call: what it writes, what follows, and taking it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.activity import (
    OBJECTIONS,
    DisputeRaised,
    DisputeReason,
    DisputeState,
    FollowUpKind,
    Line,
    NextStep,
    Outcome,
    PromiseGiven,
    PromiseState,
    SetBy,
)
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import Exposure
from arcall_tui.errors import BookError, UsageError
from arcall_tui.rules.assess import exposures
from arcall_tui.rules.gates import Gate
from arcall_tui.rules.queue import Group
from arcall_tui.workday.calls import record, settling
from arcall_tui.workday.desk.desk import Desk
from books import NOW, TODAY, Shelf, add_account, add_invoice, earlier_notes, owing
from tries import tries

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
    """All that the book holds but for its undo steps, its record's links (undo adds one) and caches."""
    caches = ('"undo_step"', '"record_link"', '"standing"', "sqlite_", '"setting"', '"said_')
    return [line for line in desk.book.iterdump() if not any(cache in line for cache in caches)]


# What a call leads to


def test_a_no_answer_comes_back_on_the_next_business_day_in_the_other_half_of_the_day(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    (step,) = record.log_call(desk, account, Outcome(Code.NA)).follow_ups
    assert step.kind is FollowUpKind.CALL
    assert step.at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # logged on a Friday morning


def test_a_logged_call_gates_the_account_until_its_next_step(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    assert desk.ranking.rank_day()[0].callable
    placing = record.log_call(desk, account, Outcome(Code.NA)).placing
    assert not placing.callable
    assert placing.gate is Gate.LATER
    assert desk.ranking.rank_day()[0].rank_key == placing.rank_key


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


@pytest.mark.parametrize("rest", [(), ((4000, OLDER),)], ids=["all of it", "a part of it"])
def test_a_resolved_dispute_is_asked_for_from_the_next_working_day_on(desk: Desk, rest: tuple[object, ...]):
    account = owing(desk, "C1", [(1000, OLD), *rest])
    disputed = next(item for item in desk.invoices(account) if item.balance == usd(1000))
    raised = DisputeRaised(DisputeReason.PRICE, "Finance", (Line(disputed.id, usd(1000)),))
    record.log_call(desk, account, Outcome(Code.DISP, dispute=raised))
    monday = Shelf(desk.path.parent).desk(now=NOW + timedelta(days=3))
    (dispute,) = monday.card(account).disputes
    assert dispute.id is not None
    placing = settling.resolve_dispute(monday, account, dispute.id, DisputeState.INVALID)
    assert placing.standing.exposures[0].collectable == (5000 if rest else 1000)
    assert placing.callable, "quiet days are not for what was agreed"
    (step,) = monday.follow_ups(account)
    assert (step.kind, step.due) == (FollowUpKind.CALL, TODAY + timedelta(days=3))


def test_a_step_that_the_rules_set_waits_for_the_end_of_the_quiet_days(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.log_call(desk, account, Outcome(Code.TT))
    (step,) = desk.follow_ups(account)
    assert step.id is not None
    placing = record.finish_step(desk, account, step.id)
    (left,) = desk.follow_ups(account)
    assert placing.opens_at is not None
    assert left.due == placing.opens_at.date()


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


def test_an_inbound_call_keeps_what_was_agreed_and_puts_the_rules_own_call_after_the_quiet_days(desk: Desk):
    def lead(account: int, *outcomes: Outcome) -> tuple[FollowUpKind, date, str]:
        (step,) = [record.log_call(desk, account, each) for each in outcomes][-1].follow_ups
        assert [step.due] == [each.due for each in desk.card(account).follow_ups], (
            "and the card says the same day"
        )
        return step.kind, step.due, step.reason

    quiet = date(2026, 11, 27)
    rang, mine = Outcome(Code.IN, note="rang us"), NextStep(date(2026, 11, 24))
    agreed = Outcome(Code.CB, call_back=NOW + timedelta(days=1))
    message = (FollowUpKind.CALL, quiet, "left a message (no sooner: quiet after a conversation)")
    assert lead(owing(desk, "C1", [(1000, OLD)]), Outcome(Code.LM), rang) == message
    assert lead(owing(desk, "C2", [(1000, OLD)]), Outcome(Code.LM), rang, rang) == message
    assert lead(owing(desk, "C3", [(1000, OLD)]), agreed, rang)[1] == TODAY + timedelta(days=1)
    assert lead(owing(desk, "C4", [(1000, OLD)]), Outcome(Code.LM, next_step=mine), rang)[1] == mine.due
    assert lead(owing(desk, "C5", [(1000, OLD)]), Outcome(Code.TT), rang)[1] == quiet
    later = Shelf(desk.path.parent).desk(now=NOW + timedelta(days=3))
    (again,) = record.log_call(later, later.resolve("C1"), rang).follow_ups
    assert (again.due, again.reason) == (date(2026, 11, 30), message[2])


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
    settling.settle_promise(desk, account, made.id, PromiseState.BROKEN)
    desk = Shelf(desk.path.parent).desk(now=NOW + timedelta(days=3))
    first = desk.ranking.rank_day()[0]
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
    assert earlier_notes(desk, call) == ["pays Munday"]


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


def test_what_was_done_on_another_day_is_taken_back_with_its_day(shelf: Shelf):
    account = owing(shelf.desk(), "C1", [(1000, OLD)])
    for desk in (shelf.desk(), monday := shelf.desk(now=NOW + timedelta(days=3))):
        record.log_call(desk, account, Outcome(Code.NA))
    done = [record.undo(monday), record.undo(monday)]
    assert [(each.label, each.of, each.more) for each in done] == [
        ("NA Customer C1", "", True),
        ("NA Customer C1", ", of 20 Nov 2026", False),
    ]


def test_undo_refuses_what_an_import_has_used_since(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.log_call(desk, account, promise(1000))
    desk.book.execute("UPDATE promise SET state = 'kept', settled_on = '2026-11-28'")
    before = dump(desk)
    with pytest.raises(UsageError, match="changed since"):
        record.undo(desk)
    assert dump(desk) == before


# What a second reader proved wrong once


def test_a_new_promise_leaves_alone_what_it_has_nothing_to_do_with(desk: Desk):
    account = owing(desk, "C1", [(10_000, OLDER), (10_000, OLD)])
    first, second = (invoice.id for invoice in desk.invoices(account))
    for invoice, minor in ((first, 10_000), (second, 8_000)):
        given = PromiseGiven(usd(minor), FRIDAY_NEXT, (Line(invoice, usd(minor)),))
        record.log_call(desk, account, Outcome(Code.PTP, promises=(given,)))
    renewed = PromiseGiven(usd(5_000), FRIDAY_NEXT, (Line(second, usd(5_000)),))
    record.log_call(desk, account, Outcome(Code.PTP, promises=(renewed,)))
    states = sorted((made.amount.minor, made.state.value) for made in desk.promises(account))
    assert states == [(5_000, "open"), (8_000, "withdrawn"), (10_000, "open")]


def test_currencies_are_never_added_up(desk: Desk):
    account = owing(desk, "C1", [(10_000, OLD)])
    add_invoice(desk, account, "EUR", 50_000, OLD, "EUR")
    add_invoice(desk, account, "JPY", -90_000, OLD, "JPY")
    record.log_call(desk, account, promise(10_000))
    renewed = record.log_call(desk, account, promise(10_000, FRIDAY_NEXT + timedelta(days=3)))
    assert [step.kind for step in renewed.follow_ups] == [FollowUpKind.CHECK_PAYMENT, FollowUpKind.CALL]


def test_two_who_promise_at_once_do_not_promise_one_invoice_twice(shelf: Shelf):
    account = owing(shelf.desk(), "C1", [(10_000, OLD)])
    desks = [shelf.desk() for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: record.log_call(one, account, promise(10_000)), desks))
    (invoice,) = desks[0].invoices(account)
    assert invoice.promised == usd(10_000)
    live = [made for made in desks[0].promises(account) if made.state is PromiseState.OPEN]
    assert len(live) == 1


@pytest.mark.parametrize(
    "code", [code for code in Code if code not in {Code.PTP, Code.PLAN, Code.CB, Code.DISP, Code.SEEN}]
)
def test_no_field_of_any_outcome_keeps_a_card_number(desk: Desk, code: Code):
    account = owing(desk, "C1", [(1000, OLD)])
    card = "4111 1111 1111 1111 12/27"
    record.log_call(desk, account, Outcome(code, note=card, reference=card))
    record.snooze(desk, account, NextStep(FRIDAY_NEXT), card)
    record.set_next_step(desk, account, FollowUpKind.CALL, NextStep(FRIDAY_NEXT), card)
    assert "4111 1111" not in "".join(desk.book.iterdump())


def test_a_note_that_comes_back_joins_the_draft_begun_since(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.save_draft(desk, account, "first")
    record.log_call(desk, account, Outcome(Code.TT, note="first"))
    record.save_draft(desk, account, "second")
    record.undo(desk)
    assert desk.card(account).draft == "first\nsecond"


def test_a_note_from_elsewhere_leaves_the_draft_alone(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.save_draft(desk, account, "mine")
    record.log_call(desk, account, Outcome(Code.TT, note="from the shell"))
    assert desk.card(account).draft == "mine"


def test_a_call_put_on_record_late_leaves_newer_agreements_alone(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    when = NOW + timedelta(days=4)
    record.log_call(desk, account, Outcome(Code.CB, call_back=when))
    late = record.log_call(desk, account, Outcome(Code.NA, at=NOW - timedelta(days=10)))
    assert [(step.kind, step.at) for step in late.follow_ups] == [(FollowUpKind.CALL_BACK, when)]


def test_a_message_left_does_not_drop_the_call_back_that_was_agreed(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    when = NOW + timedelta(days=3)
    record.log_call(desk, account, Outcome(Code.CB, call_back=when))
    record.log_call(desk, account, Outcome(Code.LM))
    assert desk.follow_ups(account)[0].at == when


def test_the_callers_date_is_for_the_call_and_not_for_what_is_due_at_once(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    logged = record.log_call(desk, account, Outcome(Code.RTP, next_step=NextStep(FRIDAY_NEXT)))
    dues = {step.kind: (step.due, step.set_by) for step in logged.follow_ups}
    assert dues[FollowUpKind.ESCALATE] == (TODAY, SetBy.RULE)
    assert logged.follow_ups[0].reason == "refuses to pay"  # what is to be done, and when, stands before it
    assert dues[FollowUpKind.CALL] == (FRIDAY_NEXT, SetBy.CALLER)


def test_an_escalated_account_waits_for_the_news(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.log_call(desk, account, Outcome(Code.TT))
    placing = record.log_call(desk, account, Outcome(Code.ESC, reference="legal")).placing
    assert [step.kind for step in desk.follow_ups(account)] == [FollowUpKind.ASK_NEWS]
    assert placing.gate is Gate.LATER


@pytest.mark.parametrize(
    ("first", "then", "left"),
    [
        (Outcome(Code.RTP, reference="faulty"), Outcome(Code.ESC, reference="legal"), FollowUpKind.ASK_NEWS),
        (Outcome(Code.PAID, reference="FT-2211"), "seen", FollowUpKind.CHASE_OWNER),
    ],
)
def test_what_was_to_be_done_is_done_by_the_outcome_that_does_it(
    desk: Desk, first: Outcome, then: Outcome | str, left: FollowUpKind
):
    account = owing(desk, "C1", [(1000, OLD)])
    record.log_call(desk, account, first)
    (bill,) = desk.invoices(account)
    seen = DisputeRaised(DisputeReason.MONEY_SEEN, "finance", (Line(bill.id, usd(1000)),))
    record.log_call(desk, account, Outcome(Code.SEEN, dispute=seen) if isinstance(then, str) else then)
    assert [step.kind for step in desk.follow_ups(account)] == [left]
    record.undo(desk)
    assert len(desk.follow_ups(account)) == (2 if first.code is Code.RTP else 1)


def test_no_call_is_planned_while_a_hold_stands(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    for code in (Code.DNC, Code.NA, Code.DNC):
        record.log_call(desk, account, Outcome(code, reference="asked"))
    (review,) = desk.follow_ups(account)
    assert review.kind is FollowUpKind.REVIEW_HOLD
    assert review.id is not None
    record.finish_step(desk, account, review.id)
    assert [step.kind for step in desk.follow_ups(account)] == [FollowUpKind.REVIEW_HOLD]


def test_undo_passes_over_what_can_no_longer_be_undone(desk: Desk):
    one, two = owing(desk, "C1", [(1000, OLD)]), owing(desk, "C2", [(1000, OLD)])
    record.log_call(desk, one, Outcome(Code.NA))
    record.log_call(desk, two, promise(1000))
    desk.book.execute("UPDATE promise SET state = 'kept', settled_on = '2026-11-28'")
    with pytest.raises(UsageError, match="has changed since and stays"):
        record.undo(desk)
    assert record.undo(desk).account == one


def test_a_withdrawn_promise_is_not_settled(desk: Desk):
    account = owing(desk, "C1", [(1000, OLD)])
    record.log_call(desk, account, promise(1000))
    record.log_call(desk, account, promise(1000))
    withdrawn = next(p.id for p in desk.promises(account) if p.state is PromiseState.WITHDRAWN)
    assert withdrawn is not None
    with pytest.raises(UsageError, match="no promise"):
        settling.settle_promise(desk, account, withdrawn, PromiseState.BROKEN)


def test_a_call_logged_while_the_day_is_ranked_keeps_its_place(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    desk = shelf.desk()
    accounts = [owing(desk, f"C{n}", [(1000 + n, OLD)]) for n in range(5)]
    other = shelf.desk()

    def interrupted(*judged: object) -> tuple[Exposure, ...]:
        monkeypatch.undo()
        record.log_call(other, accounts[0], Outcome(Code.NA))
        return exposures(*judged)  # type: ignore[arg-type]

    monkeypatch.setattr("arcall_tui.workday.desk.standings_today.exposures", interrupted)
    desk.ranking.rank_day()
    again = {placing.standing.account: placing for placing in shelf.desk().ranking.rank_day()}
    assert again[accounts[0]].gate is Gate.LATER


def test_a_book_that_is_locked_is_said_in_one_sentence(desk: Desk, shelf: Shelf):
    account = owing(desk, "C1", [(1000, OLD)])
    other = shelf.desk()
    desk.book.execute("PRAGMA busy_timeout = 10")
    other.book.execute("BEGIN EXCLUSIVE")
    for action in (lambda: desk.card(account), lambda: record.log_call(desk, account, Outcome(Code.NA))):
        with pytest.raises(BookError, match="locked"):
            action()
    other.book.execute("ROLLBACK")
    record.log_call(desk, account, Outcome(Code.NA))


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


@settings(max_examples=tries(25), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), _outcomes), max_size=8))
def test_undo_brings_back_every_row_and_the_order(calls: list[tuple[int, Outcome]]):
    with TemporaryDirectory() as folder:
        desk, accounts = a_book(folder)
        order = [placing.rank_key for placing in desk.ranking.rank_day()]
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
        assert [placing.rank_key for placing in desk.ranking.rank_day()] == order
        desk.close()


@settings(max_examples=tries(25), deadline=None)
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
        kept = {placing.standing.account: placing.standing for placing in desk.ranking.rank_day()}
        assert kept == {account: desk.standings.now(account) for account in kept}
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
    desk.book.execute(
        "CREATE TEMP TRIGGER full_disk BEFORE INSERT ON follow_up BEGIN SELECT raise(ABORT, 'disk full'); END"
    )
    before = dump(desk)
    with pytest.raises(Exception, match="disk full"):
        record.log_call(desk, account, Outcome(Code.NA))
    assert dump(desk) == before
    assert not desk.book.in_transaction


OWED_ALL_THE_SAME = {DisputeReason.NO_INVOICE, DisputeReason.DUE_DATE, DisputeReason.NO_PO}


@pytest.mark.parametrize(
    ("said", "state", "reason", "off"),
    [
        (1, DisputeState.VALID, DisputeReason.PRICE, 1),
        (700, DisputeState.VALID, DisputeReason.PRICE, 700),
        (1_000, DisputeState.CREDITED, DisputeReason.PRICE, 1_000),
        # Who was right need not pay it, and is not asked for it; unless the bill is owed all the same.
        *((None, DisputeState.VALID, each, 1_000 * (each not in OWED_ALL_THE_SAME)) for each in OBJECTIONS),
        (0, DisputeState.VALID, DisputeReason.PRICE, 0),
        (None, DisputeState.INVALID, DisputeReason.PRICE, 0),
        (None, DisputeState.CREDITED, DisputeReason.PRICE, 0),
    ],
)
def test_what_need_not_be_paid_stays_off_what_is_asked_for_and_the_rest_comes_back(
    desk: Desk, said: int | None, state: DisputeState, reason: DisputeReason, off: int
):
    account = owing(desk, "C1", [(600, OLD), (400, OLD)])
    record.log_call(desk, account, Outcome(Code.DISP, dispute=DisputeRaised(reason, "sales")))
    (dispute,) = desk.card(account).disputes
    assert dispute.id is not None
    credit = None if said is None else Money(said, "USD")
    placing = settling.resolve_dispute(desk, account, dispute.id, state, credit)
    assert placing.standing.exposures[0].collectable == 1_000 - off
    assert any("is it in the ledger" in step.reason for step in desk.follow_ups(account)) is bool(off)
    record.undo(desk)
    assert [each.state for each in desk.card(account).disputes] == [DisputeState.OPEN]
    if said is None and off:  # what was paid meanwhile needs no credit: it is of what is open
        desk.book.execute(
            "UPDATE invoice SET balance = 0, settled_on = ? WHERE balance = 600", (OLD.isoformat(),)
        )
        settling.resolve_dispute(desk, account, dispute.id, state)
        assert [
            line.amount.minor
            for each in desk.card(account).disputes
            for line in each.lines
            if each.state is DisputeState.OPEN
        ] == [400]
        assert sum(item.free().minor for item in desk.card(account).invoices) == 0
        record.undo(desk)
        both = owing(desk, "C2", [(500, OLD), (300, OLD)])
        desk.book.execute("UPDATE invoice SET currency = 'EUR' WHERE balance = 300")
        record.log_call(desk, both, Outcome(Code.DISP, dispute=DisputeRaised(reason, "sales")))
        settling.resolve_dispute(desk, both, desk.card(both).disputes[0].id or 0, state)
        assert [item.free().minor for item in desk.card(both).invoices] == [0, 0]
        assert any("USD 5.00 + EUR 3.00" in step.reason for step in desk.follow_ups(both))
    with pytest.raises(UsageError, match="was disputed"):
        settling.resolve_dispute(desk, account, dispute.id, state, Money(1_001, "USD"))


@pytest.mark.parametrize("vain", [Code.NA, Code.BZ, Code.LM, Code.GK])
@pytest.mark.parametrize("agreed", [Code.CB, Code.COPY])
def test_an_agreed_call_that_nobody_answers_stays_agreed_and_does_not_rest_for_the_quiet_days(
    shelf: Shelf, agreed: Code, vain: Code
):
    desk = shelf.desk()
    account = owing(desk, "C1", [(1000, OLD)])
    asked = NOW + timedelta(days=4) if agreed is Code.CB else None
    record.log_call(desk, account, Outcome(agreed, call_back=asked))
    desk.close()
    day = shelf.desk(now=NOW + timedelta(days=4))  # Tuesday; the quiet days last until Friday
    logged = record.log_call(day, account, Outcome(vain))
    (step,) = [each for each in logged.follow_ups if each.kind is FollowUpKind.CALL]
    assert step.due <= (NOW + timedelta(days=6)).date(), step
    assert "quiet" not in step.reason
    assert logged.placing.gate is Gate.LATER
    then = shelf.desk(now=(step.at or NOW + timedelta(days=6)) + timedelta(minutes=1))
    assert then.ranking.place(then.standings.now(account)).callable


@pytest.mark.parametrize(
    ("code", "later", "opens"),
    [
        (Code.NA, 4, datetime(2026, 12, 10, 15, 0, tzinfo=UTC)),  # 13:10 in Chicago, Thursday in Kolkata
        (Code.TT, 6 * 24 + 4, datetime(2026, 12, 16, 15, 0, tzinfo=UTC)),
    ],
)
def test_caps_and_quiet_days_last_until_the_customers_own_day_is_over(
    shelf: Shelf, code: Code, later: int, opens: datetime
):
    shelf.settings = replace(shelf.settings, zone="Asia/Kolkata")
    at = datetime(2026, 12, 9, 15, 10, tzinfo=UTC)  # Wednesday 09:10 in Chicago, 20:40 in Kolkata
    desk = shelf.desk(now=at)
    account = owing(desk, "C1", [(1000, OLD)], zone="America/Chicago", country="US")
    step = NextStep(at.date()) if code is Code.NA else None
    record.log_call(desk, account, Outcome(code, next_step=step))
    desk.close()
    then = shelf.desk(now=at + timedelta(hours=later))
    placing = then.ranking.place(then.standings.now(account))
    assert (placing.callable, placing.opens_at) == (False, opens), then.explain(placing)[0].text
    assert "tried 0" not in then.explain(placing)[0].text
    assert [each.account for each in then.ranking.rank_day() if each.callable] == []
    assert shelf.desk(now=opens).ranking.place(then.standings.now(account)).callable
