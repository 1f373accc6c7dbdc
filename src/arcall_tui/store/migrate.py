"""The book's versions: creating the newest, and bringing an older one up, step by step, after a backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlmodel import SQLModel, create_engine
from sqlalchemy.pool import NullPool

from arcall_tui.errors import BookError
from arcall_tui.store import tables as tables  # the tables register themselves
from arcall_tui.store.backup import back_up
from arcall_tui.store.engine import APPLICATION_ID, SCHEMA_VERSION, connect, writing

# One step a version: STEPS[1] takes a book from version 1 to 2, in a transaction of its own.
STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {}


def create(path: Path) -> None:
    """Write an empty book of the newest version into the (empty) file at `path`, in one transaction."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        engine = create_engine(
            "sqlite://", creator=lambda: connection, poolclass=NullPool, hide_parameters=True
        )
        connection.execute("BEGIN IMMEDIATE")
        # Two programs may start at once; the second finds the book already made.
        if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
            ddl = engine.dialect
            for table in SQLModel.metadata.sorted_tables:
                from sqlalchemy.schema import CreateIndex, CreateTable

                connection.execute(str(CreateTable(table).compile(dialect=ddl)))
                for index in sorted(table.indexes, key=lambda index: str(index.name)):
                    connection.execute(str(CreateIndex(index).compile(dialect=ddl)))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    finally:
        connection.close()
