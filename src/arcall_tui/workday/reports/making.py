"""Reports: the figures of a day or a period, worked out from the book and put into tables."""

from collections import defaultdict
from datetime import date, timedelta
from functools import partial

from arcall_tui.domain.activity import LIVE_PROMISES, FollowUpKind
from arcall_tui.domain.calendar import monday, spelt
from arcall_tui.domain.figures import DisputeFact, Owed, Paid
from arcall_tui.reports import aging, calling, causes, customers, day, forecast, measures, promised, stand_in
from arcall_tui.reports.reference import YES
from arcall_tui.reports.table import Report, Table, without
from arcall_tui.store.past import balances, habits, records
from arcall_tui.store.past.view import Past
from arcall_tui.workday.reports.measuring import aligned, flows_of, teller
from arcall_tui.workday.reports.report_room import PERIOD, Room, about_of


def make_aging(room: Room) -> Report:
    """What is owed at the close of a day, by how long it is past due."""
    past, day_ = room.past(room.ask.as_of), room.ask.as_of
    room.ask.tell("adding up what is owed")
    owed = balances.owed(past)
    tables = (
        *aging.by_buckets(owed, room.rates, day_),
        aging.by_country(owed, room.customers, day_),
        aging.by_account(owed, room.customers, day_),
    )
    return Report("aging", "Aging", about_of(past), tables)


def make_measures(room: Room) -> Report:
    """What was sold, collected and left open in a period, and how well; the calls beside it."""
    room = aligned(room)
    flows, receipts, about = flows_of(room)
    connection, since, until = room.desk.book, room.since, room.until
    calls = records.calls(connection, since - timedelta(days=measures.BEFORE), until)
    promises = room.promises(until)
    within = [call for call in calls if call.workday >= since]
    hour = partial(calling.hour_of, zone=room.desk.clock.zone)
    by_weekday = sorted(within, key=lambda call: call.workday.weekday())
    tables = (
        measures.table(flows),
        measures.balances(flows),
        *measures.besides(flows),
        measures.came_before(flows, receipts, measures.before(calls, promises)),
        promised.rates(promises, since, until),
        calling.overall(within, since, until),
        calling.by(sorted(within, key=hour), "hour", hour, since, until),
        calling.by(by_weekday, "weekday", calling.weekday_of, since, until),
    )
    return Report("measures", "Measures", (*room.period(), *about), tables)


def make_promises(room: Room) -> Report:
    """What was promised, kept and broken, and by whom."""
    rows, since, until = room.promises(room.until), room.since, room.until
    ended = promised.past_grace(rows, since, until)
    tables = (
        promised.rates(rows, since, until),
        promised.outstanding(rows, room.customers, room.came_of(until)),
        promised.by_customer(ended, room.customers, since, until),
    )
    about = (*room.period(), f"As of the close of {spelt(until)}")
    return Report("promises", "Promises", about, tables)


def make_customers(room: Room) -> Report:
    """What each customer owes and how they pay; with `ask.account`, one customer's sheet."""
    past = room.past(room.ask.as_of)
    room.ask.tell("adding up what is owed")
    owed = balances.owed(past)
    room.ask.tell("reading how everybody paid")
    paid = habits.payment_habits(past, customers.STRETCH, customers.STRETCHES)
    return (_all_customers if room.ask.account is None else _sheet)(room, past, owed, paid)


def _all_customers(room: Room, past: Past, owed: list[Owed], paid: list[Paid]) -> Report:
    owes = customers.debts(owed, room.customers)
    owing = customers.CustomerLists(owes, customers.habits(paid), room.customers)
    tables = (
        customers.risk(owes, room.ask.as_of),
        owing.worse(),
        owing.never_on_time(),
        customers.over_limit(owes, room.customers),
        owing.largest(),
    )
    return Report("customers", "Customers", about_of(past), tables)


def _sheet(room: Room, past: Past, owed: list[Owed], paid: list[Paid]) -> Report:
    """Return one customer's sheet, for whoever looks after the customer."""
    account, day_ = room.ask.account, room.ask.as_of
    assert account is not None
    who = {account: room.customers[account]}
    own = [part for part in owed if part.account == account]
    connection = room.desk.book
    promises = [p for p in room.promises(day_) if p.account == account]
    disputes = [d for d in records.disputes(connection, day_) if d.account == account]
    since = day_ - timedelta(days=PERIOD - 1)
    calls = [c for c in records.calls(connection, since, day_) if c.account == account]
    items = aging.invoices(balances.open_items(past, [account]), who, day_)
    habit = customers.habits(row for row in paid if row.account == account).get(account) or customers.Habit()
    tables: tuple[Table, ...] = (
        aging.by_bucket(own, day_, account=account),
        customers.over_limit(customers.debts(own, who), who),
        customers.trend(habit, account, day_),
        promised.rates(promises, None, day_, account=account),
        promised.outstanding(promises, who, room.came_of(day_)),
        causes.waiting(disputes, who, day_),
        calling.overall(calls, since, day_, account=account),
        without(items, "customer account country bucket overdue"),
    )
    customer = who[account]
    place = f", {customer.country}" if customer.country else ""
    heading = (f"{customer.ledger_id}{place}", *about_of(past))
    return Report("customer", customer.name, heading, tables)


def make_forecast(room: Room) -> Report:
    """What is expected to come in, week by week, and how past forecasts did."""
    from arcall_tui.workday.reports.forecasting import PAST_WEEKS, Forecaster  # noqa: PLC0415 - numpy, for this one only

    as_of, past = room.ask.as_of, room.past(room.ask.as_of)
    first = monday(as_of, -PAST_WEEKS)
    maker = Forecaster(past, room.desk.policy, room.promises(as_of), room.ask.tell, teller(room, past, first))
    expected, outcomes = maker.run()
    whole, weeks = forecast.together(expected, room.rates, as_of), forecast.by_week(expected, as_of)
    return Report(
        "forecast", "Expected cash", about_of(past), (*whole, weeks, forecast.accuracy(outcomes, as_of))
    )


def make_causes(room: Room) -> Report:
    """Why customers did not pay, and what is disputed."""
    until, past = room.until, room.past(room.until)
    calls = records.calls(room.desk.book, room.since, until)
    period, disputes = (room.since, until), disputed(room, room.since, until)
    still, by_age = [each for each in disputes if each.resolved is None], partial(causes.age, day=until)
    tables = (
        causes.pareto(calls, balances.owed(past), room.rates, *period),
        causes.by(disputes, "Disputes by reason", "reasons", "reason", lambda d: d.reason, *period),
        causes.by(still, "Open disputes by age", "ages", "age", by_age, *period, open=YES),
        causes.slow(disputes, *period),
        causes.waiting(disputes, room.customers, until),
    )
    return Report("causes", "Why they have not paid", (*room.period(), *about_of(past)), tables)


def disputed(room: Room, since: date, until: date) -> list[DisputeFact]:
    """Return the disputes that were open in these days: money seen by hand and credits to come are none."""
    found = (each for each in records.disputes(room.desk.book, until) if not each.awaited)
    return [each for each in found if each.resolved is None or each.resolved >= since]


def make_handover(room: Room) -> Report:
    """What falls due in the days to come, for whoever stands in."""
    book = room.desk.book
    since = room.ask.since or room.ask.as_of
    until = room.ask.until or since + timedelta(days=7)
    today = min(room.ask.as_of, since)
    promises, came = room.promises(today), room.came_of(today)
    to_come: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in promises:
        if each.state in LIVE_PROMISES:
            to_come[each.account][each.currency] += each.amount - came.get(each.id, 0)
    steps, due = records.steps(book, until), [each for each in promises if each.due <= until]
    then = {step.account: step for step in reversed(steps)}
    later = records.steps(book, date.max, {each.account for each in due} - then.keys())
    facts = stand_in.Handed(
        steps,
        {step.account: step for step in reversed(later)} | then,
        due,
        [d for d in records.disputes(book, today) if d.resolved is None],
        room.customers,
        balances.overdue(room.past(today)),
        to_come,
        records.whom_to_ask(book),
        records.last_notes(book, room.ask.as_of),
        room.desk.policy.hours_of,
    )
    zone, who = room.desk.clock.zone, room.customers
    asked = [one for one in records.asked_of_others(book) if one.due <= until]
    backs = [step for step in facts.steps if step.kind == FollowUpKind.CALL_BACK]
    rest = [step for step in facts.steps if step.kind != FollowUpKind.CALL_BACK]
    within = [promise for promise in facts.promises if since <= promise.due]
    before = [promise for promise in facts.promises if promise.due < since]
    tables = (
        stand_in.packet(facts),
        day.due(backs, who, zone, "Call backs agreed: expect them", "backs"),
        day.expected(within, who, came, "Promised for these days"),
        day.expected(before, who, came, "Promised before, not yet seen", "before"),
        day.due(rest, who, zone, "Falls due", "due"),
        day.needs_others(asked, facts.disputes, who, facts.overdue, today),
    )
    about = (f"{spelt(since)} to {spelt(until)}", "What fell due before is listed, too")
    return Report("handover", "Hand-over", about, tables)
