"""All that is held about one customer, for the customer or the law: to read, and as data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from arcall_tui.domain.dates import NO_DUE_DATE, place, spelt
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.store.accounts import everything
from arcall_tui.workday.book.erasing import look
from arcall_tui.workday.desk.desk import Desk

# By table: its title, and each column in words; `{}` is what it says, and words without it are said where it is so.
# What has no words here only tells which rows belong together: as data it is all there.
_TOLD: dict[str, tuple[str, dict[str, str]]] = {
    "account": ("Who this is", {
        "name": "{}", "ledger_id": "called {} in the ledger", "other_names": "also called {}", "country": "country {}",
        "region": "region {}", "zone": "time of {}", "language": "language {}", "terms": "terms {}",
        "consumer": "a consumer", "prefers": "likes to be rung {}", "hold": "not to be called: {}", "hold_reason": "{}",
        "snoozed_until": "at rest until {}", "snooze_reason": "{}", "credit_limit": "credit limit {}",
        "credit_limit_by_caller": "as the caller set it", "payer_id": "another account pays for it",
        "merged_into": "joined to the account above", "postal": "at {}",
    }),
    "contact": ("Contacts", {
        "name": "{}", "role": "{}", "phone": "telephone {}", "digits": "found by {}", "email": "e-mail {}",
        "bad_number": "the number is wrong", "by_caller": "typed in by the caller", "language": "language {}",
        "times": "likes to be rung {}", "address": "addressed as {}", "ledger_name": "in the ledger {}",
        "ledger_phone": "there with telephone {}", "ledger_email": "there with e-mail {}",
    }),
    "guide": ("What to mind", {
        "method": "pays by {}", "pay_run": "pays on {}", "cut_off": "bills must be there by {}", "portal": "portal {}",
        "mind": "{}", "tags": "tags {}", "post": "letters to {}",
    }),
    "invoice": ("Open and settled items", {
        "number": "{}", "kind": "{}", "invoice_date": "of {}", "due_date": "due {}",
        "due_from_terms": "a day worked out from the terms", "amount": "{}", "balance": "open {}",
        "settled_on": "paid in full {}", "po": "order {}", "disputed": "marked as disputed in the ledger",
        "came_from": "of an account that was joined to this one",
    }),
    "payment": ("Payments", {
        "paid_on": "{}", "amount": "{}", "invoice_id": "for {}", "reference": "reference {}",
    }),
    "balance_change": ("Changes of balances", {
        "as_of": "{}", "invoice_id": "{}", "old_balance": "from {}", "new_balance": "to {}", "old_amount": "amount before {}",
        "old_currency": "currency before {}", "old_invoice_date": "dated before {}", "old_due_date": "due before {}",
        "old_settled_on": "paid in full before {}",
    }),
    "activity": ("Calls, mails and events", {
        "at": "{}", "workday": "working day {}", "direction": "{}", "code": "{}", "contact_id": "with {}",
        "seconds": "{} seconds", "root_cause": "because of {}", "note": "note: {}", "detail": "{}",
    }),
    "note_revision": ("Earlier words of notes", {"activity_id": "of {}", "at": "until {}", "note": "{}"}),
    "promise": ("Promises", {
        "made_on": "on {}", "amount": "{}", "due_on": "by {}", "method": "by {}", "any_invoice": "no bill was named: any money counts", "said_by": "said by {}",
        "level": "{} broken before on the same debt", "plan": "a part of a plan", "state": "{}", "settled_on": "since {}",
    }),
    "promise_line": ("Promised of each item", {"promise_id": "{}", "invoice_id": "{}", "amount": "{}", "paid": "paid {}"}),
    "promise_reopened": ("Promises reopened", {
        "promise_id": "{}", "on": "on {}", "old_state": "was {}", "old_settled_on": "since {}",
    }),
    "dispute": ("Disputes", {
        "opened_on": "on {}", "reason": "{}", "owner": "looked into by {}", "next_on": "asked about again {}",
        "state": "{}", "resolved_on": "ended {}",
    }),
    "dispute_line": ("Disputed of each item", {"dispute_id": "{}", "invoice_id": "{}", "amount": "{}"}),
    "follow_up": ("Next steps", {
        "due_on": "{}", "at": "at {}", "zone": "time of {}", "kind": "{}", "reason": "{}", "set_by": "set by: {}",
        "done_at": "done {}",
    }),
    "feedback": ("What was said about the work", {
        "at": "{}", "workday": "working day {}", "kind": "{}", "rating": "{} of 5", "said_by": "said by {}",
        "text": "{}", "result": "what became of it: {}", "done_on": "done {}",
    }),
    "draft": ("Note being written", {"at": "{}", "note": "{}"}),
    "form_draft": ("Forms being filled in", {"form": "{}", "texts": "{}"}),
    "undo_step": ("What can be undone", {"at": "{}", "label": "{}", "changes": "keeps for it: {}", "undone_at": "undone {}"}),
    "joined_row": ("What came with joined accounts", {"place": "a row of: {}"}),
    "import_before": ("As it was before the newest import", {"place": "{}", "row": "{}"}),
    "handed_row": ("What was handed to another book, or came from one", {"place": "{}"}),
}  # fmt: skip
_MINOR = frozenset({"amount", "balance", "paid", "old_balance", "new_balance", "old_amount", "credit_limit"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_DIRECTIONS = {"out": "from here", "in": "from the customer", "none": ""}


def all_about(desk: Desk, account: int) -> dict[str, Any]:
    """Return all about a customer as data: rows by table, as the book has them, and the letters on this computer.

    Amounts are minor units with their currency, instants UTC. `mentioned_in`: accounts whose notes have the name.
    Raises UsageError where the account is a part of another.
    """
    found = look(desk, account)
    return {
        "account": found.ledger_id,
        "name": found.name,
        "tables": everything.about(desk.book, account),
        "letters": [str(path) for path in (*found.letters, *found.doubtful)],
        "backups": [str(path) for path in found.backups],
        "mentioned_in": list(found.mentioned_in),
    }


def lines_of(held: Mapping[str, Any], zone: ZoneInfo, today: date) -> Iterator[str]:
    """Yield it in words, one fact a line; times are on the clocks of `zone`."""
    words = _Words(held["tables"], zone)
    yield f"{held['name']} ({held['account']}): all that arcall holds."
    yield f"Written {spelt(today)}; times are those of {place(zone.key)}."
    for table in sorted(held["tables"], key=lambda name: [*_TOLD, name].index(name)):
        yield from ("", _title(table), "")
        for row in held["tables"][table]:
            yield "  " + words.row(table, row).replace("\n", "\n    ")
    for title, what in (
        ("Letters", "letters"),
        ("In these backups, too", "backups"),
        ("Named in notes of", "mentioned_in"),
    ):
        if held[what]:
            yield from ("", title, "", *(f"  {each}" for each in held[what]))


def _title(table: str) -> str:
    return _TOLD[table][0] if table in _TOLD else table


class _Words:
    """Says rows in words: `tables` are all that there are, for what a row says of another."""

    def __init__(self, tables: everything.Rows, zone: ZoneInfo) -> None:
        self.zone = zone
        self.known = {(table, row.get("id")): row for table, rows in tables.items() for row in rows}

    def row(self, table: str, row: Mapping[str, Any]) -> str:
        """Say a row; a table that has no words here is said by its columns' names."""
        told = _TOLD[table][1] if table in _TOLD else {name: f"{name}: {{}}" for name in row}
        said = [
            self._column(words, name, row) for name, words in told.items() if row.get(name) not in (None, "")
        ]
        return "; ".join(filter(None, said)) or "no words"

    def _column(self, words: str, name: str, row: Mapping[str, Any]) -> str:
        if "{}" not in words:
            return words if row[name] else ""
        said = self._value(name, row[name], row)
        return words.replace("{}", said) if said else ""

    def _value(self, name: str, value: Any, row: Mapping[str, Any]) -> str:  # noqa: ANN401 - whatever a cell holds
        if name in ("changes", "row", "texts"):
            return self._kept(name, json.loads(value), row)
        if name.endswith("_id") and isinstance(value, int):
            return self._other(name.removesuffix("_id"), value)
        if name in _MINOR and isinstance(value, int):
            return self._amount(value, row)
        return self._named(name, self._when(str(value)))

    def _when(self, text: str) -> str:
        """Say a day or a moment as people do; what is neither stays."""
        if _INSTANT.fullmatch(text):
            at = datetime.fromisoformat(text).astimezone(self.zone)
            return f"{spelt(at.date())}, {at:%H:%M}"
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return "on no day" if day == NO_DUE_DATE else spelt(day)
        return text

    def _named(self, name: str, text: str) -> str:
        if name == "code" and text in set(Code):
            return Code(text).means.label
        if name == "place":
            return _title(text)
        if name == "level":
            return "" if text == "0" else text
        return _DIRECTIONS.get(text, text) if name == "direction" else text

    def _amount(self, minor: int, row: Mapping[str, Any]) -> str:
        of = [row, *(self.known.get((each, row.get(f"{each}_id")), {}) for each in ("invoice", "promise"))]
        currency = next(
            (found for each in of if (found := each.get("currency") or each.get("credit_currency"))), ""
        )
        return str(Money(minor, currency)) if currency else str(minor)

    def _other(self, table: str, key: int) -> str:
        """Say which row of another table is meant."""
        row = self.known.get((table, key))
        if row is None:
            return ""
        first = next(name for name in ("number", "name", "at", "made_on", "opened_on") if name in row)
        kind = {"activity": "the call of ", "promise": "promise of ", "dispute": "dispute of "}.get(table, "")
        return kind + self._value(first, row[first], row)

    def _kept(self, name: str, kept: Any, row: Mapping[str, Any]) -> str:  # noqa: ANN401 - JSON
        """Say what is kept to put something back, or of a form: rows as they were, fields as they were typed."""
        if name == "row":
            return self.row(row["place"], kept)
        if name == "texts":
            return ", ".join(f"{field}: {typed}" for field, typed in kept.items() if typed)
        side = 2 if row.get("undone_at") else 1  # what would come back
        rows = [(each[0], each[side]) for each in kept if each[side]]
        return " | ".join(f"{_title(table)}: {self.row(table, state)}" for table, state in rows)
