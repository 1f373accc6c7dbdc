"""All that the book holds about a customer, and erasing it: every text goes, from book, copies, index and file; amounts and dates stay."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from arcall_tui import private_files
from arcall_tui.domain.account import HoldKind, ItemKind
from arcall_tui.domain.calendar import utc_text
from arcall_tui.domain.text import digits_of
from arcall_tui.errors import BookError
from arcall_tui.store.actions.action_rows import Row, Rows
from arcall_tui.store.book import record_links
from arcall_tui.store.book.engine import OpenBook, connect, is_current, writing
from arcall_tui.store.erasing.erased import Erased
from arcall_tui.store.erasing.retention import Clearing

_OWN = "account_id IN (SELECT id FROM temp.going)"
_CALLS = f"SELECT id FROM activity WHERE {_OWN}"


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
    family = Rows(connection).where("account", "id IN (SELECT id FROM temp.going)")
    return tuple(dict.fromkeys(name for row in family for name in _names(row)))


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
    written = [digits_of(text) for (text,) in connection.execute(_TEXTS) if text]
    # Digits that are no card number by the caller's word stood in some note: in one of these they go.
    for (digits,) in connection.execute("SELECT digits FROM spared_number").fetchall():
        if any(digits in each for each in written):
            connection.execute("DELETE FROM spared_number WHERE digits = ?", (digits,))
    # What taking the newest import back would bring back of them.
    connection.execute(
        """UPDATE import_before SET row = json_object('account_id', coalesce(json_extract(row, '$.account_id'), key))
           WHERE place <> 'payer_history' AND place <> 'promise_line'
           AND iif(place = 'account', key, json_extract(row, '$.account_id')) IN (SELECT id FROM temp.going)"""
    )
    erased = Erased.read(connection)
    _hash_receipts(connection, erased)
    clearing = Clearing(Rows(connection), connection)
    family = clearing.rows.where("account", "id IN (SELECT id FROM temp.going)")
    for row in family:
        erased.add(row["id"], row["creditor_id"], _names(row))
        clearing.account(row, **_neutral(connection, row))
    clearing.forget_undo("erased", utc_text(now))
    clearing.end([row["id"] for row in family])
    erased.write(connection)
    # The next seal holds that a customer was erased.
    connection.execute("SELECT touch(?, ?)", (record_links.ERASURE, account)).fetchone()
    connection.execute(
        "UPDATE invoice SET number = 'payment ' || id"
        f" WHERE {_OWN} AND kind = '{ItemKind.UNAPPLIED}' AND number LIKE 'payment %'"
    )
    connection.execute(f"UPDATE follow_up SET done_at = ? WHERE done_at IS NULL AND {_OWN}", (utc_text(now),))


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


def _choose(connection: sqlite3.Connection, account: int) -> None:
    """The account and what was merged into it go together."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS going (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.going")
    connection.execute(
        "INSERT INTO temp.going SELECT id FROM account WHERE ? IN (id, merged_into)", (account,)
    )


def _names(row: Row) -> Iterator[str]:
    yield from filter(None, (row["ledger_id"], row["name"], *row["other_names"].split("\n")))


def _neutral(connection: sqlite3.Connection, row: Row) -> Row:
    """Return what an account is called and why it rests, once its customer is erased."""
    neutral = f"erased-{row['id']}"
    taken = "SELECT 1 FROM account WHERE creditor_id = ? AND ledger_id = ? AND id <> ?"
    while connection.execute(taken, (row["creditor_id"], neutral, row["id"])).fetchone():
        neutral += "-"
    held = {"hold": row["hold"] or HoldKind.DO_NOT_CALL, "hold_reason": "erased"}
    return {"ledger_id": neutral, "name": f"erased customer {row['id']}", **held}


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


def erase_in_copy(path: Path, account: int, ledger_id: str, now: datetime) -> bool:
    """Erase the customer from the copy at `path`, whole or not at all; return whether it is free of them.

    A copy of another version, or in which the account's number is another customer's, is left as it is.
    """
    try:
        with closing(connect(path)) as copy:
            row = copy.execute("SELECT ledger_id FROM account WHERE id = ?", (account,)).fetchone()
            if row is None or row[0].startswith("erased-"):
                return True
            if row[0] != ledger_id:
                return False
    except BookError:
        return False
    return changed_in_copy(path, lambda copy: erase(copy, account, now))


def changed_in_copy(path: Path, change: Callable[[OpenBook], None]) -> bool:
    """Change the copy at `path` so that nothing of before is left in it, whole or not at all; return whether it could be.

    A copy of another version is left as it is.
    """
    try:
        with closing(connect(path)) as copy:
            if not is_current(copy):
                return False
        with private_files.unfinished(path) as beside:
            shutil.copyfile(path, beside)
            with closing(connect(beside)) as copy:
                copy.touched = record_links.Touched(copy)
                with writing(copy):
                    change(copy)
                wipe(copy)
            beside.with_name(f"{beside.name}-journal").unlink(missing_ok=True)
    except (BookError, OSError):
        return False
    return True


Tables = dict[str, list[dict[str, Any]]]

# Worked out of the rest, in forms of their own.
_CACHES = ("standing", "payer_history")
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'said%'"


def about(connection: sqlite3.Connection, account: int) -> Tables:
    """Return every row about an account and those merged into it, by table: the account's own, then what hangs on them.

    Amounts are minor units, instants UTC.
    """
    tables = [name for (name,) in connection.execute(_TABLES) if name not in _CACHES]
    parents = {name: _references(connection, name) for name in tables}
    merged = connection.execute(
        "SELECT rowid FROM account WHERE id = ? OR merged_into = ?", (account, account)
    )
    found: dict[str, set[int]] = {"account": {number for (number,) in merged}}
    ahead = ["account"]
    for parent in ahead:
        for table, references in parents.items():
            for column, of, key in references:
                if of == parent and table != "account":
                    known = found.get(table, set())
                    more = _hanging(connection, table, column, parent, key, found[parent]) - known
                    if more:
                        found[table] = known | more
                        ahead.append(table)
    # What the newest import changed of them: it names its row, not by a foreign key.
    before = connection.execute("SELECT rowid, place, key FROM import_before").fetchall()
    found["import_before"] = {number for number, place, key in before if key in found.get(place, ())}
    chosen = {
        table: f"rowid IN ({','.join(map(str, sorted(rows)))})" for table, rows in found.items() if rows
    }
    return {table: Rows(connection).where(table, rows) for table, rows in chosen.items()}


def _references(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, str]]:
    """Return (column, table it refers to, that one's key) of each foreign key."""
    rows = connection.execute("""SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)""", (table,))
    return [(column, of, key or "id") for column, of, key in rows]


def _hanging(
    connection: sqlite3.Connection, table: str, column: str, parent: str, key: str, rows: Iterable[int]
) -> set[int]:
    marks = ",".join(map(str, rows))
    found = connection.execute(
        f'SELECT rowid FROM {table} WHERE "{column}" IN (SELECT "{key}" FROM {parent} WHERE rowid IN ({marks}))'
    )
    return {number for (number,) in found}
