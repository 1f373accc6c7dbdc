"""Late interest that the caller has waived: by account, with the reason; written so that undo takes it back."""

from __future__ import annotations

import sqlite3

from arcall_tui.store.accounts import kept
from arcall_tui.store.actions.rows import Rows


def key_of(account: int) -> str:
    """Return under which key an account's waiver is kept."""
    return f"interest waived {account}"


def waived(connection: sqlite3.Connection, account: int) -> str:
    """Return why no interest is asked of the account; empty where it is."""
    return kept.get(connection, key_of(account)) or ""


def waive(rows: Rows, account: int, reason: str) -> None:
    """Keep why no interest is asked; an empty reason ends the waiver."""
    rows.put("setting", {"key": key_of(account)}, {"value": reason} if reason else {})
