"""The book's tables of customers and of itself; those of calls and of what is owed stand beside. Amounts are minor units with their currency; dates are dates; instants are UTC.

A field's default is the column's default in the book. No CHECK lists codes: a new one would need every book made anew.
"""

import re
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Index, String, UniqueConstraint
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

CURRENCY = "length(currency) = 3"
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class BookTable(SQLModel):
    """A table of the book; it is called as its class: `saved_filter` of SavedFilter, `account` of AccountRow."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy hands in the class
        return _WORD.sub("_", cls.__name__.removesuffix("Row")).lower()


class Numbered(BookTable):
    """One whose rows are known by a number of their own."""

    id: int | None = Field(default=None, primary_key=True)


def instant(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what Field() returns
    """Return a column of UTC instants, kept as `2026-11-20T14:05:00+00:00`."""
    return Field(default=None, sa_column=Column(String, nullable=nullable))


_CLOCK = "[0-2][0-9]:[0-5][0-9]"


# Customers, whom to ask for, and what stands about them from call to call.


class Creditor(Numbered, table=True):
    """For whom the caller calls; unnamed (empty) where there is only one."""

    name: str = Field(unique=True)


class AccountRow(Numbered, table=True):
    """A customer who owes."""

    __table_args__ = (
        UniqueConstraint("creditor_id", "ledger_id"),
        CheckConstraint("length(ledger_id) > 0", name="ledger_id_given"),
        CheckConstraint(f"prefers = '' OR prefers GLOB '{_CLOCK}-{_CLOCK}'", name="prefers_hours"),
    )

    creditor_id: int = Field(foreign_key="creditor.id")
    ledger_id: str
    name: str
    country: str = ""
    zone: str | None = None
    language: str = ""
    terms: str = ""
    consumer: bool = False
    payer_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    region: str = ""  # ISO 3166-2 within the country
    prefers: str = ""  # 10:00-12:00 on their clock
    hold: str | None = None
    hold_reason: str = ""
    snoozed_until: date | None = None
    snooze_reason: str = ""
    credit_limit: int | None = None  # minor units of `credit_currency`
    credit_currency: str | None = None
    credit_limit_by_caller: bool = False  # no ledger overwrites it
    other_names: str = ""  # what ledgers also call the customer, one a line
    # The account that has its items since they were joined
    merged_into: int | None = Field(default=None, foreign_key="account.id")
    postal: str = ""  # the ledger's address: lines, a tab between postcode and town


class ContactRow(Numbered, table=True):
    """Someone to ask for. `by_caller`: typed in by the caller, so that an import never changes it."""

    account_id: int = Field(foreign_key="account.id", index=True)
    name: str = ""
    role: str = ""
    phone: str = ""
    digits: str = ""  # the phone's digits alone, to be found by
    email: str = ""
    bad_number: bool = False
    by_caller: bool = False
    language: str = ""
    times: str = ""  # when they like to be rung
    ledger_name: str = ""  # what the ledger said before the caller corrected it
    ledger_phone: str = ""
    ledger_email: str = ""
    address: str = ""  # how to address them


class GuideRow(BookTable, table=True):
    """What stands about an account from call to call, as the caller typed it; no import touches it."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    method: str = ""
    pay_run: str = ""
    cut_off: str = ""
    portal: str = ""
    mind: str = ""
    tags: str = ""  # the caller's own words for it, with blanks between
    post: str = ""  # where letters go, if not to the ledger's address


class SavedFilter(BookTable, table=True):
    """A filter of the list that the caller has given a name, and perhaps a key."""

    name: str = Field(primary_key=True)
    key: str = ""
    words: str


class SparedNumber(BookTable, table=True):
    """Digits that look like a card number, and are none by the caller's word: they are not masked."""

    digits: str = Field(primary_key=True)


# What the book remembers of itself: settings, undo, the record, joined and handed rows, the kept standings.


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
