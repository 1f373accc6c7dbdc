"""The book's versions: creating the newest, and bringing an older one up, step by step, after a backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from arcall_tui.store.accounts import full_text
from arcall_tui.store.book import tables
from arcall_tui.store.book.backup import back_up
from arcall_tui.store.book.engine import APPLICATION_ID, SCHEMA_VERSION, connect, writing
from arcall_tui.store.standings import cache

Step = Callable[[sqlite3.Connection], None]


def _keep_more_of_standings(connection: sqlite3.Connection) -> None:
    """Make the cache of standings anew, empty: with what ranks a new day without working out everything."""
    connection.execute("DROP TABLE standing")
    connection.execute("""
CREATE TABLE standing (
    account_id INTEGER NOT NULL,
    day DATE NOT NULL,
    shape INTEGER NOT NULL,
    place_group INTEGER NOT NULL,
    place_value FLOAT NOT NULL,
    ledger_id VARCHAR NOT NULL,
    payer INTEGER,
    alike VARCHAR NOT NULL,
    call_from FLOAT NOT NULL,
    tried VARCHAR NOT NULL,
    contact INTEGER NOT NULL,
    card VARCHAR NOT NULL,
    owed BLOB NOT NULL,
    PRIMARY KEY (account_id),
    FOREIGN KEY(account_id) REFERENCES account (id)
)
""")
    connection.execute("CREATE INDEX standing_order ON standing (place_group, place_value)")
    connection.execute(
        """CREATE TRIGGER standing_of_mates AFTER UPDATE OF payer_id ON account
       WHEN old.payer_id IS NOT new.payer_id BEGIN
       DELETE FROM standing WHERE account_id IN (SELECT id FROM account
       WHERE id IN (old.id, old.payer_id, new.payer_id) OR payer_id IN (old.id, old.payer_id, new.payer_id));
       INSERT OR REPLACE INTO setting SELECT 'standings forgotten', 1 + coalesce(max(value + 0), 0)
       FROM setting WHERE key = 'standings forgotten'; END"""
    )


# STEPS[1] takes a book from version 1 to 2, and so on; each runs in a transaction of its own.
STEPS: dict[int, Step] = {1: _keep_more_of_standings}


def create(path: Path) -> None:
    """Write an empty book of the newest version into the empty file at `path`, in one transaction."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
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


def schema() -> list[str]:
    """Return the newest version's DDL, as the tables in `tables` describe it."""
    assert tables.Invoice.__table__ is not None, "the tables have registered themselves"  # type: ignore[attr-defined]
    statements = []
    for table in SQLModel.metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect())))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=dialect())) for index in indexes]
    return [*statements, *full_text.SCHEMA, *cache.SCHEMA]


def bring_up(path: Path, steps: dict[int, Step] | None = None, target: int = SCHEMA_VERSION) -> None:
    """Bring the book at `path` up to version `target`, after a backup beside it.

    Each step and its version number are one transaction, so a kill leaves a version that is whole.
    """
    connection = connect(path)
    try:
        version = _version(connection)
        if version >= target:
            return
        copy = path.with_name(f"{path.name}.before-version-{target}")
        if not copy.exists():
            back_up(path, copy)
        for step in range(version, target):
            with writing(connection):
                # Another program may have brought the book up while this one waited.
                if _version(connection) == step:
                    (STEPS if steps is None else steps)[step](connection)
                    connection.execute(f"PRAGMA user_version = {step + 1}")
    finally:
        connection.close()


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
