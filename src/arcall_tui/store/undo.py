"""Undo: every row that an action wrote is remembered as it was, and put back if nothing changed it since."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, event, inspect
from sqlalchemy.dialects.sqlite import dialect
from sqlmodel import Session, SQLModel, col, select

from arcall_tui.errors import UsageError
from arcall_tui.store.tables import UndoStep

_DIALECT = dialect()
_KEPT_STEPS = 200

Row = dict[str, Any]


class SpentError(UsageError):
    """The action `step` can no longer be taken back: something has used its rows since."""

    def __init__(self, label: str, step: int) -> None:
        super().__init__(
            f"“{label}” can no longer be undone: its records have changed since.",
            "It is left as it is; undo again takes back what was done before it.",
        )
        self.step = step


class Change(NamedTuple):
    """One row as it was before and after, in the database's own values; None where there was no row."""

    table: str
    before: Row | None
    after: Row | None


@contextmanager
def recorded(session: Session) -> Iterator[list[Change]]:
    """Collect every row that `session` inserts, updates or deletes in the block, in order."""
    changes: list[Change] = []

    def note(flushed: Session, _: object) -> None:
        changes.extend(_inserted(instance) for instance in flushed.new)
        changes.extend(change for instance in flushed.dirty if (change := _updated(instance)))
        changes.extend(_deleted(instance) for instance in flushed.deleted)

    event.listen(session, "after_flush", note)
    try:
        yield changes
    finally:
        event.remove(session, "after_flush", note)


def _table(instance: object) -> Table:
    return instance.__table__  # type: ignore[attr-defined,no-any-return]


def _raw(table: Table, name: str, value: object) -> object:
    """Return a value as the driver would write it, so that it can stand in JSON and go back as it was."""
    bind: Callable[[Any], Any] | None = table.c[name].type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return bind(value) if bind is not None else value


def _now(instance: object) -> Row:
    table = _table(instance)
    return {column.name: _raw(table, column.name, getattr(instance, column.name)) for column in table.columns}


def _inserted(instance: object) -> Change:
    return Change(_table(instance).name, None, _now(instance))


def _deleted(instance: object) -> Change:
    return Change(_table(instance).name, _now(instance), None)


def _updated(instance: object) -> Change | None:
    table, after = _table(instance), _now(instance)
    before = dict(after)
    for attribute in inspect(instance).attrs:
        if attribute.key in before and attribute.history.deleted:
            before[attribute.key] = _raw(table, attribute.key, attribute.history.deleted[0])
    return Change(table.name, before, after) if before != after else None


def keep(session: Session, label: str, account: int | None, at: datetime, changes: list[Change]) -> None:
    """Keep the action as the newest undo step; the oldest steps beyond a fair number go."""
    session.add(UndoStep(at=at, label=label, account_id=account, changes=json.dumps(changes)))
    session.flush()
    session.connection().exec_driver_sql(
        "DELETE FROM undo_step WHERE id <= (SELECT max(id) FROM undo_step) - ?", (_KEPT_STEPS,)
    )


def take_back(session: Session, at: datetime) -> UndoStep:
    """Put back every row of the newest action that still stands, and return its step.

    Raises UsageError where nothing is left to undo, SpentError where something has changed its rows since.
    """
    step = session.exec(
        select(UndoStep).where(col(UndoStep.undone_at).is_(None)).order_by(col(UndoStep.id).desc())
    ).first()
    if step is None:
        raise UsageError("There is nothing to undo.")
    connection = session.connection()
    for change in reversed([Change(*fields) for fields in json.loads(step.changes)]):
        if not _put_back(connection, SQLModel.metadata.tables[change.table], change):
            assert step.id is not None
            raise SpentError(step.label, step.id)
    step.undone_at = at
    session.add(step)
    return step


def give_up(session: Session, step: int, at: datetime) -> None:
    """Pass over an action that can no longer be taken back, so that those before it can."""
    row = session.get_one(UndoStep, step)
    row.undone_at = at
    session.add(row)


def accounts_of(step: UndoStep) -> list[int]:
    """Return the accounts whose rows an action wrote, each once."""
    rows = ((after or before or {}, table) for table, before, after in json.loads(step.changes))
    found = (row["id"] if table == "account" else row.get("account_id") for row, table in rows)
    return list(dict.fromkeys(account for account in found if account is not None))


def _join_draft(connection: Connection, before: Row) -> bool:
    """Put a note that comes back before the draft that was begun since: neither may get lost."""
    joined = "UPDATE draft SET note = ? || char(10) || note WHERE account_id = ?"
    return connection.exec_driver_sql(joined, (before["note"], before["account_id"])).rowcount == 1


def _put_back(connection: Connection, table: Table, change: Change) -> bool:
    """Undo one row; False where the row is no longer what the action left."""
    if change.after is None:
        assert change.before is not None
        names = ", ".join(f'"{name}"' for name in change.before)
        marks = ", ".join("?" * len(change.before))
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
        put = connection.exec_driver_sql(statement, tuple(change.before.values())).rowcount == 1
        return put or (table.name == "draft" and _join_draft(connection, change.before))
    as_left = " AND ".join(f'"{name}" IS ?' for name in change.after)
    left = tuple(change.after.values())
    if change.before is None:
        return connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {as_left}", left).rowcount == 1  # noqa: S608
    changed = {name: value for name, value in change.before.items() if value != change.after[name]}
    to_set = ", ".join(f'"{name}" = ?' for name in changed)
    statement = f"UPDATE {table.name} SET {to_set} WHERE {as_left}"  # noqa: S608 - names are the tables' own
    return connection.exec_driver_sql(statement, (*changed.values(), *left)).rowcount == 1
