"""The day plan: no choice of calls is worth more, agreed times are kept, nobody is rung while shut."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, combinations, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.activity import FollowUp, FollowUpKind, SetBy
from arcall_tui.domain.calendar import Hours
from arcall_tui.domain.standing import BrokenPromise, Exposure, Standing
from arcall_tui.rules.call_windows import CallWindows
from arcall_tui.rules.dayplan import DayPlan, divided, plan_day, waiting
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.queue import rank
from arcall_tui.rules.slot_fitting import Job, fit, in_order
from arcall_tui.rules.value import CurrencyScale
from tries import tries

POLICY = load_policy(None)
CALLER = POLICY.caller("Europe/London", "GB")
DAY = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)

jobs = st.integers(0, 4).flatmap(lambda first: st.builds(Job, st.just(first), st.integers(first, 4)))


def fits(chosen: tuple[Job, ...], slots: int) -> bool:
    """Brute force: whether some assignment of different slots suits every job."""
    return any(
        all(job.first <= slot <= job.last for job, slot in zip(chosen, some, strict=True))
        for some in permutations(range(slots), len(chosen))
    )


@given(st.lists(st.tuples(jobs, st.integers(1, 100), st.booleans()), max_size=6), st.integers(1, 5))
@settings(max_examples=tries(120))
def test_no_other_choice_of_calls_is_worth_more(day: list[tuple[Job, int, bool]], slots: int):
    """Due commitments first, the better of them first; of the rest the largest sum. Against brute force."""
    day = [(Job(job.first, min(job.last, slots - 1)), value, due) for job, value, due in day]
    day.sort(key=lambda each: (not each[2], -each[1]))
    taken = fit([job for job, _, _ in day], slots)
    everything = chain.from_iterable(combinations(range(len(day)), size) for size in range(len(day) + 1))
    possible = [some for some in everything if fits(tuple(day[place][0] for place in some), slots)]
    due = [place for place, (_, _, committed) in enumerate(day) if committed]
    # One by one from the first commitment on: as many as can be kept without giving up an earlier one.
    best = max(tuple(place in some for place in due) for some in possible)
    assert tuple(place in taken for place in due) == best
    alike = [some for some in possible if tuple(place in some for place in due) == best]
    assert sum(day[place][1] for place in taken) == max(
        sum(day[place][1] for place in some) for some in alike
    )


@given(st.lists(jobs, max_size=6), st.integers(1, 5))
@settings(max_examples=tries(60))
def test_what_fits_is_put_into_slots_that_suit_and_a_better_call_only_waits_where_it_has_to(
    day: list[Job], slots: int
):
    day = [Job(job.first, min(job.last, slots - 1)) for job in day]
    chosen = [day[place] for place in fit(day, slots)]
    plan = in_order(chosen, slots)
    assert sorted(plan.values()) == list(range(len(chosen)))
    assert all(chosen[number].first <= slot <= chosen[number].last for slot, number in plan.items())
    for slot, number in plan.items():
        for better in range(number):
            # It could have gone first only at the price of some other call.
            if chosen[better].first <= slot and next(s for s, n in plan.items() if n == better) > slot:
                later = [n for s, n in plan.items() if s >= slot and n != better]
                moved = tuple(chosen[n]._replace(first=max(chosen[n].first, slot + 1)) for n in later)
                assert not fits(tuple(job for job in moved), slots)


# The whole day

zones = st.sampled_from(
    [
        "Europe/London",
        "Europe/Berlin",
        "Asia/Kolkata",
        "America/New_York",
        "Asia/Dubai",
        "Pacific/Auckland",
        None,
    ]
)
steps = st.none() | st.builds(
    lambda kind, ahead, set_by: FollowUp(
        kind, (NOW + timedelta(minutes=ahead)).date(), "as agreed", set_by, NOW + timedelta(minutes=ahead)
    ),
    st.sampled_from([FollowUpKind.CALL, FollowUpKind.CALL_BACK]),
    st.integers(-60, 700),
    st.sampled_from(list(SetBy)),
)
broken = st.none() | st.just(BrokenPromise(5_000, "GBP", date(2026, 11, 12), 1))


def standing(account: int, value: int, **facts: object) -> Standing:
    owed = Exposure("GBP", 10_000, 10_000, 0, 0, 0, 10_000, DAY - timedelta(days=40), float(value), 9.0, 3)
    plain = Standing(
        account, DAY, "", f"C{account:03}", f"Customer {account}", "GB", "Europe/London", False, None, None,
        "", None, "", False, (owed,), None, None, None, (), 0, None, None,
    )  # fmt: skip
    return replace(plain, **facts)


standings = st.lists(
    st.builds(
        lambda value, zone, call, promise, consumer: {
            "value": value,
            "zone": zone,
            "next_call": call,
            "broken": promise,
            "consumer": consumer,
        },
        st.integers(100, 10**7),
        zones,
        steps,
        broken,
        st.booleans(),
    ),
    max_size=12,
).map(lambda rows: [standing(number, **row) for number, row in enumerate(rows)])
instants = st.integers(-180, 540).map(lambda minutes: NOW + timedelta(minutes=minutes))


def planned(everyone: list[Standing], now: datetime, minutes: int) -> DayPlan:
    scale = CurrencyScale.of(everyone, "GBP", {})
    return plan_day(rank(everyone, scale, POLICY, CALLER, now), POLICY, CALLER, now, minutes)


@given(standings, instants, st.sampled_from([6, 30, 90, 180]))
@settings(max_examples=tries(120))
def test_nobody_is_planned_while_shut_or_twice_or_outside_the_shift(
    everyone: list[Standing], now: datetime, minutes: int
):
    plan = planned(everyone, now, minutes)
    accounts = [call.placing.standing.account for call in plan.calls]
    assert len(set(accounts)) == len(accounts)
    times = [call.begins for call in plan.calls]
    assert times == sorted(set(times))
    scale = CurrencyScale.of(everyone, "GBP", {})
    for call in plan.calls:
        assert plan.begins <= call.begins
        assert (
            call.begins < plan.ends if call.agreed else call.begins <= plan.ends - timedelta(minutes=minutes)
        )
        # By its time some gate may have to be waited for no longer; none may have shut.
        (placing,) = rank([call.placing.standing], scale, POLICY, CALLER, call.begins)
        assert placing.callable


@given(standings, instants)
@settings(max_examples=tries(50))
def test_whoever_is_not_planned_is_listed_with_when_to_reach_them(everyone: list[Standing], now: datetime):
    plan = planned(everyone, now, 60)
    left = list(waiting(plan, POLICY, CALLER, now))
    assert {each.placing.standing.account for each in left}.isdisjoint(
        call.placing.standing.account for call in plan.calls
    )
    assert len(left) == plan.waiting
    for each in left:
        assert each.reachable > now
        agreed = each.placing.standing.next_call and each.placing.standing.next_call.at == each.reachable
        assert agreed or CallWindows(POLICY, CALLER, each.reachable).of(each.placing.standing).is_open


@given(standings, instants)
@settings(max_examples=tries(50))
def test_the_list_in_the_plans_order_holds_everyone_once_and_stays_sorted(
    everyone: list[Standing], now: datetime
):
    ranked = rank(everyone, CurrencyScale.of(everyone, "GBP", {}), POLICY, CALLER, now)
    plan = plan_day(ranked, POLICY, CALLER, now, 30)
    listed = plan.ordered(ranked)
    callable_now, opening = sum(each.callable for each in ranked), len(plan.pools.soon)
    # What the head of the screen counts is what the plan has: later is today, next week is not.
    assert divided(listed, CALLER, now) == (callable_now, opening, len(everyone) - callable_now - opening)
    assert sorted(each.standing.account for each in listed) == sorted(each.account for each in everyone)
    keys = [each.rank_key for each in listed]
    assert keys == sorted(keys)
    assert [each.standing.account for each in listed][: len(plan.calls)] == [
        call.placing.standing.account for call in plan.calls
    ]
    again = plan_day(listed, POLICY, CALLER, now, 30)
    assert [c.placing.standing.account for c in again.calls] == [
        c.placing.standing.account for c in plan.calls
    ]


def test_a_call_back_owns_its_slot_and_a_better_call_gives_way():
    at = NOW + timedelta(minutes=60)
    back = standing(1, 100, next_call=FollowUp(FollowUpKind.CALL_BACK, DAY, "asked for", at=at))
    rich = [standing(number, 10**6 + number) for number in range(2, 12)]
    plan = planned([back, *rich], NOW, 30)
    (call,) = [each for each in plan.calls if each.placing.standing.account == 1]
    assert call.agreed
    assert call.begins == at


def test_a_customer_who_shuts_soon_comes_first_where_both_fit_only_so():
    # Berlin shuts at 16:00 London time, London at 17:00.
    now = datetime(2026, 11, 20, 15, 20, tzinfo=UTC)
    berlin = standing(1, 100, zone="Europe/Berlin", country="DE")
    london = [standing(2, 9_000), standing(3, 8_000)]
    plan = planned([berlin, *london], now, 30)
    assert [call.placing.standing.account for call in plan.calls] == [2, 1, 3]


def test_preferred_times_are_kept_where_the_day_has_them():
    likes = standing(1, 9_000, prefers=Hours(time(14), time(15)))
    plan = planned([likes, standing(2, 100)], NOW, 30)
    times = {call.placing.standing.account: call.begins for call in plan.calls}
    assert time(14) <= times[1].time() < time(15)
    late = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
    assert planned([likes], late, 30).calls[0].begins == late


def test_after_the_shift_nothing_is_planned_and_the_next_opening_is_told():
    after = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
    plan = planned([standing(1, 100)], after, 6)
    assert plan.calls == ()
    (left,) = waiting(plan, POLICY, CALLER, after)
    assert left.reachable == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
