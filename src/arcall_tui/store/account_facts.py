"""Where customers are and who pays for them: read in bulk, written one by one."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Place(NamedTuple):
    """What the book knows about where a customer is; `phones` are the usable numbers."""

    account: int
    ledger_id: str
    name: str
    country: str
    zone: str | None
    phones: tuple[str, ...]


def places(connection: sqlite3.Connection) -> list[Place]:
    """Return the places of all accounts with open items, by their ledger's id."""
    phones: dict[int, list[str]] = {}
    for account, phone in connection.execute(
        "SELECT account_id, phone FROM contact WHERE phone <> '' AND NOT bad_number ORDER BY by_caller DESC, id"
    ):
        phones.setdefault(account, []).append(phone)
    rows = connection.execute(
        """SELECT id, ledger_id, name, country, zone FROM account
           WHERE EXISTS (SELECT 1 FROM invoice WHERE account_id = account.id AND settled_on IS NULL)
           ORDER BY ledger_id, id"""
    )
    return [
        Place(key, ledger_id, name, country, zone, tuple(phones.get(key, ())))
        for key, ledger_id, name, country, zone in rows
    ]
