"""Reports: the figures of a day or a period, worked out from the book and put into tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from arcall_tui.domain.age import BUCKETS, bucket_of
from arcall_tui.domain.dates import spelt
from arcall_tui.domain.figures import Customer, OpenItemFact, Owed, Paid, PromiseFact, ReceiptFact
from arcall_tui.reports import aging, calling, causes, customers, day, forecast, measures, promised, stand_in
from arcall_tui.reports.known import KnownLedgers, Teller
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.table import Column, Headline, Kind, NotAvailable, Report, Table
from arcall_tui.rules.promises import PromiseRule
from arcall_tui.rules.responses import AFTER
from arcall_tui.store.past import balances, habits, moves, records, turnover
from arcall_tui.store.past.view import Past, at_close_of, kept_of_undone
from arcall_tui.workday.desk import goals
from arcall_tui.workday.desk.call_effects import known_responses
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.forecasting import PAST_WEEKS, Forecaster

MARGIN = 31  # days: a bill may be dated so long after the ledger that shows it first
PERIOD = 90  # days, where no period is asked for
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def _quiet(text: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for. `since`, `until`: the period, both ends included. `as_of`: the close of this day."""

    as_of: date
    since: date | None = None
    until: date | None = None
    account: int | None = None
    tell: Callable[[str], None] = field(default=_quiet, compare=False)


@dataclass
class Room:
    """What the makers of reports share."""

    desk: Desk
    ask: Ask
    _customers: dict[int, Customer] = field(default_factory=dict)

    @property
    def until(self) -> date:
        """The last day of the period."""
        return self.ask.until or self.ask.as_of

    @property
    def since(self) -> date:
        """The first day of the period."""
        return self.ask.since or self.until - timedelta(days=PERIOD - 1)

    @property
    def customers(self) -> dict[int, Customer]:
        """Every customer by account, read once."""
        if not self._customers:
            self._customers = balances.customers(self.desk.book)
        return self._customers

    @property
    def rates(self) -> Rates:
        """What the settings say of exchange rates."""
        settings = self.desk.settings
        old = self.until - timedelta(days=self.desk.policy.rates_old_after)
        return Rates(
            settings.base_currency, {code: (r.rate, r.date) for code, r in settings.rates.items()}, old
        )

    @cached_property
    def promise_rule(self) -> PromiseRule:
        """When a promise counts as broken."""
        return PromiseRule(self.desk.policy, self.desk.caller)

    def promises(self, day: date) -> list[PromiseFact]:
        """Return every promise made by the close of `day`, as it stood then."""
        state_on = self.promise_rule.state_on
        return [
            each._replace(state=state_on(day, each.state, each.due, each.country, each.region))
            for each in records.promises(self.desk.book, day)
        ]

    def period(self) -> tuple[str, ...]:
        """Say of which days the report is."""
        return (f"{spelt(self.since)} to {spelt(self.until)}, both included",)


def _about(past: Past) -> tuple[str, ...]:
    """Say as of when, and on which ledgers."""
    about = [f"As of the close of {spelt(past.day)}"]
    for ledger in past.ledgers:
        whose = f" of {ledger.creditor}" if ledger.creditor else ""
        if ledger.as_of is None:
            about.append(
                f"Before the first ledger{whose} ({spelt(ledger.first)}): told by its invoice and settlement"
                " dates; what was paid in part then is not known"
            )
        elif ledger.as_of != past.day:
            about.append(f"Balances{whose} as of {spelt(ledger.as_of)}, the newest ledger by then")
    if not past.ledgers:
        about.append("No ledger has been taken in")
    if kept := kept_of_undone(past):
        what = "1 account is" if kept == 1 else f"{kept} accounts are"
        about.append(f"{what} as a ledger told that was taken back: something had been recorded on them")
    return tuple(about)


def make_aging(room: Room) -> Report:
    """What is owed at the close of a day, by how long it is past due."""
    with at_close_of(room.desk.book, room.ask.as_of) as past:
        room.ask.tell("adding up what is owed")
        return aging.report(balances.owed(past), room.customers, room.rates, _about(past))


def _flows(room: Room) -> tuple[measures.Flows, list[ReceiptFact], tuple[str, ...]]:
    connection, since, until = room.desk.book, room.since, room.until
    with at_close_of(connection, until) as past:
        flows = _told(room, past, since)
        room.ask.tell("adding up sales")
        sales, _ = turnover.sales_by_day(past)
        room.ask.tell("adding up what came in")
        receipts = [receipt for receipt in turnover.collected(past, since) if receipt.paid >= since]
        about, known = _about(past), _known(room, past)
    began = min((day for days in sales.values() for day in days), default=until).replace(day=1)
    return replace(flows, sales=sales, known_from=known.flows_from(until, began)), receipts, about


def _told(room: Room, past: Past, since: date) -> measures.Flows:
    """Return the flows from `since` to the view's day, without the sales of the time before."""
    room.ask.tell("reading what the ledgers tell")
    told = _teller(room, past, since).flows(since, past.day)
    room.ask.tell("reading the balances")
    current = {code: now for code, (_, now) in balances.totals(past).items()}
    return measures.Flows(since, past.day, told, current, {})


def _teller(room: Room, past: Past, since: date) -> Teller:
    """Return what tells of the receivables from `since` to the view's day."""
    ends: dict[date, dict[tuple[str, str], int]] = {}

    def at(creditor: str, day: date) -> dict[str, int]:
        if day not in ends:
            with at_close_of(past.connection, day) as then:
                ends[day] = moves.totals(then)
        return {code: total for (whose, code), total in ends[day].items() if whose == creditor}

    return Teller(_known(room, past), moves.moves(past, since - timedelta(days=MARGIN)), at)


def _known(room: Room, past: Past) -> KnownLedgers:
    return KnownLedgers.of(moves.ledger_days(past), room.desk.caller.calendar.is_business_day)


def _aligned(room: Room) -> Room:
    """Where no period is asked for, take the one between two days whose ledgers are known."""
    if room.ask.since or room.ask.until:
        return room
    with at_close_of(room.desk.book, room.until) as past:
        known = _known(room, past)
    until = known.common(room.until) or room.until
    wanted = until - timedelta(days=PERIOD)
    first = known.common(wanted) or known.earliest()
    since = first + _DAY if first and first < until and not known.told_by_dates(wanted) else wanted + _DAY
    # What flowed is known without a gap from then on only.
    since = max(since, known.flows_from(until, since) or since)
    return replace(room, ask=replace(room.ask, since=since, until=until))


def make_measures(room: Room) -> Report:
    """What was sold, collected and left open in a period, and how well; the calls beside it."""
    room = _aligned(room)
    flows, receipts, about = _flows(room)
    connection, since, until = room.desk.book, room.since, room.until
    calls = records.calls(connection, since - timedelta(days=measures.BEFORE), until)
    promises = room.promises(until)
    within = [call for call in calls if call.workday >= since]
    ended = promised.past_grace(promises, since, until, room.promise_rule.checked_on)
    tables = (
        measures.table(flows),
        measures.balances(flows),
        *measures.besides(flows),
        measures.came_before(receipts, calls, promises),
        promised.rates(ended),
        calling.overall(within),
        calling.by_hour(within, room.desk.clock.zone),
        calling.by_weekday(within),
    )
    return Report("measures", "Measures", (*room.period(), *about), tables)


def make_promises(room: Room) -> Report:
    """What was promised, kept and broken, and by whom."""
    rows = room.promises(room.until)
    about = (*room.period(), f"As of the close of {spelt(room.until)}")
    return promised.report(rows, room.customers, room.since, room.until, room.promise_rule.checked_on, about)


def make_customers(room: Room) -> Report:
    """What each customer owes and how they pay; with `ask.account`, one customer's sheet."""
    with at_close_of(room.desk.book, room.ask.as_of) as past:
        room.ask.tell("adding up what is owed")
        owed = balances.owed(past)
        room.ask.tell("reading how everybody paid")
        paid = habits.payment_habits(past, customers.STRETCH, customers.STRETCHES)
        about = _about(past)
        if room.ask.account is None:
            return customers.report(owed, paid, room.customers, about)
        items = balances.open_items(past, [room.ask.account])
    return _sheet(room, owed, paid, items, about)


def _sheet(
    room: Room, owed: list[Owed], paid: list[Paid], items: list[OpenItemFact], about: tuple[str, ...]
) -> Report:  # fmt: skip
    """Return one customer's sheet, for whoever looks after the customer."""
    account, day_ = room.ask.account, room.ask.as_of
    assert account is not None
    who = {account: room.customers[account]}
    own = [part for part in owed if part.account == account]
    connection = room.desk.book
    promises = [p for p in room.promises(day_) if p.account == account]
    disputes = [d for d in records.disputes(connection, day_) if d.account == account]
    calls = [
        c for c in records.calls(connection, day_ - timedelta(days=PERIOD - 1), day_) if c.account == account
    ]
    habit = customers.habits(row for row in paid if row.account == account).get(account) or customers.Habit()
    ended = promised.past_grace(promises, None, day_, room.promise_rule.checked_on)
    tables: tuple[Table, ...] = (
        aging.by_bucket(own),
        customers.over_limit(customers.debts(own, who), who),
        customers.trend(habit),
        promised.rates(ended),
        promised.outstanding(promises, who),
        causes.waiting(disputes, who, day_),
        calling.overall(calls),
        aging.invoices(items, who, day_, "Open items"),
    )
    customer = who[account]
    place = f", {customer.country}" if customer.country else ""
    heading = (f"{customer.ledger_id}{place}", *about)
    return Report("customer", customer.name, heading, tables)


def make_forecast(room: Room) -> Report:
    """What is expected to come in, week by week, and how past forecasts did."""
    connection, as_of = room.desk.book, room.ask.as_of
    promises = room.promises(as_of)
    with at_close_of(connection, as_of) as past:
        first = forecast.monday(as_of) - timedelta(weeks=PAST_WEEKS)
        untold = _teller(room, past, first).untold
        maker = Forecaster(
            past, room.desk.policy, room.promise_rule.checked_on, promises, room.ask.tell, untold
        )
        expected, outcomes = maker.run()
        return forecast.report(expected, outcomes, room.rates, _about(past))


def make_causes(room: Room) -> Report:
    """Why customers did not pay, and what is disputed."""
    connection, until = room.desk.book, room.until
    with at_close_of(connection, until) as past:
        owed = balances.owed(past)
        about = (*room.period(), *_about(past))
    calls = records.calls(connection, room.since, until)
    disputes = [
        dispute
        for dispute in records.disputes(connection, until)
        if dispute.resolved is None or dispute.resolved >= room.since
    ]
    return causes.report(calls, disputes, owed, room.customers, room.rates, until, about)


def work(room: Room, since: date, until: date) -> day.Work:
    """Return what was done from `since` to `until`, what was seen to come in, and what was overdue at the end."""
    book = room.desk.book
    promises = room.promises(until)
    with at_close_of(book, until) as past:
        receipts = turnover.collected(past, since)
        overdue = balances.overdue(past)
    return day.Work(
        records.calls(book, since, until),
        [promise for promise in promises if promise.made >= since],
        [dispute for dispute in records.disputes(book, until) if dispute.opened >= since],
        [receipt for receipt in receipts if receipt.seen >= since],
        [p for p in promises if p.settled and p.settled >= since and p.state in promised.JUDGED],
        overdue,
    )


def targets(room: Room, upto: date) -> list[day.Target]:
    """Return the caller's goals, and how far they are reached on a day, in its week and in its month."""
    return [
        day.Target(
            goal.period,
            goal.name,
            NotAvailable(goal.reached) if isinstance(goal.reached, str) else goal.reached,
            goal.wanted,
            goal.currency,
        )
        for goal in goals.reached(room.desk.book, room.desk.settings, upto)
    ]


def make_day(room: Room) -> Report:
    """What one day brought, and what falls due on the next business day."""
    book, today = room.desk.book, room.ask.as_of
    calendar = room.desk.caller.calendar
    tomorrow, before = calendar.next_business_day(today), today - _DAY
    while not calendar.is_business_day(before):
        before -= _DAY
    coming = (
        records.steps(book, date.min, tomorrow),
        [p for p in room.promises(today) if today < p.due <= tomorrow],
    )
    return day.day(
        work(room, today, today), work(room, before, before), room.customers, tomorrow, coming,
        records.disputes(book, today), targets(room, today), room.rates, room.desk.clock.zone,
        (f"{today:%A}, {spelt(today)}", f"against {before:%A}, {spelt(before)}"), today,
    )  # fmt: skip


def make_week(room: Room) -> Report:
    """What a week, or another period, brought against the one before it."""
    until = room.until
    since = room.ask.since or forecast.monday(until)
    length = until - since
    before = since - _WEEK if length < _WEEK else since - length - _DAY
    return _review(room, day.Stretch("week", "this week", "week before"), since, before, before + length)


def make_month(room: Room) -> Report:
    """What a month brought, up to its day, against the same days of the month before."""
    until = room.until
    since = room.ask.since or until.replace(day=1)
    ended = since - _DAY
    before = ended.replace(day=1)
    whole = (until + _DAY).day == 1
    last = ended if whole else min(ended, before + (until - since))
    return _review(room, day.Stretch("month", "this month", "month before"), since, before, last)


def _review(room: Room, of: day.Stretch, since: date, before: date, last: date) -> Report:
    until = room.until
    about = (f"{spelt(since)} to {spelt(until)}", f"against {spelt(before)} to {spelt(last)}")
    disputes = records.disputes(room.desk.book, until)
    made = day.review(
        of, work(room, since, until), work(room, before, last), room.rates, targets(room, until),
        records.remarks(room.desk.book, since, until), disputes, _trend(room, of, (since, until), (before, last)),
        room.customers, until, about,
    )  # fmt: skip
    return replace(made, tables=(*made.tables, _changed(room)))


def _changed(room: Room) -> Table:
    book = known_responses(room.desk.book, room.desk.day).book
    talks, misses = (book.seen, book.expected), (book.missed_seen, book.missed_expected)
    return calling.changed(talks, misses, book.times, book.interval, AFTER)


def _trend(room: Room, of: day.Stretch, now: tuple[date, date], then: tuple[date, date]) -> list[Headline]:
    """Return how DSO and CEI went, in base currency or the book's only one."""
    measured = []
    for since, until in (now, then):
        with at_close_of(room.desk.book, until) as past:
            flows = _told(room, past, since)
        codes = flows.currencies
        code = room.rates.base if room.rates.base in codes else codes[0] if len(codes) == 1 else ""
        measured.append((code, measures.measure(flows, code) if code else None))
    (code, new), (_, old) = measured
    if new is None:
        return []
    when = f"the {of.name} before"
    days, part = Column("", Kind.DECIMAL), Column("", Kind.PERCENT)
    return [
        Headline(f"DSO {code}", new.dso, days, old.dso if old else None, when, None, -1),
        Headline(f"CEI {code}", new.effectiveness, part, old.effectiveness if old else None, when),
    ]


def make_handover(room: Room) -> Report:
    """What falls due in the days to come, for whoever stands in."""
    book = room.desk.book
    since = room.ask.since or room.ask.as_of
    until = room.ask.until or since + _WEEK
    today = min(room.ask.as_of, since)
    with at_close_of(book, today) as past:
        overdue = balances.overdue(past)
    facts = stand_in.Handed(
        records.steps(book, date.min, until),
        [p for p in room.promises(today) if p.due <= until],
        [d for d in records.disputes(book, today) if d.resolved is None],
        room.customers,
        overdue,
        records.whom_to_ask(book),
        records.last_notes(book, room.ask.as_of),
        room.desk.policy.hours_of,
    )
    about = (f"{spelt(since)} to {spelt(until)}", "What fell due before is listed, too")
    return stand_in.handover(facts, since, until, room.desk.clock.zone, about)


def behind(desk: Desk, as_of: date, currency: str, bucket: int) -> Table:
    """Return the invoices behind an aging bucket of one currency."""
    with at_close_of(desk.book, as_of) as past:
        items = [
            item
            for item in balances.open_items(past)
            if item.currency == currency and bucket_of((as_of - item.due).days) == bucket
        ]
    title = f"{currency} {BUCKETS[bucket]}, as of {spelt(as_of)}"
    return aging.invoices(items, balances.customers(desk.book), as_of, title)
