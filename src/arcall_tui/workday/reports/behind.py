"""What a figure is made of, found again by its reference: calls, payments, promises, disputes, items, sales."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta

from arcall_tui.domain.activity import LIVE_PROMISES
from arcall_tui.domain.calendar import spelt
from arcall_tui.errors import UsageError
from arcall_tui.reports import aging, causes, details, measures, promised
from arcall_tui.reports.reference import ACCOUNT, YES, Reference, leads_to
from arcall_tui.reports.table import Report, Table, money, tabled, with_columns
from arcall_tui.store.past import balances, habits, records, turnover
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.making import disputed, make_customers
from arcall_tui.workday.reports.measuring import flows_of
from arcall_tui.workday.reports.report_room import Ask, Room, for_one
from arcall_tui.workday.reports.reviewing import make_day, make_month, make_week, work

_DAY = timedelta(days=1)


def made_of(desk: Desk, reference: str, tell: Callable[[str], None], creditor: str = "") -> Report:
    """Return what a figure is made of, of an account its sheet. Raises UsageError for a reference that leads to nothing."""
    with for_one(desk, creditor) as said, ExitStack() as views:
        return said(
            _made_of(Room(desk, Ask(desk.clock.today(), creditor=creditor, tell=tell), views), reference)
        )


def _made_of(room: Room, reference: str) -> Report:
    number = reference.removeprefix(ACCOUNT)
    if number != reference and number.isdecimal() and int(number) in room.customers:
        return make_customers(replace(room, ask=replace(room.ask, account=int(number))))
    source, since, until, where = Reference.parse(reference)
    room = replace(room, ask=replace(room.ask, as_of=until, since=since, until=until))
    if source in _STRETCHES:
        return room.rates.in_base(_STRETCHES[source](room))
    if source == _RECEIVABLES:
        table = _receivables(room, where.get("currency", ""))
    elif source in _SOURCES:
        table = details.only(_SOURCES[source](room, since or date.min, until), where)
    else:
        kinds = ", ".join((*_SOURCES, _RECEIVABLES, *_STRETCHES))
        raise UsageError(f"{source!r} is nothing that a figure is made of.", f"There are {kinds}.")
    days = f"{spelt(since)} to {spelt(until)}" if since else f"as of {spelt(until)}"
    about = (spelt(until) if since == until else days,)
    return room.rates.in_base(Report("behind", table.title, about, (table,)))


def _items(room: Room, since: date, until: date) -> Table:  # noqa: ARG001 - as of a day
    return aging.invoices(balances.open_items(room.past(until)), room.customers, until)


def _calls(room: Room, since: date, until: date) -> Table:
    return details.calls(records.calls(room.desk.book, since, until), room.customers, room.desk.clock.zone)


def _paid(room: Room, since: date, until: date) -> Table:
    found = work(room, since, until).receipts
    numbers = turnover.numbers(room.desk.book, (each.invoice for each in found if each.invoice))
    return details.payments(found, room.customers, numbers, lambda _: "")


def _received(room: Room, since: date, until: date) -> Table:
    book = room.desk.book
    found = [each for each in turnover.collected(room.past(until), since) if since <= each.paid <= until]
    numbers = turnover.numbers(book, (each.invoice for each in found if each.invoice))
    earlier = records.calls(book, since - timedelta(days=measures.BEFORE), until)
    told = measures.before(earlier, room.promises(until))
    return details.payments(found, room.customers, numbers, told)


def _promised(room: Room, since: date, until: date) -> Table:
    return details.promises(work(room, since, until).promises, room.customers, until, "Promises made")


def _judged(room: Room, since: date, until: date) -> Table:
    judged = work(room, since, until).judged
    known = promised.verdicts(judged)
    table = details.promises(judged, room.customers, until, "Promises kept and broken")
    return with_columns(table, "promise:count verdict", [(p.whole, str(known[p.whole])) for p in judged])


def _grace(room: Room, since: date, until: date) -> Table:
    ended = promised.past_grace(room.promises(until), since, until)
    return details.promises(ended, room.customers, until, "Promises past their grace")


def _due(room: Room, since: date, until: date) -> Table:  # noqa: ARG001 - as of a day
    live = [each for each in room.promises(until) if each.state in LIVE_PROMISES]
    table = details.promises(live, room.customers, until, "Promised for the week")
    basis = (
        "What is still to come of these counts by the customer's kept rate. What is expected besides is spread over the weeks"
        " from all open bills that neither a promise nor a dispute covers; report aging lists them."
    )
    return replace(table, basis=(basis,))


def _disputes(room: Room, since: date, until: date) -> Table:
    found = disputed(room, since, until)
    table = causes.one_by_one(found, room.customers, until)
    facts = [
        (causes.age(each, until), YES if each.resolved is None else "", YES if each.opened >= since else "")
        for each in found
    ]
    return with_columns(replace(table, title="Disputes"), "age open new", facts)


def _sales(room: Room, since: date, until: date) -> Table:
    return details.sales(turnover.sales(room.past(until), since), room.customers)


def _settled(room: Room, since: date, until: date) -> Table:
    return details.settled(habits.settled(room.past(until), since - _DAY), room.customers)


def _receivables(room: Room, code: str) -> Table:
    """Return the figures that the measures of a currency are made of, each with what it is made of in turn."""
    flows, _, _ = flows_of(room)
    told, since, until = flows.told, flows.since, flows.until
    parts = (
        (f"opening, at the close of {spelt(since - _DAY)}", told.opening, leads_to("items", None, since - _DAY, currency=code)),
        ("sales", told.sales, leads_to("sales", since, until, currency=code)),
        ("collected", told.collected, leads_to("received", since, until, currency=code)),
        (f"closing, at the close of {spelt(until)}", told.closing, leads_to("items", None, until, currency=code)),
        ("closing, not overdue", {code: flows.not_overdue(code)}, leads_to("items", None, until, currency=code, overdue="")),
    )  # fmt: skip
    rows = [((name, money(amounts.get(code, 0), code)), key) for name, amounts, key in parts]
    title, basis = f"Receivables in {code}", (f"Period: {flows.days} days.",)
    return tabled(title, "receivables", "figure amount:money", rows, basis=basis)


_RECEIVABLES = "receivables"
_STRETCHES = {"day": make_day, "week": make_week, "month": make_month}
_LISTS = (_calls, _paid, _received, _promised, _judged, _grace, _due, _disputes, _items, _sales, _settled)
_SOURCES = {each.__name__.removeprefix("_"): each for each in _LISTS}
