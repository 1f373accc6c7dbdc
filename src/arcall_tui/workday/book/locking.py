"""Encrypting a book with a passphrase, changing that, and taking it off: the book and the copies that arcall keeps of it."""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from arcall_tui.domain.text import one_line
from arcall_tui.errors import ArcallError, BookError, UsageError
from arcall_tui.store.book import cipher
from arcall_tui.store.book.opening import open_book, unmade_if_failed
from arcall_tui.workday.book.backups import every_copy

_SERVICE = "arcall"
_VARIABLE, NEW = "ARCALL_PASSPHRASE", "ARCALL_NEW_PASSPHRASE"
one_form, is_locked, opens = cipher.one_form, cipher.is_encrypted, cipher.opens


def ask_by(prompt: Callable[[Path], str]) -> None:
    """Say how a passphrase is come by where neither the environment nor the system's keyring has it.

    It is taken out of the environment, which programs that arcall starts are handed, and so is a new one.
    """
    given, cipher.KEYS.new = (os.environ.pop(name, "") for name in (_VARIABLE, NEW))
    cipher.KEYS.ask = lambda book: given or _kept(book) or prompt(book)


def given_new() -> str:
    """Return the new passphrase that the environment gave; empty where it gave none."""
    return one_form(cipher.KEYS.new)


def is_passphrase(typed: str) -> bool:
    """Whether that is what opened the book."""
    return cipher.KEYS.right(typed)


def lock(book: Path, folder: Path, passphrase: str, *, keep: bool = False) -> list[Path]:
    """Encrypt the book, a new one where there is none, and its managed copies; return the copies that could not be, and are as they were.

    An empty passphrase takes the encryption off. `keep`: in the system's keyring. A kill leaves the book as it was;
    doing it again goes on with the copies that were not reached. Raises UsageError where the passphrase is too short,
    BookError where the book is left as it was.
    """
    if passphrase and len(passphrase) < cipher.SHORTEST:
        raise UsageError(
            f"A passphrase has {cipher.SHORTEST} characters at least.", "Several words are good ones."
        )
    with unmade_if_failed(book):
        return _locked(book, folder, passphrase, keep=keep and bool(passphrase))


def _locked(book: Path, folder: Path, passphrase: str, *, keep: bool) -> list[Path]:
    open_book(book).close()  # a book of ours, and the passphrase of before; a new one has nothing in it yet
    kept = _kept(book)
    if keep:
        _keep(book, passphrase)
    try:
        with cipher.rewritten(book, passphrase):
            left = [each for each in every_copy(book, folder) if not _rewritten(each, passphrase)]
    except BookError:
        if kept:
            _keep(book, kept)
        raise
    cipher.KEYS.passphrase = passphrase
    if kept and not keep:
        _forget(book)
    return left


def _rewritten(path: Path, passphrase: str) -> bool:
    try:
        if not cipher.opens(path, passphrase):
            with cipher.rewritten(path, passphrase):
                pass
    except (ArcallError, OSError):
        return False
    return True


def _keyring() -> Any:  # noqa: ANN401 - an extra
    try:
        ring = import_module("keyring")
        ring.get_keyring()
    except Exception as error:  # noqa: BLE001 - each of its backends fails in a way of its own
        absent = getattr(error, "name", "") == "keyring"
        reason = "what that takes is not installed" if absent else _reason(error)
        raise BookError(
            f"The system's keyring cannot be used: {reason}.",
            "Nothing was changed; pip install 'arcall-tui[keyring]', or leave --keyring out.",
        ) from None
    return ring


def _reason(error: Exception) -> str:
    return one_line(str(error)).rstrip(".") or type(error).__name__


def _keep(book: Path, passphrase: str) -> None:
    """Put the passphrase into the system's keyring. Raises BookError where it is not kept there, or not safely."""
    ring, place = _keyring(), (_SERVICE, str(book.resolve()))
    backend = ring.get_keyring()
    first = next(iter(getattr(backend, "backends", ())), backend)  # of a chain, what takes it
    name = type(first).__name__
    trouble = "it writes them into a file as they are" if "plaintext" in name.lower() else ""
    try:
        if not trouble:
            ring.set_password(*place, passphrase)
            trouble = "" if ring.get_password(*place) == passphrase else "it has forgotten it at once"
    except Exception as error:  # noqa: BLE001 - as above
        trouble = _reason(error)
    if trouble:
        raise BookError(
            f"The system's keyring ({name}) keeps no passphrase: {trouble}.",
            "Nothing was changed; leave --keyring out, and it is asked for.",
        )


def _forget(book: Path) -> None:
    """Take the passphrase out of the system's keyring. Raises BookError where that does not let go of it."""
    try:
        _keyring().delete_password(_SERVICE, str(book.resolve()))
    except Exception as error:  # noqa: BLE001 - as above
        raise BookError(
            f"The book is written anew, but its old passphrase stays in the system's keyring: {_reason(error)}.",
            f"Take it out with the keyring's own program: {_SERVICE}, {book.resolve()}",
        ) from None


def _kept(book: Path) -> str:
    """Return the book's passphrase from the system's keyring; empty where there is none, or that of another time."""
    try:
        found = str(_keyring().get_password(_SERVICE, str(book.resolve())) or "")
        return found if cipher.opens(book, found) else ""
    except Exception:  # noqa: BLE001 - no keyring on this system is no failure: it is asked for then
        return ""
