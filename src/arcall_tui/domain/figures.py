"""What reports rest on: plain facts as of a day, amounts in minor units of their currency."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from arcall_tui.domain.activity import AWAITED, PromiseState
from arcall_tui.domain.calendar import CustomerPlace, Hours
from arcall_tui.domain.outcomes import Code


class Customer(NamedTuple):
    """An account as reports name it. `limit`: credit limit in minor units of `limit_currency`, None: not known."""

    account: int
    ledger_id: str
    name: str
    country: str
    limit: int | None
    limit_currency: str | None

    @property
    def named(self) -> tuple[str, str]:
        """Its id and name."""
        return self.ledger_id, self.name


class Owed(NamedTuple):
    """What one account owed in one currency and aging bucket (0 = not due ... 5 = 120+), in minor units.

    `disputed`, `promised`: how much of it open disputes and promises covered; `credit`: credits in it, negative.
    """

    account: int
    currency: str
    bucket: int
    balance: int
    items: int
    disputed: int
    promised: int
    credit: int


class OpenItemFact(NamedTuple):
    """One open item as of the day."""

    account: int
    number: str
    kind: str
    currency: str
    dated: date | None
    due: date
    balance: int
    disputed: int
    promised: int


class ReceiptFact(NamedTuple):
    """Money that came in: `paid` is the day as the ledger gives it, `seen` the day from which it was known."""

    account: int
    invoice: int | None
    currency: str
    amount: int
    paid: date
    seen: date


class SaleFact(NamedTuple):
    """An invoice or credit note as its ledger gives it: `amount` in minor units, a credit's negative."""

    account: int
    number: str
    kind: str
    currency: str
    dated: date
    amount: int


class SettledFact(NamedTuple):
    """A bill that was settled."""

    account: int
    due: date
    settled: date


class Call(NamedTuple):
    """One activity; `at` is UTC. `further`: another result of a call, which is counted once."""

    account: int
    code: Code
    at: datetime
    workday: date
    seconds: int | None
    root_cause: str | None
    note: str
    further: bool = False

    @property
    def attempt(self) -> bool:
        """Whether somebody was rung."""
        return self.code.means.attempt and not self.further

    @property
    def contact(self) -> bool:
        """Whether somebody answered, or rang."""
        return self.code.means.contact and not self.further

    @property
    def right_party(self) -> bool:
        """Whether it was the person who can pay."""
        return self.code.means.right_party and not self.further


class PromiseFact(NamedTuple):
    """A promise as it stood on the day: `settled` and its verdict only where they were known by then.

    `plan`: of the further instalments of a plan the first one's number. `paid`: what came of it by its verdict, all
    of it by `newest`. `told`: the day of its creditor's newest ledger. `ended`: the day with which its grace ends.
    `late`: some of what was paid may have come after that, as no ledger told of it before.
    """

    id: int
    account: int
    made: date
    due: date
    amount: int
    currency: str
    state: PromiseState
    settled: date | None
    country: str
    region: str
    said_by: str
    plan: int | None = None
    paid: int = 0
    newest: date | None = None
    told: date | None = None
    ended: date = date.max
    late: bool = False

    @property
    def whole(self) -> int:
        """The number that all instalments of a plan share; of another promise its own."""
        return self.id if self.plan is None else self.plan

    @property
    def came(self) -> int:
        """What came of it: all of a kept one, else what was paid by its verdict."""
        return self.amount if self.state is PromiseState.KEPT else min(self.paid, self.amount)


class DisputeFact(NamedTuple):
    """A dispute as it stood on the day, with its amount (minor units) in one currency."""

    account: int
    opened: date
    reason: str
    owner: str
    next_on: date
    resolved: date | None
    amount: int
    currency: str

    @property
    def awaited(self) -> bool:
        """Whether it is no objection: money seen by hand, or a credit agreed, that no ledger shows yet."""
        return self.reason in AWAITED


class StepFact(NamedTuple):
    """A next step that was still to be done; `at` is UTC where a time matters."""

    account: int
    kind: str
    due: date
    at: datetime | None
    reason: str
    set_by: str


class WhomToAsk(NamedTuple):
    """Whom to ask for at an account, where and when. `hold`: why not to call; texts are empty where nothing is known."""

    where: CustomerPlace
    prefers: Hours | None
    hold: str
    hold_reason: str
    contact: str
    phone: str


class Paid(NamedTuple):
    """How one account paid in one stretch of time (0 = the newest): invoices settled, their days late, how many on time."""

    account: int
    stretch: int
    invoices: int
    days_late: float
    on_time: int


class BalanceMove(NamedTuple):
    """A balance that stood until the close before `seen`, when another ledger showed a new one."""

    invoice: int
    seen: date
    old_balance: int


class Life(NamedTuple):
    """An item that was open at some time after a day: `entered` is the day from which it was known.

    `left`: the day on which it was settled, where its ledger tells it by dates only. `balance`: as of the
    view's day, or its whole amount until `left`. Days are ISO texts: there may be 200,000 items, on few days.
    """

    invoice: int
    account: int
    currency: str
    due: str
    entered: str
    left: str | None
    balance: int


class Ledgers(NamedTuple):
    """What was known of one creditor's ledger: `as_of` of the newest import that stands (None: only by dates).

    `first_import`, `first`: the first one that stands, and its as-of day.
    """

    creditor: str
    first_import: int
    as_of: date | None
    first: date


class LedgerDay(NamedTuple):
    """A day at whose close a creditor's balances were known. `dated`: that ledger says when items were settled."""

    creditor: str
    day: date
    dated: bool


class What(StrEnum):
    """What moved the receivables."""

    SALE = "sales"
    PAYMENT = "payments"
    UNAPPLIED = "payments not yet matched to bills"
    USED = "credits used up"
    CORRECTION = "corrected by a later ledger"


class BalanceShift(NamedTuple):
    """Something that moved a creditor's receivables by `amount` (minor units; a payment lowers them).

    `day`: when, as the ledgers give it; None: at some time after the ledger before and by `seen`, the day of
    the ledger that showed it.
    """

    creditor: str
    currency: str
    amount: int
    what: What
    day: date | None
    seen: date


class Remark(NamedTuple):
    """Feedback: a customer's rating of a call (1 to 5), or a remark; `result`: what became of it."""

    id: int
    day: date
    rating: int | None
    said_by: str
    account: int | None
    call: int | None
    text: str
    result: str
    done: date | None


class Cover(NamedTuple):
    """So much of an invoice was promised or disputed from the close of `since` on, until that of `until` (None: still).

    `promise`: by which promise; None: disputed.
    """

    invoice: int
    amount: int
    since: date
    until: date | None
    promise: int | None


class Goal(NamedTuple):
    """How far a goal is reached in its period (day, week or month); a text where that cannot be told: why.

    `name` is calls, contacts, promises or amount: promised, in minor units of `currency` (the base currency).
    """

    period: str
    name: str
    reached: int | str
    wanted: int
    currency: str = ""
