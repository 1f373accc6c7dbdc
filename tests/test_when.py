"""Dates and amounts as people type them: a table of readings, and what is refused."""

from __future__ import annotations

from calendar import Calendar
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.domain.date_words import MONTHS, WEEKDAYS
from arcall_tui.domain.money import CURRENCIES, Money, amount_read, parse_amount
from arcall_tui.domain.when import When, parse_past, parse_past_when, parse_when
from arcall_tui.errors import UsageError
from arcall_tui.workday.desk.clock import in_own_words, own_day
from arcall_tui.workday.letters.said_days import SaidDay, Written, said_day
from cases import for_each

NOW = datetime(2026, 11, 20, 14, 5)  # noqa: DTZ001 - a Friday, on the customer's clock


@for_each(
    ("text", "expected"),
    [
        ("fri", "Fri 27 Nov 2026"),
        ("Sat", "Sat 21 Nov 2026"),
        ("thursday", "Thu 26 Nov 2026"),
        ("tues", "Tue 24 Nov 2026"),
        ("+3", "Mon 23 Nov 2026"),
        ("+3d", "Mon 23 Nov 2026"),
        ("+2w", "Fri 4 Dec 2026"),
        ("+2 weeks", "Fri 4 Dec 2026"),
        ("+1m", "Sun 20 Dec 2026"),
        ("today", "Fri 20 Nov 2026"),
        ("tomorrow", "Sat 21 Nov 2026"),
        ("eom", "Mon 30 Nov 2026"),
        ("15/12", "Tue 15 Dec 2026"),
        ("20/11", "Fri 20 Nov 2026"),
        ("19/11", "Fri 19 Nov 2027"),
        ("15/12/2026", "Tue 15 Dec 2026"),
        ("15.12.26", "Tue 15 Dec 2026"),
        ("2026-12-15", "Tue 15 Dec 2026"),
        ("2026/12/15", "Tue 15 Dec 2026"),
        ("15 dec", "Tue 15 Dec 2026"),
        ("15dec", "Tue 15 Dec 2026"),
        ("15-Dec-26", "Tue 15 Dec 2026"),
        ("1st december 2026", "Tue 1 Dec 2026"),
        ("Dec 15", "Tue 15 Dec 2026"),
        ("december 15, 2027", "Wed 15 Dec 2027"),
        ("29 feb", "Tue 29 Feb 2028"),
        ("3pm", "Fri 20 Nov 2026, 15:00"),
        ("14:00", "Sat 21 Nov 2026, 14:00"),
        ("15.30", "Fri 20 Nov 2026, 15:30"),  # no day and month, in whichever order
        ("15.12", "Tue 15 Dec 2026"),
        ("9.15am", "Sat 21 Nov 2026, 09:15"),
        ("12am", "Sat 21 Nov 2026, 00:00"),
        ("noon", "Sat 21 Nov 2026, 12:00"),
        ("tomorrow 3pm", "Sat 21 Nov 2026, 15:00"),
        ("tomorrow at 3 pm", "Sat 21 Nov 2026, 15:00"),
        ("mon 14:30", "Mon 23 Nov 2026, 14:30"),
        ("today 9:00", "Fri 20 Nov 2026, 09:00"),
        ("15/12 09:30", "Tue 15 Dec 2026, 09:30"),
        ("15 dec 2026 8am", "Tue 15 Dec 2026, 08:00"),
        ("2026-12-15T09:30", "Tue 15 Dec 2026, 09:30"),
        ("+2w 10:00", "Fri 4 Dec 2026, 10:00"),
        ("by xmas", "Fri 25 Dec 2026"),
        ("christmas eve 10:00", "Thu 24 Dec 2026, 10:00"),
        ("new year's eve", "Thu 31 Dec 2026"),
        ("4 dec (fri)", "Fri 4 Dec 2026"),
        ("4 dec fri 3pm", "Fri 4 Dec 2026, 15:00"),
        ("last friday of the month", "Fri 27 Nov 2026"),
        ("third fri of the month", "Fri 20 Nov 2026"),
        ("first monday of december 2026", "Mon 7 Dec 2026"),
        ("last fri of june 2027", "Fri 25 Jun 2027"),
        ("second tuesday of december 2026 3pm", "Tue 8 Dec 2026, 15:00"),
        ("2nd tuesday of next month", "Tue 8 Dec 2026"),
        ("in 2 weeks", "Fri 4 Dec 2026"),
        ("2 weeks", "Fri 4 Dec 2026"),
        ("in a fortnight", "Fri 4 Dec 2026"),
        ("in three days", "Mon 23 Nov 2026"),
        ("in a month", "Sun 20 Dec 2026"),
        ("25th", "Wed 25 Nov 2026"),
        ("the 19th", "Sat 19 Dec 2026"),
        ("5th of next month", "Sat 5 Dec 2026"),
        ("31st", "Thu 31 Dec 2026"),
        ("25", "Wed 25 Nov 2026"),
        ("15.12.", "Tue 15 Dec 2026"),
        ("15. Dec", "Tue 15 Dec 2026"),
        ("tmrw", "Sat 21 Nov 2026"),
        ("day after tomorrow", "Sun 22 Nov 2026"),
        ("fri 20 nov", "Fri 20 Nov 2026"),
        ("Tuesday, 15 December 2026", "Tue 15 Dec 2026"),
        ("tue 15/12 at 9", "Tue 15 Dec 2026, 09:00"),
        ("next fri", "Fri 27 Nov 2026"),
        ("next mon", "Mon 23 Nov 2026"),
        ("monday next week", "Mon 23 Nov 2026"),
        ("mon week", "Mon 30 Nov 2026"),
        ("by friday", "Fri 27 Nov 2026"),
        ("end of month", "Mon 30 Nov 2026"),
        ("end of next month", "Thu 31 Dec 2026"),
        ("eow", "Fri 20 Nov 2026"),
        ("eoq", "Thu 31 Dec 2026"),
        ("year end", "Thu 31 Dec 2026"),
        ("in an hour", "Fri 20 Nov 2026, 15:05"),
        ("+1h", "Fri 20 Nov 2026, 15:05"),
        ("in half an hour", "Fri 20 Nov 2026, 14:35"),
        ("in 90 min", "Fri 20 Nov 2026, 15:35"),
        ("1530", "Fri 20 Nov 2026, 15:30"),
        ("930", "Sat 21 Nov 2026, 09:30"),
        ("15h30", "Fri 20 Nov 2026, 15:30"),
        ("3 p.m.", "Fri 20 Nov 2026, 15:00"),
        ("morning", "Sat 21 Nov 2026, 09:00"),
        ("in the afternoon", "Sat 21 Nov 2026, 13:00"),
        ("tomorrow morning", "Sat 21 Nov 2026, 09:00"),
        ("monday 10", "Mon 23 Nov 2026, 10:00"),
        ("monday 3", "Mon 23 Nov 2026, 15:00"),
        ("fri 27", "Fri 27 Nov 2026"),
        ("mon 9.10", "Mon 23 Nov 2026, 09:10"),
        ("tomorrow 1530", "Sat 21 Nov 2026, 15:30"),
        ("tomorrow 3", "Sat 21 Nov 2026, 15:00"),
        ("3pm tomorrow", "Sat 21 Nov 2026, 15:00"),
        ("10:00 on mon", "Mon 23 Nov 2026, 10:00"),
        ("23 nov 10", "Mon 23 Nov 2026, 10:00"),
        ("12 nov 2026", "Thu 12 Nov 2026"),
        ("mon 2030", "Mon 23 Nov 2026, 20:30"),
        ("23 nov 27", "Tue 23 Nov 2027"),
    ],
)
def test_what_people_type(text: str, expected: str):
    assert str(parse_when(text, NOW)) == expected
    assert str(parse_when(f"  {text.upper()} ", NOW)) == expected


@for_each(
    ("text", "order", "expected"),
    [
        ("03/04/2027", "dmy", date(2027, 4, 3)),
        ("03/04/2027", "mdy", date(2027, 3, 4)),
        ("03/04", "mdy", date(2027, 3, 4)),
        ("03/04", "ymd", date(2027, 3, 4)),
        ("27/03/04", "ymd", date(2027, 3, 4)),
    ],
)
def test_the_order_of_digits_is_the_users(text: str, order: str, expected: date):
    assert parse_when(text, NOW, order) == When(expected)


@for_each(
    "text",
    [
        "", "   ", "soon", "fri 26", "2026", "10m", "31/11", "30 feb", "12/15", "32 dec", "15/12/126", "25:00", "13pm",
        "0pm", "3:60", "12.30", "9.30", "31.26", "fri fri", "2026-13-01", "2026-02-30", "+99999", "+9999m", "-3",
        "1/2/3/4", "\uff13/4", "\u0663/4", "dec", "mo", "31/12/9999 23:59", "15/12/2199", "15/12/0000", "\x1b[2J", "9999-12-32",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_way_out(text: str):
    with pytest.raises(UsageError) as refused:
        parse_when(text, NOW)
    assert "eom" in refused.value.hint


@for_each(
    ("text", "now", "likelier", "other"),
    [
        ("fri eod", NOW, "Fri 20 Nov 2026, 17:00", "Fri 27 Nov 2026, 17:00"),
        ("3pm friday", NOW, "Fri 20 Nov 2026, 15:00", "Fri 27 Nov 2026, 15:00"),
        ("next fri", NOW.replace(day=16), "Fri 27 Nov 2026", "Fri 20 Nov 2026"),
        ("next week", NOW, "Mon 23 Nov 2026", "Fri 27 Nov 2026"),
        ("next month", NOW, "Tue 1 Dec 2026", "Sun 20 Dec 2026"),
        ("15", NOW, "Tue 15 Dec 2026", "Fri 20 Nov 2026, 15:00"),
        ("tue 15", NOW, "Tue 15 Dec 2026", "Tue 24 Nov 2026, 15:00"),
    ],
)
def test_what_has_two_readings_shows_both(text: str, now: datetime, likelier: str, other: str):
    when = parse_when(text, now, doubtful=True)
    assert (str(when), str(when.other)) == (likelier, other)
    with pytest.raises(UsageError) as refused:
        parse_when(text, now)
    assert likelier in str(refused.value)
    assert other in str(refused.value)


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sampled_from([("first", 0), ("2nd", 1), ("third", 2), ("4th", 3), ("last", -1)]),
    st.integers(0, 6),
    st.integers(1, 12),
    st.sampled_from(["back", "on"]),
)
def test_a_weekday_of_a_month_is_that_one_of_the_next_such_month_or_the_last(
    today: date, nth: tuple[str, int], weekday: int, month: int, way: str
):
    def of(year: int) -> date:
        weeks = (week[weekday] for week in Calendar().monthdatescalendar(year, month))
        return [day for day in weeks if day.month == month][nth[1]]

    said = f"{nth[0]} {WEEKDAYS[weekday]} of {MONTHS[month - 1]}"
    if way == "back":
        assert parse_past(said, today) == max(
            day for year in (-1, 0) if (day := of(today.year + year)) <= today
        )
    else:
        when = parse_when(said, datetime.combine(today, NOW.time()))
        assert when.date == min(day for year in (0, 1) if (day := of(today.year + year)) >= today)


def test_a_day_and_a_weekday_that_contradict_each_other_are_refused():
    with pytest.raises(UsageError, match="15 Dec 2026 is a Tuesday, not a Friday"):
        parse_when("fri 15 dec", NOW)
    with pytest.raises(UsageError, match="1 Aug 2026 is a Saturday, not a Monday"):
        parse_when("01 Aug 2026 (Mon)", NOW)


def test_an_hour_is_sixty_minutes_also_where_the_clocks_change():
    before = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"))
    assert str(parse_when("in an hour", before)) == "Sun 25 Oct 2026, 01:30"


@for_each(
    ("text", "expected"),
    [
        ("yesterday 3pm", "Thu 19 Nov 2026, 15:00"),
        ("yesterday", "Thu 19 Nov 2026"),
        ("09:30", "Fri 20 Nov 2026, 09:30"),
        ("15:30", "Thu 19 Nov 2026, 15:30"),
        ("half an hour ago", "Fri 20 Nov 2026, 13:35"),
        ("-1h", "Fri 20 Nov 2026, 13:05"),
        ("10 min ago", "Fri 20 Nov 2026, 13:55"),
        ("now", "Fri 20 Nov 2026, 14:05"),
        ("today 9", "Fri 20 Nov 2026, 09:00"),
        ("thu 4", "Thu 19 Nov 2026, 16:00"),
        ("19/11 15:30", "Thu 19 Nov 2026, 15:30"),
        ("2 days ago 10am", "Wed 18 Nov 2026, 10:00"),
        ("yesterday morning", "Thu 19 Nov 2026, 09:00"),
    ],
)
def test_a_moment_that_is_over_is_read_backwards(text: str, expected: str):
    assert str(parse_past_when(text, NOW)) == expected


def test_a_weekday_that_is_todays_is_a_week_off_only_where_the_hour_leaves_no_other():
    assert str(parse_when("fri 9am", NOW)) == "Fri 27 Nov 2026, 09:00"
    with pytest.raises(UsageError, match="Fri 20 Nov 2026, 09:00 or Fri 13 Nov"):
        parse_past_when("fri 9am", NOW)


def test_last_thursday_on_a_friday_is_this_weeks_or_last_weeks():
    with pytest.raises(UsageError, match=r"Thu 12 Nov 2026, 10:00 or Thu 19 Nov"):
        parse_past_when("last thu 10:00", NOW)


@for_each("text", ["in an hour", "today 15:00", "21 nov 2026 9:00", "tomorrow", "2026-11-20T14:06"])
def test_a_moment_to_come_is_not_over(text: str):
    with pytest.raises(UsageError):
        parse_past_when(text, NOW)


def test_digits_the_other_way_round_are_never_flipped_silently():
    with pytest.raises(UsageError):
        parse_when("12/15/2026", NOW, "dmy")
    with pytest.raises(UsageError):
        parse_when("15/12/2026", NOW, "ymd")


_TYPED = st.text("0123456789+/-. :apmfrionwdec", max_size=16) | st.lists(
    st.sampled_from(
        "next last fri mon week month year end of in a half an hour 3 10 15 2026 9999 15/12 9.30 dec 3pm morning ago 25th"
        " + - +2w +1h day after tomorrow yesterday now weds".split()
    ),
    max_size=5,
).map(" ".join)


@given(st.text(max_size=30) | _TYPED)
def test_no_text_does_worse_than_be_refused(text: str):
    for order in ("dmy", "mdy", "ymd"):
        with suppress(UsageError):
            assert isinstance(parse_when(text, NOW, order, doubtful=True), When)
        with suppress(UsageError):
            assert parse_past(text, NOW.date(), order) <= NOW.date()
        with suppress(UsageError):
            assert parse_past_when(text, NOW, order).date <= NOW.date()
    for currency in ("GBP", "JPY", "KWD"):
        with suppress(UsageError):
            assert parse_amount(text, currency).minor > 0


@given(
    st.dates(date(2026, 11, 20), date(2099, 12, 31)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_what_it_echoes_it_can_read_again(day: date, at: time):
    when = When(day, at)
    spelled = str(when).split(" ", 1)[1]
    assert parse_when(spelled, NOW) == when


@for_each(
    ("text", "currency", "minor"),
    [
        ("1,234.50", "GBP", 123450),
        ("1234.5", "GBP", 123450),
        ("1.234,50", "EUR", 123450),
        ("1 234,50", "EUR", 123450),
        ("1'234.50", "CHF", 123450),
        ("3,20,000", "INR", 32000000),
        ("1,23,45,678.90", "INR", 1234567890),
        ("1,234", "GBP", 123400),
        ("1,234,567", "GBP", 123456700),
        ("1.234.567", "EUR", 123456700),
        ("12,5", "EUR", 1250),
        ("EUR 500", "EUR", 50000),
        ("€ 500", "EUR", 50000),
        ("500 €", "EUR", 50000),
        ("£1,234.50", "GBP", 123450),
        ("$4k", "CAD", 400000),
        ("500 eur", "EUR", 50000),
        ("0.5", "GBP", 50),
        ("1.234", "KWD", 1234),
        ("0,125", "KWD", 125),
        ("1,234", "JPY", 1234),
        ("12345", "JPY", 12345),
    ],
)
def test_amounts_as_people_type_them(text: str, currency: str, minor: int):
    assert parse_amount(text, currency) == Money(minor, currency)


@for_each(
    ("text", "currency"),
    [
        ("1.234", "EUR"), ("1,234", "KWD"), ("1.234", "JPY"), ("12kk", "GBP"), ("", "GBP"), ("-5", "GBP"),
        ("0", "GBP"), ("0.00", "GBP"), ("1.2.3", "GBP"), ("1,2,3", "GBP"), ("1,234.567", "GBP"), ("12.5", "JPY"),
        ("NaN", "GBP"), ("1_000", "GBP"), ("\uff11\uff12", "GBP"), ("USD 5", "GBP"), ("$5", "GBP"), ("£5", "EUR"), ("$", "USD"), ("5.", "GBP"), (".5", "GBP"),
        ("1.234,5,6", "EUR"), ("12,34.5", "EUR"), ("9" * 20, "GBP"), ("1e3", "GBP"),
    ],
)  # fmt: skip
def test_amounts_that_fit_two_readings_or_none_are_refused(text: str, currency: str):
    with pytest.raises(UsageError):
        parse_amount(text, currency)


@given(st.integers(1, 10**14), st.sampled_from(sorted(CURRENCIES)))
def test_an_amount_as_shown_reads_back(minor: int, currency: str):
    money = Money(minor, currency)
    assert parse_amount(money.plain(), currency) == money
    if currency not in {"KWD", "BHD", "IQD", "JOD", "LYD", "OMR", "TND"}:
        assert parse_amount(str(money), currency) == money


@for_each(
    ("text", "expected"),
    [
        ("today", "Fri 20 Nov 2026"),
        ("yesterday", "Thu 19 Nov 2026"),
        ("fri", "Fri 13 Nov 2026"),
        ("Thu", "Thu 19 Nov 2026"),
        ("sat", "Sat 14 Nov 2026"),
        ("-7", "Fri 13 Nov 2026"),
        ("-2w", "Fri 6 Nov 2026"),
        ("-1m", "Tue 20 Oct 2026"),
        ("-12 months", "Thu 20 Nov 2025"),
        ("eom", "Sat 31 Oct 2026"),
        ("15/12", "Mon 15 Dec 2025"),
        ("20/11", "Fri 20 Nov 2026"),
        ("21 nov", "Fri 21 Nov 2025"),
        ("2026-10-31", "Sat 31 Oct 2026"),
        ("31.10.26", "Sat 31 Oct 2026"),
        ("3 days ago", "Tue 17 Nov 2026"),
        ("2 weeks ago", "Fri 6 Nov 2026"),
        ("15", "Sun 15 Nov 2026"),
        ("21st", "Wed 21 Oct 2026"),
        ("eoq", "Wed 30 Sep 2026"),
        ("29 feb", "Thu 29 Feb 2024"),
    ],
)
def test_a_past_day_is_read_backwards(text: str, expected: str):
    assert str(When(parse_past(text, NOW.date()))) == expected


@for_each("text", ["", "+3", "tomorrow", "21 nov 2026", "2026-12-01", "3pm", "fri 3pm", "-", "x"])
def test_what_is_no_past_day_is_refused(text: str):
    with pytest.raises(UsageError):
        parse_past(text, NOW.date())


@given(
    st.dates(date(2000, 1, 31), date(2100, 1, 1)),
    st.sampled_from(["eom", "mon", "sunday", "-0", "29/12", "1 jan"]),
)
def test_a_past_day_is_never_to_come(today: date, text: str):
    assert parse_past(text, today) <= today


@for_each(
    ("text", "day", "at"),
    [
        ("first of december", "2026-12-01", None), ("start of next month", "2026-12-01", None),
        ("end of november", "2026-11-30", None), ("eom dec", "2026-12-31", None), ("end of february", "2027-02-28", None),
        ("last day of the month", "2026-11-30", None), ("next month 15", "2026-12-15", None),
        ("15 of next month", "2026-12-15", None), ("27 fri", "2026-11-27", None), ("nxt mon", "2026-11-23", None),
        ("a week on monday", "2026-11-30", None), ("thursday this week", "2026-11-26", None), ("fortnight", "2026-12-04", None),
        ("20261231", "2026-12-31", None), ("mon 09.30", "2026-11-23", "09:30"), ("tomorrow pm", "2026-11-21", "13:00"),
        ("half past 3", "2026-11-20", "15:30"), ("tomorrow half past 0", "2026-11-21", "00:30"),
        ("by mid december", "2026-12-15", None), ("in early december", "2026-12-05", None), ("by the start of may", "2027-05-01", None),
        ("weds.", "2026-11-25", None), ("mon quarter to 11", "2026-11-23", "10:45"), ("1530h", "2026-11-20", "15:30"),
        ("last day of july", "2027-07-31", None), ("mid-december", "2026-12-15", None), ("tues the 1st", "2026-12-01", None),
        ("2 weeks from today", "2026-12-04", None), ("in a couple of days", "2026-11-22", None), ("a week tomorrow", "2026-11-28", None),
        ("tonight", "2026-11-20", "18:00"), ("mon after 3pm", "2026-11-23", "15:00"), ("around 15:30", "2026-11-20", "15:30"),
        ("tomorrow morning 9:15", "2026-11-21", "09:15"), ("12 noon", "2026-11-20", "12:00"), ("in 2h", "2026-11-20", "12:05"),
    ],
)  # fmt: skip
def test_the_same_in_other_words(text: str, day: str, at: str | None):
    when = parse_when(text, datetime(2026, 11, 20, 10, 5, tzinfo=UTC))
    assert (str(when.date), when.time and f"{when.time:%H:%M}") == (day, at)


@for_each("text", ["15h", "week after next"])
def test_hours_and_weeks_that_people_mean_differently_show_both(text: str):
    assert parse_when(text, datetime(2026, 11, 20, 10, 5, tzinfo=UTC), doubtful=True).other is not None


@for_each(
    ("text", "day"),
    [("a week ago", "2026-11-13"), ("three days back", "2026-11-17"), ("monday this week", "2026-11-16"),
     ("end of last month", "2026-10-31"), ("beginning of the month", "2026-11-01"), ("end of october", "2026-10-31")],
)  # fmt: skip
def test_the_past_in_other_words(text: str, day: str):
    assert str(parse_past(text, date(2026, 11, 20))) == day


@for_each(
    ("text", "said"),
    [
        ("Freitag", "Fri 27 Nov 2026"), ("morgen 10 Uhr", "Sat 21 Nov 2026, 10:00"), ("uebermorgen 14 Uhr 30", "Sun 22 Nov 2026, 14:30"),
        ("Donnerstag, 3. Dezember", "Thu 3 Dec 2026"), ("am 15.", "Tue 15 Dec 2026"), ("nächste Woche Mittwoch", "Wed 25 Nov 2026"),
        ("Ende November", "Mon 30 Nov 2026"), ("in zwei Wochen", "Fri 4 Dec 2026"), ("Freitag KW 51", "Fri 18 Dec 2026"),
        ("mi 10 Uhr", "Wed 25 Nov 2026, 10:00"), ("demain à 15h", "Sat 21 Nov 2026, 15:00"), ("1er décembre", "Tue 1 Dec 2026"),
        ("fin du mois", "Mon 30 Nov 2026"), ("mañana por la mañana", "Sat 21 Nov 2026, 09:00"), ("15 de diciembre", "Tue 15 Dec 2026"),
        ("MIERCOLES 10:30", "Wed 25 Nov 2026, 10:30"), ("hasta el viernes", "Fri 27 Nov 2026"), ("a fine mese", "Mon 30 Nov 2026"),
        ("dopodomani", "Sun 22 Nov 2026"), ("vrijdag", "Fri 27 Nov 2026"), ("over 2 weken", "Fri 4 Dec 2026"),
        ("do piątku", "Fri 27 Nov 2026"), ("we wtorek", "Tue 24 Nov 2026"), ("czwartku 10:00", "Thu 26 Nov 2026, 10:00"),
        ("w środę o 10", "Wed 25 Nov 2026, 10:00"), ("amanhã", "Sat 21 Nov 2026"), ("in einer Stunde", "Fri 20 Nov 2026, 15:05"),
    ],
)  # fmt: skip
def test_days_are_read_in_the_languages_of_letters_too(text: str, said: str):
    assert str(in_own_words(lambda words: parse_when(words, NOW), text)) == said


@for_each(
    ("text", "day"),
    [("gestern", "2026-11-19"), ("vor 3 Tagen", "2026-11-17"), ("hier", "2026-11-19"), ("il y a une semaine", "2026-11-13"),
     ("hace dos días", "2026-11-18"), ("letzten Freitag", "2026-11-13"), ("15 août", "2026-08-15"), ("ieri", "2026-11-19")],
)  # fmt: skip
def test_days_that_are_over_are_too(text: str, day: str):
    assert str(own_day(text, NOW.date(), "dmy", ahead=False)) == day


@given(st.dates(NOW.date(), date(2027, 11, 1)), st.sampled_from("de fr es it nl pl pt en".split()))
def test_a_day_as_a_language_writes_it_is_that_day(day: date, language: str):
    for form in ("long", "EEEE d MMMM"):
        written = format_date(day, form, locale=language)
        assert own_day(written, NOW.date(), "dmy", ahead=True) == day, written


def test_a_week_by_its_number_has_two_ends_and_what_no_language_has_is_refused_as_it_was_typed():
    week = in_own_words(lambda words: parse_when(words, NOW, doubtful=True), "KW 51")
    assert (str(week.date), str(week.other)) == ("2026-12-14", "Fri 18 Dec 2026")
    with pytest.raises(UsageError, match="'irgendwann Freitag' is not a date"):
        in_own_words(lambda words: parse_when(words, NOW), "irgendwann Freitag")


@for_each(
    ("text", "currency", "thousands", "doubt"),
    [
        ("1.500", "EUR", 150_000, "it could be EUR 1.50, too"),
        ("EUR 12.340", "EUR", 1_234_000, "it could be EUR 12.34, too"),
        ("EUR 12.345", "EUR", 1_234_500, "read as thousands"),
        ("1.239", "GBP", 123_900, "read as thousands"),
        ("1,500", "KWD", 1_500_000, "it could be KWD 1.500, too"),
        ("1,239", "KWD", 1_239_000, "it could be KWD 1.239, too"),
        ("1,239", "GBP", 123_900, ""),
    ],
)
def test_what_could_be_thousands_or_decimals_is_read_with_the_doubt(
    text: str, currency: str, thousands: int, doubt: str
):
    assert amount_read(text, currency) == (Money(thousands, currency), doubt)


@for_each(
    ("text", "currency", "hint"),
    [
        ("1.239", "EUR", "Write 1239 for thousands."),
        ("1.239", "JPY", "Write 1239 for thousands."),
        ("1.230", "EUR", "Write 1230 for thousands, 1.23 for decimals."),
        ("1,239", "KWD", "Write 1239 for thousands, 1.239 for decimals."),
    ],
)
def test_a_refused_amount_proposes_no_figure_that_nobody_typed(text: str, currency: str, hint: str):
    with pytest.raises(UsageError) as refused:
        parse_amount(text, currency)
    assert refused.value.hint == hint


@for_each(
    ("text", "day"),
    [
        ("mid month", "2026-12-15"), ("mid of the month", "2026-12-15"), ("mid next month", "2026-12-15"),
        ("mid-December", "2026-12-15"), ("mid sept", "2027-09-15"), ("mid jan 2028", "2028-01-15"),
        ("Mitte Dezember", "2026-12-15"), ("Mitte des Monats", "2026-12-15"), ("mi-décembre", "2026-12-15"),
        ("mediados de diciembre", "2026-12-15"), ("w połowie grudnia", "2026-12-15"),
        ("early December", "2026-12-05"), ("Anfang Dezember", "2026-12-05"), ("début janvier", "2027-01-05"),
        ("Anfang des Monats", "2026-12-05"), ("beginning of december", "2026-12-01"), ("start of may", "2027-05-01"),
    ],
)  # fmt: skip
def test_a_part_of_a_month_is_one_day_in_every_language(text: str, day: str):
    assert str(own_day(text, NOW.date(), "dmy", ahead=True)) == day
    if not any(each in text.lower() for each in ("month", "monat", "next")):
        said = said_day(f"We pay {text[0].lower()}{text[1:]}.", Written(NOW.date(), "dmy"), past=False)
        assert said == SaidDay(date.fromisoformat(day), doubtful=True)


@for_each(
    "text", ["mid week", "mid day", "mid friday", "start of the week", "first week", "beginning of day"]
)
def test_a_part_of_anything_but_a_month_is_not_counted_as_so_many_of_it(text: str):
    with pytest.raises(UsageError, match="is not a date"):
        own_day(text, NOW.date(), "dmy", ahead=True)


@for_each("text", ["friday week at 3", "friday week 3", "Fri week 03"])
def test_a_weekday_and_a_week_that_may_be_an_hour_are_asked_about(text: str):
    with pytest.raises(UsageError, match="at 15:00, or that day of week") as refused:
        parse_when(text, NOW, doubtful=True)
    hour, week = refused.value.hint.removeprefix("Write ").removesuffix(".").split(", or ")
    assert str(parse_when(hour, NOW)) == "Fri 4 Dec 2026, 15:00"
    assert str(parse_when(week, NOW)) == "Fri 22 Jan 2027"


@for_each(
    ("text", "day"),
    [
        ("fri week 51", "2026-12-18"), ("fri cw 3", "2027-01-22"), ("Freitag KW 3", "2027-01-22"),
        ("Freitag KW3", "2027-01-22"), ("week 3 friday", "2027-01-22"), ("vendredi semaine 51", "2026-12-18"),
    ],
)  # fmt: skip
def test_what_can_only_be_the_number_of_a_week_is_read_as_one(text: str, day: str):
    assert str(own_day(text, NOW.date(), "dmy", ahead=True)) == day


@given(
    st.dates(date(2020, 12, 20), date(2033, 1, 10)),
    st.sampled_from((0, -1, 1, 20)),
    st.sampled_from(("", *WEEKDAYS)),
)
def test_a_day_of_a_numbered_week_is_the_next_such_day(today: date, weeks_on: int, weekday: str):
    number = min(52, (today + timedelta(weeks=weeks_on)).isocalendar().week)
    now = datetime.combine(today, NOW.time())
    found = parse_when(f"{weekday} cw {number}".strip(), now, doubtful=True)
    days = [found.date] + ([found.other.date] if found.other else [])
    assert all(day >= today and day.isocalendar().week == number for day in days)
    year = days[-1].isocalendar().year
    before = date.fromisocalendar(year - 1, number, WEEKDAYS.index(weekday) + 1 if weekday else 5)
    assert before < today
