"""What a call changes: counted from payments and contacts; ranking by it, over made worlds, loses little and wins more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import exp
from random import Random
from statistics import mean

import pytest

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.rules.dayplan import plan_day
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.queue import rank
from arcall_tui.rules.responses import (
    NO_RESPONSES,
    Reached,
    Response,
    Responses,
    Watched,
    in_words,
    responses,
    share_saved,
)
from arcall_tui.rules.value import CurrencyScale
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk import standings_today
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.explaining import explain_account
from arcall_tui.workday.desk.standings_today import known_responses
from arcall_tui.workday.reports.catalogue import report
from arcall_tui.workday.reports.report_room import Ask
from books import NOW, TODAY, Shelf, add_account, add_invoice
from cases import for_each
from standings import CALLER, DAY, POLICY, owes, standing
from tries import DEEP


def test_payments_are_counted_by_what_they_came_after():
    # Ten bills left alone are paid on the fifth day. After a talk, two of two at once; in vain, one in ten days.
    alone = [Watched(1, 0, 1, 5, paid=True) for _ in range(10)]
    talked = [Watched(2, 0, 1, 1, paid=True), Watched(2, 0, 1, 1, paid=True)]
    missed = [Watched(3, 0, 1, 10, paid=True)]
    found = responses([*alone, *talked, *missed], {2: Reached(talks=(0,)), 3: Reached(misses=(0,))})
    assert found.book.seen == 2
    assert found.book.missed_seen == 1
    # Ten payments in fifty days left alone: one in five days.
    assert found.book.expected == pytest.approx(2 / 5)
    assert found.book.times == pytest.approx((2 / 0.4) / (1 / 1.4))


def test_a_bill_is_divided_where_a_talk_ends_and_a_talk_outweighs_an_attempt():
    bill = Watched(1, 0, 1, 40, paid=True)
    found = responses([bill], {1: Reached(talks=(5,), misses=(3, 20), contacts=(5,))})
    assert (found.book.seen, found.book.missed_seen) == (0, 0)
    paid_in_window = responses([bill._replace(last=12)], {1: Reached(talks=(5,), misses=(3,))})
    assert (paid_in_window.book.seen, paid_in_window.book.missed_seen) == (1, 0)
    in_vain = responses([bill._replace(last=12)], {1: Reached(misses=(3,))})
    assert (in_vain.book.seen, in_vain.book.missed_seen) == (0, 1)
    otherwise = responses([bill._replace(last=12)], {1: Reached(contacts=(3,))})
    assert (otherwise.book.seen, otherwise.book.missed_seen) == (0, 0)


def test_the_interval_narrows_with_payments_and_decides_whether_the_evidence_suffices():
    few, many = Response(20, 10.0, 10, 10.0), Response(400, 200.0, 200, 200.0)
    assert few.times == many.times == 2.0
    assert few.interval is not None
    assert many.interval is not None
    assert few.interval[0] < many.interval[0] < 2.0 < many.interval[1] < few.interval[1]
    assert not few.suffices
    assert many.suffices
    assert not Response(40, 10.0, 400, 400.0).suffices  # under 50 payments after talks
    assert in_words(many) == "after a talk they paid 2.0 times as fast, 1.7 to 2.4"
    assert in_words(Response(0, 0.0, 0, 0.0)) == ""


@for_each(("days", "times"), [(1.0, 1.0), (20.0, 0.5), (0.0, 2.0)])
def test_a_call_that_changes_nothing_saves_nothing(days: float, times: float):
    assert share_saved(days, times) == 0.0
    assert NO_RESPONSES.factor(1, days) == 1.0


# Worlds: payers with a chance to pay on a day, and what a talk does to it for ten days.


@dataclass
class Payer:
    """`daily`: the chance that a bill is paid on a day; a talk multiplies it; `at_once`: and pays with this chance."""

    daily: float
    amount: float
    times: float = 1.0
    at_once: float = 0.0
    bills: list[int] = field(default_factory=list)

    @property
    def days(self) -> float:
        return 1 / self.daily

    def saves(self) -> float:
        """What a call on one bill truly saves, in days, times the amount."""
        sooner = (
            self.days * (1 - 1 / self.times) * (1 - exp(-self.times * 10 * self.daily))
            if self.times > 1
            else 0.0
        )
        return self.amount * (self.at_once * max(0.0, self.days - 3) + (1 - self.at_once) * sooner)


WORLDS: dict[str, Callable[[Random, float], Payer]] = {
    "calls speed up": lambda dice, daily: Payer(daily, dice.lognormvariate(7, 1), times=2.2),
    "calls trigger": lambda dice, daily: Payer(daily, dice.lognormvariate(7, 1), at_once=0.3),
    "calls do nothing": lambda dice, daily: Payer(daily, dice.lognormvariate(7, 1)),
    "slow payers resist": lambda dice, daily: Payer(
        daily, dice.lognormvariate(7, 1), 3.0 if daily > 0.04 else 1.0
    ),
    "slow payers forget": lambda dice, daily: Payer(
        daily, dice.lognormvariate(7, 1), 4.0 if daily < 0.04 else 1.2
    ),
    "some do, some do not": lambda dice, daily: Payer(
        daily, dice.lognormvariate(7, 1), dice.choice((1.0, 3.0))
    ),
}
PAYERS, DAYS, CALLS, REACHED = 60, 360, 6, 0.6


def lived(payers: list[Payer], dice: Random) -> Responses:
    """Live through a year of bills and calls, half of them by value, and count what came."""
    bills: list[Watched] = []
    open_since: dict[tuple[int, int], int] = {}
    talks: dict[int, list[int]] = {}
    misses: dict[int, list[int]] = {}
    for day in range(1, DAYS):
        for account, payer in enumerate(payers):
            last_talk = talks[account][-1] if talks.get(account) else -99
            chance = payer.daily * (payer.times if day - last_talk <= 10 else 1.0)
            if day - last_talk == 3 and payer.at_once:
                chance = payer.at_once
            for number in range(3):
                key = (account, number)
                since = open_since.get(key)
                if since is None:
                    if dice.random() < 0.05:
                        open_since[key] = day
                elif dice.random() < chance:
                    bills.append(Watched(account, since, since + 1, day, paid=True))
                    del open_since[key]
        owing = [
            account for account in range(len(payers)) if any((account, n) in open_since for n in range(3))
        ]
        for account in dice.sample(owing, min(CALLS, len(owing))):
            (talks if dice.random() < REACHED else misses).setdefault(account, []).append(day)
    bills += [
        Watched(a, since, since + 1, DAYS, paid=False) for (a, _), since in open_since.items() if since < DAYS
    ]
    reached = {a: Reached(talks.get(a, ()), misses.get(a, ())) for a in talks.keys() | misses.keys()}
    return responses(bills, reached)


def shares(world: str, seed: int) -> Iterator[tuple[float, float]]:
    """Yield what the value rule saves of the best possible, and what the rule by savings does, day by day."""
    dice = Random(seed)
    make = WORLDS[world]
    payers = [make(dice, min(0.3, dice.lognormvariate(-3, 0.7))) for _ in range(PAYERS)]
    found = lived(payers, dice)
    for _ in range(20):
        owing = dice.sample(range(PAYERS), 30)
        true = {account: payers[account].saves() for account in owing}
        best = sum(sorted(true.values())[-CALLS:])
        if not best:
            yield 1.0, 1.0
            continue
        value = {account: payers[account].amount * payers[account].days for account in owing}
        factor = found.factor if found.book.suffices else lambda _account, _days: 1.0
        saved = {account: value[account] * factor(account, payers[account].days) for account in owing}
        yield tuple(  # type: ignore[misc]
            sum(true[account] for account in sorted(owing, key=lambda a: -score[a])[:CALLS]) / best
            for score in (value, saved)
        )


def test_ranking_by_what_a_call_saves_loses_nowhere_and_wins_on_the_mean():
    gains = {}
    for world in WORLDS:
        both = [pair for seed in range(3 if DEEP else 1) for pair in shares(world, seed)]
        gains[world] = mean(saved for _, saved in both) - mean(value for value, _ in both)
    assert min(gains.values()) > -0.02, gains
    assert mean(gains.values()) > 0.02, gains


# The book: derived from its payments and activities, so that nothing can be forgotten by undo.


def lived_book(shelf: Shelf) -> tuple[Desk, int, int]:
    """A book in which an account pays two days after each talk and another does not; others pay without a call."""
    desk = shelf.desk()
    began = TODAY - timedelta(days=320)
    willing, stubborn, quiet = (add_account(desk, name) for name in ("WILLING", "STUBBORN", "QUIET"))
    desk.book.execute(
        "INSERT INTO ledger_import (id, creditor_id, file_name, file_hash, shape, mapping, as_of, at, summary)"
        " VALUES (1, 1, 'a', 'a', 'x', '{}', ?, ?, '{}')",
        (str(TODAY - timedelta(days=1)), NOW.isoformat()),
    )
    for number in range(64):
        due = began + timedelta(days=number // 8 * 40)  # eight bills at a time
        for account, paid, calls in (
            (willing, 12, {10: "TT"}),
            (stubborn, 28, {2: "TT"}),
            (quiet, 6 + number * 7 % 20, {12: "NA"}),
        ):
            facts = {"settled_on": str(due + timedelta(days=paid)), "balance": 0}
            add_invoice(desk, account, f"{account}-{number}", 50_000, due, **facts)
            for age, code in calls.items() if number % 8 == 0 else ():
                day = due + timedelta(days=age)
                desk.book.execute(
                    "INSERT INTO activity (account_id, direction, code, at, workday, note, detail)"
                    " VALUES (?, 'out', ?, ?, ?, '', '')",
                    (account, code, f"{day}T10:00:00+00:00", str(day)),
                )
    for account in (willing, stubborn, quiet):
        add_invoice(desk, account, f"OPEN-{account}", 100_000, TODAY - timedelta(days=12))
    return desk, willing, stubborn


def test_ranking_by_savings_is_the_same_at_once_and_one_by_one_and_told_before(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    desk, willing, stubborn = lived_book(shelf)
    found = known_responses(desk.book, desk.day)
    assert found.book.seen == 64
    assert found.accounts[willing].own > found.accounts[stubborn].own
    saved = replace(load_policy(None), order="saved")
    orders = []
    for many in (1, 10**6):
        monkeypatch.setattr(standings_today, "_MANY", many)
        again = shelf.desk()
        again.day.obey(saved)
        orders.append(again.ranking.rank_day())
        assert again.standings.now(willing).exposures == again.standings.kept(willing).exposures
    assert orders[0] == orders[1]
    factor = {each.account: each.standing.exposures[0].saves for each in orders[0]}
    assert factor[willing] > factor[stubborn]
    assert all(0.5 <= each <= 2 for each in factor.values())
    plain = {each.account: each.standing.exposures[0] for each in desk.ranking.rank_day()}
    assert {each.saves for each in plain.values()} == {1.0}
    moved = {each.account: each.standing.exposures[0].value for each in orders[0]}
    assert moved == pytest.approx({key: each.value * factor[key] for key, each in plain.items()})


def test_what_calls_change_is_said_with_its_interval_in_the_weeks_review_and_where_an_account_is_explained(
    shelf: Shelf,
):
    desk, willing, _ = lived_book(shelf)
    said = explain_account(desk, willing).response
    assert said.startswith("after a talk they paid ")
    assert "; in the whole book after a talk they paid" in said
    (table,) = [each for each in report(desk, "week", Ask(TODAY)).tables if each.sheet == "changed"]
    assert table.rows[0][:2] == ("after talks", 64)


def test_a_late_entry_and_its_undo_are_seen(shelf: Shelf):
    desk, willing, _ = lived_book(shelf)
    before = known_responses(desk.book, desk.day)
    record.log_call(desk, willing, Outcome(Code.TT, at=NOW - timedelta(days=35)))
    assert known_responses(desk.book, desk.day) != before
    record.undo(desk)
    assert known_responses(desk.book, desk.day) == before
    assert known_responses(shelf.desk().book, shelf.desk().day) == before


def test_one_call_in_ten_may_go_to_an_account_that_was_never_spoken_to():
    known = [standing(number, last_spoken_on=DAY - timedelta(days=30)) for number in range(1, 40)]
    unknown = [standing(number, owes(100)) for number in range(40, 60)]
    scale = CurrencyScale("GBP", {"GBP": 0.01}, (), {})
    ranked = rank([*known, *unknown], scale, POLICY, CALLER, NOW)
    learning = replace(POLICY, to_learn=True)
    plain, taught = (plan_day(ranked, policy, CALLER, NOW, 15) for policy in (POLICY, learning))
    assert not [call for call in plain.calls if call.placing.account >= 40]
    assert len([call for call in taught.calls if call.placing.account >= 40]) == len(taught.calls) // 10
