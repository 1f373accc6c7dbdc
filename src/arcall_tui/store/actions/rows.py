"""Writing single rows by plain statements made from the tables; each row is remembered as it was, for undo."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from pydantic_core import PydanticUndefined
from sqlalchemy import Table
from sqlalchemy.dialects.sqlite import dialect
from sqlmodel import SQLModel

_DIALECT = dialect()

Row = dict[str, Any]  # a row's columns in the database's own values, so that it can stand in JSON


class Change(NamedTuple):
    """One row as it was before and after; None where there was no row."""

    table: str
    before: Row | None
    after: Row | None


class _Plan(NamedTuple):
    """How a table's rows are written: its statements, and what turns values into the database's own."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    defaults: Row
    binders: Mapping[str, Callable[[Any], Any]]
    insert: str
    select: str
    by_key: str


@cache
def _plan(model: type[SQLModel]) -> _Plan:
    table: Table = model.__table__  # type: ignore[attr-defined]
    columns = tuple(column.name for column in table.columns)
    keys = tuple(column.name for column in table.primary_key.columns)
    binders = {
        column.name: bind
        for column in table.columns
        if (bind := column.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)) is not None
    }
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    return _Plan(
        table.name,
        columns,
        keys,
        {name: field.default for name, field in model.model_fields.items()},
        binders,
        f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608 - names are the tables' own
        f"SELECT {names} FROM {table.name} WHERE ",  # noqa: S608
        " AND ".join(f'"{key}" = ?' for key in keys),
    )


class Rows:
    """Writes rows of the book's tables within a transaction that `write.Book` opened.

    `changes`: every row that was inserted, updated or deleted, in order.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.changes: list[Change] = []

    def add(self, model: type[SQLModel], **values: object) -> int:
        """Insert a row; what is not named gets the table's default. Return the row's number."""
        plan = _plan(model)
        row = {name: values.pop(name, plan.defaults[name]) for name in plan.columns}
        missing = [name for name, value in row.items() if value is PydanticUndefined]
        assert not missing, f"{plan.name} needs {missing}"
        assert not values, f"{plan.name} has no {list(values)}"
        for name, bind in plan.binders.items():
            row[name] = bind(row[name])
        number = self._connection.execute(plan.insert, tuple(row.values())).lastrowid
        assert number is not None, "something was inserted"
        if row.get("id", 0) is None:
            row["id"] = number
        self.changes.append(Change(plan.name, None, row))
        return number

    def get(self, model: type[SQLModel], *key: object) -> Row | None:
        """Return the row with that key, or None."""
        found = self.where(model, _plan(model).by_key, *key)
        return found[0] if found else None

    def where(self, model: type[SQLModel], condition: str, *parameters: object) -> list[Row]:
        """Return the rows for which an SQL condition (our own words, `?` for each parameter) holds."""
        plan = _plan(model)
        found = self._connection.execute(plan.select + condition, parameters)
        return [dict(zip(plan.columns, values, strict=True)) for values in found]

    def change(self, model: type[SQLModel], before: Row, **values: object) -> None:
        """Set columns of a row, as it was read; one that has them already is left alone."""
        plan = _plan(model)
        own = {
            name: plan.binders[name](each) if name in plan.binders else each for name, each in values.items()
        }
        after = {**before, **own}
        if after == before:
            return
        to_set = ", ".join(f'"{name}" = ?' for name in own)
        statement = f"UPDATE {plan.name} SET {to_set} WHERE {plan.by_key}"  # noqa: S608 - names are the tables' own
        self._connection.execute(statement, (*own.values(), *(before[key] for key in plan.keys)))
        self.changes.append(Change(plan.name, before, after))

    def remove(self, model: type[SQLModel], before: Row) -> None:
        """Delete a row, as it was read."""
        plan = _plan(model)
        statement = f"DELETE FROM {plan.name} WHERE {plan.by_key}"  # noqa: S608 - names are the tables' own
        self._connection.execute(statement, tuple(before[key] for key in plan.keys))
        self.changes.append(Change(plan.name, before, None))
