"""Words and spellings that stand in files of their own, beside the code that knows what they mean."""

from __future__ import annotations

from typing import Any

from arcall_tui import packaged


def table_of(name: str) -> dict[str, Any]:
    """Return what a file of this room says, such as `headings`."""
    return packaged.table_of(f"ledger/{name}")
