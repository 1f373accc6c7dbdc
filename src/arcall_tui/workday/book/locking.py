"""Encrypting a book with a passphrase, changing that, and taking it off: the book and the copies that arcall keeps of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from arcall_tui.errors import ArcallError, BookError, UsageError
from arcall_tui.store.book import cipher, rewriting
from arcall_tui.store.book.engine import connect
from arcall_tui.workday.book.backups import every_copy

_SERVICE = "arcall"
_VARIABLE = "ARCALL_PASSPHRASE"


def is_locked(book: Path) -> bool:
    """Whether the book is encrypted."""
    return cipher.is_encrypted(book)


def ask_by(prompt: Callable[[Path], str]) -> None:
    """Say how a passphrase is come by where neither the environment nor the system's keyring has it."""
    cipher.KEYS.ask = lambda book: os.environ.get(_VARIABLE) or _kept(book) or prompt(book)


def is_passphrase(typed: str) -> bool:
    """Whether that is what opened the book."""
    return cipher.KEYS.right(typed)


def lock(book: Path, folder: Path, passphrase: str, *, keep: bool = False) -> list[Path]:
    """Encrypt the book and its managed copies; return the copies that could not be, and are as they were.

    An empty passphrase takes the encryption off. `keep`: in the system's keyring. Raises UsageError where it is too
    short, BookError where the book is left as it was.
    """
    if passphrase and len(passphrase) < cipher.SHORTEST:
        raise UsageError(
            f"A passphrase has {cipher.SHORTEST} characters at least.", "Several words are good ones."
        )
    connect(book).close()  # a book of ours, and the passphrase of before
    before = cipher.KEYS.passphrase
    if keep:
        _keyring()
    rewriting.rewrite(book, passphrase)
    left = [each for each in every_copy(book, folder) if not _rewritten(each, passphrase, before)]
    cipher.KEYS.passphrase = passphrase
    if keep and passphrase:
        _keyring().set_password(_SERVICE, str(book.resolve()), passphrase)
    elif _kept(book):
        _keyring().delete_password(_SERVICE, str(book.resolve()))
    return left


def _rewritten(path: Path, passphrase: str, before: str) -> bool:
    cipher.KEYS.passphrase = before
    try:
        rewriting.rewrite(path, passphrase)
    except ArcallError:
        return False
    return True


def _keyring() -> Any:  # noqa: ANN401 - an extra
    try:
        return import_module("keyring")
    except ImportError:
        raise BookError(
            "The system's keyring cannot be used: what that takes is not installed.",
            "Nothing was changed; pip install 'arcall-tui[keyring]', or leave --keyring out.",
        ) from None


def _kept(book: Path) -> str:
    """Return the passphrase that the user has put into the system's keyring; empty where there is none."""
    try:
        return _keyring().get_password(_SERVICE, str(book.resolve())) or ""
    except Exception:  # noqa: BLE001 - no keyring on this system is no failure: it is asked for then
        return ""
