"""The crash report: where in our code it happened, and on what; nothing of what the book holds."""

import os
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from arcall_tui import __version__, private_files
from arcall_tui.settings import Paths


def write_report(error: Exception) -> Path:
    """Write a private file that tells the maintainers what failed; return its place. Raises OSError."""
    folder = Paths.find().data / "crashes"
    private_files.make_folder(folder)
    path = folder / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    private_files.write(path, _text(error), over=False)
    return path


def _text(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__, limit=-50)
    lines = [
        f"arcall {__version__}, Python {platform.python_version()}, {sys.platform}",
        # The last three parts of a path: the folders before them may name the user.
        *(f"{'/'.join(Path(f.filename).parts[-3:])}:{f.lineno} in {f.name}" for f in frames),
        # The message is left out: it may quote a customer.
        type(error).__qualname__,
    ]
    return "\n".join(lines) + "\n"
