"""One action, one transaction, one undo step: every row is remembered as it was, and put back if nothing changed it."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from arcall_tui.domain.calendar import utc_text
from arcall_tui.errors import BookError, UsageError
from arcall_tui.store.actions.action_rows import Change, Row, Rows
from arcall_tui.store.book.engine import writing
from arcall_tui.store.standings import gather

_KEPT_STEPS = 200


class Step(NamedTuple):
    """An action that can be taken back: its number, when and what it was, and the account it was on, if on one."""

    id: int
    at: datetime
    label: str
    account: int | None
    changes: tuple[Change, ...]

    def accounts(self) -> list[int]:
        """Return the accounts whose rows it wrote, each once: those too from which it moved rows away.

        Those that it made are left out.
        """
        new = (each.after for each in self.changes if each.table == "account" and not each.before)
        made = {row["id"] for row in new if row}
        rows = ((row, each.table) for each in self.changes for row in (each.before, each.after) if row)
        found = (row["id"] if table == "account" else row.get("account_id") for row, table in rows)
        return [account for account in dict.fromkeys(found) if account is not None and account not in made]


class SpentError(UsageError):
    """The action `step` can no longer be taken back: something has used its rows since."""

    def __init__(self, label: str, step: int) -> None:
        super().__init__(
            f"“{label}” has changed since and stays.", "Undo again takes back what was done before it."
        )
        self.step = step


def keep(
    connection: sqlite3.Connection, label: str, account: int | None, at: datetime, changes: Sequence[Change]
) -> None:
    """Keep the action as the newest undo step; the oldest steps beyond a fair number go."""
    number = connection.execute(
        "INSERT INTO undo_step (at, label, account_id, changes) VALUES (?, ?, ?, ?)",
        (utc_text(at), label, account, json.dumps(changes, default=lambda value: {"bytes": value.hex()})),
    ).lastrowid
    assert number is not None, "a step was inserted"
    # What was taken back before is not done again: something else was done instead.
    connection.execute("UPDATE undo_step SET changes = '[]' WHERE undone_at IS NOT NULL AND changes <> '[]'")
    connection.execute("INSERT INTO own_step VALUES (?)", (number,))
    connection.execute("DELETE FROM undo_step WHERE id <= ?", (number - _KEPT_STEPS,))


def _bytes(found: Row) -> Row | bytes:
    return bytes.fromhex(found["bytes"]) if found.keys() == {"bytes"} else found


def take_back(connection: sqlite3.Connection, at: datetime) -> Step:
    """Put back every row of the newest action that still stands, and return it.

    Raises UsageError where nothing is left to undo, SpentError where something has changed its rows since.
    """
    step = standing(connection)
    if step is None:
        raise UsageError("There is nothing to undo.", "A ledger is taken back by: arcall imports undo")
    for change in reversed(step.changes):
        if not _put_back(connection, change):
            raise SpentError(step.label, step.id)
    give_up(connection, step.id, at)
    return step


def do_again(connection: sqlite3.Connection) -> Step:
    """Write again what was taken back last, and return it.

    Raises UsageError where nothing was, or where something else was done since; SpentError where its rows are no
    longer as undo had left them.
    """
    later = "id > (SELECT coalesce(max(id), 0) FROM undo_step WHERE undone_at IS NULL)"
    step = next(_steps(connection, f"changes <> '[]' AND {later} ORDER BY id LIMIT 1"), None)
    if step is None:
        raise UsageError("There is nothing to do again.", "Only what was undone just before.")
    if any((change.after or {}).get("code") == "MAIL" for change in step.changes):
        raise UsageError(f"“{step.label}” is not done again: its draft is gone.", "Write it anew: l.")
    for change in step.changes:
        if not _put_back(connection, Change(change.table, change.after, change.before)):
            raise SpentError(step.label, step.id)
    connection.execute("UPDATE undo_step SET undone_at = NULL WHERE id = ?", (step.id,))
    return step


def done_elsewhere(connection: sqlite3.Connection, since: int) -> list[Step]:
    """Return what other connections have done after the step `since` and still stands, the newest first."""
    others = "id > ? AND undone_at IS NULL AND id NOT IN own_step ORDER BY id DESC"
    return list(_steps(connection, others, since))


def newest(connection: sqlite3.Connection) -> int:
    """Return the number of the newest action, taken back or not; 0 where there is none."""
    (number,) = connection.execute("SELECT coalesce(max(id), 0) FROM undo_step").fetchone()
    return int(number)


def turned(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Return what an import, and whatever is taken back or done again, changes: by itself no action tells of those."""
    imports = connection.execute("SELECT count(*), coalesce(max(id), 0) FROM ledger_import").fetchone()
    (undone,) = connection.execute("SELECT count(*) FROM undo_step WHERE undone_at IS NOT NULL").fetchone()
    return (*imports, undone)


def standing(connection: sqlite3.Connection) -> Step | None:
    """Return the action that undo would take back."""
    return next(_steps(connection, "undone_at IS NULL ORDER BY id DESC LIMIT 1"), None)


def _steps(connection: sqlite3.Connection, condition: str, *values: object) -> Iterator[Step]:
    query = f"SELECT id, at, label, account_id, changes FROM undo_step WHERE {condition}"
    for key, at, label, account, changes in connection.execute(query, values).fetchall():
        read = tuple(Change(*fields) for fields in json.loads(changes, object_hook=_bytes))
        yield Step(key, datetime.fromisoformat(at), label, account, read)


def give_up(connection: sqlite3.Connection, step: int, at: datetime, *, spent: bool = False) -> None:
    """Pass over an action from now on: it was taken back, or no longer can be (`spent`: nor done again)."""
    kept = ", changes = '[]'" if spent else ""
    connection.execute(f"UPDATE undo_step SET undone_at = ?{kept} WHERE id = ?", (utc_text(at), step))


def calls_of(step: Step) -> list[Row]:
    """Return the calls and mails that an action put on record."""
    return [
        each.after for each in step.changes if each.table == "activity" and not each.before and each.after
    ]


def _put_back(connection: sqlite3.Connection, change: Change) -> bool:
    """Undo one row; False where the row is no longer what the action left."""
    if change.after is None:
        assert change.before is not None
        names = ", ".join(f'"{name}"' for name in change.before)
        marks = ", ".join("?" * len(change.before))
        statement = f"INSERT INTO {change.table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"
        if connection.execute(statement, tuple(change.before.values())).rowcount == 1:
            return True
        # A note that comes back stands before the draft that was begun since: neither may get lost.
        joined = "UPDATE draft SET note = ? || char(10) || note WHERE account_id = ?"
        note = (change.before.get("note"), change.before.get("account_id"))
        return change.table == "draft" and connection.execute(joined, note).rowcount == 1
    as_left = " AND ".join(f'"{name}" IS ?' for name in change.after)
    left = tuple(change.after.values())
    if change.before is None:
        if change.table == "account":  # what was worked out for it goes first
            connection.execute("DELETE FROM standing WHERE account_id = ?", (change.after["id"],))
        return connection.execute(f"DELETE FROM {change.table} WHERE {as_left}", left).rowcount == 1
    changed = {name: value for name, value in change.before.items() if value != change.after[name]}
    to_set = ", ".join(f'"{name}" = ?' for name in changed)
    statement = f"UPDATE {change.table} SET {to_set} WHERE {as_left}"
    return connection.execute(statement, (*changed.values(), *left)).rowcount == 1


class Book:
    """The book, written on the connection of its reader.

    Sharing means that what an action has written is read back inside its own transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @contextmanager
    def action(self, label: str, account: int | None, at: datetime) -> Iterator[Rows]:
        """One action of the caller: all of the block is written, with its undo step, or nothing is.

        Raises BookError where the disk or the file fails.
        """
        with self.quiet() as rows:
            yield rows
            # No account that owes is left without a next step; what would do so is a mistake of ours.
            lacking = [] if account is None else gather.lacks_step(self._connection, [account])
            if lacking:
                raise BookError(
                    f"Account {lacking[0]} would be left without a next step.",
                    "Nothing was changed; please report it.",
                )
            if rows.changes:
                keep(self._connection, label, account, at, rows.changes)

    @contextmanager
    def quiet(self) -> Iterator[Rows]:
        """Write without an undo step: what undoing would not be missed for, such as a draft."""
        with writing(self._connection):
            yield Rows(self._connection)
