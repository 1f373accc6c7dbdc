"""The sample's calls: how one is written down, and the chasing that went before today."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import RootCause
from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.money import Money
from arcall_tui.workday.sample.receivables import SampleBill, SampleLedger, SampleRows, business_day
from arcall_tui.workday.sample.sample_customers import INVENTED, SampleCustomer, chance

NOTES: dict[str, list[str]] = INVENTED["notes"]


_WORTH_A_CALL = 6  # days late
_LONG_WAIT = 9  # days from the call to the money
_BUSY = 14  # calls a day
_EARLY = 4  # days, at most and not reached


# Why they had not paid, by what came of the call.
_CAUSES = {
    "PTP": (RootCause.CASH, RootCause.APPROVAL, RootCause.FORGOT, RootCause.CASH),
    "TT": (RootCause.APPROVAL, RootCause.CASH),
    "COPY": (RootCause.NO_INVOICE, RootCause.NO_INVOICE, RootCause.NO_PO),
    "PAID": (RootCause.BANK,),
    "DISP": (RootCause.DISPUTE, RootCause.DISPUTE, RootCause.OUR_ERROR),
    "RTP": (RootCause.CASH, RootCause.DISPUTE),
}


@dataclass(slots=True)
class CallingDay:
    """What the making of calls needs: the rows, chance, the day, and on which days each customer was called."""

    rows: SampleRows
    rng: Random
    today: date
    called: dict[int, set[date]] = field(default_factory=lambda: defaultdict(set))

    def is_full(self, day: date) -> bool:
        """Whether as many were called on `day` as on a busy one."""
        return sum(day in days for days in self.called.values()) >= _BUSY

    def moment(self, customer: SampleCustomer, day: date, at: time | None = None) -> datetime:
        """Return an instant (UTC) on `day` in the customer's office hours, or at `at` there."""
        clock = at or time(self.rng.randint(9, 16), self.rng.randrange(60))
        return datetime.combine(day, clock, ZoneInfo(customer.zone)).astimezone(UTC)

    def free_day(self, customer: SampleCustomer, day: date) -> date | None:
        """Return `day` or the next business day on which the customer was not called yet; None from today on."""
        day = business_day(day)
        while day in self.called[customer.id]:
            day = business_day(day + timedelta(days=1))
        return day if day < self.today else None

    def call(
        self,
        customer: SampleCustomer,
        day: date,
        code: str,
        detail: str = "",
        words: str = "",
        **facts: object,
    ) -> int:
        """Write down a call to `customer` on `day`, with those words as its note or some of chance's; return its row."""
        self.called[customer.id].add(day)
        spoke = code not in {"NA", "BZ", "LM", "WN", "TD"}
        person = self.rng.choice(customer.people)
        values: dict[str, object] = {
            "direction": {"IN": "in", "ESC": "none", "DNC": "none"}.get(code, "out"),
            "root_cause": self._cause(customer, day, code),
            "seconds": self.rng.randint(70, 600) if spoke else self.rng.randint(15, 60),
        }
        at = self.moment(customer, day)
        first = person.name.split()[0]
        some = self.rng.choice(NOTES[code]).format(name=first)
        values["note"] = words.format(name=first) if words else some
        return self.rows.add(
            "activity", account_id=customer.id, contact_id=self._contact(customer, person.name) if spoke else None,
            code=code, at=at, workday=day, detail=detail, **(values | facts),
        )  # fmt: skip

    @staticmethod
    def _cause(customer: SampleCustomer, day: date, code: str) -> str | None:
        causes = _CAUSES.get(code)
        return causes[(customer.id + day.toordinal()) % len(causes)] if causes else None

    def _contact(self, customer: SampleCustomer, name: str) -> int | None:
        return next(
            (int(str(row["id"])) for row in self.rows.tables["contact"]
             if row["account_id"] == customer.id and row["name"] == name), None,
        )  # fmt: skip

    def promise(
        self, customer: SampleCustomer, bills: list[SampleBill], made_on: date, due: date, **facts: object
    ) -> tuple[int, int]:
        """Write down a call that ended in a promise to pay `bills` by `due`; return the call's and its row."""
        amount = Money(sum(bill.balance or bill.amount for bill in bills), bills[0].currency)
        call = self.call(customer, made_on, "PTP", promised(amount, due))
        values: dict[str, object] = {"level": 0, "plan": None, "state": "open", "settled_on": None}
        promise = self.rows.add(
            "promise", account_id=customer.id, activity_id=call, made_on=made_on, due_on=due, amount=amount.minor,
            currency=amount.currency, method="bank transfer", said_by=customer.people[0].name, **(values | facts),
        )  # fmt: skip
        for bill in bills:
            self.rows.link(
                "promise_line", promise_id=promise, invoice_id=bill.row, amount=bill.balance or bill.amount
            )
        return call, promise


def promised(amount: Money, due: date) -> str:
    """Say what was promised: `GBP 1,200.00 by 12 Nov 2026`."""
    return f"{amount} by {spelt(due)}"


def chase_the_past(desk: CallingDay, people: list[SampleCustomer], ledger: SampleLedger) -> None:
    """Write down the calls for bills that were paid late in the end, customer by customer, oldest first."""
    for customer in people:
        for bill in sorted(ledger.bills[customer.id], key=lambda bill: bill.due):
            paid = bill.paid_on
            if paid and bill.amount > 0 and (paid - bill.due).days >= _WORTH_A_CALL and chance(desk.rng, 80):
                _chase(desk, customer, bill, paid)


def _chase(desk: CallingDay, customer: SampleCustomer, bill: SampleBill, paid: date) -> None:
    """Ring until someone answers; what they then say fits what came of it."""
    day = bill.due + timedelta(days=desk.rng.randint(2, 5))
    for _ in range(desk.rng.choice((0, 0, 1, 1, 2))):
        free = desk.free_day(customer, day)
        if free is None or free >= paid:
            return
        desk.call(customer, free, desk.rng.choice(("NA", "NA", "LM", "BZ", "GK")))
        day = free + timedelta(days=desk.rng.randint(1, 3))
    free = desk.free_day(customer, day)
    if free is None or free >= paid:
        return
    _conversation(desk, customer, bill, free, paid)


def _conversation(
    desk: CallingDay, customer: SampleCustomer, bill: SampleBill, day: date, paid: date
) -> None:
    code = desk.rng.choices(("PTP", "PAID", "COPY", "TT"), (60, 12, 14, 14))[0]
    if code != "PTP":
        desk.call(customer, day, code)
        return
    wait = (paid - day).days
    if wait > _LONG_WAIT and chance(desk.rng, 60):  # mostly a promise that failed first
        due = business_day(day + timedelta(days=wait // 3))
        broken_on = business_day(due + timedelta(days=2))
        desk.promise(customer, [bill], day, due, state="broken", settled_on=broken_on)
        again = desk.free_day(customer, broken_on)
        if again is not None and again < paid:
            desk.promise(customer, [bill], again, paid, state="kept", settled_on=paid, level=1)
        return
    # Some pay before the day that they named.
    due = business_day(paid + timedelta(days=bill.row % _EARLY))
    desk.promise(customer, [bill], day, due, state="kept", settled_on=paid)
