"""The sample book's rows while they are being made: by table, with their ids, as the file will hold them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from arcall_tui.domain.dates import utc_text


class SampleRows:
    """Rows by table, in the order in which they were made."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, object]]] = defaultdict(list)

    def add(self, table: str, **values: object) -> int:
        """Add a row under the table's next id, and return the id."""
        number = len(self.tables[table]) + 1
        self.link(table, id=number, **values)
        return number

    def link(self, table: str, **values: object) -> None:
        """Add a row of a table whose key is not an id of its own."""
        self.tables[table].append({column: _plain(value) for column, value in values.items()})

    def change(self, table: str, number: int, **values: object) -> None:
        """Change the row with that id."""
        self.tables[table][number - 1].update({column: _plain(value) for column, value in values.items()})


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value
