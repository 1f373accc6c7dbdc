"""Opening the book: one private SQLite file, checked before it is touched."""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from arcall_tui.domain.folding import fold
from arcall_tui.errors import BookError
from arcall_tui.store.book import health, record_links

APPLICATION_ID = 0x41524341  # "ARCA"
SCHEMA_VERSION = 5
# Of the schema that `tables` and the triggers make. A test says what to put here when they change.
SCHEMA_FINGERPRINT = "127a1d7c166be520"

# TRUNCATE + FULL lost no acknowledged write in simulated power cuts; SQLite before 3.51.3 has a race in WAL.
_PRAGMAS = """
PRAGMA busy_timeout = 10000;
PRAGMA foreign_keys = ON;
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA cache_size = -64000;
"""


_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PRIMARY = 0xFF  # the lower byte of SQLite's result codes; the upper ones only refine it


def told_as(error: Exception) -> BookError | None:
    """Return what SQLite ran into, in the caller's words; None for what is no trouble of the book's.

    Rows are fetched by SQLite's own cursors, for speed, so what fails there is told where a command or key ends.
    """
    ours = isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError)
    if ours or not isinstance(error, sqlite3.DatabaseError):
        return None
    if getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _DAMAGED:
        return BookError(*health.told(str(error)))
    return BookError(
        f"The book does not answer: {error}.", "Nothing was changed; close what else uses it, then try again."
    )


class OpenBook(sqlite3.Connection):
    """An open book: a connection whose failures are told in the user's words; what only our own mistakes cause stays as it is."""

    watched = False  # whether the record's links are kept up on it
    damaged = ""  # what was found wrong with the file: nothing is written into it then
    tightened = False  # whether others could read its file until it was opened

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401 - as sqlite3 has it
        """Run one statement. Raises BookError where the file, the disk or another program is in the way."""
        try:
            return super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            told = told_as(error)
            if told is None:
                raise
            raise told from error


def connect(path: Path) -> OpenBook:
    """Open a connection to an existing book, explicit transactions only. Raises BookError.

    The connection may be handed between threads, one at a time.
    """
    _check_head(path)
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            factory=OpenBook,
        )
        connection.create_function("fold", 1, fold, deterministic=True)  # for the triggers of the full text
        connection.executescript(_PRAGMAS)
    except sqlite3.Error as error:
        raise BookError(
            f"The book {path} cannot be opened: {error}.", "Pick another with --book, or restore a backup."
        ) from None
    return connection


_HEAD = struct.Struct(">16s 44x i 4x i 28x")  # SQLite's: what it is, the version and the application


def _check_head(path: Path) -> None:
    """Refuse what is no book of ours before SQLite opens it, which may write: it undoes what a kill left half done."""
    try:
        head = b"" if not path.is_file() else _first_bytes(path, _HEAD.size)
    except OSError as error:
        raise BookError(
            f"The book {path} cannot be read: {error.strerror}.", "Pick another with --book."
        ) from None
    magic, version, application = _HEAD.unpack(head) if len(head) == _HEAD.size else (b"", 0, 0)
    if magic != b"SQLite format 3\0" or application != APPLICATION_ID or version < 1:
        raise BookError(
            f"{path} is not an arcall book.", "Pick another file with --book; it was not changed."
        )
    if version > SCHEMA_VERSION:
        raise BookError(
            f"{path} was written by a newer arcall (book version {version}, this one reads {SCHEMA_VERSION}).",
            "Update arcall; the book was not changed.",
        )


def _first_bytes(path: Path, count: int) -> bytes:
    with path.open("rb") as file:
        return file.read(count)


def plain(sql: str) -> str:
    """Return DDL without what differs though it means the same: blanks, quotes and capitals."""
    return "".join(sql.replace('"', "").split()).lower()


def fingerprint(connection: sqlite3.Connection) -> str:
    """Return a hash of the schema that the book has, but for what SQLite keeps for itself."""
    found = connection.execute(
        """SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
           AND NOT (type = 'table' AND name LIKE 'said_%') ORDER BY name"""
    )
    return hashlib.sha256(plain("".join(sql for (sql,) in found)).encode()).hexdigest()[:16]


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the book has this version's schema, by its number and by what it really has."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return version == SCHEMA_VERSION and fingerprint(connection) == SCHEMA_FINGERPRINT


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction: all of the block, or nothing of it."""
    if found := getattr(connection, "damaged", ""):
        raise BookError(*health.told(found))
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        if getattr(connection, "watched", False):
            record_links.seal(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
