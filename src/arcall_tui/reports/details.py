"""What figures are made of, row by row: calls, payments, promises, sales and settled bills."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import LIVE_PROMISES
from arcall_tui.domain.calendar import monday
from arcall_tui.domain.figures import Call, Customer, PromiseFact, ReceiptFact, SaleFact, SettledFact
from arcall_tui.domain.money import Money
from arcall_tui.reports.calling import GAVE_PROMISE, hour_of, weekday_of
from arcall_tui.reports.forecast import label, week_of
from arcall_tui.reports.reference import ACCOUNT, YES
from arcall_tui.reports.table import Row, Table, currency_of, listed

Customers = Mapping[int, Customer]
_NOTHING = "It is made of nothing: it is 0."


def only(table: Table, where: Mapping[str, str]) -> Table:
    """Return the rows of which all that is true: a column's text, the currency of the amounts, the account."""
    places = {column.name: place for place, column in enumerate(table.columns)}
    chosen = [
        (row, key)
        for row, key in zip(table.rows, table.keys, strict=True)
        if all(_said(row, key, places, name) == value for name, value in where.items())
    ]
    words = [word if word != YES else name for name, word in where.items() if word and name != "account"]
    title = ", ".join((table.title, *words))
    rows, keys = tuple(row for row, _ in chosen), tuple(key for _, key in chosen)
    return Table(title, table.columns, rows, table.sheet, table.basis, table.summed, (), keys, table.empty)


def _said(row: Row, key: str, places: Mapping[str, int], name: str) -> str:
    if name == "account":
        return key.removeprefix(ACCOUNT)
    if name == "currency":
        return currency_of(row)
    cell = row[places[name]] if name in places else None
    return "" if cell is None else str(cell)


def _yes(flag: object) -> str:
    return YES if flag else ""


def calls(facts: Sequence[Call], customers: Customers, zone: ZoneInfo) -> Table:
    """Return calls one by one, with what each counts as."""

    def row(call: Call) -> Row:
        who, means, at = customers[call.account], call.code.means, call.at.astimezone(zone)
        return (
            at.date(), f"{at:%H:%M}", who.name, means.label,
            None if call.seconds is None else call.seconds / 60, call.note, who.ledger_id, str(call.code),
            _yes(call.attempt), _yes(call.contact), _yes(call.right_party and call.attempt),
            _yes(call.code in GAVE_PROMISE), call.root_cause or "", hour_of(call, zone), weekday_of(call),
        )  # fmt: skip

    heads = "day:date time customer result minutes:decimal text account code attempt contact reached promise cause hour weekday"
    return listed("Calls", "calls", heads, facts, row, empty=_NOTHING)


def payments(
    facts: Sequence[ReceiptFact], customers: Customers, numbers: Mapping[int, str], told: Callable[[ReceiptFact], str]
) -> Table:  # fmt: skip
    """Return money one by one. `numbers`: of the bills; `told`: what was done before."""

    def row(each: ReceiptFact) -> Row:
        who, amount = customers[each.account], Money(each.amount, each.currency)
        item = numbers.get(each.invoice or 0, "")
        return each.paid, each.seen, who.name, item, amount, who.ledger_id, told(each), monday(each.paid)

    heads = "paid:date seen:date customer item amount:money+ account before week:date"
    return listed("Payments", "paid", heads, facts, row, summed=True, empty=_NOTHING)


def promises(facts: Sequence[PromiseFact], customers: Customers, day: date, title: str) -> Table:
    """Return promises one by one, as they stood on `day`."""

    def row(p: PromiseFact) -> Row:
        who, amounts = customers[p.account], (Money(minor, p.currency) for minor in (p.amount, p.came))
        return (
            p.made, p.due, who.name, *amounts, str(p.state), p.said_by, p.settled, who.ledger_id,
            _yes(p.state in LIVE_PROMISES), label(week_of(p.due, day)),
        )  # fmt: skip

    heads = "made:date due:date customer amount:money+ paid:money+ state said_by settled:date account live week:date"
    return listed(title, "promises", heads, facts, row, summed=True, empty=_NOTHING)


def sales(facts: Sequence[SaleFact], customers: Customers) -> Table:
    """Return what was invoiced, credit notes as negatives."""

    def row(s: SaleFact) -> Row:
        who = customers[s.account]
        return s.dated, s.number, who.name, s.kind, Money(s.amount, s.currency), who.ledger_id

    heads = "dated:date item customer kind amount:money+ account"
    return listed("Sales", "sales", heads, facts, row, summed=True, empty=_NOTHING)


def settled(facts: Sequence[SettledFact], customers: Customers) -> Table:
    """Return settled bills with how late they were."""

    def row(s: SettledFact) -> Row:
        who = customers[s.account]
        return s.due, s.settled, (s.settled - s.due).days, who.name, who.ledger_id

    return listed(
        "Settled bills", "settled", "due:date settled:date days_late:count customer account", facts, row, empty=_NOTHING
    )  # fmt: skip
