"""What the book itself remembers: settings by key, digits that are no card number, forms that are being filled in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from arcall_tui.store.actions.action_rows import Rows

_WAIVED = "interest waived"


def get(connection: sqlite3.Connection, key: str) -> str | None:
    """Return what is remembered under `key`."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def put(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Remember `value` under `key`, within the transaction under way."""
    assert connection.in_transaction, (
        "an import may have put another file in the book's place: `writing` looks"
    )
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))


def spared(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the digits that are no card number by the caller's word, and so are not masked."""
    return frozenset(digits for (digits,) in connection.execute("SELECT digits FROM spared_number"))


def filters(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Return the filters that are kept: name, key, words, by name."""
    return connection.execute("SELECT name, key, words FROM saved_filter ORDER BY name").fetchall()


def put_form(connection: sqlite3.Connection, account: int, form: str, texts: Mapping[str, str]) -> None:
    """Keep what was typed in each field of a form about an account; nothing typed keeps nothing."""
    typed = {"texts": json.dumps(texts)} if texts else {}
    Rows(connection).put("form_draft", {"account_id": account, "form": form}, typed)


def forms(connection: sqlite3.Connection) -> dict[tuple[int, str], dict[str, str]]:
    """Return what is kept, by account and form: what was typed in each field."""
    rows = connection.execute("SELECT account_id, form, texts FROM form_draft")
    return {(account, form): json.loads(texts) for account, form, texts in rows}


def waived(connection: sqlite3.Connection, account: int) -> str:
    """Return why no late interest is asked of an account; empty where it is."""
    return get(connection, f"{_WAIVED} {account}") or ""


def waive(rows: Rows, account: int, reason: str) -> None:
    """Keep why no late interest is asked, so that undo takes it back; an empty reason ends the waiver."""
    rows.put("setting", {"key": f"{_WAIVED} {account}"}, {"value": reason} if reason else {})
