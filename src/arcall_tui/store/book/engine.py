"""Opening the book: one private SQLite file, checked before it is touched."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from arcall_tui.domain.text import fold
from arcall_tui.errors import BookError, refused
from arcall_tui.store.accounts import full_text
from arcall_tui.store.book import cipher, health, held_open, record_links

APPLICATION_ID = 0x41524341  # "ARCA"
SCHEMA_VERSION = 9
# Of the schema that `tables` and the triggers make. A test says what to put here when they change.
SCHEMA_FINGERPRINT = "3ceb86ff67f19e5f"

# TRUNCATE + FULL lost no acknowledged write in simulated power cuts; SQLite before 3.51.3 has a race in WAL.
_PRAGMAS = """
PRAGMA busy_timeout = 10000;
PRAGMA foreign_keys = ON;
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA cache_size = -64000;
"""


_LOCKED = (
    "The book is locked: another window of arcall, an import or another program is writing to it.",
    "Nothing was changed; try again in a moment.",
)
_NOT_WRITABLE = (
    "The book cannot be written: its disk or folder is read-only, or not yours.",
    "Nothing was changed; see to the disk, or name another book with --book.",
)
_TROUBLES = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: _NOT_WRITABLE,
    sqlite3.SQLITE_FULL: (
        "The book cannot be written: the disk is full.",
        "Make room on the disk, then try again.",
    ),
    sqlite3.SQLITE_IOERR: (
        "The book cannot be read or written: the disk fails.",
        "See to the disk: arcall check",
    ),
}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PRIMARY = 0xFF  # the lower byte of SQLite's result codes; the upper ones only refine it


def told_as(error: Exception) -> BookError | None:
    """Return what SQLite ran into, in the caller's words; None for what is no trouble of the book's.

    Rows are fetched by SQLite's own cursors, for speed, so what fails there is told where a command or key ends.
    """
    ours = isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError)
    if ours or not isinstance(error, sqlite3.DatabaseError):
        return None
    if health.is_unreadable(error):
        return health.DamagedError(health.UNREADABLE)
    if getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _DAMAGED:
        return health.DamagedError(str(error))
    what, way_out = _TROUBLES.get(
        getattr(error, "sqlite_errorcode", 0) & _PRIMARY,
        (f"The book does not answer: {error}.", "Close what else uses it, then try again."),
    )
    return BookError(what, way_out)


# What a connection has of its own, with the words of a statement that needs it: of a trigger its event and its table.
_BY = re.compile(r" after (\w+) .*?on main\.(\w+)", re.DOTALL)
_OWN = {"TABLE IF NOT EXISTS own_step (id INTEGER PRIMARY KEY)": {"own_step"}} | {
    f"TRIGGER IF NOT EXISTS {trigger}": {*found.groups()}
    for trigger in (*record_links.triggers(), *full_text.TRIGGERS)
    if (found := _BY.search(trigger.lower()))
}


@lru_cache(500)
def _needed(sql: str) -> frozenset[str]:
    """Return what a statement needs of that; none of these tables is written but by its name."""
    words = {*re.findall(r"\w+", sql.lower().replace("replace", "insert"))}
    return frozenset(ddl for ddl, named in _OWN.items() if named <= words)


class OpenBook(sqlite3.Connection if TYPE_CHECKING else object):  # type: ignore[misc]
    """An open book: sqlite3's own connection or one to an encrypted file, whose failures are told in the user's words.

    What only our own mistakes cause stays as it is. It may be handed between threads, one at a time.
    """

    touched: record_links.Touched | None = None  # what keeps the record's links up, and knows own actions
    read_only = False  # a copy in memory of a book that cannot be written
    damaged = ""  # what was found wrong with the file: nothing is written into it then
    tightened = False  # whether others could read its file until it was opened
    place: tuple[Path, int] | None = None  # where its file is, and which file that was when it was opened

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        file.create_function("fold", 1, fold, deterministic=True)  # for the triggers of the full text
        # Functions of ours run within a statement: another thread that waited for SQLite meanwhile would wait for ever.
        self._one_at_a_time = RLock()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a connection has
        return getattr(self._file, name)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401 - as sqlite3 has it
        """Run one statement. Raises BookError where the file, the disk or another program is in the way."""
        try:
            with self._one_at_a_time:
                self._before(sql)
                return self._file.execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            told = told_as(error)
            if told is None:
                raise
            raise told from error
        except UnicodeDecodeError:  # of what SQLite says of the damage
            raise health.DamagedError(health.UNREADABLE) from None

    def executemany(self, sql: str, rows: Any, /) -> sqlite3.Cursor:  # noqa: ANN401 - as sqlite3 has it
        """Run one statement for each of the rows."""
        with self._one_at_a_time:
            self._before(sql)
            return self._file.executemany(sql, rows)

    def _before(self, sql: str) -> None:
        """Make what the statement needs: to make all takes as long as to open a book, and few are needed."""
        if self.touched is not None and not (needed := _needed(sql)) <= self.touched.watching:
            self.keep_up(needed)

    def keep_up(self, needed: frozenset[str] = frozenset(_OWN)) -> None:
        """Keep the full text and the record's links up with what is written from here on, of which this is `needed`."""
        assert self.touched is not None, "it was opened as a book"
        for ddl in sorted(needed - self.touched.watching):
            self._file.execute(f"CREATE TEMP {ddl}")
            self.touched.watching.add(ddl)

    def close(self) -> None:
        """Close the file, and leave no empty journal beside it."""
        with suppress(sqlite3.Error, OSError):
            self._remove_journal()
        self._file.close()
        self.place = None

    def _remove_journal(self) -> None:
        """Remove an empty journal, while nobody writes or puts another file in the book's place."""
        if self.place is None or self._file.in_transaction:
            return
        journal = self.place[0].with_name(f"{self.place[0].name}-journal")
        if journal.is_file() and not journal.stat().st_size:
            self._file.execute("PRAGMA busy_timeout = 0")
            self._file.execute("BEGIN IMMEDIATE")
            if not is_replaced(self) and not journal.stat().st_size:
                journal.unlink()
            self._file.execute("ROLLBACK")

    @property
    def encrypted(self) -> bool:
        """Whether its file is."""
        return not isinstance(self._file, sqlite3.Connection)

    def put(self, other: OpenBook) -> None:
        """Read and write the file of `other`, opened just now, from here on."""
        self._file, self.place, self.touched = other._file, other.place, other.touched


def connect(path: Path, like: Path | None = None) -> OpenBook:
    """Open a connection to an existing book, explicit transactions only. Raises BookError.

    `like`: the book whose key a copy of it has that is not filled yet.
    """
    if not cipher.is_encrypted(like or path):
        _check_head(path)
    try:
        file = cipher.opened(path, "rw", like=like, isolation_level=None, check_same_thread=False)
        connection = OpenBook(file)
        if connection.encrypted:
            _check_inside(connection, path)
        connection.executescript(_PRAGMAS)
        connection.place = path, path.stat().st_ino
    except (sqlite3.Error, OSError) as error:
        plain = (
            f"The book {path} cannot be opened: {error}.",
            "Pick another with --book, or restore a backup.",
        )
        raise _without_locks(path, error) or told_as(error) or BookError(*plain) from None
    except UnicodeDecodeError:
        raise health.DamagedError(health.UNREADABLE) from None
    return connection


def _without_locks(path: Path, error: Exception) -> BookError | None:
    """Return what to say where no file in the book's folder can be locked, which SQLite takes for being locked."""
    if os.name != "posix" or getattr(error, "sqlite_errorcode", 0) & _PRIMARY != sqlite3.SQLITE_BUSY:
        return None
    import fcntl  # noqa: PLC0415 - only Unix has it

    try:
        with tempfile.TemporaryFile(dir=path.parent) as tried:
            fcntl.lockf(tried, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refused:
        if refused.errno in {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP}:
            return BookError(
                f"The disk that {path} is on locks no files, as some network disks do not: two programs could spoil it.",
                "Nothing was changed; copy the book to a disk of this computer.",
            )
    return None


def _read_at(path: Path) -> AbstractContextManager[None]:
    what, way_out = f"The book {path} cannot be read", "Pick another with --book."
    return refused(BookError, what, way_out, sqlite3.Error, UnicodeDecodeError)


def read_only_copy(path: Path) -> OpenBook:
    """Return a copy in memory of a book that cannot be written: what is worked out goes there. Raises BookError."""
    if cipher.is_encrypted(path):
        raise BookError(
            f"The book {path} is encrypted and cannot be written.", "Copy it to a disk that can be."
        )
    _check_head(path)
    with _read_at(path), closing(cipher.opened(path)) as source:
        copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        source.backup(copy)
    connection = OpenBook(copy)
    connection.read_only = True
    return connection


_HEAD = struct.Struct(">16s 44x i 4x i 28x")  # SQLite's: what it is, the version and the application


def _check_head(path: Path) -> None:
    """Refuse what is no book of ours before SQLite opens it, which may write: it undoes what a kill left half done."""
    with _read_at(path):
        head = b"" if not path.is_file() else held_open.first_bytes(path, _HEAD.size)
    magic, version, application = _HEAD.unpack(head) if len(head) == _HEAD.size else (b"", 0, 0)
    _assure_ours(path, application if magic == b"SQLite format 3\0" else 0, version)


def _check_inside(connection: OpenBook, path: Path) -> None:
    """Refuse an encrypted file that is no book of ours, and close it: what it is can only be read with its key."""
    try:
        application, version = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        _assure_ours(path, application, version)
    except BaseException:
        connection.close()
        raise


def _assure_ours(path: Path, application: int, version: int) -> None:
    """Raise BookError for a file of another program, or of a newer version of this one."""
    if application != APPLICATION_ID or version < 1:
        raise BookError(
            f"{path} is not an arcall book.", "Pick another file with --book; it was not changed."
        )
    if version > SCHEMA_VERSION:
        raise BookError(
            f"{path} was written by a newer arcall (book version {version}, this one reads {SCHEMA_VERSION}).",
            "Update arcall; the book was not changed.",
        )


def plain(sql: str) -> bytes:
    """Return DDL without what differs though it means the same: blanks, quotes and capitals."""
    return sql.encode().translate(None, b'" \t\n\r').lower()


def fingerprint(connection: sqlite3.Connection) -> str:
    """Return a hash of the schema that the book has, but for what SQLite keeps for itself."""
    found = connection.execute(
        """SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
           AND NOT (type = 'table' AND name LIKE 'said_%') AND name NOT LIKE 'meanwhile%' ORDER BY name"""
    )
    return hashlib.sha256(plain("".join(sql for (sql,) in found))).hexdigest()[:16]


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the book has this version's schema, by its number and by what it really has."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return version == SCHEMA_VERSION and fingerprint(connection) == SCHEMA_FINGERPRINT


def is_replaced(connection: sqlite3.Connection) -> bool:
    """Whether the file is the book no more: an import, a restore or a lock has put another in its place."""
    place = getattr(connection, "place", None)
    try:
        return place is not None and place[0].stat().st_ino != place[1]
    except OSError:
        return True


def follow(connection: OpenBook) -> None:
    """Go on in the file that took the book's place, where it holds all that this one has on record. Raises BookError."""
    assert connection.place is not None
    path, _ = connection.place
    if path.exists() and cipher.is_encrypted(path) is connection.encrypted:
        other = connect(path)
        if is_current(other) and record_links.holds(other, record_links.head(connection)):
            if connection.touched is not None:
                other.touched = record_links.Touched(other)
                steps = connection.execute("SELECT id FROM own_step")
                other.executemany("INSERT INTO own_step VALUES (?)", steps)
            connection.put(other)
            return
        other.close()
    raise BookError(f"{path.name} was replaced or moved elsewhere.", "Leave and open it again.")


def _begin(connection: sqlite3.Connection) -> None:
    """Begin to write into what is the book by now."""
    connection.execute("BEGIN IMMEDIATE")
    while is_replaced(connection):
        connection.execute("ROLLBACK")
        assert isinstance(connection, OpenBook)
        follow(connection)
        connection.execute("BEGIN IMMEDIATE")


@contextmanager
def writing(connection: sqlite3.Connection, *, worked_out: bool = False) -> Iterator[None]:
    """One write transaction: all of the block, or nothing of it. `worked_out`: a book that is only read takes it, too.

    Raises BookError.
    """
    if getattr(connection, "read_only", False) and not worked_out:
        raise BookError(*_NOT_WRITABLE)
    if found := getattr(connection, "damaged", ""):
        raise health.DamagedError(found)
    _begin(connection)
    touched: record_links.Touched | None = getattr(connection, "touched", None)
    try:
        yield
        if touched is not None:
            touched.seal(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if touched is not None:
            touched.watching.clear()  # what was made within it is gone, too
        raise
    finally:
        if touched is not None:
            touched.clear()
