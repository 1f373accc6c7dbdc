"""All that is held about one customer, for the customer or the law: to read, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from arcall_tui.domain.money import Money
from arcall_tui.store.accounts import everything
from arcall_tui.workday.book.erasing import look
from arcall_tui.workday.desk.desk import Desk

# What the tables are called; one without a name here is called as it is.
_TITLES = {
    "account": "Account", "contact": "Contacts", "guide": "What to mind", "invoice": "Open and settled items",
    "payment": "Payments", "balance_change": "Changes of balances", "activity": "Calls, mails and events",
    "note_revision": "Earlier words of notes", "promise": "Promises", "promise_line": "Promised of each item",
    "promise_reopened": "Promises reopened", "dispute": "Disputes", "dispute_line": "Disputed of each item",
    "follow_up": "Next steps", "feedback": "What was said about the work", "draft": "Note being written",
    "form_draft": "Forms being filled in", "undo_step": "What can be undone", "joined_row": "Joined accounts",
    "import_before": "As it was before the newest import",
}  # fmt: skip
_MINOR = frozenset({"amount", "balance", "paid", "old_balance", "new_balance", "old_amount", "credit_limit"})


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


def lines_of(held: Mapping[str, Any]) -> Iterator[str]:
    """Yield it in words, one fact a line."""
    tables: everything.Rows = held["tables"]
    currencies = {row["id"]: row["currency"] for row in tables.get("invoice", [])}
    yield f"{held['name']} ({held['account']}): all that arcall holds. Times are UTC."
    for table in sorted(tables, key=lambda name: [*_TITLES, name].index(name)):
        yield from ("", _TITLES.get(table, table), "")
        for row in tables[table]:
            told = [f"{name.replace('_', ' ')}: {_told(name, value, row, currencies)}" for name, value in row.items()
                    if value not in (None, "")]  # fmt: skip
            yield "  " + "; ".join(told).replace("\n", "\n    ")
    for title, what in (
        ("Letters", "letters"),
        ("In these backups, too", "backups"),
        ("Named in notes of", "mentioned_in"),
    ):
        if held[what]:
            yield from ("", title, "", *(f"  {each}" for each in held[what]))


def _told(name: str, value: object, row: Mapping[str, Any], currencies: Mapping[int, str]) -> str:
    currency = row.get("currency") or currencies.get(row.get("invoice_id") or 0)
    return (
        str(Money(value, currency)) if name in _MINOR and isinstance(value, int) and currency else str(value)
    )
