"""The record's chain: every call, correction, promise, dispute, import, undo and erasure is a link that holds the one before.

Temporary triggers note what a transaction writes to these tables, whoever writes it, and `seal` adds the links before
the commit. What was changed past arcall has no link of its own, and is found. A link holds no words, only a salted hash
of them; erasing a customer leaves hashes of the salts alone, so that the words cannot be guessed, and the chain stays
whole.
"""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from arcall_tui.domain.calendar import utc_text

# By form: what of each row a link holds. A new column needs a new form; links keep the one they were made under.
_FORMS: dict[int, dict[str, str]] = {
    1: {
        "activity": "account_id, contact_id, direction, code, at, workday, seconds, root_cause, note, detail",
        "note_revision": "activity_id, at, note",
        "promise": "account_id, activity_id, made_on, due_on, amount, currency, method, said_by, level, plan, state,"
        " settled_on",
        "dispute": "account_id, activity_id, opened_on, reason, owner, next_on, state, resolved_on",
        "ledger_import": "creditor_id, file_name, file_hash, shape, as_of, at, undone_at",
    }
}
_FORMS[2] = _FORMS[1] | {"promise": f"{_FORMS[1]['promise']}, any_invoice"}
_SALTED = 3  # from this form on a link holds a hash of its salt, too
_FORMS[_SALTED] = _FORMS[2]
_FORM = max(_FORMS)
_LINES = {"promise": "invoice_id, amount, paid", "dispute": "invoice_id, amount"}
_HEAD = "record head"
# In the page that a call writes anyway; a hash kept here costs one more.
_MARKED = "the newest link is marked"
_CUT = "removed after link"
_ADD = "INSERT INTO record_link VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_MOVE = """UPDATE record_link SET newest = 0 WHERE id = (SELECT max(id) FROM record_link) AND newest = 1
    RETURNING id, hash"""
_SAY = "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
ERASURE = "erasure"
_SALT_LENGTH = 32
_SALT = re.compile("([0-9a-f]{32}|[0-9a-f]{64})?")  # itself, or its hash


class RecordHead(NamedTuple):
    """The newest link: its number, its hash, and when it was made (UTC, by the machine's clock)."""

    number: int
    hash: str
    at: str


class Touched(set[tuple[str, int]]):
    """The rows of the record that are written on a connection, and have no link yet; `watching`: what it has for that."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self.watching: set[str] = set()
        # Not a temporary table: that would be a second file to write in each transaction.
        connection.create_function("touch", 2, lambda place, key: self.add((place, key)))
        connection.create_function("forgotten", 1, _forgotten)

    def seal(self, connection: sqlite3.Connection) -> None:
        """Add a link for each, within the transaction under way."""
        if self:
            _add(connection, sorted(self))
            self.clear()


def triggers() -> Iterator[str]:
    """Yield what notes the rows that are written, for `engine.keep_up`."""
    places = [(place, place, "id") for place in _FORMS[_FORM]]
    places += [(f"{place}_line", place, f"{place}_id") for place in _LINES]
    for table, place, key in places:
        for event, sides in (("INSERT", ("new",)), ("UPDATE", ("old", "new")), ("DELETE", ("old",))):
            noted = " ".join(f"SELECT touch('{place}', {side}.{key});" for side in sides)
            yield f"touched_{table}_{event.lower()} AFTER {event} ON main.{table} BEGIN {noted} END"


def seal_all(connection: sqlite3.Connection) -> None:
    """Add a link for all that is on record, for a book from before there were links."""
    for place in _FORMS[_FORM]:
        _add(
            connection, [(place, key) for (key,) in connection.execute(f"SELECT id FROM {place} ORDER BY id")]
        )


def mark_newest(connection: sqlite3.Connection) -> None:
    """Mark the newest link of a book that kept it among the settings; one that is not that link is told of for ever."""
    count, last, _ = head(connection)
    if _said_of(connection) == f"{count}:{last}":
        connection.execute("UPDATE record_link SET newest = 1 WHERE id = ?", (count,))
        connection.execute("UPDATE setting SET value = ? WHERE key = ?", (_MARKED if count else "", _HEAD))


def forget_salts(connection: sqlite3.Connection, place: str, keys: str) -> None:
    """Keep of the salts of earlier links only hashes: their words can no longer be guessed. `keys`: a query of rows' numbers.

    The next seal holds these rows anew, also one that stays as it is.
    """
    connection.execute(
        f"SELECT touch(place, key) FROM record_link WHERE place = ? AND key IN ({keys})", (place,)
    ).fetchall()
    forget = f"UPDATE record_link SET salt = forgotten(salt) WHERE place = ? AND key IN ({keys})"
    connection.execute(forget, (place,))


def _forgotten(salt: object) -> str:
    text = str(salt)  # somebody else may have put anything there
    return _hashed(text) if len(text) == _SALT_LENGTH else text


def head(connection: sqlite3.Connection) -> RecordHead:
    """Return the newest link; number 0 where nothing is on record."""
    row = connection.execute("SELECT id, hash, at FROM record_link ORDER BY id DESC LIMIT 1").fetchone()
    return RecordHead(*row) if row else RecordHead(0, "", "")


def holds(connection: sqlite3.Connection, noted: RecordHead) -> bool:
    """Whether a book has on record all that one had whose newest link is `noted`."""
    row = connection.execute("SELECT hash FROM record_link WHERE id = ?", (noted.number,)).fetchone()
    return noted.number == 0 or row == (noted.hash,)


def _add(connection: sqlite3.Connection, written: list[tuple[str, int]]) -> None:
    if not written:
        return
    count, last = _move_on(connection)
    now = utc_text(datetime.now(UTC))
    for place, key in written:
        count += 1
        words = _words(connection, _FORM, place, key)
        salt = os.urandom(16).hex() if words else ""
        said = _hashed(salt, words) if words else ""
        last = _hashed(last, count, now, _FORM, place, key, said, _forgotten(salt))
        newest = (place, key) == written[-1]
        connection.execute(_ADD, (count, now, _FORM, place, key, salt, said, last, newest))


def _move_on(connection: sqlite3.Connection) -> tuple[int, str]:
    """Unmark the newest link, and return its number and hash; where another was marked, say for good that links went."""
    moved: tuple[int, str] | None = connection.execute(_MOVE).fetchone()
    if moved:
        return moved
    count, last, _ = head(connection)
    begun = count or _said_of(connection)
    connection.execute(_SAY, (_HEAD, f"{_CUT} {count}" if begun else _MARKED))
    return count, last


def _said_of(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (_HEAD,)).fetchone()
    return str(row[0]) if row else ""


def _words(connection: sqlite3.Connection, form: int, place: str, key: int) -> str:
    """Return what a row says in a form that does not change; empty where there is no row."""
    if place not in _FORMS[form]:
        return ""
    row = connection.execute(f"SELECT {_FORMS[form][place]} FROM {place} WHERE id = ?", (key,)).fetchone()
    if row is None:
        return ""
    lines = (
        connection.execute(
            f"SELECT {_LINES[place]} FROM {place}_line WHERE {place}_id = ? ORDER BY invoice_id", (key,)
        ).fetchall()
        if place in _LINES
        else []
    )
    return _CLOSE.encode([*row, lines])


# Made once: `json.dumps` makes one for each text, which takes longer than the text.
# What arcall never writes there (`repr`), somebody else may have.
_CLOSE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr)


def _hashed(*parts: object) -> str:
    """Return the hash of a list of texts in JSON."""
    said = ", ".join(json.encoder.encode_basestring(str(part)) for part in parts)
    return hashlib.sha256(f"[{said}]".encode()).hexdigest()


def faults(connection: sqlite3.Connection, noted: tuple[int, str] | None = None) -> Iterator[str]:
    """Yield what was changed past arcall, and where. `noted`: the number and hash of a head from before."""
    latest: dict[tuple[str, int], tuple[int, int, str, str]] = {}
    last, expected, marked = "", 1, {}
    rows = connection.execute(
        "SELECT id, at, form, place, key, salt, said, hash, newest FROM record_link ORDER BY id"
    )
    for count, at, form, place, key, salt, said, kept, newest in rows:
        if newest != 0:
            marked[count] = newest
        if count != expected:
            yield f"Link {expected} of the record is missing."
        if form not in _FORMS:
            yield f"Link {count} of the record is of a form that this arcall does not know."
            continue
        salted = [_forgotten(salt)] if form >= _SALTED else []
        whole = (
            _SALT.fullmatch(str(salt)) and _hashed(last, count, at, form, place, key, said, *salted) == kept
        )
        if not whole:
            yield f"Link {count} of the record ({place} {key}) was changed, inserted or moved."
        if noted is not None and noted[0] == count and not str(kept).startswith(noted[1]):
            yield f"Link {count} of the record is not the one that was noted: it was made anew."
        last, expected = kept, count + 1
        latest[place, key] = (count, form, salt, said)
    if noted is not None and noted[0] >= expected:
        yield f"The record ends at link {expected - 1}, before the one that was noted ({noted[0]})."
    count, said = expected - 1, _said_of(connection)
    if said.startswith(_CUT):
        yield f"Links of the record were {said} or before it, and others added since."
    if marked != ({count: 1} if count else {}) or said != (_MARKED if count else ""):
        yield "The last links of the record were removed, added or changed."
    yield from _differing(connection, latest)


def _differing(
    connection: sqlite3.Connection, latest: dict[tuple[str, int], tuple[int, int, str, str]]
) -> Iterator[str]:
    for place in _FORMS[_FORM]:
        there = {key for (key,) in connection.execute(f"SELECT id FROM {place}")}
        known = {key for of, key in latest if of == place}
        for key in sorted(there - known):
            yield f"The {_NAMES[place]} {key} was added past arcall."
        for key in sorted(known, key=str):
            count, form, salt, said = latest[place, key]
            words = _words(connection, form, place, key)
            if words and not said:
                yield f"The {_NAMES[place]} {key} was added past arcall after link {count}."
            elif said and not words:
                yield f"The {_NAMES[place]} {key} was removed past arcall after link {count}."
            elif said and _hashed(salt, words) != said:
                yield f"The {_NAMES[place]} {key} was changed past arcall after link {count}."


_NAMES = {
    "activity": "call",
    "note_revision": "earlier note",
    "promise": "promise",
    "dispute": "dispute",
    "ledger_import": "import",
}
