"""Where customers are and who pays for them: read in bulk, written one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
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


def countries(connection: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Return (account, ledger's id, country) of all accounts, by the ledger's id."""
    return connection.execute("SELECT id, ledger_id, country FROM account ORDER BY ledger_id, id").fetchall()


# As `read.contacts` has them: whom to ask for comes first.
_TIMES = """SELECT account_id, times FROM contact AS one WHERE times <> '' AND {chosen} AND id = (
    SELECT id FROM contact WHERE account_id = one.account_id
    ORDER BY bad_number, phone = '', by_caller DESC, id LIMIT 1)"""


def liked_times(connection: sqlite3.Connection, chosen: str, keys: Sequence[int]) -> dict[int, str]:
    """Return when whom to ask for likes to be rung, in the caller's words, by account.

    `chosen`: SQL on `one.account_id`; `keys`: its parameters.
    """
    return dict(connection.execute(_TIMES.format(chosen=chosen), keys))
