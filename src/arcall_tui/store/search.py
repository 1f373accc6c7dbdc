"""Full text of all notes, promises and disputes: an index that the database itself keeps up."""

from __future__ import annotations

import re
import sqlite3
from typing import NamedTuple

# One row per thing on record, under its number; what stands about an account is under its number, negative.
# Triggers keep it, so that undo, imports and corrections need not know of it.
SCHEMA = (
    """CREATE VIRTUAL TABLE said USING fts5 (note, detail, agreed,
       prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER said_new AFTER INSERT ON activity BEGIN
       INSERT INTO said (rowid, note, detail, agreed) VALUES (new.id, new.note, new.detail, ''); END""",
    """CREATE TRIGGER said_changed AFTER UPDATE OF note, detail ON activity
       WHEN old.note IS NOT new.note OR old.detail IS NOT new.detail BEGIN
       UPDATE said SET note = new.note, detail = new.detail WHERE rowid = new.id; END""",
    """CREATE TRIGGER said_gone AFTER DELETE ON activity BEGIN
       DELETE FROM said WHERE rowid = old.id; END""",
    """CREATE TRIGGER said_promise AFTER INSERT ON promise WHEN new.said_by <> '' OR new.method <> '' BEGIN
       UPDATE said SET agreed = agreed || ' ' || new.said_by || ' ' || new.method
       WHERE rowid = new.activity_id; END""",
    """CREATE TRIGGER said_dispute AFTER INSERT ON dispute BEGIN
       UPDATE said SET agreed = agreed || ' disputed ' || new.reason || ' ' || new.owner
       WHERE rowid = new.activity_id; END""",
    """CREATE TRIGGER said_guide AFTER INSERT ON guide BEGIN
       INSERT INTO said (rowid, note, detail, agreed)
       VALUES (-new.account_id, new.mind, new.portal || ' ' || new.method, ''); END""",
    """CREATE TRIGGER said_guide_changed AFTER UPDATE ON guide BEGIN
       UPDATE said SET note = new.mind, detail = new.portal || ' ' || new.method
       WHERE rowid = -new.account_id; END""",
    """CREATE TRIGGER said_guide_gone AFTER DELETE ON guide BEGIN
       DELETE FROM said WHERE rowid = -old.account_id; END""",
)

_WORDS = re.compile(r"\w+")
# Written without blanks between words: no index of words can find a part of such a text.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class Hit(NamedTuple):
    """Something on record that has the words: a call (0 where it stands about the account itself)."""

    account: int
    account_id: str
    call: int
    name: str
    code: str
    at: str
    text: str


_FOUND = """
    SELECT account.id, account.ledger_id, found.id, account.name, code, at, found.text
    FROM (SELECT max(0, rowid) AS id, rowid AS row, trim(note || '  ' || detail || '  ' || agreed) AS text
          FROM said WHERE {where} ORDER BY rowid DESC LIMIT :limit) AS found
    LEFT JOIN activity ON activity.id = found.id
    JOIN account ON account.id = coalesce(activity.account_id, -found.row)
    ORDER BY found.row DESC
"""


def find(connection: sqlite3.Connection, typed: str, limit: int) -> list[Hit]:
    """Return what has every word of `typed` (its beginning is enough), newest first, at most `limit`."""
    words = _WORDS.findall(typed)
    if not words:
        return []
    if _UNSPACED.search(typed):
        wanted = "%" + re.sub(r"([\\%_])", r"\\\1", typed.strip()) + "%"
        where, text = "note LIKE :text ESCAPE '\\' OR detail LIKE :text ESCAPE '\\'", wanted
    else:
        where, text = "said MATCH :text", " ".join(f'"{word}"*' for word in words)
    query = _FOUND.format(where=where)
    rows = connection.execute(query, {"text": text, "limit": limit})
    return [
        Hit(account, account_id, call, name, code or "", at or "", text)
        for account, account_id, call, name, code, at, text in rows
    ]
