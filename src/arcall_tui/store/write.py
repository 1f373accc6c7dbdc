"""Writing what the caller did: one action, one transaction, one undo step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, create_engine

from arcall_tui.errors import BookError
from arcall_tui.store import standings, undo


class Book:
    """The book, opened for writing on a connection that its reader shares.

    Sharing means that what an action has written is read back inside its own transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._engine: Engine = create_engine(
            "sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
        )

        # The driver's own mode begins late and loses concurrent updates; begin at once, for writing.
        @event.listens_for(self._engine, "begin")
        def begin(started: Connection) -> None:
            started.exec_driver_sql("BEGIN IMMEDIATE")

    @contextmanager
    def action(self, label: str, account: int | None, at: datetime) -> Iterator[Session]:
        """One action of the caller: all of the block is written, with its undo step, or nothing is.

        Raises BookError where the disk or the file fails.
        """
        with self._session() as session:
            with undo.recorded(session) as changes:
                yield session
                session.flush()
            self._refuse_stepless(account)
            undo.keep(session, label, account, at, changes)

    def _refuse_stepless(self, account: int | None) -> None:
        """No account that owes is left without a next step; what would do so is a mistake of ours."""
        lacking = [] if account is None else standings.lacks_step(self._connection, [account])
        if lacking:
            raise BookError(
                f"Account {lacking[0]} would be left without a next step.",
                "Nothing was changed; please report it.",
            )

    @contextmanager
    def quiet(self) -> Iterator[Session]:
        """Write without an undo step: what undoing would not be missed for, such as a draft."""
        with self._session() as session:
            yield session

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            with Session(self._engine) as session, session.begin():
                session.connection()  # begins now: what is read before the first write belongs to it, too
                yield session
        except DBAPIError as error:
            raise BookError(
                f"The book could not be written: {error.orig}.",
                "Nothing was changed; check the disk and try again.",
            ) from None
