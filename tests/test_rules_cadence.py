"""Cadences: steps over channels by segment, worked out of what was done, where no outcome says what is next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from arcall_tui.domain.activity import FollowUpKind, Outcome, SetBy
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import Touch
from arcall_tui.rules.gates import Gate, planned_step
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.queue import Group
from arcall_tui.rules.value import CurrencyScale
from arcall_tui.workday.calls import customer_facts, record
from arcall_tui.workday.desk.explaining import compare
from arcall_tui.workday.desk.today import agenda
from books import NOW, TODAY, Shelf, owing
from cases import for_each
from standings import BROKEN, DAY, call, owes, standing

RULES = """
[cadence.key]
steps = ["call"]
tags = ["VIP"]
[cadence.large]
steps = ["e-mail", "call after 3", "letter after 5"]
amount_from = 1000
countries = ["gb"]
[cadence.old]
steps = ["letter after 2"]
age_from = 30
age_to = 60
"""
POLICY = load_policy(RULES)
SCALE = CurrencyScale("GBP", {"GBP": 0.01}, (), {})
DUE = date(2026, 11, 2)  # a Monday; DAY is Friday the 20th
LARGE = owes(100_000, oldest_due=DUE)


def planned(**changes: object) -> tuple[str, date] | None:
    one = standing(1, *changes.pop("exposures", (LARGE,)), **changes)
    step = planned_step(one, SCALE.weigh(one.exposures), POLICY)
    return None if step is None else (step.reason, step.due)


def touch(day: int, *, written: bool) -> Touch:
    return Touch(date(2026, 11, day), written)


WRITTEN, RUNG = touch(10, written=True), touch(13, written=False)


@for_each(
    ("touches", "step", "due"),
    [
        ((), "large, step 1 of 3: e-mail", date(2026, 11, 3)),
        ((touch(2, written=True),), "large, step 1 of 3: e-mail", date(2026, 11, 3)),  # before it was overdue
        ((touch(9, written=False),), "large, step 1 of 3: e-mail", date(2026, 11, 3)),
        ((WRITTEN,), "large, step 2 of 3: call", date(2026, 11, 13)),
        ((WRITTEN, touch(11, written=True)), "large, step 2 of 3: call", date(2026, 11, 13)),
        ((WRITTEN, RUNG), "large, step 3 of 3: letter", date(2026, 11, 20)),
        ((WRITTEN, touch(18, written=False)), "large, step 3 of 3: letter", date(2026, 11, 25)),
    ],
)
def test_the_next_step_is_the_first_that_was_not_taken_since_the_bill_fell_due(
    touches: tuple[Touch, ...], step: str, due: date
):
    assert planned(touches=touches) == (step, due)


def test_after_the_last_step_the_account_is_rung_by_its_value_again():
    assert planned(touches=(WRITTEN, RUNG, touch(19, written=True))) is None


def test_the_first_cadence_whose_segment_fits_is_the_accounts():
    small, old = owes(50_000, oldest_due=DUE), owes(50_000, oldest_due=DAY - timedelta(days=30))
    assert planned(exposures=(small,)) is None
    assert planned(exposures=(old,)) == ("old, step 1 of 1: letter", date(2026, 10, 23))
    assert planned(exposures=(owes(50_000, oldest_due=DAY - timedelta(days=60)),)) is None
    assert planned(country="DE") is None
    assert (
        planned(exposures=(replace(LARGE, currency="USD"),)) is not None
    )  # there is no rate: its own amount
    assert planned(exposures=(small,), tags=frozenset({"vip"})) == (
        "key, step 1 of 1: call",
        date(2026, 11, 3),
    )
    assert planned(exposures=(owes(100_000, overdue=0, oldest_due=DAY),)) is None


def test_what_an_outcome_a_promise_or_the_caller_says_comes_first():
    assert planned(next_call=call()) is not None
    assert planned(next_call=call(after=Code.TT)) is not None
    assert planned(next_call=call(after=Code.NA)) is None
    assert planned(next_call=call(after=Code.COPY)) is None
    assert planned(next_call=call(set_by=SetBy.CALLER)) is None
    assert planned(next_call=call(kind=FollowUpKind.CHECK_LEDGER)) is None
    assert planned(broken=BROKEN) is None


def test_an_account_of_a_cadence_is_written_to_rung_and_listed_as_it_says(shelf: Shelf):
    desk = shelf.desk()
    desk.day.obey(replace(POLICY, soon_days=0))
    account = owing(desk, "C1", [(900_000, TODAY - timedelta(days=20))])
    (placing,) = desk.ranking.rank_day()
    assert (placing.group, placing.gate) == (Group.TASK, Gate.CADENCE)
    assert desk.explain(placing)[0].text == "large, step 1 of 3: e-mail"
    assert desk.card(account).reasons[0].code == "cadence"
    (entry,) = agenda(desk).entries
    assert (entry.step.kind, entry.step.reason) == (FollowUpKind.EMAIL, "large, step 1 of 3: e-mail")
    (move,) = compare(desk, load_policy(None), desk.policy)
    assert (move.before.callable, move.after.callable) == (True, False)

    record.log_call(desk, account, Outcome(Code.MAIL))
    (placing,) = desk.ranking.rank_day()
    assert (placing.group, placing.gate) == (Group.GATED, Gate.CADENCE)
    assert placing.opens_at is not None
    assert placing.opens_at.date() == date(2026, 11, 25)
    assert desk.explain(placing)[0].text.startswith("large, step 2 of 3: call on Wed 25 Nov")
    assert agenda(desk).entries == ()

    later = shelf.desk(now=NOW + timedelta(days=5))
    later.day.obey(desk.policy)
    (placing,) = later.ranking.rank_day()
    assert placing.callable
    assert "large, step 2 of 3: call" in [reason.text for reason in later.explain(placing)]
    customer_facts.set_facts(later, account, customer_facts.Facts(tags="vip"))
    assert "key, step 1 of 1: call" in [reason.text for reason in later.explain(later.ranking.rank_day()[0])]
