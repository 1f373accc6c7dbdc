"""The record's chain, looked at: whether anything was changed past arcall."""

from __future__ import annotations

import re

from arcall_tui.errors import UsageError
from arcall_tui.store.book import record_links
from arcall_tui.store.book.record_links import RecordHead
from arcall_tui.workday.desk.desk import Desk

_NOTED = re.compile(r"(\d+):([0-9a-f]{8,64})")


def head_of(desk: Desk) -> RecordHead:
    """Return the newest link of the record."""
    return record_links.head(desk.book)


def tampering(desk: Desk, noted: str = "") -> list[str]:
    """Return what was changed past arcall. `noted`: a head from before, as `arcall record head` prints it.

    Raises UsageError for a `noted` that is no head.
    """
    match = _NOTED.fullmatch(noted.strip())
    if noted and match is None:
        raise UsageError(f"{noted!r} is no head of a record.", "It looks like 41:9f86d081884c7d65")
    return list(record_links.faults(desk.book, (int(match[1]), match[2]) if match else None))
