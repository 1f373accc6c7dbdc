"""Writing what the caller did: one action, one transaction, one undo step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from arcall_tui.errors import BookError
from arcall_tui.store.actions import undo
from arcall_tui.store.actions.rows import Rows
from arcall_tui.store.book.engine import told_as, writing
from arcall_tui.store.standings import gather


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
            self._refuse_stepless(account)
            if rows.changes:
                undo.keep(self._connection, label, account, at, rows.changes)

    def _refuse_stepless(self, account: int | None) -> None:
        """No account that owes is left without a next step; what would do so is a mistake of ours."""
        lacking = [] if account is None else gather.lacks_step(self._connection, [account])
        if lacking:
            raise BookError(
                f"Account {lacking[0]} would be left without a next step.",
                "Nothing was changed; please report it.",
            )

    @contextmanager
    def quiet(self) -> Iterator[Rows]:
        """Write without an undo step: what undoing would not be missed for, such as a draft."""
        try:
            with writing(self._connection):
                yield Rows(self._connection)
        except sqlite3.DatabaseError as error:
            told = told_as(error)
            if told is None:
                raise
            raise told from None
