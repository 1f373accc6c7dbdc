"""What is made once a run, by the first of the processes that run the tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def once(place: Path, make: Callable[[Path], object]) -> Path:
    """Have `make` fill a folder, unless another process has; who comes while one is at it waits."""
    place.mkdir(exist_ok=True)
    with (place / "alone").open("w") as held:
        if os.name == "posix":
            import fcntl  # noqa: PLC0415 - only Unix has it

            fcntl.lockf(held, fcntl.LOCK_EX)
        if not (place / "made").exists():
            make(place)
            (place / "made").touch()
    return place
