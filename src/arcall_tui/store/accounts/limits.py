"""Credit limits: which ones the caller set, so that no ledger overwrites them."""

from __future__ import annotations

import sqlite3

_OWN = "own_credit_limit:"
_KNOWN = "own_credit_limits_are_marked"


def key(account: int) -> str:
    """Return the key under which the book remembers that the caller set the account's limit."""
    return f"{_OWN}{account}"


def by_caller(connection: sqlite3.Connection) -> set[int]:
    """Return the accounts whose limit the caller set, within a transaction that the caller opened.

    Until a ledger says limits for the first time, all that there are were set by the caller.
    """
    if connection.execute("SELECT 1 FROM setting WHERE key = ?", (_KNOWN,)).fetchone() is None:
        connection.execute(
            "INSERT OR IGNORE INTO setting SELECT ? || id, '' FROM account WHERE credit_limit IS NOT NULL",
            (_OWN,),
        )
        connection.execute("INSERT INTO setting VALUES (?, '')", (_KNOWN,))
    rows = connection.execute(
        "SELECT substr(key, ?) FROM setting WHERE key GLOB ?", (len(_OWN) + 1, f"{_OWN}*")
    )
    return {int(account) for (account,) in rows}
