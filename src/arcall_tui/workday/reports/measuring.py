"""What went through the receivables in a period, as far as the ledgers tell it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from arcall_tui.domain.figures import ReceiptFact
from arcall_tui.reports import measures
from arcall_tui.reports.known import KnownLedgers, Teller
from arcall_tui.reports.reference import leads_to
from arcall_tui.reports.table import Headline, NotAvailable
from arcall_tui.reports.work import measured_heads
from arcall_tui.store.past import balances, moves, turnover
from arcall_tui.store.past.view import Past, at_close_of
from arcall_tui.workday.reports.report_room import PERIOD, Room, about_of

MARGIN = 31  # days: a bill may be dated so long after the ledger that shows it first
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_HALF_A_YEAR = timedelta(days=183)


def flows_of(room: Room) -> tuple[measures.Flows, list[ReceiptFact], tuple[str, ...]]:
    """Return the period's flows, the money by its day of payment, and as of when it all is."""
    since, until, past = room.since, room.until, room.past(room.until)
    flows = told(room, past, since)
    room.ask.tell("adding up sales")
    sales = _counted_back(past, flows)
    room.ask.tell("adding up what came in")
    receipts = [receipt for receipt in turnover.collected(past, since) if receipt.paid >= since]
    began = min((day for days in sales.values() for day in days), default=until).replace(day=1)
    known = _known(room, past).flows_from(until, began)
    return replace(flows, sales=sales, known_from=known), receipts, about_of(past)


def _counted_back(past: Past, flows: measures.Flows) -> dict[str, dict[date, int]]:
    """Return the sales of the newest months, as many as make up what is owed: half a year's do mostly, else all."""
    sales = turnover.sales_by_day(past, (past.day - _HALF_A_YEAR).replace(day=1))
    for code, closing in flows.told.closing.items():
        if not isinstance(closing, NotAvailable) and closing > sum(sales.get(code, {}).values()):
            return turnover.sales_by_day(past, date.min)
    return sales


def told(room: Room, past: Past, since: date) -> measures.Flows:
    """Return the flows from `since` to the view's day, without the sales of the time before."""
    room.ask.tell("reading what the ledgers tell")
    found = teller(room, past, since).flows(since, past.day)
    room.ask.tell("reading the balances")
    current = {code: now for code, (_, now) in balances.totals(past).items()}
    return measures.Flows(since, past.day, found, current, {})


def teller(room: Room, past: Past, since: date) -> Teller:
    """Return what tells of the receivables from `since` to the view's day."""
    ends: dict[date, dict[tuple[str, str], int]] = {}

    def at(creditor: str, day: date) -> dict[str, int]:
        if day not in ends:
            with at_close_of(past.connection, day, past) as then:
                ends[day] = moves.totals(then)
        return {code: total for (whose, code), total in ends[day].items() if whose == creditor}

    return Teller(_known(room, past), moves.moves(past, since - timedelta(days=MARGIN)), at)


def _known(room: Room, past: Past) -> KnownLedgers:
    return KnownLedgers.of(moves.ledger_days(past), room.desk.caller.calendar.is_business_day)


def aligned(room: Room) -> Room:
    """Where no period is asked for, take the one between two days whose ledgers are known."""
    if room.ask.since or room.ask.until:
        return room
    known = _known(room, room.past(room.until))
    until = known.common(room.until) or room.until
    wanted = until - timedelta(days=PERIOD)
    first = known.common(wanted) or known.earliest()
    since = first + _DAY if first and first < until and not known.told_by_dates(wanted) else wanted + _DAY
    # What flowed is known without a gap from then on only.
    since = max(since, known.flows_from(until, since) or since)
    return replace(room, ask=replace(room.ask, since=since, until=until))


def newest_told(room: Room) -> date:
    """Return the newest day by the end at whose close all balances are known; the end where there is none."""
    return _known(room, room.past(room.until)).common(room.until) or room.until


def measured_in(
    room: Room, spans: Sequence[tuple[date, date]]
) -> tuple[str, list[measures.Measured | None]]:  # fmt: skip
    """Return the measures of several stretches of days, in base currency or the book's only one (empty: there is none)."""
    flows = []
    for since, until in spans:
        with at_close_of(room.desk.book, until, room.past(room.until)) as past:
            flows.append(told(room, past, since))
    base, codes = room.rates.base, flows[-1].currencies
    code = base if base in codes else codes[0] if len(codes) == 1 else ""
    return code, [measures.measure(each, code) if code in each.told.closing else None for each in flows]


def trend(room: Room, when: str, now: tuple[date, date], then: tuple[date, date]) -> list[Headline]:
    """Return how DSO and CEI went since the days of `then`, in base currency or the book's only one."""
    length, end = "", newest_told(room)
    if now[0] <= end < now[1]:  # the newest ledger is some days old: up to its day all is told
        late = now[1] - end
        now, then = ((since, until - late) for since, until in (now, then))
        length = f" to {end.day} {end:%b}"
    if now[1] - now[0] < _WEEK:  # the sales of some days tell nothing of how long it takes to be paid
        now, then = ((until - timedelta(days=PERIOD - 1), until) for _, until in (now, then))
        length = f", {PERIOD} days{length}"
    code, (new, old) = measured_in(room, (now, then))
    if new is None:
        return []
    of_period = leads_to("receivables", *now, currency=code)
    return measured_heads(new, old, f" {code} bills{length}", when, of_period)
