"""What happens on an account: calls, promises, disputes, follow-ups; what is said to have come of a call, and what it covers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple, Self

from arcall_tui.domain.account import HoldKind, Invoice
from arcall_tui.domain.grouping import summed
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code


class RootCause(StrEnum):
    """Why the customer has not paid."""

    CASH = "cash"
    APPROVAL = "approval"
    NO_INVOICE = "missing invoice"
    NO_PO = "missing PO"
    DISPUTE = "dispute"
    WRONG_CONTACT = "wrong contact"
    BANK = "bank"
    FORGOT = "forgot"
    OUR_ERROR = "our error"


_CREDIT, _MONEY = "credit to come", "seen by hand, not in the ledger yet"


class DisputeReason(StrEnum):
    """What a customer objects to. `owner`: who usually has to act (ours), typed over where it is somebody else.

    `awaited`: what the ledger is still to show where they were right; empty: the bill is owed as it is.
    """

    owner: str
    awaited: str

    def __new__(cls, value: str, owner: str = "", awaited: str = "") -> Self:
        """Make the reason of a row; to look one up, its words are enough."""
        reason = str.__new__(cls, value)
        reason._value_, reason.owner, reason.awaited = value, owner, awaited
        return reason

    NOT_RECEIVED = "goods not received", "logistics", _CREDIT
    NO_INVOICE = "invoice not received", "billing"
    PRICE = "price", "sales", _CREDIT
    QUANTITY = "quantity", "logistics", _CREDIT
    QUALITY = "quality", "quality", _CREDIT
    SAYS_PAID = "says paid", "finance", _MONEY
    DUE_DATE = "due date", "sales"
    NO_PO = "PO missing", "sales"
    CREDIT_DUE = _CREDIT, "billing", _CREDIT
    OTHER = "other", "", _CREDIT
    MONEY_SEEN = _MONEY, "finance"


# How the next step of what was escalated begins; whom it went to follows.
ESCALATED_TO = "escalated to "
# No objection of theirs: kept off what is asked for as one, until the ledger shows it.
AWAITED = (DisputeReason.CREDIT_DUE, DisputeReason.MONEY_SEEN)
# What a caller can say that a customer objects to.
OBJECTIONS = tuple(reason for reason in DisputeReason if reason is not DisputeReason.MONEY_SEEN)


class PromiseState(StrEnum):
    """open -> unverified (past its date and grace) -> kept | partly kept | broken; or withdrawn."""

    OPEN = "open"
    UNVERIFIED = "unverified"
    KEPT = "kept"
    PARTLY_KEPT = "partly kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


# A promise that still covers what it was made for: nobody knows yet what becomes of it.
LIVE_PROMISES = (PromiseState.OPEN, PromiseState.UNVERIFIED)
# How one ends, by a ledger or by the caller's word.
ENDED_PROMISES = tuple(state for state in PromiseState if state not in LIVE_PROMISES)


class DisputeState(StrEnum):
    """open -> resolved: valid | invalid | credited, or closed with its invoice."""

    OPEN = "open"
    VALID = "valid"
    INVALID = "invalid"
    CREDITED = "credited"
    CLOSED = "closed"


# How one ends by the caller's word.
RESOLVED = (DisputeState.VALID, DisputeState.INVALID, DisputeState.CREDITED)


class FollowUpKind(StrEnum):
    """What the next step is. The calls among them decide when the account may be rung again."""

    CALL = "call"
    CALL_BACK = "call back"
    CHECK_PAYMENT = "check payment"
    CHECK_LEDGER = "check ledger"
    FIX_CONTACT = "fix contact"
    CHASE_OWNER = "chase owner"
    ESCALATE = "escalate"
    ASK_NEWS = "ask for news"
    REVIEW_HOLD = "review hold"
    SEND_COPY = "send the copy"
    EMAIL = "e-mail"
    LETTER = "letter"


CALL_KINDS = frozenset({FollowUpKind.CALL, FollowUpKind.CALL_BACK})


class SetBy(StrEnum):
    """Who set a follow-up: the rules may move their own, never the caller's."""

    RULE = "rule"
    CALLER = "caller"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The next action on an account.

    `due`: date in the customer's calendar. `at`: the UTC instant, where a time matters. `zone`: the IANA
    zone the date and time were meant in, None where the customer's is unknown (then the caller's).
    `after`: the outcome that led to it, where one did.
    """

    kind: FollowUpKind
    due: date
    reason: str
    set_by: SetBy = SetBy.RULE
    at: datetime | None = None
    zone: str | None = None
    id: int | None = None
    after: Code | None = None

    def day_here(self, here: tzinfo) -> date:
        """Return the day that it is due on the caller's clock, `here`: of its time, where it has one."""
        return self.at.astimezone(here).date() if self.at is not None else self.due


@dataclass(frozen=True, slots=True)
class Line:
    """A part of a promise or dispute: so much of that invoice; `paid`: what of a promise came (minor units)."""

    invoice: int
    amount: Money
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise to pay: `amount` by `due`; `level` counts the promises broken before on the same debt.

    `any_invoice`: none was named, so that any money of the account keeps it; `lines` are the bills it is set against.
    `paid`: what has come of it (minor units), as the ledgers tell.
    """

    made_on: date
    due: date
    amount: Money
    lines: tuple[Line, ...]
    state: PromiseState = PromiseState.OPEN
    level: int = 0
    method: str = ""
    said_by: str = ""
    id: int | None = None
    any_invoice: bool = False
    paid: int = 0

    @property
    def is_live(self) -> bool:
        """Whether it still covers what it was made for."""
        return self.state in LIVE_PROMISES

    @property
    def came(self) -> str:
        """What has come of it, where that is a part: `EUR 700.00 of it came`."""
        part = 0 < self.paid < self.amount.minor
        return f"{Money(self.paid, self.amount.currency)} of it came" if part else ""

    @property
    def to_come(self) -> Money:
        """What of it is still to come."""
        return Money(self.amount.minor - self.paid, self.amount.currency)


# Between the sum and the day in the words of a promise's check: the sum follows what has come.
PROMISED_FOR = " promised for "


class PromiseSeen(NamedTuple):
    """A live promise as a ledger shows it: `paid` of `amount` (minor units), by a customer of that place.

    `nothing_left`: every bill that it was made for is closed. `came`: the first and last day of the money; where one is not known, that it was due.
    `ended`: the day on which the last of them was, if known.
    """

    state: PromiseState
    due: date
    amount: int
    paid: int
    currency: str
    nothing_left: bool
    country: str
    region: str
    came: tuple[date, date] | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute: the reason, who must act (`owner`), by when (`next_on`), and how much of which invoices."""

    opened_on: date
    reason: DisputeReason
    owner: str
    next_on: date
    lines: tuple[Line, ...]
    state: DisputeState = DisputeState.OPEN
    id: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be settled."""
        return self.state is DisputeState.OPEN


@dataclass(frozen=True, slots=True)
class Activity:
    """One call, mail or event on record. `at`: UTC instant. `seconds`: length, None where not timed."""

    id: int
    code: Code
    at: datetime
    note: str = ""
    contact: str = ""
    root_cause: RootCause | None = None
    seconds: int | None = None
    detail: str = ""


class Hit(NamedTuple):
    """Something on record that has the words: a call (0 where it stands about the account itself)."""

    account: int
    account_id: str
    call: int
    name: str
    code: str
    at: str
    text: str

    def said_on(self, zone: tzinfo) -> str:
        """Say on which day it was said by the clock there; of what is no call's that it stands."""
        return f"{datetime.fromisoformat(self.at).astimezone(zone):%d %b %y}" if self.at else "stands"


@dataclass(frozen=True, slots=True)
class PromiseGiven:
    """So much by that date; without `lines` it is spread over the overdue invoices, oldest first."""

    amount: Money
    due: date
    lines: tuple[Line, ...] = ()
    method: str = ""
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class DisputeRaised:
    """What is objected to: `lines`, or every overdue invoice where there are none."""

    reason: DisputeReason
    owner: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step as the caller wants it: a date in the customer's calendar, or an instant (UTC)."""

    due: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one call: the code, and only the facts that it needs.

    `at`: when the call happened (UTC); None means now. `call_back`: the instant asked for (CB).
    `reference`: the payment's reference (PAID), to whom a copy goes (COPY), the reason for a refusal (RTP),
    to whom it was escalated (ESC) or why nobody may call (DNC). `next_step`: the caller's own date, which
    outranks the suggested one. `seconds`: the call's length where it was timed. `hold`: which hold DNC sets.
    `said`: more facts in words, for the record. `of_call`: the call on record of which this is another
    result: no further attempt, and its time is that call's. `ticked`: the points of the checklist that were dealt with.
    """

    code: Code
    note: str = ""
    at: datetime | None = None
    contact: int | None = None
    root_cause: RootCause | None = None
    seconds: int | None = None
    promises: tuple[PromiseGiven, ...] = ()
    dispute: DisputeRaised | None = None
    call_back: datetime | None = None
    reference: str = ""
    next_step: NextStep | None = None
    hold: HoldKind = HoldKind.DO_NOT_CALL
    said: str = ""
    of_call: int | None = None
    ticked: tuple[str, ...] = ()


def spread(amount: Money, free: Iterable[tuple[int, Money]]) -> tuple[tuple[Line, ...], Money]:
    """Lay `amount` over the invoices' free amounts in the order given; return the lines and what is left over."""
    left, lines = amount.minor, []
    for invoice, room in free:
        part = min(left, room.minor)
        if part > 0 and room.currency == amount.currency:
            lines.append(Line(invoice, Money(part, amount.currency)))
            left -= part
    return tuple(lines), Money(left, amount.currency)


def spread_in_turn(
    amounts: Iterable[Money], room: Mapping[int, Money]
) -> Iterator[tuple[tuple[Line, ...], Money]]:
    """Lay amounts over the invoices' room one after the other; yield the lines of each, and what is left of it."""
    free = dict(room)
    for amount in amounts:
        lines, left = spread(amount, free.items())
        for line in lines:
            free[line.invoice] -= line.amount
        yield lines, left


def uncovered(invoices: Sequence[Invoice], lines: Iterable[Line], today: date) -> int:
    """Return the overdue minor units that nothing covers once `lines` do: of the currency that has most of them."""
    taken = summed((line.invoice, line.amount.minor) for line in lines)

    def left(item: Invoice) -> int:
        rest = max(0, item.free().minor - taken.get(item.id, 0)) if item.due < today else 0
        return item.balance.minor if item.balance.minor < 0 else rest

    free = summed((item.balance.currency, left(item)) for item in invoices)
    return max(0, *free.values(), 0)
