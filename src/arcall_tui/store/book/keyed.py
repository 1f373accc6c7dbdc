"""SQLCipher's connections, made to fail as sqlite3's own do. Only loaded for a book that is encrypted."""

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlcipher3 import dbapi2


def _as_ours(method: Callable[..., Any]) -> Callable[..., Any]:
    def told(*given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        except dbapi2.Error as error:
            same = getattr(sqlite3, type(error).__name__)(str(error))
            same.sqlite_errorcode = getattr(error, "sqlite_errorcode", 0)
            raise same from None

    return told


class KeyedRows(dbapi2.Cursor):  # type: ignore[misc]
    """A cursor; what is fetched may fail, too, where the file is damaged."""

    execute = _as_ours(dbapi2.Cursor.execute)
    executemany = _as_ours(dbapi2.Cursor.executemany)
    executescript = _as_ours(dbapi2.Cursor.executescript)
    fetchone = _as_ours(dbapi2.Cursor.fetchone)
    fetchall = _as_ours(dbapi2.Cursor.fetchall)
    __next__ = _as_ours(dbapi2.Cursor.__next__)


class KeyedConnection(dbapi2.Connection):  # type: ignore[misc]
    """A connection to an encrypted file."""

    backup = _as_ours(dbapi2.Connection.backup)

    def cursor(self, *_: Any) -> Any:
        """Return a cursor."""
        return super().cursor(KeyedRows)

    def execute(self, *given: Any) -> Any:
        """Run one statement."""
        return self.cursor().execute(*given)

    def executemany(self, *given: Any) -> Any:
        """Run one statement for each of many parameters."""
        return self.cursor().executemany(*given)

    def executescript(self, *given: Any) -> Any:
        """Run several statements."""
        return self.cursor().executescript(*given)


def connect(uri: str, **options: Any) -> sqlite3.Connection:
    """Open a connection. Raises sqlite3.Error."""
    made: sqlite3.Connection = _as_ours(dbapi2.connect)(uri, uri=True, factory=KeyedConnection, **options)
    made.execute("PRAGMA cipher_log_level = NONE")  # else it writes to the terminal
    return made
