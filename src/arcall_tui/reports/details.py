"""What figures are made of, row by row: calls, payments, promises, sales and settled bills."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import LIVE_PROMISES, PromiseState
from arcall_tui.domain.figures import Call, Customer, PromiseFact, ReceiptFact, SaleFact, SettledFact
from arcall_tui.domain.money import Money
from arcall_tui.reports.calling import GAVE_PROMISE, WEEKDAYS, hour_of
from arcall_tui.reports.forecast import label, monday, week_of
from arcall_tui.reports.reference import ACCOUNT, YES
from arcall_tui.reports.table import Column, Row, Table, columns, currency_of

Customers = Mapping[int, Customer]


def only(table: Table, where: Mapping[str, str]) -> Table:
    """Return the rows of which all that is true: a column's text, the currency of the amounts, the account."""
    places = {column.name: place for place, column in enumerate(table.columns)}

    def fits(row: Row, key: str) -> bool:
        return all(_said(row, key, places, name) == value for name, value in where.items())

    chosen = [pair for pair in zip(table.rows, table.keys, strict=True) if fits(*pair)]
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


def calls(listed: Sequence[Call], customers: Customers, zone: ZoneInfo) -> Table:
    """Return calls one by one, with what each counts as."""
    rows: list[Row] = []
    for call in listed:
        who, means = customers[call.account], call.code.means
        at = call.at.astimezone(zone)
        rows.append(
            (
                call.workday, f"{at:%H:%M}", who.name, means.label,
                None if call.seconds is None else call.seconds / 60, call.note, who.ledger_id, str(call.code),
                _yes(call.attempt), _yes(call.contact), _yes(call.right_party and call.attempt),
                _yes(call.code in GAVE_PROMISE), call.root_cause or "", hour_of(call, zone),
                WEEKDAYS[call.workday.weekday()],
            )
        )  # fmt: skip
    heads = columns(
        "day:date time customer result minutes:decimal text account code attempt contact reached promise cause hour weekday"
    )
    return _table("Calls", heads, rows, "calls", [call.account for call in listed])


def payments(
    listed: Sequence[ReceiptFact], customers: Customers, numbers: Mapping[int, str], told: Callable[[ReceiptFact], str]
) -> Table:  # fmt: skip
    """Return money one by one. `numbers`: of the bills; `told`: what was done before."""
    rows: list[Row] = [
        (
            each.paid, each.seen, customers[each.account].name, numbers.get(each.invoice or 0, ""),
            Money(each.amount, each.currency), customers[each.account].ledger_id, told(each), monday(each.paid),
        )
        for each in listed
    ]  # fmt: skip
    heads = columns("paid:date seen:date customer item amount:money+ account before week:date")
    return _table("Payments", heads, rows, "paid", [each.account for each in listed])


def promises(listed: Sequence[PromiseFact], customers: Customers, day: date, title: str) -> Table:
    """Return promises one by one, as they stood on `day`."""
    rows: list[Row] = [
        (
            p.made, p.due, customers[p.account].name, Money(p.amount, p.currency),
            Money(p.amount if p.state is PromiseState.KEPT else min(p.paid, p.amount), p.currency), str(p.state), p.said_by, p.settled,
            customers[p.account].ledger_id, _yes(p.state in LIVE_PROMISES),
            label(week_of(p.due, day)),
        )
        for p in listed
    ]  # fmt: skip
    heads = columns(
        "made:date due:date customer amount:money+ paid:money+ state said_by settled:date account live week:date"
    )
    return _table(title, heads, rows, "promises", [each.account for each in listed])


def sales(listed: Sequence[SaleFact], customers: Customers) -> Table:
    """Return what was invoiced, credit notes as negatives."""
    rows: list[Row] = [
        (s.dated, s.number, customers[s.account].name, s.kind, Money(s.amount, s.currency), customers[s.account].ledger_id)
        for s in listed
    ]  # fmt: skip
    heads = columns("dated:date item customer kind amount:money+ account")
    return _table("Sales", heads, rows, "sales", [each.account for each in listed])


def settled(listed: Sequence[SettledFact], customers: Customers) -> Table:
    """Return settled bills with how late they were."""
    rows: list[Row] = [
        (
            s.due,
            s.settled,
            (s.settled - s.due).days,
            customers[s.account].name,
            customers[s.account].ledger_id,
        )
        for s in listed
    ]
    heads = columns("due:date settled:date days_late:count customer account")
    return _table("Settled bills", heads, rows, "settled", [each.account for each in listed], summed=False)


def _table(
    title: str, heads: tuple[Column, ...], rows: Sequence[Row], sheet: str, accounts: Sequence[int], *, summed: bool = True
) -> Table:  # fmt: skip
    keys = tuple(f"{ACCOUNT}{account}" for account in accounts)
    return Table(
        title, heads, tuple(rows), sheet, summed=summed, keys=keys, empty="It is made of nothing: it is 0."
    )
