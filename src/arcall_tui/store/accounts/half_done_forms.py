"""Forms that are being filled in, as the book keeps them: one for each account and title."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

_KEY = "form being filled in:"


def put(connection: sqlite3.Connection, account: int, title: str, texts: Mapping[str, str]) -> None:
    """Keep what was typed in each field; nothing typed keeps nothing."""
    key = f"{_KEY}{account}:{title}"
    if texts:
        connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, json.dumps(texts)))
    else:
        connection.execute("DELETE FROM setting WHERE key = ?", (key,))


def kept(connection: sqlite3.Connection) -> dict[tuple[int, str], dict[str, str]]:
    """Return what is kept, by account and title: what was typed in each field."""
    rows = connection.execute(
        "SELECT substr(key, ?), value FROM setting WHERE key GLOB ?", (len(_KEY) + 1, f"{_KEY}*")
    )
    found = {}
    for about, texts in rows:
        account, _, title = about.partition(":")
        found[int(account), title] = json.loads(texts)
    return found


def forget(connection: sqlite3.Connection, account: int) -> None:
    """Let go of every form about an account, within a transaction that the caller opened."""
    connection.execute("DELETE FROM setting WHERE key GLOB ?", (f"{_KEY}{account}:*",))
