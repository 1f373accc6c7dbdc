"""The sample's calls: how one is written down, the chasing that went before today, and the accounts that tell a story."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import RootCause, spread_in_turn
from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.workday.sample.receivables import (
    INVENTED,
    SampleBill,
    SampleCustomer,
    SampleLedger,
    SampleRows,
    business_day,
    chance,
    overdue,
)

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
        means = Code(code).means
        spoke = means.contact or not means.attempt
        person = self.rng.choice(customer.people)
        causes = _CAUSES.get(code)
        known = (row for row in self.rows.tables["contact"] if row["account_id"] == customer.id)
        values: dict[str, object] = {
            "direction": {"IN": "in", "ESC": "none", "DNC": "none"}.get(code, "out"),
            "root_cause": causes[(customer.id + day.toordinal()) % len(causes)] if causes else None,
            "contact_id": next((row["id"] for row in known if spoke and row["name"] == person.name), None),
            "seconds": self.rng.randint(70, 600) if spoke else self.rng.randint(15, 60),
        }
        at = self.moment(customer, day)
        first = person.name.split()[0]
        some = self.rng.choice(NOTES[code]).format(name=first)
        values["note"] = words.format(name=first) if words else some
        return self.rows.add(
            "activity", account_id=customer.id, code=code, at=at, workday=day, detail=detail, **(values | facts),
        )  # fmt: skip

    def promise(
        self, customer: SampleCustomer, bills: list[SampleBill], made_on: date, due: date, **facts: object
    ) -> tuple[int, int]:
        """Write down a call that ended in a promise to pay `bills` by `due`; return the call's and its row."""
        lines = {bill.row: bill.balance or bill.amount for bill in bills}
        amount = Money(sum(lines.values()), bills[0].currency)
        call = self.call(customer, made_on, "PTP", promised(amount, due))
        facts |= {"made_on": made_on, "due_on": due, "currency": amount.currency}
        return call, self.promised(customer, call, lines, **facts)

    def promised(self, customer: SampleCustomer, call: int, lines: Mapping[int, int], **facts: object) -> int:
        """Write down what was promised in a call, bill by bill; return its row."""
        promise = self.rows.add(
            "promise", account_id=customer.id, activity_id=call, amount=sum(lines.values()),
            method="bank transfer", said_by=customer.people[0].name, **facts,
        )  # fmt: skip
        for bill, amount in lines.items():
            self.rows.link("promise_line", promise_id=promise, invoice_id=bill, amount=amount)
        return promise

    def disputed(self, account: int, call: int, bill: SampleBill, amount: int, **facts: object) -> int:
        """Write down that so much of a bill was objected to in a call; return the dispute's row."""
        dispute = self.rows.add("dispute", account_id=account, activity_id=call, **facts)
        self.rows.link("dispute_line", dispute_id=dispute, invoice_id=bill.row, amount=amount)
        return dispute


def promised(amount: Money, due: date) -> str:
    """Say what was promised: `GBP 1,200.00 by 12 Nov 2026`."""
    return f"{amount} by {spelt(due)}"


def chase_the_past(desk: CallingDay, people: list[SampleCustomer], ledger: SampleLedger) -> None:
    """Write down the calls for bills that were paid late in the end, customer by customer, oldest first."""
    for customer in people:
        for bill in sorted(ledger[customer.id], key=lambda bill: bill.due):
            paid = bill.paid_on
            if paid and bill.amount > 0 and (paid - bill.due).days >= _WORTH_A_CALL and chance(desk.rng, 80):
                _chase(desk, customer, bill, paid)


def _chase(desk: CallingDay, customer: SampleCustomer, bill: SampleBill, paid: date) -> None:
    """Ring until someone answers; what they then say fits what came of it."""
    day = bill.due + timedelta(days=desk.rng.randint(2, 5))
    in_vain = desk.rng.choice((0, 0, 1, 1, 2))
    while (free := desk.free_day(customer, day)) and free < paid:
        if not in_vain:
            _conversation(desk, customer, bill, free, paid)
            return
        in_vain -= 1
        desk.call(customer, free, desk.rng.choice(("NA", "NA", "LM", "BZ", "GK")))
        day = free + timedelta(days=desk.rng.randint(1, 3))


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


_AGES = (4, 33, 9, 18, 51)  # days since open disputes were told, where the bill was late by then
_DISPUTED_TALKS = 2  # of so many talks about a late bill, one was about a dispute


class Scenery(NamedTuple):
    """One account with overdue bills, and where to write what happened on it."""

    desk: CallingDay
    customer: SampleCustomer
    bills: list[SampleBill]

    def ago(self, days: int) -> date:
        """Return the business day about so many days before today, not before the oldest bill was late."""
        late = self.bills[0].due + timedelta(days=1)
        yesterday = self.desk.today - timedelta(days=1)
        last = yesterday - timedelta(days=max(0, yesterday.weekday() - 4))
        day = min(business_day(max(self.desk.today - timedelta(days=days), late)), last)
        called = self.desk.called.values()
        while sum(day in days for days in called) >= _BUSY and late < day - timedelta(days=1):
            day -= timedelta(days=1 if day.weekday() else 3)
        return self.desk.free_day(self.customer, business_day(max(day, late))) or last

    def ahead(self, days: int) -> date:
        """Return the business day so many days after today."""
        return business_day(self.desk.today + timedelta(days=days))

    def call(self, days_ago: int, code: str, detail: str = "", words: str = "") -> int:
        """Write down a call about so many days ago."""
        return self.desk.call(self.customer, self.ago(days_ago), code, detail, words)

    def then(
        self, call: int | None, kind: str, due: date, reason: str, at: datetime | None = None, **more: object
    ) -> None:
        """Set the next step."""
        self.desk.rows.add(
            "follow_up", account_id=self.customer.id, activity_id=call, kind=kind, due_on=due, at=at,
            zone=self.customer.zone, reason=reason, **more,
        )  # fmt: skip


def _fresh(stage: Scenery) -> None:
    first = business_day(stage.bills[0].due + timedelta(days=1))
    stage.then(None, "call", first, f"first call: {stage.bills[0].number} is overdue")


def _no_answer(stage: Scenery) -> None:
    stage.call(6, "NA")
    call = stage.call(2, stage.desk.rng.choice(("NA", "BZ", "NA")))
    stage.then(call, "call", stage.ahead(0), "no answer: try the other half of their day")


def _simple(
    days_ago: int, code: str, ahead: int, reason: str, kind: str = "call", set_by: str = "rule"
) -> Callable[[Scenery], None]:
    """Return what writes down a call so many days ago, and what is next so many days from today."""

    def write_down(stage: Scenery) -> None:
        call = stage.call(days_ago, code)
        stage.then(call, kind, stage.ahead(ahead), reason, set_by=set_by)

    return write_down


_message = _simple(3, "LM", 0, "left a message, nobody rang back")
_later = _simple(2, "TT", 4, "they asked for time to look into it", set_by="caller")
_callers_date = _simple(7, "TT", 0, "said they would know today", set_by="caller")
_says_paid = _simple(4, "PAID", 1, "says it is paid, no reference yet", "check ledger")
_copy = _simple(3, "COPY", 0, "copy sent: ask whether it arrived")


def _promised(stage: Scenery) -> None:
    due = stage.ahead(stage.desk.rng.randint(1, 12))
    bills = stage.bills[: stage.desk.rng.randint(1, len(stage.bills))]
    call, promise = stage.desk.promise(stage.customer, bills, stage.ago(4), due)
    check = business_day(due + timedelta(days=2))
    stage.then(call, "check payment", check, f"promised by {due.day} {due:%b}", promise_id=promise)
    if len(bills) < len(stage.bills):
        stage.then(call, "call", stage.ahead(1), "the promise covers only a part")


def _broken_again(stage: Scenery) -> None:
    due, broken = stage.ahead(-17), stage.ahead(-14)
    made_on = min(stage.ago(24), due)
    stage.desk.promise(stage.customer, stage.bills[:1], made_on, due, state="broken", settled_on=broken)
    _break(stage, 13, 1)


def _break(stage: Scenery, days_ago: int, level: int) -> None:
    due = business_day(stage.desk.today - timedelta(days=stage.desk.rng.randint(4, 9)))
    settled = stage.desk.today - timedelta(days=1)
    made_on = min(stage.ago(days_ago), due)
    call, promise = stage.desk.promise(
        stage.customer, stage.bills[:2], made_on, due, state="broken", settled_on=settled, level=level
    )
    stage.then(
        call, "call", stage.ahead(0), f"the promise of {due.day} {due:%b} was broken", promise_id=promise
    )


def _instalments(stage: Scenery) -> None:
    total, currency = sum(bill.balance for bill in stage.bills), stage.bills[0].currency
    parts = [Money(minor, currency) for minor in (total // 3, total // 3, total - 2 * (total // 3))]
    made_on = stage.ago(5)
    call = stage.call(5, "PLAN", f"{Money(total, currency)} in 3 parts")
    room = {bill.row: Money(bill.balance, currency) for bill in stage.bills}
    plan = len(stage.desk.rows.tables["promise"]) + 1
    for number, (part, (lines, _)) in enumerate(zip(parts, spread_in_turn(parts, room), strict=True)):
        due = stage.ahead(7 + 14 * number)
        promise = stage.desk.promised(
            stage.customer, call, {line.invoice: line.amount.minor for line in lines},
            made_on=made_on, due_on=due, currency=currency, plan=plan,
        )  # fmt: skip
        reason = promised(part, due)
        stage.then(call, "check payment", business_day(due + timedelta(days=2)), reason, promise_id=promise)


def _disputed(stage: Scenery) -> None:
    rng, bill = stage.desk.rng, stage.bills[0]
    creditor, age = stage.customer.creditor, _AGES[stage.customer.id % len(_AGES)]
    opened = stage.ago(age)
    (reason, words), owner = rng.choice(creditor.disputes), rng.choice(creditor.owners)
    amount = bill.balance if chance(rng, 60) else max(1, bill.balance // 3)  # some object to a part only
    call = stage.call(age, "DISP", f"{reason}: {Money(amount, bill.currency)} of {bill.number}", words=words)
    next_on = stage.ahead(rng.randint(-1, 4))
    facts = {"opened_on": opened, "reason": reason, "owner": owner, "next_on": next_on}
    dispute = stage.desk.disputed(stage.customer.id, call, bill, amount, **facts)
    stage.then(call, "chase owner", next_on, f"{owner} to answer: {reason}", dispute_id=dispute)


def _call_back(stage: Scenery) -> None:
    call = stage.call(2, "CB")
    clock = stage.desk.rng.choice((time(9, 30), time(11), time(14, 15)))
    at = stage.desk.moment(stage.customer, stage.ahead(0), clock)
    stage.then(call, "call back", stage.ahead(0), f"asked for {clock:%H:%M} their time", at, set_by="caller")


def _wrong_number(stage: Scenery) -> None:
    call = stage.call(1, stage.desk.rng.choice(("WN", "TD")))
    for row in stage.desk.rows.tables["contact"]:
        if row["account_id"] == stage.customer.id:
            row["bad_number"] = 1
    stage.then(call, "fix contact", stage.ahead(0), "find a number that works")


def _refuses(stage: Scenery) -> None:
    call = stage.call(3, "RTP")
    stage.then(call, "escalate", stage.ahead(0), "refuses to pay: tell the supervisor")
    stage.then(call, "call", stage.ahead(4), "ask again after the escalation")


def _hold(stage: Scenery, kind: str, why: str) -> None:
    call = stage.call(20, "DNC")
    stage.desk.rows.change("account", stage.customer.id, hold=kind, hold_reason=why)
    stage.then(call, "review hold", stage.ahead(10), f"review the hold: {why}")


# How many accounts of each kind there are; the rest of the overdue ones were never called about these bills.
_SCENES: tuple[tuple[Callable[[Scenery], None], int], ...] = (
    (_call_back, 3), (partial(_break, days_ago=12, level=0), 7), (_broken_again, 2), (_callers_date, 4), (_promised, 16), (_disputed, 8),
    (_instalments, 2), (_no_answer, 13), (_message, 8), (_later, 4), (_says_paid, 4), (_copy, 3), (_refuses, 2),
    (_wrong_number, 2), (partial(_hold, kind="do not call", why="asked for letters only"), 1),
    (partial(_hold, kind="legal hold", why="with the solicitors since the summer"), 1),
)  # fmt: skip


def set_the_scenes(desk: CallingDay, people: list[SampleCustomer], ledger: SampleLedger) -> None:
    """Give every account with open bills what happened last and what is next."""
    late = {each.id: bills for each in people if (bills := overdue(ledger[each.id], desk.today))}
    parts = [scene for scene, count in _SCENES for _ in range(count)]
    parts += [_fresh] * (len(late) - len(parts))
    desk.rng.shuffle(parts)
    for (account, bills), scene in zip(late.items(), parts, strict=False):
        scene(Scenery(desk, people[account - 1], bills))
    for customer in people:
        open_bills = [bill for bill in ledger[customer.id] if bill.balance > 0]
        if open_bills and customer.id not in late:
            _fresh(Scenery(desk, customer, sorted(open_bills, key=lambda bill: bill.due)))


def tell_ended_disputes(desk: CallingDay, people: list[SampleCustomer], ledger: SampleLedger) -> None:
    """Say of some talks of the year that they were about a dispute, which has ended since: credited in part, or rejected.

    Only where nothing is overdue now. Nothing is drawn by chance, so that all else stays as it is.
    """
    quiet = {customer.id for customer in people if not overdue(ledger[customer.id], desk.today)}
    talks = [
        row for row in desk.rows.tables["activity"] if row["code"] == "TT" and row["account_id"] in quiet
    ]
    for number, talk in enumerate(talks):
        day = date.fromisoformat(str(talk["workday"]))
        customer = people[int(str(talk["account_id"])) - 1]
        bills, creditor = ledger[customer.id], customer.creditor
        bill = next(
            (each for each in bills if each.paid_on and each.due < day < each.paid_on and each.amount > 0),
            None,
        )
        if bill is None or number % _DISPUTED_TALKS:
            continue
        credited = number % (2 * _DISPUTED_TALKS) == 0
        reason, words = creditor.disputes[number // _DISPUTED_TALKS % len(creditor.disputes)]
        spoke = desk.rows.tables["contact"][int(str(talk["contact_id"])) - 1]
        talk["note"] = words.format(name=str(spoke["name"]).split()[0])
        ended = min(business_day(day + timedelta(days=3 + number % 11)), bill.paid_on or desk.today)
        amount = max(1, bill.amount // 10 if credited else bill.amount)
        desk.disputed(
            customer.id, int(str(talk["id"])), bill, amount, opened_on=day, reason=reason,
            owner=creditor.owners[number % len(creditor.owners)], next_on=ended,
            state="credited" if credited else "invalid", resolved_on=ended,
        )  # fmt: skip
