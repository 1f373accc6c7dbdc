"""Customers, whom to ask for, and what stands about them from call to call."""

import re
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, String, UniqueConstraint
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
