"""The one way in which files leave arcall: whole or not at all, on the disk before it is said, for their owner alone."""

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from arcall_tui.errors import UsageError, refused

_LONG = 3600  # seconds that no file takes to be written
_LARGEST = 200_000  # bytes of a file that the user keeps for arcall


def in_home(text: str | Path) -> Path:
    """Return a path as people type it: ~ is their home. Somebody's home that is not there stays as it is written."""
    try:
        return Path(text).expanduser()
    except RuntimeError:  # there is no such user
        return Path(text)


def write(path: Path, content: bytes | str, *, over: bool = True) -> None:
    """Write a file; text in UTF-8. Without `over` never one that is there. Raises OSError, see `unfinished`."""
    with unfinished(path, over=over) as beside:
        beside.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def unfinished(path: Path, *, over: bool = True) -> Iterator[Path]:
    """Yield an empty file beside `path` to be filled; once it is on the disk, it takes that name.

    Until then a file of that name stays as it was. Raises OSError: FileExistsError without `over` where there is
    one, and for a link or a device, which would lead the content elsewhere.
    """
    if not over and path.exists():
        _refuse_strange(path)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    beside = file_beside(path)
    try:
        yield beside
        if over:
            take_name(beside, path)
        else:
            to_disk(beside)
            _give_name(beside, path)
            _keep_names(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def file_beside(path: Path) -> Path:
    """Make an empty file beside `path` that is to take its name. Raises OSError for a link, a device, a folder."""
    _refuse_strange(path)
    clear_up(path)
    beside = path.parent / f".{path.name[:40]}.{os.urandom(6).hex()}.unfinished"
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    return beside


def take_name(beside: Path, path: Path) -> None:
    """Let a file take the name `path`, on the disk with all that it holds before this returns. Raises OSError."""
    to_disk(beside)
    beside.replace(path)
    _keep_names(path.parent)


def _keep_names(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system opens folders
        to_disk(folder)


def read_text(path: Path) -> str:
    """Return the text (UTF-8) of a file that the user keeps for arcall. Raises as `read_bytes`; UnicodeDecodeError."""
    return read_bytes(path, _LARGEST).decode("utf-8-sig").replace("\r\n", "\n")


def read_bytes(path: Path, largest: int) -> bytes:
    """Return what is in a file. Raises OSError, also for what is no file (it may never end) or larger than that."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no file", str(path))
    if found.st_size > largest:
        raise OSError(errno.EFBIG, f"it is larger than {largest:,} bytes", str(path))
    return path.read_bytes()


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone, whatever the umask. Raises OSError."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        each.chmod(0o700)


def tighten(path: Path) -> bool:
    """Take a file or folder of ours from the eyes of others; return whether they could read or write it. Raises OSError."""
    mode = path.stat().st_mode
    loose = os.name == "posix" and bool(mode & 0o077)
    if loose:
        path.chmod(0o700 if stat.S_ISDIR(mode) else 0o600)
    return loose


def _refuse_strange(path: Path) -> None:
    if path.is_symlink():
        raise OSError(errno.ELOOP, "it is a link; name the file that it leads to", str(path))
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no file", str(path))


def clear_up(path: Path) -> None:
    """Remove what a kill left of earlier attempts; one that is under way is younger."""
    begins = tuple(f".{path.name[:most]}." for most in (40, 60))  # names were kept to 60 letters before
    with contextlib.suppress(OSError), os.scandir(path.parent) as found:
        for left in map(Path, [each for each in found if each.name.startswith(begins)]):
            if left.suffix.startswith(".unfinished") and is_left_over(left):  # or its journal
                left.unlink()


def is_left_over(path: Path) -> bool:
    """Whether an unfinished file is older than any that somebody is writing. Raises OSError."""
    return time.time() - path.stat().st_mtime > _LONG


def _give_name(beside: Path, path: Path) -> None:
    """Name a file as nobody else may have meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links: the name is taken first, then filled
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        beside.replace(path)


def to_disk(path: Path) -> None:
    """Wait until all that was written to a file, or all names in a folder, are on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def written_whole(path: Path, content: bytes | str, *, over: bool = True) -> None:
    """Write a file that the user has named, as `write` does. Raises UsageError where none can be written."""
    with refused(UsageError, f"{path} cannot be written", "Name another file."):
        write(path, content, over=over)
