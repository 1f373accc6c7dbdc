"""Books that are encrypted by SQLCipher, an extra: their key, kept in this process alone, and writing them anew with one."""

import hashlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from unicodedata import normalize

from arcall_tui import private_files
from arcall_tui.domain.text import fold
from arcall_tui.errors import BookError, refused
from arcall_tui.store.book import held_open

_PLAIN = b"SQLite format 3\0"
_SALT = 16  # bytes, the first of an encrypted file
PAGE = 4096  # bytes
_PLAIN_PAGES = b"\0\2\5\n\r"  # how pages of trees, and what overflows them, begin
# As SQLCipher 4 derives its keys, so that its own tools open the book with the passphrase, too.
_ROUNDS = 256_000
_KEEPS_NO_LOG = b"\1\1"  # in the head of a file that has a journal instead
SHORTEST = 10  # characters of a passphrase
_FIRST_PAGE = "PRAGMA user_version"  # all else may be damaged, though the key is right


class BookKeys:
    """The passphrase of this process, and what is derived of it. `ask` is how it comes by it, told which book.

    `new`: one for what is encrypted from now on, where the environment gave it.
    """

    def __init__(self) -> None:
        self.passphrase = self.new = ""
        self.ask: Callable[[Path], str] = lambda _: ""
        self._derived: dict[tuple[str, bytes], str] = {}

    def of(self, path: Path) -> str:
        """Return the key of an encrypted file. Raises BookError where nobody says the passphrase."""
        self.passphrase = self.passphrase or _as_it_opens(path, self.ask(path))
        if not self.passphrase:
            raise BookError(
                f"{path} is not an arcall book, or it is encrypted.",
                "Its passphrase is asked for on a terminal, and read from ARCALL_PASSPHRASE.",
            )
        return self.derived(self.passphrase, held_open.first_bytes(path, _SALT))

    def derived(self, passphrase: str, salt: bytes) -> str:
        """Return the key of a passphrase with that salt, as SQLCipher takes it."""
        known = passphrase, salt
        if known not in self._derived:
            made = hashlib.pbkdf2_hmac("sha512", passphrase.encode(), salt, _ROUNDS, 32)
            self._derived[known] = f"x'{made.hex()}{salt.hex()}'"
        return self._derived[known]

    def right(self, passphrase: str) -> bool:
        """Whether it is the one that opened the book."""
        return bool(passphrase) and one_form(passphrase) == one_form(self.passphrase)


KEYS = BookKeys()


def one_form(passphrase: str) -> str:
    """Return a passphrase as new ones are kept: some systems take letters and their accents apart."""
    return normalize("NFC", passphrase)


def _as_it_opens(path: Path, passphrase: str) -> str:
    """Return the same words in the form that opens the file; as they are where none does."""
    forms = dict.fromkeys((one_form(passphrase), passphrase, normalize("NFD", passphrase)))
    return next((form for form in forms if len(forms) > 1 and _opens(path, form)), passphrase)


def is_encrypted(path: Path) -> bool:
    """Whether a file may be an encrypted book: whole pages that do not begin as those of a plain one do."""
    try:
        if not path.is_file() or not path.stat().st_size or path.stat().st_size % PAGE:
            return False
        if held_open.first_bytes(path, len(_PLAIN)) == _PLAIN:
            return False
        begins = held_open.first_bytes(path, 16 * PAGE)[PAGE::PAGE]  # the first page may be lost
        return sum(byte in _PLAIN_PAGES for byte in begins) <= len(begins) / 2
    except OSError:
        return False


def opened(path: Path, mode: str = "ro", *, like: Path | None = None, **options: Any) -> sqlite3.Connection:
    """Open a file by SQLite's rules, with its key where it is encrypted. `like`: a new file gets the key of that one.

    Raises sqlite3.Error, BookError.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    like = like or path
    if not is_encrypted(like):
        _refuse_log(path)
        plain: sqlite3.Connection = sqlite3.connect(uri, uri=True, **options)
        return plain
    key = KEYS.of(like)
    connection = keyed(uri, **options)
    connection.execute(f'PRAGMA key = "{key}"')
    if like == path:
        _try_key(connection, path)
    return connection


def _refuse_log(path: Path) -> None:
    """Refuse a file beside which another's log lies: SQLite plays in what it finds there, whatever the file says of itself."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size and held_open.first_bytes(path, 20)[18:] == _KEEPS_NO_LOG:
        raise BookError(
            f"Beside {path} lies {log.name}, which is not of it and would be played into it.",
            "Nothing was changed; move that file elsewhere, then try again.",
        )


def opens(path: Path, passphrase: str) -> bool:
    """Whether a file is encrypted with that passphrase; an empty one: not encrypted. Raises OSError."""
    if not passphrase or not is_encrypted(path):
        return not passphrase and not is_encrypted(path)
    return _opens(path, _as_it_opens(path, passphrase))


def _opens(path: Path, passphrase: str) -> bool:
    key = KEYS.derived(passphrase, held_open.first_bytes(path, _SALT))
    with closing(keyed(f"{path.absolute().as_uri()}?mode=ro")) as connection, suppress(sqlite3.DatabaseError):
        connection.execute(f'PRAGMA key = "{key}"')
        return connection.execute(_FIRST_PAGE).fetchone() is not None
    return False


def keyed(uri: str, **options: Any) -> sqlite3.Connection:
    """Open a file with SQLCipher. Raises BookError where it is not installed."""
    try:
        from arcall_tui.store.book.keyed import connect  # noqa: PLC0415 - an extra
    except ImportError:
        raise BookError(
            "The book is encrypted, or to be, and what that takes is not installed.",
            "pip install 'arcall-tui[encrypted]'",
        ) from None
    return connect(uri, **options)


def _try_key(connection: sqlite3.Connection, path: Path) -> None:
    try:
        connection.execute(_FIRST_PAGE)
    except (sqlite3.DatabaseError, BookError):
        connection.close()
        KEYS.passphrase = ""
        raise BookError(
            f"{path} does not open: the passphrase is wrong, or the file is damaged or no arcall book.",
            "Nothing was changed; try again, or bring a backup back: arcall restore",
        ) from None


_SCHEMA = "SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
_CREATE = re.compile(r"(CREATE\s+(?:UNIQUE\s+|VIRTUAL\s+)?(?:TABLE|INDEX|TRIGGER|VIEW)\s+)", re.IGNORECASE)
_VIRTUAL = re.compile(r"CREATE\s+VIRTUAL", re.IGNORECASE)


@contextmanager
def rewritten(path: Path, passphrase: str) -> Iterator[None]:
    """Write the book at `path` anew with that passphrase, plain with an empty one. Raises BookError.

    It is whole beside the old one when the block begins, and takes its name at the end. Other windows wait meanwhile,
    and then refuse to write: theirs is the file of before. A kill leaves that.
    """
    old = KEYS.of(path) if is_encrypted(path) else ""
    key = KEYS.derived(passphrase, os.urandom(_SALT)) if passphrase else ""
    with (
        refused(BookError, f"{path} cannot be written anew", "Nothing was changed.", sqlite3.Error),
        closing(keyed(f"{path.absolute().as_uri()}?mode=rw", isolation_level=None)) as book,
        private_files.unfinished(path) as beside,
    ):
        if old:
            book.execute(f'PRAGMA key = "{old}"')
        book.create_function("fold", 1, fold, deterministic=True)  # for the triggers of the full text
        book.execute("PRAGMA locking_mode = EXCLUSIVE")
        book.executescript("BEGIN EXCLUSIVE; COMMIT")  # kept until it is closed
        _export(book, beside, key)
        yield


def _export(book: sqlite3.Connection, beside: Path, key: str) -> None:
    """Copy all that the book holds, as it stands in its schema: what a virtual table keeps is made with it, and then filled."""
    book.execute(f'ATTACH ? AS made KEY "{key}"', (str(beside),))
    for name in ("application_id", "user_version"):
        (number,) = book.execute(f"PRAGMA main.{name}").fetchone()
        book.execute(f"PRAGMA made.{name} = {number}")
    there = book.execute(_SCHEMA).fetchall()
    virtual = tuple(f"{name}_" for _, name, ddl in there if _VIRTUAL.match(ddl))
    tables = [name for kind, name, ddl in there if kind == "table" and not _VIRTUAL.match(ddl)]
    book.execute("BEGIN")
    for kind, name, ddl in there:
        if kind == "table" and not name.startswith(virtual):
            book.execute(_CREATE.sub(r"\1made.", ddl, count=1))
    for name in tables:
        book.execute(f'DELETE FROM made."{name}"')
        book.execute(f'INSERT INTO made."{name}" SELECT * FROM main."{name}"')
    for kind, _, ddl in there:
        if kind != "table":
            book.execute(_CREATE.sub(r"\1made.", ddl, count=1))
    book.execute("COMMIT")
    (verdict,) = book.execute("PRAGMA made.integrity_check(1)").fetchone()
    differing = [name for name in tables if count_of(book, name) != count_of(book, name, "made")]
    if verdict != "ok" or differing:
        raise BookError(
            f"The new file is not like the old one: {', '.join(differing) or verdict}.",
            "Nothing was changed.",
        )
    book.execute("DETACH made")


def count_of(book: sqlite3.Connection, table: str, where: str = "main") -> int:
    """Return how many rows a table of the book has; `where`: of one attached to it."""
    (count,) = book.execute(f'SELECT count(*) FROM {where}."{table}"').fetchone()
    return int(count)
