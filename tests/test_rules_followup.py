"""When again: each result code's next step, on days and at hours that suit both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from arcall_tui.domain.activity import (
    DisputeRaised,
    DisputeReason,
    FollowUp,
    FollowUpKind,
    NextStep,
    Outcome,
    PromiseGiven,
    SetBy,
)
from arcall_tui.domain.calendar import Calendar, CustomerPlace, both
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import BrokenPromise, Exposure, Standing
from arcall_tui.rules.followup import after_broken, check_day, first_call, missing, next_steps
from arcall_tui.rules.gates import Gate
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.queue import place
from arcall_tui.rules.situation import Situation
from arcall_tui.rules.value import CurrencyScale
from cases import for_each

POLICY = load_policy(None)
FRIDAY = date(2026, 11, 20)
MORNING = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
K = FollowUpKind
ZONES = {
    None: "",
    "Europe/London": "GB",
    "America/New_York": "US",
    "Australia/Lord_Howe": "AU",
    "Asia/Riyadh": "SA",
    "Asia/Tehran": "IR",
}


def situation(
    now: datetime = MORNING, zone: str | None = "Europe/London", rest: int = 0, **changes: object
) -> Situation:
    one = Standing(
        1, now.date(), "", "C1", "N", ZONES[zone], zone, False, None, None, "", None, "", False,
        (), None, None, None, (), 0, None, None,
    )  # fmt: skip
    made = Situation.of(replace(one, **changes), POLICY, POLICY.caller("Europe/London", "GB"), now)
    return replace(made, rest=rest)


def steps(outcome: Outcome | Code, where: Situation | None = None) -> tuple[FollowUp, ...]:
    outcome = Outcome(outcome) if isinstance(outcome, Code) else outcome
    return next_steps(outcome, where or situation())


PROMISE = PromiseGiven(Money(1_200_000, "GBP"), date(2026, 11, 27))
CALL_BACK = datetime(2026, 11, 21, 19, 45, tzinfo=UTC)
OUTCOMES = {
    **{code: Outcome(code) for code in Code},
    Code.PTP: Outcome(Code.PTP, promises=(PROMISE,)),
    Code.PLAN: Outcome(Code.PLAN, promises=(PROMISE, replace(PROMISE, due=date(2026, 12, 24)))),
    Code.DISP: Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, "Finance")),
    Code.CB: Outcome(Code.CB, call_back=CALL_BACK),
    Code.SEEN: Outcome(Code.SEEN, dispute=DisputeRaised(DisputeReason.MONEY_SEEN, "finance")),
    Code.DNC: Outcome(Code.DNC, reference="asked in writing"),
}


@for_each(
    ("code", "kind", "due"),
    [
        (Code.NA, K.CALL, date(2026, 11, 23)),
        (Code.BZ, K.CALL, FRIDAY),
        (Code.LM, K.CALL, date(2026, 11, 24)),
        (Code.GK, K.CALL, date(2026, 11, 23)),
        (Code.TT, K.CALL, date(2026, 11, 27)),  # quiet for a week after a talk
        (Code.WN, K.FIX_CONTACT, FRIDAY),
        (Code.TD, K.FIX_CONTACT, FRIDAY),
        (Code.CB, K.CALL_BACK, date(2026, 11, 21)),
        (Code.PTP, K.CHECK_PAYMENT, date(2026, 12, 1)),
        (Code.PLAN, K.CHECK_PAYMENT, date(2026, 12, 1)),
        (Code.PAID, K.CALL, date(2026, 11, 23)),
        (Code.COPY, K.CALL, date(2026, 11, 24)),
        (Code.DISP, K.CHASE_OWNER, date(2026, 11, 25)),
        (Code.SEEN, K.CHASE_OWNER, date(2026, 11, 25)),
        (Code.RTP, K.ESCALATE, FRIDAY),
        (Code.ESC, K.ASK_NEWS, date(2026, 11, 25)),
        (Code.DNC, K.REVIEW_HOLD, date(2027, 2, 12)),
    ],
)
def test_the_table_of_result_codes(code: Code, kind: FollowUpKind, due: date):
    lead = steps(OUTCOMES[code])[0]
    assert (lead.kind, lead.due, lead.set_by) == (kind, due, SetBy.RULE)
    assert lead.reason


def test_inbound_keeps_the_old_step_unless_the_caller_sets_one():
    assert steps(Code.IN) == ()
    own = steps(Outcome(Code.IN, next_step=NextStep(date(2026, 12, 1))))
    assert [(step.kind, step.due, step.set_by) for step in own] == [(K.CALL, date(2026, 12, 1), SetBy.CALLER)]


instants = st.datetimes(datetime(2026, 2, 1), datetime(2027, 2, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
rule_codes = st.sampled_from([code for code in Code if code not in {Code.CB, Code.IN, Code.MAIL}])


@example(Code.COPY, datetime(2026, 2, 1, tzinfo=UTC), None, 0, 0, [], False)
@given(
    rule_codes,
    instants,
    st.sampled_from(list(ZONES)),
    st.integers(0, 7),
    st.sampled_from([0, 500]),
    st.lists(st.integers(0, 6), max_size=5),
    st.booleans(),
)
def test_what_the_rules_set_suits_both_sides(
    code: Code,
    now: datetime,
    zone: str | None,
    unanswered: int,
    rest: int,
    days_ago: list[int],
    consumer: bool,  # noqa: FBT001
):
    attempts = tuple(now.date() - timedelta(days=days) for days in sorted(days_ago, reverse=True))
    where = situation(now, zone, rest, unanswered=unanswered, attempts=attempts, consumer=consumer)
    found = steps(OUTCOMES[code], where)
    assert found
    shared = both(POLICY.calendar_of(ZONES[zone]), Calendar())
    for step in found:
        assert step.zone == zone
        if step.kind in {K.FIX_CONTACT, K.ESCALATE, K.SEND_COPY}:
            assert step.due == where.today, "today, also on a Sunday: the caller is at work"
            continue
        assert shared.is_business_day(step.due)
        if step.kind is K.CALL:
            assert step.due >= where.today
        if step.at is not None:
            local = step.at.astimezone(ZoneInfo(zone or "Europe/London"))
            assert (step.at > now, local.date()) == (True, step.due)
            hours = POLICY.hours_of(CustomerPlace("", "", None, consumer)) if zone else POLICY.shift
            assert hours.opens <= local.time() < hours.closes


@given(instants, st.sampled_from([zone for zone in ZONES if zone]))
def test_no_answer_is_tried_in_the_other_half_of_the_time_when_both_are_at_work(now: datetime, zone: str):
    where = situation(now, zone)
    (again,) = steps(Code.NA, where)
    assert again.at is not None
    theirs, here = again.at.astimezone(ZoneInfo(zone)), again.at.astimezone(ZoneInfo("Europe/London"))
    assert time(9) <= theirs.time() < time(17)
    # While it is day on Lord Howe Island, the caller's shift is always over.
    assert zone == "Australia/Lord_Howe" or time(8) <= here.time() < time(18)
    assert again.reason.endswith("morning" if theirs.hour < 12 else "afternoon")
    opens, closes = where.open_on(where.today)
    if where.calendar.is_business_day(where.today) and opens <= now < closes:
        assert where.is_afternoon(again.at) == (now < opens + (closes - opens) / 2)
        if zone == "Europe/London":
            assert theirs.time() == (time(14) if theirs.hour >= 12 else time(10))


def test_no_answers_in_a_row_slow_down_then_question_the_number():
    third = steps(Code.NA, situation(unanswered=2))
    assert [step.due for step in third] == [date(2026, 11, 25)]
    assert "send an e-mail" in third[0].reason
    sixth = steps(Code.NA, situation(unanswered=5))
    assert [step.kind for step in sixth] == [K.FIX_CONTACT, K.CALL]
    assert sixth[0].due == FRIDAY


RING_AGAIN = st.sampled_from([Code.NA, Code.BZ, Code.LM, Code.GK, Code.TT])


@given(
    RING_AGAIN, instants, st.sampled_from(list(ZONES)), st.lists(st.integers(0, 6), max_size=4), st.booleans()
)
def test_the_account_comes_back_when_the_follow_up_says(
    code: Code,
    now: datetime,
    zone: str | None,
    days_ago: list[int],
    consumer: bool,  # noqa: FBT001
):
    caller = POLICY.caller("Europe/London", "GB")
    workday = now.astimezone(ZoneInfo("Europe/London")).date()
    owed = Exposure("GBP", 500, 500, 0, 0, 0, 500, workday - timedelta(days=9), 5e3, 10.0, 1)
    before = Standing(
        1, workday, "", "C1", "N", ZONES[zone], zone, consumer and zone is not None, None, None, "", None, "", False,
        (owed,), None, None, None,
        tuple(workday - timedelta(days=days) for days in sorted(days_ago, reverse=True)), 0, None, None,
    )  # fmt: skip
    step = steps(code, Situation.of(before, POLICY, caller, now))[-1]
    after = replace(
        before,
        attempts=(*before.attempts, workday),
        last_spoken_on=workday if code.means.right_party else None,
        next_call=step,
    )
    placing = place(after, CurrencyScale.of([after], "GBP", {}), POLICY, caller, now)
    assert placing.gate in {Gate.LATER, Gate.CAP, Gate.QUIET}
    assert placing.opens_at is not None
    if step.at is not None:
        assert placing.opens_at == step.at
    else:
        assert placing.opens_at.astimezone(ZoneInfo(zone or "Europe/London")).date() == step.due


def test_the_next_call_waits_until_the_caps_allow_it():
    tried = (date(2026, 11, 16), date(2026, 11, 18))
    (again,) = steps(Code.NA, situation(attempts=tried))
    assert (again.due, again.at) == (date(2026, 11, 23), datetime(2026, 11, 23, 14, tzinfo=UTC))
    later = (date(2026, 11, 18), date(2026, 11, 19))
    (again,) = steps(Code.NA, situation(attempts=later))
    assert (again.due, again.at) == (date(2026, 11, 25), datetime(2026, 11, 25, 14, tzinfo=UTC))
    assert "cap on calls" in again.reason
    (gatekeeper,) = steps(Code.GK, situation(attempts=later))
    assert (gatekeeper.due, gatekeeper.at) == (date(2026, 11, 25), None)
    (spoke,) = steps(Code.TT, situation(consumer=True))
    assert spoke.due == date(2026, 11, 27), "a consumer is left in peace for a week"
    own = Outcome(Code.NA, next_step=NextStep(date(2026, 11, 23)))
    assert steps(own, situation(attempts=later))[0].due == date(2026, 11, 23), "the caller may insist"


def test_busy_is_tried_in_an_hour_while_they_are_open_else_next_morning():
    assert steps(Code.BZ)[0].at == MORNING + timedelta(hours=1)
    monday_10 = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert steps(Code.BZ, situation(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)))[0].at == monday_10
    assert steps(Code.BZ, situation(unanswered=2))[0].at == monday_10


@given(instants, instants, st.sampled_from(list(ZONES)))
def test_a_call_back_is_at_exactly_its_time(now: datetime, asked: datetime, zone: str | None):
    (step,) = steps(Outcome(Code.CB, call_back=asked), situation(now, zone))
    assert (step.kind, step.at) == (K.CALL_BACK, asked)
    assert step.due == asked.astimezone(ZoneInfo(zone or "Europe/London")).date()


def test_promises_are_checked_each_after_its_grace_and_the_rest_is_called_about():
    plan = steps(OUTCOMES[Code.PLAN], situation(rest=500))
    assert [(step.kind, step.due) for step in plan] == [
        (K.CHECK_PAYMENT, date(2026, 12, 1)),
        (K.CHECK_PAYMENT, date(2026, 12, 28)),
        (K.CALL, date(2026, 11, 25)),
    ]
    assert plan[0].reason == "GBP 12,000.00 promised for 27 Nov 2026"
    abroad = steps(OUTCOMES[Code.PTP], situation(zone="America/New_York"))
    assert [step.due for step in abroad] == [date(2026, 12, 2)]
    assert check_day(date(2026, 11, 27), abroad=False, calendar=Calendar(), policy=POLICY) == date(
        2026, 12, 1
    )


def test_a_dispute_chases_its_owner_on_the_owners_date_and_the_rest_is_called_about():
    dispute, by = DisputeRaised(DisputeReason.PRICE, "Finance"), NextStep(date(2026, 11, 24))
    chase, rest = steps(Outcome(Code.DISP, dispute=dispute, next_step=by), situation(rest=1))
    assert (chase.due, chase.set_by) == (date(2026, 11, 24), SetBy.CALLER)
    assert "Finance" in chase.reason
    assert rest.kind is K.CALL


def test_says_paid_with_a_reference_looks_in_the_ledger():
    (look,) = steps(Outcome(Code.PAID, reference="BACS 991"))
    assert (look.kind, look.due) == (K.CHECK_LEDGER, date(2026, 11, 25))
    assert "BACS 991" in look.reason
    assert [step.kind for step in steps(Code.ESC)] == [K.ASK_NEWS]


def test_a_ledgers_own_country_number_is_not_abroad():
    assert not situation(country="391").abroad
    assert not situation(country="GB").abroad
    assert situation(country="us").abroad


def test_the_callers_own_date_replaces_the_leading_one():
    saturday = NextStep(date(2026, 11, 21), datetime(2026, 11, 21, 22, tzinfo=UTC))
    (own,) = steps(Outcome(Code.NA, next_step=saturday))
    assert (own.kind, own.due, own.at, own.set_by) == (K.CALL, saturday.due, saturday.at, SetBy.CALLER)


def test_a_broken_promise_is_called_about_and_the_second_goes_to_the_supervisor():
    broken = BrokenPromise(1, "GBP", FRIDAY, 1)
    assert [(s.kind, s.due) for s in after_broken(situation(broken=broken))] == [(K.CALL, FRIDAY)]
    evening = situation(datetime(2026, 11, 20, 18, tzinfo=UTC), broken=broken)
    assert [(s.kind, s.due) for s in after_broken(evening)] == [(K.CALL, date(2026, 11, 23))]
    again = after_broken(situation(broken=replace(broken, level=2)))
    assert [step.kind for step in again] == [K.CALL, K.ESCALATE]


def test_a_new_account_is_called_the_day_after_its_first_due_date():
    assert first_call(date(2026, 11, 27), FRIDAY, Calendar()).due == date(2026, 11, 30)
    assert first_call(FRIDAY, FRIDAY, Calendar()).due == date(2026, 11, 23)
    assert first_call(date(2026, 11, 1), FRIDAY, Calendar(), "Europe/London").due == FRIDAY
    for weekend in (21, 22):  # taken in when nobody works, it is called when they do again
        assert first_call(date(2026, 11, 1), date(2026, 11, weekend), Calendar()).due == date(2026, 11, 23)


def test_codes_say_which_fact_they_lack():
    lacking = {code: missing(Outcome(code)) for code in Code}
    assert {code for code, what in lacking.items() if what} == {
        Code.CB,
        Code.PTP,
        Code.PLAN,
        Code.DISP,
        Code.SEEN,
        Code.DNC,
    }
    assert all(missing(outcome) is None for outcome in OUTCOMES.values())


def test_a_consumers_day_is_its_own():
    (again,) = steps(Code.NA, situation(datetime(2026, 11, 20, 15, tzinfo=UTC), consumer=True))
    assert again.at == datetime(2026, 11, 23, 10, tzinfo=UTC)
