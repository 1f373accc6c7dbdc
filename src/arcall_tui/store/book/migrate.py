"""The book's schema: creating it, and bringing a book of any earlier state to it, after a backup."""

import json
import sqlite3
from functools import cache as kept
from pathlib import Path

from sqlalchemy import DefaultClause, MetaData, text
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from arcall_tui.errors import BookError
from arcall_tui.store.accounts import full_text
from arcall_tui.store.book import cipher, ledger_tables, record_links  # noqa: F401 - with its tables
from arcall_tui.store.book.engine import APPLICATION_ID, SCHEMA_VERSION, connect, is_current, plain, writing
from arcall_tui.store.book.health import back_up
from arcall_tui.store.book.tables import BookTable, Numbered
from arcall_tui.store.standings import cache


def metadata() -> MetaData:
    """Return all tables, each column with its field's default, so that plain SQL may leave it out, too."""
    for model in (*BookTable.__subclasses__(), *Numbered.__subclasses__()):
        for name, field in model.model_fields.items():
            if isinstance(field.default, str | int):
                default = field.default if isinstance(field.default, str) else text(str(int(field.default)))
                SQLModel.metadata.tables[str(model.__tablename__)].columns[
                    name
                ].server_default = DefaultClause(default)
    return SQLModel.metadata


# Worked out anew when it is empty.
_CACHE = "standing"


def create(path: Path, like: Path | None = None) -> None:
    """Write an empty book of the newest version into the empty file at `path`, in one transaction; with the key of the book `like`."""
    connection = cipher.opened(path, "rw", like=like, isolation_level=None, timeout=10)
    try:
        with writing(connection):
            # Two programs may start at once; the second finds the book already made.
            if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
                for statement in schema():
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    finally:
        connection.close()


@kept
def _tables() -> dict[str, str]:
    """Return the DDL of each table of the book, those that others refer to first."""
    made = metadata().sorted_tables
    return {table.name: str(CreateTable(table).compile(dialect=dialect())).strip() for table in made}


@kept
def _around() -> list[str]:
    """Return the DDL of indexes and triggers."""
    indexes = [index for table in metadata().sorted_tables for index in table.indexes]
    made = [
        str(CreateIndex(index).compile(dialect=dialect()))
        for index in sorted(indexes, key=lambda i: str(i.name))
    ]
    return [*made, *cache.SCHEMA]


def schema() -> list[str]:
    """Return the newest version's DDL."""
    return [*_tables().values(), full_text.TABLE, *_around()]


def bring_up(path: Path) -> None:
    """Make the schema of the book at `path` this version's, whatever it lacks, after a backup beside the book.

    What it has decides, not its number: earlier states of one version differed. It is one transaction, so a kill
    leaves the book as it was. Raises BookError where the book holds what this version has no place for.
    """
    connection = connect(path)
    try:
        _refuse_unknown(connection, path)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        copy = path.with_name(f"{path.name}.before-version-{SCHEMA_VERSION}")
        if version < SCHEMA_VERSION and not copy.exists():
            back_up(connection, path, copy)
        connection.execute("PRAGMA foreign_keys = OFF")  # a table that others refer to is made anew
        with writing(connection):
            # Another program may have brought the book up while this one waited.
            if not is_current(connection):
                _make_anew(connection)
    except sqlite3.IntegrityError as error:
        raise BookError(
            f"The book {path} holds what this arcall does not allow: {error}.",
            "It was left as it is; open it with the arcall that wrote it.",
        ) from None
    finally:
        connection.close()


def _refuse_unknown(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a book with tables or columns that would be lost."""
    with_names = sqlite3.connect(":memory:")
    for statement in schema():
        with_names.execute(statement)
    unknown = sorted(_columns(connection) - _columns(with_names))
    with_names.close()
    if unknown:
        table, column = unknown[0]
        raise BookError(
            f"The book {path} has a column {table}.{column}, which this arcall (book version {SCHEMA_VERSION})"
            " does not know.",
            "It was left as it is; update arcall, or open it with the arcall that wrote it.",
        )


def _columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return all columns of tables and views, but for those that SQLite made for itself."""
    return set(
        connection.execute(
            """SELECT made.name, col.name FROM sqlite_schema AS made, pragma_table_xinfo(made.name) AS col
               WHERE made.type IN ('table', 'view') AND made.name NOT LIKE 'sqlite_%' AND made.name NOT LIKE 'said%'
               AND made.name NOT LIKE 'meanwhile%'"""
        )
    )


def _make_anew(connection: sqlite3.Connection) -> None:
    for kind in ("trigger", "index"):
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL", (kind,)
        ).fetchall()
        for (name,) in names:
            connection.execute(f'DROP {kind} "{name}"')
    there = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for table, ddl in _tables().items():
        if plain(there.get(table, "")) != plain(ddl):
            _replace(connection, table, ddl, copied=table in there and table != _CACHE)
    for statement in _around():
        connection.execute(statement)
    if plain(there.get("said", "")) != plain(full_text.TABLE):
        connection.execute("DROP TABLE IF EXISTS said")
        connection.execute(full_text.TABLE)
        full_text.fill(connection)
    for since, step in _STEPS.items():
        if version < since:
            step(connection)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    if fault := connection.execute("PRAGMA foreign_key_check").fetchone():
        raise sqlite3.IntegrityError(f"a row of {fault[0]} belongs to one of {fault[2]} that is not there")


def _replace(connection: sqlite3.Connection, table: str, ddl: str, *, copied: bool) -> None:
    """Make a table as `ddl` has it, with its rows; columns that are new have their default."""
    connection.execute(ddl.replace(f"CREATE TABLE {table} ", "CREATE TABLE made_anew ", 1))
    if copied:
        old, new = (
            [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (each,))]
            for each in (table, "made_anew")
        )
        names = ", ".join(f'"{name}"' for name in new if name in old)
        connection.execute(f"INSERT INTO made_anew ({names}) SELECT {names} FROM {table}")
    connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(f"ALTER TABLE made_anew RENAME TO {table}")


_FORM, _LIMIT, _LIMITS_MARKED = "form being filled in:", "own_credit_limit:", "own_credit_limits_are_marked"


def _empty_drawers(connection: sqlite3.Connection) -> None:
    """Before this version forms and whose word a credit limit is were kept among the settings, by names put together."""
    kept = dict(connection.execute("SELECT key, value FROM setting"))
    for key, texts in kept.items():
        if key.startswith(_FORM):
            account, _, form = key.removeprefix(_FORM).partition(":")
            connection.execute("INSERT INTO form_draft VALUES (?, ?, ?)", (account, form, texts))
    own = [key.removeprefix(_LIMIT) for key in kept if key.startswith(_LIMIT)]
    # Until a ledger said limits for the first time, all that there are were set by the caller.
    everyone = "1" if _LIMITS_MARKED not in kept else "id IN (SELECT value FROM json_each(?))"
    connection.execute(
        f"UPDATE account SET credit_limit_by_caller = 1 WHERE credit_limit IS NOT NULL AND {everyone}",
        (json.dumps(list(map(int, own))),) if _LIMITS_MARKED in kept else (),
    )
    connection.execute(
        "DELETE FROM setting WHERE key GLOB ? OR key GLOB ? OR key = ?",
        (f"{_FORM}*", f"{_LIMIT}*", _LIMITS_MARKED),
    )


# What moves rows, by the version that has them so.
_STEPS = {3: _empty_drawers, 5: record_links.seal_all, 9: record_links.mark_newest}
