"""Letters as e-mail drafts on the disk: whole and durable, or not there at all."""

import contextlib
import mimetypes
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.domain.account import check_email
from arcall_tui.domain.text import one_line
from arcall_tui.errors import BookError
from arcall_tui.workday.letters.draft_files import draft_line, remove
from arcall_tui.workday.letters.letters import Letter

_PART = ".part"


def message_of(draft: Letter, sender: str = "", name: str = "") -> bytes:
    """Return the draft from `sender`, called `name`, as mail programs read it. Raises UsageError for an address that is none."""
    for address in draft.addresses:
        check_email(address)
    to = [_wired(address) for address in draft.addresses]
    policy = SMTP if all(map(str.isascii, [*to, sender])) else SMTPUTF8
    message = EmailMessage(policy=policy.clone(max_line_length=998))
    message["Subject"] = draft.subject
    if sender:
        local, _, domain = _wired(sender).rpartition("@")
        message["From"] = Address(one_line(name), local, domain)
    if to:
        message["To"] = ", ".join(to)
    message["X-Unsent"] = "1"  # Outlook and others open it for writing
    message.set_content(draft.body, cte="quoted-printable")
    for file in draft.attached:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        main, _, sub = kind.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return bytes(message)


def _wired(address: str) -> str:
    """Write a domain with letters beyond ASCII as the mail system does, where that is certain."""
    local, _, domain = address.rpartition("@")
    try:
        coded = domain.encode("idna")
        # The older rules lose some letters (ß): such a domain is left as it is.
        same = coded.decode("idna") == domain.lower()
    except UnicodeError:
        return address
    return f"{local}@{coded.decode('ascii')}" if same else address


def named(account: str, name: str, now: datetime) -> str:
    """Return a draft's file name, without a counter or ending."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", f"{now:%Y-%m-%d-%H%M%S}-{account}-{name}")[:120]


@contextmanager
def left_in(folder: Path, contents: Mapping[int, tuple[str, bytes]]) -> Iterator[dict[int, Path]]:
    """Leave drafts (by account: name, content) if the block ends well: all of them, or none.

    They are on disk, under a name that no mail program opens, before the block runs; it puts them on record.
    Yields where they will be. Raises BookError where the disk fails.
    """
    waiting: dict[int, Path] = {}
    try:
        private_files.make_folder(folder)
        for account, (name, content) in contents.items():
            waiting[account] = _written(folder, name, content)
        yield {account: _final(path) for account, path in waiting.items()}
    except OSError as error:
        remove(waiting.values())
        raise BookError(
            f"The draft cannot be written to {folder}: {error.strerror}.", "Check the disk."
        ) from None
    except BaseException:
        remove(waiting.values())
        raise
    for path in waiting.values():
        _named(path)


def tidy(folder: Path, on_record: Callable[[str], bool]) -> None:
    """Finish what a crash has left half done: drafts that a record names get their names, others go.

    What is no older than an hour may be another window's, which puts it on record just now.
    """
    for path in folder.glob(f"*.eml{_PART}"):
        if on_record(draft_line(_final(path))):
            _named(path)
        elif private_files.is_left_over(path):
            path.unlink(missing_ok=True)


def _named(path: Path) -> None:
    """Give a draft that is on record its name; another window may have done so already."""
    with contextlib.suppress(FileNotFoundError):
        private_files.take_name(path, _final(path))


def _final(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(_PART))


def _written(folder: Path, name: str, content: bytes) -> Path:
    for count in range(1000):
        path = folder / f"{name}{f'-{count}' if count else ''}.eml{_PART}"
        if not _final(path).exists():
            with contextlib.suppress(FileExistsError):
                private_files.write(path, content, over=False)
                return path
    raise BookError(f"The folder {folder} is full of drafts of that name.", "Clear it out.")
