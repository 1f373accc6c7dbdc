"""A day ranked from what was kept is the day worked out anew, however far apart; at once as one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import FollowUpKind, NextStep, Outcome, PromiseGiven, PromiseState
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import OpenItem
from arcall_tui.errors import ArcallError
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.queue import Placing
from arcall_tui.settings import Rate, Settings
from arcall_tui.store.book.engine import writing
from arcall_tui.store.standings import histories
from arcall_tui.store.standings.cache import forget as forget_standings
from arcall_tui.workday.book import erasing
from arcall_tui.workday.calls import customer_facts, record, settling
from arcall_tui.workday.desk import ranking, standings_today
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.imports import taken
from books import NOW, TODAY, Shelf, add_account, add_invoice, owing
from shell import SAMPLE_DAY
from tries import tries

SETTINGS = Settings(
    zone="Europe/London", zone_basis="test", base_currency="EUR", rates={"GBP": Rate(1.15, SAMPLE_DAY)}
)


class Stopped(Clock):
    """A clock that does not run on between two rankings."""

    def __init__(self, at: datetime) -> None:
        super().__init__(ZoneInfo(SETTINGS.zone), at)
        self._at = at

    def now(self) -> datetime:
        return self._at


def desk_on(book: Path, days_later: int = 0, hour: int = 9, rules: str | None = None) -> Desk:
    now = datetime.combine(SAMPLE_DAY + timedelta(days=days_later), time(hour), UTC)
    return Desk(book, Stopped(now), SETTINGS, load_policy(rules))


def a_morning_of_calls(desk: Desk) -> None:
    callable_now = [placing.account for placing in desk.ranking.rank_day() if placing.callable]
    codes = (Code.NA, Code.BZ, Code.LM, Code.TT, Code.GK)
    for code, account in zip(codes * 2, callable_now[3:], strict=False):
        record.log_call(desk, account, Outcome(code))
    account = callable_now[0]
    owed = max((item.free() for item in desk.invoices(account)), key=lambda free: free.minor)
    due = SAMPLE_DAY + timedelta(days=6)
    record.log_call(desk, account, Outcome(Code.PTP, promises=(PromiseGiven(owed, due),)))
    record.snooze(desk, callable_now[1], NextStep(due), "away")
    record.set_next_step(desk, callable_now[2], FollowUpKind.CALL, NextStep(due), "ask again")


@pytest.mark.parametrize("days_later", [0, 1, 3, 30])
@pytest.mark.parametrize("many", [1, 10**6], ids=["at once", "one by one"])
def test_a_new_day_is_ranked_as_if_it_were_worked_out_anew(
    sample_book: Path, days_later: int, many: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(standings_today, "_MANY", many)
    before = desk_on(sample_book)
    a_morning_of_calls(before)
    before.close()
    desk = desk_on(sample_book, days_later)
    kept = desk.ranking.rank_day()
    desk.ranking.judge_anew()
    assert kept == desk.ranking.rank_day()


def test_without_a_base_currency_a_call_moves_nobody_else_that_day(shelf: Shelf):
    desk = shelf.desk()
    for index in range(7):
        account = add_account(desk, f"C{index}")
        money = 90_000 - 9_000 * index
        add_invoice(
            desk,
            account,
            f"I{index}",
            money,
            TODAY - timedelta(days=9 + index),
            "EUR" if index < 4 else "USD",
        )
    morning = [each.account for each in desk.ranking.rank_day()]
    for account in (1, 2, 3):
        due = TODAY + timedelta(days=9)
        owed = desk.invoices(account)[0].free()
        record.log_call(desk, account, Outcome(Code.PTP, promises=(PromiseGiven(owed, due),)))
    left = [each for each in morning if each not in {1, 2, 3}]
    for window in (desk, desk.clone(), shelf.desk()):
        ranked = [each.account for each in window.ranking.rank_day()]
        assert [each for each in ranked if each not in {1, 2, 3}] == left
    desk.ranking.judge_anew()
    assert [each.account for each in desk.ranking.rank_day() if each.account not in {1, 2, 3}] == left


def test_at_once_and_one_by_one_come_to_the_same(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    a_morning_of_calls(desk_on(sample_book))
    for hour in (0, 9, 16):
        found: list[list[Placing]] = []
        for many in (1, 10**6):
            monkeypatch.setattr(standings_today, "_MANY", many)
            found.append(desk_on(sample_book, 4, hour).ranking.rank_day())
        assert found[0] == found[1]
        assert found[0]


def test_a_desk_set_back_by_a_day_does_not_go_by_what_came_later(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(100_000, TODAY - timedelta(days=20))])
    desk.ranking.rank_day()
    record.log_call(desk, account, Outcome(Code.NA))
    earlier = shelf.desk(now=NOW - timedelta(days=1))
    earlier.ranking.rank_day()
    assert earlier.standings.kept(account) == earlier.standings.now(account)


def test_other_rules_rank_at_once_and_leave_nothing_behind(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(standings_today, "_MANY", 1)
    desk = desk_on(sample_book)
    before = desk.ranking.rank_day()
    other = replace(load_policy(None), minimum=5_000.0)
    assert [each.account for each in desk.ranking.ranked_under(other)] != [each.account for each in before]
    assert desk.ranking.rank_day() == before
    for shrinkage in (90.0, 0.5):  # an order that was kept is of the rules of then
        changed = desk_on(sample_book, rules=f"[value]\nshrinkage = {shrinkage}\n")
        under = changed.ranking.ranked_under(changed.policy)
        assert [each.account for each in changed.ranking.head(20)] == [each.account for each in under[:20]]
        changed.ranking.rank_day()
        changed.close()


def _promise(desk: Desk, account: int, _: int, day: date) -> None:
    for item in desk.invoices(account)[:1]:
        record.log_call(desk, account, Outcome(Code.PTP, promises=(PromiseGiven(item.free(), day),)))


def _broken(desk: Desk, account: int, _: int, __: date) -> None:
    for promise in desk.promises(account)[:1]:
        settling.settle_promise(desk, account, promise.id or 0, PromiseState.BROKEN)


def _facts(**known: object) -> Callable[[Desk, int, int, date], object]:
    return lambda desk, account, _, __: customer_facts.set_facts(desk, account, customer_facts.Facts(**known))


def _logged(outcome: Outcome) -> Callable[[Desk, int, int, date], object]:
    return lambda desk, account, _, __: record.log_call(desk, account, outcome)


# What the queue rests on: each is done to an account, with another one and a day where it needs them.
DEEDS: dict[str, Callable[[Desk, int, int, date], object]] = {
    "no answer": _logged(Outcome(Code.NA)),
    "wrong number": _logged(Outcome(Code.WN)),
    "do not call": _logged(Outcome(Code.DNC, hold=HoldKind.DO_NOT_CALL, reference="asked")),
    "promise": _promise,
    "broken": _broken,
    "release": lambda desk, account, _, __: record.release_hold(desk, account),
    "snooze": lambda desk, account, _, day: record.snooze(desk, account, NextStep(day), "away"),
    "step": lambda desk, account, _, day: record.set_next_step(
        desk, account, FollowUpKind.CALL_BACK, NextStep(day), "asked"
    ),
    "payer": lambda desk, account, other, _: customer_facts.set_facts(
        desk, account, customer_facts.Facts(payer=desk.account(other).ledger_id)
    ),
    "no payer": _facts(payer=""),
    "zone": _facts(zone="Asia/Kolkata", country="IN"),
    "consumer": _facts(consumer=True),
    "contact": lambda desk, account, _, __: record.edit_contact(
        desk, account, None, {"name": "Q", "phone": "+44 20 7946 0999"}
    ),
    "merge": lambda desk, account, other, _: taken.merge(desk, account, other),
    "split": lambda desk, account, _, __: taken.split(desk, account),
    "erase": lambda desk, account, _, __: erasing.erase(desk, account),
    "undo": lambda desk, _, __, ___: record.undo(desk),
}
OFTEN = ("no answer", "no answer", "payer", "payer", "undo")

days = st.lists(
    st.tuples(st.sampled_from([*DEEDS, *OFTEN]), st.integers(1, 4), st.integers(1, 4), st.integers(0, 4)),
    max_size=10,
)


@given(days)
@example([("payer", 1, 2, 0), ("payer", 2, 1, 0), ("no answer", 1, 1, 0)])
@example([("merge", 1, 2, 0), ("split", 2, 1, 0), ("undo", 1, 1, 0)])
@example([("merge", 1, 2, 0), ("undo", 1, 1, 0), ("merge", 2, 1, 0), ("split", 1, 1, 0), ("undo", 1, 1, 0)])
@example(
    [("payer", 3, 1, 0), ("merge", 1, 2, 0), ("split", 2, 1, 0), ("no answer", 3, 1, 0), ("undo", 1, 1, 0)]
    * 2
)
@settings(max_examples=tries(30))
def test_whatever_was_done_what_is_kept_says_what_working_it_out_anew_says(
    deeds: list[tuple[str, int, int, int]],
):
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        desk = shelf.desk()
        for number in range(4):
            bills = [(100_000 * (number + 1), TODAY - timedelta(days=20)), (5_000, TODAY + timedelta(days=9))]
            owing(desk, f"C{number}", bills)
        desk.ranking.rank_day()
        for what, account, other, ahead in deeds:
            # What cannot be done as things are is refused, and changes nothing.
            with suppress(ArcallError, ValueError):
                DEEDS[what](desk, account, other, TODAY + timedelta(days=ahead))
        for later in (0, 3):
            desk = shelf.desk(now=NOW + timedelta(days=later))
            kept = desk.ranking.rank_day()
            desk.ranking.judge_anew()
            anew = desk.ranking.rank_day()
            assert [each.standing for each in kept] == [each.standing for each in anew]
            assert [(each.gate, each.group) for each in kept] == [(each.gate, each.group) for each in anew]


def test_an_import_while_everything_is_worked_out_is_seen(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    desk, other = shelf.desk(), shelf.desk()
    account = owing(desk, "C1", [(100_000, TODAY - timedelta(days=20))])
    plain = standings_today.pack

    def interrupted(items: Iterable[OpenItem]) -> bytes:
        monkeypatch.undo()
        with writing(other.book):
            other.book.execute("UPDATE invoice SET balance = 1000")
            forget_standings(other.book, [account])
        return plain(items)

    monkeypatch.setattr(standings_today, "pack", interrupted)
    (placing,) = desk.ranking.rank_day()
    assert placing.standing.exposures[0].open == 1000


def test_the_books_own_history_is_counted_again_after_an_import_though_everyone_was_called_since(
    shelf: Shelf,
):
    desk = shelf.desk()
    account = owing(desk, "C1", [(100_000, TODAY - timedelta(days=20))])
    before = desk.ranking.rank_day()[0].standing.exposures
    with writing(desk.book):
        desk.book.execute(
            "INSERT INTO payer_history VALUES (?, ?)",
            (account, histories.pack(histories.of([90] * 9))),
        )
        forget_standings(desk.book, [account])
    record.log_call(desk, account, Outcome(Code.NA))
    after = shelf.desk().ranking.rank_day()[0].standing.exposures
    assert after != before
    assert after == shelf.desk().standings.now(account).exposures
    assert after[0].history == 9


@settings(max_examples=tries(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hours=st.lists(st.integers(0, 23), min_size=1, max_size=4).map(sorted),
    called=st.lists(st.tuples(st.integers(0, 30), st.sampled_from([Code.NA, Code.LM, Code.TT])), max_size=4),
    limit=st.sampled_from([1, 5, 20]),
)
def test_the_head_of_a_kept_order_is_the_head_of_the_whole_queue(
    sample_book: Path, hours: list[int], called: list[tuple[int, Code]], limit: int
):
    with TemporaryDirectory() as folder:
        book = Path(folder) / "book.sqlite3"
        book.write_bytes(sample_book.read_bytes())
        for hour in hours:
            desk = desk_on(book, 0, hour)
            head = desk.ranking.head(limit)
            ranked = desk.ranking.rank_day()
            assert head == ranked[:limit]
            ready = [placing.account for placing in ranked if placing.callable]
            for place, code in called:
                if place < len(ready):
                    with suppress(ArcallError):
                        record.log_call(desk, ready[place], Outcome(code))
            desk.close()


def test_the_head_is_read_without_ranking_the_book_again(sample_book: Path, monkeypatch: pytest.MonkeyPatch):
    first = desk_on(sample_book)
    head = first.ranking.head(5)
    first.close()
    monkeypatch.setattr(ranking.Ranking, "rank_day", None)
    again = desk_on(sample_book)
    assert [each.account for each in again.ranking.head(5)] == [each.account for each in head]


def test_one_account_is_shown_without_ranking_the_book_again(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    first = desk_on(sample_book)
    ranked = first.ranking.rank_day()
    card = first.card(ranked[0].account)
    first.ranking.keep_order(ranked)
    first.close()
    monkeypatch.setattr(ranking.Ranking, "_ranked", None)
    assert desk_on(sample_book).card(ranked[0].account) == card
