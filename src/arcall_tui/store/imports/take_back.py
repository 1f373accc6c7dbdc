"""Taking the newest import back: rows that it changed are put back, rows that it made are removed."""

import json
import sqlite3
from datetime import date, datetime
from typing import Any, NamedTuple

from arcall_tui.domain.calendar import utc_text
from arcall_tui.errors import UsageError
from arcall_tui.store.erasing.erased import Erased
from arcall_tui.store.standings import cache

# Tables whose rows an import changes, with their key.
_WATCHED = {
    "account": "id", "contact": "id", "invoice": "id", "promise": "id", "promise_line": "rowid",
    "dispute": "id", "dispute_line": "rowid", "follow_up": "id", "activity": "id", "feedback": "id", "payer_history": "account_id",
    "promise_reopened": "rowid",
}  # fmt: skip
# What an import may add to what was there.
_OWNED = {
    "payer_history": "account",
    **dict.fromkeys(("promise_line", "promise_reopened"), "promise"),
    "dispute_line": "dispute",
}
# Tables of which the last key tells what came before, with and after the import.
_MARKED = tuple(
    "account contact invoice payment activity note_revision promise dispute follow_up feedback undo_step".split()
)


class Taken(NamedTuple):
    """An import as the book keeps it: `summary` is what it said then."""

    id: int
    creditor: str
    file_name: str
    shape: str
    as_of: date
    at: datetime
    summary: dict[str, Any]
    undone_at: datetime | None


class ImportUndone(NamedTuple):
    """What taking an import back did: `kept` accounts stay as they are, for the caller has recorded something."""

    taken: Taken
    kept: tuple[str, ...]


def marks(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the last key of each table."""
    return {
        table: connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
        for table in _MARKED
    }


def watch(connection: sqlite3.Connection, before: dict[str, int]) -> None:
    """Keep every row that the import changes from here on as it was; what was kept before goes."""
    connection.execute("DELETE FROM import_before")
    keep_rows(connection, before)


def keep_rows(connection: sqlite3.Connection, before: dict[str, int]) -> None:
    """Keep from here on every row that is changed, with those that were kept before."""
    for table, key in _WATCHED.items():
        if not before[_OWNED.get(table, table)]:
            continue  # there is nothing to keep, and what writes into it is prepared in half the time
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(
            f"'{name}', " + (f"hex(old.{name})" if name == "days_late" else f'old."{name}"') for name in names
        )
        # Rows that the import itself makes need no keeping.
        only = f"WHEN old.{key} <= {before[table]:d}" if table in before else ""
        _trigger(connection, table, "UPDATE", only, f"old.{key}", f"json_object({values})")
        if table in _OWNED:
            _trigger(connection, table, "INSERT", "", f"new.{key}", "NULL")


def _trigger(connection: sqlite3.Connection, table: str, event: str, only: str, key: str, row: str) -> None:
    # The statement that fires a trigger decides what a conflict in it does, so there must be none.
    connection.execute(
        f"""CREATE TEMP TRIGGER {table}_{event.lower()} AFTER {event} ON main.{table} {only}
            BEGIN INSERT INTO import_before SELECT '{table}', {key}, {row}
            WHERE NOT EXISTS (SELECT 1 FROM import_before WHERE place = '{table}' AND key = {key}); END"""
    )


def seal(connection: sqlite3.Connection, import_id: int, before: dict[str, int]) -> None:
    """Stop keeping, and note which rows are the import's."""
    there = "SELECT name FROM temp.sqlite_schema WHERE type = 'trigger' AND sql LIKE '%INSERT INTO import_before%'"
    for (trigger,) in connection.execute(there).fetchall():
        connection.execute(f"DROP TRIGGER temp.{trigger}")
    _fill_room(connection)
    both = json.dumps({"before": before, "after": marks(connection)})
    connection.execute("UPDATE ledger_import SET marks = ? WHERE id = ?", (both, import_id))


# Rows far behind the last, so that what an import adds is numbered behind what a caller adds meanwhile.
_ROOM = 1_000
_PLACEHOLDERS = {
    "account": "creditor_id, ledger_id, name) VALUES (?, 0, '-', ''", "contact": "account_id) VALUES (?, 0",
    "invoice": "account_id, number, due_date, amount, balance, currency, settled_on) VALUES (?, 0, '-', '', 0, 0, '---', ''",
    "payment": "account_id, amount, currency, paid_on) VALUES (?, 0, 0, '---', ''",
    "follow_up": "account_id, kind, due_on, reason, done_at) VALUES (?, 0, '', '', '', ''",
}  # fmt: skip


def leave_room(connection: sqlite3.Connection, numbers: dict[str, int] | None = None) -> None:
    """Number what an import adds from here on behind `numbers` (by table), until `seal`.

    Without them what a caller adds to the book meanwhile, while the import works on this copy of it, has room before.
    """
    numbers = numbers or {table: last + _ROOM for table, last in marks(connection).items()}
    connection.execute("CREATE TEMP TABLE room (place PRIMARY KEY, id)")
    for table in _PLACEHOLDERS.keys() & numbers.keys():
        connection.execute(f"INSERT INTO {table} (id, {_PLACEHOLDERS[table]})", (numbers[table],))
        connection.execute("INSERT INTO room VALUES (?, ?)", (table, numbers[table]))


def _fill_room(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT 1 FROM temp.sqlite_schema WHERE name = 'room'").fetchone():
        for table, number in connection.execute("SELECT place, id FROM room").fetchall():
            connection.execute(f"DELETE FROM {table} WHERE id = ?", (number,))
        connection.execute("DROP TABLE room")


def as_before(connection: sqlite3.Connection, table: str, number: int) -> dict[str, Any] | None:
    """Return a row as it was before the newest import changed it; None where it did not."""
    row = connection.execute(
        "SELECT row FROM import_before WHERE place = ? AND key = ? AND row IS NOT NULL", (table, number)
    ).fetchone()
    return json.loads(row[0]) if row else None


def set_before(connection: sqlite3.Connection, table: str, number: int, row: dict[str, Any] | None) -> None:
    """Let a row that the newest import changed have been that before; None: it was not there."""
    connection.execute("DELETE FROM import_before WHERE place = ? AND key = ?", (table, number))
    if row is not None:
        connection.execute("INSERT INTO import_before VALUES (?, ?, ?)", (table, number, json.dumps(row)))


def imports(connection: sqlite3.Connection) -> list[Taken]:
    """Return all imports, the newest first."""
    rows = connection.execute(
        """SELECT ledger_import.id, creditor.name, file_name, shape, as_of, at, summary, undone_at
           FROM ledger_import JOIN creditor ON creditor.id = creditor_id ORDER BY ledger_import.id DESC"""
    )
    return [
        Taken(
            key, creditor, file, shape, date.fromisoformat(as_of), datetime.fromisoformat(at), json.loads(summary or "{}"),
            datetime.fromisoformat(undone) if undone else None,
        )
        for key, creditor, file, shape, as_of, at, summary, undone in rows
    ]  # fmt: skip


def take_back(connection: sqlite3.Connection, now: datetime) -> ImportUndone:
    """Take the newest import back, within a transaction that the caller opened. Raises UsageError."""
    newest = next(iter(imports(connection)), None)
    if newest is None:
        raise UsageError("There is no import to take back.")
    (kept_marks,) = connection.execute(
        "SELECT marks FROM ledger_import WHERE id = ?", (newest.id,)
    ).fetchone()
    if newest.undone_at or not kept_marks:
        raise UsageError(
            "The newest import has been taken back already, and only the newest can be.",
            "Import the right ledger; it changes what differs.",
        )
    return ImportUndone(newest, _Back(connection, newest, **json.loads(kept_marks)).run(now))


class _Back:
    def __init__(
        self, connection: sqlite3.Connection, taken: Taken, before: dict[str, int], after: dict[str, int]
    ) -> None:
        self.connection, self.taken, self.before, self.after = connection, taken, before, after

    def run(self, now: datetime) -> tuple[str, ...]:
        run = self.connection.execute
        run("CREATE TEMP TABLE IF NOT EXISTS staying (id INTEGER PRIMARY KEY)")
        run("DELETE FROM staying")
        self._find_staying()
        touched = self._touched()
        self._remove_made()
        self._put_back()
        self._remove_heads()
        run("DELETE FROM receipt WHERE import_id = ?", (self.taken.id,))
        run("DELETE FROM import_before")
        # Of those before it nothing is kept that could be put back.
        run("UPDATE ledger_import SET marks = ''")
        staying = run("SELECT ledger_id FROM account WHERE id IN (SELECT id FROM staying) ORDER BY 1")
        kept = tuple(name for (name,) in staying)
        referred = run(
            "SELECT 1 FROM invoice WHERE ?1 IN (first_import_id, last_import_id) UNION ALL"
            " SELECT 1 FROM payment WHERE import_id = ?1 UNION ALL SELECT 1 FROM balance_change WHERE import_id = ?1"
            " UNION ALL SELECT 1 FROM promise WHERE after_import_id = ?1",
            (self.taken.id,),
        ).fetchone()
        if referred:
            text = utc_text(now)
            run("UPDATE ledger_import SET undone_at = ? WHERE id = ?", (text, self.taken.id))
        else:
            run("DELETE FROM ledger_import WHERE id = ?", (self.taken.id,))
        cache.forget(self.connection, touched)
        return kept

    def _find_staying(self) -> None:
        """Accounts that the import touched and on which the caller has recorded something since."""
        after = self.after
        since = [
            f"SELECT account_id FROM {table} WHERE id > {after[table]:d}"
            for table in ("activity", "promise", "dispute", "follow_up", "contact", "feedback")
        ]
        # What the import made and another account rests on by now: it pays for it, or took it in.
        since += [
            f"SELECT {link} FROM account WHERE {link} > {self.before['account']:d}"
            for link in ("payer_id", "merged_into")
        ]
        since += [
            f"""SELECT {who} FROM undo_step LEFT JOIN json_each(changes)
                WHERE undone_at IS NULL AND undo_step.id > {after["undo_step"]:d}"""
            for who in ("account_id", *(f"json_extract(value, '$[{side}].account_id')" for side in (1, 2)))
        ]
        since += [
            "SELECT account_id FROM activity JOIN note_revision ON activity_id = activity.id"
            " WHERE note_revision.id > {}".format(after["note_revision"]),
            f"SELECT account_id FROM draft WHERE at > '{utc_text(self.taken.at)}'",
        ]
        everyone = " UNION ".join(since)
        self.connection.execute(
            f"INSERT OR IGNORE INTO staying SELECT account_id FROM ({everyone}) WHERE account_id IS NOT NULL"
        )
        touched = self._touched()
        staying = {key for (key,) in self.connection.execute("SELECT id FROM staying")} & touched
        # What was kept of an erased one to put it back is gone.
        staying |= Erased.read(self.connection).nameless & touched
        # What was joined, or has what was the other's, stays or goes together.
        joined = self.connection.execute("SELECT id, merged_into FROM account WHERE merged_into IS NOT NULL")
        together = {*map(frozenset, joined), *map(frozenset, self._moved())}
        while drawn := [each for each in together if not staying.isdisjoint(each)]:
            staying = staying.union(*drawn)
            together -= {*drawn}
        self.connection.execute("DELETE FROM staying")
        self.connection.executemany("INSERT INTO staying VALUES (?)", ((key,) for key in staying))

    def _moved(self) -> list[tuple[int, int]]:
        """Return whose something was, and whose the import made it."""
        each = (
            f"""SELECT json_extract(row, '$.account_id') AS was, account_id FROM import_before JOIN {table} ON id = key
                WHERE place = '{table}' AND was <> account_id"""
            for table in ("invoice", "promise", "dispute", "activity")
        )
        return self.connection.execute(" UNION ".join(each)).fetchall()

    def _touched(self) -> set[int]:
        rows = self.connection.execute(
            """SELECT key FROM import_before WHERE place IN ('account', 'payer_history')
               UNION SELECT json_extract(row, '$.account_id') FROM import_before WHERE row IS NOT NULL
               UNION SELECT account_id FROM invoice WHERE id > :invoice AND id <= :invoice_
               UNION SELECT account_id FROM follow_up WHERE id > :follow_up AND id <= :follow_up_
               UNION SELECT account_id FROM contact WHERE id > :contact AND id <= :contact_
               UNION SELECT account_id FROM payment WHERE id > :payment AND id <= :payment_
               UNION SELECT id FROM account WHERE id > :account AND id <= :account_""",
            {**self.before, **{f"{table}_": last for table, last in self.after.items()}},
        )
        return {key for (key,) in rows if key is not None}.union(*self._moved())

    def _remove_made(self) -> None:
        run, taken = self.connection.execute, self.taken.id
        run(
            """DELETE FROM balance_change WHERE import_id = ? AND invoice_id NOT IN
               (SELECT id FROM invoice WHERE account_id IN (SELECT id FROM staying))""",
            (taken,),
        )
        for table, head in _OWNED.items():
            whose = "id" if head == "account" else "account_id"
            run(
                f"""DELETE FROM {table} WHERE {_WATCHED[table]} IN (SELECT key FROM import_before WHERE place = ? AND row IS NULL)
                    AND {head}_id NOT IN (SELECT id FROM {head} WHERE {whose} IN (SELECT id FROM staying))""",
                (table,),
            )
        for table in ("payment", "follow_up", "contact", "invoice"):
            run(
                f"DELETE FROM {table} WHERE id > ? AND id <= ? AND account_id NOT IN (SELECT id FROM staying)",
                (self.before[table], self.after[table]),
            )

    def _put_back(self) -> None:
        rows = self.connection.execute(
            "SELECT * FROM import_before WHERE row IS NOT NULL ORDER BY place, key"
        )
        staying = {key for (key,) in self.connection.execute("SELECT id FROM staying")}
        for place, key, text in rows.fetchall():
            row = json.loads(text)
            if self._account(place, key, row) in staying:
                continue
            if "days_late" in row:
                row["days_late"] = bytes.fromhex(row["days_late"])
            names = ", ".join(f'"{name}" = ?' for name in row)
            self.connection.execute(
                f"UPDATE {place} SET {names} WHERE {_WATCHED[place]} = ?", (*row.values(), key)
            )

    def _account(self, place: str, key: int, row: dict[str, Any]) -> int:
        head = _OWNED.get(place, "account")
        if head == "account":
            return int(row.get("account_id", key))
        query = f"SELECT account_id FROM {head} WHERE id = ?"
        return int(self.connection.execute(query, (row[f"{head}_id"],)).fetchone()[0])

    def _remove_heads(self) -> None:
        """What was left of something awaited, as a row of its own (the steps about it are the old row's again), and accounts."""
        disputes = (
            "SELECT id FROM dispute WHERE id > ? AND id <= ? AND account_id NOT IN (SELECT id FROM staying)"
        )
        for table, key in (("dispute_line", "dispute_id"), ("dispute", "id")):
            span = (self.before["dispute"], self.after["dispute"])
            self.connection.execute(f"DELETE FROM {table} WHERE {key} IN ({disputes})", span)
        made = "id > ? AND id <= ? AND id NOT IN (SELECT id FROM staying)"
        span = (self.before["account"], self.after["account"])
        for table in ("standing", "payer_history", "draft"):
            self.connection.execute(
                f"DELETE FROM {table} WHERE account_id IN (SELECT id FROM account WHERE {made})", span
            )
        self.connection.execute(f"DELETE FROM account WHERE {made}", span)
