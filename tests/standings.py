"""Accounts as the rules see them, for tests: plain ones to change, and strategies of every kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import FollowUp, FollowUpKind, SetBy
from arcall_tui.domain.standing import BrokenPromise, Exposure, Standing
from arcall_tui.rules.policy_file import load_policy

POLICY = load_policy(None)
CALLER = POLICY.caller("Europe/London", "GB")
DAY = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
ZONES = (None, "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")


def owes(
    collectable: int = 100_000, currency: str = "GBP", further: float = 20.0, **changes: object
) -> Exposure:
    exposure = Exposure(
        currency=currency,
        open=collectable,
        overdue=collectable,
        disputed=0,
        promised=0,
        credit=0,
        collectable=collectable,
        oldest_due=DAY - timedelta(days=40),
        value=collectable * further,
        further_days=further,
        history=3,
    )
    return replace(exposure, **changes)


def standing(account: int = 1, *exposures: Exposure, **changes: object) -> Standing:
    plain = Standing(
        account=account,
        day=DAY,
        creditor="",
        ledger_id=f"C{account:04}",
        name="Northwind Traders",
        country="GB",
        zone="Europe/London",
        consumer=False,
        payer=None,
        hold=None,
        hold_reason="",
        snoozed_until=None,
        snooze_reason="",
        no_number=False,
        exposures=exposures or (owes(),),
        next_call=None,
        next_task=None,
        broken=None,
        attempts=(),
        unanswered=0,
        last_attempt_at=None,
        last_spoken_on=None,
    )
    return replace(plain, **changes)


def call(due: date = DAY, at: datetime | None = None, **changes: object) -> FollowUp:
    return replace(FollowUp(FollowUpKind.CALL, due, "as agreed", at=at), **changes)


BROKEN = BrokenPromise(1_200_000, "GBP", date(2026, 11, 12), 1)

days = st.dates(DAY - timedelta(days=9), DAY + timedelta(days=9))
instants = st.datetimes(datetime(2026, 11, 11), datetime(2026, 11, 30)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
exposures = st.builds(
    lambda currency, overdue, share, further, due: owes(
        overdue // share,
        currency,
        further,
        overdue=overdue,
        promised=overdue - overdue // share,
        oldest_due=due,
    ),
    st.sampled_from(["GBP", "EUR", "JPY"]),
    st.integers(0, 10**9),
    st.sampled_from([1, 1, 3]),
    st.floats(0, 400),
    days,
)
follow_ups = st.builds(
    FollowUp,
    st.sampled_from([FollowUpKind.CALL, FollowUpKind.CALL_BACK]),
    days,
    st.just("x"),
    st.sampled_from(SetBy),
    st.none() | instants,
)
tasks = st.builds(
    FollowUp, st.sampled_from([FollowUpKind.CHECK_PAYMENT, FollowUpKind.FIX_CONTACT]), days, st.just("x")
)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    return standing(
        draw(st.integers(1, 10**6)),
        *draw(st.lists(exposures, min_size=1, max_size=3, unique_by=lambda exposure: exposure.currency)),
        ledger_id=draw(st.sampled_from(["C1", "C2"])),
        country=draw(st.sampled_from(["", "GB", "SA", "US", "NZ"])),
        zone=draw(st.sampled_from(ZONES)),
        consumer=draw(st.booleans()),
        hold=draw(st.none() | st.none() | st.sampled_from(HoldKind)),
        snoozed_until=draw(st.none() | days),
        no_number=draw(st.booleans()),
        next_call=draw(st.none() | follow_ups),
        next_task=draw(st.none() | tasks),
        broken=draw(st.none() | st.just(BROKEN)),
        attempts=tuple(sorted(draw(st.lists(st.dates(DAY - timedelta(days=6), DAY), max_size=8)))),
        last_spoken_on=draw(st.none() | st.dates(DAY - timedelta(days=9), DAY)),
    )


books = st.lists(standings(), max_size=12, unique_by=lambda one: one.account)
