"""Reports that look back on what was done: a day, a week, a month, a year, against the time before and the goals."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, islice
from typing import TypeVar

from arcall_tui.domain.calendar import first_of_month, monday, spelt
from arcall_tui.domain.figures import Goal
from arcall_tui.reports import calling, day, promised, review
from arcall_tui.reports.table import Report, Table
from arcall_tui.reports.work import Work, explained, headlines, lately, targets, with_trends
from arcall_tui.rules.responses import AFTER
from arcall_tui.store.past import balances, records, turnover
from arcall_tui.store.past.view import Past, at_close_of
from arcall_tui.workday.desk.standings_today import known_responses, worked_out
from arcall_tui.workday.desk.today import goals_reached
from arcall_tui.workday.reports.measuring import measured_in, newest_told, trend
from arcall_tui.workday.reports.report_room import Room, about_of, counted_since, untaken, untold_by

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MONTHS = 12
# How much stands beside the newest: days on the page of a day, weeks on a week's, months on a month's.
_DAYS, _WEEKS, _SOME_MONTHS = 10, 8, 6
_Row = TypeVar("_Row")


def work(room: Room, since: date, until: date) -> Work:
    """Return what was done from `since` to `until`, what was seen to come in, and what was overdue at the end."""
    past = room.past(until)
    (done,) = _works(room, past, [(since, until)])
    return replace(done, overdue=balances.overdue(past))


def _works(room: Room, past: Past, spans: Sequence[tuple[date, date]]) -> list[Work]:
    """Return what was done in each of some stretches of days, one after the other, without what was overdue."""
    book, promises = room.desk.book, room.promises(past.day)
    first = spans[0][0]
    calls = _parted(records.calls(book, first, past.day), spans, lambda call: call.workday)
    made = _parted(promises, spans, lambda promise: promise.made)
    ended = [each for each in promises if each.settled and each.state in promised.JUDGED]
    judged = _parted(ended, spans, lambda promise: promise.settled or date.max)
    objections = [each for each in records.disputes(book, past.day) if not each.awaited]
    opened = _parted(objections, spans, lambda dispute: dispute.opened)
    receipts = _parted(turnover.collected(past, first), spans, lambda receipt: receipt.seen)
    parts = zip(spans, calls, made, opened, receipts, judged, strict=True)
    return [_told(room, past, Work(*span, *done)) for span, *done in parts]


def _told(room: Room, past: Past, done: Work) -> Work:
    unseen, untold = untold_by(past, done.until)
    since = counted_since(past, done.since, done.until, room.desk.caller.calendar.is_business_day)
    unseen = unseen or untaken(past, done.since, done.until)
    return replace(done, unseen=unseen, untold=untold, counted_since=since)


def _parted(
    rows: Iterable[_Row], spans: Sequence[tuple[date, date]], day: Callable[[_Row], date]
) -> list[list[_Row]]:
    """Sort rows into the stretches of days that they fall into."""
    begins = [since for since, _ in spans]
    parts: list[list[_Row]] = [[] for _ in spans]
    for row in rows:
        place = bisect_right(begins, day(row)) - 1
        if place >= 0 and day(row) <= spans[place][1]:
            parts[place].append(row)
    return parts


def _lately(room: Room, name: str, title: str, begins: list[date]) -> Table:
    """Return the stretches that begin on these days (oldest first), up to the end of the last one."""
    ends = [*(begin - _DAY for begin in begins[1:]), room.until]
    works = _works(room, room.past(room.until), list(zip(begins, ends, strict=True)))
    return lately(works, name, title, room.rates)


def goals_of(room: Room, upto: date) -> Sequence[Goal]:
    """Return the caller's goals, and how far they are reached on a day, in its week and in its month.

    They are of all that one does: where a report is of one creditor's customers, there are none.
    """
    return () if room.ask.creditor else goals_reached(room.desk.book, room.desk.settings, upto)


def make_day(room: Room) -> Report:
    """What one day brought, and what falls due on the next business day."""
    book, today, who = room.desk.book, room.ask.as_of, room.customers
    calendar = room.desk.caller.calendar
    tomorrow = calendar.next_business_day(today)
    steps = records.steps(book, tomorrow)
    coming = [p for p in room.promises(today) if today < p.due <= tomorrow]
    earlier = filter(calendar.is_business_day, (today - _DAY * back for back in count(1)))
    days = [*reversed([*islice(earlier, _DAYS - 1)]), today]
    before = days[-2]
    now, then = work(room, today, today), work(room, before, before)
    newest, goals = _lately(room, "day", f"The last {_DAYS} working days", days), goals_of(room, today)
    tables = (
        *_came_and_needs(room, now, today),
        day.due(steps, who, room.desk.clock.zone, f"Due by {spelt(tomorrow)}", "tomorrow"),
        day.expected(coming, who, room.came_of(today), f"Promised for {spelt(tomorrow)}"),
        *targets(goals, today),
        day.by_code(now),
        day.done(now, then),
        newest,
    )
    of_day = [goal for goal in goals if goal.period == "day"]
    heads = headlines(now, then, "the working day before", room.rates, of_day)
    about = (f"{today:%A}, {spelt(today)}", f"against {before:%A}, {spelt(before)}")
    lines = explained(with_trends(heads, newest))
    return Report("day", "The day", (*about, *_rests_on(room, now, then)), tables, (), lines)


def _came_and_needs(room: Room, now: Work, until: date) -> tuple[Table, ...]:
    """Return what came in, what turned out kept and broken, what others must do, and what was promised."""
    book, who, rates = room.desk.book, room.customers, room.rates
    asked, disputes = records.asked_of_others(book), records.disputes(book, until)
    return (
        day.paid(now, who, rates),
        day.judged(now.judged, who, rates),
        day.needs_others(asked, disputes, who, now.overdue, until),
        day.promised(now.promises, who, rates=rates),
    )


def make_week(room: Room) -> Report:
    """What a week, up to its day, brought against the same days of the week before."""
    begins = [monday(room.until, -back) for back in reversed(range(_WEEKS))]
    since = room.ask.since or begins[-1]
    return _review(room, "week", begins, since, since - _WEEK, since + _WEEK)


def make_month(room: Room) -> Report:
    """What a month brought, up to its day, against the same days of the month before."""
    begins = [first_of_month(room.until, -back) for back in reversed(range(_SOME_MONTHS))]
    since = room.ask.since or begins[-1]
    after = first_of_month(since, 1) if since == begins[-1] else since
    return _review(room, "month", begins, since, begins[-2], after)


def make_year(room: Room) -> Report:
    """What each of twelve months brought, up to the day."""
    ended = [first_of_month(room.until, -back) - _DAY for back in reversed(range(_MONTHS - 1))]
    spans = [(first_of_month(end), end) for end in (*ended, room.until)]
    since, _ = spans[-1]
    code, measured = measured_in(room, [*spans[:-1], (since, max(since, newest_told(room)))])
    works, past = [], room.past(room.until)
    for done in _works(room, past, spans):
        with at_close_of(room.desk.book, done.until, past) as then:
            works.append(replace(done, overdue=balances.overdue(then)))
    return review.year(works, measured, room.rates, code, (f"{spelt(spans[0][0])} to {spelt(room.until)}",))


def _review(
    room: Room, name: str, begins: list[date], since: date, before: date, after: date
) -> Report:  # fmt: skip
    """Return the review of the days from `since`: of those of its week or month (up to `after`) against the same from `before` on, of others against as many."""
    until, past = room.until, _lately(room, name, f"The last {len(begins)} {name}s", begins)
    ended, when = since - _DAY, "the same days before"
    last = min(ended, before + (until - since))
    if until >= after:
        before, last, when = ended - (until - since), ended, "as many days before"
    elif until == after - _DAY:
        last, when = ended, f"the {name} before"
    about = (f"{spelt(since)} to {spelt(until)}", f"against {spelt(before)} to {spelt(last)}")
    now, then, goals = work(room, since, until), work(room, before, last), goals_of(room, until)
    tables = (
        review.amounts(now, then, room.rates),
        *_came_and_needs(room, now, until),
        past,
        day.done(now, then),
        *targets(goals, until),
        _changed(room),
        review.feedback(records.remarks(room.desk.book, since, until), room.customers),
    )
    lines = headlines(now, then, when, room.rates, [goal for goal in goals if goal.period == name])
    measured = trend(room, when, (since, until), (before, last))
    heads = explained((*with_trends(lines, past), *measured))
    return Report(name, f"The {name}", (*about, *_rests_on(room, now, then)), tables, (), heads)


def _rests_on(room: Room, now: Work, then: Work) -> tuple[str, ...]:
    """Say on which balances a page rests; and of a day that is over that its next steps are not those of then: no book keeps them."""
    day_ = now.until
    steps = ("Next steps and escalations: as they stand now",) if day_ < room.desk.clock.today() else ()
    return (*about_of(room.past(day_))[1:], *filter(None, (now.gap, then.gap)), *steps)


def _changed(room: Room) -> Table:
    desk = room.desk
    # What is kept is of the whole book.
    book = (worked_out(desk.book) if room.ask.creditor else known_responses(desk.book, desk.day)).book
    talks, misses = (book.seen, book.expected), (book.missed_seen, book.missed_expected)
    return calling.changed(talks, misses, book.times, book.interval, AFTER, room.until)
