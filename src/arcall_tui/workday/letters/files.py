"""Files that the caller asks for by name: written whole, and a failure told."""

from __future__ import annotations

from pathlib import Path

from arcall_tui import private_files
from arcall_tui.errors import UsageError


def written_whole(path: Path, content: bytes) -> None:
    """Write a file over what is there once it is whole. Raises UsageError for a place where none can be written."""
    try:
        private_files.write(path, content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Name another file.") from None
