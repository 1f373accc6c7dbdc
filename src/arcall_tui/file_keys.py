"""How a field of the settings or the rule book is read from its file: said once, beside its default."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field, fields
from typing import Any

# Reads a key in a way of its own: (tomlfile.Table, key, default) -> value. Raises InputRefusedError.
Reader = Callable[[Any, str, Any], Any]


def from_file(
    default: Any = None,
    section: str = "",
    *,
    key: str = "",
    low: float = 0,
    high: float | None = None,
    allowed: Iterable[str] | None = None,
    read: Reader | None = None,
    made: Callable[[], Any] | None = None,
) -> Any:
    """Declare a field that the user may set under `key` (else its own name) in `[section]` (else at the top).

    `low`, `high`: the bounds of a number; `allowed`: the words of a text; `read`: where neither its type nor
    those tell how. `made`: makes the default, where that is not one value.
    """
    how = {"section": section, "key": key, "low": low, "high": high, "allowed": allowed, "read": read}
    return field(metadata=how, default_factory=made) if made else field(metadata=how, default=default)


def keys_of(declared: Any, section: str = "") -> dict[str, Any]:
    """Return the fields that are read from `[section]` (else from the top), by their keys in the file."""
    return {
        each.metadata["key"] or each.name: each
        for each in fields(declared)
        if each.metadata and each.metadata["section"] == section
    }


def sections_of(declared: Any) -> list[str]:
    """Return the sections that its fields are read from."""
    return list(dict.fromkeys(each.metadata["section"] for each in fields(declared) if each.metadata))
