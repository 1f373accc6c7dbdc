"""Business days and opening hours on both sides, both days of each clock change included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.domain.calendar import (
    Calendar,
    Hours,
    both,
    instant,
    opens_at,
    window_at,
    zone_named,
)
from cases import for_each

LONDON = ZoneInfo("Europe/London")
NINE_TO_FIVE = Hours(time(9), time(17))
WEEK = Calendar()
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
calendars = st.builds(
    Calendar,
    st.frozensets(st.integers(0, 6), max_size=6),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=20),
)
zones = st.sampled_from(
    ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"]
).map(ZoneInfo)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(calendars, days, st.integers(0, 40))
def test_adding_business_days_counts_each_working_day_once(calendar: Calendar, day: date, count: int):
    end = calendar.add_business_days(day, count)
    assert calendar.is_business_day(end)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    if count:
        assert sum(map(calendar.is_business_day, between)) == count


@given(calendars, calendars, days)
def test_a_day_that_both_work_is_worked_by_each(customer: Calendar, caller: Calendar, day: date):
    shared = both(customer, caller)
    assert shared.is_business_day(shared.on_or_after(day))
    if len(customer.weekend | caller.weekend) < 7:
        assert shared.is_business_day(day) == (customer.is_business_day(day) and caller.is_business_day(day))
    else:
        assert shared == customer


def test_a_week_without_a_working_day_is_a_mistake():
    with pytest.raises(ValueError, match="working weekday"):
        Calendar(frozenset(range(7)))


def test_friday_to_sunday_is_off_between_london_and_riyadh():
    shared = both(Calendar(frozenset({4, 5})), WEEK)
    assert shared.next_business_day(date(2026, 11, 19)) == date(2026, 11, 23)


@given(times, times, calendars, zones, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001
def test_the_next_opening_is_open_and_not_past(
    opens: time, closes: time, calendar: Calendar, zone: ZoneInfo, now: datetime
):
    hours = Hours(opens, closes)
    now = now.replace(tzinfo=UTC)
    begins, ends = window_at(hours, calendar, zone, now)
    assert ends > now
    assert opens_at(hours, calendar, zone, now) == max(begins, now)
    assert calendar.is_business_day(begins.astimezone(zone).date())


@for_each(
    ("zone", "day", "opens", "closes"),
    [
        ("Europe/London", date(2026, 3, 27), "09:00", "17:00"),  # the Friday before
        ("Europe/London", date(2026, 3, 30), "08:00", "16:00"),  # the Monday after
        ("Europe/London", date(2026, 10, 23), "08:00", "16:00"),
        ("Europe/London", date(2026, 10, 26), "09:00", "17:00"),
        ("America/New_York", date(2026, 3, 6), "14:00", "22:00"),
        ("America/New_York", date(2026, 3, 9), "13:00", "21:00"),
        ("America/New_York", date(2026, 10, 30), "13:00", "21:00"),
        ("America/New_York", date(2026, 11, 2), "14:00", "22:00"),
    ],
)
def test_hours_follow_the_local_clock_over_a_change(zone: str, day: date, opens: str, closes: str):
    begins, ends = NINE_TO_FIVE.window(day, ZoneInfo(zone))
    assert (f"{begins:%H:%M}", f"{ends:%H:%M}") == (opens, closes)


def test_lord_howe_shifts_by_half_an_hour():
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    summer = NINE_TO_FIVE.window(date(2026, 4, 3), lord_howe)[0]
    winter = NINE_TO_FIVE.window(date(2026, 4, 6), lord_howe)[0]
    assert winter - summer == timedelta(days=3, minutes=30)
    summer_again = NINE_TO_FIVE.window(date(2026, 10, 5), lord_howe)[0]
    assert summer_again - NINE_TO_FIVE.window(date(2026, 10, 2), lord_howe)[0] == timedelta(
        days=2, hours=23.5
    )


def test_on_the_day_itself_a_skipped_time_moves_on_and_a_double_one_is_the_first():
    assert instant(date(2026, 3, 29), time(1, 30), LONDON) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert instant(date(2026, 3, 29), time(1, 30), LONDON).astimezone(LONDON).time() == time(2, 30)
    assert instant(date(2026, 10, 25), time(1, 30), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    every_day = Calendar(frozenset())
    spring = Hours(time(0), time(4)).window(date(2026, 3, 29), LONDON)
    autumn = Hours(time(0), time(4)).window(date(2026, 10, 25), LONDON)
    assert (spring[1] - spring[0], autumn[1] - autumn[0]) == (timedelta(hours=3), timedelta(hours=5))
    new_york = ZoneInfo("America/New_York")
    now = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30, the first of two
    assert window_at(Hours(time(1), time(2)), every_day, new_york, now)[1] == datetime(
        2026, 11, 1, 7, tzinfo=UTC
    )


def test_a_night_shift_runs_into_the_next_day():
    night = Hours(time(18), time(3))
    saturday_1am = datetime(2026, 11, 21, 1, tzinfo=UTC)
    assert window_at(night, WEEK, LONDON, saturday_1am)[1] == datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert opens_at(night, WEEK, LONDON, datetime(2026, 11, 21, 3, tzinfo=UTC)) == datetime(
        2026, 11, 23, 18, tzinfo=UTC
    )


def test_an_unknown_zone_is_none():
    assert zone_named("Europe/London") is LONDON
    assert [zone_named(name) for name in (None, "", "Mars/Olympus", "../etc/passwd", "\0")] == [None] * 5
