"""Who is in the sample book, and what they owe: some 150 invented customers, their people and habits, and the ledgers that tell of their bills."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from random import Random
from typing import NamedTuple, TypeVar

from arcall_tui.domain.account import Contact
from arcall_tui.domain.calendar import Calendar
from arcall_tui.domain.money import exponent
from arcall_tui.packaged import table_of
from arcall_tui.store.standings import histories


class SamplePlace(NamedTuple):
    """A country as the sample needs it.

    `scale`: what an amount of 1 is there, roughly. `phones`: numbers set aside for fiction where the
    country has such (the rest end in 5550 01xx), `#` stands for a digit.
    """

    country: str
    zones: tuple[str, ...]
    currency: str
    language: str
    scale: float
    share: int
    phones: tuple[str, ...]
    suffixes: tuple[str, ...]
    roots: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]


class SampleCreditor(NamedTuple):
    """A creditor: words in the names of who buys there, who answers for disputes, and what they are about, in a caller's words.

    The last two are as long for each, so that chance draws the same place whoever it is.
    """

    name: str
    buyers: tuple[str, ...]
    owners: tuple[str, ...]
    disputes: tuple[tuple[str, str], ...]


_Row = TypeVar("_Row", SamplePlace, SampleCreditor)


def _fixed(value: object) -> object:
    """Return what was read with tuples for its lists."""
    return tuple(map(_fixed, value)) if isinstance(value, list) else value


def _made(kind: type[_Row], rows: list[dict[str, object]]) -> tuple[_Row, ...]:
    return tuple(kind._make(_fixed(row[name]) for name in kind._fields) for row in rows)


INVENTED = table_of("workday/sample/invented")
PLACES = _made(SamplePlace, INVENTED["places"])
CREDITORS = _made(SampleCreditor, INVENTED["creditors"])
TRADES, FANCIES, ROLES = (tuple[str, ...](INVENTED[name]) for name in ("trades", "fancies", "roles"))


class PayingHabit(Enum):
    """How a customer pays: mean and spread of the days late, and how many of a hundred pay like this."""

    PROMPT = (-2.0, 3.0, 26)
    USUAL = (9.0, 6.0, 34)
    SLOW = (27.0, 11.0, 22)
    ERRATIC = (18.0, 30.0, 10)
    FAILING = (58.0, 22.0, 8)

    def days_late(self, rng: Random) -> int:
        """Draw how late one invoice is paid, in days; negative is early."""
        mean, spread, _ = self.value
        return max(-20, round(rng.gauss(mean, spread)))


def chance(rng: Random, percent: float) -> bool:
    """Draw whether something happens that happens in so many of a hundred cases."""
    return rng.random() * 100 < percent


@dataclass(frozen=True, slots=True)
class SampleCustomer:
    """One invented customer. `size`: its usual invoice, in whole units of its currency."""

    id: int
    ledger_id: str
    name: str
    place: SamplePlace
    zone: str
    terms: int
    size: float
    every: int
    new: bool
    habit: PayingHabit
    people: tuple[Contact, ...]

    @property
    def buys_from(self) -> int:
        """The place of its creditor in CREDITORS: the last where no word in its name tells."""
        told = (at for at, each in enumerate(CREDITORS) if any(word in self.name for word in each.buyers))
        return next(told, len(CREDITORS) - 1)

    @property
    def creditor(self) -> SampleCreditor:
        """For whom it is rung."""
        return CREDITORS[self.buys_from]


def customers(rng: Random, count: int) -> list[SampleCustomer]:
    """Draw `count` customers spread over the places by their shares."""
    where = [place for place in PLACES for _ in range(place.share)]
    names: set[str] = set()
    return [_customer(rng, number, where[number * len(where) // count], names) for number in range(count)]


def _customer(rng: Random, number: int, place: SamplePlace, names: set[str]) -> SampleCustomer:
    name = _name(rng, place, names)
    habits = list(PayingHabit)
    return SampleCustomer(
        id=number + 1,
        ledger_id=f"C{number + 1:04d}",
        name=name,
        place=place,
        zone=rng.choice(place.zones),
        terms=rng.choice((14, 30, 30, 30, 45, 60)),
        size=place.scale * rng.lognormvariate(7.6, 1.0),
        every=rng.randint(11, 38),
        new=chance(rng, 6),  # some began to buy only lately
        habit=rng.choices(habits, [habit.value[2] for habit in habits])[0],
        people=tuple(_person(rng, place, name) for _ in range(rng.choice((1, 1, 1, 2)))),
    )


def _name(rng: Random, place: SamplePlace, names: set[str]) -> str:
    while True:
        root = rng.choice(place.roots) if chance(rng, 40) else f"{rng.choice(FANCIES)} {rng.choice(TRADES)}"
        name = f"{root} {rng.choice(place.suffixes)}"
        if name not in names:
            names.add(name)
            return name


def _person(rng: Random, place: SamplePlace, company: str) -> Contact:
    first, last = rng.choice(place.first_names), rng.choice(place.last_names)
    phone = re.sub("#", lambda _: str(rng.randrange(10)), rng.choice(place.phones))
    mailbox = _ascii(f"{first}.{last}")
    # .example can belong to nobody (RFC 2606).
    email = f"{mailbox}@{_ascii(company) or 'firma'}.example"
    return Contact(0, f"{first} {last}", rng.choice(ROLES), phone, email)


def _ascii(text: str) -> str:
    """Return `text` as a mail address can hold it: ASCII letters and digits, dots kept, the rest dashes."""
    ascii_text = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "-", ascii_text.lower()).strip("-.")


class SampleRows:
    """Rows by table, in the order in which they were made; what a row does not name has its table's default."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, object]]] = defaultdict(list)

    def add(self, table: str, **values: object) -> int:
        """Add a row under the table's next id, and return the id."""
        number = len(self.tables[table]) + 1
        self.link(table, id=number, **values)
        return number

    def link(self, table: str, **values: object) -> None:
        """Add a row of a table whose key is not an id of its own."""
        self.tables[table].append(values)

    def change(self, table: str, number: int, **values: object) -> None:
        """Change the row with that id."""
        self.tables[table][number - 1].update(values)


_YEAR = 365
_LATELY = 70
_EIGHT_WEEKS = 56


@dataclass(frozen=True, slots=True)
class SampleBill:
    """One invoice or credit note: amounts in minor units of the customer's currency; open without `paid_on`."""

    customer: SampleCustomer
    number: str
    dated: date
    due: date
    amount: int
    balance: int
    po: str
    paid_on: date | None = None
    kind: str = "invoice"
    row: int = field(default=0, compare=False)

    @property
    def currency(self) -> str:
        """The customer's currency, ISO 4217."""
        return self.customer.place.currency


# All bills by customer id, each with its row in the book.
SampleLedger = dict[int, list[SampleBill]]


def overdue(bills: list[SampleBill], today: date) -> list[SampleBill]:
    """Return what should have been paid before `today`, oldest due date first."""
    late = (bill for bill in bills if bill.balance > 0 and bill.due < today)
    return sorted(late, key=lambda bill: (bill.due, bill.number))


_WEEKS = Calendar()  # as most of the invented customers have them
business_day = _WEEKS.on_or_after


def year_of_bills(rng: Random, people: list[SampleCustomer], today: date) -> list[SampleBill]:
    """Draw every customer's bills of the year before `today`, in order of their dates: what was paid before it no ledger shows."""
    begins = today - timedelta(days=_YEAR)
    bills = (bill for customer in people for bill in _bills(rng, customer, today))
    drawn = [bill for bill in bills if bill.paid_on is None or bill.paid_on > begins]
    drawn.sort(key=lambda bill: (bill.dated, bill.customer.id))
    kinds = {"credit note": "CN", "invoice": "INV"}
    return [replace(bill, number=f"{kinds[bill.kind]}-{at}") for at, bill in enumerate(drawn, start=2001)]


def _bills(rng: Random, customer: SampleCustomer, today: date) -> list[SampleBill]:
    day = today - timedelta(days=_LATELY if customer.new else _YEAR + customer.terms)
    bills: list[SampleBill] = []
    while True:
        day = business_day(day + timedelta(days=max(3, round(rng.gauss(customer.every, customer.every / 4)))))
        if day >= today:
            return bills
        bills.append(_bill(rng, customer, day, today))
        if chance(rng, 1.5):  # a bill in seventy is followed by a credit note
            bills.append(_credit(rng, bills[-1], today))


def _bill(rng: Random, customer: SampleCustomer, day: date, today: date) -> SampleBill:
    usual = customer.size * rng.lognormvariate(0.0, 0.5)
    amount = _rounded(usual * 10 ** exponent(customer.place.currency), customer)
    due = day + timedelta(days=customer.terms)
    late = customer.habit.days_late(rng)
    gave_up = customer.habit is PayingHabit.FAILING and day > today - timedelta(days=_EIGHT_WEEKS * 2)
    paid_on = business_day(max(day, due + timedelta(days=late)))
    po = f"PO{rng.randrange(10_000, 99_999)}" if chance(rng, 50) else ""  # half of them order by number
    if paid_on < today and not gave_up:
        return SampleBill(customer, "", day, due, amount, 0, po, paid_on)
    balance = amount
    if due < today and chance(rng, 12):  # one late bill in eight was paid in part
        balance = amount - _rounded(amount * rng.uniform(0.2, 0.7), customer)
    return SampleBill(customer, "", day, due, amount, balance, po)


def _credit(rng: Random, bill: SampleBill, today: date) -> SampleBill:
    worth = -_rounded(bill.amount * rng.uniform(0.03, 0.2), bill.customer)
    used = bill.paid_on
    dated = min(bill.dated + timedelta(days=5), today - timedelta(days=1))
    return replace(
        bill, dated=dated, due=dated, amount=worth, balance=0 if used else worth, po="", kind="credit note"
    )


def _rounded(minor: float, customer: SampleCustomer) -> int:
    """Whole yen, but cents that end in 0 or 5 elsewhere, as prices do."""
    step = 1 if exponent(customer.place.currency) == 0 else 5
    return max(step, round(minor / step) * step)


class LedgerDays(NamedTuple):
    """The ledgers taken in, one of each creditor a working day: `days` their as-of dates, oldest first."""

    days: list[date]

    @classmethod
    def of(cls, today: date) -> LedgerDays:
        """One each working day of a year; the newest is of the day before `today`."""
        yesterday = today - timedelta(days=1)
        days = (today - timedelta(days=back) for back in range(_YEAR, 0, -1))
        return cls([day for day in days if _WEEKS.is_business_day(day) or day == yesterday])

    def place(self, day: date) -> int:
        """The place of the first ledger that shows what happened on `day`, or of the newest."""
        return min(bisect_left(self.days, day), len(self.days) - 1)

    def row(self, place: int, customer: SampleCustomer) -> int:
        """The row of that ledger of the customer's creditor."""
        return place * len(CREDITORS) + customer.buys_from + 1


def book_ledger(rng: Random, rows: SampleRows, bills: list[SampleBill], ledgers: LedgerDays) -> SampleLedger:
    """Write bills, payments, balances and payer histories into `rows`."""
    ledger: SampleLedger = defaultdict(list)
    for bill in bills:
        ledger[bill.customer.id].append(_book(rng, rows, bill, ledgers))
    for account, own in ledger.items():
        late = sorted((b.paid_on - b.due).days for b in own if b.paid_on and b.kind == "invoice")
        if late:
            rows.link("payer_history", account_id=account, days_late=histories.pack(histories.of(late)))
    return ledger


def _book(rng: Random, rows: SampleRows, bill: SampleBill, ledgers: LedgerDays) -> SampleBill:
    last = ledgers.place(bill.paid_on) if bill.paid_on else len(ledgers.days) - 1
    row = rows.add(
        "invoice", account_id=bill.customer.id, number=bill.number, kind=bill.kind, invoice_date=bill.dated,
        due_date=bill.due, amount=bill.amount, balance=bill.balance, currency=bill.currency,
        po=bill.po, settled_on=bill.paid_on, last_import_id=ledgers.row(last, bill.customer),
        first_import_id=ledgers.row(ledgers.place(bill.dated), bill.customer),
    )  # fmt: skip
    booked = replace(bill, row=row)
    if bill.balance != bill.amount and bill.amount > 0:
        _pay(rng, rows, booked, ledgers)
    return booked


def _pay(rng: Random, rows: SampleRows, bill: SampleBill, ledgers: LedgerDays) -> None:
    paid_on = bill.paid_on or business_day(bill.due - timedelta(days=2))
    place = min(max(ledgers.place(paid_on), ledgers.place(bill.dated) + 1), len(ledgers.days) - 1)
    taken = ledgers.row(place, bill.customer)
    rows.add(
        "payment", account_id=bill.customer.id, invoice_id=bill.row, amount=bill.amount - bill.balance,
        currency=bill.currency, paid_on=paid_on, reference=f"BACS {rng.randrange(100_000, 999_999)}", import_id=taken,
    )  # fmt: skip
    rows.link(
        "balance_change", invoice_id=bill.row, import_id=taken, as_of=ledgers.days[place],
        old_balance=bill.amount, new_balance=bill.balance,
    )  # fmt: skip
