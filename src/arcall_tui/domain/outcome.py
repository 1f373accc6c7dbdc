"""What the caller says came of a call, before it is judged and recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import DisputeReason, Line, RootCause
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code


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
    """What is objected to: `lines`, or every overdue invoice where there are none.

    `next_on`: when the owner should have acted; None leaves it to the rules.
    """

    reason: DisputeReason
    owner: str = ""
    lines: tuple[Line, ...] = ()
    next_on: date | None = None


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
