"""The ledgers that were taken in, how their files are read, and what it takes to undo the newest."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from arcall_tui.store.book.column_kinds import instant


class LedgerImport(SQLModel, table=True):
    """One ledger taken in. `as_of`: its balances stood so at that day's close."""

    __tablename__: ClassVar[str] = "ledger_import"

    id: int | None = Field(default=None, primary_key=True)
    creditor_id: int = Field(foreign_key="creditor.id")
    file_name: str
    file_hash: str
    shape: str
    mapping: str = Field(default="{}", description="JSON: field -> column as read")
    as_of: date
    at: datetime = instant()
    summary: str = Field(default="{}", description="JSON: what changed")
    marks: str = Field(
        default="", description="JSON: the last key of each table before and after, for taking it back"
    )
    undone_at: datetime | None = instant(nullable=True)


class ImportBefore(SQLModel, table=True):
    """A row as it was before the newest import changed it (JSON), so that the import can be taken back."""

    __tablename__: ClassVar[str] = "import_before"

    place: str = Field(primary_key=True, description="the table")
    key: int = Field(primary_key=True)
    row: str | None = Field(default=None, description="empty: the import made the row")


class ReceiptRow(SQLModel, table=True):
    """A payment that a payments file told of: told again, it is not taken off again."""

    __tablename__: ClassVar[str] = "receipt"

    creditor_id: int = Field(foreign_key="creditor.id", primary_key=True)
    said: str = Field(primary_key=True, description="the row's facts")
    import_id: int = Field(foreign_key="ledger_import.id")


class ShapeMapping(SQLModel, table=True):
    """How the user read a kind of file, by its header, so that it need not be said again."""

    __tablename__: ClassVar[str] = "shape_mapping"

    header: str = Field(primary_key=True, description="hash of the header's names")
    choices: str = Field(description="JSON: mapping, date order, decimal, terms, currency")
    at: datetime = instant()
