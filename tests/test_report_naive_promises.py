"""Promises, forecasts and calls against a naive account of the same weeks, with ledgers left out at random."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from arcall_tui.domain.activity import Line, Outcome, PromiseGiven
from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.reports.table import NotAvailable, Report
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.calls.record import log_call
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.catalogue import report
from arcall_tui.workday.reports.report_room import Ask
from ledger_files import take_in
from tries import DEEP, tries

FIRST = date(2026, 1, 2)  # a Friday: four whole weeks follow
DAYS = [day for n in range(29) if (day := FIRST + timedelta(days=n)).weekday() < 5]
LAST = len(DAYS) - 1
GRACE = 2  # business days
HEAD = "Customer ID,Invoice Number,Invoice Date,Due Date,Amount,Open Balance,Currency"


class Owed(NamedTuple):
    """A customer's bill, raised at a place in DAYS: what of it (per mille) is paid on which, what is promised on which for when.

    `minutes`: when the call ended, from nine in the morning on, and how long it took.
    """

    cents: int
    raised: int
    paid: list[tuple[int, int]]
    said: tuple[int, int, int]
    minutes: tuple[int, int]

    def balance(self, place: int) -> int:
        """At the close of a day."""
        if place < self.raised:
            return 0
        return self.cents - sum(self.came(on) for on, _ in self.paid if on <= place)

    def came(self, place: int) -> int:
        return sum(self.cents * part // 1000 for on, part in self.paid if on == place)


@st.composite
def owed(draw: st.DrawFn) -> Owed:
    raised = draw(st.sampled_from([0, 0, 0, draw(st.integers(1, LAST - 2))]))
    places = draw(st.lists(st.integers(raised + 1, LAST), max_size=2, unique=True))
    shares = draw(st.sampled_from([(1000, 0), (400, 600), (300, 300)]))
    said = draw(st.integers(raised, LAST - 1)), draw(st.integers(1, 6)), draw(st.sampled_from([1000, 500]))
    minutes = draw(st.integers(0, 480)), draw(st.integers(1, 12))
    return Owed(
        draw(st.integers(1_000, 90_000)) * 10,
        raised,
        list(zip(sorted(places), shares, strict=False)),
        said,
        minutes,
    )


def ledger(book: Sequence[Owed], place: int) -> str:
    lines = [f"C{n},N{n},{DAYS[each.raised]},2026-01-02,{each.cents / 100},{left / 100:.2f},USD"
             for n, each in enumerate(book) if (left := each.balance(place))]  # fmt: skip
    return "\n".join([HEAD, *lines, f"Z,Z1,{FIRST},2026-09-01,7,7,USD"]) + "\n"


def desk_on(folder: Path, at: datetime) -> Desk:
    return Desk(
        folder / "book.sqlite3", Clock(ZoneInfo("UTC"), at), Settings("UTC", "test"), load_policy(None)
    )


class Promise(NamedTuple):
    """A promise as the naive account has it, past its grace at the close of `checked`, a place in DAYS."""

    cents: int
    bill: Owed
    made: int
    checked: int

    def came_by(self, place: int) -> int:
        return min(self.cents, sum(self.bill.came(on) for on in range(self.made + 1, place + 1)))

    def verdict(self, kept: Sequence[int]) -> tuple[str, int, bool]:
        """As ledgers of those days tell: what came, and whether some of it was first seen after the grace."""
        in_time = 0
        for place in (each for each in kept if each > self.made):
            came = self.came_by(place)
            if place <= self.checked:
                in_time = came
            if self.cents - came <= 100:
                return "kept", self.cents, came > in_time
            if place >= self.checked:
                return ("partly kept" if came else "broken"), came, came > in_time
        return "unverified", 0, False


def speak(folder: Path, book: Sequence[Owed], place: int, kept: Sequence[int]) -> list[Promise]:
    """Log that day's calls after the ledger's close; a promise is made where the customer's ledger of the day is in."""
    made = []
    for number, each in enumerate(book):
        on, ahead, share = each.said
        left = each.balance(place)
        if on != place or on not in kept or not left:
            continue
        ended = datetime.combine(DAYS[place], time(9), UTC) + timedelta(minutes=each.minutes[0])
        desk = desk_on(folder, ended)
        account, invoice = desk.book.execute(
            "SELECT account_id, id FROM invoice WHERE number = ?", (f"N{number}",)
        ).fetchone()
        amount = Money(left * share // 1000, "USD")
        due = place + ahead
        day = DAYS[due] if due <= LAST else DAYS[LAST] + timedelta(days=7)
        outcome = Outcome(
            Code.PTP,
            promises=(PromiseGiven(amount, day, (Line(invoice, amount),)),),
            seconds=each.minutes[1] * 60,
        )
        log_call(desk, account, outcome)
        desk.close()
        if due + GRACE <= LAST:
            made.append(Promise(amount.minor, each, place, due + GRACE))
    return made


def table(made: Report, sheet: str) -> list[dict[str, Any]]:
    found = next(each for each in made.tables if each.sheet == sheet)
    return [dict(zip([column.name for column in found.columns], row, strict=True)) for row in found.rows]


def minutes_at_work(calls: Sequence[tuple[int, int]]) -> int:
    """Mark each minute in which one talked, and those of short pauses."""
    worked = sum(length for _, length in calls)
    ends = sorted(calls)
    for (end, _), (after, length) in pairwise(ends):
        pause = after - length - end
        worked += pause if 0 < pause <= 30 else 0
    return worked


@settings(
    max_examples=tries(4), deadline=None, suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate) if DEEP else (Phase.explicit,),
)  # fmt: skip
@example(
    [
        Owed(100_000, 0, [(9, 1000)], (3, 3, 1000), (0, 5)),
        Owed(50_000, 0, [(6, 400), (10, 600)], (3, 2, 1000), (20, 5)),
        Owed(70_000, 0, [(5, 1000)], (3, 4, 500), (90, 5)),
        Owed(80_000, 2, [(7, 300)], (3, 1, 1000), (200, 5)),
        Owed(60_000, 0, [], (13, 5, 1000), (300, 5)),  # on the last day of its grace it is open
    ],
    {7, 8, 14},
)
@given(
    st.lists(owed(), min_size=3, max_size=6),
    st.one_of(st.just(set[int]()), st.sets(st.integers(1, LAST), max_size=8)),
)
def test_promises_past_forecasts_and_pace_are_what_a_naive_account_says_or_say_why_not(
    book: list[Owed], dropped: set[int]
):
    kept = [place for place in range(LAST + 1) if place not in dropped]
    promises: list[Promise] = []
    with tempfile.TemporaryDirectory() as place_:
        folder = Path(place_)
        for place, day in enumerate(DAYS):
            if place in kept:
                take_in(
                    folder,
                    ledger(book, place),
                    on=day,
                    hour=8,
                    name=f"{day}.csv",
                    currency=None,
                    confirm_closures=True,
                )
            promises += speak(folder, book, place, kept)
        desk = desk_on(folder, datetime.combine(DAYS[LAST], time(22), UTC))
        kept_ = report(desk, "promises", Ask(DAYS[LAST], FIRST, DAYS[LAST]))
        past, month = (
            report(desk, "forecast", Ask(DAYS[LAST])),
            report(desk, "measures", Ask(DAYS[LAST], FIRST, DAYS[LAST])),
        )
        weeks = report(desk, "week", Ask(DAYS[LAST]))
        desk.close()
    check_promises(kept_, promises, kept)
    check_money(weeks, book, kept)
    check_forecasts(past, book, kept)
    calls = [
        (each.said[0], each.minutes) for each in book if each.said[0] in kept and each.balance(each.said[0])
    ]
    worked = sum(minutes_at_work([m for on, m in calls if on == day]) for day in range(LAST + 1))
    (row,) = table(month, "calling")
    assert row["attempts"] == len(calls)
    if worked >= 5:
        assert row["calls per hour"] == pytest.approx(len(calls) * 60 / worked)


def check_promises(made: Report, promises: Sequence[Promise], kept: Sequence[int]) -> None:
    """The rates are those of a ledger every day, of what had ended by the newest one; or n/a, and they lie between what is said."""
    past = [each for each in promises if each.checked < LAST]
    own = [each for each in past if each.checked <= kept[-1] or each.verdict(kept)[0] == "unverified"]
    rows = table(made, "kept")
    if not rows:
        assert not own
        return
    (row,) = rows
    told = [each.verdict(kept) for each in own]
    states = Counter("unverified" if late else state for state, _, late in told)
    assert {state: row[state] for state in ("kept", "partly kept", "broken", "unverified")} == {
        state: states[state] for state in ("kept", "partly kept", "broken", "unverified")
    }
    judged = [each for each in own if each.checked <= kept[-1]]
    truth = [each.verdict(range(LAST + 1)) for each in judged]
    happened, whole = Counter(state for state, *_ in truth), len(judged)
    late, late_kept = sum(late for *_, late in told), sum(late and state == "kept" for state, _, late in told)
    if not judged:
        return
    cents = sum(each.cents for each in judged)
    came = sum(came for _, came, _ in truth)
    for name, right, doubtful in (
        ("kept rate", happened["kept"] / whole, late_kept),
        ("partly kept rate", happened["partly kept"] / whole, late),
        ("kept rate by amount", came / cents, late),
    ):
        cell = row[name]
        assert isinstance(cell, NotAvailable) == bool(doubtful), (name, cell)
        if not doubtful:
            assert cell == pytest.approx(right), name
            continue
        low, high, of = (
            float(re.sub(r"[^0-9.]", "", part))
            for part in re.split(" and | of ", cell.reason.rpartition("between ")[2])
        )
        assert low / of <= right + 1e-9 <= high / of + 1e-6, (name, cell.reason, right)


def check_money(made: Report, book: Sequence[Owed], kept: Sequence[int]) -> None:
    """A week's money in is what its ledgers show since the one before; where that is of another week's days, it says so."""
    (basis,) = (each.basis for each in made.tables if each.sheet == "lately")
    for row in table(made, "lately"):
        week = [place for place, day in enumerate(DAYS) if 0 <= (day - row["week"]).days < 7]
        own, before = (
            [place for place in week if place in kept],
            [place for place in kept if place < week[0]] if week else [],
        )
        if not before:
            continue
        if not own:
            assert isinstance(row["money in"], NotAvailable)
            continue
        came = range(before[-1] + 1, own[-1] + 1)
        assert getattr(row["money in"], "minor", 0) == sum(
            each.came(place) for each in book for place in came
        )
        said = any(
            f"since the ledger of {spelt(DAYS[before[-1]])}; none lies between" in line for line in basis
        )
        assert said == (before[-1] < week[0] - 1), row["week"]


def check_forecasts(made: Report, book: Sequence[Owed], kept: Sequence[int]) -> None:
    for row in table(made, "accuracy"):
        week = [place for place, day in enumerate(DAYS) if 0 <= (day - row["week of"]).days < 7]
        if not week:
            continue
        came, besides = row["came"], row["besides"]
        if isinstance(came, NotAvailable):
            assert came.reason
            assert not {week[0] - 1, *week} <= set(kept), "all ledgers are there, and it is not told"
            continue
        known = [each for each in book if any(each.raised <= place < week[0] for place in kept)]
        assert came.minor == sum(each.came(place) for each in known for place in week), row["week of"]
        assert came.minor + besides.minor == sum(each.came(place) for each in book for place in week)


@pytest.mark.parametrize(
    ("said", "paid", "told"),
    [
        ([12], [9, 29], (1, 0)),  # the rest of the bill came later
        ([12], [28, 29], (0, 0)),  # and so did all of it
        ([12, 15], [9, 29], (0, 0)),  # a plan is one: its second half came later
        ([12, 15], [9, 14], (1, 0)),
    ],
)
def test_payment_days_tell_that_half_a_bill_came_in_time_for_the_promise_of_it(
    tmp_path: Path, said: list[int], paid: list[int], told: tuple[int, int]
):
    first, newest, half = date(2026, 10, 5), date(2026, 10, 30), Money(5_000, "USD")
    take_in(tmp_path, f"{HEAD}\nA,N1,2026-09-01,2026-10-01,100,100,USD\n", on=first, hour=8, currency=None)
    desk = desk_on(tmp_path, datetime.combine(first, time(10), UTC))
    account, invoice = desk.book.execute("SELECT account_id, id FROM invoice").fetchone()
    given = tuple(PromiseGiven(half, first.replace(day=day), (Line(invoice, half),)) for day in said)
    log_call(desk, account, Outcome(Code.PTP, promises=given))
    desk.close()
    rows = "".join(f"2026-10-{day:02},A,N1,50.00,USD\n" for day in paid)
    moneys = f"Payment Date,Customer ID,Invoice Number,Amount,Currency\n{rows}"
    options: dict[str, Any] = {"name": "payments.csv", "currency": None, "as_of": None, "payments": True}
    take_in(tmp_path, moneys, on=newest, **options)
    take_in(tmp_path, f"{HEAD}\nZ,Z1,2026-10-01,2026-12-01,7,7,USD\n", on=newest, currency=None)
    desk = desk_on(tmp_path, datetime.combine(newest, time(22), UTC))
    (row,) = table(report(desk, "promises", Ask(newest, first, newest)), "kept")
    desk.close()
    assert (row["kept"], row["unverified"]) == told
    assert isinstance(row["kept rate"], NotAvailable) == bool(told[1])
