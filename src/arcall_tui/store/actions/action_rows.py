"""The rows that each of the caller's actions writes, within a transaction that `write.Book` opened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from arcall_tui.domain import activity as domain
from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.outcomes import Code
from arcall_tui.store.accounts.read import instant
from arcall_tui.store.actions.rows import Row, Rows

_NOT_DIGITS = re.compile(r"\D+")


class CallRow(NamedTuple):
    """A call to be put on record; `at` is UTC, `workday` the date of the shift it belongs to."""

    code: Code
    at: datetime
    workday: date
    note: str = ""
    detail: str = ""
    contact: int | None = None
    root_cause: domain.RootCause | None = None
    seconds: int | None = None
    direction: str = "out"


def add_call(rows: Rows, account: int, call: CallRow) -> int:
    """Put a call on record and return its number."""
    return rows.add(
        "activity",
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


def correct_note(rows: Rows, call: int, note: str, at: datetime) -> int | None:
    """Replace a call's note, keeping what stood before; return the call's account, None if there is no such call."""
    row = rows.get("activity", call)
    if row is None:
        return None
    if row["note"] != note:
        rows.add("note_revision", activity_id=call, at=at, note=row["note"])
        rows.change("activity", row, note=note)
    return _account(row)


def _account(row: Row) -> int:
    return int(row["account_id"])


def finish_calls(
    rows: Rows, account: int, at: datetime, *, but_agreed_after: datetime | None = None, dialled: bool = True
) -> None:
    """Mark the account's planned calls as done, and contact repairs where someone has just dialled.

    `but_agreed_after`: call backs for a later time than this stay.
    """
    done = {*domain.CALL_KINDS, *([domain.FollowUpKind.FIX_CONTACT] if dialled else [])}
    for row in _open_follow_ups(rows, account):
        agreed = instant(row["at"]) if row["kind"] == domain.FollowUpKind.CALL_BACK else None
        stays = agreed is not None and but_agreed_after is not None and agreed > but_agreed_after
        if row["kind"] in done and not stays:
            rows.change("follow_up", row, done_at=at)


def finish_rules_calls(rows: Rows, account: int, at: datetime) -> None:
    """Mark the calls that the rules planned as done: the account waits for something else now."""
    for row in _open_follow_ups(rows, account):
        if row["kind"] == domain.FollowUpKind.CALL and row["set_by"] == domain.SetBy.RULE:
            rows.change("follow_up", row, done_at=at)


def finish_kind(rows: Rows, account: int, kind: domain.FollowUpKind, at: datetime) -> None:
    """Mark the account's next steps of a kind as done."""
    for row in _open_follow_ups(rows, account):
        if row["kind"] == kind:
            rows.change("follow_up", row, done_at=at)


def finish(rows: Rows, follow_up: int, at: datetime) -> int | None:
    """Mark one follow-up as done; return its account, None where there is no such open one."""
    row = rows.get("follow_up", follow_up)
    if row is None or row["done_at"] is not None:
        return None
    rows.change("follow_up", row, done_at=at)
    return _account(row)


def _open_follow_ups(rows: Rows, account: int) -> list[Row]:
    return rows.where("follow_up", "account_id = ? AND done_at IS NULL", account)


def add_follow_up(
    rows: Rows,
    account: int,
    step: domain.FollowUp,
    *,
    call: int | None = None,
    promise: int | None = None,
    dispute: int | None = None,
) -> None:
    """Set a next step."""
    rows.add(
        "follow_up",
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


def add_promise(rows: Rows, account: int, call: int, promise: domain.Promise, plan: int | None) -> int:
    """Put a promise on record with its lines; `plan` is the first promise's number where it is one of several."""
    newest = rows.where("ledger_import", "1 ORDER BY id DESC LIMIT 1")
    key = rows.add(
        "promise",
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
        any_invoice=promise.any_invoice,
        after_import_id=newest[0]["id"] if newest else None,
    )
    for line in promise.lines:
        rows.add("promise_line", promise_id=key, invoice_id=line.invoice, amount=line.amount.minor)
    return key


def settle_promise(
    rows: Rows, promise: int, state: domain.PromiseState, on: date, at: datetime
) -> int | None:
    """End a promise and its payment check; return its account, None where there is none that could be."""
    row = rows.get("promise", promise)
    if row is None or row["state"] == domain.PromiseState.WITHDRAWN:
        return None
    rows.change("promise", row, state=state.value, settled_on=on)
    _finish_steps_of(rows, row, "promise_id", promise, at)
    return _account(row)


def _finish_steps_of(rows: Rows, row: Row, column: str, key: int, at: datetime) -> None:
    """Mark the steps that a promise or dispute brought as done."""
    for step in _open_follow_ups(rows, _account(row)):
        if step[column] == key:
            rows.change("follow_up", step, done_at=at)


def add_dispute(rows: Rows, account: int, call: int | None, dispute: domain.Dispute) -> int:
    """Put a dispute on record with its lines."""
    key = rows.add(
        "dispute",
        account_id=account,
        activity_id=call,
        opened_on=dispute.opened_on,
        reason=dispute.reason.value,
        owner=dispute.owner,
        next_on=dispute.next_on,
    )
    for line in dispute.lines:
        rows.add("dispute_line", dispute_id=key, invoice_id=line.invoice, amount=line.amount.minor)
    return key


def resolve_dispute(
    rows: Rows, dispute: int, state: domain.DisputeState, on: date, at: datetime
) -> int | None:
    """End a dispute and the chasing of its owner; return its account, None where there is no such open one."""
    row = rows.get("dispute", dispute)
    if row is None or row["state"] != domain.DisputeState.OPEN:
        return None
    rows.change("dispute", row, state=state.value, resolved_on=on)
    _finish_steps_of(rows, row, "dispute_id", dispute, at)
    return _account(row)


def call_of_dispute(rows: Rows, dispute: int) -> int | None:
    """Return the call on which a dispute was raised; None where it came otherwise."""
    row = rows.get("dispute", dispute)
    return row["activity_id"] if row is not None else None


def hold(rows: Rows, account: int, kind: HoldKind | None, reason: str) -> None:
    """Put the account on hold, or release it where `kind` is None."""
    set_facts(rows, account, {"hold": kind.value if kind else None, "hold_reason": reason})


def snooze(rows: Rows, account: int, until: date | None, reason: str) -> None:
    """Let the account rest until a day, or wake it where that is None."""
    set_facts(rows, account, {"snoozed_until": until, "snooze_reason": reason})


def set_facts(rows: Rows, account: int, facts: Mapping[str, object]) -> None:
    """Set columns of the account's row; no ledger overwrites a credit limit that was set so."""
    row = rows.get("account", account)
    assert row is not None, "accounts are never deleted"
    own = {"credit_limit_by_caller": facts["credit_limit"] is not None} if "credit_limit" in facts else {}
    rows.change("account", row, **facts, **own)


def lose_number(rows: Rows, account: int, contact: int | None) -> None:
    """Mark the number that was dialled as bad: the contact's, or the first usable one."""
    usable = rows.where(
        "contact",
        "account_id = ? AND phone <> '' AND NOT bad_number AND id = coalesce(?, id) ORDER BY by_caller DESC, id",
        account,
        contact,
    )
    for row in usable[:1]:
        rows.change("contact", row, bad_number=True)


def put_contact(rows: Rows, account: int, contact: int | None, facts: Mapping[str, str]) -> int | None:
    """Add or correct a contact (name, role, phone, email): the caller's word, which no import overwrites."""
    values: dict[str, object] = {**facts, "by_caller": True}
    if "phone" in facts:
        values |= {"digits": _NOT_DIGITS.sub("", facts["phone"]), "bad_number": False}
    if contact is None:
        return rows.add("contact", account_id=account, **values)
    row = rows.get("contact", contact)
    if row is None or _account(row) != account:
        return None
    if not row["by_caller"]:
        # What the ledger says goes on being known, so that it is not taken for news.
        values |= {f"ledger_{name}": row[name] for name in ("name", "phone", "email")}
    rows.change("contact", row, **values)
    return contact


def put_guide(rows: Rows, account: int, facts: dict[str, str]) -> None:
    """Keep what stands about an account from call to call: `facts` of method, pay_run, cut_off, portal, mind, tags."""
    row = rows.get("guide", account)
    if row is None:
        rows.add("guide", account_id=account, **facts)
    else:
        rows.change("guide", row, **facts)


def move(rows: Rows, follow_up: int, due: date, at: datetime | None) -> int | None:
    """Move an open follow-up, which is the caller's own from then on; return its account, None if there is none."""
    row = rows.get("follow_up", follow_up)
    if row is None or row["done_at"] is not None:
        return None
    rows.change("follow_up", row, due_on=due, at=at, set_by=domain.SetBy.CALLER.value)
    return _account(row)


def set_cause(rows: Rows, call: int, cause: domain.RootCause | None) -> int | None:
    """Say why the customer had not paid when a call was made; return its account, None for no such call."""
    row = rows.get("activity", call)
    if row is None:
        return None
    rows.change("activity", row, root_cause=cause.value if cause else None)
    return _account(row)


def spare(rows: Rows, digits: str) -> None:
    """Remember that these digits are no card number."""
    if rows.get("spared_number", digits) is None:
        rows.add("spared_number", digits=digits)


def put_filter(rows: Rows, name: str, key: str, words: str) -> None:
    """Keep a filter under a name and a key (empty: none), which no other filter has then; without words forget it."""
    for row in rows.where("saved_filter", "name = ? OR (key = ? AND key <> '')", name, key):
        if row["name"] == name:
            rows.remove("saved_filter", row)
        else:
            rows.change("saved_filter", row, key="")
    if words:
        rows.add("saved_filter", name=name, key=key, words=words)


def drop_draft(rows: Rows, account: int, note: str) -> None:
    """Let the draft go that has become the note of a call; another one stays."""
    row = rows.get("draft", account)
    if row is not None and row["note"].strip() == note.strip():
        rows.remove("draft", row)


def put_draft(rows: Rows, account: int, note: str, at: datetime) -> None:
    """Keep the note being written; an empty one goes."""
    row = rows.get("draft", account)
    if row is None and note:
        rows.add("draft", account_id=account, note=note, at=at)
    elif row is not None and not note:
        rows.remove("draft", row)
    elif row is not None and row["note"] != note:
        rows.change("draft", row, note=note, at=at)


def add_remark(
    rows: Rows,
    workday: date,
    at: datetime,
    text: str,
    *,
    account: int | None = None,
    call: int | None = None,
    rating: int | None = None,
    said_by: str = "",
) -> int:
    """Put feedback on record and return its number; with a rating (1 to 5) it is the customer's, else a remark."""
    return rows.add(
        "feedback",
        kind="remark" if rating is None else "rating",
        workday=workday,
        at=at,
        account_id=account,
        activity_id=call,
        rating=rating,
        said_by=said_by,
        text=text,
    )


def close_remark(rows: Rows, key: int, result: str, on: date) -> bool:
    """Say what became of feedback; False where there is none with that number."""
    row = rows.get("feedback", key)
    if row is None:
        return False
    rows.change("feedback", row, result=result, done_on=on)
    return True
