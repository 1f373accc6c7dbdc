"""Rows written one by one, each with what it takes to undo it; and the rows of a call, its promises, disputes and next steps."""

import sqlite3
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from arcall_tui.domain import activity as domain
from arcall_tui.domain.calendar import utc_text
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import digits_of
from arcall_tui.store.accounts.read import instant

Row = dict[str, Any]  # a row's columns in the database's own values, so that it can stand in JSON
Key = tuple[Any, ...]


class Change(NamedTuple):
    """One row as it was before and after; None where there was no row."""

    table: str
    before: Row | None
    after: Row | None


def bound(value: object) -> object:
    """Return a value as the book keeps it: dates in ISO 8601, instants in UTC to the second.

    They are written here and not by SQLAlchemy, whose loading takes longer than logging a call.
    """
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, datetime):
        assert value.tzinfo is not None, "instants carry their zone"
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value


class Rows:
    """Writes rows of the book's tables within a transaction that `write.Book` opened.

    Tables are named as in the book, whose own schema has their columns, keys and defaults. `changes`: every row
    that was inserted, updated or deleted, in order.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._keys: dict[str, tuple[str, ...]] = {}
        self.changes: list[Change] = []

    def add(self, table: str, **values: object) -> int:
        """Insert a row; what is not named gets the table's default. Return the row's number."""
        names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING *"
        cursor = self._connection.execute(statement, tuple(map(bound, values.values())))
        (row,) = rows_of(cursor)
        self.changes.append(Change(table, None, row))
        assert cursor.lastrowid is not None, "something was inserted"
        return cursor.lastrowid

    def get(self, table: str, *key: object) -> Row | None:
        """Return the row with that key, or None."""
        return next(iter(self.where(table, self._by_key(table), *key)), None)

    def among(self, table: str, keys: str) -> dict[Key, Row]:
        """Return the rows with those keys (a list of lists, as JSON), by key."""
        names = [f'"{key}"' for key in self._keys_of(table)]
        parts = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(names)))
        listed = f"({', '.join(names)}) IN (SELECT {parts} FROM json_each(?))"
        return {self._key_of(table, row): row for row in self.where(table, listed, keys)}

    def where(self, table: str, condition: str, *parameters: object) -> list[Row]:
        """Return the rows for which an SQL condition (our own words, `?` for each parameter) holds."""
        return rows_of(self._connection.execute(f"SELECT * FROM {table} WHERE {condition}", parameters))

    def change(self, table: str, before: Row, **values: object) -> None:
        """Set columns of a row, as it was read; one that has them already is left alone."""
        own = {name: bound(value) for name, value in values.items()}
        after = {**before, **own}
        if after == before:
            return
        to_set = ", ".join(f'"{name}" = ?' for name in own)
        statement = f"UPDATE {table} SET {to_set} WHERE {self._by_key(table)}"
        self._connection.execute(statement, (*own.values(), *self._key_of(table, before)))
        self.changes.append(Change(table, before, after))

    def put(self, table: str, key: Mapping[str, object], values: Mapping[str, object]) -> None:
        """Let the row of that key say `values`, a new one where there is none; without values it goes."""
        row = self.get(table, *key.values())
        if row is None and values:
            self.add(table, **key, **values)
        elif row is not None and values:
            self.change(table, row, **values)
        elif row is not None:
            self.remove(table, row)

    def remove(self, table: str, before: Row) -> None:
        """Delete a row, as it was read."""
        self._connection.execute(
            f"DELETE FROM {table} WHERE {self._by_key(table)}", self._key_of(table, before)
        )
        self.changes.append(Change(table, before, None))

    def _keys_of(self, table: str) -> tuple[str, ...]:
        if table not in self._keys:
            found = self._connection.execute(
                "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,)
            )
            self._keys[table] = tuple(name for (name,) in found)
        return self._keys[table]

    def _by_key(self, table: str) -> str:
        return " AND ".join(f'"{key}" = ?' for key in self._keys_of(table))

    def _key_of(self, table: str, row: Row) -> Key:
        return tuple(row[key] for key in self._keys_of(table))


def rows_of(cursor: sqlite3.Cursor) -> list[Row]:
    """Return what a query found, each row by its columns' names."""
    columns = [name for name, *_ in cursor.description]
    return [dict(zip(columns, values, strict=True)) for values in cursor]


class CallRow(NamedTuple):
    """A call to be put on record; `at` is UTC, `workday` the date of the shift it belongs to."""

    code: Code
    at: datetime
    workday: date
    note: str = ""
    detail: str = ""
    contact_id: int | None = None
    root_cause: domain.RootCause | None = None
    seconds: int | None = None
    direction: str = "out"


def add_call(rows: Rows, account: int, call: CallRow) -> int:
    """Put a call on record and return its number."""
    return rows.add("activity", account_id=account, **call._asdict())


def _changed(
    rows: Rows, table: str, key: int, over: Callable[[Row], bool] | None = None, **values: object
) -> int | None:
    """Change a row; return its account, None where there is none with that number, or it is `over`."""
    row = rows.get(table, key)
    if row is None or (over is not None and over(row)):
        return None
    rows.change(table, row, **values)
    return int(row["account_id"])


def correct_note(rows: Rows, call: int, note: str, at: datetime) -> int | None:
    """Replace a call's note, keeping what stood before; return the call's account, None if there is no such call."""
    row = rows.get("activity", call)
    if row is not None and row["note"] != note:
        rows.add("note_revision", activity_id=call, at=at, note=row["note"])
    return _changed(rows, "activity", call, note=note)


def set_cause(rows: Rows, call: int, cause: domain.RootCause | None) -> int | None:
    """Say why the customer had not paid when a call was made; return its account, None for no such call."""
    return _changed(rows, "activity", call, root_cause=cause)


def finish_calls(
    rows: Rows, account: int, at: datetime, *, but_agreed_after: datetime | None = None, dialled: bool = True
) -> None:
    """Mark the account's planned calls as done, and contact repairs where someone has just dialled.

    `but_agreed_after`: call backs for a later time than this stay.
    """
    done = {*domain.CALL_KINDS, *([domain.FollowUpKind.FIX_CONTACT] if dialled else [])}

    def stays(step: Row) -> bool:
        agreed = instant(step["at"]) if step["kind"] == domain.FollowUpKind.CALL_BACK else None
        return agreed is not None and but_agreed_after is not None and agreed > but_agreed_after

    _finish_where(rows, account, at, lambda step: step["kind"] in done and not stays(step))


def finish_rules_calls(rows: Rows, account: int, at: datetime) -> None:
    """Mark the calls that the rules planned as done: the account waits for something else now."""
    planned = (domain.FollowUpKind.CALL, domain.SetBy.RULE)
    _finish_where(rows, account, at, lambda step: (step["kind"], step["set_by"]) == planned)


def finish_kind(rows: Rows, account: int, kind: domain.FollowUpKind, at: datetime) -> None:
    """Mark the account's next steps of a kind as done."""
    _finish_where(rows, account, at, lambda step: step["kind"] == kind)


def _finish_where(rows: Rows, account: int, at: datetime, wanted: Callable[[Row], bool]) -> None:
    for step in rows.where("follow_up", "account_id = ? AND done_at IS NULL", account):
        if wanted(step):
            rows.change("follow_up", step, done_at=at)


def _is_done(step: Row) -> bool:
    return step["done_at"] is not None


def finish(rows: Rows, follow_up: int, at: datetime) -> int | None:
    """Mark one follow-up as done; return its account, None where there is no such open one."""
    return _changed(rows, "follow_up", follow_up, _is_done, done_at=at)


def move(rows: Rows, follow_up: int, due: date, at: datetime | None) -> int | None:
    """Move an open follow-up, which is the caller's own from then on; return its account, None if there is none."""
    own = domain.SetBy.CALLER
    return _changed(rows, "follow_up", follow_up, _is_done, due_on=due, at=at, set_by=own)


def add_follow_up(rows: Rows, account: int, step: domain.FollowUp, **of: int | None) -> None:
    """Set a next step, or move one that stands. `of`: the call, promise or dispute that it came of, by its column."""
    same = {name: getattr(step, name) for name in ("kind", "reason", "set_by", "at", "zone")}
    if step.id is None or _changed(rows, "follow_up", step.id, due_on=step.due, **same) is None:
        rows.add("follow_up", account_id=account, due_on=step.due, **same, **of)


def add_promise(rows: Rows, account: int, call: int, promise: domain.Promise, plan: int | None) -> int:
    """Put a promise on record with its lines; `plan` is the first promise's number where it is one of several."""
    newest = rows.where("ledger_import", "1 ORDER BY id DESC LIMIT 1")
    same = {name: getattr(promise, name) for name in ("made_on", "method", "said_by", "level", "any_invoice")}
    owed = {"amount": promise.amount.minor, "currency": promise.amount.currency, "due_on": promise.due}
    known = {"plan": plan, "after_import_id": newest[0]["id"] if newest else None}
    key = rows.add("promise", account_id=account, activity_id=call, **same, **owed, **known)
    for line in promise.lines:
        rows.add("promise_line", promise_id=key, invoice_id=line.invoice, amount=line.amount.minor)
    return key


def add_dispute(rows: Rows, account: int, call: int | None, dispute: domain.Dispute) -> int:
    """Put a dispute on record with its lines."""
    same = {name: getattr(dispute, name) for name in ("opened_on", "reason", "owner", "next_on")}
    key = rows.add("dispute", account_id=account, activity_id=call, **same)
    for line in dispute.lines:
        rows.add("dispute_line", dispute_id=key, invoice_id=line.invoice, amount=line.amount.minor)
    return key


def settle_promise(
    rows: Rows, promise: int, state: domain.PromiseState, on: date, at: datetime
) -> int | None:
    """End a promise and its payment check; return its account, None where there is none that could be."""
    return _ended(rows, "promise", promise, [domain.PromiseState.WITHDRAWN], at, state=state, settled_on=on)


def resolve_dispute(
    rows: Rows, dispute: int, state: domain.DisputeState, on: date, at: datetime
) -> int | None:
    """End a dispute and the chasing of its owner; return its account, None where there is no such open one."""
    over = {*domain.DisputeState} - {domain.DisputeState.OPEN}
    return _ended(rows, "dispute", dispute, over, at, state=state, resolved_on=on)


def _ended(rows: Rows, what: str, key: int, over: Collection[str], at: datetime, **now: object) -> int | None:
    """End a promise or dispute, unless it is `over`, and the steps that it brought."""
    account = _changed(rows, what, key, lambda row: row["state"] in over, **now)
    if account is not None:
        _finish_where(rows, account, at, lambda step: step[f"{what}_id"] == key)
    return account


def set_facts(rows: Rows, account: int, facts: Mapping[str, object]) -> None:
    """Set columns of the account's row; no ledger overwrites a credit limit that was set so."""
    row = rows.get("account", account)
    assert row is not None, "accounts are never deleted"
    own = {"credit_limit_by_caller": facts["credit_limit"] is not None} if "credit_limit" in facts else {}
    rows.change("account", row, **facts, **own)


def lose_number(rows: Rows, account: int, contact: int | None) -> None:
    """Mark the number that was dialled as bad: the contact's, or the first usable one."""
    usable = "account_id = ? AND phone <> '' AND NOT bad_number AND id = coalesce(?, id) ORDER BY by_caller DESC, id"
    for row in rows.where("contact", usable, account, contact)[:1]:
        rows.change("contact", row, bad_number=True)


def put_contact(rows: Rows, account: int, contact: int | None, facts: Mapping[str, str]) -> int | None:
    """Add or correct a contact (name, role, phone, email): the caller's word, which no import overwrites."""
    values: dict[str, object] = {**facts, "by_caller": True}
    if "phone" in facts:
        values |= {"digits": digits_of(facts["phone"]), "bad_number": False}
    if contact is None:
        return rows.add("contact", account_id=account, **values)
    row = rows.get("contact", contact)
    if row is None or row["account_id"] != account:
        return None
    if not row["by_caller"]:
        # What the ledger says goes on being known, so that it is not taken for news.
        values |= {f"ledger_{name}": row[name] for name in ("name", "phone", "email")}
    rows.change("contact", row, **values)
    return contact


def put_filter(rows: Rows, name: str, key: str, words: str) -> None:
    """Keep a filter under a name and a key (empty: none), which no other filter has then; without words forget it."""
    for row in rows.where("saved_filter", "key = ? AND key <> '' AND name <> ?", key, name):
        rows.change("saved_filter", row, key="")
    rows.put("saved_filter", {"name": name}, {"key": key, "words": words} if words else {})


def drop_draft(rows: Rows, account: int, note: str) -> None:
    """Let the draft go that has become the note of a call; another one stays."""
    row = rows.get("draft", account)
    if row is not None and row["note"].strip() == note.strip():
        rows.remove("draft", row)


def put_draft(rows: Rows, account: int, note: str, at: datetime) -> None:
    """Keep the note being written; an empty one goes."""
    if not rows.where("draft", "account_id = ? AND note = ?", account, note):
        rows.put("draft", {"account_id": account}, {"note": note, "at": at} if note else {})
