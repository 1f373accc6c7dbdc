"""One promise, one state: the card, the report, the queue and the import say the same on the same day."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from arcall_tui.domain.activity import Outcome, PromiseGiven, PromiseSeen, PromiseState
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.rules.gates import Commitment
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.promises import PromiseRule
from arcall_tui.settings import Settings
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.catalogue import report
from arcall_tui.workday.reports.report_room import Ask
from cases import for_each
from ledger_files import ask, item, take_in
from tries import tries

MADE = date(2026, 11, 20)
POLICY = load_policy(None)
HEADER = (
    "Customer ID", "Customer Name", "Invoice Number", "Invoice Date", "Due Date", "Amount", "Open Balance",
    "Country", "Region",
)  # fmt: skip
PLACES = [("GB", ""), ("GB", "SCT"), ("US", ""), ("DE", "BY"), ("SA", ""), ("391", ""), ("", ""), ("XX", "")]
CALLERS = [("Europe/London", "GB"), ("Pacific/Auckland", "NZ"), ("America/Los_Angeles", ""), ("UTC", "DE")]


def desk_of(folder: Path, day: date, zone: str, country: str) -> Desk:
    now = datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
    clock = Clock(ZoneInfo(zone), now, POLICY.shift.opens, POLICY.shift.closes)
    return Desk(folder / "book.sqlite3", clock, Settings(zone, "test", country=country), POLICY)


def reported(desk: Desk, day: date) -> list[str]:
    (table,) = [
        each for each in report(desk, "promises", Ask(day)).tables if each.title.startswith("Promised")
    ]
    return [str(row[-1]) for row in table.rows]


@effort(deadline=None, max_examples=tries(12))
@example(place=("391", ""), caller=("Europe/London", "GB"), ahead=1, wait=6)
@example(
    place=("GB", "SCT"), caller=("Europe/London", "GB"), ahead=6, wait=11
)  # due 26, St Andrew's on 30 Nov
@given(
    place=st.sampled_from(PLACES),
    caller=st.sampled_from(CALLERS),
    ahead=st.integers(0, 20),
    wait=st.integers(0, 40),
)
def test_card_report_and_import_say_the_same_of_a_promise_on_the_same_day(
    place: tuple[str, str], caller: tuple[str, str], ahead: int, wait: int
):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [(*item("C1", "1", "300.00"), *place), (*item("C2", "1", "100.00"), *place)]
        take_in(folder, rows, on=MADE, header=HEADER)
        desk = desk_of(folder, MADE, *caller)
        ((account,),) = ask(folder, "SELECT id FROM account WHERE ledger_id = 'C1'")
        given_ = PromiseGiven(Money.of("300.00", "USD"), MADE + timedelta(days=ahead))
        record.log_call(desk, account, Outcome(Code.PTP, promises=(given_,)))
        desk.close()
        day = MADE + timedelta(days=wait)
        desk = desk_of(folder, day, *caller)
        (shown,) = desk.promises(account)
        assert reported(desk, day) == [str(shown.state)]
        desk.close()
        # A ledger of the day before the promise was made tells nothing of it but that the day has come.
        take_in(folder, rows, on=day, header=HEADER, caller=caller, as_of=MADE)
        assert ask(folder, "SELECT state FROM promise") == [(str(shown.state),)]


@given(
    place=st.sampled_from(PLACES),
    ahead=st.integers(0, 20),
    later=st.integers(0, 40),
    paid=st.integers(0, 30_000),
    nothing_left=st.booleans(),
    complete=st.booleans(),
)
def test_a_ledger_s_verdict_rests_on_what_came_by_the_day_of_the_check(
    place: tuple[str, str], ahead: int, later: int, paid: int, *, nothing_left: bool, complete: bool
):
    rule = PromiseRule(POLICY, POLICY.caller("Europe/London", "GB"))
    due, as_of = MADE + timedelta(days=ahead), MADE + timedelta(days=later)
    seen = PromiseSeen(PromiseState.OPEN, due, 30_000, paid, "USD", nothing_left, *place)
    verdict = rule.verdict(seen, as_of, as_of, complete=complete)
    told = complete and as_of >= rule.checked_on(due, *place)
    # Where the bills are gone, what is missing of most of it was credited.
    assert (verdict is PromiseState.KEPT) == (paid >= 29_900 or (nothing_left and paid > 15_000))
    assert (verdict is PromiseState.WITHDRAWN) == (nothing_left and not paid)
    if verdict in {PromiseState.BROKEN, PromiseState.PARTLY_KEPT}:
        assert told
        assert (verdict is PromiseState.BROKEN) == (not paid)
    elif verdict in {PromiseState.OPEN, PromiseState.UNVERIFIED}:
        assert not told
        assert verdict is rule.state_on(as_of, PromiseState.OPEN, due, *place)


def test_a_promise_whose_money_was_taken_back_is_in_question_on_the_card_and_in_the_report(tmp_path: Path):
    def ledger(balance: str, day: date) -> None:
        take_in(tmp_path, [item("C1", "1", balance, amount="300.00"), item("C2", "1", "100.00")], on=day)

    ledger("300.00", MADE)
    desk = desk_of(tmp_path, MADE, "UTC", "")
    given_ = PromiseGiven(Money.of("300.00", "USD"), MADE + timedelta(days=20))
    record.log_call(desk, 1, Outcome(Code.PTP, promises=(given_,)))
    desk.close()
    for ahead, balance, told in [(2, "0.00", []), (4, "300.00", ["unverified"])]:
        ledger(balance, MADE + timedelta(days=ahead))
        desk = desk_of(tmp_path, MADE + timedelta(days=ahead), "UTC", "")
        assert reported(desk, MADE + timedelta(days=ahead)) == told
        assert [str(each.state) for each in desk.promises(1)] == (told or ["kept"])
        desk.close()


@for_each(("balance", "code"), [("2000.00", "broken_promise"), ("800.00", "partly_kept")])
def test_what_a_ledger_of_this_morning_shows_unpaid_is_a_commitment_today(
    tmp_path: Path, balance: str, code: str
):
    def ledger(left: str, made: date, seen: date) -> None:
        rows = [item("C1", "1", left, amount="2000.00"), item("C2", "1", "90000.00")]
        take_in(tmp_path, rows, on=made, as_of=seen, hour=8)

    ledger("2000.00", MADE, MADE - timedelta(days=1))
    desk = desk_of(tmp_path, MADE, "UTC", "")
    given_ = PromiseGiven(Money.of("2000.00", "USD"), date(2026, 11, 27))
    record.log_call(desk, 1, Outcome(Code.PTP, promises=(given_,)))
    desk.close()
    ledger(balance, date(2026, 12, 2), date(2026, 12, 1))
    desk = desk_of(tmp_path, date(2026, 12, 2), "UTC", "")
    first = desk.ranking.rank_day()[0]
    assert (first.standing.ledger_id, first.commitment, first.callable) == ("C1", Commitment.BROKEN, True)
    reasons = {reason.code: reason.text for reason in desk.explain(first)}
    assert code in reasons
    if code == "partly_kept":
        assert reasons[code] == "USD 800.00 is missing of the USD 2,000.00 promised for Fri 27 Nov"
    record.log_call(desk, 1, Outcome(Code.NA))
    assert not next(each for each in desk.ranking.rank_day() if each.account == 1).callable
