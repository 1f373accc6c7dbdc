"""Where a table's columns are, and what the user says about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from arcall_tui.ledger.columns import FIELDS

# Told (bytes done, of how many); returns False to stop.
Progress = Callable[[int, int], bool]

DATES = ("invoice_date", "due_date", "settled_on")
AMOUNTS = ("amount", "balance", "paid")
PARTY = tuple("account name country zone language terms contact phone email".split())


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table's header stands and which field is in which column."""

    header: tuple[str, ...]
    columns: Mapping[str, int]
    first_line: int

    def title(self, name: str) -> str:
        """Return the header of a field's column, the field's own name where it has none."""
        return self.header[self.columns[name]].strip() if name in self.columns else name

    def mapping(self) -> dict[str, str]:
        """Return field -> column as read."""
        return {name: self.title(name) for name in FIELDS if name in self.columns}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user says about a file; None where the file must speak for itself."""

    as_of: date | None = None
    currency: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    terms: str = ""
