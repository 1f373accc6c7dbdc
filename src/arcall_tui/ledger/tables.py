"""Words and spellings that stand in files of their own, beside the code that knows what they mean."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def table_of(name: str) -> dict[str, Any]:
    """Return what a file of this package says, such as `headings`."""
    text = resources.files("arcall_tui.ledger").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
