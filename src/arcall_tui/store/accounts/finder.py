"""Finding an account by a part of its name, id, contact, phone, invoice number or PO."""

from __future__ import annotations

import re
import sqlite3

_NOT_DIGITS = re.compile(r"\D+")
_SHORTEST_PHONE = 4

# Each question answers (account, how good the match is: smaller is better). `:text` is folded.
_NAMES = """
    SELECT id, CASE WHEN fold(ledger_id) = :text THEN 0 WHEN fold(name) = :text THEN 1
                    WHEN instr(fold(name), :text) = 1 THEN 2 WHEN instr(fold(ledger_id), :text) = 1 THEN 3
                    WHEN instr(fold(name), ' ' || :text) THEN 4 ELSE 6 END
    FROM account WHERE instr(fold(name), :text) OR instr(fold(ledger_id), :text)
"""
_CONTACTS = """
    SELECT account_id, 5 FROM contact WHERE instr(fold(name), :text) OR instr(fold(email), :text)
"""
_PHONES = "SELECT account_id, 3 FROM contact WHERE instr(digits, :digits)"
_OPEN_ITEMS = """
    SELECT account_id, CASE WHEN number = :typed OR po = :typed THEN 0 ELSE 6 END FROM invoice
    WHERE settled_on IS NULL AND (number LIKE :like ESCAPE '\\' OR po LIKE :like ESCAPE '\\')
"""
_SETTLED_ITEMS = (
    "SELECT account_id, 7 FROM invoice WHERE settled_on IS NOT NULL AND (number = :typed OR po = :typed)"
)


def prepare(connection: sqlite3.Connection) -> None:
    """Teach the connection to compare without regard to case, in any script."""
    connection.create_function("fold", 1, str.casefold, deterministic=True)


def find(connection: sqlite3.Connection, typed: str, limit: int) -> list[int]:
    """Return the accounts that `typed` may mean, best match first, at most `limit`."""
    typed = typed.strip()
    if not typed:
        return []
    digits = _NOT_DIGITS.sub("", typed)
    escaped = re.sub(r"([\\%_])", r"\\\1", typed)
    words = {"text": typed.casefold(), "typed": typed, "like": f"%{escaped}%", "digits": digits.lstrip("0")}
    questions = [_NAMES, _CONTACTS, _OPEN_ITEMS]
    if len(words["digits"]) >= _SHORTEST_PHONE:
        questions.append(_PHONES)
    best: dict[int, int] = {}
    for question in questions:
        _note(best, connection.execute(question, words))
    if not best:
        _note(best, connection.execute(_SETTLED_ITEMS, words))
    return sorted(best, key=lambda account: (best[account], account))[:limit]


def _note(best: dict[int, int], rows: sqlite3.Cursor) -> None:
    for account, grade in rows:
        best[account] = min(grade, best.get(account, grade))


def by_ledger_id(connection: sqlite3.Connection, reference: str) -> list[tuple[int, str, str]]:
    """Return (account, creditor, ledger's id) of the accounts that are called `reference`, as ID or CREDITOR/ID."""
    return connection.execute(
        """SELECT account.id, creditor.name, ledger_id FROM account JOIN creditor ON creditor.id = creditor_id
           WHERE ledger_id = :reference OR creditor.name || '/' || ledger_id = :reference ORDER BY account.id""",
        {"reference": reference},
    ).fetchall()


def ledger_ids(connection: sqlite3.Connection) -> list[str]:
    """Return every account's id in its ledger."""
    return [ledger_id for (ledger_id,) in connection.execute("SELECT ledger_id FROM account")]


def any_account(connection: sqlite3.Connection) -> bool:
    """Whether the book has an account."""
    return connection.execute("SELECT 1 FROM account LIMIT 1").fetchone() is not None
