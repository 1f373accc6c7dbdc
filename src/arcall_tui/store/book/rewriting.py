"""Writing a book anew, encrypted, with another key, or plain: whole or not at all."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.domain.text import fold
from arcall_tui.errors import BookError
from arcall_tui.store.book import cipher

_SALT = 16  # bytes
_SCHEMA = "SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
_CREATE = re.compile(r"(CREATE\s+(?:UNIQUE\s+|VIRTUAL\s+)?(?:TABLE|INDEX|TRIGGER|VIEW)\s+)", re.IGNORECASE)
_VIRTUAL = re.compile(r"CREATE\s+VIRTUAL", re.IGNORECASE)


@contextmanager
def rewritten(path: Path, passphrase: str) -> Iterator[None]:
    """Write the book at `path` anew with that passphrase, plain with an empty one. Raises BookError.

    It is whole beside the old one when the block begins, and takes its name at the end. Other windows wait meanwhile,
    and then refuse to write: theirs is the file of before. A kill leaves that.
    """
    old = cipher.KEYS.of(path) if cipher.is_encrypted(path) else ""
    key = cipher.KEYS.derived(passphrase, os.urandom(_SALT)) if passphrase else ""
    try:
        with (
            closing(cipher.keyed(f"{path.absolute().as_uri()}?mode=rw", isolation_level=None)) as book,
            private_files.unfinished(path) as beside,
        ):
            if old:
                book.execute(f'PRAGMA key = "{old}"')
            book.create_function("fold", 1, fold, deterministic=True)  # for the triggers of the full text
            book.execute("PRAGMA locking_mode = EXCLUSIVE")
            book.executescript("BEGIN EXCLUSIVE; COMMIT")  # kept until it is closed
            _export(book, beside, key)
            yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise BookError(f"{path} cannot be written anew: {reason}.", "Nothing was changed.") from None


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
    differing = [name for name in tables if _count(book, "main", name) != _count(book, "made", name)]
    if verdict != "ok" or differing:
        raise BookError(
            f"The new file is not like the old one: {', '.join(differing) or verdict}.",
            "Nothing was changed.",
        )
    book.execute("DETACH made")


def _count(book: sqlite3.Connection, where: str, table: str) -> int:
    (count,) = book.execute(f'SELECT count(*) FROM {where}."{table}"').fetchone()
    return int(count)
