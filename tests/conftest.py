"""Where tests run, what each may lean on is loaded; the process that only hands them out to others needs none of it."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

# The programs that tests start, and the tests themselves, are compiled once, whoever runs them.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Until all is imported and collected there is nothing that could be thrown away: `every_test`.
gc.disable()

# Books are synced to disk at every write: a disk of memory has no part in what tests show.
_MEMORY, _ENOUGH = Path("/dev/shm"), 2 << 30
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH:
    tempfile.tempdir = str(_MEMORY)


def pytest_configure(config: pytest.Config) -> None:
    """Load it: `every_test`."""
    if not config.getoption("numprocesses", None):  # as it is in each of the others, too
        config.pluginmanager.import_plugin("every_test")
