"""Whom to call next: the order is total, gates hold, commitments come first, a missed day loses nothing."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import FollowUp, FollowUpKind, SetBy
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import Standing
from arcall_tui.rules.gates import Commitment, Gate
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.queue import Group, Placing, place, rank
from arcall_tui.rules.value import CurrencyScale
from arcall_tui.rules.words import GATE_WORDS, explain
from cases import for_each
from standings import (
    BROKEN,
    CALLER,
    DAY,
    NOW,
    POLICY,
    books,
    call,
    instants,
    owes,
    standing,
    standings,
)


def placed(one: Standing, now: datetime = NOW, policy: Policy = POLICY) -> Placing:
    return place(one, CurrencyScale.of([one], "GBP", {}), policy, CALLER, now)


def codes(placing: Placing, now: datetime = NOW) -> list[str]:
    return [reason.code for reason in explain(placing, POLICY, now, CALLER)]


@given(books, instants, st.sampled_from([{}, {"EUR": 1.2}]), st.randoms())
def test_order_is_total_whatever_the_order_of_input_commitments_come_first_and_the_gated_last(
    book: list[Standing], now: datetime, rates: dict[str, float], shuffler: random.Random
):
    first = rank(book, CurrencyScale.of(book, "GBP", rates), POLICY, CALLER, now)
    keys = [placing.rank_key for placing in first]
    assert sorted(set(keys)) == keys, "no two accounts stand in one place"
    groups = [placing.group for placing in first]
    assert groups == sorted(groups)
    shuffled = list(book)
    shuffler.shuffle(shuffled)
    assert rank(shuffled, CurrencyScale.of(shuffled, "GBP", rates), POLICY, CALLER, now) == first


@given(standings(), instants)
def test_what_is_gated_is_never_callable_and_says_why(one: Standing, now: datetime):
    placing = placed(one, now)
    assert placing.callable == (placing.gate is None)
    reasons = explain(placing, POLICY, now, CALLER)
    assert reasons
    assert all(reason.code and reason.text for reason in reasons)
    if one.hold or one.no_number or (one.consumer and one.zone is None):
        assert not placing.callable
    if placing.opens_at is not None:
        assert placing.opens_at >= now


@given(standings(), instants)
def test_a_gate_that_time_opens_is_open_at_the_time_it_gives(one: Standing, now: datetime):
    past = tuple(day for day in one.attempts if day <= now.date())
    one = replace(
        one, day=now.date(), attempts=past, last_spoken_on=min(now.date(), one.last_spoken_on or DAY)
    )
    placing = placed(one, now)
    if placing.opens_at is None or placing.gate in {Gate.PROMISED, Gate.DISPUTED, Gate.CREDIT, Gate.MINIMUM}:
        return  # money or words open these
    then = placing.opens_at
    # The next day's standing, as the book would give it: what is owed has grown older, nothing else happened.
    moved = replace(one, day=then.date())
    assert placed(moved, then).gate not in {Gate.SNOOZED, Gate.LATER, Gate.CAP, Gate.HOURS}


def test_ties_fall_to_the_oldest_bill_the_longest_silence_and_the_ledgers_id():
    old = owes(oldest_due=DAY - timedelta(days=41))
    book = [
        standing(1, ledger_id="C2"),
        standing(3, ledger_id="C1"),
        standing(2, ledger_id="C1"),
        standing(4, ledger_id="C0", last_spoken_on=DAY - timedelta(days=9)),
        standing(5, old, ledger_id="C9", last_spoken_on=DAY - timedelta(days=8)),
    ]
    scale = CurrencyScale.of(book, "GBP", {})
    assert [p.standing.account for p in rank(book, scale, POLICY, CALLER, NOW)] == [5, 2, 3, 1, 4]
    assert [p.standing.account for p in rank(book[::-1], scale, POLICY, CALLER, NOW)] == [5, 2, 3, 1, 4]


def test_call_backs_then_broken_promises_then_the_callers_own_dates_then_value():
    book = [
        standing(1, owes(9_000_000)),
        standing(2, owes(100), next_call=call(set_by=SetBy.CALLER)),
        standing(3, owes(100), broken=BROKEN),
        standing(4, owes(200), broken=BROKEN),
        standing(5, owes(100), next_call=call(kind=FollowUpKind.CALL_BACK, at=NOW - timedelta(minutes=5))),
        standing(6, owes(8_000_000), next_call=call(DAY - timedelta(days=1))),
    ]
    ranked = rank(book, CurrencyScale.of(book, "GBP", {}), POLICY, CALLER, NOW)
    assert [placing.standing.account for placing in ranked] == [5, 4, 3, 2, 1, 6]
    assert [codes(placing)[0] for placing in ranked[:4]] == [
        "call_back_due",
        "broken_promise",
        "broken_promise",
        "follow_up_due",
    ]


@given(st.integers(0, 400), st.booleans(), st.sampled_from(FollowUpKind))
def test_a_missed_day_loses_nothing(days_ago: int, timed: bool, kind: FollowUpKind):  # noqa: FBT001
    due = DAY - timedelta(days=days_ago)
    at = NOW - timedelta(days=days_ago) if timed else None
    step = FollowUp(kind, due, "as agreed", SetBy.CALLER, at)
    if kind in {FollowUpKind.CALL, FollowUpKind.CALL_BACK}:
        assert placed(standing(next_call=step)).group is Group.COMMITMENT
    else:
        covered = owes(0, overdue=5, promised=5)
        assert placed(standing(1, covered, next_task=step)).group is Group.TASK


def test_a_follow_up_set_for_later_gates_even_a_broken_promise_until_its_time():
    later = standing(broken=BROKEN, next_call=call(DAY, NOW + timedelta(hours=3)))
    placing = placed(later)
    assert placing.gate is Gate.LATER
    assert placing.opens_at == NOW + timedelta(hours=3)
    assert placed(later, NOW + timedelta(hours=3)).commitment is Commitment.BROKEN


def test_a_task_for_later_does_not_keep_an_account_from_being_called():
    task = FollowUp(FollowUpKind.CHASE_OWNER, DAY + timedelta(days=3), "ask Finance")
    assert placed(standing(next_task=task)).group is Group.VALUE


SHUT: list[tuple[dict[str, object], Gate, datetime | None]] = [
    ({"hold": HoldKind.LEGAL}, Gate.HOLD, None),
    ({"no_number": True}, Gate.NO_NUMBER, None),
    ({"snoozed_until": date(2026, 11, 24)}, Gate.SNOOZED, datetime(2026, 11, 24, 9, tzinfo=UTC)),
    ({"next_call": call(date(2026, 11, 21))}, Gate.LATER, datetime(2026, 11, 23, 9, tzinfo=UTC)),
    ({"attempts": (DAY,)}, Gate.CAP, datetime(2026, 11, 23, 9, tzinfo=UTC)),
    (
        {"attempts": tuple(DAY - timedelta(days=ago) for ago in (4, 3, 2))},
        Gate.CAP,
        datetime(2026, 11, 23, 9, tzinfo=UTC),
    ),
    ({"zone": "America/New_York", "country": "US"}, Gate.HOURS, datetime(2026, 11, 20, 14, tzinfo=UTC)),
    ({"zone": "Asia/Riyadh", "country": "SA"}, Gate.HOURS, datetime(2026, 11, 22, 6, tzinfo=UTC)),
    ({"consumer": True, "zone": None}, Gate.HOURS, None),
    ({"exposures": (owes(99),)}, Gate.MINIMUM, None),
    ({"exposures": (owes(0, overdue=9, promised=9),)}, Gate.PROMISED, None),
    ({"exposures": (owes(0, overdue=9, disputed=9),)}, Gate.DISPUTED, None),
    ({"exposures": (owes(0, overdue=9, credit=9),)}, Gate.CREDIT, None),
    (
        {"exposures": (owes(0, overdue=0, oldest_due=date(2026, 11, 24)),)},
        Gate.NOT_OVERDUE,
        datetime(2026, 11, 25, 9, tzinfo=UTC),
    ),
]


@for_each(("changes", "gate", "opens"), SHUT)
def test_each_gate_says_when_it_opens(changes: dict[str, object], gate: Gate, opens: datetime | None):
    placing = placed(standing(**changes))
    assert (placing.gate, placing.opens_at, placing.group) == (gate, opens, Group.GATED)


def test_a_customer_whose_day_is_over_opens_on_their_next_one():
    new_york = POLICY.caller("America/New_York", "US")
    bill = owes(0, overdue=0, oldest_due=date(2026, 11, 19))
    apia = standing(1, bill, zone="Pacific/Apia", country="WS", day=date(2026, 11, 19))
    evening = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)  # Friday 17:30 there, Thursday still for the caller
    placing = place(apia, CurrencyScale.of([apia], "GBP", {}), POLICY, new_york, evening)
    assert placing.opens_at == datetime(2026, 11, 22, 20, tzinfo=UTC)


def test_a_night_shift_is_one_workday_to_the_caps():
    policy = load_policy('[shift]\nopens = "18:00"\ncloses = "03:00"\n', "night.toml")
    night = policy.caller("Europe/London", "GB")
    tried = standing(zone="America/Los_Angeles", country="US", attempts=(DAY,), day=DAY)
    late = datetime(2026, 11, 20, 22, tzinfo=UTC)
    placing = place(tried, CurrencyScale.of([tried], "GBP", {}), policy, night, late)
    assert (placing.gate, placing.opens_at) == (Gate.CAP, datetime(2026, 11, 23, 17, tzinfo=UTC))
    thursday = replace(tried, day=DAY - timedelta(days=1), attempts=(DAY - timedelta(days=1),))
    after_midnight = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    placing = place(thursday, CurrencyScale.of([thursday], "GBP", {}), policy, night, after_midnight)
    assert placing.opens_at == datetime(2026, 11, 20, 18, tzinfo=UTC), (
        "the next shift, not the rest of this one"
    )


def test_a_gated_commitment_is_gated():
    asleep = standing(broken=BROKEN, zone="America/New_York")
    assert placed(asleep).group is Group.GATED
    assert codes(placed(asleep))[:2] == ["outside_hours", "broken_promise"]


def test_an_agreed_call_back_may_be_outside_the_usual_hours_but_not_for_a_consumer_at_night():
    at = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    agreed = standing(next_call=call(at=at, kind=FollowUpKind.CALL_BACK), attempts=(DAY,))
    assert placed(agreed, at).callable
    assert placed(agreed, at + timedelta(hours=2)).gate is Gate.HOURS
    at_night = call(at=datetime(2026, 11, 20, 22, tzinfo=UTC), kind=FollowUpKind.CALL_BACK)
    assert placed(standing(consumer=True, next_call=at_night), at_night.at).gate is Gate.HOURS


def test_a_call_back_that_was_asked_for_is_free_of_the_caps():
    asked = call(at=NOW - timedelta(minutes=5), kind=FollowUpKind.CALL_BACK)
    often = tuple(DAY - timedelta(days=days) for days in (3, 2, 1, 0))
    assert placed(standing(attempts=often, next_call=asked)).callable
    assert placed(standing(attempts=often, next_call=call(at=asked.at))).gate is Gate.CAP
    assert placed(standing(consumer=True, last_spoken_on=DAY, next_call=asked)).callable


def test_a_busy_line_may_be_tried_again_the_same_day_for_businesses_only():
    tried = {"attempts": (DAY,), "next_call": call(at=NOW - timedelta(minutes=1))}
    assert placed(standing(**tried)).callable
    assert placed(standing(**tried, consumer=True)).gate is Gate.CAP


def test_a_consumer_is_left_in_peace_for_a_week_after_a_conversation():
    spoke = standing(consumer=True, last_spoken_on=DAY - timedelta(days=6))
    assert placed(spoke).gate is Gate.QUIET
    assert placed(replace(spoke, last_spoken_on=DAY - timedelta(days=7))).callable


SPOKE = DAY - timedelta(days=4)


@for_each(
    ("changes", "gate"),
    [
        ({}, Gate.QUIET),
        ({"next_call": call()}, Gate.QUIET),
        ({"next_call": call(after=Code.TT)}, Gate.QUIET),
        ({"next_call": call(after=Code.NA)}, Gate.QUIET),
        ({"next_call": call(after=Code.COPY)}, None),
        ({"next_call": call(set_by=SetBy.CALLER)}, None),
        ({"next_call": call(kind=FollowUpKind.CALL_BACK)}, None),
        ({"broken": BROKEN}, None),
        ({"next_call": call(DAY + timedelta(days=1), set_by=SetBy.CALLER)}, Gate.LATER),
        ({"last_spoken_on": DAY - timedelta(days=7)}, None),
        ({"last_spoken_on": None}, None),
    ],
)
def test_a_business_is_left_in_peace_for_a_week_after_a_talk_that_agreed_on_nothing(
    changes: dict[str, object], gate: Gate | None
):
    found = placed(standing(**{"last_spoken_on": SPOKE, **changes}))
    assert found.gate is gate
    if gate is Gate.QUIET:
        assert found.opens_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
        words = explain(found, POLICY, NOW, CALLER)[0].text
        assert (
            words == "spoken to Mon 16 Nov: 7 quiet days after a conversation, opens Mon 23 Nov 09:00 London"
        )


@for_each(
    ("country", "hour", "opens"),
    [
        ("AU", 16, "Mon 23 Nov"),  # 00:00 in Perth to 03:00 in Sydney: tomorrow, when the shift is on again
        ("AU", 11, None),  # 19:00 in Perth
        ("MX", 10, "Fri 20 Nov 14:00"),  # 04:00 in Mexico, 05:00 in Cancún, which opens first
        ("US", 19, "Mon 23 Nov 14:00"),  # when the shift is on again, at 8, it is 03:00 in New York
        ("NZ", 10, "Sun 22 Nov 19:15"),  # for all of the shift: when the Chatham Islands open on Monday
        ("", 10, None),
        ("XX", 10, None),
    ],
)
def test_who_may_be_anywhere_in_a_country_is_not_rung_while_it_is_night_in_all_of_it(
    country: str, hour: int, opens: str | None
):
    now = NOW.replace(hour=hour)
    unknown = standing(1, owes(), zone=None, country=country)
    placing = place(unknown, CurrencyScale.of([unknown], "GBP", {}), POLICY, CALLER, now)
    assert (placing.gate is Gate.HOURS) == (opens is not None)
    if opens is not None:
        assert placing.opens_at is not None
        assert f"{placing.opens_at:%a %d %b %H:%M}".startswith(opens)
        assert "night in all of their country" in explain(placing, POLICY, now, CALLER)[0].text
        assert placed(replace(unknown, day=placing.opens_at.date()), placing.opens_at).callable


def test_who_is_not_rung_on_a_holiday_of_theirs_is_said_to_have_one():
    closed = POLICY.with_holidays({"GB": frozenset({NOW.date()})})
    night = NOW.replace(hour=22)
    for policy, now, said in (
        (closed, NOW, "a holiday where they are"),
        (closed, night, "a holiday where they are"),
        (POLICY, night, "outside their hours"),
    ):
        found = placed(standing(country="GB"), now, policy)
        assert explain(found, policy, now, CALLER)[0].text.startswith(f"{said}, opens Mon 23 Nov")


def test_an_unknown_zone_is_judged_by_the_callers_shift_and_says_so():
    unknown = standing(zone=None)
    assert placed(unknown).callable
    assert "hours_unknown" in codes(placed(unknown))
    evening = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    placing = placed(unknown, evening)
    assert (placing.gate, placing.opens_at) == (Gate.HOURS, datetime(2026, 11, 23, 8, tzinfo=UTC))
    nowhere = standing(zone="Mars/Olympus")
    assert placed(nowhere) == placed(unknown)._replace(source=lambda _: nowhere), (
        "a zone that no machine knows is not known"
    )


def test_it_says_when_they_shut_soon():
    late = datetime(2026, 11, 20, 16, 25, tzinfo=UTC)
    reasons = explain(placed(standing(), late), POLICY, late, CALLER)
    assert "shuts in 35 min" in [reason.text for reason in reasons]
    assert "closes_soon" not in codes(placed(standing()))


def test_currencies_compare_through_rates_and_by_rank_without():
    pounds = [standing(n, owes(n * 100_000)) for n in range(1, 6)]
    yen = [standing(10 + n, owes(n * 1_000_000, "JPY")) for n in range(1, 6)]
    book = pounds + yen
    rated = rank(book, CurrencyScale.of(book, "GBP", {"JPY": 0.005}), POLICY, CALLER, NOW)
    assert {placing.standing.account for placing in rated[:4]} == {15, 14, 13, 12}
    assert "no_rate" not in codes(rated[0])
    unrated = rank(book, CurrencyScale.of(book, "GBP", {}), POLICY, CALLER, NOW)
    assert [placing.standing.account % 10 for placing in unrated] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    first_yen = next(placing for placing in unrated if placing.standing.account == 15)
    assert "no_rate" in codes(first_yen)
    assert first_yen.gate is None, "what has no rate is not held to the minimum"


def test_most_used_currency_is_the_base_where_none_is_set():
    book = [standing(1, owes(5, "JPY")), standing(2, owes(5, "EUR")), standing(3, owes(5, "EUR"))]
    assert CurrencyScale.of(book, "", {}).base == "EUR"
    assert CurrencyScale.of([], "", {}).weigh([owes(5, "EUR")]).unrated == ("EUR",)


def test_reasons_read_like_a_caller_would_say_it():
    broken = standing(1, owes(4_211_000, further=23.0), broken=BROKEN)
    texts = [reason.text for reason in explain(placed(broken), POLICY, NOW, CALLER)]
    assert texts == [
        "broken promise of GBP 12,000.00, due Thu 12 Nov",
        "40 days past due, about 23 more expected",
        "if they promise GBP 42,110.00 for Fri 27 Nov, the next call is Tue 1 Dec",
    ]
    (figures,) = [reason.figures for reason in explain(placed(broken), POLICY, NOW, CALLER) if reason.figures]
    assert figures == "GBP 42,110.00 x 23 days that bills like this stay unpaid = GBP 969k"
    dong = explain(placed(standing(1, owes(34_500_000_000_000, "VND", further=100.0))), POLICY, NOW, CALLER)
    assert "VND 3,450tn" in next(reason.figures for reason in dong if reason.figures)
    later = standing(next_call=call(DAY, NOW + timedelta(hours=3)))
    assert explain(placed(later), POLICY, NOW, CALLER)[0].text == (
        "call set for later (as agreed), opens Fri 20 Nov 13:05 London"
    )
    empty = standing(1, owes(0, overdue=0, oldest_due=None))
    assert explain(placed(empty), POLICY, NOW)[0].text == "nothing is owed"


def test_what_else_is_due_is_said_before_the_call():
    task = FollowUp(FollowUpKind.CHECK_LEDGER, DAY - timedelta(days=1), "says it is paid (FT-1)")
    reasons = explain(placed(standing(next_task=task, broken=BROKEN)), POLICY, NOW, CALLER)
    assert [reason.code for reason in reasons[:2]] == ["broken_promise", "task_due"]
    assert reasons[1].text == "check ledger due Thu 19 Nov: says it is paid (FT-1)"
    assert "task_due" not in codes(placed(standing(next_task=replace(task, due=DAY + timedelta(days=1)))))
    covered = standing(1, owes(0, overdue=5, promised=5), next_task=task)
    assert codes(placed(covered))[0] == "task_due"


def test_no_history_is_said():
    assert "no_history" in codes(placed(standing(1, owes(history=0, further=30.0))))
    texts = [r.text for r in explain(placed(standing(1, owes(history=0, further=30.0))), POLICY, NOW)]
    assert "no history of their own of bills this late: the whole book's is used" in texts
    guessed = replace(owes(history=0, further=70.0), assumed=True)
    texts = [r.text for r in explain(placed(standing(1, guessed)), POLICY, NOW)]
    assert "hardly a payment this late on record: ranked by age and amount" in texts


def test_a_promised_account_opens_on_the_day_its_payment_is_checked():
    check = FollowUp(FollowUpKind.CHECK_PAYMENT, date(2026, 12, 2), "promised")
    covered = owes(0, promised=100_000, overdue=100_000)
    placing = placed(standing(1, covered, next_task=check, attempts=(DAY,)))
    assert placing.gate is Gate.PROMISED
    assert placing.opens_at == datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    assert placed(standing(1, covered, attempts=(DAY,))).opens_at is None


# What is to be added with a gate

WITH_CADENCE = load_policy('[cadence.x]\nsteps = ["call after 9"]\ncountries = ["FR"]\n')
BY_SOMEBODY = {
    Gate.HOLD,
    Gate.NO_NUMBER,
    Gate.DISPUTED,
    Gate.CREDIT,
    Gate.MINIMUM,
    Gate.PROMISED,
    Gate.SHARED,
}


def shut() -> dict[Gate, Placing]:
    """An account before each gate; the first of the table for those that several stand before."""
    fresh = owes(oldest_due=DAY - timedelta(days=1))
    more = [{"last_spoken_on": SPOKE}, {"country": "FR", "exposures": (fresh,)}, {"payer": 1}, {"payer": 1}]
    table = [*(changes for changes, _, _ in SHUT), *more]
    book = [standing(place, **changes) for place, changes in enumerate(table, start=1)]
    ranked = rank(book, CurrencyScale.of(book, "GBP", {}), WITH_CADENCE, CALLER, NOW)
    by_table = sorted(ranked, key=lambda placing: placing.account, reverse=True)
    return {placing.gate: placing for placing in by_table if placing.gate is not None}


@for_each("gate", Gate)
def test_every_gate_is_reached_has_words_and_says_when_it_opens(gate: Gate):
    assert gate in shut(), f"no account stands before {gate}: a row in SHUT, or nothing comes to that gate"
    assert gate in GATE_WORDS, f"add words for the gate {gate} to rules/words.py"
    placing = shut()[gate]
    words = explain(placing, WITH_CADENCE, NOW, CALLER)[0].text
    if placing.opens_at is not None:
        assert re.search(r"\d\d? (Nov|Dec)", words), (
            f"{words!r} does not say when: add {gate} to _SAY_WHEN in rules/words.py"
        )
    assert placing.opens_at is not None or gate in BY_SOMEBODY, (
        f"when does time open {gate}? gate_of in rules/gates.py says it, or somebody must act: BY_SOMEBODY here"
    )
