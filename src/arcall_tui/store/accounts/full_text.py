"""Full text of all notes, promises and disputes: an index that the database itself keeps up."""

import re
import sqlite3

from arcall_tui.domain.activity import Hit
from arcall_tui.domain.text import fold

# One row per thing on record, under its number; what stands about an account is under its number, negative.
# Triggers keep it, so that undo, imports and corrections need not know of it; temporary ones (see `OpenBook.keep_up`), for
# they need a function of ours, and other programs may open the book, too: what those remove stays here until its number
# is used again. What is looked through is `folded`, by that function: SQLite's own tokenizer folds neither Cyrillic nor
# Greek, nor ß and ø.
TABLE = """CREATE VIRTUAL TABLE said USING fts5 (note UNINDEXED, detail UNINDEXED, agreed UNINDEXED, folded,
       prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 0')"""
TRIGGERS = (
    """said_new AFTER INSERT ON main.activity BEGIN
       INSERT OR REPLACE INTO said (rowid, note, detail, agreed, folded)
       VALUES (new.id, new.note, new.detail, '', fold(new.note || ' ' || new.detail)); END""",
    """said_changed AFTER UPDATE OF note, detail ON main.activity
       WHEN old.note IS NOT new.note OR old.detail IS NOT new.detail BEGIN
       UPDATE said SET note = new.note, detail = new.detail,
       folded = fold(new.note || ' ' || new.detail || ' ' || agreed) WHERE rowid = new.id; END""",
    """said_gone AFTER DELETE ON main.activity BEGIN
       DELETE FROM said WHERE rowid = old.id; END""",
    """said_promise AFTER INSERT ON main.promise WHEN new.said_by <> '' OR new.method <> '' BEGIN
       UPDATE said SET agreed = agreed || ' ' || new.said_by || ' ' || new.method,
       folded = folded || ' ' || fold(new.said_by || ' ' || new.method) WHERE rowid = new.activity_id; END""",
    """said_dispute AFTER INSERT ON main.dispute BEGIN
       UPDATE said SET agreed = agreed || ' disputed ' || new.reason || ' ' || new.owner,
       folded = folded || ' disputed ' || fold(new.reason || ' ' || new.owner) WHERE rowid = new.activity_id; END""",
    """said_guide AFTER INSERT ON main.guide BEGIN
       INSERT OR REPLACE INTO said (rowid, note, detail, agreed, folded)
       VALUES (-new.account_id, new.mind, new.portal || ' ' || new.method, '',
       fold(new.mind || ' ' || new.portal || ' ' || new.method)); END""",
    """said_guide_changed AFTER UPDATE ON main.guide BEGIN
       UPDATE said SET note = new.mind, detail = new.portal || ' ' || new.method,
       folded = fold(new.mind || ' ' || new.portal || ' ' || new.method) WHERE rowid = -new.account_id; END""",
    """said_guide_gone AFTER DELETE ON main.guide BEGIN
       DELETE FROM said WHERE rowid = -old.account_id; END""",
)

_WORDS = re.compile(r"\w+")
# Written without blanks between words: no index of words can find a part of such a text.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


# A number higher than another's is newer but for calls put on record late: the index is read by number, which
# is quick, and what was found is set in the order of the calls' own times. What stands about an account is last.
_NEWEST = """
    SELECT said.rowid, at, workday FROM said LEFT JOIN activity ON activity.id = said.rowid
    WHERE {where} {among} ORDER BY said.rowid DESC LIMIT :most
"""
# Below the last number that was read, newer than the oldest that would be shown: next to none. A call's workday
# is next to the day of its time, wherever it was made; `+` keeps SQLite to that index.
_OVERLOOKED = "SELECT id FROM activity WHERE workday >= date(:day, '-2 days') AND at > :at AND +id < :row"
_TOLD = """
    SELECT account.id, account.ledger_id, max(0, said.rowid), account.name, coalesce(code, ''), coalesce(at, ''),
           trim(said.note || '  ' || said.detail || '  ' || agreed)
    FROM said LEFT JOIN activity ON activity.id = said.rowid
    JOIN account ON account.id = coalesce(activity.account_id, -said.rowid) WHERE said.rowid = ?
"""
_READ = 1_000  # entries read before they are set in order (ours): a few milliseconds
_FILLED = """
    INSERT INTO said (rowid, note, detail, agreed, folded)
    SELECT id, note, detail, coalesce(words, ''), fold(note || ' ' || detail || coalesce(words, '')) FROM activity LEFT JOIN (
        SELECT activity_id, group_concat(words, '') AS words FROM (
            SELECT activity_id, ' ' || said_by || ' ' || method AS words FROM promise
            WHERE said_by <> '' OR method <> ''
            UNION ALL SELECT activity_id, ' disputed ' || reason || ' ' || owner FROM dispute
        ) GROUP BY activity_id
    ) ON activity_id = id
    UNION ALL SELECT -account_id, mind, portal || ' ' || method, '', fold(mind || ' ' || portal || ' ' || method)
    FROM guide
"""


def fill(connection: sqlite3.Connection) -> None:
    """Fill the empty index with all that is on record, within a transaction that the caller opened."""
    connection.execute(_FILLED)


def find(connection: sqlite3.Connection, typed: str, limit: int = 100) -> list[Hit]:
    """Return what has every word of `typed` (its beginning is enough), newest first, at most `limit`.

    Newest by the time of the call, not by when it was put on record. Accents, case and normal forms do not count.
    """
    folded = fold(typed).strip()
    words = _WORDS.findall(folded)
    if not words:
        return []
    if _UNSPACED.search(folded):
        wanted = "%" + re.sub(r"([\\%_])", r"\\\1", folded) + "%"
        where, text = "folded LIKE :text ESCAPE '\\'", wanted
    else:
        where, text = "said MATCH :text", " ".join(f'"{word}"*' for word in words)
    newest = _newest(connection, where, text, limit)
    told = (connection.execute(_TOLD, (row,)).fetchone() for row in newest)
    return [Hit(*each) for each in told if each]


def _newest(connection: sqlite3.Connection, where: str, text: str, limit: int) -> list[int]:
    """Return the numbers of the newest `limit` that the condition holds for."""
    asked: dict[str, object] = {"text": text, "most": max(limit, _READ)}
    found = connection.execute(_NEWEST.format(where=where, among=""), asked).fetchall()
    if len(found) == asked["most"] and found[-1][1] is not None:
        _, oldest, day = sorted(found, key=_age, reverse=True)[limit - 1]
        bounds = {"at": oldest, "day": day, "row": found[-1][0]}
        below = ", ".join(str(row) for (row,) in connection.execute(_OVERLOOKED, bounds))
        if below:
            query = _NEWEST.format(where=where, among=f"AND said.rowid IN ({below})")
            found += connection.execute(query, {**asked, "most": -1}).fetchall()
    return [row for row, _, _ in sorted(found, key=_age, reverse=True)[:limit]]


def _age(found: tuple[int, str | None, str | None]) -> tuple[str, int]:
    row, at, _ = found
    return at or "", row
