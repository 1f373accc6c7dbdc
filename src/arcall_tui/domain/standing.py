"""Where an account stands today: all that deciding its place in the queue needs, and nothing else."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from operator import itemgetter
from struct import Struct
from typing import NamedTuple

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import FollowUp
from arcall_tui.domain.calendar import CustomerPlace, Hours


class OpenItem(NamedTuple):
    """An open item: amounts in minor units of `currency`; a credit's `balance` is negative.

    `disputed`, `promised`: how much of the balance open disputes and promises cover.
    """

    account: int
    currency: str
    due: date
    balance: int
    disputed: int
    promised: int


# Currency, due date (proleptic ordinal), balance, disputed, promised: little-endian, without gaps.
_RECORD = Struct("<4siqqq")
# The same, field by field, as array libraries describe a record.
_AMOUNTS = ("balance", "disputed", "promised")
RECORD_FIELDS = (("currency", "S4"), ("due", "<i4"), *((name, "<i8") for name in _AMOUNTS))
RECORD_SIZE = _RECORD.size
_by_currency_and_due = itemgetter(1, 2)


def pack(items: Iterable[OpenItem]) -> bytes:
    """Pack one account's open items: by currency, the oldest due first."""
    return b"".join(
        _RECORD.pack(currency.encode(), due.toordinal(), balance, disputed, promised)
        for _, currency, due, balance, disputed, promised in sorted(items, key=_by_currency_and_due)
    )


def unpack(account: int, packed: bytes) -> list[OpenItem]:
    """Read what `pack` wrote."""
    return [
        OpenItem(account, currency.rstrip(b"\0").decode(), date.fromordinal(due), balance, disputed, promised)
        for currency, due, balance, disputed, promised in _RECORD.iter_unpack(packed)
    ]


# The last day past due of each aging bucket but the last.
EDGES = (0, 30, 60, 90, 120)
BUCKETS = ("not due", *(f"{low + 1}-{high}" for low, high in pairwise(EDGES)), "120+")


def days_past_due(due: date, today: date) -> int:
    """Return `today - due` in days: 1 on the day after the due date, 0 or less while it is not overdue."""
    return (today - due).days


def bucket_of(days: int) -> int:
    """Return the place in `BUCKETS` of so many days past due."""
    return bisect_left(EDGES, days)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What an account owes in one currency, in its minor units, as of the standing's day.

    `collectable` = sum over overdue invoices of max(0, balance - disputed - promised), less `credit`, at
    least 0. `value` = sum of that amount x expected further days unpaid (minor units x days), scaled down
    in the proportion in which `credit` reduces the amount. `further_days` is the amount-weighted mean
    expectation; `history` how many settled invoices of the account's own it rests on. `soon`: what falls due
    within days and is large enough to be spoken about before (the policy says which); where nothing is
    collectable, the value is its, else it is among the value: `soon_days` late is each expected to be. `saves`: by how much what
    a call saves has moved the value. `assumed`: the whole book has no payment as
    late as some of it to go by. `age`, `usual_days`: amount-weighted means of the bills' days past due, and of the
    days that bills of that age usually take from there in the whole book.
    """

    currency: str
    open: int
    overdue: int
    disputed: int
    promised: int
    credit: int
    collectable: int
    oldest_due: date | None
    value: float
    further_days: float
    history: int
    soon: int = 0
    assumed: bool = False
    age: float = 0.0
    usual_days: float = 0.0
    soon_days: float = 0.0
    saves: float = 1.0


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """The latest promise that was broken and not renewed since: due `due`, for the `level`th time (from 1).

    `paid_minor`: what was paid of it, where it was kept in part; the rest is asked for.
    """

    amount_minor: int
    currency: str
    due: date
    level: int
    paid_minor: int = 0


class Touch(NamedTuple):
    """An attempt to reach the customer on a workday: `written`, or a call."""

    day: date
    written: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One account on one `day` (the workday's date), ready to be placed.

    `next_call`: the earliest open follow-up that is a call; where there is none, the check of the ledger or
    of an escalation until which the account rests. `next_task`: the earliest that is not a call.
    `attempts`: the dates (caller's workdays) of attempts in the last seven days, oldest first.
    `unanswered`: attempts in a row that reached nobody. `last_spoken_on`: the last conversation, with who decides.
    `payer`: the account that pays for this one and others, itself among them; what was tried on one of them
    was tried on all. `region`, `prefers`: see Account.
    `touches`: the latest calls and mails, oldest first; `tags`: the caller's own words for it, folded.
    `no_number`: no usable number is left after a wrong number or a disconnected one.
    """

    account: int
    day: date
    creditor: str
    ledger_id: str
    name: str
    country: str
    zone: str | None
    consumer: bool
    payer: int | None
    hold: HoldKind | None
    hold_reason: str
    snoozed_until: date | None
    snooze_reason: str
    no_number: bool
    exposures: tuple[Exposure, ...]
    next_call: FollowUp | None
    next_task: FollowUp | None
    broken: BrokenPromise | None
    attempts: tuple[date, ...]
    unanswered: int
    last_attempt_at: datetime | None
    last_spoken_on: date | None
    region: str = ""
    prefers: Hours | None = None
    touches: tuple[Touch, ...] = ()
    tags: frozenset[str] = frozenset()

    @property
    def where(self) -> CustomerPlace:
        """Where the customer is."""
        return CustomerPlace(self.country, self.region, self.zone, self.consumer)

    @property
    def asked(self) -> list[Exposure]:
        """Where something can be asked for today."""
        return [each for each in self.exposures if each.collectable > 0]

    @property
    def oldest_due(self) -> date | None:
        """The due day of the oldest bill that is asked for; of the oldest open one where nothing is; None without one."""
        held = self.asked or self.exposures
        return min((e.oldest_due for e in held if e.oldest_due is not None), default=None)

    @property
    def shown_exposure(self) -> Exposure | None:
        """What a line about the account shows: of what can be collected (else of what is open) the most valuable."""
        held = self.asked or [e for e in self.exposures if e.open]
        return max(held, key=lambda e: e.value or e.collectable or e.open, default=None)


class GateFacts(NamedTuple):
    """What sorts an account among thousands without its whole standing; kept beside it (see `rules.gates`).

    `alike`: the same for accounts that every gate treats alike, but for what follows. `call_from`: when the
    next call comes due, in seconds since 1970 where it is timed, else as an ordinal day; 0 without one.
    `tried`: what the caps look at as long as the last attempt, with whose date (ISO) it begins, is recent.
    `spoken`: the ordinal day of the last conversation; 0 for never.
    """

    account: int
    ledger_id: str
    payer: int | None
    alike: str
    call_from: float
    tried: str
    spoken: int


class GateColumns(NamedTuple):
    """The facts of many accounts, column by column (see `GateFacts`)."""

    account: tuple[int, ...]
    ledger_id: tuple[str, ...]
    payer: tuple[int | None, ...]
    alike: tuple[str, ...]
    call_from: tuple[float, ...]
    tried: tuple[str, ...]
    spoken: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an account stands where it stands. `code` is for programs, `text` for people.

    `figures`: the arithmetic behind it, where there is one.
    """

    code: str
    text: str
    figures: str = ""
