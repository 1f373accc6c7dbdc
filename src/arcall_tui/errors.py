"""What can go wrong, said once: what, where, and what to do, with the exit code it ends in."""

from collections.abc import Iterator
from contextlib import contextmanager


class ArcallError(Exception):
    """A problem told in the user's words.

    `message` says what and where, `hint` the way out; `exit_code` is what the shell gets.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(ArcallError):
    """The command or form lacks a fact, or a fact does not fit. Exit code 2."""

    exit_code = 2


class AccountGoneError(UsageError):
    """An account that was shown or listed went when its ledger was taken back, in another window."""

    def __init__(self) -> None:
        super().__init__("That account is no longer in the book: its ledger was taken back.")


class InputRefusedError(ArcallError):
    """A file or setting from outside cannot be taken as it is. Exit code 3.

    `path`: the keys that lead to a wrong setting; empty where it is not one setting.
    """

    exit_code = 3

    def __init__(self, message: str, hint: str = "", path: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.path = path


class BookError(ArcallError):
    """The book cannot be opened, read or written. Exit code 4."""

    exit_code = 4


@contextmanager
def refused(trouble: type[ArcallError], what: str, way_out: str, *besides: type[Exception]) -> Iterator[None]:
    """Tell as a `trouble` what the block cannot do for the system, or for an error `besides`: `what`, and the reason."""
    caught: tuple[type[Exception], ...] = (OSError, *besides)
    try:
        yield
    except caught as error:
        unread = isinstance(error, UnicodeDecodeError)
        reason = "it is not UTF-8 text" if unread else getattr(error, "strerror", None) or error
        raise trouble(f"{what}: {reason}.", way_out) from None
