"""Erasing a customer: every text about them goes, from the tables, the index and the file; amounts and dates stay."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from arcall_tui.domain.account import HoldKind, ItemKind
from arcall_tui.domain.dates import utc_text
from arcall_tui.errors import BookError
from arcall_tui.store.book import record_links
from arcall_tui.store.erasing.erased import NOBODY, WORDS, Erased, without

_NOT_DIGITS = re.compile(r"\D+")
# What each table says about an account in words; `on` finds its rows.
_OWN = "account_id IN (SELECT id FROM temp.going)"
_CALLS = f"SELECT id FROM activity WHERE {_OWN}"
_WHOSE = {"feedback": f"{_OWN} OR activity_id IN ({_CALLS})"}
_BLANKED = (
    *(
        (table, ", ".join(f"{name} = ''" for name in names), _WHOSE.get(table, _OWN))
        for table, names in WORDS.items()
    ),
    ("activity", "contact_id = NULL", _OWN),
    # Triggers keep the index up with notes, but not with what was agreed.
    ("said", "note = '', detail = '', agreed = '', folded = ''", f"rowid IN ({_CALLS})"),
)
_REMOVED = (
    ("note_revision", f"activity_id IN ({_CALLS})"),
    ("draft", _OWN),
    ("form_draft", _OWN),
    ("guide", _OWN),
    ("setting", "key IN (SELECT 'interest waived ' || id FROM temp.going)"),
    ("standing", _OWN),
    ("joined_row", f"place = 'contact' AND key IN (SELECT id FROM contact WHERE {_OWN})"),
    ("handed_row", "place IN ('account', 'guide') AND key IN (SELECT id FROM temp.going)"),
    ("handed_row", f"place = 'contact' AND key IN (SELECT id FROM contact WHERE {_OWN})"),
    ("contact", _OWN),
)


_ON_RECORD = {
    "activity": _CALLS,
    "note_revision": f"SELECT id FROM note_revision WHERE activity_id IN ({_CALLS})",
    "promise": f"SELECT id FROM promise WHERE {_OWN}",
    "dispute": f"SELECT id FROM dispute WHERE {_OWN}",
}


class Held(NamedTuple):
    """What the book holds about a customer in words: so many contacts, notes, drafts and remarks."""

    contacts: int
    notes: int
    drafts: int
    remarks: int


def merged_into(connection: sqlite3.Connection, account: int) -> int | None:
    """Return the account that has this one's items since they were joined; None where it stands by itself."""
    row = connection.execute("SELECT merged_into FROM account WHERE id = ?", (account,)).fetchone()
    return None if row is None else row[0]


def held(connection: sqlite3.Connection, account: int) -> Held:
    """Count what would go with the customer."""
    _choose(connection, account)
    counts = (
        f"contact WHERE {_OWN}",
        f"activity WHERE {_OWN} AND note || detail <> ''",
        f"draft WHERE {_OWN}",
        f"feedback WHERE ({_OWN} OR activity_id IN ({_CALLS})) AND text || result <> ''",
    )
    return Held(*(connection.execute(f"SELECT count(*) FROM {where}").fetchone()[0] for where in counts))


def called(connection: sqlite3.Connection, account: int) -> tuple[str, ...]:
    """Return what ledgers call the customer: ids, names and former names, of what was merged into it, too."""
    _choose(connection, account)
    return tuple(dict.fromkeys(name for row in _rows(connection) for name in _names(row)))


def addresses(connection: sqlite3.Connection, account: int) -> tuple[str, ...]:
    """Return the e-mail addresses of the customer's contacts."""
    _choose(connection, account)
    rows = connection.execute(f"SELECT DISTINCT email FROM contact WHERE {_OWN} AND email <> ''")
    return tuple(address for (address,) in rows)


def erase(connection: sqlite3.Connection, account: int, now: datetime) -> None:
    """Take every word about the customer out of the book, within a transaction that the caller opened.

    Accounts that were merged into it go with it. Calls, promises, disputes and items keep their amounts, dates
    and codes under a neutral name; the account is on hold. `wipe` must follow once it is committed.
    """
    _choose(connection, account)
    texts = [text for (text,) in connection.execute(_TEXTS) if text]
    named = {name for row in _rows(connection) for name in _names(row)}
    _forget_card_numbers(connection, texts)
    _forget_steps(connection, now)
    _forget_imports(connection, named)
    erased = Erased.read(connection)
    _hash_receipts(connection, erased)
    for row in _rows(connection):
        erased.add(row[0], row[1], _names(row))
        _rename(connection, row)
    erased.write(connection)
    for place, keys in _ON_RECORD.items():
        record_links.forget_salts(connection, place, keys)
    record_links.note_erasure(connection, account)
    for table, values, where in _BLANKED:
        connection.execute(f"UPDATE {table} SET {values} WHERE {where}")
    for table, where in _REMOVED:
        connection.execute(f"DELETE FROM {table} WHERE {where}")
    connection.execute(
        f"UPDATE follow_up SET done_at = ? WHERE done_at IS NULL AND {_OWN}",
        (utc_text(now),),
    )
    # Words that were deleted stay in the index until it is written anew.
    connection.execute("INSERT INTO said (said) VALUES ('rebuild')")


def wipe(connection: sqlite3.Connection) -> None:
    """Write the file anew, so that nothing of what was erased is left in its unused parts. Raises BookError."""
    try:
        connection.execute("VACUUM")
    except BookError as error:
        raise BookError(
            f"The customer is erased, but traces may be left in unused parts of the file: {error.message}",
            "Close arcall elsewhere, make room on the disk, and erase the customer again under the new id.",
        ) from None


_TEXTS = f"""
    SELECT note || ' ' || detail FROM activity WHERE {_OWN}
    UNION ALL SELECT note FROM note_revision WHERE activity_id IN ({_CALLS})
    UNION ALL SELECT note FROM draft WHERE {_OWN}
    UNION ALL SELECT mind || ' ' || portal || ' ' || tags FROM guide WHERE {_OWN}
    UNION ALL SELECT reason FROM follow_up WHERE {_OWN}
    UNION ALL SELECT text || ' ' || result FROM feedback WHERE {_OWN}
"""

_Row = tuple[int, int, str, str, str]


def _choose(connection: sqlite3.Connection, account: int) -> None:
    """The account and what was merged into it go together."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS going (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.going")
    connection.execute(
        "INSERT INTO temp.going SELECT id FROM account WHERE ? IN (id, merged_into)", (account,)
    )


def _rows(connection: sqlite3.Connection) -> list[_Row]:
    return connection.execute(
        "SELECT id, creditor_id, ledger_id, name, other_names FROM account WHERE id IN (SELECT id FROM temp.going)"
    ).fetchall()


def _names(row: _Row) -> Iterator[str]:
    _, _, ledger_id, name, others = row
    yield from filter(None, (ledger_id, name, *others.split("\n")))


def _rename(connection: sqlite3.Connection, row: _Row) -> None:
    account, creditor, *_ = row
    neutral = f"erased-{account}"
    taken = "SELECT 1 FROM account WHERE creditor_id = ? AND ledger_id = ? AND id <> ?"
    while connection.execute(taken, (creditor, neutral, account)).fetchone():
        neutral += "-"
    connection.execute(
        f"""UPDATE account SET ledger_id = ?, name = ?, {", ".join(f"{name} = ?" for name in NOBODY)},
            hold = coalesce(hold, ?), hold_reason = 'erased' WHERE id = ?""",
        (neutral, f"erased customer {account}", *NOBODY.values(), HoldKind.DO_NOT_CALL.value, account),
    )
    connection.execute(
        "UPDATE invoice SET number = 'payment ' || id WHERE account_id = ? AND kind = ? AND number LIKE 'payment %'",
        (account, ItemKind.UNAPPLIED.value),
    )


def _forget_card_numbers(connection: sqlite3.Connection, texts: Iterable[str]) -> None:
    """Digits that are no card number by the caller's word stood in some note: in one of these they go."""
    written = [_NOT_DIGITS.sub("", text) for text in texts]
    for (digits,) in connection.execute("SELECT digits FROM spared_number").fetchall():
        if any(digits in each for each in written):
            connection.execute("DELETE FROM spared_number WHERE digits = ?", (digits,))


def _forget_steps(connection: sqlite3.Connection, now: datetime) -> None:
    """Empty the undo steps that touch the customer, whole; their numbers are not given out again."""
    going = {key for (key,) in connection.execute("SELECT id FROM temp.going")}
    spent = [
        (utc_text(now), step)
        for step, account, changes in connection.execute("SELECT id, account_id, changes FROM undo_step")
        if account in going or any(_touches(change, going) for change in json.loads(changes))
    ]
    connection.executemany(
        "UPDATE undo_step SET label = 'erased', account_id = NULL, changes = '[]', undone_at = coalesce(undone_at, ?)"
        " WHERE id = ?",
        spent,
    )


def _touches(change: list[Any], going: set[int]) -> bool:
    table, *states = change
    field = "id" if table == "account" else "account_id"
    return any(state and state.get(field) in going for state in states)


def _forget_imports(connection: sqlite3.Connection, named: set[str]) -> None:
    """Take the customer out of what imports said, and of what taking the newest back would bring back."""
    connection.execute(
        """UPDATE import_before SET row = json_object('account_id', coalesce(json_extract(row, '$.account_id'), key))
           WHERE place <> 'payer_history' AND place <> 'promise_line'
           AND iif(place = 'account', key, json_extract(row, '$.account_id')) IN (SELECT id FROM temp.going)"""
    )
    for key, summary in connection.execute("SELECT id, summary FROM ledger_import").fetchall():
        said = json.loads(summary or "{}")
        clean = without(said, named)
        if clean != said:
            connection.execute(
                "UPDATE ledger_import SET summary = ? WHERE id = ?",
                (json.dumps(clean, ensure_ascii=False), key),
            )


def _hash_receipts(connection: sqlite3.Connection, erased: Erased) -> None:
    """A payment told again is still known, by a hash of what was said of it."""
    for (account,) in connection.execute("SELECT id FROM temp.going").fetchall():
        rows = connection.execute(
            "SELECT rowid, said FROM receipt WHERE said GLOB ?", (f"{account}\n*",)
        ).fetchall()
        connection.executemany(
            "UPDATE receipt SET said = ? WHERE rowid = ?",
            [(f"{account}\n{erased.hashed(said)}", rowid) for rowid, said in rows],
        )
