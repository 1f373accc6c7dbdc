"""From what the caller says came of a call to what will be written: checked, spread over invoices, judged."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.activity import (
    CODES,
    Code,
    Dispute,
    FollowUp,
    FollowUpKind,
    Line,
    Promise,
    PromiseState,
)
from arcall_tui.domain.cards import mask_cards
from arcall_tui.domain.cover import spread, uncovered
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcome import DisputeRaised, Outcome, PromiseGiven
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.errors import UsageError
from arcall_tui.rules.followup import Situation, missing, next_steps
from arcall_tui.store.actions import CallRow
from arcall_tui.store.spared import spared
from arcall_tui.workday.desk import Desk


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that logging a call will write. `withdrawn`: the promises that the new ones replace."""

    call: CallRow
    promises: tuple[Promise, ...]
    dispute: Dispute | None
    withdrawn: tuple[int, ...]
    steps: tuple[FollowUp, ...]


def prepare(desk: Desk, account: int, outcome: Outcome) -> Prepared:
    """Check an outcome against the book and work out what it leads to. Raises UsageError."""
    lacking = missing(outcome)
    if lacking:
        raise UsageError(f"{CODES[outcome.code].label} ({outcome.code}) needs {lacking}.")
    now = desk.clock.now()
    at = outcome.at or now
    if at > now:
        raise UsageError(
            "A call cannot have happened in the future.", "Leave the time out for a call just made."
        )
    desk.know_holidays()
    invoices = desk.invoices(account)
    standing = desk.standing(account)
    situation = Situation.of(standing, desk.policy, desk.caller, at)
    _check_times(outcome, situation)
    withdrawn = _replaced(desk, account, invoices, outcome)
    if withdrawn:
        invoices = _without_promises(invoices)
    promises = _promises(desk, account, outcome, invoices, situation.today)
    dispute = _dispute(outcome, invoices, desk.clock.today())
    lines = [line for promise in promises for line in promise.lines] + list(dispute.lines if dispute else ())
    rest = uncovered(invoices, lines, desk.clock.today())
    steps = next_steps(outcome, replace(situation, rest=rest), desk.policy)
    if dispute is not None:
        chase = next(step for step in steps if step.kind is FollowUpKind.CHASE_OWNER)
        dispute = replace(dispute, next_on=chase.due)
    call = CallRow(
        code=outcome.code,
        at=at,
        workday=desk.clock.workday(at),
        note=safe_note(outcome.note, spared(desk.connection)),
        detail=_detail(outcome, promises, dispute),
        contact=outcome.contact,
        root_cause=outcome.root_cause,
        seconds=outcome.seconds,
        direction=_direction(outcome.code),
    )
    return Prepared(call, promises, dispute, withdrawn, steps)


def safe_note(text: str, spared: Container[str] = ()) -> str:
    """Return a note as it may be kept: harmless characters only, card numbers masked but for those `spared`."""
    return mask_cards(many_lines(text), spared)


def _direction(code: Code) -> str:
    if code is Code.IN:
        return "in"
    return "out" if CODES[code].attempt else "none"


def _check_times(outcome: Outcome, situation: Situation) -> None:
    for promise in outcome.promises:
        if promise.due < situation.today:
            raise UsageError(
                f"A promise cannot be for {promise.due:%d %b %Y}: that is past.",
                "Name today or a day to come.",
            )
    if outcome.call_back is not None and outcome.call_back <= situation.now:
        raise UsageError("A call back cannot be in the past.", "Name a time to come.")
    if outcome.next_step is not None and outcome.next_step.due < situation.today:
        raise UsageError("The next step cannot be in the past.", "Name today or a day to come.")


def _replaced(desk: Desk, account: int, invoices: tuple[Invoice, ...], outcome: Outcome) -> tuple[int, ...]:
    """Return the open promises that must give way: the new ones do not fit beside them."""
    asked = sum(promise.amount.minor for promise in outcome.promises)
    room = sum(max(0, invoice.free().minor) for invoice in invoices)
    lines = [line.invoice for promise in outcome.promises for line in promise.lines]
    full = any(invoice.id in lines and invoice.promised.minor for invoice in invoices)
    if not outcome.promises or (asked <= room and not full):
        return ()
    live = {PromiseState.OPEN, PromiseState.UNVERIFIED}
    return tuple(p.id for p in desk.promises(account) if p.state in live and p.id is not None)


def _without_promises(invoices: tuple[Invoice, ...]) -> tuple[Invoice, ...]:
    return tuple(replace(invoice, promised=Money(0, invoice.balance.currency)) for invoice in invoices)


def _promises(
    desk: Desk, account: int, outcome: Outcome, invoices: tuple[Invoice, ...], today: date
) -> tuple[Promise, ...]:
    """Spread each promise over what is free, overdue invoices first, oldest first."""
    if not outcome.promises:
        return ()
    broken = [p for p in desk.promises(account) if p.state is PromiseState.BROKEN]
    free = {invoice.id: invoice.free() for invoice in invoices if invoice.balance.minor > 0}
    made = []
    for given in sorted(outcome.promises, key=lambda promise: promise.due):
        lines = _lines(given, free)
        for line in lines:
            free[line.invoice] -= line.amount
        on = {line.invoice for line in lines}
        level = sum(1 for old in broken if on & {line.invoice for line in old.lines})
        method, said_by = one_line(given.method), one_line(given.said_by)
        made.append(
            Promise(today, given.due, given.amount, lines, level=level, method=method, said_by=said_by)
        )
    return tuple(made)


def _lines(given: PromiseGiven, free: dict[int, Money]) -> tuple[Line, ...]:
    amount = given.amount
    if amount.minor <= 0:
        raise UsageError("A promise needs an amount above zero.")
    if given.lines:
        over = next((line for line in given.lines if line.amount.minor > _room(free, line).minor), None)
        if over is not None:
            raise UsageError(f"{over.amount} is more than is open on that invoice ({_room(free, over)}).")
        return given.lines
    lines, left = spread(amount, free.items())
    if left.minor > 0:
        owed = Money(amount.minor - left.minor, amount.currency)
        raise UsageError(
            f"{amount} is more than is owed and not disputed ({owed}).",
            f"Promise at most {owed.plain()}." if owed.minor else f"Nothing is open in {amount.currency}.",
        )
    return lines


def _room(free: dict[int, Money], line: Line) -> Money:
    room = free.get(line.invoice)
    return room if room and room.currency == line.amount.currency else Money(0, line.amount.currency)


def _dispute(outcome: Outcome, invoices: tuple[Invoice, ...], today: date) -> Dispute | None:
    raised = outcome.dispute
    if raised is None:
        return None
    lines = raised.lines or _all_overdue(invoices, today)
    if not lines:
        raise UsageError("There is no open invoice to dispute.", "Name the invoice.")
    room = {invoice.id: invoice.balance.minor - invoice.disputed.minor for invoice in invoices}
    over = next((line for line in lines if line.amount.minor > room.get(line.invoice, 0)), None)
    if over is not None:
        raise UsageError(f"{over.amount} is more than can be disputed on that invoice.")
    return Dispute(today, raised.reason, one_line(raised.owner), raised.next_on or today, lines)


def _all_overdue(invoices: tuple[Invoice, ...], today: date) -> tuple[Line, ...]:
    owed = [invoice for invoice in invoices if invoice.balance.minor > 0]
    overdue = [invoice for invoice in owed if invoice.due < today] or owed
    rooms = [(i.id, Money(i.balance.minor - i.disputed.minor, i.balance.currency)) for i in overdue]
    return tuple(Line(key, room) for key, room in rooms if room.minor > 0)


def _detail(outcome: Outcome, promises: tuple[Promise, ...], dispute: Dispute | None) -> str:
    """Say what was agreed, in words, as the history shows it."""
    parts = [f"{promise.amount} by {promise.due:%a %d %b %Y}" for promise in promises]
    if dispute is not None:
        parts.append(f"{_dispute_words(outcome.dispute)} {_sum(dispute)}")
    if outcome.call_back is not None:
        parts.append(f"call back {outcome.call_back:%a %d %b %Y %H:%M} UTC")
    if outcome.reference:
        parts.append(mask_cards(one_line(outcome.reference)))
    return "; ".join(parts)


def _dispute_words(raised: DisputeRaised | None) -> str:
    assert raised is not None
    owner = one_line(raised.owner)
    return f"{raised.reason.value}, {owner} to answer:" if owner else f"{raised.reason.value}:"


def _sum(dispute: Dispute) -> str:
    totals: dict[str, int] = {}
    for line in dispute.lines:
        totals[line.amount.currency] = totals.get(line.amount.currency, 0) + line.amount.minor
    return " + ".join(str(Money(minor, currency)) for currency, minor in totals.items())
