"""Files encrypted with a passphrase, as the age format has it: age's own tools open them, too. An extra."""

from __future__ import annotations

from typing import Any

from arcall_tui.errors import InputRefusedError, UsageError

_MARK = b"age-encryption.org/"
SHORTEST = 10  # characters of a passphrase


def is_sealed(content: bytes) -> bool:
    """Whether a file is encrypted so."""
    return content.startswith(_MARK)


def seal(content: bytes, passphrase: str) -> bytes:
    """Encrypt with a passphrase. Raises UsageError where it is short, or what that takes is not installed."""
    if len(passphrase) < SHORTEST:
        raise UsageError(f"A passphrase has {SHORTEST} characters at least.", "Several words are good ones.")
    sealed: bytes = _age().passphrase.encrypt(content, passphrase)
    return sealed


def unseal(content: bytes, passphrase: str, name: str) -> bytes:
    """Decrypt; `name` is what to call the file. Raises InputRefusedError where it is damaged or the passphrase wrong."""
    age = _age()
    try:
        plain: bytes = age.passphrase.decrypt(content, passphrase)
    except age.DecryptError:
        raise InputRefusedError(
            f"{name} does not open: the passphrase is wrong, or the file is damaged.",
            "Nothing was changed; try again.",
        ) from None
    return plain


def _age() -> Any:  # noqa: ANN401 - an extra, without types
    try:
        import pyrage  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(
            "The hand-over is encrypted, or to be, and what that takes is not installed.",
            "pip install 'arcall-tui[encrypted]'",
        ) from None
    return pyrage
