"""What the book remembers of itself: settings, undo, the record, joined and handed rows, the kept standings."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from arcall_tui.store.book.tables_accounts import BookTable, Numbered, instant


class SettingRow(BookTable, table=True):
    """What the book itself remembers, such as the base currency."""

    key: str = Field(primary_key=True)
    value: str


class UndoStep(Numbered, table=True):
    """One action of the caller and the inverse of every row it wrote (JSON)."""

    at: datetime = instant()
    label: str
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    changes: str
    undone_at: datetime | None = instant(nullable=True)


class RecordLink(Numbered, table=True):
    """A link of the record's chain: see `record_links`. `hash` holds the one before, and so all before it."""

    at: str  # UTC, by the machine's clock, whatever --now says
    form: int  # what of the row it holds
    place: str  # the table, or `erasure`
    key: int  # the row's number; of an erasure the account's
    salt: str  # its hash where the words were erased
    said: str  # SHA-256 of salt and row; empty where the row was removed
    hash: str
    newest: bool = False  # so that it is missed where the last links are removed


class JoinedRow(BookTable, table=True):
    """A row that came to another account when its own was joined to it: a split gives it back."""

    __tablename__: ClassVar[str] = "joined_row"

    place: str = Field(primary_key=True)  # the table
    key: int = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id")  # the account it belonged to


class HandedRow(BookTable, table=True):
    """A row that went to another book or came from one, by the name that it has in both."""

    __tablename__: ClassVar[str] = "handed_row"
    __table_args__ = (Index("handed_row_place", "place", "key"),)

    uid: str = Field(primary_key=True)  # book, table, number there, digest of what stays
    place: str  # the table
    key: int
    was: str  # JSON: column -> digest of what it was when it last went or came


class StandingRow(BookTable, table=True):
    """A cache: where each account stood on `day`, but for what follows from the date, and how it ranked last."""

    __table_args__ = (Index("standing_order", "place_group", "place_value"),)

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    day: date
    shape: int = 0  # which fields the card has
    place_group: int
    place_value: float  # smaller comes first
    ledger_id: str
    payer: int | None = None
    alike: str  # the same for accounts that every gate treats alike
    call_from: float  # when the next call comes due: seconds since 1970, or an ordinal day
    tried: str  # the latest attempts, the last one first
    contact: int  # ordinal day on which someone answered last
    card: str  # JSON array: the standing's fields
    owed: bytes  # the open items, packed
