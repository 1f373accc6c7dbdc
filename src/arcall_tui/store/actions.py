"""The rows that each of the caller's actions writes, within a transaction that `write.Book` opened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from arcall_tui.domain import activity as domain
from arcall_tui.domain.account import HoldKind
from arcall_tui.store import tables

_NOT_DIGITS = re.compile(r"\D+")


class CallRow(NamedTuple):
    """A call to be put on record; `at` is UTC, `workday` the date of the shift it belongs to."""

    code: domain.Code
    at: datetime
    workday: date
    note: str = ""
    detail: str = ""
    contact: int | None = None
    root_cause: domain.RootCause | None = None
    seconds: int | None = None
    direction: str = "out"


def _id(row: tables.Activity | tables.Promise | tables.Dispute | tables.Contact) -> int:
    assert row.id is not None, "flushed rows have their number"
    return row.id


def add_call(session: Session, account: int, call: CallRow) -> int:
    """Put a call on record and return its number."""
    row = tables.Activity(
        account_id=account,
        contact_id=call.contact,
        direction=call.direction,
        code=call.code.value,
        at=call.at,
        workday=call.workday,
        seconds=call.seconds,
        root_cause=call.root_cause.value if call.root_cause else None,
        note=call.note,
        detail=call.detail,
    )
    session.add(row)
    session.flush()
    return _id(row)


def correct_note(session: Session, call: int, note: str, at: datetime) -> int | None:
    """Replace a call's note, keeping what stood before; return the call's account, None if there is no such call."""
    row = session.get(tables.Activity, call)
    if row is None:
        return None
    if row.note != note:
        session.add(tables.NoteRevision(activity_id=call, at=at, note=row.note))
        row.note = note
        session.add(row)
    return row.account_id


def finish_calls(
    session: Session, account: int, at: datetime, *, but_agreed_after: datetime | None = None
) -> None:
    """Mark the account's planned calls and contact repairs as done: someone has just dialled.

    `but_agreed_after`: call backs for a later time than this stay.
    """
    done = {*domain.CALL_KINDS, domain.FollowUpKind.FIX_CONTACT}
    for row in _open_follow_ups(session, account):
        agreed = row.kind == domain.FollowUpKind.CALL_BACK and row.at is not None
        stays = agreed and but_agreed_after is not None and row.at is not None and row.at > but_agreed_after
        if row.kind in done and not stays:
            row.done_at = at
            session.add(row)


def finish_rules_calls(session: Session, account: int, at: datetime) -> None:
    """Mark the calls that the rules planned as done: the account waits for something else now."""
    for row in _open_follow_ups(session, account):
        if row.kind == domain.FollowUpKind.CALL and row.set_by == domain.SetBy.RULE:
            row.done_at = at
            session.add(row)


def finish_reviews(session: Session, account: int, at: datetime) -> None:
    """Mark the reviews of a hold as done: it is released, or set anew."""
    for row in _open_follow_ups(session, account):
        if row.kind == domain.FollowUpKind.REVIEW_HOLD:
            row.done_at = at
            session.add(row)


def finish(session: Session, follow_up: int, at: datetime) -> int | None:
    """Mark one follow-up as done; return its account, None where there is no such open one."""
    row = session.get(tables.FollowUp, follow_up)
    if row is None or row.done_at is not None:
        return None
    row.done_at = at
    session.add(row)
    return row.account_id


def _open_follow_ups(session: Session, account: int) -> list[tables.FollowUp]:
    query = select(tables.FollowUp).where(
        tables.FollowUp.account_id == account, col(tables.FollowUp.done_at).is_(None)
    )
    return list(session.exec(query))


def add_follow_up(
    session: Session,
    account: int,
    step: domain.FollowUp,
    *,
    call: int | None = None,
    promise: int | None = None,
    dispute: int | None = None,
) -> None:
    """Set a next step."""
    row = tables.FollowUp(
        account_id=account,
        activity_id=call,
        promise_id=promise,
        dispute_id=dispute,
        kind=step.kind.value,
        due_on=step.due,
        at=step.at,
        zone=step.zone,
        reason=step.reason,
        set_by=step.set_by.value,
    )
    session.add(row)
    session.flush()


def add_promise(session: Session, account: int, call: int, promise: domain.Promise, plan: int | None) -> int:
    """Put a promise on record with its lines; `plan` is the first promise's number where it is one of several."""
    row = tables.Promise(
        account_id=account,
        activity_id=call,
        made_on=promise.made_on,
        due_on=promise.due,
        amount=promise.amount.minor,
        currency=promise.amount.currency,
        method=promise.method,
        said_by=promise.said_by,
        level=promise.level,
        plan=plan,
        after_import_id=session.exec(select(func.max(tables.LedgerImport.id))).one(),
    )
    session.add(row)
    session.flush()
    session.add_all(
        tables.PromiseLine(promise_id=_id(row), invoice_id=line.invoice, amount=line.amount.minor)
        for line in promise.lines
    )
    return _id(row)


def withdraw_promises(session: Session, promises: Iterable[int], on: date, at: datetime) -> None:
    """Withdraw promises that a new one replaces, and their checks."""
    for key in promises:
        settle_promise(session, key, domain.PromiseState.WITHDRAWN, on, at)


def settle_promise(
    session: Session, promise: int, state: domain.PromiseState, on: date, at: datetime
) -> int | None:
    """End a promise and its payment check; return its account, None where there is none that could be."""
    row = session.get(tables.Promise, promise)
    if row is None or row.state == domain.PromiseState.WITHDRAWN:
        return None
    row.state, row.settled_on = state.value, on
    session.add(row)
    _finish_where(session, row.account_id, at, promise=promise)
    return row.account_id


def _finish_where(
    session: Session, account: int, at: datetime, *, promise: int | None = None, dispute: int | None = None
) -> None:
    for step in _open_follow_ups(session, account):
        if (promise is not None and step.promise_id == promise) or (
            dispute is not None and step.dispute_id == dispute
        ):
            step.done_at = at
            session.add(step)


def add_dispute(session: Session, account: int, call: int, dispute: domain.Dispute) -> int:
    """Put a dispute on record with its lines."""
    row = tables.Dispute(
        account_id=account,
        activity_id=call,
        opened_on=dispute.opened_on,
        reason=dispute.reason.value,
        owner=dispute.owner,
        next_on=dispute.next_on,
    )
    session.add(row)
    session.flush()
    session.add_all(
        tables.DisputeLine(dispute_id=_id(row), invoice_id=line.invoice, amount=line.amount.minor)
        for line in dispute.lines
    )
    return _id(row)


def resolve_dispute(
    session: Session, dispute: int, state: domain.DisputeState, on: date, at: datetime
) -> int | None:
    """End a dispute and the chasing of its owner; return its account, None where there is no such open one."""
    row = session.get(tables.Dispute, dispute)
    if row is None or row.state != domain.DisputeState.OPEN:
        return None
    row.state, row.resolved_on = state.value, on
    session.add(row)
    _finish_where(session, row.account_id, at, dispute=dispute)
    return row.account_id


def hold(session: Session, account: int, kind: HoldKind | None, reason: str) -> None:
    """Put the account on hold, or release it where `kind` is None."""
    row = session.get_one(tables.Account, account)
    row.hold, row.hold_reason = (kind.value if kind else None), reason
    session.add(row)


def snooze(session: Session, account: int, until: date | None, reason: str) -> None:
    """Let the account rest until a day, or wake it where that is None."""
    row = session.get_one(tables.Account, account)
    row.snoozed_until, row.snooze_reason = until, reason
    session.add(row)


def lose_number(session: Session, account: int, contact: int | None) -> None:
    """Mark the number that was dialled as bad: the contact's, or the first usable one."""
    query = select(tables.Contact).where(
        tables.Contact.account_id == account,
        tables.Contact.phone != "",
        col(tables.Contact.bad_number).is_(False),
    )
    if contact is not None:
        query = query.where(tables.Contact.id == contact)
    row = session.exec(query.order_by(col(tables.Contact.by_caller).desc(), col(tables.Contact.id))).first()
    if row is not None:
        row.bad_number = True
        session.add(row)


def put_contact(session: Session, account: int, contact: int | None, facts: dict[str, str]) -> int | None:
    """Add or correct a contact (name, role, phone, email): the caller's word, which no import overwrites."""
    row = tables.Contact(account_id=account) if contact is None else session.get(tables.Contact, contact)
    if row is None or row.account_id != account:
        return None
    if contact is not None and not row.by_caller:
        # What the ledger says goes on being known, so that it is not taken for news.
        row.ledger_name, row.ledger_phone, row.ledger_email = row.name, row.phone, row.email
    for name, value in facts.items():
        setattr(row, name, value)
    if "phone" in facts:
        row.digits, row.bad_number = _NOT_DIGITS.sub("", row.phone), False
    row.by_caller = True
    session.add(row)
    session.flush()
    return _id(row)


def put_guide(session: Session, account: int, facts: dict[str, str]) -> None:
    """Keep what stands about an account from call to call: `facts` of method, pay_run, cut_off, portal, mind."""
    row = session.get(tables.Guide, account) or tables.Guide(account_id=account)
    for name, value in facts.items():
        setattr(row, name, value)
    session.add(row)


def move(session: Session, follow_up: int, due: date, at: datetime | None) -> int | None:
    """Move an open follow-up, which is the caller's own from then on; return its account, None if there is none."""
    row = session.get(tables.FollowUp, follow_up)
    if row is None or row.done_at is not None:
        return None
    row.due_on, row.at, row.set_by = due, at, domain.SetBy.CALLER.value
    session.add(row)
    return row.account_id


def set_cause(session: Session, call: int, cause: domain.RootCause | None) -> int | None:
    """Say why the customer had not paid when a call was made; return its account, None for no such call."""
    row = session.get(tables.Activity, call)
    if row is None:
        return None
    row.root_cause = cause.value if cause else None
    session.add(row)
    return row.account_id


def spare(session: Session, digits: str) -> None:
    """Remember that these digits are no card number."""
    if session.get(tables.SparedNumber, digits) is None:
        session.add(tables.SparedNumber(digits=digits))


def set_zone(session: Session, account: int, zone: str) -> None:
    """Say in which IANA zone the customer is."""
    row = session.get_one(tables.Account, account)
    row.zone = zone
    session.add(row)


def drop_draft(session: Session, account: int, note: str) -> None:
    """Let the draft go that has become the note of a call; another one stays."""
    row = session.get(tables.Draft, account)
    if row is not None and row.note.strip() == note.strip():
        session.delete(row)


def put_draft(session: Session, account: int, note: str, at: datetime) -> None:
    """Keep the note being written; an empty one goes."""
    row = session.get(tables.Draft, account)
    if not note:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(tables.Draft(account_id=account, note=note, at=at))
    elif row.note != note:
        row.note, row.at = note, at
        session.add(row)
